"""After the exam: what is told, what follows from it, and that nothing happens twice."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.chat.message import Card
from bot.model.appointment import Outcome
from bot.model.people import Membership
from bot.store import memberships, people
from tests.core.test_countdown import kept, line, read
from tests.core.test_reminders import told
from tests.core.world import World, as_card, found_cohort, labels, token, world

AFTER = datetime(2026, 12, 11, 8, 30, tzinfo=UTC)


@pytest.fixture
async def w(tmp_path: Path) -> AsyncIterator[World]:
    """The morning after an exam that Ana had booked, in a cohort."""
    async with world(tmp_path) as made:
        await found_cohort(made)
        await line(made, "ana", "set 10 December 2026 13:00 Berlin centre")
        made._clock[0] = AFTER
        await made.settle()
        yield made


def asked(w: World) -> Card:
    """The latest question about the result."""
    cards = [m.card for m in w.platform.direct("ana") if "Passed" in labels(m.card)]
    return cards[-1]


def rooms(w: World) -> list[str]:
    return [m.card.title for m in w.platform.in_room("cpim") if ":passed:" in m.key]


async def outcome(w: World) -> Outcome:
    found = await kept(w, "ana")
    assert found is not None
    return found.appointment.outcome


async def membership(w: World) -> Membership:
    async with w.desk.store.read() as tx:
        known = await people.identify(tx, w.asker("ana").account)
        assert known is not None
        found = await memberships.get(tx, 1, known.person)
    assert found is not None
    return found


async def test_the_day_after_it_asks_with_four_answers(w: World) -> None:
    assert labels(asked(w)) == ["Passed", "Not this time", "No result yet", "Don't ask"]
    assert "confidential" in read(asked(w))


async def test_passed_congratulates_and_announces_only_if_wished(w: World) -> None:
    reply = await w.press("ana", token(asked(w), "Passed"), direct=True)
    assert "75 professional development points by Wednesday 10 December 2031" in read(reply)
    assert "Ana has passed the CPIM exam" in read(reply)
    assert "Exam content is confidential" in read(reply)
    await w.settle()
    assert rooms(w) == []
    assert (await membership(w)).alumni
    done = await w.press("ana", token(reply, "Announce"), direct=True)
    await w.press("ana", token(reply, "Announce"), direct=True)
    await w.settle()
    assert as_card(done).title == "Your cohort knows"
    assert rooms(w) == ["A member has passed the exam"]
    assert "Announce" not in labels(await w.command("ana", "countdown result"))


async def test_the_announcement_uses_the_alias(w: World) -> None:
    async with w.desk.store.write() as tx:
        known = await people.identify(tx, w.asker("ana").account)
        assert known is not None
        await people.change(tx, known.person, alias="Kanban Kat")
    reply = await w.press("ana", token(asked(w), "Passed"), direct=True)
    await w.press("ana", token(reply, "Announce"), direct=True)
    await w.settle()
    card = next(m.card for m in w.platform.in_room("cpim") if ":passed:" in m.key)
    assert "Kanban Kat has passed" in read(card)
    assert "Ana" not in read(card)


async def test_kept_private_tells_nobody(w: World) -> None:
    reply = await w.press("ana", token(asked(w), "Passed"), direct=True)
    assert as_card(await w.press("ana", token(reply, "Keep it private"), direct=True)).title == "It stays between us"
    await w.settle()
    assert rooms(w) == []
    assert await outcome(w) is Outcome.PASSED


async def test_only_the_member_who_passed_can_announce_it(w: World) -> None:
    reply = await w.press("ana", token(asked(w), "Passed"), direct=True)
    stranger = await w.press("ben", token(reply, "Announce"))
    assert as_card(stranger).title == "This is about another exam"
    await w.settle()
    assert rooms(w) == []


async def test_not_this_time_gives_the_earliest_retake_and_a_gentle_plan(w: World) -> None:
    reply = await w.press("ana", token(asked(w), "Not this time"), direct=True)
    assert "The earliest day to sit again is Friday 25 December 2026" in read(reply)
    assert "Set a new date" in labels(reply)
    assert not (await membership(w)).alumni
    early = read(await line(w, "ana", "set 20 December 2026 13:00 Berlin centre"))
    assert "before your earliest retake, Friday 25 December 2026" in early
    assert await outcome(w) is Outcome.NONE


async def test_no_result_yet_asks_again_twice_at_most(w: World) -> None:
    first = asked(w)
    for _ in range(2):
        reply = await w.press("ana", token(first, "No result yet"), direct=True)
        assert "I will ask again in a few days" in read(reply)
    await w.advance(datetime(2026, 12, 16, tzinfo=UTC))
    assert told(w).count("Is there a result by now?") == 1
    await w.press("ana", token(asked(w), "No result yet"), direct=True)
    await w.press("ana", token(first, "No result yet"), direct=True)
    await w.advance(datetime(2026, 12, 23, tzinfo=UTC))
    assert told(w).count("Is there a result by now?") == 2
    reply = await w.press("ana", token(asked(w), "No result yet"), direct=True)
    assert "I will not ask again" in read(reply)
    await w.press("ana", token(first, "No result yet"), direct=True)
    await w.advance(datetime(2027, 1, 10, tzinfo=UTC))
    assert told(w).count("Is there a result by now?") == 2
    await w.press("ana", token(first, "Passed"), direct=True)
    assert await outcome(w) is Outcome.PASSED


async def test_dont_ask_ends_it(w: World) -> None:
    reply = await w.press("ana", token(asked(w), "Don't ask"), direct=True)
    assert as_card(reply).title == "I will not ask"
    await w.advance(datetime(2027, 1, 10, tzinfo=UTC))
    assert told(w).count("How was your exam?") == 1
    assert "Is there a result by now?" not in told(w)


async def test_a_slip_can_be_put_right(w: World) -> None:
    reply = await w.press("ana", token(asked(w), "Passed"), direct=True)
    again = await w.press("ana", token(reply, "That was a slip"), direct=True)
    assert await outcome(w) is Outcome.PASSED
    await w.press("ana", token(again, "Not this time"), direct=True)
    assert await outcome(w) is Outcome.NOT_YET
    assert not (await membership(w)).alumni
    assert as_card(await w.press("ana", token(reply, "Announce"))).title == "This is about another exam"


async def test_a_new_countdown_brings_an_alumnus_back(w: World) -> None:
    await w.press("ana", token(asked(w), "Passed"), direct=True)
    await line(w, "ana", "set 10 January 2027 13:00 Berlin centre")
    assert not (await membership(w)).alumni
    stale = await w.press("ana", token(asked(w), "Passed"), direct=True)
    assert as_card(stale).title == "This is about another exam"


async def test_the_command_asks_and_remembers(w: World) -> None:
    reply = await w.command("ana", "countdown result")
    await w.press("ana", token(reply, "Not this time"))
    assert as_card(await w.command("ana", "countdown result")).title == "Thank you for telling me"
    assert as_card(await w.command("ana", "countdown show")).title == "Thank you for telling me"


async def test_a_result_before_a_booked_exam_is_refused(w: World) -> None:
    await line(w, "ben", "set 10 January 2027 13:00 Berlin centre")
    refused = read(await w.command("ben", "countdown result"))
    assert "Sunday 10 January 2027" in refused
    forged = await w.press("ben", "exam-result:2027-01-10:passed:0")
    assert as_card(forged).title == "This is about another exam"


async def test_whoever_only_had_a_target_or_nothing_can_tell_too(w: World) -> None:
    await line(w, "ben", "set 10 January 2027")
    for who in ("ben", "cy"):
        reply = await w.command(who, "countdown result")
        passed = read(await w.press(who, token(reply, "Passed")))
        assert "Friday 11 December 2026 as the day you passed" in passed
        found = await kept(w, who)
        assert found is not None
        assert found.passed_on == date(2026, 12, 11)


async def test_a_forged_token_is_refused(w: World) -> None:
    for forged in ("exam-result:soon:passed:0", "exam-result:2026-12-10:rich:0", "exam-announce:2026-12-10:1"):
        assert as_card(await w.press("ana", forged)).title == "This is about another exam"
    assert await outcome(w) is Outcome.NONE
