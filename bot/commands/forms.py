"""Forms made of a command's parameters, and forms as somebody left them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.chat.command import Command
from bot.chat.message import Form, Input

MOST_INPUTS = 5


def fill_token(name: str) -> str:
    """The token under which a command's form is sent."""
    return f"fill:{name.replace(' ', '.')}"


def open_token(name: str) -> str:
    """The token of a button that opens a command's form."""
    return f"form:{name.replace(' ', '.')}"


def form_of(command: Command[Any], given: Mapping[str, str]) -> Form:
    """A command as a form, filled with what was given. Only its first five parameters fit."""
    inputs = tuple(
        Input(p.name, p.label, p.kind, given.get(p.name, ""), p.help, p.required, p.choices)
        for p in command.params[:MOST_INPUTS]
    )
    return Form(fill_token(command.name), command.help[:45], inputs)


def refilled(form: Form, values: Mapping[str, str]) -> Form:
    """The form with what was typed in it."""
    return replace(form, inputs=tuple(replace(i, value=values.get(i.name, i.value)) for i in form.inputs))
