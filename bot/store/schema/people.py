"""Persons and their accounts, how these are linked, and what is kept for one person."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, Text, Time, UniqueConstraint

from bot.store.schema.kit import at, count, flag, id_, metadata, name_, to

person = Table(
    "person",
    metadata,
    id_(),
    name_("name"),
    name_("zone"),
    name_("alias"),
    flag("hidden"),
    flag("reminders", True),
    flag("games", True),
    Column("quiet_from", Time, nullable=True),
    Column("quiet_to", Time, nullable=True),
    Column("nudge_at", Time, nullable=True),
    flag("duels", True),
    flag("told"),
    flag("forgotten"),
    at("created_at"),
    sqlite_autoincrement=True,
    comment="Owns accounts. Emptied, not deleted, when forgotten, so that the totals of others do not move.",
)

account = Table(
    "account",
    metadata,
    id_(),
    to("person"),
    Column("platform", Text, nullable=False),
    Column("community", Text, nullable=False),
    Column("user", Text, nullable=False),
    name_("name"),
    UniqueConstraint("platform", "community", "user"),
    Index("ix_account_person", "person"),
    sqlite_autoincrement=True,
    comment="A user on a platform.",
)

link = Table(
    "link",
    metadata,
    id_(),
    to("account", unique=True),
    to("person"),
    to("person", "origin"),
    name_("brought"),
    at("at"),
    Index("ix_link_person", "person"),
    Index("ix_link_origin", "origin"),
    sqlite_autoincrement=True,
    comment="An account that is linked to another person's: whose it was before, and what it brought along.",
)

lent = Table(
    "lent",
    metadata,
    to("cohort", primary_key=True),
    to("person", primary_key=True),
    flag("was_member"),
    flag("was_leader"),
    at("was_left_at", nullable=True),
    Index("ix_lent_person", "person"),
    comment="A membership that rests while its person's account is linked, and how the other person stood before.",
)

wrong_code = Table(
    "wrong_code",
    metadata,
    id_(),
    to("account"),
    at("at"),
    Index("ix_wrong_code_account", "account", "at"),
    sqlite_autoincrement=True,
    comment="When an account sent a code that was none: five in an hour, and it has to wait.",
)

web_entry = Table(
    "web_entry",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    comment="What the room in the browser shows again after a restart.",
)

appointment = Table(
    "appointment",
    metadata,
    Column("person", Integer, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("zone", Text, nullable=False),
    at("booked_at", nullable=True),
    name_("booked_zone"),
    name_("venue"),
    Column("target", Date, nullable=True),
    Column("att_expires", Date, nullable=True),
    name_("outcome"),
    Column("passed_on", Date, nullable=True),
    count("hours_done"),
    at("set_at"),
    comment="A person's exam: booked, a target date, or an ATT expiry alone; and the hours studied, as they tell it.",
)

notice = Table(
    "notice",
    metadata,
    id_(),
    to("person"),
    Column("card", Text, nullable=False),
    name_("topic"),
    at("at"),
    Index("ix_notice_person", "person"),
    sqlite_autoincrement=True,
    comment="Something to tell a person with their next private reply.",
)

draft = Table(
    "draft",
    metadata,
    Column("id", Text, primary_key=True),
    to("account"),
    Column("form", Text, nullable=False),
    at("at"),
    comment="A form as somebody left it, so that Try again loses nothing.",
)
