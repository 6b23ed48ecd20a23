"""Puts the parts together. Nothing else wires, and nothing else sees the whole."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import monotonic

from tzlocal import get_localzone_name

from adapters.discord.platform import PACE as DISCORD_PACE
from adapters.discord.platform import DiscordPlatform, Settings, Shards
from adapters.slack.distributed import PACE as SLACK_APP_PACE
from adapters.slack.distributed import Credentials, Ways
from adapters.slack.distributed import SlackApp as SlackAppPlatform
from adapters.slack.gateway import SignedHttp, SocketMode, Transport
from adapters.slack.installations import Installations, States
from adapters.slack.platform import PACE as SLACK_PACE
from adapters.slack.platform import SlackPlatform
from adapters.slack.sealing import Seal
from adapters.web.platform import WebPlatform
from bot.bank.bank import Bank
from bot.bank.blueprints import load_blueprints
from bot.bank.facts import load_facts
from bot.bank.starting import load
from bot.chat.picture import Draw
from bot.chat.platform import ChatPlatform, Pace
from bot.chat.watch import NOBODY, Watch
from bot.commands.catalogue import catalogue
from bot.commands.dispatch import Dispatcher
from bot.config import Config, Discord, Slack, SlackApp
from bot.demo import Demo
from bot.model.facts import ExamFacts
from bot.model.items import Blueprint
from bot.pictures.studio import Studio
from bot.rules.holidays import Holidays
from bot.rules.reading import Misread, read_zone
from bot.running import Role, collecting_lightly, serve_all, until_stopped
from bot.store import bindings
from bot.store.journal import StoredJournal
from bot.store.migrate import migrate
from bot.store.presses import Presses
from bot.store.rota import Rota
from bot.store.store import Store, library_engine
from bot.store.writer import AnswerWriter
from bot.study.desk import Desk, Timing
from bot.study.directory import Directory
from bot.study.heart import beating, ringing
from bot.study.keeping import daily_backups
from bot.study.moving import MovedClock, Mover
from bot.study.platforms import Platforms
from bot.study.pulse import Pulse
from bot.study.ticker import Ticker
from bot.watching.attending import attended, figures_at
from content.generators import GENERATORS
from content.holidays import WorldHolidays

CONTENT = Path(__file__).resolve().parent.parent / "content"


@dataclass(frozen=True, slots=True)
class Content:
    """What is asked and said, and when not: the bank, the exam's blueprints, the facts about it, and holidays."""

    bank: Bank
    blueprints: dict[str, Blueprint]
    facts: ExamFacts
    holidays: Holidays


def load_content(folder: Path = CONTENT) -> Content:
    """Everything in the content folder. Raises ContentError with all faults."""
    return Content(load(folder, GENERATORS), load_blueprints(folder), load_facts(folder), WorldHolidays())


@dataclass(frozen=True, slots=True)
class Takt:
    """A bot, put together and not yet running."""

    desk: Desk
    dispatcher: Dispatcher
    ticker: Ticker


@asynccontextmanager
async def assembled(
    url: str,
    content: Content,
    platforms: Sequence[ChatPlatform],
    clock: Callable[[], datetime],
    timing: Timing | None = None,
    watch: Watch = NOBODY,
    *,
    steady: Callable[[], float] | None = None,
    paces: Mapping[str, Pace] | None = None,
    random: Random | None = None,
) -> AsyncIterator[Takt]:
    """The bot on a database that is up to date and this process's alone, closed properly at the end."""
    timing = timing or Timing()
    store = Store(url, watch)
    async with store.opened(prepare=lambda: migrate(url, clock())):
        writer = AnswerWriter(store, timing.refresh)
        async with writer.running():
            desk = Desk(
                store=store,
                directory=Directory(store),
                answers=writer,
                presses=Presses(store),
                bank=content.bank,
                blueprints=content.blueprints,
                facts=content.facts,
                platforms=Platforms(platforms),
                clock=clock,
                timing=timing,
                holidays=content.holidays,
                steady=steady,
                paces=paces or {},
                random=random or Random(),
                watch=watch,
            )
            yield Takt(desk, Dispatcher(desk, catalogue()), Ticker(desk))


class Stop(Exception):
    """Takt cannot run like this. The message says what is wrong and what would put it right."""


async def run(config: Config, roles: Collection[Role] = ()) -> None:
    """Run the configured platforms until SIGTERM or Ctrl-C: in all roles, or in these alone.

    Raises Stop before anything is half-started.
    """
    works = not roles or Role.WORKER in roles
    where = config.watch.where()
    if not works:  # the heartbeat is that of the work
        where = replace(where, heartbeat_url="")
    figures = figures_at(where, _now())
    watch = figures or NOBODY
    doors = doors_of(config, watch)
    if not doors:
        raise Stop(
            "no platform is configured: set TAKT_DISCORD_TOKEN, or add a [[slack]] section and its tokens, "
            "or [slack_app]; `takt try` shows the bot in the browser without any"
        )
    _refuse_idle_roles(config, roles, {door for _, door in doors})
    platforms = [platform for platform, _ in doors]
    closed = [platform for platform, door in doors if roles and door not in roles]
    async with assembled(
        config.database.url,
        load_content(),
        platforms,
        _now,
        config.study.timing(),
        watch,
        steady=monotonic,
        paces={"discord": DISCORD_PACE, "slack": SLACK_APP_PACE if config.slack_app else SLACK_PACE},
    ) as takt:
        await _refuse_web_rooms(takt)
        if works:
            await takt.ticker.start()
        pulse = Pulse()
        async with attended(takt.desk, pulse, figures, where), daily_backups(rota_of(config), _now):
            await until_stopped(serve(takt, pulse, works=works, only_reach=closed))


def rota_of(config: Config) -> Rota | None:
    """The daily backups, or None where there are none: switched off, or on PostgreSQL, which has its own means."""
    file = Store(config.database.url).file
    if file is None or not config.backup.folder:
        return None
    return Rota(file, file.parent / config.backup.folder, config.backup.keep, local_zone())


async def try_room(folder: Path, port: int, on_open: Callable[[str], None]) -> None:
    """Run the room in the browser with its own database and clock, and tell `on_open` its address."""
    clock = MovedClock()
    async with assembled(f"sqlite+aiosqlite:///{folder / 'web.db'}", load_content(), (), clock) as takt:
        await _refuse_real_rooms(takt)
        mover = Mover(clock, takt.desk, takt.ticker, local_zone())
        room = _web_room(takt, clock, mover, port)
        await mover.restore()
        await takt.ticker.start()
        await _play_demo(takt, clock, mover, room)
        opening = asyncio.create_task(_announce(room, on_open))
        await until_stopped(serve(takt))
        opening.cancel()


def doors_of(config: Config, watch: Watch = NOBODY) -> list[tuple[ChatPlatform, Role]]:
    """The platforms that are configured, not yet connected, and the role in which a process takes their requests."""
    prefix, draw = config.takt.prefix, Studio().draw
    found: list[tuple[ChatPlatform, Role]] = []
    if config.discord is not None:
        found.append((_discord(config.discord, prefix, draw, watch), Role.GATEWAY))
    for one in config.slack:
        found.append((_slack(one, prefix, draw, watch), Role.GATEWAY if one.mode == "socket" else Role.WEB))
    if config.slack_app is not None:
        found.append((_slack_app(config.slack_app, config.database.url, prefix, draw, watch), Role.WEB))
    return found


def _discord(config: Discord, prefix: str, draw: Draw, watch: Watch) -> DiscordPlatform:
    shards = Shards(config.own_shards, config.shard_count) if config.own_shards else None
    return DiscordPlatform(
        config.token.get_secret_value(),
        clock=_now,
        allowed=config.communities,
        prefix=prefix,
        settings=Settings(shards=shards),
        draw=draw,
        watch=watch,
    )


def _slack(config: Slack, prefix: str, draw: Draw, watch: Watch) -> SlackPlatform:
    transport: Transport
    if config.mode == "socket":
        transport = SocketMode(config.app_token.get_secret_value())
    else:
        transport = SignedHttp(config.signing_secret.get_secret_value(), config.host, config.port, config.path)
    return SlackPlatform(
        config.token.get_secret_value(),
        transport,
        prefix=prefix,
        allowed=config.communities,
        history=config.history,
        clock=_now,
        draw=draw,
        watch=watch,
    )


def _slack_app(config: SlackApp, database: str, prefix: str, draw: Draw, watch: Watch) -> SlackAppPlatform:
    engine = library_engine(database)
    return SlackAppPlatform(
        Credentials(config.client_id, config.client_secret.get_secret_value(), config.address),
        SignedHttp(config.signing_secret.get_secret_value(), config.host, config.port, config.path),
        Installations(config.client_id, engine, Seal(config.keys), _now),
        States(engine),
        allowed=config.communities,
        ways=Ways(prefix=prefix, history=config.history, clock=_now, draw=draw),
        watch=watch,
    )


def local_zone() -> str:
    """The zone of this machine, or UTC where it has none that the world knows."""
    try:
        return read_zone(get_localzone_name())
    except (Misread, LookupError):
        return "UTC"


def _now() -> datetime:
    return datetime.now(UTC)


async def serve(
    takt: Takt, pulse: Pulse | None = None, *, works: bool = True, only_reach: Collection[ChatPlatform] = ()
) -> None:
    """Serve its platforms and keep it beating, until cancelled.

    Where several processes share the work: without `works` it leaves the beat and the letters to others, and what it
    shall `only_reach` is served by others.
    """
    with collecting_lightly():
        async with beating(takt.ticker, takt.desk, pulse) if works else ringing(takt.desk, pulse):
            catalogue, ask = takt.dispatcher.catalogue, takt.dispatcher.ask
            await serve_all(takt.desk.platforms.running, catalogue, ask, only_reach)


def _web_room(takt: Takt, clock: MovedClock, mover: Mover, port: int) -> WebPlatform:
    room = WebPlatform(
        host="127.0.0.1",
        port=port,
        secret=secrets.token_urlsafe(24),
        clock=clock,
        time=mover,
        journal=StoredJournal(takt.desk.store),
        rooms={"study": "cpim-study", "new-group": "new-group"},
        draw=Studio().draw,
    )
    takt.desk.platforms.add(room)
    return room


async def _play_demo(takt: Takt, clock: MovedClock, mover: Mover, room: WebPlatform) -> None:
    demo = Demo(takt.desk, takt.dispatcher.ask, clock, room.rooms[0], room.people)
    if await demo.is_needed():
        await demo.play(mover, local_zone())


async def _announce(room: WebPlatform, on_open: Callable[[str], None]) -> None:
    on_open(await room.listening())


_DOORS = {
    Role.GATEWAY: 'neither Discord nor a Slack workspace with mode = "socket" is configured',
    Role.WEB: 'no Slack workspace with mode = "http" is configured, and no [slack_app]',
}


def _refuse_idle_roles(config: Config, roles: Collection[Role], doors: Collection[Role]) -> None:
    """A role that would do nothing, or that nobody else could complete, is a mistake to hear of at once."""
    for role, why in _DOORS.items():
        if role in roles and role not in doors:
            raise Stop(f"--role {role} would have nothing to do: {why}; leave it out, or configure one")
    missing = {Role.WORKER, *doors} - set(roles)
    if roles and missing and config.database.url.startswith("sqlite"):
        raise Stop(
            f"without --role {' or --role '.join(sorted(missing))} another process would have to share the database, "
            "and a SQLite file has one process: leave --role out, or set TAKT_DATABASE_URL to a PostgreSQL"
        )


async def _refuse_real_rooms(takt: Takt) -> None:
    async with takt.desk.store.read() as tx:
        if await bindings.any_outside(tx, "web"):
            raise Stop(
                f"{takt.desk.store.file} holds cohorts of Discord or Slack, and the web room moves the clock: "
                "give it a folder of its own with --data"
            )


async def _refuse_web_rooms(takt: Takt) -> None:
    async with takt.desk.store.read() as tx:
        if await bindings.any_of(tx, "web"):
            raise Stop(
                f"{takt.desk.store.file} belongs to the room in the browser, whose clock is moved: "
                "name another file under [database] url"
            )
