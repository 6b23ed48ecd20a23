"""Every table. Instants are UTC; dates and wall times are local to a named zone; unique keys make repeats impossible.

Ids never come again (`sqlite_autoincrement`), for tokens on old cards and the keys of letters hold them.
"""

from __future__ import annotations

from bot.store.schema.challenges import (
    challenge,
    challenge_answer,
    challenge_day,
    challenge_item,
    challenge_member,
    challenge_post,
    challenge_team,
)
from bot.store.schema.cohorts import cohort, coming, invitation, member, preview, rest, room, skip
from bot.store.schema.corrections import correction, correction_report, correction_round
from bot.store.schema.duels import duel, duel_answer, duel_item
from bot.store.schema.kit import Instant, metadata
from bot.store.schema.live import live, live_answer, live_item
from bot.store.schema.people import account, appointment, draft, lent, link, notice, person, web_entry, wrong_code
from bot.store.schema.post import CLAIMED, PARKED, UNSENT, letter, queue
from bot.store.schema.practice import practice_card, practice_turn
from bot.store.schema.questions import question, question_reader, question_reading, question_version
from bot.store.schema.rounds import OPEN, answer, domain_standing, post, report, round_, standing
from bot.store.schema.slack import slack_installation, slack_oauth_state
from bot.store.schema.work import job, note

__all__ = (
    "CLAIMED",
    "Instant",
    "OPEN",
    "PARKED",
    "UNSENT",
    "account",
    "answer",
    "appointment",
    "challenge",
    "challenge_answer",
    "challenge_day",
    "challenge_item",
    "challenge_member",
    "challenge_post",
    "challenge_team",
    "cohort",
    "coming",
    "correction",
    "correction_report",
    "correction_round",
    "domain_standing",
    "draft",
    "duel",
    "duel_answer",
    "duel_item",
    "invitation",
    "job",
    "lent",
    "letter",
    "link",
    "live",
    "live_answer",
    "live_item",
    "member",
    "metadata",
    "note",
    "notice",
    "person",
    "post",
    "practice_card",
    "practice_turn",
    "preview",
    "question",
    "question_reader",
    "question_reading",
    "question_version",
    "queue",
    "report",
    "rest",
    "room",
    "round_",
    "skip",
    "slack_installation",
    "slack_oauth_state",
    "standing",
    "web_entry",
    "wrong_code",
)
