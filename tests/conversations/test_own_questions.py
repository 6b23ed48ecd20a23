"""A member writes a question, a reader answers it blind and approves it, the cohort is asked: on every platform."""

from __future__ import annotations

from datetime import timedelta

from bot.store import questions, rounds
from tests.conversations.conftest import Play
from tests.conversations.stage import Seen
from tests.core.own_questions.group import REASONS, STEM, WORDS

DAY = timedelta(days=1)


async def joined(play: Play) -> None:
    """A cohort with a leader, and Ana and Ben as members."""
    await play.found()
    card = await play.ask()
    for who in ("Ana", "Ben"):
        await play.stage.press(who, card, "A")


async def written(play: Play, who: str) -> Seen:
    """Both forms: the first one wrong at first."""
    stage = play.stage
    seen = await stage.command(who, "takt question add")
    for label in ("Inventory", "IN13 Safety stock", "Apply: use it in a case, or compute"):
        seen = await stage.press(who, seen, next(b for b in seen.buttons if b.startswith(label.split()[0])))
    assert seen.kind == "form" and set(seen.inputs) == set(WORDS)
    wrong = await stage.submit(who, seen, **(WORDS | {"right": "All of the above"}))
    if wrong.kind != "form":  # Discord cannot keep a form open
        wrong = await stage.press(who, wrong, "Try again")
    assert wrong.inputs["stem"] == STEM and wrong.inputs["wrong1"] == WORDS["wrong1"]
    first = await stage.submit(who, wrong, right=WORDS["right"])
    assert "now the reasons" in first.text
    form = await stage.press(who, first, "Write the reasons")
    assert set(form.inputs) == set(REASONS)
    return await stage.submit(who, form, **REASONS)


def letter(card: Seen, text: str) -> str:
    """The letter before this answer, as it is shown."""
    before = card.text[: card.text.index(text)].rstrip("*_ .·:\n)—-")
    return before[-1]


async def test_a_question_is_written_read_blind_approved_asked_and_credited(play: Play) -> None:
    stage = play.stage
    await joined(play)
    assert "have not written any" in (await stage.command("Ana", "takt question list")).text
    assert "handed in" in (await written(play, "Ana")).text
    await play.settle()
    blind = stage.direct("Lea")[-1]
    assert STEM in blind.text and not any(why in blind.text for why in REASONS.values())
    seen = await stage.press("Lea", blind, letter(blind, WORDS["right"]))
    assert all(why in seen.text for why in REASONS.values()) and "Approve" in seen.buttons
    first, second = await stage.press_twice("Lea", seen, "Approve")
    assert "is approved" in first.text and "is approved" in second.text
    assert "is approved" in (await stage.command("Ana", "takt question list")).text

    async with play.takt.desk.store.write() as tx:
        await rounds.prepare(tx, 1, questions.item_id(1), 5)
    card = await play.ask()
    assert STEM in card.text and "Ana" not in card.text
    receipt = await stage.press("Ben", card, letter(card, WORDS["right"]))
    assert REASONS["why0"] in (await stage.press("Ben", receipt, "Sure")).text
    await play.advance(DAY)
    (asked,) = [seen for seen in stage.in_room() if STEM in seen.text]
    (reveal,) = stage.under(asked)
    assert "Written by" in reveal.text and "Ana" in reveal.text


async def test_a_named_reader_disagrees_and_sends_it_back_with_a_word(play: Play) -> None:
    stage = play.stage
    await joined(play)
    assert "Ben reads questions now" in (await stage.command("Lea", "takt question reader", member="@Ben")).text
    await written(play, "Lea")
    await play.settle()
    blind = stage.direct("Ben")[-1]
    seen = await stage.press("Ben", blind, letter(blind, WORDS["wrong3"]))
    assert "Approve" not in seen.buttons and "rewritten" in seen.text
    form = await stage.press("Ben", seen, "Send back")
    await stage.submit("Ben", form, word="Counting *also* lowers it @everyone")
    told = await stage.command("Lea", "takt question list")
    assert "came back" in told.text and "lowers it" in told.text
    assert "Rewrite it" in told.buttons
    sure = await stage.command("Lea", "takt question withdraw", number="1")
    assert "is withdrawn" in (await stage.press("Lea", sure, "Withdraw 1")).text
