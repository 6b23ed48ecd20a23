"""The stage of the web room, played on with the tiny catalogue: what the shared conversations will rely on."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.chat.message import Button, Card
from bot.chat.request import Invoked
from bot.model.places import Account
from tests.adapters.web_sample import CATALOGUE, Core, question
from tests.conversations.stage import Stage
from tests.fakes.web_stage import WebStage


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
async def stage(core: Core) -> AsyncIterator[WebStage]:
    stage = WebStage(core.clock)
    as_declared: Stage = stage
    await as_declared.open(CATALOGUE, core.ask)
    yield stage
    await stage.close()


async def test_a_conversation_can_be_played(stage: WebStage, core: Core) -> None:
    ref = await stage.platform.post(stage.room, question(), "q7")
    (asked,) = stage.in_room()
    assert (asked.kind, asked.buttons) == ("room", ("A", "B"))
    assert "A Safety stock\nB Cycle stock" in asked.text and "2026-11-24T05:00:00+00:00" in asked.text
    first, second = await stage.press_twice("Ben", asked, "B")
    assert (first.kind, second.text) == ("private", "B. How sure?")
    assert (await stage.press("Ben", first, "Sure")).text == "Right\nCycle stock."
    await stage.platform.edit(ref, question(closed=True))
    await stage.platform.post(stage.room, Card("The key is B"), "reveal", ref)
    (closed,) = stage.in_room()
    assert closed.buttons == ("Try it",)
    assert [s.text for s in stage.under(closed)] == ["The key is B"]
    assert (await stage.press("Chloe", asked, "A")).kind == "private"
    assert stage.violations() == ()


async def test_a_command_with_a_mention_makes_that_person_known(stage: WebStage, core: Core) -> None:
    seen = await stage.command("Ana", "score show", window="week", of="@Ben")
    assert seen.kind == "private" and seen.text == "Your score\nAna in week: 7, see /takt board"
    (request,) = core.asked
    assert isinstance(request, Invoked) and request.values == {"window": "week", "of": "<@ben|Ben>"}


async def test_a_form_is_filled_in(stage: WebStage) -> None:
    form = await stage.command("Ana", "takt report")
    assert form.kind == "form" and form.inputs == {"why": "", "day": "last week", "part": "key"}
    again = await stage.submit("Ana", form, why="two keys", day="never")
    assert (again.kind, again.errors) == ("form", {"day": "“never” is not a date"})
    assert again.inputs == {"why": "two keys", "day": "never", "part": "key"}
    assert (await stage.submit("Ana", again, day="")).text == "Thank you\ntwo keys"


async def test_nobody_manages_the_room_until_they_are_granted_it(stage: WebStage) -> None:
    await stage.command("Ana", "score")
    ana = Account("web", "web", "ana")
    assert not await stage.platform.manages(ana, stage.room)
    stage.grant("Ana")
    stage.grant("Ben")
    await stage.command("Ben", "score")
    assert await stage.platform.manages(ana, stage.room)
    assert await stage.platform.manages(Account("web", "web", "ben"), stage.room)


async def test_direct_messages_are_read_by_who_received_them(stage: WebStage) -> None:
    assert stage.direct("Ben") == []
    await stage.command("Ben", "score")
    await stage.platform.post(Account("web", "web", "ben"), Card("30 days"), "r30")
    assert [(s.kind, s.text) for s in stage.direct("Ben")] == [("direct", "30 days")]


async def test_what_no_platform_could_show_is_a_violation(stage: WebStage) -> None:
    await stage.platform.post(stage.room, Card("Too much", buttons=((Button("A", "x" * 101), Button("B", "b")),)), "k")
    stage.in_room()
    assert stage.violations() == ("Too much: a token of 101 characters",)
