"""A challenge from the form to the final report, played on every platform with its real client library."""

from __future__ import annotations

from datetime import timedelta

from tests.conversations.conftest import Play, answer_day, create_challenge

DAY = timedelta(days=1)


async def test_a_challenge_is_created_joined_played_shown_and_decided(play: Play) -> None:
    stage = play.stage
    await play.found()

    about = {"name": "Two days", "start": "2026-11-24", "end": "2026-11-25", "domains": "inventory, demand"}
    entry = {"teams": "random", "count": "2", "entry": "everyone", "late": "yes"}
    announced = await create_challenge(play, {**about, "questions": "2"}, entry, study_days=2)
    assert len(stage.in_room()) == 2
    assert {"Join", "Standings"} <= set(announced.buttons)

    for who in ("Ana", "Ben", "Chloe"):
        assert "You joined Two days" in (await stage.press(who, announced, "Join")).text
    await play.advance(timedelta(minutes=1))
    assert "3 joined" in stage.in_room()[1].text

    await play.advance(DAY)
    card = next(seen for seen in stage.in_room() if "Two days · day 1" in seen.text)
    done = await answer_day(play, stage, "Ana", card, [True, True])
    assert "20 of 20 points" in done.text
    await answer_day(play, stage, "Ben", card, [True, False])
    again = await stage.press("Ben", card, "Start")
    assert "day 1 is done" in again.text

    offered = await stage.press("Dev", card, "Start")
    assert offered.buttons == ("Join and start",)

    await play.advance(DAY)
    closed = next(seen for seen in stage.in_room() if "Two days · day 1" in seen.text)
    assert closed.buttons == ("Try it", "Standings")
    second = next(seen for seen in stage.in_room() if "Two days · day 2" in seen.text)
    await answer_day(play, stage, "Chloe", second, [True, True])
    shown = await stage.command("Ana", "challenge show")
    assert shown.kind == "private"
    assert "#1" in shown.text and "2 of 2 answered, 2 right: 20 of 20 points" in shown.text

    await play.advance(DAY)
    (report,) = [seen for seen in stage.in_room() if "Two days: the result" in seen.text]
    assert "The winning team is" in report.text or "A tie:" in report.text
    assert "20 of 40 points" in report.text, "Ana was away on the second day"
    own = await stage.press("Chloe", report, "How I did")
    assert "Your result in Two days" in own.text
    tried = await stage.press("Dev", closed, "Try it")
    assert "Practice: no points." in (await stage.press("Dev", tried, "A")).text


async def test_a_challenge_is_cancelled_and_its_card_says_so(play: Play) -> None:
    stage = play.stage
    await play.found()
    form = await stage.press("Lea", await stage.command("Lea", "challenge create"), "Domain week")
    await stage.press("Lea", await stage.submit("Lea", form), "Create it")
    await play.settle()
    asked = await stage.command("Lea", "challenge cancel")
    await stage.press("Lea", asked, "Cancel the challenge")
    await play.settle()
    assert "cancelled" in stage.in_room()[-1].text
    assert stage.in_room()[-1].buttons == ()


async def test_a_form_that_cannot_be_is_opened_again_with_what_was_typed(play: Play) -> None:
    stage = play.stage
    await play.found()
    form = await stage.press("Lea", await stage.command("Lea", "challenge create"), "My own")
    wrong = await stage.submit("Lea", form, name="Backwards", start="2026-11-26", end="2026-11-24", questions="1")
    assert "ends before it begins" in wrong.text + "".join(wrong.errors.values())
