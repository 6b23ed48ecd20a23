"""`/cohort schedule`, `settings` and `plan`: what holds from the next opening on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.chat.message import Invalid, Reply
from bot.model.cohort import Cohort, Reveal
from bot.model.domains import Domain
from bot.store import cohorts, rounds
from tests.core.world import World, as_card, as_form, ask_now, found_cohort, labels, text_of, token, world


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await found_cohort(w)
        yield w


async def kept(w: World) -> Cohort:
    async with w.desk.store.read() as tx:
        found = await cohorts.get(tx, 1)
    assert found
    return found


# --- schedule


async def test_a_new_time_holds_from_the_next_opening(here: World) -> None:
    said = text_of(await here.command("lea", "cohort schedule", time="6:30 pm", days="mon wed fri", zone="New York"))
    assert "Monday, Wednesday and Friday at 18:30 (America/New_York time), each open until the next one." in said
    assert "Monday 23 November 2026, 18:30\nWednesday 25 November 2026, 18:30\nFriday 27 November 2026" in said
    await here.advance(datetime(2026, 11, 25, 23, 31, tzinfo=UTC))
    assert here.platform.counts() == {"cpim": 2}


async def test_an_open_question_keeps_its_close(here: World) -> None:
    number = await ask_now(here)
    async with here.desk.store.read() as tx:
        before = await rounds.get(tx, number)
    said = text_of(await here.command("lea", "cohort schedule", time="12:00"))
    assert "keeps the time at which it closes" in said
    async with here.desk.store.read() as tx:
        assert await rounds.get(tx, number) == before


async def test_a_later_time_asks_no_second_question_on_the_same_day(here: World) -> None:
    await here.advance(timedelta(days=1))  # Tuesday 09:00 in Berlin, asked at 07:00
    said = text_of(await here.command("lea", "cohort schedule", time="12:00"))
    assert "The next questions: Wednesday 25 November 2026, 12:00" in said
    await here.advance(timedelta(hours=12))
    assert here.platform.counts() == {"cpim": 1}


async def test_a_change_while_an_opening_is_due_does_not_lose_that_question(here: World) -> None:
    await here.advance(timedelta(days=1))
    await here.advance(datetime(2026, 11, 25, 5, 59, 59, tzinfo=UTC))
    here._clock[0] = datetime(2026, 11, 25, 6, 0, 2, tzinfo=UTC)  # taps of the last question are under way
    await here.settle()
    assert here.platform.counts() == {"cpim": 1}
    await here.command("lea", "cohort schedule", closes="18:00")
    await here.advance(timedelta(seconds=5))
    assert here.platform.counts() == {"cpim": 2}


async def test_bare_schedule_opens_the_form_as_it_is_and_saves_all_of_it(here: World) -> None:
    await here.command("lea", "cohort schedule", closes="18:00")
    form = as_form(await here.command("lea", "cohort schedule"))
    values = {i.name: i.value for i in form.inputs}
    assert values == {"time": "07:00", "days": "weekdays", "zone": "Europe/Berlin", "closes": "18:00"}
    await here.fill("lea", form, closes="", days="daily")
    assert (await kept(here)).schedule.closes is None
    assert (await kept(here)).schedule.days == frozenset(range(7))


async def test_closing_at_the_opening_time_means_when_the_next_one_opens(here: World) -> None:
    await here.command("lea", "cohort schedule", closes="07:00")
    assert (await kept(here)).schedule.closes is None


async def test_days_that_cannot_be_read_lose_nothing(here: World) -> None:
    form = as_form(await here.command("lea", "cohort schedule"))
    wrong = await here.fill("lea", form, time="25:00", days="someday")
    assert isinstance(wrong, Invalid)
    assert [name for name, _ in wrong.errors] == ["time"]
    wrong = await here.fill("lea", form, time="8:15", days="someday")
    assert isinstance(wrong, Invalid)
    again = as_form(await here.press("lea", token(wrong.card, "Try again")))
    assert {i.name: i.value for i in again.inputs}["time"] == "8:15"
    assert (await kept(here)).schedule.opens == time(7)


async def test_a_mistyped_line_opens_the_form_with_what_was_understood(here: World) -> None:
    card = as_card(await here.command("lea", "cohort schedule", time="08:00", zone="Berln"))
    assert labels(card) == ["Open the form"]
    form = as_form(await here.press("lea", token(card, "Open the form")))
    assert isinstance(await here.submit("lea", form.token, time="", zone="", closes="", days=""), Invalid)
    as_card(await here.submit("lea", form.token, time="08:00", zone="Berlin", closes="", days=""))
    assert (await kept(here)).schedule.opens == time(8)


@pytest.mark.parametrize(
    "command", ["schedule", "settings", "plan", "next", "ask", "replace", "pause", "finish", "delete"]
)
async def test_members_cannot_use_what_is_for_leaders(here: World, command: str) -> None:
    before = await kept(here)
    card = as_card(await here.command("ana", f"cohort {command}"))
    assert card.title == "This is for the leaders of the cohort"
    assert await kept(here) == before


@pytest.mark.parametrize(
    "button",
    [
        "cohort:schedule:1",
        "cohort:schedule:save:1",
        "cohort:settings:save:1",
        "cohort:plan:1",
        "cohort:plan:save:1",
        "cohort:unplan:1",
        "cohort:ask:1:1",
        "cohort:preview:1",
        "cohort:swap:1:inventory.IN13.0001",
        "cohort:skip:1:2026-11-24",
        "cohort:finish:1",
        "cohort:delete:1",
        "cohort:resume:1",
    ],
)
async def test_a_leaders_button_does_nothing_for_a_member(here: World, button: str) -> None:
    before = await kept(here)
    assert as_card(await here.press("ana", button)).title == "This is for the leaders of the cohort"
    assert as_card(await here.press("ana", button, direct=True)).title == "This is for the leaders of the cohort"
    assert await kept(here) == before
    await here.settle()
    assert here.platform.counts() == {}
    async with here.desk.store.read() as tx:
        assert await rounds.prepared(tx, 1) is None


@pytest.mark.parametrize("button", ["cohort:plan:99", "cohort:ask:99:1", "cohort:skip:1:never", "cohort:schedule:x"])
async def test_a_button_that_belongs_to_nothing_is_out_of_date(here: World, button: str) -> None:
    assert as_card(await here.press("lea", button)).title == "This button is out of date"


async def test_a_button_of_another_cohorts_room_does_nothing(here: World) -> None:
    here.room = type(here.room)("pretend", "guild", "other")
    await found_cohort(here, here.room)
    assert as_card(await here.press("lea", "cohort:unplan:1")).title == "This button is out of date"


# --- settings


async def test_settings_change_what_is_given_and_nothing_else(here: World) -> None:
    card = await here.command("lea", "cohort settings", reveal="at-close", summary="off")
    assert "for everyone when the question closes" in text_of(card)
    after = await kept(here)
    assert (after.reveal, after.summary, after.name, after.blueprint) == (
        Reveal.AT_CLOSE,
        False,
        "Early birds",
        "cpim-9.0",
    )
    await here.command("lea", "cohort settings", exam="cpim-8.0", name="Late birds")
    after = await kept(here)
    assert (after.reveal, after.name, after.blueprint) == (Reveal.AT_CLOSE, "Late birds", "cpim-8.0")


async def test_the_settings_form_comes_filled_and_refuses_a_long_name(here: World) -> None:
    form = as_form(await here.command("lea", "cohort settings"))
    values = {i.name: i.value for i in form.inputs}
    assert values == {
        "reveal": "at-once",
        "summary": "on",
        "exam": "cpim-9.0",
        "holidays": "off",
        "name": "Early birds",
    }
    wrong = await here.fill("lea", form, name="x" * 61)
    assert isinstance(wrong, Invalid)
    wrong = await here.fill("lea", form, name="!!!")
    assert isinstance(wrong, Invalid)
    assert as_card(await here.fill("lea", form, summary="off")).title == "The settings are saved"
    assert not (await kept(here)).summary


async def test_none_of_this_posts_to_the_room(here: World) -> None:
    await here.command("lea", "cohort schedule", time="08:00")
    await here.command("lea", "cohort settings", reveal="at-close")
    await here.command("lea", "cohort plan", weeks="12")
    await here.command("lea", "cohort next")
    await here.command("lea", "cohort pause")
    await here.command("lea", "cohort resume")
    await here.settle()
    assert here.platform.messages == []


# --- plan


async def set_plan(w: World, start: str = "", end: str = "", weeks: str = "", order: str = "") -> Reply:
    return await w.command("lea", "cohort plan", start=start, end=end, weeks=weeks, order=order)


async def test_the_usual_plan_is_twelve_weeks_and_ends_mixed(here: World) -> None:
    assert as_card(await here.command("lea", "cohort plan")).title == "There is no plan"
    said = text_of(await set_plan(here, start="2026-11-23"))
    assert "Week 1 · 23 Nov – 29 Nov · Supply chains and strategy (now)" in said
    assert "Weeks 11–12 · 1 Feb – 14 Feb · Mixed: all domains" in said
    assert "Week 1 · " in text_of(await here.command("lea", "cohort plan"))


async def test_a_plan_is_set_with_the_form_and_removed(here: World) -> None:
    form = as_form(await here.press("lea", token(await here.command("lea", "cohort plan"), "Set a plan")))
    values = {i.name: i.value for i in form.inputs}
    assert values == {"start": "2026-11-23", "weeks": "12", "end": "", "order": ""}
    card = as_card(await here.fill("lea", form, weeks="3", order="inventory, demand, mixed"))
    plan = (await kept(here)).plan
    assert plan and plan.weeks == (Domain.INVENTORY, Domain.DEMAND, None)
    removed = as_card(await here.press("lea", token(card, "Remove the plan")))
    assert removed.title == "The plan is removed"
    assert (await kept(here)).plan is None
    assert as_card(await here.press("lea", token(card, "Remove the plan"))).title == "The plan is removed"


async def test_a_last_day_makes_the_weeks(here: World) -> None:
    await set_plan(here, start="2026-12-02", end="2026-12-15")
    plan = (await kept(here)).plan
    assert plan and (plan.start, plan.end) == (date(2026, 12, 2), date(2026, 12, 15))
    assert len(plan.weeks) == 3


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"weeks": "0"}, "Weeks: 0 weeks is no plan"),
        ({"weeks": "500"}, "Weeks: 500 weeks is no plan"),
        ({"start": "2026-12-07", "end": "2026-12-01"}, "End: 2026-12-01 is before the start"),
        ({"start": "9999-12-31"}, "Start: 9999-12-31 is out of range"),
        ({"start": "2026-12-07", "end": "9999-12-31"}, "End: "),
        ({"start": "2026-06-01", "weeks": "2"}, "Start: this plan would have ended"),
        ({"weeks": "2", "order": "inventory demand supply"}, "Order: 3 modules do not fit into 2 weeks"),
        ({"order": "invntory"}, "Order: “invntory” is not a module. Did you mean “inventory”?"),
        ({"start": "03/04/2027"}, "Start: “03/04/2027” can be read as two different days"),
    ],
)
async def test_an_impossible_plan_is_explained_and_not_kept(here: World, values: dict[str, str], wrong: str) -> None:
    card = await set_plan(here, **values)
    assert wrong in text_of(card)
    assert (await kept(here)).plan is None


async def test_questions_follow_the_plan(here: World) -> None:
    await set_plan(here, start="2026-11-23", weeks="2", order="inventory, mixed")
    first = await ask_now(here)
    async with here.desk.store.read() as tx:
        asked = await rounds.get(tx, first)
    assert asked and asked.domain is Domain.INVENTORY


async def test_what_was_prepared_without_the_plan_is_chosen_anew(here: World) -> None:
    await here.command("lea", "cohort next")
    await set_plan(here, start="2026-11-23", weeks="1", order="distribution")
    async with here.desk.store.read() as tx:
        assert await rounds.prepared(tx, 1) is None
    assert as_card(await here.command("lea", "cohort next")).title == "Next: Distribution"
