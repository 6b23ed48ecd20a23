"""Letters, and the queues that they wait in."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, Text, UniqueConstraint, text

from bot.store.schema.kit import at, count, id_, metadata, name_, to

UNSENT = "state IN ('waiting', 'trying', 'doubtful')"
"""Of letters, word for word as their index has it, or SQLite would not use it."""

PARKED = "state = 'parked'"
"""The same, for the letters that somebody has to do something about."""

CLAIMED = "claimed_until IS NOT NULL"
"""Of queues, likewise."""

queue = Table(
    "queue",
    metadata,
    id_(),
    Column("platform", Text, nullable=False),
    Column("community", Text, nullable=False),
    name_("channel"),
    name_("user"),
    at("due"),
    at("claimed_until", nullable=True),
    Column("claim", BigInteger, nullable=False, server_default="0"),
    UniqueConstraint("platform", "community", "channel", "user"),
    Index("ix_queue_due", "platform", "due", "id"),
    Index("ix_queue_claimed", "platform", "claimed_until", sqlite_where=text(CLAIMED), postgresql_where=text(CLAIMED)),
    sqlite_autoincrement=True,
    comment="An address with unsent letters: when the first is due, and which claim is on it until when.",
)

letter = Table(
    "letter",
    metadata,
    id_(),
    Column("key", Text, nullable=False, unique=True),
    Column("platform", Text, nullable=False),
    Column("community", Text, nullable=False),
    name_("channel"),
    name_("user"),
    to("letter", "under", cascade=False, nullable=True),
    Column("card", Text, nullable=False),
    Column("state", Text, nullable=False),
    count("edition", 1),
    count("sent_edition"),
    count("tries"),
    at("due"),
    at("tried_at", nullable=True),
    at("sent_at", nullable=True),
    name_("sent_channel"),
    name_("sent_message"),
    name_("trouble"),
    at("created_at"),
    Index(
        "ix_letter_unsent",
        *("platform", "community", "channel", "user", "id"),
        sqlite_where=text(UNSENT),
        postgresql_where=text(UNSENT),
    ),
    Index("ix_letter_parked", "id", sqlite_where=text(PARKED), postgresql_where=text(PARKED)),
    sqlite_autoincrement=True,
    comment="A message to deliver exactly once, and afterwards to keep up to date: a newer edition is an edit.",
)
