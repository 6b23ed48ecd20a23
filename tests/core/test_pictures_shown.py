"""Where pictures stand, what is on them, and who is not: the same people and figures as in the text around them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from bot.chat.message import Card
from bot.chat.picture import Bars, Days, Mark, Picture
from bot.model.domains import Domain
from bot.model.places import Account
from bot.model.standing import DomainTally
from bot.rules.figures import median_accuracy
from bot.store import cohorts, letters, memberships, people
from bot.store.schema import domain_standing, person
from bot.store.sql import upsert
from bot.study import figures
from tests.core.world import World, answered, as_card, ask_now, found_cohort, latest_round, token, world

DAY = timedelta(days=1)
MORNING = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)  # no month closes with this week


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, MORNING) as w:
        await found_cohort(w)
        yield w


async def study(w: World, rights: dict[str, str]) -> None:
    """Days in a row, everybody answering as told: `x` right, `o` wrong, `-` not at all."""
    for day in range(max(map(len, rights.values()))):
        await w.advance(MORNING + day * DAY)
        number = await latest_round(w) if w.platform.messages else await ask_now(w)
        for who, marks in rights.items():
            if marks[day] != "-":
                await answered(w, who, number, right=marks[day] == "x")


def picture(card: Card) -> Picture:
    assert card.picture is not None
    return card.picture


def bars(found: Picture, number: int = 0) -> Bars:
    panel = found.panels[number]
    assert isinstance(panel, Bars)
    return panel


def calendar(found: Picture) -> Days:
    panel = found.panels[0]
    assert isinstance(panel, Days)
    return panel


async def summary(w: World) -> Card:
    await w.advance(MORNING + 7 * DAY)
    [told] = [m for m in w.platform.in_room("cpim") if m.key.startswith("summary:")]
    return told.card


async def test_the_weekly_summary_shows_points_and_how_the_domains_went(here: World) -> None:
    five = {"ana": "xxxxx", "ben": "xxoo-", "chloe": "ooooo", "dora": "x----", "emil": "xxxx-"}
    await study(here, five)
    shown = picture(await summary(here))
    points = [(bar.rank, bar.label, bar.value, bar.detail) for bar in bars(shown).bars]
    assert points[:2] == [("1", "Ana", 50, "5 of 5 right"), ("2", "Emil", 40, "4 of 4 right")]
    assert len(points) == 5 and bars(shown).most == 50
    week = await _week(here)
    wanted = {d.domain: round(100 * d.right / d.answered + 1e-9) for d in week}
    assert sorted(bar.value for bar in bars(shown, 1).bars) == sorted(wanted.values())
    assert all(int(bar.detail.split()[1]) >= 5 for bar in bars(shown, 1).bars)


async def _week(w: World) -> list[DomainTally]:
    async with w.desk.store.read() as tx:
        cohort = await cohorts.get(tx, 1)
        assert cohort
        return list((await figures.counted_week(tx, w.desk.bank, cohort, MORNING.date(), w.now.date())).domains)


async def test_who_is_hidden_stands_on_no_picture_of_the_room(here: World) -> None:
    await here.command("chloe", "score show")
    await study(here, {"ana": "xxx", "ben": "xoo", "chloe": "xxx"})
    await here.press("chloe", "profile:hide")
    card = await summary(here)
    assert "Chloe" not in picture(card).alt and "Ana" in picture(card).alt


async def test_one_person_alone_makes_no_picture(here: World) -> None:
    await study(here, {"ana": "xxxx"})
    assert (await summary(here)).picture is None


async def test_a_board_in_the_room_has_a_picture_and_the_private_one_has_none(here: World) -> None:
    await study(here, {"ana": "xx", "ben": "xo"})
    private = as_card(await here.command("lea", "takt board"))
    assert private.picture is None
    await here.press("lea", token(private, "Post to the room"))
    await here.settle()
    [posted] = [m for m in here.platform.in_room("cpim") if m.key.startswith("board:")]
    shown = picture(posted.card)
    assert shown.told
    assert [(bar.label, bar.value) for bar in bars(shown).bars] == [("Ana", 20), ("Ben", 12)]


async def test_a_score_shows_its_reader_the_days_since_they_joined(here: World) -> None:
    await study(here, {"ana": "xo-", "ben": "--x"})
    mine = calendar(picture(as_card(await here.command("ana", "score show"))))
    marks = {cell.text: cell.mark for cell in mine.weeks[-1]}
    assert (marks["16"], marks["17"], marks["18"]) == (Mark.ANSWERED, Mark.ANSWERED, Mark.OPEN)
    late = calendar(picture(as_card(await here.command("ben", "score show"))))
    before = {cell.text: cell.mark for cell in late.weeks[-1]}
    assert (before["16"], before["17"], before["18"]) == (Mark.NONE, Mark.NONE, Mark.ANSWERED)


async def test_a_missed_day_that_a_freeze_forgave_shows_it_unless_games_are_off(here: World) -> None:
    await study(here, {"ana": "xxxxx"})
    await here.advance(MORNING + 8 * DAY)  # Monday's question passes unanswered
    [week] = calendar(picture(as_card(await here.command("ana", "score show")))).weeks[-1:]
    assert week[0].mark is Mark.FROZEN
    async with here.desk.store.write() as tx:
        known = await people.welcome(tx, Account("pretend", "", "ana"), "Ana", "", here.now)
        await tx.execute(update(person).where(person.c.id == known.person).values(games=False))
    plain = picture(as_card(await here.command("ana", "score show")))
    assert calendar(plain).weeks[-1][0].mark is Mark.MISSED
    assert "reeze" not in plain.alt


async def test_the_cohorts_median_is_shown_from_five_members_on(here: World) -> None:
    await study(here, {"ana": "x", "ben": "x"})
    rights = {"ana": 9, "ben": 7, "chloe": 5, "dora": 2}
    await tallies(here, rights)
    shown = picture(as_card(await here.command("ana", "score show")))
    assert [(bar.label, bar.value, bar.mark) for bar in bars(shown, 1).bars] == [("Demand", 90, None)]
    await tallies(here, {"emil": 10})
    shown = picture(as_card(await here.command("ana", "score show")))
    assert [(bar.label, bar.value, bar.mark) for bar in bars(shown, 1).bars] == [("Demand", 90, 70)]
    assert "Demand 90% of 10, median 70%." in shown.alt


async def tallies(w: World, rights: dict[str, int]) -> None:
    """Ten answers on demand for each, so many of them right."""
    async with w.desk.store.write() as tx:
        for name, right in rights.items():
            known = await people.welcome(tx, Account("pretend", "", name), name.capitalize(), "", w.now)
            await memberships.join(tx, 1, known.person, w.now)
            row = {"cohort": 1, "person": known.person, "domain": Domain.DEMAND, "answered": 10, "right": right}
            await upsert(tx, domain_standing, ("cohort", "person", "domain"), **row)


async def test_a_letter_carries_the_recipe_and_no_drawing(here: World) -> None:
    await study(here, {"ana": "xxxxx", "ben": "xxxxx"})
    card = await summary(here)
    kept = letters.to_json(card)
    assert len(kept) < 8_000 and letters.from_json(kept) == card


TALLIES = st.builds(
    lambda n, right: DomainTally(Domain.DEMAND, n, min(n, right)), st.integers(0, 40), st.integers(0, 40)
)


@given(st.lists(TALLIES, max_size=12))
def test_a_median_is_that_of_everybody_with_enough_answers(found: list[DomainTally]) -> None:
    enough = [100 * one.right / one.answered for one in found if one.answered >= 10]
    told = median_accuracy(found)
    assert (told is None) == (len(enough) < 5)
    if told is not None:
        assert abs(told - median(enough)) <= 0.5 + 1e-9
