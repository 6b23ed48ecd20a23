"""Rules on every text of an item: L21 (reasons), L24 (originality), L30 (characters, markup), L31 (key recomputed)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.bank.arithmetic import NotArithmetic, evaluate, half_up
from bot.bank.entries import Entry
from bot.bank.faults import Fault
from bot.bank.lint.numbers import read_number, read_numbers
from bot.bank.lint.words import folded, tokens

_FEWEST_WORDS = 8
_COPIED = re.compile(
    r"\brecalled\s+(from|exam|test|question|item)|\b(actual|real)\s+(cpim\s+)?(exam|test)\b|\b(brain|exam)[\s-]?dumps?\b"
    r"|\b(appeared|was|came|seen)\s+(on|in)\s+(the|my|an?)\s+(real\s+|cpim\s+)?exam\b",
    re.IGNORECASE,
)
_EDGE_UNDERSCORE = re.compile(r"(?<!\w)_|_(?!\w)")
_STRAY = re.compile(r"(?<!\*)\*(?!\*)|\*{3,}|@everyone|@here|<[@#!]|https?://|\]\(")


def texts(entry: Entry) -> Iterator[tuple[str, str]]:
    """Every text that members read, with the name of its part."""
    yield "stem", entry.question.stem
    for number, option in enumerate(entry.question.options, 1):
        yield f"option {number}", option.text
        yield f"why {number}", option.why


def reasons(entry: Entry) -> Iterator[Fault]:
    """L21: every option has a reason that says more than the option."""
    for number, option in enumerate(entry.question.options, 1):
        count = len(tokens(option.why))
        if folded(option.why) == folded(option.text):
            yield entry.fault(f"why {number}", "L21", f"the reason of option {number} only repeats it", "say why")
        elif count < _FEWEST_WORDS:
            remedy = "say why it is right" if option.correct else "name the misconception"
            text = f"the reason of option {number} has {count} words, fewer than {_FEWEST_WORDS}"
            yield entry.fault(f"why {number}", "L21", text, remedy)


def original(entry: Entry) -> Iterator[Fault]:
    """L24: written from the concept. Nothing that anybody remembers from an exam belongs here."""
    if entry.meta.get("origin") != "original":
        yield entry.fault("meta", "L24", "the origin is not `original`", "only original items may be added")
    for part, text in [*texts(entry), ("meta", " ".join(sorted(entry.item.tags)))]:
        if found := _COPIED.search(text):
            yield entry.fault(part, "L24", f"“{found[0]}”", "never use exam questions that somebody remembers")


def characters(entry: Entry) -> Iterator[Fault]:
    """L30: no invisible or doubtful characters, and markup that is closed."""
    for part, text in texts(entry):
        if odd := next((char for char in dict.fromkeys(text) if _odd(char)), ""):
            name = unicodedata.name(odd, f"U+{ord(odd):04X}")
            yield entry.fault(part, "L30", f"{part} holds {name}", "delete it or type it anew")
        if unicodedata.normalize("NFC", text) != text:
            yield entry.fault(part, "L30", f"{part} has letters with loose accents", "type them anew (NFC)")
        yield from _markup(entry, part, text)


def _markup(entry: Entry, part: str, text: str) -> Iterator[Fault]:
    if text.count("`") % 2:
        yield entry.fault(part, "L30", f"{part}: a ` is not closed", "close it")
    outside = re.sub(r"`[^`]*`", "", text)
    if outside.count("**") % 2:
        yield entry.fault(part, "L30", f"{part}: a ** is not closed", "close it")
    if len(_EDGE_UNDERSCORE.findall(outside)) % 2:
        yield entry.fault(part, "L30", f"{part}: an _ is not closed", "close it, or put it in `code`")
    if stray := _STRAY.search(outside):
        yield entry.fault(part, "L30", f"{part}: “{stray[0]}” is no markup here", "use × for times, and no links")


def _odd(char: str) -> bool:
    return char != "\n" and (
        unicodedata.category(char) in ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp") or char in "\u00a0\ufffd"
    )


def recomputed(entry: Entry) -> Iterator[Fault]:
    """L31: the key's number is what the item's own `check` gives, rounded as the key is."""
    if not entry.check:
        if read_numbers(entry.question):
            yield entry.warning("check", "L31", "a question of numbers has no `check`", "write how the key is computed")
        return
    number = read_number(entry.key.text)
    if number is None:
        yield entry.fault("check", "L31", "`check` needs a key that is a number with its unit", "or leave check out")
        return
    try:
        value = evaluate(entry.check)
    except NotArithmetic as error:
        yield entry.fault("check", "L31", f"`check` cannot be computed: {error}", "write plain arithmetic")
        return
    if half_up(value, number.places) != number.value:
        text = f"`check` gives {half_up(value, max(number.places, 4)).normalize():f}, the key says {number.value:,f}"
        yield entry.fault("check", "L31", text, "put one of them right")
