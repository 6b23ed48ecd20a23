"""A picture on Slack follows its message; where it cannot, its words stand there, and the message is never lost."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.chat.message import Card, Reply
from bot.chat.picture import Bar, Bars, Picture
from bot.chat.request import Request
from bot.chat.text import plain
from tests.adapters.slack_catalogue import slack
from tests.fakes.discord_limits import PNG
from tests.fakes.slack_server import Fault, refused
from tests.fakes.slack_stage import SlackStage
from tests.fakes.slack_web import SCOPES

WEEK = Picture("The week", (Bars("Most points", (Bar("Ana", 46, "46 points"),), 46),), "Most points: Ana, 46.")
LATER = Picture("The week", (Bars("Most points", (Bar("Ben", 50, "50 points"),), 50),), "Most points: Ben, 50.")
SUMMARY = Card("The week", plain("Five questions"), picture=WEEK)
PAUSES = (0.0, 0.0, 0.0)
WITHOUT = SCOPES.replace("files:write,", "")


async def draw(picture: Picture) -> bytes | None:
    return PNG + picture.digest.encode()


def block(stage: SlackStage) -> Any:
    """The image in the room's only message, or None."""
    [message] = stage.channel.top()
    return next((b for b in message["blocks"] if b["type"] == "image"), None)


async def settled(stage: SlackStage) -> None:
    await stage.slack.branch.pictures.finish(5.0)


async def test_the_text_is_posted_at_once_and_the_picture_follows_into_the_same_message() -> None:
    gate = asyncio.Event()

    async def slow(picture: Picture) -> bytes | None:
        await gate.wait()
        return await draw(picture)

    async with slack(draw=slow, pauses=PAUSES) as stage:
        await stage.platform.post(stage.room, SUMMARY, "summary:1")
        assert block(stage) is None and "Five questions" in stage.in_room()[0].text
        gate.set()
        await settled(stage)
        shown = block(stage)
        stored = stage.server.api.files[shown["slack_file"]["id"]]
        assert (shown["alt_text"], stored.alt, stored.name) == (WEEK.alt, WEEK.alt, WEEK.file)
        assert stored.data == await draw(WEEK)
        assert stage.in_room()[0].text.count(WEEK.alt) == 1


async def test_an_image_that_slack_does_not_know_yet_is_tried_again() -> None:
    async with slack(draw=draw, pauses=PAUSES) as stage:
        stage.server.api.slow_to_know = 2
        await stage.platform.post(stage.room, SUMMARY, "summary:1")
        await settled(stage)
        assert block(stage) is not None
        assert len(stage.server.api.called("files.getUploadURLExternal")) == 1


async def test_an_image_that_slack_never_takes_leaves_its_words() -> None:
    async with slack(draw=draw, pauses=PAUSES) as stage:
        stage.server.api.slow_to_know = 99
        await stage.platform.post(stage.room, SUMMARY, "summary:1")
        await settled(stage)
        assert block(stage) is None
        assert WEEK.alt in stage.in_room()[0].text


async def test_without_the_scope_the_words_stand_there_from_the_start() -> None:
    async with slack(draw=draw, pauses=PAUSES) as stage:
        stage.server.api.scopes = WITHOUT
        await stage.platform.post(stage.room, Card("Any"), "any")  # with its answer Slack tells the scopes
        stage.channel.messages.clear()
        await stage.platform.post(stage.room, SUMMARY, "summary:1")
        assert WEEK.alt in stage.in_room()[0].text
        await settled(stage)
        assert stage.server.api.called("chat.update") == []


async def test_the_scope_that_was_taken_away_is_noticed_with_the_first_answer() -> None:
    async with slack(draw=draw, pauses=PAUSES) as stage:
        stage.server.api.scopes = WITHOUT
        await stage.platform.post(stage.room, SUMMARY, "summary:1")
        await settled(stage)
        assert WEEK.alt in stage.in_room()[0].text
        assert stage.server.api.files == {}


@pytest.mark.parametrize(
    ("what", "fault"),
    [
        ("files.getUploadURLExternal", Fault(status=500)),
        ("upload", Fault(status=500)),
        ("files.completeUploadExternal", refused("internal_error")),
        ("files.getUploadURLExternal", Fault(drop=True)),
    ],
)
async def test_an_upload_that_fails_leaves_the_words(what: str, fault: Fault) -> None:
    async with slack(draw=draw, pauses=PAUSES) as stage:
        stage.server.fail_next(what, fault)
        await stage.platform.post(stage.room, SUMMARY, "summary:1")
        await settled(stage)
        assert block(stage) is None
        assert WEEK.alt in stage.in_room()[0].text


async def test_a_drawing_that_fails_leaves_the_words() -> None:
    async def blind(picture: Picture) -> bytes | None:
        return None

    async with slack(draw=blind, pauses=PAUSES) as stage:
        await stage.platform.post(stage.room, SUMMARY, "summary:1")
        await settled(stage)
        assert WEEK.alt in stage.in_room()[0].text


async def test_what_the_text_says_already_is_not_said_twice() -> None:
    told = Picture("The board", WEEK.panels, "1. Ana, 46 points.", told=True)
    async with slack(pauses=PAUSES) as stage:
        await stage.platform.post(stage.room, Card("The board", plain("#1 Ana"), picture=told), "board:1")
        await settled(stage)
        assert stage.in_room()[0].text == "The board\n#1 Ana"


async def test_a_picture_is_uploaded_once_for_several_rooms_and_edits() -> None:
    async with slack(draw=draw, pauses=PAUSES) as stage:
        ref = await stage.platform.post(stage.room, SUMMARY, "summary:1")
        await settled(stage)
        await stage.platform.edit(ref, SUMMARY)
        await settled(stage)
        assert block(stage) is not None
        assert len(stage.server.api.files) == 1


async def test_an_edit_that_comes_while_a_picture_is_drawn_is_not_undone_by_it() -> None:
    gates = {WEEK.digest: asyncio.Event(), LATER.digest: asyncio.Event()}

    async def slow(picture: Picture) -> bytes | None:
        await gates[picture.digest].wait()
        return await draw(picture)

    async with slack(draw=slow, pauses=PAUSES) as stage:
        ref = await stage.platform.post(stage.room, SUMMARY, "summary:1")
        await stage.platform.edit(ref, Card("The week, corrected", picture=LATER))
        gates[LATER.digest].set()
        await settled(stage)
        gates[WEEK.digest].set()
        await settled(stage)
        assert stage.in_room()[0].text.startswith("The week, corrected")
        assert block(stage)["alt_text"] == LATER.alt


async def test_a_private_answer_is_in_words() -> None:
    async def ask(request: Request) -> Reply:
        return SUMMARY

    async with slack(ask=ask, draw=draw, pauses=PAUSES) as stage:
        seen = await stage.command("Ana", "takt echo", text="hi")
        assert WEEK.alt in seen.text
        assert stage.server.api.files == {}


async def test_the_doctor_does_not_call_it_ill_to_lack_the_scope() -> None:
    async with slack(draw=draw) as stage:
        stage.server.api.scopes = WITHOUT
        [scopes] = [one for one in await stage.platform.examine() if one.subject == "Slack scopes"]
        assert scopes.well and "pictures are told in words" in scopes.text
        assert list(await stage.platform.lacks(stage.room)) == []
