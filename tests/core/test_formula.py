"""`/takt formula`: found by any name, shown with an example, computed, and refused with all that is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cards import formula as cards
from bot.chat.line import read_line
from bot.chat.message import Card, Invalid, Suggestions, Tone
from bot.chat.request import Suggest
from bot.chat.text import words
from bot.commands.catalogue import catalogue
from bot.model.formulas import Formula
from bot.rules.formula_names import named, nearest
from bot.rules.formulas import assigned, parted, solve
from tests.core.world import MONDAY, World, as_card, as_form, content, found_cohort, labels, text_of, token, world

FORMULAS = content().bank.formulas()
every_formula = pytest.mark.parametrize("formula", FORMULAS, ids=[formula.id for formula in FORMULAS])


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await found_cohort(w)
        yield w


async def test_it_is_computed_in_private_anywhere(here: World) -> None:
    values = "sigma=20 lead=9 z=1.65"
    for direct in (False, True):
        card = as_card(await here.command("ana", "takt formula", name="safety_stock", values=values, direct=direct))
        assert card.title == "Safety stock: 99 units"
        assert "2. Safety stock = z × that = 1.65 × 60 ≈ 99.00." in text_of(card)
    assert here.platform.messages == []


@pytest.mark.parametrize("line", ["safety_stock sigma=20 lead=9 z=1.65", "Safety stock sigma=20, lead=9 z = 1.65"])
async def test_a_typed_line_says_the_same(here: World, line: str) -> None:
    read = read_line(catalogue(), "takt", f"formula {line}", MONDAY.date())
    assert read.name == "takt formula" and not read.rest
    assert as_card(await here.give("ana", read.name, read.values)).title == "Safety stock: 99 units"


async def test_without_values_it_shows_what_it_needs_and_an_example(here: World) -> None:
    card = as_card(await here.command("ana", "takt formula", name="inventory.safety_stock"))
    assert "SS = z × σ × √L" in text_of(card) and "`" not in text_of(card)
    assert "sigma (σ): standard deviation of daily demand, in units" in text_of(card)
    assert "Safety stock, in units, rounded up to a whole unit." in text_of(card)
    assert "gives 99 units" in text_of(card)
    form = as_form(await here.press("ana", token(card, "My own values")))
    assert form.inputs[0].value == "sigma=20\nlead=9\nz=1.65"
    assert as_card(await here.fill("ana", form, values="sigma=40\nlead=9\nz=1.65")).title == "Safety stock: 198 units"


async def test_without_a_name_it_lists_all_by_domain(here: World) -> None:
    card = as_card(await here.command("ana", "takt formula"))
    named_there = {name.strip() for field in card.fields for name in words(field.text).split(",")}
    assert named_there == {formula.name for formula in FORMULAS}
    assert [field.name for field in card.fields][:2] == ["Supply chains and strategy", "Sales and operations planning"]


async def test_an_unknown_name_is_told_what_may_have_been_meant(here: World) -> None:
    card = as_card(await here.command("ana", "takt formula", name="safty stock"))
    assert card.tone is Tone.REFUSAL and "safety_stock (Safety stock, constant lead time)" in text_of(card)
    assert as_card(await here.press("ana", token(card, labels(card)[0]))).title == "Safety stock, constant lead time"
    assert labels(await here.command("ana", "takt formula", name="xyzzy")) == []


async def test_everything_wrong_is_told_and_what_was_typed_is_kept(here: World) -> None:
    card = as_card(await here.command("ana", "takt formula", name="safety_stock", values="sigma=x leed=9 z=1.65"))
    assert card.tone is Tone.REFUSAL
    assert "sigma “x” is no number" in text_of(card) and "leed is none of sigma, lead, z" in text_of(card)
    form = as_form(await here.press("ana", token(card, "Correct it")))
    assert form.inputs[0].value == "sigma=x leed=9 z=1.65"
    again = await here.fill("ana", form)
    assert isinstance(again, Invalid) and again.form.inputs[0].value == "sigma=x leed=9 z=1.65"
    assert "lead is missing" in dict(again.errors)["values"]
    right = await here.fill("ana", again.form, values="sigma=20 lead=9 z=1.65")
    assert as_card(right).title == "Safety stock: 99 units"


async def test_a_button_of_a_formula_that_is_no_more_is_out_of_date(here: World) -> None:
    for forged in ("formula:open:inventory.gone", "formula:show:x", "formula:solve:x"):
        assert as_card(await here.press("ana", forged)).title == "This button is out of date"


async def test_names_are_completed_by_name_or_title(here: World) -> None:
    async def picks(typed: str) -> list[str]:
        request = Suggest(here.asker("ana"), "e", here.now, "takt formula", "name", typed)
        reply = await here.takt.dispatcher.ask(request)
        assert isinstance(reply, Suggestions)
        return [pick.value for pick in reply.picks]

    assert (await picks("saf"))[0] == "safety_stock"
    assert (await picks("absolute dev"))[0] == "mad"
    assert 0 < len(await picks("")) <= 25
    assert await picks("zzzzzzzz") == []


@every_formula
def test_a_formula_is_found_by_its_names_and_its_cards_fit_every_platform(formula: Formula) -> None:
    for name in (formula.id, formula.name, formula.title.upper(), formula.name.replace("_", " ")):
        assert named(FORMULAS, name) is formula, "a name of its own, and a title of its own"
    assert nearest(FORMULAS, formula.name, 3)[0].name.startswith(formula.name)
    example = solve(formula, assigned(formula.example))
    for card in (cards.about(formula, example), cards.solved(formula, assigned(formula.example), example)):
        assert fits(card) <= 5800
    assert all(len(form_input.value) <= cards.LONGEST for form_input in cards.form(formula).inputs)
    assert parted(f"{formula.name} {formula.example}") == (formula.name, formula.example)


def test_the_list_fits_every_platform_with_a_hundred_formulas() -> None:
    assert fits(cards.overview(FORMULAS)) <= 5800
    assert fits(cards.unknown("x" * 500, FORMULAS[:3])) <= 5800


def fits(card: Card) -> int:
    """The characters of a card, each of whose fields fits."""
    assert all(len(words(field.text)) <= 1024 for field in card.fields), [f.name for f in card.fields]
    assert len(card.title) <= 150
    return len(text_of(card))
