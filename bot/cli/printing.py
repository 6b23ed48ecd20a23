"""What the command line shows: results on standard output, troubles on standard error. Nothing in it is markup."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from bot.chat.platform import Finding


def console(*, errors: bool = False) -> Console:
    """Made anew each time, so that it writes to whatever the streams are now."""
    return Console(stderr=errors, highlight=False)


def say(text: str, style: str = "") -> None:
    """One line of a result, never wrapped by us."""
    console().print(Text(_writable(text), style), soft_wrap=True)


def complain(text: str) -> None:
    """What went wrong, and the remedy."""
    console(errors=True).print(Text(_writable(text)), soft_wrap=True)


def show(findings: Iterable[Finding]) -> None:
    """A line for each finding: its mark, what it is about, how it is, and what to do."""
    out = console()
    marks = _MARKS if (out.encoding or "").lower().startswith("utf") else _PLAIN
    for finding in findings:
        mark, style = marks[_state(finding)]
        line = Text.assemble((f"{mark} ", style), (finding.subject, "bold"), f": {_writable(finding.text)}")
        if finding.remedy:
            line.append(f". {marks['remedy'][0]} {_writable(finding.remedy)}", "cyan")
        out.print(line, soft_wrap=True)


def _writable(text: str) -> str:
    """The text, with what is no character spelt out: the name of a file may hold any bytes."""
    return text.encode(errors="backslashreplace").decode()


def _state(finding: Finding) -> str:
    if not finding.well:
        return "ill"
    return "mind" if finding.remedy else "well"


_MARKS = {"well": ("✓", "green"), "mind": ("!", "yellow"), "ill": ("✗", "red"), "remedy": ("→", "")}
_PLAIN = {"well": ("ok", "green"), "mind": ("!", "yellow"), "ill": ("FAIL", "red"), "remedy": ("->", "")}
