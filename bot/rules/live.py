"""The rules of a live round.

The law: an answer is in time by the platform's clock, from the instant a vote opens until the instant it ends, however
late it arrives; of several the latest counts, of a person's accounts the first that answered. Where at least four
answered and no option has more than seven of ten, the room is split: people convince each other, and vote again. Who
does not vote again keeps their answer. What somebody chose last counts, by the same points as any question: ten for
right, two for wrong. Points are the live round's own and go into no standings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from bot.model.live import Ballot, LiveItem, LivePhase
from bot.model.rounds import Confidence
from bot.model.standing import Tally
from bot.rules.scoring import add, tally_of

LEAST_TO_SPLIT = 4
AGREED = Fraction(7, 10)
"""A share above which the room agrees."""

ITEMS = range(1, 16)
SECONDS = range(10, 181)

LOBBY = timedelta(seconds=15)
TALK = timedelta(minutes=2)
SHOWN = timedelta(seconds=20)
"""How long the key stands before the next item, for reading the reasons."""
RESUMES_WITHIN = timedelta(minutes=30)
"""After a longer outage the meeting is over."""


def is_split(counts: Mapping[int, int]) -> bool:
    """Whether people should talk, by how many chose each position."""
    answered = sum(counts.values())
    return answered >= LEAST_TO_SPLIT and Fraction(max(counts.values()), answered) <= AGREED


def contested(counts: Mapping[int, int]) -> tuple[int, ...]:
    """The two positions that most chose, in the order of their letters; among equals the first letters."""
    chosen = [position for position in sorted(counts) if counts[position]]
    return tuple(sorted(sorted(chosen, key=lambda position: -counts[position])[:2]))


def phase_after(phase: LivePhase, *, split: bool, last: bool) -> LivePhase:
    """What comes next. `split`: the room is, and may talk; `last`: no item comes after this one."""
    if phase is LivePhase.VOTE:
        return LivePhase.TALK if split else LivePhase.SHOWN
    following = {
        LivePhase.LOBBY: LivePhase.VOTE,
        LivePhase.TALK: LivePhase.REVOTE,
        LivePhase.REVOTE: LivePhase.SHOWN,
        LivePhase.SHOWN: LivePhase.DONE if last else LivePhase.VOTE,
    }
    return following.get(phase, phase)


def in_time(item: LiveItem, vote: int, at: datetime) -> bool:
    """Whether an answer of this instant belongs to this vote."""
    if not 0 <= vote < len(item.votes):
        return False
    opens, ends = item.votes[vote]
    return opens <= at < ends


@dataclass(frozen=True, slots=True)
class Picks:
    """What each person chose on one item, at first and in the end."""

    first: Mapping[int, int]
    final: Mapping[int, int]

    @property
    def first_counts(self) -> Counter[int]:
        """How many chose each position at first."""
        return Counter(self.first.values())

    @property
    def final_counts(self) -> Counter[int]:
        """How many chose each position in the end."""
        return Counter(self.final.values())


def picks(ballots: Iterable[Ballot], place: int) -> Picks:
    """Everybody's picks on an item. Of a person with several accounts the one that answered a vote first counts."""
    by_vote: tuple[dict[int, Ballot], dict[int, Ballot]] = ({}, {})
    for ballot in ballots:
        if ballot.place == place:
            kept = by_vote[ballot.vote].setdefault(ballot.person, ballot)
            if (ballot.at, ballot.account) < (kept.at, kept.account):
                by_vote[ballot.vote][ballot.person] = ballot
    first, second = ({person: one.position for person, one in vote.items()} for vote in by_vote)
    return Picks(first, {**first, **second})


def tallies(ballots: Sequence[Ballot], items: Iterable[LiveItem]) -> dict[int, Tally]:
    """Everybody's points over these items, by person."""
    totals: dict[int, Tally] = {}
    for item in items:
        for person, position in picks(ballots, item.place).final.items():
            earned = tally_of([(position == item.key, Confidence.NONE)])
            totals[person] = add(totals.get(person, Tally()), earned)
    return totals
