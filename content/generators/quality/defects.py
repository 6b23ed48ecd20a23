"""Defects per million opportunities."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import comma, given
from content.generators.kit.values import number

_MILLION = 1_000_000


class Dpmo(Values):
    """Each defect counts, also where several are on one unit; every unit has the same number of opportunities."""

    defects: Decimal = number("D", "defects", "defects", low=0)
    inspected: Decimal = number("N", "units inspected", "units")
    chances: Decimal = number("O", "opportunities for a defect", "opportunities a unit")


_STORIES = stories(
    "form | A bank checked {inspected} loan {units}. Each has {chances} fields that can be filled in wrongly. In all "
    "{defects} wrong fields were found, on {flawed} of the {units}.",
    "board | An electronics plant inspected {inspected} {units}, each with {chances} opportunities for a defect. It "
    "found {defects} defects; {flawed} {units} had one or more of them.",
    "shirt | A textile maker examined {inspected} {units}. A {unit} can have a defect in {chances} places. The "
    "examiners found {defects} defects and set {flawed} {units} aside.",
    "order | A pharmacy wholesaler audited {inspected} {units}. In every {unit}, {chances} things can go wrong. The "
    "audit counted {defects} errors, spread over {flawed} {units}.",
)


def _draw(d: Draw) -> Drawn[Dpmo]:
    inspected, defects, chances = d.number(500, 20_000, 100), d.number(10, 300), d.number(3, 20)
    flawed = defects * d.whole(60, 92) // 100
    story = replace(d.pick(_STORIES), besides=(flawed,))
    share = defects / inspected
    usual = Decimal("0.005") <= share <= Decimal("0.1")
    return (Dpmo(defects=defects, inspected=inspected, chances=chances), story) if usual else None


def _work(v: Dpmo, t: Told) -> Worked:
    chances = v.inspected * v.chances
    return Worked(
        v.defects * _MILLION / chances,
        f"Opportunities in all: {t.inspected} × {t.chances} = {given(chances)}.",
        f"DPMO = defects ÷ opportunities × 1,000,000 = {t.defects} ÷ {given(chances)} × 1,000,000 = <gives>.",
    )


def _ask(v: Dpmo, t: Told) -> Asked:
    chances, flawed = v.inspected * v.chances, t.besides[0]
    million = comma(_MILLION)
    multiplied = v.defects * v.chances * _MILLION / v.inspected
    return Asked(
        f"{t.story(flawed=given(flawed))}\nHow many defects per million opportunities (DPMO) is that, to the nearest "
        "whole number?",
        f"There were {t.inspected} × {t.chances} = {given(chances)} opportunities for {t.defects} defects; scaled to a "
        "million, that is <gives>.",
        Mistake(
            "the forgotten opportunities",
            v.defects * _MILLION / v.inspected,
            f"You left out the opportunities: {t.defects} ÷ {t.inspected} × {million} gives <gives>. That is defects "
            f"per million {t.units}; each {t.unit} has {t.chances} opportunities.",
        ),
        Mistake(
            "defects per thousand units",
            v.defects * 1000 / v.inspected,
            f"You found defects per thousand {t.units}: {t.defects} ÷ {t.inspected} × 1,000 gives <gives>. The base is "
            "a million opportunities.",
        ),
        Mistake(
            "the inverted ratio",
            chances / v.defects,
            f"You divided opportunities by defects: {given(chances)} ÷ {t.defects} gives <gives>. That is how many "
            "opportunities there are to one defect.",
        ),
        Mistake(
            "multiplying by the opportunities",
            multiplied,
            f"You multiplied by the opportunities: {t.defects} × {t.chances} ÷ {t.inspected} × {million} gives "
            f"<gives>. The same defects are a smaller part of more opportunities: divide by them.",
            offered=multiplied < _MILLION,
        ),
        Mistake(
            "defective units taken for defects",
            flawed * _MILLION / chances,
            f"You counted defective {t.units}: {given(flawed)} ÷ {given(chances)} × {million} gives <gives>. DPMO "
            f"counts every defect, also the second one on the same {t.unit}.",
        ),
    )


DPMO = generator(
    "quality.dpmo",
    "Defects per million opportunities (DPMO)",
    "DPMO = D ÷ (N × O) × 1,000,000",
    values=Dpmo,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="defects per million opportunities",
    measure=Measure("DPMO", many="DPMO"),
    example="defects=36 inspected=1200 chances=15",
    subtopic="QU09",
    book="JC",
    topic="Six Sigma: defects per million opportunities",
)
