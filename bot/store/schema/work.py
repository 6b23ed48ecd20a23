"""What is to be done at a time, and what the bot remembers about itself."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text, text

from bot.store.schema.kit import at, count, id_, metadata, name_

job = Table(
    "job",
    metadata,
    id_(),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    count("subject"),
    name_("detail"),
    at("due"),
    count("rank"),
    at("claimed_until", nullable=True),
    count("tries"),
    Index("ix_job_order", "due", "rank", "id"),
    Index(
        "ix_job_claimed",
        "claimed_until",
        sqlite_where=text("claimed_until IS NOT NULL"),
        postgresql_where=text("claimed_until IS NOT NULL"),
    ),
    Index("ix_job_kind_subject", "kind", "subject"),
    sqlite_autoincrement=True,
    comment="Work that falls due. Done work is deleted; at one instant a lower `rank` goes first.",
)

note = Table(
    "note",
    metadata,
    Column("key", Text, primary_key=True),
    name_("value"),
    comment="What the bot remembers about itself: how far the web room's clock is moved, what a room lacked.",
)
