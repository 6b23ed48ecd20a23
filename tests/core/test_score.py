"""`/score`: a member's own figures, in private, and the line of them that they share."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.text import words
from bot.model.appointment import Appointment, Booked, Venue
from bot.model.cohort import Reveal
from bot.model.domains import Domain
from bot.store import appointments, cohorts, rounds
from bot.study import closing
from tests.core.recount import kept, recounted
from tests.core.world import (
    World,
    answered,
    as_card,
    ask_now,
    found_cohort,
    key_of,
    labels,
    latest_round,
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


async def test_before_the_first_answer_it_says_what_to_do(here: World) -> None:
    card = as_card(await here.command("ana", "score show"))
    assert card.title == "Your score begins with your first answer"
    assert "When the next question comes, tap" in words(card.text)
    await ask_now(here)
    assert "There is a question open in the channel now" in text_of(await here.command("ana", "score show"))


async def test_everything_is_there(here: World) -> None:
    number = await ask_now(here)
    for right, settle in ((True, "Sure"), (False, "Sure"), (True, "Guess"), (False, "")):
        await answered(here, "ana", number, right=right, settle=settle)
        await answered(here, "ben", number, right=True)
        await here.advance(DAY)
        number = await latest_round(here)
    card = as_card(await here.command("ana", "score show"))
    fields = {field.name: words(field.text) for field in card.fields}
    assert card.title == "Your score, all time"
    assert words(card.text) == "24 points\nRank 2 of 2 on the board"
    assert fields["Answered"] == "4 of 5 asked"
    assert fields["Accuracy"] == "50% (2 of 4)"
    assert fields["Sure, but wrong"] == "1 of 2 you were sure of"
    assert fields["Streak"] == "4 study days, best 4"
    assert "Too few to tell, under 10: " in fields["By domain, all time"]
    assert labels(card) == ["This week", "This month", "Share"]


async def test_the_window_is_named_and_the_others_are_a_press_away(here: World) -> None:
    await answered(here, "ana", await ask_now(here))
    card = await here.command("ana", "score show", window="month")
    assert as_card(card).title == "Your score, this month"
    assert "November 2026" in words(as_card(card).note)
    week = as_card(await here.press("ana", token(card, "This week")))
    assert week.title == "Your score, this week"
    assert "week of 23 November 2026" in words(week.note)
    await here.advance(timedelta(days=10))
    empty = await here.command("ana", "score show", window="week")
    old = text_of(empty)
    assert labels(empty) == ["This month", "All time"]
    assert "0 points" in old and "No place on the board this week yet." in old
    assert "10 points" in text_of(await here.command("ana", "score show"))


async def test_a_pick_that_is_not_final_tells_nothing_of_how_it_went(here: World) -> None:
    number = await ask_now(here)
    await answered(here, "ana", number, right=True, settle="")
    await answered(here, "ben", number, right=False, settle="")
    ana, ben = [text_of(await here.command(who, "score show")) for who in ("ana", "ben")]
    assert ana == ben
    assert "0 points" in ana and "1 of 1 asked" in ana and "Your open pick counts once it is final." in ana
    await here.press("ana", f"settle:{number}:{await key_of(here, number)}:sure")
    assert "10 points" in text_of(await here.command("ana", "score show"))


async def test_at_close_nothing_counts_before_it(here: World) -> None:
    async with here.desk.store.write() as tx:
        cohort = await cohorts.get(tx, 1)
        assert cohort
        await cohorts.save(tx, replace(cohort, reveal=Reveal.AT_CLOSE))
    number = await ask_now(here)
    await here.press("ana", f"answer:{number}:{await key_of(here, number)}")
    assert "0 points" in text_of(await here.command("ana", "score show"))
    await here.advance(DAY)
    assert "10 points" in text_of(await here.command("ana", "score show"))


async def test_asked_counts_from_joining(here: World) -> None:
    await ask_now(here)
    await here.advance(DAY)  # Tuesday: the next question has opened
    await answered(here, "ana", await latest_round(here))
    assert "1 of 1 asked" in text_of(await here.command("ana", "score show"))
    await here.advance(DAY)
    assert "1 of 2 asked" in text_of(await here.command("ana", "score show"))


async def test_ten_answers_in_a_domain_make_a_bar(here: World) -> None:
    await answered(here, "ana", await ask_now(here, domain=Domain.DEMAND))
    for at in range(10):
        shown = text_of(await here.command("ana", "score show"))
        assert "▓" not in shown
        await answered(here, "ana", await ask_now(here, domain=Domain.INVENTORY), right=at < 7)
    shown = text_of(await here.command("ana", "score show"))
    assert "▓▓▓▓▓▓▓░░░ 70% of 10 · Inventory\nToo few to tell, under 10: Demand (1)" in shown


async def test_the_exam_day_and_the_day_before_break_no_streak(here: World) -> None:
    await ask_now(here)
    for day in (0, 1, 4, 5):  # not Wednesday, not Thursday; the last one is Monday again
        await here.advance(_study_morning(day))
        await answered(here, "ana", await latest_round(here))
    assert "Streak: 2 study days, best 2" in text_of(await here.command("ana", "score show"))
    exam = Booked(_study_morning(3), "Europe/Berlin", Venue.CENTRE)
    me = await here.desk.directory.who(here.asker("ana").account, "Ana", "", here.now)
    async with here.desk.store.write() as tx:
        await appointments.save(tx, me.person, Appointment("Europe/Berlin", exam), here.now)
    assert "Streak: 4 study days, best 4" in text_of(await here.command("ana", "score show"))


async def test_sharing_posts_the_members_line_once(here: World) -> None:
    number = await ask_now(here)
    await answered(here, "ben", number, right=True)
    await answered(here, "ana", number, right=False)
    card = await here.command("ana", "score show")
    assert as_card(await here.press("ana", token(card, "Share"))).title == "Shared"
    assert as_card(await here.press("ana", token(card, "Share"))).title == "You have shared this already"
    await here.settle()
    _, shared = here.platform.in_room("cpim")
    assert shared.card.title == "Ana shares a score"
    assert words(shared.card.text) == "#2 of 2 · 2 points · 0 of 1 right"
    assert not shared.card.fields and "sure" not in text_of(shared.card).casefold()


async def test_a_score_of_another_day_is_not_shared(here: World) -> None:
    await answered(here, "ana", await ask_now(here))
    card = await here.command("ana", "score show")
    await here.advance(DAY)
    before = len(here.platform.in_room("cpim"))
    assert as_card(await here.press("ana", token(card, "Share"))).title == "This score is of another day"
    await here.settle()
    assert len(here.platform.in_room("cpim")) == before


async def test_a_hidden_member_shares_knowingly(here: World) -> None:
    await answered(here, "ana", await ask_now(here))
    await here.press("ana", "profile:hide")
    card = await here.command("ana", "score show")
    assert "You are hidden, so you are not on the board." in text_of(card)
    asked = await here.press("ana", token(card, "Share"))
    await here.settle()
    assert len(here.platform.in_room("cpim")) == 1
    assert as_card(await here.press("ana", token(asked, "Share all the same"))).title == "Shared"
    await here.settle()
    assert words(here.platform.in_room("cpim")[-1].card.text) == "10 points · 1 of 1 right"


async def test_in_a_direct_message_it_is_the_members_cohort(here: World) -> None:
    none = as_card(await here.command("ana", "score show", direct=True))
    assert none.title == "You are in no cohort yet"
    await answered(here, "ana", await ask_now(here))
    card = await here.command("ana", "score show", direct=True)
    assert "10 points" in text_of(card)
    await here.press("ana", token(card, "Share"), direct=True)
    await here.settle()
    assert here.platform.in_room("cpim")[-1].card.title == "Ana shares a score"


async def test_where_nobody_studies_it_says_how_to_begin(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        assert as_card(await w.command("ana", "score show")).title == "No cohort meets here"


@pytest.mark.parametrize("bad", ["score:year", "score:share:year:2026-11-23", "score:share:week:tomorrow"])
async def test_a_forged_token_posts_nothing(here: World, bad: str) -> None:
    await answered(here, "ana", await ask_now(here))
    before = len(here.platform.messages)
    as_card(await here.press("ana", bad))
    await here.settle()
    assert len(here.platform.messages) == before


@pytest.mark.parametrize("seed", range(3))
async def test_standings_equal_a_recount_of_any_history(here: World, seed: int) -> None:
    draw = random.Random(seed)
    people = ["ana", "ben", "chloe", "dora"]
    open_ones: list[int] = []
    ever = 0
    for _ in range(50):
        what = draw.random()
        if what < 0.15 or not open_ones:
            open_ones.append(await ask_now(here))
        elif what < 0.65:
            await here.press(draw.choice(people), f"answer:{draw.choice(open_ones)}:{draw.randrange(4)}")
        elif what < 0.85:
            sure = draw.choice(("sure", "guess"))
            await here.press(draw.choice(people), f"settle:{draw.choice(open_ones)}:{draw.randrange(4)}:{sure}")
        elif what < 0.93:
            await _withdraw(here, draw.choice(open_ones))
        else:
            await here.advance(timedelta(hours=draw.randrange(1, 80)))
        async with here.desk.store.read() as tx:
            totals, domains = await kept(tx)
            assert (totals, domains) == await recounted(tx)
        ever = max(ever, len(totals))
    assert ever > 3


async def _withdraw(w: World, number: int) -> None:
    async with w.desk.store.write() as tx:
        cohort, what = await cohorts.get(tx, 1), await rounds.get(tx, number)
        assert cohort and what
        await closing.withdraw(tx, w.desk, cohort, what, w.now)


def _study_morning(day: int) -> datetime:
    """Nine in Berlin on a study day, counted from Monday 23 November."""
    return datetime(2026, 11, 23, 8, 0, tzinfo=UTC) + (day + 2 * (day // 5)) * DAY
