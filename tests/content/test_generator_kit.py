"""What generators are made with: draws, roundings, distances, versions, answers in words, typed answers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bot.bank import Bank
from bot.bank.generators import generated_item, names
from bot.bank.lint.generated import sample
from bot.model.formulas import BadValues
from bot.model.items import Generator, Question
from bot.rules.formula_names import newest
from content.generators.inventory import GENERATORS as INVENTORY
from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.choosing import apart
from content.generators.kit.figures import comma, count, half_up, money, plural, price, short, table, up
from content.generators.kit.values import choice, number

STORIES = stories("bag | A mill packs {first} {units}.", "box | A shop sells {first} {units}.")


class Pair(Values):
    """Nothing."""

    first: Decimal = number("a", "the first", "units", low=-1000)
    second: Decimal = number("b", "the second", "units")


def draw(d: Draw) -> Drawn[Pair]:
    return Pair(first=d.number(100, 900, 50), second=d.number(2, 5)), d.pick(STORIES)


def work(v: Pair, t: Told) -> Worked:
    return Worked(v.first / v.second, f"{t.first} ÷ {t.second}", "That is <gives>.")


def ask(v: Pair, t: Told) -> Asked:
    wrong = (Mistake(f"slip {n}", v.first * n, f"You took {n} times: <gives>.") for n in (2, 3, 4))
    return Asked(f"{t.story()} How many {t.units}?", "So it is: <gives>.", *wrong)


def made(**other: object) -> Generator:
    settings: dict[str, object] = {
        "values": Pair, "draw": draw, "work": work, "ask": ask, "gives": "share", "measure": Measure(places=1),
        "example": "first=100 second=4", "subtopic": "DM07", "book": "IMM", "topic": "t", "id": "demand.x",
        "title": "X", "expression": "a ÷ b",
    }  # fmt: skip
    return generator(**{**settings, **other})  # type: ignore[arg-type]


def of_value(key: int, *wrong: int) -> dict[str, object]:
    return {
        "work": lambda v, t: Worked(Decimal(key), "a", "<gives>"),
        "ask": lambda v, t: Asked("?", "So", *(Mistake("m", Decimal(value), "You") for value in wrong)),
    }


def test_a_changed_generator_stands_beside_its_old_version_and_only_the_new_one_is_asked() -> None:
    old = made()
    new = made(version=2, measure=Measure(places=2), title="X, to the cent")
    bank = Bank([generated_item(old), generated_item(new)], {}, {})
    assert [(item.version, item.generator) for item in bank.eligible()] == [(2, new)]
    assert bank.formulas() == (new.formula,) == newest([new, old])
    assert bank.item("demand.x", 1).draw(7) == made().draw(7)
    assert bank.item("demand.x", 1).draw(7) != bank.item("demand.x", 2).draw(7)
    assert [fault.text for fault in names([old, made()], {})][-2] == "demand.x: version 1 is there twice, or below 1"


def test_answers_in_words_are_told_apart_by_their_words() -> None:
    def say(v: Pair, t: Told) -> Worked:
        return Worked(f"{t.first} {t.units} in week {t.second}", "Count.", "So <gives>.")

    def mistaken(v: Pair, t: Told) -> Asked:
        right = say(v, t).key
        texts = (str(right).upper(), f"{t.first} {t.units} in week 9", f"{t.second} {t.units} in week 1", "none, ever")
        return Asked("When?", "So: <gives>.", *(Mistake(text[-6:], text, "You said <gives>.") for text in texts))

    each = made(measure=None, work=say, ask=mistaken)
    for seed in range(20):
        question = each.draw(seed)
        assert not question.ordered and question.typed is None
        assert {option.mistake for option in question.options} == {"", "week 9", "week 1", ", ever"}
        assert len({option.text.casefold() for option in question.options}) == 4
    assert each.formula is not None
    assert each.formula.solve({"first": Decimal(5), "second": Decimal(3)}).answer == "5 units in week 3"


def test_nought_is_never_asked_and_below_it_only_where_the_sign_is_the_point() -> None:
    def values(measure: Measure) -> list[str]:
        loss = made(measure=measure, **of_value(-40, 40, -90, 70, 0))
        return [option.text for option in loss.draw(1).options]

    assert values(Measure("$", negative=True)) == ["−$90", "−$40", "$40", "$70"]
    with pytest.raises(RuntimeError, match=r"demand\.x found no usable numbers"):
        values(Measure("$"))


def test_numbers_too_close_are_thrown_away_and_drawn_again() -> None:
    tries: list[int] = []

    def close_at_first(v: Pair, t: Told) -> Asked:
        tries.append(0)
        wrong = (99, 101, 50, 70) if len(tries) < 3 else (50, 70, 200)
        return Asked("?", "So", *(Mistake("m", Decimal(value), "You") for value in wrong))

    question: Question = made(**{**of_value(100), "ask": close_at_first, "measure": Measure("$")}).draw(1)
    assert len(tries) == 3
    assert [option.text for option in question.options] == ["$50", "$70", "$100", "$200"]


def test_a_mistake_that_is_not_offered_is_known_when_it_is_typed() -> None:
    def ask(v: Pair, t: Told) -> Asked:
        near = (Mistake("near", Decimal(value), "You") for value in (50, 70, 200))
        return Asked("?", "So", Mistake("far", Decimal(9000), "You took <gives>.", offered=False), *near)

    for seed in range(20):
        question = made(**{**of_value(100), "ask": ask, "measure": Measure("$")}).draw(seed)
        assert {option.mistake for option in question.options} == {"", "near"}
        slip = question.typed and question.typed.slip(Decimal(9000))
        assert slip and (slip.name, slip.why) == ("far", "You took $9,000.")


def test_the_rules_find_a_generator_that_is_not_a_pure_function() -> None:
    seen: list[int] = []

    def counted(v: Pair, t: Told) -> Worked:
        seen.append(0)
        return Worked(Decimal(1000 + len(seen)), "a", "<gives>")

    assert any("two different questions" in fault.text for fault in sample(made(work=counted)))


def test_the_rules_find_a_generator_with_a_wrong_name() -> None:
    texts = [fault.text for fault in names([made(id="demand.X")], {})]
    assert texts == ["demand.X: the id does not fit", "demand.X: `DM07` is no subtopic of demand"]


def test_what_divides_by_nothing_is_refused_and_not_raised() -> None:
    formula = made(work=lambda v, t: Worked(v.second / (v.first * 0), "a")).formula
    assert formula is not None
    with pytest.raises(BadValues, match="have no answer together"):
        formula.solve({"first": Decimal(0), "second": Decimal(1)})


def test_values_are_complete_and_know_their_kinds() -> None:
    with pytest.raises(TypeError, match="Pair takes first, second"):
        Pair(first=Decimal(1))  # type: ignore[call-arg]

    class Order(Values):
        """Nothing."""

        rule: str = choice("r", "rule", ("FCFS", "SPT"))

    assert Order(rule="SPT").given() == {"rule": "SPT"} and Order.variables[0].choices == ("FCFS", "SPT")


def test_a_typed_answer_is_right_within_a_unit_of_the_rounding_or_half_a_percent() -> None:
    question = next(each for each in INVENTORY if each.id == "inventory.safety_stock").draw(3)
    typed = question.typed
    assert typed is not None and typed.rounding.startswith("rounded up to a whole ") and typed.step == 1
    slack = max(Decimal(1), typed.key / 200)
    assert typed.accepts(typed.key + slack) and typed.accepts(typed.key - slack)
    assert not typed.accepts(typed.key + slack + 1) and not typed.accepts(-typed.key)
    slip = typed.slip(typed.slips[0].value)
    assert slip is not None and slip.name == "the missing square root of the lead time" and "<gives>" not in slip.why


def test_a_key_found_with_another_table_of_z_is_accepted() -> None:
    each = next(each for each in INVENTORY if each.id == "inventory.safety_stock")
    questions = [each.draw(seed) for seed in range(40)]
    keys = [question.typed for question in questions if "z = 1.65" in question.stem]
    assert keys and all(typed and len(typed.also) == 2 and max(typed.also) <= typed.key for typed in keys)
    assert all(typed.accepts(min(typed.also) - typed.step) for typed in keys if typed)
    assert any(not replace(typed, also=()).accepts(min(typed.also) - typed.step) for typed in keys if typed)
    assert all(not q.typed.also for q in questions if q.typed and "z = 2.05" in q.stem)


def test_draws_depend_on_the_name_alone_and_cover_their_range() -> None:
    first, again, other = Draw("a"), Draw("a"), Draw("b")
    numbers = [first.whole(2, 10, 2) for _ in range(200)]
    assert numbers == [again.whole(2, 10, 2) for _ in range(200)]
    assert numbers != [other.whole(2, 10, 2) for _ in range(200)]
    assert set(numbers) == {2, 4, 6, 8, 10}
    assert {Draw(str(n)).decimal("0.10", "0.30", "0.05") for n in range(99)} == {
        Decimal(value) for value in ("0.10", "0.15", "0.20", "0.25", "0.30")
    }
    assert Draw("fixed").whole(0, 999) == 415
    assert sorted(Draw("z").pick_distinct("abc", 3)) == ["a", "b", "c"]


def test_options_are_apart_by_two_percent_and_more_than_one_unit() -> None:
    assert apart(Decimal(100), Decimal(98), Decimal(1))
    assert not apart(Decimal(100), Decimal(99), Decimal("0.1"))
    assert not apart(Decimal(3), Decimal(4), Decimal(1))


def test_rounding_is_half_up_and_ceilings_ignore_noise() -> None:
    assert half_up(Decimal("2.5")) == 3 and half_up(Decimal("0.125"), 2) == Decimal("0.13")
    assert half_up(Decimal("73.74999999999999999999999999"), 1) == Decimal("73.8")
    assert half_up(Decimal("73.7499999"), 1) == Decimal("73.7")
    assert up(Decimal("18.00000000000000000000001")) == 18 and up(Decimal("18.0001")) == 19


@pytest.mark.parametrize(
    ("measure", "value", "shown", "rounding"),
    [
        (Measure(), "1", "1 battery", "to the nearest whole battery"),
        (Measure(up=True), "1234.2", "1,235 batteries", "rounded up to a whole battery"),
        (Measure("day", 1), "1", "1.0 days", "to one decimal"),
        (Measure("std h", 1, many="std h"), "12.25", "12.3 std h", "to one decimal"),
        (Measure("%", 1), "-2.05", "−2.1%", "to one decimal"),
        (Measure("$", 2), "-1234.5", "−$1,234.50", "to the cent"),
        (Measure("$"), "1234.5", "$1,235", "to the whole dollar"),
        (Measure("", 2), "0.925", "0.93", "to two decimals"),
    ],
)
def test_an_answer_is_shown_with_its_unit_and_says_its_rounding(
    measure: Measure, value: str, shown: str, rounding: str
) -> None:
    assert measure.shown(measure.rounded(Decimal(value)), "battery") == shown
    assert measure.rounding("battery") == rounding


def test_figures_are_written_as_members_read_them() -> None:
    assert [price(Decimal(text)) for text in ("12", "12.5", "0.125", "-3.10", "1E+3")] == [
        "$12", "$12.50", "$0.125", "−$3.10", "$1,000",
    ]  # fmt: skip
    assert (money(-3500), count(1, "box"), count(2, "box"), plural("day")) == ("−$3,500", "1 box", "2 boxes", "days")
    assert (short(Decimal("1200"), 0), short(Decimal("-1.250"))) == ("1,200", "−1.25")


def test_nought_has_no_sign_where_a_small_loss_is_rounded_away() -> None:
    assert (comma(Decimal("-0.001"), 2), short(Decimal("-0.0001"))) == ("0.00", "0")
    assert comma(Decimal("-0.005"), 2) == "−0.01"


def test_a_tiny_amount_is_written_out() -> None:
    assert price(Decimal("0.0000000001")) == "$0.0000000001"


def test_tables_are_aligned_lines_of_code() -> None:
    assert table((("Week", ("1", "2")), ("Demand", (1200, 5)))) == "`Week        1  2`\n`Demand  1,200  5`"


def test_the_kit_is_found_in_the_guide() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "authors.md").read_text(encoding="utf-8")
    assert all(word in guide for word in ("Values", "Worked", "Asked", "Mistake", "Measure", "stories", "_v1"))
