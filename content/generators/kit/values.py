"""The values of a formula, declared once: typed in code, readable from a command line, shown in a stem."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar, dataclass_transform

from bot.model.formulas import Kind, Value, Variable, Wrong
from content.generators.kit.figures import given, price

__all__ = ["Values", "Wrong", "choice", "dollars", "number", "percent", "whole"]

Bound = int | str | None


def number(
    symbol: str,
    meaning: str,
    unit: str = "",
    *,
    above: Bound = 0,
    low: Bound = None,
    below: Bound = None,
    high: Bound = None,
    per: str = "",
    least: int = 2,
    most: int = 12,
    kind: Kind = Kind.NUMBER,
) -> Any:
    """A Decimal. Above zero unless `low` says from where. With `per`, a tuple of `least` to `most` of them."""
    return Variable(
        name="",
        symbol=symbol,
        meaning=meaning,
        unit=unit,
        kind=kind,
        low=_bound(low),
        above=None if low is not None else _bound(above),
        below=_bound(below),
        high=_bound(high),
        per=per,
        least=least if per else 1,
        most=most if per else 1,
    )


def whole(symbol: str, meaning: str, unit: str = "", *, low: int = 1, high: int = 1000, **more: Any) -> Any:
    """An int from low to high, to count or to loop with. What is only computed with is a `number`."""
    return number(symbol, meaning, unit, low=low, high=high, kind=Kind.WHOLE, **more)


def percent(symbol: str, meaning: str, *, high: Bound = 100, **more: Any) -> Any:
    """A Decimal in percent: 15 is 15%."""
    return number(symbol, meaning, "%", high=high, kind=Kind.PERCENT, **more)


def dollars(symbol: str, meaning: str, unit: str = "dollars", **more: Any) -> Any:
    """A Decimal in dollars. `unit` says for what: “dollars a year”."""
    return number(symbol, meaning, unit, kind=Kind.MONEY, **more)


def choice(symbol: str, meaning: str, choices: tuple[str, ...]) -> Any:
    """One of several words, without spaces."""
    return Variable("", symbol, meaning, kind=Kind.CHOICE, choices=choices)


@dataclass_transform(kw_only_default=True, field_specifiers=(number, whole, percent, dollars, choice))
class Values:
    """The values of one formula. A subclass declares them; its instance has them, and what follows from them.

    The docstring of a subclass is read by members: what the formula takes for granted.

    It is a dataclass to the type checker, and a few lines at run time: a hundred of them must load quickly.
    """

    variables: ClassVar[tuple[Variable, ...]] = ()

    def __init_subclass__(cls) -> None:
        declared = {name: found for name, found in vars(cls).items() if isinstance(found, Variable)}
        cls.variables = tuple(replace(variable, name=name) for name, variable in declared.items())

    def __init__(self, **values: Any) -> None:
        if set(values) != {variable.name for variable in self.variables}:
            raise TypeError(f"{type(self).__name__} takes {', '.join(v.name for v in self.variables)}")
        self.__dict__.update(values)

    def wrong(self) -> Iterator[Wrong]:
        """What makes no sense together: which variable, what it must be and why. Each alone is within its bounds."""
        yield from ()

    def given(self) -> dict[str, Value]:
        """All of them, by name."""
        return {variable.name: getattr(self, variable.name) for variable in self.variables}

    def shown(self) -> dict[str, str]:
        """All of them as members read them, by name: `20`, `15%`, `$12.50`, `120, 135, 128`."""
        return {variable.name: _shown(variable, getattr(self, variable.name)) for variable in self.variables}

    def typed(self) -> dict[str, str]:
        """All of them as one would type them, by name."""
        return {name: _typed(value) for name, value in self.given().items()}


def _bound(value: Bound) -> Decimal | None:
    return None if value is None else Decimal(value)


def _shown(variable: Variable, value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return ", ".join(_shown(variable, one) for one in value)
    if variable.kind is Kind.MONEY:
        return price(value)
    return given(value) + ("%" if variable.kind is Kind.PERCENT else "")


def _typed(value: Value) -> str:
    if isinstance(value, tuple):
        return ",".join(_typed(one) for one in value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
