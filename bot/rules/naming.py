"""Names that people give themselves.

The law: a name is one line without control characters, at most MOST characters when chosen, and shown no longer than
that. What a name holds is otherwise its owner's business: it is data wherever it is shown.
"""

from __future__ import annotations

import unicodedata

from bot.rules.reading import Misread

MOST = 32
_JOINER = "\u200d"  # keeps composed emoji together
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def read_alias(raw: str) -> str:
    """An alias as it will be shown. Raises Misread for one that is empty, too long or holds unseen characters."""
    name = " ".join(raw.split())
    if not name.replace(_JOINER, ""):
        raise Misread("there is no name in it", "a name of 1 to 32 characters")
    if any(_unseen(c) for c in name):
        raise Misread("it holds characters that cannot be seen", "letters, digits and signs that others can read")
    if len(name) > MOST:
        raise Misread(f"it has {len(name)} characters", f"at most {MOST} characters")
    return name


def shown(name: str, most: int = MOST) -> str:
    """A display name for a board: one line, nothing unseen, and an ellipsis for what is too long."""
    line = " ".join("".join(c for c in name if c.isspace() or not _unseen(c)).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _unseen(c: str) -> bool:
    return c != _JOINER and unicodedata.category(c) in _UNSEEN
