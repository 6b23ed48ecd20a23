"""Cards and forms become JSON for the page. Nothing is added to what is in them, and text stays data: spans."""

from __future__ import annotations

from typing import Any, TypeAlias

from bot.chat.message import Button, Card, Choice, Field, Form, Input, Invalid, Link, Pick
from bot.chat.picture import Picture, to_json
from bot.chat.text import CommandRef, Mention, Moment, Span, Text

Json: TypeAlias = dict[str, Any]


def card_json(card: Card) -> Json:
    """A card as the page draws it."""
    return {
        "title": card.title,
        "tone": card.tone.value,
        "text": text_json(card.text),
        "options": [_option(o) for o in card.options],
        "fields": [_field(f) for f in card.fields],
        "buttons": [[_button(b) for b in row] for row in card.buttons],
        "note": text_json(card.note),
        "document": {"name": card.document.name, "text": card.document.text} if card.document else None,
        "picture": picture_json(card.picture) if card.picture else None,
    }


def picture_json(picture: Picture) -> Json:
    """A picture as the page shows it, with the recipe that the room keeps and draws when the page asks for it."""
    return {"digest": picture.digest, "alt": picture.alt, "recipe": to_json(picture)}


def form_json(form: Form) -> Json:
    """A form as the page draws it."""
    return {
        "token": form.token,
        "title": form.title,
        "submit": form.submit,
        "inputs": [_input(i) for i in form.inputs],
    }


def invalid_json(invalid: Invalid) -> Json:
    """A form that stays open: what was typed, and what is wrong by input name."""
    return {"form": form_json(invalid.form), "errors": dict(invalid.errors)}


def text_json(text: Text) -> list[Json]:
    """Spans, each with what it says and only the styles that it has."""
    return [_span(s) for s in text]


def pick_json(pick: Pick) -> Json:
    """One of several to choose from."""
    return {"label": pick.label, "value": pick.value}


def tokens(card: Card) -> tuple[str, ...]:
    """The tokens of the card's buttons: what may be pressed on it."""
    return tuple(b.token for row in card.buttons for b in row if isinstance(b, Button))


def _span(span: Span) -> Json:
    styles = {"bold": span.bold, "italic": span.italic, "code": span.code}
    return _what(span.what) | {name: True for name, has in styles.items() if has}


def _what(what: str | Moment | Mention | CommandRef) -> Json:
    match what:
        case Moment():
            return {"moment": what.at.isoformat(), "zone": what.zone, "show": what.show.value}
        case Mention():
            return {"mention": what.account.user, "name": what.name}
        case CommandRef():
            return {"command": what.name}
        case _:
            return {"text": what}


def _option(option: Choice) -> Json:
    return {"letter": option.letter, "text": text_json(option.text)}


def _field(field: Field) -> Json:
    return {"name": field.name, "text": text_json(field.text), "inline": field.inline}


def _button(button: Button | Link) -> Json:
    if isinstance(button, Link):
        return {"label": button.label, "url": button.url}
    return {"label": button.label, "token": button.token, "look": button.look.value}


def _input(field: Input) -> Json:
    return {
        "name": field.name,
        "label": field.label,
        "kind": field.kind.value,
        "value": field.value,
        "hint": field.hint,
        "required": field.required,
        "choices": [pick_json(p) for p in field.choices],
        "most": field.most,
    }
