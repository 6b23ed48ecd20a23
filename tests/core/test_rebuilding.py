"""A year of posted questions is rebuilt from what the database holds, word for word, by a bank that is loaded anew.

Twelve cohorts ask in a month what one asks in a year, and the store is spared most of the statements;
`make rebuild-year` lets one cohort live through all of it.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import assembled
from bot.bank import Bank, load
from bot.chat.message import Card
from bot.chat.text import authored, words
from bot.model.cohort import Cohort, Schedule
from bot.model.domains import Domain
from bot.model.items import LETTERS, Generator, Question
from bot.model.places import Room
from bot.model.rounds import Round
from bot.store import bindings, cohorts
from bot.store.letters import LetterState, from_json
from bot.store.rounds import round_of
from bot.store.schema import letter, round_
from bot.study import opening
from bot.study.desk import Desk
from content.generators import GENERATORS
from tests.content.writing import CONTENT
from tests.core.world import content
from tests.fakes.engines import prepare
from tests.fakes.pretend import PretendPlatform

START = datetime(2026, 1, 1, 6, 10, tzinfo=UTC)  # soon after the opening at seven, in summer and in winter
COHORTS, DAYS = (1, 365) if os.environ.get("TAKT_YEAR") else (12, 31)
EVERY_DAY = frozenset(range(7))
FILES = ("inventory/IN13", "demand/DM09", "supply/SU06")
REWORDED = "inventory.IN13.0001"
ADDED = "In short: "
"""What the second versions begin with."""


@dataclass(frozen=True)
class Words:
    """A question as people read it: the stem, the options in their order, and the key as the reveal told it."""

    stem: str
    options: tuple[str, ...]
    key: str


def rebuilt(bank: Bank, asked: Round) -> Words:
    """From the item, the version, the seed and the order alone."""
    question = bank.item(asked.item, asked.version).draw(asked.seed)
    options = [question.options[index] for index in asked.order]
    key = next(LETTERS[place] for place, option in enumerate(options) if option.correct)
    return Words(words(authored(question.stem)), tuple(words(authored(option.text)) for option in options), key)


def small(folder: Path) -> Path:
    """A content folder of a dozen items."""
    folder.mkdir()
    for name in ("subtopics.toml", "books.toml"):
        shutil.copy(CONTENT / name, folder / name)
    for name in FILES:
        (folder / "items" / name).parent.mkdir(parents=True)
        shutil.copy(CONTENT / "items" / f"{name}.yaml", folder / "items" / f"{name}.yaml")
    return folder


def reword(folder: Path) -> None:
    """The first item gets another stem, other options in another order and another key; its old words stay below it."""
    file = folder / "items" / f"{FILES[0]}.yaml"
    head, *items = file.read_text(encoding="utf-8").split("  - id: ")
    first = items[0]
    body, rest = first.split("    ref: ", 1)
    old = body[body.index("    stem:") :].replace("\n    ", "\n        ").strip()
    old = "\n".join(line for line in old.splitlines() if not line.strip().startswith(("check:", "level:")))
    new = body.replace("stem: |\n      ", f"stem: |\n      {ADDED}", 1)
    options = new[new.index("      - text:") :].split("      - text:")[1:]
    new = new[: new.index("      - text:")] + "".join(f"      - text:{option}" for option in reversed(options))
    assert "version: 1" in rest
    rest = rest.replace("version: 1", "version: 2").rstrip("\n")
    items[0] = f"{new}    ref: {rest}\n    previous:\n      - version: 1\n        {old}\n"
    file.write_text("  - id: ".join([head, *items]), encoding="utf-8")


def reworded(generator: Generator) -> Generator:
    """The second version of a generator."""

    def draw(seed: int) -> Question:
        question = generator.draw(seed + 1)
        return replace(question, stem=ADDED + question.stem)

    return replace(generator, version=2, draw=draw)


FIRST = tuple(
    next(g for g in GENERATORS if g.domain is domain) for domain in (Domain.SOP, Domain.QUALITY, Domain.DEMAND)
)
SECOND = (*FIRST, reworded(FIRST[0]))


class Year:
    """A bot that is stopped, given another bank and started again, and every card as it was put into its letter."""

    def __init__(self, folder: Path) -> None:
        self._url = prepare(folder)
        self._now = START
        self._told: dict[int, str] = {}
        self._asked: dict[int, Card] = {}

    async def live(self, days: int, bank: Bank) -> dict[int, Round]:
        """So many days with this bank. Returns every round so far, by id."""
        held = replace(content(), bank=bank)
        async with assembled(self._url, held, [PretendPlatform()], lambda: self._now) as takt:
            if not self._asked:
                await found(takt.desk, self._now)
            for _ in range(days):
                self._now += timedelta(days=1)
                async with takt.desk.store.write() as tx:
                    await opening.open_all(tx, takt.desk, range(1, COHORTS + 1), self._now)
                    await self._read(tx)
            async with takt.desk.store.read() as tx:
                return {row.id: round_of(row) for row in await tx.execute(select(round_))}

    async def _read(self, tx: AsyncConnection) -> None:
        """The letters of this day go out."""
        new = letter.c.created_at == self._now
        for key, text in await tx.execute(select(letter.c.key, letter.c.card).where(new)):
            kind, number = key.split(":")[:2]
            card = from_json(text)
            if kind == "round":
                self._asked[int(number)] = card
            elif kind == "reveal":
                self._told[int(number)] = card.title.rpartition("the key is ")[2]
        sent = {"state": LetterState.SENT, "sent_at": self._now, "sent_channel": "cpim", "sent_message": "m"}
        await tx.execute(update(letter).where(new).values(**sent))

    def posted(self) -> dict[int, Words]:
        """Every question whose key was told, by the id of its round."""
        return {
            number: Words(words(card.text), tuple(words(choice.text) for choice in card.options), self._told[number])
            for number, card in self._asked.items()
            if number in self._told
        }


async def test_a_year_of_posted_questions_is_rebuilt_word_for_word(tmp_path: Path) -> None:
    folder, year = small(tmp_path / "content"), Year(tmp_path)
    await year.live(DAYS // 2, load(folder, FIRST))
    reword(folder)
    asked = await year.live(DAYS - DAYS // 2, load(folder, SECOND))

    anew = load(folder, SECOND)
    posted = year.posted()
    for number, as_posted in posted.items():
        assert as_posted == rebuilt(anew, asked[number]), asked[number]
    assert len(posted) >= 360
    for item in (REWORDED, FIRST[0].id):
        stems = {asked[number].version: one.stem for number, one in posted.items() if asked[number].item == item}
        assert sorted(stems) == [1, 2] and stems[2].startswith(ADDED) and not stems[1].startswith(ADDED)


async def found(desk: Desk, now: datetime) -> None:
    """Cohorts that are asked every day."""
    async with desk.store.write() as tx:
        for seed in range(COHORTS):
            schedule = Schedule("Europe/Berlin", days=EVERY_DAY)
            new = Cohort(0, f"Group {seed}", schedule, "cpim-9.0", seed=seed, created_at=now)
            number = await cohorts.create(tx, new)
            await bindings.bind(tx, number, Room("pretend", "guild", f"cpim-{seed}"), "#cpim", now)
