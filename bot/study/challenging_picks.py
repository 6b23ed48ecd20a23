"""Choosing a challenge day's questions, the same for everyone, and drawing them."""

from __future__ import annotations

from datetime import date
from itertools import islice

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.challenge import Challenge, ChallengeItem
from bot.model.cohort import Cohort
from bot.rules.calendar import DAY, study_days_between
from bot.rules.challenge_picking import pick_day
from bot.rules.picking import Pick, option_order, pick
from bot.rules.plan import earlier_domains, module_of
from bot.store import challenge_days, rounds
from bot.store.corrections import Amended, amended_of
from bot.study.choosing import candidates
from bot.study.desk import Desk

_COMING = 5
"""How many of the cohort's coming questions a challenge keeps away from."""
_WEEKS = 15


async def choose_day(
    tx: AsyncConnection, desk: Desk, cohort: Cohort, challenge: Challenge, day: date
) -> list[ChallengeItem]:
    """What to ask on this day. Empty where the challenge's domains have nothing to ask."""
    before = await challenge_days.items(tx, challenge.id)
    asked = [*await rounds.asked_items(tx, cohort.id), *await challenge_days.asked_items(tx, cohort.id)]
    amended = (await amended_of(tx, [cohort.id])).get(cohort.id, Amended())
    coming = await _coming(tx, desk, cohort, day, amended)
    weights = desk.blueprints[cohort.blueprint].weights
    picked = pick_day(
        [one for one in candidates(desk) if one.item not in amended.items],
        asked,
        coming,
        weights,
        challenge.domains,
        challenge.per_day,
        challenge.seed,
        len(before) + 1,
    )
    return [_drawn(desk, place, one) for place, one in enumerate(picked, 1)]


def _drawn(desk: Desk, place: int, chosen: Pick) -> ChallengeItem:
    item = desk.bank.current(chosen.item)
    question = item.draw(chosen.seed)
    order = option_order(chosen.seed, len(question.options), question.ordered)
    return ChallengeItem(
        0,
        0,
        place,
        item.id,
        item.version,
        chosen.seed,
        order,
        item.domain,
        item.subtopic,
        order.index(question.key),
    )


async def _coming(tx: AsyncConnection, desk: Desk, cohort: Cohort, day: date, amended: Amended) -> set[str]:
    """The items that the cohort is to be asked next, as far as can be known today."""
    prepared = await rounds.prepared(tx, cohort.id)
    found = [prepared.item] if prepared else []
    asked = await rounds.asked_items(tx, cohort.id)
    number, pool = len(asked) + 1, candidates(desk)
    weights = desk.blueprints[cohort.blueprint].weights
    used = {*await challenge_days.asked_items(tx, cohort.id), *amended.withdrawn}
    for ahead in islice(study_days_between(cohort.schedule, day, day + _WEEKS * DAY), _COMING):
        module = module_of(cohort.plan, ahead) if cohort.plan else None
        earlier = earlier_domains(cohort.plan, ahead) if cohort.plan else ()
        one = pick(pool, [*asked, *found], weights, module, earlier, cohort.seed, number + len(found), avoid=used)
        if one is None:
            break
        found.append(one.item)
    return set(found)
