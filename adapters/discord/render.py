"""A card becomes embeds and buttons, within Discord's limits and without cutting anything silently.

A card that fits stands in one embed: title, text and options in the description, fields as fields, note in the footer.
One that does not is poured into as many embeds as it needs, fields as text. Discord allows 6,000 characters in all
embeds of a message; what is beyond them is named openly where it is missing, and handed over as a file in private. A
picture stands under the text; where there is none to show, its words do.
"""

from __future__ import annotations

import io
import logging
import re
from dataclasses import dataclass, replace

import discord

from adapters.discord.markdown import escape, lines, markdown, size, split
from bot.chat.message import Button, Card, Document, Field, Link, Look, Tone, in_words
from bot.chat.picture import Picture
from bot.chat.text import CommandRef, Mention, Moment, Text, bold, plain, words

log = logging.getLogger(__name__)

MOST = 6000
DESCRIPTION = 4096
TITLE = 256
FIELD_NAME, FIELD_VALUE, FIELDS = 256, 1024, 25
FOOTER = 1024
LABEL, TOKEN = 80, 100
NOTICE = 120
DESCRIBED = 1024
ROWS, IN_ROW = 5, 5

BLANK = "\u200b"
"""What Discord takes where it takes no empty text."""

_COLOURS = {
    Tone.PLAIN: 0x5B6B7B,
    Tone.QUESTION: 0x2F6FDE,
    Tone.RIGHT: 0x2E8B57,
    Tone.WRONG: 0xC0392B,
    Tone.WARNING: 0xD4A017,
    Tone.REFUSAL: 0x7D5BA6,
}
_SIGNS = {
    Tone.PLAIN: "",
    Tone.QUESTION: "❔ ",
    Tone.RIGHT: "✅ ",
    Tone.WRONG: "❌ ",
    Tone.WARNING: "⚠️ ",
    Tone.REFUSAL: "🚫 ",
}
_LOOKS = {
    Look.PLAIN: discord.ButtonStyle.secondary,
    Look.PRIMARY: discord.ButtonStyle.primary,
    Look.DANGER: discord.ButtonStyle.danger,
}
_REFERENCE = re.compile(r"(?:^|· )ref ([A-Z2-7]{4,25})$")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A card as Discord takes it. `view()` and `files()` are drawn anew for each send."""

    embeds: tuple[discord.Embed, ...]
    rows: tuple[tuple[Button | Link, ...], ...]
    document: Document | None = None
    picture: Picture | None = None
    image: bytes = b""

    def view(self) -> discord.ui.View:
        """The buttons. They are routed by their tokens, so discord.py must not keep the view: it is stopped."""
        view = discord.ui.View(timeout=None)
        for number, row in enumerate(self.rows):
            for button in row:
                view.add_item(_button(button, number))
        view.stop()
        return view

    def files(self) -> list[discord.File]:
        """The document and the picture, as far as there are any."""
        found = []
        if self.document is not None:
            found.append(discord.File(io.BytesIO(self.document.text.encode()), filename=self.document.name))
        if self.picture is not None:
            described = shortened(self.picture.alt, DESCRIBED)
            found.append(discord.File(io.BytesIO(self.image), filename=self.picture.file, description=described))
        return found


def render(
    card: Card, prefix: str = "", reference: str = "", *, private: bool = False, image: bytes | None = None
) -> Rendered:
    """The card, with a letter's short reference in the footer. A private one may carry its overflow as a file.

    `image` is its picture, drawn; without one its words stand in the picture's place.
    """
    if card.picture is not None and image is None:
        card = in_words(card)
    rest = None
    embeds = _neat(card, prefix, reference)
    if embeds is None:
        embeds, whole = _poured(card, prefix, reference)
        if not whole:
            log.warning("A card is too long for one Discord message: %r", card.title)
            rest = Document("full-text.txt", _full_text(card)) if private else None
    drawn = Rendered(embeds, _rows(card), card.document or rest)
    if card.picture is None or image is None:
        return drawn
    embeds[-1].set_image(url=f"attachment://{card.picture.file}")
    return replace(drawn, picture=card.picture, image=image)


def reference_in(message: discord.Message) -> str:
    """The short reference in a message's footer, or nothing."""
    for embed in message.embeds:
        if found := _REFERENCE.search(embed.footer.text or ""):
            return found[1]
    return ""


def _neat(card: Card, prefix: str, reference: str) -> tuple[discord.Embed, ...] | None:
    title = (_SIGNS[card.tone] + escape(card.title)).strip()
    fields = [
        (escape(f.name).strip() or BLANK, markdown(f.text, prefix).strip() or BLANK, f.inline) for f in card.fields
    ]
    parts = [markdown(card.text, prefix), "\n".join(_options(card, prefix))]
    note, footer = _note(card, prefix, reference)
    if note and fields:
        fields.append((BLANK, note, False))
    elif note:
        parts.append(note)
    description = "\n\n".join(part for part in parts if part.strip()) or (BLANK if not title else "")
    total = size(title) + size(description) + size(footer) + sum(size(n) + size(v) for n, v, _ in fields)
    fits = size(title) <= TITLE and size(description) <= DESCRIPTION and size(footer) <= FOOTER and total <= MOST
    if not fits or len(fields) > FIELDS or any(size(n) > FIELD_NAME or size(v) > FIELD_VALUE for n, v, _ in fields):
        return None
    embed = discord.Embed(title=title, description=description or None, colour=_COLOURS[card.tone])
    for name, value, inline in fields:
        embed.add_field(name=name, value=value, inline=inline)
    if footer:
        embed.set_footer(text=footer)
    return (embed,)


def _options(card: Card, prefix: str) -> list[str]:
    return [f"**{escape(option.letter)}** {markdown(option.text, prefix)}" for option in card.options]


def _note(card: Card, prefix: str, reference: str) -> tuple[str, str]:
    """The note as small text and as footer: a footer shows no moment and no mention, so such a note stands above it."""
    mark = f"ref {reference}" if reference else ""
    if not card.note:
        return "", mark
    if any(isinstance(span.what, Moment | Mention) for span in card.note) or size(words(card.note)) > FOOTER // 2:
        return "\n".join(f"-# {line}" for line in markdown(card.note, prefix).split("\n")), mark
    text = "".join(f"/{prefix}{s.what.name}" if isinstance(s.what, CommandRef) else str(s.what) for s in card.note)
    return "", f"{text} · {mark}" if mark else text


def _poured(card: Card, prefix: str, reference: str) -> tuple[tuple[discord.Embed, ...], bool]:
    """The card as plain text over several embeds, and whether all of it is there."""
    title, *more = split(plain(card.title), TITLE - 10)
    note, footer = _note(card, prefix, reference)
    sections = {
        "title": [f"**{line}**" for line in more],
        "text": _pieces(card.text, prefix),
        "options": [line for o in card.options for line in _pieces((*bold(o.letter), *plain(" "), *o.text), prefix)],
        "fields": [line for field in card.fields for line in _field_lines(field, prefix)],
        "note": note.split("\n") if note else [],
    }
    title = _SIGNS[card.tone] + title + (" …" if more else "")
    whole = _shorten(sections, MOST - size(title) - size(footer))
    embeds = [discord.Embed(description=text, colour=_COLOURS[card.tone]) for text in _packed(sections)]
    embeds[0].title = title
    if footer:
        embeds[-1].set_footer(text=footer)
    return tuple(embeds), whole


def _pieces(text: Text, prefix: str) -> list[str]:
    return [piece for line in lines(text) for piece in split(line, 1000, prefix)]


def _field_lines(field: Field, prefix: str) -> list[str]:
    return [f"**{piece}**" for piece in split(plain(field.name), FIELD_NAME)] + _pieces(field.text, prefix)


def _shorten(sections: dict[str, list[str]], budget: int) -> bool:
    """Make the sections fit, fields before text before options; say openly what is left out. True if nothing was."""
    over = sum(size(line) + 2 for section in sections.values() for line in section) - budget
    left_out = 0
    for name in ("fields", "text", "options", "title", "note"):
        section, taken = sections[name], 0
        if over > 0:
            over += NOTICE
        while section and over > 0:
            taken += size(section[-1])
            over -= size(section.pop()) + 2
        if taken:
            left_out += taken
            section.append(f"… the rest: {taken} more characters do not fit into one Discord message.")
    return left_out == 0


def _packed(sections: dict[str, list[str]]) -> list[str]:
    texts = [""]
    for section in sections.values():
        for number, line in enumerate(section):
            between = "" if not texts[-1] else "\n" if number else "\n\n"
            if size(texts[-1]) + len(between) + size(line) > DESCRIPTION:
                texts.append(line)
            else:
                texts[-1] += between + line
    return texts


def _full_text(card: Card) -> str:
    parts = [card.title, words(card.text), *(f"{o.letter} {words(o.text)}" for o in card.options)]
    parts += [f"{field.name}\n{words(field.text)}" for field in card.fields]
    return "\n\n".join(part for part in [*parts, words(card.note)] if part) + "\n"


def _rows(card: Card) -> tuple[tuple[Button | Link, ...], ...]:
    """The buttons in rows that Discord takes. Of two with one token the second is left out: it would do the same."""
    seen: set[str] = set()
    rows: list[tuple[Button | Link, ...]] = []
    for row in card.buttons:
        kept: list[Button | Link] = []
        for button in row:
            if isinstance(button, Link) or button.token not in seen:
                kept.append(button)
            if isinstance(button, Button):
                seen.add(button.token)
        rows.extend(tuple(kept[at : at + IN_ROW]) for at in range(0, len(kept), IN_ROW))
    if len(rows) > ROWS or not all(0 < len(token) <= TOKEN for token in seen):
        raise ValueError(f"card {card.title!r}: at most {ROWS} rows of buttons, and tokens of 1 to {TOKEN} characters")
    return tuple(rows)


def _button(button: Button | Link, row: int) -> discord.ui.Button[discord.ui.View]:
    label = shortened(button.label, LABEL)
    if isinstance(button, Link):
        return discord.ui.Button(label=label, url=button.url, row=row)
    return discord.ui.Button(style=_LOOKS[button.look], label=label, custom_id=button.token, row=row)


def shortened(text: str, most: int) -> str:
    """A label within its limit; what is left out shows as an ellipsis."""
    return text if size(text) <= most else text[: most - 2].rstrip() + "…"
