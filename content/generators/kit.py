"""What every generator is made with. What a released generator drew, it draws for ever: nothing here may change that.

Numbers come from sha256 of "id:version:seed", not from `random`, whose algorithms may change with Python. Arithmetic
is decimal and rounds once, at the end. Wrong options come from named mistakes; a draw whose options lie too close
together is thrown away and the next one tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import partial
from hashlib import sha256
from itertools import combinations
from typing import TypeAlias, TypeVar

from bot.model.domains import Domain
from bot.model.items import Generator, Level, Option, Question, Reference

T = TypeVar("T")
Show: TypeAlias = Callable[[Decimal], str]

MOST_DRAWS = 2000
_APART = Decimal("0.02")


class Draw:
    """An endless row of numbers that depends on its name alone."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._used = 0

    def whole(self, low: int, high: int, step: int = 1) -> int:
        """A whole number from low to high, both included, in steps from low."""
        digest = sha256(f"{self._name}:{self._used}".encode()).digest()
        self._used += 1
        return low + step * (int.from_bytes(digest, "big") % ((high - low) // step + 1))

    def decimal(self, low: str, high: str, step: str) -> Decimal:
        """A decimal number from low to high, both included, in steps from low."""
        first, size = Decimal(low), Decimal(step)
        return first + size * self.whole(0, int((Decimal(high) - first) / size))

    def pick(self, several: Sequence[T]) -> T:
        """One of several."""
        return several[self.whole(0, len(several) - 1)]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong way to compute: what it is called, what it gives, unrounded, and what it was, told to whoever made it.

    `name` is the same for all draws, so that it is known again: “the third time that {name} caught you”. `{gives}` in
    `why` stands for the value as the option shows it.
    """

    name: str
    value: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A drawn question before its options are chosen. `key` and mistakes are unrounded; `rounded` rounds them all.

    `unit` is one unit of the rounding; `because` is the reason of the key, and `{gives}` in it or in `solution` is
    the key as the option shows it.
    """

    stem: str
    key: Decimal
    because: str
    mistakes: tuple[Mistake, ...]
    solution: tuple[str, ...]
    rounded: Callable[[Decimal], Decimal]
    unit: Decimal
    show: Show


Build: TypeAlias = Callable[[Draw], "Problem | None"]


def generator(
    id: str,
    build: Build,
    *,
    subtopic: str,
    book: str,
    topic: str,
    version: int = 1,
    level: Level = Level.APPLY,
    tags: Sequence[str] = (),
) -> Generator:
    """A generator of this id. `build` draws a problem, or None where the numbers are not usable."""
    return Generator(
        id=id,
        version=version,
        domain=Domain(id.partition(".")[0]),
        subtopic=subtopic,
        level=level,
        draw=partial(_question, id, version, build),
        reference=Reference(book, topic),
        tags=frozenset(tags),
    )


def _question(id: str, version: int, build: Build, seed: int) -> Question:
    """The first usable draw of this seed, as a question."""
    draw = Draw(f"{id}:{version}:{seed}")
    for _ in range(MOST_DRAWS):
        problem = build(draw)
        if problem is not None and (chosen := _choose(problem, draw)):
            return _ask(problem, chosen)
    raise RuntimeError(f"{id} found no usable numbers in {MOST_DRAWS} draws of seed {seed}: widen its ranges")


def _choose(problem: Problem, draw: Draw) -> tuple[Mistake, ...]:
    """Three mistakes far enough from the key and from each other; first the key's position is drawn, then the three."""
    key = problem.rounded(problem.key)
    by_position: dict[int, list[tuple[Mistake, ...]]] = {}
    for three in combinations(_usable(problem, key), 3):
        values = [problem.rounded(mistake.value) for mistake in three]
        if all(apart(a, b, problem.unit) for a, b in combinations(values, 2)):
            by_position.setdefault(sum(value < key for value in values), []).append(three)
    if not by_position:
        return ()
    return draw.pick(by_position[draw.pick(sorted(by_position))])


def _usable(problem: Problem, key: Decimal) -> Iterator[Mistake]:
    for mistake in problem.mistakes:
        value = problem.rounded(mistake.value)
        if value > 0 and apart(value, key, problem.unit):
            yield mistake


def apart(one: Decimal, other: Decimal, unit: Decimal) -> bool:
    """Whether two options differ by at least 2 % of the larger and by more than one unit of the rounding."""
    distance = abs(one - other)
    return distance > unit and distance >= _APART * max(abs(one), abs(other))


def _ask(problem: Problem, chosen: Sequence[Mistake]) -> Question:
    key = problem.rounded(problem.key)
    shown = problem.show(key)
    options = [(key, Option(shown, problem.because.replace("{gives}", shown), correct=True))]
    for mistake in chosen:
        value = problem.rounded(mistake.value)
        text = problem.show(value)
        options.append((value, Option(text, mistake.why.replace("{gives}", text), mistake=mistake.name)))
    options.sort(key=lambda pair: pair[0])
    steps = [f"{number}. {step.replace('{gives}', shown)}" for number, step in enumerate(problem.solution, 1)]
    return Question(problem.stem, tuple(option for _, option in options), "\n".join(steps), ordered=True)


def half_up(value: Decimal, places: int = 0) -> Decimal:
    """Rounded to this many places, halves up."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def up(value: Decimal) -> Decimal:
    """Rounded up to a whole number. What is whole but for noise in the 28th digit stays."""
    return half_up(value, 7).quantize(Decimal(1), rounding=ROUND_CEILING)


def comma(value: Decimal | int, places: int = 0) -> str:
    """A number with thousands separators: 12,500."""
    return f"{half_up(Decimal(value), places):,}"


def short(value: Decimal, places: int = 3) -> str:
    """A number in a working: rounded, without idle zeros."""
    rounded = half_up(value, places)
    return f"{rounded:,.{places}f}".rstrip("0").rstrip(".")


def count(value: Decimal | int, unit: str) -> str:
    """A number with its unit in the right number: 1 box, 12,500 boxes."""
    return f"{comma(value)} {plural(unit) if value != 1 else unit}"


def plural(unit: str) -> str:
    """The plural of a unit."""
    return unit + ("es" if unit.endswith(("s", "x", "ch", "sh")) else "s")


def money(value: Decimal | int) -> str:
    """Whole dollars: $12,500."""
    return f"${comma(value)}"


def table(rows: Sequence[tuple[str, Sequence[int | str]]]) -> str:
    """Rows of numbers as aligned lines, each a piece of code, so that the columns stand under each other."""
    cells = [[name, *(cell if isinstance(cell, str) else comma(cell) for cell in row)] for name, row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    lines = [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in cells
    ]
    return "\n".join(f"`{line}`" for line in lines)
