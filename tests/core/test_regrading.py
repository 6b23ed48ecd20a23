"""A correction after a thousand answers: standings equal a recount from scratch, and undone the original."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, insert, select

from bot.model.standing import Window
from bot.rules.scoring import windows
from bot.store import answers, standings
from bot.store.schema import account, answer, notice, person
from tests.core.correcting_world import DAY, asked, correct, of, other, snapshot, totals, withdraw
from tests.core.world import World, answered, ask_now, found_cohort, key_of, token, world


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await found_cohort(w)
        yield w


CROWD = 1000
FEW = 120
"""Statements of the whole correction, its form and its cards included: far fewer than answers."""


@contextmanager
def _heard(said: list[str]) -> Iterator[None]:
    """Every statement that reaches the database meanwhile."""

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


async def _crowd(w: World, number: int) -> None:
    """A thousand answers of a thousand people, by the writer's rule: what stands at the close counts."""
    key = await key_of(w, number)
    async with w.desk.store.write() as tx:
        first = 1000
        await tx.execute(insert(person), [
            {"id": first + n, "name": f"P{n}", "created_at": w.now, "games": n % 10 > 0} for n in range(CROWD)
        ])  # fmt: skip
        await tx.execute(insert(account), [
            {"id": first + n, "person": first + n, "platform": "pretend", "community": "", "user": f"p{n}", "name": ""}
            for n in range(CROWD)
        ])  # fmt: skip
        await tx.execute(insert(answer), [
            {"round": number, "account": first + n, "first": n % 4, "last": (key + n) % 4, "event": f"e{n}",
             "confidence": ("sure", "guess", "")[n % 3], "scored": n % 50 > 0, "at": w.now} for n in range(CROWD)
        ])  # fmt: skip


async def test_an_accepted_correction_after_a_thousand_answers(here: World) -> None:
    """Standings equal a recount from scratch; undone they equal the original."""
    what = await asked(here)
    other_day = await ask_now(here)
    await answered(here, "ana", other_day)
    await here.submit("ana", f"reported:{other_day}", text="Hm")
    await _crowd(here, other_day)
    await here.advance(DAY)
    before = await snapshot(here)
    crowded = await of(here, other_day)
    said: list[str] = []
    with _heard(said):
        done = await correct(here, other(crowded), report=2)
    corrected = await totals(here)
    assert corrected != before["totals"]
    assert len(said) < FEW, "as many statements as answers"
    async with here.desk.store.read() as tx:
        board = await standings.tallies(tx, 1, Window.WEEK, windows(crowded.day)[Window.WEEK])
        told = (await tx.execute(select(notice.c.person).where(notice.c.topic == "correction:1"))).scalars().all()
        given = await answers.of_round(tx, other_day)
    right = [one for one in given if one.scored and one.last == crowded.key]
    follow = [one for one in given if one.scored and one.last == (crowded.key + 1) % 4]
    assert sorted(told) == sorted(one.person for one in [*right, *follow])
    assert all(board[one.person].right == 0 for one in right if one.person >= 1000)
    assert all(board[one.person].points == 10 for one in follow if one.person >= 1000)
    await here.press("lea", token(done, "Undo"), direct=True)
    assert await snapshot(here) == before
    withdrawn = await withdraw(here, report=2)
    await totals(here)
    await here.press("lea", token(withdrawn, "Undo"), direct=True)
    assert await snapshot(here) == before
    assert what.id != other_day
