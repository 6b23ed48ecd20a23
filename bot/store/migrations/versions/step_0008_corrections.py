"""Corrections: what leaders decided on reported questions, what it changed, and which reports it settled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("round", sa.Integer(), nullable=True),
        sa.Column("was", sa.Integer(), nullable=False),
        sa.Column("now", sa.Integer(), nullable=True),
        sa.Column("word", sa.Text(), server_default="", nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name=op.f("fk_correction_cohort"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name=op.f("fk_correction_round"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_correction_person")),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"], name=op.f("fk_correction_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index("ix_correction_cohort", ["cohort"], unique=False)

    op.create_table(
        "correction_round",
        sa.Column("correction", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["correction"], ["correction.id"], name=op.f("fk_correction_round_correction"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name=op.f("fk_correction_round_round"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("correction", "round", name=op.f("pk_correction_round")),
    )
    op.create_table(
        "correction_report",
        sa.Column("correction", sa.Integer(), nullable=False),
        sa.Column("report", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["correction"], ["correction.id"], name=op.f("fk_correction_report_correction"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["report"], ["report.id"], name=op.f("fk_correction_report_report"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("correction", "report", name=op.f("pk_correction_report")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index("ix_report_round", ["round"], unique=False)
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.create_index("ix_round_cohort_item", ["cohort", "item"], unique=False)
