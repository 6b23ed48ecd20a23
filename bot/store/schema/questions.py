"""Questions that members and leaders write for their own cohort, every wording of them, and who has read them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from bot.store.schema.kit import at, count, id_, metadata, name_, to

question = Table(
    "question",
    metadata,
    id_(),
    to("cohort"),
    to("account", cascade=False),
    to("person", cascade=False),
    Column("domain", Text, nullable=False),
    Column("subtopic", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("state", Text, nullable=False),
    count("version", 1),
    at("at"),
    at("changed_at"),
    Index("ix_question_cohort", "cohort", "state"),
    sqlite_autoincrement=True,
    comment="A question that a member wrote for their cohort: with which account and as whom, where it belongs, how far"
    " it has come, and its newest version.",
)

question_version = Table(
    "question_version",
    metadata,
    to("question", primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("stem", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("ordered", Boolean, nullable=False),
    at("at"),
    comment="A wording of such a question: the stem, and four options with their reasons, one of them right. Kept as"
    " long as the question, so that what was asked can be rebuilt word for word.",
)

question_reading = Table(
    "question_reading",
    metadata,
    to("question", primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    to("person", primary_key=True, cascade=False),
    Column("option", Integer, nullable=False),
    name_("verdict"),
    name_("word"),
    at("at"),
    comment="What a reader answered to a wording before they saw its key, what they decided, and their word on it.",
)

question_reader = Table(
    "question_reader",
    metadata,
    to("cohort", primary_key=True),
    to("person", primary_key=True, cascade=False),
    at("at"),
    comment="Who reads questions in a cohort without leading it.",
)
