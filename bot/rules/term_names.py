"""Names of terms as one compares them: case, hyphens, plurals and the side of the Atlantic do not matter."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"[^\W_]+(?:&[^\W_]+)*|[.;:?!]")
_BREAKS = frozenset(".;:?!")
_ACRONYM = re.compile(r"(?=.*[A-Z].*[A-Z]|\d[A-Z])[A-Z0-9&]{2,8}")
_SPELLINGS = (
    (re.compile(r"z"), "s"),
    (re.compile(r"our"), "or"),
    (re.compile(r"tre$"), "ter"),
    (re.compile(r"ll"), "l"),
    (re.compile(r"ogue$"), "og"),
    (re.compile(r"ence$"), "ense"),
    (re.compile(r"mme$"), "m"),
    (re.compile(r"geing"), "ging"),
    (re.compile(r"dgement"), "dgment"),
)
"""What makes one of two spellings. It makes odd words of some, the same odd word on both sides."""


def tokens(text: str) -> list[str]:
    """The words and numbers of a text as they stand, and the signs that no name goes across."""
    return _TOKEN.findall(text)


def folded(name: str) -> str:
    """A name as it is compared: `Make-to-stock plans` and `make to stock plan` are one."""
    return " ".join(filter(None, map(folded_word, tokens(name))))


def folded_word(word: str) -> str:
    """A word in the singular and in one spelling; "" for a sign."""
    if word in _BREAKS:
        return ""
    found = _singular(singular_acronym(word).casefold())
    for pattern, ours in _SPELLINGS:
        found = pattern.sub(ours, found)
    return found


def is_acronym(name: str) -> bool:
    """Whether a name is made of capitals, such as MRP, S&OP or 3PL. In a text it is known by them."""
    return _ACRONYM.fullmatch(name) is not None


def singular_acronym(word: str) -> str:
    """`KPI` for `KPIs`; any other word as it is."""
    return word[:-1] if word.endswith("s") and is_acronym(word[:-1]) else word


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    kept = ("ss", "us", "is") if len(word) > 4 else ("ss",)
    return word[:-1] if word.endswith("s") and len(word) > 3 and not word.endswith(kept) else word
