"""A cohort as it stands, its pauses and its end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.chat.line import invoke
from bot.chat.message import Invalid
from bot.model.cohort import Phase
from bot.model.places import Room
from bot.store import bindings, cohorts, rounds
from bot.store.schema import (
    answer,
    domain_standing,
    job,
    letter,
    member,
    person,
    post,
    preview,
    report,
    room,
    round_,
    standing,
)
from bot.store.schema import cohort as cohort_table
from tests.core.world import World, answered, as_card, as_form, ask_now, found_cohort, labels, text_of, token, world


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await found_cohort(w)
        yield w


async def phase(w: World) -> Phase:
    async with w.desk.store.read() as tx:
        found = await cohorts.get(tx, 1)
    assert found
    return found.phase


# --- show


async def test_show_tells_everyone_how_it_stands(here: World) -> None:
    await here.command("lea", "cohort plan", start="2026-11-23", weeks="12")
    await answered(here, "ana", await ask_now(here))
    card = as_card(await here.command("zoe", "cohort show"))
    said = text_of(card)
    assert "Monday to Friday at 07:00 (Europe/Berlin time)" in said
    assert "Q1 is open and closes 2026-11-24T06:00:00+00:00." in said
    assert "Next: 2026-11-24T06:00:00+00:00." in said
    assert "Week 1 of 12: Supply chains and strategy" in said
    assert "Led by: Lea" in said and "Members: 2" in said and "Asked so far: 1" in said
    assert "CPIM 9.0 (reported, not confirmed by ASCM)" in said
    assert "For leaders" not in said and labels(card) == []


async def test_leaders_see_how_long_the_bank_lasts(here: World) -> None:
    card = as_card(await here.command("lea", "cohort show"))
    assert "written questions have not been asked here" in text_of(card)
    assert labels(card) == ["Preview", "Change time", "Plan", "Settings"]


async def test_show_works_in_a_direct_message_for_a_member(here: World) -> None:
    assert as_card(await here.command("lea", "cohort show", direct=True)).title == "Early birds"
    assert as_card(await here.command("zoe", "cohort show", direct=True)).title == "No cohort meets here"


# --- pause


async def test_a_pause_asks_nothing_until_its_day(here: World) -> None:
    said = text_of(await here.command("lea", "cohort pause", until="4 December 2026"))
    assert "Questions come again from 2026-12-04T06:00:00+00:00" in said
    assert "Paused until Friday 4 December 2026." in text_of(await here.command("ana", "cohort show"))
    await here.advance(datetime(2026, 12, 3, 20, tzinfo=UTC))
    assert here.platform.counts() == {}
    await here.advance(datetime(2026, 12, 4, 8, tzinfo=UTC))
    assert here.platform.counts() == {"cpim": 1}
    assert await phase(here) is Phase.ACTIVE


async def test_a_pause_may_be_typed_as_it_is_said(here: World) -> None:
    asker = here.asker("lea")
    typed = invoke(here.takt.dispatcher.catalogue, "cohort", "pause until 4 December 2026", asker, "e1", here.now)
    assert "Questions come again from 2026-12-04" in text_of(await here.takt.dispatcher.ask(typed))


async def test_an_open_question_runs_its_course_in_a_pause(here: World) -> None:
    number = await ask_now(here)
    assert "Q1 stays open until 2026-11-24T06:00:00" in text_of(await here.command("lea", "cohort pause"))
    await answered(here, "ana", number)
    await here.advance(timedelta(days=2))
    question, summary = here.platform.in_room("cpim")
    assert labels(question.card) == ["Try it", "Why?"]
    assert summary.key.startswith("summary:")


async def test_a_pause_without_end_lasts_until_it_is_resumed(here: World) -> None:
    card = await here.command("lea", "cohort pause")
    assert "when a leader types /cohort resume" in text_of(card)
    await here.advance(timedelta(days=20))
    assert here.platform.counts() == {}
    resumed = as_card(await here.press("lea", token(card, "Resume")))
    assert resumed.title == "Early birds goes on"
    assert as_card(await here.press("lea", token(card, "Resume"))).title == "Early birds is running"
    await here.advance(timedelta(days=1))
    assert here.platform.counts() == {"cpim": 1}


@pytest.mark.parametrize("until", ["2026-11-23", "2026-11-01", "9999-12-31", "03/04/2027", "soon"])
async def test_an_impossible_end_of_a_pause_is_explained(here: World, until: str) -> None:
    assert "Until: " in text_of(await here.command("lea", "cohort pause", until=until))
    assert await phase(here) is Phase.ACTIVE


# --- finish


async def test_finishing_is_asked_about_and_then_says_goodbye_once(here: World) -> None:
    number = await ask_now(here)
    await answered(here, "ana", number)
    confirm = as_card(await here.command("lea", "cohort finish"))
    assert await phase(here) is Phase.ACTIVE
    for _ in range(2):
        done = as_card(await here.press("lea", token(confirm, "Finish the cohort")))
        assert done.title == "Early birds has finished"
    await here.advance(timedelta(days=30))
    question, farewell = here.platform.in_room("cpim")
    assert labels(question.card) == ["Try it", "Why?"]
    assert len(here.platform.under(question)) == 1
    assert farewell.key.startswith("farewell:")


async def test_a_finished_cohort_keeps_its_record_and_frees_the_channel(here: World) -> None:
    number = await ask_now(here)
    await answered(here, "ana", number)
    await here.press("lea", token(await here.command("lea", "cohort finish"), "Finish the cohort"))
    async with here.desk.store.read() as tx:
        assert await rounds.get(tx, number)
        assert await bindings.of_cohort(tx, 1) == []
    made = as_card(await here.command("lea", "cohort create", exam="cpim-9.0", zone="Berlin"))
    assert made.title == "cpim is set up"


async def test_a_member_does_not_finish_it(here: World) -> None:
    assert as_card(await here.press("ana", "cohort:finish:1")).title == "This is for the leaders of the cohort"
    assert await phase(here) is Phase.ACTIVE


# --- delete


async def full(w: World) -> None:
    """A cohort with something in every table."""
    first = await ask_now(w)
    await answered(w, "ana", first)
    await w.command("lea", "cohort next")
    await w.command("lea", "cohort replace")
    await w.advance(timedelta(days=1))
    await w.submit("ana", f"reported:{first + 1}", text="Two keys")
    number = await ask_now(w)
    await w.press("ana", f"answer:{number}:1")
    await w.press("lea", token(await w.command("lea", "cohort next"), "Skip"))


async def rows(w: World) -> dict[str, int]:
    tables = (answer, cohort_table, domain_standing, job, letter, member, post, preview, report, room, round_, standing)
    async with w.desk.store.read() as tx:
        return {t.name: (await tx.execute(select(func.count()).select_from(t))).scalar_one() for t in tables}


async def test_deleting_removes_everything_of_it_and_nothing_else(here: World, tmp_path: Path) -> None:
    other = Room("pretend", "guild", "other")
    mine = here.room
    here.room = other
    await found_cohort(here, other)
    here.room = mine
    await full(here)
    form = as_form(await here.command("lea", "cohort delete"))
    assert "Early birds" in form.inputs[0].hint
    deleted = as_card(await here.submit("lea", form.token, name=" early  BIRDS"))
    assert deleted.title == "Early birds is deleted"
    async with here.desk.store.read() as tx:
        assert await cohorts.get(tx, 1) is None
        assert await rounds.open_ones(tx, 1) == []
        assert [r.room for r in await bindings.of_cohort(tx, 2)] == [other]
        people = (await tx.execute(select(func.count()).select_from(person))).scalar_one()
    left = await rows(here)
    emptied = ("answer", "report", "standing", "domain_standing", "preview")
    assert [left[name] for name in emptied] == [0] * len(emptied)
    # The other cohort asked one question meanwhile; its opening, the look before it and its closing are still to come.
    assert (left["cohort"], left["round"], left["post"], left["member"], left["job"]) == (1, 1, 1, 1, 3)
    assert people == 2
    before = len(here.platform.in_room("cpim"))
    await here.advance(timedelta(days=7))
    assert len(here.platform.in_room("cpim")) == before
    assert len(here.platform.in_room("other")) >= 5
    async with here.desk.store.read() as tx:
        keys = (await tx.execute(select(letter.c.key).where(letter.c.channel == "cpim"))).scalars().all()
    assert keys == []


async def test_a_wrong_name_deletes_nothing_and_is_kept(here: World) -> None:
    form = as_form(await here.command("lea", "cohort delete"))
    for name in ("Early", "", "early birds!"):
        assert isinstance(await here.submit("lea", form.token, name=name), Invalid)
    assert await phase(here) is Phase.ACTIVE


async def test_a_second_delete_finds_nothing(here: World) -> None:
    form = as_form(await here.command("lea", "cohort delete"))
    await here.submit("lea", form.token, name="Early birds")
    again = as_card(await here.submit("lea", form.token, name="Early birds"))
    assert again.title == "This button is out of date"


async def test_a_members_form_deletes_nothing(here: World) -> None:
    refused = as_card(await here.submit("ana", "cohort:delete:1", name="Early birds"))
    assert refused.title == "This is for the leaders of the cohort"
    assert await phase(here) is Phase.ACTIVE
