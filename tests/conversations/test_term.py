"""Terms, looked up and offered under a closed question, played on every platform with its real client library."""

from __future__ import annotations

from datetime import timedelta

from bot.store import practice
from tests.conversations.conftest import Play


async def test_a_term_is_looked_up_by_any_of_its_names(play: Play) -> None:
    stage = play.stage
    shown = await stage.command("Ana", "takt term", name="MRP")
    assert shown.kind == "private" and "Material requirements planning" in shown.text
    related = await stage.press("Ana", shown, "Net requirement")
    assert related.kind == "private" and "still missing in a period" in related.text
    assert "/takt formula" in related.text and "mrp_net" in related.text
    near = await stage.command("Ana", "takt term", name="bullwip")
    assert "Did you mean" in near.text and "Bullwhip effect" in near.buttons
    assert "grow" in (await stage.press("Ana", near, "Bullwhip effect")).text
    everything = await stage.command("Ana", "takt term")
    (label,) = (label for label in everything.buttons if label.startswith("Demand ("))
    assert "exponential smoothing" in (await stage.press("Ana", everything, label)).text
    assert list(stage.in_room()) == []


async def test_the_terms_of_a_question_are_offered_under_its_key(play: Play) -> None:
    stage = play.stage
    await play.found()
    card = await play.ask()
    assert not any("Terms" in label for label in card.buttons)
    told = await stage.press("Ana", await stage.press("Ana", card, "A"), "Sure")
    assert not any("Terms" in label for label in told.buttons), "others still answer"
    await play.advance(timedelta(days=1))
    (reveal,) = stage.under(stage.in_room()[1])
    assert "Report a mistake" in reveal.buttons
    before = len(stage.in_room())
    terms = await stage.press("Ben", reveal, "Terms in this question")
    assert terms.kind == "private" and ("Terms in this question" in terms.text or "Terms on this topic" in terms.text)
    name = terms.buttons[0]
    assert name in (await stage.press("Ben", terms, name)).text
    assert len(stage.in_room()) == before


async def test_practice_offers_them_with_the_reasons(play: Play) -> None:
    stage = play.stage
    await play.found()
    card = await stage.command("Ana", "takt practice", what="supply")
    assert not any("Terms" in label for label in card.buttons)
    async with play.takt.desk.store.read() as tx:
        turn = await practice.turn(tx, 1)
    assert turn is not None
    told = await stage.press("Ana", card, "A")
    terms = await stage.press("Ana", told, "Terms in this question")
    assert terms.kind == "private" and terms.buttons
    bank = play.takt.desk.bank
    item = bank.item(turn.item, turn.version)
    found = bank.glossary.of_question(item, item.draw(turn.seed), 4) or bank.glossary.of_subtopic(item.subtopic, 4)
    assert terms.buttons == tuple(term.title for term in found)
