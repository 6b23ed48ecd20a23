"""Who leads, who joins and who leaves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import memberships
from tests.core.world import World, answered, as_card, ask_now, found_cohort, text_of, world


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await found_cohort(w)
        number = await ask_now(w)
        for who in ("ana", "ben"):
            await answered(w, who, number)
        w.platform.messages.clear()
        yield w


async def leaders(w: World) -> list[str]:
    async with w.desk.store.read() as tx:
        return [leader.person.name for leader in await memberships.of_cohort(tx, 1, leaders=True)]


async def test_an_appointed_leader_leads_and_hears_of_it(here: World) -> None:
    card = as_card(await here.command("lea", "cohort appoint", member="<@ana>"))
    assert card.title == "One more leader"
    assert await leaders(here) == ["Lea", "Ana"]
    told = text_of(await here.command("ana", "cohort show"))
    assert "You lead Early birds now: Lea made you a leader" in told
    assert "For leaders" in told
    assert as_card(await here.command("lea", "cohort appoint", member="<@ana>")).title == "Nothing to change"
    assert "You lead" not in text_of(await here.command("ana", "cohort show"))


async def test_whoever_takt_has_not_met_is_not_appointed(here: World) -> None:
    card = as_card(await here.command("lea", "cohort appoint", member="<@zoe>"))
    assert card.title == "I have not met this member yet"
    assert await leaders(here) == ["Lea"]
    await here.command("zoe", "cohort show")
    assert as_card(await here.command("lea", "cohort appoint", member="<@zoe>")).title == "One more leader"


async def test_a_name_without_a_mention_is_explained(here: World) -> None:
    assert "names no member" in text_of(await here.command("lea", "cohort appoint", member="Ana"))
    assert "Member: missing" in text_of(await here.command("lea", "cohort appoint"))


async def test_a_member_appoints_nobody(here: World) -> None:
    refused = as_card(await here.command("ana", "cohort appoint", member="<@ana>"))
    assert refused.title == "This is for the leaders of the cohort"
    assert await leaders(here) == ["Lea"]


async def test_a_leader_is_dismissed_but_never_the_last_one(here: World) -> None:
    assert as_card(await here.command("lea", "cohort dismiss", member="<@lea>")).title == "A cohort needs a leader"
    await here.command("lea", "cohort appoint", member="<@ana>")
    assert as_card(await here.command("ana", "cohort dismiss", member="<@lea>")).title == "Leads no more"
    assert await leaders(here) == ["Ana"]
    assert "You do not lead Early birds any more" in text_of(await here.command("lea", "cohort show"))
    assert as_card(await here.command("ana", "cohort dismiss", member="<@ben>")).title == "Nothing to change"
    assert as_card(await here.command("ana", "cohort dismiss", member="<@ana>")).title == "A cohort needs a leader"


async def test_whoever_manages_the_channel_takes_over_and_the_old_leaders_are_told(here: World) -> None:
    await here.command("lea", "cohort appoint", member="<@ana>")
    here.platform.managers.add("ben")
    card = as_card(await here.command("ben", "cohort takeover"))
    assert card.title == "You lead Early birds now"
    assert "Until now: Lea, Ana" in text_of(card)
    assert await leaders(here) == ["Ben"]
    await here.settle()
    for who in ("lea", "ana"):
        (message,) = here.platform.direct(who)
        assert message.card.title == "Early birds has a new leader"
    assert here.platform.counts() == {}
    assert as_card(await here.command("ben", "cohort takeover")).title == "You lead this cohort already"
    await here.settle()
    assert len(here.platform.direct("lea")) == 1


async def test_nobody_else_takes_over(here: World) -> None:
    refused = as_card(await here.command("ana", "cohort takeover"))
    assert refused.title == "Only someone who manages this channel can take over"
    assert await leaders(here) == ["Lea"]


async def test_a_member_leaves_and_comes_back_by_answering(here: World) -> None:
    assert as_card(await here.command("ana", "cohort leave")).title == "You left Early birds"
    async with here.desk.store.read() as tx:
        assert await memberships.count(tx, 1) == 2
    assert as_card(await here.command("ana", "cohort leave")).title == "You are not in Early birds"
    await answered(here, "ana", await ask_now(here))
    async with here.desk.store.read() as tx:
        assert await memberships.count(tx, 1) == 3


async def test_leaving_shares_nothing_any_more_and_ends_leading(here: World) -> None:
    await here.command("lea", "cohort appoint", member="<@ana>")
    me = await here.desk.directory.who(here.asker("ana").account, "Ana", "", here.now)
    async with here.desk.store.write() as tx:
        await memberships.change(tx, 1, me.person, shares_countdown=True)
    await here.command("ana", "cohort leave")
    await answered(here, "ana", await ask_now(here))
    async with here.desk.store.read() as tx:
        again = await memberships.get(tx, 1, me.person)
    assert again and not again.leader and not again.shares_countdown


async def test_the_last_leader_cannot_leave(here: World) -> None:
    assert as_card(await here.command("lea", "cohort leave")).title == "A cohort needs a leader"
    await here.command("lea", "cohort appoint", member="<@ana>")
    assert as_card(await here.command("lea", "cohort leave")).title == "You left Early birds"
    assert await leaders(here) == ["Ana"]
