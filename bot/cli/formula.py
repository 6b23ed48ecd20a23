"""`takt formula`: what the bank computes, for anyone to hold against a book."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.failing import TROUBLE
from bot.cli.printing import complain, say
from bot.model.domains import Domain
from bot.model.formulas import BadValues, Formula
from bot.rules.formula_names import named, nearest, newest
from bot.rules.formulas import answered, assigned, described, solve
from content.generators import GENERATORS

FORMULAS = newest(GENERATORS)
_NEAR = 5


def solve_it(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A formula, with or without its domain.")],
    values: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="Its values; without any, what it needs.")
    ] = None,
) -> None:
    """Compute a formula, and show the working. Without values: the formula, its variables, and an example."""
    formula = _found(name)
    if not values:
        _show(formula)
        return
    try:
        solved = solve(formula, assigned(" ".join(values)))
    except BadValues as error:
        complain(f"{formula.id} cannot be computed:")
        for fault in error.faults:
            complain(f"  {fault.name}: {fault.text}")
        complain(f"For example: {_example(formula)}")
        raise typer.Exit(TROUBLE) from None
    say(f"{formula.gives}: {solved.answer}", "bold")
    for number, step in enumerate(solved.working, 1):
        say(f"{number}. {step}")


def list_them() -> None:
    """Every formula, by domain."""
    for domain in Domain:
        say(domain.title, "bold")
        for formula in FORMULAS:
            if formula.domain is domain:
                say(f"  {formula.id}  {formula.title}")


def _found(name: str) -> Formula:
    formula = named(FORMULAS, name)
    if formula is None:
        near = [formula.id for formula in nearest(FORMULAS, name, _NEAR)]
        hint = f"did you mean {' or '.join(near)}?" if near else "`takt formula list` shows all"
        complain(f"there is no formula “{name}”; {hint}")
        raise typer.Exit(TROUBLE)
    return formula


def _show(formula: Formula) -> None:
    say(f"{formula.title} ({formula.id})", "bold")
    say(formula.expression)
    say(formula.note)
    for variable in formula.variables:
        say(f"  {variable.name} ({variable.symbol}): {described(variable)}")
    say(f"It gives: {answered(formula)}.")
    say(f"For example: {_example(formula)}")


def _example(formula: Formula) -> str:
    return f"takt formula solve {formula.id} {formula.example}"
