"""`takt formula`."""

from __future__ import annotations

from tests.core.cli.terminal import takt


def test_a_formula_is_computed_with_its_working() -> None:
    result = takt("formula solve safety_stock sigma=20 lead=9 z=1.65")
    assert result.exit_code == 0
    assert result.output.splitlines()[0] == "safety stock: 99 units"
    assert "1. Standard deviation over the lead time: 20 × √9 ≈ 60 units." in result.output
    assert takt("formula solve inventory.safety_stock sigma=20 lead=9 z=1.65").output == result.output


def test_a_formula_without_values_shows_what_it_needs_and_a_line_to_copy() -> None:
    shown = takt("formula solve takt").output
    assert "breaks (b): planned breaks in each shift, in minutes" in shown
    assert "It gives: takt time, in seconds, to one decimal." in shown
    line = shown.splitlines()[-1].removeprefix("For example: takt ")
    assert takt(line).output.startswith("takt time: 90.0 seconds\n")


def test_values_that_cannot_be_used_are_all_told_in_one_message() -> None:
    result = takt("formula solve safety_stock sigma=x leed=9 z=-1")
    assert result.exit_code == 2 and result.stdout == ""
    assert [line.split(":")[0].strip() for line in result.stderr.splitlines()] == [
        "inventory.safety_stock cannot be computed", "leed", "sigma", "lead", "z", "For example",
    ]  # fmt: skip
    assert "write each value as name=value" in takt("formula solve safety_stock 20").stderr
    assert "sigma: stands twice" in takt("formula solve safety_stock sigma=20 Sigma=30 lead=9 z=1.65").stderr


def test_an_unknown_formula_is_told_what_may_have_been_meant() -> None:
    result = takt("formula solve safty-stok")
    assert result.exit_code == 2 and "did you mean inventory.safety_stock" in result.stderr
    assert "`takt formula list` shows all" in takt("formula solve xyzzy").stderr


def test_all_formulas_are_listed_by_domain() -> None:
    lines = takt("formula list").output.splitlines()
    assert lines.index("Inventory") < lines.index("  inventory.safety_stock  Safety stock, constant lead time")
    assert lines.index("Supply chains and strategy") == 0
