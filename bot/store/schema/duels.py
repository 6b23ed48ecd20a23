"""Duels."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text, text

from bot.store.schema.kit import at, count, flag, id_, metadata, name_, to

duel = Table(
    "duel",
    metadata,
    id_(),
    to("cohort"),
    to("room", nullable=True),
    to("person", "challenger"),
    to("person", "opponent"),
    Column("pair", Text, nullable=False),
    name_("domain"),
    count("items"),
    Column("state", Text, nullable=False),
    at("invited_at"),
    at("closes_at"),
    flag("challenger_shares"),
    flag("opponent_shares"),
    Index("ix_duel_cohort", "cohort"),
    Index("ix_duel_challenger", "challenger"),
    Index("ix_duel_opponent", "opponent"),
    Index(
        "uq_duel_open",
        "pair",
        unique=True,
        sqlite_where=text("state IN ('invited', 'running')"),
        postgresql_where=text("state IN ('invited', 'running')"),
    ),
    sqlite_autoincrement=True,
    comment="Two members and the same few questions. At most one at a time between two people (`pair`: their ids).",
)

duel_item = Table(
    "duel_item",
    metadata,
    to("duel", primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("item", Text, nullable=False),
    count("version", 1),
    Column("seed", BigInteger, nullable=False),
    Column("order", Text, nullable=False),
    Column("key", Integer, nullable=False),
    comment="A question of a duel, as round: `order` is the item's option index at each position, `key` the right one.",
)

duel_answer = Table(
    "duel_answer",
    metadata,
    to("duel", primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    to("person", primary_key=True),
    Column("chosen", Integer, nullable=False),
    Column("right", Boolean, nullable=False),
    at("at"),
    Index("ix_duel_answer_person", "person"),
    comment="What one of the two chose in a duel. The first choice counts.",
)
