"""Cards as Discord takes them: what is typed stays data, nothing exceeds a limit, nothing is cut without a word."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.markdown import escape, markdown, size, split
from adapters.discord.render import render
from bot.chat.message import Button, Card, Choice, Document, Field, Link, Look, Tone
from bot.chat.text import CommandRef, Mention, Moment, Show, Span, authored, bold, join, plain, say
from bot.model.places import Account
from tests.fakes import discord_limits
from tests.fakes.discord_stage import readable

AT = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
LONG = "Safety stock covers the variation of demand over the lead time. "


def body(card: Card, **how: Any) -> dict[str, Any]:
    drawn = render(card, **how)
    made = {"embeds": [embed.to_dict() for embed in drawn.embeds], "components": [], "allowed_mentions": {"parse": []}}
    assert list(discord_limits.message(made)) == []
    return made


def shown(card: Card, **how: Any) -> str:
    parts: list[str] = []
    for embed in body(card, **how)["embeds"]:
        parts += [embed.get("title", ""), embed.get("description", "")]
        parts += [text for field in embed.get("fields", []) for text in (field["name"], field["value"])]
        parts.append(embed.get("footer", {}).get("text", ""))
    return readable("\n".join(part for part in parts if part))


@pytest.mark.parametrize(
    "typed",
    [
        *("*boss*", "__x__", "~~gone~~", "`code`", "||secret||", "[click](https://evil.example)", "\\*", "a_b"),
        *("# heading", "- item", "> quote", "1. one", "-# small", "```py\nx\n```"),
        *("<@123>", "<t:1:F>", "<#1>", "<:a:2>"),
    ],
)
def test_what_a_person_typed_is_shown_as_typed(typed: str) -> None:
    written = escape(typed)
    assert readable(written) == typed
    assert not re.search(r"(?<!\\)[*_~`|<>\[\]]", written)
    assert not re.match(r"(#|-|-#|\d+\.) ", written)


def test_nobody_is_called_by_typing_a_name() -> None:
    assert "@everyone" not in escape("@everyone and @here")


def test_an_address_keeps_its_underscores_but_hides_no_mark() -> None:
    assert escape("see https://example.org/a_b_c now") == "see https://example.org/a_b_c now"
    assert escape("https://example.org/**x**") == "https://example.org/\\*\\*x\\*\\*"


def test_our_own_markup_becomes_discords() -> None:
    assert markdown(say("**bold** _italic_ `code` {name}", name="*x*")) == "**bold** *italic* `code` \\*x\\*"


def test_marks_hold_around_values_and_never_touch_blanks() -> None:
    assert markdown(say("**Q{n} **rest", n=5)) == "**Q5** rest"
    assert markdown((*bold("a"), Span("b", italic=True))) == "**a**\u200b*b*"
    assert markdown((Span("a`b", code=True),)) == "`` a`b ``"


@pytest.mark.parametrize(
    ("show", "letter"), [(Show.TIME, "t"), (Show.DAY, "D"), (Show.FULL, "F"), (Show.RELATIVE, "R")]
)
def test_a_moment_shows_in_every_readers_own_zone(show: Show, letter: str) -> None:
    assert (
        markdown(say("closes {at}", at=Moment(AT, "Asia/Kolkata", show)))
        == f"closes <t:{int(AT.timestamp())}:{letter}>"
    )


def test_a_moment_leaves_code_where_it_would_show_its_source() -> None:
    assert markdown(say("`at {at}`", at=Moment(AT))).endswith(f"`at` <t:{int(AT.timestamp())}:F>")


def test_people_of_another_platform_are_named_not_mentioned() -> None:
    assert markdown(say("{m}", m=Mention(Account("discord", "", "7"), "Ann"))) == "<@7>"
    assert markdown(say("{m}", m=Mention(Account("slack", "T", "U"), "A_n"))) == "A\\_n"


def test_commands_carry_the_prefix() -> None:
    assert markdown(say("{c} `{c}`", c=CommandRef("score show")), "cpim-") == "/cpim-score show `/cpim-score show`"


def test_a_card_that_fits_is_one_embed_in_reading_order() -> None:
    card = Card(
        "Q5 · Inventory",
        plain("Which one?"),
        tuple(Choice(letter, plain(f"Option {letter.lower()}")) for letter in "ABCD"),
        (Field("Yesterday", plain("C, 62%")),),
        note=plain("12 answered"),
        tone=Tone.QUESTION,
    )
    assert shown(card, reference="ABCDEF2345").split("\n") == [
        "❔ Q5 · Inventory", "Which one?", "", "A Option a", "B Option b", "C Option c", "D Option d",
        "Yesterday", "C, 62%", "12 answered · ref ABCDEF2345",
    ]  # fmt: skip


def test_a_note_with_a_moment_stands_above_the_footer_which_shows_none() -> None:
    note = say("closes {at}", at=Moment(AT))
    [embed] = body(Card("Q5", plain("Which?"), note=note))["embeds"]
    assert embed["description"].endswith(f"-# closes <t:{int(AT.timestamp())}:F>")
    [embed] = body(Card("Q5", fields=(Field("a", plain("b")),), note=note), reference="ABCDEF2345")["embeds"]
    assert embed["fields"][-1]["value"].startswith("-# closes <t:")
    assert embed["footer"]["text"] == "ref ABCDEF2345"


@pytest.mark.parametrize("tone", [tone for tone in Tone if tone is not Tone.PLAIN])
def test_a_tone_is_never_colour_alone(tone: Tone) -> None:
    [embed] = body(Card("Title", tone=tone))["embeds"]
    [neutral] = body(Card("Title"))["embeds"]
    assert embed["color"] != neutral["color"]
    assert embed["title"] != neutral["title"] == "Title"


def test_a_long_card_overflows_into_further_embeds_and_loses_nothing() -> None:
    words = [f"word{number}" for number in range(650)]
    options = tuple(Choice(letter, plain(LONG)) for letter in "ABCD")
    card = Card("Long", plain(" ".join(words)), options, (Field("Field", plain(LONG)),), note=plain("the end"))
    embeds = body(card, reference="ABCDEF2345")["embeds"]
    text = shown(card, reference="ABCDEF2345")
    assert len(embeds) > 1
    assert re.findall(r"word\d+", text) == words
    assert text.count(LONG.strip()) == 5
    assert text.endswith("the end · ref ABCDEF2345")
    assert "the rest" not in text


def test_what_is_truly_too_long_is_named_openly_and_the_options_stay() -> None:
    options = tuple(Choice(letter, plain(f"{letter * 3} {LONG}")) for letter in "ABCD")
    card = Card("Huge", plain(LONG * 200), options, note=plain("the end"))
    text = shown(card)
    assert re.search(r"… the rest: \d+ more characters do not fit into one Discord message", text)
    assert all(f"{letter} {letter * 3} {LONG.strip()}" in text for letter in "ABCD")
    assert render(card).document is None
    whole = render(card, private=True).document
    assert whole is not None
    assert whole.text.count(LONG.strip()) == 204


def test_a_document_of_its_own_is_not_displaced() -> None:
    own = Document("takt.json", "{}")
    assert render(Card("Huge", plain(LONG * 200), document=own), private=True).document == own


def test_long_titles_labels_and_field_names_go_on_where_there_is_room() -> None:
    text = shown(Card("Inventory " * 40, fields=(Field("Name " * 80, plain("value")),)))
    assert text.count("Inventory") == 40
    assert text.count("Name") == 80
    view = render(Card("x", buttons=((Button("L" * 90, "t"),),))).rows[0][0]
    assert view.label == "L" * 90


async def test_buttons_keep_their_rows_and_wrap_at_five() -> None:
    letters = tuple(Button(letter, f"answer:5:{n}", Look.PRIMARY) for n, letter in enumerate("ABCDEFG"))
    card = Card("Q5", buttons=(letters, (Link("Handbook", "https://example.org"), Button("L" * 90, "more"))))
    made = {"components": render(card).view().to_components(), "content": "x", "allowed_mentions": {"parse": []}}
    assert list(discord_limits.message(made)) == []
    labels = [[button["label"] for button in row["components"]] for row in made["components"]]  # type: ignore[index]
    assert labels == [list("ABCDE"), list("FG"), ["Handbook", "L" * 78 + "…"]]


def test_two_buttons_with_one_token_would_do_the_same_so_one_is_shown() -> None:
    rows = render(Card("Q5", buttons=((Button("Why?", "why:5"), Button("Why??", "why:5")),))).rows
    assert [[button.label for button in row] for row in rows] == [["Why?"]]


@pytest.mark.parametrize(
    "rows", [((Button("x", ""),),), ((Button("x", "t" * 101),),), tuple((Button("x", f"{n}"),) for n in range(6))]
)
def test_buttons_that_discord_would_refuse_are_a_bug(rows: Any) -> None:
    with pytest.raises(ValueError, match="buttons"):
        render(Card("Q5", buttons=rows))


def test_pieces_of_a_long_line_are_each_well_formed() -> None:
    pieces = split(authored("**" + "bold words " * 60 + "** and `" + "code " * 60 + "`"), 100)
    assert all(size(piece) <= 100 for piece in pieces)
    assert all(piece.count("**") % 2 == 0 and piece.count("`") % 2 == 0 for piece in pieces)
    assert readable(" ".join(pieces)).split() == ["bold", "words"] * 60 + ["and"] + ["code"] * 60


TEXTS = st.builds(
    lambda parts: join([bold(p) if n % 2 else plain(p) for n, p in enumerate(parts)]),
    st.lists(st.text("ab *_`~|<>[]()@#-1.\\\n\U0001f600", max_size=700), max_size=8),
)


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=400), TEXTS, st.lists(st.tuples(st.text(max_size=300), TEXTS), max_size=30), TEXTS, st.booleans()
)
def test_no_card_exceeds_a_limit(title: str, text: Any, fields: Any, note: Any, referenced: bool) -> None:
    card = Card(title or "x", text, (Choice("A", text),), tuple(Field(n, t) for n, t in fields), note=note)
    body(card, reference="ABCDEF2345" if referenced else "")
