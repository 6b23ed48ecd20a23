"""A form becomes a modal, and what was filled in becomes raw texts again.

The modal carries where it was opened from, so that a submission survives a restart and its answer finds its way.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from adapters.slack import limits
from adapters.slack.spans import Json
from bot.chat.message import Form, Input, Kind, Pick

CALLBACK = "takt_form"
_VALUE = "value"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}")
_MEMBER = re.compile(r"<@(\w+)(?:\|[^>]*)?>")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a form was opened from: its token, the channel, and the response URL of the press or command.

    `private` says that the button stood in a message that only this person sees, which may be replaced.
    """

    token: str
    channel: str = ""
    channel_name: str = ""
    url: str = ""
    private: bool = False

    def pack(self) -> str:
        """As the modal's private metadata."""
        return json.dumps([self.token, self.channel, self.channel_name, self.url, self.private])

    @classmethod
    def unpack(cls, packed: str) -> Origin:
        """What `pack` wrote."""
        token, channel, channel_name, url, private = json.loads(packed)
        return cls(token, channel, channel_name, url, private)


def view(form: Form, origin: Origin) -> Json:
    """The modal for a form."""
    blocks = [_block(item) for item in form.inputs]
    title = form.title
    if len(title) > limits.VIEW_TITLE:
        blocks.insert(0, {"type": "section", "text": _plain(title)})
        title = "Takt"
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": _plain(title),
        "submit": _plain(limits.shortened(form.submit, limits.VIEW_TITLE)),
        "close": _plain("Cancel"),
        "private_metadata": origin.pack(),
        "blocks": blocks,
    }


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def _block(item: Input) -> Json:
    hint = {"hint": _plain(limits.shortened(item.hint, limits.HINT))} if item.hint else {}
    return {
        "type": "input",
        "block_id": item.name,
        "label": _plain(limits.shortened(item.label, limits.HINT)),
        "optional": not item.required,
        "element": {"action_id": _VALUE, **_element(item)},
        **hint,
    }


def _element(item: Input) -> Json:
    """The picker for this kind; a text input where the picker could not hold what the form came with."""
    value = item.value
    match item.kind:
        case Kind.DATE if not value or _DAY.fullmatch(value):
            return {"type": "datepicker", **({"initial_date": value} if value else {})}
        case Kind.TIME if not value or _TIME.fullmatch(value):
            return {"type": "timepicker", **({"initial_time": value} if value else {})}
        case Kind.MEMBER if not value or _MEMBER.fullmatch(value):
            found = _MEMBER.fullmatch(value)
            return {"type": "users_select", **({"initial_user": found[1]} if found else {})}
        case Kind.CHOICE if _fits(item):
            chosen = next((_option(p) for p in item.choices if value in (p.value, p.label)), None)
            options = [_option(p) for p in item.choices]
            return {"type": "static_select", "options": options, **({"initial_option": chosen} if chosen else {})}
        case _:
            value = value[: limits.INPUT]  # Slack lets nobody type more: what is longer came past its form
            filled = {"initial_value": value} if value else {}
            most = max(1, min(max(item.most, len(value)), limits.INPUT))
            return {"type": "plain_text_input", "multiline": item.kind is Kind.LONG, "max_length": most, **filled}


def _fits(item: Input) -> bool:
    return 0 < len(item.choices) <= limits.OPTIONS and all(len(p.value) <= limits.OPTION for p in item.choices)


def _option(pick: Pick) -> Json:
    return {"text": _plain(limits.shortened(pick.label, limits.OPTION)), "value": pick.value}


def filled(state: Json) -> dict[str, str]:
    """The raw texts by input name that a submission holds. Inputs left empty are empty texts."""
    return {name: _raw(actions.get(_VALUE, {})) for name, actions in state.get("values", {}).items()}


def _raw(element: Json) -> str:
    match element.get("type"):
        case "datepicker":
            return element.get("selected_date") or ""
        case "timepicker":
            return element.get("selected_time") or ""
        case "users_select":
            user = element.get("selected_user")
            return f"<@{user}>" if user else ""
        case "static_select":
            return (element.get("selected_option") or {}).get("value") or ""
        case _:
            return element.get("value") or ""


def field_errors(errors: tuple[tuple[str, str], ...], names: list[str]) -> dict[str, str]:
    """Errors by input. Slack shows none that names no input of the form, so such a one stands at the first."""
    found: dict[str, str] = {}
    for name, error in errors:
        place = name if name in names else names[0]
        found[place] = f"{found[place]} {error}" if place in found else error
    return found
