"""A busy month: plan, challenge, duels, practice, a live round. The room hears the budget and what leaders began."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from bot.store import challenge_days, challenges, live, rounds
from tests.core.test_noise import MEMBERS, answer_all, latest_open
from tests.core.world import MONDAY, World, as_card, as_form, token, world

DAYS = 28
CHALLENGE = (date(2026, 11, 30), date(2026, 12, 11))


async def begin_challenge(w: World) -> None:
    form = as_form(await w.command("lea", "challenge create", template="own"))
    first, last = CHALLENGE
    values = {"name": "Fortnight", "start": first.isoformat(), "end": last.isoformat(), "questions": "2"}
    review = as_card(await w.fill("lea", form, **values, domains=""))
    await w.press("lea", token(review, "Create it"))
    await w.settle()
    for who in MEMBERS[:6]:
        await w.press(who, "challenge:join:1")


async def play_the_challenge(w: World) -> None:
    """Six members answer the open day, if there is one."""
    async with w.desk.store.read() as tx:
        days = await challenge_days.days(tx, 1)
        items = await challenge_days.items_of_day(tx, days[-1].id) if days else []
    for item in items:
        for who in MEMBERS[:6]:
            await w.press(who, f"challenge:answer:{item.id}:{item.key}")


async def duel_and_practise(w: World) -> None:
    """What members do by themselves: nothing of it is the room's business."""
    card = as_card(await w.command("ana", "takt duel", member="<@ben>", n="3"))
    await w.press("ana", token(card, "Begin"))
    await w.command("chloe", "takt practice")
    await w.command("dev", "takt rest set", to="2026-12-20")


async def live_round(w: World) -> None:
    await w.give("lea", "challenge live", {"n": "2", "seconds": "30"})
    await w.settle()
    await w.advance(timedelta(seconds=20))
    async with w.desk.store.read() as tx:
        items = await live.items(tx, 1)
    for place, who in enumerate(MEMBERS[:8]):
        await w.press(who, f"live:1:0:0:{(items[0].key + place % 2) % 4}")
    await w.advance(timedelta(minutes=10))


def kinds(w: World) -> Counter[str]:
    """How many messages the channel got, by the first word of the letter's key."""
    return Counter(message.key.split(":")[0] for message in w.platform.in_room("cpim"))


async def test_the_channel_hears_the_budget_and_what_leaders_began(tmp_path: Path) -> None:
    async with world(tmp_path, MONDAY) as w:
        await w.command("lea", "cohort create", exam="cpim-9.0", zone="Europe/Berlin", name="Early birds")
        await w.command("lea", "cohort plan", start="2026-11-23", weeks="12")
        answered = 0
        for day in range(DAYS):
            await w.advance(timedelta(hours=12))
            asked = await latest_open(w)
            if asked and asked.id != answered:
                answered = asked.id
                await answer_all(w, asked)
            if day == 3:
                await begin_challenge(w)
            if day == 9:
                await duel_and_practise(w)
            if day == 14:
                await live_round(w)
            if day > 3:
                await play_the_challenge(w)
            await w.advance(timedelta(hours=12))
        async with w.desk.store.read() as tx:
            study_days = await rounds.study_days(tx, 1)
            (challenge,) = await challenges.of_cohort(tx, 1)
            challenge_cards = len(await challenge_days.days(tx, challenge.id))
        weeks = {day.isocalendar()[:2] for day in study_days if day + timedelta(days=7) <= w.now.date()}
        found = kinds(w)
        assert found.pop("round") == len(study_days) == 20
        assert found.pop("summary") == len(weeks)
        assert challenge_cards == 10
        reports = 2  # midway and at the end
        assert found.pop("challenge") == 1 + challenge_cards + reports
        assert found.pop("live") == 1
        assert sum(found.values()) == 1, found  # the welcome
