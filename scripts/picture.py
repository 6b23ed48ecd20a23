"""Takes the README's picture: the room in the browser, with its demo cohort and an answer just given.

python -m scripts.picture
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Page

from bot.app import try_room
from tests.fakes.browser import MISSING, browser, visitor

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "room.png"


async def compose(page: Page, address: str) -> None:
    """Answer today's question as Chloe, and show what she learns."""
    await page.goto(address)
    await page.get_by_role("radio", name="Chloe").check()
    await page.get_by_role("button", name="B", exact=True).last.click()
    await page.locator(".message.private").last.get_by_role("button", name="Sure", exact=True).click()
    await page.get_by_text("Report a mistake").last.wait_for()
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(600)


async def main() -> None:
    """Open the room, and take the picture."""
    opened: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    with tempfile.TemporaryDirectory() as folder:
        room = asyncio.create_task(try_room(Path(folder), 0, opened.set_result))
        address = await opened
        async with browser() as running:
            if running is None:
                raise SystemExit(MISSING)
            async with visitor(running, height=1240) as (page, _):
                await compose(page, address)
                PICTURE.parent.mkdir(parents=True, exist_ok=True)
                await page.screenshot(path=PICTURE)
        room.cancel()
        await asyncio.gather(room, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(main())
