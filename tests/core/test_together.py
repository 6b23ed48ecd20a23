"""Presses that come together are looked up together and written together, and nobody is told before it is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.rules.answering import Tap
from bot.store import answers
from bot.store.gathered import Gathered
from bot.store.store import Store
from bot.store.writer import AnswerWriter, Receipt
from tests.core.world import World, as_card, ask_now, found_cohort, world
from tests.fakes.engines import ON_SQLITE, prepare


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await found_cohort(w)
        yield w


@ON_SQLITE
async def test_no_receipt_comes_before_the_commit(here: World) -> None:
    number = await ask_now(here)
    names = [f"u{n}" for n in range(8)]
    before = await ask_now(here)
    for name in names:  # members, so that the one commit that is held is that of their answers
        await here.press(name, f"answer:{before}:1")
    reached, go_on = asyncio.Event(), Event()
    loop = asyncio.get_running_loop()
    writes = here.desk.store._writes._engine

    @event.listens_for(writes, "commit")
    def hold(_: Connection) -> None:
        loop.call_soon_threadsafe(reached.set)
        assert go_on.wait(60)

    presses = [asyncio.create_task(here.press(name, f"answer:{number}:1")) for name in names]
    try:
        await asyncio.wait_for(reached.wait(), 60)
        for _ in range(3):  # everything is written; others are answered meanwhile, so these could have been too
            await here.press("lea", f"why:{number}")
        assert not any(press.done() for press in presses)
        async with here.desk.store.read() as tx:
            assert await answers.count(tx, number) == 0
    finally:
        go_on.set()
    assert {as_card(card).title for card in await asyncio.gather(*presses)} == {"B. How sure?"}
    async with here.desk.store.read() as tx:
        assert await answers.count(tx, number) == len(names)


async def taps(w: World) -> list[Tap]:
    """A tap of each of three members on a question that is open."""
    before, number = await ask_now(w), await ask_now(w)
    for name in ("ana", "ben", "chloe"):
        await w.press(name, f"answer:{before}:1")
    async with w.desk.store.read() as tx:
        ids = (await tx.exec_driver_sql("SELECT DISTINCT account FROM answer ORDER BY 1")).scalars().all()
    return [Tap(number, id, 1, f"event-{id}", w.now) for id in ids]


async def test_a_bad_submission_costs_nobody_else_of_its_batch_theirs(here: World) -> None:
    ana, ben, chloe = await taps(here)
    bad = replace(ben, event=None)  # type: ignore[arg-type]
    told = await asyncio.gather(*map(here.desk.answers.submit, (ana, bad, chloe)), return_exceptions=True)
    assert [type(one) for one in told] == [Receipt, IntegrityError, Receipt]
    async with here.desk.store.read() as tx:
        assert await answers.count(tx, ana.round) == 2


async def test_what_was_handed_in_before_the_end_is_kept_and_told(here: World) -> None:
    handed = await taps(here)
    async with AnswerWriter(here.desk.store, timedelta(seconds=20)).running() as writer:
        submitting = [asyncio.create_task(writer.submit(tap)) for tap in handed]
        await asyncio.sleep(0)
    told, waiting = await asyncio.wait(submitting, timeout=5)
    assert len(told) == len(handed) and not waiting
    async with here.desk.store.read() as tx:
        assert await answers.count(tx, handed[0].round) == len(handed)


async def test_many_who_ask_at_once_are_told_by_one_look() -> None:
    looks: list[set[int]] = []

    async def look(keys: Collection[int]) -> Mapping[int, str]:
        looks.append(set(keys))
        return {key: str(key) for key in keys if key != 3}

    found: Gathered[int, str] = Gathered(look)
    assert await asyncio.gather(*(found.of(n) for n in (1, 2, 2, 3))) == ["1", "2", "2", None]
    assert looks == [{1, 2, 3}]


async def test_who_asks_during_a_look_is_told_by_the_next_one() -> None:
    value, looking, go_on = ["old"], asyncio.Event(), asyncio.Event()

    async def look(keys: Collection[int]) -> Mapping[int, str]:
        seen = value[0]
        looking.set()
        await go_on.wait()
        return dict.fromkeys(keys, seen)

    found: Gathered[int, str] = Gathered(look)
    first = asyncio.create_task(found.of(1))
    await looking.wait()
    value[0] = "new"
    second = asyncio.create_task(found.of(1))
    await asyncio.sleep(0)
    go_on.set()
    assert (await first, await second) == ("old", "new")


async def test_a_look_that_fails_is_told_to_all_and_the_next_one_works() -> None:
    broken = [True]

    async def look(keys: Collection[int]) -> Mapping[int, int]:
        if broken[0]:
            raise OSError("disk")
        return {key: key for key in keys}

    found: Gathered[int, int] = Gathered(look)
    failed = await asyncio.gather(found.of(1), found.of(2), return_exceptions=True)
    assert [type(one) for one in failed] == [OSError, OSError]
    broken[0] = False
    assert await found.of(1) == 1


@ON_SQLITE
async def test_work_at_once_that_waits_for_something_else_is_a_bug_and_writes_nothing(tmp_path: Path) -> None:
    async with Store(prepare(tmp_path)).opened() as store:
        with pytest.raises(RuntimeError, match="something else"):
            await store.write_at_once(lambda tx: asyncio.sleep(0))
        async with store.write() as tx:  # nothing is locked
            assert (await tx.exec_driver_sql("SELECT count(*) FROM note")).scalar() == 0
