"""Database files: cut, flipped, empty, of other programs, too new. One clear line, exit status 1 or 2,
and no damage."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from unittest.mock import AsyncMock, patch

from typer.testing import CliRunner, Result

from bot.cli import program
from tests.fakes.discord_server import TOKEN
from tests.fuzz.tally import Tally

COMMANDS = ("check --offline", "backup {folder}", "restore {file} --yes", "run")
_TRACE = re.compile(r"Traceback|File \"|object at 0x|<class")
_LONGEST = 12


def files(wanted: int, seed: int, sound: Path, place: Path, tally: Tally) -> None:
    """Spoil a copy of the sound database so often, and give it to one command each."""
    rng = Random(f"files {seed}")
    for number in range(wanted):
        folder = place / str(number)
        folder.mkdir(parents=True)
        file = folder / "takt.db"
        spoil = rng.choice(SPOILS)
        shutil.copyfile(sound, file)
        with _mended(file):
            spoil(rng, file)
            command = rng.choice(COMMANDS)
            _try(command, folder, file, f"files {seed}#{number} {spoil.__name__} {command}", tally)
        shutil.rmtree(folder)


def _try(command: str, folder: Path, file: Path, where: str, tally: Tally) -> None:
    line = command
    if "{file}" in line:  # restored over a sound one
        spoilt, line = file, line.format(file=file)
        file = folder / "sound" / "takt.db"
        file.parent.mkdir()
        with closing(sqlite3.connect(file)) as raw:
            raw.execute("CREATE TABLE was_here (x)")
        kept = [spoilt, file]
    else:
        (folder / "copies").mkdir()
        line, kept = line.format(folder=folder / "copies"), [file]
    before = {one: _content(one) for one in kept}
    with _threads_heard(tally, where):
        result = takt(line, file)
    tally.tried(f"exit status {result.exit_code}")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        tally.traceback(f"{type(result.exception).__name__}: {result.exception} at {where}")
    if _TRACE.search(result.output):
        tally.traceback(f"{result.output[:600]} at {where}")
    if result.exit_code not in (0, 1, 2):
        tally.fault(f"exit status {result.exit_code} at {where}")
    if result.exit_code and not result.output.strip():
        tally.fault(f"no words at {where}")
    if result.exit_code == 2 and len(result.output.strip().splitlines()) > _LONGEST:
        tally.fault(f"{len(result.output.splitlines())} lines at {where}: {result.output[:300]}")
    if result.exit_code or command.startswith(("check", "backup")):
        for one in kept:
            if _content(one) != before[one]:
                tally.wrote(f"{one.name} was changed at {where}: {result.output[:300]}")
    if result.exit_code and any((folder / "copies").glob("*")) and "backup" in command:
        tally.wrote(f"a backup is left at {where}")


@contextmanager
def _threads_heard(tally: Tally, where: str) -> Iterator[None]:
    """What threads print on standard error, where no output of a command is looked at."""
    was = threading.excepthook
    threading.excepthook = lambda failed: tally.traceback(f"in a thread: {failed.exc_value!r} at {where}")
    before = set(threading.enumerate())
    try:
        yield
        for thread in set(threading.enumerate()) - before:
            thread.join(1)
    finally:
        threading.excepthook = was


def takt(line: str, file: Path) -> Result:
    """The command as an operator types it. What would connect to a platform and go on for ever returns at once."""
    environment = {"TAKT_DATABASE_URL": f"sqlite:///{file}", "TAKT_DISCORD_TOKEN": TOKEN}
    with patch("bot.app.serve", AsyncMock()), patch("bot.cli.run.log_to_stderr", lambda *_: None):
        config = file.parent / "config.toml"
        config.write_text("[watch]\nport = 0\n[backup]\nfolder = ''\n")
        mask = os.umask(0o022)
        try:
            return CliRunner().invoke(
                program, [*line.split(), "--config", str(config)], env=environment, prog_name="takt"
            )
        finally:
            os.umask(mask)


def _content(file: Path) -> object:
    """What is in the file: bytes, or of a folder its names."""
    if file.is_dir():
        return sorted(p.name for p in file.iterdir())
    return file.read_bytes() if file.exists() else None


@contextmanager
def _mended(file: Path) -> Iterator[None]:
    try:
        yield
    finally:
        if file.exists():
            file.chmod(0o755 if file.is_dir() else 0o600)


# ── ways in which a file is spoilt ───────────────────────────────────────────────────────────────────────────────────


def cut(rng: Random, file: Path) -> None:
    raw = file.read_bytes()
    file.write_bytes(raw[: rng.choice((1, 15, 16, 50, 100, 512, 4095, 4096, 4097, rng.randrange(len(raw))))])


def flipped(rng: Random, file: Path) -> None:
    raw = bytearray(file.read_bytes())
    for _ in range(rng.choice((1, 3, 20, 300))):
        raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    file.write_bytes(raw)


def head_flipped(rng: Random, file: Path) -> None:
    raw = bytearray(file.read_bytes())
    for _ in range(rng.choice((1, 2, 10))):
        raw[rng.randrange(200)] = rng.randrange(256)
    file.write_bytes(raw)


def overwritten(rng: Random, file: Path) -> None:
    raw = bytearray(file.read_bytes())
    at = rng.randrange(len(raw))
    raw[at : at + 5000] = rng.choice((bytes(5000), rng.randbytes(5000)))
    file.write_bytes(raw)


def empty(rng: Random, file: Path) -> None:
    file.write_bytes(b"")


def a_folder(rng: Random, file: Path) -> None:
    file.unlink()
    file.mkdir()


def noise(rng: Random, file: Path) -> None:
    file.write_bytes(rng.choice((b"", b"SQLite format 3\0")) + rng.randbytes(rng.randint(1, 9000)))


def a_text(rng: Random, file: Path) -> None:
    file.write_text("[takt]\n# this is no database\n" * rng.randint(1, 400))


def of_another_program(rng: Random, file: Path) -> None:
    file.unlink()
    execute(file, "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)", "INSERT INTO notes (body) VALUES ('mine')")


def another_alembic(rng: Random, file: Path) -> None:
    file.unlink()
    execute(
        file, "CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('ae1027a6acf')"
    )


def newer(rng: Random, file: Path) -> None:
    execute(file, "UPDATE alembic_version SET version_num = '9999'")


def versions(rng: Random, file: Path) -> None:
    how = rng.choice(
        ("DELETE FROM alembic_version", "INSERT INTO alembic_version VALUES ('0001')", "DROP TABLE alembic_version")
    )
    execute(file, how)


def a_table_less(rng: Random, file: Path) -> None:
    with closing(sqlite3.connect(file)) as raw:
        tables = [
            name
            for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sq%'")
        ]
    execute(file, f'DROP TABLE "{rng.choice(tables)}"')


def orphans(rng: Random, file: Path) -> None:
    execute(file, "PRAGMA foreign_keys=OFF", f"DELETE FROM {rng.choice(('cohort', 'person', 'account', 'letter'))}")


def no_values(rng: Random, file: Path) -> None:
    """Values that no row of ours holds, in a column of text or time."""
    how = rng.choice(("letter SET card = '{'", "letter SET state = 'lost'", "job SET due = 'soon'",
        "cohort SET zone = 'Mars/X'",
        "cohort SET phase = 'x'", "job SET kind = 'x'", "round SET state = 'x'",
        "letter SET card = 'null'"))  # fmt: skip
    execute(file, f"UPDATE {how}")


def read_only(rng: Random, file: Path) -> None:
    file.chmod(0o400)


def execute(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        for statement in statements:
            raw.execute(statement)


SPOILS: tuple[Callable[[Random, Path], None], ...] = (
    cut, cut, flipped, flipped, flipped, head_flipped, head_flipped, overwritten, overwritten, empty, a_folder, noise,
    a_text,
    of_another_program, another_alembic, newer, versions, a_table_less, orphans, no_values, read_only,
)  # fmt: skip
