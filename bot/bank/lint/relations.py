"""Rules on how options stand to each other: L16 (opposites, one within another, ranges that overlap)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from bot.bank.entries import Entry
from bot.bank.faults import Fault
from bot.bank.lint.numbers import read_numbers
from bot.bank.lint.words import bare, folded_words

_OPPOSITES = """
    increase/decrease increases/decreases increased/decreased increasing/decreasing rise/fall rises/falls raise/lower
    raises/lowers raising/lowering higher/lower high/low highest/lowest more/less more/fewer most/least longer/shorter
    long/short longest/shortest larger/smaller large/small largest/smallest earlier/later early/late earliest/latest
    before/after with/without push/pull upstream/downstream internal/external fixed/variable overstated/understated
    grow/shrink grows/shrinks gain/lose gains/loses faster/slower fast/slow first/last forward/backward up/down
    centralised/decentralised cheaper/dearer above/below over/under positive/negative dependent/independent better/worse
"""
_OPPOSITE = {frozenset(pair.split("/")) for pair in _OPPOSITES.split()}
_RANGE = re.compile(r"(?<![\d.,])(\d+(?:\.\d+)?)\s*%?\s*(?:to|[-–—])\s*[$€£]?(\d+(?:\.\d+)?)(?![\d.,]*\d)")


def opposites(entry: Entry) -> Iterator[Fault]:
    """L16: the key and one wrong option are not exact opposites that stand apart from the other two.

    Two pairs (profit up or down, stock up or down) are a sound design, and so is a scale (smaller, larger, equal).
    """
    texts = [folded_words(option.text) for option in entry.question.options]
    pairs = [(a, b) for a, b in combinations(range(len(texts)), 2) if _opposed(texts[a], texts[b])]
    if len(pairs) != 1 or entry.question.key not in pairs[0]:
        return
    first, second = pairs[0]
    frame = set(texts[first]) & set(texts[second])
    others = [set(text) for place, text in enumerate(texts) if place not in pairs[0]]
    if all(len(frame & other) < max(1, len(frame) / 2) for other in others):
        text = f"options {first + 1} and {second + 1} are exact opposites, and one of them is the key"
        yield entry.warning(f"option {first + 1}", "L16", text, "oppose the other two as well, or none")


def _opposed(one: list[str], other: list[str]) -> bool:
    """The same words but for opposites, at least one of them."""
    if len(one) != len(other):
        return False
    differ = [frozenset(pair) for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return bool(differ) and all(pair in _OPPOSITE for pair in differ)


def nested(entry: Entry) -> Iterator[Fault]:
    """L16: no option holds another word for word: who finds the longer one right finds the shorter one right too."""
    if read_numbers(entry.question):
        return
    texts = [folded_words(option.text) for option in entry.question.options]
    for short, long in ((a, b) for a in range(len(texts)) for b in range(len(texts)) if len(texts[a]) < len(texts[b])):
        if texts[short] and _within(texts[short], texts[long]):
            text = f"option {short + 1} is contained in option {long + 1}"
            yield entry.warning(f"option {short + 1}", "L16", text, "write options that exclude each other")


def _within(short: list[str], long: list[str]) -> bool:
    return any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))


def ranges(entry: Entry) -> Iterator[Fault]:
    """L16: ranges of numbers do not overlap. A shared end counts only where both ranges have it."""
    found = [
        (number, float(hit[1]), float(hit[2]))
        for number, option in enumerate(entry.question.options, 1)
        if (hit := _RANGE.fullmatch(_amount(option.text)))
    ]
    for (one, low, high), (other, low2, high2) in combinations(found, 2):
        if max(low, low2) < min(high, high2):
            text = f"the ranges of options {one} and {other} overlap"
            yield entry.warning(f"option {other}", "L16", text, "let each begin where the other ends")


def _amount(text: str) -> str:
    """A range without its currency, its thousands separators and its unit."""
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", bare(text).strip())
    return re.sub(r"^[$€£]\s*|[^\d]+$", "", plain)
