"""A member reports a question, the leaders decide, and the member hears of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.chat.message import Invalid
from bot.chat.platform import Refused
from bot.chat.text import words
from bot.model.places import Room
from bot.store import asides
from bot.store.asides import ReportState
from bot.store.schema import report
from tests.core.world import (
    World,
    answered,
    as_card,
    as_form,
    ask_now,
    found_cohort,
    labels,
    text_of,
    token,
    world,
)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await found_cohort(w)
        yield w


async def reports(w: World) -> int:
    async with w.desk.store.read() as tx:
        return int((await tx.execute(select(func.count()).select_from(report))).scalar_one())


async def reported(w: World, text: str = "Two options are right") -> int:
    number = await ask_now(w)
    await answered(w, "ana", number)
    form = as_form(await w.press("ana", f"report:{number}"))
    thanks = as_card(await w.submit("ana", form.token, text=text))
    assert thanks.title == "Thank you for looking closely"
    await w.settle()
    return number


async def test_a_report_reaches_each_leader_with_the_item_and_the_words(here: World) -> None:
    await here.command("ben", "cohort show")
    await here.command("lea", "cohort appoint", member="<@ben>")
    number = await reported(here, "The key is *wrong* @everyone")
    for leader in ("lea", "ben"):
        (message,) = here.platform.direct(leader)
        assert message.card.title == "Q1 is reported"
        assert "The key is *wrong* @everyone" in text_of(message.card)
        assert labels(message.card) == ["Correct the key", "Withdraw it", "Decline"]
    async with here.desk.store.read() as tx:
        kept = await asides.get_report(tx, 1)
    assert kept and kept.round == number
    assert f"{kept.item}, version {kept.version}" in text_of(message.card)
    assert len(here.platform.in_room("cpim")) == 1


async def test_the_same_words_twice_are_one_report(here: World) -> None:
    number = await reported(here)
    again = as_card(await here.submit("ana", f"reported:{number}", text="Two options are right "))
    assert again.title == "Thank you for looking closely"
    await here.settle()
    assert await reports(here) == 1
    assert len(here.platform.direct("lea")) == 1
    await here.submit("ana", f"reported:{number}", text="Something else")
    await here.submit("ben", f"reported:{number}", text="Two options are right")
    assert await reports(here) == 3


async def test_an_empty_or_endless_report_is_explained(here: World) -> None:
    number = await ask_now(here)
    for text in ("", "   ", "x" * 1001):
        assert isinstance(await here.submit("ana", f"reported:{number}", text=text), Invalid)
    assert await reports(here) == 0


async def test_reporting_reveals_nothing_about_an_open_question(here: World) -> None:
    number = await ask_now(here)
    form = as_form(await here.press("ben", f"report:{number}"))
    thanks = as_card(await here.submit("ben", form.token, text="Hm"))
    await here.settle()
    (message,) = here.platform.direct("lea")
    async with here.desk.store.read() as tx:
        kept = await asides.get_report(tx, 1)
    assert kept
    question = here.desk.bank.item(kept.item, kept.version).draw(0)
    for shown in (form.title, text_of(thanks), text_of(message.card)):
        assert not any(option.why in shown for option in question.options)
        assert "the key is " not in shown.casefold()


async def test_an_accepted_report_is_settled_for_all_leaders_and_told_to_the_member(here: World) -> None:
    await here.command("ben", "cohort show")
    await here.command("lea", "cohort appoint", member="<@ben>")
    await reported(here)
    await here.advance(timedelta(hours=23))
    (message,) = here.platform.direct("lea")
    withdraw = as_card(await here.press("lea", token(message.card, "Withdraw it"), direct=True))
    button = token(withdraw, "Withdraw Q1")
    assert as_card(await here.press("lea", button, direct=True)).title == "Q1 withdrawn"
    assert as_card(await here.press("ben", button, direct=True)).title == "The report on Q1 is settled already"
    await here.settle()
    for leader in ("lea", "ben"):
        (message,) = here.platform.direct(leader)
        assert labels(message.card) == []
        assert "Settled: Accepted by Lea: The question is withdrawn." in text_of(message.card)
    assert "Your report on Q1 was accepted" in text_of(await here.command("ana", "cohort show"))
    assert "Your report" not in text_of(await here.command("ana", "cohort show"))
    assert here.platform.direct("ana") == []


@pytest.mark.parametrize("reason", ["", "B holds only\nfor level demand"])
async def test_a_report_is_declined_with_or_without_a_reason(here: World, reason: str) -> None:
    await reported(here)
    (message,) = here.platform.direct("lea")
    form = as_form(await here.press("lea", token(message.card, "Decline"), direct=True))
    assert as_card(await here.submit("lea", form.token, direct=True, reason=reason)).title == "Report on Q1 declined"
    again = as_card(await here.press("lea", token(message.card, "Decline"), direct=True))
    assert again.title == "The report on Q1 is settled already"
    said = text_of(await here.command("ana", "cohort show"))
    assert "Your report on Q1 was declined" in said
    assert ("They say: B holds only for level demand" in said) == bool(reason)
    async with here.desk.store.read() as tx:
        kept = await asides.get_report(tx, 1)
    assert kept and kept.state is ReportState.DECLINED


async def test_only_a_leader_of_that_cohort_decides(here: World) -> None:
    await reported(here)
    for who in ("ana", "zoe"):
        for button in ("report:accept:1", "report:withdrawn:1", "report:decline:1", "report:declined:1"):
            refused = as_card(await here.press(who, button, direct=True))
            assert refused.title == "This is for the leaders of the cohort"
    assert as_card(await here.press("lea", "report:accept:9", direct=True)).title == "This button is out of date"
    async with here.desk.store.read() as tx:
        kept = await asides.get_report(tx, 1)
    assert kept and kept.state is ReportState.OPEN


async def test_a_leader_of_two_cohorts_decides_on_the_older_ones_report(here: World) -> None:
    await reported(here)
    await found_cohort(here, Room("pretend", "guild", "other"))
    assert as_card(await here.submit("lea", "report:declined:1", direct=True)).title == "Report on Q1 declined"


async def test_a_question_of_elsewhere_or_withdrawn_cannot_be_reported(here: World) -> None:
    number = await ask_now(here)
    assert as_card(await here.press("zoe", f"report:{number}", direct=True)).title.startswith("This question cannot")
    await here.command("lea", "cohort replace")
    assert as_card(await here.press("ana", f"report:{number}")).title.startswith("This question cannot")
    assert as_card(await here.submit("ana", f"reported:{number}", text="Hm")).title.startswith("This question cannot")
    assert as_card(await here.press("ana", "report:999")).title.startswith("This question cannot")
    assert await reports(here) == 0


# --- what could not be posted


async def parked(w: World) -> str:
    """The token of *Try again* in the leader's letter, after a question that the room refused."""
    w.platform.failures.append((Refused("may not send", "grant Send Messages"), False))
    await ask_now(w)
    await w.settle()
    (message,) = w.platform.direct("lea")
    assert "cannot post" in message.card.title
    return token(message.card, "Try again")


async def test_try_again_posts_what_was_refused_once(here: World) -> None:
    button = await parked(here)
    assert here.platform.in_room("cpim") == []
    assert as_card(await here.press("lea", button, direct=True)).title == "I am trying again"
    assert as_card(await here.press("lea", button, direct=True)).title == "It is in the channel, or on its way"
    await here.settle()
    assert len(here.platform.in_room("cpim")) == 1


async def test_try_again_says_what_is_still_missing(here: World) -> None:
    button = await parked(here)
    here.platform.lacking = ["Grant Takt “Send Messages” in #cpim"]
    card = as_card(await here.press("lea", button, direct=True))
    assert card.title == "Something is still missing"
    assert "Send Messages" in words(card.text)
    here.platform.lacking = []
    assert as_card(await here.press("lea", token(card, "Try again"), direct=True)).title == "I am trying again"


async def test_what_stands_under_a_refused_question_follows_it(here: World) -> None:
    button = await parked(here)
    await here.advance(timedelta(hours=23))
    await here.press("lea", button, direct=True)
    await here.settle()
    question = here.platform.in_room("cpim")[0]
    assert question.card.title.startswith("Q1")
    assert len(here.platform.under(question)) == 1


async def test_only_leaders_try_again(here: World) -> None:
    button = await parked(here)
    assert as_card(await here.press("ana", button, direct=True)).title == "This is for the leaders of the cohort"
    assert as_card(await here.press("lea", "letter:retry:999", direct=True)).title == "This button is out of date"
