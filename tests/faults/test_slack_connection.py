"""Slack's socket fails while members press buttons and letters go out: nothing is lost, doubled or told loudly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.platform import SocketMode
from tests.conversations.stage import Seen
from tests.fakes.discord_server import until
from tests.fakes.slack_server import APP_TOKEN, BOT_TOKEN, DROP_BEFORE, SERVER_ERROR, refused
from tests.faults.connected import Study, calmly, studying

pytestmark = pytest.mark.usefixtures("hurry")
PING = 0.3
LOST = "Slack: the connection is lost"


@pytest.fixture
async def study(tmp_path: Path) -> AsyncIterator[Study]:
    async with studying(tmp_path, socket=SocketMode(APP_TOKEN, ping=PING)) as study:
        study.serve()
        await study.up()
        yield study


class Pressing:
    """A press that Slack sends, and what the member sees of it."""

    def __init__(self, study: Study, card: Seen, who: str, letter: str) -> None:
        self.stage = study.slack
        user = self.stage.user(who)
        self.payload = self.stage.payloads.press(user, card, letter)
        id = self.payload["response_url"].rsplit("/", 1)[-1]
        self.queue = self.stage.server.api.watch(f"url:{id}", f"trigger:{self.payload['trigger_id']}", f"user:{user}")

    async def send(self) -> None:
        """Slack sends it. The acknowledgement may be lost."""
        await self.stage.server.send_unheard("interactive", self.payload)

    async def again(self) -> None:
        """Slack sends it again, over the newest connection or to whoever takes it, and is answered in time."""
        await self.stage.server.deliver("interactive", self.payload, retry=1)

    async def seen(self) -> str:
        return self.stage.screen.own(await self.stage._next(self.queue)).text


async def another(study: Study, old: Any) -> None:
    """Wait until Slack has another connection and not this one."""
    links = study.slack.server.links
    await until(lambda: bool(links) and old not in links)


async def refresh(study: Study) -> None:
    await study.slack.server.disconnect("refresh_requested")


async def warning(study: Study) -> None:
    await study.slack.server.disconnect("warning")


async def link_disabled(study: Study) -> None:
    await study.slack.server.disconnect("link_disabled")


async def closed(study: Study) -> None:
    await study.slack.server.links[-1].close()


async def cut(study: Study) -> None:
    study.slack.server.cut()


async def silent(study: Study) -> None:
    study.slack.server.silent.append(study.slack.server.links[-1])


@pytest.mark.parametrize("strike", [refresh, warning, link_disabled, closed, cut, silent])
async def test_the_socket_fails_while_members_answer_and_a_question_goes_out(
    study: Study, strike: Callable[[Study], Awaitable[None]], caplog: pytest.LogCaptureFixture
) -> None:
    stage, there = study.slack, study.discord
    card, other = await study.question(stage), await study.question(there)
    await study.tap(stage, "Ana", card)
    await stage.command("Lea", "cohort ask")
    (old,) = stage.server.links
    with calmly(caplog, perhaps=LOST):
        study.gate.clear()
        ben, cleo = Pressing(study, card, "Ben", "C"), Pressing(study, card, "Cleo", "D")
        await ben.send()
        await cleo.send()
        await until(lambda: len(study.committed) == 3)
        sending = asyncio.create_task(study.settle())
        await strike(study)
        await another(study, old)
        await sending
        redelivered = asyncio.create_task(ben.again())
        study.gate.set()
        assert "C. How sure?" in await ben.seen() and "D. How sure?" in await cleo.seen()
        await redelivered
        await study.tap(stage, "Dan", card, "A")
        await study.tap(there, "Eve", other)
        await study.move(seconds=30)
    assert ben.queue.empty() and cleo.queue.empty()
    assert len(study.committed) == 5  # what was delivered again was not asked again
    assert study.answers() == {"Ana": 1, "Ben": 2, "Cleo": 3, "Dan": 0, "Eve": 1}
    assert len(study.questions(stage)) == 2 and study.unsent() == 0
    assert "4 answered" in study.questions(stage)[0].text
    assert (there.server.gateway.identified, there.server.gateway.resumed) == (1, 0)


async def test_the_same_press_over_two_connections_is_done_once(study: Study) -> None:
    stage = study.slack
    card = await study.question(stage)
    (old,) = stage.server.links
    ana = Pressing(study, card, "Ana", "B")
    study.gate.clear()
    await ana.send()
    await until(lambda: len(study.committed) == 1)
    await refresh(study)
    await another(study, old)
    twice = [asyncio.create_task(ana.again()) for _ in range(2)]
    study.gate.set()
    await asyncio.gather(*twice)
    assert "B. How sure?" in await ana.seen()
    assert ana.queue.empty() and len(study.committed) == 1
    assert study.answers() == {"Ana": 1}


async def test_a_socket_that_is_refused_once_is_not_refused_for_ever(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An address of Slack's is good for one connection, and its library would try the same one without end."""
    async with studying(tmp_path, socket=SocketMode(APP_TOKEN, ping=0.1, patience=0.3)) as study:
        study.serve()
        await study.up()
        card = await study.question(study.slack)
        other = await study.question(study.discord)
        with calmly(caplog, LOST, "slack cannot be reached and is tried again in 0 s: Slack's socket stays away"):
            study.slack.server.refusing = 1
            (old,) = study.slack.server.links
            await old.close()
            await until(lambda: "cannot be reached" in caplog.text)
            await study.tap(study.discord, "Eve", other)
            await another(study, old)
            await until(lambda: study.slack.slack.ready.is_set())
            await study.tap(study.slack, "Ana", card)
        assert study.answers() == {"Ana": 1, "Eve": 1}


@pytest.mark.parametrize(
    ("method", "fault"),
    [("auth.test", DROP_BEFORE), ("apps.connections.open", SERVER_ERROR), ("apps.connections.open", DROP_BEFORE)],
)
async def test_slack_is_down_at_the_start_and_discord_does_not_notice(
    tmp_path: Path, method: str, fault: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async with studying(tmp_path, socket=SocketMode(APP_TOKEN, ping=0.1, patience=0.25)) as study:
        study.slack.server.fail_next(method, *[fault] * 4)
        with calmly(caplog, "slack cannot be reached and is tried again"):
            study.serve()
            await until(lambda: study.on_discord)
            card = await study.question(study.discord)
            await study.tap(study.discord, "Eve", card)
            await until(lambda: "slack cannot be reached" in caplog.text)
            await study.up()
        await study.tap(study.slack, "Ana", await study.question(study.slack))
        assert study.answers() == {"Ana": 1, "Eve": 1}
        assert study.discord.server.gateway.identified == 1


@pytest.mark.parametrize("way", ["the app-level token", "the bot token", "uninstalled"])
async def test_a_token_revoked_while_running_is_told_once_with_its_remedy_and_discord_goes_on(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with studying(tmp_path, socket=SocketMode(APP_TOKEN, ping=0.2)) as study:
        await study.serve_for_long(monkeypatch)
        server = study.slack.server
        card, other = await study.question(study.slack), await study.question(study.discord)
        await study.tap(study.slack, "Ana", card)
        revoked = [refused("token_revoked")] * 3
        with calmly(caplog, "slack refuses the token: Slack's", perhaps="slack refuses the token: the app was removed"):
            if way == "the app-level token":
                server.fail_next("apps.connections.open", *revoked)
                await refresh(study)
            else:
                server.fail_next("auth.test", *revoked)
                told: dict[str, Any] = {"type": "app_uninstalled"}
                if way == "the bot token":
                    told = {"type": "tokens_revoked", "tokens": {"bot": ["UTAKT"]}}
                await server.event(told)
            await until(lambda: "slack refuses the token: Slack's" in caplog.text)
            await study.tap(study.discord, "Eve", other)
            await until(lambda: study.slack.slack.ready.is_set())
        assert study.serving is not None and not study.serving.done()
        assert BOT_TOKEN not in caplog.text and APP_TOKEN not in caplog.text
        await study.tap(study.slack, "Ben", card, "C")
        assert study.answers() == {"Ana": 1, "Ben": 2, "Eve": 1}


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive"])
async def test_a_question_that_meets_a_revoked_token_goes_out_with_the_next(study: Study, error: str) -> None:
    stage = study.slack
    await study.question(stage)
    await stage.command("Lea", "cohort ask")
    stage.server.fail_next("chat.postMessage", refused(error))
    await study.settle()
    assert (len(study.questions(stage)), study.unsent()) == (1, 1)
    await study.move(minutes=4)
    assert (len(study.questions(stage)), study.unsent()) == (2, 0)


async def test_over_signed_http_what_comes_again_is_done_once_and_the_order_does_not_matter(tmp_path: Path) -> None:
    async with studying(tmp_path, transport="http") as study:
        study.serve()
        await study.up()
        stage = study.slack
        stage.server.bot_url = f"http://127.0.0.1:{stage.slack.port}/slack/events"
        card = await study.question(stage)
        first = Pressing(study, card, "Ana", "B")
        study.clock[0] += timedelta(seconds=2)
        last = Pressing(study, card, "Ana", "C")
        await last.again()
        told = await last.seen()
        await asyncio.gather(first.again(), first.again(), last.again())
        assert "C. How sure?" in told and "C. How sure?" in await first.seen()  # what is told is what stands
        assert first.queue.empty() and last.queue.empty()
        assert study.answers() == {"Ana": 2} and len(study.committed) == 2


async def test_over_signed_http_what_comes_again_after_a_restart_changes_nothing(tmp_path: Path) -> None:
    async with studying(tmp_path, transport="http") as study:
        stage = study.slack
        study.serve()
        await study.up()
        stage.server.bot_url = f"http://127.0.0.1:{stage.slack.port}/slack/events"
        card = await study.question(stage)
        ana = Pressing(study, card, "Ana", "B")
        await ana.again()
        first = await ana.seen()
        assert "B. How sure?" in first
        await study.leave()
        study.serve()
        await study.up()
        stage.server.bot_url = f"http://127.0.0.1:{stage.slack.port}/slack/events"
        await ana.again()
        assert "B. How sure?" in await ana.seen()
        assert study.answers() == {"Ana": 1}
