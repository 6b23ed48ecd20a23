"""Which function holds which rule. A new rule is one function, one line here and one in rules.py.

L01, L02 and L32 hold while the files are read: without them there is no item or term to judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.bank.entries import Entry
from bot.bank.faults import Fault
from bot.bank.house import House
from bot.bank.lint import balance, coverage, cues, language, options, pairs, relations, stems, texts
from bot.model.items import Status


@dataclass(frozen=True, slots=True)
class ItemRule:
    """A rule on one item. A bot does not start on a fault of a rule that is held `at_start`."""

    id: str
    find: Callable[[Entry], Iterator[Fault]]
    at_start: bool = False


@dataclass(frozen=True, slots=True)
class HouseRule:
    """A rule on one item, by the words of the bank that it stands in."""

    id: str
    find: Callable[[Entry, House], Iterator[Fault]]


@dataclass(frozen=True, slots=True)
class BankRule:
    """A rule on all items together."""

    id: str
    find: Callable[[Sequence[Entry], House], Iterator[Fault]]


ITEM_RULES: tuple[ItemRule, ...] = (
    ItemRule("L03", options.unique, at_start=True),
    ItemRule("L04", options.combined),
    ItemRule("L05", stems.emphasis),
    ItemRule("L06", stems.double_negative),
    ItemRule("L07", options.key_is_long),
    ItemRule("L09", options.spread),
    ItemRule("L11", options.absolute),
    ItemRule("L12", options.vague),
    ItemRule("L13", cues.clang),
    ItemRule("L14", cues.article),
    ItemRule("L14", cues.odd_form),
    ItemRule("L15", cues.convergence),
    ItemRule("L16", relations.opposites),
    ItemRule("L16", relations.nested),
    ItemRule("L16", relations.ranges),
    ItemRule("L17", options.numeric),
    ItemRule("L18", stems.form),
    ItemRule("L19", stems.fits, at_start=True),
    ItemRule("L19", stems.wordy),
    ItemRule("L20", options.opening),
    ItemRule("L21", texts.reasons),
    ItemRule("L24", texts.original),
    ItemRule("L29", stems.readability),
    ItemRule("L30", texts.characters),
    ItemRule("L31", texts.recomputed),
)

HOUSE_RULES: tuple[HouseRule, ...] = (
    HouseRule("L22", language.acronyms),
    HouseRule("L25", language.people),
    HouseRule("L26", language.wording),
)

BANK_RULES: tuple[BankRule, ...] = (
    BankRule("L05", balance.negatives),
    BankRule("L08", balance.longest),
    BankRule("L10", balance.positions),
    BankRule("L10", balance.shuffled),
    BankRule("L15", balance.converging),
    BankRule("L23", pairs.duplicates),
    BankRule("L27", coverage.shares),
    BankRule("L28", pairs.cues),
)


def start_faults(entries: Sequence[Entry]) -> Iterator[Fault]:
    """The faults that keep a bot from starting."""
    for rule in ITEM_RULES:
        if rule.at_start:
            for entry in entries:
                yield from rule.find(entry)


def lint(entries: Sequence[Entry], house: House) -> Iterator[Fault]:
    """The faults of these items, and of the bank that they make. What is retired is kept, and no longer judged."""
    judged = [entry for entry in entries if entry.item.status is not Status.RETIRED]
    for entry in judged:
        for rule in ITEM_RULES:
            yield from rule.find(entry)
        for by_house in HOUSE_RULES:
            yield from by_house.find(entry, house)
    for over_bank in BANK_RULES:
        yield from over_bank.find(judged, house)
