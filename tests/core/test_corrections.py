"""What leaders decide on reports: answers count anew, everybody concerned hears of it once, and all of it is undone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.chat.text import words
from bot.model.domains import Domain
from bot.model.items import LETTERS
from bot.model.places import Room
from bot.model.rounds import Round, RoundState
from bot.store import cohorts, corrections, rounds
from bot.store.schema import notice, person
from bot.study import choosing, practising
from tests.core.correcting_world import DAY, asked, correct, of, other, points, snapshot, totals, withdraw
from tests.core.world import (
    World,
    answered,
    as_card,
    as_form,
    ask_now,
    found_cohort,
    key_of,
    labels,
    text_of,
    token,
    world,
)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await found_cohort(w)
        yield w


# --- a corrected key


async def test_a_corrected_key_counts_every_answer_anew_and_undone_all_is_as_it_was(here: World) -> None:
    what = await asked(here)
    before = await snapshot(here)
    old, new = LETTERS[what.key], other(what)
    done = await correct(here, new, word="B holds only for\nlevel demand")
    assert done.title == "Q1 corrected"
    assert f"The key of Q1 is {new}, not {old}." in words(done.text)
    assert "1 member with more points, 1 member with fewer" in words(done.text)
    assert (await points(here, "ana"), await points(here, "ben")) == (2, 10)
    after = await snapshot(here)
    assert after["totals"] != before["totals"] and after["answers"] == before["answers"]
    await here.settle()
    note = here.platform.in_room("cpim")[-1].card
    assert note.title == "A correction to Q1"
    assert f"The key of Q1 is {new}, not {old}." in text_of(note)
    assert "The leaders say: B holds only for level demand" in text_of(note)
    again = as_card(await here.press("lea", token(done, "Undo"), direct=True))
    assert again.title == "Q1: as it was before"
    assert await snapshot(here) == before
    await here.settle()
    assert here.platform.in_room("cpim")[-1].card.title == "The correction to Q1 is taken back"
    assert len(here.platform.in_room("cpim")) == 4  # the question, the next one, the note and the second note
    async with here.desk.store.read() as tx:
        audit = await corrections.get(tx, 1)
    assert audit and (audit.was, audit.now) == (what.order[what.key], what.order[LETTERS.index(new)])
    assert audit.person and audit.at and audit.undone_by == audit.person and audit.undone_at


async def test_those_concerned_hear_of_it_once_in_private_and_nobody_else_does(here: World) -> None:
    number = await ask_now(here)
    key = await key_of(here, number)
    for who, position in (("ana", key), ("ben", (key + 1) % 4), ("chloe", (key + 2) % 4)):
        await here.press(who, token(await here.press(who, f"answer:{number}:{position}"), "Sure"))
    await here.submit("chloe", f"reported:{number}", text="Hm")
    await here.advance(DAY)
    await correct(here, LETTERS[(key + 1) % 4])
    told = {who: text_of(await here.command(who, "score show")) for who in ("ana", "ben", "chloe")}
    assert "8 points fewer for you" in told["ana"] and "no fault of yours" in told["ana"]
    assert "8 points more for you" in told["ben"] and "you were right after all" in told["ben"]
    assert "the key was corrected" not in told["chloe"]
    assert "Your report on Q1 was accepted" in told["chloe"]
    assert "corrected" not in text_of(await here.command("ana", "cohort show"))
    assert here.platform.direct("ana") == []


async def test_whoever_has_not_heard_of_a_correction_that_is_undone_never_does(here: World) -> None:
    what = await asked(here)
    done = await correct(here, other(what))
    assert "you were right after all" in text_of(await here.command("ben", "cohort show"))
    await here.press("lea", token(done, "Undo"), direct=True)
    told = text_of(await here.command("ana", "cohort show"))
    assert "Q1" not in told
    assert "8 points fewer for you" in text_of(await here.command("ben", "cohort show"))
    async with here.desk.store.read() as tx:
        assert (await tx.execute(select(notice).where(notice.c.topic != ""))).all() == []


async def test_whoever_wants_no_games_hears_of_the_key_and_not_of_points(here: World) -> None:
    await here.command("ben", "takt profile set", games="off")
    what = await asked(here)
    await correct(here, other(what))
    told = text_of(await here.command("ben", "cohort show"))
    assert "you were right after all" in told and "points" not in told.partition("📬")[2]


async def test_the_room_and_whoever_looks_again_read_the_corrected_key(here: World) -> None:
    what = await asked(here)
    question = here.platform.in_room("cpim")[0]
    (was,) = [m.card for m in here.platform.under(question)]
    done = await correct(here, other(what))
    await here.settle()
    (reveal,) = [m.card for m in here.platform.under(question)]
    assert reveal.title == f"Q1: the key is {other(what)}"
    assert "The leaders of the cohort corrected the key to this option." in text_of(reveal)
    why = as_card(await here.press("ben", f"why:{what.id}"))
    assert why.title == f"Q1: right: {other(what)}"
    tried = as_card(await here.press("chloe", f"practise:{what.id}:{what.key}"))
    assert tried.title == f"Not {LETTERS[what.key]}: the key is {other(what)}"
    following = next(m.card for m in here.platform.in_room("cpim") if m.card.title.startswith("Q2"))
    assert f"Q1: {other(what)}" in text_of(following)
    await here.press("lea", token(done, "Undo"), direct=True)
    await here.settle()
    assert [m.card for m in here.platform.under(question)] == [was]


async def test_later_draws_have_the_corrected_key_and_undone_the_old_one(here: World) -> None:
    what = await asked(here, domain=Domain.INVENTORY)
    assert here.desk.bank.item(what.item, what.version).generator is None
    option = what.order[(what.key + 1) % 4]
    done = await correct(here, other(what))
    async with here.desk.store.write() as tx:
        await rounds.prepare(tx, 1, what.item, 5)
    again = await of(here, await ask_now(here))
    assert (again.item, again.order[again.key]) == (what.item, option)
    await answered(here, "ben", again.id)
    assert "is still open" in as_card(await here.press("lea", token(done, "Undo"), direct=True)).title
    await here.advance(DAY)
    await here.press("lea", token(done, "Undo"), direct=True)
    after = await of(here, again.id)
    assert after.order[after.key] == what.order[what.key]
    await totals(here)


async def test_a_computed_question_is_corrected_alone_and_says_so(here: World) -> None:
    what = await of(here, await ask_now(here, domain=Domain.INVENTORY))
    while here.desk.bank.item(what.item, what.version).generator is None:
        what = await of(here, await ask_now(here, domain=Domain.INVENTORY))
    number = what.id
    await answered(here, "ana", number)
    await here.submit("ana", f"reported:{number}", text="Rounded twice")
    async with here.desk.store.write() as tx:  # another round of the same generator
        same = await of(here, number)
        twin = await rounds.create(tx, _twin(same))
    await here.advance(DAY)
    done = await correct(here, other(what))
    assert "It holds for this question alone" in words(done.text)
    assert (await of(here, number)).key == LETTERS.index(other(what))
    assert (await of(here, twin)).key == same.key
    await here.settle()
    assert "The numbers of this question were its own" in text_of(here.platform.in_room("cpim")[-1].card)


def _twin(what: Round) -> Round:
    return replace(what, ordinal=99, number=999, state=RoundState.CLOSED)


# --- withdrawing


async def test_a_withdrawn_item_counts_for_nobody_is_never_asked_again_and_comes_back_undone(here: World) -> None:
    what = await asked(here)
    before = await snapshot(here)
    question = here.platform.in_room("cpim")[0]
    done = await withdraw(here)
    assert done.title == "Q1 withdrawn"
    assert await points(here, "ana") == await points(here, "ben") == 0
    await totals(here)
    assert (await of(here, what.id)).state is RoundState.WITHDRAWN
    await here.settle()
    assert here.platform.in_room("cpim")[-1].card.title == "Q1 is withdrawn"
    assert "counts for nobody" in text_of(question.card)
    assert [m.card.title for m in here.platform.under(question)] == ["Q1: withdrawn"]
    assert "10 points fewer for you" in text_of(await here.command("ana", "cohort show"))
    async with here.desk.store.write() as tx:
        await rounds.prepare(tx, 1, what.item, 5)
        (history,) = (await choosing.histories(tx, [1])).values()
        everything = [c.item for c in choosing.candidates(here.desk) if c.item != what.item]
        late = choosing.decide(here.desk, await _cohort(tx), here.now.date(), _asked(history, everything))
        assert late and late.item.id != what.item
        assert what.item not in await practising.closed_book(tx, here.desk.bank, [await _cohort(tx)])
        await rounds.clear_prepared(tx, 1)
    await here.press("lea", token(done, "Undo"), direct=True)
    assert await snapshot(here) == before
    await here.settle()
    assert here.platform.in_room("cpim")[-1].card.title == "Q1 counts again"


def _asked(history: choosing.History, items: list[str]) -> choosing.History:
    return replace(history, asked=items)


async def _cohort(tx: Any) -> Any:
    return await cohorts.get(tx, 1)


# --- who, when, twice


async def test_nothing_is_decided_while_the_question_is_open(here: World) -> None:
    number = await ask_now(here)
    await here.submit("ana", f"reported:{number}", text="Hm")
    for button in ("report:accept:1", "report:withdraw:1", "report:withdrawn:1"):
        refused = as_card(await here.press("lea", button, direct=True))
        assert refused.title == "Q1 is still open"
    assert as_card(await here.submit("lea", "report:corrected:1", direct=True, key="A")).title == "Q1 is still open"
    page = as_card(await here.command("lea", "takt reports"))
    assert "Open until" in text_of(page) and "How it was answered" not in text_of(page)
    assert labels(page) == ["Decline", "What was decided"]
    async with here.desk.store.read() as tx:
        assert await corrections.count(tx, 1) == 0


async def test_a_second_click_and_a_second_leader_change_nothing(here: World) -> None:
    await here.command("ben", "cohort show")
    await here.command("lea", "cohort appoint", member="<@ben>")
    what = await asked(here)
    form = as_form(await here.press("lea", "report:accept:1", direct=True))
    done = as_card(await here.submit("lea", form.token, direct=True, key=other(what)))
    before = await totals(here)
    for who in ("lea", "ben"):
        for key in LETTERS:
            twice = as_card(await here.submit(who, form.token, direct=True, key=key))
            assert twice.title == "The report on Q1 is settled already"
        assert as_card(await here.press(who, "report:withdrawn:1")).title == "The report on Q1 is settled already"
    assert await totals(here) == before
    undo = token(done, "Undo")
    assert as_card(await here.press("ben", undo, direct=True)).title == "Q1: as it was before"
    assert as_card(await here.press("lea", undo, direct=True)).title == "It was taken back already"
    await here.settle()
    assert len(here.platform.in_room("cpim")) == 4
    await totals(here)


async def test_the_key_that_is_the_key_already_is_said_and_leaves_the_report_open(here: World) -> None:
    what = await asked(here)
    said = await correct(here, LETTERS[what.key])
    assert said.title == f"{LETTERS[what.key]} is the key of Q1 already"
    assert "1 of 1" in as_card(await here.command("lea", "takt reports")).title


async def test_of_two_corrections_the_newer_is_undone_first(here: World) -> None:
    what = await asked(here)
    before = await totals(here)
    await here.submit("ben", f"reported:{what.id}", text="No, the third")
    first = await correct(here, other(what))
    middle = await totals(here)
    await here.submit("ben", f"reported:{what.id}", text="The third, really")
    second = await correct(here, LETTERS[(what.key + 2) % 4], report=3)
    assert as_card(await here.press("lea", token(first, "Undo"))).title == "There is a newer decision on Q1"
    record = as_card(await here.command("lea", "takt reports", show="undo"))
    assert [label for label in labels(record) if label.startswith("Undo")] == ["Undo Q1"]
    assert text_of(record).count("By Lea") == 2
    await here.press("lea", token(second, "Undo"))
    assert await totals(here) == middle
    await here.press("lea", token(as_card(await here.command("lea", "takt reports", show="undo")), "Undo Q1"))
    assert await totals(here) == before
    assert "Taken back by Lea" in text_of(await here.command("lea", "takt reports", show="undo"))


async def test_a_restart_loses_nothing_of_it(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        what = await asked(w)
        before = await totals(w)
        done, platform, now = await correct(w, other(what)), w.platform, w.now
    async with world(tmp_path, start=now, platform=platform) as w:
        w._events = (f"later-{n}" for n in range(99))
        await w.settle()
        assert w.platform.in_room("cpim")[-1].card.title == "A correction to Q1"
        await w.press("lea", token(done, "Undo"), direct=True)
        assert await totals(w) == before


# --- the list


async def test_reports_are_listed_by_question_with_shares_and_names(here: World) -> None:
    number = await ask_now(here)
    for n, who in enumerate(("ana", "ben", "chloe", "dan", "eve")):
        await answered(here, who, number, right=n < 3)
    await here.command("ana", "takt profile set", alias="Owl")
    await here.submit("ana", f"reported:{number}", text="Two are *right* @everyone")
    await here.submit("ben", f"reported:{number}", text="x" * 900)
    await here.advance(DAY)
    second = await ask_now(here)
    await here.submit("eve", f"reported:{second}", text="No number given")
    page = as_card(await here.command("lea", "takt reports"))
    assert page.title.endswith("1 of 2")
    said = text_of(page)
    assert "1. Owl: Two are *right* @everyone" in said and "2. Ben: xxx" in said and "x" * 500 not in said
    assert "60% right of 5" in said
    assert len(page.options) == 4
    assert labels(page) == ["Correct the key", "Withdraw it", "Decline 1", "Decline 2", "Next", "What was decided"]
    following = as_card(await here.press("lea", token(page, "Next")))
    assert following.title.endswith("2 of 2") and "No number given" in text_of(following)
    form = as_form(await here.press("lea", token(page, "Decline 2")))
    await here.submit("lea", form.token, reason="Only with letters")
    assert labels(await here.command("lea", "takt reports"))[2] == "Decline"
    assert "They say: Only with letters" in text_of(await here.command("ben", "cohort show"))
    for place in (-5, 99):
        assert "of 2" in as_card(await here.press("lea", f"reports:page:1:{place}")).title


async def test_without_reports_and_decisions_it_says_so(here: World) -> None:
    assert as_card(await here.command("lea", "takt reports")).title == "No report is open"
    record = as_card(await here.command("lea", "takt reports", show="undo"))
    assert "Nothing yet" in text_of(record)
    assert as_card(await here.press("lea", token(record, "Open reports"))).title == "No report is open"


async def test_a_report_of_somebody_forgotten_has_neither_name_nor_words(here: World) -> None:
    await asked(here)
    await here.press("ana", token(await here.command("ana", "takt profile forget"), "Forget me"))
    said = text_of(await here.command("lea", "takt reports"))
    assert "Somebody who left" in said and "Ana" not in said and "second one" not in said
    done = await correct(here, other(await of(here, 1)))
    await here.press("lea", token(done, "Undo"), direct=True)
    async with here.desk.store.read() as tx:
        forgotten = (await tx.execute(select(person.c.id).where(person.c.forgotten))).scalar_one()
        assert (await tx.execute(select(notice).where(notice.c.person == forgotten))).all() == []


async def test_members_and_the_leaders_of_others_see_nothing_and_do_nothing(here: World) -> None:
    what = await asked(here)
    done = await correct(here, other(what))
    await here.submit("ben", f"reported:{what.id}", text="Again")
    there = Room("pretend", "guild", "other")
    here.platform.managers.add("max")
    await found_cohort(here, there)
    before = await snapshot(here)
    tokens = ("report:accept:2", "report:withdraw:2", "report:withdrawn:2", "report:corrected:2", "report:decline:2",
              "report:declined:2", "reports:page:1:0", "reports:decided:1:0", token(done, "Undo"))  # fmt: skip
    for who in ("ben", "max"):
        for direct in (True, False):
            refused = as_card(await here.command(who, "takt reports", direct=direct))
            assert "Q1" not in text_of(refused)
            for button in tokens:
                refused = as_card(await here.press(who, button, direct=direct))
                assert refused.title in ("This is for the leaders of the cohort", "This button is out of date")
    assert await snapshot(here) == before
