"""What tables are made of: the names of their keys, instants in UTC, and the columns that come again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Dialect, ForeignKey, Integer, MetaData, Text, TypeDecorator, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds since 1970 UTC: exact, ordered and indexable on both engines."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To microseconds. A naive datetime is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no zone")
        return round(value.timestamp() * 1_000_000)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From microseconds, in UTC."""
        if value is None:
            return None
        seconds, micros = divmod(value, 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros)


def id_() -> Column[int]:
    """The primary key: a number that never comes again."""
    return Column("id", Integer, primary_key=True, autoincrement=True)


def name_(name: str, default: str = "") -> Column[str]:
    """A text that is always there, empty unless said otherwise."""
    return Column(name, Text, nullable=False, server_default=default)


def flag(name: str, default: bool = False) -> Column[bool]:
    """Yes or no."""
    return Column(name, Boolean, nullable=False, server_default=text("true" if default else "false"))


def count(name: str, default: int = 0) -> Column[int]:
    """A number that starts at nothing."""
    return Column(name, Integer, nullable=False, server_default=str(default))


def at(name: str, **options: Any) -> Column[datetime]:
    """An instant; never empty unless said otherwise."""
    return Column(name, Instant, nullable=options.pop("nullable", False), **options)


def to(target: str, name: str | None = None, *, cascade: bool = True, **options: Any) -> Column[int]:
    """Points to a row of another table, and goes with it unless said otherwise."""
    key = ForeignKey(f"{target}.id", ondelete="CASCADE" if cascade else None)
    return Column(name or target, Integer, key, nullable=options.pop("nullable", False), **options)


def words(name: str, *, nullable: bool = True) -> Column[str]:
    """A text that may be missing."""
    return Column(name, Text, nullable=nullable)
