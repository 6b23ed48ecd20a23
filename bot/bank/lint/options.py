"""Rules on the options: L03, L04, L07, L09, L11, L12, L17, L20."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.bank.entries import Entry
from bot.bank.faults import Fault, Severity
from bot.bank.lint.numbers import read_numbers
from bot.bank.lint.words import bare, folded, words

_COMBINED = re.compile(
    r"\b(all|none|both|neither|either|any)\s+(of\s+)?(the\s+)?(above|these|options|answers)\b"
    r"|\b(both\s+)?\(?[A-D]\)?\s+(and|or|&)\s+\(?[A-D]\)?(\s+only)?(?!\w)"
    r"|\boptions?\s+[A-D]\b|\banswers?\s+[A-D]\b",
)
_ABSOLUTE = frozenset(["always", "never", "only", "all", "none", "must", "completely", "impossible"])
_VAGUE = frozenset(["usually", "often", "may", "sometimes", "generally", "rarely"])
_CLOSE = 2  # percent


def unique(entry: Entry) -> Iterator[Fault]:
    """L03: the options differ in more than case, space, punctuation and number format."""
    seen: dict[str, int] = {}
    for number, option in enumerate(entry.question.options, 1):
        first = seen.setdefault(folded(option.text), number)
        if first != number:
            yield entry.fault(f"option {number}", "L03", f"says the same as option {first}", "make them differ")


def combined(entry: Entry) -> Iterator[Fault]:
    """L04: no option speaks of the others: their order is not fixed."""
    for number, option in enumerate(entry.question.options, 1):
        if found := _COMBINED.search(bare(option.text)) or _COMBINED.search(bare(option.text).casefold()):
            text = f"option {number} speaks of other options: “{found[0]}”"
            yield entry.fault(f"option {number}", "L04", text, "write an answer that stands alone")


def key_is_long(entry: Entry) -> Iterator[Fault]:
    """L07: the key does not stand out by its length."""
    key, others = len(entry.key.text), [len(option.text) for option in entry.distractors]
    mean = sum(others) / len(others)
    if not read_numbers(entry.question) and key > max(others) and key > 1.3 * mean and key >= mean + 15:
        yield entry.warning(
            _place(entry), "L07", f"the key has {key} characters, the others {mean:.0f}", "make all about as long"
        )


def spread(entry: Entry) -> Iterator[Fault]:
    """L09: the longest option is at most twice as long as the shortest, where there is text to compare."""
    lengths = [len(option.text) for option in entry.question.options]
    if not read_numbers(entry.question) and max(lengths) >= 20 and max(lengths) > 2 * min(lengths):
        yield entry.warning(
            "option 1", "L09", f"options of {min(lengths)} to {max(lengths)} characters", "make them about as long"
        )


def absolute(entry: Entry) -> Iterator[Fault]:
    """L11: words such as `always` do not tell the key from the others."""
    yield from _telling(entry, "L11", "absolute", _ABSOLUTE)


def vague(entry: Entry) -> Iterator[Fault]:
    """L12: words such as `usually` do not tell the key from the others."""
    yield from _telling(entry, "L12", "vague", _VAGUE)


def _telling(entry: Entry, rule: str, kind: str, listed: frozenset[str]) -> Iterator[Fault]:
    in_key = listed & _said(entry.key.text)
    found = [(n, listed & _said(o.text)) for n, o in enumerate(entry.question.options, 1)]
    in_others = {
        word for (_, hits), o in zip(found, entry.question.options, strict=True) if not o.correct for word in hits
    }
    if not in_key and not in_others:
        return
    level = Severity.WARNING if in_key and in_others else Severity.ERROR
    where = "the key and others" if in_key and in_others else "only the key" if in_key else "only wrong options"
    listing = ", ".join(sorted(in_key | in_others))
    number = next(n for n, hits in found if hits)
    yield entry.fault(
        f"option {number}", rule, f"{kind} words in {where}: {listing}", "say it without, or on both sides", level
    )


def _said(text: str) -> set[str]:
    """The words of an option, without the month of May."""
    return set(words(re.sub(r"(?<=\S )May\b|\bMay(?= \d)", "", text)))


def numeric(entry: Entry) -> Iterator[Fault]:
    """L17: numbers share unit and decimals, ascend, are marked `ordered`, and lie at least 2 % apart."""
    numbers = read_numbers(entry.question)
    if not numbers:
        return
    if len({number.unit for number in numbers}) > 1:
        yield entry.fault("option 1", "L17", "numeric options differ in their unit", "use one unit")
    if len({number.places for number in numbers}) > 1:
        yield entry.fault("option 1", "L17", "numeric options differ in their decimals", "round all alike")
    if not entry.question.ordered:
        yield entry.fault("option 1", "L17", "numeric options are not marked as ordered", "add ordered: true")
    for place, (low, high) in enumerate(pairwise(numbers), 2):
        if low.value >= high.value:
            yield entry.fault(f"option {place}", "L17", "numeric options do not ascend", "put the smallest first")
        elif (high.value - low.value) * 100 < _CLOSE * max(abs(high.value), abs(low.value)):
            yield entry.fault(
                f"option {place}", "L17", f"less than {_CLOSE}% above the option before it", "spread them"
            )


def opening(entry: Entry) -> Iterator[Fault]:
    """L20: three or more words that open every option belong into the stem."""
    starts = [words(option.text)[:3] for option in entry.question.options]
    if len(starts[0]) == 3 and all(start == starts[0] for start in starts):
        yield entry.warning(
            "option 1", "L20", f"every option opens with “{' '.join(starts[0])}”", "move it to the stem"
        )


def _place(entry: Entry) -> str:
    return f"option {entry.question.key + 1}"
