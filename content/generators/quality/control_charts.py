"""Upper control limits: of means with the help of ranges, and of the fraction defective."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, half_up, short, table
from content.generators.kit.values import number, percent

# A2 of a sample size, and the D4 of the same.
_FACTORS = {4: (Decimal("0.729"), "2.282"), 5: (Decimal("0.577"), "2.114"), 6: (Decimal("0.483"), "2.004")}
_SIZES = {factor: size for size, (factor, _) in _FACTORS.items()}
_OTHER = {4: 6, 5: 4, 6: 4}


class XbarLimit(Values):
    """Limits lie three standard deviations of a sample mean from the centre line; A2 belongs to the sample size."""

    mean: Decimal = number("X̿", "mean of the sample means", "units of measure", low=-1_000_000)
    spread: Decimal = number("R̄", "mean range of the samples", "units of measure")
    factor: Decimal = number("A2", "factor for the sample size, from a table", high=3)


# The names of a story are the bounds of its mean.
_XBAR_STORIES = stories(
    "minute | 20, 60 | A repair shop for phones plots the mean time of {size} repairs each day. Over 25 days, all in "
    "control, the mean of the sample means is {mean} {units} and the mean range {spread} {units}.",
    "gram | 110, 200 | A fish farm weighs {size} young trout each morning. In 24 samples, all in control, the weights "
    "have an overall mean of {mean} {units}. The mean range is {spread} {units}.",
    "newton | 30, 120 | A print works pulls {size} labels off their backing every hour and records the force. The "
    "sample means average {mean} {units} and the ranges {spread} {units}; the process is in control.",
    "second | 40, 150 | A drive-through restaurant times {size} cars in a row, several times a day. The process is in "
    "control: the grand mean is {mean} {units}, and the mean range {spread} {units}.",
)


def _draw_xbar(d: Draw) -> Drawn[XbarLimit]:
    story = d.pick(_XBAR_STORIES)
    low, high = map(int, story.names)
    mean = half_up(d.number(10 * low, 10 * high) / 10, 1)
    spread = half_up(mean * d.whole(12, 40) / 100, 1)
    return XbarLimit(mean=mean, spread=spread, factor=d.pick(tuple(_SIZES))), story


def _work_xbar(v: XbarLimit, t: Told) -> Worked:
    three = short(v.factor * v.spread, 4)
    return Worked(
        v.mean + v.factor * v.spread,
        f"Three standard deviations of a sample mean: A2 × R̄ = {t.factor} × {t.spread} = {three}.",
        f"Upper control limit = {t.mean} + {three} = <gives>.",
    )


def _ask_xbar(v: XbarLimit, t: Told) -> Asked:
    size = _SIZES[v.factor]
    d4, other = _FACTORS[size][1], _OTHER[size]
    wrong = _FACTORS[other][0]
    return Asked(
        f"{t.story(size=size)} Factors for control charts:\n"
        + table(
            (
                ("Sample size", tuple(_FACTORS)),
                ("A2", tuple(_SIZES)),
                ("D4", tuple(upper for _, upper in _FACTORS.values())),
            )
        )
        + f"\nWhat is the upper control limit of the X-bar chart, in {t.units} to two decimals?",
        f"For samples of {size} A2 is {t.factor}, and {t.factor} × {t.spread} above the mean of {t.mean} is <gives>.",
        Mistake(
            "the lower limit",
            v.mean - v.factor * v.spread,
            f"You found the lower limit: {t.mean} − {t.factor} × {t.spread} gives <gives>. The upper one lies as far "
            "above the centre line.",
        ),
        Mistake(
            "the factor of another sample size",
            v.mean + wrong * v.spread,
            f"You took the A2 of samples of {other}: {t.mean} + {given(wrong)} × {t.spread} gives <gives>. The samples "
            f"here are of {size}: A2 is {t.factor}.",
        ),
        Mistake(
            "adding the whole mean range",
            v.mean + v.spread,
            f"You added the mean range itself: {t.mean} + {t.spread} gives <gives>. A2 turns it into three standard "
            "deviations of a sample mean.",
        ),
        Mistake(
            "the limit of the range chart",
            Decimal(d4) * v.spread,
            f"You found the upper limit of the range chart: {d4} × {t.spread} gives <gives>. The question is about the "
            "chart of the means.",
        ),
        Mistake(
            "D4 in place of A2",
            v.mean + Decimal(d4) * v.spread,
            f"You used D4 in place of A2: {t.mean} + {d4} × {t.spread} gives <gives>. D4 belongs to the chart of the "
            "ranges.",
        ),
        Mistake(
            "the mean range taken for a standard deviation",
            v.mean + 3 * v.spread / Decimal(size).sqrt(),
            f"You took the mean range for a standard deviation: {t.mean} + 3 × {t.spread} ÷ √{size} gives <gives>. A "
            "range is much wider than one standard deviation, and A2 allows for it.",
        ),
    )


XBAR_UCL = generator(
    "quality.xbar_ucl",
    "X-bar chart, upper control limit",
    "UCL = X̿ + A2 × R̄",
    values=XbarLimit,
    draw=_draw_xbar,
    work=_work_xbar,
    ask=_ask_xbar,
    gives="upper control limit of the X-bar chart",
    measure=Measure(places=2),
    example="mean=50 spread=4 factor=0.577",
    subtopic="QU06",
    book="MON",
    topic="control charts for variables: X-bar and R",
)


class PLimit(Values):
    """Limits lie three standard deviations of a sample's fraction defective from the mean; all samples have n units."""

    share: Decimal = percent("p̄", "mean fraction defective", below=100)
    size: Decimal = number("n", "sample size", "units")

    @property
    def deviation(self) -> Decimal:
        """The standard deviation of a sample's fraction defective, in percent."""
        return (self.share * (100 - self.share) / self.size).sqrt()


_P_STORIES = stories(
    "invoice | A wholesaler checks {size} {units} a week. With the process in control, {share} of them have an error.",
    "board | An electronics plant tests a sample of {size} {units} in every shift. With the process in control, the "
    "mean fraction defective is {share}.",
    "parcel | A web shop audits {size} {units} a day before they leave. The process is stable, and on average {share} "
    "of the {units} are packed wrongly.",
    "glass | A glassworks inspects {size} wine {units} from each furnace run. The process is in control at a mean "
    "fraction defective of {share}.",
)


def _draw_p(d: Draw) -> Drawn[PLimit]:
    return PLimit(share=d.decimal("2", "10", "0.5"), size=d.number(100, 500, 50)), d.pick(_P_STORIES)


def _work_p(v: PLimit, t: Told) -> Worked:
    root, three = short(v.deviation), short(3 * v.deviation)
    return Worked(
        v.share + 3 * v.deviation,
        f"Standard deviation of the fraction: {_root(v, t)} ≈ {root}%.",
        f"Upper control limit = p̄ + 3 × that = {t.share} + {three}% ≈ <gives>.",
    )


def _root(v: PLimit, t: Told) -> str:
    return f"√({t.share} × {given(100 - v.share)}% ÷ {t.size})"


def _ask_p(v: PLimit, t: Told) -> Asked:
    root, one, lower = _root(v, t), v.deviation, v.share - 3 * v.deviation
    square, product = one * one / 100, f"{t.share} × {given(100 - v.share)}%"
    return Asked(
        f"{t.story()}\nWhat is the upper control limit of the p-chart, three standard deviations above the mean, in "
        "percent to one decimal?",
        f"One standard deviation is {root}, about {short(one, 2)}%; three of them above {t.share} is <gives>.",
        Mistake(
            "two standard deviations in place of three",
            v.share + 2 * one,
            f"You went two standard deviations up: {t.share} + 2 × {root} gives <gives>. Control limits lie at three.",
        ),
        Mistake(
            "the lower limit",
            max(lower, Decimal(0)),
            f"You found the lower limit: {t.share} − 3 × {root} gives <gives>. The upper one lies as far "
            "above the mean."
            if lower > 0
            else f"You found the lower limit: {t.share} − 3 × {root} is below zero, so it is set to <gives>. The upper "
            "one lies above the mean.",
        ),
        Mistake(
            "the missing square root",
            v.share + 3 * square,
            f"You left out the square root: {t.share} + 3 × {product} ÷ {t.size} gives <gives>, "
            "hardly more than the mean. A variance was added, not a standard deviation.",
        ),
        Mistake(
            "the forgotten mean",
            3 * one,
            f"You left out the mean: 3 × {root} gives <gives>. That is the distance of the limit from the centre line.",
        ),
        Mistake(
            "the missing root of the sample size",
            v.share + 3 * one / v.size.sqrt(),
            f"You divided by the sample size, not by its root: {t.share} + 3 × √({product}) ÷ {t.size} gives <gives>. "
            "The sample size belongs under the root.",
        ),
        Mistake(
            "the mean multiplied by three too",
            3 * (v.share + one),
            f"You multiplied the mean by three as well: 3 × ({t.share} + {root}) gives <gives>. Only the standard "
            "deviation is taken three times.",
        ),
        Mistake(
            "the distance between both limits",
            v.share + 6 * one,
            f"You added the distance between both limits: {t.share} + 6 × {root} gives <gives>. From the mean to one "
            "of them it is half of that.",
        ),
        Mistake(
            "the forgotten sample size",
            v.share + 3 * one * v.size.sqrt(),
            f"You left out the sample size: {t.share} + 3 × √({product}) gives <gives>. The fraction of a sample of "
            f"{t.size} varies much less than a single {t.unit}.",
            offered=False,
        ),
    )


P_CHART = generator(
    "quality.p_chart",
    "p-chart, upper control limit",
    "UCL = p̄ + 3 × √(p̄ × (1 − p̄) ÷ n)",
    values=PLimit,
    draw=_draw_p,
    work=_work_p,
    ask=_ask_p,
    gives="upper control limit of the p-chart",
    measure=Measure("%", 1),
    example="share=4 size=400",
    subtopic="QU06",
    book="MON",
    topic="control charts for attributes: p-chart",
)
