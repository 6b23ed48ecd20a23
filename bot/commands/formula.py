"""`/takt formula`: what a formula needs, an example, and what comes out for one's own values."""

from __future__ import annotations

import secrets

from bot.cards import formula as cards
from bot.cards import mistakes
from bot.chat.command import Action, Command, Gives, Param, Where
from bot.chat.message import Card, Form, Pick, Suggestions
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, Refusal, Wrong
from bot.commands.filling import read_form
from bot.model.formulas import BadValues, Formula
from bot.rules.formula_names import named, nearest
from bot.rules.formulas import assigned, parted, solve
from bot.rules.reading import Misread
from bot.store import asides

_MOST_PICKS = 25
_MOST_NEAR = 3


async def formula(context: Context, asker: Asker, values: Values) -> Card:
    """`/takt formula`: the list, a formula, or what it gives for these values."""
    formulas = context.desk.bank.formulas()
    name, given = parted(f"{values.text('name')} {values.text('values')}")
    if not name:
        return cards.overview(formulas)
    found = named(formulas, name)
    if found is None:
        return cards.unknown(name, nearest(formulas, name, _MOST_NEAR))
    if not given:
        return _about(found)
    try:
        return _solved(found, given)
    except BadValues as error:
        return cards.refused(found, error.faults, await _kept(context, asker, cards.form(found, given)))


async def show(context: Context, asker: Asker, values: Values) -> Card:
    """A formula that was offered in place of an unknown name."""
    return _about(_of(context, values))


async def own_values(context: Context, asker: Asker, values: Values) -> Form:
    """*My own values*: a form that holds the example."""
    return cards.form(_of(context, values))


async def computed(context: Context, asker: Asker, values: Values) -> Card:
    """The form was sent."""
    found = _of(context, values)
    form = cards.form(found)
    given = read_form(form, values, context.at.date()).text("values")
    try:
        return _solved(found, given)
    except BadValues as error:
        told = "; ".join(f"{fault.name} {fault.text}" for fault in error.faults)
        raise Wrong({"values": Misread(told, f"such as {found.example}")}, form) from None


async def suggest(context: Context, asker: Asker, typed: str) -> Suggestions:
    """Formulas whose name or title is like what was typed."""
    found = nearest(context.desk.bank.formulas(), typed, _MOST_PICKS)
    return Suggestions(tuple(Pick(each.title, each.name) for each in found))


def _about(found: Formula) -> Card:
    return cards.about(found, solve(found, assigned(found.example)))


def _solved(found: Formula, given: str) -> Card:
    typed = assigned(given)
    return cards.solved(found, typed, solve(found, typed))


def _of(context: Context, values: Values) -> Formula:
    found = named(context.desk.bank.formulas(), values.text("formula"))
    if found is None:
        raise Refusal(mistakes.stale())
    return found


async def _kept(context: Context, asker: Asker, form: Form) -> str:
    me, key = await context.who(asker), secrets.token_urlsafe(9)
    async with context.desk.store.write() as tx:
        await asides.keep_draft(tx, key, me.account, form, context.at)
    return key


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "takt formula",
        "A formula with an example, or worked out with your own values; alone, a list of all",
        formula,
        (
            Param("name", "A formula, such as safety_stock", suggest=suggest),
            Param("values", "Your values, such as sigma=20 lead=9 z=1.65"),
        ),
        where=Where.BOTH,
        example="takt formula safety_stock sigma=20 lead=9 z=1.65",
    ),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action("formula:show:<formula>", show),
    Action("formula:open:<formula>", own_values, Gives.FORM),
    Action("formula:solve:<formula>", computed),
)
