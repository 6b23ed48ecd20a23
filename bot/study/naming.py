"""Telling members, once, what they are called in the rooms of their cohort on other platforms."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import naming as cards
from bot.model.cohort import Cohort
from bot.model.places import Community
from bot.store import names, people
from bot.study import telling


async def tell_member(tx: AsyncConnection, cohort: Cohort, who: int, now: datetime) -> None:
    """A new member, if somewhere they are not called by their name."""
    seen = (await _seen(tx, cohort.id)).get(who)
    if seen is not None:
        await _tell(tx, cohort, who, *seen, now)


async def tell_all(tx: AsyncConnection, cohort: Cohort, now: datetime) -> None:
    """Every member whom this is about: the cohort meets on several platforms from now on."""
    for who, seen in (await _seen(tx, cohort.id)).items():
        await _tell(tx, cohort, who, *seen, now)


async def _seen(tx: AsyncConnection, cohort: int) -> dict[int, tuple[Community, str]]:
    """Where each member is called otherwise, and what."""
    found: dict[int, tuple[Community, str]] = {}
    for place in sorted(await names.places(tx, cohort), key=lambda place: (place.platform, place.id)):
        for who, name in (await names.veils(tx, cohort, place)).items():
            found.setdefault(who, (place, name))
    return found


async def _tell(tx: AsyncConnection, cohort: Cohort, who: int, there: Community, name: str, now: datetime) -> None:
    person = await people.get(tx, who)
    if person.hidden or person.forgotten or not person.games:  # nobody reads of them anyway
        return
    card = cards.seen_as(cohort.id, cohort.name, there.platform, name)
    await telling.tell_later(tx, who, card, now, f"named:{cohort.id}")
