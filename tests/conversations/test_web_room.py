"""What `make run` serves, used in a real browser as a newcomer would use it."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.fakes.browser import MISSING, browser, visitor

ROOT = Path(__file__).parents[2]
PATIENCE = 15_000


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[str]:
    """The real process, with its demo cohort; gives the address that it prints."""
    command = [sys.executable, "-u", "-m", "bot", "try", "--data", str(folder), "--port", "0"]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        async for line in process.stdout:
            if found := re.search(rb"http://127\.0\.0\.1:\d+/\?key=\S+", line):
                yield found[0].decode()
                break
    finally:
        process.terminate()
        assert await process.wait() == 0, "it does not leave cleanly on SIGTERM"


async def speak(page: Page, line: str) -> None:
    """Type a line and send it."""
    await page.locator("#line").fill(line)
    await page.locator("#send").click()


async def act_as(page: Page, who: str) -> None:
    """Speak as this member, and wait until the page does."""
    await page.get_by_role("radio", name=who).check()
    await expect(page.locator("#line")).to_have_attribute("placeholder", re.compile(who))


async def answer(page: Page, who: str, letter: str, then: str) -> None:
    """As this member: press a letter on the question, and say how sure."""
    await act_as(page, who)
    await page.get_by_role("button", name=letter, exact=True).last.click()
    await page.locator(".message.private").last.get_by_role("button", name=then, exact=True).click()
    await expect(page.locator(".message.private").last).to_contain_text("Report a mistake")


async def test_a_newcomer_runs_a_cohort_from_its_creation_to_a_reminder(tmp_path: Path) -> None:
    async with browser() as running, served(tmp_path) as address:
        if running is None:
            pytest.fail(MISSING)
        async with visitor(running) as (page, complaints):
            page.set_default_timeout(PATIENCE)
            expect.set_options(timeout=PATIENCE)
            await page.goto(address)

            # The demo cohort has a question waiting and a past to look at.
            await expect(page.locator("#log")).to_contain_text("the key is")

            # Create a cohort of one's own.
            await page.locator("#rooms button").filter(has_text="new-group").click()
            await expect(page.get_by_role("button", name="Try it")).to_have_count(0)
            await speak(page, "/cohort create")
            form = page.locator("dialog.form")
            await form.get_by_label("Version of the exam").select_option("cpim-9.0")
            await form.get_by_label("Time zone of the cohort").fill("Europe/Berlin")
            await form.get_by_label("Name of the cohort").fill("Early birds")
            await form.get_by_role("button", name="Start", exact=True).click()
            await expect(page.locator("#log")).to_contain_text("Welcome to Early birds")

            # Ask, and answer as three members.
            await page.get_by_role("button", name="Ask now").click()
            await expect(page.get_by_role("heading", name=re.compile("^Q1 · "))).to_be_visible()
            await answer(page, "Ben", "A", "Sure")
            await answer(page, "Chloe", "B", "Guess")
            await answer(page, "Dev", "C", "Sure")

            # Move the clock to the close: the reveal stands under the question.
            # (The demo cohort has closes of its own on the way: which comes first depends on the hour of the day.)
            tried = page.get_by_role("button", name="Try it")
            for _ in range(3):
                await page.locator(".stops button").filter(has_text="Next close").click()
                with contextlib.suppress(AssertionError):
                    await expect(tried.first).to_be_visible(timeout=4000)
                    break
            await expect(tried.first).to_be_visible()
            await expect(page.locator("#log")).to_contain_text(re.compile("Q1: the key is [A-D]"))

            # Score and board.
            await act_as(page, "Ben")
            await speak(page, "/score")
            await expect(page.locator(".message.private").last).to_contain_text("Accuracy")
            await speak(page, "/takt board all")
            board = page.locator(".message.private").last
            for who in ("Ben", "Chloe", "Dev"):
                await expect(board).to_contain_text(who)

            # A countdown, and the reminder that a moved clock brings.
            await speak(page, "/countdown set 1 January 2020")
            await expect(page.locator(".message.private").last).to_contain_text("past")
            exam = await page.evaluate("new Date(Date.now() + 20 * 864e5).toISOString().slice(0, 10)")
            await speak(page, f"/countdown set date={exam} time=13:00 zone=Europe/Berlin venue=centre")
            await expect(page.locator(".message.private").last).to_contain_text("days")
            await page.locator(".stops button").filter(has_text="Next reminder").click()
            await page.locator("#directs button").first.click()
            await expect(page.locator("#log")).to_contain_text("missed")
            assert complaints == []
