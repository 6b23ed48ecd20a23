"""A form becomes a modal of labelled inputs, and a sent modal the texts that were typed into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import discord

from adapters.discord.render import shortened
from bot.chat.message import Form, Input, Kind

TITLE, LABEL, HINT = 45, 45, 100
CHOICES, CHOICE = 25, 100
LONGEST = 4000
INPUTS = 5


def modal(form: Form) -> discord.ui.Modal:
    """The modal that opens. Discord words its own button, so `submit` is not shown; it is routed by its token."""
    if len(form.inputs) > INPUTS:
        raise ValueError(f"form {form.title!r} has {len(form.inputs)} inputs; Discord takes {INPUTS}")
    drawn = discord.ui.Modal(title=shortened(form.title, TITLE), custom_id=form.token, timeout=None)
    for wanted in form.inputs:
        drawn.add_item(_label(wanted))
    drawn.stop()
    return drawn


def typed(components: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The texts of a sent modal by input name."""
    values: dict[str, str] = {}
    for outer in components:
        for inner in [outer["component"]] if "component" in outer else outer.get("components", ()):
            chosen = inner.get("values")
            values[inner["custom_id"]] = inner.get("value") or (chosen[0] if chosen else "")
    return values


def _label(wanted: Input) -> discord.ui.Label[discord.ui.Modal]:
    hint = wanted.hint
    if len(wanted.label) > LABEL:
        hint = " ".join(filter(None, [wanted.label, hint]))
    component: discord.ui.Item[discord.ui.Modal]
    component = _select(wanted) if wanted.kind is Kind.CHOICE and 0 < len(wanted.choices) <= CHOICES else _text(wanted)
    return discord.ui.Label(
        text=shortened(wanted.label, LABEL), description=shortened(hint, HINT) or None, component=component
    )


def _select(wanted: Input) -> discord.ui.Select[discord.ui.Modal]:
    options = [
        discord.SelectOption(label=shortened(p.label, CHOICE), value=p.value, default=p.value == wanted.value)
        for p in wanted.choices
    ]
    return discord.ui.Select(
        custom_id=wanted.name, options=options, required=wanted.required, min_values=int(wanted.required), max_values=1
    )


def _text(wanted: Input) -> discord.ui.TextInput[discord.ui.Modal]:
    # A prefilled value longer than its own limit would be refused: what was typed must come back whole.
    value = wanted.value[:LONGEST]  # Discord lets nobody type more: what is longer came past its form
    most = min(max(wanted.most, len(value), 1), LONGEST)
    return discord.ui.TextInput(
        custom_id=wanted.name,
        style=discord.TextStyle.paragraph if wanted.kind is Kind.LONG else discord.TextStyle.short,
        default=value or None,
        required=wanted.required,
        max_length=most,
    )
