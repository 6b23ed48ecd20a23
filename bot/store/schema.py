"""Every table. Instants are UTC; dates and wall times are local to a named zone; unique keys make repeats impossible.

Ids never come again (`sqlite_autoincrement`), for tokens on old cards and the keys of letters hold them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Time,
    TypeDecorator,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds since 1970 UTC: exact, ordered and indexable on both engines."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To microseconds. A naive datetime is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no zone")
        return round(value.timestamp() * 1_000_000)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From microseconds, in UTC."""
        if value is None:
            return None
        seconds, micros = divmod(value, 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def _name(name: str, default: str = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _flag(name: str, default: bool = False) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=text("true" if default else "false"))


def _count(name: str, default: int = 0) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=str(default))


def _at(name: str, **options: Any) -> Column[datetime]:
    return Column(name, Instant, nullable=options.pop("nullable", False), **options)


def _to(target: str, name: str | None = None, *, cascade: bool = True, **options: Any) -> Column[int]:
    key = ForeignKey(f"{target}.id", ondelete="CASCADE" if cascade else None)
    return Column(name or target, Integer, key, nullable=options.pop("nullable", False), **options)


UNSENT = "state IN ('waiting', 'trying', 'doubtful')"
"""Of letters, word for word as their index has it, or SQLite would not use it."""

OPEN = "state = 'open'"
"""Of rounds, word for word as their index has it."""

PARKED = "state = 'parked'"
"""The same, for the letters that somebody has to do something about."""
CLAIMED = "claimed_until IS NOT NULL"
"""Of queues, likewise."""

note = Table(
    "note",
    metadata,
    Column("key", Text, primary_key=True),
    _name("value"),
    comment="What the bot remembers about itself: how far the web room's clock is moved, what a room lacked.",
)

person = Table(
    "person",
    metadata,
    _id(),
    _name("name"),
    _name("zone"),
    _name("alias"),
    _flag("hidden"),
    _flag("reminders", True),
    _flag("games", True),
    Column("quiet_from", Time, nullable=True),
    Column("quiet_to", Time, nullable=True),
    Column("nudge_at", Time, nullable=True),
    _flag("duels", True),
    _flag("told"),
    _flag("forgotten"),
    _at("created_at"),
    sqlite_autoincrement=True,
    comment="Owns accounts. Emptied, not deleted, when forgotten, so that the totals of others do not move.",
)

account = Table(
    "account",
    metadata,
    _id(),
    _to("person"),
    Column("platform", Text, nullable=False),
    Column("community", Text, nullable=False),
    Column("user", Text, nullable=False),
    _name("name"),
    UniqueConstraint("platform", "community", "user"),
    Index("ix_account_person", "person"),
    sqlite_autoincrement=True,
    comment="A user on a platform.",
)

cohort = Table(
    "cohort",
    metadata,
    _id(),
    _name("name"),
    Column("zone", Text, nullable=False),
    Column("opens", Time, nullable=False),
    _count("days"),
    Column("closes", Time, nullable=True),
    Column("blueprint", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("paused_until", Date, nullable=True),
    Column("reveal", Text, nullable=False),
    _flag("summary", True),
    Column("plan_start", Date, nullable=True),
    Column("plan_end", Date, nullable=True),
    _name("plan_weeks"),
    Column("seed", BigInteger, nullable=False),
    _count("next_number", 1),
    _flag("warned_dry"),
    _name("holidays"),
    _name("holiday_days"),
    _name("month_told"),
    _name("month_week"),
    _at("created_at"),
    sqlite_autoincrement=True,
    comment="A study group. `days` is a bit for each weekday, Monday the lowest; `plan_weeks` slugs by week; "
    "`holiday_days` the free days of its country or region for some time ahead.",
)

room = Table(
    "room",
    metadata,
    _id(),
    _to("cohort"),
    Column("platform", Text, nullable=False),
    Column("community", Text, nullable=False),
    Column("channel", Text, nullable=False),
    _name("name"),
    _at("bound_at"),
    _at("unbound_at", nullable=True),
    _name("unbound_why"),
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
    _to("cohort", primary_key=True),
    _to("person", primary_key=True),
    _at("joined_at"),
    _at("left_at", nullable=True),
    _flag("leader"),
    _flag("alumni"),
    _flag("shares_countdown"),
    _flag("named"),
    _count("number"),
    Index("ix_member_person", "person"),
    comment="A person in a cohort.",
)

round_ = Table(
    "round",
    metadata,
    _id(),
    _to("cohort"),
    Column("series", Text, nullable=False),
    Column("day", Date, nullable=False),
    _count("ordinal", 1),
    _count("number"),
    Column("item", Text, nullable=False),
    _count("version", 1),
    Column("seed", BigInteger, nullable=False),
    Column("order", Text, nullable=False),
    Column("domain", Text, nullable=False),
    _name("subtopic"),
    Column("key", Integer, nullable=False),
    Column("reveal", Text, nullable=False),
    _at("opens_at"),
    _at("closes_at"),
    Column("state", Text, nullable=False),
    _flag("late"),
    UniqueConstraint("cohort", "series", "day", "ordinal"),
    Index("ix_round_cohort_opens_at", "cohort", "opens_at"),
    Index("ix_round_open", "cohort", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
    sqlite_autoincrement=True,
    comment="An item asked to a cohort. `order` is the item's option index at each position, `key` the right position.",
)

letter = Table(
    "letter",
    metadata,
    _id(),
    Column("key", Text, nullable=False, unique=True),
    Column("platform", Text, nullable=False),
    Column("community", Text, nullable=False),
    _name("channel"),
    _name("user"),
    _to("letter", "under", cascade=False, nullable=True),
    Column("card", Text, nullable=False),
    Column("state", Text, nullable=False),
    _count("edition", 1),
    _count("sent_edition"),
    _count("tries"),
    _at("due"),
    _at("tried_at", nullable=True),
    _at("sent_at", nullable=True),
    _name("sent_channel"),
    _name("sent_message"),
    _name("trouble"),
    _at("created_at"),
    Index(
        "ix_letter_unsent",
        *("platform", "community", "channel", "user", "id"),
        sqlite_where=text(UNSENT),
        postgresql_where=text(UNSENT),
    ),
    Index("ix_letter_parked", "id", sqlite_where=text(PARKED), postgresql_where=text(PARKED)),
    sqlite_autoincrement=True,
    comment="A message to deliver exactly once, and afterwards to keep up to date: a newer edition is an edit.",
)

queue = Table(
    "queue",
    metadata,
    _id(),
    Column("platform", Text, nullable=False),
    Column("community", Text, nullable=False),
    _name("channel"),
    _name("user"),
    _at("due"),
    _at("claimed_until", nullable=True),
    Column("claim", BigInteger, nullable=False, server_default="0"),
    UniqueConstraint("platform", "community", "channel", "user"),
    Index("ix_queue_due", "platform", "due", "id"),
    Index("ix_queue_claimed", "platform", "claimed_until", sqlite_where=text(CLAIMED), postgresql_where=text(CLAIMED)),
    sqlite_autoincrement=True,
    comment="An address with unsent letters: when the first is due, and which claim is on it until when.",
)

post = Table(
    "post",
    metadata,
    _to("round", primary_key=True),
    _to("room", primary_key=True),
    _to("letter", cascade=False),
    comment="The message of a round in one room.",
)

answer = Table(
    "answer",
    metadata,
    _id(),
    _to("round"),
    _to("account", cascade=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    _name("confidence"),
    _flag("final"),
    _flag("scored", True),
    _flag("counted"),
    Column("event", Text, nullable=False),
    _at("at"),
    UniqueConstraint("round", "account"),
    CheckConstraint("first BETWEEN 0 AND 3 AND last BETWEEN 0 AND 3", name="positions"),
    Index("ix_answer_account", "account"),
    sqlite_autoincrement=True,
    comment="What an account chose: kept for ever. `counted` once it stands in the standings; unscored ones never do.",
)

standing = Table(
    "standing",
    metadata,
    _to("cohort", primary_key=True),
    Column("window", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    _to("person", primary_key=True),
    _count("points"),
    _count("answered"),
    _count("right"),
    _count("sure"),
    _count("sure_wrong"),
    Index("ix_standing_points", "cohort", "window", "key", "points"),
    comment="Running totals by window (week, month, all), equal to a recount of the counted answers.",
)

domain_standing = Table(
    "domain_standing",
    metadata,
    _to("cohort", primary_key=True),
    _to("person", primary_key=True),
    Column("domain", Text, primary_key=True),
    _count("answered"),
    _count("right"),
    comment="Running totals by domain, equal to a recount of the counted answers.",
)

preview = Table(
    "preview",
    metadata,
    _to("cohort", primary_key=True),
    _to("person", primary_key=True),
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

skip = Table(
    "skip",
    metadata,
    _to("cohort", primary_key=True),
    Column("day", Date, primary_key=True),
    comment="Study days on which a leader chose to ask nothing.",
)

appointment = Table(
    "appointment",
    metadata,
    Column("person", Integer, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("zone", Text, nullable=False),
    _at("booked_at", nullable=True),
    _name("booked_zone"),
    _name("venue"),
    Column("target", Date, nullable=True),
    Column("att_expires", Date, nullable=True),
    _name("outcome"),
    Column("passed_on", Date, nullable=True),
    _count("hours_done"),
    _at("set_at"),
    comment="A person's exam: booked, a target date, or an ATT expiry alone; and the hours studied, as they tell it.",
)

job = Table(
    "job",
    metadata,
    _id(),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    _count("subject"),
    _name("detail"),
    _at("due"),
    _count("rank"),
    _at("claimed_until", nullable=True),
    _count("tries"),
    Index("ix_job_order", "due", "rank", "id"),
    Index(
        "ix_job_claimed",
        "claimed_until",
        sqlite_where=text("claimed_until IS NOT NULL"),
        postgresql_where=text("claimed_until IS NOT NULL"),
    ),
    Index("ix_job_kind_subject", "kind", "subject"),
    sqlite_autoincrement=True,
    comment="Work that falls due. Done work is deleted; at one instant a lower `rank` goes first.",
)

notice = Table(
    "notice",
    metadata,
    _id(),
    _to("person"),
    Column("card", Text, nullable=False),
    _name("topic"),
    _at("at"),
    Index("ix_notice_person", "person"),
    sqlite_autoincrement=True,
    comment="Something to tell a person with their next private reply.",
)

report = Table(
    "report",
    metadata,
    _id(),
    _to("round"),
    _to("person"),
    Column("item", Text, nullable=False),
    _count("version", 1),
    Column("text", Text, nullable=False),
    Column("state", Text, nullable=False),
    _name("outcome"),
    _at("at"),
    sqlite_autoincrement=True,
    comment="What a member thinks is wrong with a question.",
)

draft = Table(
    "draft",
    metadata,
    Column("id", Text, primary_key=True),
    _to("account"),
    Column("form", Text, nullable=False),
    _at("at"),
    comment="A form as somebody left it, so that Try again loses nothing.",
)

rest = Table(
    "rest",
    metadata,
    _id(),
    _to("person"),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Index("ix_rest_person", "person"),
    sqlite_autoincrement=True,
    comment="Days on which a person rests, the first and the last included: no nudge, no break, no board.",
)

invitation = Table(
    "invitation",
    metadata,
    _id(),
    Column("digest", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    _to("account"),
    _to("cohort", nullable=True),
    _to("account", "taker", nullable=True),
    _name("platform"),
    _name("community"),
    _name("channel"),
    _name("room_name"),
    _name("community_name"),
    _at("made_at"),
    _at("expires_at"),
    _at("taken_at", nullable=True),
    Index("ix_invitation_account", "account"),
    Index("ix_invitation_taker", "taker"),
    sqlite_autoincrement=True,
    comment="A code to link two accounts or to connect a room, as a hash, and who sent it back from where.",
)

wrong_code = Table(
    "wrong_code",
    metadata,
    _id(),
    _to("account"),
    _at("at"),
    Index("ix_wrong_code_account", "account", "at"),
    sqlite_autoincrement=True,
    comment="When an account sent a code that was none: five in an hour, and it has to wait.",
)

link = Table(
    "link",
    metadata,
    _id(),
    _to("account", unique=True),
    _to("person"),
    _to("person", "origin"),
    _name("brought"),
    _at("at"),
    Index("ix_link_person", "person"),
    Index("ix_link_origin", "origin"),
    sqlite_autoincrement=True,
    comment="An account that is linked to another person's: whose it was before, and what it brought along.",
)

lent = Table(
    "lent",
    metadata,
    _to("cohort", primary_key=True),
    _to("person", primary_key=True),
    _flag("was_member"),
    _flag("was_leader"),
    _at("was_left_at", nullable=True),
    Index("ix_lent_person", "person"),
    comment="A membership that rests while its person's account is linked, and how the other person stood before.",
)

live = Table(
    "live",
    metadata,
    _id(),
    _to("cohort"),
    _to("letter", cascade=False),
    _to("person", "leader"),
    _name("domain"),
    _count("seconds"),
    _flag("convince", True),
    Column("phase", Text, nullable=False),
    _count("place"),
    _count("step"),
    _at("until"),
    _at("started_at"),
    Index("ix_live_cohort", "cohort"),
    sqlite_autoincrement=True,
    comment="A live round in one room: which item it is at, in which phase, and until when. `step` counts the phases.",
)

live_item = Table(
    "live_item",
    metadata,
    _to("live", primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("item", Text, nullable=False),
    _count("version", 1),
    Column("seed", BigInteger, nullable=False),
    Column("order", Text, nullable=False),
    Column("key", Integer, nullable=False),
    _at("vote_from", nullable=True),
    _at("vote_until", nullable=True),
    _at("revote_from", nullable=True),
    _at("revote_until", nullable=True),
    comment="An item of a live round, and when it could be voted on, the second time after talking it over.",
)

live_answer = Table(
    "live_answer",
    metadata,
    _to("live", primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("vote", Integer, primary_key=True),
    _to("account", cascade=False, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("event", Text, nullable=False),
    _at("at"),
    CheckConstraint("position BETWEEN 0 AND 3", name="position"),
    Index("ix_live_answer_account", "account"),
    comment="What an account picked in a live round, in the first vote and in the second.",
)

web_entry = Table(
    "web_entry",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    comment="What the room in the browser shows again after a restart.",
)

practice_card = Table(
    "practice_card",
    metadata,
    _id(),
    _to("person"),
    Column("item", Text, nullable=False),
    Column("state", Text, nullable=False),
    _at("due"),
    _at("reviewed_at"),
    _count("right_in_a_row"),
    _flag("done"),
    _count("last_round"),
    UniqueConstraint("person", "item"),
    sqlite_autoincrement=True,
    comment="A question that a person missed and that comes back in practice until it was right twice, by FSRS.",
)

practice_turn = Table(
    "practice_turn",
    metadata,
    _id(),
    _to("person"),
    Column("item", Text, nullable=False),
    _count("version", 1),
    Column("seed", BigInteger, nullable=False),
    Column("order", Text, nullable=False),
    _at("shown_at"),
    Column("chosen", Integer, nullable=True),
    Column("right", Boolean, nullable=True),
    _at("answered_at", nullable=True),
    Index("ix_practice_turn_person", "person", "item"),
    sqlite_autoincrement=True,
    comment="A question as it was shown to one person in practice, and what they chose. Counts for no score.",
)

duel = Table(
    "duel",
    metadata,
    _id(),
    _to("cohort"),
    _to("room", nullable=True),
    _to("person", "challenger"),
    _to("person", "opponent"),
    Column("pair", Text, nullable=False),
    _name("domain"),
    _count("items"),
    Column("state", Text, nullable=False),
    _at("invited_at"),
    _at("closes_at"),
    _flag("challenger_shares"),
    _flag("opponent_shares"),
    Index("ix_duel_cohort", "cohort"),
    Index("ix_duel_challenger", "challenger"),
    Index("ix_duel_opponent", "opponent"),
    Index(
        "uq_duel_open",
        "pair",
        unique=True,
        sqlite_where=text("state IN ('invited', 'running')"),
        postgresql_where=text("state IN ('invited', 'running')"),
    ),
    sqlite_autoincrement=True,
    comment="Two members and the same few questions. At most one at a time between two people (`pair`: their ids).",
)

duel_item = Table(
    "duel_item",
    metadata,
    _to("duel", primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("item", Text, nullable=False),
    _count("version", 1),
    Column("seed", BigInteger, nullable=False),
    Column("order", Text, nullable=False),
    Column("key", Integer, nullable=False),
    comment="A question of a duel, as round: `order` is the item's option index at each position, `key` the right one.",
)

duel_answer = Table(
    "duel_answer",
    metadata,
    _to("duel", primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    _to("person", primary_key=True),
    Column("chosen", Integer, nullable=False),
    Column("right", Boolean, nullable=False),
    _at("at"),
    Index("ix_duel_answer_person", "person"),
    comment="What one of the two chose in a duel. The first choice counts.",
)

challenge = Table(
    "challenge",
    metadata,
    _id(),
    _to("cohort"),
    Column("draft", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    _name("domains"),
    _count("per_day"),
    Column("teams", Text, nullable=False),
    _count("team_count"),
    Column("entry", Text, nullable=False),
    _flag("late", True),
    Column("seed", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    _flag("midway_told"),
    _flag("drawn"),
    _at("created_at"),
    _at("not_before"),
    Index("ix_challenge_cohort", "cohort"),
    sqlite_autoincrement=True,
    comment="A competition of a cohort. `per_day` 0 scores the daily question alone; `domains` slugs, none for all.",
)

challenge_team = Table(
    "challenge_team",
    metadata,
    _id(),
    _to("challenge"),
    Column("name", Text, nullable=False),
    Index("ix_challenge_team_challenge", "challenge"),
    sqlite_autoincrement=True,
    comment="A team of a challenge.",
)

challenge_member = Table(
    "challenge_member",
    metadata,
    _to("challenge", primary_key=True),
    _to("account", primary_key=True),
    _to("challenge_team", "team", nullable=True),
    _at("joined_at"),
    _at("left_at", nullable=True),
    Index("ix_challenge_member_account", "account"),
    comment="Who joined a challenge, with which account, and their team.",
)

challenge_day = Table(
    "challenge_day",
    metadata,
    _id(),
    _to("challenge"),
    Column("day", Date, nullable=False),
    _count("ordinal", 1),
    _at("opens_at"),
    _at("closes_at"),
    _flag("closed"),
    UniqueConstraint("challenge", "day"),
    sqlite_autoincrement=True,
    comment="A day of a challenge with questions of its own, fixed when it opens.",
)

challenge_item = Table(
    "challenge_item",
    metadata,
    _id(),
    _to("challenge_day", "day"),
    _count("ordinal", 1),
    Column("item", Text, nullable=False),
    _count("version", 1),
    Column("seed", BigInteger, nullable=False),
    Column("order", Text, nullable=False),
    Column("domain", Text, nullable=False),
    _name("subtopic"),
    Column("key", Integer, nullable=False),
    UniqueConstraint("day", "ordinal"),
    sqlite_autoincrement=True,
    comment="A question of a challenge's day, the same for all; `order` and `key` as in a round.",
)

challenge_answer = Table(
    "challenge_answer",
    metadata,
    _id(),
    _to("challenge_item", "item"),
    _to("account", cascade=False),
    Column("position", Integer, nullable=False),
    Column("event", Text, nullable=False),
    _at("at"),
    UniqueConstraint("item", "account"),
    CheckConstraint("position BETWEEN 0 AND 3", name="position"),
    Index("ix_challenge_answer_account", "account"),
    sqlite_autoincrement=True,
    comment="What an account chose in a challenge: final at once, and kept for ever.",
)

challenge_post = Table(
    "challenge_post",
    metadata,
    _to("challenge", primary_key=True),
    Column("what", Text, primary_key=True),
    _to("room", primary_key=True),
    _to("letter", cascade=False),
    comment="The messages of a challenge in the rooms: the announcement, and each day's card by the day's id.",
)


def _text(name: str, *, nullable: bool = True) -> Column[str]:
    return Column(name, Text, nullable=nullable)


# The columns of the next two are those that slack_sdk's stores ask for by name; texts are of any length, for sealed
# tokens are longer than what slack_sdk would leave them.
slack_installation = Table(
    "slack_installation",
    metadata,
    _id(),
    _text("client_id", nullable=False),
    _text("app_id", nullable=False),
    _text("enterprise_id"),
    _text("enterprise_name"),
    _text("team_id"),
    _text("team_name"),
    _text("bot_token"),
    _text("bot_id"),
    _text("bot_user_id"),
    _text("bot_scopes"),
    _text("bot_refresh_token"),
    Column("bot_token_expires_at", DateTime),
    Column("is_enterprise_install", Boolean, nullable=False),
    Column("installed_at", DateTime, nullable=False),
    Index("ix_slack_installation_team", "team_id", "client_id", "installed_at"),
    sqlite_autoincrement=True,
    comment="The Slack workspaces that installed Takt by themselves. `bot_token` is encrypted; enterprise and refresh "
    "columns stay empty.",
)

slack_oauth_state = Table(
    "slack_oauth_state",
    metadata,
    _id(),
    _text("state", nullable=False),
    Column("expire_at", DateTime, nullable=False),
    Index("ix_slack_oauth_state_state", "state"),
    Index("ix_slack_oauth_state_expire_at", "expire_at"),
    sqlite_autoincrement=True,
    comment="Installations on Slack that were begun and not yet ended: a random text and until when it counts.",
)
