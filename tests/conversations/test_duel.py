"""A duel, and a question of practice, played on every platform with its real client library."""

from __future__ import annotations

from datetime import timedelta

from bot.store import duels, practice
from tests.conversations.conftest import Play
from tests.conversations.stage import Seen

DAY = timedelta(days=1)


async def gathered(play: Play) -> None:
    """A cohort in which three people have answered a question."""
    await play.found()
    card = await play.ask()
    for who in ("Ana", "Ben", "Chloe"):
        await play.stage.press(who, await play.stage.press(who, card, await play.key()), "Sure")


async def answer_all(play: Play, who: str, card: Seen, rights: int, number: int = 1) -> Seen:
    """Answer the questions of a duel, the first `rights` of them right."""
    async with play.takt.desk.store.read() as tx:
        items = await duels.items(tx, number)
    for done, item in enumerate(items):
        card = await play.stage.press(who, card, "ABCD"[item.key if done < rights else (item.key + 1) % 4])
    await play.settle()
    return card


async def test_a_duel_is_fought_in_private_and_shared_by_both(play: Play) -> None:
    stage = play.stage
    await gathered(play)
    before = len(stage.in_room())
    begun = await stage.command("Ana", "takt duel", member="@Ben", n="3")
    assert begun.kind == "private" and "Begin" in begun.buttons
    await play.settle()
    invitation = stage.direct("Ben")[-1]
    assert "Ana challenges you to a duel" in invitation.text
    assert "Ben" in (await stage.command("Ana", "takt duel", member="@Ben")).text, "a second one goes on with the first"

    first = await stage.press("Ana", begun, "Begin")
    assert "Duel · 1 of 3" in first.text
    through = await answer_all(play, "Ana", first, 3)
    assert "You are through" in through.text

    opening = await stage.press("Ben", stage.direct("Ben")[-1], "Accept")
    assert "Duel · 1 of 3" in opening.text
    ended = await answer_all(play, "Ben", opening, 1)
    assert "Your duel is over: 1 to 3" in ended.text
    assert "You won the duel: 3 to 1" in stage.direct("Ana")[-1].text
    assert "1 to 3" in stage.direct("Ben")[-1].text
    assert len(stage.in_room()) == before, "the room hears of nothing"

    why = await stage.press("Ben", ended, "Why?")
    assert "1 of 3 · Right" in why.text
    await stage.press("Ana", stage.direct("Ana")[-1], "Share")
    await play.settle()
    assert len(stage.in_room()) == before
    shared = await stage.press("Ben", stage.direct("Ben")[-1], "Share")
    assert "Shared" in shared.text
    await play.settle()
    assert len(stage.in_room()) == before + 1
    assert "3 to 1" in stage.in_room()[-1].text


async def test_a_duel_is_declined_and_another_one_lapses(play: Play) -> None:
    stage = play.stage
    await gathered(play)
    await stage.command("Ana", "takt duel", member="@Ben", n="3")
    await play.settle()
    declined = await stage.press("Ben", stage.direct("Ben")[-1], "Decline")
    assert "Declined" in declined.text
    await play.settle()
    assert "would rather not" in stage.direct("Ana")[-1].text
    assert stage.direct("Ben")[-1].buttons == ()
    await stage.press("Ben", declined, "No more duels")
    assert "takes no duels" in (await stage.command("Ana", "takt duel", member="@Ben")).text

    await stage.command("Ana", "takt duel", member="@Chloe", n="3")
    await play.advance(DAY + timedelta(minutes=1))
    assert "has lapsed" in stage.direct("Ana")[-1].text
    assert "This invitation is over" in stage.direct("Chloe")[-1].text


async def test_one_more_question_of_practice(play: Play) -> None:
    stage = play.stage
    await play.found()
    card = await play.ask()
    final = await stage.press("Ana", await stage.press("Ana", card, await play.key()), "Sure")
    count = len(stage.in_room())
    question = await stage.press("Ana", final, "One more")
    assert question.kind == "private" and "Practice · " in question.text
    async with play.takt.desk.store.read() as tx:
        turn = await practice.turn(tx, 1)
    assert turn
    wrong = (turn.order.index(play.takt.desk.bank.item(turn.item, turn.version).draw(turn.seed).key) + 1) % 4
    told = await stage.press("Ana", question, "ABCD"[wrong])
    assert "no points, no streak" in told.text and "It comes back" in told.text
    assert "Practice · " in (await stage.press("Ana", told, "One more")).text
    missed = await stage.command("Ana", "takt practice", what="missed")
    assert "Nothing to repeat right now" in missed.text
    await play.settle()
    assert len(stage.in_room()) == count
