"""The doctor's look at a Discord application: token, who may install it, what it is allowed, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import discord

from adapters.discord.errors import translated
from adapters.discord.permissions import invite_link
from bot.chat.platform import DeliveryError, Finding, Refused, Unauthorised

PORTAL = "Developer Portal → your application"


def unwell(error: BaseException) -> Finding:
    """A finding for a look that failed."""
    news = error if isinstance(error, DeliveryError) else translated(error)
    if isinstance(news, Unauthorised):
        return Finding("Discord token", False, str(news), news.remedy)
    remedy = news.remedy if isinstance(news, Refused) else "Check the network and status.discord.com, then try again."
    return Finding("Discord", False, str(news), remedy)


async def look(client: discord.Client, allowed: frozenset[str]) -> Sequence[Finding]:
    """What a logged-in client can see of itself."""
    application = await client.application_info()
    guilds = [guild async for guild in client.fetch_guilds(limit=None, with_counts=False)]
    findings = [Finding("Discord token", True, f"valid: {application.name} ({application.id})")]
    findings.append(_strangers(application, allowed))
    findings.extend(_portal(application))
    findings.extend(_servers({str(guild.id): guild.name for guild in guilds}, allowed, str(application.id)))
    return findings


def _strangers(application: discord.AppInfo, allowed: frozenset[str]) -> Finding:
    subject = "Discord installation"
    if not application.bot_public:
        return Finding(subject, True, "only the application's owner can add Takt to servers")
    if allowed:
        return Finding(subject, True, "anyone can add Takt to a server, but it serves only those on the allow-list")
    remedy = f"Switch off {PORTAL} → Bot → Public Bot, or list your servers under `allowed`."
    return Finding(subject, False, "strangers can add Takt to their servers, and it would serve them", remedy)


def _portal(application: discord.AppInfo) -> Iterator[Finding]:
    flags = application.flags
    privileged = {
        "Message Content": flags.gateway_message_content or flags.gateway_message_content_limited,
        "Server Members": flags.gateway_guild_members or flags.gateway_guild_members_limited,
        "Presence": flags.gateway_presence or flags.gateway_presence_limited,
    }
    named = [name for name, granted in privileged.items() if granted]
    if named:
        text = f"{', '.join(named)} is switched on; Takt does not use it and it can be switched off"
    else:
        text = "no privileged intent is switched on, and none is needed"
    yield Finding("Discord intents", True, text)
    if application.interactions_endpoint_url:
        remedy = f"Clear {PORTAL} → General Information → Interactions Endpoint URL."
        yield Finding("Discord interactions", False, "commands are sent to a web address instead of to Takt", remedy)


def _servers(guilds: dict[str, str], allowed: frozenset[str], application: str) -> Iterator[Finding]:
    if not guilds:
        remedy = f"Add it with {invite_link(application)}"
        yield Finding("Discord servers", False, "Takt is in no server yet", remedy)
    for id, name in guilds.items():
        ignored = bool(allowed) and id not in allowed
        yield Finding(f"Discord server {name}", True, "ignored: not on the allow-list" if ignored else "served")
    for id in sorted(allowed - guilds.keys() if guilds else ()):
        remedy = f"Add it with {invite_link(application)}, or take it off the list."
        yield Finding(f"Discord server {id}", False, "on the allow-list, but Takt is not in it", remedy)
