"""A message never waits long for its picture, which is drawn in a thread, and once for equal recipes."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot.chat.picture import Picture
from bot.pictures.studio import KEPT, Studio

ROOT = Path(__file__).parents[2]


def recipe(title: str = "A picture") -> Picture:
    return Picture(title, (), title)


async def test_a_picture_is_drawn_off_the_loop_and_kept() -> None:
    threads: list[int] = []

    def draw(picture: Picture) -> bytes:
        threads.append(threading.get_ident())
        return picture.title.encode()

    studio = Studio(draw=draw)
    assert [await studio.draw(recipe()) for _ in range(3)] == [b"A picture"] * 3
    assert len(threads) == 1 and threads[0] != threading.get_ident()


async def test_who_asks_for_the_same_at_once_waits_for_one_drawing() -> None:
    drawn: list[str] = []

    def draw(picture: Picture) -> bytes:
        drawn.append(picture.title)
        return b"png"

    studio = Studio(draw=draw)
    assert await asyncio.gather(*(studio.draw(recipe()) for _ in range(5))) == [b"png"] * 5
    assert drawn == ["A picture"]


async def test_what_fails_is_logged_and_gives_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def draw(picture: Picture) -> bytes:
        raise OSError("no letters")

    with caplog.at_level(logging.ERROR):
        assert await Studio(draw=draw).draw(recipe()) is None
    assert "A picture" in caplog.text


async def test_what_takes_too_long_gives_nothing_now_and_the_picture_later() -> None:
    gate = threading.Event()

    def draw(picture: Picture) -> bytes:
        gate.wait(10)
        return b"png"

    studio = Studio(patience=0.01, draw=draw)
    assert await studio.draw(recipe()) is None
    gate.set()
    while await studio.draw(recipe()) is None:
        await asyncio.sleep(0)
    assert await studio.draw(recipe()) == b"png"


async def test_only_the_last_pictures_are_kept() -> None:
    drawn: list[str] = []

    def draw(picture: Picture) -> bytes:
        drawn.append(picture.title)
        return b"png"

    studio = Studio(draw=draw)
    for number in range(KEPT + 1):
        await studio.draw(recipe(str(number)))
    await studio.draw(recipe(str(KEPT)))
    assert len(drawn) == KEPT + 1
    await studio.draw(recipe("0"))
    assert drawn[-1] == "0" and len(drawn) == KEPT + 2


def test_a_bot_that_draws_nothing_never_loads_pillow() -> None:
    code = "import sys, bot.app; sys.exit('PIL' in sys.modules or 'bot.pictures.drawing' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
