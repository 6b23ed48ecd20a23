"""Connecting to Discord, staying connected, and what Takt may do where: through the real discord.py."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest

from adapters.discord.platform import DiscordPlatform, Settings, Shards
from bot.chat.command import Command
from bot.chat.message import Card
from bot.chat.platform import Unauthorised
from bot.chat.request import Back, Gone, Invoked
from bot.model.places import Account, Community, Room
from tests.fakes.discord_sample import Clock, Core, _never, catalogue
from tests.fakes.discord_server import TOKEN, until
from tests.fakes.discord_stage import DiscordStage, text_of
from tests.fakes.discord_world import GRANTED, bits


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
async def stage(clock: Clock, core: Core) -> AsyncIterator[DiscordStage]:
    stage = DiscordStage(clock, settings=Settings(gathering=0.1))
    await stage.open(catalogue(), core.ask)
    yield stage
    await stage.close()
    assert stage.violations() == []


async def again(stage: DiscordStage, core: Core, clock: Clock, extra: tuple[Command[object], ...] = ()) -> None:
    await stage.disconnect()
    stage.platform = DiscordPlatform(stage.server.token, clock=clock)
    await stage.connect(catalogue(extra), core.ask)


async def test_commands_are_registered_only_when_they_changed(stage: DiscordStage, core: Core, clock: Clock) -> None:
    assert stage.server.rest.syncs == 1
    await again(stage, core, clock)
    assert stage.server.rest.syncs == 1
    await again(stage, core, clock, (Command("takt board", "The board", _never),))
    assert stage.server.rest.syncs == 2
    assert (await stage.command("Ann", "takt board")).text == "takt board\nas asked"


async def test_the_same_platform_can_serve_again(stage: DiscordStage, core: Core) -> None:
    menu = await stage.command("Ann", "score show")
    await stage.disconnect()
    await stage.connect(catalogue(), core.ask)
    assert (await stage.press("Ann", menu, "Why?")).text == "why:7\nas asked"


async def test_a_prefix_reaches_commands_and_cards(clock: Clock, core: Core) -> None:
    stage = DiscordStage(clock, prefix="cpim-")
    await stage.open(catalogue(), core.ask)
    seen = await stage.command("Ann", "cpim-score show")
    await stage.close()
    assert core.last.name == "score show"
    assert "/cpim-takt help" in seen.text


async def test_a_dropped_connection_is_resumed_and_nothing_is_missed(stage: DiscordStage) -> None:
    await stage.server.gateway.drop()
    made = await stage.begin_command(stage.channel, "Ann", "score show")
    assert "120 points" in text_of((await made.seen()).data)
    assert (stage.server.gateway.resumed, stage.server.gateway.identified) == (1, 1)


async def test_a_session_that_cannot_be_resumed_begins_anew(stage: DiscordStage) -> None:
    gateway, client = stage.server.gateway, client_of(stage)
    client.before_identify_hook = _at_once  # type: ignore[assignment,method-assign]  # discord.py would wait five seconds
    await gateway.drop(forget=True)
    await until(lambda: gateway.identified == 2)
    assert "120 points" in (await stage.command("Ann", "score show")).text


async def _at_once(shard: int | None, *, initial: bool = False) -> None:
    pass


async def test_a_wrong_token_is_said_with_its_remedy(clock: Clock, core: Core) -> None:
    stage = DiscordStage(clock)
    stage.platform = DiscordPlatform("MTIz.wrong.token", clock=clock)
    with pytest.raises(Unauthorised) as caught:
        await stage.open(catalogue(), core.ask)
    [finding] = await stage.platform.examine()
    await stage.close()
    assert "Reset Token" in caught.value.remedy
    assert (finding.well, finding.remedy) == (False, caught.value.remedy)
    assert "wrong" not in f"{caught.value} {caught.value.remedy}"


async def test_a_token_withdrawn_while_connected_ends_the_service(stage: DiscordStage) -> None:
    assert stage._running is not None
    await stage.server.gateway.drop(code=4004)
    with pytest.raises(Unauthorised):
        await stage._running


async def test_shards_are_served_by_the_process_that_owns_them(clock: Clock, core: Core) -> None:
    mine = (int(DiscordStage(clock).guild["id"]) >> 22) % 2
    stage = DiscordStage(clock, settings=Settings(shards=Shards((mine,), 2)))
    await stage.open(catalogue(), core.ask)
    seen = await stage.command("Ann", "score show")
    assert stage.platform.connected
    violations = stage.violations()
    await stage.close()
    assert "120 points" in seen.text
    assert violations == []
    assert not stage.platform.connected


async def test_two_processes_with_a_shard_each_share_one_gateway(clock: Clock, core: Core) -> None:
    stage = DiscordStage(clock, settings=Settings(shards=Shards((0,), 2), gathering=0.1))
    await stage.open(catalogue(), core.ask)
    other = DiscordPlatform(TOKEN, clock=clock, settings=Settings(shards=Shards((1,), 2), gathering=0.1))
    serving = asyncio.create_task(other.serve(catalogue(), core.ask))
    await until(lambda: len(stage.server.gateway.shards) == 2)
    assert sorted(stage.server.gateway.shards) == [(0, 2), (1, 2)]
    assert stage.server.rest.syncs == 1
    await _stopped(serving)
    await stage.close()


async def test_a_process_that_only_reaches_sends_with_one_login_and_opens_no_gateway(
    stage: DiscordStage, core: Core, clock: Clock
) -> None:
    worker = DiscordPlatform(stage.server.token, clock=clock)
    logins, sessions = len(stage.server.calls("GET", "/users/@me")), stage.server.gateway.shards
    reaching = asyncio.create_task(worker.reach())
    await until(lambda: len(stage.server.calls("GET", "/users/@me")) == logins + 1)
    since = clock()
    refs = [await worker.post(stage.room, Card(f"Question {n}"), f"round:{n}") for n in (1, 2)]
    await worker.edit(refs[0], Card("Question 1 is closed"))
    assert await worker.find(stage.room, "round:2", since) == refs[1]
    assert [seen.text.split("\n")[0] for seen in stage.in_room()] == ["Question 1 is closed", "Question 2"]
    assert len(stage.server.calls("GET", "/users/@me")) == logins + 1
    assert stage.server.gateway.shards == sessions
    await _stopped(reaching)


async def _stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_news_of_rooms_and_servers_that_come_and_go(stage: DiscordStage, core: Core) -> None:
    world, gateway = stage.server.world, stage.server.gateway
    await gateway.dispatch("CHANNEL_DELETE", stage.channel, stage.guild["id"])
    await until(lambda: len(core.requests) == 1)
    assert [(type(r), r.place) for r in gone(core)] == [(Gone, stage.room)]
    await gateway.dispatch("GUILD_DELETE", {"id": stage.guild["id"]}, stage.guild["id"])
    await until(lambda: len(core.requests) == 2)
    assert gone(core)[-1].place == Community("discord", stage.guild["id"])
    await _settled(stage)
    added = world.add_guild("Night class")
    await gateway.joined(added)
    await until(lambda: isinstance(core.last, Back))
    assert gone(core)[-1].place == Community("discord", added["id"])


def gone(core: Core) -> list[Any]:
    return [request for request in core.requests if isinstance(request, Gone | Back)]


async def _settled(stage: DiscordStage) -> None:
    """Wait until discord.py takes a new server for one that was just joined."""
    await client_of(stage).wait_until_ready()


def client_of(stage: DiscordStage) -> discord.Client:
    assert isinstance(stage.platform, DiscordPlatform)
    assert stage.platform._client is not None
    return stage.platform._client


async def test_an_outage_of_a_server_is_no_farewell(stage: DiscordStage, core: Core) -> None:
    away = {"id": stage.guild["id"], "unavailable": True}
    await stage.server.gateway.dispatch("GUILD_DELETE", away, stage.guild["id"])
    await stage.command_in(stage.server.world.direct(stage.person("Ann")), "Ann", "takt profile show")
    assert [type(request).__name__ for request in core.requests] == ["Invoked"]


async def test_servers_off_the_allow_list_are_refused_and_left(
    clock: Clock, core: Core, caplog: pytest.LogCaptureFixture
) -> None:
    stage = DiscordStage(clock, allowed=frozenset({"1"}), settings=Settings(gathering=0.1))
    with caplog.at_level(logging.WARNING):
        await stage.open(catalogue(), core.ask)
        seen = await stage.command("Ann", "score show")
        await _settled(stage)
        stranger = stage.server.world.add_guild("Strangers")
        await stage.server.gateway.joined(stranger)
        await until(lambda: stranger["id"] not in stage.server.world.guilds)
        findings = await stage.platform.examine()
    await stage.close()
    assert "not set up for this server" in seen.text
    assert not any(isinstance(request, Invoked | Back) for request in core.requests)
    assert "ignoring server Study hall" in caplog.text
    assert "leaving server Strangers" in caplog.text
    assert stage.guild["id"] in stage.server.world.guilds
    assert not stage.platform.serves(stage.room)
    assert stage.platform.serves(Room("discord", "1", "2"))
    assert stage.platform.serves(Account("discord", "", "3"))
    assert not stage.platform.serves(Account("slack", "T1", "U1"))
    missing = [finding for finding in findings if not finding.well]
    assert [finding.subject for finding in missing] == ["Discord server 1"]
    assert "https://discord.com/oauth2/authorize" in missing[0].remedy


async def test_who_manages_a_room(stage: DiscordStage) -> None:
    stage.grant("Ann")
    ann, ben = (Account("discord", "", stage.person(name)) for name in ("Ann", "Ben"))
    owner = Account("discord", "", stage.server.world.application["owner"]["id"])
    stage.server.world.join(stage.guild["id"], owner.user)
    assert await stage.platform.manages(owner, stage.room)
    assert not await stage.platform.manages(ben, stage.room)
    assert not await stage.platform.manages(Account("discord", "", "1"), stage.room)
    assert await stage.platform.manages(ann, stage.room)


async def test_who_has_just_asked_is_known_without_asking_discord(stage: DiscordStage, clock: Clock) -> None:
    ben = Account("discord", "", stage.person("Ben"))
    asked = "/guilds/{guild_id}/members/{user_id}"
    await stage.command("Ben", "score show")
    assert not await stage.platform.manages(ben, stage.room)
    stage.grant("Ben")
    await stage.command("Ben", "score show")
    assert await stage.platform.manages(ben, stage.room)
    assert stage.server.calls("GET", asked) == []
    clock.move(minutes=2)
    assert await stage.platform.manages(ben, stage.room)
    assert len(stage.server.calls("GET", asked)) == 1


@pytest.mark.parametrize("connected", [True, False])
async def test_what_takt_lacks_in_a_room_is_named_with_where_to_grant_it(clock: Clock, connected: bool) -> None:
    stage = DiscordStage(clock)
    denied = {"id": stage.guild["id"], "type": 0, "allow": "0", "deny": str(bits("embed_links", "send_messages"))}
    stage.channel["permission_overwrites"] = [denied]
    await stage.open(catalogue(), Core().ask)
    if not connected:
        await stage.disconnect()
    lacks = await stage.platform.lacks(stage.room)
    nowhere = await stage.platform.lacks(Room("discord", stage.guild["id"], "123"))
    await stage.close()
    assert [line.split("”")[0] for line in lacks] == ["Grant Takt “Send Messages", "Grant Takt “Embed Links"]
    assert all("in #cpim (Edit Channel → Permissions → Takt)" in line for line in lacks)
    assert nowhere == ["The channel is gone. Bind the cohort to another one with /cohort create."]


async def test_the_doctor_warns_of_strangers_and_of_a_web_address_for_commands(stage: DiscordStage) -> None:
    assert all(finding.well for finding in await stage.platform.examine())
    stage.server.world.application |= {"bot_public": True, "interactions_endpoint_url": "https://example.org"}
    unwell = {f.subject: f for f in await stage.platform.examine() if not f.well}
    assert "Public Bot" in unwell["Discord installation"].remedy
    assert "Interactions Endpoint URL" in unwell["Discord interactions"].remedy


async def test_the_doctor_never_raises(stage: DiscordStage) -> None:
    await stage.disconnect()
    await stage.server.stop()
    [finding] = await stage.platform.examine()
    assert not finding.well
    assert finding.remedy


def test_what_is_granted_by_the_invite_is_what_the_tests_run_with() -> None:
    from adapters.discord.permissions import requested

    assert requested().value == GRANTED
