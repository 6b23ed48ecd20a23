"""What the workspace still has to grant: looked at with Slack's own answers, said with what to type or click."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.errors import CONNECTION, code, delivery, token_trouble
from adapters.slack.gateway import APP_TOKEN_REMEDY, SignedHttp, SocketMode, Transport
from adapters.slack.history import History
from adapters.slack.installations import Installations
from adapters.slack.scopes import PICTURES, wanted
from bot.chat.platform import DeliveryError, Finding, Refused, Unauthorised
from bot.model.places import Room

BOT_TOKEN_REMEDY = (
    "On the app's page, under Install App, install it to the workspace and copy the Bot User OAuth Token; "
    "it begins with xoxb-."
)
_SECRET_REMEDY = "On the app's page, under Basic Information, copy the Signing Secret."
_REINSTALL = "On the app's page, paste the manifest that `takt manifest` prints, then reinstall the app."

_HISTORY = {
    "slow": "read once a minute, 15 messages at a time: a post of uncertain outcome is settled within minutes",
    "none": "not read: a post of uncertain outcome is never sent again, and its leaders are told to look",
}
_HISTORY_REMEDY = 'where the app is your own, grant the history scopes and set history = "full" under [[slack]]'


async def identify(client: AsyncWebClient) -> AsyncSlackResponse:
    """Slack's word on who the bot token belongs to. Raises Unauthorised with the remedy, or another DeliveryError."""
    if not (client.token or "").startswith("xoxb-"):
        raise Unauthorised("Slack's bot token does not begin with xoxb-", BOT_TOKEN_REMEDY)
    try:
        return await client.auth_test()
    except Exception as error:
        raise token_trouble(error, "Slack's bot token", BOT_TOKEN_REMEDY) or delivery(error) from error


def missing_scopes(response: AsyncSlackResponse, *, history: History) -> tuple[str, ...]:
    """The scopes that we ask for and Slack did not grant. None where Slack tells no scopes."""
    told = response.headers.get("x-oauth-scopes")
    if told is None:
        return ()
    granted = {scope.strip() for scope in told.split(",")}
    return tuple(scope for scope in wanted(history=history != "none") if scope not in granted and scope != PICTURES)


async def lacks(client: AsyncWebClient, room: Room, bot_name: str, *, history: History) -> Sequence[str]:
    """What Takt needs in this room and has not. Raises DeliveryError where Slack does not tell."""
    invite = f"Takt is not in this channel. Type `/invite @{bot_name}` here, then try again."
    try:
        response = await client.conversations_info(channel=room.channel)
    except Exception as error:
        if isinstance(error, SlackApiError) and code(error) == "channel_not_found":
            return (invite,)
        found = delivery(error)
        if isinstance(found, Refused):
            return (f"Slack says: {found}. {found.remedy}".strip(),)
        raise found from error
    channel = response["channel"]
    lacking = []
    if channel.get("is_archived"):
        lacking.append("This channel is archived. Unarchive it, or use another one.")
    elif not channel.get("is_member"):
        lacking.append(invite)
    if missing := missing_scopes(response, history=history):
        lacking.append(f"The app lacks {', '.join(missing)}. {_REINSTALL}")
    return lacking


async def examine(
    client: AsyncWebClient, transport: Transport, allowed: frozenset[str], *, history: History
) -> Sequence[Finding]:
    """All findings. Never raises."""
    found = [finding async for finding in _bot_token(client, allowed, history=history)]
    if history != "full":
        found.append(Finding("Slack history", True, _HISTORY[history], _HISTORY_REMEDY))
    found.append(await _transport(client, transport))
    return found


async def examine_app(install: str, transport: SignedHttp, installations: Installations) -> Sequence[Finding]:
    """All findings on an app that many workspaces install. Never raises."""
    listens = f"listens on {transport.host}:{transport.port}{transport.path}; workspaces install Takt at {install}"
    return [Finding("Slack app", True, listens), await _installed(installations)]


async def _installed(installations: Installations) -> Finding:
    subject = "Slack installations"
    try:
        count = await installations.count()
    except Exception as error:
        told = f"cannot be read ({type(error).__name__})"
        return Finding(subject, False, told, "Look at the database first; before the first `takt run` there is none.")
    if count.lost:
        told = f"{count.lost} of {count.all} tokens cannot be opened with the encryption keys given"
        return Finding(subject, False, told, "Add the key that sealed them to TAKT_SLACK_APP_ENCRYPTION_KEY.")
    if count.older:
        told = f"{count.all} workspaces; {count.older} tokens are sealed with an older key until the next start"
        return Finding(subject, True, told)
    return Finding(subject, True, f"{count.all} workspaces; the newest encryption key opens every token")


async def _bot_token(client: AsyncWebClient, allowed: frozenset[str], *, history: History) -> AsyncIterator[Finding]:
    try:
        response = await identify(client)
    except DeliveryError as error:
        yield Finding("Slack bot token", False, str(error), getattr(error, "remedy", ""))
        return
    team = response["team_id"]
    yield Finding("Slack bot token", True, f"belongs to {response.get('user')} in {response.get('team')} ({team})")
    if allowed and team not in allowed:
        yield Finding("Slack workspace", False, f"{team} is not among the allowed workspaces", f"Allow {team}.")
    else:
        yield Finding("Slack workspace", True, f"{team} is allowed")
    missing = missing_scopes(response, history=history)
    if missing:
        yield Finding("Slack scopes", False, f"not granted: {', '.join(missing)}", _REINSTALL)
    elif PICTURES in (response.headers.get("x-oauth-scopes") or PICTURES):
        yield Finding("Slack scopes", True, "all granted")
    else:
        yield Finding("Slack scopes", True, f"all that are needed; without {PICTURES} pictures are told in words")


async def _transport(client: AsyncWebClient, transport: Transport) -> Finding:
    if not isinstance(transport, SocketMode):
        well = bool(transport.signing_secret)
        text = f"listens on {transport.host}:{transport.port}{transport.path}" if well else "the secret is missing"
        return Finding("Slack signed HTTP", well, text, "" if well else _SECRET_REMEDY)
    if not transport.app_token.startswith("xapp-"):
        return Finding("Slack Socket Mode", False, "the app-level token does not begin with xapp-", APP_TOKEN_REMEDY)
    try:
        await client.apps_connections_open(app_token=transport.app_token)
    except CONNECTION as error:
        told = token_trouble(error, "the app-level token", APP_TOKEN_REMEDY) or delivery(error)
        return Finding("Slack Socket Mode", False, str(told), getattr(told, "remedy", "") or APP_TOKEN_REMEDY)
    return Finding("Slack Socket Mode", True, "Slack lets Takt connect")
