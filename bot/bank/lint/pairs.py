"""Rules on two items together: L23 (nearly the same question twice) and L28 (one gives the other away)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from rapidfuzz import fuzz

from bot.bank.entries import Entry
from bot.bank.faults import Fault, Severity
from bot.bank.house import House
from bot.bank.lint.numbers import read_numbers
from bot.bank.lint.words import content_words, folded_words

_SAME = 85  # of 100
_RETOLD = 0.3  # of the content words of a question


def duplicates(entries: Sequence[Entry], house: House) -> Iterator[Fault]:
    """L23: no two items have nearly the same words in stem and key, whatever their order.

    Only pairs with half of their content words in common are compared letter by letter: a hundred times fewer.
    """
    told = [f"{entry.question.stem} {entry.key.text}" for entry in entries]
    meaning = [content_words(text) for text in told]
    plain = [" ".join(folded_words(text)) for text in told]
    for (a, one), (b, other) in combinations(enumerate(meaning), 2):
        if 2 * len(one & other) < min(len(one), len(other)):
            continue
        score = fuzz.token_set_ratio(plain[a], plain[b], score_cutoff=_SAME)
        if score:
            text = f"{score:.0f}% the same words in stem and key as {entries[a].item.id}"
            yield entries[b].warning("stem", "L23", text, "ask something else, or drop one")


def cues(entries: Sequence[Entry], house: House) -> Iterator[Fault]:
    """L28: no other stem tells what an item asks.

    That a key such as “safety stock” stands in another stem gives nothing away. It may where that stem also holds
    three in ten of the words that the question is made of.
    """
    told = [_spaced(entry.question.stem) for entry in entries]
    meaning = [content_words(entry.question.stem) for entry in entries]
    for place, asking in enumerate(entries):
        key = _spaced(asking.key.text)
        if not key.strip() or read_numbers(asking.question):
            continue
        about = meaning[place] - content_words(asking.key.text)
        for further, text in enumerate(told):
            if further != place and key in text and len(about & meaning[further]) >= _RETOLD * len(about) > 0:
                found = f"{entries[further].item.id} says “{asking.key.text}” and much of what this one asks"
                yield asking.fault("stem", "L28", found, "reword one of them", Severity.NOTE)


def _spaced(text: str) -> str:
    """Words between spaces, so that whole words can be looked for."""
    return f" {' '.join(folded_words(text))} "
