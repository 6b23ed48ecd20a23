"""Formulas by the names that people type: with or without the domain, by title, or nearly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from bot.model.domains import Domain
from bot.model.formulas import Formula
from bot.model.items import Generator

_NEAR = 0.45


def newest(generators: Iterable[Generator]) -> tuple[Formula, ...]:
    """The formula of each generator's newest version, by domain, and in a domain by name."""
    latest = {each.id: each for each in sorted(generators, key=lambda each: each.version)}
    found = [each.formula for each in latest.values() if each.formula is not None]
    domains = list(Domain)
    return tuple(sorted(found, key=lambda formula: (domains.index(formula.domain), formula.id)))


def named(formulas: Sequence[Formula], typed: str) -> Formula | None:
    """The formula of this name: `inventory.safety_stock`, `safety stock`, or its title."""
    wanted = _bare(typed)
    for formula in formulas:
        if wanted in (formula.id, formula.name, _bare(formula.title)):
            return formula
    return None


def nearest(formulas: Sequence[Formula], typed: str, most: int) -> tuple[Formula, ...]:
    """What may have been meant, best first: what begins so, what has these words, what is spelt nearly so."""
    wanted = _bare(typed)
    ranked = [(_distance(wanted, formula), place, formula) for place, formula in enumerate(formulas)]
    return tuple(formula for far, _, formula in sorted(ranked, key=lambda each: each[:2]) if far <= _NEAR)[:most]


def _distance(wanted: str, formula: Formula) -> float:
    names = (formula.name, _bare(formula.title), formula.id)
    if wanted in (formula.name, formula.id):
        return -1
    if any(name.startswith(wanted) for name in names):
        return 0
    every = "_".join(names)
    if all(word in every for word in wanted.split("_")):
        return 0.1
    return 1 - max(SequenceMatcher(None, wanted, name).ratio() for name in names)


def _bare(typed: str) -> str:
    return "_".join(typed.casefold().replace("-", " ").replace("_", " ").replace(",", " ").split())
