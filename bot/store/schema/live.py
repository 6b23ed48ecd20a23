"""Live sessions."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Table, Text

from bot.store.schema.kit import at, count, flag, id_, metadata, name_, to

live = Table(
    "live",
    metadata,
    id_(),
    to("cohort"),
    to("letter", cascade=False),
    to("person", "leader"),
    name_("domain"),
    count("seconds"),
    flag("convince", True),
    Column("phase", Text, nullable=False),
    count("place"),
    count("step"),
    at("until"),
    at("started_at"),
    Index("ix_live_cohort", "cohort"),
    sqlite_autoincrement=True,
    comment="A live round in one room: which item it is at, in which phase, and until when. `step` counts the phases.",
)

live_item = Table(
    "live_item",
    metadata,
    to("live", primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("item", Text, nullable=False),
    count("version", 1),
    Column("seed", BigInteger, nullable=False),
    Column("order", Text, nullable=False),
    Column("key", Integer, nullable=False),
    at("vote_from", nullable=True),
    at("vote_until", nullable=True),
    at("revote_from", nullable=True),
    at("revote_until", nullable=True),
    comment="An item of a live round, and when it could be voted on, the second time after talking it over.",
)

live_answer = Table(
    "live_answer",
    metadata,
    to("live", primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("vote", Integer, primary_key=True),
    to("account", cascade=False, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("event", Text, nullable=False),
    at("at"),
    CheckConstraint("position BETWEEN 0 AND 3", name="position"),
    Index("ix_live_answer_account", "account"),
    comment="What an account picked in a live round, in the first vote and in the second.",
)
