"""What a process can hold, set against its specification limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short
from content.generators.kit.telling import Story
from content.generators.kit.values import Wrong, number

_FAR = -1_000_000


class Cp(Values):
    """The process is in control and σ is its short-term deviation; where its mean lies plays no part."""

    upper: Decimal = number("USL", "upper specification limit", "units of measure", low=_FAR)
    lower: Decimal = number("LSL", "lower specification limit", "units of measure", low=_FAR)
    sigma: Decimal = number("σ", "short-term standard deviation", "units of measure")

    @property
    def width(self) -> Decimal:
        """The tolerance from limit to limit."""
        return self.upper - self.lower

    def wrong(self) -> Iterator[Wrong]:
        """The limits have room between them."""
        yield from _limits(self.upper, self.lower)


class Cpk(Values):
    """The process is in control and σ is its short-term deviation; the limit nearer to the mean decides."""

    upper: Decimal = number("USL", "upper specification limit", "units of measure", low=_FAR)
    lower: Decimal = number("LSL", "lower specification limit", "units of measure", low=_FAR)
    mean: Decimal = number("μ", "mean of the process", "units of measure", low=_FAR)
    sigma: Decimal = number("σ", "short-term standard deviation", "units of measure")

    @property
    def above(self) -> Decimal:
        """Room from the mean up to the upper limit."""
        return self.upper - self.mean

    @property
    def beneath(self) -> Decimal:
        """Room from the mean down to the lower limit."""
        return self.mean - self.lower

    def wrong(self) -> Iterator[Wrong]:
        """The limits have room between them."""
        yield from _limits(self.upper, self.lower)


def _limits(upper: Decimal, lower: Decimal) -> Iterator[Wrong]:
    if upper <= lower:
        yield Wrong("upper", f"must be above the lower limit of {given(lower)}")


def _plain(value: Decimal) -> str:
    """A computed number, without idle zeros."""
    return short(value, 6)


# The names of a story are the decimals of its numbers, and between what its nominal value lies.
_STORIES = stories(
    "mm | 2, 20, 60 | A sawmill planes floor boards. Their thickness must lie between {lower} mm and {upper} mm. The "
    "process is in control; its mean is {mean} mm and its short-term standard deviation {sigma} mm.",
    "g | 1, 150, 500 | A dairy fills cups of yoghurt. Between {lower} g and {upper} g a cup is within specification. "
    "The filling process is stable, with a mean of {mean} g and a short-term standard deviation of {sigma} g.",
    "mg | 1, 120, 400 | A drug maker presses tablets that may weigh from {lower} mg to {upper} mg. The press is in "
    "control. The weights have a mean of {mean} mg and a short-term standard deviation of {sigma} mg.",
    "mm | 3, 4, 12 | A supplier of door locks turns pins. Their diameter is specified from {lower} mm to "
    "{upper} mm. Control charts show no signal: the mean is {mean} mm, the short-term standard deviation {sigma} mm.",
)


def _draw_sides(d: Draw) -> tuple[Story, Decimal, Decimal, Decimal, Decimal] | None:
    """A story, and limits, mean and deviation for it: Cp from 0.8 to 2, the mean off centre by 0.3 to 1 deviation."""
    story = d.pick(_STORIES)
    places, low, high = map(int, story.names)
    step = Decimal(1).scaleb(-places)
    half, sigma, off = d.number(40, 150, 5), d.number(8, 50), d.number(3, 50)
    middle, side = d.number(low, high), d.pick((1, -1))
    if not (Decimal("2.4") <= half / sigma <= 6 and Decimal("0.3") <= off / sigma <= 1):
        return None
    return story, middle + half * step, middle - half * step, middle + side * off * step, sigma * step


def _draw_cp(d: Draw) -> Drawn[Cp]:
    if (drawn := _draw_sides(d)) is None:
        return None
    story, upper, lower, mean, sigma = drawn
    return Cp(upper=upper, lower=lower, sigma=sigma), replace(story, besides=(mean,))


def _draw_cpk(d: Draw) -> Drawn[Cpk]:
    if (drawn := _draw_sides(d)) is None:
        return None
    story, upper, lower, mean, sigma = drawn
    return Cpk(upper=upper, lower=lower, mean=mean, sigma=sigma), story


def _work_cp(v: Cp, t: Told) -> Worked:
    return Worked(
        v.width / (6 * v.sigma),
        f"Tolerance: {t.upper} − {t.lower} = {_plain(v.width)}.",
        f"Spread of the process: 6 × {t.sigma} = {_plain(6 * v.sigma)}.",
        f"Cp = {_plain(v.width)} ÷ {_plain(6 * v.sigma)} = <gives>.",
    )


def _ask_cp(v: Cp, t: Told) -> Asked:
    mean, width = t.besides[0], f"({t.upper} − {t.lower})"
    near, far = sorted((v.upper - mean, mean - v.lower))
    return Asked(
        f"{t.story(mean=given(mean))}\nWhat is the process capability index Cp, to two decimals?",
        f"Cp compares the whole tolerance, {_plain(v.width)}, with a spread of six standard deviations, "
        f"{_plain(6 * v.sigma)}: that is <gives>. The mean plays no part.",
        Mistake(
            "dividing by three standard deviations",
            v.width / (3 * v.sigma),
            f"You divided by three standard deviations: {width} ÷ (3 × {t.sigma}) gives <gives>. The whole tolerance "
            "is compared with the whole spread, three on each side.",
        ),
        Mistake(
            "the halved tolerance",
            v.width / (12 * v.sigma),
            f"You halved the tolerance but kept six standard deviations: {_plain(v.width / 2)} ÷ (6 × {t.sigma}) gives "
            "<gives>. Take both from edge to edge.",
        ),
        Mistake(
            "Cpk in place of Cp",
            near / (3 * v.sigma),
            f"You took the side nearer to the mean: {_plain(near)} ÷ (3 × {t.sigma}) gives <gives>. That is Cpk; Cp "
            "does not ask where the mean lies.",
        ),
        Mistake(
            "the side with more room",
            far / (3 * v.sigma),
            f"You took the side with more room: {_plain(far)} ÷ (3 × {t.sigma}) gives <gives>. Cp uses the whole "
            "tolerance, wherever the mean lies.",
        ),
        Mistake(
            "the inverted ratio",
            6 * v.sigma / v.width,
            f"You divided the spread by the tolerance: 6 × {t.sigma} ÷ {width} gives <gives>. Cp is the other way "
            "round: more is better.",
        ),
        Mistake(
            "two standard deviations on each side",
            v.width / (4 * v.sigma),
            f"You counted two standard deviations on each side: {width} ÷ (4 × {t.sigma}) gives <gives>. The spread of "
            "a process is taken as three on each side.",
        ),
    )


def _work_cpk(v: Cpk, t: Told) -> Worked:
    near = min(v.above, v.beneath)
    return Worked(
        near / (3 * v.sigma),
        f"From the mean to the upper limit: {t.upper} − {t.mean} = {_plain(v.above)}.",
        f"From the mean to the lower limit: {t.mean} − {t.lower} = {_plain(v.beneath)}.",
        f"Cpk = the smaller one ÷ 3σ = {_plain(near)} ÷ (3 × {t.sigma}) = <gives>.",
    )


def _ask_cpk(v: Cpk, t: Told) -> Asked:
    near, far = sorted((v.above, v.beneath))
    limit, other = ("upper", "lower") if v.above < v.beneath else ("lower", "upper")
    width, three = f"({t.upper} − {t.lower})", f"(3 × {t.sigma})"
    return Asked(
        f"{t.story()}\nWhat is the process capability index Cpk, to two decimals?",
        f"The {limit} limit is the nearer one: {_plain(near)} ÷ {three} is <gives>.",
        Mistake(
            "Cp in place of Cpk",
            (v.upper - v.lower) / (6 * v.sigma),
            f"You ignored where the mean lies: {width} ÷ (6 × {t.sigma}) gives <gives>. That is Cp; the process could "
            "reach it if it were centred.",
        ),
        Mistake(
            "the side with more room",
            far / (3 * v.sigma),
            f"You measured to the {other} limit: {_plain(far)} ÷ {three} gives <gives>. The {limit} limit is nearer to "
            "the mean, and there the process fails first.",
        ),
        Mistake(
            "dividing by six standard deviations",
            near / (6 * v.sigma),
            f"You divided by six standard deviations: {_plain(near)} ÷ (6 × {t.sigma}) gives <gives>. One side of the "
            "tolerance is compared with one side of the spread, three of them.",
        ),
        Mistake(
            "a distance not divided by three",
            near / v.sigma,
            f"You counted standard deviations to the nearer limit: {_plain(near)} ÷ {t.sigma} gives <gives>. Cpk is a "
            "third of that.",
        ),
        Mistake(
            "the whole tolerance for one side",
            (v.upper - v.lower) / (3 * v.sigma),
            f"You set the whole tolerance against one side of the spread: {width} ÷ {three} gives <gives>. From the "
            f"mean to the nearer limit there is only {_plain(near)}.",
        ),
        Mistake(
            "the distance from the middle",
            (far - near) / (6 * v.sigma),
            f"You measured how far the mean is from the middle of the tolerance: {_plain((far - near) / 2)} ÷ {three} "
            "gives <gives>. What counts is how far it is from the nearer limit.",
        ),
        Mistake(
            "the inverted ratio",
            3 * v.sigma / near,
            f"You divided the spread by the distance: 3 × {t.sigma} ÷ {_plain(near)} gives <gives>. Cpk is the other "
            "way round: more is better.",
        ),
    )


CP = generator(
    "quality.cp",
    "Process capability index Cp",
    "Cp = (USL − LSL) ÷ (6 × σ)",
    values=Cp,
    draw=_draw_cp,
    work=_work_cp,
    ask=_ask_cp,
    gives="process capability Cp",
    measure=Measure("", 2),
    example="upper=10.5 lower=9.5 sigma=0.125",
    subtopic="QU07",
    book="MON",
    topic="process capability ratios: Cp",
)
CPK = generator(
    "quality.cpk",
    "Process capability index Cpk",
    "Cpk = min(USL − μ, μ − LSL) ÷ (3 × σ)",
    values=Cpk,
    draw=_draw_cpk,
    work=_work_cpk,
    ask=_ask_cpk,
    gives="process capability Cpk",
    measure=Measure("", 2),
    example="upper=10.5 lower=9.5 mean=10.05 sigma=0.1",
    subtopic="QU07",
    book="MON",
    topic="process capability ratios: Cpk",
)
