"""Who is in which team of a challenge: drawn when it begins, or when a leader wants, and joined later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.challenge import Challenge, Teams
from bot.model.standing import Window
from bot.rules.challenge_teams import NAMES, balance, draw, smallest
from bot.store import challenges, standings
from bot.store.challenges import Participant


async def settle(tx: AsyncConnection, challenge: Challenge) -> None:
    """At the beginning everybody gets a team who has none."""
    if challenge.teams is Teams.NONE:
        return
    if challenge.teams is not Teams.CHOSEN and not challenge.drawn:
        await draw_all(tx, challenge, challenge.seed)
    await place_rest(tx, challenge)


async def draw_all(tx: AsyncConnection, challenge: Challenge, seed: int) -> None:
    """Draw the teams among those who are in it now."""
    numbers = [team.id for team in await challenges.teams(tx, challenge.id)]
    people = [one.person for one in await _inside(tx, challenge)]
    if challenge.teams is Teams.BALANCED:
        past = await standings.tallies(tx, challenge.cohort, Window.ALL, "all")
        teams = balance(people, past, len(numbers), seed)
    else:
        teams = draw(people, len(numbers), seed)
    for person, team in teams.items():
        await challenges.put_into_team(tx, challenge.id, person, numbers[team])
    await challenges.change(tx, challenge.id, drawn=True)


async def place_rest(tx: AsyncConnection, challenge: Challenge) -> None:
    """Whoever has no team goes to the smallest."""
    numbers = [team.id for team in await challenges.teams(tx, challenge.id)]
    if not numbers:
        return
    inside = await _inside(tx, challenge)
    sizes = Counter(one.team for one in inside)
    for one in inside:
        if one.team is None:
            team = numbers[smallest([sizes[number] for number in numbers])]
            sizes[team] += 1
            await challenges.put_into_team(tx, challenge.id, one.person, team)


async def change(tx: AsyncConnection, challenge: Challenge, teams: Teams, count: int) -> Challenge | None:
    """Have other teams; nobody is in one then. Returns the challenge as it is now."""
    await challenges.set_teams(tx, challenge.id, team_names(teams, count))
    await challenges.change(tx, challenge.id, teams=teams, team_count=count, drawn=False)
    return await challenges.get(tx, challenge.id)


def team_names(teams: Teams, count: int) -> Sequence[str]:
    """What the teams of a challenge are called."""
    return () if teams is Teams.NONE else NAMES[:count]


async def _inside(tx: AsyncConnection, challenge: Challenge) -> list[Participant]:
    return [one for one in await challenges.participants(tx, challenge.id) if one.left_at is None]
