"""Every table of the database as it stands, and what changed: by the file itself, past the bot."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Rows: TypeAlias = Mapping[int, tuple[Any, ...]]


@dataclass(frozen=True)
class Change:
    """What came to be, went, and became different in a table, by row number."""

    table: str
    new: Mapping[int, Mapping[str, Any]]
    gone: Mapping[int, Mapping[str, Any]]
    other: Mapping[int, Mapping[str, Any]]

    def __str__(self) -> str:
        return f"{self.table} +{list(self.new)[:3]} -{list(self.gone)[:3]} ~{list(self.other)[:3]}"


class Ledger:
    """Looks at a SQLite file. Whether anything was committed at all is asked first: that costs nothing."""

    def __init__(self, file: Path) -> None:
        self._raw = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        names = self._raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        self._columns = {
            name: [column[1] for column in self._raw.execute(f'PRAGMA table_info("{name}")')] for (name,) in names
        }
        self._version = self._seen()
        self._rows = self._all()

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(self._columns)

    def changes(self) -> list[Change]:
        """What changed since this was asked last."""
        if (version := self._seen()) == self._version:
            return []
        before, self._rows, self._version = self._rows, self._all(), version
        return [found for table in self._columns if (found := self._between(table, before[table], self._rows[table]))]

    def users(self, people: set[int]) -> set[str]:
        """The platform's ids of these people's accounts."""
        return {user for person, user in self._raw.execute("SELECT person, user FROM account") if person in people}

    def readers(self) -> set[str]:
        """The platform's ids of those who were named as readers."""
        return {u for (u,) in self._raw.execute("SELECT user FROM account JOIN question_reader USING (person)")}

    def owned_by(self, cohort: int) -> dict[str, list[tuple[Any, ...]]]:
        """The rows that name this cohort, but for who is a member, which is theirs to become."""
        tables = {
            t: c
            for t, c in self._columns.items()
            if "cohort" in c and t not in ("member", "standing", "domain_standing")
        }
        return {t: self._raw.execute(f'SELECT * FROM "{t}" WHERE cohort = ?', (cohort,)).fetchall() for t in tables}

    def close(self) -> None:
        self._raw.close()

    def _seen(self) -> int:
        return int(self._raw.execute("PRAGMA data_version").fetchone()[0])

    def _all(self) -> dict[str, Rows]:
        return {t: {row[0]: row[1:] for row in self._raw.execute(f'SELECT rowid, * FROM "{t}"')} for t in self._columns}

    def _between(self, table: str, old: Rows, new: Rows) -> Change | None:
        if old == new:
            return None
        return Change(
            table,
            self._named(table, {n: row for n, row in new.items() if n not in old}),
            self._named(table, {n: row for n, row in old.items() if n not in new}),
            self._named(table, {n: row for n, row in new.items() if n in old and old[n] != row}),
        )

    def _named(self, table: str, rows: Rows) -> dict[int, dict[str, Any]]:
        return {n: dict(zip(self._columns[table], row, strict=True)) for n, row in rows.items()}
