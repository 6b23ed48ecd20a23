"""A live round in the weekly meeting, from start to end, on every platform with its real client library."""

from __future__ import annotations

from datetime import timedelta

from bot.model.items import LETTERS
from bot.store import live
from tests.conversations.conftest import Play
from tests.conversations.stage import Seen

SECOND = timedelta(seconds=1)
PEOPLE = ("Ana", "Ben", "Chloe", "Dev", "Esi")


async def key(play: Play, place: int) -> int:
    async with play.takt.desk.store.read() as tx:
        return (await live.items(tx, 1))[place].key


async def vote(play: Play, card: Seen, place: int, marks: str) -> list[Seen]:
    """`x` right, `o` another one, `-` nothing."""
    right = await key(play, place)
    receipts = []
    for who, mark in zip(PEOPLE, marks, strict=True):
        if mark != "-":
            receipts.append(await play.stage.press(who, card, LETTERS[(right + (mark == "o")) % 4]))
    return receipts


async def test_a_live_round_splits_the_room_convinces_and_ends(play: Play) -> None:
    stage = play.stage
    await play.found()
    await play.ask()
    await play.advance(timedelta(days=1))
    before = len(stage.in_room())

    control = await stage.command("Lea", "challenge live", n="2", seconds="20")
    assert control.kind == "private" and "You lead: 2 questions" in control.text
    assert control.buttons == ("Start now", "How it stands", "Stop it")
    await play.settle()
    assert len(stage.in_room()) == before + 1
    assert "Live round: 2 questions" in stage.in_room()[-1].text

    control = await stage.press("Lea", control, "Start now")
    await play.settle()
    card = stage.in_room()[-1]
    assert "Live: 1 of 2" in card.text and set("ABCD") <= set(card.buttons)
    receipts = await vote(play, card, 0, "xxooo")
    assert all(r.kind == "private" and " it is" in r.text and "The key comes when" in r.text for r in receipts)

    await play.advance(30 * SECOND)
    split = stage.in_room()[-1]
    assert "the room is split" in split.text and not split.buttons
    (argue,) = stage.under(split)
    assert "Convince me" in argue.text

    await play.advance(timedelta(minutes=2))
    card = stage.in_room()[-1]
    assert "second vote" in card.text
    await vote(play, card, 0, "--xx-")
    await play.advance(26 * SECOND)
    shown = stage.in_room()[-1]
    assert f"the key is {LETTERS[await key(play, 0)]}" in shown.text
    assert "40% → 80%" in shown.text and "2 changed their mind" in shown.text
    assert "Ana" in shown.text and "10 points" in shown.text

    await play.advance(20 * SECOND)
    card = stage.in_room()[-1]
    assert "Live: 2 of 2" in card.text
    await vote(play, card, 1, "xxxxx")
    late = await key(play, 1)
    await play.advance(21 * SECOND)
    assert "The time is up" in (await stage.press("Lea", card, LETTERS[late])).text
    await play.advance(30 * SECOND)
    ended = stage.in_room()[-1]
    assert "Live round: how it ended" in ended.text and "20 points" in ended.text
    assert len(stage.in_room()) == before + 1
    assert not stage.violations()


async def test_a_leader_stops_a_live_round(play: Play) -> None:
    stage = play.stage
    await play.found()
    control = await stage.command("Lea", "challenge live", domain="inventory", n="1")
    await play.advance(16 * SECOND)
    await stage.press("Lea", control, "Stop it")
    await play.settle()
    assert "The live round was stopped" in stage.in_room()[-1].text
    again = await stage.command("Lea", "challenge live", domain="inventory", n="1")
    assert "You lead" in again.text
