"""Platforms side by side: an outage of one does not touch the other; a refused token stops a start only."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.chat.command import Catalogue
from bot.chat.message import Silence
from bot.chat.platform import Later, Unauthorised
from bot.chat.request import Ask, Request
from bot.model.places import Room
from bot.running import serve_all
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


def test_a_letter_that_is_due_before_its_platform_is_connected_waits_for_seconds() -> None:
    with pytest.raises(Later) as error:
        Platforms().of(Room("slack", "T1", "C1"))
    assert error.value.seconds <= 5
