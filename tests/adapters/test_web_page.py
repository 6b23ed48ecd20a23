"""The page in a real browser: that it opens, that it works by hand and by keyboard, and that text stays text."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from playwright.async_api import Page as BrowserPage

from adapters.web.ports import MemoryJournal
from bot.chat.message import Card
from bot.chat.text import Moment, plain, say
from bot.model.places import Account, Room
from tests.adapters.web_sample import START, Core, Page, question, served
from tests.fakes.browser import MISSING, browser, visitor

ROOM = Room("web", "web", "study")


# One browser for all of these tests, and so one loop: it takes longer to start than they take to run.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running() -> AsyncIterator[Browser]:
    async with browser() as found:
        if found is None:
            pytest.skip(MISSING)
        yield found


@asynccontextmanager
async def opened(running: Browser, core: Core, *, width: int = 1280) -> AsyncIterator[tuple[BrowserPage, Page]]:
    """The page, open in a browser, and the room behind it. Ends with the console silent."""
    async with served(core) as room, visitor(running, width=width) as (page, complaints):
        await page.goto(await room.platform.listening())
        await expect(page.locator("#rooms button")).to_have_count(1)
        yield page, room
        assert complaints == []


async def test_a_newcomer_is_told_what_to_do_and_can_do_all_of_it_in_the_page(running: Browser) -> None:
    core = Core()
    async with opened(running, core) as (page, room):
        assert "key=" not in page.url
        await page.get_by_role("button", name="Do it: /cohort create").click()
        reply = page.locator(".message.private")
        await expect(reply).to_contain_text("Only you can see this")
        await expect(reply).to_contain_text("/cohort create")

        await room.platform.post(ROOM, question(), "q7")
        await page.get_by_role("button", name="B", exact=True).click()
        await page.get_by_role("button", name="Sure").click()
        await expect(page.get_by_text("Cycle stock.", exact=True)).to_be_visible()

        await page.get_by_role("button", name="Next question").click()
        await expect(page.locator("#time")).to_have_text("08:00")
        assert core.moves == [START.replace(hour=7) + timedelta(days=1)]
        await page.get_by_role("button", name="Move", exact=True).click()
        await expect(page.locator("#date")).to_contain_text("25 Nov 2026")

        await page.get_by_role("radio", name="Ben").check()
        await expect(page.locator(".message")).to_have_count(1)


async def test_a_command_is_typed_completed_and_recalled_without_a_mouse(running: Browser) -> None:
    async with opened(running, Core()) as (page, _):
        await page.keyboard.press("/")
        await page.keyboard.type("sco")
        await expect(page.locator("#suggestions [role=option]")).to_have_count(1)
        await page.keyboard.press("Tab")
        await expect(page.locator("#suggestions [role=option]")).to_have_count(3)
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(page.locator("#line")).to_have_value("/score show window=week ")
        await page.keyboard.press("Enter")
        await expect(page.locator(".message .card .text")).to_contain_text("Ana in week: 7, see /takt board")
        await expect(page.locator("#status")).to_have_text("Only for you, from Takt: Your score")
        await page.keyboard.press("ArrowUp")
        await expect(page.locator("#line")).to_have_value("/score show window=week")


async def test_a_form_keeps_what_was_typed_until_it_is_right(running: Browser) -> None:
    async with opened(running, Core()) as (page, _):
        await page.fill("#line", "/takt report")
        await page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Report")
        await expect(dialog.get_by_label("What is wrong?")).to_be_focused()
        await dialog.get_by_role("button", name="Send").click()
        await expect(dialog.get_by_text("Please fill this in.")).to_be_visible()
        await dialog.get_by_label("What is wrong?").fill("two keys")
        await dialog.get_by_label("Since when?").fill("never")
        await dialog.get_by_role("button", name="Send").click()
        await expect(dialog.get_by_label("Since when?")).to_be_focused()
        await expect(dialog.get_by_text("“never” is not a date")).to_be_visible()
        await expect(dialog.get_by_label("What is wrong?")).to_have_value("two keys")
        await dialog.get_by_label("Since when?").fill("")
        await dialog.get_by_role("button", name="Send").click()
        await expect(dialog).to_be_hidden()
        await expect(page.locator(".message.private")).to_contain_text("Thank you")


async def test_what_people_typed_is_never_markup_and_moments_are_the_viewers(running: Browser) -> None:
    async with opened(running, Core()) as (page, room):
        nasty = "<img src=x onerror=\"document.title='owned'\"><b>bold</b>"
        await room.platform.post(ROOM, Card(nasty, say("{n} at {at}", n=nasty, at=Moment(START))), "n")
        card = page.locator(".message .card")
        await expect(card.locator(".text")).to_have_text(re.compile(re.escape(f"{nasty} at Mon") + r"\W+23 Nov.+07:00"))
        assert await card.locator("img, b, script").count() == 0
        assert await page.title() == "#cpim-study · Takt"


async def test_a_thread_unfolds_and_stays_so_while_its_message_changes(running: Browser) -> None:
    async with opened(running, Core()) as (page, room):
        ref = await room.platform.post(ROOM, question(), "q7")
        await room.platform.post(ROOM, Card("The key is B", plain("It hides problems.")), "reveal", ref)
        await page.locator("summary", has_text="1 reply").click()
        await expect(page.get_by_text("It hides problems.")).to_be_visible()
        await room.platform.edit(ref, question(closed=True))
        await expect(page.get_by_role("button", name="Try it")).to_be_visible()
        await expect(page.get_by_text("It hides problems.")).to_be_visible()


async def test_what_arrives_is_in_sight_unless_somebody_reads_further_up(running: Browser) -> None:
    async with opened(running, Core()) as (page, room):
        for number in range(8):
            await room.platform.post(ROOM, Card(f"Message {number}", plain("Some words.\n" * 5)), str(number))
        await expect(page.get_by_role("heading", name="Message 7")).to_be_in_viewport()
        await expect(page.get_by_role("button", name="New messages")).to_be_hidden()
        await page.evaluate("document.getElementById('log').scrollTop = 0")
        await expect(page.get_by_role("heading", name="Message 0")).to_be_in_viewport()
        await room.platform.post(ROOM, Card("The latest"), "latest")
        await page.get_by_role("button", name="New messages").click()
        await expect(page.get_by_role("heading", name="The latest")).to_be_in_viewport()


async def test_a_reminder_for_another_member_is_counted_and_read_as_that_member(running: Browser) -> None:
    async with opened(running, Core()) as (page, room):
        await room.platform.post(Account("web", "web", "ben"), Card("30 days to go"), "r30")
        await expect(page.locator("#members label", has_text="Ben")).to_contain_text("1 unread direct message")
        assert await page.get_by_text("30 days to go").count() == 0
        await page.get_by_role("radio", name="Ben").check()
        await page.locator("#directs button").click()
        await expect(page.get_by_role("heading", name="30 days to go")).to_be_visible()
        await expect(page.locator(".badge")).to_have_count(0)


async def test_everything_is_within_reach_at_the_width_of_a_phone(running: Browser) -> None:
    async with opened(running, Core(), width=360) as (page, room):
        await room.platform.post(ROOM, question(), "q7")
        await expect(page.get_by_role("button", name="A", exact=True)).to_be_in_viewport()
        assert await page.evaluate("document.documentElement.scrollWidth") == 360
        await page.get_by_role("button", name="Channels and members").click()
        await expect(page.get_by_text("not affiliated with ASCM")).to_be_in_viewport()
        await page.locator("#members label", has_text="Ben").click()
        await expect(page.locator("#nav")).to_be_hidden()
        await page.get_by_role("button", name="Clock").click()
        await page.get_by_role("button", name="Next question").click()
        await expect(page.locator("#clock #time")).to_have_text("08:00")
        await page.keyboard.press("Escape")
        await expect(page.locator("#open-clock")).to_be_focused()


async def test_a_page_outlives_a_restart_of_the_bot(running: Browser) -> None:
    core, journal = Core(), MemoryJournal()
    async with visitor(running) as (page, _):
        async with served(core, journal) as room:
            port = int(room.platform.address.rpartition(":")[2])
            await page.goto(await room.platform.listening())
            await room.platform.post(ROOM, question(), "q7")
            await expect(page.get_by_role("heading", name="Q7 · Inventory")).to_be_visible()
        await expect(page.locator("#lost")).to_be_visible()
        async with served(core, journal, port) as room:
            await room.platform.post(ROOM, Card("Good morning"), "m")
            await expect(page.get_by_role("heading", name="Good morning")).to_be_visible()
            await expect(page.locator("#lost")).to_be_hidden()
            await expect(page.locator(".message")).to_have_count(2)
