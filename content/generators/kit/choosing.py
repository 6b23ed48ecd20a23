"""Three mistakes become the wrong options: far enough from the key and from each other, or the draw is thrown away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from content.generators.kit.drawing import Draw
from content.generators.kit.measures import Measure
from content.generators.kit.problems import Key, Mistake

_APART = Decimal("0.02")


def choose(key: Key, mistakes: Sequence[Mistake], measure: Measure | None, draw: Draw) -> tuple[Mistake, ...]:
    """Three of the mistakes, or none. Of numbers first the key's position is drawn, then the three."""
    right = given(key, measure)
    by_position: dict[int, list[tuple[Mistake, ...]]] = {}
    for three in combinations(_usable(right, mistakes, measure), 3):
        values = [value for value, _ in three]
        if all(differ(a, b, measure) for a, b in combinations(values, 2)):
            by_position.setdefault(_position(right, values), []).append(tuple(mistake for _, mistake in three))
    if not by_position:
        return ()
    return draw.pick(by_position[draw.pick(sorted(by_position))])


def given(value: Key, measure: Measure | None) -> Key:
    """A value as an option gives it: a text as it is, a number rounded."""
    if isinstance(value, str):
        return value
    assert measure is not None, "a number needs a measure"
    return measure.rounded(value)


def differ(one: Key, other: Key, measure: Measure | None) -> bool:
    """Whether two options are far enough apart: numbers by the rule, texts in more than case and punctuation."""
    if isinstance(one, Decimal) and isinstance(other, Decimal) and measure:
        return apart(one, other, measure.step)
    return _bare(str(one)) != _bare(str(other))


def apart(one: Decimal, other: Decimal, unit: Decimal) -> bool:
    """Whether two options differ by at least 2 % of the larger and by more than one unit of the rounding."""
    distance = abs(one - other)
    return distance > unit and distance >= _APART * max(abs(one), abs(other))


def sensible(value: Key, measure: Measure | None) -> bool:
    """Whether an option may say so: nothing is nought, and only where the sign is the point below it."""
    return isinstance(value, str) or value > 0 or bool(measure and measure.negative and value)


def _usable(right: Key, mistakes: Sequence[Mistake], measure: Measure | None) -> Iterator[tuple[Key, Mistake]]:
    """The mistakes that are apart from the key, each with its value as an option gives it."""
    if sensible(right, measure):
        for mistake in mistakes:
            value = given(mistake.value, measure)
            if mistake.offered and sensible(value, measure) and differ(value, right, measure):
                yield value, mistake


def _position(right: Key, values: Sequence[Key]) -> int:
    return sum(isinstance(v, Decimal) and isinstance(right, Decimal) and v < right for v in values)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.replace("−", "minus ").casefold()).strip()
