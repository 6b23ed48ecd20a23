"""Text as Slack's rich text: every span an element of its own, so that what people typed is never read as markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from bot.chat.text import CommandRef, Mention, Moment, Show, Span, Text
from bot.model.places import Account

Json: TypeAlias = dict[str, Any]

_FORMATS = {Show.TIME: "{time}", Show.DAY: "{date_long_pretty}"}
_FULL = "{date_short_pretty} at {time}"
# Slack documents `{ago}` for the past alone, so a relative moment is written in full: "today at 07:00" reads as well.
_FALLBACKS = {Show.TIME: "%H:%M", Show.DAY: "%a %d %b %Y"}


@dataclass(frozen=True, slots=True)
class Voice:
    """How this workspace is spoken to: which accounts can be mentioned here, and what commands are called."""

    team: str = ""
    prefix: str = ""

    def mentions(self, account: Account) -> bool:
        """Whether Slack knows this account here."""
        return account.platform == "slack" and account.community == self.team

    def command(self, ref: CommandRef) -> str:
        """The command as it is typed here."""
        return f"/{self.prefix}{ref.name}"


def date_format(moment: Moment) -> str:
    """Slack's template for a moment, filled in each reader's own zone."""
    return _FORMATS.get(moment.show, _FULL)


def fallback(moment: Moment) -> str:
    """The moment in the cohort's zone, for where Slack cannot show the reader's own."""
    local = moment.at.astimezone(ZoneInfo(moment.zone))
    return f"{local.strftime(_FALLBACKS.get(moment.show, '%d %b %Y at %H:%M'))} ({moment.zone})"


def readable(text: Text, voice: Voice) -> str:
    """The text without style, for notifications."""
    return "".join(_readable(span, voice) for span in text)


def _readable(span: Span, voice: Voice) -> str:
    match span.what:
        case Moment():
            return fallback(span.what)
        case Mention():
            return span.what.name
        case CommandRef():
            return voice.command(span.what)
        case _:
            return span.what


def elements(text: Text, voice: Voice) -> list[Json]:
    """The text as elements of a rich text section."""
    return [_element(span, voice) for span in text if span.what != ""]


def _element(span: Span, voice: Voice) -> Json:
    match span.what:
        case Moment() as moment:
            found: Json = {
                "type": "date",
                "timestamp": int(moment.at.timestamp()),
                "format": date_format(moment),
                "fallback": fallback(moment),
            }
        case Mention() as mention if voice.mentions(mention.account):
            found = {"type": "user", "user_id": mention.account.user}
        case _:
            found = {"type": "text", "text": _readable(span, voice)}
    style = {name: True for name in ("bold", "italic", "code") if getattr(span, name)}
    return {**found, "style": style} if style else found


def weight(element: Json) -> int:
    """How many characters an element counts towards Slack's limits."""
    return len(element.get("text") or element.get("fallback") or element.get("user_id") or "")


def runs(found: list[Json], most: int) -> Iterator[list[Json]]:
    """Elements in runs of at most so many characters. Nothing is lost: a long text goes on in the next run."""
    run: list[Json] = []
    room = most
    for element in found:
        while element["type"] == "text" and len(element["text"]) > room:
            cut = _cut(element["text"], room) if room else 0
            if cut:
                run.append({**element, "text": element["text"][:cut]})
                element = {**element, "text": element["text"][cut:]}
            yield run
            run, room = [], most
        if weight(element) > room:
            yield run
            run, room = [], most
        run.append(element)
        room -= weight(element)
    if run:
        yield run


def _cut(text: str, room: int) -> int:
    """Where to break a text: after the last line end or space that fits, else in the middle of a word."""
    for mark in ("\n", " "):
        at = text.rfind(mark, 0, room)
        if at > room // 2:
            return at + 1
    return room
