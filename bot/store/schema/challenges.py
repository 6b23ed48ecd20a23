"""Challenges between cohorts' teams."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Index, Integer, Table, Text, UniqueConstraint

from bot.store.schema.kit import at, count, flag, id_, metadata, name_, to

challenge = Table(
    "challenge",
    metadata,
    id_(),
    to("cohort"),
    Column("draft", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    name_("domains"),
    count("per_day"),
    Column("teams", Text, nullable=False),
    count("team_count"),
    Column("entry", Text, nullable=False),
    flag("late", True),
    Column("seed", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    flag("midway_told"),
    flag("drawn"),
    at("created_at"),
    at("not_before"),
    Index("ix_challenge_cohort", "cohort"),
    sqlite_autoincrement=True,
    comment="A competition of a cohort. `per_day` 0 scores the daily question alone; `domains` slugs, none for all.",
)

challenge_team = Table(
    "challenge_team",
    metadata,
    id_(),
    to("challenge"),
    Column("name", Text, nullable=False),
    Index("ix_challenge_team_challenge", "challenge"),
    sqlite_autoincrement=True,
    comment="A team of a challenge.",
)

challenge_member = Table(
    "challenge_member",
    metadata,
    to("challenge", primary_key=True),
    to("account", primary_key=True),
    to("challenge_team", "team", nullable=True),
    at("joined_at"),
    at("left_at", nullable=True),
    Index("ix_challenge_member_account", "account"),
    comment="Who joined a challenge, with which account, and their team.",
)

challenge_day = Table(
    "challenge_day",
    metadata,
    id_(),
    to("challenge"),
    Column("day", Date, nullable=False),
    count("ordinal", 1),
    at("opens_at"),
    at("closes_at"),
    flag("closed"),
    UniqueConstraint("challenge", "day"),
    sqlite_autoincrement=True,
    comment="A day of a challenge with questions of its own, fixed when it opens.",
)

challenge_item = Table(
    "challenge_item",
    metadata,
    id_(),
    to("challenge_day", "day"),
    count("ordinal", 1),
    Column("item", Text, nullable=False),
    count("version", 1),
    Column("seed", BigInteger, nullable=False),
    Column("order", Text, nullable=False),
    Column("domain", Text, nullable=False),
    name_("subtopic"),
    Column("key", Integer, nullable=False),
    UniqueConstraint("day", "ordinal"),
    sqlite_autoincrement=True,
    comment="A question of a challenge's day, the same for all; `order` and `key` as in a round.",
)

challenge_answer = Table(
    "challenge_answer",
    metadata,
    id_(),
    to("challenge_item", "item"),
    to("account", cascade=False),
    Column("position", Integer, nullable=False),
    Column("event", Text, nullable=False),
    at("at"),
    UniqueConstraint("item", "account"),
    CheckConstraint("position BETWEEN 0 AND 3", name="position"),
    Index("ix_challenge_answer_account", "account"),
    sqlite_autoincrement=True,
    comment="What an account chose in a challenge: final at once, and kept for ever.",
)

challenge_post = Table(
    "challenge_post",
    metadata,
    to("challenge", primary_key=True),
    Column("what", Text, primary_key=True),
    to("room", primary_key=True),
    to("letter", cascade=False),
    comment="The messages of a challenge in the rooms: the announcement, and each day's card by the day's id.",
)
