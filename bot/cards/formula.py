"""A formula as one member reads it: what it needs, an example worked out, their own values worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.message import Button, Card, Field, Form, Input, Kind, Look, Tone
from bot.chat.text import CommandRef, Text, join, plain, say
from bot.model.domains import Domain
from bot.model.formulas import Formula, Solved, Wrong
from bot.rules.formulas import answered, described
from bot.rules.naming import shown

COMMAND = "takt formula"
LONGEST = 600


def overview(formulas: Sequence[Formula]) -> Card:
    """Every formula by domain, by the names that are typed."""
    fields = []
    for domain in Domain:
        names = [say("`{name}`", name=formula.name) for formula in formulas if formula.domain is domain]
        if names:
            fields.append(Field(domain.title, join(names, ", ")))
    return Card(
        "Formulas",
        say(
            "{command} and a name shows what a formula needs and an example worked out; with values it computes:"
            " {command} `{example}`.",
            command=CommandRef(COMMAND),
            example=f"{formulas[0].name} {formulas[0].example}",
        )
        if formulas
        else say("There are none yet."),
        fields=tuple(fields),
    )


def about(formula: Formula, example: Solved) -> Card:
    """The formula, its variables with their units, and its example."""
    return Card(
        formula.title,
        _law(formula),
        fields=(
            Field("What it needs", join([_variable(formula, place) for place in range(len(formula.variables))])),
            Field("What it gives", say("{gives}.", gives=_capital(answered(formula)))),
            Field("An example", say("`{example}` gives **{answer}**", example=formula.example, answer=example.answer)),
            Field("Worked out", _steps(example)),
        ),
        buttons=((Button("My own values", f"formula:open:{formula.id}", Look.PRIMARY),),),
        note=_typed(formula),
    )


def solved(formula: Formula, values: Mapping[str, str], answer: Solved) -> Card:
    """What comes out for somebody's own values."""
    given = join([say("{name} = **{value}**", name=name, value=value) for name, value in values.items()], " · ")
    return Card(
        f"{_capital(formula.gives)}: {answer.answer}",
        _law(formula),
        fields=(Field("With", given), Field("Worked out", _steps(answer))),
        buttons=((Button("Other values", f"formula:open:{formula.id}"),),),
        note=_typed(formula),
    )


def form(formula: Formula, values: str = "") -> Form:
    """Values to fill in, one to a line; to begin with, those of the example."""
    return Form(
        f"formula:solve:{formula.id}",
        shown(formula.title, 45),
        (
            Input(
                "values",
                "Your values, one to a line",
                Kind.LONG,
                values or formula.example.replace(" ", "\n"),
                hint="Put your own numbers after the signs =",
                most=LONGEST,
            ),
        ),
        "Compute",
    )


def refused(formula: Formula, faults: Sequence[Wrong], draft: str) -> Card:
    """Values that cannot be used: everything that is wrong with them, and what would be right."""
    return Card(
        "Not quite right yet",
        say("**{title}** cannot be computed from this.", title=formula.title),
        fields=(
            Field("What is wrong", join([say("**{name}** {text}.", name=f.name, text=f.text) for f in faults])),
            Field("An example", _typed(formula)),
        ),
        buttons=((Button("Correct it", f"again:{draft}", Look.PRIMARY),),),
        note=say("What you typed is kept."),
        tone=Tone.REFUSAL,
    )


def unknown(typed: str, near: Sequence[Formula]) -> Card:
    """A name that no formula has."""
    names = join([say("`{name}` ({title})", name=formula.name, title=formula.title) for formula in near])
    return Card(
        "No formula of that name",
        say(
            "I do not know “{typed}”. {all} alone lists what there is.", typed=shown(typed, 60), all=CommandRef(COMMAND)
        ),
        fields=(Field("Did you mean", names),) if near else (),
        buttons=(tuple(Button(shown(formula.title, 40), f"formula:show:{formula.id}") for formula in near),)
        if near
        else (),
        tone=Tone.REFUSAL,
    )


def _law(formula: Formula) -> Text:
    return join((say("`{expression}`", expression=formula.expression), plain(formula.note)))


def _variable(formula: Formula, place: int) -> Text:
    variable = formula.variables[place]
    return say("• `{name}` ({symbol}): {what}", name=variable.name, symbol=variable.symbol, what=described(variable))


def _steps(answer: Solved) -> Text:
    return join([say("{n}. {step}", n=number, step=step) for number, step in enumerate(answer.working, 1)])


def _typed(formula: Formula) -> Text:
    return join((say("{command}", command=CommandRef(COMMAND)), plain(f"{formula.name} {formula.example}")), " ")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
