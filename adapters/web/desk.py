"""What a page sends becomes a request to the core, and the core's reply becomes what that one member sees.

A bug in a handler ends here: it is logged under a short reference, which the member is shown, and nothing else happens.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4
from zoneinfo import available_timezones

from structlog.contextvars import bound_contextvars

from adapters.web.body import Mistaken
from adapters.web.commands import Completer, split_line, with_mentions
from adapters.web.entries import Member, Message
from adapters.web.ports import Clock
from adapters.web.record import Record
from adapters.web.render import Json, form_json, invalid_json
from bot.chat.command import Catalogue, Gives, Where
from bot.chat.line import invoke
from bot.chat.message import Card, Form, Invalid, Pick, Reply, Silence, Suggestions, Tone
from bot.chat.request import Ask, Asker, Pressed, Request, Submitted, Suggest
from bot.chat.text import say
from bot.model.places import Account, Room

PLATFORM = "web"
COMMUNITY = "web"

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seat:
    """Who acts, and where: a channel, or the member's own direct messages."""

    member: Member
    place: str
    asker: Asker


@dataclass(frozen=True, slots=True)
class Origin:
    """What a reply answers: what was said, and the message that held the button, if any."""

    said: str
    message: Message | None = None
    replaces: bool = False
    from_form: bool = False


class Desk:
    """Takes what members do and hands back what they get."""

    def __init__(
        self, catalogue: Catalogue[Any], ask: Ask, record: Record, clock: Clock, rooms: Mapping[str, str], name: str
    ) -> None:
        self._catalogue = catalogue
        self._ask = ask
        self._record = record
        self._clock = clock
        self._rooms = rooms
        self._name = name

    def seat(self, member: str, place: str, zone: str = "") -> Seat:
        """The acting member's seat. Raises Mistaken where there is no such member or place."""
        who = self._record.member(member)
        if who is None:
            raise Mistaken("There is no such member.")
        if place not in self._rooms and place != f"@{who.id}":
            raise Mistaken("There is no such channel.")
        room = Room(PLATFORM, COMMUNITY, place) if place in self._rooms else None
        known_zone = zone if zone in available_timezones() else ""
        account = Account(PLATFORM, COMMUNITY, who.id)
        asker = Asker(account, who.name, room, self._rooms.get(place, ""), self._name, known_zone)
        return Seat(who, place, asker)

    async def command(self, seat: Seat, typed: str) -> Json:
        """A typed line."""
        if not typed.strip().startswith("/"):
            raise Mistaken("Takt reads commands. Begin with a slash, such as /takt help.")
        group, line = split_line(typed)
        line = with_mentions(line, self._record.members)
        request = invoke(self._catalogue, group, line, seat.asker, _event(), self._clock())
        return await self._answer(seat, request, Origin(" ".join(typed.split())))

    async def press(self, seat: Seat, message: int, token: str) -> Json:
        """A press of a button on a message that this member sees."""
        held = self._held(seat, message)
        if token not in held.tokens:
            raise Mistaken("This button is not there.")
        request = Pressed(seat.asker, _event(), self._clock(), token)
        return await self._answer(seat, request, Origin(_label(held, token), held, self._replaces(token)))

    async def submit(self, seat: Seat, token: str, values: Mapping[str, str], message: int | None) -> Json:
        """A form, filled in. `message` is the one whose button opened it."""
        held = self._held(seat, message) if message is not None else None
        request = Submitted(seat.asker, _event(), self._clock(), token, values)
        return await self._answer(seat, request, Origin("", held, self._replaces(token), from_form=True))

    async def suggest(self, seat: Seat, typed: str) -> Json:
        """How a line may go on."""

        async def asks(name: str, param: str, value: str) -> Sequence[Pick]:
            reply = await self._ask(Suggest(seat.asker, _event(), self._clock(), name, param, value))
            return reply.picks if isinstance(reply, Suggestions) else ()

        where = Where.ROOM if seat.asker.room else Where.DIRECT
        completer = Completer(self._catalogue, self._clock().date(), self._record.members, where)
        try:
            found = await completer.complete(typed, asks)
        except Exception:
            # Typing goes on without completions: nobody wants a card for each letter.
            _LOG.exception("No completions for a typed line")
            found = ()
        return {"completions": [{"label": c.label, "detail": c.detail, "line": c.line} for c in found]}

    async def dismiss(self, seat: Seat, message: int) -> Json:
        """Take a private reply off this member's screen."""
        held = self._held(seat, message)
        if held.reader != seat.member.id:
            raise Mistaken("Only a private reply can be dismissed.")
        await self._record.remove(held.id)
        return {}

    async def _answer(self, seat: Seat, request: Request, origin: Origin) -> Json:
        with bound_contextvars(request=secrets.token_hex(4), platform=PLATFORM):
            return await self._answered(seat, request, origin)

    async def _answered(self, seat: Seat, request: Request, origin: Origin) -> Json:
        try:
            reply = await self._ask(request)
        except Exception:
            reference = uuid4().hex[:6]
            _LOG.exception("A web request failed, reference %s", reference)
            reply, origin = _sorry(reference), Origin(origin.said, origin.message)
        return await self._show(seat, reply, origin)

    async def _show(self, seat: Seat, reply: Reply, origin: Origin) -> Json:
        match reply:
            case Form():
                return {"form": form_json(reply)}
            case Invalid() if origin.from_form:
                return {"invalid": invalid_json(reply)}
            case Invalid():
                return await self._private(seat, reply.card, origin)
            case Card():
                return await self._private(seat, reply, origin)
            case Suggestions() | Silence():
                return {}

    async def _private(self, seat: Seat, card: Card, origin: Origin) -> Json:
        held = origin.message
        if held is not None and held.reader and origin.replaces:
            changed = await self._record.change(held.id, card)
            if changed is not None:
                return {"message": changed.public()}
        under = (held.under if held else None) or None
        message = await self._record.add(seat.place, card, under=under, reader=seat.member.id, said=origin.said)
        return {"message": message.public()}

    def _held(self, seat: Seat, message: int) -> Message:
        held = self._record.message(message)
        if held is None or held.place != seat.place or not held.visible_to(seat.member.id):
            raise Mistaken("This message is gone.")
        return held

    def _replaces(self, token: str) -> bool:
        found = self._catalogue.action(token)
        return found is not None and found[0].gives is Gives.REPLACE


def _event() -> str:
    return f"web-{uuid4().hex}"


def _label(message: Message, token: str) -> str:
    labels = (b["label"] for row in message.card["buttons"] for b in row if b.get("token") == token)
    return next(labels, "")


def _sorry(reference: str) -> Card:
    text = say(
        "Sorry, that went wrong on Takt’s side, and nothing was changed by it. Please try again. If it happens again, "
        "tell whoever runs Takt this reference: `{reference}`",
        reference=reference,
    )
    return Card("Something went wrong", text, tone=Tone.WARNING)
