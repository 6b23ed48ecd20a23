"""How multifactor productivity has changed from one year to the next."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import half_up, price, short, table
from content.generators.kit.values import dollars


class Productivity(Values):
    """Multifactor productivity is output over labour, material and overhead, all in constant dollars."""

    output: tuple[Decimal, ...] = dollars("O", "output", per="year", least=2, most=2)
    labour: tuple[Decimal, ...] = dollars("L", "labour", per="year", least=2, most=2)
    material: tuple[Decimal, ...] = dollars("M", "material", low=0, per="year", least=2, most=2)
    overhead: tuple[Decimal, ...] = dollars("OH", "overhead", low=0, per="year", least=2, most=2)

    @property
    def inputs(self) -> tuple[Decimal, ...]:
        """All that goes in, of each year."""
        return tuple(
            labour + material + overhead
            for labour, material, overhead in zip(self.labour, self.material, self.overhead, strict=True)
        )

    @property
    def change(self) -> Decimal:
        """From the first year to the second, in percent, divided once."""
        (first, second), (before, now) = self.output, self.inputs
        return 100 * (second * before - first * now) / (first * now)

    @property
    def ratios(self) -> tuple[Decimal, ...]:
        """Multifactor productivity of each year."""
        return tuple(out / into for out, into in zip(self.output, self.inputs, strict=True))


_STORIES = stories(
    "year | A bakery compares two years, in constant dollars:",
    "year | A maker of garden sheds reviews its productivity, in constant dollars:",
    "year | A contract laboratory compares its last two years, in constant dollars:",
    "year | A plant for plastic toys has these figures, in constant dollars:",
)


def _draw(d: Draw) -> Drawn[Productivity]:
    def later(first: Decimal, low: int, high: int) -> tuple[Decimal, Decimal]:
        return first, half_up(first * d.whole(low, high) / 100, -2)

    spent = d.numbers(3, 8_000, 50_000, 500)
    output = half_up(sum(spent, Decimal(0)) * d.whole(120, 190) / 100, -3)
    values = Productivity(
        output=later(output, 92, 120),
        labour=later(spent[0], 90, 115),
        material=later(spent[1], 90, 115),
        overhead=later(spent[2], 90, 115),
    )
    story = d.pick(_STORIES)
    return (values, story) if abs(values.change) >= 2 else None


def _change(pair: Sequence[Decimal]) -> Decimal:
    """From the first to the second, in percent of the first."""
    return 100 * (pair[1] / pair[0] - 1)


def _work(v: Productivity, t: Told) -> Worked:
    before, after = (
        f"{price(out)} ÷ {price(into)} = {short(ratio, 4)}"
        for out, into, ratio in zip(v.output, v.inputs, v.ratios, strict=True)
    )
    return Worked(
        v.change,
        f"Last year: output ÷ all inputs = {before}.",
        f"This year: {after}.",
        f"Change: {short(v.ratios[1], 4)} ÷ {short(v.ratios[0], 4)} − 1 = <gives>.",
    )


def _ask(v: Productivity, t: Told) -> Asked:
    labour = tuple(out / paid for out, paid in zip(v.output, v.labour, strict=True))
    upside_down = tuple(1 / ratio for ratio in v.ratios)
    (old, new), growth, used = v.ratios, _change(v.output), _change(v.inputs)
    first, second = short(old, 4), short(new, 4)
    rows = [
        (name, tuple(map(price, both)))
        for name, both in (
            ("Output", v.output),
            ("Labour", v.labour),
            ("Material", v.material),
            ("Overhead", v.overhead),
        )
    ]
    return Asked(
        f"{t.story()}\n"
        + table((("", ("Last year", "This year")), *rows))
        + "\nMultifactor productivity is output ÷ (labour + material + overhead). By how many percent did it change, "
        "to one decimal (a fall is negative)?",
        f"Output for each dollar of input went from {first} to {second}: {second} ÷ {first} − 1 is <gives>.",
        Mistake(
            "labour productivity only",
            _change(labour),
            f"You used labour alone: {short(labour[1], 4)} ÷ {short(labour[0], 4)} − 1 gives <gives>. Multifactor "
            "productivity counts material and overhead too.",
        ),
        Mistake(
            "growth of output taken for productivity",
            growth,
            f"You gave the growth of output: {price(v.output[1])} ÷ {price(v.output[0])} − 1 gives <gives>. The "
            f"inputs changed as well, by {short(used, 1)}%.",
        ),
        Mistake(
            "the inverted ratio",
            _change(upside_down),
            f"You divided input by output: {short(upside_down[1], 4)} ÷ {short(upside_down[0], 4)} − 1 gives <gives>. "
            "That is how the cost of a dollar of output changed.",
        ),
        Mistake(
            "the difference of the ratios",
            100 * (new - old),
            f"You subtracted the ratios: {second} − {first} gives <gives>. A change in percent is relative to last "
            "year.",
        ),
        Mistake(
            "the later year taken for the base",
            100 * (new - old) / new,
            f"You set the change against this year: ({second} − {first}) ÷ {second} gives <gives>. The base is last "
            "year.",
        ),
        Mistake(
            "subtracting the growth rates",
            growth - used,
            f"You took the growth of input from that of output: {short(growth, 2)}% − {_bracketed(used)} gives "
            "<gives>. Productivity is a quotient, and its growth is not a plain difference.",
        ),
    )


def _bracketed(percent: Decimal) -> str:
    shown = f"{short(percent, 2)}%"
    return f"({shown})" if percent < 0 else shown


MULTIFACTOR_PRODUCTIVITY = generator(
    "strategy.multifactor_productivity",
    "Change in multifactor productivity",
    "change = MFP₂ ÷ MFP₁ − 1; MFP = O ÷ (L + M + OH)",
    values=Productivity,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="change in multifactor productivity",
    measure=Measure("%", 1, negative=True),
    example="output=100000,126000 labour=30000,33000 material=40000,45000 overhead=10000,12000",
    subtopic="ST20",
    book="JC",
    topic="productivity: multifactor measures",
)
