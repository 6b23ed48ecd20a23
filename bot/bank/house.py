"""What a bank demands of itself: its words (`words.toml`) and what it means to hold (`bank.toml`), where it says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.bank.catalogue import read_toml
from bot.bank.faults import Fault
from bot.model.domains import Domain
from bot.model.terms import Term
from bot.rules.term_names import is_acronym

_WORDS = {"spelling", "avoid", "neutral", "names", "acronyms"}
_BANK = {"complete", "items", "levels"}


@dataclass(frozen=True)
class House:
    """The lists of words, and the coverage that is promised.

    `complete` are the domains that must have so many reviewed `items` on so many `levels` in every subtopic.
    """

    spelling: Mapping[str, str] = field(default_factory=dict)
    avoid: Mapping[str, str] = field(default_factory=dict)
    neutral: Mapping[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    acronyms: frozenset[str] = frozenset()
    complete: frozenset[Domain] = frozenset()
    items: int = 4
    levels: int = 2

    def knowing(self, terms: Iterable[Term]) -> House:
        """The house with the acronyms of these terms, and with their names in place of what they avoid."""
        terms = tuple(terms)
        avoid = {word: term.name for term in terms for word in term.avoid}
        acronyms = {name for term in terms for name in term.aliases if is_acronym(name)}
        return replace(self, avoid={**avoid, **self.avoid}, acronyms=self.acronyms | acronyms)

    @cached_property
    def preferred(self) -> Mapping[str, str]:
        """The bank's word for each word that it does not use."""
        return {word.casefold(): ours for word, ours in (*self.spelling.items(), *self.avoid.items())}

    @cached_property
    def unwanted(self) -> re.Pattern[str]:
        """Finds what `preferred` replaces."""
        return _any_of(self.preferred, re.IGNORECASE)

    @cached_property
    def partial(self) -> re.Pattern[str]:
        """Finds words that picture one kind of person."""
        return _any_of(self.neutral, re.IGNORECASE)

    @cached_property
    def named(self) -> re.Pattern[str]:
        """Finds names of firms and people."""
        return _any_of(self.names)


PLAIN = House()
"""Without lists and promises: a bank that has neither file."""


def read_house(folder: Path) -> tuple[House, list[Fault]]:
    """The house of a content folder, as far as it can be read, and what is wrong with it."""
    faults: list[Fault] = []
    words = _table(folder, "words.toml", _WORDS, faults)
    bank = _table(folder, "bank.toml", _BANK, faults)
    house = House(
        spelling=_pairs("spelling", words, faults),
        avoid=_pairs("avoid", words, faults),
        neutral=_pairs("neutral", words, faults),
        names=_names(words.get("names", {}), faults),
        acronyms=frozenset(_pairs("acronyms", words, faults)),
        complete=_domains(bank.get("complete", []), faults),
        items=_count("items", bank, 4, faults),
        levels=_count("levels", bank, 2, faults),
    )
    return house, faults


def _table(folder: Path, name: str, known: Iterable[str], faults: list[Fault]) -> dict[str, Any]:
    raw = read_toml(folder, name, faults) if (folder / name).exists() else {}
    for key in sorted(set(raw) - set(known)):
        faults.append(Fault(name, 0, "L01", f"unknown key `{key}`", "known are " + ", ".join(sorted(known))))
    return raw


def _pairs(name: str, words: Mapping[str, Any], faults: list[Fault]) -> dict[str, str]:
    raw = words.get(name, {})
    if isinstance(raw, dict) and all(isinstance(value, str) and value for value in raw.values()) and "" not in raw:
        return raw
    faults.append(Fault("words.toml", 0, "L01", f"[{name}] does not give a text for each word", 'such as a = "b"'))
    return {}


def _names(raw: object, faults: list[Fault]) -> frozenset[str]:
    if isinstance(raw, dict) and all(isinstance(group, list) for group in raw.values()):
        names = [name for group in raw.values() for name in group]
        if all(isinstance(name, str) and name for name in names):
            return frozenset(names)
    faults.append(Fault("words.toml", 0, "L01", "[names] is not lists of texts", 'such as brands = ["..."]'))
    return frozenset()


def _domains(raw: object, faults: list[Fault]) -> frozenset[Domain]:
    if isinstance(raw, list) and all(isinstance(name, str) and name in set(Domain) for name in raw):
        return frozenset(map(Domain, raw))
    faults.append(Fault("bank.toml", 0, "L01", "`complete` is not a list of domains", "of " + ", ".join(Domain)))
    return frozenset()


def _count(name: str, bank: Mapping[str, Any], default: int, faults: list[Fault]) -> int:
    value = bank.get(name, default)
    if type(value) is int and value > 0:
        return value
    faults.append(Fault("bank.toml", 0, "L01", f"`{name}` is not a whole number above 0", f"such as {default}"))
    return default


def _any_of(words: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    """Any of these as whole words; nothing at all where there are none."""
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(longest_first)})(?![\w-])" if longest_first else r"(?!)", flags)
