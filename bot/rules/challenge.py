"""How a challenge is scored: the whole rule, and docs/challenges.md says it in words.

The law: a question counts for whoever could answer it, that is, who was in the challenge at some time while it was
open. Right earns 10, wrong in time 2, absent 0, each of 10 possible. A person's score is points earned of points
possible; a team's is the mean of its members' scores, so that its size neither helps nor hurts. Equal scores share a
rank (1, 2, 2, 4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import TypeAlias

from bot.model.domains import Domain
from bot.model.standing import Tally
from bot.rules.figures import most_improved
from bot.rules.scoring import RIGHT, points

LEAST_IMPROVED = 3
"""Answers that it takes in either half of a challenge to be its most improved."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that counts, and from when to when it could be answered."""

    id: int
    day: date
    domain: Domain
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Entrant:
    """Someone in the challenge. Who is hidden plays like everybody and is named nowhere."""

    person: int
    name: str
    joined_at: datetime
    left_at: datetime | None = None
    team: int | None = None
    hidden: bool = False


Given: TypeAlias = Mapping[tuple[int, int], bool]
"""Answers in time, by (question, person): whether they were right."""


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody has made of what they could answer."""

    entrant: Entrant
    could: int = 0
    answered: int = 0
    right: int = 0
    earned: int = 0

    @property
    def possible(self) -> int:
        """The points of all that could be answered."""
        return self.could * RIGHT

    @property
    def score(self) -> Fraction | None:
        """Points earned of points possible. None where nothing could be answered yet."""
        return Fraction(self.earned, self.possible) if self.could else None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A person's line with its rank."""

    rank: int
    line: Line


@dataclass(frozen=True, slots=True)
class TeamRank:
    """A team's place. `members` are those who could answer something, whose mean it is."""

    rank: int
    team: int
    score: Fraction
    members: int


@dataclass(frozen=True, slots=True)
class Cost:
    """Where points were lost by wrong answers: how many, and how it went there."""

    domain: Domain
    lost: int
    right: int
    answered: int


def could_answer(entrant: Entrant, asked: Asked) -> bool:
    """Whether the question was open at some time while they were in the challenge."""
    return entrant.joined_at < asked.closes_at and (entrant.left_at is None or asked.opens_at < entrant.left_at)


def line(entrant: Entrant, asked: Iterable[Asked], given: Given, void: Collection[tuple[int, int]] = ()) -> Line:
    """A person's line. `void` are (question, person) that count for nothing, because it was seen before."""
    mine = [one.id for one in asked if could_answer(entrant, one) and (one.id, entrant.person) not in void]
    answers = [given[id, entrant.person] for id in mine if (id, entrant.person) in given]
    return Line(entrant, len(mine), len(answers), sum(answers), sum(map(points, answers)))


def course(
    entrants: Iterable[Entrant], asked: Sequence[Asked], given: Given, void: Collection[tuple[int, int]] = ()
) -> tuple[tuple[date, tuple[Line, ...]], ...]:
    """Everyone's line after each day, from its first to its last."""
    so_far = [Line(one) for one in entrants]
    found = []
    for day in sorted({one.day for one in asked}):
        todays = [one for one in asked if one.day == day]
        so_far = [_plus(before, line(before.entrant, todays, given, void)) for before in so_far]
        found.append((day, tuple(so_far)))
    return tuple(found)


def _plus(one: Line, other: Line) -> Line:
    return Line(
        one.entrant,
        one.could + other.could,
        one.answered + other.answered,
        one.right + other.right,
        one.earned + other.earned,
    )


def ranked(lines: Iterable[Line]) -> tuple[Ranked, ...]:
    """Everyone who could answer something, in order. Within a tie more possible, then the name, order the rows."""
    scored = [(one.score, one) for one in lines if one.score is not None]
    scored.sort(key=lambda s: (-s[0], -s[1].possible, s[1].entrant.name.casefold(), s[1].entrant.person))
    ranks = _ranks([score for score, _ in scored])
    return tuple(Ranked(rank, one) for rank, (_, one) in zip(ranks, scored, strict=True))


def teams_ranked(lines: Iterable[Line]) -> tuple[TeamRank, ...]:
    """The teams in order, by the mean of their members' scores. A team in which nobody could answer has no place."""
    scores: dict[int, list[Fraction]] = defaultdict(list)
    for one in lines:
        if one.entrant.team is not None and one.score is not None:
            scores[one.entrant.team].append(one.score)
    means = sorted(((mean(of), team) for team, of in scores.items()), key=lambda m: (-m[0], m[1]))
    ranks = _ranks([score for score, _ in means])
    return tuple(
        TeamRank(rank, team, score, len(scores[team])) for rank, (score, team) in zip(ranks, means, strict=True)
    )


def mean(scores: Sequence[Fraction]) -> Fraction:
    """Their mean. Raises ZeroDivisionError for none."""
    return sum(scores, Fraction(0)) / len(scores)


def _ranks(scores: Sequence[Fraction]) -> list[int]:
    """The ranks of scores in falling order."""
    return [scores.index(score) + 1 for score in scores]


def improved(entrants: Iterable[Entrant], asked: Sequence[Asked], given: Given) -> tuple[Entrant, Tally, Tally] | None:
    """Whose accuracy grew the most from the first half of the days to the second, and both halves.

    The middle one of an odd number of days belongs to neither half.
    """
    days = sorted({one.day for one in asked})
    half = len(days) // 2
    shown = {e.person: e for e in entrants if not e.hidden}
    first = _tallies(asked, set(days[:half]), given, shown)
    second = _tallies(asked, set(days[len(days) - half :]), given, shown)
    best = most_improved(first, second, LEAST_IMPROVED)
    return (shown[best], first[best], second[best]) if best is not None else None


def _tallies(asked: Iterable[Asked], days: Collection[date], given: Given, people: Collection[int]) -> dict[int, Tally]:
    ids = {one.id for one in asked if one.day in days}
    found: dict[int, list[bool]] = defaultdict(list)
    for (id, person), right in given.items():
        if id in ids and person in people:
            found[person].append(right)
    return {person: Tally(sum(map(points, of)), len(of), sum(of)) for person, of in found.items()}


def costliest(asked: Iterable[Asked], given: Given) -> Cost | None:
    """The domain in which wrong answers cost the most points in all; of equals the one with the lower accuracy."""
    domains = {one.id: one.domain for one in asked}
    answers: dict[Domain, list[bool]] = defaultdict(list)
    for (id, _), right in given.items():
        if id in domains:
            answers[domains[id]].append(right)
    costs = [Cost(d, sum(RIGHT - points(r) for r in of), sum(of), len(of)) for d, of in answers.items()]
    wrong = (cost for cost in costs if cost.lost)
    order = list(Domain)
    return min(wrong, key=lambda c: (-c.lost, Fraction(c.right, c.answered), order.index(c.domain)), default=None)


RULES_TEXT: tuple[str, ...] = (
    f"Each question is worth {RIGHT} points: right earns {points(True)}, wrong {points(False)}, not answered 0.",
    "Your score is what you earned of what you could have earned. Days on which you were absent count.",
    "If you join late, only what was still open when you joined, and what came after, counts for you.",
    "A team's score is the mean of its members' scores: its size neither helps nor hurts.",
    "Equal scores share a rank (1, 2, 2, 4). There is never anything for speed.",
)
"""What members read, one short sentence or two at a time."""
