"""`takt content preview`: every question, findable, as members see it, with its key only on request."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar
from playwright.async_api import Page, expect

from adapters.web.reading import serve_bank
from bot.bank.shelf import Shelf
from bot.cli.preview import Pages
from content.generators import GENERATORS
from content.generators.inventory.safety import SAFETY_STOCK
from tests.content.writing import META, NUMERIC, SOUND, folder, line_with
from tests.fakes.browser import MISSING, browser, visitor

ROOT = Path(__file__).parents[2]
SECRET = "a secret of some length"
DRAFT = META.replace("reviewer: jonas, status: reviewed", "status: draft").replace(
    ", reviewed: 2026-11-23, verdict: agreed", ""
)
ODD = SOUND.replace('"Hedge inventory"', '"<b onclick=x>Hedge</b> & **bold** `code`"').replace("META", DRAFT)


@dataclass
class Reader:
    """Somebody with the address."""

    client: ClientSession
    base: str

    async def page(self, query: str = "") -> str:
        async with self.client.get(f"{self.base}/?{query}") as response:
            assert response.status == 200
            return await response.text()

    async def ids(self, query: str) -> list[str]:
        return re.findall(r'<article class="[^"]*" id="([^"]+)"', await self.page(query))


@asynccontextmanager
async def reader(path: Path) -> AsyncIterator[Reader]:
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve_bank(Pages(Shelf(path, GENERATORS)).look, SECRET, 0, address.set_result))
    try:
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as client:
            whole = await address
            async with client.get(whole) as entered:
                assert entered.status == 200
            yield Reader(client, whole.split("/?")[0])
    finally:
        serving.cancel()
        await asyncio.wait({serving})


def part(page: str, id: str) -> str:
    """What the page says of one question."""
    return page.split(f'id="{id}"')[1].split("</article>")[0]


async def test_questions_are_found_by_domain_subtopic_level_kind_and_words(tmp_path: Path) -> None:
    async with reader(folder(tmp_path, IN13=ODD, IN11=NUMERIC)) as r:
        written = ["inventory.IN11.0001", "inventory.IN13.0001"]
        assert await r.ids("kind=written") == written
        assert await r.ids("kind=draft") == written[1:] and await r.ids("kind=retired") == []
        assert await r.ids("kind=written&domain=inventory&level=apply") == written[:1]
        assert await r.ids("subtopic=IN13&level=understand") == written[1:]
        assert await r.ids("q=VALVE+reorder+lead") == [] and await r.ids("q=valve+TWELVE") == []
        assert written[0] in await r.ids("q=Valve+twice") and written[1] in await r.ids("q=transit+swing")
        assert await r.ids("q=inventory.safety_stock") == ["inventory.safety_stock"]
        assert await r.ids("kind=written&domain=nowhere&level=%00&page=x&draw=:") == written
        assert "No question is like that" in await r.page("q=nothing+of+the+kind")
        every = len({generator.id for generator in GENERATORS}) + 2
        first, last = await r.page(), await r.page("page=999")
        pages = -(-every // 10)
        assert f"{every} questions, page 1 of {pages}" in first and f"page {pages} of {pages}" in last
        assert first.count("<article") == 10 and last.count("<article") == (every - 1) % 10 + 1


async def test_text_stays_text_and_markup_is_the_rooms(tmp_path: Path) -> None:
    async with reader(folder(tmp_path, IN13=ODD)) as r:
        page = await r.page("kind=written")
        odd = part(page, "inventory.IN13.0001")
        assert "&lt;b onclick=x&gt;Hedge&lt;/b&gt; &amp; <strong>bold</strong> <code>code</code>" in odd
        assert '<span class="mark loud">draft</span>' in odd and "items/inventory/IN13.yaml:4" in odd
        question, key = odd.split("<details>")
        assert "The key is" in key and "The key is" not in question and "It is held against swings" not in question
        typed = await r.page("q=%22%3E%3Cscript%3E&kind=%22%3E%3Cscript%3E")
        assert "<script" not in typed and "&quot;&gt;&lt;script&gt;" in typed


async def test_a_parametric_question_is_drawn_again(tmp_path: Path) -> None:
    id = SAFETY_STOCK.id
    async with reader(folder(tmp_path)) as r:
        first, second = await r.page(f"q={id}"), await r.page(f"q={id}&draw={id}:2")
        assert f"draw={id}%3A2#{id}" in first and f"draw={id}%3A3#{id}" in second
        assert part(first, id) != part(second, id) and await r.page(f"q={id}&draw={id}:2") == second
        assert await r.page(f"q={id}&draw=inventory.eoq:2") == first


async def test_an_edit_is_there_on_reload_and_what_has_a_fault_is_told_with_its_line(tmp_path: Path) -> None:
    file = folder(tmp_path, IN13=SOUND, IN11=NUMERIC) / "items/inventory/IN13.yaml"
    sound = file.read_text(encoding="utf-8")
    async with reader(tmp_path) as r:
        file.write_text(sound.replace("week to week", "day to day"), encoding="utf-8")
        assert "day to day" in await r.page("kind=written")
        faulty = sound.replace("level: understand", "level: hard")
        file.write_text(faulty, encoding="utf-8")
        page = await r.page("kind=written")
        assert f"items/inventory/IN13.yaml:{line_with(faulty, 'level:')}: error L01" in page
        assert await r.ids("kind=written") == ["inventory.IN11.0001"]
        books = (tmp_path / "books.toml").read_text(encoding="utf-8")
        (tmp_path / "books.toml").write_text("=", encoding="utf-8")
        page = await r.page("kind=written")
        assert "books.toml" in page and "inventory.IN11.0001" in page  # as it was read last
        (tmp_path / "books.toml").write_text(books, encoding="utf-8")
        file.write_text(sound, encoding="utf-8")
        page = await r.page("kind=written")
        assert 'class="troubles"' not in page and "week to week" in page


async def test_it_is_for_this_machine_and_those_with_the_address(tmp_path: Path) -> None:
    async with reader(folder(tmp_path)) as r:
        async with r.client.get(r.base, headers={"Host": "takt.example.org"}) as elsewhere:
            assert elsewhere.status == 403
        async with ClientSession() as stranger:
            async with stranger.get(r.base) as without:
                assert without.status == 403 and "whole address" in await without.text()
            async with stranger.get(f"{r.base}/?key=guessed") as wrong:
                assert wrong.status == 403
        async with r.client.get(r.base) as response:
            policy = response.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'; style-src 'self'") and "script-src" not in policy


async def test_the_command_opens_it_on_a_phone_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot", "content", "preview", "--folder", str(folder(tmp_path, IN13=ODD))]
    run = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert run.stdout is not None
    try:
        address = ""
        while not address:
            line = (await run.stdout.readline()).decode()
            assert line, "it ended before it was open"
            address = line.strip() if "http://127.0.0.1:" in line else ""
        async with browser() as running:
            if running is None:
                pytest.skip(MISSING)
            async with visitor(running, width=360, height=740) as (page, complaints):
                await page.goto(address)
                assert "key=" not in page.url
                await find_and_draw(page)
                assert await page.evaluate("document.documentElement.scrollWidth") <= 360
                assert complaints == []
        run.send_signal(signal.SIGINT)
        rest = (await run.stdout.read()).decode()
        assert await run.wait() == 0 and "has ended" in rest
    finally:
        if run.returncode is None:
            run.kill()
            await run.wait()


async def find_and_draw(page: Page) -> None:
    """By hand: search, draw again, look at the key."""
    await page.get_by_label("Words").fill("safety stock deviation")
    await page.get_by_label("Kind").select_option("Parametric")
    await page.get_by_role("button", name="Search").click()
    shown = page.locator(f'[id="{SAFETY_STOCK.id}"]')
    before = await shown.inner_text()
    await shown.get_by_role("link", name="Draw again").click()
    await expect(shown).not_to_have_text(before)
    await expect(shown.get_by_text("The key is")).to_be_hidden()
    await shown.get_by_text("Key and reasons").click()
    await expect(shown.get_by_text("The key is")).to_be_visible()
