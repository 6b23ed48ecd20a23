"""Members who write questions for their cohort, step by step: written, handed in, read blind, approved."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Table, func, select

from bot.chat.message import Card, Reply
from bot.chat.text import words
from bot.model.domains import Domain
from bot.model.items import LETTERS
from bot.model.rounds import Round
from bot.rules.picking import question_seed
from bot.store import questions, rounds
from bot.store.questions import Own
from bot.store.schema import question
from tests.core.world import World, as_card, as_form, ask_now, found_cohort, labels, token

DAY = timedelta(days=1)
STEM = "A bicycle maker buys frames twice a year. Which step lowers the average cycle stock of frames?"
WORDS = {
    "stem": STEM,
    "right": "Ordering half as much, four times a year",
    "wrong1": "Raising the safety stock of the frames",
    "wrong2": "Moving the frames into another warehouse",
    "wrong3": "Counting the frames every single week",
}
REASONS = {
    "why0": "Cycle stock is about half of the order quantity, so smaller orders lower it.",
    "why1": "Safety stock comes on top of cycle stock; more of it makes the average rise.",
    "why2": "The place where stock lies does not change how much of it there is on average.",
    "why3": "Counting makes records right; it leaves the size of each order as it was.",
}


async def a_group(w: World) -> None:
    """Lea leads, Max too; Ana, Ben and Chloe are members, for they have answered something."""
    await found_cohort(w)
    await w.command("max", "cohort show")
    await w.command("lea", "cohort appoint", member="<@max>")
    first = await ask_now(w)
    for who in ("ana", "ben", "chloe"):
        await w.press(who, f"answer:{first}:0")


async def begun(w: World, who: str = "ana", level: str = "apply", **changed: str) -> Reply:
    """The first form, sent."""
    form = as_form(await w.command(who, "takt question add", level=level, subtopic="IN13"))
    return await w.fill(who, form, **(WORDS | changed))


async def written(w: World, who: str = "ana", **changed: str) -> int:
    """Both forms, sent. Returns the number of the question."""
    first = as_card(await begun(w, who, **changed))
    form = as_form(await w.press(who, token(first, "Write the reasons")))
    done = as_card(await w.fill(who, form, **REASONS))
    assert "is handed in" in done.title, done
    await w.settle()
    return int(form.token.rpartition(":")[2])


async def own(w: World, number: int) -> Own:
    async with w.desk.store.read() as tx:
        found = await questions.get(tx, number)
    assert found
    return found


def letter_to(w: World, reader: str) -> Card:
    """What a reader was sent last."""
    return w.platform.direct(reader)[-1].card


async def letter_of(w: World, number: int, card: Card, *, right: bool = True) -> str:
    """The letter of the right answer on a reader's card, or of a wrong one."""
    key = (await own(w, number)).words
    places = {words(choice.text): choice.letter for choice in card.options}
    wanted = key.options[key.key if right else (key.key + 1) % 4].text
    return places[wanted]


async def read(w: World, reader: str, number: int, *, right: bool = True) -> Card:
    """A reader answers the letter that they were sent."""
    card = letter_to(w, reader)
    assert labels(card) == list(LETTERS), card
    return as_card(await w.press(reader, token(card, await letter_of(w, number, card, right=right)), direct=True))


async def approved(w: World, who: str = "ana", reader: str = "lea", **changed: str) -> int:
    number = await written(w, who, **changed)
    await w.press(reader, token(await read(w, reader, number), "Approve"), direct=True)
    assert (await own(w, number)).stage is questions.Stage.APPROVED
    return number


async def prepared(w: World, number: int, cohort: int = 1) -> None:
    """It comes next, as if the leader had previewed it."""
    async with w.desk.store.write() as tx:
        await rounds.prepare(tx, cohort, questions.item_id(number), question_seed(7, number))


async def asked(w: World, number: int) -> int:
    """It is asked now. Returns the round."""
    await prepared(w, number)
    found = await ask_now(w)
    async with w.desk.store.read() as tx:
        what = await rounds.get(tx, found)
    assert what and what.item == questions.item_id(number) and what.domain is Domain.INVENTORY
    return found


async def count(w: World, table: Table = question) -> int:
    """How many rows this table has."""
    async with w.desk.store.read() as tx:
        return int((await tx.execute(select(func.count()).select_from(table))).scalar_one())


async def round_of(w: World, number: int) -> Round:
    """The round of this id."""
    async with w.desk.store.read() as tx:
        found = await rounds.get(tx, number)
    assert found
    return found
