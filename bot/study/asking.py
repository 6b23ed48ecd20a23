"""Asking: rounds, their posts and the jobs that follow, of many cohorts in one transaction and in the same statements.

The law: a question asked alone and one asked among five hundred are made by the same functions; each takes a list. What
is asked in a cohort depends on that cohort alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.bank import Bank, UnknownItem
from bot.cards import leaders as leader_cards
from bot.cards import question as cards
from bot.cards.corrections import corrected
from bot.cards.question import Asked, Yesterday
from bot.chat.message import Card
from bot.model.cohort import Cohort, Phase
from bot.model.domains import Domain
from bot.model.items import Question
from bot.model.rounds import Round, RoundState, Series
from bot.rules import calendar
from bot.rules.calendar import Occurrence
from bot.rules.figures import MIN_SHARES, share
from bot.rules.looking import look_at
from bot.rules.picking import option_order, remaining
from bot.store import answers, bindings, jobs, letters, rounds
from bot.store.cohorts import save, skips_of, take_numbers, warn_dry
from bot.store.jobs import JobKind, Planned
from bot.store.letters import Draft
from bot.study import choosing, nudge_plan, owning, telling
from bot.study.choosing import Chosen, History, candidates
from bot.study.desk import Desk
from bot.study.gently import gently

_LATE = timedelta(minutes=10)
_RUNNING_DRY = 10


@dataclass(frozen=True, slots=True)
class _Drawn:
    """An item that was chosen, and its question as drawn."""

    chosen: Chosen
    question: Question


@dataclass(frozen=True, slots=True)
class Wish:
    """A question to ask in a cohort: of any domain or of this one, but not this item."""

    cohort: Cohort
    when: Occurrence
    series: Series
    domain: Domain | None = None
    avoid: str = ""


async def schedule(tx: AsyncConnection, cohort: Cohort, after: datetime) -> datetime | None:
    """Have the next question asked at the cohort's next opening. Returns when, or None where nothing is planned."""
    return (await schedule_all(tx, [cohort], after))[cohort.id]


async def schedule_all(tx: AsyncConnection, cohorts: Sequence[Cohort], after: datetime) -> dict[int, datetime | None]:
    """Have the next question asked at the next opening of each cohort. Returns when, by cohort."""
    due = {cohort.id: _next_opening(cohort, after) for cohort in cohorts}
    looks = {cohort: look_at(at, cohort, after) for cohort, at in due.items() if at is not None}
    for kind, plan in ((JobKind.OPEN, due), (JobKind.LOOK, {**dict.fromkeys(due), **looks})):
        await jobs.drop_all(tx, kind, [cohort for cohort, at in plan.items() if at is None])
        await jobs.put_all(tx, [Planned(kind, cohort, at) for cohort, at in plan.items() if at is not None])
    return due


async def unschedule(tx: AsyncConnection, cohort: int) -> None:
    """Nothing more is asked by itself, so nothing is looked at before it."""
    await jobs.drop(tx, JobKind.OPEN, cohort)
    await jobs.drop(tx, JobKind.LOOK, cohort)


def _next_opening(cohort: Cohort, after: datetime) -> datetime | None:
    if cohort.phase is Phase.FINISHED or not cohort.schedule.days:
        return None
    if cohort.phase is Phase.ACTIVE:
        return calendar.next_occurrence(cohort.schedule, after).opens_at
    if cohort.paused_until is None:
        return None
    eve = calendar.instant(cohort.paused_until, cohort.schedule.opens, cohort.schedule.zone) - timedelta(seconds=1)
    return calendar.next_occurrence(cohort.schedule, max(eve, after)).opens_at


async def end_pause(tx: AsyncConnection, cohort: Cohort, now: datetime) -> Cohort:
    """The cohort as it is now: active again from the day until which it was paused."""
    today = calendar.local_date(now, cohort.schedule.zone)
    if cohort.phase is not Phase.PAUSED or cohort.paused_until is None or today < cohort.paused_until:
        return cohort
    active = replace(cohort, phase=Phase.ACTIVE, paused_until=None)
    await save(tx, active)
    return active


async def open_due(tx: AsyncConnection, desk: Desk, cohorts: Sequence[Cohort], now: datetime) -> None:
    """Ask what is due now, at most one question in each: after downtime only the latest, within its grace."""
    numbers = [cohort.id for cohort in cohorts]
    # A day in any zone is within a day of the one in UTC.
    asked = await rounds.study_days_of(tx, numbers, now.date() - calendar.LOOK_BACK - 2 * calendar.DAY)
    skips = await skips_of(tx, numbers)
    wishes = []
    for cohort in cohorts:
        taken = {*asked.get(cohort.id, ()), *skips.get(cohort.id, ())}
        due = calendar.missed(cohort.schedule, now, taken, desk.timing.grace)
        if due is not None and not (cohort.created_at and due.opens_at < cohort.created_at):
            wishes.append(Wish(cohort, due, Series.DAILY))
    await _ask(tx, desk, wishes, now)


async def ask_now(
    tx: AsyncConnection, desk: Desk, cohort: Cohort, now: datetime, domain: Domain | None = None
) -> Round | None:
    """Ask at a leader's wish: today's question if today has had none, else an extra one. None: nothing fits."""
    today = calendar.local_date(now, cohort.schedule.zone)
    is_todays = calendar.is_study_day(cohort.schedule, today) and today not in await rounds.study_days(tx, cohort.id)
    series = Series.DAILY if is_todays else Series.EXTRA
    wish = Wish(cohort, Occurrence(today, now, _closing(cohort, today, now)), series, domain)
    return (await _ask(tx, desk, [wish], now)).get(cohort.id)


async def replace_round(tx: AsyncConnection, desk: Desk, cohort: Cohort, old: Round, now: datetime) -> Round | None:
    """Ask another question in place of one that was withdrawn."""
    when = Occurrence(old.day, now, _closing(cohort, old.day, now))
    return (await _ask(tx, desk, [Wish(cohort, when, old.series, avoid=old.item)], now)).get(cohort.id)


def _closing(cohort: Cohort, today: date, now: datetime) -> datetime:
    if not cohort.schedule.days:
        return now + timedelta(days=1)
    if calendar.is_study_day(cohort.schedule, today):
        planned = calendar.occurrence(cohort.schedule, today).closes_at
        if planned > now:
            return planned
    return calendar.next_occurrence(cohort.schedule, now).opens_at


async def _ask(tx: AsyncConnection, desk: Desk, wishes: Sequence[Wish], now: datetime) -> dict[int, Round]:
    """Ask one question in each of these cohorts, all with the same few statements. Returns the rounds, by cohort.

    Not among them are cohorts without a room, and those for which the bank has nothing that fits.
    """
    numbers = [wish.cohort.id for wish in wishes]
    rooms = await bindings.of_cohorts(tx, numbers)
    histories = await choosing.histories(tx, numbers)
    drawn = {wish.cohort.id: _draw(desk, wish, histories[wish.cohort.id]) async for wish in gently(wishes)}
    made = await _keep(tx, [(wish, drawn[wish.cohort.id]) for wish in wishes if wish.cohort.id in rooms], now)
    if not made:
        return {}
    before = await _questions_before(tx, desk, list(made))
    bank = await owning.bank_of(tx, desk.bank, made.values())
    drafts, places = [], []
    async for wish in gently([wish for wish in wishes if wish.cohort.id in made]):
        new = made[wish.cohort.id]
        card = cards.open_card(describe(bank, wish.cohort, new, 0), before.get(wish.cohort.id))
        for room in rooms[wish.cohort.id]:
            drafts.append(Draft(f"round:{new.id}:{room.id}", room.room, card))
            places.append((new.id, room.id))
    written = await letters.write_all(tx, drafts, now)
    await rounds.add_posts(tx, [(*place, written[draft.key]) for place, draft in zip(places, drafts, strict=True)])
    await jobs.put_all(tx, [Planned(JobKind.CLOSE, new.id, new.closes_at) for new in made.values()])
    asked = [(wish.cohort, made[wish.cohort.id]) for wish in wishes if wish.cohort.id in made]
    await nudge_plan.plan(tx, asked, now)
    await rounds.clear_asked(tx, {cohort.id: new.item for cohort, new in asked if histories[cohort.id].prepared})
    await _warn_if_dry(tx, desk, asked, histories, now)
    return made


def _draw(desk: Desk, wish: Wish, history: History) -> _Drawn | None:
    avoid = (wish.avoid,) if wish.avoid else ()
    chosen = choosing.decide(desk, wish.cohort, wish.when.day, history, domain=wish.domain, avoid=avoid)
    return _Drawn(chosen, chosen.item.draw(chosen.seed)) if chosen else None


async def _keep(tx: AsyncConnection, asking: Sequence[tuple[Wish, _Drawn | None]], now: datetime) -> dict[int, Round]:
    """The rounds as they are kept, by cohort."""
    asked = [(wish, drawn) for wish, drawn in asking if drawn is not None]
    if not asked:
        return {}
    numbers = [wish.cohort.id for wish, _ in asked]
    ordinals = await rounds.ordinals_of(tx, numbers, {wish.when.day for wish, _ in asked})
    taken = await take_numbers(tx, numbers)
    new = []
    for wish, drawn in asked:
        last = ordinals.get((wish.cohort.id, wish.series, wish.when.day), 0)
        new.append(_round(wish, drawn, last + 1, taken[wish.cohort.id], late=now - wish.when.opens_at > _LATE))
    ids = await rounds.create_all(tx, new)
    return {one.cohort: replace(one, id=ids[one.cohort]) for one in new}


def _round(wish: Wish, drawn: _Drawn, ordinal: int, number: int, *, late: bool) -> Round:
    """The round of a wish. Its id is not known yet."""
    item, question = drawn.chosen.item, drawn.question
    order = option_order(drawn.chosen.seed, len(question.options), question.ordered)
    return Round(
        id=0,
        cohort=wish.cohort.id,
        series=wish.series,
        day=wish.when.day,
        ordinal=ordinal,
        number=number,
        item=item.id,
        version=item.version,
        seed=drawn.chosen.seed,
        order=order,
        key=order.index(question.key),
        domain=item.domain,
        subtopic=item.subtopic,
        opens_at=wish.when.opens_at,
        closes_at=wish.when.closes_at,
        reveal=wish.cohort.reveal,
        state=RoundState.OPEN,
        late=late,
    )


def describe(bank: Bank, cohort: Cohort, what: Round, answered: int) -> Asked:
    """A round as its card shows it, with the key by which its answers count."""
    drawn = bank.item(what.item, what.version).draw(what.seed)
    question = corrected(drawn, what.order[what.key])
    return Asked(what, question, bank.subtopic(what.subtopic).name, cohort.schedule.zone, answered)


async def open_card_of(tx: AsyncConnection, desk: Desk, cohort: Cohort, what: Round) -> Card:
    """The card of an open round as it would be posted now, without its count."""
    before = await _questions_before(tx, desk, [cohort.id])
    bank = await owning.bank_of(tx, desk.bank, [what])
    return cards.open_card(describe(bank, cohort, what, 0), before.get(cohort.id))


async def _questions_before(tx: AsyncConnection, desk: Desk, cohorts: Sequence[int]) -> dict[int, Yesterday]:
    """One line on the question before, by cohort."""
    last = await rounds.closed_last_of(tx, cohorts)
    counts = await answers.shares(tx, [what.id for what in last.values()])
    bank = await owning.bank_of(tx, desk.bank, last.values())
    lines = {cohort: _yesterday(bank, what, counts[what.id]) async for cohort, what in gently(last.items())}
    return {cohort: line for cohort, line in lines.items() if line is not None}


def _yesterday(bank: Bank, last: Round, counts: Counter[int]) -> Yesterday | None:
    try:
        bank.item(last.item, last.version)
    except UnknownItem:  # an older release of the bank runs: the question of today comes all the same
        return None
    answered = counts.total()
    right = share(counts[last.key], answered) if answered >= MIN_SHARES else None
    return Yesterday(last.id, last.number, last.key, answered, right)


async def _warn_if_dry(
    tx: AsyncConnection,
    desk: Desk,
    asked: Sequence[tuple[Cohort, Round]],
    histories: Mapping[int, History],
    now: datetime,
) -> None:
    left = {}
    written = remaining(candidates(desk), ())
    for cohort, new in asked:
        own = histories[cohort.id].own
        used = [*histories[cohort.id].asked, new.item]
        most = (
            written + len(own) - len(used)
        )  # repeats used up less than this says; far from the end it makes no difference
        left[cohort.id] = most if most > _RUNNING_DRY else remaining(candidates(desk, own), used)
    await warn_dry(tx, [number for number, count in left.items() if count > _RUNNING_DRY], False)
    news = await warn_dry(tx, [number for number, count in left.items() if count <= _RUNNING_DRY], True)
    for cohort, _ in asked:
        if cohort.id in news:
            card = leader_cards.running_dry(cohort.name, left[cohort.id])
            await telling.tell_leaders(tx, cohort.id, f"dry:{cohort.id}:{now:%Y-%m-%d}", card, now)
