"""The loopback Discord is as strict as the vendor: each of its rules is seen to catch what breaks it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import discord_limits, discord_schema
from tests.fakes.discord_faults import DROP, Plan
from tests.fakes.discord_interactions import COMMAND, COMPONENT, MODAL_SUBMIT, Interactions
from tests.fakes.discord_sample import START, Clock
from tests.fakes.discord_server import DiscordServer
from tests.fakes.discord_world import GRANTED, ApiError, World, bits

FINE: dict[str, Any] = {"content": "x", "allowed_mentions": {"parse": []}}
PRIVATE: dict[str, Any] = {"type": 4, "data": FINE | {"flags": 64}}


def row(*ids: str) -> dict[str, Any]:
    return {"type": 1, "components": [{"type": 2, "style": 1, "label": "x", "custom_id": id} for id in ids]}


@pytest.mark.parametrize(
    ("broken", "what"),
    [
        ({"content": "x" * 2001}, "2,000"),
        ({"content": ""}, "empty message"),
        ({"allowed_mentions": {}}, "allowed_mentions"),
        ({"embeds": [{"description": "x" * 4000}, {"description": "y" * 2001}]}, "over 6,000"),
        ({"embeds": [{"title": "x" * 257}]}, "title"),
        ({"embeds": [{}]}, "empty embed"),
        ({"embeds": [{"title": "x", "fields": [{"name": " ", "value": "x"}]}]}, "empty field"),
        ({"components": [row("a")] * 6}, "five rows"),
        ({"components": [row("a", "b"), row("a")]}, "2 times"),
        ({"components": [row(*"abcdef")]}, "more than five buttons"),
        ({"components": [row("x" * 101)]}, "1 to 100"),
        ({"nonce": "x" * 26, "enforce_nonce": True}, "25"),
        ({"nonce": "x"}, "not enforced"),
    ],
)
def test_a_message_that_breaks_a_limit_is_caught(broken: dict[str, Any], what: str) -> None:
    assert list(discord_limits.message(FINE)) == []
    assert any(what in fault for fault in discord_limits.message(FINE | broken))


@pytest.mark.parametrize(
    ("broken", "what"),
    [
        ({"name": "Score"}, "command name"),
        ({"name": "two words"}, "command name"),
        ({"description": ""}, "1 to 100"),
        ({"options": [{"name": "a", "type": 3, "description": "x"}] * 2}, "one name"),
        (
            {"options": [{"name": n, "type": t, "description": "x"} for n, t in (("a", 1), ("b", 3))]},
            "beside subcommands",
        ),
        (
            {"options": [{"name": n, "type": 3, "description": "x", "required": n == "b"} for n in "ab"]},
            "after an optional",
        ),
        ({"options": [{"name": f"a{n}", "type": 3, "description": "x"} for n in range(26)]}, "more than 25"),
    ],
)
def test_a_command_that_breaks_a_limit_is_caught(broken: dict[str, Any], what: str) -> None:
    fine = {"name": "score", "description": "Your score"}
    assert list(discord_limits.commands([fine])) == []
    assert any(what in fault for fault in discord_limits.commands([fine | broken]))
    assert any("100 commands" in fault for fault in discord_limits.commands([fine] * 101))


def test_a_modal_that_breaks_a_limit_is_caught() -> None:
    def label(id: str, **more: Any) -> dict[str, Any]:
        return {"type": 18, "label": "x", "component": {"type": 4, "custom_id": id, "style": 1} | more}

    assert list(discord_limits.modal({"title": "x", "custom_id": "t", "components": [label("a")]})) == []
    six = [label(f"i{n}") for n in range(6)]
    for components in (six, [label("a"), label("a")], [label("a", value="xx", max_length=1)], [row("a")], []):
        assert list(discord_limits.modal({"title": "x", "custom_id": "t", "components": components}))


@pytest.mark.skipif(not discord_schema.present(), reason="Discord's OpenAPI description is not beside the project")
def test_the_vendors_description_is_asked() -> None:
    posting = "/channels/{channel_id}/messages"
    assert discord_schema.faults("POST", posting, {"content": "x", "attachments": [{"id": 0, "filename": "a"}]}) == []
    assert discord_schema.faults("POST", posting, {"content": 5})
    assert discord_schema.faults("POST", posting, {"components": [{"type": 1, "components": [{"type": 2}]}]})
    assert discord_schema.faults("POST", "/no/such/path", {})
    assert discord_schema.faults("GET", posting, None) == []


def test_where_the_description_is_absent_only_the_limits_are_held(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(discord_schema, "SPEC", tmp_path / "absent.json")
    assert not discord_schema.present()
    assert discord_schema.faults("POST", "/channels/{channel_id}/messages", {"content": 5}) == []


class Desk:
    """Interactions of one member in one channel."""

    def __init__(self) -> None:
        self.clock, self.violations = Clock(), list[str]()
        self.world = World(self.clock)
        guild = self.world.add_guild("Study hall")
        self.channel = self.world.add_channel(guild["id"], "cpim")
        self.user = self.world.add_user("Ann")["id"]
        self.interactions = Interactions(self.world, self.clock, self.violations)

    def begin(self, type: int, message: Any = None) -> tuple[str, str]:
        made, _ = self.interactions.begin(type, self.user, self.channel, {}, message)
        return made.id, made.token

    async def refused(self, id: str, token: str, body: dict[str, Any]) -> int:
        with pytest.raises(ApiError) as caught:
            await self.interactions.callback(id, token, body, {})
        return caught.value.code


async def test_three_seconds_and_one_answer() -> None:
    desk = Desk()
    late, twice = desk.begin(COMMAND), desk.begin(COMMAND)
    await desk.interactions.callback(*twice, PRIVATE, {})
    assert await desk.refused(*twice, PRIVATE) == 40060
    desk.clock.move(seconds=3.1)
    assert await desk.refused(*late, PRIVATE) == 10062
    assert await desk.refused("1", "nonsense", PRIVATE) == 10062


async def test_the_three_seconds_can_be_real_ones() -> None:
    server = DiscordServer(Clock(), real_time=True)
    guild = server.world.add_guild("Study hall")
    channel, user = server.world.add_channel(guild["id"], "cpim"), server.world.add_user("Ann")["id"]
    first, _ = server.interactions.begin(COMMAND, user, channel, {})
    await asyncio.sleep(0.001)
    second, _ = server.interactions.begin(COMMAND, user, channel, {})
    assert second.began > first.began


async def test_a_token_lives_for_a_quarter_of_an_hour() -> None:
    desk = Desk()
    id, token = desk.begin(COMMAND)
    with pytest.raises(ApiError):
        await desk.interactions.follow(token, PRIVATE["data"], {})
    await desk.interactions.callback(id, token, PRIVATE, {})
    await desk.interactions.follow(token, PRIVATE["data"], {})
    desk.clock.move(minutes=15, seconds=1)
    with pytest.raises(ApiError):
        await desk.interactions.follow(token, PRIVATE["data"], {})


async def test_no_modal_after_a_modal_and_no_update_without_a_message() -> None:
    desk = Desk()
    assert await desk.refused(*desk.begin(MODAL_SUBMIT), {"type": 9, "data": {}}) == 50035
    assert await desk.refused(*desk.begin(COMPONENT), {"type": 7, "data": FINE}) == 50035
    assert await desk.refused(*desk.begin(COMMAND), {"type": 6}) == 50035


async def test_an_answer_that_everybody_would_see_is_a_violation() -> None:
    desk = Desk()
    await desk.interactions.callback(*desk.begin(COMMAND), {"type": 4, "data": FINE}, {})
    assert desk.violations == ["an answer that everybody sees"]


def test_ids_carry_the_clocks_time_and_permissions_follow_roles_and_overwrites() -> None:
    desk = Desk()
    assert (int(desk.channel["id"]) >> 22) + 1_420_070_400_000 == int(START.timestamp() * 1000)
    bot, channel = desk.world.bot["id"], desk.channel
    assert desk.world.permissions(bot, channel) & GRANTED == GRANTED
    channel["permission_overwrites"] = [{"id": channel["guild_id"], "type": 0, "allow": "0", "deny": str(GRANTED)}]
    assert desk.world.permissions(bot, channel) & GRANTED == 0
    channel["permission_overwrites"].append({"id": bot, "type": 1, "allow": str(bits("view_channel")), "deny": "0"})
    assert desk.world.permissions(bot, channel) & GRANTED == bits("view_channel")


def test_a_planned_fault_is_met_once() -> None:
    plan = Plan()
    plan.add("POST /channels/*/messages", DROP)
    assert plan.take("GET", "/channels/{channel_id}/messages") is None
    assert plan.take("POST", "/channels/{channel_id}/messages") is DROP
    assert plan.take("POST", "/channels/{channel_id}/messages") is None
