"""Values for a formula, read from what somebody typed: every fault is found, and told in one go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches

from bot.model.formulas import BadValues, Formula, Kind, Solved, Value, Variable, Wrong

_GIVEN = re.compile(r"\s*([^\s=]+)\s*=\s*([^=]*?)(?=\s+[^\s=]+\s*=|\s*$)")
_BEGINS = re.compile(r"\s*(.*?)\s*((?<!\S)\w+\s*=.*)?", re.DOTALL)
_NUMBER = re.compile(r"[-−+]?\$?(?:\d{1,3}(?:,\d{3})+|\d{1,15})?(?:\.\d{1,10})?%?")
_MOST = Decimal(10) ** 12


def solve(formula: Formula, typed: Mapping[str, str]) -> Solved:
    """The answer for typed values. Raises BadValues with all that is wrong."""
    return formula.solve(read(formula.variables, typed))


def assigned(text: str) -> dict[str, str]:
    """`sigma=20 lead=9` as pairs; a list may have spaces after its commas. Raises BadValues for anything else.

    A name that stands twice is refused: either value could be the one that was meant.
    """
    found, place = {}, 0
    while text[place:].strip():
        pair = _GIVEN.match(text, place)
        if pair is None:
            raise BadValues((Wrong(text[place:].split()[0], "write each value as name=value"),))
        name = pair[1].casefold()
        if name in found:
            raise BadValues((Wrong(name, "stands twice; give it once"),))
        found[name] = pair[2].strip().rstrip(",;")
        place = pair.end()
    return found


def parted(line: str) -> tuple[str, str]:
    """The name and the values of a line such as `safety stock sigma=20 lead=9`."""
    found = _BEGINS.fullmatch(line)
    return (found[1], found[2] or "") if found else (line, "")


def read(variables: tuple[Variable, ...], typed: Mapping[str, str]) -> dict[str, Value]:
    """A value of its kind for each variable. Raises BadValues for missing, unknown and unreadable ones together."""
    values: dict[str, Value] = {}
    faults = list(_unknown(variables, typed))
    for variable in variables:
        if not typed.get(variable.name, "").strip():
            faults.append(Wrong(variable.name, f"is missing: {described(variable)}"))
            continue
        try:
            values[variable.name] = _value(variable, typed[variable.name].strip())
        except ValueError as error:
            faults.append(Wrong(variable.name, str(error)))
    faults += _lengths(variables, values)
    if faults:
        raise BadValues(tuple(faults))
    return values


def answered(formula: Formula) -> str:
    """What a formula gives: “safety stock, in units, rounded up to a whole unit”."""
    return ", ".join(filter(None, (formula.gives, f"in {formula.unit}" if formula.unit else "", formula.rounding)))


def described(variable: Variable) -> str:
    """What to type for a variable: “lead time, in days”, “actual demand, in units, one for each week”."""
    words = [variable.meaning]
    if unit := {Kind.PERCENT: "percent", Kind.MONEY: variable.unit or "dollars"}.get(variable.kind, variable.unit):
        words.append(f"in {unit}")
    if variable.per:
        words.append(f"one for each {variable.per}, with commas between them")
    if variable.choices:
        words.append(f"one of {', '.join(variable.choices)}")
    return ", ".join(words)


def _unknown(variables: tuple[Variable, ...], typed: Mapping[str, str]) -> Iterator[Wrong]:
    names = [variable.name for variable in variables]
    for name in typed:
        if name not in names:
            near = get_close_matches(name, names, n=1, cutoff=0.5)
            yield Wrong(name, f"is none of {', '.join(names)}" + (f". Did you mean {near[0]}?" if near else ""))


def _lengths(variables: tuple[Variable, ...], values: Mapping[str, Value]) -> Iterator[Wrong]:
    first: dict[str, Variable] = {}
    for variable in variables:
        value = values.get(variable.name)
        if not isinstance(value, tuple):
            continue
        other = first.setdefault(variable.per, variable)
        wanted = values[other.name]
        assert isinstance(wanted, tuple)
        if len(value) != len(wanted):
            text = f"has {len(value)} values and {other.name} has {len(wanted)}: give one for each {variable.per}"
            yield Wrong(variable.name, text)


def _value(variable: Variable, text: str) -> Value:
    if variable.kind is Kind.CHOICE:
        found = {choice.casefold(): choice for choice in variable.choices}.get(text.casefold())
        if found is None:
            raise ValueError(f"“{text}” is none of {', '.join(variable.choices)}")
        return found
    if not variable.per:
        return _number(variable, text)
    parts = [part for part in re.split(r"[,;\s]+", text) if part]
    if not variable.least <= len(parts) <= variable.most:
        wanted = str(variable.least) if variable.least == variable.most else f"{variable.least} to {variable.most}"
        raise ValueError(f"has {len(parts)} values; {wanted} are needed, one for each {variable.per}")
    numbers = [_number(variable, part) for part in parts]
    if variable.kind is Kind.WHOLE:
        return tuple(int(number) for number in numbers)
    return tuple(Decimal(number) for number in numbers)


def _number(variable: Variable, text: str) -> int | Decimal:
    plain = text.replace(" ", "")
    if not _NUMBER.fullmatch(plain) or not re.search(r"\d", plain):
        raise ValueError(f"“{text}” is no number; {described(variable)}")
    if ("%" in plain and variable.kind is not Kind.PERCENT) or ("$" in plain and variable.kind is not Kind.MONEY):
        raise ValueError(f"“{text}” has a sign too many; {described(variable)}")
    value = Decimal(re.sub(r"[$%,+]", "", plain).replace("−", "-"))
    if bound := _outside(variable, value):
        raise ValueError(f"{text} does not fit: it must be {bound}")
    if variable.kind is not Kind.WHOLE:
        return value
    if value != int(value):
        raise ValueError(f"{text} is not a whole number")
    return int(value)


def _outside(variable: Variable, value: Decimal) -> str:
    """The bound that a value breaks, in words."""
    if variable.low is not None and value < variable.low:
        return f"{variable.low:,f} or more"
    if variable.above is not None and value <= variable.above:
        return f"above {variable.above:,f}"
    if variable.below is not None and value >= variable.below:
        return f"below {variable.below:,f}"
    high = variable.high if variable.high is not None else _MOST
    return f"{high:,f} or less" if value > high else f"−{_MOST:,f} or more" if value < -_MOST else ""
