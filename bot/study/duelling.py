"""Duels: which questions both get, how one begins, and how it ends, also by itself when time is up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import duel as cards
from bot.cards import duel_result
from bot.cards.duel import Facts
from bot.cards.duel_result import Result
from bot.chat.message import Card
from bot.model.cohort import Cohort
from bot.model.domains import Domain
from bot.model.people import Person
from bot.rules.duel import LASTS, DuelState, Side, is_over, side
from bot.rules.picking import option_order
from bot.rules.practice import fresh_seed, shuffled
from bot.store import cohorts, duels, jobs, letters, links, people
from bot.store.duels import Duel, DuelItem
from bot.store.jobs import JobKind
from bot.study import practising, telling
from bot.study.desk import Desk

# --- beginning


async def draw(
    tx: AsyncConnection,
    desk: Desk,
    cohort: Cohort,
    two: tuple[int, int],
    domain: Domain | None,
    count: int,
    now: datetime,
) -> list[DuelItem]:
    """The questions of a duel, by the law of practice for both. Fewer where there are not so many; possibly none."""
    groups = {g.id: g for who in two for g in await practising.groups_of(tx, who, cohort)}
    book = await practising.closed_book(tx, desk.bank, list(groups.values()))
    eligible = {item.id: item for item in desk.bank.eligible(domain)}
    computed = [id for id, item in eligible.items() if item.generator is not None]
    nonce = f"{two[0]}:{two[1]}:{now.timestamp()}"
    names = shuffled([id for id, item in eligible.items() if item.generator is not None or id in book], nonce)
    while computed and len(names) < count:  # a computed question comes again, with other numbers
        names += shuffled(computed, f"{nonce}:{len(names)}")
    found: list[DuelItem] = []
    for ordinal, id in enumerate(names[:count], start=1):
        item, name = eligible[id], ("duel", nonce, ordinal)
        generated = item.generator is not None
        seed = await practising.draw_fresh(tx, list(groups.values()), item, *name) if generated else fresh_seed(*name)
        question = item.draw(seed)
        order = option_order(seed, len(question.options), question.ordered)
        found.append(DuelItem(ordinal, id, item.version, seed, order, order.index(question.key)))
    return found


async def invite(tx: AsyncConnection, new: Duel, items: list[DuelItem], now: datetime) -> Duel:
    """Keep a duel and invite the opponent."""
    number = await duels.create(tx, new, items)
    kept = await duels.get(tx, number)
    assert kept is not None
    await jobs.put(tx, JobKind.DUEL, number, kept.closes_at)
    card = cards.invitation(await facts(tx, kept, kept.opponent))
    await telling.tell(tx, await person(tx, kept.opponent), duels.key_of(number, "invitation"), card, now)
    return kept


async def accept(tx: AsyncConnection, what: Duel, now: datetime) -> Duel | None:
    """The opponent is in: from now on both have their time. None where the invitation stands no more."""
    if not await duels.move(tx, what.id, DuelState.INVITED, DuelState.RUNNING, now + LASTS):
        return None
    running = await duels.get(tx, what.id)
    assert running is not None
    await jobs.put(tx, JobKind.DUEL, what.id, running.closes_at)
    await _revise_invitation(tx, what.id, cards.accepted(await facts(tx, running, running.opponent)), now)
    card = cards.it_is_on(await facts(tx, running, running.challenger))
    await telling.tell(tx, await person(tx, running.challenger), duels.key_of(what.id, "accepted"), card, now)
    return running


async def decline(tx: AsyncConnection, what: Duel, now: datetime) -> bool:
    """The opponent would rather not. Returns False where it was too late for that."""
    if not await duels.move(tx, what.id, DuelState.INVITED, DuelState.DECLINED):
        return False
    await jobs.drop(tx, JobKind.DUEL, what.id)
    challenger = await person(tx, what.challenger)
    await _revise_invitation(tx, what.id, cards.over(challenger.shown), now)
    card = cards.was_declined(await facts(tx, what, what.challenger))
    await telling.tell(tx, challenger, duels.key_of(what.id, "declined"), card, now)
    return True


async def _revise_invitation(tx: AsyncConnection, number: int, card: Card, now: datetime) -> None:
    found = await letters.find(tx, duels.key_of(number, "invitation"))
    if found is not None:
        await letters.revise(tx, found, card, now)


# --- ending


async def finish_if_done(tx: AsyncConnection, what: Duel, now: datetime) -> bool:
    """After an answer: it is over once both are done. Returns whether it is."""
    if what.state is not DuelState.RUNNING or not is_over(what.count, *await sides(tx, what)):
        return False
    await jobs.drop(tx, JobKind.DUEL, what.id)
    await _finish(tx, what, now)
    return True


async def fall_due(tx: AsyncConnection, desk: Desk, number: int, now: datetime) -> datetime | None:
    """Time is up: the invitation lapses, or the duel ends as it stands. Returns when to come again, or None."""
    what = await duels.get(tx, number)
    if what is None or not what.is_open:
        return None
    settled = what.closes_at + desk.timing.taps_under_way
    if now < settled:
        return settled
    if what.state is DuelState.RUNNING:
        await _finish(tx, what, now)
    elif await duels.move(tx, number, DuelState.INVITED, DuelState.EXPIRED):
        challenger = await person(tx, what.challenger)
        await _revise_invitation(tx, number, cards.over(challenger.shown), now)
        await telling.tell(
            tx, challenger, duels.key_of(number, "lapsed"), cards.lapsed(await facts(tx, what, what.challenger)), now
        )
    return None


async def _finish(tx: AsyncConnection, what: Duel, now: datetime) -> None:
    if not await duels.move(tx, what.id, DuelState.RUNNING, DuelState.DONE):
        return
    for who in (what.challenger, what.opponent):
        card = duel_result.result(await result(tx, what, who))
        await telling.tell(tx, await person(tx, who), duels.key_of(what.id, f"result:{who}"), card, now)


async def call_off(tx: AsyncConnection, who: int, now: datetime) -> None:
    """Somebody goes: their open duels end without a result, and the other one is told."""
    for what in await duels.open_of(tx, who):
        if await duels.move(tx, what.id, what.state, DuelState.OFF):
            await jobs.drop(tx, JobKind.DUEL, what.id)
            other = await person(tx, what.other(who))
            # Not under the duel's key: what is under it is taken back when somebody is forgotten.
            await telling.tell(tx, other, f"duel-off:{what.id}:{other.id}", cards.called_off(), now)


# --- what it looks like


async def person(tx: AsyncConnection, who: int) -> Person:
    """Who answers for one of the two now: they themselves, or the person to whom their account was linked since."""
    return await people.get(tx, await links.current(tx, who))


async def sides(tx: AsyncConnection, what: Duel) -> tuple[Side, Side]:
    """How the challenger and the opponent did."""
    one, other = [side(await duels.rights(tx, what.id, who)) for who in (what.challenger, what.opponent)]
    return one, other


async def facts(tx: AsyncConnection, what: Duel, who: int) -> Facts:
    """A duel as one of the two sees it."""
    me, other = await person(tx, who), await person(tx, what.other(who))
    cohort = await cohorts.get(tx, what.cohort)
    zone = me.zone or (cohort.schedule.zone if cohort else "UTC")
    name = "somebody who left" if other.forgotten else other.shown
    return Facts(what.id, name, cohort.name if cohort else "", what.domain, what.count, what.closes_at, zone)


async def result(tx: AsyncConnection, what: Duel, who: int) -> Result:
    """How a duel ended, as one of the two sees it."""
    one, other = await sides(tx, what)
    mine, theirs = (one, other) if who == what.challenger else (other, one)
    shared = len(what.shares) > 1
    return Result(await facts(tx, what, who), mine, theirs, who in what.shares, shared)
