"""Rules on what gives the key away to somebody who knows nothing: L13 (echo), L14 (grammar), L15 (convergence)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.bank.entries import Entry
from bot.bank.faults import Fault, Severity
from bot.bank.lint.numbers import read_numbers
from bot.bank.lint.terms import TERMS
from bot.bank.lint.words import bare, content_words, prose, stemmed, words
from bot.model.items import Question

_VOWEL_FIRST = re.compile(r"(?!uni|usa|use|usu|eu|one\b|once\b|u\b)[aeiou]|hour|honest|honour|heir", re.IGNORECASE)
_FORMS = (
    ("an infinitive", re.compile(r"to [a-z]"), re.compile(r"to [a-z]")),
    (
        "a verb in -ing",  # “raising the price” surely is one, “waiting time” need not be
        re.compile(r"[a-z]{2,}ing (?:the|an?|its|their|each|every|all|more|fewer|less|both|only|to) "),
        re.compile(r"[a-z]{2,}ing\b"),
    ),
    (
        "a clause",
        re.compile(r"(?:because|if|when|while|until|so that) "),
        re.compile(r"(?:because|if|when|while|until|so) "),
    ),
)
"""A form, what surely has it, and what may have it."""
_LEAST_SHARED = 3


def clang(entry: Entry) -> Iterator[Fault]:
    """L13: no telling word of the stem returns in one option alone."""
    in_stem = {stemmed(word) for word in words(entry.question.stem)}
    in_stem = {word for word in in_stem if len(word) >= 5}
    in_options = [{stemmed(word) for word in words(option.text)} for option in entry.question.options]
    for number, (option, hits) in enumerate(zip(entry.question.options, in_options, strict=True), 1):
        others = set().union(*(hit for place, hit in enumerate(in_options, 1) if place != number))
        alone = sorted((hits & in_stem) - others - TERMS)
        if alone:
            level = Severity.ERROR if option.correct else Severity.WARNING
            where = "the key" if option.correct else f"option {number}"
            text = f"only {where} repeats from the stem: {', '.join(alone)}"
            yield entry.fault(f"option {number}", "L13", text, "use another word, or use it in more options", level)


def article(entry: Entry) -> Iterator[Fault]:
    """L14: a stem that ends in an article or a verb is completed by every option in correct English."""
    last = re.search(r"\b(an?|are|were)\s*[:?]?\s*$", prose(entry.question.stem), re.IGNORECASE)
    for number, option in enumerate(entry.question.options, 1):
        if last and not _completes(last[1].casefold(), bare(option.text)):
            text = f"option {number} does not go on from “{last[1]}” at the end of the stem"
            yield entry.warning(f"option {number}", "L14", text, "move the article or the verb into the options")


def _completes(last: str, option: str) -> bool:
    if last in ("a", "an"):
        return (last == "an") == bool(_VOWEL_FIRST.match(option))
    return not re.match(r"an?\s", option, re.IGNORECASE)


def odd_form(entry: Entry) -> Iterator[Fault]:
    """L14: no option stands out by its form: its first words, a full stop at its end, or its first capital."""
    texts = [bare(option.text).strip() for option in entry.question.options]
    if read_numbers(entry.question) or len(texts) != 4:
        return
    for what, surely, perhaps in _FORMS:
        sure = [surely.match(text.casefold()) is not None for text in texts]
        may = [perhaps.match(text.casefold()) is not None for text in texts]
        if sum(sure) in (1, 3) and sum(sure) == sum(may):
            yield from _alone(entry, sure, f"opens with {what}")
    yield from _alone(entry, [text.endswith(".") for text in texts], "ends with a full stop")
    yield from _alone(entry, [text[:1].isupper() for text in texts if text[:1].isalpha()], "opens with a capital")


def _alone(entry: Entry, has: Sequence[bool], what: str) -> Iterator[Fault]:
    """Three have it and one has not; or the key alone has it."""
    if len(has) != 4 or sum(has) not in (1, 3):
        return
    odd = has.index(sum(has) == 1)
    if sum(has) == 3:
        yield entry.warning(f"option {odd + 1}", "L14", f"every option but {odd + 1} {what}", "give all one form")
    elif odd == entry.question.key:
        yield entry.warning(f"option {odd + 1}", "L14", f"only the key {what}", "give all one form")


def convergence(entry: Entry) -> Iterator[Fault]:
    """L15: the key is not what the others are made of: sharing a word with each, and far more words than any."""
    if read_numbers(entry.question):
        return
    shared = overlaps(entry.question)
    key = entry.question.key
    runner_up = max(sum(row) for place, row in enumerate(shared) if place != key)
    if sum(shared[key]) >= max(_LEAST_SHARED, 2 * runner_up) and sum(count > 0 for count in shared[key]) >= 3:
        text = f"the key shares {sum(shared[key])} words with the others, the next option {runner_up}"
        yield entry.warning(f"option {key + 1}", "L15", text, "let wrong options share words with each other too")


def overlaps(question: Question) -> list[list[int]]:
    """How many content words each option shares with each other one (with itself: 0)."""
    found = [content_words(option.text) for option in question.options]
    return [[len(one & other) if a != b else 0 for b, other in enumerate(found)] for a, one in enumerate(found)]
