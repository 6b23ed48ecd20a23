"""Rules on the words, by the bank's own lists: L22 (acronyms), L25 (people and firms), L26 (one spelling, one term)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.bank.entries import Entry
from bot.bank.faults import Fault, Severity
from bot.bank.house import House
from bot.bank.lint.texts import texts
from bot.bank.lint.words import bare
from bot.bank.terms import TermEntry

_ACRONYM = re.compile(r"(?<![\w$€£-])(?=[A-Z0-9&]*[A-Z][A-Z0-9&]*[A-Z])[A-Z0-9][A-Z0-9&]{1,6}(?=s?\b)")
_PERSON = re.compile(
    r"\b(?:[Ww]e|[Mm]y|[Oo]urs?|[Uu]s|[Yy]ours?|[Yy]ou|[Hh]e|[Ss]he|[Hh]is|[Hh]ers?|[Hh]im|Mrs?|Ms)\b(?![-/&])"
    r"|\bI(?=['’ ](?:am|m|have|ve|will|ll|can|do|want|would|d|should|must|need)\b)"  # but not in “type I error”
)
_IZE = re.compile(r"\b\w{2,}(?:iz(?:e[ds]?|ers?|ing|ations?|ational)|yz(?:e[ds]?|ers?|ing))\b", re.IGNORECASE)
_ALWAYS_Z = re.compile(r"\w*(siz|priz|seiz|capsiz|maiz)(e[ds]?|ers?|ing)$", re.IGNORECASE)


def acronyms(entry: Entry, house: House) -> Iterator[Fault]:
    """L22: an acronym in an option stands in the stem, or in the bank's list of those that everybody may use."""
    in_stem = set(_ACRONYM.findall(bare(entry.question.stem)))
    for number, option in enumerate(entry.question.options, 1):
        used = set(_ACRONYM.findall(bare(option.text)))
        if unknown := sorted(word for word in used - in_stem - house.acronyms if not _expanded(word, option.text)):
            text = f"option {number} uses {', '.join(unknown)} without saying what it stands for"
            yield entry.warning(f"option {number}", "L22", text, "spell it out, or add it to words.toml")


def _expanded(acronym: str, text: str) -> bool:
    """Whether the option says itself what it stands for: `mean absolute deviation (MAD)`."""
    return f"({acronym})" in bare(text)


def people(entry: Entry, house: House) -> Iterator[Fault]:
    """L25: nobody is addressed, named or pictured as a man or a woman, and no firm is named."""
    for part, text in texts(entry):
        plain = bare(text)
        found = {hit[0] for pattern in (house.named, house.partial) for hit in pattern.finditer(plain)}
        if not part.startswith("why"):  # a reason speaks to the member who chose it
            found |= {hit[0] for hit in _PERSON.finditer(plain)}
        if found:
            advice = next(
                (f"such as “{house.neutral[w.casefold()]}”" for w in found if w.casefold() in house.neutral), ""
            )
            listing = ", ".join(f"“{word}”" for word in sorted(found))
            yield entry.warning(part, "L25", f"{part} says {listing}", advice or "name the role or the trade instead")


def wording(entry: Entry, house: House) -> Iterator[Fault]:
    """L26: British spelling, and the bank's own term where a thing has several names."""
    for part, text in texts(entry):
        for word, ours in _unwanted(text, house):
            yield entry.warning(part, "L26", f"{part} says “{word}”", f"the bank says “{ours}”")


def terms(entries: Sequence[TermEntry], house: House) -> Iterator[Fault]:
    """L26 for the texts of terms."""
    for entry in entries:
        for word, ours in _unwanted(entry.term.text, house):
            fault = entry.fault("text", f"the text says “{word}”", f"the bank says “{ours}”")
            yield replace(fault, rule="L26", level=Severity.WARNING)


def _unwanted(text: str, house: House) -> Iterator[tuple[str, str]]:
    """The words that the bank does not use, each with what it says instead."""
    plain = bare(text)
    for word in sorted({hit[0].casefold() for hit in house.unwanted.finditer(plain)}):
        yield word, house.preferred[word]
    for word in sorted({hit[0] for hit in _IZE.finditer(plain) if not _ALWAYS_Z.match(hit[0])}):
        yield word, re.sub(r"z(?=[eai][^z]*$)", "s", word)
