"""What the bot says: cards, buttons and forms, as data that every platform renders in its own way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from bot.chat.picture import Picture
from bot.chat.text import Text, plain


class Tone(StrEnum):
    """What a card is about at a glance: platforms turn it into colour, and never into colour alone."""

    PLAIN = "plain"
    QUESTION = "question"
    RIGHT = "right"
    WRONG = "wrong"
    WARNING = "warning"
    REFUSAL = "refusal"


class Look(StrEnum):
    """How a button is drawn."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A button. Its token carries all of its state, at most 100 characters, and survives a restart."""

    label: str
    token: str
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens a web page."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Field:
    """A titled passage of a card. `inline` ones may stand side by side where the platform can."""

    name: str
    text: Text
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A lettered answer option, shown in full above the letter buttons."""

    letter: str
    text: Text


@dataclass(frozen=True, slots=True)
class Document:
    """A file for one person (UTF-8). A platform that cannot hand over files privately shows its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """A message. `title` and `note` are data, not markup; `buttons` come in rows of at most five."""

    title: str
    text: Text = ()
    options: tuple[Choice, ...] = ()
    fields: tuple[Field, ...] = ()
    buttons: tuple[tuple[Button | Link, ...], ...] = ()
    note: Text = ()
    tone: Tone = Tone.PLAIN
    document: Document | None = None
    picture: Picture | None = None


def in_words(card: Card) -> Card:
    """The card without its picture: what only the picture said stands in a field, so that nobody misses a figure."""
    picture = card.picture
    if picture is None:
        return card
    fields = card.fields if picture.told else (*card.fields, Field(picture.title, plain(picture.alt)))
    return replace(card, picture=None, fields=fields)


class Kind(StrEnum):
    """What a parameter or an input holds; see `bot.chat.values` for how each is read."""

    TEXT = "text"
    LONG = "long"
    INT = "int"
    DATE = "date"
    TIME = "time"
    ZONE = "zone"
    MEMBER = "member"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Pick:
    """One of several to choose from: what is shown, what is meant, and what people may type for it as well."""

    label: str
    value: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Input:
    """An input of a form. `value` is what it is filled with when it opens."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    value: str = ""
    hint: str = ""
    required: bool = True
    choices: tuple[Pick, ...] = ()
    most: int = 300


@dataclass(frozen=True, slots=True)
class Form:
    """At most five inputs, sent back under `token`. Cannot answer another form: longer ones continue by a button."""

    token: str
    title: str
    inputs: tuple[Input, ...]
    submit: str = "Save"


@dataclass(frozen=True, slots=True)
class Invalid:
    """A submission that was understood only in part: what is wrong, by input name. Nothing is lost.

    `form` holds what was typed; a platform that can keep the form open shows `errors` in it, any other shows `card`,
    whose *Try again* opens the form as it was left.
    """

    errors: tuple[tuple[str, str], ...]
    form: Form
    card: Card


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Completions for a parameter, best first, at most 25."""

    picks: tuple[Pick, ...] = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing to say: for news of a place that is gone."""


Reply: TypeAlias = Card | Form | Invalid | Suggestions | Silence
