"""What returned goods are worth after they have been handled."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bot.model.items import Level
from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, half_up, price, table
from content.generators.kit.values import Wrong, dollars, number, percent


class Returns(Values):
    """Every returned unit is processed, whatever becomes of it."""

    returned: Decimal = number("N", "units returned", "units")
    share: tuple[Decimal, ...] = percent("p", "share of the returns", low=0, per="disposition", most=6)
    worth: tuple[Decimal, ...] = dollars("v", "value recovered", "dollars a unit", low=0, per="disposition", most=6)
    cost: Decimal = dollars("c", "processing cost", "dollars a unit", low=0)

    @property
    def parts(self) -> list[Decimal]:
        """What each disposition adds to the value of an average unit."""
        return [share * worth / 100 for share, worth in zip(self.share, self.worth, strict=True)]

    @property
    def recovered(self) -> Decimal:
        """Value of an average unit, before processing."""
        return sum(self.parts, Decimal(0))

    def wrong(self) -> Iterator[Wrong]:
        """Something becomes of every unit."""
        if (total := sum(self.share)) != 100:
            yield Wrong("share", f"must add up to 100%, not to {given(total)}%")


_STORIES = stories(
    "jacket | Restock, Refurbish, Recycle | An online clothes shop gets back {returned} {units} in a season. "
    "Inspecting and sorting costs {cost} for each.",
    "headset | Resell, Refurbish, Recycle | An electronics retailer takes back {returned} {units} a year. Processing a "
    "{unit} costs {cost}.",
    "toner unit | Reuse, Rebuild, Recycle | A maker of printers collects {returned} {units} from offices. Handling and "
    "testing each of them costs {cost}.",
    "drill | Restock, Repair, Scrap | A tool company receives {returned} {units} back from its dealers. Processing "
    "costs {cost} a {unit}.",
)


def _draw(d: Draw) -> Drawn[Returns]:
    first, second = d.number(30, 60, 5), d.number(15, 40, 5)
    values = Returns(
        returned=d.number(500, 5000, 20),
        share=(first, second, 100 - first - second),
        worth=(d.number(30, 80), d.number(12, 30), d.number(1, 5)),
        cost=d.decimal("3.00", "12.00", "0.50"),
    )
    story = d.pick(_STORIES)
    return (values, story) if values.share[-1] >= 5 and values.worth[0] >= values.worth[1] + 8 else None


def _cents(value: Decimal) -> str:
    return price(half_up(value, 4))


def _work(v: Returns, t: Told) -> Worked:
    shown = " + ".join(f"{given(share)}% × {price(worth)}" for share, worth in zip(v.share, v.worth, strict=True))
    return Worked(
        v.returned * (v.recovered - v.cost),
        f"Value of an average unit: {shown} = {_cents(v.recovered)}.",
        f"Less processing: {_cents(v.recovered)} − {t.cost} = {_cents(v.recovered - v.cost)}.",
        f"Times the returns: {t.returned} × {_cents(v.recovered - v.cost)} = <gives>.",
    )


def _ask(v: Returns, t: Told) -> Asked:
    value, best, many = _cents(v.recovered), v.worth[0], len(v.worth)
    name, part, kept = t.names[0].lower(), v.parts[0], f"{given(v.share[0])}%"
    rows = [("", ("Share", "Value"))]
    rows += [
        (name, (f"{given(share)}%", price(worth))) for name, share, worth in zip(t.names, v.share, v.worth, strict=True)
    ]
    return Asked(
        f"{t.story()} What becomes of them, and the value recovered per {t.unit}:\n"
        + table(rows)
        + "\nWhat is the net value recovered from all returns, to the whole dollar?",
        f"An average {t.unit} brings {value} and costs {t.cost} to process, whatever becomes of it; times "
        f"{t.returned} that is <gives>.",
        Mistake(
            "the forgotten processing cost",
            v.returned * v.recovered,
            f"You left out processing: {t.returned} × {value} gives <gives>. It costs {t.cost} for each {t.unit}.",
        ),
        Mistake(
            "the forgotten shares",
            v.returned * (sum(v.worth, Decimal(0)) / many - v.cost),
            f"You took the plain mean of the values: {t.returned} × (({' + '.join(map(price, v.worth))}) ÷ {many} − "
            f"{t.cost}) gives <gives>. They do not come equally often.",
        ),
        Mistake(
            "processing charged on the best disposition only",
            v.returned * (v.recovered - v.share[0] / 100 * v.cost),
            f"You charged processing on “{name}” only: {t.returned} × ({value} − {kept} × {t.cost}) gives <gives>. "
            f"Every {t.unit} is processed before it is known what becomes of it.",
        ),
        Mistake(
            "the best disposition for all",
            v.returned * (best - v.cost),
            f"You took “{name}” for all of them: {t.returned} × ({price(best)} − {t.cost}) gives <gives>. Only {kept} "
            "are fit for it.",
        ),
        Mistake(
            "the value of the best disposition only",
            v.returned * (part - v.cost),
            f"You counted the value of “{name}” only: {t.returned} × ({kept} × {price(best)} − {t.cost}) gives "
            "<gives>. The other returns bring something, too.",
        ),
    )


RETURNS_VALUE = generator(
    "distribution.returns_value",
    "Net value recovered from returns",
    "net = N × (Σ(pₖ × vₖ) − c)",
    values=Returns,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="net value recovered",
    measure=Measure("$"),
    example="returned=1000 share=50,30,20 worth=40,20,5 cost=6",
    subtopic="DI16",
    book="CM",
    topic="reverse logistics: value recovery",
    level=Level.ANALYSE,
)
