"""Questions as they were asked, their answers, and what these add up to."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Index, Integer, Table, Text, UniqueConstraint, text

from bot.store.schema.kit import at, count, flag, id_, metadata, name_, to

OPEN = "state = 'open'"
"""Of rounds, word for word as their index has it."""

round_ = Table(
    "round",
    metadata,
    id_(),
    to("cohort"),
    Column("series", Text, nullable=False),
    Column("day", Date, nullable=False),
    count("ordinal", 1),
    count("number"),
    Column("item", Text, nullable=False),
    count("version", 1),
    Column("seed", BigInteger, nullable=False),
    Column("order", Text, nullable=False),
    Column("domain", Text, nullable=False),
    name_("subtopic"),
    Column("key", Integer, nullable=False),
    Column("reveal", Text, nullable=False),
    at("opens_at"),
    at("closes_at"),
    Column("state", Text, nullable=False),
    flag("late"),
    UniqueConstraint("cohort", "series", "day", "ordinal"),
    Index("ix_round_cohort_opens_at", "cohort", "opens_at"),
    Index("ix_round_cohort_item", "cohort", "item"),
    Index("ix_round_open", "cohort", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
    sqlite_autoincrement=True,
    comment="An item asked to a cohort. `order` is the item's option index at each position, `key` the right position.",
)

post = Table(
    "post",
    metadata,
    to("round", primary_key=True),
    to("room", primary_key=True),
    to("letter", cascade=False),
    comment="The message of a round in one room.",
)

answer = Table(
    "answer",
    metadata,
    id_(),
    to("round"),
    to("account", cascade=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    name_("confidence"),
    flag("final"),
    flag("scored", True),
    flag("counted"),
    Column("event", Text, nullable=False),
    at("at"),
    UniqueConstraint("round", "account"),
    CheckConstraint("first BETWEEN 0 AND 3 AND last BETWEEN 0 AND 3", name="positions"),
    Index("ix_answer_account", "account"),
    sqlite_autoincrement=True,
    comment="What an account chose: kept for ever. `counted` once it stands in the standings; unscored ones never do.",
)

standing = Table(
    "standing",
    metadata,
    to("cohort", primary_key=True),
    Column("window", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    to("person", primary_key=True),
    count("points"),
    count("answered"),
    count("right"),
    count("sure"),
    count("sure_wrong"),
    Index("ix_standing_points", "cohort", "window", "key", "points"),
    comment="Running totals by window (week, month, all), equal to a recount of the counted answers.",
)

domain_standing = Table(
    "domain_standing",
    metadata,
    to("cohort", primary_key=True),
    to("person", primary_key=True),
    Column("domain", Text, primary_key=True),
    count("answered"),
    count("right"),
    comment="Running totals by domain, equal to a recount of the counted answers.",
)

report = Table(
    "report",
    metadata,
    id_(),
    to("round"),
    to("person"),
    Column("item", Text, nullable=False),
    count("version", 1),
    Column("text", Text, nullable=False),
    Column("state", Text, nullable=False),
    name_("outcome"),
    at("at"),
    Index("ix_report_round", "round"),
    sqlite_autoincrement=True,
    comment="What a member thinks is wrong with a question.",
)
