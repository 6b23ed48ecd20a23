"""The real libraries given malformed payloads, and the web room malformed HTTP: none crashes,
and the next is served."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import aiohttp

from bot.app import assembled
from tests.conversations.stage import Seen, Stage
from tests.core.world import MONDAY, content
from tests.fakes.discord_interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT
from tests.fakes.discord_stage import DiscordStage
from tests.fakes.engines import prepare
from tests.fakes.slack_stage import SlackStage
from tests.fakes.web_stage import WebStage
from tests.fuzz import nasty
from tests.fuzz.asks import Asks
from tests.fuzz.judge import _PROGRAM
from tests.fuzz.ledger import Ledger
from tests.fuzz.scene import Setting
from tests.fuzz.tally import Tally

EACH = 20
"""Malformed requests between two sound ones, which must be served."""


class _Alarm(logging.Handler):
    """Keeps what is logged above a warning: what a malformed request may cause are lines, never more."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        what = f"{record.exc_info[1]!r}" if record.exc_info else ""
        self.lines.append(f"{record.name}: {record.getMessage()[:200]} {what[:200]}")


@asynccontextmanager
async def _open(stage: Stage, folder: Path, tally: Tally) -> AsyncIterator[tuple[tuple[Any, Any], Ledger]]:
    """The whole bot behind this stage, with a cohort and a question in its room."""
    alarm, root = _Alarm(), logging.getLogger()
    spread = {name: logging.getLogger(name).propagate for name in ("bot", "adapters", "discord", "asyncio", "aiohttp")}
    for name in spread:
        logging.getLogger(name).propagate = False
        logging.getLogger(name).addHandler(alarm)
    async with assembled(prepare(folder), content(), [stage.platform], lambda: MONDAY) as takt:
        await takt.ticker.start()
        await stage.open(takt.dispatcher.catalogue, takt.dispatcher.ask)
        ledger = Ledger(folder / "takt.db")
        try:
            stage.grant("Lea")
            await stage.command("Lea", "cohort create", exam="cpim-9.0", zone="Europe/Berlin", name="Early birds")
            await stage.command("Lea", "cohort ask")
            await takt.ticker.settle()
            yield (takt.dispatcher.catalogue, takt.dispatcher.ask), ledger
            tally.outcomes.update({f"logged {line.split(':')[0]}": 1 for line in alarm.lines})
        finally:
            ledger.close()
            await stage.close()
            for name, was in spread.items():
                logging.getLogger(name).propagate = was
                logging.getLogger(name).removeHandler(alarm)
            assert root is logging.getLogger()


async def discord(wanted: int, seed: int, setting: Setting, folder: Path, tally: Tally) -> None:
    """Interactions of every kind with something missing, huge or of another type."""
    rng = Random(f"discord {seed}")
    stage = DiscordStage(lambda: MONDAY)
    async with _open(stage, folder, tally) as (served, ledger):
        (card,) = stage.in_room()[-1:]
        asks = Asks(rng, stage_catalogue(), setting)
        for number in range(wanted):
            kind = rng.choice((COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT))
            data = _interaction(rng, asks, kind)
            message = stage.server.world.anywhere(card.handle.message["id"]) if kind == COMPONENT else None
            made, event = stage.server.interactions.begin(kind, stage.person("Ana"), stage.channel, data, message)
            event = json.loads(json.dumps(event))
            if rng.random() < 0.8:
                event["data"] = nasty.broken(rng, event["data"], rng.randint(1, 3))
            else:
                event["type"] = rng.choice((0, 1, 6, 99, kind))
            await stage.server.gateway.dispatch("INTERACTION_CREATE", event, stage.channel["guild_id"])
            tally.tried("sent")
            if number % EACH == EACH - 1:
                await asyncio.sleep(0.1)  # what was sent is read in the meantime, or has ended the connection
                if stage._running is not None and stage._running.done():
                    # What the library itself cannot read ends its connection: `serve_all` connects again.
                    tally.tried("connected again")
                    await stage.disconnect()
                    stage.server.gateway.connected.clear()
                    await stage.connect(*served)
                await _still_served(stage, tally, f"discord {seed}#{number}")
                ledger.changes()
            assert made


async def _still_served(stage: Stage, tally: Tally, where: str) -> None:
    try:
        seen: Seen = await stage.command("Ben", "takt help")
        tally.tried("sound, and served")
        if not seen.text.strip() or _PROGRAM.search(seen.text):
            tally.fault(f"after that a sound command gives {seen.text[:100]!r} at {where}")
    except (Exception, asyncio.CancelledError) as error:
        tally.traceback(f"no longer served: {error!r} at {where}")
        raise


def stage_catalogue() -> Any:
    from bot.commands.catalogue import catalogue

    return catalogue()


def _interaction(rng: Random, asks: Asks, kind: int) -> dict[str, Any]:
    """The data of an interaction that Discord might send, before it is spoilt."""
    if kind in (COMMAND, AUTOCOMPLETE):
        words = rng.choice(asks._catalogue.commands).name.split()
        options: list[Any] = [{"type": 3, "name": "date", "value": nasty.text(rng), "focused": True}]
        for depth, word in enumerate(reversed(words[1:])):
            options = [{"type": 1 if depth == 0 else 2, "name": word, "options": options}]
        return {"id": "1", "name": words[0], "type": 1, "options": options}
    token = asks.token()
    if kind == COMPONENT:
        return {"custom_id": token, "component_type": 2, "id": 2}
    inner = {"type": 4, "id": 2, "custom_id": "text", "value": nasty.text(rng)}
    return {"custom_id": token, "components": [{"type": 18, "id": 1, "component": inner}]}


async def slack(wanted: int, seed: int, setting: Setting, folder: Path, tally: Tally, transport: str = "http") -> None:
    """Signed requests with spoilt payloads, and sound ones that are signed by somebody else."""
    rng = Random(f"slack {transport} {seed}")
    stage = SlackStage(lambda: MONDAY, transport=transport)
    async with _open(stage, folder, tally) as (_, ledger):
        asks = Asks(rng, stage_catalogue(), setting)
        user = stage.user("Ana")
        ledger.changes()
        for number in range(wanted):
            kind, payload = _payload(rng, asks, stage, user)
            where = f"slack {transport} {seed}#{number} {kind} {json.dumps(payload)[:300]}"
            if transport == "http":
                await _post(rng, stage, kind, payload, ledger, tally, where)
            else:
                await stage.server.connected.wait()
                envelope = {
                    "type": kind,
                    "envelope_id": f"f{number}",
                    "payload": payload,
                    "accepts_response_payload": True,
                }
                stage.server._acks[f"f{number}"] = asyncio.get_running_loop().create_future()
                if rng.random() < 0.1:
                    envelope["type"] = rng.choice(nasty.VALUES[-12:])
                await stage.server.links[-1].send_json(envelope)
                tally.tried("sent")
            if number % EACH == EACH - 1:
                await _still_served(stage, tally, where)
                ledger.changes()


def _payload(rng: Random, asks: Asks, stage: SlackStage, user: str) -> tuple[str, Any]:
    kind = rng.choice(("slash_commands", "interactive", "interactive", "events_api"))
    whole: dict[str, Any]
    if kind == "slash_commands":
        whole = stage.payloads.slash(
            user, stage.channel, rng.choice(("/takt", "/cohort", "/score", "/x")), nasty.text(rng)
        )
    elif kind == "interactive" and rng.random() < 0.6:
        button = {
            "type": "button",
            "action_id": asks.token()[:250] or "x",
            "value": asks.token(),
            "block_id": "b",
            "action_ts": "1.2",
        }
        whole = {**stage.payloads._who(user), "type": "block_actions", "channel": {"id": stage.channel.id, "name": "x"}}
        whole |= {
            "container": {"type": "message", "message_ts": "1.1", "channel_id": stage.channel.id},
            "actions": [button],
        }
        whole |= {"response_url": stage.server.response_url("none")}
    elif kind == "interactive":
        meta = json.dumps([asks.token(), stage.channel.id, "x", "", False]) if rng.random() < 0.7 else nasty.text(rng)
        state = {"values": {"text": {"value": {"type": "plain_text_input", "value": nasty.text(rng)}}}}
        view = {"id": "V1", "callback_id": "takt_form", "private_metadata": meta, "state": state, "type": "modal"}
        whole = {**stage.payloads._who(user), "type": "view_submission", "view": view, "response_urls": []}
    else:
        event = {
            "type": rng.choice(("channel_archive", "member_left_channel", "tokens_revoked", "x")),
            "channel": "CX",
            "user": "U9",
        }
        whole = {
            "type": "event_callback",
            "team_id": "T1",
            "event": event,
            "event_id": f"E{rng.random()}",
            "event_time": 1,
        }
    return kind, nasty.broken(rng, whole, rng.randint(1, 3)) if rng.random() < 0.85 else whole


async def _post(
    rng: Random, stage: SlackStage, kind: str, payload: Any, ledger: Ledger, tally: Tally, where: str
) -> None:
    from urllib.parse import urlencode

    body = json.dumps(payload)
    headers = {"Content-Type": "application/json"}
    if kind != "events_api":
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        flat = payload if isinstance(payload, dict) and kind == "slash_commands" else {"payload": body}
        body = urlencode({k: v if isinstance(v, str) else json.dumps(v) for k, v in flat.items()}, errors="replace")
    if rng.random() < 0.1:
        body = nasty.spoilt(rng, body)
    body = body.encode(errors="replace").decode()
    forged = rng.random() < 0.25
    signing: dict[str, Any] = rng.choice(({"secret": "another"}, {"age": 4000}, {"age": -4000})) if forged else {}
    status, said = await stage.server.post_signed(body, headers, **signing)
    tally.tried(f"status {status}")
    changed = ledger.changes()
    if forged and (status < 400 or any(c.table not in ("draft",) for c in changed)):
        tally.wrote(f"taken though it was not signed by Slack: {status} {said[:100]} {changed} at {where}")
    if _PROGRAM.search(said) and not any(found in where for found in _PROGRAM.findall(said)):
        tally.traceback(f"{said[:200]} at {where}")


async def web(wanted: int, seed: int, setting: Setting, folder: Path, tally: Tally) -> None:
    """HTTP as any program on this machine may send it: with the key or without, and then with anything."""
    rng = Random(f"web {seed}")
    stage = WebStage(lambda: MONDAY)
    async with _open(stage, folder, tally) as (_, ledger):
        asks = Asks(rng, stage_catalogue(), setting)
        ledger.changes()
        assert stage._session is not None
        jar = stage._session.cookie_jar.filter_cookies(stage._session._base_url)  # type: ignore[arg-type]
        cookie = "; ".join(f"{m.key}={m.value}" for m in jar.values())
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            for number in range(wanted):
                where = f"web {seed}#{number}"
                await _request(rng, asks, session, stage.web.address, cookie, ledger, tally, where)
                if number % EACH == EACH - 1:
                    await _still_served(stage, tally, where)
                    ledger.changes()


_PATHS = (
    "/", "/api/command", "/api/press", "/api/submit", "/api/suggest", "/api/dismiss", "/api/member", "/api/clock",
    "/static/app.js",
    "/static/../platform.py", "/static/%2e%2e/%2e%2e/platform.py", "/static/..%2fplatform.py", "/static//etc/passwd",
    "/static/",
    "/picture/1/x.png", "/picture/999999999999999999/x.png", "/picture/0/%00.png", "/api/nothing", "/%00",
    "/?key=wrong", "/?key=",
    "//evil.example/", "/api/../api/command", "/" + "x" * 4000,
)  # fmt: skip


async def _request(
    rng: Random,
    asks: Asks,
    session: aiohttp.ClientSession,
    address: str,
    cookie: str,
    ledger: Ledger,
    tally: Tally,
    where: str,
) -> None:
    from yarl import URL

    known = rng.random() < 0.7
    headers = {"Origin": address if rng.random() < 0.85 else rng.choice(("null", "http://evil.example", "", "x" * 900))}
    headers["Cookie"] = (
        cookie if known else rng.choice(("", "takt_80=x", cookie[:-1] + "0", cookie.upper(), "=;=;", "a" * 3000))
    )
    if rng.random() < 0.05:
        headers["Host"] = rng.choice(
            ("evil.example", "127.0.0.1.evil", "[::1", "a b", "127.0.0.1:x", "localhost:99999999")
        )
    path = rng.choice(_PATHS)
    method = rng.choice(
        ("POST", "POST", "POST", "GET", "GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "FOO")
    )
    sent = {
        "as": "ana",
        "place": "study",
        "line": nasty.text(rng),
        "message": rng.choice(nasty.VALUES[:8]),
        "token": asks.token(),
    }
    sent |= {"values": {"text": nasty.text(rng)}, "name": nasty.text(rng), "minutes": rng.choice(nasty.VALUES[:8])}
    data = json.dumps(nasty.broken(rng, sent, rng.randint(0, 3))).encode()
    way = rng.random()
    if way < 0.1:
        data = rng.randbytes(rng.randint(0, 300))
    elif way < 0.13:
        data = b"[" * rng.choice((10, 5000, 100_000))
    elif way < 0.15:
        data = b'{"x": "' + b"x" * 300_000 + b'"}'
    headers["Content-Type"] = (
        "application/json" if rng.random() < 0.9 else rng.choice(("text/plain", "", "application/json; charset=x"))
    )
    what = f"{where} {method} {path[:80]} {headers} {data[:300]!r}"
    if not known and path.startswith("/?key"):
        headers.pop("Cookie")
    try:
        async with session.request(
            method,
            URL(address + path, encoded=True),
            data=data if method != "GET" else None,
            headers=headers,
            allow_redirects=False,
        ) as response:
            status, said = response.status, (await response.content.read(100_000)).decode(errors="replace")
    except (aiohttp.ClientError, ValueError) as error:
        tally.tried(f"not sent ({type(error).__name__})")
        return
    tally.tried(f"status {status}")
    changed = ledger.changes()
    if status >= 500 or "Traceback" in said:
        tally.traceback(f"{status} {said[:200]} at {what}")
    if status != 200 and changed:
        tally.wrote(f"{status} {changed} at {what}")
    if status in (200, 303) and not known:
        tally.fault(f"{status} without the key at {what}")
    if "platform.py" in path and status == 200:
        tally.fault(f"{path} is handed out")
