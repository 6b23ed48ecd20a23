"""Requests to the core, drawn from its own declarations: every command, parameter, button and form, right and wrong."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from bot.chat.command import Action, Catalogue, Param
from bot.chat.message import Kind
from bot.chat.request import Asker, Invoked, Pressed, Request, Submitted, Suggest
from bot.commands.context import Context
from bot.model.places import Account, Room
from tests.fuzz import nasty
from tests.fuzz.scene import EMPTY, HERE, PEOPLE, THERE, Setting

_PLACE = re.compile(r"<(\w+)(?::(\w+))?>")
_WORDS = {
    "sure": ("sure", "guess", "x"), "window": ("week", "month", "all"), "outcome": ("passed", "failed", "later", "won"),
    "exam": ("2027-03-14", "2026-11-24", "cpim-9.0"), "way": ("random", "balanced", "on", "off", "names"),
    "yes": ("yes", "no"),
    "what": ("missed", "any", "inventory"), "template": ("own", "domain-week", "league"), "topic": ("score", "leaders"),
}  # fmt: skip
_RIGHT = {
    Kind.TEXT: ("Early birds", "inventory, demand", "mon wed fri", "DE-BY", "22:00-07:00", "Inventory week"),
    Kind.LONG: ("The key is B.",), Kind.INT: ("3", "5", "30"), Kind.DATE: ("2026-12-10", "14 March 2027", "tomorrow"),
    Kind.TIME: ("07:30", "9 pm"), Kind.ZONE: ("Europe/Berlin", "Tokyo"), Kind.MEMBER: ("<@ben>", "<@eve>", "<@nobody>"),
}  # fmt: skip
_INPUTS = ("text", "reason", "name", "start", "end", "domains", "questions", "teams", "entry", "alias", "zone",
"code", "time",
    "days", "closes", "order", "weeks", "quiet", "hours", "day", "date", "exam")  # fmt: skip


class Asks:
    """Draws one request after the other. `issued` are tokens that were really handed out; what came back is added."""

    def __init__(self, rng: Random, catalogue: Catalogue[Context], setting: Setting) -> None:
        self.rng = rng
        self._catalogue = catalogue
        self._setting = setting
        self._now: datetime = setting.clock
        self.issued = list(setting.tokens)
        self._number = 0

    def draw(self) -> Request:
        """The next one."""
        rng = self.rng
        self._number += 1
        event, at, asker = self._event(), self._at(), self.asker()
        way = rng.random()
        if way < 0.3:
            return self._invoked(asker, event, at)
        if way < 0.7:
            return Pressed(asker, event, at, self.token())
        if way < 0.92:
            return Submitted(asker, event, at, self.token(), self._inputs())
        command = rng.choice(self._catalogue.commands)
        param = rng.choice([p.name for p in command.params] or ["x"]) if rng.random() < 0.8 else nasty.text(rng)
        return Suggest(asker, event, at, command.name, param, nasty.text(rng))

    def asker(self) -> Asker:
        """Somebody somewhere, sometimes with a name and a zone that no form would take."""
        rng = self.rng
        who = rng.choice(PEOPLE) if rng.random() < 0.95 else f"u{rng.randint(1, 9)}"
        room = rng.choice((HERE, HERE, HERE, THERE, THERE, EMPTY, None, None, Room("pretend", "guild", "nowhere")))
        name = who.capitalize() if rng.random() < 0.95 else nasty.text(rng)
        zone = "" if rng.random() < 0.95 else nasty.text(rng)
        return Asker(Account("pretend", "", who), name, room, "#cpim" if room else "", "Guild", zone)

    def token(self) -> str:
        """A token: handed out, made by its pattern, of the other cohort, spoilt, or nothing of ours."""
        rng, way = self.rng, self.rng.random()
        if way < 0.3:
            return rng.choice(self.issued)
        if way < 0.65:
            return self.made(rng.choice(self._catalogue.actions))
        if way < 0.9:
            whole = rng.choice(self.issued) if rng.random() < 0.5 else self.made(rng.choice(self._catalogue.actions))
            return nasty.spoilt(rng, whole)
        return nasty.text(rng, 120)

    def made(self, action: Action[Context]) -> str:
        """A token of this pattern, whether or not anybody was ever given it."""
        return _PLACE.sub(lambda place: self._part(place[1], place[2] or ""), action.pattern)

    def _part(self, name: str, kind: str) -> str:
        rng = self.rng
        if rng.random() < 0.1:
            return rng.choice(
                ("-1", "0", "999999999", "2147483647", "2147483648", "9" * 18, "", "x", "٣", " 1", "1.0", "1:1")
            )
        if kind == "int":
            known = self._setting.ids.get(name)
            return str(rng.choice(known)) if known else str(rng.randint(-1, 4))
        if name == "command":
            return rng.choice(self._catalogue.commands).name.replace(" ", ".")
        if name == "day":
            return rng.choice(("2026-11-27", "2026-12-01", "2026-02-30", "9999-12-31", "0001-01-01", "x"))
        return rng.choice(_WORDS.get(name, ())) if name in _WORDS and rng.random() < 0.8 else nasty.text(rng)[:60]

    def _invoked(self, asker: Asker, event: str, at: datetime) -> Invoked:
        rng = self.rng
        command = rng.choice(self._catalogue.commands)
        values = {p.name: self._value(p) for p in command.params if p.required or rng.random() < 0.6}
        if rng.random() < 0.05:
            values[nasty.text(rng)] = nasty.text(rng)
        if values and rng.random() < 0.05:
            del values[rng.choice(list(values))]
        name = command.name if rng.random() < 0.97 else nasty.text(rng)
        return Invoked(asker, event, at, name, values, nasty.text(rng) if rng.random() < 0.1 else "")

    def _value(self, param: Param[Context]) -> str:
        rng = self.rng
        if rng.random() < 0.5:
            return nasty.text(rng)
        if param.choices:
            return rng.choice(param.choices).value
        return rng.choice(_RIGHT.get(param.kind, ("x",)))

    def _inputs(self) -> dict[str, str]:
        """What a form is sent with: its own names are among these, and some that no form has."""
        rng = self.rng
        names = {*rng.sample(_INPUTS, rng.randint(0, 6))}
        params = rng.choice(self._catalogue.commands).params
        names |= {p.name for p in params}
        if rng.random() < 0.1:
            names.add(nasty.text(rng))
        right = [value for values in _RIGHT.values() for value in values]
        return {n: nasty.text(rng) if rng.random() < 0.5 else rng.choice(right) for n in names}

    def _event(self) -> str:
        return f"fuzz-{self._number if self.rng.random() < 0.97 else self.rng.randint(0, self._number)}"

    def _at(self) -> datetime:
        """Now; sometimes when the platform's clock was wrong."""
        if self.rng.random() < 0.95:
            return self._now
        away = self.rng.choice((timedelta(days=-400), timedelta(days=-3), timedelta(hours=3), timedelta(days=4000)))
        return self._now + away if self.rng.random() < 0.9 else datetime(1970, 1, 1, tzinfo=UTC)


def renamed(request: Request, event: str) -> Request:
    """The same once more, as a member presses twice or a platform delivers again."""
    return request if isinstance(request, Suggest) else replace(request, event=event)
