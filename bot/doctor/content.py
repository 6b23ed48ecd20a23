"""Whether there is something to ask."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.bank import load
from bot.bank.faults import ContentError
from bot.chat.platform import Finding
from bot.model.items import Generator


def look_at_content(folder: Path, generators: Sequence[Generator]) -> Finding:
    """One finding on all the content: how much there is of it, or what keeps Takt from starting first.

    Style is for authors, and `takt content check` tells of it.
    """
    try:
        items = load(folder, generators).eligible()
    except ContentError as error:
        others = f", the first of {len(error.faults)}" if len(error.faults) > 1 else ""
        return Finding("content", False, f"{error.faults[0]}{others}", "`takt content check` lists everything")
    domains = len({item.domain for item in items})
    return Finding("content", True, f"{len(items)} questions to ask in {domains} domains")
