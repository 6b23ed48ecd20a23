"""Letters on Slack: posted once whatever happens to the connection, found again, edited, and refused with a remedy."""

from __future__ import annotations

import asyncio

import pytest

from adapters.slack.platform import SlackPlatform, SocketMode
from bot.chat.message import Card
from bot.chat.platform import DeliveryError, Doubtful, Later, Refused, Unauthorised, Unreadable
from bot.chat.text import plain
from bot.model.places import Account, Room
from tests.adapters.slack_catalogue import CATALOGUE, Clock, Core, slack
from tests.fakes.slack_server import (
    APP_TOKEN,
    BOT_TOKEN,
    DROP_AFTER,
    DROP_BEFORE,
    LATE,
    SERVER_ERROR_AFTER,
    Fault,
    rate_limited,
    refused,
)
from tests.fakes.slack_stage import SlackStage

QUESTION = Card("Question 1", plain("How many?"))


async def test_a_letter_is_posted_found_by_its_key_and_edited_in_place() -> None:
    async with slack() as stage:
        since = stage.workspace.clock()
        ref = await stage.platform.post(stage.room, QUESTION, "round:1:open")
        await stage.platform.post(stage.room, QUESTION, "round:2:open")
        assert await stage.platform.find(stage.room, "round:1:open", since) == ref
        assert await stage.platform.find(stage.room, "round:3:open", since) is None
        await stage.platform.edit(ref, Card("Question 1 is closed"))
        assert await stage.platform.find(stage.room, "round:1:open", since) == ref
        assert [seen.text.split("\n")[0] for seen in stage.in_room()] == ["Question 1 is closed", "Question 1"]


async def test_a_process_that_only_reaches_sends_without_taking_requests() -> None:
    async with slack() as stage:
        worker = SlackPlatform(BOT_TOKEN, SocketMode(APP_TOKEN), base_url=stage.server.base_url)
        opened = len(stage.server.api.called("apps.connections.open"))
        reaching = asyncio.create_task(worker.reach())
        while not worker.serves(stage.room):
            await asyncio.sleep(0.01)
        ref = await worker.post(stage.room, QUESTION, "round:1:open")
        assert await stage.platform.find(stage.room, "round:1:open", stage.workspace.clock()) == ref
        assert len(stage.server.api.called("auth.test")) == 2  # each process once
        assert len(stage.server.api.called("apps.connections.open")) == opened
        reaching.cancel()


async def test_a_letter_is_found_behind_many_other_messages() -> None:
    async with slack() as stage:
        since = stage.workspace.clock()
        ref = await stage.platform.post(stage.room, QUESTION, "k")
        for _ in range(450):
            stage.workspace.post(stage.channel, {"text": "chatter"})
        assert await stage.platform.find(stage.room, "k", since) == ref
        assert len(stage.server.api.called("conversations.history")) == 3


async def test_a_key_in_a_message_of_somebody_else_is_no_letter_of_ours() -> None:
    async with slack() as stage:
        since = stage.workspace.clock()
        await stage.platform.post(stage.room, QUESTION, "k")
        stage.channel.messages[0]["user"] = "UFORGER"
        assert await stage.platform.find(stage.room, "k", since) is None


async def test_a_reply_stands_in_the_thread_and_is_found_there() -> None:
    async with slack() as stage:
        since = stage.workspace.clock()
        ref = await stage.platform.post(stage.room, QUESTION, "k")
        reply = await stage.platform.post(stage.room, Card("The key is C"), "k:close", ref)
        (question,) = stage.in_room()
        assert [seen.text for seen in stage.under(question)] == ["The key is C"]
        assert await stage.platform.find(stage.room, "k:close", since, ref) == reply
        assert await stage.platform.find(stage.room, "k:close", since) is None


async def test_a_letter_to_an_account_is_a_direct_message() -> None:
    async with slack() as stage:
        since = stage.workspace.clock()
        ana = stage.account("Ana")
        ref = await stage.platform.post(ana, Card("Three days left"), "remind:1")
        assert [seen.text for seen in stage.direct("Ana")] == ["Three days left"]
        assert await stage.platform.find(ana, "remind:1", since) == ref
        assert stage.in_room() == []


@pytest.mark.parametrize("fault", [DROP_AFTER, SERVER_ERROR_AFTER, refused("fatal_error")])
async def test_a_doubtful_post_is_tried_once_and_settled_by_looking(fault: Fault) -> None:
    async with slack() as stage:
        since = stage.workspace.clock()
        stage.server.fail_next("chat.postMessage", fault)
        with pytest.raises(Doubtful):
            await stage.platform.post(stage.room, QUESTION, "k")
        found = await stage.platform.find(stage.room, "k", since)
        assert (found is not None) == fault.accept
        assert len(stage.in_room()) == int(fault.accept)


async def test_a_post_that_never_arrived_or_arrives_late_is_not_found_before_it_is_there() -> None:
    async with slack() as stage:
        since = stage.workspace.clock()
        stage.server.fail_next("chat.postMessage", DROP_BEFORE, LATE)
        for key in ("lost", "late"):
            with pytest.raises(Doubtful):
                await stage.platform.post(stage.room, QUESTION, key)
            assert await stage.platform.find(stage.room, key, since) is None
        stage.server.land()
        assert await stage.platform.find(stage.room, "late", since) is not None
        assert await stage.platform.find(stage.room, "lost", since) is None


async def test_a_rate_limit_is_waited_out_for_as_long_as_slack_says() -> None:
    async with slack() as stage:
        stage.server.fail_next("chat.postMessage", rate_limited(17))
        with pytest.raises(Later) as raised:
            await stage.platform.post(stage.room, QUESTION, "k")
        assert raised.value.seconds == 17
        assert stage.in_room() == []


async def test_an_unreachable_slack_is_tried_later_and_never_doubted() -> None:
    stage = SlackStage(Clock())
    await stage.server.start()
    await stage.server.stop()
    with pytest.raises(Later):
        await stage.platform.post(stage.room, QUESTION, "k")
    with pytest.raises(Later):
        await stage.platform.find(stage.room, "k", stage.workspace.clock())


async def test_opening_a_direct_message_in_vain_leaves_no_doubt() -> None:
    async with slack() as stage:
        stage.server.fail_next("conversations.open", DROP_AFTER)
        with pytest.raises(Later):
            await stage.platform.post(stage.account("Ana"), QUESTION, "k")


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        ("not_in_channel", "/invite"),
        ("channel_not_found", "/invite"),
        ("is_archived", "Unarchive"),
        ("missing_scope", "reinstall"),
        ("an_error_of_tomorrow", ""),
    ],
)
async def test_a_refusal_says_what_to_do(error: str, remedy: str) -> None:
    async with slack() as stage:
        stage.server.fail_next("chat.postMessage", refused(error))
        with pytest.raises(Refused) as raised:
            await stage.platform.post(stage.room, QUESTION, "k")
    assert remedy in raised.value.remedy


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive"])
async def test_a_refused_token_is_no_refusal_of_the_letter_which_goes_out_with_the_next_token(error: str) -> None:
    async with slack() as stage:
        stage.server.fail_next("chat.postMessage", refused(error))
        with pytest.raises(Unauthorised) as raised:
            await stage.platform.post(stage.room, QUESTION, "k")
    assert "Reinstall" in raised.value.remedy


async def test_a_refused_token_leaves_a_doubtful_letter_to_be_settled_later() -> None:
    async with slack() as stage:
        stage.server.fail_next("conversations.history", refused("token_revoked"))
        with pytest.raises(Later):
            await stage.platform.find(stage.room, "k", stage.workspace.clock())


async def test_history_that_may_not_be_read_is_told_and_not_taken_for_a_miss() -> None:
    async with slack(history="none") as stage:
        with pytest.raises(Unreadable):
            await stage.platform.find(stage.room, "k", stage.workspace.clock())
    async with slack() as stage:
        stage.server.fail_next("conversations.history", refused("missing_scope"), rate_limited(3), DROP_BEFORE)
        with pytest.raises(Unreadable):
            await stage.platform.find(stage.room, "k", stage.workspace.clock())
        with pytest.raises(Later):
            await stage.platform.find(stage.room, "k", stage.workspace.clock())


class Steady:
    """Seconds, moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_with_one_call_a_minute_a_look_is_put_off_and_never_taken_for_a_miss() -> None:
    steady = Steady()
    async with slack(history="slow", steady=steady) as stage:
        since = stage.workspace.clock()
        ref = await stage.platform.post(stage.room, QUESTION, "k")
        for _ in range(20):
            stage.workspace.post(stage.channel, {"text": "chatter"})
        with pytest.raises(Later) as more:
            await stage.platform.find(stage.room, "k", since)
        assert more.value.seconds > 60
        steady.now += 30
        with pytest.raises(Later) as wait:
            await stage.platform.find(stage.room, "other", since)
        assert 30 < wait.value.seconds <= 31
        assert len(stage.server.api.called("conversations.history")) == 1
        steady.now += 31
        assert await stage.platform.find(stage.room, "k", since) == ref
        assert all(int(call["limit"]) == 15 for call in stage.server.api.called("conversations.history"))


async def test_with_one_call_a_minute_what_came_while_older_pages_were_read_is_seen_too() -> None:
    steady = Steady()
    async with slack(history="slow", steady=steady) as stage:
        since = stage.workspace.clock()
        for _ in range(20):
            stage.workspace.post(stage.channel, {"text": "chatter"})
        with pytest.raises(Later):
            await stage.platform.find(stage.room, "k", since)
        late = await stage.platform.post(stage.room, QUESTION, "k")  # Slack takes it while we read older ones
        steady.now += 61
        with pytest.raises(Later):
            await stage.platform.find(stage.room, "k", since)
        steady.now += 61
        assert await stage.platform.find(stage.room, "k", since) == late


async def test_with_one_call_a_minute_a_miss_is_a_look_that_saw_everything() -> None:
    steady = Steady()
    async with slack(history="slow", steady=steady) as stage:
        since = stage.workspace.clock()
        for _ in range(15):
            stage.workspace.post(stage.channel, {"text": "chatter"})
        assert await stage.platform.find(stage.room, "k", since) is None
        steady.now += 61
        stage.workspace.post(stage.channel, {"text": "chatter"})
        with pytest.raises(Later):
            await stage.platform.find(stage.room, "k", since)


async def test_a_thread_is_read_slowly_too() -> None:
    steady = Steady()
    async with slack(history="slow", steady=steady) as stage:
        since = stage.workspace.clock()
        question = await stage.platform.post(stage.room, QUESTION, "question")
        for n in range(20):
            await stage.platform.post(stage.room, Card("Chatter"), f"chatter {n}", question)
        ref = await stage.platform.post(stage.room, Card("Revealed"), "k", question)
        with pytest.raises(Later):
            await stage.platform.find(stage.room, "k", since, question)
        steady.now += 61
        assert await stage.platform.find(stage.room, "k", since, question) == ref


async def test_the_doctor_says_where_history_is_not_read_in_full() -> None:
    for history, said in (("slow", "once a minute"), ("none", "never sent again"), ("full", "")):
        async with slack(history=history) as stage:
            told = [one.text for one in await stage.platform.examine() if one.subject == "Slack history"]
        assert ("".join(told) == "") if not said else said in told[0]


async def test_a_limit_says_whether_it_is_the_rooms_or_the_workspaces() -> None:
    async with slack() as stage:
        stage.server.fail_next("chat.postMessage", rate_limited(7), refused("message_limit_exceeded"))
        with pytest.raises(Later) as room:
            await stage.platform.post(stage.room, QUESTION, "k")
        with pytest.raises(Later) as workspace:
            await stage.platform.post(stage.room, QUESTION, "k")
    assert (room.value.seconds, room.value.everywhere) == (7, False)
    assert workspace.value.everywhere


async def test_a_deleted_message_cannot_be_edited() -> None:
    async with slack() as stage:
        ref = await stage.platform.post(stage.room, QUESTION, "k")
        stage.channel.messages.clear()
        with pytest.raises(Refused):
            await stage.platform.edit(ref, QUESTION)


async def test_a_letter_too_long_for_one_message_is_refused_and_never_cut() -> None:
    async with slack() as stage:
        with pytest.raises(Refused):
            await stage.platform.post(stage.room, Card("Long", plain("word " * 4000)), "k")
        assert stage.in_room() == []


async def test_the_creator_and_admins_manage_a_room() -> None:
    async with slack() as stage:
        stage.grant("Ada")
        stage.channel.creator = stage.user("Cleo")
        managing = [
            who for who in ("Ada", "Ben", "Cleo") if await stage.platform.manages(stage.account(who), stage.room)
        ]
    assert managing == ["Ada", "Cleo"]


async def test_what_is_lacking_in_a_room_says_what_to_type() -> None:
    async with slack() as stage:
        assert await stage.platform.lacks(stage.room) == []
        elsewhere = stage.workspace.channel("secret", private=True, bot=False)
        (invite,) = await stage.platform.lacks(Room("slack", "T1", elsewhere.id))
        stage.channel.members.discard("UTAKT")
        (public,) = await stage.platform.lacks(stage.room)
        stage.channel.members.add("UTAKT")
        stage.channel.archived = True
        stage.server.api.scopes = "chat:write,channels:read"
        archived, scopes = await stage.platform.lacks(stage.room)
    assert "/invite @takt" in invite and "/invite @takt" in public
    assert "archived" in archived
    assert "im:write" in scopes and "reinstall" in scopes


async def test_the_doctor_finds_all_well_or_says_what_to_grant() -> None:
    async with slack() as stage:
        assert all(finding.well for finding in await stage.platform.examine())
        stage.server.api.scopes = "chat:write,commands"
        stage.server.api.app_token_error = "invalid_auth"
        ill = [finding for finding in await stage.platform.examine() if not finding.well]
    assert [finding.subject for finding in ill] == ["Slack scopes", "Slack Socket Mode"]
    assert "users:read" in ill[0].text
    assert all(finding.remedy for finding in ill)


async def test_the_doctor_knows_a_wrong_token_and_an_unreachable_slack() -> None:
    server = SlackStage(Clock()).server
    await server.start()
    wrong = SlackPlatform("xoxp-other", SocketMode("xoxb-wrong"), base_url=server.base_url)
    assert [finding.well for finding in await wrong.examine()] == [False, False]
    strange = SlackPlatform("xoxb-other", SocketMode("xapp-other"), base_url=server.base_url)
    assert [finding.well for finding in await strange.examine()] == [False, False]
    await server.stop()
    assert [finding.well for finding in await strange.examine()] == [False, False]


async def test_serving_with_a_bad_token_ends_at_once_with_a_remedy() -> None:
    stage = SlackStage(Clock())
    await stage.server.start()
    url = stage.server.base_url
    wrong = {
        "xoxb-": SlackPlatform("xoxb-other", SocketMode("xapp-loopback"), base_url=url),
        "xapp-": SlackPlatform("xoxb-loopback", SocketMode("xapp-other"), base_url=url),
        "Allow T1": SlackPlatform("xoxb-loopback", SocketMode("xapp-loopback"), base_url=url, allowed=["T9"]),
    }
    for remedy, platform in wrong.items():
        with pytest.raises(Unauthorised) as raised:
            await asyncio.wait_for(platform.serve(CATALOGUE, Core()), 5)
        assert remedy in raised.value.remedy
        assert "loopback" not in str(raised.value) and "xapp-other" not in str(raised.value)
    await stage.server.stop()


async def test_an_outage_at_the_start_can_be_served_again_after() -> None:
    async with slack() as stage:
        await stage.leave()
        stage.server.fail_next("auth.test", DROP_BEFORE)
        with pytest.raises(DeliveryError):
            await stage.serve(CATALOGUE, Core())
        await stage.serve(CATALOGUE, Core())
        assert "score show" in (await stage.command("Ana", "score show")).text


async def test_letters_are_served_for_this_workspace_alone() -> None:
    platform = SlackPlatform("xoxb-x", SocketMode("xapp-x"), allowed=["T1"])
    assert platform.serves(Room("slack", "T1", "C1")) and platform.serves(Account("slack", "T1", "U1"))
    assert not platform.serves(Room("slack", "T2", "C1"))
    assert not platform.serves(Account("discord", "", "1"))
