"""The life of a study group, played on every platform with its real client library."""

from __future__ import annotations

from datetime import timedelta

from tests.conversations.conftest import Play

DAY = timedelta(days=1)


async def test_a_cohort_is_created_and_welcomed_once(play: Play) -> None:
    stage = play.stage
    stage.grant("Lea")
    form = await stage.command("Lea", "cohort create")
    assert form.kind == "form"
    reply = await stage.submit("Lea", form, exam="cpim-9.0", zone="Europe/Berlin", name="Early birds")
    assert {"Ask now", "Preview", "Change time"} <= set(reply.buttons)
    await play.settle()
    (welcome,) = stage.in_room()
    assert "Early birds" in welcome.text
    assert "not affiliated with ASCM" in welcome.text
    again = await stage.command("Ben", "cohort create", exam="cpim-9.0", zone="Europe/Berlin")
    assert "Lea" in again.text
    await play.settle()
    assert len(stage.in_room()) == 1


async def test_a_question_is_answered_settled_closed_and_explained(play: Play) -> None:
    stage = play.stage
    await play.found()
    card = await play.ask()
    key, wrong = await play.key(), await play.wrong()
    assert set("ABCD") <= set(card.buttons)

    receipt = await stage.press("Ana", card, key)
    assert receipt.kind == "private"
    assert f"{key}. How sure?" in receipt.text
    shown = await stage.press("Ana", receipt, "Sure")
    assert f"Right: {key}" in shown.text

    receipt = await stage.press("Ben", card, wrong)
    shown = await stage.press("Ben", receipt, "Guess")
    assert f"Not {wrong}: the key is {key}" in shown.text

    unsettled = await stage.press("Chloe", card, key)
    assert "Sure" in unsettled.buttons

    await play.advance(timedelta(minutes=1))
    assert "3 answered" in stage.in_room()[-1].text

    await play.advance(DAY)
    closed = stage.in_room()[1]
    assert closed.buttons == ("Try it", "Why?")
    (reveal,) = stage.under(closed)
    assert f"the key is {key}" in reveal.text
    for other in set("ABCD") - {key}:
        assert f"Why not {other}" in reveal.text
    assert "shares are shown from 5 answers on" in reveal.text


async def test_a_mind_is_changed_once_and_the_last_choice_stands(play: Play) -> None:
    stage = play.stage
    await play.found()
    card = await play.ask()
    key, wrong = await play.key(), await play.wrong()
    receipt = await stage.press("Ana", card, wrong)
    letters = await stage.press("Ana", receipt, "Change")
    changed = await stage.press("Ana", letters, key)
    assert f"{key}. How sure?" in changed.text
    final = await stage.press("Ana", changed, "Sure")
    assert f"Right: {key}" in final.text


async def test_an_impatient_member_gets_the_first_receipt_again(play: Play) -> None:
    await play.found()
    card = await play.ask()
    first, second = await play.stage.press_twice("Ana", card, "B")
    assert "B. How sure?" in first.text
    assert "B. How sure?" in second.text
    await play.advance(timedelta(minutes=1))
    assert "1 answered" in play.stage.in_room()[-1].text


async def test_after_the_close_everything_is_practice(play: Play) -> None:
    stage = play.stage
    await play.found()
    await play.ask()
    await play.advance(DAY)
    closed = stage.in_room()[1]
    tried = await stage.press("Dev", closed, "Try it")
    told = await stage.press("Dev", tried, "A")
    assert "Practice: no points, no streak." in told.text
    why = await stage.press("Dev", closed, "Why?")
    assert "You did not answer this one." in why.text
    score = await stage.command("Dev", "score show")
    assert score.kind == "private"


async def test_scores_and_the_board_agree(play: Play) -> None:
    stage = play.stage
    await play.found()
    card = await play.ask()
    for who, letter in (("Ana", await play.key()), ("Ben", await play.wrong())):
        await stage.press(who, await stage.press(who, card, letter), "Sure")
    score = await stage.command("Ana", "score show")
    assert "10" in score.text
    board = await stage.command("Ben", "takt board")
    assert board.kind == "private"
    assert board.text.index("Ana") < board.text.index("Ben")
    assert "Post to the room" not in board.buttons
    posted = await stage.command("Lea", "takt board")
    count = len(stage.in_room())
    await stage.press("Lea", posted, "Post to the room")
    await play.settle()
    assert len(stage.in_room()) == count + 1


async def test_a_countdown_is_set_and_a_reminder_comes_in_private(play: Play) -> None:
    stage = play.stage
    await play.found()
    reply = await stage.command(
        "Ana", "countdown set", date="2026-12-07", time="09:00", zone="Europe/Berlin", venue="centre"
    )
    assert "7 December 2026" in reply.text
    before = len(stage.in_room())
    await play.advance(timedelta(days=8))
    assert stage.direct("Ana"), "no reminder came"
    assert any("Exam Handbook" in seen.text for seen in stage.direct("Ana"))
    assert not any("Ana" in seen.text and "exam" in seen.text.lower() for seen in stage.in_room()[before:])


async def test_impossible_dates_are_refused_with_what_would_be_right(play: Play) -> None:
    await play.found()
    past = await play.stage.command("Ana", "countdown set", date="2020-01-01")
    assert "past" in past.text
    nowhere = await play.stage.command(
        "Ana", "countdown set", date="2027-03-14", time="09:00", zone="Atlantis", venue="centre"
    )
    assert "Atlantis" in nowhere.text


async def test_a_report_reaches_the_leader_and_the_reporter_hears_back(play: Play) -> None:
    stage = play.stage
    await play.found()
    card = await play.ask()
    receipt = await stage.press("Ana", card, await play.wrong())
    shown = await stage.press("Ana", receipt, "Guess")
    form = await stage.press("Ana", shown, "Report a mistake")
    assert form.kind == "form"
    (name,) = form.inputs
    thanks = await stage.submit("Ana", form, **{name: "The unit in option B is *wrong* <!channel> @everyone"})
    assert "thank" in thanks.text.lower()
    await play.settle()
    (told,) = stage.direct("Lea")
    assert "@everyone" in told.text.replace("\u200b", "")
    waits = await stage.press("Lea", told, "Correct the key")
    assert "still open" in waits.text
    await stage.submit("Lea", await stage.press("Lea", told, "Decline"), reason="It is as the stem says")
    heard = await stage.command("Ana", "score show")
    assert "report" in heard.text.lower()


async def test_members_may_not_lead_and_are_told_who_does(play: Play) -> None:
    await play.found()
    refused = await play.stage.command("Ben", "cohort ask")
    assert "Lea" in refused.text
    await play.settle()
    assert len(play.stage.in_room()) == 1


async def test_an_alias_is_what_others_see(play: Play) -> None:
    stage = play.stage
    await play.found()
    card = await play.ask()
    receipt = await stage.press("Ana", card, await play.key())
    form = await stage.press("Ana", receipt, "Use an alias")
    assert form.kind == "form"
    (name,) = form.inputs
    await stage.submit("Ana", form, **{name: "Kanban Fox"})
    await play.advance(DAY)
    board = await stage.command("Ben", "takt board")
    assert "Kanban Fox" in board.text
    assert "Ana" not in board.text


async def test_help_is_the_front_door(play: Play) -> None:
    help = await play.stage.command("Ben", "takt help")
    assert "not affiliated with ASCM" in help.text
    assert "cohort create" in help.text
    await play.found()
    rules = await play.stage.command("Ben", "takt help", topic="score")
    assert "10" in rules.text


async def test_the_exam_at_a_glance_names_no_price(play: Play) -> None:
    card = await play.stage.command("Ben", "takt exam")
    assert "150" in card.text
    assert "USD" not in card.text
    assert "$" not in card.text


async def test_a_week_makes_one_message_a_study_day_and_one_summary(play: Play) -> None:
    stage = play.stage
    await play.found()
    await play.advance(timedelta(days=1))
    for _ in range(7):
        card = stage.in_room()[-1]
        if "A" in card.buttons:
            for who in ("Ana", "Ben", "Chloe", "Dev", "Esi"):
                await stage.press(who, card, await play.key())
        await play.advance(DAY)
    questions = [seen for seen in stage.in_room() if seen.text.startswith("Q") or "Q" in seen.text.split("\n")[0]]
    # a welcome; Tuesday to Friday, Monday, Tuesday; one summary
    assert len(stage.in_room()) == 1 + 6 + 1
    assert len(questions) >= 6
