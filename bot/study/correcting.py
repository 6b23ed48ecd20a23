"""Correcting a key, withdrawing a question, and taking either back: what counts, who is told, and what stands where.

The law: one transaction does all of it. Nothing is decided while the question is open, for the decision would tell the
key; of several decisions on one question only the newest can be undone, so that everything is then as it was before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import corrections as cards
from bot.cards.corrections import Changed
from bot.model.cohort import Cohort
from bot.model.rounds import Round, RoundState
from bot.store import asides, corrections, regrading, rounds
from bot.store.corrections import Correction, Target
from bot.store.regrading import Earned
from bot.study import correcting_posts as posts
from bot.study import triage
from bot.study.desk import Desk


@dataclass(frozen=True, slots=True)
class Decision:
    """What a leader wants: this option as the key, or (None) the question withdrawn; `word` is for the room, or ""."""

    option: int | None
    word: str
    by: int


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: the correction, what it is about, and how many people have more points by it, and fewer."""

    number: int
    changed: Changed
    gained: int
    lost: int


async def still_open(tx: AsyncConnection, target: Target) -> Round | None:
    """The open round that asks this question just now, if there is one."""
    return next((one for one in await corrections.asked(tx, target) if one.state is RoundState.OPEN), None)


async def correct(
    tx: AsyncConnection, desk: Desk, cohort: Cohort, target: Target, decision: Decision, now: datetime
) -> Done:
    """Do what was decided, which differs from what stands; no round of the question is open."""
    asked = await corrections.asked(tx, target)
    counting = [one for one in asked if one.state is RoundState.CLOSED]
    was = asked[-1].order[asked[-1].key]
    reports = await asides.open_reports_on(tx, [one.id for one in asked])
    kept = Correction(0, target, was, decision.option, decision.word, decision.by, now)
    numbers = [one.id for one in counting]
    number = await corrections.create(tx, kept, numbers, [one.id for one in reports])
    before = await regrading.earned(tx, numbers)
    await regrading.take_back(tx, numbers)
    if decision.option is None:
        await regrading.leave_out(tx, numbers)
        await rounds.set_state(tx, numbers, RoundState.WITHDRAWN)
    else:
        await regrading.rekey(tx, {one.id: one.order.index(decision.option) for one in asked})
        await regrading.add(tx, numbers)
    changed = changed_by(kept, counting or asked[-1:])
    moved = _differences(before, await regrading.earned(tx, numbers))
    told = {who: cards.to_member(changed, by, games=games) for who, (by, games) in moved.items()}
    await asides.leave_notices(tx, told, now, _topic(number))
    await triage.settle_all(tx, cohort, reports, changed, decision.by, now)
    await posts.show(tx, desk, cohort, numbers, now)
    if counting:
        await posts.tell_rooms(tx, cohort, f"correction:{number}", cards.to_room(changed), now)
    return Done(number, changed, *_both_ways(moved))


async def undo(
    tx: AsyncConnection, desk: Desk, cohort: Cohort, what: Correction, by: int, now: datetime
) -> Done | None:
    """Take a correction back, the newest on its question; no round of it is open. None: it was taken back already."""
    if not await corrections.undo(tx, what.id, by, now):
        return None
    asked = await corrections.asked(tx, what.target)
    mine = (await corrections.rounds_of(tx, [what.id]))[what.id]
    numbers = [one.id for one in mine]
    if what.now is not None:  # those too that were asked with the corrected key since
        numbers = [one.id for one in asked if one.state is RoundState.CLOSED]
    before = await regrading.earned(tx, numbers)
    if what.now is None:
        await rounds.restore(tx, numbers)
        await regrading.let_in(tx, numbers)
    else:
        await regrading.take_back(tx, numbers)
        await regrading.rekey(tx, {one.id: one.order.index(what.was) for one in asked})
    await regrading.add(tx, numbers)
    changed = changed_by(what, mine or asked[-1:])
    moved = _differences(before, await regrading.earned(tx, numbers))
    unheard = await asides.untell_all(tx, _topic(what.id))
    told = {
        who: cards.undone_to_member(changed, points, games=games)
        for who, (points, games) in moved.items()
        if who not in unheard
    }
    await asides.leave_notices(tx, told, now, _topic(what.id))
    await triage.reopen_all(tx, desk, cohort, await corrections.reports_of(tx, what.id), now)
    await posts.show(tx, desk, cohort, numbers, now)
    if mine:
        await posts.tell_rooms(tx, cohort, f"correction:{what.id}:undone", cards.undone_to_room(changed), now)
    return Done(what.id, changed, *_both_ways(moved))


def changed_by(what: Correction, about: Sequence[Round]) -> Changed:
    """A correction as the cards tell of it."""
    return Changed(tuple(about), what.was, what.now, what.target.round is not None, what.word)


def _topic(number: int) -> str:
    return f"correction:{number}"


def _differences(before: dict[int, Earned], after: dict[int, Earned]) -> dict[int, tuple[int, bool]]:
    """Whose points changed: by how many, and whether they want to hear of points."""
    everybody = {**before, **after}
    nothing = Earned(0, False)
    found = {
        who: (after.get(who, nothing).points - before.get(who, nothing).points, one.games)
        for who, one in everybody.items()
    }
    return {who: (points, games) for who, (points, games) in found.items() if points}


def _both_ways(moved: dict[int, tuple[int, bool]]) -> tuple[int, int]:
    return sum(points > 0 for points, _ in moved.values()), sum(points < 0 for points, _ in moved.values())
