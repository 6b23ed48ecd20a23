"""In practice a number may be typed: read, judged, kept, told which mistake it was; the first answer stands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.chat.message import Card, Form, Invalid, Reply, Tone
from bot.model.typed import Typed
from bot.rules.reading import Misread
from bot.rules.typed import read_answer
from bot.store import practice
from bot.store.practice import Turn
from tests.core.world import World, as_card, as_form, found_cohort, labels, text_of, token, world

DAY = timedelta(days=1)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await found_cohort(w)
        yield w


async def kept(w: World, card: Reply) -> Turn:
    async with w.desk.store.read() as tx:
        found = await practice.turn(tx, int(token(card, "A").split(":")[1]))
    assert found
    return found


async def asked(w: World) -> tuple[Card, Typed]:
    """A question on safety stock, and what a typed answer to it is held against."""
    while True:
        card = as_card(await w.command("ana", "takt practice", what="inventory"))
        turn = await kept(w, card)
        if turn.item == "inventory.safety_stock":
            break
    typed = w.desk.bank.item(turn.item, turn.version).draw(turn.seed).typed
    assert typed
    return card, typed


async def form_of(w: World, card: Reply) -> Form:
    return as_form(await w.press("ana", token(card, "Type the answer")))


async def type_in(w: World, card: Reply, answer: object) -> Card:
    return as_card(await w.fill("ana", await form_of(w, card), answer=str(answer)))


async def test_the_form_names_unit_and_rounding_and_what_is_right_is_right(here: World) -> None:
    card, typed = await asked(here)
    form = await form_of(here, card)
    (answer,) = form.inputs
    assert typed.unit in answer.label and answer.hint.casefold() == f"{typed.rounding}.".casefold()
    told = as_card(await here.fill("ana", form, answer=f"{typed.key:,f} {typed.unit}"))
    assert told.title.startswith("Right: ") and told.tone is Tone.RIGHT
    assert "Worked out" in [field.name for field in told.fields] and labels(told)[0] == "One more"
    assert as_card(await here.press("ana", token(told, "One more"))).title == "Practice · Inventory"


async def test_near_enough_is_right_and_says_what_it_would_be(here: World) -> None:
    card, typed = await asked(here)
    told = await type_in(here, card, typed.key + typed.step)
    assert told.tone is Tone.RIGHT and f"near enough to {typed.key:,f}" in told.title


async def test_a_number_that_a_mistake_gives_is_told_which(here: World) -> None:
    for nth in range(2):
        card, typed = await asked(here)
        slip = next(slip for slip in typed.slips if not typed.accepts(slip.value) and slip.name == SLIP)
        told = await type_in(here, card, slip.value)
        assert told.title.startswith(f"Not {slip.value:,f}: it is {typed.key:,f} ") and told.tone is Tone.WRONG
        assert slip.why in text_of(told)
        assert ("The second time that the forgotten lead time caught you" in text_of(told)) == bool(nth)
        assert "It comes back from" in text_of(told)
        await here.advance(2 * DAY)


SLIP = "the forgotten lead time"


async def test_any_other_number_is_told_what_was_asked_for(here: World) -> None:
    card, typed = await asked(here)
    told = await type_in(here, card, typed.key * 17 + 3)
    assert "No usual mistake gives this" in text_of(told) and typed.rounding in text_of(told)
    await here.advance(2 * DAY)
    again = await here.command("ana", "takt practice", what="missed")
    assert (await kept(here, again)).item == (await kept(here, card)).item, "it comes back"


async def test_what_is_no_number_costs_nothing_and_is_kept(here: World) -> None:
    card, typed = await asked(here)
    for nonsense in ("", "about 50", "12,5", "1.250,5", "5 6", "1e5", "∞"):
        refused = await here.fill("ana", await form_of(here, card), answer=nonsense)
        assert isinstance(refused, Invalid) and refused.form.inputs[0].value == nonsense
    assert not (await kept(here, card)).answered
    assert (await type_in(here, card, typed.key)).tone is Tone.RIGHT


async def test_the_first_answer_stands_however_it_was_given(here: World) -> None:
    card, typed = await asked(here)
    form = await form_of(here, card)
    first = await type_in(here, card, typed.key)
    assert as_card(await here.fill("ana", form, answer="1")).title == first.title, "sent again"
    assert as_card(await here.press("ana", token(card, "Type the answer"))).title == first.title, "opened again"
    for letter in "ABCD":
        assert as_card(await here.press("ana", token(card, letter))).title == first.title, "a letter on the old card"
    turn = await kept(here, card)
    assert turn.typed == f"{typed.key:f}" and turn.chosen is None

    async with here.desk.store.write() as tx:
        assert not await practice.choose(tx, turn.id, 1, here.now, right=False), "also of two at once"

    card, typed = await asked(here)
    form = await form_of(here, card)
    first = as_card(await here.press("ana", token(card, "A")))
    assert as_card(await here.fill("ana", form, answer=f"{typed.key:f}")).title == first.title
    assert (await kept(here, card)).typed == ""


async def test_it_survives_a_restart(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        card, typed = await asked(w)
        form = await form_of(w, card)
    async with world(tmp_path) as w:
        told = as_card(await w.fill("ana", form, answer=f"{typed.key:f}"))
        assert told.tone is Tone.RIGHT
    async with world(tmp_path) as w:
        assert as_card(await w.press("ana", token(card, "B"))).title == told.title


async def test_somebody_else_and_a_written_question_cannot_be_typed(here: World) -> None:
    card, _ = await asked(here)
    stolen = token(card, "Type the answer")
    assert as_card(await here.press("ben", stolen)).title == "This button is out of date"
    sent = await here.submit("ben", stolen.replace("type", "typed"), answer="5")
    assert as_card(sent).title == "This button is out of date"
    assert not (await kept(here, card)).answered
    async with here.desk.store.write() as tx:
        written = next(item for item in here.desk.bank.eligible() if item.generator is None)
        me = await here.desk.directory.who(here.asker("ana").account, "Ana", "", here.now)
        number = await practice.show(tx, Turn(0, me.person, written.id, written.version, 3, (0, 1, 2, 3), here.now))
    forged = await here.press("ana", f"practice:type:{number}:any")
    assert as_card(forged).title in ("This button is out of date", "Your group is being asked this one just now")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1250", "1250"), ("1,250", "1250"), ("$1,250.50", "1250.50"), ("78.4 %", "78.4"), ("99 bulbs", "99"),
        (" -5 ", "-5"), ("−$3.50", "-3.50"), ("$-3.50", "-3.50"), (".5", "0.5"), ("12.3 std h", "12.3"), ("+7", "7"),
    ],
)  # fmt: skip
def test_answers_are_read_as_people_type_them(typed: str, value: str) -> None:
    assert read_answer(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["12,5", "1,25,000", "5-6", "five", "1 250", "--5", "5%%", "½", "1" * 17])
def test_what_may_mean_two_things_is_not_guessed(typed: str) -> None:
    with pytest.raises(Misread):
        read_answer(typed)
