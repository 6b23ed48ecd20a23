"""Standings: maintained with every counted answer, read by boards and scores, always equal to a recount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.domains import Domain
from bot.model.places import Community
from bot.model.rounds import Confidence
from bot.model.standing import Contender, DomainTally, Tally, Window
from bot.rules.scoring import points, windows
from bot.store import rests
from bot.store.names import veils
from bot.store.schema import domain_standing, member, person, standing
from bot.store.sql import insert_into

_COUNTS = ("points", "answered", "right", "sure", "sure_wrong")


@dataclass(frozen=True, slots=True)
class Score:
    """What one counted answer adds: whose, when, where, and how it went."""

    cohort: int
    person: int
    day: date
    domain: Domain
    right: bool
    confidence: Confidence


async def add_scores(tx: AsyncConnection, scores: Iterable[Score], sign: int = 1) -> None:
    """Add counted answers to every window and domain they belong to, or with sign -1 take them back."""
    totals: dict[tuple[int, str, str, int], list[int]] = defaultdict(lambda: [0] * len(_COUNTS))
    domains: dict[tuple[int, int, str], list[int]] = defaultdict(lambda: [0, 0])
    for score in scores:
        sure = score.confidence is Confidence.SURE
        gain = (points(score.right), 1, score.right, sure, sure and not score.right)
        for window, key in windows(score.day).items():
            _add(totals[score.cohort, window, key, score.person], gain, sign)
        _add(domains[score.cohort, score.person, score.domain], (1, score.right), sign)
    if totals:
        await _upsert_totals(tx, totals)
        await _upsert_domains(tx, domains)


async def clear_standings(tx: AsyncConnection, who: Collection[int]) -> None:
    """Forget the totals of these people, to build them anew."""
    await tx.execute(delete(standing).where(standing.c.person.in_(who), standing.c.window.in_(list(Window))))
    await tx.execute(delete(domain_standing).where(domain_standing.c.person.in_(who)))


def _add(to: list[int], gain: Iterable[int], sign: int) -> None:
    for place, value in enumerate(gain):
        to[place] += sign * int(value)


async def _upsert_totals(tx: AsyncConnection, totals: dict[tuple[int, str, str, int], list[int]]) -> None:
    keys = ("cohort", "window", "key", "person")
    rows = [dict(zip(keys, key, strict=True)) | dict(zip(_COUNTS, t, strict=True)) for key, t in sorted(totals.items())]
    new = insert_into(tx, standing)
    grown = {name: standing.c[name] + new.excluded[name] for name in _COUNTS}
    await tx.execute(new.on_conflict_do_update(index_elements=list(keys), set_=grown), rows)


async def _upsert_domains(tx: AsyncConnection, domains: dict[tuple[int, int, str], list[int]]) -> None:
    keys = ("cohort", "person", "domain")
    counts = ("answered", "right")
    rows = [dict(zip(keys, key, strict=True)) | dict(zip(counts, t, strict=True)) for key, t in sorted(domains.items())]
    new = insert_into(tx, domain_standing)
    grown = {name: domain_standing.c[name] + new.excluded[name] for name in counts}
    await tx.execute(new.on_conflict_do_update(index_elements=list(keys), set_=grown), rows)


async def contenders(
    tx: AsyncConnection,
    cohort: int,
    window: Window,
    key: str,
    here: Community | None = None,
    *,
    today: date | None = None,
) -> list[Contender]:
    """Who stands on the board of this window: hidden and forgotten people, alumni and those who left do not.

    Nor do those who want no games, and with `today` those who rest on that day.

    `here`: where it is read, so that each goes by what they are called there. None: for leaders, or without names.
    """
    query = (
        select(person.c.id, person.c.name, person.c.alias, *(standing.c[name] for name in _COUNTS))
        .join(person, person.c.id == standing.c.person)
        .join(member, (member.c.person == standing.c.person) & (member.c.cohort == standing.c.cohort))
        .where(standing.c.cohort == cohort, standing.c.window == window, standing.c.key == key, standing.c.answered > 0)
        .where(~person.c.hidden, ~person.c.forgotten, ~member.c.alumni, member.c.left_at.is_(None), person.c.games)
    )
    if today is not None:
        query = query.where(~rests.rests_on(today))
    called = await veils(tx, cohort, here) if here else {}
    rows = (await tx.execute(query)).all()  # plain tuples: a board of many people is read row by row
    return [Contender(who, called.get(who, alias or name), Tally(*counts)) for who, name, alias, *counts in rows]


async def tally(tx: AsyncConnection, cohort: int, window: Window, key: str, who: int) -> Tally:
    """One person's totals in a window; zeros where nothing was answered."""
    query = select(standing).where(
        standing.c.cohort == cohort,
        standing.c.window == window,
        standing.c.key == key,
        standing.c.person == who,
    )
    row = (await tx.execute(query)).one_or_none()
    return _tally(row) if row else Tally()


async def tallies(tx: AsyncConnection, cohort: int, window: Window, key: str) -> dict[int, Tally]:
    """Everybody's totals in a window, by person, hidden ones included: for figures, never for a board."""
    query = select(standing).where(
        standing.c.cohort == cohort, standing.c.window == window, standing.c.key == key, standing.c.answered > 0
    )
    return {row.person: _tally(row) for row in await tx.execute(query)}


async def domains_of(tx: AsyncConnection, cohort: int, who: int) -> list[DomainTally]:
    """One person's totals by domain in a cohort."""
    query = select(domain_standing).where(domain_standing.c.cohort == cohort, domain_standing.c.person == who)
    return [DomainTally(Domain(row.domain), row.answered, row.right) for row in await tx.execute(query)]


async def domains(tx: AsyncConnection, cohort: int) -> list[DomainTally]:
    """Everybody's totals by domain, without whose they are: for figures of the cohort."""
    query = select(domain_standing).where(domain_standing.c.cohort == cohort, domain_standing.c.answered > 0)
    return [DomainTally(Domain(row.domain), row.answered, row.right) for row in await tx.execute(query)]


def _tally(row: object) -> Tally:
    return Tally(*(getattr(row, name) for name in _COUNTS))
