"""Rules on the stem, and what the options must be under it: L05, L06, L18, L19, L29."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.bank.entries import Entry
from bot.bank.faults import Fault
from bot.bank.lint.words import asks, bare, prose, sentences, tokens, words
from bot.model.limits import OPTION, OPTION_WORDS, REASON, STEM, STEM_WORDS

_ASIDE = re.compile(
    r"\b(if|when|whenever|because|although|though|that|who|whose|unless|until|after|before|while)\b[^,?]*[,?]?",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(not|except|false|incorrect|incorrectly|cannot|least(?=\s+(?:likely|appropriate|suitable|useful|effective"
    r"|helpful|accurate|important|relevant|affected|true)))\b",
    re.IGNORECASE,
)
_DOUBLE = re.compile(r"\b(not|no|never|none|cannot|except|without)\b|n['’]t\b", re.IGNORECASE)


def negative(stem: str) -> re.Match[str] | None:
    """The word that turns the question round, in what is really asked. `not` in a subordinate clause does not."""
    return _NEGATIVE.search(_ASIDE.sub(" ", bare(asks(stem))))


def emphasis(entry: Entry) -> Iterator[Fault]:
    """L05: who asks the other way round says so loudly."""
    found = negative(entry.question.stem)
    if found and f"**{found[0].upper()}**" not in entry.question.stem:
        yield entry.fault("stem", "L05", f"the negative “{found[0]}” is easily missed", f"write **{found[0].upper()}**")


def double_negative(entry: Entry) -> Iterator[Fault]:
    """L06: no negative option under a negative stem."""
    if not negative(entry.question.stem):
        return
    for number, option in enumerate(entry.question.options, 1):
        if found := _DOUBLE.search(bare(option.text)):
            text = f"“{found[0]}” in option {number} under a negative question"
            yield entry.fault(f"option {number}", "L06", text, "ask or answer positively")


def form(entry: Entry) -> Iterator[Fault]:
    """L18: the stem is a question (or a beginning to complete) that can be answered before the options are read."""
    stem = prose(entry.question.stem).strip()
    if not stem.endswith(("?", ":")):
        yield entry.warning("stem", "L18", "the stem does not end in a question", "end it with ? or, to complete, :")
    if re.search(r"_{2,}|\.{4,}|…\s*\w", entry.question.stem):
        yield entry.warning("stem", "L18", "a blank in the middle", "ask a question instead")
    if len(tokens(stem)) < 6:
        yield entry.warning("stem", "L18", "fewer than six words", "ask something that can be answered without options")
    if re.fullmatch(r"(which|what)( one)? of the following( \w+){0,4}\?", stem.casefold()):
        yield entry.warning("stem", "L18", "nothing to answer before reading the options", "say what it is about")


def wordy(entry: Entry) -> Iterator[Fault]:
    """L19: short enough to read."""
    count = len(tokens(entry.question.stem))
    if count > STEM_WORDS:
        yield entry.warning("stem", "L19", f"{count} words in the stem", f"at most {STEM_WORDS}")
    for number, option in enumerate(entry.question.options, 1):
        count = len(tokens(option.text))
        if count > OPTION_WORDS:
            yield entry.warning(
                f"option {number}", "L19", f"{count} words in option {number}", f"at most {OPTION_WORDS}"
            )


def fits(entry: Entry) -> Iterator[Fault]:
    """L19, the part that no bot may start without: what is longer would be cut on some platform."""
    parts = [("stem", entry.question.stem, STEM)]
    for number, option in enumerate(entry.question.options, 1):
        parts += [(f"option {number}", option.text, OPTION), (f"why {number}", option.why, REASON)]
    for part, text, most in parts:
        if len(text) > most:
            yield entry.fault(part, "L19", f"{part} has {len(text)} characters", f"at most {most}")


def readability(entry: Entry) -> Iterator[Fault]:
    """L29: sentences of at most 30 words, and a Flesch reading ease of at least 35."""
    found = sentences(entry.question.stem)
    longest = max((len(tokens(sentence)) for sentence in found), default=0)
    if longest > 30:
        yield entry.warning("stem", "L29", f"a sentence of {longest} words", "at most 30: make it two")
    ease = flesch(found)
    if ease < 35:
        yield entry.warning("stem", "L29", f"hard to read (Flesch {ease:.0f})", "shorter words, shorter sentences")


def flesch(found: list[str]) -> float:
    """The Flesch reading ease of some sentences; 100 where there are too few words to say."""
    spoken = [word for sentence in found for word in words(sentence)]
    if len(spoken) < 12:
        return 100.0
    syllables = sum(_syllables(word) for word in spoken)
    return 206.835 - 1.015 * len(spoken) / len(found) - 84.6 * syllables / len(spoken)


def _syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    return max(groups - silent, 1)
