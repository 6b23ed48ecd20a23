"""The risk priority number of a failure mode and effects analysis (FMEA)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.values import whole


class RiskPriority(Values):
    """Ratings run from 1 to 10; 10 in detection means that the failure is almost certain to go unnoticed."""

    severity: int = whole("S", "severity of the effect", "points from 1 to 10", high=10)
    occurrence: int = whole("O", "occurrence of the cause", "points from 1 to 10", high=10)
    detection: int = whole("D", "detection, 10 where it is least likely", "points from 1 to 10", high=10)


_STORIES = stories(
    "pump | A maker of infusion pumps rates a blocked valve in its FMEA: severity {severity}, occurrence {occurrence}, "
    "detection {before}. A pressure test of every {unit} would bring detection to {detection}.",
    "bag | A flour mill's FMEA lists metal splinters in a {unit}: severity {severity}, occurrence {occurrence} and "
    "detection {before}. With a new metal detector, detection would be rated {detection}.",
    "axle | A car plant rates a loose bolt in its FMEA: {severity} for severity, {occurrence} for occurrence, {before} "
    "for detection. A wrench that records the torque would cut detection to {detection}.",
    "parcel | In the FMEA of a pharmacy's mail-order store, a wrong drug in a {unit} has severity {severity}, "
    "occurrence {occurrence} and detection {before}. Scanning each pack would make detection {detection}.",
)


def _draw(d: Draw) -> Drawn[RiskPriority]:
    before, after = d.whole(5, 9), d.whole(2, 4)
    values = RiskPriority(severity=d.whole(5, 10), occurrence=d.whole(2, 8), detection=after)
    story = replace(d.pick(_STORIES), besides=(Decimal(before),))
    return None if before == 2 * after else (values, story)  # else the fall is the new value


def _work(v: RiskPriority, t: Told) -> Worked:
    risk = v.severity * v.occurrence
    return Worked(
        Decimal(risk * v.detection),
        f"Severity × occurrence: {t.severity} × {t.occurrence} = {risk}.",
        f"RPN = severity × occurrence × detection = {risk} × {t.detection} = <gives>.",
    )


def _ask(v: RiskPriority, t: Told) -> Asked:
    s, o, after, before = v.severity, v.occurrence, v.detection, int(t.besides[0])
    return Asked(
        f"{t.story(before=before)} The other two ratings would stay. Ratings run from 1 to 10, and 10 in detection "
        "means almost certain to go unnoticed.\nWhat would the risk priority number (RPN) be after the change?",
        f"The RPN is the product of the three ratings as they would be then: {s} × {o} × {after} is <gives>.",
        Mistake(
            "the number before the change",
            Decimal(s * o * before),
            f"You kept the old detection rating: {s} × {o} × {before} gives <gives>. The change brings detection to "
            f"{after}.",
        ),
        Mistake(
            "adding the ratings",
            Decimal(s + o + after),
            f"You added the ratings: {s} + {o} + {after} gives <gives>. In an RPN they are multiplied.",
        ),
        Mistake(
            "the forgotten detection",
            Decimal(s * o),
            f"You left out detection: {s} × {o} gives <gives>. A failure that goes unnoticed is worse than one that is "
            "caught.",
        ),
        Mistake(
            "the reduction taken for the new value",
            Decimal(s * o * (before - after)),
            f"You found by how much the RPN falls: {s} × {o} × ({before} − {after}) gives <gives>. The question is "
            "what remains.",
        ),
        Mistake(
            "the forgotten occurrence",
            Decimal(s * after),
            f"You left out occurrence: {s} × {after} gives <gives>. How frequent the cause is counts as much as the "
            "other two.",
        ),
        Mistake(
            "the detection scale read backwards",
            Decimal(s * o * (11 - after)),
            f"You read the detection scale backwards, {after} as {11 - after}: {s} × {o} × {11 - after} gives <gives>. "
            "A low rating means that the failure is found easily.",
        ),
    )


RPN = generator(
    "quality.rpn",
    "Risk priority number (RPN)",
    "RPN = S × O × D",
    values=RiskPriority,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="risk priority number",
    measure=Measure(""),
    example="severity=8 occurrence=4 detection=3",
    subtopic="QU10",
    book="JC",
    topic="failure mode and effects analysis: risk priority number",
)
