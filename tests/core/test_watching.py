"""Whoever watches is told the truth: alive, ready and why not, figures, and a heartbeat that never holds up a beat."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text as sql

from bot.app import assembled, run
from bot.chat.platform import Refused
from bot.config import Config, Database, Watch
from bot.doctor import look_at_watch
from bot.running import Role
from bot.study.heart import beating
from bot.study.pulse import Beat, Pulse
from bot.watching.attending import Where, attended, figures_at
from bot.watching.figures import Figures
from bot.watching.health import Health
from bot.watching.pinging import Pinger
from bot.watching.site import Site, served
from tests.core.world import MONDAY, World, content, found_cohort
from tests.fakes.engines import ON_SQLITE, prepare
from tests.fakes.pretend import PretendPlatform

ROOT = Path(__file__).parents[2]


class Hands:
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Watched:
    """A bot and its site."""

    world: World
    pulse: Pulse
    hands: Hands
    figures: Figures
    port: int

    async def get(self, path: str) -> tuple[int, Any]:
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{self.port}{path}") as response:
            told = await response.text() if path == "/metrics" else await response.json()
            return response.status, told

    async def figure(self, name: str, **labels: str) -> float | None:
        """One sample."""
        self.hands.now += 6
        _, shown = await self.get("/metrics")
        samples = [s for family in text_string_to_metric_families(shown) for s in family.samples]
        return next((s.value for s in samples if s.name == name and s.labels == labels), None)


@asynccontextmanager
async def watching(folder: Path) -> AsyncIterator[Watched]:
    clock, hands, figures = [MONDAY], Hands(), Figures(MONDAY)
    platform, pulse = PretendPlatform(managers={"lea"}), Pulse(hands)
    async with assembled(prepare(folder), content(), [platform], lambda: clock[0], watch=figures) as takt:
        await takt.ticker.start()
        pulse.hear.append(figures.beat)
        health = Health(takt.desk.store, takt.desk.platforms, pulse, lambda: clock[0], hands)
        site = Site(health, figures, takt.desk.platforms, pulse, lambda: clock[0])
        async with served(site, "127.0.0.1", 0) as port:
            yield Watched(World(takt, platform, clock), pulse, hands, figures, port)


@pytest.fixture
async def seen(tmp_path: Path) -> AsyncIterator[Watched]:
    async with watching(tmp_path) as found:
        yield found


# ── alive and ready ──────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_bot_that_is_well_is_live_and_ready(seen: Watched) -> None:
    assert await seen.get("/healthz") == (200, {"live": True})
    parts = {"beat": "ok", "database": "ok", "pretend 1": "ok"}
    assert await seen.get("/readyz") == (200, {"takt": "ready", "parts": parts})


async def test_a_late_beat_is_not_ready_and_one_that_never_ends_is_not_alive(seen: Watched) -> None:
    seen.hands.now += 45
    status, told = await seen.get("/readyz")
    assert status == 503 and told["parts"]["beat"].startswith("late: the last one ended 45 s ago")
    assert (await seen.get("/healthz"))[0] == 200, "a great opening may take its time"
    seen.hands.now += 300
    assert await seen.get("/healthz") == (503, {"live": False})
    seen.pulse.begins()
    seen.pulse.ends(well=True)
    assert (await seen.get("/readyz"))[0] == 200


async def test_a_beat_that_failed_is_not_ready_until_the_next(seen: Watched) -> None:
    seen.pulse.begins()
    seen.pulse.ends(well=False)
    status, told = await seen.get("/readyz")
    assert status == 503 and told["parts"]["beat"] == "failed; the next one tries again"


async def test_a_platform_that_is_not_connected_is_named(seen: Watched) -> None:
    seen.world.platform.connected = False
    status, told = await seen.get("/readyz")
    assert status == 503 and told["takt"] == "not ready"
    assert told["parts"] == {"beat": "ok", "database": "ok", "pretend 1": "not connected"}


@ON_SQLITE
async def test_a_database_that_takes_nothing_is_named_without_its_words_and_reads_go_on(seen: Watched) -> None:
    async with seen.world.desk.store.write() as tx:
        await tx.execute(sql("CREATE TRIGGER full BEFORE INSERT ON note BEGIN SELECT RAISE(ABORT, 'disk full'); END"))
    status, told = await seen.get("/readyz")
    assert status == 503
    assert re.fullmatch(r"cannot be written to \(\w+Error\); the log says more", told["parts"]["database"])
    assert (await seen.get("/metrics"))[0] == 200
    async with seen.world.desk.store.write() as tx:
        await tx.execute(sql("DROP TRIGGER full"))
    seen.hands.now += 6
    assert (await seen.get("/readyz"))[0] == 200


async def test_many_questions_at_once_cost_the_database_one_look(seen: Watched) -> None:
    before = await seen.figure("takt_database_seconds_count", kind="write") or 0
    seen.hands.now += 6
    await asyncio.gather(*(seen.get("/readyz") for _ in range(20)))
    _, shown = await seen.get("/metrics")
    (after,) = re.findall(r'takt_database_seconds_count\{kind="write"\} (\S+)', shown)
    assert float(after) - before == 1


async def test_the_heart_is_felt(seen: Watched) -> None:
    takt, pulse = seen.world.takt, Pulse()
    beats: asyncio.Queue[Beat] = asyncio.Queue()
    pulse.hear.append(beats.put_nowait)
    async with beating(takt.ticker, takt.desk, pulse):
        takt.desk.bell.set()
        assert (await asyncio.wait_for(beats.get(), 5)).well
        async with takt.desk.store.write() as tx:
            await tx.execute(sql("ALTER TABLE job RENAME TO lost"))
        takt.desk.bell.set()
        assert not (await asyncio.wait_for(beats.get(), 5)).well
        assert not pulse.went_well


def test_a_beat_is_as_late_as_the_second_after_the_one_before() -> None:
    hands, heard = Hands(), list[Beat]()
    pulse = Pulse(hands)
    pulse.hear.append(heard.append)
    for wait, took in ((1.0, 0.25), (3.75, 0.5)):
        hands.now += wait
        pulse.begins()
        hands.now += took
        pulse.ends(well=True)
    assert heard == [Beat(0.0, 0.25, True), Beat(3.0, 0.5, True)]
    hands.now += 7
    assert pulse.silence == 7


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_letters_are_counted_by_state_and_the_oldest_has_an_age(seen: Watched) -> None:
    here = seen.world
    await found_cohort(here)
    assert await seen.figure("takt_letters", state="waiting") == 0
    assert await seen.figure("takt_letter_oldest_seconds") == 0
    here.platform.failures += [(Refused("not in channel", "invite me"), False)]
    await here.command("lea", "cohort ask")
    await here.settle()
    assert await seen.figure("takt_letters", state="parked") == 1
    await here.command("lea", "cohort ask")
    here._clock[0] += timedelta(seconds=90)
    assert await seen.figure("takt_letters", state="waiting") == 1
    assert await seen.figure("takt_letter_oldest_seconds") == 90
    await here.settle()
    assert await seen.figure("takt_letters", state="waiting") == 0


async def test_an_overdue_job_and_a_room_that_lacks_something_are_seen(seen: Watched) -> None:
    here = seen.world
    await found_cohort(here)
    here.platform.lacking = ["Let Takt send messages."]
    due = await here.takt.ticker.next_due()
    assert due is not None
    here._clock[0] = due + timedelta(seconds=42)
    assert await seen.figure("takt_job_overdue_seconds") == 42
    await here.settle()
    assert await seen.figure("takt_job_overdue_seconds") == 0
    assert await seen.figure("takt_rooms_lacking") == 1
    status, told = await seen.get("/readyz")
    assert status == 200 and told["rooms_lacking"] == 1, "a room is its leaders' affair: the bot is ready"


async def test_beats_and_late_acknowledgements_are_counted(seen: Watched) -> None:
    seen.figures.beat(Beat(0.5, 0.01, True))
    seen.figures.beat(Beat(0.0, 0.01, False))
    seen.figures.acknowledged("discord", 0.2)
    seen.figures.acknowledged("discord", 3.2)
    seen.figures.missed("discord")
    assert await seen.figure("takt_beats_total", outcome="done") == 1
    assert await seen.figure("takt_beats_total", outcome="failed") == 1
    assert await seen.figure("takt_beat_lag_seconds_sum") == 0.5
    assert await seen.figure("takt_acknowledgement_seconds_count", platform="discord") == 2
    assert await seen.figure("takt_acknowledgement_seconds_bucket", platform="discord", le="3.0") == 1
    assert await seen.figure("takt_acknowledgements_late_total", platform="discord") == 2
    assert await seen.figure("takt_start_time_seconds") == MONDAY.timestamp()


async def test_a_refusal_is_counted_and_a_button_of_nobodys_logged_without_its_words(
    seen: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    await found_cohort(seen.world)
    with caplog.at_level(logging.INFO):
        await seen.world.command("ben", "cohort ask")
        await seen.world.press("ana", "unheard:1:2:my-words")
    assert await seen.figure("takt_interactions_total", platform="pretend", kind="invoked", outcome="refused") == 1
    assert "refused a token that is none of ours" in caplog.text
    assert "my-words" not in caplog.text and ":1:2" not in caplog.text


async def test_no_label_says_who_or_where(seen: Watched) -> None:
    here = seen.world
    await found_cohort(here)
    await here.command("lea", "cohort ask")
    await here.press("ana", "answer:1:2")
    await here.settle()
    _, shown = await seen.get("/metrics")
    labels = {s.labels[name] for f in text_string_to_metric_families(shown) for s in f.samples for name in s.labels}
    assert labels and not labels & {"ana", "lea", "Ana", "Lea", "cpim", "guild", "1"}
    assert "ana" not in shown and "cpim" not in shown


def test_two_bots_in_one_process_share_no_figure() -> None:
    one, other = Figures(MONDAY), Figures(MONDAY)
    one.answered("taken")
    assert b'takt_answers_total{outcome="taken"} 1.0' in one.exposed(None, [], 0, MONDAY)
    assert b"taken" not in other.exposed(None, [], 0, MONDAY)


async def test_every_figure_is_in_the_operators_table_and_the_other_way_round(seen: Watched) -> None:
    page = (
        (ROOT / "docs" / "operators.md")
        .read_text(encoding="utf-8")
        .partition("## Watching it")[2]
        .partition("\n## ")[0]
    )
    named = set(re.findall(r"^\| `(takt_\w+)", page, re.MULTILINE))
    _, shown = await seen.get("/metrics")
    there = {
        f"{name}_total" if kind == "counter" and not name.endswith("_total") else name
        for name, kind in re.findall(r"^# TYPE (\S+) (\S+)$", shown, re.MULTILINE)
        if not name.endswith("_created")
    }
    assert named == there
    rules = page.partition("```yaml")[2].partition("```")[0]
    used = set(re.findall(r"takt_\w+", rules))
    assert used and all(re.sub(r"_(bucket|sum|count)$", "", name) in there for name in used)


# ── the site ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_port_that_is_taken_is_a_warning_and_the_bot_runs(
    seen: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    desk, where = seen.world.desk, Where("127.0.0.1", seen.port)
    with caplog.at_level(logging.WARNING):
        async with attended(desk, Pulse(), figures_at(where, MONDAY), where):
            assert (await seen.get("/healthz"))[0] == 200, "of the first"
    assert f"port {seen.port} cannot be had" in caplog.text and "[watch]" in caplog.text


def test_without_a_port_nothing_is_counted_and_prometheus_is_not_loaded() -> None:
    assert figures_at(Where("127.0.0.1", 0), MONDAY) is None
    code = "import sys, bot.watching.attending; print('prometheus_client' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


async def test_the_doctor_says_what_runs_there(seen: Watched) -> None:
    assert (await look_at_watch("127.0.0.1", 0)).text.startswith("switched off")
    ready = await look_at_watch("127.0.0.1", seen.port)
    assert ready.well and ready.text == "the running Takt is ready"
    seen.world.platform.connected = False
    ill = await look_at_watch("0.0.0.0", seen.port)
    assert not ill.well and "pretend 1: not connected" in ill.text
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
    free = await look_at_watch("127.0.0.1", port)
    assert free.well and "is free" in free.text


async def test_the_doctor_knows_another_program_at_the_port() -> None:
    async def hello(request: web.Request) -> web.Response:
        return web.Response(text="hello")

    async with listening(hello) as port:
        other = await look_at_watch("127.0.0.1", port)
    assert other.well and "another program" in other.text and "[watch]" in other.remedy


# ── the heartbeat ────────────────────────────────────────────────────────────────────────────────────────────────────

GOOD = Beat(0.0, 0.01, True)


@asynccontextmanager
async def listening(answer: Any) -> AsyncIterator[int]:
    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def test_a_heartbeat_goes_out_once_a_minute_for_a_bot_that_is_well_and_ready() -> None:
    pings: asyncio.Queue[str] = asyncio.Queue()
    hands, ready = Hands(), [True]

    async def ping(request: web.Request) -> web.Response:
        pings.put_nowait(request.path)
        return web.Response(text="OK")

    async def is_ready() -> bool:
        return ready[0]

    async with listening(ping) as port:
        pinger = Pinger(f"http://127.0.0.1:{port}/ping/9d2f", is_ready, hands)

        async def beat(after: float, what: Beat = GOOD) -> int:
            hands.now += after
            pinger.heard(what)
            if pinger._under_way:
                await asyncio.wait({pinger._under_way})
            return pings.qsize()

        assert await beat(0) == 1 and pings.get_nowait() == "/ping/9d2f"
        assert await beat(59) == 0, "not yet"
        assert await beat(2, Beat(0.0, 0.0, False)) == 0, "that beat failed"
        ready[0] = False
        assert await beat(1) == 0, "not ready"
        ready[0] = True
        assert await beat(61) == 1
        await pinger.stop()
        assert await beat(1000) == 1, "stopped"


async def test_an_address_that_never_answers_holds_up_no_beat_and_is_never_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def silent(request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    async def is_ready() -> bool:
        return True

    hands = Hands()
    async with listening(silent) as port:
        pinger = Pinger(f"http://127.0.0.1:{port}/ping/very-secret-part", is_ready, hands)
        pinger.heard(GOOD)
        first = pinger._under_way
        for _ in range(3):
            hands.now += 61
            pinger.heard(GOOD)
        assert first is not None and pinger._under_way is first, "one at a time"
        await pinger.stop()
    pinger = Pinger(f"http://127.0.0.1:{port}/ping/very-secret-part", is_ready, hands)
    with caplog.at_level(logging.DEBUG):
        for _ in range(2):
            hands.now += 61
            pinger.heard(GOOD)
            assert pinger._under_way
            await asyncio.wait({pinger._under_way})
    assert caplog.text.count("the heartbeat address cannot be reached") == 1, "once while it lasts"
    assert "very-secret-part" not in caplog.text


# ── the whole ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_running_takt_is_watched_from_start_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pings: asyncio.Queue[str] = asyncio.Queue()

    async def ping(request: web.Request) -> web.Response:
        pings.put_nowait(request.path)
        return web.Response()

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setattr("bot.app.doors_of", lambda config, watch: [(PretendPlatform(), Role.GATEWAY)])
    async with listening(ping) as outside:
        config = Config(
            database=Database(url=prepare(tmp_path)),
            watch=Watch(port=port, heartbeat_url=f"http://127.0.0.1:{outside}/ping"),
        )
        running = asyncio.create_task(run(config))
        assert await asyncio.wait_for(pings.get(), 10) == "/ping"
        found = await look_at_watch("127.0.0.1", port)
        assert found.well and found.text == "the running Takt is ready"
        running.cancel()
        await running
    assert "is free" in (await look_at_watch("127.0.0.1", port)).text
