"""`/takt profile`: what others see, what is kept, and being forgotten."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.chat.message import Invalid
from bot.chat.text import words
from bot.model.appointment import Appointment, Booked, Venue
from bot.model.people import Person
from bot.model.places import Room
from bot.model.standing import Window
from bot.store import appointments, asides, memberships, people, personal, rounds, standings
from bot.store.schema import letter, metadata, person
from bot.study import reminding
from tests.core.recount import kept, recounted
from tests.core.world import (
    World,
    answered,
    as_card,
    as_form,
    ask_now,
    found_cohort,
    labels,
    text_of,
    token,
    world,
)

DAY = timedelta(days=1)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await found_cohort(w)
        yield w


async def number_of(w: World, who: str) -> int:
    return (await w.desk.directory.who(w.asker(who).account, who.capitalize(), "", w.now)).person


async def person_of(w: World, who: str) -> Person:
    number = await number_of(w, who)
    async with w.desk.store.read() as tx:
        return await people.get(tx, number)


# --- what others see


async def test_the_first_receipt_leads_to_an_alias(here: World) -> None:
    receipt = await here.press("ana", f"answer:{await ask_now(here)}:0")
    form = as_form(await here.press("ana", token(receipt, "Use an alias")))
    saved = as_card(await here.submit("ana", form.token, alias="  Night   owl "))
    assert "Others read Night owl from now on." in words(saved.text)
    assert (await person_of(here, "ana")).alias == "Night owl"
    assert "Night owl" in words(saved.text)
    again = as_form(await here.press("ana", "profile:alias"))
    assert again.inputs[0].value == "Night owl"
    assert as_card(await here.submit("ana", again.token, alias="")).title == "You go by your own name now"


@pytest.mark.parametrize(
    ("alias", "wrong"),
    [
        ("x" * 33, "it has 33 characters"),
        ("Ana\u202eevil", "it holds characters that cannot be seen"),
        ("a\x07b", "it holds characters that cannot be seen"),
        ("\u200d", "there is no name in it"),
        ("BEN", "somebody in your cohort goes by “BEN”"),
        ("ÄRGER", "somebody in your cohort goes by “ÄRGER”"),
    ],
)
async def test_an_alias_that_cannot_be_used_is_given_back(here: World, alias: str, wrong: str) -> None:
    number = await ask_now(here)
    for who in ("ana", "ben", "chloe"):
        await here.press(who, f"answer:{number}:0")
    await here.command("chloe", "takt profile set", alias="Ärger")
    reply = await here.submit("ana", "profile:alias:save", alias=alias)
    assert isinstance(reply, Invalid)
    assert wrong in reply.errors[0][1]
    assert reply.form.inputs[0].value == alias
    assert (await person_of(here, "ana")).alias == ""


async def test_an_alias_is_free_again_and_may_be_used_elsewhere(here: World) -> None:
    number = await ask_now(here)
    for who in ("ana", "ben"):
        await here.press(who, f"answer:{number}:0")
    await here.command("ben", "takt profile set", alias="Owl")
    await here.command("ben", "takt profile set", alias="-")
    assert as_card(await here.command("ana", "takt profile set", alias="Owl")).title == "Saved"
    await here.command("stranger", "takt profile set", alias="Owl")
    assert (await person_of(here, "stranger")).alias == "Owl"


async def test_hiding_and_showing_again(here: World) -> None:
    receipt = await here.press("ana", f"answer:{await ask_now(here)}:0")
    hidden = await here.press("ana", token(receipt, "Hide me"))
    assert as_card(hidden).title == "You are hidden" and (await person_of(here, "ana")).hidden
    shown = await here.press("ana", token(hidden, "Show me again"))
    assert as_card(shown).title == "You are shown again" and not (await person_of(here, "ana")).hidden


# --- show and set


async def test_show_tells_what_is_set(here: World) -> None:
    card = await here.command("ana", "takt profile show")
    text = text_of(card)
    assert "Ana, with your points on the board" in text
    assert "not set, so I use Europe/Berlin" in text
    assert "none yet" in text
    await here.press("ana", f"answer:{await ask_now(here)}:0")
    await here.command("ana", "takt profile set", alias="Owl", zone="cairo", reminders="off", hide="no")
    text = text_of(await here.command("ana", "takt profile show", direct=True))
    assert "Owl, your alias" in text and "Africa/Cairo" in text and "Reminders: off" in text and "Early birds" in text


async def test_set_without_values_opens_the_form_as_it_stands(here: World) -> None:
    await here.command("ana", "takt profile set", zone="Berlin", hide="yes")
    form = as_form(await here.command("ana", "takt profile set"))
    assert {i.name: i.value for i in form.inputs} == {
        "alias": "",
        "zone": "Europe/Berlin",
        "hide": "yes",
        "reminders": "on",
        "duels": "on",
    }
    assert as_form(await here.press("ana", "profile:edit")) == form
    saved = as_card(await here.submit("ana", form.token, alias="Owl", zone="", hide="no", reminders="off"))
    assert saved.title == "Saved"
    found = await person_of(here, "ana")
    assert (found.alias, found.zone, found.hidden, found.reminders) == ("Owl", "", False, False)


async def test_a_form_with_one_mistake_changes_nothing_and_loses_nothing(here: World) -> None:
    reply = await here.submit("ana", "profile:save", alias="Owl", zone="Atlantis", hide="no", reminders="on")
    assert isinstance(reply, Invalid)
    assert [name for name, _ in reply.errors] == ["zone"]
    assert reply.form.inputs[0].value == "Owl"
    assert (await person_of(here, "ana")).alias == ""


async def test_a_wrong_value_of_the_command_gets_an_example(here: World) -> None:
    card = text_of(await here.command("ana", "takt profile set", zone="Atlantis", alias="Owl"))
    assert "“Atlantis” is not a time zone I know" in card and "Alias: Owl" in card
    assert (await person_of(here, "ana")).alias == ""


async def test_a_new_zone_moves_the_reminders(here: World) -> None:
    await here.command("ana", "takt profile set", zone="Europe/Berlin")
    who = await number_of(here, "ana")
    exam = Booked(datetime(2027, 3, 15, 9, 0, tzinfo=UTC), "Europe/Berlin", Venue.CENTRE)
    async with here.desk.store.write() as tx:
        await appointments.save(tx, who, Appointment("Europe/Berlin", exam), here.now)
        await reminding.replan(tx, who, here.now)
    before = await _planned(here, who)
    await here.command("ana", "takt profile set", zone="America/New_York")
    after = await _planned(here, who)
    assert before and len(after) == len(before) and after != before


async def _planned(w: World, who: int) -> list[datetime]:
    async with w.desk.store.read() as tx:
        return [row["due"] for row in (await personal.export(tx, who))["job"]]


# --- everything kept


async def test_the_export_holds_everything_and_can_be_read(here: World) -> None:
    number = await ask_now(here)
    await answered(here, "ana", number)
    await here.command("ana", "takt profile set", alias="Owl", zone="Berlin")
    who = await number_of(here, "ana")
    async with here.desk.store.write() as tx:
        asked = await rounds.get(tx, number)
        assert asked
        await asides.add_report(tx, number, who, asked.item, 1, "The second option is right too", here.now)
        await appointments.save(tx, who, Appointment("Europe/Berlin", target=here.now.date()), here.now)
    await here.press("ana", token(await here.command("ana", "score show"), "Share"))
    await here.settle()
    card = as_card(await here.command("ana", "takt profile export", direct=True))
    assert card.document
    kept_ = json.loads(card.document.text)
    assert kept_["person"][0]["alias"] == "Owl" and kept_["person"][0]["zone"] == "Europe/Berlin"
    assert kept_["account"][0]["user"] == "ana"
    assert kept_["member"][0]["cohort_name"] == "Early birds"
    (given,) = kept_["answer"]
    assert (given["number"], given["item"], given["confidence"], given["day"]) == (1, asked.item, "sure", "2026-11-23")
    assert given["right"] is None  # the question is open
    assert {row["window"] for row in kept_["standing"]} == {"week", "month", "all"}
    assert kept_["report"][0]["text"] == "The second option is right too"
    assert kept_["letter"][0]["card"]["title"] == "Owl shares a score"
    assert kept_["appointment"][0]["target"] == "2026-11-23"
    assert "ben" not in card.document.text.casefold()


async def test_the_export_says_right_once_the_question_has_closed(here: World) -> None:
    await answered(here, "ana", await ask_now(here), right=False)
    await here.advance(DAY)
    card = as_card(await here.command("ana", "takt profile export"))
    assert card.document
    assert json.loads(card.document.text)["answer"][0]["right"] in (False, 0)


async def test_every_table_that_names_a_person_is_in_the_export(here: World) -> None:
    of_people = {
        table.name
        for table in metadata.tables.values()
        if any(key.column.table.name in ("person", "account") for key in table.foreign_keys)
    }
    async with here.desk.store.read() as tx:
        everything = await personal.export(tx, await number_of(here, "lea"))
    assert of_people <= set(everything)


# --- being forgotten


async def test_forgetting_is_confirmed_and_leaves_the_totals_of_others(here: World) -> None:
    number = await ask_now(here)
    for who in ("ana", "ben", "chloe"):
        await answered(here, who, number, right=who != "chloe")
    await here.press("ana", token(await here.command("ana", "score show"), "Share"))
    await here.settle()
    before = await _board(here)
    confirm = await here.command("ana", "takt profile forget")
    assert (await person_of(here, "ana")).name == "Ana"
    done = as_card(await here.press("ana", token(confirm, "Forget me")))
    assert done.title == "You are forgotten"
    after = await _board(here)
    assert after == [line for line in before if line[0] != "Ana"]
    await here.settle()
    assert here.platform.in_room("cpim")[-1].card.title == "Taken back"
    async with here.desk.store.read() as tx:
        assert await kept(tx) == await recounted(tx)
        assert (await tx.execute(select(person.c.id).where(person.c.name == "Ana"))).first() is None
        assert not [row.key for row in await tx.execute(select(letter)) if '"Ana' in row.card]


async def test_whoever_is_forgotten_starts_anew(here: World) -> None:
    number = await ask_now(here)
    await answered(here, "ana", number)
    old = await number_of(here, "ana")
    await here.command("ana", "takt profile set", alias="Owl", zone="Berlin", hide="yes")
    await here.press("ana", token(await here.command("ana", "takt profile forget"), "Forget me"))
    await here.advance(DAY)
    async with here.desk.store.read() as tx:
        assert (await standings.tally(tx, 1, Window.ALL, "all", old)).points == 10
    fresh = await here.press("ana", f"answer:{await ask_now(here)}:0")
    assert "Hide me" in labels(fresh)  # told anew what others see
    found = await person_of(here, "ana")
    assert found.id != old and (found.alias, found.zone, found.hidden) == ("", "", False)
    assert "0 points" in text_of(await here.command("ana", "score show"))


async def test_a_pick_of_somebody_forgotten_still_counts_for_nobody_else(here: World) -> None:
    number = await ask_now(here)
    await answered(here, "ana", number, settle="")
    await here.press("ana", token(await here.command("ana", "takt profile forget"), "Forget me"))
    await here.advance(DAY)
    async with here.desk.store.read() as tx:
        assert await kept(tx) == await recounted(tx)
    assert "Nobody has answered" in text_of(await here.command("ben", "takt board"))


async def test_nobody_forgets_somebody_else_and_an_old_button_does_nothing(here: World) -> None:
    await answered(here, "ana", await ask_now(here))
    button = token(await here.command("ana", "takt profile forget"), "Forget me")
    assert as_card(await here.press("ben", button)).title == "This button is out of date"
    await here.press("ana", button)
    await answered(here, "ana", await ask_now(here))
    assert as_card(await here.press("ana", button)).title == "This button is out of date"
    assert (await person_of(here, "ana")).name == "Ana"


async def test_forgetting_stops_what_was_planned_and_what_waited(here: World) -> None:
    who = await number_of(here, "ana")
    exam = Booked(here.now + 9 * DAY, "Europe/Berlin", Venue.CENTRE)
    async with here.desk.store.write() as tx:
        await appointments.save(tx, who, Appointment("Europe/Berlin", exam), here.now)
        await reminding.replan(tx, who, here.now)
    await here.press("ana", token(await here.command("ana", "takt profile forget"), "Forget me"))
    async with here.desk.store.read() as tx:
        everything: dict[str, Any] = await personal.export(tx, who)
    assert {name for name, found in everything.items() if found} == {"person"} | {
        name for name in ("account", "member") if everything[name]
    }
    await here.advance(12 * DAY)
    assert not here.platform.direct("ana")


async def test_the_only_leader_is_warned(here: World) -> None:
    assert "You are the only leader of Early birds." in text_of(await here.command("lea", "takt profile forget"))
    ben = await number_of(here, "ben")
    async with here.desk.store.write() as tx:
        await memberships.join(tx, 1, ben, here.now, leader=True)
    assert "only leader" not in text_of(await here.command("lea", "takt profile forget"))


async def test_it_works_where_nobody_studies(here: World) -> None:
    here.room = Room("pretend", "guild", "elsewhere")
    assert "not set, so I use UTC" in text_of(await here.command("ana", "takt profile show"))


async def _board(w: World) -> list[tuple[str, int]]:
    async with w.desk.store.read() as tx:
        return [(c.name, c.tally.points) for c in await standings.contenders(tx, 1, Window.ALL, "all")]
