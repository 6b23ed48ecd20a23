"""A member's countdown: what can be entered, how it is echoed, and who sees what of it."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.line import invoke
from bot.chat.message import Card, Invalid, Link, Reply
from bot.chat.text import words
from bot.commands.catalogue import catalogue
from bot.commands.forms import open_token
from bot.model.appointment import Appointment, Booked, Venue
from bot.store import appointments, memberships, people
from bot.store.appointments import Kept
from tests.core.world import World, as_card, as_form, found_cohort, labels, token, world

BERLIN = "Europe/Berlin"
EXAM = Booked(datetime(2027, 3, 14, 8, 0, tzinfo=UTC), BERLIN, Venue.CENTRE)


@pytest.fixture
async def w(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


def read(reply: Reply) -> str:
    """Everything that a card says."""
    card = as_card(reply)
    parts = [card.title, words(card.text), *(f"{f.name}: {words(f.text)}" for f in card.fields), words(card.note)]
    return "\n".join(parts)


async def line(w: World, who: str, text: str, *, direct: bool = False) -> Reply:
    """A typed line, as on a platform that has no options."""
    asker = w.asker(who, direct=direct)
    return await w.takt.dispatcher.ask(invoke(catalogue(), "countdown", text, asker, f"line-{text}", w.now))


async def kept(w: World, who: str) -> Kept | None:
    async with w.desk.store.read() as tx:
        known = await people.identify(tx, w.asker(who).account)
        return await appointments.get(tx, known.person) if known else None


async def appointment(w: World, who: str) -> Appointment | None:
    found = await kept(w, who)
    return found.appointment if found else None


# --- setting


async def test_a_typed_line_books(w: World) -> None:
    for number, text in enumerate(
        (
            "set 14 March 2027 09:00 Berlin centre",
            "set 2027-03-14 09:00 Europe/Berlin centre",
            "set March 14, 2027 9:00 am berlin Test centre",
            "set date=2027-03-14 time=09:00 zone=Berlin venue=centre",
        )
    ):
        reply = read(await line(w, f"ana{number}", text))
        assert await appointment(w, f"ana{number}") == Appointment(BERLIN, EXAM), text
        assert "Sunday 14 March 2027, 09:00 (Europe/Berlin), at a test centre" in reply
        assert "In your own time" not in reply, "it is the same time"
        assert "111 days to your CPIM exam" in reply


async def test_a_line_with_only_a_date_is_a_target(w: World) -> None:
    reply = read(await line(w, "ana", "set 2027-03-14"))
    assert await appointment(w, "ana") == Appointment("UTC", target=date(2027, 3, 14))
    assert "Sunday 14 March 2027, the date you aim for (not booked yet)" in reply


async def test_a_line_with_only_an_att(w: World) -> None:
    reply = read(await line(w, "ana", "set att=2027-05-01"))
    assert await appointment(w, "ana") == Appointment("UTC", att_expires=date(2027, 5, 1))
    assert "159 days until your ATT expires" in reply
    assert "Your ATT expires on Saturday 1 May 2027" in reply


async def test_values_of_a_form_book_too(w: World) -> None:
    form = as_form(await w.press("ana", open_token("countdown set")))
    assert [i.name for i in form.inputs] == ["date", "time", "zone", "venue", "att"]
    values = {"date": "2027-03-14", "time": "09:00", "zone": "Berlin", "venue": "onvue", "att": ""}
    reply = read(await w.submit("ana", form.token, direct=False, **values))
    assert "online with OnVUE" in reply
    assert await appointment(w, "ana") == Appointment(BERLIN, Booked(EXAM.at, BERLIN, Venue.ONVUE))


async def test_nothing_given_explains_the_three_ways(w: World) -> None:
    reply = await w.command("ana", "countdown set")
    assert len(as_card(reply).fields) == 3
    assert token(reply, "Open the form") == open_token("countdown set")
    assert await kept(w, "ana") is None


async def test_it_works_in_a_direct_message_and_without_a_cohort(w: World) -> None:
    await line(w, "ana", "set 2027-03-14", direct=True)
    assert "Share" not in " ".join(labels(await w.command("ana", "countdown show", direct=True)))
    assert await kept(w, "ana") is not None


async def test_setting_makes_a_member_and_stores_the_zone(w: World) -> None:
    cohort = await found_cohort(w)
    reply = read(await line(w, "ana", "set 14 March 2027 09:00 Berlin centre"))
    async with w.desk.store.read() as tx:
        known = await people.identify(tx, w.asker("ana").account)
        assert known is not None
        assert await memberships.get(tx, cohort, known.person) is not None
        assert (await people.get(tx, known.person)).zone == BERLIN
    assert "Study days left: 80 in Early birds" in reply
    assert w.platform.messages == []


async def test_a_known_zone_is_the_default_and_stays(w: World) -> None:
    await line(w, "ana", "set 14 March 2027 09:00 Berlin centre")
    await line(w, "ana", "set 15 March 2027 09:00 centre")
    found = await appointment(w, "ana")
    assert found is not None and found.booked is not None
    assert found.booked == Booked(datetime(2027, 3, 15, 8, tzinfo=UTC), BERLIN, Venue.CENTRE)
    await line(w, "ana", "set 15 March 2027 09:00 New York centre")
    found = await appointment(w, "ana")
    assert found is not None and found.booked is not None
    assert (found.zone, found.booked.zone) == (BERLIN, "America/New_York")
    assert "In your own time: 2027-03-15T13:00:00+00:00" in read(await line(w, "ana", "show"))


async def test_booking_keeps_the_att_and_an_att_keeps_the_date(w: World) -> None:
    await line(w, "ana", "set att=2027-05-01")
    await line(w, "ana", "set 14 March 2027 09:00 Berlin centre")
    assert await appointment(w, "ana") == Appointment(BERLIN, EXAM, att_expires=date(2027, 5, 1))
    await line(w, "ana", "set att=2027-06-01")
    assert await appointment(w, "ana") == Appointment(BERLIN, EXAM, att_expires=date(2027, 6, 1))
    await line(w, "ana", "set 20 March 2027")
    assert await appointment(w, "ana") == Appointment(BERLIN, target=date(2027, 3, 20), att_expires=date(2027, 6, 1))


async def test_a_time_that_comes_twice_says_which_was_taken(w: World) -> None:
    reply = read(await line(w, "ana", "set 31 October 2027 02:30 Berlin onvue"))
    assert "I took the first, 00:30 UTC" in reply


# --- what cannot be


IMPOSSIBLE = (
    ("set 2026-11-01", "Date", "2026-11-01 is in the past"),
    ("set 2026-11-23 07:00 UTC centre", "Date", "The exam on 2026-11-23 is in the past"),
    ("set 2031-03-14", "Date", "more than three years ahead"),
    ("set zone=Atlantis date=2027-03-14 time=09:00 venue=centre", "Zone", "“Atlantis” is not a time zone I know"),
    ("set 28 March 2027 02:30 Berlin centre", "Time", "does not exist in Europe/Berlin"),
    ("set 14 March 2027 09:00 Berlin centre att=2027-03-01", "ATT", "Your ATT expires on 2027-03-01, before"),
    ("set att=2026-11-01", "ATT", "2026-11-01 is in the past"),
    ("set 03/04/2027", "Not understood", "can be read as two different days"),
    ("set 14 March 2027 09:00 Berlin", "Venue", "centre, or onvue"),
    ("set 14 March 2027 09:00 centre", "Zone", "the city or zone"),
    ("set 14 March 2027 centre", "Time", "the start"),
    ("set 09:00 Berlin centre", "Date", "the day of the exam"),
    ("set Berlin", "Date", "the day of the exam"),
)


async def test_what_cannot_be_is_refused_with_its_remedy(w: World) -> None:
    for text, label, says in IMPOSSIBLE:
        reply = await line(w, "ana", text)
        assert label in read(reply), text
        assert says.casefold() in read(reply).casefold(), text
        assert "Open the form" in labels(reply), text
        assert await kept(w, "ana") is None, text


async def test_a_form_that_cannot_be_keeps_what_was_typed(w: World) -> None:
    reply = await w.submit("ana", "fill:countdown.set", date="2027-03-28", time="02:30", zone="Berlin", venue="centre")
    assert isinstance(reply, Invalid)
    assert [name for name, _ in reply.errors] == ["time"]
    assert {i.name: i.value for i in reply.form.inputs}["zone"] == "Berlin"


async def test_a_date_that_passed_unbooked_says_what_to_do(w: World) -> None:
    await line(w, "ana", "set att=2026-11-25")
    await line(w, "ben", "set 25 November 2026")
    await w.advance(timedelta(days=4))
    att, target = read(await line(w, "ana", "show")), read(await line(w, "ben", "show"))
    assert "Your ATT has expired" in att and "Your target date is behind you" in target
    assert all("Change sets a new date" in said and "-" not in said.split("\n")[0] for said in (att, target))


async def test_so_close_to_the_exam_nobody_is_told_to_study_a_hundred_hours(w: World) -> None:
    assert "hours a week" not in read(await line(w, "ana", "set 27 November 2026"))


async def test_a_date_after_a_known_att_is_refused(w: World) -> None:
    await line(w, "ana", "set att=2027-03-01")
    reply = read(await line(w, "ana", "set 14 March 2027"))
    assert "Your ATT expires on 2027-03-01, before the exam on 2027-03-14" in reply
    assert await appointment(w, "ana") == Appointment("UTC", att_expires=date(2027, 3, 1))


# --- showing, and the hours


async def test_show_before_anything_is_set_offers_to_set(w: World) -> None:
    reply = await line(w, "ana", "")
    assert as_card(reply).title == "No countdown yet"
    assert token(reply, "Set a date") == open_token("countdown set")


async def test_hours_are_advice_from_those_done(w: World) -> None:
    await line(w, "ana", "set 14 March 2027")
    before = read(await w.command("ana", "countdown show"))
    assert "Advice, not a fact: ASCM advises about 100 hours of study. From now on" in before
    assert "about 6.3 hours a week" in before
    after = read(await line(w, "ana", "hours 40"))
    assert "From the 40 you have done, that is about 3.8 hours a week" in after
    await line(w, "ana", "set 14 April 2027")
    assert "From the 40 you have done" in read(await w.command("ana", "countdown show"))
    assert "You have reached about 100 hours" in read(await line(w, "ana", "hours 120"))


async def test_hours_that_cannot_be_are_refused(w: World) -> None:
    await line(w, "ana", "set 14 March 2027")
    assert "-5 hours cannot be" in read(await line(w, "ana", "hours -5"))
    assert "Still needed" in read(await line(w, "ana", "hours"))
    assert as_card(await w.command("ben", "countdown hours", hours="4")).title == "No countdown yet"


async def test_days_are_counted_on_the_members_own_calendar(w: World) -> None:
    await line(w, "ana", "set 14 March 2027 01:00 Auckland onvue")
    w._clock[0] = datetime(2027, 3, 12, 12, 30, tzinfo=UTC)  # already the 13th in Auckland
    assert as_card(await w.command("ana", "countdown show")).title == "1 day to your CPIM exam"


# --- sharing


async def test_the_list_shows_only_those_who_share_by_date(w: World) -> None:
    await found_cohort(w)
    for who, text in (
        ("ana", "set 14 March 2027"),
        ("ben", "set 1 March 2027 09:00 Berlin centre"),
        ("cy", "set 2 May 2027"),
    ):
        await line(w, who, text)
    await line(w, "ana", "share")
    await line(w, "ben", "share")
    listed = read(await line(w, "cy", "board"))
    assert listed.index("Ben · Monday 1 March 2027 · 98 days") < listed.index("Ana · Sunday 14 March 2027")
    assert "Cy" not in listed
    assert "09:00" not in listed
    assert "Your cohort sees the date" in read(await line(w, "ana", "show"))
    assert w.platform.messages == []


async def test_a_second_share_opts_out_and_a_second_press_changes_nothing(w: World) -> None:
    await found_cohort(w)
    await line(w, "ana", "set 14 March 2027")
    press = token(await w.command("ana", "countdown show"), "Share with the cohort")
    await w.press("ana", press)
    await w.press("ana", press)
    assert "Ana" in read(await line(w, "ben", "board"))
    assert as_card(await line(w, "ana", "share")).title == "Your date is yours alone again"
    assert "Nobody shares a date yet" in read(await line(w, "ben", "board"))


async def test_sharing_needs_a_date_and_a_cohort(w: World) -> None:
    assert as_card(await line(w, "ana", "board")).title == "No cohort meets here"
    await found_cohort(w)
    assert as_card(await line(w, "ana", "share")).title == "No countdown yet"


async def test_hidden_members_and_dates_gone_by_are_off_the_list(w: World) -> None:
    await found_cohort(w)
    await line(w, "ana", "set 14 March 2027")
    await line(w, "ben", "set 1 December 2026")
    await line(w, "ana", "share")
    await line(w, "ben", "share")
    async with w.desk.store.write() as tx:
        known = await people.identify(tx, w.asker("ana").account)
        assert known is not None
        await people.change(tx, known.person, hidden=True)
    assert "Ana" not in read(await line(w, "cy", "board"))
    assert "Ben" in read(await line(w, "cy", "board"))
    w._clock[0] += timedelta(days=9)
    assert "Ben" not in read(await line(w, "cy", "board"))


# --- clearing


async def test_clear_forgets_date_sharing_and_reminders(w: World) -> None:
    await found_cohort(w)
    await line(w, "ana", "set 14 December 2026 09:00 Berlin centre")
    await line(w, "ana", "share")
    assert "Monday 14 December 2026, 09:00" in read(await line(w, "ana", "clear"))
    assert as_card(await line(w, "ana", "clear")).title == "No countdown yet"
    await line(w, "ana", "set 15 December 2026")
    assert "Nobody shares a date yet" in read(await line(w, "ben", "board"))
    await line(w, "ana", "clear")
    await w.advance(datetime(2026, 12, 20, tzinfo=UTC))
    assert w.platform.direct("ana") == []


async def test_every_card_fits_a_phone(w: World) -> None:
    await found_cohort(w)
    cards: list[Card] = [as_card(await line(w, "ana", "set"))]
    for text in ("set 14 March 2027 09:00 Berlin centre att=2027-05-01", "show", "share", "board", "clear"):
        cards.append(as_card(await line(w, "ana", text)))
    for card in cards:
        assert len(card.title) <= 60
        assert all(len(row) <= 5 for row in card.buttons)
        assert all(len(b.label) <= 75 and (isinstance(b, Link) or len(b.token) <= 100) for r in card.buttons for b in r)
