"""The web room shows pictures from its own origin, draws them when a page asks, and keeps their recipes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from aiohttp import ClientSession
from playwright.async_api import expect

from adapters.web.platform import WebPlatform
from adapters.web.ports import MemoryJournal
from bot.chat.message import Card
from bot.chat.picture import Bar, Bars, Cell, Days, Draw, Mark, Picture, Race, Runner
from bot.model.places import Account
from bot.pictures.studio import Studio
from tests.adapters.web_sample import SECRET, START, Core, served
from tests.fakes.browser import MISSING, browser, visitor

PNG = b"\x89PNG\r\n\x1a\n pretend"
PICTURE = Picture(
    "The week",
    (
        Bars("Most points", (Bar("Ana", 46, "46 points", mark=40),), 46),
        Days("Days", ("Mo",), ((Cell("23", Mark.FROZEN),),), ((Mark.FROZEN, "freeze used: 1"),)),
        Race("Race", ("23 Nov", "24 Nov"), (Runner("Ben", (None, 50), "50%"),), 100, "%"),
    ),
    "Most points: Ana, 46.",
)
CARD = Card("The week", picture=PICTURE)


class Painter:
    def __init__(self, hand: Draw | None = None) -> None:
        self.asked: list[Picture] = []
        self.blind = False
        self._hand = hand

    async def draw(self, picture: Picture) -> bytes | None:
        self.asked.append(picture)
        if self.blind or self._hand is None:
            return None if self.blind else PNG
        return await self._hand(picture)


def address(message: dict[str, Any], who: str = "ana") -> str:
    return f"/picture/{message['id']}/{message['card']['picture']['digest']}.png?as={who}"


async def test_a_picture_is_drawn_when_the_page_asks_for_it_and_not_before() -> None:
    painter = Painter()
    async with served(Core(), draw=painter.draw) as page:
        await page.platform.post(page.platform.rooms[0], CARD, "summary:1")
        [message] = page.sees()
        assert message["card"]["picture"] == {"digest": PICTURE.digest, "alt": PICTURE.alt}
        assert painter.asked == []
        async with page.session.get(address(message)) as response:
            assert (response.status, response.content_type) == (200, "image/png")
            assert await response.read() == PNG
            assert "img-src 'self'" in response.headers["Content-Security-Policy"]
        assert painter.asked == [PICTURE]


async def test_a_picture_is_shown_to_nobody_without_the_key() -> None:
    async with served(Core(), draw=Painter().draw) as page:
        await page.platform.post(page.platform.rooms[0], CARD, "summary:1")
        [message] = page.sees()
        async with ClientSession(page.platform.address) as stranger, stranger.get(address(message)) as response:
            assert response.status == 403


async def test_a_private_picture_is_shown_to_its_reader_alone() -> None:
    async with served(Core(), draw=Painter().draw) as page:
        await page.platform.post(Account("web", "web", "ben"), CARD, "direct:1")
        [message] = page.sees("ben")
        async with page.session.get(address(message, "ben")) as response:
            assert response.status == 200
        async with page.session.get(address(message, "ana")) as response:
            assert response.status == 404


async def test_an_outdated_address_and_a_drawing_that_fails_show_nothing() -> None:
    painter = Painter()
    async with served(Core(), draw=painter.draw) as page:
        await page.platform.post(page.platform.rooms[0], CARD, "summary:1")
        [message] = page.sees()
        async with page.session.get(address(message).replace(PICTURE.digest, "0" * 32)) as response:
            assert response.status == 404
        painter.blind = True
        async with page.session.get(address(message)) as response:
            assert response.status == 503


@pytest.mark.parametrize("dark", [False, True])
async def test_a_phone_shows_it_whole_with_its_words_and_the_words_alone_where_it_fails(dark: bool) -> None:
    painter = Painter(Studio(patience=20).draw)
    async with browser() as running:
        if running is None:
            pytest.skip(MISSING)
        async with (
            served(Core(), draw=painter.draw) as room,
            visitor(running, width=360, dark=dark) as (page, complaints),
        ):
            await room.platform.post(room.platform.rooms[0], CARD, "summary:1")
            await page.goto(await room.platform.listening())
            shown = page.get_by_role("img", name=PICTURE.alt)
            await expect(shown).to_have_js_property("naturalWidth", 1080)
            box = await shown.bounding_box()
            assert box and box["x"] >= 0 and 260 <= box["width"] <= 360
            assert await page.evaluate("document.documentElement.scrollWidth") == 360
            assert complaints == []
            painter.blind = True
            await room.platform.post(room.platform.rooms[0], CARD, "summary:2")
            await expect(shown).to_have_count(2)
            await expect(shown.last).to_have_js_property("naturalWidth", 0)


async def test_a_recipe_outlives_the_process() -> None:
    journal, painter = MemoryJournal(), Painter()

    def clock() -> datetime:
        return START

    first = WebPlatform(host="127.0.0.1", port=0, secret=SECRET, clock=clock, journal=journal)
    await first.post(first.rooms[0], CARD, "summary:1")
    async with served(Core(), journal=journal, draw=painter.draw) as page:
        [message] = page.sees()
        async with page.session.get(address(message)) as response:
            assert response.status == 200
        assert painter.asked == [PICTURE]
