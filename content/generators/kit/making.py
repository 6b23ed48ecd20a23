"""A generator is made of five things: values, a draw of them, the working, the question, and how the answer is given.

There is one way from values to an answer, `work`: the question that is asked, the formula on the command line and
the other z tables of a typed answer all go it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeAlias, TypeVar

from bot.model.domains import Domain
from bot.model.formulas import BadValues, Formula, Solved, Value, Wrong
from bot.model.items import Generator, Level, Option, Question, Reference
from bot.model.typed import Slip, Typed
from content.generators.kit.choosing import choose, given
from content.generators.kit.drawing import Draw
from content.generators.kit.measures import Measure
from content.generators.kit.problems import Asked, Key, Mistake, Worked
from content.generators.kit.telling import Story, Told
from content.generators.kit.values import Values

V = TypeVar("V", bound=Values)
Drawn: TypeAlias = tuple[V, Story] | None

MOST_DRAWS = 2000
_NAMES = tuple("ABCDEFGHIJKLMNOPQRSTUVWX")
_SAME_Z = tuple(map(Decimal, ("1.64", "1.645", "1.65")))


@dataclass(frozen=True, slots=True)
class Posed(Generic[V]):
    """A question and what it was made of."""

    values: V
    story: Story
    question: Question


@dataclass(frozen=True, slots=True)
class Recipe(Generic[V]):
    """How a generator's questions come about. A pure function of the seed, and of nothing else."""

    id: str
    version: int
    values: type[V]
    measure: Measure | None
    unit: str
    draw: Callable[[Draw], Drawn[V]]
    work: Callable[[V, Told], Worked]
    ask: Callable[[V, Told], Asked]

    def __call__(self, seed: int) -> Question:
        """The question of this seed."""
        return self.posed(seed).question

    def posed(self, seed: int) -> Posed[V]:
        """The first usable draw of this seed."""
        draw = Draw(f"{self.id}:{self.version}:{seed}")
        for _ in range(MOST_DRAWS):
            drawn = self.draw(draw)
            if drawn is not None and (question := self._question(*drawn, draw)):
                return Posed(*drawn, question)
        raise RuntimeError(f"{self.id} found no usable numbers in {MOST_DRAWS} draws of seed {seed}: widen its ranges")

    def solve(self, given: Mapping[str, Value]) -> Solved:
        """The answer for any values. Raises BadValues where they make no sense together."""
        values = self.values(**given)
        if faults := tuple(values.wrong()):
            raise BadValues(faults)
        told = Told(values, Story("", self.unit, _NAMES))
        try:
            worked = self.work(values, told)
            shown = self._shown(worked.key, told.unit)
        except ArithmeticError:
            names = ", ".join(variable.name for variable in values.variables)
            raise BadValues(
                (Wrong(names, "have no answer together: something is divided by nothing, or is far too large"),)
            ) from None
        exact = worked.key if isinstance(worked.key, Decimal) else None
        return Solved(shown, exact, tuple(step.replace("<gives>", shown) for step in worked.steps))

    def _question(self, values: V, story: Story, draw: Draw) -> Question | None:
        told = Told(values, story)
        worked, asked = self.work(values, told), self.ask(values, told)
        chosen = choose(worked.key, asked.mistakes, self.measure, draw)
        if not chosen:
            return None
        shown = self._shown(worked.key, told.unit)
        options = [(given(worked.key, self.measure), Option(shown, asked.because.replace("<gives>", shown), True))]
        for mistake in chosen:
            text = self._shown(mistake.value, told.unit)
            options.append(
                (given(mistake.value, self.measure), Option(text, _why(mistake, text), mistake=mistake.name))
            )
        options.sort(key=lambda pair: pair[0])
        steps = [f"{number}. {step.replace('<gives>', shown)}" for number, step in enumerate(worked.steps, 1)]
        return Question(
            asked.stem,
            tuple(option for _, option in options),
            "\n".join(steps),
            ordered=self.measure is not None,
            typed=self._typed(values, worked.key, asked.mistakes, told),
        )

    def _typed(self, values: V, key: Key, mistakes: Sequence[Mistake], told: Told) -> Typed | None:
        if self.measure is None or isinstance(key, str):
            return None
        return Typed(
            key=self.measure.rounded(key),
            exact=key,
            step=self.measure.step,
            unit=self.measure.units(told.unit),
            rounding=self.measure.rounding(told.unit),
            also=tuple(self._with_other_z(values, told)),
            slips=tuple(self._slip(mistake, told.unit) for mistake in mistakes),
        )

    def _slip(self, mistake: Mistake, unit: str) -> Slip:
        value = given(mistake.value, self.measure)
        assert isinstance(value, Decimal)
        return Slip(mistake.name, value, _why(mistake, self._shown(mistake.value, unit)))

    def _with_other_z(self, values: V, told: Told) -> Iterator[Decimal]:
        """The keys that other tables lead to, where 95 % of service is asked for: books round its z in three ways."""
        z = values.given().get("z")
        if self.measure is None or z not in _SAME_Z:
            return
        for other in _SAME_Z:
            key = self.work(self.values(**{**values.given(), "z": other}), told).key
            if other != z and isinstance(key, Decimal):
                yield self.measure.rounded(key)

    def _shown(self, key: Key, unit: str) -> str:
        value = given(key, self.measure)
        return self.measure.shown(value, unit) if isinstance(value, Decimal) and self.measure else str(value)


def _why(mistake: Mistake, shown: str) -> str:
    return mistake.why.replace("<gives>", shown)


def generator(
    id: str,
    title: str,
    expression: str,
    *,
    values: type[V],
    draw: Callable[[Draw], Drawn[V]],
    work: Callable[[V, Told], Worked],
    ask: Callable[[V, Told], Asked],
    gives: str,
    measure: Measure | None,
    example: str,
    subtopic: str,
    book: str,
    topic: str,
    version: int = 1,
    level: Level = Level.APPLY,
    tags: Sequence[str] = (),
    unit: str = "unit",
) -> Generator:
    """A generator with its formula. `measure` is None for an answer in words; the formula counts in `unit`.

    What a story names (sites, machines) is A, B, C in the formula.
    """
    recipe = Recipe(id, version, values, measure, unit, draw, work, ask)
    return Generator(
        id=id,
        version=version,
        domain=Domain(id.partition(".")[0]),
        subtopic=subtopic,
        level=level,
        draw=recipe,
        reference=Reference(book, topic),
        tags=frozenset(tags),
        formula=Formula(
            id=id,
            title=title,
            expression=expression,
            variables=values.variables,
            gives=gives,
            unit=measure.units(unit) if measure else "",
            rounding=measure.rounding(unit) if measure else "",
            example=example,
            note=(values.__doc__ or "").strip(),
            solve=recipe.solve,
        ),
    )


def posed(generator: Generator, seed: int) -> Posed[Any]:
    """A drawn question with the values that it was made of."""
    assert isinstance(generator.draw, Recipe), generator.id
    return generator.draw.posed(seed)
