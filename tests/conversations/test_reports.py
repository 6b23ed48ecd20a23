"""A wrong key is corrected by a leader, and put back: on every platform with its real client library."""

from __future__ import annotations

from datetime import timedelta

from tests.conversations.conftest import Play
from tests.conversations.stage import Seen

DAY = timedelta(days=1)


async def reported(play: Play) -> tuple[str, str]:
    """A closed question that Ana answered by its key and Ben by the letter that is right; that letter and the key."""
    stage = play.stage
    await play.found()
    card = await play.ask()
    key, right = await play.key(), await play.wrong()
    for who, letter in (("Ana", key), ("Ben", right)):
        shown = await stage.press(who, await stage.press(who, card, letter), "Sure")
    form = await stage.press("Ben", shown, "Report a mistake")
    await stage.submit("Ben", form, text="The demand is *weekly* @everyone")
    await play.advance(DAY)
    return right, key


async def corrected(play: Play, right: str) -> Seen:
    stage = play.stage
    page = await stage.command("Lea", "takt reports")
    assert "Ben" in page.text and "weekly" in page.text
    form = await stage.press("Lea", page, "Correct the key")
    assert form.kind == "form" and set(form.inputs) == {"key", "word"}
    return await stage.submit("Lea", form, key=right, word="The demand is weekly")


async def test_a_leader_corrects_a_key_and_undoes_it(play: Play) -> None:
    stage = play.stage
    right, key = await reported(play)
    done = await corrected(play, right)
    assert done.kind == "private" and "Q1 corrected" in done.text
    await play.settle()
    note = stage.in_room()[-1]
    assert "A correction to Q1" in note.text and "The demand is weekly" in note.text
    (reveal,) = stage.under(stage.in_room()[1])
    assert f"the key is {right}" in reveal.text
    assert "8 points more for you" in (await stage.command("Ben", "score show")).text
    assert "8 points fewer for you" in (await stage.command("Ana", "score show")).text
    board = await stage.command("Ana", "takt board")
    assert board.text.index("Ben") < board.text.index("Ana")

    undone = await stage.press("Lea", done, "Undo")
    assert "as it was before" in undone.text
    await play.settle()
    assert "is taken back" in stage.in_room()[-1].text
    (reveal,) = stage.under(stage.in_room()[1])
    assert f"the key is {key}" in reveal.text
    record = await stage.press("Lea", await stage.command("Lea", "takt reports"), "What was decided")
    assert "Taken back by Lea" in record.text


async def test_a_leader_withdraws_a_question_with_two_quick_presses(play: Play) -> None:
    stage = play.stage
    await reported(play)
    sure = await stage.press("Lea", await stage.command("Lea", "takt reports"), "Withdraw it")
    told = [seen.text for seen in await stage.press_twice("Lea", sure, "Withdraw Q1")]  # either may be heard first
    assert any("Q1 withdrawn" in text for text in told)
    assert all("Q1 withdrawn" in text or "settled already" in text for text in told)
    await play.settle()
    assert [seen.text for seen in stage.in_room()].count(stage.in_room()[-1].text) == 1
    assert "Q1 is withdrawn" in stage.in_room()[-1].text
    assert "No report is open" in (await stage.command("Lea", "takt reports")).text
