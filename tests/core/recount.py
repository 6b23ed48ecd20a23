"""The slow and obvious way to the standings: every answer that counts, one after another.

Of several accounts of a person only the one that answered a round first has an answer that counts.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.standing import Tally
from bot.rules.scoring import windows
from bot.store.schema import account, answer, domain_standing, round_, standing

Totals: TypeAlias = dict[tuple[int, str, str, int], Tally]
Domains: TypeAlias = dict[tuple[int, int, str], tuple[int, int]]


async def recounted(tx: AsyncConnection) -> tuple[Totals, Domains]:
    """What the standings should be: by (cohort, window, key, person), and by (cohort, person, domain)."""
    query = (
        select(answer, account.c.person, round_.c.cohort, round_.c.day, round_.c.domain, round_.c.key, round_.c.state)
        .join(account, account.c.id == answer.c.account)
        .join(round_, round_.c.id == answer.c.round)
    )
    totals: dict[tuple[int, str, str, int], list[int]] = defaultdict(lambda: [0] * 5)
    domains: dict[tuple[int, int, str], list[int]] = defaultdict(lambda: [0] * 2)
    answered: set[tuple[int, int]] = set()
    for row in await tx.execute(query.order_by(answer.c.id)):
        if (row.round, row.person) in answered:
            continue
        answered.add((row.round, row.person))
        if row.state == "withdrawn" or not row.scored or not (row.final or row.state == "closed"):
            continue
        right, sure = row.last == row.key, row.confidence == "sure"
        gain = (10 if right else 2, 1, int(right), int(sure), int(sure and not right))
        for window, key in windows(row.day).items():
            place = (row.cohort, str(window), key, row.person)
            totals[place] = [a + b for a, b in zip(totals[place], gain, strict=True)]
        domains[row.cohort, row.person, row.domain][0] += 1
        domains[row.cohort, row.person, row.domain][1] += right
    return (
        {place: Tally(*counts) for place, counts in totals.items()},
        {place: (counts[0], counts[1]) for place, counts in domains.items()},
    )


async def kept(tx: AsyncConnection) -> tuple[Totals, Domains]:
    """The standings as they are kept, without rows of nothing."""
    totals = {
        (row.cohort, row.window, row.key, row.person): Tally(
            row.points, row.answered, row.right, row.sure, row.sure_wrong
        )
        for row in await tx.execute(select(standing))
    }
    domains = {
        (row.cohort, row.person, row.domain): (row.answered, row.right)
        for row in await tx.execute(select(domain_standing))
    }
    return (
        {place: tally for place, tally in totals.items() if tally != Tally()},
        {place: counts for place, counts in domains.items() if counts != (0, 0)},
    )
