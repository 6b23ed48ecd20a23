"""What is kept about a person: handed over whole, and erased.

The law: every table that holds something of a person is in the export. Erasing takes away whatever says who they were;
their answers and totals stay, tied to nobody, so that the totals of others do not move.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, case, delete, null, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.duel import OPEN
from bot.store import links, questions
from bot.store.duels import in_duel
from bot.store.jobs import JobKind
from bot.store.letters import key_about
from bot.store.schema import (
    account,
    answer,
    appointment,
    challenge,
    challenge_answer,
    challenge_day,
    challenge_item,
    challenge_member,
    cohort,
    correction,
    domain_standing,
    draft,
    duel,
    duel_answer,
    duel_item,
    invitation,
    job,
    lent,
    letter,
    link,
    live,
    live_answer,
    member,
    notice,
    person,
    practice_card,
    practice_turn,
    preview,
    question,
    question_reader,
    question_reading,
    question_version,
    queue,
    report,
    rest,
    round_,
    standing,
    wrong_code,
)

_ERASED = "(erased by its author)"
_ABOUT_ONE = (JobKind.REMIND, JobKind.NUDGE)
"""Kinds of work that are about one person."""


async def export(tx: AsyncConnection, who: int) -> dict[str, list[dict[str, Any]]]:
    """Everything kept about a person, by table, with what rests while accounts are linked.

    Nothing in it tells how an open question was answered.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for one in (who, *await links.origins(tx, who)):
        for name, query in _everything_of(one).items():
            found.setdefault(name, []).extend(dict(row._mapping) for row in await tx.execute(query))
    return found


def _everything_of(who: int) -> dict[str, Select[Any]]:
    numbers = select(account.c.id).where(account.c.person == who)
    return {
        "person": select(person).where(person.c.id == who),
        "account": select(account).where(account.c.person == who),
        "member": select(member, cohort.c.name.label("cohort_name"))
        .join(cohort, cohort.c.id == member.c.cohort)
        .where(member.c.person == who),
        "appointment": select(appointment).where(appointment.c.person == who),
        "answer": _answers().where(answer.c.account.in_(numbers)).order_by(answer.c.at),
        "standing": select(standing).where(standing.c.person == who),
        "domain_standing": select(domain_standing).where(domain_standing.c.person == who),
        "preview": select(preview).where(preview.c.person == who),
        "report": select(report).where(report.c.person == who),
        "correction": select(correction).where(or_(correction.c.person == who, correction.c.undone_by == who)),
        "question": select(question).where(question.c.account.in_(numbers)).order_by(question.c.id),
        "question_version": select(question_version)
        .join(question, question.c.id == question_version.c.question)
        .where(question.c.account.in_(numbers)),
        "question_reading": select(question_reading).where(question_reading.c.person == who),
        "question_reader": select(question_reader).where(question_reader.c.person == who),
        "challenge_member": select(challenge_member, challenge.c.cohort, challenge.c.name.label("challenge_name"))
        .join(challenge, challenge.c.id == challenge_member.c.challenge)
        .where(challenge_member.c.account.in_(numbers)),
        "challenge_answer": _challenge_answers().where(challenge_answer.c.account.in_(numbers)),
        "practice_card": select(practice_card).where(practice_card.c.person == who),
        "practice_turn": select(practice_turn).where(practice_turn.c.person == who),
        "duel": select(duel).where(in_duel(who)).order_by(duel.c.id),
        "duel_answer": _duel_answers().where(duel_answer.c.person == who),
        "link": select(link).where(link.c.person == who),
        "lent": select(lent).where(lent.c.person == who),
        "invitation": _invitations().where(or_(invitation.c.account.in_(numbers), invitation.c.taker.in_(numbers))),
        "wrong_code": select(wrong_code).where(wrong_code.c.account.in_(numbers)),
        "notice": select(notice).where(notice.c.person == who),
        "draft": select(draft).where(draft.c.account.in_(numbers)),
        "letter": select(letter).where(or_(_sent_to(who, letter), _about(who))).order_by(letter.c.id),
        "rest": select(rest).where(rest.c.person == who).order_by(rest.c.first),
        "live": select(live).where(live.c.leader == who).order_by(live.c.id),
        "live_answer": select(live_answer).where(live_answer.c.account.in_(numbers)).order_by(live_answer.c.at),
        "job": select(job.c.due, job.c.detail).where(job.c.kind.in_(_ABOUT_ONE), job.c.subject == who),
    }


def _invitations() -> Select[Any]:
    """Codes that were given out or used: when, for what, and what came of it."""
    return select(*(column for column in invitation.c if column.name != "digest"))


def _answers() -> Select[Any]:
    """Answers with their questions; whether they were right, once the question has closed."""
    right = case((round_.c.state == "closed", answer.c.last == round_.c.key), else_=null())
    asked = (round_.c.cohort, round_.c.day, round_.c.number, round_.c.item, round_.c.domain)
    return select(answer, *asked, right.label("right")).join(round_, round_.c.id == answer.c.round)


def _challenge_answers() -> Select[Any]:
    """Answers in challenges with their questions; they are told at once whether they were right."""
    right = (challenge_answer.c.position == challenge_item.c.key).label("right")
    asked = (challenge_day.c.challenge, challenge_day.c.day, challenge_item.c.item.label("asked"))
    return (
        select(challenge_answer, *asked, right)
        .join(challenge_item, challenge_item.c.id == challenge_answer.c.item)
        .join(challenge_day, challenge_day.c.id == challenge_item.c.day)
        .order_by(challenge_answer.c.at)
    )


def _duel_answers() -> Select[Any]:
    """Answers in duels with their questions; whether they were right, once the duel is over."""
    told = case((duel.c.state.in_(OPEN), null()), else_=duel_answer.c.right)
    same = (duel_item.c.duel == duel_answer.c.duel) & (duel_item.c.ordinal == duel_answer.c.ordinal)
    return (
        select(*(c for c in duel_answer.c if c.name != "right"), duel_item.c.item, told.label("right"))
        .join(duel_item, same)
        .join(duel, duel.c.id == duel_answer.c.duel)
    )


async def forget(tx: AsyncConnection, who: int, at: datetime) -> None:
    """Erase what is personal, of linked accounts too. Each account can start anew, as somebody else."""
    together = (who, *await links.origins(tx, who))
    for one in together:
        await _forget_one(tx, one, at)
    await tx.execute(delete(link).where(link.c.person == who))
    await tx.execute(delete(lent).where(lent.c.person.in_(together)))


async def _forget_one(tx: AsyncConnection, who: int, at: datetime) -> None:
    await tx.execute(delete(letter).where(_sent_to(who, letter)))
    await tx.execute(delete(queue).where(_sent_to(who, queue)))
    for number in (await tx.execute(select(account.c.id).where(account.c.person == who))).scalars().all():
        gone = {"platform": "gone", "community": "", "user": str(number), "name": ""}
        await tx.execute(delete(draft).where(draft.c.account == number))
        await questions.drop_unasked(tx, number)
        await tx.execute(delete(wrong_code).where(wrong_code.c.account == number))
        await tx.execute(delete(invitation).where(or_(invitation.c.account == number, invitation.c.taker == number)))
        await tx.execute(update(answer).where(answer.c.account == number).values(event=""))
        await tx.execute(update(live_answer).where(live_answer.c.account == number).values(event=""))
        await tx.execute(update(challenge_answer).where(challenge_answer.c.account == number).values(event=""))
        entered = update(challenge_member).where(challenge_member.c.account == number)
        await tx.execute(entered.where(challenge_member.c.left_at.is_(None)).values(left_at=at))
        await tx.execute(update(account).where(account.c.id == number).values(**gone))
    for table in (practice_card, practice_turn, duel_answer, appointment, notice, preview, rest, question_reader):
        await tx.execute(delete(table).where(table.c.person == who))
    await tx.execute(delete(job).where(job.c.kind.in_(_ABOUT_ONE), job.c.subject == who))
    await tx.execute(update(report).where(report.c.person == who).values(text=_ERASED))
    await tx.execute(update(correction).where(correction.c.person == who).values(word=""))
    await tx.execute(update(question_reading).where(question_reading.c.person == who).values(word=""))
    emptied = {"name": "", "alias": "", "zone": "", "hidden": True, "reminders": False, "forgotten": True}
    emptied |= dict.fromkeys(("quiet_from", "quiet_to", "nudge_at"))
    await tx.execute(update(person).where(person.c.id == who).values(**emptied))
    mine = update(member).where(member.c.person == who)
    await tx.execute(mine.values(leader=False, shares_countdown=False))
    await tx.execute(mine.where(member.c.left_at.is_(None)).values(left_at=at))


def _sent_to(who: int, where: Table) -> Any:
    """The direct messages to a person's accounts, or their queues."""
    theirs = (account.c.platform == where.c.platform) & (account.c.community == where.c.community)
    return (where.c.user != "") & (
        select(true()).where(account.c.person == who, theirs, account.c.user == where.c.user).exists()
    )


def _about(who: int) -> Any:
    return letter.c.key.startswith(key_about(who, ""), autoescape=True)
