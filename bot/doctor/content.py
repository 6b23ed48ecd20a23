"""Whether there is something to ask."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.chat.platform import Finding
from bot.model.items import Generator


def look_at_content(folder: Path, generators: Sequence[Generator]) -> Finding:
    """One finding on all the content: how much there is of it, or what is wrong first."""
    from bot.bank.checking import check  # here, so that a bot that runs never loads the rules

    report = check(folder, generators)
    if report.passed:
        domains = sum(count > 0 for count in report.by_domain.values())
        text = f"{report.written + report.generated} questions to ask in {domains} domains"
        return Finding("content", True, text)
    others = f", the first of {len(report.errors)}" if len(report.errors) > 1 else ""
    return Finding("content", False, f"{report.errors[0]}{others}", "`takt content check` lists everything")
