"""What every answer is told, wherever it was given: right or not, the reasons, and the working."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.cards.reveal import reason
from bot.chat.message import Field
from bot.chat.text import Text, authored, say
from bot.model.items import LETTERS, Question
from bot.model.typed import Typed

_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_AGAIN = 2


@dataclass(frozen=True, slots=True)
class Feedback:
    """A title, and the reasons for the member's option and for the key."""

    right: bool
    title: str
    fields: tuple[Field, ...]


def feedback(question: Question, order: Sequence[int], position: int, caught: int = 0) -> Feedback:
    """What the option at this position is told. `caught`: how often its mistake did so by now."""
    options = [question.options[index] for index in order]
    key = next(place for place, option in enumerate(options) if option.correct)
    right = position == key
    fields = [Field(f"Why {LETTERS[key]}", reason(options[key]))]
    if not right:
        fields.insert(0, Field(f"Why not {LETTERS[position]}", reason(options[position])))
        if options[position].mistake and caught >= _AGAIN:
            fields.insert(1, Field("You have met this one before", again(options[position].mistake, caught)))
    if question.solution:
        fields.append(Field("Worked out", authored(question.solution)))
    title = f"Right: {LETTERS[key]}" if right else f"Not {LETTERS[position]}: the key is {LETTERS[key]}"
    return Feedback(right, title, tuple(fields))


def typed_feedback(question: Question, value: Decimal, caught: int = 0) -> Feedback:
    """What a typed number is told. `caught`: how often the mistake that gives it did so by now."""
    key, typed = question.options[question.key], question.typed
    assert typed is not None, "this question has no number to type"
    right, slip = typed.accepts(value), typed.slip(value)
    fields = [Field("Why", reason(key))]
    if not right:
        fields.insert(0, Field("What you typed", authored(slip.why) if slip else _expected(typed)))
        if slip and caught >= _AGAIN:
            fields.insert(1, Field("You have met this one before", again(slip.name, caught)))
    fields.append(Field("Worked out", authored(question.solution)))
    number = f"{value:,f}".replace("-", "−")
    near = f", near enough to {key.text}" if value != typed.key else ""
    title = f"Right: {number}{near}" if right and near else f"Right: {key.text}"
    return Feedback(right, title if right else f"Not {number}: it is {key.text}", tuple(fields))


def _expected(typed: Typed) -> Text:
    asked = ", ".join(filter(None, (f"in {typed.unit}" if typed.unit else "", typed.rounding)))
    return say("No usual mistake gives this. The answer is asked for {asked}.", asked=asked)


def again(mistake: str, caught: int) -> Text:
    """A mistake that comes again and again, by its name."""
    if caught < len(_ORDINALS):
        return say("The {nth} time that **{mistake}** caught you.", nth=_ORDINALS[caught], mistake=mistake)
    return say("By now **{mistake}** has caught you {n} times.", mistake=mistake, n=caught)
