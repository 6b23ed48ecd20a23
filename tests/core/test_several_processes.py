"""Several processes on one PostgreSQL: two whole bots, each with its own store, that know nothing of each other."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from bot.app import assembled, serve
from bot.rules.answering import Tap
from bot.store import asides, bell, cohorts, rounds
from bot.store.schema import account, answer, note
from bot.store.store import Store
from bot.study import closing, linking
from bot.study.desk import Timing
from tests.core.recount import kept, recounted
from tests.core.world import MONDAY, World, as_card, ask_now, content, found_cohort, key_of
from tests.fakes import engines, postgres
from tests.fakes.pretend import PretendPlatform

_PATIENCE = 20.0
"""Seconds after which something that does not happen is believed not to happen."""


@pytest.fixture(autouse=True)
def on_postgresql(engine: str) -> None:
    engines.choose(engines.POSTGRESQL)


@asynccontextmanager
async def two_bots(folder: Path) -> AsyncIterator[tuple[World, World]]:
    """On one database, one platform and one clock."""
    clock, platform = [MONDAY], PretendPlatform(managers={"lea"})
    async with AsyncExitStack() as stack:
        worlds = []
        for name in ("first", "second"):
            bot = assembled(engines.prepare(folder), content(), [platform], lambda: clock[0])
            worlds.append(World(await stack.enter_async_context(bot), platform, clock, events=name))
        yield worlds[0], worlds[1]


@asynccontextmanager
async def two_stores(folder: Path) -> AsyncIterator[tuple[Store, Store]]:
    url = engines.prepare(folder)
    async with Store(url).opened() as one, Store(url).opened() as other:
        yield one, other


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(_PATIENCE):
        while not await holds():
            await asyncio.sleep(0.01)


# --- the store


async def test_what_is_read_in_a_transaction_holds_until_it_ends(tmp_path: Path) -> None:
    async def add_one(store: Store) -> None:
        async with store.write() as tx:
            was = int(await asides.read_note(tx, "count") or 0)
            await asyncio.sleep(0)
            await asides.write_note(tx, "count", str(was + 1))

    async with two_stores(tmp_path) as (one, other):
        await asyncio.gather(*(add_one(store) for _ in range(20) for store in (one, other)))
        async with one.read() as tx:
            assert await asides.read_note(tx, "count") == "40"


async def test_who_writes_beside_waits_for_whom_writes_alone_and_for_nobody_else(tmp_path: Path) -> None:
    async with two_stores(tmp_path) as (one, other):
        async with one.write_beside(), asyncio.timeout(_PATIENCE), other.write_beside():
            pass
        async with one.write() as tx:
            beside = asyncio.create_task(_write_beside(other))
            await until(lambda: _wait(other, 1))
            await asides.write_note(tx, "who", "alone")
            assert not beside.done()
        assert await beside == "alone"


async def _write_beside(store: Store) -> str:
    async with store.write_beside() as tx:
        return await asides.read_note(tx, "who")


async def _wait(store: Store, how_many: int) -> bool:
    async with store.read() as tx:
        query = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool((await tx.execute(query)).scalar_one() == how_many)


async def test_a_reader_sees_one_state_and_cannot_write(tmp_path: Path) -> None:
    async with two_stores(tmp_path) as (one, other), one.read() as reader:
        count = select(func.count()).select_from(note)
        before = (await reader.execute(count)).scalar()
        async with other.write() as tx:
            await asides.write_note(tx, "new", "yes")
        assert (await reader.execute(count)).scalar() == before
        with pytest.raises(DBAPIError, match="read-only"):
            await reader.execute(insert(note).values(key="mine", value="no"))


async def test_a_restarted_server_is_survived_and_the_bell_rings_again(tmp_path: Path) -> None:
    async with two_stores(tmp_path) as (one, other):
        heard = asyncio.Event()
        listening = asyncio.create_task(bell.hear(one, heard.set))
        await _rung_until_heard(other, heard)
        async with other.outside() as tx:
            await tx.execute(text(_ALL_OTHERS_END))
        async with one.write() as tx:
            await asides.write_note(tx, "after", "yes")
        async with one.read() as tx:
            assert await asides.read_note(tx, "after") == "yes"
        heard.clear()
        await _rung_until_heard(other, heard)
        listening.cancel()


_ALL_OTHERS_END = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


async def _rung_until_heard(store: Store, heard: asyncio.Event) -> None:
    async def rung() -> bool:
        await bell.ring(store)
        return heard.is_set()

    await until(rung)


async def test_a_process_that_hangs_with_the_lock_loses_it_before_a_lease_ends(tmp_path: Path) -> None:
    async with two_stores(tmp_path) as (one, _), one.write() as tx:
        told = (await tx.execute(text("SHOW idle_in_transaction_session_timeout"))).scalar_one()
        assert timedelta(seconds=int(told.removesuffix("s"))) < Timing().lease


async def test_two_that_start_at_once_on_an_empty_database_make_one_schema() -> None:
    url = postgres.empty()
    start = (
        "import asyncio, sys; from datetime import UTC, datetime; from bot.store.migrate import migrate; "
        "asyncio.run(migrate(sys.argv[1], datetime.now(UTC)))"
    )
    starting = [await asyncio.create_subprocess_exec(sys.executable, "-c", start, url) for _ in range(2)]
    assert [await one.wait() for one in starting] == [0, 0]
    async with Store(url).opened() as store, store.read() as tx:
        assert (await tx.execute(select(func.count()).select_from(account))).scalar() == 0


# --- answers


async def test_answers_in_two_processes_and_a_close_in_the_middle(tmp_path: Path) -> None:
    async with two_bots(tmp_path) as (one, other):
        await found_cohort(one)
        number = await ask_now(one)
        key = await key_of(one, number)
        people = [f"member{n}" for n in range(20)]
        known = [await one.desk.directory.who(one.asker(who).account, who, "", one.now) for who in people]

        def answer_it(place: int) -> asyncio.Future[object]:
            tap = Tap(number, known[place].account, key, f"tap-{place}", one.now)
            return asyncio.ensure_future((one, other)[place % 2].desk.answers.submit(tap))

        await asyncio.gather(*map(answer_it, range(10)))
        async with other.desk.store.write() as tx:
            what, cohort = await rounds.get(tx, number), await cohorts.get(tx, 1)
            assert what and cohort
            await closing.close(tx, other.desk, cohort, what, other.now)
            late = [answer_it(place) for place in range(10, 20)]
            await until(lambda: _wait(one.desk.store, 2))
        await asyncio.gather(*late)
        async with one.desk.store.read() as tx:
            assert (await tx.execute(select(func.count()).select_from(answer))).scalar() == 10
            assert (await tx.execute(select(func.count()).select_from(answer).where(answer.c.counted))).scalar() == 10
            assert await kept(tx) == await recounted(tx)


async def test_a_tap_that_reaches_two_processes_is_one_answer(tmp_path: Path) -> None:
    async with two_bots(tmp_path) as (one, other):
        await found_cohort(one)
        number = await ask_now(one)
        key = await key_of(one, number)
        for who in (f"member{n}" for n in range(8)):
            await one.command(who, "score")  # known beforehand: the answers alone race
            told = await asyncio.gather(
                *(w.press(who, f"answer:{number}:{key}", event=f"tap-{who}") for w in (one, other, one, other))
            )
            assert len({as_card(reply).title for reply in told}) == 1
        async with one.desk.store.read() as tx:
            assert (await tx.execute(select(func.count()).select_from(answer))).scalar() == 8


async def test_of_two_accounts_of_a_person_in_two_processes_one_answer_counts(tmp_path: Path) -> None:
    async with two_bots(tmp_path) as (one, other):
        await found_cohort(one)
        number = await ask_now(one)
        key = await key_of(one, number)
        me = await one.desk.directory.who(one.asker("ana").account, "Ana", "", one.now)
        also = await one.desk.directory.who(one.asker("anna").account, "Anna", "", one.now)
        async with one.desk.store.write() as tx:
            await linking.link(tx, also.account, me.person, one.now)
        async with one.desk.store.write():  # while somebody writes alone both wait: they begin at the same time
            taps = [
                asyncio.create_task(w.desk.answers.submit(Tap(number, who, key, f"tap-{who}", w.now)))
                for w, who in ((one, me.account), (other, also.account))
            ]
            await until(lambda: _wait(one.desk.store, len(taps)))
        await asyncio.gather(*taps)
        async with other.desk.store.write() as tx:
            what, cohort = await rounds.get(tx, number), await cohorts.get(tx, 1)
            assert what and cohort
            await closing.close(tx, other.desk, cohort, what, other.now)
        async with one.desk.store.read() as tx:
            assert await kept(tx) == await recounted(tx)
            assert (await tx.execute(select(func.count()).select_from(answer).where(answer.c.counted))).scalar() == 1


# --- what a process remembers, and what it leaves to others


async def test_forgotten_and_renamed_in_one_process_is_so_in_the_other(tmp_path: Path) -> None:
    async with two_bots(tmp_path) as (one, other):
        await found_cohort(one)
        await one.command("ana", "score")
        me = await one.desk.directory.who(one.asker("ana").account, "Ana", "", one.now)
        assert await other.desk.directory.who(one.asker("ana").account, "Ana", "", one.now) == me
        await other.press("ana", f"profile:forget:{me.person}")
        again = await one.desk.directory.who(one.asker("ana").account, "Ana", "", one.now)
        assert again.person != me.person


async def test_jobs_and_letters_of_one_database_are_done_once_by_two_that_beat(tmp_path: Path) -> None:
    async with two_bots(tmp_path) as (one, other):
        await found_cohort(one)
        for _ in range(5):
            await one.advance(timedelta(hours=12))
            await asyncio.gather(one.settle(), other.settle())
        async with one.desk.store.read() as tx:
            asked = await rounds.asked_items(tx, 1)
        assert len(set(asked)) == len(asked) >= 2
        assert len({m.key for m in one.platform.messages}) == len(one.platform.messages)
        assert len(one.platform.in_room("cpim")) == len(asked)


async def test_what_a_gateway_leaves_a_worker_delivers_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with two_bots(tmp_path) as (gateway, worker):
        await found_cohort(gateway)
        working = asyncio.create_task(serve(worker.takt, only_reach=worker.desk.platforms.running))
        taking = asyncio.create_task(serve(gateway.takt, works=False))
        await gateway.command("lea", "cohort ask")
        await until(lambda: _is_asked(gateway))
        for task in (working, taking):
            task.cancel()
        await asyncio.gather(working, taking, return_exceptions=True)
        assert gateway.platform.asks == [gateway.takt.dispatcher.ask]
        assert gateway.platform.reached == 1


async def _is_asked(w: World) -> bool:
    return bool(w.platform.in_room("cpim"))
