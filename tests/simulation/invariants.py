"""What must hold whatever happened: nothing lost, nothing twice, nothing changed, nothing stuck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules import calendar
from bot.store.letters import from_json
from bot.store.schema import account, answer, job, letter, notice, post, room, round_
from bot.study.troubles import GIVEN_UP
from tests.core.recount import kept, recounted
from tests.simulation.members import Given
from tests.simulation.town import Group, Town

AWAKE = timedelta(minutes=30)
"""A question may be missed where the process never ran this long in its grace, as its own clock showed it: one whose
clock is behind for all that time has not seen the opening."""


async def violations(town: Town) -> list[str]:
    """All that is wrong, once nothing is under way any more."""
    async with town.machine.takt.desk.store.read() as tx:
        return [
            *twice(town),
            *await _lost_letters(tx, town),
            *await _lost_questions(tx, town),
            *await _lost_answers(tx, town),
            *await _stuck(tx, town),
            *(["the standings are not what a recount gives"] if await kept(tx) != await recounted(tx) else []),
        ]


def twice(town: Town) -> list[str]:
    """Letters that the platform took more than once, and questions that stand in a room more than once."""
    letters = [f"letter {key} was posted {n} times" for key, n in town.platform.taken.items() if n > 1]
    rooms = {name: Counter(number for number, _ in asked) for name, asked in town.platform.asked.items()}
    return letters + [
        f"round {number} stands {n} times in {name}"
        for name, numbers in rooms.items()
        for number, n in numbers.items()
        if n > 1
    ]


async def _lost_letters(tx: AsyncConnection, town: Town) -> list[str]:
    """Every letter is sent, stands there in its last wording, or is parked and somebody knows."""
    wrong = []
    told = {row.key for row in await tx.execute(select(letter.c.key).where(letter.c.key.startswith("trouble:")))}
    notices = [row.card for row in await tx.execute(select(notice.c.card))]
    rows = (await tx.execute(select(letter).order_by(letter.c.id))).all()
    by_id = {row.id: row for row in rows}
    before = dict(_before(rows))
    for row in rows:
        if row.state == "sent":
            message = town.platform.by_ref.get(row.sent_message)
            if message is None or message.key != row.key:
                wrong.append(f"letter {row.key} counts as sent and is not there")
            elif message.card != from_json(row.card):
                wrong.append(f"letter {row.key} does not stand there in its last wording")
        elif row.state != "parked":
            wrong.append(f"letter {row.key} is {row.state}: {row.trouble}")
        elif row.trouble == GIVEN_UP:
            # Told once an outage: of the first of several in a row.
            if not any(f":unreached:{row.id}:" in key for key in told) and before.get(row.id) != GIVEN_UP:
                wrong.append(f"letter {row.key} was given up and nobody knows")
        elif not row.sent_message and not _is_told(row, by_id.get(row.under), told, notices):
            wrong.append(f"letter {row.key} is parked and nobody knows: {row.trouble}")
    return wrong


def _before(rows: Iterable[Any]) -> Iterable[tuple[int, str]]:
    """For each letter that asks a question, the trouble of the one before it in the same room."""
    last: dict[str, str] = {}
    for row in rows:
        if row.key.startswith("round:"):
            yield row.id, last.get(row.channel, "")
            last[row.channel] = row.trouble if row.state == "parked" else ""


def _is_told(row: Any, above: Any, told: set[str], notices: list[str]) -> bool:
    if row.user:  # told with the next private reply, which may have come already
        return True
    if above is not None and above.state == "parked" and not above.sent_message:  # what is said of that one, is said
        return True
    return any(f":{row.channel}:" in one for one in told) or any(row.channel in card for card in notices)


async def _lost_questions(tx: AsyncConnection, town: Town) -> list[str]:
    """Each study day has its question, where it could have one, and no second one; each room has its post."""
    wrong = []
    for group in town.groups:
        rows = (await tx.execute(select(round_).where(round_.c.cohort == group.number))).all()
        asked = Counter(row.day for row in rows if row.series == "daily" and row.state != "withdrawn")
        for day, n in asked.items():
            if n > 1:
                wrong.append(f"group {group.number} was asked {n} questions on {day}")
        for when in _due(town, group):
            if when.day not in asked and when.day not in group.unsure:
                wrong.append(f"group {group.number} was asked nothing on {when.day}, due {when.opens_at}")
        wrong += await _lost_posts(tx, town, group)
    return wrong


async def _lost_posts(tx: AsyncConnection, town: Town, group: Group) -> list[str]:
    query = (
        select(post.c.round, room.c.channel, letter.c.state, letter.c.key)
        .join(room, room.c.id == post.c.room)
        .join(letter, letter.c.id == post.c.letter)
        .join(round_, round_.c.id == post.c.round)
        .where(round_.c.cohort == group.number)
    )
    numbers = {row.id for row in await tx.execute(select(round_.c.id).where(round_.c.cohort == group.number))}
    rows = (await tx.execute(query)).all()
    posted = {(row.round, row.channel) for row in rows}
    missing = {(number, place.channel) for number in numbers for place in group.rooms} - posted
    wrong = [f"round {number} was not meant for {name}" for number, name in missing]
    return wrong + [
        f"round {row.round} does not stand in {row.channel}"
        for row in rows
        if row.state == "sent" and not town.platform.taken[row.key]
    ]


def _due(town: Town, group: Group) -> Iterable[calendar.Occurrence]:
    """What had to be asked: the process ran for long enough within its grace."""
    day = calendar.local_date(group.began, group.schedule.zone) - calendar.DAY
    until = town.machine.now()
    while (when := calendar.occurrence(group.schedule, day)).opens_at < until:
        if calendar.is_study_day(group.schedule, day) and when.opens_at > group.began and _could(town, when.opens_at):
            yield when
        day += calendar.DAY


def _could(town: Town, opens_at: datetime) -> bool:
    last = opens_at + town.machine.timing.grace
    now = town.machine.now()
    return any(life.showed(opens_at, last, now) >= AWAKE for life in town.machine.lives)


async def _lost_answers(tx: AsyncConnection, town: Town) -> list[str]:
    """What stands is what members were told, and nothing stands that nobody gave."""
    wrong = []
    query = select(answer, account.c.user).join(account, account.c.id == answer.c.account)
    stands = {
        (row.round, row.user): Given(row.first, row.last, row.confidence, row.final) for row in await tx.execute(query)
    }
    for place in stands.keys() | town.record.may_be.keys():
        state = stands.get(place)
        # The close makes final what was not settled.
        if state not in town.record.may_be[place] and _unsettled(state) not in town.record.may_be[place]:
            wrong.append(f"answer {place} is {state}, and should be one of {town.record.may_be[place]}")
    return wrong


def _unsettled(state: Given | None) -> Given | None:
    return replace(state, final=False) if state is not None and not state.confidence else state


async def _stuck(tx: AsyncConnection, town: Town) -> list[str]:
    """No job has been due for long, and none is claimed by nobody."""
    patience = town.machine.clock() - timedelta(minutes=10)
    rows = await tx.execute(select(job).where(job.c.due < patience))
    return [f"job {row.kind} for {row.subject} is stuck since {row.due} (try {row.tries})" for row in rows]


def day_of(town: Town, group: Group) -> date:
    """The group's date now."""
    return calendar.local_date(town.machine.now(), group.schedule.zone)
