"""Backups: of one instant, whole or absent; restored only when good, and nothing that was there is lost."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from bot.doctor import look_at_backups
from bot.store import backup, restore, rota
from bot.store.backup import back_up
from bot.store.keeper import InUse, Keeper
from bot.store.migrate import NewerSchema, newest
from bot.store.rota import Rota
from bot.store.store import Store
from bot.store.whole import NotDone, whole
from bot.study import keeping
from bot.study.keeping import daily_backups, keep_up
from tests.core.recount import kept, recounted
from tests.core.releases import as_released, everything
from tests.core.world import MONDAY, World, answered, ask_now, found_cohort, world
from tests.fakes.engines import ON_SQLITE, prepare

pytestmark = ON_SQLITE


def database(folder: Path) -> Path:
    prepare(folder)
    return folder / "takt.db"


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if not file.name.endswith(".lock"))


def execute(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.execute(statement)


def zones(file: Path) -> list[str]:
    """The zones of the people in it, which these tests use as marks."""
    with closing(sqlite3.connect(file)) as raw:
        return [zone for (zone,) in raw.execute("SELECT zone FROM person ORDER BY id")]


def mark(file: Path, text: str) -> None:
    execute(file, f"INSERT INTO person (zone, created_at) VALUES ('{text}', 1)")


# ── backing up ───────────────────────────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def answering(group: World, number: int) -> AsyncIterator[list[str]]:
    """People answer one after another, until left. Gives who has a receipt."""
    done: list[str] = []

    async def answer() -> None:
        while True:
            who = f"member{len(done)}"
            await answered(group, who, number, right=len(done) % 2 == 0)
            done.append(who)

    task = asyncio.create_task(answer())
    try:
        yield done
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_backup_under_load_is_one_instant_and_standings_equal_a_recount(tmp_path: Path) -> None:
    async with world(tmp_path / "bot") as group:
        await found_cohort(group)
        number = await ask_now(group)
        async with answering(group, number) as done:
            for turn in range(4):
                while len(done) < 15 * turn:
                    await asyncio.sleep(0.001)
                before = len(done)
                await asyncio.to_thread(back_up, tmp_path / "bot" / "takt.db", tmp_path / f"{turn}.db")
                after = len(done)
                async with Store(f"sqlite:///{tmp_path / f'{turn}.db'}").opened() as copy, copy.read() as tx:
                    assert await kept(tx) == await recounted(tx)
                    found = [row[0] for row in await tx.exec_driver_sql("SELECT name FROM account ORDER BY id")]
                    answers = (await tx.exec_driver_sql("SELECT count(*) FROM answer")).scalar_one()
                members = [name.lower() for name in found if name.startswith("Member")]
                assert members == [f"member{n}" for n in range(len(members))]  # a prefix of what was committed
                assert before <= answers <= after + 1  # with everything that had a receipt when it began


def test_a_backup_is_for_its_user_alone_and_overwrites_nothing(tmp_path: Path) -> None:
    file, copy = database(tmp_path), tmp_path / "copy.db"
    back_up(file, copy)
    assert copy.stat().st_mode & 0o077 == 0
    with pytest.raises(NotDone, match="overwrites"):
        back_up(file, copy)
    with pytest.raises(NotDone, match="there is no"):
        back_up(tmp_path / "none.db", tmp_path / "other.db")
    assert names(tmp_path) == ["copy.db", "takt.db"]


def test_a_backup_of_a_damaged_database_gets_no_name(tmp_path: Path) -> None:
    file = database(tmp_path)
    damage(file)
    with pytest.raises(NotDone, match=r"damaged|cannot be copied"):
        back_up(file, tmp_path / "copy.db")
    assert names(tmp_path) == ["takt.db"]


def test_a_copy_that_a_disk_has_damaged_gets_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = database(tmp_path)

    def copied_badly(source: Path, into: Path, _: object = None) -> None:
        into.write_bytes(source.read_bytes())
        damage(into)

    monkeypatch.setattr(backup, "copy", copied_badly)
    with pytest.raises(NotDone, match="damaged"):
        back_up(file, tmp_path / "copy.db")
    assert names(tmp_path) == ["takt.db"]


def damage(file: Path) -> None:
    """Overwrite the middle of it, as a failing disk would."""
    with file.open("r+b") as raw:
        raw.seek(4096 * 3)
        raw.write(os.urandom(4096 * 8))


def test_a_backup_can_be_stopped_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, stop = database(tmp_path), threading.Event()
    monkeypatch.setattr(backup, "_OFTEN", 1)
    stop.set()
    with pytest.raises(NotDone, match="interrupted"):
        back_up(file, tmp_path / "copy.db", stop)
    assert names(tmp_path) == ["takt.db"]


def test_the_name_comes_only_after_the_disk_has_the_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    fsync, move = os.fsync, os.replace

    def noted_fsync(number: int) -> None:
        done.append("on disk")
        fsync(number)

    def noted_move(old: Path, new: Path) -> None:
        done.append("named")
        move(old, new)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_move)
    with whole(tmp_path / "file"):
        pass
    assert done == ["on disk", "named", "on disk"]


# ── restoring ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_restored_database_is_the_backup_and_what_was_there_is_kept_with_its_log(tmp_path: Path) -> None:
    file = database(tmp_path / "bot")
    mark(file, "first")
    back_up(file, tmp_path / "copy.db")
    leave_a_log(file, "second")
    assert Path(f"{file}-wal").stat().st_size > 0
    contents, old = await restore.restore(tmp_path / "copy.db", file, MONDAY)
    assert (contents.schema, contents.cohorts, contents.answers) == (newest(), 0, 0)
    assert zones(file) == ["first"]
    assert old and old.name == "takt-replaced-20261123T080000.db" and zones(old) == ["first", "second"]
    assert names(tmp_path / "bot") == [old.name, "takt.db"]
    async with Store(f"sqlite:///{file}").opened():
        pass


def leave_a_log(file: Path, text: str) -> None:
    """Write as a process does that dies before its log is in the file."""
    child = os.fork()
    if not child:
        raw = sqlite3.connect(file)
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute(f"INSERT INTO person (zone, created_at) VALUES ('{text}', 1)")
        raw.commit()
        os._exit(0)
    os.waitpid(child, 0)


async def test_a_restore_wants_the_bot_stopped_and_the_file_free(tmp_path: Path) -> None:
    file = database(tmp_path)
    back_up(file, tmp_path / "copy.db")
    with Keeper(file), pytest.raises(InUse):
        await restore.restore(tmp_path / "copy.db", file, MONDAY)
    execute(file, "PRAGMA journal_mode=WAL")
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotDone, match="another program has"):
            await restore.restore(tmp_path / "copy.db", file, MONDAY)
    with pytest.raises(NotDone, match="the database itself"):
        await restore.restore(file, file, MONDAY)
    assert not [name for name in names(tmp_path) if "replaced" in name or "part" in name]


async def test_a_backup_of_an_older_release_is_brought_up_to_date(tmp_path: Path) -> None:
    old = f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"
    rows = await as_released(old, "0001")
    contents, kept_file = await restore.restore(tmp_path / "old.db", tmp_path / "new" / "takt.db", MONDAY)
    assert (contents.schema, contents.cohorts, contents.answers, kept_file) == ("0001", 3, 3, None)
    assert restore.verify(tmp_path / "new" / "takt.db").schema == newest()
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'new' / 'takt.db'}")
    after = await everything(engine)
    await engine.dispose()
    assert {table: len(found) for table, found in after.items() if table in rows} == dict.fromkeys(rows, 3)
    assert names(tmp_path / "new") == ["takt.db"]


def newer(file: Path) -> None:
    execute(file, "UPDATE alembic_version SET version_num = '9999'")


def of_others(file: Path) -> None:
    file.unlink()
    execute(file, "CREATE TABLE recipes (id INTEGER)")


def misindexed(file: Path) -> None:
    """Every row is there and has its parents, and an index does not find one."""
    mark(file, "")
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.execute("INSERT INTO account (id, person, platform, community, user) VALUES (5, 1, 'slack', 'T', 'U')")
        raw.execute("PRAGMA writable_schema=ON")
        raw.execute("UPDATE sqlite_master SET sql = replace(sql, '(person)', '(id)') WHERE name = 'ix_account_person'")


def orphaned(file: Path) -> None:
    execute(file, "INSERT INTO account (person, platform, community, user) VALUES (77, 'slack', 'T', 'U')")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (newer, "has schema 9999, which this release does not know"),
        (of_others, "none of Takt's"),
        (misindexed, "ix_account_person"),
        (orphaned, "1 rows refer to nothing"),
        (damage, "damaged|cannot be read"),
        (lambda file: file.write_bytes(b"a letter to my aunt" * 999), "cannot be read as a database"),
        (lambda file: file.write_bytes(file.read_bytes()[:9000]), "damaged|cannot be read"),
        (lambda file: file.unlink(), "there is no"),
    ],
)
async def test_what_is_no_good_backup_is_refused_and_nothing_is_touched(
    spoil: object, said: str, tmp_path: Path
) -> None:
    file, copy = database(tmp_path / "bot"), tmp_path / "copy.db"
    back_up(file, copy)
    mark(file, "still here")
    assert callable(spoil)
    spoil(copy)
    before = file.read_bytes()
    with pytest.raises((NotDone, NewerSchema), match=said):
        await restore.restore(copy, file, MONDAY)
    assert file.read_bytes() == before and names(tmp_path / "bot") == ["takt.db"]


async def test_a_damaged_database_is_replaced_and_its_log_does_not_get_into_the_new_one(tmp_path: Path) -> None:
    file = database(tmp_path / "bot")
    mark(file, "good")
    back_up(file, tmp_path / "copy.db")
    leave_a_log(file, "of the damaged one")
    with file.open("r+b") as raw:
        raw.write(b"not a database any more" * 20)
    log = Path(f"{file}-wal").read_bytes()
    _, old = await restore.restore(tmp_path / "copy.db", file, MONDAY)
    assert old and zones(file) == ["good"]
    left = Path(f"{old}-wal")
    assert not Path(f"{file}-wal").exists() and (not left.exists() or left.read_bytes() == log)
    assert old.read_bytes().startswith(b"not a database")


async def test_a_log_that_cannot_be_folded_in_is_moved_away_with_its_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = database(tmp_path / "bot")
    mark(file, "good")
    back_up(file, tmp_path / "copy.db")
    leave_a_log(file, "in the log")
    log = Path(f"{file}-wal").read_bytes()
    monkeypatch.setattr(restore, "_fold", lambda _: None)
    _, old = await restore.restore(tmp_path / "copy.db", file, MONDAY)
    assert old and Path(f"{old}-wal").read_bytes() == log and not Path(f"{file}-wal").exists()
    assert zones(file) == ["good"] and zones(old) == ["good", "in the log"]


async def test_a_copy_on_a_file_system_without_second_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = database(tmp_path / "bot")
    back_up(file, tmp_path / "copy.db")
    mark(file, "later")

    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    _, old = await restore.restore(tmp_path / "copy.db", file, MONDAY)
    assert old and zones(old) == ["later"] and zones(file) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
async def test_what_root_restores_belongs_to_the_user_of_the_folder(tmp_path: Path) -> None:
    file = database(tmp_path / "bot")
    back_up(file, tmp_path / "copy.db")
    for one in (tmp_path / "bot", file):
        os.chown(one, 12345, 12345)
    await restore.restore(tmp_path / "copy.db", file, MONDAY)
    assert {one.stat().st_uid for one in (tmp_path / "bot").iterdir()} == {12345}


# ── every day ────────────────────────────────────────────────────────────────────────────────────────────────────────

NIGHT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
"""04:00 in Berlin."""


def rota_in(folder: Path, keep: int = 3) -> Rota:
    return Rota(database(folder), folder / "backups", keep, "Europe/Berlin")


@pytest.mark.parametrize(
    ("made", "now", "due"),
    [
        (None, NIGHT, True),
        (NIGHT, NIGHT + timedelta(hours=23, minutes=59), False),
        (NIGHT, NIGHT + timedelta(hours=24), True),
        (NIGHT - timedelta(minutes=1), NIGHT, True),
        (NIGHT, NIGHT + timedelta(days=9, hours=5), True),  # the bot was down at four: it catches up
        (NIGHT + timedelta(hours=7), NIGHT + timedelta(hours=23), False),  # and then waits for the next night
        (NIGHT + timedelta(days=400), NIGHT, True),  # made by a clock that was wrong
        (
            datetime(2026, 10, 24, 2, tzinfo=UTC),
            datetime(2026, 10, 25, 2, 30, tzinfo=UTC),
            False,
        ),  # the clocks go back:
        (
            datetime(2026, 10, 24, 2, tzinfo=UTC),
            datetime(2026, 10, 25, 3, 0, tzinfo=UTC),
            True,
        ),  # four is an hour later
    ],
)
def test_one_is_due_from_four_in_the_night(made: datetime | None, now: datetime, due: bool, tmp_path: Path) -> None:
    plan = rota_in(tmp_path)
    if made:
        plan.folder.mkdir()
        (plan.folder / f"takt-daily-{made:%Y%m%dT%H%M%SZ}.db").touch()
    assert plan.is_due(now) is due


async def test_a_month_of_nights_keeps_the_newest_and_nothing_else_is_deleted(tmp_path: Path) -> None:
    plan = rota_in(tmp_path)
    plan.folder.mkdir()
    others = ["takt-backup-20260101T000000Z.db", "takt-daily-mine.db", "notes.txt", "takt-daily-20260101T000000Z.db.gz"]
    for name in others:
        (plan.folder / name).touch()
    for hour in range(0, 24 * 9, 5):
        assert await keep_up(plan, NIGHT + timedelta(hours=hour))
    assert [f"{at:%d %H}" for at, _ in plan.made()] == ["01 06", "30 05", "29 04"]
    assert sorted({*names(plan.folder)} - {file.name for _, file in plan.made()}) == sorted(others)
    assert all(restore.verify(file) for _, file in plan.made())


async def test_where_it_fails_the_old_ones_stay_the_log_says_so_and_the_bot_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = rota_in(tmp_path, keep=1)
    assert await keep_up(plan, NIGHT)
    (old,) = plan.made()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(rota, "back_up", full)
        assert not await keep_up(plan, NIGHT + timedelta(days=1))
    assert "the daily backup failed" in caplog.text and "No space left" in caplog.text
    assert plan.made() == [old]
    damage(plan.database)
    assert not await keep_up(plan, NIGHT + timedelta(days=1))
    assert plan.made() == [old]


def test_one_that_was_made_by_a_clock_in_the_future_does_not_push_out_the_new_one(tmp_path: Path) -> None:
    plan = rota_in(tmp_path, keep=1)
    plan.make(NIGHT + timedelta(days=400))
    new = plan.make(NIGHT)
    assert new.exists()


async def test_what_a_dead_process_left_is_swept_up_a_day_later(tmp_path: Path) -> None:
    plan = rota_in(tmp_path)
    plan.folder.mkdir()
    fresh, stale = (plan.folder / f".takt-daily-{n}.db.x.part" for n in (1, 2))
    for part in (fresh, stale):
        part.touch()
    os.utime(stale, (1, 1))
    await keep_up(plan, NIGHT)
    assert fresh.exists() and not stale.exists()


async def test_the_task_looks_again_and_again_and_ends_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, clock = rota_in(tmp_path), [NIGHT]
    monkeypatch.setattr(keeping, "LOOK_EVERY", 0.001)
    async with daily_backups(plan, lambda: clock[0]):
        for night in (1, 2):
            while len(plan.made()) < night:
                await asyncio.sleep(0.001)
            clock[0] += timedelta(days=1)
    async with daily_backups(None, lambda: clock[0]):
        pass


async def test_leaving_stops_a_backup_that_is_under_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, begun, seen = rota_in(tmp_path), threading.Event(), []

    def slow(_source: Path, _target: Path, stop: threading.Event) -> None:
        begun.set()
        seen.append(stop.wait(30))

    monkeypatch.setattr(rota, "back_up", slow)
    async with daily_backups(plan, lambda: NIGHT):
        await asyncio.to_thread(begun.wait, 30)
    await asyncio.get_running_loop().shutdown_default_executor()
    assert seen == [True]


# ── the doctor ───────────────────────────────────────────────────────────────────────────────────────────────────────


def look(plan: Rota | None, now: datetime) -> list[tuple[bool, str]]:
    return [(finding.well, f"{finding.text}. {finding.remedy}") for finding in look_at_backups(plan, now)]


def test_the_doctor_tells_how_old_the_newest_is(tmp_path: Path) -> None:
    plan = rota_in(tmp_path)
    assert look(plan, NIGHT) == [(True, f"none in {plan.folder} yet: `takt run` makes one each night, and keeps 3. ")]
    plan.make(NIGHT)
    assert look(plan, NIGHT) == [(True, f"1 in {plan.folder}, the newest of 23 November 2026, 03:00 UTC. ")]
    ((well, said),) = look(plan, NIGHT + timedelta(days=3))
    assert well and "its log says why" in said
    assert look(None, NIGHT) == []


def test_the_doctor_sees_that_the_next_one_will_not_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = rota_in(tmp_path)
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000})())
    ((well, said),) = look(plan, NIGHT)
    assert not well and "would not fit" in said
    monkeypatch.setattr(os, "access", lambda *_: False)
    ((well, said),) = look(plan, NIGHT)
    assert not well and "may not be written" in said
