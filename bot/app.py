"""Puts the parts together. Nothing else wires, and nothing else sees the whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.bank.bank import Bank
from bot.bank.blueprints import load_blueprints
from bot.bank.facts import load_facts
from bot.bank.loading import load
from bot.chat.platform import ChatPlatform
from bot.commands.catalogue import catalogue
from bot.commands.dispatch import Dispatcher
from bot.model.facts import ExamFacts
from bot.model.items import Blueprint
from bot.store.migrate import migrate
from bot.store.store import Store
from bot.store.writer import AnswerWriter
from bot.study.desk import Desk, Timing
from bot.study.directory import Directory
from bot.study.platforms import Platforms
from bot.study.ticker import Ticker
from content.generators import GENERATORS

CONTENT = Path(__file__).resolve().parent.parent / "content"


@dataclass(frozen=True, slots=True)
class Content:
    """What is asked and said: the bank, the exam's blueprints and the facts about it."""

    bank: Bank
    blueprints: dict[str, Blueprint]
    facts: ExamFacts


def load_content(folder: Path = CONTENT) -> Content:
    """Everything in the content folder. Raises ContentError with all faults."""
    return Content(load(folder, GENERATORS), load_blueprints(folder), load_facts(folder))


@dataclass(frozen=True, slots=True)
class Takt:
    """A bot, put together and not yet running."""

    desk: Desk
    dispatcher: Dispatcher
    ticker: Ticker


@asynccontextmanager
async def assembled(
    url: str,
    content: Content,
    platforms: Sequence[ChatPlatform],
    clock: Callable[[], datetime],
    timing: Timing | None = None,
) -> AsyncIterator[Takt]:
    """The bot on a database that is up to date and this process's alone, closed properly at the end."""
    timing = timing or Timing()
    store = Store(url)
    async with store.opened(prepare=lambda: migrate(url, clock())):
        writer = AnswerWriter(store, timing.refresh)
        async with writer.running():
            desk = Desk(
                store=store,
                directory=Directory(store),
                answers=writer,
                bank=content.bank,
                blueprints=content.blueprints,
                facts=content.facts,
                platforms=Platforms(platforms),
                clock=clock,
                timing=timing,
            )
            yield Takt(desk, Dispatcher(desk, catalogue()), Ticker(desk))
