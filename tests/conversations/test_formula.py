"""Formulas and typed answers, played on every platform with its real client library."""

from __future__ import annotations

import re

from bot.store import practice
from tests.conversations.conftest import Play


async def test_a_formula_is_looked_up_and_computed_with_own_values(play: Play) -> None:
    stage = play.stage
    listed = await stage.command("Ana", "takt formula")
    assert listed.kind == "private" and "safety_stock" in listed.text
    shown = await stage.command("Ana", "takt formula", name="safety_stock")
    assert "SS = z × σ × √L" in shown.text and "99 units" in shown.text
    form = await stage.press("Ana", shown, "My own values")
    assert form.kind == "form" and "sigma=20" in form.inputs["values"]
    told = await stage.submit("Ana", form, values="sigma=40\nlead=9\nz=1.65")
    assert told.kind == "private" and "198 units" in told.text
    line = await stage.command("Ana", "takt formula", name="safety_stock", values="sigma=40 lead=9 z=1.65")
    assert "198 units" in line.text
    assert list(stage.in_room()) == []


async def test_values_that_are_wrong_are_corrected_and_nothing_is_lost(play: Play) -> None:
    stage = play.stage
    refused = await stage.command("Ana", "takt formula", name="safety_stock", values="sigma=x lead=9")
    assert "no number" in refused.text and "is missing" in refused.text
    form = await stage.press("Ana", refused, "Correct it")
    assert form.inputs["values"] == "sigma=x lead=9"
    still = await stage.submit("Ana", form, values="sigma=20 lead=9")
    told = still.errors.get("values", still.text)
    assert "z is missing" in told
    form = still if still.kind == "form" else await stage.press("Ana", still, "Try again")
    assert "99 units" in (await stage.submit("Ana", form, values="sigma=20 lead=9 z=1.65")).text
    near = await stage.command("Ana", "takt formula", name="safty_stock")
    assert "SS = z" in (await stage.press("Ana", near, "Safety stock, constant lead time")).text


async def test_an_answer_is_typed_and_stands(play: Play) -> None:
    stage = play.stage
    await play.found()
    card = await stage.command("Ana", "takt practice", what="inventory")
    assert card.buttons == ("A", "B", "C", "D", "Type the answer")
    async with play.takt.desk.store.read() as tx:
        turn = await practice.turn(tx, 1)
    assert turn
    typed = play.takt.desk.bank.item(turn.item, turn.version).draw(turn.seed).typed
    assert typed
    form = await stage.press("Ana", card, "Type the answer")
    assert form.kind == "form" and list(form.inputs) == ["answer"]
    unread = await stage.submit("Ana", form, answer="about a dozen")
    assert "not one number" in unread.errors.get("answer", unread.text)
    form = unread if unread.kind == "form" else await stage.press("Ana", unread, "Try again")
    told = await stage.submit("Ana", form, answer=f"{typed.key:,f}")
    assert told.kind == "private" and re.search(r"Right: [\d$]", told.text)
    assert "Practice: no points, no streak." in told.text
    for label in ("Type the answer", "B"):
        assert "Right: " in (await stage.press("Ana", card, label)).text
    assert "Practice · Inventory" in (await stage.press("Ana", told, "One more")).text
