"""Where a site would lie closest to its markets, weighted by their loads."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, table
from content.generators.kit.values import number


class Centre(Values):
    """One coordinate at a time: the other one of the site comes in the same way from the other coordinates."""

    at: tuple[Decimal, ...] = number("x", "coordinate", "km", low=0, per="market")
    loads: tuple[Decimal, ...] = number("w", "loads", "loads a year", per="market")

    @property
    def total(self) -> Decimal:
        """All loads."""
        return sum(self.loads, Decimal(0))

    def weighted(self, at: tuple[Decimal, ...]) -> Decimal:
        """Loads times coordinates, summed up."""
        return sum((load * place for load, place in zip(self.loads, at, strict=True)), Decimal(0))


# What else is drawn is the other coordinate of each market: it is not needed.
_STORIES = stories(
    "km | Ash, Elm, Oak, Yew | A furniture chain seeks a site for a warehouse that serves four markets.",
    "km | A, B, C, D | A brewery plans one depot for its four markets.",
    "km | P, Q, R, S | A medical wholesaler wants one central store for its four markets.",
    "km | K, L, M, N | A fertiliser company looks for a terminal to supply four markets.",
)


def _draw(d: Draw) -> Drawn[Centre]:
    at, across = (d.numbers(4, 10, 200, 5) for _ in range(2))
    big = d.whole(0, 3)
    loads = tuple(d.number(1500, 3000, 100) if market == big else d.number(200, 1400, 100) for market in range(len(at)))
    return Centre(at=at, loads=loads), replace(d.pick(_STORIES), besides=across)


def _products(loads: tuple[Decimal, ...], at: tuple[Decimal, ...]) -> str:
    return " + ".join(f"{given(load)} × {given(place)}" for load, place in zip(loads, at, strict=True))


def _work(v: Centre, t: Told) -> Worked:
    return Worked(
        v.weighted(v.at) / v.total,
        f"Loads times coordinates: {_products(v.loads, v.at)} = {given(v.weighted(v.at))}.",
        f"All loads: {' + '.join(map(given, v.loads))} = {given(v.total)}.",
        f"x = {given(v.weighted(v.at))} ÷ {given(v.total)} = <gives>.",
    )


def _ask(v: Centre, t: Told) -> Asked:
    across, total = t.besides, given(v.total)
    order = sorted(range(len(v.at)), key=lambda market: -v.loads[market])
    first, second = (v.at[market] for market in order[:2])
    low, high = min(v.at), max(v.at)
    rows = (("Market", t.names), ("x, km", v.at), ("y, km", across), ("Loads", v.loads))
    return Asked(
        f"{t.story()} Map coordinates and loads a year:\n"
        + table(rows)
        + "\nWhat is the x coordinate of the centre of gravity, in km to one decimal?",
        f"Each x counts as often as there are loads: {given(v.weighted(v.at))} ÷ {total} is <gives>.",
        Mistake(
            "the forgotten weights",
            sum(v.at, Decimal(0)) / len(v.at),
            f"You took the plain mean: ({' + '.join(map(given, v.at))}) ÷ {len(v.at)} gives <gives>. Markets with more "
            "loads pull harder.",
        ),
        Mistake(
            "the other coordinate",
            v.weighted(across) / v.total,
            f"You computed y: {given(v.weighted(across))} ÷ {total} gives <gives>. The question asks for x.",
        ),
        Mistake(
            "the site at the biggest market",
            first,
            f"You went to the biggest market, {t.names[order[0]]}, with x = <gives>. The others pull the site their "
            "way.",
        ),
        Mistake(
            "the middle of the range",
            (low + high) / 2,
            f"You took the middle between the outermost markets: ({given(low)} + {given(high)}) ÷ 2 gives <gives>. It "
            "leaves out the loads, and the markets in between.",
        ),
        Mistake(
            "the middle of the two biggest markets",
            (first + second) / 2,
            f"You took the middle between the two biggest markets: ({given(first)} + {given(second)}) ÷ 2 gives "
            "<gives>. All markets count, each by its loads.",
        ),
    )


CENTRE_OF_GRAVITY = generator(
    "distribution.centre_of_gravity",
    "Centre-of-gravity site, one coordinate",
    "x* = Σ(wᵢ × xᵢ) ÷ Σwᵢ",
    values=Centre,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="coordinate of the site",
    measure=Measure("km", 1, many="km"),
    example="at=20,60,100,140 loads=400,300,200,100",
    subtopic="DI03",
    book="JC",
    topic="facility location: centroid method",
)
