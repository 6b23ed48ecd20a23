"""Reading an author's text: its words, its sentences, its last question, and what it looks like without markup."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"\*\*|`|(?<!\w)_|_(?!\w)")
_TABLE = re.compile(r"^\s*`[^`]*`\s*$", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TOKEN = re.compile(r"\S+")
_SMALL_WORDS = """
    a about all also an and any are as at be been but by can each for from had has have how if in into is it its more no
    not of on one only or other out over per so some such than that the their them then there these they this those to
    two up was were what when where which who why will with would
"""
_SMALL = frozenset(_SMALL_WORDS.split())


def bare(text: str) -> str:
    """The text without its markup."""
    return _MARKUP.sub("", text)


def prose(text: str) -> str:
    """The text without markup and without the lines of tables."""
    return bare(_TABLE.sub("", text))


def tokens(text: str) -> list[str]:
    """What stands between spaces: words and numbers alike."""
    return _TOKEN.findall(bare(text))


def words(text: str) -> list[str]:
    """The words, in lower case, without numbers and punctuation."""
    return [word.casefold() for word in _WORD.findall(bare(text))]


def sentences(text: str) -> list[str]:
    """The sentences of the prose. A decimal point ends none."""
    return [part.strip() for part in re.split(r"(?<=[.?!:])\s+|\n+", prose(text)) if _WORD.search(part)]


def asks(stem: str) -> str:
    """The last sentence of a stem, markup kept: what is really asked."""
    parts = [part for part in re.split(r"(?<=[.?!])\s+|\n+", _TABLE.sub("", stem).strip()) if _WORD.search(part)]
    return parts[-1] if parts else ""


def folded(text: str) -> str:
    """The text as one compares it: no case, space, punctuation, and numbers in one format. Signs of formulas stay."""
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", bare(text).casefold())
    plain = re.sub(r"(\.\d*?)0+(?!\d)", r"\1", plain)
    plain = re.sub(r"\.(?!\d)", "", plain)
    plain = re.sub(r"(?<=\s)[−-](?=\s)", "~", plain)
    plain = re.sub(r"[−-](?!\d)", "", plain).replace("−", "-")
    return re.sub(r"[^\w.%$€£+×÷/=<>≤≥~-]+", "", plain)


def stemmed(word: str) -> str:
    """A word in the singular, so that `planner` meets `planners`."""
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def content_words(text: str) -> set[str]:
    """The words that carry the meaning, in the singular."""
    return {stemmed(word) for word in words(text) if word not in _SMALL}


def folded_words(text: str) -> list[str]:
    """The words and numbers in lower case, without punctuation: two texts that read alike give the same."""
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", bare(text).casefold())
    return re.findall(r"\d+(?:\.\d+)?|[^\W\d_]+(?:['’-][^\W\d_]+)*", plain)
