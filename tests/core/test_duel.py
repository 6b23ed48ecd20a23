"""Duels: invited, accepted or not, played at leisure, told to the two alone, and shared only if both agree."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.message import Card, Reply
from bot.model.domains import Domain
from bot.store import cohorts, duels, people, personal, rounds
from bot.store.duels import Duel
from bot.store.erasing import erase_cohort
from bot.store.schema import duel, duel_answer, duel_item, job
from bot.study import linking
from tests.core.world import (
    World,
    answered,
    as_card,
    ask_now,
    found_cohort,
    labels,
    text_of,
    token,
    world,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def gathered(w: World) -> None:
    """A cohort with Ana, Ben and Chloe in it, and one question behind them."""
    await found_cohort(w)
    number = await ask_now(w)
    for who in ("ana", "ben", "chloe"):
        await answered(w, who, number)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await gathered(w)
        yield w


async def challenged(w: World, who: str = "ana", member: str = "<@ben>", *, domain: str = "", n: str = "") -> Card:
    card = as_card(await w.command(who, "takt duel", member=member, domain=domain, n=n))
    await w.settle()
    return card


async def the_duel(w: World, number: int = 1) -> Duel:
    async with w.desk.store.read() as tx:
        found = await duels.get(tx, number)
    assert found
    return found


async def play_through(w: World, who: str, card: Reply, rights: int, *, most: int = 99, number: int = 1) -> Card:
    """Answer question after question, the first `rights` of them right."""
    async with w.desk.store.read() as tx:
        items = await duels.items(tx, number)
    for done, item in enumerate(items[:most]):
        letter = "ABCD"[item.key if done < rights else (item.key + 1) % 4]
        card = await w.press(who, token(card, letter))
    await w.settle()
    return as_card(card)


async def accepted(w: World, who: str = "ben") -> Card:
    return as_card(await w.press(who, token(w.platform.direct(who)[-1].card, "Accept"), direct=True))


def told(w: World, who: str) -> list[str]:
    """The titles of somebody's direct messages."""
    return [m.card.title for m in w.platform.direct(who)]


# --- from start to end


async def test_both_get_the_same_questions_and_the_result(here: World) -> None:
    card = await challenged(here)
    assert card.title == "You challenge Ben"
    assert told(here, "ben") == ["Ana challenges you to a duel"]
    first = as_card(await here.press("ana", token(card, "Begin")))
    assert first.title == "Duel · 1 of 5"
    done = await play_through(here, "ana", first, 4)
    assert done.title == "You are through"
    assert "has not accepted yet" in text_of(done)

    opening = await accepted(here)
    assert opening.text == first.text and opening.options == first.options
    ended = await play_through(here, "ben", opening, 3)
    assert ended.title == "Your duel is over: 3 to 4"
    assert told(here, "ana")[-1] == "You won the duel: 4 to 3"
    assert told(here, "ben")[-1] == "Your duel is over: 3 to 4"
    assert here.platform.counts() == {"cpim": 1}, "the room has heard of nothing"


async def test_nothing_tells_how_an_answer_went_before_it_is_over(here: World) -> None:
    first = await here.press("ana", token(await challenged(here), "Begin"))
    async with here.desk.store.read() as tx:
        item = (await duels.items(tx, 1))[0]
    cards = [await here.press("ana", f"duel:1:1:{item.key}")]
    assert not as_card(cards[0]).fields
    assert as_card(cards[0]).title == "Duel · 2 of 5"
    refused = await here.press("ana", "duel:why:1:1")
    assert as_card(refused).title == "Your duel is still on"
    assert all(len(t) <= 100 for t in (token(first, letter) for letter in "ABCD"))


async def test_equal_is_a_draw(here: World) -> None:
    await play_through(here, "ana", await here.press("ana", token(await challenged(here, n="3"), "Begin")), 2)
    ended = await play_through(here, "ben", await accepted(here), 2)
    assert ended.title == "A draw: 2 to 2"
    assert told(here, "ana")[-1] == "A draw: 2 to 2"


async def test_the_reasons_come_afterwards_one_by_one(here: World) -> None:
    await play_through(here, "ana", await here.press("ana", token(await challenged(here, n="3"), "Begin")), 1)
    ended = await play_through(here, "ben", await accepted(here), 3)
    card = await here.press("ben", token(ended, "Why?"))
    assert as_card(card).title.startswith("1 of 3 · Right: ")
    assert any(f.name.startswith("Why ") for f in as_card(card).fields)
    for _ in range(2):
        card = await here.press("ben", token(card, "Next"))
    assert as_card(card).title.startswith("3 of 3") and labels(card) == []


async def test_a_restart_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await gathered(w)
        card = await challenged(w)
        await play_through(w, "ana", await w.press("ana", token(card, "Begin")), 2, most=2)
        await accepted(w)
        now, platform = w.now, w.platform
    async with world(tmp_path, now + HOUR, platform=platform) as w:
        again = as_card(await w.command("ana", "takt duel", member="<@ben>"))
        assert again.title == "Duel · 3 of 5"
        async with w.desk.store.read() as tx:
            items = await duels.items(tx, 1)
        for item in items[2:]:
            again = as_card(await w.press("ana", f"duel:1:{item.ordinal}:{item.key}"))
        assert again.title == "You are through"
        assert as_card(await w.press("ben", "duel:play:1", direct=True)).title == "Duel · 1 of 5"
        await w.advance(DAY)
        assert told(w, "ana")[-1] == "You won the duel: 5 to 0"


# --- who, and how many


async def test_not_with_oneself_nor_with_strangers_nor_with_those_who_left(here: World) -> None:
    assert (await challenged(here, member="<@ana>")).title == "It takes two"
    assert (await challenged(here, member="<@nobody>")).title == "They are not in this cohort"
    await here.command("dev", "takt help")
    assert (await challenged(here, member="<@dev>")).title == "Dev is not in this cohort"
    assert (await challenged(here, "dev")).title == "You are not in this cohort yet"
    await here.command("ben", "cohort leave")
    assert (await challenged(here)).title == "Ben is not in this cohort"
    assert here.platform.direct("ben") == []


@pytest.mark.parametrize("n", ["2", "11", "0", "-3"])
async def test_three_to_ten_questions(here: World, n: str) -> None:
    assert "from 3 to 10 questions" in text_of(await challenged(here, n=n)).lower()
    assert here.platform.direct("ben") == []


@pytest.mark.parametrize("n", ["3", "10"])
async def test_a_domain_is_kept_to_whatever_it_holds(here: World, n: str) -> None:
    await challenged(here, n=n, domain="inventory")
    async with here.desk.store.read() as tx:
        items = await duels.items(tx, 1)
    assert len(items) == int(n)
    assert len({(item.item, item.seed) for item in items}) == int(n)
    assert all(here.desk.bank.item(i.item, i.version).domain is Domain.INVENTORY for i in items)


async def test_nothing_that_is_still_to_be_asked_is_in_it(here: World) -> None:
    for _ in range(4):
        number = await ask_now(here)
        await here.advance(DAY)
    number = await ask_now(here)
    await challenged(here, n="10")
    async with here.desk.store.read() as tx:
        open_now = await rounds.get(tx, number)
        closed = {r for r in await rounds.asked_items(tx, 1)} - {open_now.item if open_now else ""}
        items = await duels.items(tx, 1)
    for item in items:
        if here.desk.bank.item(item.item, item.version).generator is None:
            assert item.item in closed
        else:
            assert item.seed < -1


async def test_one_at_a_time_between_two_people(here: World) -> None:
    await challenged(here)
    again = await challenged(here)
    assert again.title == "Duel · 1 of 5"
    back = await challenged(here, "ben", "<@ana>")
    assert back.title == "Ana challenges you to a duel", "the invitation that waits for an answer"
    assert len(here.platform.direct("ben")) == 1 and here.platform.direct("ana") == []
    assert (await challenged(here, member="<@chloe>")).title == "You challenge Chloe"


async def test_all_duels_can_be_refused(here: World) -> None:
    await here.command("ben", "takt profile set", duels="off")
    assert (await challenged(here)).title == "Ben takes no duels"
    assert (await challenged(here, "ben", "<@ana>")).title == "You take no duels"
    await here.command("ben", "takt profile set", duels="on")
    assert (await challenged(here)).title == "You challenge Ben"


# --- declined, lapsed, out of time


async def test_declined_once_and_for_all(here: World) -> None:
    await challenged(here)
    invitation = here.platform.direct("ben")[-1].card
    declined = await here.press("ben", token(invitation, "Decline"), direct=True)
    assert as_card(declined).title == "Declined"
    assert as_card(await here.press("ben", token(invitation, "Decline"), direct=True)).title == "Declined"
    late = await here.press("ben", token(invitation, "Accept"), direct=True)
    assert as_card(late).title == "This duel is over"
    await here.settle()
    assert told(here, "ana") == ["Ben would rather not duel this time"]
    assert here.platform.direct("ben")[-1].card.title == "This invitation is over"
    off = await here.press("ben", token(declined, "No more duels"))
    assert as_card(off).title == "No more duels"
    assert (await challenged(here)).title == "Ben takes no duels"


async def test_an_invitation_lapses_after_a_day(here: World) -> None:
    card = await challenged(here)
    await play_through(here, "ana", await here.press("ana", token(card, "Begin")), 5)
    invitation = here.platform.direct("ben")[-1].card
    await here.advance(DAY - HOUR)
    assert told(here, "ana") == []
    await here.advance(HOUR + timedelta(minutes=1))
    assert told(here, "ana") == ["Your invitation to a duel has lapsed"]
    assert as_card(await here.press("ben", token(invitation, "Accept"))).title == "This duel is over"
    review = await here.press("ana", token(here.platform.direct("ana")[-1].card, "See your answers"))
    assert as_card(review).title.startswith("1 of 5 · Right")
    assert (await challenged(here)).title == "You challenge Ben", "a new one is free to begin"


async def test_when_time_is_up_what_was_answered_counts(here: World) -> None:
    card = await challenged(here)
    await here.advance(20 * HOUR)
    await accepted(here)
    await play_through(here, "ana", await here.press("ana", token(card, "Begin")), 2, most=3)
    await here.advance(DAY - HOUR)
    assert told(here, "ana") == ["Ben accepts your duel"]
    await here.advance(2 * HOUR)
    assert told(here, "ana")[-1] == "You won the duel: 2 to 0"
    assert "Ben answered 0 in time." in text_of(here.platform.direct("ana")[-1].card)
    late = await here.press("ben", "duel:1:1:0")
    assert as_card(late).title == "Your duel is over: 0 to 2"
    async with here.desk.store.read() as tx:
        assert await duels.choices(tx, 1, (await the_duel(here)).opponent) == {}


async def test_a_tap_in_the_last_seconds_before_the_result_is_too_late(here: World) -> None:
    card = await challenged(here)
    await accepted(here)
    await here.press("ana", token(card, "Begin"))
    closes = (await the_duel(here)).closes_at
    await here.advance(closes + timedelta(seconds=1))
    assert as_card(await here.press("ana", "duel:1:1:0")).title == "Time is up"
    assert as_card(await here.press("ana", "duel:1:1:0", at=closes - HOUR)).title == "Duel · 2 of 5"


# --- second clicks, strangers


async def test_second_clicks_change_nothing(here: World) -> None:
    card = await challenged(here)
    await here.press("ana", token(card, "Begin"))
    async with here.desk.store.read() as tx:
        item = (await duels.items(tx, 1))[0]
    for position in (item.key, (item.key + 1) % 4):
        assert as_card(await here.press("ana", f"duel:1:1:{position}")).title == "Duel · 2 of 5"
    invitation = here.platform.direct("ben")[-1].card
    for _ in range(2):
        assert as_card(await here.press("ben", token(invitation, "Accept"))).title == "Duel · 1 of 5"
    await here.settle()
    assert told(here, "ana") == ["Ben accepts your duel"]
    async with here.desk.store.read() as tx:
        assert await duels.choices(tx, 1, (await the_duel(here)).challenger) == {1: item.key}


async def test_nobody_else_can_use_its_buttons(here: World) -> None:
    await challenged(here)
    tokens = ("duel:accept:1", "duel:decline:1", "duel:play:1", "duel:1:1:0", "duel:why:1:1", "duel:share:1")
    for forged in (*tokens, "duel:rematch:1", "duel:play:99"):
        assert as_card(await here.press("chloe", forged)).title == "This button is out of date"
    assert as_card(await here.press("ana", "duel:accept:1")).title == "This button is out of date"
    assert as_card(await here.press("ana", "duel:1:9:0")).title == "This button is out of date"
    assert (await the_duel(here)).state == "invited"


# --- afterwards


async def ended(w: World) -> None:
    await play_through(w, "ana", await w.press("ana", token(await challenged(w, n="3"), "Begin")), 3)
    await play_through(w, "ben", await accepted(w), 1)


async def test_it_is_shared_only_if_both_agree(here: World) -> None:
    await ended(here)
    asked = await here.press("ana", token(here.platform.direct("ana")[-1].card, "Share"), direct=True)
    assert as_card(asked).title == "Shared as soon as both agree"
    await here.settle()
    assert here.platform.counts() == {"cpim": 1}
    reply = await here.command("ben", "score show")
    assert "Ana would share your duel" in text_of(reply)
    shared = await here.press("ben", token(reply, "Share the duel"))
    assert as_card(shared).title == "Shared"
    await here.press("ben", token(reply, "Share the duel"))
    await here.press("ana", "duel:share:1")
    await here.settle()
    assert here.platform.counts() == {"cpim": 2}, "once"
    assert text_of(here.platform.in_room("cpim")[-1].card).startswith("A duel: Ana and Ben\n3 to 1 of 3. Ana won.")


async def test_a_rematch_is_a_new_duel_with_other_questions(here: World) -> None:
    await ended(here)
    again = await here.press("ben", token(here.platform.direct("ben")[-1].card, "Rematch"), direct=True)
    assert as_card(again).title == "You challenge Ana"
    await here.settle()
    assert told(here, "ana")[-1] == "Ben challenges you to a duel"
    async with here.desk.store.read() as tx:
        first, second = await duels.items(tx, 1), await duels.items(tx, 2)
    assert len(second) == 3
    assert [i.seed for i in first] != [i.seed for i in second]


async def test_somebody_who_is_forgotten_takes_their_duels_along(here: World) -> None:
    await ended(here)
    await here.press("ana", "duel:share:1")
    await here.press("ben", "duel:share:1")
    await here.settle()
    await challenged(here, "chloe", "<@ana>")
    me = await here.desk.directory.who(here.asker("ana").account, "Ana", "", here.now)
    await here.press("ana", f"profile:forget:{me.person}")
    await here.settle()
    assert here.platform.in_room("cpim")[-1].card.title == "Taken back"
    assert told(here, "chloe")[-1] == "Your duel is off"
    assert not any("Ana" in text_of(m.card) for who in ("ben", "chloe") for m in here.platform.direct(who))
    async with here.desk.store.read() as tx:
        assert (await people.get(tx, me.person)).forgotten
        rows = await tx.execute(duel_answer.select().where(duel_answer.c.person == me.person))
        assert rows.first() is None
    old = await here.press("ben", "duel:rematch:1")
    assert "not in this cohort" in as_card(old).title


async def test_the_export_holds_ones_own_side_and_no_key_of_an_open_duel(here: World) -> None:
    await play_through(here, "ana", await here.press("ana", token(await challenged(here), "Begin")), 2)
    me = await here.desk.directory.who(here.asker("ana").account, "Ana", "", here.now)
    async with here.desk.store.read() as tx:
        open_now = await personal.export(tx, me.person)
    assert len(open_now["duel"]) == 1 and len(open_now["duel_answer"]) == 5
    assert all(row["right"] is None for row in open_now["duel_answer"])
    await here.advance(2 * DAY)
    async with here.desk.store.read() as tx:
        over = await personal.export(tx, me.person)
    assert sum(row["right"] for row in over["duel_answer"]) == 2


async def test_a_deleted_cohort_takes_its_duels_along(here: World) -> None:
    await challenged(here)
    async with here.desk.store.write() as tx:
        await erase_cohort(tx, 1)
        for table in (duel, duel_item, duel_answer):
            assert (await tx.execute(table.select())).first() is None
        assert (await tx.execute(job.select().where(job.c.kind == "duel"))).first() is None
        assert await cohorts.get(tx, 1) is None
    await here.advance(2 * DAY)
    assert told(here, "ana") == []


async def test_a_duel_goes_on_after_the_account_was_linked_to_another_person(here: World) -> None:
    await challenged(here)
    ben = await here.desk.directory.who(here.asker("ben").account, "Ben", "", here.now)
    dora = await here.desk.directory.who(here.asker("dora").account, "Dora", "", here.now)
    async with here.desk.store.write() as tx:
        await linking.link(tx, ben.account, dora.person, here.now)
    here.desk.directory.forget(here.asker("ben").account)
    opening = await accepted(here)
    assert opening.title == "Duel · 1 of 5"
    await play_through(here, "ben", opening, 5)
    assert told(here, "ana")[-1] == "Dora accepts your duel"
    await here.advance(DAY + HOUR)
    assert told(here, "ana")[-1] == "Your duel is over: 0 to 5"
