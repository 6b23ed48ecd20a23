"""The real process, killed without warning during a post, and started again: one question, no answer lost."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.schema import answer, round_
from tests.faults.killing import soak_kills
from tests.faults.ledger import reading, stuck
from tests.faults.process import Process, living
from tests.faults.sides import Side, questions, until
from tests.soak.tally import Tally

_PATIENCE = 30.0
QUICK: dict[str, Any] = {"settling": 0.3, "refresh": 0.3, "lease": 0.5}


async def connected(side: Side, bot: Process) -> None:
    await bot.during(side.connected.wait(), _PATIENCE)


async def set_up(side: Side) -> None:
    side.stage.grant("Lea")
    await side.stage.command("Lea", "cohort create", exam="cpim-9.0", zone="Europe/Berlin")
    await until(lambda: len(side.stage.in_room()) == 1)


async def kept(database: str) -> tuple[int, int]:
    """How many rounds and answers the database holds."""
    async with reading(database) as tx:
        return await _count(tx, round_), await _count(tx, answer)


async def _count(tx: AsyncConnection, table: Any) -> int:
    return int((await tx.execute(select(func.count()).select_from(table))).scalar_one())


async def settled(database: str) -> None:
    """Wait until nothing is left that could become a second message."""
    async with asyncio.timeout(_PATIENCE), reading(database) as tx:
        while await stuck(tx, datetime.now(UTC)):
            await tx.rollback()
            await asyncio.sleep(0.02)


async def test_killed_after_the_platform_took_the_question(side: Side, database: str) -> None:
    never = asyncio.Event()
    async with living(side.life(database, **QUICK)) as bot:
        await connected(side, bot)
        await set_up(side)
        side.hold(never, accept=True)
        await side.stage.command("Lea", "cohort ask")
        await until(lambda: len(questions(side)) == 1)
        await bot.kill()
    never.set()
    side.connected.clear()
    side.forget()
    async with living(side.life(database, **QUICK)) as bot:
        await connected(side, bot)
        (card,) = questions(side)
        receipt = await side.stage.press("Ana", card, "B")
        assert "B. How sure?" in receipt.text
        await until(lambda: "1 answered" in questions(side)[0].text)  # the letter was found, for it can be edited
    assert len(questions(side)) == 1
    assert await kept(database) == (1, 1)


async def test_killed_before_the_platform_took_the_question(side: Side, database: str) -> None:
    async with living(side.life(database, **QUICK)) as bot:
        await connected(side, bot)
        await set_up(side)
        side.drop()
        await side.stage.command("Lea", "cohort ask")
        await bot.kill()
    assert (await kept(database))[0] == 1
    side.connected.clear()
    async with living(side.life(database, **QUICK)) as bot:
        await connected(side, bot)
        await until(lambda: len(questions(side)) == 1)
        await settled(database)
        assert len(questions(side)) == 1


async def test_killed_while_members_answer(side: Side, database: str) -> None:
    people = [f"Member {n}" for n in range(12)]
    async with living(side.life(database, **QUICK)) as bot:
        await connected(side, bot)
        await set_up(side)
        await side.stage.command("Lea", "cohort ask")
        await until(lambda: len(questions(side)) == 1)
        (card,) = questions(side)
        receipted = 0

        async def tap(who: str) -> None:
            nonlocal receipted
            if "How sure?" in (await side.stage.press(who, card, "C")).text:
                receipted += 1
            if receipted == 6:
                await bot.kill()

        taps = [asyncio.create_task(tap(who)) for who in people]
        await bot.died.wait()
        for task in taps:
            task.cancel()
        await asyncio.gather(*taps, return_exceptions=True)
    assert receipted >= 6
    assert (await kept(database))[1] >= receipted
    side.connected.clear()
    async with living(side.life(database, **QUICK)) as bot:
        await connected(side, bot)
        again = await side.stage.press(people[0], card, "C")
        assert "How sure?" in again.text
    assert len(questions(side)) == 1


async def test_killed_at_commits_and_requests_and_in_the_middle_of_recovery() -> None:
    """A sample; `make soak` kills hundreds of times."""
    said: list[str] = []
    assert await soak_kills(4, seed=11, say=said.append) == Tally(kills=4, days=0, lost=0, doubled=0), said
