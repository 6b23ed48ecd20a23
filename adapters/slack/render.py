"""A card becomes messages of blocks. Typed text is data throughout, and nothing is cut: what is too long goes on.

Text stands in rich text blocks, whose text elements Slack never parses: no markup, no mentions, no links are read into
it. Markup (mrkdwn) is used for small print alone, and only where the data holds nothing that could be read as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from adapters.slack import limits
from adapters.slack.spans import Json, Voice, date_format, elements, fallback, readable, runs, weight
from bot.chat.message import Button, Card, Document, Field, Link, Look, Tone, in_words
from bot.chat.text import Mention, Moment, Span, Text

_MARKS = {Tone.QUESTION: "❓", Tone.RIGHT: "✅", Tone.WRONG: "❌", Tone.WARNING: "⚠️", Tone.REFUSAL: "🚫"}
_STYLES = {Look.PRIMARY: "primary", Look.DANGER: "danger"}
_MARKUP = re.compile(r"[*_~`>]|:[\w+'-]+:")


@dataclass(frozen=True, slots=True)
class Message:
    """One message as Slack is sent it: the blocks, and the text that notifications show."""

    text: str
    blocks: tuple[Json, ...]

    def body(self) -> Json:
        """As arguments of a Web API call or of a response URL."""
        return {"text": self.text, "blocks": list(self.blocks)}


def messages(card: Card, voice: Voice, *, file: str = "") -> tuple[Message, ...]:
    """The card as one message, or as several where one could not hold it all. Buttons stand in the first.

    `file` is the picture's id on Slack; without one its words stand in the picture's place.
    """
    if not file:
        card = in_words(card)
    rows = [_row(row, number) for number, row in enumerate(card.buttons) if row]
    pages = list(_pages(_passages(card, voice, file), rows))
    first, *rest = pages or [[]]
    notice = _notice(card, voice)
    made = [Message(notice, (*first, *rows))]
    made += [Message(f"{notice[:150]} ({number})", tuple(page)) for number, page in enumerate(rest, 2)]
    return tuple(made)


def escaped(text: str) -> str:
    """Data with Slack's three control characters written out."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _notice(card: Card, voice: Voice) -> str:
    body = readable(card.text, voice)
    return limits.shortened(escaped(f"{_titled(card)}\n{body}" if body else _titled(card)), limits.NOTICE)


def _titled(card: Card) -> str:
    mark = _MARKS.get(card.tone)
    return f"{mark} {card.title}" if mark else card.title


def _passages(card: Card, voice: Voice, file: str) -> Iterator[Json]:
    """The card's blocks from top to bottom, without the buttons."""
    yield from _title(card)
    yield from _rich(elements(card.text, voice))
    lines = [[_bold(f"{o.letter}  "), *elements(o.text, voice)] for o in card.options]
    yield from _rich(_joined(lines))
    yield from _fields(card.fields, voice)
    if card.document:
        yield from _document(card.document)
    if card.picture and file:
        alt = limits.shortened(card.picture.alt, limits.ALT)
        yield {"type": "image", "slack_file": {"id": file}, "alt_text": alt}
    if card.note:
        yield from _small(card.note, voice) or _rich(elements(card.note, voice))


def _title(card: Card) -> Iterator[Json]:
    title = _titled(card)
    if not title.strip():
        return
    if len(title) <= limits.HEADER:
        yield {"type": "header", "text": {"type": "plain_text", "text": title, "emoji": False}}
    else:
        yield from _rich([_bold(title)])


def _bold(text: str) -> Json:
    return {"type": "text", "text": text, "style": {"bold": True}}


def _joined(lines: Iterable[list[Json]]) -> list[Json]:
    """Passages one below the other."""
    found: list[Json] = []
    for line in lines:
        if found:
            found.append({"type": "text", "text": "\n"})
        found.extend(line)
    return found


def _rich(found: list[Json]) -> Iterator[Json]:
    for run in runs(found, limits.PASSAGE):
        yield {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": run}]}


def _fields(fields: Sequence[Field], voice: Voice) -> Iterator[Json]:
    """Inline fields share a block, a line each; any other has a block of its own."""
    side: list[list[Json]] = []
    for field in fields:
        if field.inline:
            side.append([_bold(f"{field.name}: "), *elements(field.text, voice)])
            continue
        yield from _rich(_joined(side))
        side = []
        yield from _rich([_bold(f"{field.name}\n"), *elements(field.text, voice)])
    yield from _rich(_joined(side))


def _document(document: Document) -> Iterator[Json]:
    """A file's text: Slack hands out no file to one person alone."""
    yield from _rich([_bold(document.name)])
    for run in runs([{"type": "text", "text": document.text}] if document.text else [], limits.PASSAGE):
        yield {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": run}]}


def _small(note: Text, voice: Voice) -> list[Json]:
    """Small print, or nothing where writing it as markup could read markup into the data."""
    if any(span.bold or span.italic or span.code for span in note) or _MARKUP.search(readable(note, voice)):
        return []
    text = "".join(_mrkdwn(span, voice) for span in note).strip()
    if not text or len(text) > limits.PASSAGE:
        return []
    return [{"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}]


def _mrkdwn(span: Span, voice: Voice) -> str:
    if isinstance(span.what, Moment):
        stamp = int(span.what.at.timestamp())
        return f"<!date^{stamp}^{date_format(span.what)}|{escaped(fallback(span.what))}>"
    if isinstance(span.what, Mention) and voice.mentions(span.what.account):
        return f"<@{span.what.account.user}>"
    return escaped(readable((span,), voice))


def _row(row: Sequence[Button | Link], number: int) -> Json:
    return {"type": "actions", "elements": [_button(b, f"b{number}-{place}") for place, b in enumerate(row)]}


def _button(button: Button | Link, action: str) -> Json:
    label = {"type": "plain_text", "text": limits.shortened(button.label, limits.BUTTON), "emoji": True}
    if isinstance(button, Link):
        return {"type": "button", "action_id": f"link-{action}", "text": label, "url": button.url}
    style = {"style": _STYLES[button.look]} if button.look in _STYLES else {}
    return {"type": "button", "action_id": action, "text": label, "value": button.token, **style}


def _pages(blocks: Iterable[Json], rows: Sequence[Json]) -> Iterator[list[Json]]:
    """The blocks in pages that Slack takes. The first leaves room for the rows of buttons."""
    page: list[Json] = []
    room, places = limits.MESSAGE - sum(map(_size, rows)), limits.BLOCKS - len(rows)
    for block in blocks:
        size = _size(block)
        if page and (size > room or len(page) >= places):
            yield page
            page, room, places = [], limits.MESSAGE, limits.BLOCKS
        page.append(block)
        room -= size
    if page:
        yield page


def _size(block: Json) -> int:
    """How many characters a block counts."""
    match block["type"]:
        case "header":
            return len(block["text"]["text"])
        case "rich_text":
            return sum(weight(element) for part in block["elements"] for element in part["elements"])
        case "image":
            return len(block["alt_text"])
        case "actions":
            return sum(len(button["text"]["text"]) for button in block["elements"])
        case _:
            return sum(len(element["text"]) for element in block["elements"])
