"""A cohort, its rooms and its members, and what its leaders arranged."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, Table, Text, Time, text

from bot.store.schema.kit import at, count, flag, id_, metadata, name_, to

cohort = Table(
    "cohort",
    metadata,
    id_(),
    name_("name"),
    Column("zone", Text, nullable=False),
    Column("opens", Time, nullable=False),
    count("days"),
    Column("closes", Time, nullable=True),
    Column("blueprint", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("paused_until", Date, nullable=True),
    Column("reveal", Text, nullable=False),
    flag("summary", True),
    Column("plan_start", Date, nullable=True),
    Column("plan_end", Date, nullable=True),
    name_("plan_weeks"),
    Column("seed", BigInteger, nullable=False),
    count("next_number", 1),
    flag("warned_dry"),
    name_("holidays"),
    name_("holiday_days"),
    name_("month_told"),
    name_("month_week"),
    at("created_at"),
    sqlite_autoincrement=True,
    comment="A study group. `days` is a bit for each weekday, Monday the lowest; `plan_weeks` slugs by week; "
    "`holiday_days` the free days of its country or region for some time ahead.",
)

room = Table(
    "room",
    metadata,
    id_(),
    to("cohort"),
    Column("platform", Text, nullable=False),
    Column("community", Text, nullable=False),
    Column("channel", Text, nullable=False),
    name_("name"),
    at("bound_at"),
    at("unbound_at", nullable=True),
    name_("unbound_why"),
    Index("ix_room_cohort", "cohort"),
    Index(
        "uq_room_bound",
        "platform",
        "community",
        "channel",
        unique=True,
        sqlite_where=text("unbound_at IS NULL"),
        postgresql_where=text("unbound_at IS NULL"),
    ),
    sqlite_autoincrement=True,
    comment="Where a cohort meets. At most one cohort in a channel at a time.",
)

member = Table(
    "member",
    metadata,
    to("cohort", primary_key=True),
    to("person", primary_key=True),
    at("joined_at"),
    at("left_at", nullable=True),
    flag("leader"),
    flag("alumni"),
    flag("shares_countdown"),
    flag("named"),
    count("number"),
    Index("ix_member_person", "person"),
    comment="A person in a cohort.",
)

invitation = Table(
    "invitation",
    metadata,
    id_(),
    Column("digest", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    to("account"),
    to("cohort", nullable=True),
    to("account", "taker", nullable=True),
    name_("platform"),
    name_("community"),
    name_("channel"),
    name_("room_name"),
    name_("community_name"),
    at("made_at"),
    at("expires_at"),
    at("taken_at", nullable=True),
    Index("ix_invitation_account", "account"),
    Index("ix_invitation_taker", "taker"),
    sqlite_autoincrement=True,
    comment="A code to link two accounts or to connect a room, as a hash, and who sent it back from where.",
)

skip = Table(
    "skip",
    metadata,
    to("cohort", primary_key=True),
    Column("day", Date, primary_key=True),
    comment="Study days on which a leader chose to ask nothing.",
)

preview = Table(
    "preview",
    metadata,
    to("cohort", primary_key=True),
    to("person", primary_key=True),
    Column("item", Text, primary_key=True),
    Column("seed", BigInteger, primary_key=True),
    comment="Who has seen a question before it was asked, and so scores nothing for it.",
)

coming = Table(
    "coming",
    metadata,
    Column("cohort", Integer, ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True),
    Column("item", Text, nullable=False),
    Column("seed", BigInteger, nullable=False),
    comment="The question that was previewed and so will be the next one asked.",
)

rest = Table(
    "rest",
    metadata,
    id_(),
    to("person"),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Index("ix_rest_person", "person"),
    sqlite_autoincrement=True,
    comment="Days on which a person rests, the first and the last included: no nudge, no break, no board.",
)
