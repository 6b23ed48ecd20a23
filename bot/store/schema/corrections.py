"""What leaders decided on questions that were reported, so that it is known for ever, and can be undone."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from bot.store.schema.kit import at, count, id_, metadata, name_, to

correction = Table(
    "correction",
    metadata,
    id_(),
    to("cohort"),
    Column("item", Text, nullable=False),
    count("version", 1),
    to("round", nullable=True),
    Column("was", Integer, nullable=False),
    Column("now", Integer),
    name_("word"),
    to("person", cascade=False),
    at("at"),
    to("person", "undone_by", cascade=False, nullable=True),
    at("undone_at", nullable=True),
    Index("ix_correction_cohort", "cohort"),
    sqlite_autoincrement=True,
    comment="A key that leaders corrected (`was` and `now` are options of the item), or a withdrawal (no `now`); of the"
    " item's version, or of one `round` where it was computed.",
)

correction_round = Table(
    "correction_round",
    metadata,
    to("correction", primary_key=True),
    to("round", primary_key=True),
    comment="A round that a correction counts anew, or that a withdrawal took out of the count.",
)

correction_report = Table(
    "correction_report",
    metadata,
    to("correction", primary_key=True),
    to("report", primary_key=True),
    comment="A report that a correction settled. It is open again when that is undone.",
)
