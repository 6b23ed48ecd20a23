"""`/takt board`: who sees whom, where they stand, and what a leader may post."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.chat.text import words
from bot.model.cohort import Cohort
from bot.model.places import Account
from bot.rules.scoring import windows
from bot.store import cohorts, memberships, people
from bot.store.schema import standing
from tests.core.world import World, answered, as_card, ask_now, found_cohort, labels, text_of, token, world


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await found_cohort(w)
        yield w


async def crowd(w: World, rights: dict[str, int]) -> None:
    """Members with so many right answers, by name."""
    async with w.desk.store.write() as tx:
        for name, right in rights.items():
            known = await people.welcome(tx, Account("pretend", "", name), name.capitalize(), "", w.now)
            await memberships.join(tx, 1, known.person, w.now)
            counts = {"cohort": 1, "person": known.person, "points": 10 * right, "answered": right, "right": right}
            rows = [counts | {"window": window, "key": key} for window, key in windows(w.now.date()).items()]
            await tx.execute(insert(standing), rows)


def rows(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.startswith(("#", "…"))]


async def test_an_empty_board_says_how_it_fills(here: World) -> None:
    card = as_card(await here.command("ana", "takt board"))
    assert card.title == "The board, this week"
    assert words(card.text) == "Nobody has answered this week yet. The board fills with the first answers."
    assert labels(card) == ["This month", "All time"]


async def test_ties_share_a_rank_and_the_next_is_skipped(here: World) -> None:
    await crowd(here, {"ana": 1, "ben": 3, "chloe": 2, "dora": 2})
    assert rows(words(as_card(await here.command("lea", "takt board")).text)) == [
        "#1 Ben · 30 points · 3 of 3 right",
        "#2 Chloe · 20 points · 2 of 2 right",
        "#2 Dora · 20 points · 2 of 2 right",
        "#4 Ana · 10 points · 1 of 1 right",
    ]


async def test_the_top_ten_and_the_asker_with_two_neighbours(here: World) -> None:
    await crowd(here, {f"m{at:04}": 1001 - at for at in range(1, 1001)} | {"zoe": 0})
    shown = rows(words(as_card(await here.command("m0997", "takt board")).text))
    assert [row.split()[0] for row in shown] == [
        *(f"#{rank}" for rank in range(1, 11)),
        "…",
        *(f"#{rank}" for rank in range(995, 1000)),
    ]
    assert shown[13] == "#997 M0997 (you) · 40 points · 4 of 4 right"
    first = rows(words(as_card(await here.command("m0001", "takt board")).text))
    assert len(first) == 10 and "(you)" in first[0]
    beside = rows(words(as_card(await here.command("m0012", "takt board")).text))
    assert [row.split()[0] for row in beside] == [f"#{rank}" for rank in range(1, 15)]


async def test_who_has_not_answered_reads_so(here: World) -> None:
    await crowd(here, {"ana": 1, "ben": 0})
    assert "You have no counted answer this week yet." in text_of(await here.command("ben", "takt board"))


async def test_the_windows_are_apart(here: World) -> None:
    await answered(here, "ana", await ask_now(here))
    await here.advance(timedelta(days=7))
    card = await here.command("ana", "takt board")
    assert "Nobody has answered this week yet." in text_of(card)
    month = as_card(await here.press("ana", token(card, "This month")))
    assert month.title == "The board, this month" and "#1 Ana (you)" in text_of(month)
    assert labels(month) == ["This week", "All time"]
    await here.advance(timedelta(days=7))
    assert "Nobody has answered this month" in text_of(await here.command("ana", "takt board", window="month"))
    assert "#1 Ana (you)" in text_of(await here.command("ana", "takt board", window="all"))


async def test_hidden_members_and_alumni_see_their_own_line_alone(here: World) -> None:
    await crowd(here, {"ana": 3, "ben": 2, "chloe": 1})
    await here.press("ana", "profile:hide")
    ben = await here.desk.directory.who(here.asker("ben").account, "Ben", "", here.now)
    async with here.desk.store.write() as tx:
        await memberships.change(tx, 1, ben.person, alumni=True)
    others = text_of(await here.command("chloe", "takt board"))
    assert "Ana" not in others and "Ben" not in others and "#1 Chloe" in others
    mine = text_of(await here.command("ana", "takt board"))
    assert "Ana (you) · 30 points · 3 of 3 right\nYou are hidden, so you are not on the board." in mine
    assert "Only you see this line." in mine
    assert "You have passed, so you are no longer on the board." in text_of(await here.command("ben", "takt board"))


async def test_a_long_or_tricky_name_is_one_short_line(here: World) -> None:
    await crowd(here, {"ana": 1})
    ana = await here.desk.directory.who(here.asker("ana").account, "Ana", "", here.now)
    async with here.desk.store.write() as tx:
        await people.change(tx, ana.person, name="**A**\n" + "\u202e" + "x" * 100)
    (row,) = rows(words(as_card(await here.command("lea", "takt board")).text))
    assert row == f"#1 **A** {'x' * 25}… · 10 points · 1 of 1 right"


async def test_only_leaders_post_it_and_a_double_press_posts_once(here: World) -> None:
    await crowd(here, {f"m{at:04}": 20 - at for at in range(1, 15)})
    assert "Post to the room" not in labels(await here.command("m0014", "takt board"))
    card = await here.command("lea", "takt board")
    post = token(card, "Post to the room")
    assert as_card(await here.press("m0014", post)).title == "This is for the leaders of the cohort"
    await here.settle()
    assert not here.platform.in_room("cpim")
    for _ in range(2):
        assert as_card(await here.press("lea", post)).title == "Posted"
    await here.settle()
    (posted,) = here.platform.in_room("cpim")
    assert posted.card.title == "The board, week of 23 November 2026"
    assert len(rows(words(posted.card.text))) == 10
    assert "you" not in words(posted.card.text) and not posted.card.buttons


async def test_an_empty_board_is_not_posted(here: World) -> None:
    card = await here.command("lea", "takt board")
    assert "Post to the room" not in labels(card)
    stamp = int(here.now.timestamp())
    assert as_card(await here.press("lea", f"board:post:week:{stamp}")).title == "There is nothing to post yet"
    await here.settle()
    assert not here.platform.in_room("cpim")


async def test_somebody_elses_cohort_is_not_seen(here: World) -> None:
    await crowd(here, {"ana": 1})
    other = here.asker("ben").room
    assert other
    here.room = type(other)("pretend", "guild", "other")
    assert as_card(await here.command("ben", "takt board")).title == "No cohort meets here"
    number = await found_cohort(here, here.room)
    async with here.desk.store.read() as tx:
        assert isinstance(await cohorts.get(tx, number), Cohort)
    assert "Ana" not in text_of(await here.command("ben", "takt board"))


async def test_a_forged_window_is_stale(here: World) -> None:
    assert as_card(await here.press("ana", "board:year")).title == "This button is out of date"
