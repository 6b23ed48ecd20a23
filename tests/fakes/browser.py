"""A real browser for tests: the Chromium or Chrome that is on the machine, else the one that Playwright has fetched."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""No talk with the outside, and runs as root in a container."""

MISSING = "no Chromium or Chrome here: install one, or name it in TAKT_CHROMIUM"


def installed() -> str | None:
    """The path of the browser on this machine: what TAKT_CHROMIUM names, else the first that is found."""
    named = os.environ.get("TAKT_CHROMIUM", "")
    found = [named] if named else [shutil.which(name) or "" for name in NAMES] + [str(MAC) if MAC.exists() else ""]
    return next((path for path in found if path), None)


def fetched(playwrights_own: str) -> str | None:
    """Playwright's own browser, where it was fetched."""
    return playwrights_own if Path(playwrights_own).exists() else None


@asynccontextmanager
async def browser() -> AsyncIterator[Browser | None]:
    """A running browser, or None where there is none to run."""
    async with async_playwright() as playwright:
        path = installed() or fetched(playwright.chromium.executable_path)
        if path is None:
            yield None
            return
        running = await playwright.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield running
        finally:
            await running.close()


@asynccontextmanager
async def visitor(
    running: Browser, *, width: int = 1280, height: int = 860, dark: bool = False, zone: str = "Europe/Berlin"
) -> AsyncIterator[tuple[Page, list[str]]]:
    """A page of its own, and everything that its console complained of so far."""
    context = await running.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        locale="en-GB",
        timezone_id=zone,
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        yield page, complaints
    finally:
        await context.close()
