"""Reminders: each once, in private, at a civil hour, and only while it makes sense."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.chat.platform import Refused
from bot.model.domains import Domain
from bot.model.rounds import Confidence
from bot.rules.calendar import instant
from bot.store import bindings, cohorts, memberships, people, personal, standings
from bot.store.schema import job
from bot.store.standings import Score
from bot.study import closing, reminding
from tests.core.test_countdown import line, read
from tests.core.world import World, as_card, ask_now, found_cohort, key_of, labels, token, world
from tests.fakes.pretend import PretendPlatform

BERLIN = "Europe/Berlin"


@pytest.fixture
async def w(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


async def person(w: World, who: str) -> int:
    async with w.desk.store.read() as tx:
        known = await people.identify(tx, w.asker(who).account)
    assert known is not None
    return known.person


async def change(w: World, who: str, **values: object) -> None:
    number = await person(w, who)
    async with w.desk.store.write() as tx:
        await people.change(tx, number, **values)


def told(w: World, who: str = "ana") -> list[str]:
    """The titles of the direct messages."""
    return [m.card.title for m in w.platform.direct(who)]


def said(w: World, which: int, who: str = "ana") -> str:
    return read(w.platform.direct(who)[which].card)


async def moments(w: World) -> list[tuple[str, str]]:
    """What is planned, in Berlin's time."""
    async with w.desk.store.read() as tx:
        rows = (await tx.execute(select(job).where(job.c.kind == "remind").order_by(job.c.due))).all()
    return [(f"{r.due.astimezone(ZoneInfo(BERLIN)):%Y-%m-%d %H:%M}", r.detail) for r in rows]


def jump(w: World, to: datetime) -> None:
    """Time passes while nothing runs."""
    w._clock[0] = to


# --- what comes when


async def test_a_booked_exam_is_counted_down_across_a_clock_change(w: World) -> None:
    await line(w, "ana", "set 30 March 2027 13:00 Berlin centre")
    assert await moments(w) == [
        ("2027-01-29 09:00", "weakest:60"),
        ("2027-02-28 09:00", "full-practice:30"),
        ("2027-03-16 09:00", "missed:14"),
        ("2027-03-23 09:00", "papers:7"),
        ("2027-03-27 09:00", "way-there:3"),
        ("2027-03-29 09:00", "rest:1"),
        ("2027-03-30 10:00", "today:0"),
        ("2027-03-31 09:00", "how-was-it:-1"),
    ]
    await w.advance(datetime(2027, 4, 20, tzinfo=UTC))
    assert told(w) == [
        "Your exam is in 60 days: your weakest domains",
        "Your exam is in 30 days: a full practice",
        "Your exam is in 14 days: what you missed",
        "Your exam is in 7 days: name and papers",
        "Your exam is in 3 days: the way there",
        "Your exam is tomorrow: stop studying",
        "Today is the day",
        "How was your exam?",
    ]
    assert all(m.to == w.asker("ana").account for m in w.platform.messages)


async def test_a_target_asks_to_book_and_an_att_counts_until_booked(w: World) -> None:
    await line(w, "ana", "set 14 March 2027 att=2027-04-30")
    await w.advance(datetime(2027, 3, 8, tzinfo=UTC))
    assert told(w) == [
        "Your target date is in 90 days",
        "Your target date is in 60 days: your weakest domains",
        "Your target date is in 30 days: a full practice",
        "Your target date is in 14 days: what you missed",
        "Your ATT expires in 60 days",
        "Your target date is in 7 days",
    ]
    assert "Friday 30 April 2027" in said(w, 4)
    await line(w, "ana", "set 20 April 2027 09:00 Berlin centre")
    await w.advance(datetime(2027, 5, 3, tzinfo=UTC))
    assert not any("ATT" in title for title in told(w)[6:])


async def test_an_att_alone_has_its_six(w: World) -> None:
    await line(w, "ana", "set att=2027-03-01")
    await w.advance(datetime(2027, 3, 5, tzinfo=UTC))
    assert [title.removeprefix("Your ATT expires ") for title in told(w)] == [
        "in 60 days",
        "in 30 days",
        "in 14 days",
        "in 7 days",
        "in 3 days",
        "tomorrow",
    ]
    assert "see the Exam Handbook" in said(w, 0)


async def test_an_early_exam_is_announced_the_evening_before(w: World) -> None:
    await line(w, "ana", "set 14 January 2027 08:00 Berlin centre")
    assert ("2027-01-13 19:00", "today:0") in await moments(w)
    await w.advance(datetime(2027, 1, 14, tzinfo=UTC))
    assert told(w)[-2:] == ["Your exam is tomorrow: stop studying", "Your exam is tomorrow, early"]
    await line(w, "ben", "set 14 March 2027 08:30 Berlin centre")
    assert ("2027-03-14 05:30", "today:0") in await moments(w)


async def test_set_late_only_what_is_still_to_come(w: World) -> None:
    await line(w, "ana", "set 30 November 2026 13:00 Berlin centre")  # 7 days ahead, after 09:00
    await w.advance(datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert told(w) == [
        "Your exam is in 3 days: the way there",
        "Your exam is tomorrow: stop studying",
        "Today is the day",
    ]


# --- what each says


async def test_two_months_ahead_the_weakest_domains_with_enough_answers(w: World) -> None:
    cohort = await found_cohort(w)
    await line(w, "ana", "set 30 March 2027 13:00 Berlin centre")
    number = await person(w, "ana")
    right = {Domain.INVENTORY: 3, Domain.DEMAND: 6, Domain.SOP: 9}
    scores = [
        Score(cohort, number, date(2026, 11, 23), domain, answer < count, Confidence.NONE)
        for domain, count in right.items()
        for answer in range(10)
    ]
    few = [Score(cohort, number, date(2026, 11, 23), Domain.QUALITY, False, Confidence.NONE)] * 9
    async with w.desk.store.write() as tx:
        await standings.add_scores(tx, scores + few)
    jump(w, instant(date(2027, 1, 29), time(9), BERLIN))
    await w.settle()
    text = said(w, 0)
    assert text.index("Inventory: 30% right of 10") < text.index("Demand: 60% right of 10")
    assert "Quality" not in text
    assert "Sales" not in text


async def test_without_enough_answers_it_is_gentle_and_general(w: World) -> None:
    await line(w, "ana", "set 30 March 2027 13:00 Berlin centre")
    await w.advance(datetime(2027, 1, 30, tzinfo=UTC))
    assert "I have not seen enough of your answers" in said(w, 0)


async def test_two_weeks_ahead_what_was_missed_can_be_tried(w: World) -> None:
    cohort = await found_cohort(w)
    asked = await ask_now(w)
    await w.press("ana", f"answer:{asked}:{(await key_of(w, asked) + 1) % 4}")
    async with w.desk.store.write() as tx:
        kept = await cohorts.get(tx, cohort)
        assert kept is not None
        await closing.close_open_ones(tx, w.desk, kept, w.now)
    await line(w, "ana", "set 10 December 2026 13:00 Berlin centre")
    jump(w, datetime(2026, 11, 26, 8, tzinfo=UTC))
    await w.settle()
    card = next(m.card for m in w.platform.direct("ana") if "what you missed" in m.card.title)
    assert labels(card)[:2] == ["Try Q1", "Q1: why?"]
    assert as_card(await w.press("ana", token(card, "Try Q1"), direct=True)).title == "Q1, for practice"
    assert "the key is" in as_card(await w.press("ana", token(card, "Q1: why?"), direct=True)).title


async def test_papers_point_to_the_handbook_and_state_nothing_else(w: World) -> None:
    await line(w, "ana", "set 10 December 2026 13:00 Berlin centre")
    await w.advance(datetime(2026, 12, 4, tzinfo=UTC))
    assert "Exam Handbook" in said(w, -1)
    assert labels(w.platform.direct("ana")[-1].card) == [w.desk.facts.link_title]


async def test_online_it_is_the_system_test(w: World) -> None:
    await line(w, "ana", "set 10 December 2026 13:00 Berlin onvue")
    await w.advance(datetime(2026, 12, 8, tzinfo=UTC))
    assert told(w)[-1] == "Your exam is in 3 days: the system test"
    assert "Run the OnVUE system test" in said(w, -1)


# --- only while it makes sense


async def test_a_restart_in_the_middle_repeats_and_loses_nothing(tmp_path: Path) -> None:
    platform = PretendPlatform()
    async with world(tmp_path, platform=platform) as w:
        await line(w, "ana", "set 10 December 2026 13:00 Berlin centre")
        await w.advance(datetime(2026, 12, 3, 12, tzinfo=UTC))
        before = told(w)
    async with world(tmp_path, datetime(2026, 12, 3, 12, tzinfo=UTC), platform=platform) as w:
        await w.advance(datetime(2026, 12, 10, 12, tzinfo=UTC))
        assert before == ["Your exam is in 14 days: what you missed", "Your exam is in 7 days: name and papers"]
        assert told(w) == [
            *before,
            "Your exam is in 3 days: the way there",
            "Your exam is tomorrow: stop studying",
            "Today is the day",
        ]


async def test_after_an_outage_only_the_latest_and_with_the_days_as_they_are(w: World) -> None:
    await line(w, "ana", "set 30 March 2027 13:00 Berlin centre")
    jump(w, datetime(2027, 3, 28, 10, tzinfo=UTC))
    await w.settle()
    assert told(w) == ["Your exam is in 2 days: the way there"]


async def test_after_the_exam_nothing_is_made_up_for_but_the_question(w: World) -> None:
    await line(w, "ana", "set 30 March 2027 13:00 Berlin centre")
    jump(w, datetime(2027, 3, 30, 12, tzinfo=UTC))
    await w.settle()
    assert told(w) == []
    jump(w, datetime(2027, 4, 2, 10, tzinfo=UTC))
    await w.settle()
    assert told(w) == ["How was your exam?"]


async def test_an_outage_that_ends_at_night_waits_for_the_morning(w: World) -> None:
    await line(w, "ana", "set 30 March 2027 13:00 Berlin centre")
    jump(w, instant(date(2027, 3, 24), time(2, 30), BERLIN))
    await w.settle()
    assert told(w) == []
    await w.advance(instant(date(2027, 3, 24), time(8, 59), BERLIN))
    assert told(w) == []
    await w.advance(instant(date(2027, 3, 24), time(9), BERLIN))
    assert told(w) == ["Your exam is in 6 days: name and papers"]
    jump(w, instant(date(2027, 3, 27), time(23), BERLIN))
    await w.settle()
    assert len(told(w)) == 1
    await w.advance(instant(date(2027, 3, 28), time(9), BERLIN))
    assert told(w)[1:] == ["Your exam is in 2 days: the way there"]


async def test_the_days_reminder_after_an_outage_waits_for_half_past_five(w: World) -> None:
    await line(w, "ana", "set 30 March 2027 08:00 Berlin centre")
    jump(w, instant(date(2027, 3, 30), time(3), BERLIN))
    await w.settle()
    assert told(w) == []
    await w.advance(instant(date(2027, 3, 30), time(5, 30), BERLIN))
    assert told(w) == ["Today is the day"]


async def test_an_exam_that_was_moved_is_counted_anew(w: World) -> None:
    await line(w, "ana", "set 10 December 2026 13:00 Berlin centre")
    await w.advance(datetime(2026, 12, 4, tzinfo=UTC))
    await line(w, "ana", "set 20 December 2026 13:00 Berlin centre")
    await w.advance(datetime(2026, 12, 14, tzinfo=UTC))
    assert told(w)[2:] == ["Your exam is in 14 days: what you missed", "Your exam is in 7 days: name and papers"]


async def test_set_again_to_the_same_day_nothing_comes_twice(w: World) -> None:
    await line(w, "ana", "set 10 December 2026 13:00 Berlin centre")
    await w.advance(datetime(2026, 12, 3, 8, 30, tzinfo=UTC))
    assert len(told(w)) == 2
    number = await person(w, "ana")
    async with w.desk.store.write() as tx:
        await reminding.replan(tx, number, w.now)
    assert ("2026-12-03 09:00", "papers:7") in await moments(w)
    await w.settle()
    assert len(told(w)) == 2


async def test_a_changed_zone_replans(w: World) -> None:
    await line(w, "ana", "set 30 March 2027 13:00 Berlin centre")
    number = await person(w, "ana")
    async with w.desk.store.write() as tx:
        await people.change(tx, number, zone="America/New_York")
        await reminding.replan(tx, number, w.now)
    planned = dict((detail, at) for at, detail in await moments(w))
    assert planned["papers:7"] == "2027-03-23 14:00"  # 09:00 in New York, already on summer time
    assert planned["today:0"] == "2027-03-30 01:00"  # the exam is at 07:00 there: the evening before


async def test_reminders_that_are_off_stay_off(w: World) -> None:
    await line(w, "ana", "set 10 December 2026 13:00 Berlin centre")
    await change(w, "ana", reminders=False)
    assert "Reminders: Off." in read(await line(w, "ana", "show"))
    await w.advance(datetime(2026, 12, 5, tzinfo=UTC))
    assert told(w) == []
    await change(w, "ana", reminders=True)
    await w.advance(datetime(2026, 12, 8, tzinfo=UTC))
    assert told(w) == ["Your exam is in 3 days: the way there"]


async def test_alumni_are_not_nudged(w: World) -> None:
    await found_cohort(w)
    await line(w, "ana", "set 10 December 2026 13:00 Berlin centre")
    number = await person(w, "ana")
    async with w.desk.store.write() as tx:
        await memberships.change_all(tx, number, alumni=True)
    await w.advance(datetime(2026, 12, 8, tzinfo=UTC))
    assert told(w) == []


async def test_a_forgotten_person_is_reminded_of_nothing(w: World) -> None:
    await line(w, "ana", "set 10 December 2026 13:00 Berlin centre")
    number = await person(w, "ana")
    async with w.desk.store.write() as tx:
        await personal.forget(tx, number, w.now)
    await w.advance(datetime(2027, 1, 8, tzinfo=UTC))
    assert w.platform.messages == []


async def test_a_refused_direct_message_is_shown_with_the_next_private_reply(w: World) -> None:
    await line(w, "ana", "set 10 December 2026 13:00 Berlin centre")
    w.platform.failures.append((Refused("she takes no direct messages"), False))
    await w.advance(datetime(2026, 11, 26, 12, tzinfo=UTC))
    assert w.platform.messages == []
    reply = await w.command("ana", "countdown show")
    assert "📬 Your exam is in 14 days: what you missed" in read(reply)
    assert "📬" not in read(await w.command("ana", "countdown show"))


async def test_a_month_of_reminders_says_nothing_in_the_room(w: World) -> None:
    cohort = await found_cohort(w)
    async with w.desk.store.write() as tx:
        await bindings.unbind(tx, w.room, w.now, "quiet")
    assert cohort
    await line(w, "ana", "set 10 December 2026 13:00 Berlin centre")
    await w.advance(timedelta(days=30))
    assert w.platform.in_room("cpim") == []
    assert told(w)
