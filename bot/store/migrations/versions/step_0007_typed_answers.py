"""In practice an answer may be typed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("practice_turn", schema=None) as batch_op:
        batch_op.add_column(sa.Column("typed", sa.Text(), server_default="", nullable=False))
