from __future__ import annotations

import asyncio
import json
import logging

import pytest

from bot.chat.request import Invoked, Pressed, Submitted
from bot.model.places import Account, Room
from tests.adapters.web_sample import START, Core, question, served

ROOM = Room("web", "web", "study")


async def test_a_typed_line_becomes_a_request_and_its_reply_is_for_that_member_alone() -> None:
    core = Core()
    async with served(core) as page:
        message = await page.say("/score week @Ben", zone="Europe/Berlin")
        assert message["private"] and message["said"] == "/score week @Ben"
        assert message["id"] in [m["id"] for m in page.sees("ana")]
        assert page.sees("ben") == []
    (request,) = core.asked
    assert isinstance(request, Invoked)
    assert (request.name, dict(request.values), request.rest) == (
        "score show",
        {"window": "week", "of": "<@ben|Ben>"},
        "",
    )
    assert request.at == START and request.event
    asker = request.asker
    assert (asker.account, asker.name, asker.room) == (Account("web", "web", "ana"), "Ana", ROOM)
    assert (asker.room_name, asker.zone) == ("cpim-study", "Europe/Berlin")


async def test_a_zone_that_does_not_exist_is_not_passed_on() -> None:
    core = Core()
    async with served(core) as page:
        await page.say("/score", zone="Moon/Base")
    assert core.asked[0].asker.zone == ""  # type: ignore[union-attr]


async def test_a_card_reaches_the_page_whole_and_as_data() -> None:
    core = Core()
    async with served(core) as page:
        await page.platform.post(ROOM, question(), "q7")
        (message,) = page.sees()
    card = message["card"]
    assert card["text"] == [{"text": "Which stock *hides* <b>problems</b>?"}]
    assert card["options"][1] == {"letter": "B", "text": [{"text": "Cycle stock"}]}
    assert card["fields"] == [{"name": "Answered", "text": [{"text": "23"}], "inline": True}]
    assert card["note"][1] == {"moment": "2026-11-24T05:00:00+00:00", "zone": "America/New_York", "show": "full"}
    assert card["buttons"] == [
        [{"label": letter, "token": f"answer:7:{i}", "look": "plain"} for i, letter in enumerate("AB")]
    ]


async def test_styles_and_command_names_reach_the_page() -> None:
    async with served(Core()) as page:
        message = await page.say("/score")
    assert message["card"]["text"][0] == {"text": "Ana", "bold": True}
    assert {"text": "7", "code": True} in message["card"]["text"]
    assert message["card"]["text"][-1] == {"command": "takt board"}
    assert message["card"]["buttons"][0][1] == {"label": "Handbook", "url": "https://www.example.org/"}


async def test_what_is_sent_of_a_question_is_what_its_card_says_and_no_more() -> None:
    async with served(Core()) as page:
        await page.platform.post(ROOM, question(), "the key is B")
        (message,) = page.sees("ben")
    assert set(message) == {"id", "place", "at", "card", "under", "private", "said"}
    assert "the key is B" not in json.dumps(message)


async def test_a_button_gives_a_new_private_message_or_replaces_the_one_it_is_on() -> None:
    core = Core()
    async with served(core) as page:
        ref = await page.platform.post(ROOM, question(), "q7")
        asked = (await page.press(int(ref.message), "answer:7:1", who="ben"))["message"]
        assert asked["private"] and asked["said"] == "B" and asked["card"]["title"] == "B. How sure?"
        told = (await page.press(asked, "sure:7", who="ben"))["message"]
        assert told["id"] == asked["id"] and told["card"]["title"] == "Right"
        assert [m["card"]["title"] for m in page.sees("ben")] == ["Q7 · Inventory", "Right"]
        assert len(page.sees("ana")) == 1
    assert [r.token for r in core.asked if isinstance(r, Pressed)] == ["answer:7:1", "sure:7"]


async def test_a_button_that_replaces_does_not_replace_what_everybody_sees() -> None:
    async with served(Core()) as page:
        ref = await page.platform.post(ROOM, question(closed=True), "q7")
        answer = await page.press(int(ref.message), "sure:7")
        assert answer["message"]["private"]
        assert page.sees()[0]["card"]["title"] == "Q7 · Inventory"


async def test_two_presses_at_once_are_two_requests() -> None:
    core = Core()
    async with served(core) as page:
        ref = await page.platform.post(ROOM, question(), "q7")
        await asyncio.gather(*(page.press(int(ref.message), "answer:7:0") for _ in range(2)))
    assert len({r.event for r in core.asked}) == 2


async def test_a_button_that_was_edited_away_can_still_be_pressed_from_an_older_page() -> None:
    core = Core()
    async with served(core) as page:
        ref = await page.platform.post(ROOM, question(), "q7")
        await page.platform.edit(ref, question(closed=True))
        await page.press(int(ref.message), "answer:7:0")
    assert isinstance(core.asked[0], Pressed) and core.asked[0].token == "answer:7:0"


async def test_what_is_not_there_cannot_be_pressed() -> None:
    core = Core()
    async with served(core) as page:
        ref = await page.platform.post(ROOM, question(), "q7")
        private = await page.say("/score", who="ana")
        for message, token, who in [
            (int(ref.message), "sure:7", "ana"),
            (99, "sure:7", "ana"),
            (private["id"], "share", "ben"),
        ]:
            await page.post("press", who, 400, message=message, token=token)
    assert not any(isinstance(r, Pressed) for r in core.asked)


async def test_a_form_opens_and_what_is_typed_into_it_comes_back() -> None:
    core = Core()
    async with served(core) as page:
        form = (await page.say("/takt report"))["form"]
        assert [i["name"] for i in form["inputs"]] == ["why", "day", "part"]
        assert form["inputs"][2]["choices"][1] == {"label": "The key", "value": "key"}
        values = {"why": "<i>two</i> keys", "day": "", "part": "key"}
        told = (await page.post("submit", token=form["token"], values=values))["message"]
        assert told["card"]["text"] == [{"text": "<i>two</i> keys"}]
    sent = core.asked[-1]
    assert isinstance(sent, Submitted) and (sent.token, sent.values) == ("send report", values)


async def test_a_form_stays_open_with_what_was_typed_and_what_is_wrong() -> None:
    async with served(Core()) as page:
        values = {"why": "it is", "day": "never", "part": "stem"}
        answer = await page.post("submit", token="send report", values=values)
        assert answer["invalid"]["errors"] == {"day": "“never” is not a date"}
        assert {i["name"]: i["value"] for i in answer["invalid"]["form"]["inputs"]} == values
        assert page.sees() == []


async def test_a_button_can_open_a_form() -> None:
    async with served(Core()) as page:
        ref = await page.platform.post(ROOM, question(), "q7")
        asked = (await page.press(int(ref.message), "answer:7:1"))["message"]
        assert (await page.press(asked, "report"))["form"]["title"] == "Report"


async def test_a_bug_is_a_kind_card_with_a_reference_that_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async with served(Core()) as page:
        with caplog.at_level(logging.ERROR):
            message = await page.say("/takt bug")
        text = "".join(s["text"] for s in message["card"]["text"])
        reference = next(s["text"] for s in message["card"]["text"] if s.get("code"))
        assert message["private"] and "Sorry" in text and "secret detail" not in text
        assert any(reference in r.getMessage() and r.exc_info for r in caplog.records)


async def test_silence_shows_nothing() -> None:
    async with served(Core()) as page:
        assert await page.say("/takt nothing") == {}
        assert page.sees() == []


async def test_a_line_without_a_slash_is_not_a_request() -> None:
    core = Core()
    async with served(core) as page:
        answer = await page.post("command", status=400, line="hello")
        assert "slash" in answer["error"]
    assert core.asked == []


async def test_an_unknown_command_is_for_the_core_to_answer() -> None:
    async with served(Core()) as page:
        assert (await page.say("/nope at all"))["card"]["title"] == "Not a command"


async def test_a_document_comes_with_the_private_reply() -> None:
    async with served(Core()) as page:
        message = await page.say("/takt export")
        assert message["private"] and message["card"]["document"] == {"name": "takt.txt", "text": "all of it"}


async def test_in_direct_messages_there_is_no_room_and_only_the_member_may_be_there() -> None:
    core = Core()
    async with served(core) as page:
        await page.say("/countdown", who="ben", place="@ben")
        await page.post("command", "ben", 400, place="@ana", line="/countdown")
        await page.post("command", "ben", 400, place="elsewhere", line="/countdown")
    (request,) = core.asked
    assert isinstance(request, Invoked) and request.asker.room is None


async def test_a_private_reply_can_be_dismissed_and_nothing_else_can() -> None:
    async with served(Core()) as page:
        ref = await page.platform.post(ROOM, question(), "q7")
        private = await page.say("/score")
        await page.post("dismiss", "ben", 400, message=private["id"])
        await page.post("dismiss", "ana", 400, message=int(ref.message))
        await page.post("dismiss", message=private["id"])
        assert [m["card"]["title"] for m in page.sees()] == ["Q7 · Inventory"]


async def test_a_member_can_be_added_and_speaks_and_is_mentioned() -> None:
    core = Core()
    async with served(core) as page:
        member = (await page.post("member", name="  Zoë   Quinn "))["member"]
        assert member["name"] == "Zoë Quinn"
        await page.say("/score of=@zoë quinn", who=member["id"])
        assert core.asked[0].values == {"of": f"<@{member['id']}|Zoë Quinn>"}  # type: ignore[union-attr]
        for name in ("zoë quinn", "", "x" * 33):
            assert (await page.post("member", status=400, name=name))["error"]


async def test_only_the_first_member_manages_the_room() -> None:
    async with served(Core()) as page:
        manages = {m: await page.platform.manages(Account("web", "web", m), ROOM) for m in ("ana", "ben")}
        assert manages == {"ana": True, "ben": False}
        assert not await page.platform.manages(Account("slack", "T1", "ana"), ROOM)
