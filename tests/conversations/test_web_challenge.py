"""A whole challenge in the room that `make run` serves: created, joined, played and decided with pretend members."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.conversations.test_web_room import act_as, served, speak
from tests.fakes.browser import MISSING, browser, visitor

MINUTES = 2
DAYS = 5


async def press(page: Page, label: str) -> None:
    """Press the newest button with this label."""
    await page.get_by_role("button", name=label, exact=True).last.click()


async def join(page: Page, who: str) -> None:
    await act_as(page, who)
    await press(page, "Join")
    await expect(page.locator(".message.private").last).to_contain_text("You joined")


async def play_the_day(page: Page, who: str, letter: str) -> None:
    """Press *Start*, and the same letter three times."""
    await act_as(page, who)
    await press(page, "Start")
    reply = page.locator(".message.private").last
    for left in (2, 1, 0):
        await reply.get_by_role("button", name=letter, exact=True).click()
        await reply.get_by_role("button", name="Next question" if left else "How I did today").click()
    await expect(reply).to_contain_text("is done")


async def test_a_newcomer_runs_a_whole_challenge_in_under_two_minutes(tmp_path: Path) -> None:
    async with browser() as running, served(tmp_path) as address:
        if running is None:
            pytest.fail(MISSING)
        async with visitor(running) as (page, complaints):
            began = time.monotonic()
            page.set_default_timeout(20_000)
            expect.set_options(timeout=20_000)
            await page.goto(address)
            await expect(page.locator("#log")).to_contain_text("the key is")

            await speak(page, "/challenge create")
            await press(page, "Domain week")
            await page.locator("dialog.form").get_by_role("button", name="Continue", exact=True).click()
            await press(page, "Create it")
            for who in ("Ben", "Chloe", "Dev"):
                await join(page, who)

            next_stop = page.locator(".stops button").filter(has_text="Next challenge day")
            for day in range(1, DAYS + 1):
                await next_stop.click()
                await expect(page.get_by_role("heading", name=re.compile(rf"day {day}$"))).to_be_visible()
                await expect(next_stop).to_contain_text(re.compile("in (2[0-9] hours|[1-3] days?)"))
                if day == 1:
                    for who, letter in (("Ben", "A"), ("Chloe", "B"), ("Dev", "C")):
                        await play_the_day(page, who, letter)
            await next_stop.click()
            await expect(page.locator("#log")).to_contain_text("the result")
            assert complaints == []
            assert time.monotonic() - began < MINUTES * 60
