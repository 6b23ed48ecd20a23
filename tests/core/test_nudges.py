"""Quiet hours, nudges, and studying without games: what members set for themselves holds everywhere."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.message import Card
from bot.model.people import Quiet
from bot.rules.calendar import instant
from bot.rules.quiet import holds, nudge_time, quiet_until, quiet_words, read_nudge, read_quiet
from bot.rules.reading import Misread
from bot.store import memberships
from bot.study import telling
from tests.core.world import (
    World,
    answered,
    as_form,
    ask_now,
    found_cohort,
    key_of,
    labels,
    latest_round,
    text_of,
    token,
    world,
)
from tests.fakes.pretend import Message

DAY = timedelta(days=1)
BERLIN = "Europe/Berlin"
MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # an hour before the day's question


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, MONDAY) as w:
        await found_cohort(w)
        yield w


async def member(w: World, who: str, **settings: str) -> int:
    """Somebody who has joined, with settings of their own."""
    me = await w.desk.directory.who(w.asker(who).account, who.capitalize(), "", w.now)
    async with w.desk.store.write() as tx:
        await memberships.join(tx, 1, me.person, w.now)
    if settings:
        reply = await w.give(who, "takt profile set", settings)
        assert text_of(reply).startswith("Saved"), text_of(reply)
    return me.person


def nudges(w: World, who: str) -> list[Message]:
    return [m for m in w.platform.direct(who) if m.card.title.startswith("Still open")]


# --- rules


walls = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(walls, walls, walls)
def test_a_minute_is_quiet_if_a_walk_from_the_beginning_meets_it_before_the_end(s: time, e: time, at: time) -> None:
    minute, end, quiet = s, e, False
    while minute != end:
        quiet = quiet or minute == at
        following = datetime.combine(date(2000, 1, 1), minute) + timedelta(minutes=1)
        minute = following.time()
    assert holds(Quiet(s, e), at) == quiet


@given(walls, walls, st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_quiet_hours_end_at_the_first_minute_that_is_not_quiet(s: time, e: time, naive: datetime) -> None:
    at = naive.replace(tzinfo=UTC, second=0, microsecond=0)
    ends = quiet_until(Quiet(s, e), at, "Asia/Tokyo")  # a zone whose clocks never change
    walk = at
    while holds(Quiet(s, e), walk.astimezone(ZoneInfo("Asia/Tokyo")).time()):
        walk += timedelta(minutes=1)
    assert ends == (walk if walk != at else None)


def test_quiet_hours_end_by_the_persons_clock_also_when_it_changes() -> None:
    night = Quiet(time(22), time(7))
    autumn = datetime(2026, 10, 24, 21, tzinfo=UTC)  # 23:00 in summer time; it ends in winter time
    assert quiet_until(night, autumn, BERLIN) == datetime(2026, 10, 25, 6, tzinfo=UTC)
    twice = Quiet(time(1), time(2, 30))
    second_pass = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)  # 02:15 for the second time
    assert quiet_until(twice, second_pass, BERLIN) is None


@pytest.mark.parametrize("typed", ["22:00-07:00", "10 pm - 7 am", "22:00 to 7:00", "22:00–07:00"])
def test_quiet_hours_are_read_as_people_type_them(typed: str) -> None:
    quiet = read_quiet(typed)
    assert quiet == Quiet(time(22), time(7)) and quiet_words(quiet) == "22:00-07:00"


def test_off_is_off_and_nonsense_is_refused() -> None:
    assert read_quiet("off") is None and read_nudge("-") is None
    for wrong in ("22:00", "22:00-22:00", "late", "7-22"):
        with pytest.raises(Misread):
            read_quiet(wrong)


@given(st.integers(0, 47), st.integers(1, 72), walls)
def test_a_nudge_comes_the_first_time_the_clock_shows_its_hour_while_the_question_is_open(
    after: int, lasts: int, by: time
) -> None:
    opens = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=after)
    closes = opens + timedelta(hours=lasts)
    shown = [instant(date(2026, 11, 23) + n * DAY, by, BERLIN) for n in range(-1, 8)]
    expected = next((at for at in shown if opens < at < closes), None)
    assert nudge_time(by, BERLIN, opens, closes) == expected


def test_a_nudge_comes_before_the_close_and_not_with_it() -> None:
    opens, six = datetime(2026, 11, 23, 6, tzinfo=UTC), datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert nudge_time(time(18), BERLIN, opens, six) is None
    assert nudge_time(time(18), BERLIN, opens, six + timedelta(seconds=1)) == six
    assert nudge_time(time(18), BERLIN, six, six + timedelta(hours=1)) is None


# --- nudges


async def test_who_has_not_answered_is_nudged_at_their_hour_and_answers_there(here: World) -> None:
    await member(here, "ana", nudge="18:00")
    await member(here, "ben")
    await here.advance(datetime(2026, 11, 23, 16, 59, tzinfo=UTC))
    assert not here.platform.direct("ana")
    await here.advance(datetime(2026, 11, 23, 17, 1, tzinfo=UTC))
    (told,) = nudges(here, "ana")
    assert labels(told.card) == ["A", "B", "C", "D", "No nudges any more"]
    assert "you asked to be nudged" in text_of(told.card)
    number = await latest_round(here)
    receipt = await here.press("ana", f"answer:{number}:{await key_of(here, number)}", direct=True)
    assert "How sure?" in text_of(receipt)
    assert not here.platform.direct("ben")
    await here.advance(timedelta(hours=14))
    assert len(nudges(here, "ana")) == 1


async def test_who_has_answered_hears_nothing(here: World) -> None:
    await member(here, "ana", nudge="18:00")
    await here.advance(datetime(2026, 11, 23, 7, tzinfo=UTC))
    await answered(here, "ana", await latest_round(here))
    await here.advance(datetime(2026, 11, 24, 5, tzinfo=UTC))
    assert not here.platform.direct("ana")


async def test_there_is_one_nudge_for_each_study_day_and_none_at_the_weekend(here: World) -> None:
    await member(here, "ana", nudge="18:00")
    await here.advance(MONDAY + 7 * DAY)
    assert len(nudges(here, "ana")) == 5


async def test_a_nudge_early_in_the_morning_does_not_come_on_saturday(here: World) -> None:
    await member(here, "ana", nudge="06:30")  # before the next question opens: on the day after
    await here.advance(MONDAY + 7 * DAY)
    assert len(nudges(here, "ana")) == 4


async def test_a_setting_that_comes_late_still_holds_today_and_off_ends_it(here: World) -> None:
    await here.advance(datetime(2026, 11, 23, 7, tzinfo=UTC))
    await member(here, "ana", nudge="18:00")
    await here.advance(datetime(2026, 11, 23, 18, tzinfo=UTC))
    (told,) = nudges(here, "ana")
    assert text_of(await here.press("ana", token(told.card, "No nudges any more"), direct=True))
    await here.advance(3 * DAY)
    assert len(nudges(here, "ana")) == 1
    await member(here, "ana", nudge="19:00")
    await member(here, "ana", nudge="20:00")
    await here.advance(DAY)
    assert len(nudges(here, "ana")) == 2


async def test_it_is_by_the_persons_own_clock(here: World) -> None:
    await member(here, "ana", nudge="18:00", zone="Asia/Tokyo")
    await here.advance(datetime(2026, 11, 23, 9, 1, tzinfo=UTC))
    assert len(nudges(here, "ana")) == 1


async def test_nobody_is_nudged_on_a_holiday_while_resting_or_as_an_alumnus(here: World) -> None:
    await here.command("lea", "cohort settings", holidays="US")
    ana, _ = await member(here, "ana", nudge="18:00"), await member(here, "ben", nudge="18:00")
    chloe = await member(here, "chloe", nudge="18:00")
    await here.give("ben", "takt rest set", {"to": "2026-11-24"})
    async with here.desk.store.write() as tx:
        await memberships.change_all(tx, chloe, alumni=True)
    await here.advance(datetime(2026, 11, 26, 22, tzinfo=UTC))  # Thanksgiving
    assert ana and [len(nudges(here, who)) for who in ("ana", "ben", "chloe")] == [3, 1, 0]


async def test_a_nudge_in_quiet_hours_is_refused_when_it_is_set(here: World) -> None:
    await member(here, "ana", nudge="18:00")
    refused = text_of(await here.command("ana", "takt profile set", quiet="17:00-19:00"))
    assert "A nudge at 18:00 would fall into your quiet hours, 17:00-19:00" in refused.replace("a nudge", "A nudge")
    await member(here, "ana", quiet="17:00-19:00", nudge="off")
    assert "quiet hours" in text_of(await here.command("ana", "takt profile set", nudge="18:30"))


async def test_a_nudge_that_an_outage_made_late_is_left_out(tmp_path: Path) -> None:
    async with world(tmp_path, MONDAY) as w:
        await found_cohort(w)
        await member(w, "ana", nudge="18:00")
        await w.advance(datetime(2026, 11, 23, 7, tzinfo=UTC))
    async with world(tmp_path, datetime(2026, 11, 23, 19, tzinfo=UTC)) as w:
        await w.settle()
        assert not nudges(w, "ana")


async def test_a_restart_keeps_what_was_planned(tmp_path: Path) -> None:
    async with world(tmp_path, MONDAY) as w:
        await found_cohort(w)
        await member(w, "ana", nudge="18:00")
        await w.advance(datetime(2026, 11, 23, 7, tzinfo=UTC))
    async with world(tmp_path, datetime(2026, 11, 23, 16, tzinfo=UTC)) as w:
        await w.advance(2 * timedelta(hours=1))
        assert len(nudges(w, "ana")) == 1


# --- quiet hours


async def test_nothing_is_sent_in_quiet_hours_and_everything_after_them(here: World) -> None:
    await member(here, "ana", quiet="22:00-07:00")
    await here.advance(datetime(2026, 11, 23, 21, 30, tzinfo=UTC))  # 22:30 in Berlin
    async with here.desk.store.write() as tx:
        (ana,) = [m.person for m in await memberships.of_cohort(tx, 1) if m.person.name == "Ana"]
        await telling.tell(tx, ana, "hello", Card("Hello"), here.now)
    await here.advance(datetime(2026, 11, 24, 5, 59, tzinfo=UTC))
    assert not here.platform.direct("ana")
    await here.advance(datetime(2026, 11, 24, 6, 1, tzinfo=UTC))
    assert [m.card.title for m in here.platform.direct("ana")] == ["Hello"]


async def test_reminders_of_the_exam_move_to_the_end_of_quiet_hours(here: World) -> None:
    await member(here, "ana", quiet="08:00-10:00")
    await here.command(
        "ana", "countdown set", date="2026-12-10", time="13:00", zone="Berlin", venue="centre", direct=True
    )
    await here.advance(datetime(2026, 11, 26, 8, 59, tzinfo=UTC))  # two weeks before, 09:00 in Berlin is quiet
    assert not here.platform.direct("ana")
    await here.advance(datetime(2026, 11, 26, 9, 1, tzinfo=UTC))
    (told,) = here.platform.direct("ana")
    assert "14 days" in told.card.title


async def test_whose_whole_day_is_quiet_is_reminded_when_it_ends(here: World) -> None:
    await member(here, "ana", quiet="08:00-22:00")
    await here.command(
        "ana", "countdown set", date="2026-12-10", time="13:00", zone="Berlin", venue="centre", direct=True
    )
    await here.advance(datetime(2026, 11, 26, 20, 59, tzinfo=UTC))
    assert not here.platform.direct("ana")
    await here.advance(datetime(2026, 11, 26, 21, 1, tzinfo=UTC))
    assert len(here.platform.direct("ana")) == 1


async def test_the_form_shows_what_is_set_and_saves_it(here: World) -> None:
    await member(here, "ana")
    profile = await here.command("ana", "takt profile show")
    form = as_form(await here.press("ana", token(profile, "Quiet, nudges, games")))
    assert [(i.name, i.value) for i in form.inputs] == [("quiet", "off"), ("nudge", "off"), ("games", "on")]
    saved = text_of(await here.fill("ana", form, quiet="22:00-7:00", nudge="6 pm", games="off"))
    assert "Quiet hours: 22:00-07:00" in saved and "Nudge: at 18:00" in saved
    assert "you are on no board" in saved


# --- without games


async def test_without_games_nothing_of_points_ranks_streaks_or_boards_is_seen(here: World) -> None:
    await member(here, "ana", games="off")
    for right in (True, False):
        number = await ask_now(here)
        chosen = (await key_of(here, number) + (not right)) % 4
        told = {who: await here.press(who, f"answer:{number}:{chosen}") for who in ("ana", "ben")}
        seen = {who: text_of(await here.press(who, token(receipt, "Sure"))) for who, receipt in told.items()}
        points = {who: bool(re.search(r"\d points?\b", text)) for who, text in seen.items()}
        assert points == {"ana": False, "ben": True}, seen
        assert "board" not in text_of(told["ana"])
    score = await here.command("ana", "score show")
    assert text_of(score).startswith("How you are doing, all time")
    assert "Accuracy: 50% (1 of 2)" in text_of(score)
    assert not {"Rank", "points", "Streak", "board"} & set(text_of(score).replace(":", " ").split())
    assert "Share" not in labels(score)
    assert text_of(await here.command("ana", "takt board")).startswith("No boards for you")


async def test_whoever_wants_no_games_stands_on_no_board_and_loses_nothing(here: World) -> None:
    await member(here, "ana", games="off")
    number = await ask_now(here)
    for who in ("ana", "ben"):
        await answered(here, who, number)
    assert "Ana" not in text_of(await here.command("ben", "takt board"))
    await member(here, "ana", games="on")
    assert "#1 Ana" in text_of(await here.command("ben", "takt board"))
    assert "10 points" in text_of(await here.command("ana", "score show"))
