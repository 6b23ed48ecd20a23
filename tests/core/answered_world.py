"""A database with as many answers as a test wants, put in as rows: who knows more is right more often."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import create_engine, insert
from sqlalchemy.engine import make_url

from bot.store.schema import account, answer, cohort, person, round_

THEN = datetime(2026, 1, 5, 7, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """A round: which item, the right option (of the item's own order), and the order on the card."""

    item: str
    key: int = 0
    seed: int = 1
    order: tuple[int, ...] = (0, 1, 2, 3)
    state: str = "closed"
    version: int = 1
    cohort: int = 1


def rows_of_round(number: int, asked: Asked) -> dict[str, Any]:
    domain, code = asked.item.split(".")[:2]
    at = THEN + timedelta(days=number)
    return {
        "id": number, "cohort": asked.cohort, "series": "daily", "day": date(2026, 1, 5) + timedelta(days=number),
        "item": asked.item, "version": asked.version, "seed": asked.seed, "order": ",".join(map(str, asked.order)),
        "domain": domain, "subtopic": code if code[:2].isupper() else "IN07", "key": asked.order.index(asked.key),
        "reveal": "at_once", "opens_at": at, "closes_at": at + timedelta(days=1), "state": asked.state,
    }  # fmt: skip


def rows_of_answer(number: int, who: int, asked: Asked, option: int, sure: bool = False, **more: Any) -> dict[str, Any]:
    """An answer with this option of the item's own order."""
    at = asked.order.index(option)
    return {
        "round": number, "account": who, "first": at, "last": at, "confidence": "sure" if sure else "", "final": True,
        "scored": True, "counted": True, "event": f"{number}:{who}", "at": THEN,
    } | more  # fmt: skip


def fill(url: str, rounds: Sequence[Asked], answers: Sequence[dict[str, Any]], people: int, cohorts: int = 1) -> None:
    """Put it all in. Rounds are numbered from 1, and person n has account n."""
    plain = make_url(url.replace("+aiosqlite", "").replace("+asyncpg", ""))
    if plain.get_backend_name() == "postgresql":
        _fill_server(url, rounds, answers, people, cohorts)
        return
    engine = create_engine(plain)
    with engine.begin() as tx:
        for table, rows in _tables(rounds, answers, people, cohorts):
            tx.execute(insert(table), rows)
    engine.dispose()


def _fill_server(
    url: str, rounds: Sequence[Asked], answers: Sequence[dict[str, Any]], people: int, cohorts: int
) -> None:
    import asyncio

    from sqlalchemy.ext.asyncio import create_async_engine

    async def put() -> None:
        engine = create_async_engine(url)
        async with engine.begin() as tx:
            for table, rows in _tables(rounds, answers, people, cohorts):
                await tx.execute(insert(table), rows)
        await engine.dispose()

    asyncio.run(put())


def _tables(
    rounds: Sequence[Asked], answers: Sequence[dict[str, Any]], people: int, cohorts: int
) -> list[tuple[Any, list[dict[str, Any]]]]:
    groups = [
        {
            "id": n, "name": f"Group {n}", "zone": "UTC", "opens": THEN.time(), "days": 31, "blueprint": "cpim-8.0",
            "phase": "running", "reveal": "at_once", "seed": n, "created_at": THEN,
        }
        for n in range(1, cohorts + 1)
    ]  # fmt: skip
    theirs = [
        {"id": n, "person": n, "platform": "discord", "community": "", "user": f"u{n}", "name": f"Member {n}"}
        for n in range(1, people + 1)
    ]
    persons = [{"id": n, "name": f"Member {n}", "created_at": THEN} for n in range(1, people + 1)]
    asked = [rows_of_round(number, one) for number, one in enumerate(rounds, 1)]
    return [(cohort, groups), (person, persons), (account, theirs), (round_, asked), (answer, list(answers))]


def crowd(rounds: Sequence[Asked], people: int, seed: int = 7) -> list[dict[str, Any]]:
    """Everybody answers everything: the strong and the easy questions are right more often, the sure a little too."""
    draw = random.Random(seed)
    strength = {who: draw.gauss(0, 1) for who in range(1, people + 1)}
    made = []
    for number, asked in enumerate(rounds, 1):
        ease = draw.gauss(0.4, 0.9)
        for who in range(1, people + 1):
            right = draw.random() < 1 / (1 + 2.718 ** -(strength[who] + ease))
            option = asked.key if right else (asked.key + draw.choice((1, 1, 2, 3))) % 4
            made.append(rows_of_answer(number, who, asked, option, draw.random() < (0.6 if right else 0.3)))
    return made
