"""What comes in as bytes becomes text, and what comes as JSON becomes nested texts, or a fault with its line."""

from __future__ import annotations

import codecs

from bot.bank.exchange.raw import At, Raw
from bot.bank.pages import Page


def decoded(page: Page, content: bytes, remedy: str) -> str | None:
    """The text, or None after noting why there is none."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        page.blame(line, "L30", "the file is not UTF-8", remedy)
        return None


def texts(value: object, kind: type, line: int) -> Raw:
    """JSON as nested texts of this kind (dict, list) that know their line. Raises ValueError for anything else."""

    def told(one: object) -> Raw:
        if isinstance(one, str):
            return At(one, line)
        if isinstance(one, list):
            return [told(each) for each in one]
        if isinstance(one, dict):
            return {str(name): told(each) for name, each in one.items()}
        raise ValueError(f"{one!r} is no text")

    if not isinstance(value, kind):
        raise ValueError(f"it is no {kind.__name__}")
    return told(value)
