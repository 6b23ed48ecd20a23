"""The table of rules. A new rule is one function and one line here; ids are those of docs/authors.md.

L01 and L02 hold while the files are read: without them there is no item to judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.bank.entries import Entry
from bot.bank.faults import Fault
from bot.bank.lint import balance, options, stems, texts


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule on one item. A bot does not start on a fault of a rule that is held `at_start`."""

    id: str
    find: Callable[[Entry], Iterator[Fault]]
    at_start: bool = False


ITEM_RULES: tuple[Rule, ...] = (
    Rule("L03", options.unique, at_start=True),
    Rule("L04", options.combined),
    Rule("L05", stems.emphasis),
    Rule("L06", stems.double_negative),
    Rule("L07", options.key_is_long),
    Rule("L09", options.spread),
    Rule("L11", options.absolute),
    Rule("L12", options.vague),
    Rule("L13", stems.clang),
    Rule("L17", options.numeric),
    Rule("L18", stems.form),
    Rule("L19", stems.fits, at_start=True),
    Rule("L19", stems.wordy),
    Rule("L20", options.opening),
    Rule("L21", texts.reasons),
    Rule("L24", texts.original),
    Rule("L29", stems.readability),
    Rule("L30", texts.characters),
    Rule("L31", texts.recomputed),
)

BANK_RULES: tuple[Callable[[Sequence[Entry]], Iterator[Fault]], ...] = (
    balance.negatives,
    balance.longest,
    balance.positions,
)


def lint(entries: Sequence[Entry], *, at_start: bool = False) -> Iterator[Fault]:
    """The faults of these items by every rule, or by those only that a bot must hold to start."""
    for rule in ITEM_RULES:
        if rule.at_start or not at_start:
            for entry in entries:
                yield from rule.find(entry)
    if not at_start:
        for find in BANK_RULES:
            yield from find(entries)
