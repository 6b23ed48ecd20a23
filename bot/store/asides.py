"""The small things: notices for the next private reply, drafts of forms, reports, and what the bot notes of itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.message import Card, Form
from bot.store.letters import from_json, to_json
from bot.store.schema import draft, note, notice, report, round_
from bot.store.sql import insert_id, insert_into, upsert

_FORM: TypeAdapter[Form] = TypeAdapter(Form)


async def leave_notice(tx: AsyncConnection, who: int, card: Card, at: datetime, topic: str = "") -> None:
    """Tell a person this with their next private reply, in place of what waits on the same topic, if it has one."""
    await drop_notice(tx, who, topic)
    await tx.execute(insert_into(tx, notice).values(person=who, card=to_json(card), topic=topic, at=at))


async def drop_notice(tx: AsyncConnection, who: int, topic: str) -> None:
    """What waits to be told on this topic is no longer so."""
    if topic:
        await tx.execute(delete(notice).where(notice.c.person == who, notice.c.topic == topic))


async def leave_notices(tx: AsyncConnection, told: Mapping[int, Card], at: datetime, topic: str) -> None:
    """Tell each of these people their card with their next private reply. Nothing waits on the topic yet."""
    rows = [{"person": who, "card": to_json(card), "topic": topic, "at": at} for who, card in told.items()]
    if rows:
        await tx.execute(notice.insert(), rows)


async def untell_all(tx: AsyncConnection, topic: str) -> set[int]:
    """What waits to be told on this topic is no longer so. Returns who has not heard of it."""
    query = delete(notice).where(notice.c.topic == topic).returning(notice.c.person)
    return set((await tx.execute(query)).scalars())


async def take_notices(tx: AsyncConnection, who: int) -> list[Card]:
    """What waited to be told, which now is."""
    rows = (await tx.execute(select(notice).where(notice.c.person == who).order_by(notice.c.id))).all()
    await tx.execute(delete(notice).where(notice.c.id.in_([row.id for row in rows])))
    return [from_json(row.card) for row in rows]


async def keep_draft(tx: AsyncConnection, key: str, account: int, form: Form, at: datetime) -> None:
    """Keep a form as somebody filled it in, under this key."""
    await upsert(tx, draft, ("id",), id=key, account=account, form=_FORM.dump_json(form).decode(), at=at)


async def find_draft(tx: AsyncConnection, key: str, account: int) -> Form | None:
    """The form as this account left it, and nobody else."""
    query = select(draft.c.form).where(draft.c.id == key, draft.c.account == account)
    text = (await tx.execute(query)).scalar()
    return _FORM.validate_json(text) if text else None


async def drop_drafts(tx: AsyncConnection, before: datetime) -> None:
    """Forget drafts from before this instant."""
    await tx.execute(delete(draft).where(draft.c.at < before))


class ReportState(StrEnum):
    """Where a report stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Report:
    """What a member thinks is wrong with a question."""

    id: int
    round: int
    person: int
    item: str
    version: int
    text: str
    state: ReportState
    at: datetime


async def add_report(
    tx: AsyncConnection, round_id: int, who: int, item: str, version: int, text: str, at: datetime
) -> int:
    """Keep a report and return its id."""
    return await insert_id(
        tx, report, round=round_id, person=who, item=item, version=version, text=text, state=ReportState.OPEN, at=at
    )


async def get_report(tx: AsyncConnection, number: int) -> Report | None:
    """A report by id."""
    row = (await tx.execute(select(report).where(report.c.id == number))).one_or_none()
    return _report(row) if row else None


async def reports(tx: AsyncConnection, numbers: Collection[int]) -> list[Report]:
    """These reports, the oldest first."""
    rows = await tx.execute(select(report).where(report.c.id.in_(numbers)).order_by(report.c.id))
    return [_report(row) for row in rows]


async def open_reports(tx: AsyncConnection, cohort: int | None = None) -> list[Report]:
    """The reports of a cohort, or of all, that nobody has decided on, the oldest first."""
    query = select(report).where(report.c.state == ReportState.OPEN)
    if cohort is not None:
        query = query.join(round_, round_.c.id == report.c.round).where(round_.c.cohort == cohort)
    return [_report(row) for row in await tx.execute(query.order_by(report.c.id))]


async def open_reports_on(tx: AsyncConnection, rounds: Collection[int]) -> list[Report]:
    """The reports of these rounds that nobody has decided on, the oldest first."""
    query = select(report).where(report.c.round.in_(rounds), report.c.state == ReportState.OPEN)
    return [_report(row) for row in await tx.execute(query.order_by(report.c.id))]


def _report(row: Row[Any]) -> Report:
    return Report(row.id, row.round, row.person, row.item, row.version, row.text, ReportState(row.state), row.at)


async def same_report(tx: AsyncConnection, round_id: int, who: int, text: str) -> int | None:
    """The report that a person already made of a round in these words."""
    query = select(report.c.id).where(report.c.round == round_id, report.c.person == who, report.c.text == text)
    found: int | None = (await tx.execute(query.limit(1))).scalar()
    return found


async def decide_report(tx: AsyncConnection, number: int, state: ReportState, outcome: str = "") -> bool:
    """Settle an open report, with the leader's words. Returns whether it was still open."""
    query = update(report).where(report.c.id == number, report.c.state == ReportState.OPEN)
    return bool((await tx.execute(query.values(state=state, outcome=outcome))).rowcount)


async def reopen_reports(tx: AsyncConnection, numbers: Collection[int]) -> None:
    """Nobody has decided on these reports any more."""
    query = update(report).where(report.c.id.in_(numbers))
    await tx.execute(query.values(state=ReportState.OPEN, outcome=""))


async def read_note(tx: AsyncConnection, key: str) -> str:
    """What was noted under this key, or ""."""
    return str((await tx.execute(select(note.c.value).where(note.c.key == key))).scalar() or "")


async def write_note(tx: AsyncConnection, key: str, value: str) -> None:
    """Note this under the key."""
    await upsert(tx, note, ("key",), key=key, value=value)
