"""Weighted scores of suppliers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short, table
from content.generators.kit.values import Wrong, number, percent


class Scores(Values):
    """Weights sum to 100%; a higher score is better."""

    weights: tuple[Decimal, ...] = percent("w", "weight", low=0, per="criterion")
    scores: tuple[Decimal, ...] = number("x", "score", "points", low=0, high=100, per="criterion")

    @property
    def total(self) -> Decimal:
        """The weighted score."""
        return sum((w * x for w, x in zip(self.weights, self.scores, strict=True)), Decimal(0)) / 100

    def wrong(self) -> Iterator[Wrong]:
        """The weights are of one whole."""
        if sum(self.weights) != 100:
            yield Wrong("weights", f"must sum to 100%, not to {given(sum(self.weights, Decimal(0)))}%")


_STORIES = stories(
    "point | Quality, Delivery, Price, Service | A maker of brake parts rates a supplier of forgings from 1 to 10.",
    "point | Delivery, Quality, Flexibility, Price | A hospital group rates a supplier of gloves from 1 to 10.",
    "point | Price, Quality, Lead time, Support | A brewery rates a supplier of bottles from 1 to 10.",
    "point | Quality, Price, Delivery, Ecology | A furniture firm rates a supplier of veneer from 1 to 10.",
)
_WEIGHTS = ((40, 30, 20, 10), (45, 25, 20, 10), (50, 25, 15, 10), (40, 35, 15, 10))


def _draw(d: Draw) -> Drawn[Scores]:
    scores = d.numbers(4, 4, 10)
    values = Scores(weights=tuple(map(Decimal, d.pick(_WEIGHTS))), scores=scores)
    story = d.pick(_STORIES)
    return (values, story) if max(scores) - min(scores) >= 3 else None


def _weighted(weights: tuple[Decimal, ...], scores: tuple[Decimal, ...]) -> str:
    return " + ".join(f"{given(w / 100)} × {given(x)}" for w, x in zip(weights, scores, strict=True))


def _work(v: Scores, t: Told) -> Worked:
    parts = " + ".join(given((w * x / 100).normalize()) for w, x in zip(v.weights, v.scores, strict=True))
    return Worked(
        v.total,
        f"Weight × score: {_weighted(v.weights, v.scores)}.",
        f"= {parts} = {short(v.total, 4)}, that is <gives>.",
    )


def _ask(v: Scores, t: Told) -> Asked:
    n, back = len(v.scores), v.weights[::-1]
    plain, best, most = sum(v.scores, Decimal(0)), max(v.scores), v.scores[0]
    kept = 100 - v.weights[-1]
    rows = zip(t.names, v.weights, v.scores, strict=True)
    return Asked(
        f"{t.story()}\n"
        + table((("Criterion", ("Weight", "Score")), *((name, (f"{w}%", x)) for name, w, x in rows)))
        + "\nWhat is its weighted score, to one decimal?",
        f"Each score counts with its weight: {_weighted(v.weights, v.scores)} gives <gives>.",
        Mistake(
            "the forgotten weights",
            plain / n,
            f"You took the plain mean: {given(plain)} ÷ {n} gives <gives>. The criteria do not count alike.",
        ),
        Mistake(
            "the weights in reverse order",
            sum((w * x for w, x in zip(back, v.scores, strict=True)), Decimal(0)) / 100,
            f"You used the weights from the bottom up: {_weighted(back, v.scores)} gives <gives>. The largest weight "
            f"belongs to {t.names[0].lower()}.",
        ),
        Mistake(
            "the best single score",
            best,
            "You gave the best single score, <gives>. The weighted score has a part of every criterion.",
        ),
        Mistake(
            "the score of the heaviest criterion",
            most,
            f"You gave the score of {t.names[0].lower()} alone, <gives>. It weighs most, but not all.",
        ),
        Mistake(
            "the forgotten last criterion",
            v.total - v.weights[-1] * v.scores[-1] / 100,
            f"You left out {t.names[-1].lower()}: {_weighted(v.weights[:-1], v.scores[:-1])} gives <gives>. These "
            f"weights sum to {given(kept)}% only.",
        ),
        Mistake(
            "the middle of the best and the worst score",
            (best + min(v.scores)) / 2,
            f"You took the middle of best and worst: ({given(best)} + {given(min(v.scores))}) ÷ 2 gives <gives>. "
            "Every score counts, with its weight.",
        ),
    )


SUPPLIER_SCORE = generator(
    "supply.supplier_score",
    "Weighted supplier score",
    "score = Σ(w × x)",
    values=Scores,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="weighted score",
    measure=Measure("point", 1),
    example="weights=40,30,20,10 scores=8,6,9,7",
    subtopic="SU20",
    book="IMM",
    topic="purchasing: weighted-point supplier rating",
    tags=("external",),
)
