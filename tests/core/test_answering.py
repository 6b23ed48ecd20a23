"""A question from its opening to its reveal, as members live it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.message import Button
from bot.chat.text import words
from bot.model.cohort import Reveal
from bot.model.items import LETTERS
from bot.model.places import Room
from bot.model.rounds import RoundState
from bot.model.standing import Window
from bot.rules.answering import Asked, Outcome, Tap, rule
from bot.rules.calendar import next_occurrence
from bot.store import answers, cohorts, rounds, standings
from tests.core.world import MONDAY, World, as_card, ask_now, found_cohort, key_of, labels, token, world


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await found_cohort(w)
        yield w


async def test_a_question_is_asked_at_the_opening_and_closed_before_the_next(here: World) -> None:
    await here.advance(timedelta(days=1))  # Tuesday 09:00 in Berlin
    (first,) = here.platform.in_room("cpim")
    assert labels(first.card) == list("ABCD")
    looks = {button.look for row in first.card.buttons for button in row if isinstance(button, Button)}
    assert len(looks) == 1  # none looks like the right one
    await here.advance(timedelta(days=1))
    first, second = here.platform.in_room("cpim")
    assert labels(first.card) == ["Try it", "Why?"]
    assert labels(second.card)[:4] == list("ABCD")
    assert "Q1: " in words(second.card.fields[0].text)
    (reveal,) = here.platform.under(first)
    assert reveal.card.title.startswith("Q1: the key is ")


@pytest.mark.parametrize(("minutes", "says_so"), [(10, False), (11, True)])
async def test_a_question_that_comes_late_after_an_outage_says_so(here: World, minutes: int, says_so: bool) -> None:
    async with here.desk.store.read() as tx:
        cohort = await cohorts.at(tx, here.room)
    assert cohort
    here._clock[0] = next_occurrence(cohort.schedule, here.now).opens_at + timedelta(minutes=minutes)
    await here.settle()
    (message,) = here.platform.in_room("cpim")
    assert ("asked late, after an outage" in words(message.card.note)) is says_so


async def test_a_tap_is_receipted_and_sure_shows_the_key(here: World) -> None:
    number = await ask_now(here)
    key = await key_of(here, number)
    receipt = as_card(await here.press("ana", f"answer:{number}:{key}"))
    assert receipt.title == f"{LETTERS[key]}. How sure?"
    assert labels(receipt) == ["Sure", "Guess", "Change", "Use an alias", "Hide me"]
    shown = as_card(await here.press("ana", token(receipt, "Sure")))
    assert shown.title == f"Right: {LETTERS[key]}"
    assert words(shown.note) == "10 points."


async def test_what_others_see_is_told_once(here: World) -> None:
    number = await ask_now(here)
    await here.press("ana", f"answer:{number}:0")
    assert "Hide me" not in labels(await here.press("ana", f"answer:{number}:1"))
    other = await ask_now(here)
    assert "Hide me" not in labels(await here.press("ana", f"answer:{other}:1"))


async def test_a_mind_can_be_changed_until_it_is_settled(here: World) -> None:
    number = await ask_now(here)
    key = await key_of(here, number)
    wrong = (key + 1) % 4
    receipt = await here.press("ana", f"answer:{number}:{wrong}")
    letters = await here.press("ana", token(receipt, "Change"))
    changed = await here.press("ana", token(letters, LETTERS[key]))
    assert as_card(changed).title == f"{LETTERS[key]}. How sure?"
    await here.press("ana", token(changed, "Guess"))
    after = as_card(await here.press("ana", f"answer:{number}:{wrong}"))
    assert after.title == f"Right: {LETTERS[key]}"
    async with here.desk.store.read() as tx:
        (given,) = await answers.of_round(tx, number)
    assert (given.first, given.last, given.final) == (wrong, key, True)


def test_where_the_key_comes_at_the_close_one_change_is_all() -> None:
    asked, standing = Asked(RoundState.OPEN, Reveal.AT_CLOSE, MONDAY + timedelta(days=1)), None
    for minute, (position, told) in enumerate(
        (
            (0, Outcome.TAKEN),
            (1, Outcome.CHANGED),
            (2, Outcome.CHANGE_USED),
            (0, Outcome.CHANGE_USED),
            (1, Outcome.UNCHANGED),
        )
    ):
        tap = Tap(1, 1, position, f"event-{minute}", MONDAY + timedelta(minutes=minute))
        ruling = rule(asked, standing, tap)
        standing = ruling.standing
        assert ruling.outcome is told
    assert standing is not None and (standing.first, standing.last) == (0, 1)


async def test_a_replayed_tap_and_an_older_one_change_nothing(here: World) -> None:
    number = await ask_now(here)
    first = await here.press("ana", f"answer:{number}:2", event="one")
    assert as_card(await here.press("ana", f"answer:{number}:2", event="one")).title == as_card(first).title
    await here.press("ana", f"answer:{number}:3", at=here.now - timedelta(seconds=2))
    async with here.desk.store.read() as tx:
        (given,) = await answers.of_round(tx, number)
    assert given.last == 2


async def test_an_unsettled_pick_counts_at_the_close_and_not_before(here: World) -> None:
    number = await ask_now(here)
    key = await key_of(here, number)
    await here.press("ana", f"answer:{number}:{key}")
    me = await here.desk.directory.who(here.asker("ana").account, "Ana", "", here.now)
    async with here.desk.store.read() as tx:
        assert (await standings.tally(tx, 1, Window.ALL, "all", me.person)).answered == 0
    await here.advance(timedelta(days=1))
    async with here.desk.store.read() as tx:
        tally = await standings.tally(tx, 1, Window.ALL, "all", me.person)
    assert (tally.points, tally.answered, tally.right, tally.sure) == (10, 1, 1, 0)


async def test_an_answer_that_follows_does_not_put_off_the_count_on_the_card(here: World) -> None:
    number = await ask_now(here)
    (message,) = here.platform.in_room("cpim")
    for who in ("ana", "ben", "chloe"):
        await here.press(who, f"answer:{number}:1")
        await here.advance(timedelta(seconds=8))
    assert "3 answered" in words(message.card.note)


async def test_the_platforms_time_decides_and_a_late_tap_is_practice(here: World) -> None:
    number = await ask_now(here)
    key = await key_of(here, number)
    async with here.desk.store.read() as tx:
        asked = await rounds.get(tx, number)
    assert asked
    early, late = asked.closes_at - timedelta(milliseconds=1), asked.closes_at
    here._clock[0] = asked.closes_at + timedelta(seconds=4)  # taps under way
    await here.settle()
    assert "How sure?" in as_card(await here.press("ana", f"answer:{number}:{key}", at=early)).title
    assert as_card(await here.press("ben", f"answer:{number}:{key}", at=late)).title == "That was just too late"
    await here.advance(timedelta(seconds=5))
    practice = as_card(await here.press("ben", f"answer:{number}:{key}", at=early))
    assert words(practice.note) == "Practice: no points, no streak."
    async with here.desk.store.read() as tx:
        assert await answers.count(tx, number) == 1


async def test_try_it_and_why_wait_for_the_close(here: World) -> None:
    number = await ask_now(here)
    assert as_card(await here.press("ana", f"try:{number}")).title == "This question is still open"
    assert as_card(await here.press("ana", f"why:{number}")).title == "This question is still open"
    await here.press("ana", f"answer:{number}:0")
    await here.advance(timedelta(days=1))
    tried = await here.press("ben", f"try:{number}")
    assert words(as_card(await here.press("ben", token(tried, "B"))).note) == "Practice: no points, no streak."
    assert "You chose A." in words(as_card(await here.press("ana", f"why:{number}")).note)
    assert words(as_card(await here.press("ben", f"why:{number}")).note) == "You did not answer this one."


async def test_the_card_tells_how_many_answered_and_nothing_else_changes(here: World) -> None:
    number = await ask_now(here)
    (message,) = here.platform.in_room("cpim")
    before = message.card
    for who in ("ana", "ben", "chloe"):
        await here.press(who, f"answer:{number}:1")
    await here.advance(timedelta(seconds=30))
    assert "3 answered" in words(message.card.note)
    assert message.edits == 1
    assert (before.text, before.options, before.buttons) == (
        message.card.text,
        message.card.options,
        message.card.buttons,
    )


async def test_a_token_of_another_cohort_does_nothing(here: World) -> None:
    number = await ask_now(here)
    elsewhere = Room("pretend", "guild", "other")
    await found_cohort(here, elsewhere)
    here.room = elsewhere
    assert as_card(await here.press("ana", f"answer:{number}:1")).title == "This question was withdrawn"
    assert as_card(await here.press("ana", f"answer:{number}:1", direct=True)).title == "This question was withdrawn"
    async with here.desk.store.read() as tx:
        assert await answers.count(tx, number) == 0


@pytest.mark.parametrize("bad", ["answer:1:9", "answer:99:1", "answer:x:1", "nonsense", "answer:1:-1", "a" * 4000])
async def test_a_forged_token_is_refused_and_nothing_is_written(here: World, bad: str) -> None:
    number = await ask_now(here)
    as_card(await here.press("ana", bad))
    async with here.desk.store.read() as tx:
        assert await answers.count(tx, number) == 0
