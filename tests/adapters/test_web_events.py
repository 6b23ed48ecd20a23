from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from adapters.web.events import KEPT, Feed
from adapters.web.ports import MemoryJournal
from bot.chat.message import Card
from bot.model.places import Account, Room
from tests.adapters.web_sample import START, Core, question, served

ROOM = Room("web", "web", "study")
Told = AsyncIterator[tuple[str, dict[str, Any]]]


async def _next(told: Told) -> tuple[str, dict[str, Any]]:
    async with asyncio.timeout(5):
        return await anext(told)


async def test_a_page_begins_with_the_state_and_goes_on_with_the_news() -> None:
    async with served(Core()) as page:
        await page.platform.post(ROOM, question(), "q7")
        async with page.events() as told:
            _, begin = await _next(told)
            assert begin["type"] == "state" and begin["you"] == "ana" and begin["now"] == START.isoformat()
            assert [m["card"]["title"] for m in begin["messages"]] == ["Q7 · Inventory"]
            assert begin["leaders"] == ["ana"] and begin["firstLine"] == "/cohort create"
            await page.platform.post(ROOM, Card("Next"), "q8")
            _, news = await _next(told)
            assert news["type"] == "message" and news["message"]["card"]["title"] == "Next"


async def test_a_page_that_names_nobody_acts_as_the_leader() -> None:
    async with served(Core()) as page, page.events("") as told:
        assert (await _next(told))[1]["you"] == "ana"


async def test_a_page_that_comes_back_is_sent_what_it_missed_and_nothing_of_others() -> None:
    async with served(Core()) as page:
        async with page.events() as told:
            last, _ = await _next(told)
        ref = await page.platform.post(ROOM, question(), "q7")
        await page.say("/score", who="ben")
        await page.platform.edit(ref, Card("Closed"))
        await page.platform.post(Account("web", "web", "ben"), Card("30 days"), "r30")
        await page.say("/score", who="ana")
        async with page.events(last=last) as told:
            news = [(await _next(told))[1] for _ in range(4)]
    assert [n["type"] for n in news] == ["message", "message", "direct", "message"]
    assert [n["message"]["card"]["title"] for n in news if "message" in n] == ["Q7 · Inventory", "Closed", "Your score"]
    assert "30 days" not in str(news)


async def test_nothing_is_missed_and_nothing_is_told_twice_while_a_page_comes_back() -> None:
    async with served(Core()) as page:
        async with page.events() as told:
            last, _ = await _next(told)
        seen: list[int] = []
        posting = asyncio.gather(*(page.platform.post(ROOM, Card(str(i)), str(i)) for i in range(60)))
        while len(seen) < 60:
            async with page.events(last=last) as told:
                for _ in range(min(7, 60 - len(seen))):
                    last, news = await _next(told)
                    seen.append(news["message"]["id"])
        await posting
    assert seen == sorted(set(seen)) and len(seen) == 60


async def test_after_a_restart_a_page_that_comes_back_begins_anew() -> None:
    core, journal = Core(), MemoryJournal()
    async with served(core, journal) as page, page.events() as told:
        last, _ = await _next(told)
    async with served(core, journal) as page, page.events(last=last) as told:
        assert (await _next(told))[1]["type"] == "state"


async def test_what_happened_adds_up_to_what_a_new_page_is_sent() -> None:
    core = Core()
    async with served(core) as page, page.events("ben") as told:
        _, begin = await _next(told)
        ref = await page.platform.post(ROOM, question(), "q7")
        asked = (await page.press(int(ref.message), "answer:7:1", who="ben"))["message"]
        await page.press(asked, "sure:7", who="ben")
        await page.platform.edit(ref, question(closed=True))
        gone = await page.say("/score", who="ben")
        await page.post("dismiss", "ben", message=gone["id"])
        await page.platform.post(ROOM, Card("End"), "end")
        mirror = {m["id"]: m for m in begin["messages"]}
        while not any(m["card"]["title"] == "End" for m in mirror.values()):
            _, news = await _next(told)
            if news["type"] == "gone":
                del mirror[news["id"]]
            else:
                mirror[news["message"]["id"]] = news["message"]
        assert list(mirror.values()) == page.sees("ben")


async def test_moving_the_clock_lets_time_pass_and_tells_every_page() -> None:
    core = Core()
    async with served(core) as page, page.events("ben") as told:
        await _next(told)
        answer = await page.post("clock", minutes=90)
        assert core.moves == [START.replace(hour=7, minute=30)]
        assert answer["clock"]["now"] == "2026-11-23T07:30:00+00:00"
        assert answer["clock"]["stops"] == [{"label": "Next question", "at": "2026-11-24T07:30:00+00:00"}]
        _, news = await _next(told)
        assert news["type"] == "clock" and news["clock"] == answer["clock"]
        await page.post("clock", to="2026-11-24T08:30:00+01:00")
        assert core.moves[-1].isoformat() == "2026-11-24T07:30:00+00:00"


async def test_the_clock_moves_forward_only_and_not_for_ever() -> None:
    core = Core()
    async with served(core) as page:
        for wrong in ({"to": START.isoformat()}, {"minutes": 0}, {"minutes": -5}, {"minutes": 10**30}, {"to": "soon"}):
            assert (await page.post("clock", status=400, **wrong))["error"]
        assert (await page.post("clock", status=400, to="2026-11-24T08:00:00"))["error"]
    assert core.moves == []


def test_a_page_that_missed_more_than_is_kept_begins_anew() -> None:
    feed = Feed("run", lambda: START)
    first = feed.id()
    for _ in range(KEPT):
        feed.publish("members")
    kept = feed.missed(first, "ana")
    assert kept is not None and len(kept) == KEPT
    feed.publish("members")
    assert feed.missed(first, "ana") is None
    assert feed.missed("other-1", "ana") is None
    assert feed.missed("run-99999999", "ana") is None
    assert feed.missed("", "ana") is None


async def test_closing_the_room_ends_the_lines_at_once() -> None:
    core = Core()
    async with asyncio.timeout(5):
        async with served(core) as page, page.events() as told:
            await _next(told)
