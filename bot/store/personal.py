"""What is kept about a person: handed over whole, and erased.

The law: every table that holds something of a person is in the export. Erasing takes away whatever says who they were;
their answers and totals stay, tied to nobody, so that the totals of others do not move.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, delete, null, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.jobs import JobKind
from bot.store.letters import key_about
from bot.store.schema import (
    account,
    answer,
    appointment,
    cohort,
    domain_standing,
    draft,
    job,
    letter,
    member,
    notice,
    person,
    preview,
    report,
    round_,
    standing,
)

_ERASED = "(erased by its author)"


async def export(tx: AsyncConnection, who: int) -> dict[str, list[dict[str, Any]]]:
    """Everything kept about a person, by table. Nothing in it tells how an open question was answered."""
    return {
        name: [dict(row._mapping) for row in await tx.execute(query)] for name, query in _everything_of(who).items()
    }


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
        "notice": select(notice).where(notice.c.person == who),
        "draft": select(draft).where(draft.c.account.in_(numbers)),
        "letter": select(letter).where(or_(_sent_to(who), _about(who))).order_by(letter.c.id),
        "job": select(job.c.due, job.c.detail).where(job.c.kind == JobKind.REMIND, job.c.subject == who),
    }


def _answers() -> Select[Any]:
    """Answers with their questions; whether they were right, once the question has closed."""
    right = case((round_.c.state == "closed", answer.c.last == round_.c.key), else_=null())
    asked = (round_.c.cohort, round_.c.day, round_.c.number, round_.c.item, round_.c.domain)
    return select(answer, *asked, right.label("right")).join(round_, round_.c.id == answer.c.round)


async def forget(tx: AsyncConnection, who: int, at: datetime) -> None:
    """Erase what is personal. The account can start anew, as somebody else."""
    await tx.execute(delete(letter).where(_sent_to(who)))
    for number in (await tx.execute(select(account.c.id).where(account.c.person == who))).scalars().all():
        gone = {"platform": "gone", "community": "", "user": str(number), "name": ""}
        await tx.execute(delete(draft).where(draft.c.account == number))
        await tx.execute(update(answer).where(answer.c.account == number).values(event=""))
        await tx.execute(update(account).where(account.c.id == number).values(**gone))
    for table in (appointment, notice, preview):
        await tx.execute(delete(table).where(table.c.person == who))
    await tx.execute(delete(job).where(job.c.kind == JobKind.REMIND, job.c.subject == who))
    await tx.execute(update(report).where(report.c.person == who).values(text=_ERASED))
    emptied = {"name": "", "alias": "", "zone": "", "hidden": True, "reminders": False, "forgotten": True}
    await tx.execute(update(person).where(person.c.id == who).values(**emptied))
    mine = update(member).where(member.c.person == who)
    await tx.execute(mine.values(leader=False, shares_countdown=False))
    await tx.execute(mine.where(member.c.left_at.is_(None)).values(left_at=at))


def _sent_to(who: int) -> Any:
    """The direct messages to a person's accounts."""
    theirs = (account.c.platform == letter.c.platform) & (account.c.community == letter.c.community)
    return (letter.c.user != "") & (
        select(true()).where(account.c.person == who, theirs, account.c.user == letter.c.user).exists()
    )


def _about(who: int) -> Any:
    return letter.c.key.startswith(key_about(who, ""), autoescape=True)
