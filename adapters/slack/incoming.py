"""What Slack's payloads mean: who asks, from where, and where the answer can go. Pure reading, no calls."""

from __future__ import annotations

from datetime import UTC, datetime

from adapters.slack.forms import Origin
from adapters.slack.people import Profile
from adapters.slack.spans import Json
from adapters.slack.whisper import Ear
from bot.chat.request import Asker, Gone
from bot.model.places import Account, Community, Room

EVENTS = (
    "app_uninstalled",
    "tokens_revoked",
    "channel_left",
    "group_left",
    "channel_archive",
    "group_archive",
    "channel_deleted",
    "group_deleted",
    "member_left_channel",
)
"""What Takt listens to. None needs a scope beyond those that it asks for anyway."""

_NAMELESS = ("directmessage", "privategroup")


def asker(body: Json, team: str, community_name: str, profile: Profile) -> Asker:
    """Who pressed or typed, and where. All accounts of this app are this workspace's, guests from others too."""
    channel = channel_of(body)
    room = Room("slack", team, channel) if channel and not channel.startswith("D") else None
    name = body.get("channel_name") or (body.get("channel") or {}).get("name") or ""
    room_name = "" if name in _NAMELESS else name
    return Asker(
        Account("slack", team, user_of(body)),
        profile.name,
        room,
        room_name if room else "",
        community_name,
        profile.zone,
    )


def with_origin(body: Json, origin: Origin) -> Json:
    """A form's submission, as if it came from where the form was opened: Slack itself does not tell."""
    return {**body, "channel": {"id": origin.channel, "name": origin.channel_name}}


def user_of(body: Json) -> str:
    """The user's id, in a command or an interaction."""
    return body.get("user_id") or str(body["user"]["id"])


def name_of(body: Json) -> str:
    """The name that came with the payload."""
    user = body.get("user") or {}
    return body.get("user_name") or user.get("name") or user.get("username") or user_of(body)


def channel_of(body: Json) -> str:
    """The channel's id, or ""."""
    return body.get("channel_id") or (body.get("channel") or {}).get("id") or ""


def team_of(body: Json) -> str:
    """The workspace that the payload names, or ""."""
    return body.get("team_id") or (body.get("team") or {}).get("id") or ""


def origin_of(body: Json) -> Origin:
    """What a form opened by this payload has to remember, its token apart."""
    name = body.get("channel_name") or (body.get("channel") or {}).get("name") or ""
    return Origin("", channel_of(body), name, body.get("response_url") or "", _private(body))


def ear_of(body: Json, *, replace: bool) -> Ear:
    """Where the answer to a command or a press goes. Only what one person sees may be replaced."""
    url = body.get("response_url") or ""
    return Ear(url, channel_of(body), user_of(body), _thread(body), replace and _private(body))


def _thread(body: Json) -> str:
    """The thread that the message stands in, or "". One that was replied to names itself, and stands in none."""
    message, container = body.get("message") or {}, body.get("container") or {}
    thread = message.get("thread_ts") or container.get("thread_ts") or ""
    return "" if thread in (message.get("ts"), container.get("message_ts")) else thread


def _private(body: Json) -> bool:
    """Whether the message that holds the button is an ephemeral one or stands in a direct message."""
    return bool((body.get("container") or {}).get("is_ephemeral")) or (
        "container" in body and channel_of(body).startswith("D")
    )


def pressed_at(action: Json, now: datetime) -> datetime:
    """Slack's own time of a press."""
    return _instant(action.get("action_ts")) or now


def gone(body: Json, team: str, bot: str, now: datetime) -> Gone | None:
    """What an event says is gone, if it does."""
    event = body.get("event") or {}
    at = _instant(body.get("event_time")) or now
    kind, channel = event.get("type"), event.get("channel")
    if kind == "app_uninstalled" or (kind == "tokens_revoked" and (event.get("tokens") or {}).get("bot")):
        return Gone(Community("slack", team), body["event_id"], at)
    if not channel or kind == "tokens_revoked" or (kind == "member_left_channel" and event.get("user") != bot):
        return None
    return Gone(Room("slack", team, channel if isinstance(channel, str) else channel["id"]), body["event_id"], at)


def _instant(stamp: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(str(stamp)), UTC)
    except ValueError:
        return None
