"""Second routes to the keys of parametric questions: count, enumerate, simulate, work backwards; never the formula.

A route gets what was drawn as exact numbers, `v`, and the key as it is shown: a Fraction, or the text of an answer in
words. `v` knows the variables and nothing that the generator made of them. A domain's module has a dict of its routes,
and in UNSHOWN the variables that its stems show otherwise than as a number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, TypeAlias

from bot.model.formulas import Value

Route: TypeAlias = Callable[[Any, Any], None]


def exact(values: Mapping[str, Value]) -> SimpleNamespace:
    """Numbers as fractions, lists as lists of them."""
    return SimpleNamespace(**{name: _exact(value) for name, value in values.items()})


def _exact(value: Value) -> object:
    if isinstance(value, tuple):
        return [_exact(one) for one in value]
    return Fraction(value) if isinstance(value, Decimal) else value


def all_routes() -> dict[str, Route]:
    """The route of each generator, by its id."""
    return {id: route for module in _modules() for id, route in module.ROUTES.items()}


def unshown() -> dict[str, frozenset[str]]:
    """The variables that a stem does not show as numbers, by the generator's id."""
    return {id: frozenset(names) for module in _modules() for id, names in module.UNSHOWN.items()}


def _modules() -> tuple[Any, ...]:
    from tests.content.routes import demand, distribution, inventory, quality, schedules, sop, strategy, supply

    return strategy, sop, demand, supply, schedules, inventory, distribution, quality
