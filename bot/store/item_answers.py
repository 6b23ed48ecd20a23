"""What was chosen at each question, counted by the database: the rows that come back are few, however many answered.

The law: each person counts once for each version of an item, with the first choice that came in, and only where the
round is closed and the answer is scored. What a person chose comes back in sums alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Float, Select, and_, case, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.domains import Domain
from bot.model.rounds import Confidence
from bot.store.schema import account, answer, cohort, round_


@dataclass(frozen=True, slots=True)
class Choice:
    """How many first chose one option of a question as it was drawn; `key` is the right one.

    Options are counted from 0 in the item's own order. `sure` were sure of their last choice, and `sure_wrong` of them
    wrong. `rest_n` of them gave enough other answers; their shares right there sum to `rest` and, squared, `squares`.
    """

    item: str
    version: int
    seed: int
    domain: str
    subtopic: str
    option: int
    key: int
    n: int
    sure: int
    sure_wrong: int
    rest_n: int
    rest: float
    squares: float


async def choices(
    tx: AsyncConnection, least: int, domain: Domain | None = None, cohort: int | None = None
) -> list[Choice]:
    """The first choices at each question; the rest is measured over `least` other answers or more."""
    query = _grouped(least, cohort)
    if domain is not None:
        query = query.having(query.selected_columns.domain == domain)
    return [_of(row) for row in await tx.execute(query)]


async def cohorts_called(tx: AsyncConnection, called: str) -> dict[int, str]:
    """The cohorts of this name or number, by number."""
    number = int(called) if called.isascii() and called.isdigit() and len(called) < 10 else 0
    found = await tx.execute(
        select(cohort.c.id, cohort.c.name).where(or_(cohort.c.name == called, cohort.c.id == number))
    )
    return {row.id: row.name for row in found}


def _once(which: int | None) -> Any:
    """Each person's first answer to each version of an item."""
    place = func.row_number().over(
        partition_by=(account.c.person, round_.c.item, round_.c.version), order_by=answer.c.id
    )
    query = (
        select(
            *(account.c.person, round_.c.item, round_.c.version, round_.c.seed, round_.c.order, round_.c.domain),
            *(round_.c.subtopic, round_.c.key, answer.c.first, place.label("place")),
            case((answer.c.first == round_.c.key, 1), else_=0).label("right"),
            case((answer.c.confidence == Confidence.SURE, 1), else_=0).label("sure"),
            case((and_(answer.c.confidence == Confidence.SURE, answer.c.last != round_.c.key), 1), else_=0).label(
                "astray"
            ),
        )
        .join(account, account.c.id == answer.c.account)
        .join(round_, round_.c.id == answer.c.round)
        .where(round_.c.state == "closed", answer.c.scored)
    )
    if which is not None:
        query = query.where(round_.c.cohort == which)
    every = query.subquery()
    return select(every).where(every.c.place == 1).cte("once")


def _grouped(least: int, which: int | None) -> Select[Any]:
    once = _once(which)
    total = (
        select(once.c.person, func.count().label("n"), func.sum(once.c.right).label("right")).group_by(once.c.person)
    ).cte("total")
    enough = total.c.n > least
    rest = case((enough, cast(total.c.right - once.c.right, Float) / cast(total.c.n - 1, Float)), else_=0.0)
    drawn = (once.c.item, once.c.version, once.c.seed, once.c.order, once.c.domain, once.c.subtopic, once.c.key)
    return (
        select(
            *drawn,
            once.c.first,
            func.count().label("n"),
            func.sum(once.c.sure).label("sure"),
            func.sum(once.c.astray).label("astray"),
            func.sum(case((enough, 1), else_=0)).label("rest_n"),
            func.sum(rest).label("rest"),
            func.sum(rest * rest).label("squares"),
        )
        .join(total, total.c.person == once.c.person)
        .group_by(*drawn, once.c.first)
    )


def _of(row: Any) -> Choice:
    order = [int(option) for option in row.order.split(",")]
    return Choice(
        *(row.item, row.version, row.seed, row.domain, row.subtopic, order[row.first], order[row.key]),
        *(row.n, int(row.sure), int(row.astray), int(row.rest_n), float(row.rest), float(row.squares)),
    )
