"""In a jam whoever presses is told at once that nothing was recorded; what was let in is kept; then all is as ever."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.chat.watch import Nobody
from bot.commands.catalogue import catalogue
from bot.commands.dispatch import Dispatcher
from bot.store.schema import answer
from bot.study.gate import Gate, Jam, Limits
from tests.core.world import World, as_card, ask_now, found_cohort, labels, text_of, token, world

AT_ONCE = timedelta(0)


class _Outcomes(Nobody):
    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def interaction(self, platform: str, kind: str, outcome: str, seconds: float) -> None:
        self.seen[outcome] += 1


def _jammed(w: World, now: list[float]) -> tuple[World, _Outcomes]:
    """The same bot behind a gate at which three that wait are many."""
    watch = _Outcomes()
    desk = replace(w.desk, gate=Gate(Limits(many=3), lambda: now[0]), watch=watch)
    w.takt = replace(w.takt, desk=desk, dispatcher=Dispatcher(desk, catalogue()))
    return w, watch


async def _answers(w: World, number: int) -> int:
    async with w.desk.store.read() as tx:
        query = select(func.count()).select_from(answer).where(answer.c.round == number)
        return int((await tx.execute(query)).scalar_one())


async def test_while_a_commit_is_held_the_next_press_is_turned_away_and_nothing_is_lost(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        before = await ask_now(w)
        people = ["ada", "ben", "cem", "dora"]
        for who in people:  # everybody is known
            await w.press(who, f"answer:{before}:1")
        number, now = await ask_now(w), [0.0]
        w, watch = _jammed(w, now)
        async with w.desk.store.write():  # nobody else can write
            waiting = [asyncio.create_task(w.press(who, f"answer:{number}:1")) for who in people[:3]]
            await asyncio.sleep(0)
            now[0] = 1.6
            refused = as_card(await asyncio.wait_for(w.press("dora", f"answer:{number}:1"), 10))  # it must not wait
            assert not any(task.done() for task in waiting)
        assert "not recorded" in text_of(refused)
        assert labels(refused) == ["Press again"]
        told = [text_of(reply) for reply in await asyncio.gather(*waiting)]
        assert all("How sure?" in text for text in told)
        assert await _answers(w, number) == 3
        assert watch.seen == {"card": 3, "shed": 1}
        again = await w.press("dora", token(refused, "Press again"))
        assert "How sure?" in text_of(again)
        assert await _answers(w, number) == 4


async def test_what_is_typed_is_never_turned_away(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        desk = replace(w.desk, gate=Gate(Limits(many=1, most=0)))
        w.takt = replace(w.takt, dispatcher=Dispatcher(desk, catalogue()))
        with desk.gate.passed(AT_ONCE):
            assert as_card(await w.press("ada", "answer:1:1")).title == "Very busy just now"
            assert as_card(await w.command("ada", "takt help")).title != "Very busy just now"


def test_one_slow_press_alone_keeps_nobody_out() -> None:
    now = [0.0]
    gate = Gate(Limits(many=3), lambda: now[0])
    with gate.passed(AT_ONCE), gate.passed(AT_ONCE):
        now[0] = 100.0
        with gate.passed(AT_ONCE), gate.passed(AT_ONCE):  # the third of them has not waited
            now[0] = 101.6
            with pytest.raises(Jam), gate.passed(AT_ONCE):
                pass
    with gate.passed(AT_ONCE):
        pass


def test_there_are_never_more_than_the_most() -> None:
    gate = Gate(Limits(many=1, most=2), lambda: 0.0)
    with gate.passed(AT_ONCE), gate.passed(AT_ONCE), pytest.raises(Jam), gate.passed(AT_ONCE):
        pass


@pytest.mark.parametrize("apart", [timedelta(seconds=-40), timedelta(0), timedelta(seconds=40)])
def test_what_nobody_waits_for_any_more_does_not_go_before_others_however_clocks_differ(apart: timedelta) -> None:
    gate = Gate(Limits(many=2), lambda: 0.0)
    old = apart + timedelta(seconds=3.5)
    few_wait, in_time = (gate.passed(apart), gate.passed(old)), gate.passed(apart + timedelta(seconds=2.5))
    with few_wait[0], few_wait[1], in_time, pytest.raises(Jam), gate.passed(old):
        pass
