"""What discord.py raises becomes what the post office understands: doubtful, later, refused, unreadable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from bot.chat.platform import DeliveryError, Doubtful, Later, Refused, Unauthorised

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_INTERACTION = 10003, 10008, 10062
ALREADY_ANSWERED = 40060
NO_ACCESS, NO_DIRECT, NO_PERMISSION = 50001, 50007, 50013
THREAD_ARCHIVED, NO_REPLY, THREAD_EXISTS = 50083, 160002, 160004

_REMEDIES = {
    UNKNOWN_CHANNEL: "The channel is gone. Bind the cohort to another one with /cohort create.",
    10004: "Takt is no longer in that server. Add it again with the invite link.",
    UNKNOWN_MESSAGE: "The message was deleted; there is nothing to change any more.",
    NO_ACCESS: "Grant Takt “View Channel” there (Edit Channel → Permissions → Takt).",
    NO_DIRECT: "Allow direct messages from members of the server (Privacy Settings), and do not block Takt.",
    50278: "Share a server with Takt, and allow direct messages from its members.",
    NO_PERMISSION: "Grant Takt “View Channel”, “Send Messages”, “Embed Links” and “Send Messages in Threads” there.",
    THREAD_ARCHIVED: "The thread is archived. Reopen it.",
}
_PATIENCE = {"connect": 15.0, "slow": 60.0}
BAD_TOKEN = "Discord does not accept the bot token."
FRESH_TOKEN = (
    "Copy a fresh one from the Developer Portal (your application → Bot → Reset Token) and set it where Takt reads it: "
    "TAKT_DISCORD_TOKEN, or the file that TAKT_DISCORD_TOKEN_FILE names."
)


@contextmanager
def delivering() -> Iterator[None]:
    """Raise what happens inside as a DeliveryError."""
    try:
        yield
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise translated(error) from error
    except RuntimeError as error:
        if "closed" not in str(error):
            raise
        raise Later("the connection to Discord is closing", _PATIENCE["connect"]) from error


def translated(error: BaseException) -> DeliveryError:
    """The same news in the port's words."""
    match error:
        case discord.LoginFailure():
            return Unauthorised(BAD_TOKEN, FRESH_TOKEN)
        case discord.RateLimited():
            return Later("Discord asks Takt to slow down", error.retry_after)
        case discord.DiscordServerError():
            return Doubtful(f"Discord had a fault of its own ({error.status})")
        case discord.HTTPException():
            return _refusal(error)
        case discord.PrivilegedIntentsRequired():
            return Refused("Discord refused the connection for its intents", "Takt needs none: report this")
        case discord.ConnectionClosed() if error.code == 4004:
            return Unauthorised(BAD_TOKEN, FRESH_TOKEN)
        case aiohttp.ClientConnectorError():
            return Later("Discord cannot be reached", _PATIENCE["connect"], everywhere=True)
        case discord.ConnectionClosed() | discord.GatewayNotFound():
            return Later(f"Discord closed the connection ({error})", _PATIENCE["connect"])
        case discord.DiscordException():
            return Refused(f"discord.py refused: {error}")
        case _:
            return Doubtful(f"the connection to Discord broke off ({type(error).__name__})")


def _refusal(error: discord.HTTPException) -> DeliveryError:
    if error.status == 401:
        return Unauthorised(BAD_TOKEN, FRESH_TOKEN)
    if error.status == 429 or error.code == 40003:
        return Later("Discord asks Takt to slow down", _asked(error), everywhere=_means_all(error))
    return Refused(f"Discord refused: {error.text or error}", _REMEDIES.get(error.code, ""))


def _asked(error: discord.HTTPException) -> float:
    """The seconds that Discord asks for."""
    try:
        return max(1.0, float(error.response.headers["Retry-After"]))
    except (KeyError, ValueError, AttributeError):
        return _PATIENCE["slow"]


def _means_all(error: discord.HTTPException) -> bool:
    """Whether every request is meant: by the global limit, or by the wall before Discord, which sends no `Via`."""
    headers = getattr(error.response, "headers", {})
    return error.status == 429 and ("X-RateLimit-Global" in headers or not headers.get("Via"))
