"""Discord's gateway fails while members press buttons and letters go out: nothing is lost, doubled or told loudly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.discord.platform import Settings, Shards
from tests.conversations.stage import Seen
from tests.fakes.discord_faults import Fault
from tests.fakes.discord_server import turn_to, until
from tests.faults.connected import Study, calmly, receipts, studying

pytestmark = pytest.mark.usefixtures("hurry")
SETTINGS = Settings(gathering=0.05, finishing=0.5)


@pytest.fixture
async def study(tmp_path: Path) -> AsyncIterator[Study]:
    async with studying(tmp_path, SETTINGS) as study:
        study.serve()
        await study.up()
        yield study


async def resumed(study: Study) -> None:
    await until(lambda: study.discord.server.gateway.resumed == 1 and study.on_discord)


async def anew(study: Study) -> None:
    await until(lambda: study.discord.server.gateway.identified == 2 and study.on_discord)


async def closed(study: Study) -> None:
    await study.discord.server.gateway.drop()
    await resumed(study)


async def cut(study: Study) -> None:
    study.discord.server.gateway.cut()
    await resumed(study)


async def op_7(study: Study) -> None:
    await study.discord.server.gateway.ask_to_reconnect()
    await resumed(study)


async def op_9_resumable(study: Study) -> None:
    await study.discord.server.gateway.invalidate(resumable=True)
    await resumed(study)


async def op_9(study: Study) -> None:
    await study.discord.server.gateway.invalidate(resumable=False)
    await anew(study)


async def forgotten(study: Study) -> None:
    """The line is cut, and on resuming Discord does not know the session any more."""
    await study.discord.server.gateway.drop(forget=True)
    await anew(study)


@pytest.mark.parametrize("strike", [closed, cut, op_7, op_9_resumable, op_9, forgotten])
async def test_the_gateway_fails_while_members_answer_and_a_question_goes_out(
    study: Study, strike: Callable[[Study], Awaitable[None]], caplog: pytest.LogCaptureFixture
) -> None:
    stage, there = study.discord, study.slack
    card, other = await study.question(stage), await study.question(there)
    await study.tap(stage, "Ana", card)
    await stage.command("Lea", "cohort ask")
    with calmly(caplog):
        study.gate.clear()
        ben, cleo = await stage.begin_press("Ben", card, "C"), await stage.begin_press("Cleo", card, "D")
        await until(lambda: len(study.committed) == 3)
        sending = asyncio.create_task(study.settle())
        await strike(study)
        await sending
        study.gate.set()
        assert [receipts(one) for one in (ben, cleo) if await one.seen()] == [["message"], ["message"]]
        await study.tap(stage, "Dan", card, "A")
        await study.tap(there, "Eve", other)
        await study.move(seconds=30)
    assert study.answers() == {"Ana": 1, "Ben": 2, "Cleo": 3, "Dan": 0, "Eve": 1}
    assert len(study.questions(stage)) == 2 and study.unsent() == 0
    assert "4 answered" in study.questions(stage)[0].text
    assert len(there.server.links) == 1


@pytest.mark.parametrize("loss", ["closed", "cut"])
async def test_what_was_pressed_while_the_line_was_cut_is_replayed_and_the_last_of_it_stands(
    study: Study, loss: str
) -> None:
    gateway, stage = study.discord.server.gateway, study.discord
    card = await study.question(stage)
    gateway.refusing = True
    await (gateway.drop() if loss == "closed" else asyncio.sleep(0))
    gateway.cut()
    tapped = gateway.tried
    await until(lambda: gateway.tried > tapped)
    missed = []
    for letter in "BCD":
        study.clock[0] += timedelta(milliseconds=300)
        missed.append(await stage.begin_press("Ana", card, letter))
    gateway.refusing = False
    for one in missed:
        await one.seen()
    assert (gateway.resumed, gateway.identified) == (1, 1)
    assert [receipts(one) for one in missed] == [["message"]] * 3
    assert study.answers() == {"Ana": 3}


async def test_a_gateway_that_acknowledges_nothing_is_left_and_the_session_resumed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with studying(tmp_path, Settings(gathering=0.05, silence=0.3)) as study:
        gateway, stage = study.discord.server.gateway, study.discord
        study.serve()
        await study.up()
        card = await study.question(stage)
        with calmly(caplog):
            gateway.mute = True
            lost = await stage.begin_press("Ana", card, "B")
            tried = gateway.tried
            await until(lambda: gateway.tried > tried)
            gateway.mute = False
            await lost.seen()
        assert (gateway.resumed, receipts(lost), study.answers()) == (1, ["message"], {"Ana": 1})


async def test_a_press_from_a_session_that_is_lost_can_be_made_again(study: Study) -> None:
    stage = study.discord
    card = await study.question(stage)
    stage.server.gateway.refusing = True
    await stage.server.gateway.drop(forget=True)
    vain = await stage.begin_press("Ana", card, "B")
    stage.server.gateway.refusing = False
    await anew(study)
    assert (receipts(vain), study.answers()) == ([], {})
    await study.tap(stage, "Ana", card)
    assert study.answers() == {"Ana": 1}


async def test_an_outage_that_lasts_is_told_once_and_ended_by_a_new_session(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with studying(tmp_path, Settings(gathering=0.05, patience=0.15)) as study:
        gateway, stage = study.discord.server.gateway, study.discord
        study.serve()
        await study.up()
        card, other = await study.question(stage), await study.question(study.slack)
        await stage.command("Lea", "cohort ask")
        with calmly(caplog, "Discord: the gateway is away", "discord cannot be reached", "discord cannot be reached"):
            gateway.refusing = True
            gateway.cut()
            await until(lambda: "gateway cannot be reached" in caplog.text)
            await study.settle()  # letters need no gateway
            await study.tap(study.slack, "Eve", other)
            assert len(study.questions(stage)) == 2
            gateway.refusing = False
            await anew(study)
            await study.tap(stage, "Ana", card)
        assert study.answers() == {"Ana": 1, "Eve": 1}
        assert "Discord's gateway stays away" in caplog.text


async def test_a_gateway_that_hangs_up_at_once_is_not_asked_again_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.running._FIRST_PAUSE", 0.3)
    async with studying(tmp_path, SETTINGS) as study:
        gateway = study.discord.server.gateway
        study.serve()
        await study.up()
        with calmly(caplog, "Discord: the gateway is away", "discord cannot be reached"):
            gateway.hanging_up = True
            gateway.cut()
            await until(lambda: "discord cannot be reached" in caplog.text)
        assert gateway.tried < 30
        gateway.hanging_up = False
        await anew(study)


@pytest.mark.parametrize("way", ["refusing", "unreachable", "hanging up"])
async def test_the_rest_api_is_there_at_the_start_and_the_gateway_is_not(
    tmp_path: Path, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with studying(tmp_path, SETTINGS) as study:
        server = study.discord.server
        server.gateway.refusing, server.gateway.hanging_up = way == "refusing", way == "hanging up"
        if way == "unreachable":
            turn_to(server.base_url, "ws://127.0.0.1:9/")
        with calmly(caplog, "discord cannot be reached and is tried again in 0 s: Discord's gateway cannot be reached"):
            study.serve()
            await until(lambda: study.slack.slack.ready.is_set())
            other = await study.question(study.slack)
            await until(lambda: "discord cannot be reached" in caplog.text)
            await asyncio.sleep(0.1)
            server.gateway.refusing = server.gateway.hanging_up = False
            turn_to(server.base_url, server.gateway.url)
            await study.up()
        await study.tap(study.discord, "Ana", await study.question(study.discord))
        await study.tap(study.slack, "Eve", other)


async def test_discord_is_down_at_the_start_and_slack_does_not_notice(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with studying(tmp_path, SETTINGS) as study:
        await study.discord.server.stop()
        with calmly(caplog, "discord cannot be reached and is tried again in 0 s: Discord cannot be reached"):
            study.serve()
            await until(lambda: study.slack.slack.ready.is_set())
            await study.tap(study.slack, "Eve", await study.question(study.slack))
            await study.discord.server.start()
            await study.up()
        await study.tap(study.discord, "Ana", await study.question(study.discord))
        assert study.rounds() == 2


async def test_a_token_revoked_while_running_is_told_once_with_its_remedy_and_slack_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with studying(tmp_path, SETTINGS) as study:
        await study.serve_for_long(monkeypatch)
        await token_revoked(study, caplog)


async def token_revoked(study: Study, caplog: pytest.LogCaptureFixture) -> None:
    stage, token = study.discord, study.discord.server.token
    card, other = await study.question(stage), await study.question(study.slack)
    await stage.command("Lea", "cohort ask")
    with calmly(caplog, "discord refuses the token: Discord does not accept the bot token."):
        study.gate.clear()
        made = await stage.begin_press("Ana", card, "B")
        await until(lambda: len(study.committed) == 1)
        stage.server.token = stage.server.gateway._token = "MTIz.another.token"
        await stage.server.gateway.drop(code=4004)
        await until(lambda: "refuses the token" in caplog.text)
        study.gate.set()
        await study.settle()
        await study.tap(study.slack, "Eve", other)
        assert "Reset Token" in caplog.text and token not in caplog.text
        assert study.serving is not None and not study.serving.done()
        stage.server.token = stage.server.gateway._token = token
        await until(lambda: study.on_discord)
    await study.tap(stage, "Ben", card)
    await study.move(minutes=4)
    assert study.answers() == {"Ana": 1, "Eve": 1, "Ben": 1}
    assert len(study.questions(stage)) == 2 and study.unsent() == 0
    assert len(receipts(made)) <= 1


async def test_a_press_under_way_when_the_connection_is_ended_is_kept(
    study: Study, caplog: pytest.LogCaptureFixture
) -> None:
    stage = study.discord
    card = await study.question(stage)
    client = stage.discord._client
    assert client is not None
    with calmly(caplog, "A reply was lost", "discord cannot be reached"):
        study.gate.clear()
        await stage.begin_press("Ana", card, "B")
        await until(lambda: len(study.committed) == 1)
        await stage.server.gateway.drop(code=4013)
        await until(client.is_closed)
        study.gate.set()
        await anew(study)
    assert "B. How sure?" in (await stage.press("Ana", card, "B")).text
    assert study.answers() == {"Ana": 1}


async def test_shards_are_resumed_each_for_itself(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with studying(tmp_path, Settings(gathering=0.05, shards=Shards((0, 1), 2))) as study:
        gateway = study.discord.server.gateway
        study.serve()
        await until(lambda: gateway.identified == 2)
        await study.up()
        card = await study.question(study.discord)
        with calmly(caplog):
            gateway.cut()
            await until(lambda: gateway.resumed == 2)
            await study.tap(study.discord, "Ana", card)
        assert study.answers() == {"Ana": 1}


async def test_intents_that_discord_refuses_are_told_and_do_not_stop_slack(
    study: Study, caplog: pytest.LogCaptureFixture
) -> None:
    other = await study.question(study.slack)
    with calmly(caplog, "discord cannot be reached"):
        study.discord.server.gateway.refusal = 4014
        await study.discord.server.gateway.drop(code=4014)
        await until(lambda: "for its intents" in caplog.text)
        await study.tap(study.slack, "Eve", other)
        study.discord.server.gateway.refusal = 0
        await until(lambda: study.on_discord)


async def test_a_letter_that_is_answered_401_is_not_lost(study: Study) -> None:
    stage = study.discord
    await study.question(stage)
    await stage.command("Lea", "cohort ask")
    stage.server.fail_next("POST /channels/{channel_id}/messages", Fault(status=401))
    await study.settle()
    assert (len(study.questions(stage)), study.unsent()) == (1, 1)
    await study.move(minutes=4)
    assert (len(study.questions(stage)), study.unsent()) == (2, 0)


# Told again, and out of order


async def test_what_is_delivered_twice_is_done_once(study: Study, caplog: pytest.LogCaptureFixture) -> None:
    stage = study.discord
    card = await study.question(stage)
    with calmly(caplog):
        asked = await stage.begin_command(stage.channel, "Lea", "cohort ask")
        await stage.server.gateway.replay()
        await asked.seen()
        pressed = await stage.begin_press("Ana", card, "B")
        await stage.server.gateway.replay(2)
        await pressed.seen()
        await study.tap(stage, "Ben", card)
        await study.settle()
    assert (study.rounds(), len(study.questions(stage))) == (2, 2)
    assert [receipts(one) for one in (asked, pressed)] == [["message"], ["message"]]
    assert study.answers() == {"Ana": 1, "Ben": 1}


async def test_confidence_that_comes_before_its_answer_settles_nothing_and_loses_nothing(study: Study) -> None:
    stage = study.discord
    card = await study.question(stage)
    ana = await stage.press("Ana", card, "B")
    # Ben's press on *Sure* overtakes his press on the letter.
    early = await stage.press("Ben", ana, "Sure")
    assert "Ben" not in study.answers() and "Right" not in early.text
    await study.tap(stage, "Ben", card, "C")
    assert study.answers() == {"Ana": 1, "Ben": 2}


async def test_a_later_change_of_mind_that_comes_first_is_what_stands(study: Study) -> None:
    stage = study.discord
    card = await study.question(stage)
    first, first_event = pressed(study, card, "Ana", "B")
    study.clock[0] += timedelta(seconds=1)
    last, last_event = pressed(study, card, "Ana", "C")
    for made, event in ((last, last_event), (first, first_event)):
        await stage.server.gateway.dispatch("INTERACTION_CREATE", event, stage.guild["id"])
        await made.seen()
    assert study.answers() == {"Ana": 2}
    assert "C. How sure?" in stage._seen(first, await first.seen()).text  # what is told is what stands


async def test_a_press_from_before_the_close_that_comes_after_it_is_told_so_and_changes_nothing(study: Study) -> None:
    stage = study.discord
    card = await study.question(stage)
    await study.tap(stage, "Ana", card)
    late, event = pressed(study, card, "Ben", "C")
    study.clock[0] += timedelta(days=2)
    await study.settle()
    late.began = study.clock[0]
    await stage.server.gateway.dispatch("INTERACTION_CREATE", event, stage.guild["id"])
    told = stage._seen(late, await late.seen()).text
    assert "practice" in told.lower()
    assert study.answers() == {"Ana": 1}


def pressed(study: Study, card: Seen, who: str, letter: str):  # type: ignore[no-untyped-def]
    """A press that Discord has and the bot has not heard of yet."""
    stage = study.discord
    data = {"custom_id": card.handle.tokens[letter], "component_type": 2, "id": 2}
    message = stage.server.world.anywhere(card.handle.message["id"])
    return stage.server.interactions.begin(3, stage.person(who), stage.channel, data, message)
