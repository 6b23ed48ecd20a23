"""What people read on a Slack screen: the blocks as text, the buttons, and what a form's inputs hold."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.conversations.stage import Seen
from tests.fakes.slack_checks import Json
from tests.fakes.slack_web import Opened, Whispered
from tests.fakes.slack_workspace import Channel, Workspace

_DATE = re.compile(r"<!date\^[^|]*\|([^>]*)>")
_USER = re.compile(r"<@(\w+)>")


@dataclass(frozen=True)
class Sheet:
    """What was seen, to act on it: a message in a channel, or a private one."""

    channel: str
    ts: str
    blocks: Sequence[Json]
    private: Whispered | None = None


class Screen:
    """Reads what Slack was sent as a member of this workspace would."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def public(self, message: Json, channel: Channel, kind: str) -> Seen:
        blocks = list(message["blocks"])
        return Seen(kind, self.text(blocks), _labels(blocks), handle=Sheet(channel.id, message["ts"], blocks))

    def own(self, what: Whispered | Opened) -> Seen:
        if isinstance(what, Opened):
            inputs = {b["block_id"]: _held(b["element"]) for b in what.view["blocks"] if b["type"] == "input"}
            title = what.view["title"]["text"]
            return Seen("form", "\n".join([title, self.text(what.view["blocks"])]), (), inputs, {}, what)
        blocks = what.body.get("blocks") or []
        return Seen("private", self.text(blocks), _labels(blocks), handle=Sheet(what.channel, what.ts, blocks, what))

    def text(self, blocks: Sequence[Json]) -> str:
        """Everything readable in the blocks, top to bottom."""
        return "\n".join(filter(None, ("".join(self._readable(block)) for block in blocks)))

    def _readable(self, block: Json) -> Iterator[str]:
        match block["type"]:
            case "header" | "section":
                yield block["text"]["text"]
            case "image":
                yield block["alt_text"]
            case "context":
                yield from (self._unmarked(e["text"]) for e in block["elements"])
            case "input":
                yield " ".join([block["label"]["text"], block.get("hint", {}).get("text", "")]).strip()
            case "rich_text":
                yield from (self._element(e) for part in block["elements"] for e in part["elements"])

    def _element(self, element: Json) -> str:
        match element["type"]:
            case "user":
                return f"@{self._workspace.members[element['user_id']].name}"
            case "date":
                return str(element["fallback"])
            case _:
                return str(element["text"])

    def _unmarked(self, text: str) -> str:
        text = _DATE.sub(lambda found: found[1], text)
        return html.unescape(_USER.sub(lambda found: f"@{self._workspace.members[found[1]].name}", text))


def _labels(blocks: Sequence[Json]) -> tuple[str, ...]:
    return tuple(e["text"]["text"] for b in blocks if b["type"] == "actions" for e in b["elements"])


def _held(element: Json) -> str:
    """What an input holds when the form opens."""
    if option := element.get("initial_option"):
        return str(option["value"])
    if user := element.get("initial_user"):
        return f"<@{user}>"
    names = ("initial_value", "initial_date", "initial_time")
    return next((str(element[name]) for name in names if name in element), "")
