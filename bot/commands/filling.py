"""What was typed into a form of ours becomes values of the kinds that its inputs promise."""

from __future__ import annotations

from datetime import date

from bot.chat.message import Form
from bot.chat.values import Typed, Values, read_value
from bot.commands.context import Wrong
from bot.rules.reading import Misread


def read_form(form: Form, sent: Values, today: date) -> Values:
    """The values of the form's inputs. Raises Wrong with everything that cannot be used."""
    values: dict[str, Typed] = {}
    problems: dict[str, Misread] = {}
    for wanted in form.inputs:
        raw = sent.text(wanted.name).strip()
        if len(raw) > wanted.most:
            problems[wanted.name] = Misread(f"it has {len(raw)} characters", f"use at most {wanted.most}")
        elif raw:
            try:
                values[wanted.name] = read_value(wanted.kind, raw, today, wanted.choices)
            except Misread as problem:
                problems[wanted.name] = problem
        elif wanted.required:
            problems[wanted.name] = Misread("nothing is filled in", wanted.hint or "it is needed")
    if problems:
        raise Wrong(problems, form)
    return Values(values)
