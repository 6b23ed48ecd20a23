"""What can go wrong with a challenge: dates, names, empty ones, pauses, outages, clock changes, and who may do what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.chat.message import Card, Invalid
from bot.model.challenge import ChallengeState
from bot.model.cohort import Schedule
from bot.rules.challenge_days import Span, due, ends_at, wakes_at, windows
from bot.store import challenge_days, challenges, jobs, personal, rounds
from bot.store.jobs import JobKind
from tests.core.challenge_world import Arena, arena, as_card, labels, token
from tests.core.test_challenge import LEAGUE
from tests.core.world import MONDAY, answered, as_form, latest_round, text_of

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
async def a(tmp_path: Path) -> AsyncIterator[Arena]:
    async with arena(tmp_path) as found:
        yield found


async def refused(a: Arena, **values: str) -> dict[str, str]:
    """What the first form says to these values."""
    form = as_form(await a.w.command("lea", "challenge create", template="own"))
    good = {"name": "Week", "start": "2026-11-24", "end": "2026-11-27", "domains": "all", "questions": "2"}
    reply = await a.w.fill("lea", form, **{**good, **values})
    return dict(reply.errors) if isinstance(reply, Invalid) else {}


async def state(a: Arena, number: int = 1) -> ChallengeState:
    async with a.w.desk.store.read() as tx:
        found = await challenges.get(tx, number)
    assert found
    return found.state


def titles(a: Arena) -> list[str]:
    return [m.card.title for m in a.room() if m.key.startswith("challenge:")]


def result(a: Arena) -> str:
    """The final report in the room."""
    (report,) = [m.card for m in a.room() if m.card.title.endswith(": the result")]
    return text_of(report)


# ── creating ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("values", "name", "said"),
    [
        ({"end": "2026-11-23", "start": "2026-11-25"}, "end", "ends before it begins"),
        ({"start": "2026-11-20"}, "start", "has passed"),
        ({"start": "2028-11-20", "end": "2028-11-24"}, "start", "more than a year"),
        ({"end": "2027-06-01"}, "end", "too long"),
        ({"start": "2026-11-28", "end": "2026-11-29"}, "end", "no study day"),
        ({"start": "03/04/2027"}, "start", "two different days"),
        ({"domains": "cooking"}, "domains", "not a module"),
        ({"questions": "9"}, "questions", "not one of the choices"),
        ({"name": "…"}, "name", "is no name"),
        ({"name": "x" * 41}, "name", "41 characters"),
    ],
)
async def test_what_cannot_be_is_said_at_its_input(a: Arena, values: dict[str, str], name: str, said: str) -> None:
    errors = await refused(a, **values)
    assert list(errors) == [name]
    assert said in errors[name]


async def test_a_template_fills_the_form_and_one_draft_makes_one_challenge(a: Arena) -> None:
    chosen = as_card(await a.w.command("lea", "challenge create"))
    assert labels(chosen) == ["Domain week", "Sprint to the exam", "Team league", "My own"]
    form = as_form(await a.w.press("lea", token(chosen, "Team league")))
    review = as_card(await a.w.fill("lea", form))
    assert "20 study days" in text_of(review) and "3 teams, balanced" in text_of(review)
    back = as_form(await a.w.press("lea", token(review, "Back")))
    review = as_card(await a.w.fill("lea", back, name="Winter league"))
    assert "3 teams, balanced" in text_of(review), "going back loses nothing"
    first = as_card(await a.w.press("lea", token(review, "Create it")))
    second = as_card(await a.w.press("lea", token(review, "Create it")))
    assert first.title == second.title == "Winter league is announced"
    await a.w.settle()
    assert titles(a) == ["Challenge: Winter league"]


async def test_only_leaders_create_cancel_and_draw(a: Arena) -> None:
    await a.create(**LEAGUE)
    for name in ("create", "cancel", "teams"):
        assert "leaders" in as_card(await a.w.command("ana", f"challenge {name}")).title
    for pressed in ("challenge:cancelled:1", "challenge:teams:1:random", "challenge:open:1", "challenge:template:own"):
        assert "leaders" in as_card(await a.press("ana", pressed)).title
    assert await state(a) is ChallengeState.ANNOUNCED


async def test_a_room_has_at_most_three_at_a_time_and_no_two_of_one_name(a: Arena) -> None:
    for n in range(3):
        await a.create(**{**LEAGUE, "name": f"Number {n}"})
    assert "called" in (await refused(a, name="number 1"))["name"]
    form = as_form(await a.w.command("lea", "challenge create", template="sprint"))
    review = as_card(await a.w.fill("lea", form))
    assert "enough" in as_card(await a.w.press("lea", token(review, "Create it"))).title
    which = as_card(await a.w.command("ana", "challenge join"))
    assert labels(which) == ["Number 2", "Number 1", "Number 0"]
    assert as_card(await a.w.command("ana", "challenge join", challenge="number 1")).title == "You joined Number 1"
    assert "no such" in as_card(await a.w.command("ana", "challenge show", challenge="number 9")).title


async def test_without_a_challenge_everything_says_so(a: Arena) -> None:
    for name in ("show", "list", "join", "leave"):
        assert as_card(await a.w.command("ana", f"challenge {name}")).title == "No challenge yet"


async def test_a_challenge_that_starts_today_waits_for_people_or_its_leader(a: Arena) -> None:
    form = as_form(await a.w.command("lea", "challenge create", template="own"))
    review = as_card(await a.w.fill("lea", form, name="Now", start="2026-11-23", end="2026-11-23", questions="1"))
    made = as_card(await a.w.press("lea", token(review, "Create it")))
    await a.join("ana")
    await a.w.advance(timedelta(minutes=30))
    assert titles(a) == ["Challenge: Now"]
    await a.press("lea", token(made, "Open it now"))
    await a.w.settle()
    assert titles(a) == ["Challenge: Now", "Now · day 1"]
    await a.play("ana", [True])
    await a.w.advance(datetime(2026, 11, 24, 6, 0, 6, tzinfo=UTC))
    assert "The winner is Ana, with 100% of the points." in result(a)


async def test_a_challenge_that_starts_today_opens_an_hour_later_by_itself(a: Arena) -> None:
    await a.create(name="Now", start="2026-11-23", end="2026-11-24", questions="1")
    await a.w.advance(HOUR - timedelta(minutes=1))
    assert titles(a) == ["Challenge: Now"]
    await a.w.advance(timedelta(minutes=1))
    assert titles(a)[-1] == "Now · day 1"


# ── joining, leaving, teams ──────────────────────────────────────────────────────────────────────────────────────────


async def test_without_late_joiners_the_door_closes_with_the_first_day(a: Arena) -> None:
    await a.create(**{**LEAGUE, "late": "no"})
    await a.w.advance(DAY - HOUR)
    assert as_card(await a.join("ana")).title == "You joined Three days"
    await a.w.advance(DAY)
    assert as_card(await a.join("ben")).title == "You cannot join this one"
    offered = as_card(await a.press("ben", token(a.last(), "Start")))
    assert offered.title == "You are not in this challenge"
    assert "Join" not in labels(a.room()[0].card)


async def test_when_nobody_came_and_nobody_may_come_it_is_cancelled_without_a_message(a: Arena) -> None:
    await a.create(**{**LEAGUE, "late": "no"})
    await a.w.advance(3 * DAY)
    assert await state(a) is ChallengeState.CANCELLED
    assert titles(a) == ["Challenge: Three days", "Three days · day 1"]
    assert "cancelled" in text_of(a.room()[0].card)


async def test_with_late_joiners_and_nobody_in_it_no_further_card_is_posted(a: Arena) -> None:
    await a.create(**LEAGUE)
    await a.w.advance(6 * DAY)
    assert titles(a) == ["Challenge: Three days", "Three days · day 1"]
    assert await state(a) is ChallengeState.FINISHED
    assert "0 took part" in text_of(a.room()[0].card)


async def test_only_those_whom_a_leader_added(a: Arena) -> None:
    await a.create(**{**LEAGUE, "entry": "added"})
    assert labels(a.room()[0].card) == ["Standings"]
    assert as_card(await a.join("ana")).title == "You cannot join this one"
    assert as_card(await a.w.command("lea", "challenge add", member="<@ana>")).title == "Added"
    told = text_of(await a.press("ana", "challenge:show:1"))
    assert "📬 You are in Three days" in told
    assert as_card(await a.w.command("lea", "challenge add", member="<@ana>")).title == "Nothing to change"
    assert "not met" in as_card(await a.w.command("lea", "challenge add", member="<@nobody>")).title


async def test_who_leaves_may_come_back_as_if_they_had_never_left(a: Arena) -> None:
    await a.create(**LEAGUE)
    await a.join("ana")
    await a.join("ben")
    await a.w.advance(DAY - HOUR)
    await a.play("ana", [True, True, True])
    asked = as_card(await a.w.command("ana", "challenge leave"))
    assert as_card(await a.press("ana", token(asked, "Leave"))).title == "You left Three days"
    assert as_card(await a.w.command("ana", "challenge leave")).title == "You are not in it"
    await a.w.advance(2 * DAY)
    gone = text_of(await a.press("ana", "challenge:show:1"))
    assert "3 of 3 answered" in gone and "You have left it." in gone
    assert "Ana (you)" not in gone
    await a.join("ana")
    back = text_of(await a.press("ana", "challenge:show:1"))
    assert "3 of 6 answered, 3 right: 30 of 60 points" in back


async def test_members_choose_their_team_and_change_it_until_it_begins(a: Arena) -> None:
    await a.create(**{**LEAGUE, "teams": "chosen", "count": "3"})
    card = a.room()[0].card
    assert labels(card) == ["Join Kanban", "Join Kaizen", "Join Andon", "Standings"]
    assert "Your team: Kaizen." in text_of(await a.press("ana", token(card, "Join Kaizen")))
    assert "Your team: Andon." in text_of(await a.press("ana", token(card, "Join Andon")))
    without = as_card(await a.w.command("ben", "challenge join"))
    assert labels(without)[:3] == ["Join Kanban", "Join Kaizen", "Join Andon"]
    await a.w.advance(DAY - HOUR)
    assert "Kanban: Ben" in text_of(a.last()) and "Andon: Ana" in text_of(a.last())
    await a.press("ana", token(card, "Join Kaizen"))
    assert "Andon: Ana" in text_of(a.last())


async def test_a_leader_draws_the_teams_before_it_begins_and_not_after(a: Arena) -> None:
    await a.create(**LEAGUE)
    for who in ("ana", "ben", "chloe", "dev"):
        await a.join(who)
    drawn = as_card(await a.w.command("lea", "challenge teams", how="balanced", count="2"))
    assert text_of(drawn).count(",") >= 2
    more = as_card(await a.w.press("lea", token(drawn, "3 teams")))
    assert "Andon: " in text_of(more)
    alone = as_card(await a.w.press("lea", token(more, "No teams")))
    assert "Everyone for themselves." in text_of(alone)
    await a.w.press("lea", token(alone, "Draw at random"))
    wrong = text_of(await a.w.command("lea", "challenge teams", how="random", count="9"))
    assert "9 teams are not possible" in wrong
    await a.w.advance(DAY - HOUR)
    assert "The teams" in text_of(a.last())
    fixed = as_card(await a.w.command("lea", "challenge teams", how="none"))
    assert "the teams stay as they are" in text_of(fixed) and labels(fixed) == []


# ── cancelling, pausing, ending ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_cancelled_challenge_says_so_counts_for_nothing_and_keeps_its_record(a: Arena) -> None:
    await a.create(**LEAGUE)
    await a.join("ana")
    await a.w.advance(DAY - HOUR)
    start = token(a.last(), "Start")
    await a.play("ana", [True])
    asked = as_card(await a.w.command("lea", "challenge cancel"))
    for _ in range(2):
        assert as_card(await a.w.press("lea", token(asked, "Cancel the challenge"))).title == "Cancelled"
    await a.w.advance(5 * DAY)
    assert titles(a) == ["Challenge: Three days", "Three days · day 1"]
    assert all("cancelled" in text_of(m.card) for m in a.room() if m.key.startswith("challenge:"))
    assert "out of date" in as_card(await a.press("ana", start)).title
    assert "📬" not in text_of(await a.press("ana", "challenge:show:1"))
    async with a.w.desk.store.read() as tx:
        assert len(await challenge_days.answers(tx, 1)) == 1
        assert await jobs.due_of(tx, JobKind.CHALLENGE, 1) is None


async def test_days_of_a_pause_and_skipped_days_have_none(a: Arena) -> None:
    await a.create(**{**LEAGUE, "end": "2026-11-27"})
    await a.join("ana")
    await a.w.command("lea", "cohort pause", until="2026-11-26")
    await a.w.advance(5 * DAY)
    async with a.w.desk.store.read() as tx:
        opened = [day.day.day for day in await challenge_days.days(tx, 1)]
    assert opened == [26, 27]


async def test_after_an_outage_only_the_latest_day_is_opened(a: Arena) -> None:
    await a.create(**{**LEAGUE, "end": "2026-11-27"})
    await a.join("ana")
    a.w._clock[0] = MONDAY + 3 * DAY  # Thursday, two hours after the opening
    await a.w.settle()
    async with a.w.desk.store.read() as tx:
        opened = [day.day.day for day in await challenge_days.days(tx, 1)]
    assert opened == [26]


async def test_a_cohort_that_finishes_ends_its_challenges(a: Arena) -> None:
    await a.create(**LEAGUE)
    await a.join("ana")
    await a.w.advance(DAY - HOUR)
    await a.press("lea", "cohort:finish:1")
    await a.w.advance(3 * DAY)
    assert await state(a) is ChallengeState.FINISHED
    assert titles(a) == ["Challenge: Three days", "Three days · day 1"]


async def test_a_single_member_wins_alone_and_a_tie_is_told(a: Arena) -> None:
    await a.create(**{**LEAGUE, "teams": "none", "start": "2026-11-24", "end": "2026-11-24"})
    await a.join("ana")
    await a.join("ben")
    await a.w.advance(DAY - HOUR)
    for who in ("ana", "ben"):
        await a.play(who, [True, False, False])
    await a.w.advance(DAY)
    report = result(a)
    assert "A tie: Ana, Ben, each with 47% of the points." in report
    assert report.count("#1 ") == 2


async def test_hidden_members_play_and_are_named_nowhere(a: Arena) -> None:
    await a.create(**{**LEAGUE, "end": "2026-11-24"})
    for who in ("ana", "ben"):
        await a.join(who)
    await a.w.command("ana", "takt profile set", hide="yes")
    await a.w.advance(DAY - HOUR)
    assert "1 more" in text_of(a.last()) and "Ana" not in text_of(a.last())
    for who in ("ana", "ben"):
        await a.play(who, [True, True, True])
    await a.w.advance(DAY)
    report = result(a)
    assert "Ana" not in report and report.count("100%") >= 2
    assert "Only you see this." in text_of(await a.press("ana", "challenge:show:1"))


# ── the daily question alone ─────────────────────────────────────────────────────────────────────────────────────────


async def test_a_challenge_of_the_daily_question_posts_no_extra_cards_and_counts_the_rounds(a: Arena) -> None:
    await a.create(name="League", start="2026-11-24", end="2026-11-26", questions="daily", teams="none")
    await a.join("ana")
    await a.join("ben")
    await a.w.advance(DAY - HOUR)
    for place in range(3):
        number = await latest_round(a.w)
        await answered(a.w, "ana", number, right=place != 1)
        if place == 2:
            await answered(a.w, "ben", number, settle="")
        await a.w.advance(DAY)
    assert titles(a) == ["Challenge: League", "League: halfway", "League: the result"]
    report = result(a)
    assert "#1 Ana · 73% · 22 of 30 points" in report
    assert "#2 Ben · 33% · 10 of 30 points" in report


# ── questions ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_questions_are_of_the_domains_and_a_day_has_none_twice_even_when_they_run_out(a: Arena) -> None:
    await a.create(**{**LEAGUE, "domains": "inventory", "questions": "5", "end": "2026-12-04"})
    await a.join("ana")
    await a.w.advance(12 * DAY)
    async with a.w.desk.store.read() as tx:
        days = await challenge_days.days(tx, 1)
        found = [await challenge_days.items_of_day(tx, day.id) for day in days]
    assert len(found) == 9
    assert all(len({item.item for item in day}) == 5 for day in found)
    assert {item.domain for day in found for item in day} == {"inventory"}
    seeds = [item.seed for day in found for item in day]
    assert len(set(seeds)) == len(seeds)


async def test_the_daily_question_keeps_away_from_what_a_challenge_asked(a: Arena) -> None:
    await a.create(**{**LEAGUE, "domains": "all", "questions": "5"})
    await a.join("ana")
    await a.w.advance(9 * DAY)
    async with a.w.desk.store.read() as tx:
        asked = {id for id in await rounds.asked_items(tx, 1) if a.w.desk.bank.current(id).generator is None}
        in_challenge = set(await challenge_days.asked_items(tx, 1))
    assert asked and in_challenge
    assert not asked & in_challenge


# ── the calendar ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_days_keep_their_local_time_when_clocks_change() -> None:
    schedule = Schedule("Europe/Berlin", time(2, 30), frozenset(range(7)))
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    spring = Span(date(2027, 3, 27), date(2027, 3, 29), long_ago, long_ago)
    found = windows(schedule, spring)
    assert [one.opens_at for one in found] == [
        datetime(2027, 3, 27, 1, 30, tzinfo=UTC),
        datetime(2027, 3, 28, 1, 0, tzinfo=UTC),  # 02:30 does not exist: 03:00
        datetime(2027, 3, 29, 0, 30, tzinfo=UTC),
    ]
    assert all(one.closes_at == other.opens_at for one, other in pairwise(found))
    assert found[-1].closes_at == ends_at(schedule, spring) == datetime(2027, 3, 30, 0, 30, tzinfo=UTC)


def test_a_friday_closes_on_monday_and_the_last_one_the_morning_after() -> None:
    schedule = Schedule("UTC", time(7))
    created = datetime(2026, 11, 20, 6, tzinfo=UTC)
    span = Span(date(2026, 11, 20), date(2026, 11, 24), created, created, off={date(2026, 11, 23)})
    friday, tuesday = windows(schedule, span)
    assert (friday.day.day, friday.closes_at) == (20, datetime(2026, 11, 24, 7, tzinfo=UTC))
    assert tuesday.closes_at == datetime(2026, 11, 25, 7, tzinfo=UTC)
    assert due(schedule, span, datetime(2026, 11, 22, 12, tzinfo=UTC)) == friday
    assert due(schedule, span, datetime(2026, 11, 25, 7, tzinfo=UTC)) is None
    assert wakes_at(schedule, span, friday.opens_at) == tuesday.opens_at
    assert wakes_at(schedule, span, tuesday.opens_at) == tuesday.closes_at


def test_a_day_that_would_open_after_its_close_is_left_out() -> None:
    schedule = Schedule("UTC", time(0, 15), frozenset(range(7)))
    created = datetime(2026, 11, 23, 23, 50, tzinfo=UTC)
    span = Span(date(2026, 11, 23), date(2026, 11, 24), created, created + HOUR)
    assert [one.day.day for one in windows(schedule, span)] == [24]


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_export_holds_ones_part_and_forgetting_moves_nobody_elses_score(a: Arena) -> None:
    await a.create(**{**LEAGUE, "teams": "random", "count": "2", "start": "2026-11-24", "end": "2026-11-24"})
    for who in ("ana", "ben"):
        await a.join(who)
    await a.w.advance(DAY - HOUR)
    for who in ("ana", "ben"):
        await a.play(who, [True, True, False])
    await a.w.advance(DAY)
    ana = await a.person("ana")
    async with a.w.desk.store.read() as tx:
        export = await personal.export(tx, ana)
    assert len(export["challenge_member"]) == 1
    assert [row["right"] for row in export["challenge_answer"]] == [True, True, False]
    before = text_of(await a.press("ben", "challenge:show:1"))
    await a.press("ana", f"profile:forget:{ana}")
    after = text_of(await a.press("ben", "challenge:show:1"))
    assert "Ana" in before and "Ana" not in after
    assert before.count("73% · 1 member") == after.count("73% · 1 member") == 2


async def test_a_deleted_cohort_leaves_no_challenge_behind(a: Arena) -> None:
    await a.create(**LEAGUE)
    await a.join("ana")
    await a.w.advance(DAY - HOUR)
    reply = await a.w.submit("lea", "cohort:delete:1", name="Early birds")
    assert isinstance(reply, Card)
    async with a.w.desk.store.read() as tx:
        assert await challenges.of_cohort(tx, 1) == []
        assert await jobs.next_of(tx, JobKind.CHALLENGE) is None
    await a.w.advance(3 * DAY)
