"""A live round from phase to phase: one letter to the room, edited; one job, so that a restart goes on where it was.

Each phase ends at an instant that is kept. A vote waits a moment longer for taps that are under way; one that an outage
swallowed begins anew, with the answers that were given. Nothing happens twice: what moves a live round is its job.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import live as cards
from bot.cards.live import Line, Scene
from bot.chat.message import Card
from bot.model.cohort import Cohort, Phase
from bot.model.domains import Domain
from bot.model.live import VOTING, Ballot, Live, LiveItem, LivePhase
from bot.rules.appearing import place_of
from bot.rules.live import (
    LOBBY,
    RESUMES_WITHIN,
    SHOWN,
    TALK,
    contested,
    is_split,
    phase_after,
    picks,
    tallies,
)
from bot.rules.ranking import rank
from bot.store import cohorts, jobs, letters, names
from bot.store import live as store
from bot.store.bindings import BoundRoom
from bot.store.jobs import JobKind
from bot.study.desk import Desk
from bot.study.live_items import pick_items

_OUTAGE = timedelta(seconds=30)
"""A vote that ends this late was not open for the people in the room."""


async def start(
    tx: AsyncConnection,
    desk: Desk,
    cohort: Cohort,
    room: BoundRoom,
    leader: int,
    domain: Domain | None,
    count: int,
    seconds: int,
    now: datetime,
    *,
    convince: bool,
) -> Live | None:
    """Announce a live round in the room. None where there is nothing to ask."""
    number = await store.count_all(tx, cohort.id) + 1
    items = await pick_items(tx, desk, cohort, domain, count, number)
    if not items:
        return None
    new = Live(0, cohort.id, 0, leader, domain, seconds, convince, LivePhase.LOBBY, 0, 0, now + LOBBY, now)
    card = cards.lobby(Scene(new, len(items), cohort.schedule.zone))
    letter = await letters.write(tx, f"live:{cohort.id}:{number}", room.room, card, now)
    kept = await store.create(tx, replace(new, letter=letter), items)
    await jobs.put(tx, JobKind.LIVE, kept.id, kept.until)
    return kept


async def advance(tx: AsyncConnection, desk: Desk, number: int, now: datetime) -> datetime | None:
    """The phase is over: go on to the next. Returns when to come again, None once the live round is over."""
    live = await store.get(tx, number)
    cohort = await cohorts.get(tx, live.cohort) if live else None
    if live is None or cohort is None or not live.running:
        return None
    due = _settled(desk, live)
    if now < due:
        return due
    if cohort.phase is Phase.FINISHED or now - due > RESUMES_WITHIN:
        await stop(tx, desk, live, now)
        return None
    items = await store.items(tx, live.id)
    if live.phase in VOTING and now - due > _OUTAGE:
        moved = await _vote_longer(tx, live, items[live.place], now)
    else:
        moved = await _next_phase(tx, live, items, now)
    await _show(tx, desk, cohort, moved, now)
    return _settled(desk, moved) if moved.running else None


async def hurry(tx: AsyncConnection, live: Live, now: datetime) -> None:
    """End this phase now, by the leader's wish."""
    if live.phase in VOTING:
        item = (await store.items(tx, live.id))[live.place]
        opens, ends = item.votes[-1]
        await store.set_votes(tx, live.id, replace(item, votes=(*item.votes[:-1], (opens, min(ends, now)))))
    await store.move(tx, replace(live, until=min(live.until, now)))
    await jobs.put(tx, JobKind.LIVE, live.id, now)


async def stop(tx: AsyncConnection, desk: Desk, live: Live, now: datetime) -> None:
    """End the live round where it is, with the board as it stands."""
    cohort = await cohorts.get(tx, live.cohort)
    stopped = replace(live, phase=LivePhase.STOPPED, step=live.step + 1, until=now)
    await store.move(tx, stopped)
    await jobs.drop(tx, JobKind.LIVE, live.id)
    if cohort is not None:
        await _show(tx, desk, cohort, stopped, now)


def _settled(desk: Desk, live: Live) -> datetime:
    """When the phase can be evaluated: a vote once the taps under way have come in."""
    return live.until + desk.timing.taps_under_way if live.phase in VOTING else live.until


async def _vote_longer(tx: AsyncConnection, live: Live, item: LiveItem, now: datetime) -> Live:
    until = now + timedelta(seconds=live.seconds)
    await store.set_votes(tx, live.id, replace(item, votes=(*item.votes[:-1], (item.votes[-1][0], until))))
    moved = replace(live, step=live.step + 1, until=until)
    await store.move(tx, moved)
    return moved


async def _next_phase(tx: AsyncConnection, live: Live, items: list[LiveItem], now: datetime) -> Live:
    counts = picks(await store.ballots(tx, live.id), live.place).first_counts
    last = live.place + 1 >= len(items)
    phase = phase_after(live.phase, split=live.convince and is_split(counts), last=last)
    place = live.place + (live.phase is LivePhase.SHOWN and phase is LivePhase.VOTE)
    vote = timedelta(seconds=live.seconds)
    lasts = {LivePhase.TALK: TALK, LivePhase.SHOWN: SHOWN, LivePhase.VOTE: vote, LivePhase.REVOTE: vote}
    moved = replace(live, phase=phase, place=place, step=live.step + 1, until=now + lasts.get(phase, timedelta(0)))
    if phase in VOTING:
        item = items[place]
        await store.set_votes(tx, live.id, replace(item, votes=(*item.votes, (now, moved.until))))
    await store.move(tx, moved)
    return moved


# --- what the room sees


async def _show(tx: AsyncConnection, desk: Desk, cohort: Cohort, live: Live, now: datetime) -> None:
    letter = await letters.get(tx, live.letter)
    items = await store.items(tx, live.id)
    ballots = await store.ballots(tx, live.id)
    scene = await scene_of(tx, desk, cohort, live, items, ballots)
    await letters.revise(tx, live.letter, _card(desk, scene, items, ballots), now)
    if live.phase is LivePhase.TALK and letter is not None:
        between = contested(picks(ballots, live.place).first_counts)
        key = f"{letter.key}:talk:{live.place}"
        await letters.write(tx, key, letter.to, cards.convince(between), now, under=live.letter)


def _card(desk: Desk, scene: Scene, items: list[LiveItem], ballots: list[Ballot]) -> Card:
    match scene.live.phase:
        case LivePhase.LOBBY:
            return cards.lobby(scene)
        case LivePhase.VOTE | LivePhase.REVOTE:
            return cards.vote(scene)
        case LivePhase.TALK:
            return cards.talk(scene)
        case LivePhase.SHOWN:
            return cards.shown(scene)
    played = [item for item in items if item.votes and (item.place < scene.live.place or not scene.live.running)]
    lines = [Line(_topic(desk, item), item.key, picks(ballots, item.place), len(item.votes) > 1) for item in played]
    return cards.over(scene, lines)


async def scene_of(
    tx: AsyncConnection, desk: Desk, cohort: Cohort, live: Live, items: list[LiveItem], ballots: list[Ballot]
) -> Scene:
    """What the card of the present phase needs. The board counts what has been shown, and no vote that goes on."""
    item = items[live.place]
    told = live.place + (live.phase is LivePhase.SHOWN or not live.running)
    totals = tallies(ballots, items[:told])
    letter = await letters.get(tx, live.letter)
    called = await names.veils(tx, cohort.id, place_of(letter.to)) if letter else {}
    field = [replace(c, name=called.get(c.person, c.name)) for c in await store.contenders(tx, totals)]
    return Scene(
        live,
        len(items),
        cohort.schedule.zone,
        item,
        desk.bank.item(item.item, item.version).draw(item.seed),
        _topic(desk, item),
        picks(ballots, live.place),
        rank(field),
        len(totals),
    )


def _topic(desk: Desk, item: LiveItem) -> str:
    return desk.bank.subtopic(desk.bank.item(item.item, item.version).subtopic).name
