"""Which questions a day of a challenge asks: a pure function of what was asked, what is coming, and the seed.

The law: only from the challenge's domains, no item twice on a day. What the cohort was never asked comes first, and
never what it will be asked in the coming days while there is anything else. Computed questions come with fresh numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.model.domains import Domain
from bot.rules.picking import Candidate, Pick, Shelf, pick, question_seed


def pick_day(
    candidates: Sequence[Candidate],
    asked: Sequence[str],
    coming: Collection[str],
    weights: Mapping[Domain, int],
    domains: Collection[Domain],
    count: int,
    seed: int,
    number: int,
) -> tuple[Pick, ...]:
    """The day's questions, fewer where the domains have no more.

    `asked` are item ids, oldest first, the challenge's own included; `number` is the number that the first of them has
    in the challenge. The order of options is left to whoever draws them.
    """
    pool = Shelf(c for c in candidates if not domains or c.domain in domains)
    wanted = {d: max(weights.get(d, 0), 1) for d in {c.domain for c in pool}}
    chosen: list[Pick] = []
    history = list(asked)
    for place in range(number, number + count):
        today = {one.item for one in chosen}
        found = _pick(pool, history, wanted, seed, place, today | set(coming)) or _pick(
            pool, history, wanted, seed, place, today
        )
        if found is None:
            break
        chosen.append(Pick(found.item, question_seed(seed, place), ()))
        history.append(found.item)
    return tuple(chosen)


def _pick(
    pool: Sequence[Candidate],
    asked: Sequence[str],
    weights: Mapping[Domain, int],
    seed: int,
    number: int,
    avoid: Collection[str],
) -> Candidate | None:
    return pick(pool, asked, weights, None, (), seed, number, avoid=avoid)
