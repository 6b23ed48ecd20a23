"""What a reply must be, whatever was sent: of a kind that fits, in words, within the platforms' limits,
no program's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import nullcontext
from unittest.mock import patch

from adapters.discord.forms import modal
from adapters.discord.render import render
from adapters.slack.forms import Origin, view
from adapters.slack.render import messages
from adapters.slack.spans import Voice
from bot.chat.cleaning import cleaned
from bot.chat.command import Catalogue, Gives
from bot.chat.message import Button, Card, Form, Invalid, Reply, Silence, Suggestions, Tone
from bot.chat.request import Back, Gone, Invoked, Pressed, Request, Submitted, Suggest
from bot.chat.text import words
from bot.commands.context import Context
from tests.fakes import discord_limits, slack_checks

_PROGRAM = re.compile(
    r"Traceback|\bNoneType\b|\bNone\b(?! [a-z])|\b\w+(?:Error|Exception)\b"
    r"|<class |<bot\.|object at 0x|datetime\.\w+\(|sqlalchemy|sqlite3"
    r"|dataclass|\bnan\b|\bPosixPath"
)
_VOICE = Voice("T1")
_SEEN: set[int] = set()
_SCHEMA_EACH = 20
"""The vendor's schema is slow, and cards are drawn by few rules: one new card of so many is held against it."""


def faults_of(catalogue: Catalogue[Context], request: Request, reply: Reply) -> Iterator[str]:
    """Everything wrong with the reply to this request."""
    if not isinstance(request, Gone | Back):
        request = cleaned(request)
    if not _fits(catalogue, request, reply):
        yield f"a {type(reply).__name__} answers"
    match reply:
        case Card():
            yield from card_faults(reply)
        case Form():
            yield from form_faults(reply)
        case Invalid():
            yield from (*card_faults(reply.card), *form_faults(reply.form))
            yield from (f"no words for {name}" for name, said in reply.errors if not said.strip())
        case Suggestions() if len(reply.picks) > 25 or not all(p.label.strip() and p.value for p in reply.picks):
            yield "suggestions that are too many, or without words"
    yield from (f"a program's word: {found}" for found in _programs(request, reply))


def is_refusal(reply: Reply) -> bool:
    """Whether it says that nothing was done: by its tone, or as a form that comes back."""
    return isinstance(reply, Invalid) or (isinstance(reply, Card) and reply.tone is Tone.REFUSAL)


def _fits(catalogue: Catalogue[Context], request: Request, reply: Reply) -> bool:
    match request:
        case Suggest():
            return isinstance(reply, Suggestions)
        case Invoked():
            command = catalogue.command(request.name)
            return isinstance(reply, Card) or (isinstance(reply, Form) and command is not None and command.opens_form)
        case Pressed():
            found = catalogue.action(request.token)
            forms = found is not None and found[0].gives is Gives.FORM
            # Who forges may press what forms alone are sent by: then it comes back as one, and is shown as a card.
            return isinstance(reply, Card | Invalid) or (isinstance(reply, Form) and forms)
        case Submitted():
            # The other way round no library shows a form after a form: the adapters apologise instead.
            found = catalogue.action(request.token)
            return isinstance(reply, Card | Invalid) or (
                isinstance(reply, Form) and found is not None and found[0].gives is Gives.FORM
            )
        case _:
            return isinstance(reply, Silence)


def card_faults(card: Card, *, private: bool = True) -> Iterator[str]:
    """A card as both libraries draw it,
    held against what the vendors document. One that was seen before is left out."""
    if (key := hash((repr(card), private))) in _SEEN:
        return
    _SEEN.add(key)
    parts = [
        words(card.text),
        words(card.note),
        *(words(f.text) for f in card.fields),
        *(words(o.text) for o in card.options),
    ]
    if not card.title.strip():
        yield "a card without a title"
    if not any(part.strip() for part in parts) and not card.document and not card.picture and not card.buttons:
        yield f"a card without words: {card.title!r}"
    yield from (
        f"a token of {len(b.token)}"
        for row in card.buttons
        for b in row
        if isinstance(b, Button) and not 0 < len(b.token) <= 100
    )
    drawn = render(card, "", private=private)
    view_ = drawn.view()
    body = {"embeds": [e.to_dict() for e in drawn.embeds], "allowed_mentions": {"parse": []}}
    body["components"] = view_.to_components() if view_ is not None else []
    yield from (f"Discord: {fault}" for fault in discord_limits.message(body))
    with nullcontext() if len(_SEEN) % _SCHEMA_EACH == 0 else patch.object(slack_checks, "_schema", lambda *_: ()):
        for message in messages(card, _VOICE):
            yield from (f"Slack: {fault}" for fault in slack_checks.check_message(message.body()))


def form_faults(form: Form) -> Iterator[str]:
    yield from (f"Discord: {fault}" for fault in discord_limits.modal(modal(form).to_dict()))
    yield from (f"Slack: {fault}" for fault in slack_checks.check_view(view(form, Origin(form.token))))


def _programs(request: Request, reply: Reply) -> Iterator[str]:
    """Words that only programs use, but for those that were typed."""
    typed, said = repr(request), repr(reply)
    for found in set(_PROGRAM.findall(_spoken(reply))):
        if found not in typed:
            yield f"{found} in {said[:200]}"


def _spoken(reply: Reply) -> str:
    match reply:
        case Card():
            fields = [part for f in reply.fields for part in (f.name, words(f.text))]
            shown = [b.label for row in reply.buttons for b in row]
            return "\n".join([reply.title, words(reply.text), words(reply.note), *fields, *shown])
        case Form():
            return "\n".join([reply.title, *(part for i in reply.inputs for part in (i.label, i.value, i.hint))])
        case Invalid():
            return "\n".join([_spoken(reply.card), _spoken(reply.form), *(said for _, said in reply.errors)])
        case Suggestions():
            return "\n".join(pick.label for pick in reply.picks)
        case _:
            return ""
