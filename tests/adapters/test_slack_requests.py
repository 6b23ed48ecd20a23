"""What people do on Slack reaches the core, and the answer reaches them alone, over both transports."""

from __future__ import annotations

import asyncio
import json
import logging
import re

import pytest

from bot.chat.message import Button, Card
from bot.chat.platform import Unauthorised
from bot.chat.request import Back, Gone, Invoked, Pressed, Submitted
from bot.model.places import Account, Community, Room
from tests.adapters.slack_catalogue import CATALOGUE, Clock, Core, slack
from tests.fakes.slack_server import Fault, NoAcknowledgement, refused

both = pytest.mark.parametrize("transport", ["socket", "http"])


@both
async def test_a_command_is_answered_in_its_acknowledgement(transport: str) -> None:
    core = Core()
    async with slack(transport, core) as stage:
        seen = await stage.command("Ana", "score show")
        responses = [u for u in stage.server.api.urls.values() if u.left < 5]
    assert (seen.kind, seen.buttons) == ("private", ("More", "Turn", "Edit", "Odd"))
    assert "score show" in seen.text
    assert responses == []
    (asked,) = core.of(Invoked)
    assert asked.asker.account == Account("slack", "T1", "UANA")
    assert asked.asker.room == Room("slack", "T1", stage.channel.id)
    assert (asked.asker.name, asked.asker.zone) == ("Ana", "Europe/Berlin")
    assert (asked.asker.room_name, asked.asker.community_name) == ("cpim-study", "Loopback")


@both
async def test_a_slow_command_is_acknowledged_first_and_answered_after(transport: str) -> None:
    core = Core()
    async with slack(transport, core, patience=0.02) as stage:
        core.gate.clear()
        reply = asyncio.create_task(stage.command("Ana", "score show"))
        while not core.of(Invoked):
            await asyncio.sleep(0)
        await asyncio.sleep(0.05)
        core.gate.set()
        seen = await reply
        used = [u.left for u in stage.server.api.urls.values()]
    assert "score show" in seen.text
    assert used == [4]


@both
async def test_buttons_give_a_new_message_a_changed_one_or_a_form(transport: str) -> None:
    core = Core()
    async with slack(transport, core) as stage:
        first = await stage.command("Ana", "score show")
        new = await stage.press("Ana", first, "More")
        changed = await stage.press("Ana", first, "Turn")
        again = await stage.press("Ana", changed, "Turn")
        form = await stage.press("Ana", new, "Edit")
        texts = [w.body["text"] for w in stage.server.api.whispers]
    assert "Pressed more:1" in new.text and new.handle.ts != first.handle.ts
    assert "Turned 1" in changed.text and changed.handle.ts == first.handle.ts
    assert "Turned 2" in again.text
    assert form.kind == "form"
    assert form.inputs == {"centre": "Berlin", "day": "2027-03-14", "hour": "", "buddy": "", "how": "onvue"}
    assert [t.split("\n")[0] for t in texts] == ["Turned 2", "Pressed more:1"]


async def test_a_press_carries_slacks_own_time_and_not_that_of_processing() -> None:
    core = Core()
    async with slack(ask=core) as stage:
        seen = await stage.command("Ana", "score show")
        clock = stage.workspace.clock
        assert isinstance(clock, Clock)
        pressed = clock()
        payload = stage.payloads.press("UANA", seen, "More")
        clock.move(minutes=5)
        await stage.server.deliver("interactive", payload)
    (asked,) = core.of(Pressed)
    assert abs((asked.at - pressed).total_seconds()) < 1
    assert asked.event == payload["trigger_id"]


async def test_a_button_of_a_room_message_never_changes_what_the_room_sees() -> None:
    async with slack() as stage:
        await stage.platform.post(stage.room, Card("Q1", buttons=((Button("A", "turn:7"),),)), "k1")
        (question,) = stage.in_room()
        receipt = await stage.press("Ana", question, "A")
        assert receipt.kind == "private" and "Turned 7" in receipt.text
        assert stage.in_room()[0].text == question.text


async def test_answers_stay_where_the_button_is_in_a_thread_or_in_the_channel() -> None:
    buttons = ((Button("Why?", "more:1"),),)
    async with slack() as stage:
        ref = await stage.platform.post(stage.room, Card("Q1", buttons=buttons), "k1")
        await stage.platform.post(stage.room, Card("The key", buttons=buttons), "k2", ref)
        (question,) = stage.in_room()
        (reveal,) = stage.under(question)
        in_channel = await stage.press("Ana", question, "Why?")
        in_thread = await stage.press("Ana", reveal, "Why?")
    assert "thread_ts" not in in_channel.handle.private.body
    assert in_thread.handle.private.body["thread_ts"] == ref.message


async def test_two_workspaces_are_served_side_by_side() -> None:
    here, there = Core(), Core()
    async with slack(ask=here) as one, slack(ask=there, team="T2") as two:
        await asyncio.gather(one.command("Ana", "score show"), two.command("Ana", "score show"))
        assert one.platform.serves(one.room) and not one.platform.serves(two.room)
    assert [len(core.of(Invoked)) for core in (here, there)] == [1, 1]
    assert there.of(Invoked)[0].asker.account.community == "T2"


async def test_two_hasty_presses_get_two_receipts() -> None:
    core = Core()
    async with slack(ask=core) as stage:
        seen = await stage.command("Ana", "score show")
        one, two = await stage.press_twice("Ana", seen, "More")
    assert one.text == two.text
    assert len({request.event for request in core.of(Pressed)}) == 2


@both
async def test_a_form_keeps_open_with_errors_and_is_answered_when_right(transport: str) -> None:
    core = Core()
    async with slack(transport, core) as stage:
        form = await stage.command("Ana", "takt form")
        wrong = await stage.submit("Ana", form, day="2027-02-01")
        saved = await stage.submit("Ana", wrong, day="2027-04-01", hour="09:30", buddy="@Ben", how="centre")
    assert wrong.errors == {"day": "That day is past.", "centre": "Look again."}
    assert saved.kind == "private" and "Saved" in saved.text
    submitted = core.of(Submitted)[-1]
    assert submitted.token == "save"
    assert submitted.asker.room == Room("slack", "T1", stage.channel.id)
    assert submitted.values == {
        "centre": "Berlin",
        "day": "2027-04-01",
        "hour": "09:30",
        "buddy": "<@UBEN>",
        "how": "centre",
    }


async def test_a_form_sent_long_after_it_opened_is_still_answered_in_private() -> None:
    async with slack() as stage:
        form = await stage.command("Ana", "takt form")
        clock = stage.workspace.clock
        assert isinstance(clock, Clock)
        clock.move(hours=2)
        saved = await stage.submit("Ana", form)
        assert len(stage.server.api.called("chat.postEphemeral")) == 1
    assert saved.kind == "private" and "Saved" in saved.text


async def test_a_form_survives_a_restart_of_the_bot() -> None:
    core = Core()
    async with slack(ask=core) as stage:
        form = await stage.command("Ana", "takt form")
        await stage.leave()
        await stage.serve(CATALOGUE, core)
        saved = await stage.submit("Ana", form)
    assert "Saved" in saved.text


async def test_a_form_that_comes_too_late_is_said_kindly() -> None:
    async with slack() as stage:
        stage.server.fail_next("views.open", refused("expired_trigger_id"))
        seen = await stage.command("Ana", "takt form")
    assert seen.kind == "private" and "too late" in seen.text


async def test_the_answer_of_a_slow_submission_follows() -> None:
    core = Core()
    async with slack(ask=core, patience=0.02) as stage:
        form = await stage.command("Ana", "takt form")
        core.gate.clear()
        sent = asyncio.create_task(stage.submit("Ana", form, day="2027-02-01"))
        while not core.of(Submitted):
            await asyncio.sleep(0)
        await asyncio.sleep(0.05)
        core.gate.set()
        seen = await sent
    assert seen.buttons == ("Try again",) and "Not saved" in seen.text


@both
async def test_what_is_delivered_again_is_not_done_again(transport: str) -> None:
    core = Core()
    async with slack(transport, core) as stage:
        seen = await stage.command("Ana", "score show")
        payload = stage.payloads.press("UANA", seen, "More")
        await stage.server.deliver("interactive", payload)
        await stage.server.deliver("interactive", payload, retry=1)
        archived = {"type": "channel_archive", "channel": stage.channel.id, "user": "UANA"}
        await stage.server.event(archived, id="Ev77")
        await stage.server.event(archived, id="Ev77", retry=1)
    assert len(core.of(Pressed)) == 1
    assert [gone.event for gone in core.of(Gone)] == ["Ev77"]


async def test_a_command_delivered_again_gets_the_same_answer_and_runs_once() -> None:
    core = Core()
    async with slack(ask=core) as stage:
        stage.user("Ana")
        payload = stage.payloads.slash("UANA", stage.channel, "/score", "")
        first = await stage.server.deliver("slash_commands", payload)
        second = await stage.server.deliver("slash_commands", payload, retry=1)
    assert first == second and first is not None
    assert len(core.of(Invoked)) == 1


@both
async def test_a_fault_of_ours_is_told_kindly_with_a_reference_that_the_log_has(
    transport: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        async with slack(transport) as stage:
            seen = await stage.command("Ana", "takt break")
    reference = re.search(r"reference: ([0-9a-f]{6})", seen.text)
    assert reference and "not your fault" in seen.text
    assert reference[1] in caplog.text and "the core has a fault" in caplog.text


async def test_a_slow_profile_costs_no_answer() -> None:
    core = Core()
    hold = asyncio.Event()
    async with slack(ask=core, lookup_patience=0.02) as stage:
        stage.server.fail_next("users.info", Fault(hold=hold))
        seen = await stage.command("Ana", "score show")
        hold.set()
        assert seen.kind == "private"
        assert (core.of(Invoked)[0].asker.name, core.of(Invoked)[0].asker.zone) == ("ana", "")


async def test_profiles_are_asked_for_once_an_hour() -> None:
    async with slack() as stage:
        await stage.command("Ana", "score show")
        await stage.command("Ana", "score show")
        assert len(stage.server.api.called("users.info")) == 1
        clock = stage.workspace.clock
        assert isinstance(clock, Clock)
        clock.move(hours=2)
        await stage.command("Ana", "score show")
        assert len(stage.server.api.called("users.info")) == 2


async def test_lines_are_read_with_a_prefix_and_members_by_mention() -> None:
    core = Core()
    async with slack(ask=core, prefix="cpim-") as stage:
        await stage.command("Ana", "score share", **{"with": "@Ben"})
        await stage.type_line("Ana", "takt", "")
        await stage.type_line("Ana", "score", "help")
    names = [(request.name, dict(request.values)) for request in core.of(Invoked)]
    assert names == [
        ("score share", {"with": "<@UBEN|ben>"}),
        ("takt help", {}),
        ("takt help", {"topic": "score"}),
    ]


async def test_what_slack_escapes_reaches_the_core_as_it_was_typed() -> None:
    core = Core()
    async with slack(ask=core) as stage:
        await stage.type_line(
            "Ana", "takt", "echo a &lt; b &amp;amp; <@UBEN|ben> <https://x.org|x.org> &lt;!channel&gt;"
        )
    assert core.of(Invoked)[0].values == {"text": "a < b &amp; @ben x.org <!channel>"}


async def test_in_a_direct_message_there_is_no_room() -> None:
    core = Core()
    async with slack(ask=core) as stage:
        channel = stage.workspace.direct(stage.user("Ana"))
        seen = await stage.type_line("Ana", "score", "", channel.id)
    assert seen.kind == "private"
    assert core.of(Invoked)[0].asker.room is None


async def test_a_long_document_goes_on_in_further_private_messages_and_loses_nothing() -> None:
    core = Core()
    core.export = "\n".join(f"line {number} of all that is kept" for number in range(3000))
    async with slack(ask=core) as stage:
        await stage.command("Ana", "takt export")
        while core.export.splitlines()[-1] not in stage.screen.text(stage.server.api.whispers[-1].body["blocks"]):
            await stage.server.api.next_call("chat.postEphemeral").wait()
        whispers = stage.server.api.whispers
        pieces = [
            element["text"]
            for whispered in whispers
            for block in whispered.body["blocks"]
            if block["type"] == "rich_text"
            for part in block["elements"]
            if part["type"] == "rich_text_preformatted"
            for element in part["elements"]
        ]
    assert len(whispers) > 5
    assert "".join(pieces) == core.export


async def test_places_that_go_away_are_told_to_the_core() -> None:
    core = Core()
    async with slack(ask=core) as stage:
        channel = stage.channel.id
        await stage.server.event({"type": "channel_left", "channel": "C9", "actor_id": "UANA"})
        await stage.server.event({"type": "member_left_channel", "channel": channel, "user": "UANA"})
        await stage.server.event({"type": "member_left_channel", "channel": channel, "user": "UTAKT"})
        await stage.server.event({"type": "group_deleted", "channel": "C8"})
        await stage.server.event({"type": "tokens_revoked", "tokens": {"oauth": ["UANA"]}})
    assert [gone.place for gone in core.of(Gone)] == [Room("slack", "T1", id) for id in ("C9", channel, "C8")]


@both
async def test_after_an_uninstall_the_community_is_gone_and_serving_ends_with_a_remedy(transport: str) -> None:
    core = Core()
    async with slack(transport, core) as stage:
        await stage.server.event({"type": "app_uninstalled"})
        ended = await stage.ended()
    assert [gone.place for gone in core.of(Gone)] == [Community("slack", "T1")]
    assert isinstance(ended, Unauthorised) and "Install it again" in ended.remedy


async def test_the_core_hears_that_the_community_is_back() -> None:
    core = Core()
    async with slack(ask=core):
        pass
    assert [back.place for back in core.of(Back)] == [Community("slack", "T1")]


async def test_another_workspace_is_refused_and_does_not_reach_the_core() -> None:
    core = Core()
    async with slack(ask=core) as stage:
        stage.user("Ana")
        payload = {**stage.payloads.slash("UANA", stage.channel, "/score", ""), "team_id": "TOTHER"}
        ack = await stage.server.deliver("slash_commands", payload)
    assert ack and "does not serve" in ack["text"]
    assert core.of(Invoked) == []


async def test_a_forged_or_stale_request_is_refused_and_slacks_own_checks_are_answered() -> None:
    core = Core()
    async with slack("http", core) as stage:
        json_type = {"Content-Type": "application/json"}
        challenge = json.dumps({"type": "url_verification", "challenge": "c-1", "token": "-"})
        assert await stage.server.post_signed(challenge, json_type) == (200, '{"challenge": "c-1"}')
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert (await stage.server.post_signed("ssl_check=1&token=x", form))[0] == 200
        event = json.dumps({"type": "event_callback", "event_id": "Ev1", "event": {"type": "app_uninstalled"}})
        assert (await stage.server.post_signed(event, json_type, secret="forged"))[0] == 401
        assert (await stage.server.post_signed(event, json_type, age=600))[0] == 401
    assert core.of(Gone) == []


async def test_many_presses_at_once_are_all_acknowledged_in_time() -> None:
    core = Core()
    async with slack(ask=core) as stage:
        seen = await stage.command("Ana", "score show")
        receipts = await asyncio.gather(*(stage.press("Ana", seen, "More") for _ in range(150)))
    assert len(core.of(Pressed)) == 150
    assert len({receipt.handle.ts for receipt in receipts}) == 150


async def test_a_socket_that_slack_renews_goes_on_serving() -> None:
    async with slack() as stage:
        old = await stage.server.linked.get()
        await old.send_json({"type": "disconnect", "reason": "refresh_requested"})
        new = await stage.server.linked.get()
        assert new is not old
        assert "score show" in (await stage.command("Ana", "score show")).text


@both
@pytest.mark.parametrize("patience", [0.01, 2.0])
async def test_what_is_under_way_is_answered_before_the_connection_goes(transport: str, patience: float) -> None:
    core = Core()
    async with slack(transport, core, patience=patience) as stage:
        core.gate.clear()
        reply = asyncio.create_task(stage.command("Ana", "score show"))
        while not core.of(Invoked):
            await asyncio.sleep(0)
        await asyncio.sleep(0.02)
        leaving = asyncio.create_task(stage.leave())
        await asyncio.sleep(0.02)
        core.gate.set()
        assert "score show" in (await reply).text
        await leaving


async def test_what_comes_while_leaving_is_left_to_slack_to_deliver_again() -> None:
    core = Core()
    async with slack("http", core, patience=0.01) as stage:
        core.gate.clear()
        reply = asyncio.create_task(stage.command("Ana", "score show"))
        while not core.of(Invoked):
            await asyncio.sleep(0)
        await asyncio.sleep(0.02)
        leaving = asyncio.create_task(stage.leave())
        await asyncio.sleep(0.02)
        with pytest.raises(NoAcknowledgement, match="503"):
            await stage.command("Ben", "score show")
        core.gate.set()
        await reply
        await leaving
    assert len(core.of(Invoked)) == 1
