"""Platforms side by side: an outage of one does not touch the other; a refused token stops a start only."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.chat.command import Catalogue
from bot.chat.message import Silence
from bot.chat.platform import Later, Unauthorised
from bot.chat.request import Ask, Request
from bot.model.places import Room
from bot.running import _Outage, serve_all, until_stopped
from bot.study.platforms import Platforms
from tests.fakes.pretend import PretendPlatform

NOTHING: Catalogue[Any] = Catalogue((), ())


async def ask(request: Request) -> Silence:
    return Silence()


class Failing(PretendPlatform):
    """Raises what it is given, then serves."""

    def __init__(self, name: str, *errors: Exception) -> None:
        super().__init__(name)
        self.errors = list(errors)
        self.served = asyncio.Event()

    async def serve(self, catalogue: Catalogue[Any], ask: Ask) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.served.set()
        await super().serve(catalogue, ask)


async def test_a_platform_that_is_down_at_start_is_tried_again_while_the_other_serves(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    down, up = Failing("discord", Later("no route to host", 1), RuntimeError("odd")), Failing("slack")
    pauses: list[float] = []

    async def at_once(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr("bot.running.asyncio.sleep", at_once)
    task = asyncio.create_task(serve_all([down, up], NOTHING, ask))
    await up.served.wait()
    await down.served.wait()
    assert pauses == [1.0, 2.0]
    assert "discord cannot be reached and is tried again in 1 s: no route to host" in caplog.text
    assert not task.done()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_refused_token_at_the_start_stops_everything_with_the_remedy() -> None:
    bad, good = Failing("discord", Unauthorised("the token is refused", "reset it")), Failing("slack")
    with pytest.raises(ExceptionGroup) as raised:
        await serve_all([bad, good], NOTHING, ask)
    (error,) = raised.value.exceptions
    assert isinstance(error, Unauthorised)
    assert error.remedy == "reset it"


async def tried_without_pause(monkeypatch: pytest.MonkeyPatch, platform: Failing) -> None:
    """Run it until it serves."""
    monkeypatch.setattr("bot.running._FIRST_PAUSE", 0.0)
    task = asyncio.create_task(serve_all([platform], NOTHING, ask))
    serves = asyncio.create_task(platform.served.wait())
    await asyncio.wait({task, serves}, timeout=5, return_when=asyncio.FIRST_COMPLETED)
    serves.cancel()
    assert not task.done() and platform.served.is_set()
    task.cancel()
    await asyncio.gather(task, serves, return_exceptions=True)


async def test_an_outage_is_told_once_for_each_reason_and_a_bug_with_its_traceback(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    errors: list[Exception] = [Later("no route to host", 1) for _ in range(3)]
    errors += [RuntimeError("odd"), RuntimeError("odd"), Later("no route to host", 1)]
    await tried_without_pause(monkeypatch, Failing("discord", *errors))
    told, odd = caplog.records
    assert told.levelname == "WARNING" and told.getMessage().endswith("no route to host") and not told.exc_info
    assert odd.levelname == "ERROR" and odd.exc_info


async def test_a_token_that_is_refused_after_an_outage_is_told_once_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    refused = Unauthorised("the token is refused", "reset it")
    await tried_without_pause(monkeypatch, Failing("discord", Later("no route to host", 1), refused, refused))
    _, told = caplog.records
    assert told.getMessage() == "discord refuses the token: the token is refused reset it"


async def test_that_a_platform_is_well_again_is_told_and_the_next_outage_is_a_new_one(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    platform = Failing("discord")
    outage = _Outage(platform)
    with caplog.at_level("INFO"):
        for _ in range(2):
            outage.tell(logging.WARNING, "gone", "is gone")
            outage.end()
            outage.end()
    assert [record.getMessage() for record in caplog.records] == ["discord is gone", "discord is well again"] * 2


@pytest.mark.skipif(sys.platform == "win32", reason="there Ctrl-C arrives as an exception")
async def test_a_stop_waits_for_what_is_under_way_however_often_it_is_told(caplog: pytest.LogCaptureFixture) -> None:
    finished = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            os.kill(os.getpid(), signal.SIGTERM)  # a second one, while it finishes
            for _ in range(20):
                await asyncio.sleep(0.001)
            finished.set()

    asyncio.get_running_loop().call_soon(os.kill, os.getpid(), signal.SIGTERM)
    caplog.set_level(logging.INFO, "bot.running")
    with stopped_by_signals():
        await until_stopped(work())
    assert finished.is_set() and caplog.messages[-1] == "stopped"


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """A signal that nobody hears must not end the tests."""
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        yield
    finally:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
        asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGTERM, before)
        signal.signal(signal.SIGINT, signal.default_int_handler)


def test_a_letter_that_is_due_before_its_platform_is_connected_waits_for_seconds() -> None:
    with pytest.raises(Later) as error:
        Platforms().of(Room("slack", "T1", "C1"))
    assert error.value.seconds <= 5
