"""Figures about answers: shares, accuracies, and which rounds and people stand out.

The law: nothing is said where too few have answered, percentages are whole and rounded half up, and accuracy is
right / answered. Every choice between equals is settled by more answers, then by the lower id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.model.domains import Domain
from bot.model.standing import DomainTally, Tally

MIN_SHARES = 5
"""Answers from which the shares of a round's options are shown; with fewer they would tell who chose what."""
MIN_DOMAIN = 10
"""Answers from which an accuracy in a domain is shown; under it: too few."""


@dataclass(frozen=True, slots=True)
class RoundCounts:
    """A closed round: how many answers each option got, and the index of the right one among them."""

    round: int
    counts: tuple[int, ...]
    key: int

    @property
    def answered(self) -> int:
        """How many answered."""
        return sum(self.counts)


def share(count: int, n: int) -> int:
    """`count` of `n` in whole percent, half rounded up: floor(100 * count / n + 1/2). Raises ValueError for no n."""
    if n <= 0:
        raise ValueError("a share of nobody: check that someone answered")
    return (200 * count + n) // (2 * n)


def shares(counts: Sequence[int]) -> tuple[int, ...] | None:
    """Each count's share of their sum in percent. None where fewer than MIN_SHARES answered."""
    n = sum(counts)
    return tuple(share(count, n) for count in counts) if n >= MIN_SHARES else None


def domain_accuracy(tally: DomainTally) -> int | None:
    """Accuracy in a domain in percent. None, too few, under MIN_DOMAIN answers."""
    return share(tally.right, tally.answered) if tally.answered >= MIN_DOMAIN else None


def hardest(rounds: Iterable[RoundCounts]) -> RoundCounts | None:
    """The round with the smallest share of right answers, of those that at least MIN_SHARES answered."""
    return min(
        (r for r in rounds if r.answered >= MIN_SHARES),
        key=lambda r: (Fraction(r.counts[r.key], r.answered), -r.answered, r.round),
        default=None,
    )


def divisive(rounds: Iterable[RoundCounts]) -> tuple[RoundCounts, ...]:
    """Rounds that at least MIN_SHARES answered, the most divided first.

    Division is 1 - sum(p²) over the options' shares p: the chance that two answers differ, 0 where all agree.
    """
    counted = (r for r in rounds if r.answered >= MIN_SHARES)
    return tuple(sorted(counted, key=lambda r: (-_division(r), -r.answered, r.round)))


def _division(counted: RoundCounts) -> Fraction:
    return 1 - sum((Fraction(c, counted.answered) ** 2 for c in counted.counts), Fraction(0))


def most_improved(before: Mapping[int, Tally], now: Mapping[int, Tally], least: int) -> int | None:
    """Whose accuracy grew the most, of people with at least `least` (from 1) answers in both.

    None where nobody's grew.
    """
    gains = {
        person: _accuracy(now[person]) - _accuracy(before[person])
        for person in before.keys() & now.keys()
        if min(before[person].answered, now[person].answered) >= max(least, 1)
    }
    better = (person for person, gain in gains.items() if gain > 0)
    return min(better, key=lambda p: (-gains[p], -now[p].answered, p), default=None)


def _accuracy(tally: Tally) -> Fraction:
    return Fraction(tally.right, tally.answered)


def weakest_domain(tallies: Iterable[DomainTally], least: int = MIN_DOMAIN) -> Domain | None:
    """The domain with the lowest accuracy, of those with at least `least` (from 1) answers in all. None without any."""
    answered: Counter[Domain] = Counter()
    right: Counter[Domain] = Counter()
    for tally in tallies:
        answered[tally.domain] += tally.answered
        right[tally.domain] += tally.right
    enough = (d for d in Domain if answered[d] >= max(least, 1))
    return min(enough, key=lambda d: (Fraction(right[d], answered[d]), -answered[d]), default=None)


def median_accuracy(tallies: Iterable[DomainTally]) -> int | None:
    """The median of people's accuracies in a domain, in percent, of those with at least MIN_DOMAIN answers there.

    None with fewer than MIN_SHARES of them: it would tell how one of them did.
    """
    known = sorted(Fraction(t.right, t.answered) for t in tallies if t.answered >= MIN_DOMAIN)
    if len(known) < MIN_SHARES:
        return None
    middle = (known[(len(known) - 1) // 2] + known[len(known) // 2]) / 2
    return share(middle.numerator, middle.denominator)


def bar(fraction: float, width: int = 10) -> str:
    """A bar of text, `▓▓▓▓▓▓▓░░░` for 0.7: `width` characters, halves rounded up, never shorter or longer."""
    filled = int(min(max(fraction, 0.0), 1.0) * width + 0.5)
    return "▓" * filled + "░" * (width - filled)
