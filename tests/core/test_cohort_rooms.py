"""One cohort in rooms on two platforms: connected by a code and a word, disconnected, and who is called what."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.chat.message import Reply
from bot.chat.text import words
from bot.model.standing import Window
from bot.store import bindings, standings
from bot.store.schema import invitation, metadata, wrong_code
from tests.core.recount import kept, recounted
from tests.core.world import (
    World,
    answered,
    as_card,
    ask_now,
    found_cohort,
    labels,
    latest_round,
    text_of,
    token,
    world,
)

DAY = timedelta(days=1)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await found_cohort(w)
        yield w


@pytest.fixture
async def there(here: World) -> World:
    return here.beside()


def code_in(reply: Reply) -> str:
    found = re.search(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", text_of(reply))
    assert found, text_of(reply)
    return found[0]


async def connected(here: World, there: World, by: str = "max") -> None:
    code = code_in(await here.command("lea", "cohort connect"))
    await there.command(by, "cohort accept", code=code)
    await here.settle()
    await here.press("lea", token(here.platform.direct("lea")[-1].card, "Confirm"))
    await here.settle()


async def rooms_of(w: World) -> list[str]:
    async with w.desk.store.read() as tx:
        return [room.room.channel for room in await bindings.of_cohort(tx, 1)]


# --- connecting


async def test_a_room_is_bound_only_when_the_leader_has_confirmed(here: World, there: World) -> None:
    code = code_in(await here.command("lea", "cohort connect"))
    waits = as_card(await there.command("max", "cohort accept", code=code))
    assert waits.title == "Nearly there"
    await here.settle()
    assert await rooms_of(here) == ["cpim"]
    (asked,) = here.platform.direct("lea")
    assert "Max wants #study in Guild on Slack to study with Early birds" in text_of(asked.card)
    done = as_card(await here.press("lea", token(asked.card, "Confirm"), direct=True))
    assert done.title == "Connected"
    assert await rooms_of(here) == ["cpim", "study"]


async def test_both_rooms_are_told_once(here: World, there: World) -> None:
    await connected(here, there)
    confirm = "connect:confirm:1"
    assert "settled already" in text_of(await here.press("lea", confirm))
    await here.settle()
    (old,) = here.platform.in_room("cpim")
    assert "Early birds has one more room" in text_of(old.card) and "#study in Guild on Slack" in text_of(old.card)
    (new,) = there.platform.in_room("study")
    assert "Early birds meets here too now" in text_of(new.card) and "not affiliated with ASCM" in text_of(new.card)
    (asked,) = here.platform.direct("lea")
    assert asked.card.title == "Connected" and labels(asked.card) == []


async def test_the_question_to_confirm_comes_with_the_next_reply_too_and_is_gone_once_answered(
    here: World, there: World
) -> None:
    code = code_in(await here.command("lea", "cohort connect"))
    await there.command("max", "cohort accept", code=code)
    reply = await here.command("lea", "cohort show")
    assert "Connect this room?" in text_of(reply)
    await here.press("lea", token(reply, "Decline"))
    assert "Connect this room?" not in text_of(await here.command("lea", "cohort show"))
    assert "not connected" in text_of(await there.command("max", "takt help"))
    assert await rooms_of(here) == ["cpim"]
    assert "settled already" in text_of(await here.press("lea", "connect:confirm:1"))


async def test_only_a_leader_confirms(here: World, there: World) -> None:
    code = code_in(await here.command("lea", "cohort connect"))
    await there.command("max", "cohort accept", code=code)
    assert "leaders of the cohort" in text_of(await here.press("ben", "connect:confirm:1"))
    assert "leaders of the cohort" in text_of(await there.press("max", "connect:confirm:1"))
    assert await rooms_of(here) == ["cpim"]


async def test_a_code_works_once_and_for_ten_minutes(here: World, there: World) -> None:
    old = code_in(await here.command("lea", "cohort connect"))
    code = code_in(await here.command("lea", "cohort connect"))
    assert "does not work" in text_of(await there.command("max", "cohort accept", code=old))
    await there.command("max", "cohort accept", code=code.lower().replace("-", " "))
    assert "does not work" in text_of(await there.command("max", "cohort accept", code=code))
    late = code_in(await here.command("lea", "cohort connect"))
    await here.advance(timedelta(minutes=10))
    assert "does not work" in text_of(await there.command("max", "cohort accept", code=late))


async def test_after_five_wrong_codes_not_even_the_right_one_works_for_an_hour(here: World, there: World) -> None:
    for left in (4, 3, 2):
        reply = text_of(await there.command("max", "cohort accept", code="AAAA-AAAA-AAAA-AAAA"))
        assert f"{left} tries are left" in reply
    assert "1 try is left" in text_of(await there.command("max", "cohort accept", code="no code"))
    assert "Too many" in text_of(await there.command("max", "takt profile link", code="AAAA"))
    code = code_in(await here.command("lea", "cohort connect"))
    assert "Too many" in text_of(await there.command("max", "cohort accept", code=code))
    await here.advance(timedelta(minutes=61))
    code = code_in(await here.command("lea", "cohort connect"))
    assert "Nearly there" in text_of(await there.command("max", "cohort accept", code=code))


async def test_no_code_is_kept(here: World, there: World) -> None:
    code = code_in(await here.command("lea", "cohort connect"))
    await there.command("max", "cohort accept", code="AAAA-AAAA-AAAA-AAAA")
    file = here.desk.store.file
    async with here.desk.store.read() as tx:
        rows = [str((await tx.execute(table.select())).all()).encode() for table in metadata.sorted_tables]
        files = [path.read_bytes() for path in file.parent.glob("takt.db*")] if file else []
        for written in (*rows, *files):
            assert code.encode() not in written and code.replace("-", "").encode() not in written
        assert len((await tx.execute(invitation.select())).all()) == 1
        assert len((await tx.execute(wrong_code.select())).all()) == 1


async def test_a_room_that_has_a_cohort_is_refused(here: World, there: World) -> None:
    code = code_in(await here.command("lea", "cohort connect"))
    assert "meets here already" in text_of(await here.command("lea", "cohort accept", code=code))
    await there.command("ida", "cohort create", exam="cpim-9.0", zone="Berlin", name="Night owls")
    assert "Night owls" in text_of(await there.command("max", "cohort accept", code=code))


async def test_a_room_that_was_taken_meanwhile_is_not_bound(here: World, there: World) -> None:
    code = code_in(await here.command("lea", "cohort connect"))
    await there.command("max", "cohort accept", code=code)
    await there.command("ida", "cohort create", exam="cpim-9.0", zone="Berlin", name="Night owls")
    assert "has a cohort by now" in text_of(await here.press("lea", "connect:confirm:1"))
    assert await rooms_of(here) == ["cpim"]


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_accepting_is_for_whoever_manages_the_room(here: World, platform: str) -> None:
    other = here.beside(platform, "other", "")
    code = code_in(await here.command("lea", "cohort connect"))
    assert "manages this channel can connect it" in text_of(await other.command("ben", "cohort accept", code=code))
    other.platform.lacking.append("Grant Send Messages")
    assert "Grant Send Messages" in text_of(await other.command("max", "cohort accept", code=code))
    other.platform.lacking.clear()
    assert "Nearly there" in text_of(await other.command("max", "cohort accept", code=code))


async def test_a_member_cannot_connect(here: World) -> None:
    assert "leaders of the cohort" in text_of(await here.command("ben", "cohort connect"))


# --- one round, one score


async def test_an_open_question_is_not_posted_anew_and_the_next_one_is_asked_in_both_rooms(
    here: World, there: World
) -> None:
    await ask_now(here)
    await connected(here, there)
    assert [m.card.title for m in there.platform.in_room("study")] == ["Early birds meets here too now"]
    await here.advance(DAY)
    number = await latest_round(here)
    await answered(here, "ana", number)
    await answered(there, "sue", number, right=False)
    async with here.desk.store.read() as tx:
        points = {c.name: c.tally.points for c in await standings.contenders(tx, 1, Window.ALL, "all")}
        assert await kept(tx) == await recounted(tx)
    assert points == {"Ana": 10, "Sue": 2}
    await here.advance(timedelta(minutes=1))
    assert words(here.platform.in_room("cpim")[-1].card.note) == words(there.platform.in_room("study")[-1].card.note)
    assert "2 answered" in words(there.platform.in_room("study")[-1].card.note)
    await here.advance(DAY)
    assert len(there.platform.under(there.platform.in_room("study")[1])) == 1


# --- disconnecting


async def test_whoever_manages_a_room_unbinds_it_and_the_leaders_hear_of_it(here: World, there: World) -> None:
    await connected(here, there)
    assert "for leaders, and for those who manage" in text_of(await there.command("sue", "cohort disconnect"))
    sure = await there.command("max", "cohort disconnect")
    assert labels(sure) == ["Disconnect"]
    assert "This is for the leaders" in text_of(await there.press("sue", token(sure, "Disconnect")))
    done = as_card(await there.press("max", token(sure, "Disconnect")))
    assert done.title == "Disconnected" and await rooms_of(here) == ["cpim"]
    await here.settle()
    assert there.platform.in_room("study")[-1].card.title == "Early birds no longer meets here"
    assert "Max, who manages #study on Slack, disconnected it" in text_of(await here.command("lea", "cohort show"))
    count = len(there.platform.in_room("study"))
    await here.advance(2 * DAY)
    assert len(there.platform.in_room("study")) == count and len(here.platform.in_room("cpim")) > 2


async def test_who_manages_one_room_does_nothing_to_another(here: World, there: World) -> None:
    await connected(here, there)
    assert "This is for the leaders" in text_of(await there.press("max", "disconnect:1"))
    assert "leaders" in text_of(await there.command("max", "cohort pause"))
    assert await rooms_of(here) == ["cpim", "study"]


async def test_leaders_unbind_any_room_but_the_last(here: World, there: World) -> None:
    await connected(here, there)
    which = await here.command("lea", "cohort disconnect")
    assert labels(which) == ["Disconnect #cpim on Pretend", "Disconnect #study on Slack"]
    await here.press("lea", token(which, "Disconnect #study on Slack"))
    assert await rooms_of(here) == ["cpim"]
    assert "its only room" in text_of(await here.press("lea", token(which, "Disconnect #cpim on Pretend")))
    assert "its only room" in text_of(await here.command("lea", "cohort disconnect"))
    assert "out of date" in text_of(await here.press("lea", token(which, "Disconnect #study on Slack")))
    await connected(here, there)
    assert await rooms_of(here) == ["cpim", "study"]


# --- names


@pytest.fixture
async def together(here: World, there: World) -> World:
    await ask_now(here)
    await answered(here, "ana", 1)
    await connected(here, there)
    number = await ask_now(here)
    await answered(here, "ben", number)
    await answered(there, "sue", number)
    await here.command("ben", "takt profile set", alias="Owl")
    return here


async def test_across_platforms_members_appear_by_alias_or_number(together: World, there: World) -> None:
    on_discord = text_of(await together.command("ana", "takt board"))
    assert "Ana (you)" in on_discord and "Owl" in on_discord and "Sue" not in on_discord
    assert "A member on Slack (4)" in on_discord
    on_slack = text_of(await there.command("sue", "takt board"))
    assert "Sue (you)" in on_slack and "Owl" in on_slack and "Ana" not in on_slack
    assert "A member on Pretend (2)" in on_slack
    assert "Ana" not in text_of(await there.command("sue", "takt board", direct=True))
    assert "Sue" not in text_of(await together.command("ana", "takt board", direct=True))


async def test_everybody_concerned_is_told_once_and_may_agree(together: World, there: World) -> None:
    told = await together.command("ana", "takt help")
    assert "There you are A member on Pretend (2)" in text_of(told)
    assert "There you are" not in text_of(await together.command("ana", "takt help"))
    agreed = await together.press("ana", token(told, "Show my name"))
    assert "others read Ana" in text_of(agreed)
    assert "Ana" in text_of(await there.command("sue", "takt board"))
    await together.press("ana", token(agreed, "Hide it again"))
    assert "Ana" not in text_of(await there.command("sue", "takt board"))
    await together.command("ana", "takt profile set", named="yes")
    assert "Ana" in text_of(await there.command("sue", "takt board"))


async def test_who_joins_later_is_told_with_the_first_receipt(together: World, there: World) -> None:
    receipt = await there.press("tom", "answer:2:1")
    assert "There you are A member on Slack (5)" in text_of(receipt)
    assert "There you are" not in text_of(await there.press("tom", "answer:2:2"))


async def test_a_board_posted_in_a_room_names_only_who_is_there(together: World, there: World) -> None:
    await together.press("lea", token(await together.command("lea", "takt board"), "Post to the room"))
    await together.settle()
    posted = text_of(together.platform.in_room("cpim")[-1].card)
    assert "Ana" in posted and "Sue" not in posted and "A member on Slack (4)" in posted


async def test_a_score_is_shared_where_its_owner_is(together: World, there: World) -> None:
    score = await there.command("sue", "score show", direct=True)
    await there.press("sue", token(score, "Share"), direct=True)
    await together.settle()
    assert "Sue" in text_of(there.platform.in_room("study")[-1].card)
    assert not any("Sue" in text_of(m.card) for m in together.platform.in_room("cpim"))


async def test_the_summary_names_in_each_room_only_who_is_there(together: World, there: World) -> None:
    await together.advance(7 * DAY)
    (on_discord,) = [m for m in together.platform.in_room("cpim") if m.card.title.startswith("The week")]
    (on_slack,) = [m for m in there.platform.in_room("study") if m.card.title.startswith("The week")]
    assert "Ana" in text_of(on_discord.card) and "Sue" not in text_of(on_discord.card)
    assert "Sue" in text_of(on_slack.card) and "Ana" not in text_of(on_slack.card)
    assert "A member on Pretend (2)" in text_of(on_slack.card)


async def test_the_list_of_countdowns_names_nobody_elsewhere(together: World, there: World) -> None:
    await together.command("ana", "countdown set", date="2027-03-15")
    await together.command("ana", "countdown share")
    assert "Ana" in text_of(await together.command("ana", "countdown board"))
    seen = text_of(await there.command("sue", "countdown board"))
    assert "A member on Pretend (2)" in seen and "Ana" not in seen


async def test_a_room_that_leaves_does_not_uncover_its_members(together: World, there: World) -> None:
    await there.press("max", token(await there.command("max", "cohort disconnect"), "Disconnect"))
    board = text_of(await together.command("ana", "takt board"))
    assert "Sue" not in board and "A member on Slack (4)" in board


async def test_numbers_stay_when_others_leave_or_agree(together: World, there: World) -> None:
    await together.command("ana", "cohort leave")
    await together.command("ben", "takt profile set", named="yes")
    assert "A member on Slack (4)" in text_of(await together.command("ben", "takt board"))


async def test_who_is_in_both_places_goes_by_name_in_both(together: World, there: World) -> None:
    code = code_in(await together.command("ana", "takt profile link"))
    await there.press("ana", token(await there.command("ana", "takt profile link", code=code), "Yes, that is me"))
    await together.press("ana", "link:confirm:2")
    assert "Ana" in text_of(await there.command("sue", "takt board"))


async def test_codes_are_forgotten_when_nobody_needs_them_any_more(here: World) -> None:
    await here.command("lea", "cohort connect")
    await here.advance(timedelta(days=8))
    async with here.desk.store.read() as tx:
        assert (await tx.execute(select(invitation))).all() == []
