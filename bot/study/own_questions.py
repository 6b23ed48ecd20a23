"""What happens to a question that a member wrote: handed in, offered to its readers, answered blind, decided.

The law: nobody decides on what they wrote themselves, whichever of their accounts they come with. Nobody decides on a
wording that they have not answered, and nobody approves one whose key they did not choose. A question is decided once
in each wording.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import own_questions as author_cards
from bot.cards import own_reading as cards
from bot.cards.own_questions import About
from bot.model.cohort import Cohort
from bot.model.items import Question
from bot.model.people import Person
from bot.rules.picking import option_order
from bot.rules.practice import fresh_seed
from bot.store import letters, links, memberships, questions, readings, rounds
from bot.store.questions import Own, Stage
from bot.store.readings import Reading, Verdict
from bot.study import telling
from bot.study.desk import Desk


def described(desk: Desk, own: Own, word: str = "") -> About:
    """A question as cards show it."""
    subtopic = desk.bank.subtopic(own.subtopic).name
    return About(own.id, own.stage.value, own.domain, subtopic, own.level, own.words, word)


# --- who


async def wrote(tx: AsyncConnection, own: Own, who: int) -> bool:
    """Whether this is its author: the owner of the account it was written with, or whoever used that account then."""
    return who in {own.author, own.writer, await links.current(tx, own.writer)}


async def may_read(tx: AsyncConnection, own: Own, who: int) -> bool:
    """Whether this person reads in the cohort, and did not write it."""
    return not await wrote(tx, own, who) and await reads_for(tx, own.cohort, who)


async def reads_for(tx: AsyncConnection, cohort: int, who: int) -> bool:
    """Whether this person leads the cohort, or is a member who was named as a reader."""
    membership = await memberships.get(tx, cohort, who)
    return membership is not None and (membership.leader or who in await _named(tx, cohort))


async def _named(tx: AsyncConnection, cohort: int) -> set[int]:
    """The named readers as who they are now: an account may have been linked since."""
    return {await links.current(tx, who) for who in await readings.readers(tx, cohort)}


async def readers_of(tx: AsyncConnection, cohort: int) -> list[Person]:
    """Who reads in a cohort: its leaders, and the members whom they named."""
    named = await _named(tx, cohort)
    return [m.person for m in await memberships.of_cohort(tx, cohort) if m.leader or m.person.id in named]


# --- offering


async def offer(tx: AsyncConnection, desk: Desk, cohort: Cohort, own: Own, now: datetime) -> int:
    """Give a question that waits to everybody who may read it, once each. Returns to how many."""
    who = [one for one in await readers_of(tx, cohort.id) if not await wrote(tx, own, one.id)]
    for person in who:
        card = cards.blind(described(desk, own), own.version, order_for(own, person.id), cohort.name)
        await telling.tell(tx, person, f"{_key(own)}{person.id}", card, now)
    return len(who)


def order_for(own: Own, who: int) -> tuple[int, ...]:
    """The order in which a reader sees the options: always the same for them, and another for the next."""
    seed = fresh_seed("reading", own.id, own.version, who)
    return option_order(seed, len(own.words.options), own.words.ordered)


def _key(own: Own) -> str:
    return f"question:{own.id}:{own.version}:"


async def take_back(tx: AsyncConnection, own: Own, state: Stage, now: datetime) -> None:
    """What readers hold of this wording loses its buttons and says what the question is by now."""
    for letter in await letters.keyed(tx, _key(own)):
        await letters.revise(tx, letter.id, cards.settled(own.id, state.value), now)


# --- deciding


async def reading_of(tx: AsyncConnection, own: Own, who: int) -> Reading | None:
    """What this reader made of the newest wording."""
    found = await readings.readings(tx, [own.id])
    return next((one for one in found if one.version == own.version and one.person == who), None)


async def last_word(tx: AsyncConnection, own: Own) -> str:
    """What a reader told the author last, or ""."""
    words = [one.word for one in await readings.readings(tx, [own.id]) if one.word]
    return words[-1] if words else ""


async def unchanged(tx: AsyncConnection, own: Own, words: Question) -> Stage | None:
    """Where these words are those of the version before: how far that one had come. Else None."""
    before = await questions.items(tx, {(questions.item_id(own.id), own.version - 1)})
    if not before or before[0].question != words:
        return None
    verdicts = {one.verdict for one in await readings.readings(tx, [own.id]) if one.version == own.version - 1}
    if Verdict.APPROVED in verdicts:
        return Stage.APPROVED
    return Stage.RETURNED if Verdict.RETURNED in verdicts else Stage.WAITING


async def answer(tx: AsyncConnection, own: Own, who: int, option: int, now: datetime) -> None:
    """A reader answers the wording. From now on they know its key."""
    await readings.answer(tx, own.id, own.version, who, option, now)
    await saw(tx, own, who)


async def saw(tx: AsyncConnection, own: Own, who: int) -> None:
    """Who knows the key scores nothing for it."""
    await rounds.saw(tx, own.cohort, who, questions.item_id(own.id), rounds.ANY_SEED)


async def decide(
    tx: AsyncConnection, desk: Desk, own: Own, who: int, verdict: Verdict, word: str, now: datetime
) -> None:
    """A reader's decision on a waiting wording that they have answered. Its author hears of it."""
    await readings.decide(tx, own.id, own.version, who, verdict, word, now)
    stage = Stage(verdict.value)
    await questions.move(tx, own.id, stage, now)
    await take_back(tx, own, stage, now)
    await _tell_author(tx, desk, own, stage, word, now)


async def withdraw(tx: AsyncConnection, desk: Desk, own: Own, by: int, now: datetime) -> None:
    """It is asked no more. Its author hears of it where a leader did it."""
    await questions.move(tx, own.id, Stage.WITHDRAWN, now)
    await take_back(tx, own, Stage.WITHDRAWN, now)
    if not await wrote(tx, own, by):
        await _tell_author(tx, desk, own, Stage.WITHDRAWN, "", now)


async def _tell_author(tx: AsyncConnection, desk: Desk, own: Own, stage: Stage, word: str, now: datetime) -> None:
    about = author_cards.About(
        own.id, stage.value, own.domain, desk.bank.subtopic(own.subtopic).name, own.level, own.words, word
    )
    if await memberships.get(tx, own.cohort, own.author) is not None:
        await telling.tell_later(tx, own.author, cards.outcome(about), now, f"question:{own.id}")
