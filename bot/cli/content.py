"""`takt content check`: everything wrong or doubtful in the content, in one report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from bot.app import CONTENT
from bot.bank import Fault, Severity
from bot.cli.printing import console, say
from bot.model.domains import Domain
from bot.model.items import Level
from content.generators import GENERATORS

if TYPE_CHECKING:
    from bot.bank.checking import Report

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}


def check_content(
    folder: Annotated[
        Path, typer.Option(exists=True, file_okay=False, metavar="FOLDER", help="The content to check.")
    ] = CONTENT,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")] = False,
    errors_only: Annotated[bool, typer.Option("--errors", help="Leave out warnings and notes.")] = False,
) -> None:
    """Hold every question, generator, blueprint and fact against every rule. Exit status 1 if there is an error."""
    from bot.bank.checking import check  # here, so that a bot that runs never loads the rules

    report = check(folder, GENERATORS)
    faults = report.errors if errors_only else report.faults
    if as_json:
        typer.echo(json.dumps(_as_data(report, faults), indent=2, ensure_ascii=False))
    else:
        for fault in faults:
            console().print(Text(str(fault), _STYLES[fault.level]), soft_wrap=True)
        _show_counts(report)
    raise typer.Exit(0 if report.passed else 1)


def _show_counts(report: Report) -> None:
    table = Table("domain", "questions", title="What may be asked", title_justify="left")
    for domain in Domain:
        table.add_row(domain.title, str(report.by_domain.get(domain, 0)))
    table.columns[1].justify = "right"
    console().print(table)
    levels = ", ".join(_share(report, level) for level in Level)
    say(f"{report.written} written and {report.generated} generated; written ones by level: {levels}.")
    kinds = (("error", report.errors), ("warning", report.warnings), ("note", report.notes))
    found = ", ".join(f"{len(some)} {kind}{'' if len(some) == 1 else 's'}" for kind, some in kinds)
    say(f"{found}; {len(report.exempt)} exempt with a reason.", "bold")


def _share(report: Report, level: Level) -> str:
    count = report.by_level.get(level, 0)
    return f"{level} {count} ({count * 100 / max(report.written, 1):.0f}%)"


def _as_data(report: Report, faults: tuple[Fault, ...]) -> Mapping[str, Any]:
    """The report for other programs, as docs/authors.md describes it. A field may be added; none changes or goes."""
    return {
        "schema": 1,
        "passed": report.passed,
        "errors": len(report.errors),
        "warnings": len(report.warnings),
        "notes": len(report.notes),
        "written": report.written,
        "generated": report.generated,
        "by_domain": {domain: report.by_domain.get(domain, 0) for domain in Domain},
        "by_subtopic": dict(sorted(report.by_subtopic.items())),
        "by_level": {level: report.by_level.get(level, 0) for level in Level},
        "faults": [_fault(fault) for fault in faults],
        "exempt": [{**_fault(fault), "reason": reason} for fault, reason in report.exempt],
    }


def _fault(fault: Fault) -> dict[str, str | int]:
    return {
        "file": fault.file,
        "line": fault.line,
        "rule": fault.rule,
        "level": fault.level,
        "item": fault.item,
        "text": fault.text,
        "remedy": fault.remedy,
    }
