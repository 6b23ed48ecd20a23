"""Every formula answers for its example, and says what is wrong with values that make no sense."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.model.formulas import BadValues, Formula, Kind
from bot.rules.formulas import assigned, described, read, solve
from content.generators import GENERATORS
from tests.content import golden
from tests.content.drawing import ASKED

FORMULAS = {each.id: each.formula for each in ASKED if each.formula is not None}
every_formula = pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)


def faults(id: str, typed: str) -> dict[str, str]:
    with pytest.raises(BadValues) as caught:
        solve(FORMULAS[id], assigned(typed))
    return {fault.name: fault.text for fault in caught.value.faults}


def test_every_generator_has_a_formula() -> None:
    assert [golden.name(each) for each in GENERATORS if each.formula is None] == []


@every_formula
def test_a_formula_answers_for_its_example_and_tells_what_it_needs(formula: Formula) -> None:
    typed = assigned(formula.example)
    assert list(typed) == [variable.name for variable in formula.variables], "the example in the order declared"
    solved = solve(formula, typed)
    assert solved.answer in " ".join(solved.working) and len(solved.working) >= 2
    assert (solved.exact is None) == (not formula.rounding)
    assert formula.title and formula.expression and formula.gives and formula.note
    for variable in formula.variables:
        assert variable.symbol and variable.meaning and described(variable)
        assert variable.name.isidentifier() and variable.name.islower()
        assert variable.kind is not Kind.CHOICE or len(variable.choices) > 1


@every_formula
def test_a_formula_refuses_what_it_cannot_compute(formula: Formula) -> None:
    with pytest.raises(BadValues) as caught:
        solve(formula, {"nonsense": "1"})
    assert {fault.name for fault in caught.value.faults} == {"nonsense", *(v.name for v in formula.variables)}
    for typed in ("abc", "1e5", "-5e", "99999999999999999999", "NaN", "∞"):
        for variable in formula.variables:
            with pytest.raises(BadValues) as caught:
                solve(formula, {**assigned(formula.example), variable.name: typed})
            assert all(fault.text for fault in caught.value.faults)


def test_everything_wrong_is_told_at_once() -> None:
    assert faults("inventory.safety_stock", "sigma=abc leed=9 z=0") == {
        "sigma": "“abc” is no number; standard deviation of daily demand, in units",
        "lead": "is missing: lead time, in days",
        "z": "0 does not fit: it must be above 0",
        "leed": "is none of sigma, lead, z. Did you mean lead?",
    }


def test_values_that_make_no_sense_together_are_refused_with_what_would() -> None:
    assert faults("strategy.break_even", "fixed=1000 price=20 variable=20") == {
        "variable": "must be below the price of $20, or no volume breaks even"
    }
    assert faults("distribution.fair_share", "centre=5 hand=10,20 daily=1,2,3 asked=1") == {
        "daily": "has 3 values and hand has 2: give one for each regional centre"
    }
    assert faults("distribution.fair_share", "centre=5 hand=90,20 daily=1,2 asked=1") == {
        "hand": "must not be above 38.333 there: that centre has more than its fair share"
    }
    assert faults("demand.mad", "actual=1 forecast=1") == {
        name: "has 1 values; 2 to 24 are needed, one for each period" for name in ("actual", "forecast")
    }


def test_numbers_are_read_as_people_type_them() -> None:
    break_even = FORMULAS["strategy.break_even"]
    assert solve(break_even, assigned("FIXED=$60,000  price= 50.00 variable=30")).answer == "3,000 units"
    assert solve(break_even, assigned("fixed=60000, price=50, variable=29.50")).working[0].endswith("= $20.50.")
    mad = assigned("actual=105, 92, 118 forecast=100,100,110")
    assert read(FORMULAS["demand.mad"].variables, mad)["actual"] == (Decimal(105), Decimal(92), Decimal(118))
    assert solve(FORMULAS["demand.mad"], mad).answer == "7.00 units"


@pytest.mark.parametrize("typed", ["20", "sigma", "sigma=20 9", "=5"])
def test_what_is_no_assignment_is_refused(typed: str) -> None:
    with pytest.raises(BadValues, match=r"name=value|is no number|is missing"):
        solve(FORMULAS["inventory.safety_stock"], assigned(typed))
