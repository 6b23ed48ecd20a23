"""Twelve weeks of a cohort and a member who practises every day: nothing leaks, and what was missed comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.chat.message import Card, Reply
from bot.model.rounds import Round, RoundState
from bot.rules.practice import RIGHTS
from bot.store import practice, rounds
from bot.store.practice import Turn
from tests.core.world import MONDAY, World, as_card, key_of, token, world

DAY = timedelta(days=1)
WEEKS = 12
EXAM = datetime(2027, 2, 19, 12, tzinfo=UTC)


@dataclass
class Diary:
    """What the member met: turns with when and whether it was right, and what they missed in rounds."""

    turns: list[tuple[datetime, Turn, bool]] = field(default_factory=list)
    missed: dict[str, datetime] = field(default_factory=dict)


async def practise(w: World, diary: Diary, what: str, *, right: bool) -> None:
    """One question of practice, if there is one."""
    card: Reply = (
        await w.command("ana", "takt practice", what=what) if what else await w.command("ana", "takt practice")
    )
    assert isinstance(card, Card)
    if not card.options:
        return
    async with w.desk.store.read() as tx:
        turn = await practice.turn(tx, int(token(card, "A").split(":")[1]))
    assert turn
    key = turn.order.index(w.desk.bank.item(turn.item, turn.version).draw(turn.seed).key)
    told = as_card(await w.press("ana", token(card, "ABCD"[key if right else (key + 1) % 4])))
    assert told.title.startswith("Right" if right else "Not")
    diary.turns.append((w.now, turn, right))


async def answer_todays(w: World, diary: Diary, asked: Round) -> None:
    """The daily question: one of three is missed, one of five is not answered at all."""
    if asked.number % 5 == 4:
        return
    right = asked.number % 3 != 0
    key = await key_of(w, asked.id)
    receipt = await w.press("ana", f"answer:{asked.id}:{key if right else (key + 1) % 4}")
    await w.press("ana", token(receipt, "Sure"))
    if not right:
        diary.missed[asked.item] = w.now


async def live_through(w: World) -> Diary:
    diary = Diary()
    await w.command("lea", "cohort create", exam="cpim-9.0", zone="Europe/Berlin", name="Early birds")
    await w.command("lea", "cohort plan", start="2026-11-23", weeks=str(WEEKS))
    await w.command("ana", "countdown set", date="2027-02-19", time="13:00", zone="Europe/Berlin", venue="onvue")
    for day in range(7 * WEEKS + 3):
        await w.advance(DAY)
        async with w.desk.store.read() as tx:
            open_now = await rounds.open_ones(tx, 1)
        for asked in open_now[-1:]:
            await answer_todays(w, diary, asked)
        await practise(w, diary, "missed", right=day % 7 != 2)
        await practise(w, diary, "", right=day % 4 != 1)
        if day % 10 == 0:
            await w.command("lea", "cohort next")  # what is fixed ahead is kept back, too
    return diary


def nothing_leaks(w: World, diary: Diary, asked: list[Round]) -> None:
    """No written question before the close of its round, and no computed one that reads like a round's."""
    for at, turn, _ in diary.turns:
        item = w.desk.bank.item(turn.item, turn.version)
        its_rounds = [r for r in asked if r.item == turn.item]
        if item.generator is None:
            assert any(r.closes_at <= at for r in its_rounds), f"{turn.item} before its round"
            assert not any(r.opens_at <= at < r.closes_at for r in its_rounds), f"{turn.item} while it is open"
        else:
            stem = item.draw(turn.seed).stem
            assert all(r.seed != turn.seed and item.draw(r.seed).stem != stem for r in its_rounds if r.closes_at > at)


def comes_back(diary: Diary, item: str, missed_at: datetime) -> None:
    """After a miss: not on the same day, at last RIGHTS times right in a row, each on another day, before the exam."""
    after = [(at, right) for at, turn, right in diary.turns if turn.item == item and at > missed_at]
    assert after, f"{item} never came back"
    assert after[0][0] - missed_at >= timedelta(hours=12), f"{item} came back too soon"
    rights = [right for _, right in after]
    assert any(all(rights[i : i + RIGHTS]) for i in range(len(rights) - RIGHTS + 1)), f"{item}: {rights}"
    assert len({at.date() for at, _ in after}) >= RIGHTS
    assert all(at < EXAM for at, _ in after)


async def test_twelve_weeks_of_practice_leak_nothing_and_bring_back_what_was_missed(tmp_path: Path) -> None:
    async with world(tmp_path, MONDAY) as w:
        diary = await live_through(w)
        async with w.desk.store.read() as tx:
            asked = await rounds.between(tx, 1, date.min, date.max)
            me = await w.desk.directory.who(w.asker("ana").account, "Ana", "", w.now)
            kept = await practice.missed(tx, me.person)
        assert len([r for r in asked if r.state is RoundState.CLOSED]) >= 5 * WEEKS - 1
        assert len(diary.turns) > 100
        assert len(diary.missed) >= 12
        nothing_leaks(w, diary, asked)

        early = {item: at for item, at in diary.missed.items() if at < EXAM - 10 * DAY}
        assert len(early) >= 10
        for item, missed_at in early.items():
            comes_back(diary, item, missed_at)
            assert kept[item].done or kept[item].reviewed_at > EXAM - 10 * DAY
