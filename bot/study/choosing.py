"""Which question comes next in a cohort: what was prepared, else what picking says of history, plan and weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.bank import Bank
from bot.cards.corrections import corrected
from bot.model.cohort import Cohort
from bot.model.domains import Domain
from bot.model.items import Item
from bot.rules.picking import Candidate, Shelf, pick, question_seed, remaining
from bot.rules.plan import earlier_domains, module_of
from bot.store import challenge_days, questions, rounds
from bot.store.corrections import Amended, amended_of
from bot.store.rounds import Coming
from bot.study.desk import Desk


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question to ask: the item as of today, and the seed to draw it with."""

    item: Item
    seed: int


@dataclass(frozen=True, slots=True)
class History:
    """What a cohort has met: items by id, the oldest first; what was fixed to come next, what was corrected.

    `own` are the questions that it wrote for itself and may be asked.
    """

    asked: list[str]
    in_challenges: list[str]
    prepared: Coming | None
    amended: Amended
    own: Sequence[Item] = ()


async def histories(tx: AsyncConnection, cohorts: Collection[int]) -> dict[int, History]:
    """What each of these cohorts has met."""
    asked = await rounds.asked_items_of(tx, cohorts)
    challenged = await challenge_days.asked_items_of(tx, cohorts)
    prepared = await rounds.prepared_of(tx, cohorts)
    amended = await amended_of(tx, cohorts)
    own = await questions.approved_of(tx, cohorts)
    return {
        one: History(
            asked.get(one, []),
            challenged.get(one, []),
            prepared.get(one),
            amended.get(one, Amended()),
            own.get(one, ()),
        )
        for one in cohorts
    }


def candidates(desk: Desk, own: Sequence[Item] = ()) -> Shelf:
    """Everything that may be asked, in a cohort that has these of its own."""
    shelf = _candidates(desk.bank)
    return Shelf((*shelf, *map(_candidate, own))) if own else shelf


@lru_cache(maxsize=8)
def _candidates(bank: Bank) -> Shelf:
    return Shelf(map(_candidate, bank.eligible()))


def _candidate(item: Item) -> Candidate:
    return Candidate(item.id, item.domain, item.subtopic, item.generator is not None)


async def choose(
    tx: AsyncConnection,
    desk: Desk,
    cohort: Cohort,
    day: date,
    *,
    domain: Domain | None = None,
    avoid: Collection[str] = (),
) -> Chosen | None:
    """The cohort's next question on this day. None where the bank has nothing that fits."""
    return decide(desk, cohort, day, (await histories(tx, [cohort.id]))[cohort.id], domain=domain, avoid=avoid)


def decide(
    desk: Desk,
    cohort: Cohort,
    day: date,
    history: History,
    *,
    domain: Domain | None = None,
    avoid: Collection[str] = (),
) -> Chosen | None:
    """The next question of a cohort that has met this. None where the bank has nothing that fits."""
    prepared, asked, amended = history.prepared, history.asked, history.amended
    bank = desk.bank.joined(history.own)
    if prepared and domain is None and prepared.item not in {*avoid, *amended.withdrawn}:
        for item in bank.eligible():
            if item.id == prepared.item:
                return Chosen(as_amended(item, amended), prepared.seed)
    module = module_of(cohort.plan, day) if cohort.plan else None
    earlier = earlier_domains(cohort.plan, day) if cohort.plan else ()
    weights = desk.blueprints[cohort.blueprint].weights
    number = len(asked) + len(avoid) + 1
    avoid = {*avoid, *_met_in_challenges(desk, history.in_challenges), *amended.withdrawn}
    found = pick(candidates(desk, history.own), asked, weights, module, earlier, cohort.seed, number, domain, avoid)
    if found is None:
        return None
    return Chosen(as_amended(bank.current(found.item), amended), question_seed(cohort.seed, number))


def as_amended(item: Item, amended: Amended) -> Item:
    """A written item with the key that the cohort has corrected, where it has."""
    option = amended.keys.get((item.id, item.version))
    if option is None or item.question is None:
        return item
    return replace(item, question=corrected(item.question, option))


def _met_in_challenges(desk: Desk, asked: Sequence[str]) -> set[str]:
    """The written items that some members have met in a challenge, of each domain not more than half."""
    if not asked:
        return set()
    written = {item.id: item.domain for item in desk.bank.eligible() if item.generator is None}
    room = {domain: count // 2 for domain, count in Counter(written.values()).items()}
    met: set[str] = set()
    for item in reversed(asked):
        if item in written and item not in met and room[written[item]] > 0:
            met.add(item)
            room[written[item]] -= 1
    return met


async def unasked(tx: AsyncConnection, desk: Desk, cohort: Cohort) -> int:
    """How many written items the cohort has not been asked."""
    own = (await questions.approved_of(tx, [cohort.id])).get(cohort.id, [])
    return remaining(candidates(desk, own), await rounds.asked_items(tx, cohort.id))


async def prepare(tx: AsyncConnection, desk: Desk, cohort: Cohort, day: date, *, instead_of: str = "") -> Chosen | None:
    """Choose the next question now and keep it, so that what was looked at is what will be asked."""
    chosen = await choose(tx, desk, cohort, day, avoid=(instead_of,) if instead_of else ())
    if chosen:
        await rounds.prepare(tx, cohort.id, chosen.item.id, chosen.seed)
    return chosen
