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
from functools import cached_property

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


class Shelf(tuple[Candidate, ...]):
    """Candidates, sorted once for all that pick from them."""

    @cached_property
    def by_item(self) -> Mapping[str, Candidate]:
        """Each by its item."""
        return {c.item: c for c in self}

    @cached_property
    def by_domain(self) -> Mapping[Domain, Sequence[Candidate]]:
        """Those of each domain, in order."""
        return {d: tuple(c for c in self if c.domain is d) for d in Domain}


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
    shelf = candidates if isinstance(candidates, Shelf) else Shelf(candidates)
    history = _History(shelf, asked, avoid)
    for domains, again in _stages(shelf, avoid, weights, module, earlier, seed, number, domain):
        filled = [d for d in domains if any(history.eligible(d, again))]
        if filled:
            chosen = history.furthest_behind(filled, domains, weights, seed, number)
            return history.next_in_domain(chosen, again, seed, number)
    return None


def _stages(
    shelf: Shelf,
    avoid: Collection[str],
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
    anything = frozenset(c.domain for c in shelf if c.item not in avoid)
    yield from ((anything, False), (anything, True))


def _is_module_turn(seed: int, number: int) -> bool:
    """Seven numbers of any ten in a row, spread as evenly as they go; the seed says where the ten begin."""
    place = number + seed % 10
    return (place + 1) * MODULE_SHARE // 10 > place * MODULE_SHARE // 10


class _History:
    """What was asked, indexed for the questions that picking puts to it."""

    def __init__(self, shelf: Shelf, asked: Sequence[str], avoid: Collection[str]) -> None:
        known = shelf.by_item
        self._shelf, self._asked, self._avoid = shelf, asked, avoid
        self._domains = [known[i].domain if i in known else _domain_of(i) for i in asked]
        self._last = {item: place for place, item in enumerate(asked)}
        self._generated_lately = any(i in known and known[i].generated for i in asked[-GENERATED_GAP:])
        self._lately: dict[Domain, list[str]] = {}
        self._subtopics: dict[Domain, dict[str, tuple[int, bool]]] = {d: {} for d in Domain}
        for place, item in enumerate(asked):
            if item in known:
                self._subtopics[known[item].domain][known[item].subtopic] = (place, known[item].generated)

    def is_new(self, candidate: Candidate) -> bool:
        """Whether it may be asked without repeating anything: written and unasked, or generated and not too soon."""
        if candidate.generated:
            return not self._generated_lately and candidate.item not in self._asked_lately(candidate.domain)
        return candidate.item not in self._last

    def eligible(self, domain: Domain, again: bool) -> Iterator[Candidate]:
        """What may be asked of a domain, only what is new or `again` too."""
        of_domain = (c for c in self._shelf.by_domain[domain] if c.item not in self._avoid)
        return of_domain if again else (c for c in of_domain if self.is_new(c))

    def _asked_lately(self, domain: Domain) -> list[str]:
        """The last that were asked of a domain, as many as part a generated question from itself."""
        if domain not in self._lately:
            asked = [item for item, of in zip(self._asked, self._domains, strict=True) if of == domain]
            self._lately[domain] = asked[-GENERATOR_GAP:]
        return self._lately[domain]

    def furthest_behind(
        self,
        filled: Iterable[Domain],
        domains: Collection[Domain],
        weights: Mapping[Domain, int],
        seed: int,
        number: int,
    ) -> Domain:
        """The domain of the filled ones with the largest deficit, `weight * questions - sum of weights * asked`."""
        weight = {d: max(weights.get(d, 0), 0) for d in domains}
        if not any(weight.values()):
            weight = dict.fromkeys(domains, 1)
        count = Counter(d for d in self._domains[-(MEMORY - 1) :] if d in weight)
        questions, total = count.total() + 1, sum(weight.values())
        behind = {d: weight[d] * questions - total * count[d] for d in filled}
        most = max(behind.values())
        equal = [d for d, deficit in behind.items() if deficit == most]
        return equal[0] if len(equal) == 1 else max(equal, key=_draws("domain", seed, number))

    def next_in_domain(self, domain: Domain, again: bool, seed: int, number: int) -> Candidate:
        """The new candidate of the subtopic asked longest ago; where nothing is new, the one asked longest ago."""
        pool = list(self.eligible(domain, again))
        new = [c for c in pool if self.is_new(c)] if again else pool
        if not new:
            first = min(map(self._by_age, pool))
            return _drawn([c for c in pool if self._by_age(c) == first], seed, number)
        asked = self._subtopics[domain]
        ages = {c.subtopic: asked.get(c.subtopic, _NEVER)[0] for c in new}
        oldest = min(ages.values())
        subtopic = min((s for s, age in ages.items() if age == oldest), key=_draws("subtopic", seed, number))
        here = [c for c in new if c.subtopic == subtopic]
        _, generated = asked.get(subtopic, _NEVER)
        return _drawn([c for c in here if c.generated != generated] or here, seed, number)

    def _by_age(self, candidate: Candidate) -> tuple[int, int]:
        # A generated question that is not new came too recently: anything written is better.
        return candidate.generated, self._last.get(candidate.item, -1)


_NEVER = (-1, True)
"""A subtopic that was not asked yet: as if long ago, with numbers."""


def _drawn(equal: Sequence[Candidate], seed: int, number: int) -> Candidate:
    """One of those between which nothing else decides."""
    draw = _draws("item", seed, number)
    return min(equal, key=lambda c: draw(c.item))


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
    *most, last = map(str, parts)
    return int.from_bytes(_draws(*most)(last), "big")


def _draws(*parts: object) -> Callable[[str], bytes]:
    """As `_draw` with one part more, in bytes, which compare as the numbers do: what is shared is hashed once."""
    shared = hashlib.sha256("".join(f"{part}:" for part in parts).encode())

    def draw(last: str) -> bytes:
        hashed = shared.copy()
        hashed.update(last.encode())
        return hashed.digest()[:8]

    return draw
