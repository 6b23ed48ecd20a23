"""Practice: what one person may be shown, what comes back to them, and what is kept of it.

The law is in `bot.rules.practice`. Whatever the person's own cohorts still have before them stays closed here; what was
missed is taken from the answers each time, so that nothing has to be kept in step with rounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.bank import Bank
from bot.model.appointment import Outcome
from bot.model.cohort import Cohort, Phase
from bot.model.domains import Domain
from bot.model.items import Item
from bot.model.rounds import RoundState
from bot.rules.calendar import instant
from bot.rules.picking import option_order, question_seed
from bot.rules.practice import (
    RIGHTS,
    Asked,
    Choice,
    Repeat,
    due_at,
    fresh_seed,
    next_item,
    open_book,
    rights_after,
)
from bot.store import appointments, cohorts, memberships, people, practice, rounds
from bot.store.corrections import amended_of
from bot.store.practice import Met, Missed, Turn
from bot.study import owning, reminding
from bot.study.desk import Desk
from bot.study.spacing import reviewed

AHEAD = 120
"""A cohort's coming questions among which a computed one of practice must not be: more than a plan of any length."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What was missed and is not due yet: how many questions, and when the first comes back."""

    count: int
    next_due: datetime | None


# --- what may be shown


async def groups_of(tx: AsyncConnection, who: int, here: Cohort | None = None) -> list[Cohort]:
    """The cohorts whose questions a person may meet: those they belong to, finished ones too, and the one here."""
    mine = [await cohorts.get(tx, m.cohort) for m in await memberships.of_person(tx, who)]
    found = {cohort.id: cohort for cohort in (*mine, here) if cohort is not None}
    return list(found.values())


async def closed_book(tx: AsyncConnection, bank: Bank, groups: Sequence[Cohort]) -> frozenset[str]:
    """The written items of a bank that may be shown to somebody of all these cohorts.

    Not those that one of the cohorts has corrected or withdrawn: the bank has them as they were.
    """
    known = open_book([await _asked(tx, group) for group in groups])
    amended = await amended_of(tx, [group.id for group in groups])
    known -= {item for one in amended.values() for item in one.items}
    return known & {item.id for item in bank.eligible() if item.generator is None}


async def _asked(tx: AsyncConnection, group: Cohort) -> Asked:
    states = await practice.asked(tx, group.id)
    closed = frozenset(item for item, found in states.items() if RoundState.CLOSED in found)
    held = {item for item, found in states.items() if RoundState.OPEN in found}
    held |= await practice.held_elsewhere(tx, group.id)
    return Asked(closed, frozenset(held), group.phase is not Phase.FINISHED)


async def draw_fresh(tx: AsyncConnection, groups: Sequence[Cohort], item: Item, *name: object) -> int:
    """A seed of practice's own for a generated item, whose question none of these cohorts has before it."""
    coming: set[str] = set()
    for group in groups:
        number = len(await rounds.asked_items(tx, group.id)) + 1
        seeds = [question_seed(group.seed, n) for n in range(number, number + AHEAD)]
        seeds += await practice.open_seeds(tx, group.id, item.id)
        coming |= {item.draw(seed).stem for seed in seeds}
    tries = 0
    while item.draw(seed := fresh_seed(*name, tries)).stem in coming:
        tries += 1
    return seed


# --- what comes back


async def catch_up(tx: AsyncConnection, who: int) -> list[Missed]:
    """What has changed in what a person missed since it was last looked at, through rounds that have closed since."""
    kept, exam = await practice.missed(tx, who), await exam_of(tx, who)
    changed: dict[str, Missed] = {}
    for one in await practice.met(tx, who):
        after = _after_round(changed.get(one.item) or kept.get(one.item), one, exam)
        if after is not None:
            changed[one.item] = after
    return list(changed.values())


def _after_round(before: Missed | None, met: Met, exam: datetime | None) -> Missed | None:
    if before is None:
        return None if met.right else _reviewed(None, met.item, met.at, met.round, exam, right=False)
    if met.round <= before.last_round or (met.right and before.done):
        return None
    return _reviewed(before, met.item, max(met.at, before.reviewed_at), met.round, exam, right=met.right)


def _reviewed(
    before: Missed | None, item: str, at: datetime, last_round: int, exam: datetime | None, *, right: bool
) -> Missed:
    """A missed question after one more answer. One that was done and is missed again begins anew."""
    due = before is None or comes_back(before, exam) <= at
    if before is not None and right and not due:
        return replace(before, last_round=last_round)
    rights = rights_after(before.rights if before else 0, right=right, due=due)
    spacing = reviewed(before.state if before else "", at, right=right)
    return Missed(item, spacing.state, spacing.due, at, rights, rights >= RIGHTS, last_round)


async def exam_of(tx: AsyncConnection, who: int) -> datetime | None:
    """When a person sits their exam, or the beginning of their target date. None where it is over or unknown."""
    kept = await appointments.get(tx, who)
    if kept is None or kept.appointment.outcome is not Outcome.NONE:
        return None
    appointment = kept.appointment
    if appointment.booked is not None:
        return appointment.booked.at
    if appointment.target is None:
        return None
    return instant(appointment.target, time.min, reminding.zone_of(await people.get(tx, who), appointment))


def comes_back(missed: Missed, exam: datetime | None) -> datetime:
    """When a missed question comes back."""
    return due_at(_repeat(missed), exam)


def _repeat(missed: Missed) -> Repeat:
    return Repeat(missed.item, missed.due, missed.reviewed_at, missed.rights)


async def due_dates(tx: AsyncConnection, bank: Bank, who: int, groups: Sequence[Cohort]) -> dict[str, datetime]:
    """When each missed question that may be shown comes back, the soonest first."""
    exam, book = await exam_of(tx, who), await closed_book(tx, bank, groups)
    generated = {item.id for item in bank.eligible() if item.generator is not None}
    repeats = [_repeat(m) for m in (await practice.missed(tx, who)).values() if not m.done]
    dates = {r.item: due_at(r, exam) for r in repeats if r.item in book | generated}
    return dict(sorted(dates.items(), key=lambda pair: (pair[1], pair[0])))


# --- what is shown


async def deal(
    tx: AsyncConnection,
    desk: Desk,
    who: int,
    here: Cohort | None,
    now: datetime,
    *,
    domain: Domain | None = None,
    missed_only: bool = False,
) -> Turn | Waiting:
    """The next question for a person, not yet kept: what is due, else something else; or what they wait for."""
    groups = await groups_of(tx, who, here)
    bank = await owning.bank_among(tx, desk.bank, groups)
    dates = await due_dates(tx, bank, who, groups)
    fits = {i.id for i in bank.eligible(domain)}
    due = [item for item, at in dates.items() if at <= now and item in fits]
    number = await practice.count_turns(tx, who)
    chosen = due[0] if due else None
    if chosen is None and not missed_only:
        choices = await _choices(tx, bank, who, groups, fits, waiting=set(dates))
        chosen = next_item(choices, number)
    if chosen is None:
        return Waiting(len(dates), min(dates.values(), default=None))
    item = bank.current(chosen)
    name = ("practice", who, number)
    seed = await draw_fresh(tx, groups, item, *name) if item.generator else fresh_seed(*name)
    question = item.draw(seed)
    order = option_order(seed, len(question.options), question.ordered)
    return Turn(0, who, item.id, item.version, seed, order, now)


async def _choices(
    tx: AsyncConnection, bank: Bank, who: int, groups: Sequence[Cohort], fits: set[str], waiting: set[str]
) -> list[Choice]:
    book = await closed_book(tx, bank, groups)
    seen = {met.item: met.at for met in await practice.met(tx, who)}
    for item, at in (await practice.last_shown(tx, who)).items():
        seen[item] = max(at, seen.get(item, at))
    return [
        Choice(item.id, item.generator is not None, seen.get(item.id), item.id in waiting)
        for item in bank.eligible()
        if item.id in fits and (item.generator is not None or item.id in book)
    ]


async def is_held(tx: AsyncConnection, desk: Desk, who: int, here: Cohort | None, item: str, version: int) -> bool:
    """Whether a written question that was shown before is being asked in one of the person's cohorts by now."""
    if (await owning.bank_with(tx, desk.bank, {(item, version)})).item(item, version).generator is not None:
        return False
    asked = [await _asked(tx, group) for group in await groups_of(tx, who, here)]
    return any(item in one.held for one in asked)


async def take(tx: AsyncConnection, desk: Desk, shown: Turn, position: int, now: datetime) -> None:
    """Keep what was chosen, and when the question comes back."""
    bank = await owning.bank_with(tx, desk.bank, {(shown.item, shown.version)})
    right = bank.item(shown.item, shown.version).draw(shown.seed).options[shown.order[position]].correct
    if await practice.choose(tx, shown.id, position, now, right=right):
        await _learn(tx, shown, now, right=right)


async def take_typed(tx: AsyncConnection, desk: Desk, shown: Turn, value: Decimal, now: datetime) -> None:
    """Keep what was typed in place of a letter, and when the question comes back."""
    typed = desk.bank.item(shown.item, shown.version).draw(shown.seed).typed
    right = typed is not None and typed.accepts(value)
    if await practice.choose(tx, shown.id, None, now, right=right, typed=f"{value:f}"):
        await _learn(tx, shown, now, right=right)


async def _learn(tx: AsyncConnection, shown: Turn, now: datetime, *, right: bool) -> None:
    before = (await practice.missed(tx, shown.person)).get(shown.item)
    if right and (before is None or before.done):
        return
    exam = await exam_of(tx, shown.person)
    last_round = before.last_round if before else await _last_round(tx, shown.person, shown.item)
    await practice.keep_missed(tx, shown.person, _reviewed(before, shown.item, now, last_round, exam, right=right))


async def _last_round(tx: AsyncConnection, who: int, item: str) -> int:
    return max((met.round for met in await practice.met(tx, who) if met.item == item), default=0)
