"""Counting past answers anew, in the standings, by a few statements however many answers there are.

The law: what was answered never changes. What counted is taken back as it was counted, what decides is changed, and
what counts then is added, all in one transaction: so the standings equal a recount before and after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, Text, and_, bindparam, case, func, literal, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.rounds import Confidence
from bot.model.standing import Window
from bot.rules.scoring import points, windows
from bot.store.answers import counts
from bot.store.schema import account, answer, domain_standing, person, round_, standing
from bot.store.sql import insert_into

_RIGHT = case((answer.c.last == round_.c.key, 1), else_=0)
_SURE = case((answer.c.confidence == Confidence.SURE, 1), else_=0)
_POINTS = points(False) + (points(True) - points(False)) * _RIGHT
_TOTALS = {
    "points": func.sum(_POINTS),
    "answered": func.count(),
    "right": func.sum(_RIGHT),
    "sure": func.sum(_SURE),
    "sure_wrong": func.sum(_SURE * (1 - _RIGHT)),
}


async def take_back(tx: AsyncConnection, numbers: Collection[int]) -> None:
    """Take what these rounds gave out of the standings. Follow it by `add`."""
    await _book(tx, numbers, -1)


async def add(tx: AsyncConnection, numbers: Collection[int]) -> None:
    """Add what the counted answers to these rounds give, as the rounds are now."""
    await _book(tx, numbers, 1)


async def rekey(tx: AsyncConnection, keys: Mapping[int, int]) -> None:
    """From now on these positions are right, by round."""
    which = update(round_).where(round_.c.id == bindparam("which")).values(key=bindparam("position"))
    await tx.execute(which, [{"which": number, "position": position} for number, position in keys.items()])


async def leave_out(tx: AsyncConnection, numbers: Collection[int]) -> None:
    """The answers to these rounds count no more."""
    await tx.execute(update(answer).where(answer.c.round.in_(numbers)).values(counted=False))


async def let_in(tx: AsyncConnection, numbers: Collection[int]) -> None:
    """The answers to these closed rounds count again: of each person the first."""
    theirs = update(answer).where(answer.c.round.in_(numbers))
    await tx.execute(theirs.values(counted=and_(answer.c.scored, counts()), final=true()))


@dataclass(frozen=True, slots=True)
class Earned:
    """What somebody has from some rounds. `games`: they want to hear of points."""

    points: int
    games: bool


async def earned(tx: AsyncConnection, numbers: Collection[int]) -> dict[int, Earned]:
    """What these rounds give to each person who can be told of it."""
    query = _counted(numbers, person.c.id, func.sum(_POINTS), person.c.games)
    query = query.join(person, person.c.id == account.c.person).where(~person.c.forgotten)
    rows = await tx.execute(query.group_by(person.c.id, person.c.games))
    return {who: Earned(int(total), games) for who, total, games in rows}


def _counted(numbers: Collection[int], *what: Any) -> Select[Any]:
    """Something of the counted answers to these rounds, with whose they are."""
    return (
        select(*what)
        .select_from(answer)
        .join(account, account.c.id == answer.c.account)
        .join(round_, round_.c.id == answer.c.round)
        .where(answer.c.round.in_(numbers), answer.c.counted)
    )


async def _book(tx: AsyncConnection, numbers: Collection[int], sign: int) -> None:
    spans: dict[tuple[int, Window, str], list[int]] = defaultdict(list)
    for row in await tx.execute(select(round_.c.id, round_.c.cohort, round_.c.day).where(round_.c.id.in_(numbers))):
        for window, key in windows(row.day).items():
            spans[row.cohort, window, key].append(row.id)
    gains = [(sign * total).label(name) for name, total in _TOTALS.items()]
    for (cohort, window, key), theirs in spans.items():
        span = [literal(cohort, Integer), literal(str(window), Text), literal(key, Text)]
        rows = _counted(theirs, *span, account.c.person, *gains).group_by(account.c.person)
        new = insert_into(tx, standing).from_select(["cohort", "window", "key", "person", *_TOTALS], rows)
        grown = {name: standing.c[name] + new.excluded[name] for name in _TOTALS}
        by = ["cohort", "window", "key", "person"]
        await tx.execute(new.on_conflict_do_update(index_elements=by, set_=grown))
    by = ["cohort", "person", "domain"]
    which = (round_.c.cohort, account.c.person, round_.c.domain)
    sums = [(sign * _TOTALS[name]).label(name) for name in ("answered", "right")]
    rows = _counted(numbers, *which, *sums).group_by(*which)
    new = insert_into(tx, domain_standing).from_select([*by, "answered", "right"], rows)
    grown = {name: domain_standing.c[name] + new.excluded[name] for name in ("answered", "right")}
    await tx.execute(new.on_conflict_do_update(index_elements=by, set_=grown))
