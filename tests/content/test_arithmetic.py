"""What a `check:` expression may say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.bank.arithmetic import NotArithmetic, evaluate, half_up


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("40 * 12 + 90", "570"),
        ("-(2 ** 3) / 4", "-2"),
        ("0.1 + 0.2", "0.3"),
        ("sqrt(2 * 1200 * 75 / 5)", "189.7366596101027599199336127"),
        ("ceil(10 / 3)", "4"),
        ("ceil((1 / 3) * 3 * 18)", "18"),
        ("floor(7.99)", "7"),
        ("round(2.345, 2)", "2.35"),
        ("max(1, 5, 3) + min(4, 2) + abs(-1) + sum(1, 2, 3)", "14"),
    ],
)
def test_plain_arithmetic_has_its_exact_value(expression: str, value: str) -> None:
    assert evaluate(expression) == Decimal(value)


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os').system('true')", "(1).real", "x + 1", "'a' * 9", "1 if 2 else 3", "[1][0]", "1 // 2", "True",
        "9 ** 9999999", "9 ** 200 ** 2", "1 / 0", "sqrt(-1)", "sqrt()", "round(1, 2, 3)", "1 +", "",
        "(" * 300, "1 + " * 200,
    ],
)  # fmt: skip
def test_anything_else_is_refused(expression: str) -> None:
    with pytest.raises(NotArithmetic):
        evaluate(expression)


def test_halves_round_up_and_not_to_even() -> None:
    assert [half_up(Decimal(n)) for n in ("0.5", "1.5", "2.5")] == [1, 2, 3]
