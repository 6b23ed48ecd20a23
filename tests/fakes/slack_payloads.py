"""What Slack sends when people type, press and fill in: payloads as Slack documents them."""

from __future__ import annotations

import html
import re

from tests.conversations.stage import Seen
from tests.fakes.slack_checks import Json
from tests.fakes.slack_screen import Sheet
from tests.fakes.slack_server import SlackServer
from tests.fakes.slack_web import Opened
from tests.fakes.slack_workspace import Channel


class Payloads:
    """Makes payloads for one workspace, each with a trigger and a response URL of its own."""

    def __init__(self, server: SlackServer) -> None:
        self._server = server
        self._workspace = server.workspace

    def slash(self, user: str, place: Channel, command: str, line: str) -> Json:
        url = self._server.api.new_url(user, place.id)
        return {
            "command": command,
            "text": line,
            "team_id": self._workspace.team,
            "team_domain": "loopback",
            "channel_id": place.id,
            "channel_name": place.name,
            "user_id": user,
            "user_name": self._workspace.members[user].name.lower(),
            "response_url": self._server.response_url(url),
            "trigger_id": self._server.api.new_trigger(user),
            "api_app_id": "A1",
        }

    def press(self, user: str, seen: Seen, label: str) -> Json:
        """A press on the button with this label."""
        sheet: Sheet = seen.handle
        row, button = next(
            (b, e) for b in sheet.blocks if b["type"] == "actions" for e in b["elements"] if e["text"]["text"] == label
        )
        channel = self._workspace.channels[sheet.channel]
        message = None if sheet.private else channel.message(sheet.ts)
        url = self._server.api.new_url(user, sheet.channel, sheet.private or message)
        container: Json = {"type": "message", "message_ts": sheet.ts, "channel_id": sheet.channel}
        container["is_ephemeral"] = sheet.private is not None
        if message and message.get("thread_ts"):
            container["thread_ts"] = message["thread_ts"]
        action = {"block_id": row.get("block_id", "auto"), "action_ts": self._workspace.ts()}
        return {
            "type": "block_actions",
            **self._who(user),
            "channel": {"id": channel.id, "name": channel.name},
            "container": container,
            **({"message": message} if message else {}),
            "actions": [{**button, **action}],
            "response_url": self._server.response_url(url),
        }

    def submission(self, user: str, opened: Opened, values: dict[str, str]) -> Json:
        """This form filled in and sent."""
        inputs = [block for block in opened.view["blocks"] if block["type"] == "input"]
        state = {
            block["block_id"]: {block["element"]["action_id"]: self._state(block["element"], values[block["block_id"]])}
            for block in inputs
        }
        view = {**opened.view, "id": opened.id, "state": {"values": state}}
        return {"type": "view_submission", **self._who(user), "view": view, "response_urls": []}

    def typed(self, value: str) -> str:
        """A value as Slack sends it in a line: escaped, and `@Ben` as a mention."""
        if value.startswith("@"):
            return f"<@{self._workspace.member(value[1:]).id}|{value[1:].lower()}>"
        return html.escape(value, quote=False)

    def _who(self, user: str) -> Json:
        team = self._workspace.team
        name = self._workspace.members[user].name.lower()
        return {
            "team": {"id": team, "domain": "loopback"},
            "user": {"id": user, "name": name, "username": name, "team_id": team},
            "trigger_id": self._server.api.new_trigger(user),
            "api_app_id": "A1",
        }

    def _state(self, element: Json, value: str) -> Json:
        match element["type"]:
            case "datepicker":
                return {"type": "datepicker", "selected_date": value or None}
            case "timepicker":
                return {"type": "timepicker", "selected_time": value or None}
            case "users_select":
                named = re.search(r"<@(\w+)", value if value.startswith("<") else self.typed(value))
                return {"type": "users_select", "selected_user": named[1] if named else None}
            case "static_select":
                chosen = next((o for o in element["options"] if value in (o["value"], o["text"]["text"])), None)
                assert chosen or not value, f"{value} is none of the options"
                return {"type": "static_select", "selected_option": chosen}
            case kind:
                assert len(value) <= element.get("max_length", 3000), "Slack lets nobody type that much"
                return {"type": kind, "value": value or None}
