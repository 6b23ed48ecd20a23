"""What is asked, chosen by hand: previews, swaps, skips, extra and replaced questions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.text import words
from bot.model.domains import Domain
from bot.model.rounds import RoundState, Series
from bot.model.standing import Window
from bot.store import answers, cohorts, rounds, standings
from bot.study import choosing
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


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await found_cohort(w)
        yield w


async def seen(w: World, who: str) -> list[str]:
    me = await w.desk.directory.who(w.asker(who).account, who.capitalize(), "", w.now)
    async with w.desk.store.read() as tx:
        return await rounds.seen_items(tx, 1, me.person)


async def points(w: World, who: str) -> int:
    me = await w.desk.directory.who(w.asker(who).account, who.capitalize(), "", w.now)
    async with w.desk.store.read() as tx:
        return (await standings.tally(tx, 1, Window.ALL, "all", me.person)).points


# --- next


async def test_what_was_previewed_is_what_is_asked_and_earns_its_viewer_nothing(here: World) -> None:
    shown = as_card(await here.command("lea", "cohort next"))
    assert labels(shown) == ["Swap", "Skip"]
    assert "you score nothing for it" in words(shown.note)
    assert as_card(await here.command("lea", "cohort next")).text == shown.text
    await here.advance(timedelta(days=1))
    (message,) = here.platform.in_room("cpim")
    assert (message.card.text, message.card.options) == (shown.text, shown.options)
    number = await latest_round(here)
    assert words(shown.fields[1].text) == "ABCD"[await key_of(here, number)]
    for who in ("lea", "ana"):
        await answered(here, who, number)
    assert (await points(here, "lea"), await points(here, "ana")) == (0, 10)


async def test_seeing_is_noted_even_if_the_card_never_arrives(here: World) -> None:
    await here.command("lea", "cohort next")
    assert len(await seen(here, "lea")) == 1
    assert await seen(here, "ana") == []


async def test_what_was_swapped_away_earns_its_viewer_nothing_later(here: World) -> None:
    shown = await here.command("lea", "cohort next")
    await here.press("lea", token(shown, "Swap"))
    (first, *_) = await seen(here, "lea")
    for _ in range(300):
        number = await ask_now(here)
        async with here.desk.store.read() as tx:
            asked = await rounds.get(tx, number)
        if asked and asked.item == first:
            break
    assert asked and asked.item == first
    await answered(here, "lea", number)
    assert await points(here, "lea") == 0


async def test_swapping_brings_a_fresh_one_each_time_and_a_second_click_none(here: World) -> None:
    card = await here.command("lea", "cohort next")
    for looked_at in range(1, 6):
        assert len(await seen(here, "lea")) == looked_at
        old, card = card, await here.press("lea", token(card, "Swap"))
    assert as_card(await here.press("lea", token(old, "Swap"))).text == as_card(card).text
    assert len(await seen(here, "lea")) == 6


async def test_a_skipped_day_asks_nothing_and_the_question_waits(here: World) -> None:
    shown = await here.command("lea", "cohort next")
    for _ in range(2):
        skipped = await here.press("lea", token(shown, "Skip"))
        assert as_card(skipped).title == "Nothing is asked on Tuesday 24 November 2026"
    await here.advance(datetime(2026, 11, 24, 20, tzinfo=UTC))
    assert here.platform.messages == []
    await here.advance(datetime(2026, 11, 25, 8, tzinfo=UTC))
    (message,) = here.platform.in_room("cpim")
    assert message.card.text == as_card(shown).text


async def test_a_skip_can_be_taken_back(here: World) -> None:
    skipped = await here.press("lea", token(await here.command("lea", "cohort next"), "Skip"))
    assert as_card(await here.press("lea", token(skipped, "Ask after all"))).title == "It is asked after all"
    await here.advance(timedelta(days=1))
    assert here.platform.counts() == {"cpim": 1}


async def test_a_day_that_is_not_next_any_more_cannot_be_skipped(here: World) -> None:
    shown = await here.command("lea", "cohort next")
    await here.advance(timedelta(days=1))
    refused = as_card(await here.press("lea", token(shown, "Skip")))
    assert refused.title == "Tuesday 24 November 2026 is not the next study day any more"
    async with here.desk.store.read() as tx:
        assert not await cohorts.skips(tx, 1)


async def test_today_is_skipped_before_its_opening(here: World) -> None:
    await here.advance(datetime(2026, 11, 24, 5, tzinfo=UTC))  # Tuesday 06:00
    await here.press("lea", token(await here.command("lea", "cohort next"), "Skip"))
    async with here.desk.store.read() as tx:
        assert await cohorts.skips(tx, 1) == {date(2026, 11, 24)}


# --- ask


async def test_ask_posts_one_question_and_says_when_it_closes(here: World) -> None:
    card = as_card(await here.command("lea", "cohort ask"))
    assert card.title == "Q1 is asked"
    assert "closes 2026-11-24T06:00:00+00:00" in words(card.text)
    await here.settle()
    assert here.platform.counts() == {"cpim": 1}
    said = text_of(await here.command("lea", "cohort ask"))
    assert "It is an extra one" in said
    async with here.desk.store.read() as tx:
        assert [one.series for one in await rounds.open_ones(tx, 1)] == [Series.DAILY, Series.EXTRA]


async def test_ask_about_a_domain(here: World) -> None:
    await here.command("lea", "cohort ask", domain="quality")
    async with here.desk.store.read() as tx:
        (asked,) = await rounds.open_ones(tx, 1)
    assert asked.domain is Domain.QUALITY


async def test_an_unknown_domain_is_explained(here: World) -> None:
    assert "is not one of the choices" in text_of(await here.command("lea", "cohort ask", domain="cooking"))
    await here.settle()
    assert here.platform.messages == []


# --- replace


async def test_a_question_without_answers_is_replaced_at_once(here: World) -> None:
    old = await ask_now(here)
    assert as_card(await here.command("lea", "cohort replace")).title == "Q2 takes the place of Q1"
    await here.settle()
    before, after = here.platform.in_room("cpim")
    assert "withdrawn" in words(before.card.text)
    assert labels(after.card) == list("ABCD")
    async with here.desk.store.read() as tx:
        withdrawn = await rounds.get(tx, old)
        (new,) = await rounds.open_ones(tx, 1)
    assert withdrawn and withdrawn.state is RoundState.WITHDRAWN
    assert (new.day, new.series, new.closes_at) == (withdrawn.day, withdrawn.series, withdrawn.closes_at)
    assert new.item != withdrawn.item


async def test_answers_are_asked_about_first_and_taken_back_only_then(here: World) -> None:
    number = await ask_now(here)
    await answered(here, "ana", number)
    confirm = as_card(await here.command("lea", "cohort replace"))
    assert confirm.title == "Replace Q1?"
    assert "1 member has answered it" in words(confirm.text)
    assert await points(here, "ana") == 10
    assert as_card(await here.press("lea", token(confirm, "Replace Q1"))).title == "Q2 takes the place of Q1"
    assert as_card(await here.press("lea", token(confirm, "Replace Q1"))).title == "Q1 was withdrawn already"
    assert await points(here, "ana") == 0
    async with here.desk.store.read() as tx:
        assert await answers.count(tx, number) == 1
    await here.settle()
    assert here.platform.counts() == {"cpim": 2}


async def test_there_may_be_nothing_to_replace(here: World) -> None:
    assert as_card(await here.command("lea", "cohort replace")).title == "No question is open"
    number = await ask_now(here)
    await here.advance(timedelta(days=1))
    async with here.desk.store.read() as tx:
        closed = await rounds.get(tx, number)
    assert closed and closed.state is RoundState.CLOSED
    assert as_card(await here.press("lea", f"cohort:replace:{number}")).title == "No question is open"


async def test_where_nothing_else_can_be_asked_the_old_question_stays(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await ask_now(here)
    async with here.desk.store.read() as tx:
        asked = await rounds.get(tx, number)
    assert asked
    only = next(one for one in choosing.candidates(here.desk) if one.item == asked.item)
    monkeypatch.setattr(choosing, "candidates", lambda *_: (only,))
    assert as_card(await here.command("lea", "cohort replace")).title == "I have no question to ask"
    async with here.desk.store.read() as tx:
        still = await rounds.get(tx, number)
    assert still and still.state is RoundState.OPEN


async def test_a_members_button_replaces_nothing(here: World) -> None:
    number = await ask_now(here)
    assert as_card(await here.press("ana", f"cohort:replace:{number}")).title == "This is for the leaders of the cohort"
    assert as_card(await here.press("lea", "cohort:replace:99")).title == "This button is out of date"
