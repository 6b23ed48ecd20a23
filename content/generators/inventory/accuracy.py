"""Inventory record accuracy: the share of records that are right within their tolerance."""

from __future__ import annotations

from decimal import Decimal
from itertools import compress

from bot.model.items import Level
from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short, signed, table
from content.generators.kit.values import number, percent

_TOLERANCE = {"A": Decimal(0), "B": Decimal(1), "C": Decimal(5)}


class RecordAccuracy(Values):
    """A record is right where the count differs from it by no more than the tolerance, in percent of the record."""

    record: tuple[Decimal, ...] = number("R", "quantity on record", "units", per="item", least=1, most=24)
    counted: tuple[Decimal, ...] = number("C", "quantity counted", "units", low=0, per="item", least=1, most=24)
    tolerance: tuple[Decimal, ...] = percent("t", "tolerance", low=0, per="item", least=1, most=24)

    @property
    def differences(self) -> tuple[Decimal, ...]:
        """Count less record."""
        return tuple(c - r for c, r in zip(self.counted, self.record, strict=True))

    @property
    def allowed(self) -> tuple[Decimal, ...]:
        """The largest difference that each item may have."""
        return tuple(r * t / 100 for r, t in zip(self.record, self.tolerance, strict=True))

    @property
    def right(self) -> tuple[bool, ...]:
        """Whether each item is within its tolerance."""
        return tuple(abs(d) <= most for d, most in zip(self.differences, self.allowed, strict=True))


_STORIES = stories(
    "unit | Brush, Comb, Lotion, Razor, Soap, Towel | A cosmetics wholesaler counts six items",
    "unit | Bearing, Gasket, Motor, Rivet, Spring, Washer | A machine builder's stores count six items",
    "unit | Bulb, Dimmer, Fuse, Plug, Socket, Switch | An electrical wholesaler counts six items",
    "unit | Bandage, Catheter, Gauze, Needle, Swab, Tube | A hospital's central store counts six items",
)


def _draw(d: Draw) -> Drawn[RecordAccuracy]:
    classes = d.pick_distinct(d.pick(("AABBCC", "ABBCCC", "AABCCC", "ABBBCC")), 6)
    rows = [_item(each, d) for each in classes]
    values = RecordAccuracy(
        record=tuple(record for record, _ in rows),
        counted=tuple(record + difference for record, difference in rows),
        tolerance=tuple(_TOLERANCE[each] for each in classes),
    )
    story = d.pick(_STORIES)
    return (values, story) if 3 <= sum(values.right) <= 5 else None


def _item(kind: str, d: Draw) -> tuple[Decimal, Decimal]:
    """A record and its difference: none, a small one (within tolerance of B and C) or a large one."""
    record = {"A": d.number(40, 300), "B": d.number(250, 900), "C": d.number(600, 2400)}[kind]
    size = d.pick(("none", "small", "small", "large"))
    if size == "none" or (kind == "A" and size == "small"):
        return record, Decimal(0)
    low, high = (
        {"A": (10, 45), "B": (13, 45), "C": (62, 150)}[kind] if size == "large" else {"B": (2, 9), "C": (14, 46)}[kind]
    )
    difference = max(record * d.whole(low, high) // 1000, Decimal(1))
    return record, difference * d.pick((1, -1, -1))


def _work(v: RecordAccuracy, t: Told) -> Worked:
    right, n = sum(v.right), len(v.record)
    names = ", ".join(compress(t.names, v.right)) or "none"
    return Worked(
        Decimal(100 * right) / n,
        "Differences, count − record: " + ", ".join(map(signed, v.differences)) + ".",
        "Largest allowed, tolerance × record: " + ", ".join(map(short, v.allowed)) + ".",
        f"Within tolerance: {names}.",
        f"Accuracy = {right} ÷ {n} = <gives>.",
    )


def _ask(v: RecordAccuracy, t: Told) -> Asked:
    n, right = len(v.record), sum(v.right)
    exact, wide = (
        sum(abs(d) * 100 <= r * most for d, r in zip(v.differences, v.record, strict=True)) for most in (0, 5)
    )
    on_record, off = sum(v.record, Decimal(0)), sum(map(abs, v.differences), Decimal(0))
    net = sum(v.differences, Decimal(0))
    classes = {tolerance: each for each, tolerance in _TOLERANCE.items()}
    rows = [
        (name, (classes[tolerance], record, counted))
        for name, tolerance, record, counted in zip(t.names, v.tolerance, v.record, v.counted, strict=True)
    ]
    return Asked(
        f"{t.story()}. The tolerance of a record, in percent of it, is 0% in class A, 1% in class B and 5% in class "
        "C.\n"
        + table((("Item", ("Class", "Record", "Count")), *rows))
        + "\nWhat is the inventory record accuracy, as the percentage of items within tolerance, to one decimal?",
        f"{', '.join(compress(t.names, v.right))} are within the tolerance of their class: {right} of {n} items, or "
        "<gives>.",
        Mistake(
            "the ignored tolerance",
            Decimal(100 * exact) / n,
            f"You counted only records without any difference: {exact} ÷ {n} gives <gives>. Records in classes B "
            "and C may be off a little.",
        ),
        Mistake(
            "netting the differences",
            100 * (1 - abs(net) / on_record),
            f"You netted the differences, {signed(net)} in all: 1 − {given(abs(net))} ÷ {given(on_record)} gives "
            "<gives>. Too much of one item does not make up for too little of another.",
        ),
        Mistake(
            "units taken for records",
            100 * (1 - off / on_record),
            f"You measured units: 1 − {given(off)} ÷ {given(on_record)} gives <gives>. Accuracy counts the items whose "
            "record can be trusted.",
        ),
        Mistake(
            "the share outside tolerance",
            Decimal(100 * (n - right)) / n,
            f"You gave the share of wrong records: {n - right} ÷ {n} gives <gives>. Accuracy is the share of those "
            "within tolerance.",
        ),
        Mistake(
            "the widest tolerance for every item",
            Decimal(100 * wide) / n,
            f"You allowed every item 5%: {wide} ÷ {n} gives <gives>. Class B allows 1%, and class A no "
            "difference at all.",
        ),
    )


IRA = generator(
    "inventory.ira",
    "Inventory record accuracy with tolerance",
    "accuracy = items with |C − R| ≤ t × R ÷ items counted",
    values=RecordAccuracy,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="inventory record accuracy",
    measure=Measure("%", 1),
    example="record=100,250,80,400 counted=100,248,80,430 tolerance=0,1,0,5",
    subtopic="IN18",
    level=Level.ANALYSE,
    book="IMM",
    topic="physical inventory: record accuracy",
)
