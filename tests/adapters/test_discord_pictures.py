"""A picture on Discord follows its message into the embed; until then, and where it cannot, its words stand there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.chat.message import Button, Card, Reply
from bot.chat.picture import Bar, Bars, Picture
from bot.chat.platform import Doubtful
from bot.chat.request import Request
from bot.chat.text import plain
from tests.fakes.discord_faults import ACCEPT_THEN_DROP, DROP, UNAVAILABLE, Fault, rate_limited
from tests.fakes.discord_limits import PNG, files
from tests.fakes.discord_sample import START, Clock, catalogue
from tests.fakes.discord_server import until
from tests.fakes.discord_stage import DiscordStage
from tests.fakes.discord_world import bits

ANA = Picture("The week", (Bars("Most points", (Bar("Ana", 46, "46 points"),), 46),), "Most points: Ana, 46.")
BEN = Picture("The week", (Bars("Most points", (Bar("Ben", 50, "50 points"),), 50),), "Most points: Ben, 50.")
EDITING = "PATCH /channels/{channel_id}/messages/{message_id}"
SUMMARY = Card("The week", plain("Five questions"), buttons=((Button("Why?", "why:5"),),), picture=ANA)


class Painter:
    """Stands for the studio: bytes that begin as a PNG does, or nothing; `gates` hold drawings up."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.blind = False
        self.gates: dict[str, asyncio.Event] = {}

    async def draw(self, picture: Picture) -> bytes | None:
        self.asked.append(picture.digest)
        if picture.digest in self.gates:
            await self.gates[picture.digest].wait()
        return None if self.blind else PNG + b"\xff\xfe" + picture.digest.encode()


class Core:
    async def ask(self, request: Request) -> Reply:
        return SUMMARY


@pytest.fixture
def painter() -> Painter:
    return Painter()


@pytest.fixture
async def stage(painter: Painter) -> AsyncIterator[DiscordStage]:
    stage = DiscordStage(Clock(), draw=painter.draw)
    await stage.open(catalogue(), Core().ask)
    yield stage
    await stage.close()
    assert stage.violations() == []


def message(stage: DiscordStage) -> Any:
    [seen] = stage.in_room()
    return stage.server.world.anywhere(seen.handle.message["id"])


async def settled(stage: DiscordStage) -> None:
    await stage.discord._pictures.finish(5.0)


def following(stage: DiscordStage) -> asyncio.Task[None]:
    [task] = stage.discord._pictures._following.values()
    return task


def forbid_files(stage: DiscordStage) -> None:
    overwrite = {"id": stage.server.world.bot["id"], "type": 1, "allow": "0", "deny": str(bits("attach_files"))}
    stage.channel["permission_overwrites"] = [overwrite]


async def test_a_letter_shows_its_picture_in_the_embed_with_its_words_as_description(stage: DiscordStage) -> None:
    await stage.platform.post(stage.room, SUMMARY, "summary:1")
    await settled(stage)
    sent = message(stage)
    assert [(a["filename"], a["description"]) for a in sent["attachments"]] == [(ANA.file, ANA.alt)]
    assert sent["embeds"][0]["image"]["url"] == f"attachment://{ANA.file}"
    assert sent["attachments"][0]["text"].encode("latin-1").startswith(PNG)
    assert "fields" not in sent["embeds"][0]


async def test_the_text_is_posted_at_once_and_the_picture_follows_into_the_same_message(
    stage: DiscordStage, painter: Painter
) -> None:
    gate = painter.gates[ANA.digest] = asyncio.Event()
    ref = await stage.platform.post(stage.room, SUMMARY, "summary:1")
    assert message(stage)["attachments"] == []
    assert "Five questions" in stage.in_room()[0].text and ANA.alt in stage.in_room()[0].text
    gate.set()
    await settled(stage)
    assert (message(stage)["id"], len(message(stage)["attachments"])) == (ref.message, 1)
    assert stage.in_room()[0].buttons == ("Why?",)


async def test_a_letter_is_found_before_and_after_its_picture_has_followed(
    stage: DiscordStage, painter: Painter
) -> None:
    gate = painter.gates[ANA.digest] = asyncio.Event()
    ref = await stage.platform.post(stage.room, SUMMARY, "summary:1")
    assert await stage.platform.find(stage.room, "summary:1", START) == ref
    gate.set()
    await settled(stage)
    assert len(message(stage)["attachments"]) == 1
    assert await stage.platform.find(stage.room, "summary:1", START) == ref


async def test_the_same_letter_twice_is_one_message_with_one_picture(stage: DiscordStage, painter: Painter) -> None:
    gate = painter.gates[ANA.digest] = asyncio.Event()
    first = await stage.platform.post(stage.room, SUMMARY, "summary:1")
    earlier = following(stage)
    assert await stage.platform.post(stage.room, SUMMARY, "summary:1") == first
    gate.set()
    await settled(stage)
    await asyncio.wait([earlier])
    assert len(message(stage)["attachments"]) == 1
    assert len(stage.server.calls(*EDITING.split(" "))) == 1


async def test_a_letter_in_a_thread_shows_its_picture_too(stage: DiscordStage) -> None:
    question = await stage.platform.post(stage.room, Card("Q5"), "round:5")
    under = await stage.platform.post(stage.room, SUMMARY, "summary:1", question)
    await settled(stage)
    sent = stage.server.world.message(under.channel, under.message)
    assert [a["filename"] for a in sent["attachments"]] == [ANA.file]


async def test_an_edit_that_comes_while_a_picture_is_drawn_is_not_undone_by_it(
    stage: DiscordStage, painter: Painter
) -> None:
    gate = painter.gates[ANA.digest] = asyncio.Event()
    ref = await stage.platform.post(stage.room, SUMMARY, "summary:1")
    earlier = following(stage)
    await stage.platform.edit(ref, Card("The week, corrected", picture=BEN))
    await settled(stage)
    gate.set()
    await asyncio.wait([earlier])
    assert stage.in_room()[0].text.startswith("The week, corrected")
    assert [a["filename"] for a in message(stage)["attachments"]] == [BEN.file]
    assert [len(body["attachments"]) for body in stage.server.calls(*EDITING.split(" "))] == [0, 1]


async def test_an_edit_of_doubtful_outcome_is_not_undone_by_the_picture_of_before(
    stage: DiscordStage, painter: Painter
) -> None:
    gate = painter.gates[ANA.digest] = asyncio.Event()
    ref = await stage.platform.post(stage.room, SUMMARY, "summary:1")
    earlier = following(stage)
    stage.server.fail_next(EDITING, ACCEPT_THEN_DROP)
    with pytest.raises(Doubtful):
        await stage.platform.edit(ref, Card("The week, corrected"))
    gate.set()
    await asyncio.wait([earlier])
    assert (message(stage)["attachments"], stage.in_room()[0].text) == ([], "The week, corrected")


async def test_an_edit_without_a_picture_takes_the_old_one_away(stage: DiscordStage) -> None:
    ref = await stage.platform.post(stage.room, SUMMARY, "summary:1")
    await settled(stage)
    await stage.platform.edit(ref, Card("The week is over"))
    assert (message(stage)["attachments"], stage.in_room()[0].text) == ([], "The week is over")


@pytest.mark.parametrize("how", [DROP, UNAVAILABLE, Fault(status=400), rate_limited(90)])
async def test_a_picture_that_discord_does_not_take_leaves_the_words_and_is_logged(
    stage: DiscordStage, how: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    stage.server.fail_next(EDITING, how)
    with caplog.at_level(logging.INFO):
        await stage.platform.post(stage.room, SUMMARY, "summary:1")
        await settled(stage)
    assert message(stage)["attachments"] == []
    assert ANA.alt in stage.in_room()[0].text
    assert "a message stays" in caplog.text


async def test_a_painter_that_breaks_its_word_and_raises_leaves_the_words_and_is_logged(
    stage: DiscordStage, painter: Painter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delattr(painter, "asked")
    await stage.platform.post(stage.room, SUMMARY, "summary:1")
    await settled(stage)
    assert ANA.alt in stage.in_room()[0].text
    assert "stays without its picture" in caplog.text


async def test_closing_lets_a_picture_that_is_nearly_there_arrive(stage: DiscordStage, painter: Painter) -> None:
    gate = painter.gates[ANA.digest] = asyncio.Event()
    await stage.platform.post(stage.room, SUMMARY, "summary:1")
    closing = asyncio.create_task(stage.disconnect())
    await until(lambda: stage.discord._client is None)
    gate.set()
    await closing
    assert len(message(stage)["attachments"]) == 1


async def test_closing_drops_a_picture_that_takes_too_long(
    stage: DiscordStage, painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.platform._LAST_PICTURES", 0.01)
    gate = painter.gates[ANA.digest] = asyncio.Event()
    await stage.platform.post(stage.room, SUMMARY, "summary:1")
    await stage.disconnect()
    gate.set()
    await settled(stage)
    assert message(stage)["attachments"] == []


async def test_without_a_running_connection_a_picture_follows_all_the_same(stage: DiscordStage) -> None:
    await stage.disconnect()
    await stage.platform.post(stage.room, SUMMARY, "summary:1")
    await settled(stage)
    assert len(message(stage)["attachments"]) == 1


async def test_a_letter_that_was_found_again_keeps_its_words(stage: DiscordStage) -> None:
    stage.server.fail_next("POST /channels/{channel_id}/messages", ACCEPT_THEN_DROP)
    with pytest.raises(Doubtful):
        await stage.platform.post(stage.room, SUMMARY, "summary:1")
    assert await stage.platform.find(stage.room, "summary:1", START) is not None
    assert ANA.alt in stage.in_room()[0].text


async def test_an_edit_brings_the_new_picture_in_place_of_the_old(stage: DiscordStage) -> None:
    ref = await stage.platform.post(stage.room, SUMMARY, "summary:1")
    await settled(stage)
    await stage.platform.edit(ref, Card("The week", picture=BEN))
    await settled(stage)
    assert [a["filename"] for a in message(stage)["attachments"]] == [BEN.file]
    assert message(stage)["embeds"][0]["image"]["url"] == f"attachment://{BEN.file}"


async def test_an_edit_that_cannot_be_drawn_takes_the_old_picture_away(stage: DiscordStage, painter: Painter) -> None:
    ref = await stage.platform.post(stage.room, SUMMARY, "summary:1")
    await settled(stage)
    painter.blind = True
    await stage.platform.edit(ref, Card("The week", picture=BEN))
    await settled(stage)
    assert message(stage)["attachments"] == []
    assert message(stage)["embeds"][0]["fields"][0]["value"] == BEN.alt


async def test_a_drawing_that_fails_leaves_the_words(stage: DiscordStage, painter: Painter) -> None:
    painter.blind = True
    await stage.platform.post(stage.room, SUMMARY, "summary:1")
    await settled(stage)
    assert message(stage)["attachments"] == []
    assert [(f["name"], f["value"]) for f in message(stage)["embeds"][0]["fields"]] == [("The week", ANA.alt)]


async def test_without_attach_files_the_text_goes_alone_and_once(stage: DiscordStage) -> None:
    forbid_files(stage)
    ref = await stage.platform.post(stage.room, SUMMARY, "summary:1")
    await settled(stage)
    assert message(stage)["attachments"] == []
    assert ANA.alt in stage.in_room()[0].text
    await stage.platform.edit(ref, Card("The week", picture=BEN))
    await settled(stage)
    assert BEN.alt in stage.in_room()[0].text


async def test_takt_works_in_a_channel_without_attach_files(stage: DiscordStage) -> None:
    overwrite = {"id": stage.server.world.bot["id"], "type": 1, "allow": "0", "deny": str(bits("attach_files"))}
    stage.channel["permission_overwrites"] = [overwrite]
    await stage.server.gateway.dispatch("CHANNEL_UPDATE", stage.channel, stage.guild["id"])
    await stage.command("Ann", "score show")
    assert list(await stage.platform.lacks(stage.room)) == []


async def test_a_private_answer_carries_its_picture_and_only_the_asker_sees_it(stage: DiscordStage) -> None:
    seen = await stage.command("Ann", "score show")
    assert seen.kind == "private"
    assert [a["filename"] for a in seen.handle.message["attachments"]] == [ANA.file]
    assert stage.in_room() == []


async def test_a_private_answer_where_no_files_are_allowed_is_in_words(stage: DiscordStage, painter: Painter) -> None:
    forbid_files(stage)
    seen = await stage.command("Ann", "score show")
    assert seen.handle.message["attachments"] == []
    assert ANA.alt in seen.text
    assert painter.asked == []


async def test_a_description_that_is_too_long_for_discord_ends_openly(stage: DiscordStage) -> None:
    long = Picture("Long", ANA.panels, "word " * 300)
    await stage.platform.post(stage.room, Card("Long", picture=long), "long")
    await settled(stage)
    described = message(stage)["attachments"][0]["description"]
    assert len(described) <= 1024 and described.endswith("…")


def test_the_pretend_server_notices_pictures_that_are_wrong() -> None:
    shows = {"embeds": [{"image": {"url": "attachment://a.png"}}]}
    named = {"attachments": [{"id": 0, "filename": "a.png"}]}
    assert list(files(shows, {})) == ["an embed shows attachment://a.png, which is not attached"]
    assert list(files(named, {"a.png": b"no picture"})) == ["a.png is no PNG", "a.png has no description"]
    assert list(files({}, {"a.txt": b"x"})) == ["a.txt is sent, and not named as an attachment"]
