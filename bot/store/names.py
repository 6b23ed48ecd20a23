"""What members are called where somebody reads: by `bot.rules.appearing`, for the queries that give names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.people import Person
from bot.model.places import Community
from bot.rules.appearing import crosses, shown_in
from bot.store.people import person_of
from bot.store.schema import account, member, person, room


async def places(tx: AsyncConnection, cohort: int) -> set[Community]:
    """Where a cohort meets or ever met: who was named to nobody elsewhere stays so when a room is gone."""
    query = select(room.c.platform, room.c.community).where(room.c.cohort == cohort).distinct()
    return {Community(row.platform, row.community) for row in await tx.execute(query)}


async def is_spread(tx: AsyncConnection, cohort: int) -> bool:
    """Whether a cohort meets or ever met in places where not everybody is called the same."""
    return crosses(await places(tx, cohort))


async def name_of(tx: AsyncConnection, cohort: int, who: Person, here: Community) -> str:
    """What a member is called here."""
    return (await veils(tx, cohort, here)).get(who.id, who.shown)


async def veils(tx: AsyncConnection, cohort: int, here: Community) -> Mapping[int, str]:
    """What those members are called here, by person, who do not go by their own name or alias."""
    rooms = await places(tx, cohort)
    if not crosses(rooms):
        return {}
    query = (
        select(person, member.c.named, member.c.number, account.c.platform, account.c.community)
        .join(member, member.c.person == person.c.id)
        .join(account, account.c.person == person.c.id)
        .where(member.c.cohort == cohort, ~member.c.named, person.c.alias == "")
    )
    rows = (await tx.execute(query)).all()
    homes: dict[int, set[Community]] = defaultdict(set)
    for row in rows:
        homes[row.id].add(Community(row.platform, row.community))
    found = {}
    for row in rows:
        who = person_of(row)
        name = shown_in(here, who, named=row.named, number=row.number, homes=homes[who.id], rooms=rooms)
        if name != who.shown:
            found[who.id] = name
    return found
