"""A budget for noise: one channel message a study day, one summary a week; the rest is edits, threads, or private."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.model.rounds import Round
from bot.store import rounds
from tests.core.world import MONDAY, World, key_of, token, world

MEMBERS = ("ana", "ben", "chloe", "dev", "esi", "finn", "gul", "hana", "ivo", "jun", "kai", "lea")
BERLIN = ZoneInfo("Europe/Berlin")
PAUSES = ((date(2026, 12, 2), date(2026, 12, 7)), (date(2026, 12, 15), date(2026, 12, 16)))


async def answer_all(w: World, asked: Round) -> None:
    """Eleven of twelve answer, in different ways; some change, some look, one has a countdown."""
    key = await key_of(w, asked.id)
    for place, who in enumerate(MEMBERS[:-1]):
        pick = key if (asked.number + place) % 3 else (key + 1) % 4
        receipt = await w.press(who, f"answer:{asked.id}:{pick}")
        if place % 3 == 0:
            await w.press(who, token(receipt, "Sure"))
        if place % 3 == 1:
            changed = await w.press(who, token(receipt, "Change"))
            await w.press(who, token(changed, "A"))
    await w.command("ana", "score show")
    await w.command("ben", "takt board")
    await w.command("lea", "cohort next")


async def latest_open(w: World) -> Round | None:
    async with w.desk.store.read() as tx:
        found = await rounds.open_ones(tx, 1)
    return found[-1] if found else None


async def live_through_a_month(w: World) -> None:
    await w.command("lea", "cohort create", exam="cpim-9.0", zone="Europe/Berlin", name="Early birds")
    await w.command("lea", "cohort plan", start="2026-11-23", weeks="12")
    for who in ("ana", "dev", "kai"):
        await w.command(who, "countdown set", date="2026-12-18", time="09:00", zone="Europe/Berlin", venue="onvue")
    answered, pauses = 0, dict(PAUSES)
    for _ in range(28):
        await w.advance(timedelta(hours=12))
        asked = await latest_open(w)
        if asked and asked.id != answered:
            answered = asked.id
            await answer_all(w, asked)
        today = w.now.astimezone(BERLIN).date()
        if today in pauses:
            await w.command("lea", "cohort pause", until=pauses.pop(today).isoformat())
        await w.advance(timedelta(hours=12))


def study_days(asked: list[Round]) -> list[date]:
    return [one.day for one in asked]


def is_paused(day: date) -> bool:
    return any(first < day < last for first, last in PAUSES)


async def test_a_month_with_a_plan_pauses_and_twelve_members_keeps_the_budget(tmp_path: Path) -> None:
    async with world(tmp_path, MONDAY) as w:
        await live_through_a_month(w)
        await w.advance(datetime(2026, 12, 21, 9, tzinfo=BERLIN))
        async with w.desk.store.read() as tx:
            asked = await rounds.between(tx, 1, date.min, date.max)
        messages = w.platform.in_room("cpim")
        summaries = [m for m in messages if m.key.startswith("summary:")]
        questions = [m for m in messages if m.key.startswith("round:")]
        welcome = [m for m in messages if m not in summaries and m not in questions]

        expected = [
            day
            for day in (date(2026, 11, 24) + timedelta(days=n) for n in range(28))
            if day.weekday() < 5 and not is_paused(day)
        ]
        assert study_days(asked) == expected
        assert len(questions) == len(expected)
        weeks = {day.isocalendar()[:2] for day in expected if day < date(2026, 12, 21)}
        assert len(summaries) == len(weeks)
        assert len(welcome) == 1
        assert all(w.platform.under(m) for m in questions[:-1]), "each close is explained under its question"
        assert w.platform.direct("ana"), "reminders are private"


async def test_the_plans_module_gets_its_share(tmp_path: Path) -> None:
    async with world(tmp_path, MONDAY) as w:
        await w.command("lea", "cohort create", exam="cpim-9.0", zone="Europe/Berlin", name="Early birds")
        await w.command("lea", "cohort plan", start="2026-11-23", weeks="12")
        await w.advance(timedelta(days=5))
        async with w.desk.store.read() as tx:
            asked = await rounds.between(tx, 1, date.min, date.max)
        assert {one.domain for one in asked} == {"strategy"}
