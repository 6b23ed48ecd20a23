"""Studying together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "challenge",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("domains", sa.Text(), server_default="", nullable=False),
        sa.Column("per_day", sa.Integer(), server_default="0", nullable=False),
        sa.Column("teams", sa.Text(), nullable=False),
        sa.Column("team_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), server_default=sa.text("(true)"), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("midway_told", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("drawn", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name=op.f("fk_challenge_cohort"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
        sa.UniqueConstraint("draft", name=op.f("uq_challenge_draft")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("challenge", schema=None) as batch_op:
        batch_op.create_index("ix_challenge_cohort", ["cohort"], unique=False)

    op.create_table(
        "lent",
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("was_member", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("was_leader", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("was_left_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name=op.f("fk_lent_cohort"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_lent_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("cohort", "person", name=op.f("pk_lent")),
    )
    with op.batch_alter_table("lent", schema=None) as batch_op:
        batch_op.create_index("ix_lent_person", ["person"], unique=False)

    op.create_table(
        "live",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.Column("letter", sa.Integer(), nullable=False),
        sa.Column("leader", sa.Integer(), nullable=False),
        sa.Column("domain", sa.Text(), server_default="", nullable=False),
        sa.Column("seconds", sa.Integer(), server_default="0", nullable=False),
        sa.Column("convince", sa.Boolean(), server_default=sa.text("(true)"), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), server_default="0", nullable=False),
        sa.Column("step", sa.Integer(), server_default="0", nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name=op.f("fk_live_cohort"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["leader"], ["person.id"], name=op.f("fk_live_leader"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["letter"], ["letter.id"], name=op.f("fk_live_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("live", schema=None) as batch_op:
        batch_op.create_index("ix_live_cohort", ["cohort"], unique=False)

    op.create_table(
        "practice_card",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("reviewed_at", sa.BigInteger(), nullable=False),
        sa.Column("right_in_a_row", sa.Integer(), server_default="0", nullable=False),
        sa.Column("done", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("last_round", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_practice_card_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_card")),
        sa.UniqueConstraint("person", "item", name=op.f("uq_practice_card_person_item")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "practice_turn",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("shown_at", sa.BigInteger(), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=True),
        sa.Column("right", sa.Boolean(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_practice_turn_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_turn")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("practice_turn", schema=None) as batch_op:
        batch_op.create_index("ix_practice_turn_person", ["person", "item"], unique=False)

    op.create_table(
        "rest",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_rest_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rest")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("rest", schema=None) as batch_op:
        batch_op.create_index("ix_rest_person", ["person"], unique=False)

    op.create_table(
        "challenge_day",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("challenge", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("ordinal", sa.Integer(), server_default="1", nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.Column("closed", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge"], ["challenge.id"], name=op.f("fk_challenge_day_challenge"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_day")),
        sa.UniqueConstraint("challenge", "day", name=op.f("uq_challenge_day_challenge_day")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "challenge_post",
        sa.Column("challenge", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("room", sa.Integer(), nullable=False),
        sa.Column("letter", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge"], ["challenge.id"], name=op.f("fk_challenge_post_challenge"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["letter"], ["letter.id"], name=op.f("fk_challenge_post_letter")),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name=op.f("fk_challenge_post_room"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("challenge", "what", "room", name=op.f("pk_challenge_post")),
    )
    op.create_table(
        "challenge_team",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("challenge", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge"], ["challenge.id"], name=op.f("fk_challenge_team_challenge"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_team")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("challenge_team", schema=None) as batch_op:
        batch_op.create_index("ix_challenge_team_challenge", ["challenge"], unique=False)

    op.create_table(
        "duel",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.Column("room", sa.Integer(), nullable=True),
        sa.Column("challenger", sa.Integer(), nullable=False),
        sa.Column("opponent", sa.Integer(), nullable=False),
        sa.Column("pair", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), server_default="", nullable=False),
        sa.Column("items", sa.Integer(), server_default="0", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("invited_at", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.Column("challenger_shares", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("opponent_shares", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.ForeignKeyConstraint(["challenger"], ["person.id"], name=op.f("fk_duel_challenger"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name=op.f("fk_duel_cohort"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["opponent"], ["person.id"], name=op.f("fk_duel_opponent"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name=op.f("fk_duel_room"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duel")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("duel", schema=None) as batch_op:
        batch_op.create_index("ix_duel_challenger", ["challenger"], unique=False)
        batch_op.create_index("ix_duel_cohort", ["cohort"], unique=False)
        batch_op.create_index("ix_duel_opponent", ["opponent"], unique=False)
        batch_op.create_index(
            "uq_duel_open",
            ["pair"],
            unique=True,
            sqlite_where=sa.text("state IN ('invited', 'running')"),
            postgresql_where=sa.text("state IN ('invited', 'running')"),
        )

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=True),
        sa.Column("taker", sa.Integer(), nullable=True),
        sa.Column("platform", sa.Text(), server_default="", nullable=False),
        sa.Column("community", sa.Text(), server_default="", nullable=False),
        sa.Column("channel", sa.Text(), server_default="", nullable=False),
        sa.Column("room_name", sa.Text(), server_default="", nullable=False),
        sa.Column("community_name", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_invitation_account"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name=op.f("fk_invitation_cohort"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["taker"], ["account.id"], name=op.f("fk_invitation_taker"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("digest", name=op.f("uq_invitation_digest")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index("ix_invitation_account", ["account"], unique=False)
        batch_op.create_index("ix_invitation_taker", ["taker"], unique=False)

    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Integer(), nullable=False),
        sa.Column("brought", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_link_account"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["origin"], ["person.id"], name=op.f("fk_link_origin"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_link_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("account", name=op.f("uq_link_account")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index("ix_link_origin", ["origin"], unique=False)
        batch_op.create_index("ix_link_person", ["person"], unique=False)

    op.create_table(
        "live_answer",
        sa.Column("live", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("vote", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("position BETWEEN 0 AND 3", name=op.f("ck_live_answer_position")),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_live_answer_account")),
        sa.ForeignKeyConstraint(["live"], ["live.id"], name=op.f("fk_live_answer_live"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("live", "place", "vote", "account", name=op.f("pk_live_answer")),
    )
    with op.batch_alter_table("live_answer", schema=None) as batch_op:
        batch_op.create_index("ix_live_answer_account", ["account"], unique=False)

    op.create_table(
        "live_item",
        sa.Column("live", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("vote_from", sa.BigInteger(), nullable=True),
        sa.Column("vote_until", sa.BigInteger(), nullable=True),
        sa.Column("revote_from", sa.BigInteger(), nullable=True),
        sa.Column("revote_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["live"], ["live.id"], name=op.f("fk_live_item_live"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("live", "place", name=op.f("pk_live_item")),
    )
    op.create_table(
        "wrong_code",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_wrong_code_account"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_code")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("wrong_code", schema=None) as batch_op:
        batch_op.create_index("ix_wrong_code_account", ["account", "at"], unique=False)

    op.create_table(
        "challenge_item",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), server_default="1", nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("subtopic", sa.Text(), server_default="", nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["day"], ["challenge_day.id"], name=op.f("fk_challenge_item_day"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_item")),
        sa.UniqueConstraint("day", "ordinal", name=op.f("uq_challenge_item_day_ordinal")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "challenge_member",
        sa.Column("challenge", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("team", sa.Integer(), nullable=True),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account"], ["account.id"], name=op.f("fk_challenge_member_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["challenge"], ["challenge.id"], name=op.f("fk_challenge_member_challenge"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team"], ["challenge_team.id"], name=op.f("fk_challenge_member_team"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("challenge", "account", name=op.f("pk_challenge_member")),
    )
    with op.batch_alter_table("challenge_member", schema=None) as batch_op:
        batch_op.create_index("ix_challenge_member_account", ["account"], unique=False)

    op.create_table(
        "duel_answer",
        sa.Column("duel", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["duel"], ["duel.id"], name=op.f("fk_duel_answer_duel"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_duel_answer_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("duel", "ordinal", "person", name=op.f("pk_duel_answer")),
    )
    with op.batch_alter_table("duel_answer", schema=None) as batch_op:
        batch_op.create_index("ix_duel_answer_person", ["person"], unique=False)

    op.create_table(
        "duel_item",
        sa.Column("duel", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["duel"], ["duel.id"], name=op.f("fk_duel_item_duel"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("duel", "ordinal", name=op.f("pk_duel_item")),
    )
    op.create_table(
        "challenge_answer",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("position BETWEEN 0 AND 3", name=op.f("ck_challenge_answer_position")),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_challenge_answer_account")),
        sa.ForeignKeyConstraint(
            ["item"], ["challenge_item.id"], name=op.f("fk_challenge_answer_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_answer")),
        sa.UniqueConstraint("item", "account", name=op.f("uq_challenge_answer_item_account")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("challenge_answer", schema=None) as batch_op:
        batch_op.create_index("ix_challenge_answer_account", ["account"], unique=False)

    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.add_column(sa.Column("holidays", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("holiday_days", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("month_told", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("month_week", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("named", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))
        batch_op.add_column(sa.Column("number", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("topic", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("games", sa.Boolean(), server_default=sa.text("(true)"), nullable=False))
        batch_op.add_column(sa.Column("quiet_from", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("quiet_to", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("nudge_at", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("duels", sa.Boolean(), server_default=sa.text("(true)"), nullable=False))
