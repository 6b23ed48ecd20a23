"""Codes that people carry from one place to another by hand.

The law: a code holds 80 random bits, is written as four groups of four letters and digits without those that look
alike, and is read back however it was typed. What is kept of it is its digest.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta

BYTES = 10
"""Random bytes in a code: 80 bits."""
LASTS = timedelta(minutes=10)
"""How long a code can be used."""
MOST_WRONG = 5
"""Wrong codes of one account within the hour, after which it has to wait."""
WRONG_WITHIN = timedelta(hours=1)
ANSWERED_WITHIN = timedelta(days=1)
"""How long the one who gave the code may take to confirm what came back."""

_GROUP = 4
_LOOKS_LIKE = str.maketrans({"0": "O", "1": "I", "8": "B"})


def written(secret: bytes) -> str:
    """A code as people see it, `MFRG-GZDF-MZTW-Q2LK`. Raises ValueError for a secret of another length."""
    if len(secret) != BYTES:
        raise ValueError(f"a code is made of {BYTES} bytes, not {len(secret)}")
    letters = base64.b32encode(secret).decode()
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def digest(typed: str) -> str:
    """What is kept of a code: the same for every way of typing it, and nothing leads back from it."""
    letters = "".join(c for c in typed.upper() if c.isalnum()).translate(_LOOKS_LIKE)
    return hashlib.sha256(letters.encode()).hexdigest()
