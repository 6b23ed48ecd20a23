"""All surfaces, each with its share of the inputs, one after the other."""

from __future__ import annotations

import asyncio
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.commands.catalogue import catalogue
from bot.commands.dispatch import Dispatcher
from tests.fakes import engines
from tests.fuzz import connections
from tests.fuzz.core import core
from tests.fuzz.files import files
from tests.fuzz.items import items
from tests.fuzz.scene import Setting, play
from tests.fuzz.settings import settings
from tests.fuzz.tally import Tally
from tests.fuzz.words import words

SHARES = {
    "core": 0.30, "words": 0.50, "settings": 0.12, "items": 0.01, "files": 0.005, "web": 0.02,
    "slack over HTTP": 0.015, "slack over a socket": 0.015, "discord": 0.015,
}  # fmt: skip
"""Which part of the inputs goes to which surface: those that take long get few."""


def fuzz(inputs: int, seed: int, tell: Callable[[Tally], None]) -> list[Tally]:
    """Try them all. `tell` hears of each surface when it is done."""
    logging.disable(logging.NOTSET)
    done: list[Tally] = []
    with _folder() as place:
        setting = asyncio.run(play(place / "scene"))
        for name, share in SHARES.items():
            tally = Tally(name)
            _one(name, max(1, round(inputs * share)), seed, setting, place, tally)
            done.append(tally)
            tell(tally)
    return done


def _one(name: str, wanted: int, seed: int, setting: Setting, place: Path, tally: Tally) -> None:
    folder = place / name.replace(" ", "-")
    folder.mkdir()
    match name:
        case "core":
            asyncio.run(core(wanted, seed, setting, tally))
        case "words":
            forms = Dispatcher(None, catalogue()).catalogue  # type: ignore[arg-type]  # its declarations alone
            words(wanted, seed, forms, setting, tally)
        case "settings":
            settings(wanted, seed, folder, tally)
        case "items":
            items(wanted, seed, folder, tally)
        case "files":
            files(wanted, seed, setting.folder / "takt.db", folder, tally)
        case "web":
            asyncio.run(connections.web(wanted, seed, setting, folder, tally))
        case "discord":
            asyncio.run(connections.discord(wanted, seed, setting, folder, tally))
        case _:
            way = "http" if "HTTP" in name else "socket"
            asyncio.run(connections.slack(wanted, seed, setting, folder, tally, way))


@contextmanager
def _folder() -> Iterator[Path]:
    engines.choose(engines.SQLITE)
    place = Path(tempfile.mkdtemp(prefix="takt-fuzz-"))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
