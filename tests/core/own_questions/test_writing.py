"""Members write questions in two forms."""

from __future__ import annotations

import re
from pathlib import Path

from bot.chat.message import Choice, Invalid, Tone
from bot.chat.text import words
from tests.core.own_questions.group import (
    REASONS,
    WORDS,
    a_group,
    begun,
    count,
    letter_to,
    own,
    read,
    written,
)
from tests.core.world import World, as_card, as_form, labels, text_of, token, world


async def test_the_place_is_picked_from_lists_of_buttons(here: World) -> None:
    card = as_card(await here.command("ana", "takt question add"))
    card = as_card(await here.press("ana", token(card, "Supply")))
    assert len(labels(card)) == 25
    card = as_card(await here.press("ana", token(card, labels(card)[3])))
    form = as_form(await here.press("ana", token(card, "Apply: use it in a case, or compute")))
    assert [i.name for i in form.inputs] == ["stem", "right", "wrong1", "wrong2", "wrong3"]
    assert len(form.token) <= 100


async def test_a_subtopic_is_found_by_code_and_by_name_and_what_is_near_is_told(here: World) -> None:
    for typed in ("in13", "IN13"):
        assert "IN13" in as_form(await here.command("ana", "takt question add", level="apply", subtopic=typed)).token
    wrong = as_card(await here.command("ana", "takt question add", subtopic="saftey stok"))
    assert wrong.tone is Tone.REFUSAL and "no subtopic" in text_of(wrong) and "afety stock" in text_of(wrong)


async def test_what_the_rules_forbid_is_said_by_input_and_nothing_is_lost(here: World) -> None:
    reply = await begun(here, right="All of the above", wrong1=WORDS["wrong2"])
    assert isinstance(reply, Invalid)
    errors = dict(reply.errors)
    assert re.search(r"option \d", str(errors)) is None and {"right", "wrong2"} <= set(errors)
    assert "wrong answer 1" in errors["wrong2"]
    again = as_form(await here.press("ana", token(reply.card, "Try again")))
    assert {i.name: i.value for i in again.inputs} == WORDS | {"right": "All of the above", "wrong1": WORDS["wrong2"]}
    assert await count(here) == 0


async def test_reasons_that_say_nothing_come_back_and_what_was_typed_is_kept(here: World) -> None:
    card = as_card(await begun(here))
    form = as_form(await here.press("ana", token(card, "Write the reasons")))
    reply = await here.fill("ana", form, **(REASONS | {"why2": "Wrong."}))
    assert isinstance(reply, Invalid) and list(dict(reply.errors)) == ["why2"]
    again = as_form(await here.press("ana", token(reply.card, "Try again")))
    assert {i.name: i.value for i in again.inputs} == REASONS | {"why2": "Wrong."}


async def test_numbers_are_put_in_ascending_order_and_stay_so(here: World) -> None:
    number = await written(here, right="40 units", wrong1="55 units", wrong2="20 units", wrong3="30 units")
    kept = (await own(here, number)).words
    assert kept.ordered and [o.text for o in kept.options] == ["20 units", "30 units", "40 units", "55 units"]
    assert kept.options[kept.key].text == "40 units"
    assert [words_of_choice(c) for c in letter_to(here, "lea").options] == [o.text for o in kept.options]


def words_of_choice(choice: Choice) -> str:
    return words(choice.text)


async def test_the_first_form_twice_is_one_question(here: World) -> None:
    form = as_form(await here.command("ana", "takt question add", level="apply", subtopic="IN13"))
    first = as_card(await here.fill("ana", form, **WORDS))
    second = as_card(await here.fill("ana", form, **WORDS))
    assert token(first, "Write the reasons") == token(second, "Write the reasons") and await count(here) == 1
    reasons = as_form(await here.press("ana", token(first, "Write the reasons")))
    for _ in range(2):
        assert "handed in" in as_card(await here.fill("ana", reasons, **REASONS)).title
    await here.settle()
    assert [len(here.platform.direct(who)) for who in ("lea", "max", "ana")] == [1, 1, 0]


async def test_somebody_who_is_no_member_and_a_group_without_questions(here: World) -> None:
    assert "members of the cohort" in as_card(await here.command("zoe", "takt question add")).title
    assert "members of the cohort" in as_card(await here.press("zoe", "question:write:1:IN13:apply")).title
    assert "have not written any" in text_of(await here.command("ana", "takt question list"))
    assert "Nobody in" in text_of(await here.command("lea", "takt question list"))


async def test_a_restart_between_the_forms_loses_nothing(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await a_group(w)
        await begun(w)
    async with world(tmp_path) as w:
        card = as_card(await w.command("ana", "takt question list"))
        assert "not finished" in text_of(card)
        whole = as_card(await w.press("ana", token(card, "Open 1")))
        await w.fill("ana", as_form(await w.press("ana", token(whole, "Write the reasons"))), **REASONS)
        await w.settle()
        card = await read(w, "lea", 1)
        asking = token(card, "Approve")
    async with world(tmp_path) as w:
        assert "approved" in as_card(await w.press("lea", asking, direct=True)).title
