"""Whether a response to a risk is worth what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bot.model.items import Level
from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, half_up, price
from content.generators.kit.values import Wrong, dollars, percent


class Risk(Values):
    """Expected values: the response changes how likely the event is, not what it costs. The decider is risk-neutral."""

    before: Decimal = percent("p₀", "probability a year without the response")
    after: Decimal = percent("p₁", "probability a year with the response", low=0)
    impact: Decimal = dollars("L", "loss if the event occurs")
    cost: Decimal = dollars("c", "cost of the response", "dollars a year", low=0)

    @property
    def exposure(self) -> Decimal:
        """Expected loss of a year without the response."""
        return self.before * self.impact / 100

    @property
    def residual(self) -> Decimal:
        """Expected loss of a year with it."""
        return self.after * self.impact / 100

    def wrong(self) -> Iterator[Wrong]:
        """A response lowers the probability."""
        if self.after >= self.before:
            yield Wrong("after", f"must be below the {given(self.before)}% without the response")


_STORIES = stories(
    "year | A bicycle maker buys all its hubs from one plant beside a river. The probability of a stoppage by flood is "
    "{before} a year; one would cost {impact}. Keeping a second supplier qualified costs {cost} a year and lowers the "
    "probability to {after}.",
    "year | A drug wholesaler's cold store has a probability of {before} a year of a long power failure that spoils "
    "{impact} of stock. A standby generator costs {cost} a year to own and run; with it the probability is {after}.",
    "year | A fashion retailer puts the probability of an attack that halts its warehouse system at {before} a year, "
    "with a loss of {impact}. A recovery site costs {cost} a year and cuts the probability of a halt to {after}.",
    "year | A coffee roaster ships through a single port. The probability of a strike that costs it {impact} is "
    "{before} a year. A contract for a second port, at {cost} a year, brings that down to {after}.",
)


def _draw(d: Draw) -> Drawn[Risk]:
    values = Risk(
        before=d.number(10, 40),
        after=d.number(2, 8),
        impact=d.number(200_000, 2_000_000, 50_000),
        cost=d.number(10_000, 60_000, 1_000),
    )
    story = d.pick(_STORIES)
    return (values, story) if values.exposure - values.residual - values.cost >= 10_000 else None


def _work(v: Risk, t: Told) -> Worked:
    exposure, residual, less = (price(half_up(loss, 2)) for loss in (v.exposure, v.residual, v.exposure - v.residual))
    return Worked(
        v.exposure - v.residual - v.cost,
        f"Expected loss without the response: {t.before} × {t.impact} = {exposure} a year.",
        f"With it: {t.after} × {t.impact} = {residual}; that is {less} less.",
        f"Net of its cost: {less} − {t.cost} = <gives>.",
    )


def _ask(v: Risk, t: Told) -> Asked:
    saved = v.exposure - v.residual
    exposure, residual, less = price(v.exposure), price(v.residual), price(saved)
    return Asked(
        f"{t.story()}\nWhat is the expected net benefit of the response in a year, to the whole dollar?",
        f"It saves {less} of expected loss a year and costs {t.cost}: {less} − {t.cost} is <gives>, so it pays.",
        Mistake(
            "the forgotten cost of the response",
            saved,
            f"You left out the cost of the response: {exposure} − {residual} gives <gives>. {t.cost} is paid for that "
            "every year.",
        ),
        Mistake(
            "the ignored residual risk",
            v.exposure - v.cost,
            f"You ignored the risk that remains: {exposure} − {t.cost} gives <gives>. The event still has a "
            f"probability of {t.after}, worth {residual}.",
        ),
        Mistake(
            "the impact without its probability",
            v.impact - v.cost,
            f"You did not weight the loss by its probability: {t.impact} − {t.cost} gives <gives>. The response does "
            "not save that sum every year.",
        ),
        Mistake(
            "the residual exposure",
            v.residual,
            f"You gave the exposure that remains: {t.after} × {t.impact} gives <gives>. The benefit is what the "
            "exposure falls by, less the cost.",
        ),
        Mistake(
            "what the risk still costs",
            v.residual + v.cost,
            f"You added up what the risk still costs: {residual} + {t.cost} gives <gives>. The benefit compares that "
            f"with the {exposure} before.",
        ),
        Mistake(
            "the mean of the two probabilities",
            (v.exposure + v.residual) / 2 - v.cost,
            f"You used the mean of the two probabilities: ({t.before} + {t.after}) ÷ 2 × {t.impact} − {t.cost} gives "
            "<gives>. The benefit comes from their difference.",
        ),
        Mistake(
            "the cost of the response added",
            saved + v.cost,
            f"You added the cost of the response: {less} + {t.cost} gives <gives>. It makes the benefit smaller.",
        ),
    )


RISK_MITIGATION = generator(
    "strategy.risk_mitigation",
    "Expected net benefit of a risk response",
    "net = (p₀ − p₁) × L − c",
    values=Risk,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="expected net benefit a year",
    measure=Measure("$"),
    example="before=20 after=5 impact=1000000 cost=40000",
    subtopic="ST18",
    book="CM",
    topic="supply chain risk: expected value of mitigation",
    level=Level.ANALYSE,
)
