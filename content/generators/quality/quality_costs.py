"""The cost of quality and its four parts."""

from __future__ import annotations

from decimal import Decimal

from bot.model.items import Level
from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import price, table
from content.generators.kit.values import dollars


class QualityCost(Values):
    """Failure is internal where it is found before delivery, and external where the customer finds it."""

    prevention: Decimal = dollars("P", "prevention cost", low=0)
    appraisal: Decimal = dollars("A", "appraisal cost", low=0)
    internal: Decimal = dollars("I", "internal failure cost", low=0)
    external: Decimal = dollars("E", "external failure cost", low=0)

    @property
    def parts(self) -> tuple[Decimal, ...]:
        """The four parts in the order of the story's names."""
        return self.prevention, self.appraisal, self.internal, self.external

    @property
    def conformance(self) -> Decimal:
        """What is spent so that things are right."""
        return self.prevention + self.appraisal

    @property
    def failure(self) -> Decimal:
        """What is spent since things are wrong."""
        return self.internal + self.external

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.conformance + self.failure


# The names of a story are its costs of prevention, appraisal, internal and external failure.
_STORIES = stories(
    "year | Hygiene training, Laboratory tests, Spoiled batches, Refunds to shops | A maker of frozen meals",
    "year | Supplier training, Incoming inspection, Rework of boards, Warranty repairs | A maker of smoke alarms",
    "year | Design reviews, Final inspection, Scrapped panels, Returned furniture | A furniture factory",
    "year | Mistake-proofing, Proof checks, Reprints in house, Credits to clients | A printer of packaging",
)


def _draw(d: Draw) -> Drawn[QualityCost]:
    prevention, appraisal, internal, external = d.numbers(4, 20_000, 200_000, 5_000)
    values = QualityCost(prevention=prevention, appraisal=appraisal, internal=internal, external=external)
    usual = len(set(values.parts)) == 4 and 40 <= 100 * values.failure / values.total <= 85
    return (values, d.pick(_STORIES)) if usual else None


def _work(v: QualityCost, t: Told) -> Worked:
    return Worked(
        100 * v.failure / v.total,
        f"Failure cost, internal and external: {t.internal} + {t.external} = {price(v.failure)}.",
        f"Total cost of quality: {t.prevention} + {t.appraisal} + {price(v.failure)} = {price(v.total)}.",
        f"Share: {price(v.failure)} ÷ {price(v.total)} = <gives>.",
    )


def _ask(v: QualityCost, t: Told) -> Asked:
    total, failure = price(v.total), f"({t.internal} + {t.external})"
    prevention, appraisal, internal, external = (name[0].lower() + name[1:] for name in t.names)
    over = 100 * v.failure / v.conformance
    return Asked(
        f"{t.story()} booked these costs of quality last year:\n"
        + table(tuple(sorted((name, (price(part),)) for name, part in zip(t.names, v.parts, strict=True))))
        + "\nWhat share of the total cost of quality was the cost of failure, in percent to one decimal?",
        f"Failures cost {t.internal} before delivery ({internal}) and {t.external} after it ({external}). Of {total} "
        "in all that is <gives>.",
        Mistake(
            "conformance taken for failure",
            100 * v.conformance / v.total,
            f"You gave the share of conformance: ({t.prevention} + {t.appraisal}) ÷ {total} gives <gives>. Prevention "
            "and appraisal are spent so that failures do not happen or do not get out.",
        ),
        Mistake(
            "external failure only",
            100 * v.external / v.total,
            f"You counted external failure only: {t.external} ÷ {total} gives <gives>. What fails before delivery, "
            f"here {internal}, is failure as well.",
        ),
        Mistake(
            "internal failure only",
            100 * v.internal / v.total,
            f"You counted internal failure only: {t.internal} ÷ {total} gives <gives>. What fails at the customer's, "
            f"here {external}, is failure as well.",
        ),
        Mistake(
            "failure over conformance",
            over,
            f"You divided by the cost of conformance: {failure} ÷ ({t.prevention} + {t.appraisal}) gives <gives>. The "
            "total holds the cost of failure too.",
            offered=over < 100,
        ),
        Mistake(
            "appraisal counted as failure",
            100 * (v.failure + v.appraisal) / v.total,
            f"You counted appraisal as failure: ({t.appraisal} + {t.internal} + {t.external}) ÷ {total} gives <gives>. "
            f"Checks such as {appraisal} look for failures; they are not failures themselves.",
        ),
        Mistake(
            "the forgotten prevention cost",
            100 * v.failure / (v.total - v.prevention),
            f"You left prevention out of the total: {failure} ÷ {price(v.total - v.prevention)} gives <gives>. What is "
            f"spent on {prevention} is a cost of quality too.",
        ),
        Mistake(
            "the forgotten appraisal cost",
            100 * v.failure / (v.total - v.appraisal),
            f"You left appraisal out of the total: {failure} ÷ {price(v.total - v.appraisal)} gives <gives>. What is "
            f"spent on {appraisal} is a cost of quality too.",
        ),
    )


COQ = generator(
    "quality.coq",
    "Cost of quality: share of failure cost",
    "share = (I + E) ÷ (P + A + I + E)",
    values=QualityCost,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="share of failure cost in the cost of quality",
    measure=Measure("%", 1),
    example="prevention=40000 appraisal=60000 internal=180000 external=120000",
    subtopic="QU02",
    level=Level.ANALYSE,
    book="IMM",
    topic="cost of quality: prevention, appraisal, failure",
)
