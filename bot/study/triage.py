"""Reports: which wait for a decision, by question; settling them, and opening them again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.bank import UnknownItem
from bot.cards import reports as cards
from bot.cards.corrections import Changed
from bot.cards.question import Asked
from bot.cards.triage import Group, Said
from bot.chat.message import Card
from bot.chat.text import Text
from bot.model.cohort import Cohort
from bot.model.rounds import Round, RoundState
from bot.store import answers, asides, corrections, letters, memberships, people, rounds
from bot.store.asides import Report, ReportState
from bot.store.corrections import Target
from bot.study import owning, telling
from bot.study.asking import describe
from bot.study.desk import Desk


def target_of(desk: Desk, what: Round) -> Target:
    """What a decision on this round is about: its item's version, or the round alone where it was computed."""
    try:
        computed = desk.bank.item(what.item, what.version).generator is not None
    except UnknownItem:
        computed = False
    return Target(what.cohort, what.item, what.version, what.id if computed else None)


async def waiting(tx: AsyncConnection, desk: Desk, cohort: Cohort) -> list[list[Report]]:
    """The open reports of a cohort by question, those first that wait longest."""
    found = await asides.open_reports(tx, cohort.id)
    asked = await rounds.several(tx, {one.round for one in found})
    groups: dict[Target, list[Report]] = {}
    for one in found:
        groups.setdefault(target_of(desk, asked[one.round]), []).append(one)
    return list(groups.values())


async def group_of(tx: AsyncConnection, desk: Desk, cohort: Cohort, reports: Sequence[Report]) -> Group:
    """The reports on one question as leaders read them, with the question as it was asked last of those reported."""
    what = (await rounds.several(tx, [reports[-1].round]))[reports[-1].round]
    asked = await corrections.asked(tx, target_of(desk, what))
    is_open = next((one for one in asked if one.state is RoundState.OPEN), None)
    shares = await answers.shares(tx, [one.id for one in asked if one.state is RoundState.CLOSED])
    counts: Counter[int] = Counter()
    for one in asked:
        for position, n in shares.get(one.id, Counter()).items():
            counts[what.order.index(one.order[position])] += n
    said = [Said(one.id, (await people.get(tx, one.person)).shown, one.text) for one in reports]
    shown = is_open or what
    return Group(shown, await described(tx, desk, cohort, shown), tuple(said), counts, len(asked))


async def described(tx: AsyncConnection, desk: Desk, cohort: Cohort, what: Round) -> Asked | None:
    """The round as its card shows it; None where the bank has not its words any more."""
    try:
        return describe(await owning.bank_of(tx, desk.bank, [what]), cohort, what, 0)
    except UnknownItem:
        return None


async def decline(tx: AsyncConnection, cohort: Cohort, one: Report, reason: str, by: int, now: datetime) -> bool:
    """Leave the question as it is. Returns False where the report was settled already."""
    if not await asides.decide_report(tx, one.id, ReportState.DECLINED, reason):
        return False
    words = cards.declined_words((await people.get(tx, by)).shown, reason)
    what = (await rounds.several(tx, [one.round]))[one.round]
    await _settled(tx, cohort, one, cards.declined_outcome(what.number, reason), words, now)
    return True


async def settle_all(
    tx: AsyncConnection, cohort: Cohort, these: Sequence[Report], changed: Changed, by: int, now: datetime
) -> None:
    """These open reports were right."""
    words = cards.accepted_words((await people.get(tx, by)).shown, changed)
    asked = await rounds.several(tx, {one.round for one in these})
    for one in these:
        await asides.decide_report(tx, one.id, ReportState.ACCEPTED, changed.word)
        await _settled(tx, cohort, one, cards.accepted_outcome(asked[one.round].number, changed), words, now)


async def _settled(tx: AsyncConnection, cohort: Cohort, one: Report, outcome: Card, words: Text, now: datetime) -> None:
    """The author hears of it, and every leader's card loses its buttons and says what came of it."""
    if not (await people.get(tx, one.person)).forgotten:
        await telling.tell_later(tx, one.person, outcome, now, _topic(one))
    for number, sent in (await _sent(tx, cohort, one)).items():
        await letters.revise(tx, number, cards.settled(sent, words), now)


async def reopen_all(tx: AsyncConnection, desk: Desk, cohort: Cohort, numbers: Collection[int], now: datetime) -> None:
    """What settled these reports was taken back: they wait again, and the leaders' cards are as they were."""
    await asides.reopen_reports(tx, numbers)
    for one in await asides.reports(tx, numbers):
        what = (await rounds.several(tx, [one.round]))[one.round]
        unheard = await asides.untell_all(tx, _topic(one))
        author = await people.get(tx, one.person)
        if not unheard and not author.forgotten:
            await telling.tell_later(tx, one.person, cards.reopened_outcome(what.number), now, _topic(one))
        asked = await described(tx, desk, cohort, what)
        if asked is not None:
            card = cards.to_leaders(cohort.name, asked, author.shown, one.text, one.id)
            await letters.revise_all(tx, dict.fromkeys(await _sent(tx, cohort, one), card), now)


def _topic(one: Report) -> str:
    return f"report:{one.id}"


async def _sent(tx: AsyncConnection, cohort: Cohort, one: Report) -> dict[int, Card]:
    """The leaders' letters about a report."""
    found = {}
    for leader in await memberships.of_cohort(tx, cohort.id, leaders=True):
        number = await letters.find(tx, f"report:{one.id}:{leader.person.id}")
        sent = await letters.get(tx, number) if number else None
        if sent is not None:
            found[sent.id] = sent.card
    return found
