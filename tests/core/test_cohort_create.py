"""A channel becomes a cohort's room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.message import Invalid, Reply, Suggestions
from bot.chat.platform import Doubtful
from bot.chat.request import Asker, Invoked, Pressed, Submitted, Suggest
from bot.chat.text import words
from bot.model.cohort import Schedule
from bot.model.places import Account, Room
from bot.store import cohorts, memberships
from tests.core.world import World, as_card, as_form, labels, token, world
from tests.fakes.pretend import PretendPlatform


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        yield w


async def create(w: World, who: str = "lea", name: str = "") -> Reply:
    return await w.command(who, "cohort create", exam="cpim-9.0", zone="Berlin", name=name)


async def test_a_bare_create_leads_to_a_cohort_in_one_form(here: World) -> None:
    form = as_form(await here.command("lea", "cohort create"))
    assert [(i.name, i.required) for i in form.inputs] == [("exam", True), ("zone", True), ("name", False)]
    assert "reported" in form.inputs[0].choices[0].label
    made = as_card(await here.submit("lea", form.token, exam="cpim-9.0", zone="berlin", name=""))
    assert made.title == "cpim is set up"
    assert labels(made) == ["Ask now", "Preview", "Change time"]
    assert "reported, not confirmed" in words(made.fields[0].text)
    async with here.desk.store.read() as tx:
        cohort = await cohorts.at(tx, here.room)
        assert cohort
        (leader,) = await memberships.of_cohort(tx, cohort.id, leaders=True)
    assert cohort.schedule == Schedule("Europe/Berlin")
    assert (cohort.name, cohort.blueprint, leader.person.name) == ("cpim", "cpim-9.0", "Lea")


async def test_one_welcome_says_what_members_see_of_each_other(here: World) -> None:
    await create(here)
    await here.settle()
    (welcome,) = here.platform.in_room("cpim")
    said = words(welcome.card.text) + "".join(words(f.text) for f in welcome.card.fields)
    assert "Nobody sees which option you chose" in said
    assert "Lea. /takt help" in said
    assert "Monday to Friday at 07:00 (Europe/Berlin time)" in said
    assert "not affiliated with ASCM" in words(welcome.card.note)


async def test_the_first_question_comes_at_the_next_opening(here: World) -> None:
    await create(here)
    await here.advance(datetime(2026, 11, 24, 6, 1, tzinfo=UTC))  # Tuesday 07:01 in Berlin
    _, question = here.platform.in_room("cpim")
    assert question.card.title.startswith("Q1 · ")


async def test_ask_now_asks_once_however_often_it_is_pressed(here: World) -> None:
    made = as_card(await create(here))
    assert as_card(await here.press("lea", token(made, "Ask now"))).title == "Q1 is asked"
    assert as_card(await here.press("lea", token(made, "Ask now"))).title == "Q1 has been asked"
    await here.settle()
    assert here.platform.counts() == {"cpim": 2}


async def test_what_is_missing_is_named_and_the_rest_is_kept(here: World) -> None:
    card = as_card(await here.command("lea", "cohort create", exam="cpim-9.0"))
    assert "Zone: missing" in words(card.fields[1].text)
    form = as_form(await here.press("lea", token(card, "Open the form")))
    assert {i.name: i.value for i in form.inputs}["exam"] == "cpim-9.0"
    again = await here.submit("lea", form.token, exam="", zone="", name="")
    assert isinstance(again, Invalid)
    assert as_card(await here.submit("lea", form.token, exam="cpim-8.0", zone="Kolkata", name="A")).title


async def test_a_wrong_zone_is_answered_in_the_form_with_the_nearest(here: World) -> None:
    form = as_form(await here.command("lea", "cohort create"))
    wrong = await here.submit("lea", form.token, exam="cpim-9.0", zone="Berln", name="Birds")
    assert isinstance(wrong, Invalid)
    assert "Europe/Berlin" in dict(wrong.errors)["zone"]
    again = as_form(await here.press("lea", token(wrong.card, "Try again")))
    assert {i.name: i.value for i in again.inputs} == {"exam": "cpim-9.0", "zone": "Berln", "name": "Birds"}


@pytest.mark.parametrize("name", ["x" * 61, "***", "\u202e"])
async def test_a_name_that_cannot_be_used_is_refused_and_nothing_is_made(here: World, name: str) -> None:
    card = as_card(await create(here, name=name))
    assert "Name" in words(card.fields[-2].text)
    async with here.desk.store.read() as tx:
        assert not await cohorts.any_ever(tx)


async def test_a_name_is_data(here: World) -> None:
    made = as_card(await create(here, name="  *Bold*\n @everyone \u202e 🎓 "))
    assert made.title == "*Bold* @everyone 🎓 is set up"


async def test_only_those_who_manage_the_channel_may(here: World) -> None:
    assert as_card(await create(here, "ana")).title == "Someone who manages this channel can start it"
    assert as_card(await here.command("ana", "cohort create")).title == "Someone who manages this channel can start it"
    async with here.desk.store.read() as tx:
        assert not await cohorts.any_ever(tx)


async def test_a_room_with_a_cohort_says_who_leads(here: World) -> None:
    await create(here, name="Early birds")
    here.platform.managers.add("ana")
    card = as_card(await create(here, "ana"))
    assert card.title == "A cohort meets here already"
    assert "Early birds" in words(card.text) and "Lea" in words(card.text)
    await here.settle()
    assert here.platform.counts() == {"cpim": 1}


async def test_of_two_at_the_same_moment_one_founds(here: World) -> None:
    here.platform.managers.add("ana")
    replies = await asyncio.gather(create(here), create(here, "ana"))
    titles = sorted(as_card(r).title for r in replies)
    assert titles == ["A cohort meets here already", "cpim is set up"]


async def test_what_takt_lacks_is_told_and_try_again_goes_on_with_what_was_given(here: World) -> None:
    here.platform.lacking = ["Grant Takt “Send Messages” in #cpim", "Type /invite @Takt"]
    card = as_card(await create(here, name="Early birds"))
    assert "Send Messages" in words(card.text) and "/invite @Takt" in words(card.text)
    assert as_card(await here.press("lea", token(card, "Try again"))).title == "I need something here first"
    here.platform.lacking = []
    assert as_card(await here.press("lea", token(card, "Try again"))).title == "Early birds is set up"
    assert as_card(await here.press("lea", token(card, "Try again"))).title == "A cohort meets here already"


async def test_try_again_opens_the_form_where_nothing_was_given(here: World) -> None:
    here.platform.lacking = ["Type /invite @Takt"]
    card = as_card(await here.command("lea", "cohort create"))
    here.platform.lacking = []
    assert as_form(await here.press("lea", token(card, "Try again"))).token == "cohort:create"


async def test_try_again_minds_a_name_that_is_too_long(here: World) -> None:
    here.platform.lacking = ["Type /invite @Takt"]
    card = as_card(await create(here, name="x" * 80))
    here.platform.lacking = []
    assert isinstance(await here.press("lea", token(card, "Try again")), Invalid)


async def test_the_draft_of_somebody_else_opens_nothing(here: World) -> None:
    here.platform.lacking = ["Type /invite @Takt"]
    card = as_card(await create(here))
    here.platform.lacking = []
    here.platform.managers.add("ana")
    assert as_card(await here.press("ana", token(card, "Try again"))).title == "This button is out of date"


class Deaf(PretendPlatform):
    async def lacks(self, room: Room) -> tuple[str, ...]:
        raise Doubtful("the platform did not answer")


async def test_a_platform_that_does_not_answer_is_no_bug(tmp_path: Path) -> None:
    async with world(tmp_path, platform=Deaf()) as w:
        card = as_card(await create(w))
        assert card.title == "I cannot look into this channel just now"
        assert labels(card) == ["Try again"]


async def test_on_slack_whoever_comes_first_leads_and_is_named_in_the_room(tmp_path: Path) -> None:
    platform = PretendPlatform(name="slack")
    async with world(tmp_path, platform=platform) as w:
        room = Room("slack", "T1", "C1")
        ana = Asker(Account("slack", "T1", "U1"), "Ana", room, "#study", "Team", "America/New_York")
        form = as_form(await w.takt.dispatcher.ask(Invoked(ana, "e1", w.now, "cohort create")))
        assert {i.name: i.value for i in form.inputs}["zone"] == "America/New_York"
        values = {"exam": "cpim-9.0", "zone": "America/New_York", "name": "Night owls"}
        made = as_card(await w.takt.dispatcher.ask(Submitted(ana, "e2", w.now, form.token, values)))
        await w.takt.dispatcher.ask(Pressed(ana, "e3", w.now, token(made, "Ask now")))
        await w.settle()
        welcome, question = platform.in_room("C1")
        assert "Ana" in "".join(words(f.text) for f in welcome.card.fields)
        assert question.card.title.startswith("Q1")


async def test_on_slack_the_version_alone_is_enough(tmp_path: Path) -> None:
    async with world(tmp_path, platform=PretendPlatform(name="slack")) as w:
        ana = Asker(Account("slack", "T1", "U1"), "Ana", Room("slack", "T1", "C1"), "#study", "Team", "Asia/Kolkata")
        request = Invoked(ana, "e1", w.now, "cohort create", {"exam": "cpim-9.0"})
        assert as_card(await w.takt.dispatcher.ask(request)).title == "study is set up"


async def test_two_cohorts_do_not_ask_the_same(here: World) -> None:
    await create(here)
    here.room = Room("pretend", "guild", "other")
    await create(here)
    async with here.desk.store.read() as tx:
        first, second = await cohorts.get(tx, 1), await cohorts.get(tx, 2)
    assert first and second and first.seed != second.seed
    assert first.seed.bit_length() > 20


async def test_zones_are_suggested_as_they_are_typed(here: World) -> None:
    asker = here.asker("lea")
    found = await here.takt.dispatcher.ask(Suggest(asker, "s", here.now, "cohort create", "zone", "new y"))
    assert isinstance(found, Suggestions)
    assert found.picks[0].value == "America/New_York"
    assert len(found.picks) <= 25


async def test_before_the_first_opening_nothing_is_made_up_for(here: World) -> None:
    await create(here)  # Monday 09:00: today's 07:00 was before the cohort was
    await here.advance(timedelta(hours=12))
    assert here.platform.counts() == {"cpim": 1}
