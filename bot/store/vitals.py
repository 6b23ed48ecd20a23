"""What whoever watches the bot wants to know of the database. Looks into indexes only, however much was ever sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import asides, looks
from bot.store.letters import LetterState
from bot.store.schema import PARKED, UNSENT, job, letter

_WROTE = "watch:wrote"
_OVER = (LetterState.SENT, LetterState.DROPPED)
_WAITS_SINCE = case((letter.c.tries == 0, letter.c.due), else_=letter.c.created_at)
"""One that was never tried waits since it was due: it may have been kept back for somebody's quiet hours."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """Letters that are not sent, by state, and since when the oldest new one waits; since when the oldest job is due;
    how many rooms lack something.
    """

    letters: dict[str, int]
    oldest: datetime | None
    overdue: datetime | None
    lacking: int


async def read(tx: AsyncConnection, now: datetime) -> Vitals:
    """Everything, as it is."""
    counts = dict.fromkeys((state.value for state in LetterState if state not in _OVER), 0)
    unsent = select(letter.c.state, func.count()).where(sql(UNSENT)).group_by(letter.c.state)
    for state, count in await tx.execute(unsent):
        counts[state] = count
    parked = select(func.count()).select_from(letter).where(sql(PARKED))
    counts[LetterState.PARKED] = (await tx.execute(parked)).scalar_one()
    new = select(func.min(_WAITS_SINCE)).where(sql(UNSENT), letter.c.sent_message == "", letter.c.due <= now)
    overdue = select(func.min(job.c.due)).where(job.c.due <= now)
    return Vitals(
        counts, (await tx.execute(new)).scalar(), (await tx.execute(overdue)).scalar(), await looks.lacking(tx)
    )


async def prove_writable(tx: AsyncConnection, now: datetime) -> None:
    """Write one small row, as anything else is written. Raises what the database raises."""
    await asides.write_note(tx, _WROTE, now.isoformat())
