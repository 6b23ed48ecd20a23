"""Many cohorts that are due in the same minute: made by bulk inserts through the schema, in a database of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Table, delete, insert, select, text, update
from sqlalchemy.ext.asyncio import create_async_engine

from bot.bank.bank import Bank
from bot.rules.picking import question_seed
from bot.store.jobs import JobKind
from bot.store.schema import account, answer, cohort, job, letter, member, person, queue, room, round_
from bot.store.store import async_url

DUE = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
"""A Tuesday, when the cohorts' questions fall due."""
_BEFORE = DUE - timedelta(days=60)
PAST = 5
"""Questions behind each cohort."""
_PAGE = 5_000
_CLOSES = time(20, 0)
CLOSED = datetime.combine(DUE.date(), _CLOSES, UTC) + timedelta(minutes=1)
"""When those questions have closed, and no tap on them is under way any more."""


def rows(bank: Bank, count: int, past: int = PAST) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """Pages of rows by table: cohorts with a room, `past` closed questions, and an opening that is due."""
    items = bank.eligible()
    for start in range(0, count, _PAGE):
        numbers = range(start + 1, min(start + _PAGE, count) + 1)
        yield cohort, [_cohort(number, past) for number in numbers]
        yield room, [_room(number) for number in numbers]
        for back in range(past, 0, -1):
            yield round_, [_round(number, items[(number + back * 7) % len(items)], back, past) for number in numbers]
        yield job, [_opening(number) for number in numbers]


async def fill(url: str, bank: Bank, count: int, past: int = PAST) -> None:
    """Make the cohorts in a database that has none."""
    engine = create_async_engine(async_url(url))
    async with engine.begin() as tx:
        for table, page in rows(bank, count, past):
            await tx.execute(insert(table), page)
        if tx.dialect.name == "postgresql":  # ids were given; the next one is behind them
            await tx.execute(text(f"SELECT setval(pg_get_serial_sequence('cohort', 'id'), {count})"))
    await engine.dispose()


async def deliver_all(url: str) -> None:
    """Every letter that waits has gone out, as if there were a platform."""
    engine = create_async_engine(async_url(url))
    async with engine.begin() as tx:
        await tx.execute(update(letter).values(state="sent", sent_message="there", sent_edition=letter.c.edition))
        await tx.execute(delete(queue))
    await engine.dispose()


async def answer_all(url: str, each: int) -> None:
    """Give every open question so many answers, of members of its cohort who are made for it. Nobody is there yet."""
    engine = create_async_engine(async_url(url))
    async with engine.begin() as tx:
        asked = (await tx.execute(select(round_.c.id, round_.c.cohort).where(round_.c.state == "open"))).all()
        for start in range(0, len(asked), _PAGE // each):
            some = asked[start : start + _PAGE // each]
            given = [(one.id, one.cohort, (one.cohort - 1) * each + place + 1) for one in some for place in range(each)]
            await tx.execute(insert(person), [{"id": who, "created_at": _BEFORE} for _, _, who in given])
            await tx.execute(insert(account), [_account(of, who) for _, of, who in given])
            await tx.execute(
                insert(member), [{"cohort": of, "person": who, "joined_at": _BEFORE} for _, of, who in given]
            )
            await tx.execute(insert(answer), [_answer(number, who) for number, _, who in given])
    await engine.dispose()


def _account(of: int, who: int) -> dict[str, Any]:
    return {"id": who, "person": who, "platform": "pretend", "community": f"guild-{of}", "user": f"u{who}"}


def _answer(number: int, who: int) -> dict[str, Any]:
    chosen = {"first": who % 4, "last": who % 4, "event": f"e{who}", "at": DUE + timedelta(hours=1)}
    return {"round": number, "account": who, "final": False, "scored": True, "counted": False, **chosen}


def _cohort(number: int, past: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"Cohort {number}",
        "zone": "UTC",
        "opens": DUE.time(),
        "closes": _CLOSES,
        "days": 0b0011111,
        "blueprint": "cpim-9.0",
        "phase": "active",
        "reveal": "at-once",
        "seed": number,
        "next_number": past + 1,
        "created_at": _BEFORE,
    }


def _room(number: int) -> dict[str, Any]:
    channel = {"platform": "pretend", "community": f"guild-{number}", "channel": "study"}
    return {"cohort": number, **channel, "name": "#study", "bound_at": _BEFORE}


def _round(number: int, item: Any, back: int, past: int) -> dict[str, Any]:
    day = _weekday_before(DUE.date(), back)
    return {
        "cohort": number,
        "series": "daily",
        "day": day,
        "number": past - back + 1,
        "item": item.id,
        "version": item.version,
        "seed": question_seed(number, past - back + 1),
        "order": "0,1,2,3",
        "domain": item.domain,
        "subtopic": item.subtopic,
        "key": 0,
        "reveal": "at-once",
        "opens_at": datetime.combine(day, DUE.time(), UTC),
        "closes_at": datetime.combine(day, _CLOSES, UTC),
        "state": "closed",
    }


def _weekday_before(day: date, count: int) -> date:
    while count:
        day -= timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _opening(number: int) -> dict[str, Any]:
    return {"key": f"{JobKind.OPEN}:{number}", "kind": JobKind.OPEN, "subject": number, "due": DUE, "rank": 1}
