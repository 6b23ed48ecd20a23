"""What stands on Slack's screens: valid, within the limits, complete, and with typed text as nothing but text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.forms import Origin, field_errors, view
from adapters.slack.render import messages
from adapters.slack.spans import Json, Voice
from bot.chat.message import Button, Card, Choice, Document, Field, Form, Input, Kind, Link, Pick, Tone
from bot.chat.text import CommandRef, Mention, Moment, Show, Text, plain, say
from bot.model.places import Account
from tests.adapters.slack_catalogue import slack
from tests.fakes.slack_checks import check_message, check_view, schema_present

VOICE = Voice("T1", "cpim-")
HOSTILE = "<!channel> <@U1> @everyone *bold* _it_ ~no~ `code` & > :smile: <https://x.org|x>"
CLOSES = Moment(datetime(2027, 3, 14, 6, 0, tzinfo=UTC), "Europe/Berlin")


def elements(card: Card) -> list[Json]:
    return [
        element
        for message in messages(card, VOICE)
        for block in message.blocks
        if block["type"] == "rich_text"
        for part in block["elements"]
        for element in part["elements"]
    ]


def whole(card: Card) -> str:
    return "".join(element.get("text", "") for element in elements(card))


def problems(card: Card) -> list[str]:
    return [found for message in messages(card, VOICE) for found in check_message(message.body())]


def test_the_vendors_schema_is_there() -> None:
    if not schema_present():
        pytest.skip("the vendors' schemas are not beside the repository; only the limits are checked")
    wrong = {"text": "t", "blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "no"}}]}
    assert check_message(wrong)


def test_what_people_typed_stays_data_everywhere() -> None:
    typed = plain(HOSTILE)
    card = Card(
        HOSTILE,
        say("**said** {it}", it=HOSTILE),
        options=(Choice("A", typed),),
        fields=(Field(HOSTILE, typed), Field(HOSTILE, typed, inline=True)),
        note=typed,
        buttons=((Button(HOSTILE, "x"),),),
    )
    (message,) = messages(card, VOICE)
    assert problems(card) == []
    assert {element["type"] for element in elements(card)} == {"text"}
    assert whole(card).count(HOSTILE) == 7
    assert "mrkdwn" not in str(message.blocks)
    assert "<" not in message.text


def test_small_print_is_markup_only_where_no_data_could_be_read_as_such() -> None:
    (harmless,) = messages(Card("Q", note=say("Closes {at} & more <3", at=CLOSES)), VOICE)
    assert harmless.blocks[-1]["type"] == "context"
    assert harmless.blocks[-1]["elements"][0]["text"].endswith("&amp; more &lt;3")
    (risky,) = messages(Card("Q", note=say("By {who}", who="*boss*")), VOICE)
    assert risky.blocks[-1]["type"] == "rich_text"


def test_a_moment_shows_in_the_readers_zone_and_falls_back_to_the_cohorts() -> None:
    (date,) = elements(Card("", say("{at}", at=CLOSES)))
    assert date["timestamp"] == int(CLOSES.at.timestamp())
    assert date["format"] == "{date_short_pretty} at {time}"
    assert date["fallback"] == "14 Mar 2027 at 07:00 (Europe/Berlin)"
    (day,) = elements(Card("", say("{at}", at=Moment(CLOSES.at, "UTC", Show.DAY))))
    assert day["fallback"] == "Sun 14 Mar 2027 (UTC)"
    (message,) = messages(Card("", note=say("{at}", at=CLOSES)), VOICE)
    assert message.blocks[0]["elements"][0]["text"].startswith(f"<!date^{date['timestamp']}^")


def test_only_this_workspaces_accounts_are_mentioned() -> None:
    here = Mention(Account("slack", "T1", "U1"), "Ana")
    there = Mention(Account("slack", "T2", "U1"), "Ben")
    discord = Mention(Account("discord", "", "1"), "Cleo")
    found = elements(Card("", say("{a}{b}{c}", a=here, b=there, c=discord)))
    assert found == [
        {"type": "user", "user_id": "U1"},
        {"type": "text", "text": "Ben"},
        {"type": "text", "text": "Cleo"},
    ]


def test_commands_are_named_as_they_are_typed_here() -> None:
    assert whole(Card("", say("Type `{c}`", c=CommandRef("countdown set")))) == "Type /cpim-countdown set"


def test_a_tone_is_a_sign_beside_the_words_and_never_colour_alone() -> None:
    titles = {tone: messages(Card("Title", tone=tone), VOICE)[0].blocks[0]["text"]["text"] for tone in Tone}
    assert len(set(titles.values())) == len(Tone)
    assert all(title.endswith("Title") for title in titles.values())


def test_the_longest_question_is_one_message_within_the_limits_and_complete() -> None:
    text = "Demand " * 400
    card = Card(
        "Q " * 120,
        plain(text),
        options=tuple(Choice(letter, plain("option " * 120)) for letter in "ABCD"),
        fields=tuple(Field(f"Field {n}", plain("field " * 2), inline=n % 2 == 0) for n in range(25)),
        buttons=tuple(tuple(Button("L" * 90, f"t:{r}:{c}") for c in range(5)) for r in range(2)),
        note=plain("note " * 40),
        tone=Tone.QUESTION,
    )
    assert len(messages(card, VOICE)) == 1
    assert problems(card) == []
    assert whole(card).count("option ") == 4 * 120
    assert whole(card).count("field ") == 25 * 2
    assert text in whole(card)


def test_what_one_message_cannot_hold_goes_on_in_another_with_the_buttons_in_the_first() -> None:
    fields = tuple(Field(f"Field {n}", plain("field " * 150)) for n in range(60))
    card = Card("Long", fields=fields, buttons=((Button("Go", "go"),),))
    first, *rest = messages(card, VOICE)
    assert rest and problems(card) == []
    assert whole(card).count("field ") == 60 * 150
    assert first.blocks[-1]["type"] == "actions"
    assert not any(block["type"] == "actions" for message in rest for block in message.blocks)


def test_links_open_their_page_and_carry_no_token() -> None:
    (message,) = messages(Card("T", buttons=((Link("Handbook", "https://example.org"), Button("B", "b")),)), VOICE)
    link, button = message.blocks[-1]["elements"]
    assert (link["url"], "value" in link) == ("https://example.org", False)
    assert button["value"] == "b"
    assert check_message(message.body()) == []


async def test_pressing_a_link_is_acknowledged_and_asks_nothing() -> None:
    from bot.chat.request import Pressed
    from tests.adapters.slack_catalogue import Core

    core = Core()
    async with slack(ask=core) as stage:
        card = Card("T", buttons=((Link("Handbook", "https://example.org"),),))
        await stage.platform.post(stage.room, card, "k")
        payload = stage.payloads.press(stage.user("Ana"), stage.in_room()[0], "Handbook")
        assert await stage.server.deliver("interactive", payload) is None
    assert core.of(Pressed) == []


texts = st.text(min_size=1, max_size=4000).map(plain)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=400), texts, st.lists(texts, max_size=6), st.text(max_size=30_000))
def test_any_card_is_valid_and_loses_nothing(title: str, text: Text, fields: list[Text], document: str) -> None:
    found = Card(
        title,
        text,
        fields=tuple(Field("f", f) for f in fields),
        document=Document("d.txt", document) if document else None,
    )
    assert [p for p in problems(found) if "no text for notifications" not in p and p != "no_text"] == []
    assert whole(found).count(str(text[0].what)) >= 1
    assert document in whole(found)


def test_a_form_with_everything_at_its_longest_is_valid() -> None:
    picks = tuple(Pick(f"{n} " + "label " * 30, f"v{n}") for n in range(100))
    form = Form(
        "t" * 100,
        "A title that is longer than twenty-four characters",
        (
            Input("text", "L" * 300, Kind.LONG, value="v" * 3000, hint="h" * 3000, most=3000),
            Input("bad_day", "Day", Kind.DATE, value="03/04/2027"),
            Input("pick", "Pick", Kind.CHOICE, value="v7", choices=picks),
            Input("many", "Pick", Kind.CHOICE, choices=(*picks, Pick("one more", "v100"))),
            Input("zone", "Zone", Kind.ZONE, value="Europe/Berlin"),
        ),
        submit="S" * 40,
    )
    modal = view(form, Origin("t" * 100, "C123456789", "n" * 80, "https://hooks.slack.com/" + "u" * 150, True))
    assert check_view(modal) == []
    elements = {b["block_id"]: b["element"] for b in modal["blocks"] if b["type"] == "input"}
    assert elements["bad_day"]["initial_value"] == "03/04/2027"
    assert elements["pick"]["initial_option"]["value"] == "v7"
    assert elements["many"]["type"] == "plain_text_input"
    assert modal["blocks"][0]["text"]["text"] == form.title
    assert Origin.unpack(modal["private_metadata"]).token == form.token


def test_what_came_past_a_form_is_shown_as_far_as_an_input_holds() -> None:
    modal = view(
        Form("t", "Title", (Input("name", "Name", value="v" * 5000, most=40),)), Origin("t", "C1", "n", "", True)
    )
    assert check_view(modal) == []
    (element,) = [b["element"] for b in modal["blocks"] if b["type"] == "input"]
    assert element["initial_value"] == "v" * 3000


def test_errors_that_name_no_input_stand_at_the_first() -> None:
    assert field_errors((("b", "x"), ("zzz", "y"), ("a", "w")), ["a", "b"]) == {"b": "x", "a": "y w"}
