"""Practice, on one's own."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text, UniqueConstraint

from bot.store.schema.kit import at, count, flag, id_, metadata, to

practice_card = Table(
    "practice_card",
    metadata,
    id_(),
    to("person"),
    Column("item", Text, nullable=False),
    Column("state", Text, nullable=False),
    at("due"),
    at("reviewed_at"),
    count("right_in_a_row"),
    flag("done"),
    count("last_round"),
    UniqueConstraint("person", "item"),
    sqlite_autoincrement=True,
    comment="A question that a person missed and that comes back in practice until it was right twice, by FSRS.",
)

practice_turn = Table(
    "practice_turn",
    metadata,
    id_(),
    to("person"),
    Column("item", Text, nullable=False),
    count("version", 1),
    Column("seed", BigInteger, nullable=False),
    Column("order", Text, nullable=False),
    at("shown_at"),
    Column("chosen", Integer, nullable=True),
    Column("right", Boolean, nullable=True),
    at("answered_at", nullable=True),
    Column("typed", Text, nullable=False, server_default=""),
    Index("ix_practice_turn_person", "person", "item"),
    sqlite_autoincrement=True,
    comment="A question as it was shown to one person in practice, and what they chose or typed. Counts for no score.",
)
