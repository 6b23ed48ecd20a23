"""Which question comes next: a pure function of history, plan and seed.

The law, in this order:

1. Nothing written is asked twice while anything eligible is left; then the least recently asked comes again.
2. With a module, seven questions of ten come from it and three from earlier modules (none yet: all from the module).
   The sevens and threes are dealt out evenly by the question's number, so that a swapped question keeps its place.
3. Without one, and among earlier modules, the domain comes next that is furthest behind its weight, counted over a
   hundred questions: shares follow the weights, and an old imbalance is forgotten in time.
4. Within a domain the subtopic comes next that was asked longest ago; in it, written and generated take turns.
5. A generated question may come again, with fresh numbers: at most one question in four, and the same one not within
   its domain's last ten, as long as there is something else.

What remains equal is settled by a hash of the seed, never by chance: the same history gives the same question.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.model.domains import Domain

MODULE_SHARE = 7
"""Questions of ten that come from the week's module."""
MEMORY = 100
"""Questions, with the one to come, over which the balance of domains is kept: as many as weights have percent."""
GENERATED_GAP = 3
"""Questions that are not generated between two that are."""
GENERATOR_GAP = 10
"""Questions of its domain before the same generator comes again."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be asked, with what picking needs to know of it."""

    item: str
    domain: Domain
    subtopic: str
    generated: bool


@dataclass(frozen=True, slots=True)
class Pick:
    """What is to be asked: the item, the seed to draw it with, and the order of its options."""

    item: str
    seed: int
    order: tuple[int, ...]


def pick(
    candidates: Sequence[Candidate],
    asked: Sequence[str],
    weights: Mapping[Domain, int],
    module: Domain | None,
    earlier: Collection[Domain],
    seed: int,
    number: int,
    domain: Domain | None = None,
    avoid: Collection[str] = (),
) -> Candidate | None:
    """The candidate to ask as question `number`. None where nothing is eligible.

    `asked` are item ids in the order asked, oldest first. `weights` are percent; a domain without weight is asked
    only by a plan or on request. `seed` is the cohort's, the same for all its questions. `domain` limits the choice to
    it, whatever the plan; `avoid` are items not to take.
    """
    eligible = [c for c in candidates if c.item not in avoid] if avoid else candidates
    history = _History(candidates, asked)
    for domains, again in _stages(eligible, weights, module, earlier, seed, number, domain):
        pool = [c for c in eligible if c.domain in domains and (again or history.is_new(c))]
        if pool:
            chosen = history.furthest_behind(pool, domains, weights, seed, number)
            return history.next_in_domain([c for c in pool if c.domain == chosen], seed, number)
    return None


def _stages(
    eligible: Iterable[Candidate],
    weights: Mapping[Domain, int],
    module: Domain | None,
    earlier: Collection[Domain],
    seed: int,
    number: int,
    domain: Domain | None,
) -> Iterator[tuple[Collection[Domain], bool]]:
    """The domains to try, best first, and whether what was asked before may come again."""
    if domain is not None:
        yield from (((domain,), False), ((domain,), True))
        return
    reviewed = frozenset(earlier) - {module}
    if module is not None:
        turns: list[Collection[Domain]] = [(module,), reviewed] if reviewed else [(module,)]
        if reviewed and not _is_module_turn(seed, number):
            turns.reverse()
        yield from ((turn, again) for again in (False, True) for turn in turns)
    weighted = frozenset(d for d in Domain if weights.get(d, 0) > 0)
    yield from ((weighted, False), (weighted, True))
    anything = frozenset(c.domain for c in eligible)
    yield from ((anything, False), (anything, True))


def _is_module_turn(seed: int, number: int) -> bool:
    """Seven numbers of any ten in a row, spread as evenly as they go; the seed says where the ten begin."""
    place = number + seed % 10
    return (place + 1) * MODULE_SHARE // 10 > place * MODULE_SHARE // 10


class _History:
    """What was asked, indexed for the questions that picking puts to it."""

    def __init__(self, candidates: Iterable[Candidate], asked: Sequence[str]) -> None:
        known = {c.item: c for c in candidates}
        self._domains = [known[i].domain if i in known else _domain_of(i) for i in asked]
        self._last = {item: place for place, item in enumerate(asked)}
        self._generated_lately = any(i in known and known[i].generated for i in asked[-GENERATED_GAP:])
        self._lately: dict[Domain, set[str]] = {
            d: set([i for i, of in zip(asked, self._domains, strict=True) if of == d][-GENERATOR_GAP:]) for d in Domain
        }
        self._subtopics: dict[tuple[Domain, str], tuple[int, bool]] = {}
        for place, item in enumerate(asked):
            if item in known:
                self._subtopics[known[item].domain, known[item].subtopic] = (place, known[item].generated)

    def is_new(self, candidate: Candidate) -> bool:
        """Whether it may be asked without repeating anything: written and unasked, or generated and not too soon."""
        if candidate.generated:
            return not self._generated_lately and candidate.item not in self._lately[candidate.domain]
        return candidate.item not in self._last

    def furthest_behind(
        self,
        pool: Iterable[Candidate],
        domains: Collection[Domain],
        weights: Mapping[Domain, int],
        seed: int,
        number: int,
    ) -> Domain:
        """The domain of the pool with the largest deficit, `weight * questions - sum of weights * asked`."""
        weight = {d: max(weights.get(d, 0), 0) for d in domains}
        if not any(weight.values()):
            weight = dict.fromkeys(domains, 1)
        count = Counter(d for d in self._domains[-(MEMORY - 1) :] if d in weight)
        questions, total = count.total() + 1, sum(weight.values())
        behind = {d: weight[d] * questions - total * count[d] for d in {c.domain for c in pool}}
        most = max(behind.values())
        equal = [d for d, deficit in behind.items() if deficit == most]
        return _settled(equal, lambda d: -_draw("domain", seed, number, d))

    def next_in_domain(self, pool: Sequence[Candidate], seed: int, number: int) -> Candidate:
        """The new candidate of the subtopic asked longest ago; where nothing is new, the one asked longest ago."""
        new = [c for c in pool if self.is_new(c)]
        order = self._by_turn if new else self._by_age
        turns = [order(c) for c in new or pool]
        first = min(turns)
        equal = [c for c, turn in zip(new or pool, turns, strict=True) if turn == first]
        return _settled(equal, lambda c: _draw("item", seed, number, c.item))

    def _by_turn(self, candidate: Candidate) -> tuple[int, int]:
        place, generated = self._subtopics.get((candidate.domain, candidate.subtopic), (-1, True))
        return place, candidate.generated == generated

    def _by_age(self, candidate: Candidate) -> tuple[int, int]:
        # A generated question that is not new came too recently: anything written is better.
        return candidate.generated, self._last.get(candidate.item, -1)


_Equal = TypeVar("_Equal")


def _settled(equal: Sequence[_Equal], draw: Callable[[_Equal], int]) -> _Equal:
    """The lowest drawn. Hashing is most of what picking costs, so only what is equal draws."""
    return equal[0] if len(equal) == 1 else min(equal, key=draw)


def _domain_of(item: str) -> Domain | None:
    """The domain of an item that has left the bank, from its id."""
    slug = item.partition(".")[0]
    return Domain(slug) if slug in set(Domain) else None


def question_seed(cohort_seed: int, number: int) -> int:
    """The seed of a cohort's question: 63 bits, so that it fits a signed column everywhere."""
    return _draw("question", cohort_seed, number) >> 1


def option_order(seed: int, count: int, ordered: bool) -> tuple[int, ...]:
    """In which order `count` options stand: every order equally likely over seeds; as they are if `ordered`."""
    if ordered:
        return tuple(range(count))
    return tuple(sorted(range(count), key=lambda i: _draw("order", seed, i)))


def remaining(candidates: Iterable[Candidate], asked: Iterable[str]) -> int:
    """How many written items have not been asked yet."""
    used = set(asked)
    return sum(not c.generated and c.item not in used for c in candidates)


def _draw(*parts: object) -> int:
    """64 bits that depend on every part."""
    digest = hashlib.sha256(":".join(str(p) for p in parts).encode()).digest()
    return int.from_bytes(digest[:8], "big")
