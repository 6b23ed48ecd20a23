"""A queue for each address with unsent letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_CLAIMED = sa.text("claimed_until IS NOT NULL")


def upgrade() -> None:
    """Take the step: what waits now gets its queue."""
    op.create_table(
        "queue",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), server_default="", nullable=False),
        sa.Column("user", sa.Text(), server_default="", nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), nullable=True),
        sa.Column("claim", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue")),
        sa.UniqueConstraint(
            "platform", "community", "channel", "user", name=op.f("uq_queue_platform_community_channel_user")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("queue", schema=None) as batch_op:
        batch_op.create_index("ix_queue_due", ["platform", "due", "id"], unique=False)
        batch_op.create_index(
            "ix_queue_claimed",
            ["platform", "claimed_until"],
            unique=False,
            sqlite_where=_CLAIMED,
            postgresql_where=_CLAIMED,
        )
    op.execute(
        'INSERT INTO queue (platform, community, channel, "user", due) '
        'SELECT platform, community, channel, "user", min(due) FROM letter '
        "WHERE state IN ('waiting', 'trying', 'doubtful') GROUP BY platform, community, channel, \"user\""
    )
