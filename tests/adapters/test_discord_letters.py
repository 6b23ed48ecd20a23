"""What goes out to Discord: once, findable, editable, and with a clear word about why where it does not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from adapters.discord.letters import nonce_of, reference_of
from bot.chat.message import Button, Card
from bot.chat.platform import Doubtful, Later, Refused, Unreadable
from bot.chat.text import Mention, plain, say
from bot.model.places import Account, MessageRef, Room
from tests.fakes.discord_faults import (
    ACCEPT_THEN_DROP,
    ACCEPT_THEN_UNAVAILABLE,
    DROP,
    UNAVAILABLE,
    rate_limited,
    walled_off,
)
from tests.fakes.discord_sample import MENU, START, Clock, Core, catalogue
from tests.fakes.discord_stage import DiscordStage
from tests.fakes.discord_world import bits

QUESTION = Card(
    "Q5 · Inventory", plain("Which one?"), buttons=((Button("A", "answer:5:0"), Button("B", "answer:5:1")),)
)
POSTING = "POST /channels/{channel_id}/messages"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def stage(clock: Clock) -> AsyncIterator[DiscordStage]:
    stage = DiscordStage(clock)
    await stage.open(catalogue(), Core().ask)
    yield stage
    await stage.close()
    assert stage.violations() == []


def deny(stage: DiscordStage, *flags: str) -> None:
    # The gateway is not told: what Discord answers must decide.
    overwrite = {"id": stage.server.world.bot["id"], "type": 1, "allow": "0", "deny": str(bits(*flags))}
    stage.channel["permission_overwrites"] = [overwrite]


async def told(stage: DiscordStage, *flags: str) -> None:
    deny(stage, *flags)
    await stage.server.gateway.dispatch("CHANNEL_UPDATE", stage.channel, stage.guild["id"])
    await stage.command("Ann", "score show")  # events arrive in order: once this is answered, the other was heard


async def test_a_letter_to_a_room_stands_there_with_its_reference(stage: DiscordStage) -> None:
    ref = await stage.platform.post(stage.room, QUESTION, "round:5")
    [seen] = stage.in_room()
    assert seen.handle.message["id"] == ref.message
    assert (ref.community, ref.channel) == (stage.room.community, stage.room.channel)
    assert seen.text.startswith("Q5 · Inventory\nWhich one?")
    assert seen.text.endswith(f"ref {reference_of('round:5')}")
    assert seen.buttons == ("A", "B")


async def test_the_same_letter_twice_is_one_message(stage: DiscordStage) -> None:
    first = await stage.platform.post(stage.room, QUESTION, "round:5")
    second = await stage.platform.post(stage.room, QUESTION, "round:5")
    assert first == second
    assert len(stage.in_room()) == 1


async def test_letters_to_an_account_are_direct_messages_and_open_the_channel_once(stage: DiscordStage) -> None:
    ann = Account("discord", "", stage.person("Ann"))
    await stage.platform.post(ann, QUESTION, "reminder:1")
    await stage.platform.post(ann, QUESTION, "reminder:2")
    assert [seen.kind for seen in stage.direct("Ann")] == ["direct", "direct"]
    assert len(stage.server.calls("POST", "/users/@me/channels")) == 1


async def test_answers_to_a_message_stand_in_one_thread_under_it(stage: DiscordStage) -> None:
    question = await stage.platform.post(stage.room, QUESTION, "round:5")
    key = await stage.platform.post(stage.room, Card("The key is C"), "key:5", question)
    await stage.platform.post(stage.room, Card("A correction"), "key:5b", question)
    under = stage.under(stage.in_room()[0])
    assert [seen.text.split("\n")[0] for seen in under] == ["The key is C", "A correction"]
    assert key.channel == question.message
    assert len(stage.in_room()) == 1
    assert stage.server.world.channels[question.message]["name"] == "The key is C"
    assert await stage.platform.find(stage.room, "key:5b", START, question) is not None


@pytest.mark.parametrize("denied", ["create_public_threads", "send_messages_in_threads"])
async def test_where_threads_are_forbidden_it_is_a_reply(stage: DiscordStage, denied: str) -> None:
    question = await stage.platform.post(stage.room, QUESTION, "round:5")
    deny(stage, denied)
    key = await stage.platform.post(stage.room, Card("The key is C"), "key:5", question)
    [reply] = stage.under(stage.in_room()[0])
    assert reply.text.startswith("The key is C")
    assert key.channel == stage.room.channel
    assert await stage.platform.find(stage.room, "key:5", START, question) == key


async def test_where_replies_are_forbidden_too_it_is_a_plain_message(stage: DiscordStage) -> None:
    question = await stage.platform.post(stage.room, QUESTION, "round:5")
    deny(stage, "create_public_threads", "read_message_history")
    await stage.platform.post(stage.room, Card("The key is C"), "key:5", question)
    assert [seen.text.split("\n")[0] for seen in stage.in_room()] == ["Q5 · Inventory", "The key is C"]


async def test_a_reply_in_direct_messages_stands_under_the_letter(stage: DiscordStage) -> None:
    ann = Account("discord", "", stage.person("Ann"))
    first = await stage.platform.post(ann, QUESTION, "duel:1")
    second = await stage.platform.post(ann, Card("You won"), "duel:2", first)
    assert (second.community, second.channel) == ("", first.channel)
    assert stage.server.calls("POST", "/channels/{channel_id}/messages")[1]["message_reference"] == {
        "message_id": first.message, "channel_id": first.channel, "fail_if_not_exists": True, "type": 0,
    }  # fmt: skip


async def test_a_letter_is_found_by_its_key_and_no_other(stage: DiscordStage, clock: Clock) -> None:
    for number in range(120):
        await stage.platform.post(stage.room, QUESTION, f"round:{number}")
        clock.move(seconds=1)
    found = await stage.platform.find(stage.room, "round:3", START)
    assert found is not None
    assert found.message == stage.in_room()[3].handle.message["id"]
    assert await stage.platform.find(stage.room, "round:500", START) is None
    assert await stage.platform.find(stage.room, "round:3", START + timedelta(hours=1)) is None


async def test_a_message_of_somebody_else_with_our_reference_is_no_letter_of_ours(stage: DiscordStage) -> None:
    await stage.platform.post(stage.room, QUESTION, "round:5")
    (message,) = stage.server.world.messages[stage.room.channel]
    message["author"] = stage.server.world.add_user("Copycat")
    assert await stage.platform.find(stage.room, "round:5", START) is None


@pytest.mark.parametrize("how", [ACCEPT_THEN_DROP, ACCEPT_THEN_UNAVAILABLE])
async def test_a_post_of_doubtful_outcome_that_arrived_is_found(stage: DiscordStage, how: Any) -> None:
    stage.server.fail_next(POSTING, how)
    with pytest.raises(Doubtful):
        await stage.platform.post(stage.room, QUESTION, "round:5")
    found = await stage.platform.find(stage.room, "round:5", START)
    assert found is not None
    assert found.message == stage.in_room()[0].handle.message["id"]


@pytest.mark.parametrize("how", [DROP, UNAVAILABLE])
async def test_a_post_of_doubtful_outcome_that_did_not_arrive_is_not_found(stage: DiscordStage, how: Any) -> None:
    stage.server.fail_next(POSTING, how)
    with pytest.raises(Doubtful):
        await stage.platform.post(stage.room, QUESTION, "round:5")
    assert await stage.platform.find(stage.room, "round:5", START) is None


async def test_a_short_rate_limit_is_waited_out_and_a_long_one_means_later(stage: DiscordStage) -> None:
    stage.server.fail_next(POSTING, rate_limited(0.01))
    await stage.platform.post(stage.room, QUESTION, "round:5")
    stage.server.fail_next(POSTING, rate_limited(90))
    with pytest.raises(Later) as caught:
        await stage.platform.post(stage.room, QUESTION, "round:6")
    assert (caught.value.seconds, caught.value.everywhere) == (90, False)
    assert len(stage.in_room()) == 1


async def test_the_wall_before_discord_holds_everything_for_as_long_as_it_says(stage: DiscordStage) -> None:
    stage.server.fail_next(POSTING, walled_off(77))
    with pytest.raises(Later) as caught:
        await stage.platform.post(stage.room, QUESTION, "round:6")
    assert (caught.value.seconds, caught.value.everywhere) == (77, True)


async def test_an_unreachable_discord_means_later_not_doubt(stage: DiscordStage) -> None:
    await stage.disconnect()
    await stage.server.stop()
    with pytest.raises(Later):
        await stage.platform.post(stage.room, QUESTION, "round:5")


async def test_what_may_not_be_sent_is_refused_with_what_to_grant(stage: DiscordStage) -> None:
    deny(stage, "send_messages")
    with pytest.raises(Refused) as caught:
        await stage.platform.post(stage.room, QUESTION, "round:5")
    assert "Send Messages" in caught.value.remedy


async def test_a_channel_that_is_gone_and_a_closed_mailbox_are_refused(stage: DiscordStage) -> None:
    with pytest.raises(Refused) as gone:
        await stage.platform.post(Room("discord", stage.guild["id"], "123"), QUESTION, "round:5")
    assert "/cohort create" in gone.value.remedy
    stage.server.world.closed.add(stage.person("Ann"))
    with pytest.raises(Refused) as closed:
        await stage.platform.post(Account("discord", "", stage.person("Ann")), QUESTION, "reminder:1")
    assert "direct messages" in closed.value.remedy


async def test_a_card_that_cannot_be_drawn_is_refused(stage: DiscordStage) -> None:
    with pytest.raises(Refused):
        await stage.platform.post(stage.room, Card("x", buttons=((Button("x", "t" * 101),),)), "round:5")


async def test_forbidden_history_is_said_never_taken_for_a_miss(stage: DiscordStage) -> None:
    await stage.platform.post(stage.room, QUESTION, "round:5")
    await told(stage, "read_message_history")
    with pytest.raises(Unreadable):
        await stage.platform.find(stage.room, "round:5", START)
    await told(stage, "view_channel")
    with pytest.raises(Unreadable):
        await stage.platform.find(stage.room, "round:5", START)


async def test_an_edit_replaces_everything(stage: DiscordStage) -> None:
    ref = await stage.platform.post(stage.room, QUESTION, "round:5")
    await stage.platform.edit(ref, Card("Q5 · closed", plain("The key is C")))
    [seen] = stage.in_room()
    assert (seen.text, seen.buttons) == ("Q5 · closed\nThe key is C", ())


async def test_editing_a_deleted_message_is_refused(stage: DiscordStage) -> None:
    with pytest.raises(Refused) as caught:
        await stage.platform.edit(MessageRef("discord", stage.guild["id"], stage.room.channel, "99"), QUESTION)
    assert "deleted" in caught.value.remedy


async def test_mentions_name_people_and_notify_nobody(stage: DiscordStage) -> None:
    ann, eve = Account("discord", "", stage.person("Ann")), Account("slack", "T1", "U1")
    text = say("{a} and {e}, @everyone", a=Mention(ann, "Ann"), e=Mention(eve, "*Eve*"))
    await stage.platform.post(stage.room, Card("Well done", text), "summary:1")
    [body] = stage.server.calls("POST", "/channels/{channel_id}/messages")
    assert body["allowed_mentions"] == {"parse": []}
    assert body["embeds"][0]["description"] == f"<@{ann.user}> and \\*Eve\\*, @\u200beveryone"


async def test_everything_works_without_a_running_connection(stage: DiscordStage) -> None:
    await stage.disconnect()
    stage.grant("Ann")
    ref = await stage.platform.post(stage.room, MENU, "round:5")
    await stage.platform.edit(ref, QUESTION)
    assert await stage.platform.find(stage.room, "round:6", START) is None
    assert await stage.platform.manages(Account("discord", "", stage.person("Ann")), stage.room)
    assert await stage.platform.lacks(stage.room) == []


def test_nonces_and_references_tell_letters_apart_and_fit() -> None:
    keys = [f"round:{number}:room:{number % 7}" for number in range(5000)]
    assert len({nonce_of(key) for key in keys}) == len({reference_of(key) for key in keys}) == 5000
    assert {len(nonce_of(key)) for key in keys} == {25}
