"""An approved question is asked, credited, practised and corrected, in its cohort alone."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from bot.bank.bank import UnknownItem
from bot.model.places import Room
from bot.store import answers, cohorts, erasing, questions, rounds
from bot.store.schema import question, question_reader, question_reading, question_version
from bot.study import choosing, owning, practising, upstream
from tests.core.own_questions.group import (
    DAY,
    REASONS,
    STEM,
    approved,
    asked,
    count,
    prepared,
    read,
    round_of,
    written,
)
from tests.core.world import World, as_card, as_form, ask_now, found_cohort, labels, text_of, token


async def test_an_approved_question_is_asked_and_credits_its_author(here: World) -> None:
    number = await approved(here)
    what = await asked(here, number)
    await here.press("ben", f"answer:{what}:0")
    card = here.platform.in_room("cpim")[-1].card
    assert text_of(card).startswith("Q2 · Inventory") and STEM in text_of(card) and "Ana" not in text_of(card)
    await here.advance(DAY)
    (reveal,) = [m.card for m in here.platform.messages if m.card.title.startswith("Q2: the key")]
    assert "Written by: Ana, for this cohort" in text_of(reveal)
    assert all(why in text_of(reveal) for why in REASONS.values())
    assert REASONS["why0"] in text_of(await here.press("ben", f"why:{what}"))
    assert "ycle stock" in text_of(await here.press("ben", f"term:asked:{what}"))


async def test_the_author_and_the_readers_score_nothing_for_it(here: World) -> None:
    number = await approved(here)
    what = await asked(here, number)
    found = await round_of(here, what)
    for who in ("ana", "lea", "ben"):
        receipt = await here.press(who, f"answer:{what}:{found.key}")
        await here.press(who, token(receipt, "Sure"))
    async with here.desk.store.read() as tx:
        scored = {}
        for who in ("ana", "lea", "ben"):
            me = await here.desk.directory.who(here.asker(who).account, who.capitalize(), "", here.now)
            given = await answers.of_person(tx, what, me.person)
            assert given
            scored[who] = given.scored
    assert scored == {"ana": False, "lea": False, "ben": True}


@pytest.mark.parametrize("how", ["leaves", "is forgotten", "hides"])
async def test_who_left_is_forgotten_or_hides_is_a_member(here: World, how: str) -> None:
    number = await approved(here)
    what = await asked(here, number)
    if how == "leaves":
        await here.command("ana", "cohort leave")
    elif how == "hides":
        await here.command("ana", "takt profile set", hide="yes")
    else:
        await forget(here, "ana")
    await here.advance(DAY)
    (reveal,) = [m.card for m in here.platform.messages if m.card.title.startswith("Q2: the key")]
    assert "Written by: a member" in text_of(reveal), how
    assert REASONS["why0"] in text_of(await here.press("ben", f"why:{what}"))


async def forget(w: World, who: str) -> None:
    card = as_card(await w.command(who, "takt profile forget", direct=True))
    await w.press(who, token(card, labels(card)[0]), direct=True)


async def test_who_is_forgotten_after_the_reveal_is_named_there_no_more(here: World) -> None:
    number = await approved(here)
    await asked(here, number)
    unasked = await written(here, stem=STEM.replace("bicycle", "scooter"))
    await here.advance(DAY)
    await forget(here, "ana")
    await here.settle()
    (reveal,) = [m.card for m in here.platform.messages if m.card.title.startswith("Q2: the key")]
    assert "Written by: a member" in text_of(reveal) and REASONS["why0"] in text_of(reveal)
    async with here.desk.store.read() as tx:
        assert await questions.get(tx, unasked) is None and await questions.get(tx, number) is not None


async def test_what_was_asked_is_rebuilt_word_for_word_after_it_was_rewritten_and_withdrawn(here: World) -> None:
    number = await approved(here)
    what = await asked(here, number)
    await here.advance(DAY)
    before = text_of(await here.press("ben", f"why:{what}"))
    form = as_form(await here.press("ana", f"question:rewrite:{number}"))
    card = as_card(await here.fill("ana", form, stem=STEM.replace("frames", "saddles")))
    await here.fill("ana", as_form(await here.press("ana", token(card, "Write the reasons"))))
    assert text_of(await here.press("ben", f"why:{what}")) == before
    await here.press(
        "ana", token(await here.command("ana", "takt question withdraw", number=str(number)), f"Withdraw {number}")
    )
    assert text_of(await here.press("ben", f"why:{what}")) == before


async def test_what_is_not_approved_is_not_picked_and_other_cohorts_never_have_it(here: World) -> None:
    number = await written(here)
    other = World(here.takt, here.platform, here._clock)
    other.room = Room("pretend", "guild", "two")
    second = await found_cohort(other, other.room)

    async def of(cohort: int) -> list[str]:
        async with here.desk.store.read() as tx:
            history = (await choosing.histories(tx, [1, second]))[cohort]
        return [one.item for one in choosing.candidates(here.desk, history.own) if questions.is_own(one.item)]

    assert await of(1) == []
    await here.press("lea", token(await read(here, "lea", number), "Approve"), direct=True)
    assert await of(1) == [f"own.{number}"] and await of(second) == []
    await prepared(here, number)
    sure = as_card(await here.command("lea", "takt question withdraw", number=str(number)))
    done = as_card(await here.press("lea", token(sure, f"Withdraw {number}")))
    assert "withdrawn" in done.title
    assert "was already" in text_of(await here.press("lea", token(sure, f"Withdraw {number}")))
    assert await of(1) == [] and "withdrawn by a leader" in text_of(await here.command("ana", "takt question list"))
    asked_now = await ask_now(here)
    async with here.desk.store.read() as tx:
        what = await rounds.get(tx, asked_now)
    assert what and not questions.is_own(what.item)


async def test_a_cohort_that_wrote_nothing_costs_opening_one_statement_for_all(here: World) -> None:
    seen: list[str] = []
    async with here.desk.store.read() as tx:
        driver = tx.sync_connection
        assert driver
        event.listen(driver, "before_cursor_execute", lambda c, cur, statement, *_: seen.append(statement))
        await choosing.histories(tx, range(1, 200))
        last = [one for one in await rounds.between(tx, 1, here.now.date() - DAY, here.now.date())]
        seen_before = len(seen)
        assert await owning.bank_of(tx, here.desk.bank, last) is here.desk.bank
    assert len(seen) == seen_before
    assert sum("question_version" in one for one in seen) == 1


async def test_it_comes_to_practice_once_it_has_closed_and_to_members_alone(here: World) -> None:
    number = await approved(here)
    async with here.desk.store.read() as tx:
        cohort = await cohorts.get(tx, 1)
        assert cohort
        bank = await owning.bank_among(tx, here.desk.bank, [cohort])
        assert f"own.{number}" not in await practising.closed_book(tx, bank, [cohort])
    what = await asked(here, number)
    found = await round_of(here, what)
    wrong = await here.press("ben", f"answer:{what}:{(found.key + 1) % 4}")
    await here.press("ben", token(wrong, "Sure"))
    await here.advance(2 * DAY)
    card = as_card(await here.command("ben", "takt practice", what="missed"))
    while STEM not in text_of(card):
        assert "A" in labels(card), text_of(card)
        await here.press("ben", token(card, "A"))
        card = as_card(await here.command("ben", "takt practice", what="missed"))
    told = as_card(await here.press("ben", token(card, "A")))
    assert REASONS["why0"] in text_of(told)
    async with here.desk.store.write() as tx:
        await erasing.erase_cohort(tx, 1)
    for table in (question, question_version, question_reading, question_reader):
        assert await count(here, table) == 0


async def test_a_practice_card_of_a_deleted_cohorts_question_is_out_of_date(here: World) -> None:
    number = await approved(here)
    what = await asked(here, number)
    found = await round_of(here, what)
    wrong = await here.press("ben", f"answer:{what}:{(found.key + 1) % 4}")
    await here.press("ben", token(wrong, "Sure"))
    await here.advance(2 * DAY)
    card = as_card(await here.command("ben", "takt practice", what="missed"))
    assert STEM in text_of(card)
    async with here.desk.store.write() as tx:
        await erasing.erase_cohort(tx, 1)
    assert "out of date" in as_card(await here.press("ben", token(card, "A"))).title
    with pytest.raises(UnknownItem):
        here.desk.bank.item(f"own.{number}", 1)


async def test_a_correction_of_its_key_keeps_the_credit_and_stays_in_the_cohort(here: World) -> None:
    number = await approved(here)
    what = await asked(here, number)
    found = await round_of(here, what)
    for who in ("ben", "chloe"):
        receipt = await here.press(who, f"answer:{what}:{found.key}")
        await here.press(who, token(receipt, "Sure"))
    form = as_form(await here.press("ben", f"report:{what}"))
    await here.submit("ben", form.token, text="Another one is right")
    await here.advance(DAY)
    other = "ABCD"[(found.key + 1) % 4]
    page = as_card(await here.command("lea", "takt reports"))
    assert STEM in text_of(page)
    form = as_form(await here.press("lea", token(page, "Correct the key")))
    assert "corrected" in as_card(await here.fill("lea", form, key=other)).title
    await here.settle()
    (reveal,) = [m.card for m in here.platform.messages if m.card.title.startswith("Q2: the key")]
    assert reveal.title.endswith(other) and "Written by: Ana" in text_of(reveal)
    async with here.desk.store.read() as tx:
        assert (await upstream.carried(tx, here.desk.bank))["corrections"] == []
        history = (await choosing.histories(tx, [1]))[1]
        amended = choosing.as_amended(history.own[0], history.amended)
    assert amended.question and amended.question.key == found.order["ABCD".index(other)]
