"""What a handler is given: the services, and the event and time of the request it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.cards import mistakes
from bot.chat.command import Catalogue
from bot.chat.message import Card, Form
from bot.chat.request import Asker
from bot.model.cohort import Cohort
from bot.model.places import Community
from bot.rules.appearing import place_of
from bot.rules.calendar import local_date
from bot.rules.reading import Misread
from bot.store import cohorts, people
from bot.store.people import Identity
from bot.study.desk import Desk


@dataclass(frozen=True, slots=True)
class Context:
    """The services of the bot, when and as which event the platform says it happened, and all that can be asked."""

    desk: Desk
    at: datetime
    event: str
    catalogue: Catalogue[Any]

    async def who(self, asker: Asker) -> Identity:
        """The asker's account and person, made known if new."""
        return await self.desk.directory.who(asker.account, asker.name, asker.zone, self.at)


class Refusal(Exception):
    """The request is understood and not granted. Carries the card that says why and what would help."""

    def __init__(self, card: Card) -> None:
        super().__init__(card.title)
        self.card = card


class Wrong(Exception):
    """Some of what was given cannot be used, by parameter or input name. Whoever asked gets to correct just that.

    The handler of a form's submission passes the form, so that it can be opened again with what was typed.
    """

    def __init__(self, problems: Mapping[str, Misread], form: Form | None = None) -> None:
        super().__init__(", ".join(f"{name}: {problem}" for name, problem in problems.items()))
        self.problems = dict(problems)
        self.form = form


def place_here(asker: Asker) -> Community:
    """Where the asker reads: what others are called there."""
    return place_of(asker.room or asker.account)


async def cohort_here(context: Context, asker: Asker) -> Cohort | None:
    """The cohort of the room; in a direct message the asker's cohort, the newest of several."""
    me = await context.who(asker)
    room = asker.room
    if room is not None:
        return await context.desk.store.read_at_once(lambda tx: cohorts.at(tx, room))
    mine = await context.desk.store.read_at_once(lambda tx: cohorts.of_person(tx, me.person))
    return mine[0] if mine else None


async def cohort_required(context: Context, asker: Asker) -> Cohort:
    """The cohort that `cohort_here` finds. Raises Refusal where there is none."""
    cohort = await cohort_here(context, asker)
    if cohort is None:
        raise Refusal(mistakes.no_cohort_here() if asker.room else mistakes.no_cohort_of_yours())
    return cohort


async def today_of(context: Context, asker: Asker) -> date:
    """The asker's own calendar date: in their zone, else the platform's word, else the cohort's, else UTC."""
    return local_date(context.at, await zone_of(context, asker))


async def zone_of(context: Context, asker: Asker) -> str:
    """The asker's zone as far as it is known."""
    me = await context.who(asker)
    person = await context.desk.store.read_at_once(lambda tx: people.get(tx, me.person))
    if person.zone or asker.zone:
        return person.zone or asker.zone
    cohort = await cohort_here(context, asker)
    return cohort.schedule.zone if cohort else "UTC"
