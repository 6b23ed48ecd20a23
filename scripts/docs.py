"""Writes what can be known into the documents, between two marks, so that they never say other than the code.

`python -m scripts.docs` writes; a test holds the files against it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Table

from adapters.discord.permissions import PERMISSIONS
from adapters.discord.permissions import SCOPES as DISCORD_SCOPES
from adapters.slack.incoming import EVENTS
from adapters.slack.manifest import as_json, manifest
from adapters.slack.scopes import SCOPES as SLACK_SCOPES
from bot.chat.command import Command, Param, Where, groups
from bot.commands.catalogue import catalogue
from bot.commands.context import Context
from bot.store.schema import metadata

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = "docs/slack-manifest.json"
_BLOCK = re.compile(r"(<!-- begin (\S+) -->\n).*?(<!-- end \2 -->)", re.DOTALL)

COHORT = "As long as the cohort: `/cohort delete` deletes it."
PERSON = "Until the member has themselves forgotten."
KEPT: Mapping[str, str] = {
    "note": "As long as the database.",
    "person": "Emptied when the member has themselves forgotten; the empty row stays, so that totals do not move.",
    "account": "When its owner is forgotten, platform, id and name are taken out; answers then belong to nobody known.",
    "cohort": "Until `/cohort delete`. `/cohort finish` keeps it.",
    "room": COHORT,
    "member": COHORT,
    "round": COHORT,
    "letter": "Those to a cohort's rooms as long as the cohort; direct messages until the member is forgotten.",
    "queue": "Until the letters have arrived or are parked.",
    "post": COHORT,
    "answer": f"{COHORT} When a member is forgotten it stays, tied to nobody known.",
    "standing": f"{COHORT} When a member is forgotten it stays, tied to nobody known.",
    "domain_standing": f"{COHORT} When a member is forgotten it stays, tied to nobody known.",
    "preview": f"{COHORT} Also when the member is forgotten.",
    "coming": "Until the question is asked.",
    "correction": f"{COHORT} When its author is forgotten, the word is taken out.",
    "correction_round": COHORT,
    "correction_report": COHORT,
    "question": f"{COHORT} When its author is forgotten, what was never asked is deleted; else it is nobody's.",
    "question_version": "As long as the question.",
    "question_reading": "As long as the question. When the reader is forgotten, their word is taken out.",
    "question_reader": "Until a leader takes it back, or until the member is forgotten, and no longer than the cohort.",
    "skip": COHORT,
    "appointment": "Until `/countdown clear`, or until the member is forgotten.",
    "job": "Until the work is done.",
    "notice": "Until it is told, or until the member is forgotten.",
    "report": f"{COHORT} When its author is forgotten, the text is taken out.",
    "draft": "One day.",
    "rest": PERSON,
    "live": COHORT,
    "live_item": COHORT,
    "live_answer": f"{COHORT} When a member is forgotten it stays, tied to nobody known.",
    "practice_card": PERSON,
    "practice_turn": PERSON,
    "duel": f"{COHORT} When one of the two is forgotten it stays, tied to nobody known.",
    "duel_item": COHORT,
    "duel_answer": f"{COHORT} Also when the member is forgotten.",
    "invitation": "Seven days, or until one of the two accounts' owners is forgotten.",
    "wrong_code": "A day.",
    "link": "Until `/takt profile unlink`, or until the member is forgotten.",
    "lent": "Until `/takt profile unlink`, or until the member is forgotten, and no longer than the cohort.",
    "challenge": COHORT,
    "challenge_team": COHORT,
    "challenge_member": f"{COHORT} When a member is forgotten it stays, tied to nobody known.",
    "challenge_day": COHORT,
    "challenge_item": COHORT,
    "challenge_answer": f"{COHORT} When a member is forgotten it stays, tied to nobody known.",
    "challenge_post": COHORT,
    "web_entry": "As long as the database of the room in the browser. Never on Discord or Slack.",
    "slack_installation": "Until the app is removed from the workspace, or installed there anew.",
    "slack_oauth_state": "Ten minutes; gone with the next installation that is begun.",
}
"""How long the rows of each table last. A table that is not here cannot be documented, and a test fails."""

_WHERE = {Where.ROOM: "channel", Where.DIRECT: "direct message", Where.BOTH: "channel, direct message"}


def discord_scopes() -> Iterator[str]:
    """Discord's OAuth scopes."""
    yield from table("scope", "why", "without it", rows=[(f"`{s.name}`", s.why, s.without) for s in DISCORD_SCOPES])


def discord_permissions() -> Iterator[str]:
    """Discord's permissions."""
    yield from table("permission", "why", "without it", rows=[(p.name, p.why, p.without) for p in PERMISSIONS])


def slack_scopes() -> Iterator[str]:
    """Slack's scopes, the ones that can be left out marked."""
    rows = [(f"`{s.name}`{' (can be left out)' if s.optional else ''}", s.why, s.without) for s in SLACK_SCOPES]
    yield from table("scope", "why", "without it", rows=rows)


def slack_events() -> Iterator[str]:
    """What Takt hears of."""
    yield ", ".join(f"`{event}`" for event in sorted(EVENTS)) + "."


def tables() -> Iterator[str]:
    """What is kept, and for how long."""
    rows = [(f"`{t.name}`", t.comment or "", _columns(t), KEPT[t.name]) for t in metadata.tables.values()]
    yield from table("table", "what it is", "what is in it", "kept for how long", rows=rows)


def _columns(one: Table) -> str:
    return ", ".join(column.name for column in one.columns)


def commands() -> Iterator[str]:
    """Every command with its parameters."""
    declared = catalogue().commands
    for group in groups(declared):
        yield from (f"## /{group}", "")
        for command in declared:
            if command.group == group:
                yield from _command(command)


def _command(command: Command[Context]) -> Iterator[str]:
    yield from (f"### /{command.name}", "", f"{command.help}.", "")
    who = "leaders" if command.leaders_only else "everybody"
    yield f"For {who}, in: {_WHERE[command.where]}. Example: `/{command.example}`"
    yield ""
    if command.params:
        yield from table("parameter", "what it is", "", rows=[_param(param) for param in command.params])
        yield ""


def _param(param: Param[Context]) -> tuple[str, str, str]:
    choices = ": " + ", ".join(f"`{pick.value}`" for pick in param.choices) if param.choices else ""
    return f"`{param.name}`", param.help, f"{param.kind}{choices}; {'required' if param.required else 'optional'}"


def table(*heads: str, rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """A Markdown table."""
    yield f"| {' | '.join(heads)} |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


BLOCKS: Mapping[str, Callable[[], Iterator[str]]] = {
    "discord-scopes": discord_scopes,
    "discord-permissions": discord_permissions,
    "slack-scopes": slack_scopes,
    "slack-events": slack_events,
    "tables": tables,
    "commands": commands,
}


def filled(text: str) -> str:
    """A document with its blocks as they should be. Raises KeyError for a block that nobody knows."""
    return _BLOCK.sub(lambda found: found[1] + "\n".join(BLOCKS[found[2]]()).rstrip() + "\n" + found[3], text)


def written() -> dict[Path, str]:
    """Every document that holds something generated, as it should be."""
    pages = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
    made = {path: filled(text) for path, text in pages.items() if _BLOCK.search(text)}
    return {**made, ROOT / MANIFEST: as_json(manifest(catalogue()))}


if __name__ == "__main__":
    for path, text in written().items():
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
