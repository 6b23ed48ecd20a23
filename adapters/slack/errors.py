"""Slack's errors in the port's words: whether a message may have arrived, and what somebody can do about it."""

from __future__ import annotations

import re
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.chat.platform import DeliveryError, Doubtful, Later, Refused, Unauthorised, Unreadable

CONNECTION = (aiohttp.ClientError, TimeoutError, OSError, SlackClientError)
"""What a call raises where Slack gave no answer, or none that could be read. SlackApiError is one of them."""

_INVITE = "Type `/invite @takt` in the channel."
_REINSTALL = "Reinstall the app from Slack's app page and give Takt the new bot token."
_REMEDIES = {
    "not_in_channel": ("Takt is not in the channel", _INVITE),
    "channel_not_found": ("Takt cannot see the channel", f"If it is private: {_INVITE[0].lower()}{_INVITE[1:]}"),
    "is_archived": ("the channel is archived", "Unarchive the channel, or make a cohort in another one."),
    "restricted_action": ("posting is restricted in the channel", "Let Takt post, in the channel's settings."),
    "restricted_action_read_only_channel": ("the channel is read-only", "Let Takt post, in the channel's settings."),
    "missing_scope": ("the app lacks a permission", "Update the app's manifest and reinstall it."),
    "no_permission": ("the app lacks a permission", "Update the app's manifest and reinstall it."),
    "user_not_found": ("Slack does not know this person", ""),
    "user_disabled": ("this person's account is deactivated", ""),
    "cannot_dm_bot": ("bots receive no direct messages", ""),
    "message_not_found": ("the message was deleted", ""),
    "cant_update_message": ("the message is not Takt's own", ""),
    "edit_window_closed": ("the workspace does not let messages be edited any more", ""),
}
_TOKEN = {
    "invalid_auth": "Slack does not know this token",
    "not_authed": "no token was given",
    "account_inactive": "the app was removed from the workspace",
    "token_revoked": "the token was revoked",
    "token_expired": "the token has expired",
    "not_allowed_token_type": "this is another kind of token",
    "app_uninstalled": "the app was removed from the workspace",
    "team_access_not_granted": "the app has no access to this workspace",
    "invalid_app": "the app is not set up",
}
_LATER = {"ratelimited": 30.0, "rate_limited": 30.0, "message_limit_exceeded": 60.0, "service_unavailable": 60.0}
_LATER |= {"request_timeout": 10.0, "team_added_to_org": 300.0}
# These hold the whole workspace. What is too much for one channel or one method leaves the others alone.
_EVERYWHERE = {"message_limit_exceeded", "service_unavailable", "team_added_to_org"}
# With these, says Slack, some aspect of the operation may have succeeded.
_DOUBTFUL = {"internal_error", "fatal_error"}
_BLIND = {"missing_scope", "not_in_channel", "channel_not_found", "no_permission", "access_denied"}
_SECRET = re.compile(r"(xox[a-z]|xapp)-[\w-]+|(?<=ticket=)[^&\s]+")


def code(error: SlackApiError) -> str:
    """Slack's own word for the error, or "" where there was no answer of Slack's form."""
    data: Any = getattr(error.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def redacted(text: str) -> str:
    """A text without what looks like a token or a connection ticket."""
    return _SECRET.sub("[secret]", text)


def delivery(error: Exception) -> DeliveryError:
    """What an error of a call says about the message that the call was to send or change."""
    if isinstance(error, SlackApiError):
        return _answered(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return Later("Slack could not be reached", 15.0, everywhere=True)
    if isinstance(error, CONNECTION):
        return Doubtful(f"the connection to Slack broke ({type(error).__name__})")
    raise error


def _answered(error: SlackApiError) -> DeliveryError:
    word, status = code(error), getattr(error.response, "status_code", 0)
    if status == 429 or word in _LATER:
        return Later(f"Slack asked to wait ({word or status})", _wait(error, word), everywhere=word in _EVERYWHERE)
    if status >= 500 or word in _DOUBTFUL or not word:
        return Doubtful(f"Slack failed ({word or status})")
    if word in _TOKEN:
        return Unauthorised(f"{_TOKEN[word]} ({word})", _REINSTALL)
    why, remedy = _REMEDIES.get(word, ("Slack refused", ""))
    needed = error.response.get("needed") if word == "missing_scope" else None
    return Refused(f"{why} ({word}{f': {needed}' if needed else ''})", remedy)


def _wait(error: SlackApiError, word: str) -> float:
    try:
        return max(1.0, float(error.response.headers["Retry-After"]))
    except (KeyError, ValueError, TypeError):
        return _LATER.get(word, 30.0)


def reading(error: Exception) -> DeliveryError:
    """What an error says about reading the history of a place: try later, or it may not be read.

    A token that is refused today will be replaced, and then the history can be read: that is later.
    """
    word = code(error) if isinstance(error, SlackApiError) else ""
    if word in _BLIND:
        return Unreadable(f"Takt may not read the history here ({word})")
    found = delivery(error)
    if word in _TOKEN:
        return Later(str(found), 300.0)
    if isinstance(found, Doubtful):
        return Later(str(found), 15.0)
    return Unreadable(str(found)) if isinstance(found, Refused) else found


def token_trouble(error: Exception, which: str, remedy: str) -> Unauthorised | None:
    """The word on a token that Slack does not accept, or None where the error is another one."""
    word = code(error) if isinstance(error, SlackApiError) else ""
    return Unauthorised(f"{which}: {_TOKEN[word]} ({word})", remedy) if word in _TOKEN else None
