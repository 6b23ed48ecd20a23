"""What the cards of a challenge need to know of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.model.challenge import Challenge, ChallengeDay, Team
from bot.model.standing import Tally
from bot.rules.challenge import Cost, Entrant, Line, Ranked, TeamRank, ranked, teams_ranked


@dataclass(frozen=True, slots=True)
class Standings:
    """A challenge as it stands after the days that closed. `lines` hold everybody, hidden people too."""

    challenge: Challenge
    zone: str
    teams: Sequence[Team]
    lines: Sequence[Line]
    course: Sequence[tuple[date, Sequence[Line]]]
    """The lines after each day that closed."""
    questions: int
    days_done: int
    days_ahead: int
    open_day: ChallengeDay | None
    next_opening: datetime | None
    may_join: bool
    improved: tuple[Entrant, Tally, Tally] | None
    cost: Cost | None

    @property
    def people(self) -> tuple[Ranked, ...]:
        """Those who played and may be named, with their ranks."""
        return ranked(one for one in self.lines if one.answered and not one.entrant.hidden)

    @property
    def ranked_teams(self) -> tuple[TeamRank, ...]:
        """The teams with their ranks."""
        return teams_ranked(self.lines)

    @property
    def inside(self) -> tuple[Entrant, ...]:
        """Who is in it now."""
        return tuple(one.entrant for one in self.lines if one.entrant.left_at is None)

    @property
    def answered(self) -> int:
        """How many answers count so far."""
        return sum(one.answered for one in self.lines)

    def of(self, person: int) -> Line | None:
        """One person's line, if they are or were in it."""
        return next((one for one in self.lines if one.entrant.person == person), None)

    def team(self, number: int | None) -> str:
        """A team's name."""
        return next((team.name for team in self.teams if team.id == number), "")
