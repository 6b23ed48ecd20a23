"""How requests reach us: Bolt behind Socket Mode or behind signed HTTP. Both end at the same desk.

Bolt runs with `process_before_response`: its other way polls for an acknowledgement every ten milliseconds, for each
request, and with many at once comes too late. The desk keeps the time instead.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from structlog.contextvars import bound_contextvars

from adapters.slack.answers import Ack
from adapters.slack.errors import code, redacted, token_trouble
from adapters.slack.forms import CALLBACK
from adapters.slack.incoming import EVENTS
from adapters.slack.lifeline import calm, is_open, watch_over
from adapters.slack.spans import Json
from bot.chat.platform import DeliveryError, Later
from bot.chat.watch import Watch

_log = logging.getLogger(__name__)
_PARTING = 1.0
_ANY = re.compile(".*", re.DOTALL)
APP_TOKEN_REMEDY = (
    "On the app's page, under Basic Information, make an app-level token with the scope connections:write; "
    "it begins with xapp-."
)


@dataclass(frozen=True, slots=True)
class SocketMode:
    """A connection that we open: nothing needs to be reachable from outside."""

    app_token: str = field(repr=False)
    ping: float = 5.0
    """Seconds between two pings. A connection that answers none for one and a half of these is taken for dead."""
    patience: float = 30.0
    """Seconds that the library is given to connect, again and again, before all is begun anew."""


@dataclass(frozen=True, slots=True)
class SignedHttp:
    """Slack calls us, and signs what it sends. Port 0 takes a free one."""

    signing_secret: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 3000
    path: str = "/slack/events"


Transport = SocketMode | SignedHttp


class _Redacting(logging.Filter):
    """Keeps tokens and connection tickets out of the libraries' logs, also out of their tracebacks."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redacted(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = redacted(logging.Formatter().formatException(record.exc_info))
        return True


def library_logger() -> logging.Logger:
    """The logger handed to Slack's libraries. They write payloads at DEBUG, so it stays at INFO."""
    logger = logging.getLogger("adapters.slack.library")
    logger.setLevel(logging.INFO)
    if not logger.filters:
        logger.addFilter(calm)
        logger.addFilter(_Redacting())
    return logger


class Front(Protocol):
    """Where payloads go: the desk of a workspace, or the reception of many."""

    @property
    def closed(self) -> bool:
        """Whether nothing more is taken: what comes now is for Slack to deliver again, to the next who serves."""

    async def command(self, body: Json) -> Ack:
        """A slash command."""

    async def action(self, body: Json) -> Ack:
        """A button that was pressed."""

    async def submission(self, body: Json) -> Ack:
        """A form that was sent."""

    async def event(self, body: Json) -> Ack:
        """Something that happened."""


def bolt_app(front: Front, base_url: str, signing_secret: str = "") -> AsyncApp:
    """Bolt, with every kind of payload led to the desk. It is told who we are and need not ask."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)

    app = AsyncApp(
        name="takt",
        logger=library_logger(),
        process_before_response=True,
        signing_secret=signing_secret,
        client=AsyncWebClient(base_url=base_url, logger=library_logger()),
        authorize=authorize,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.command(_ANY)(_listener(front, front.command))
    app.action({"type": "block_actions", "action_id": _ANY})(_listener(front, front.action))
    app.view_submission(CALLBACK)(_listener(front, front.submission))
    for kind in EVENTS:
        app.event(kind)(_listener(front, front.event))
    return app


def _listener(front: Front, handle: Callable[[Json], Awaitable[Ack]]) -> Callable[..., Awaitable[BoltResponse]]:
    async def listen(body: dict[str, Any]) -> BoltResponse:
        if front.closed:
            return BoltResponse(status=503)
        with bound_contextvars(request=secrets.token_hex(4), platform="slack"):
            try:
                return BoltResponse(status=200, body=await handle(body) or "")
            except (AttributeError, LookupError, TypeError, ValueError):
                # What the core does wrong never comes here: it is told to who asked. This is what nobody asked.
                _log.warning("Slack sent a payload that cannot be read", exc_info=True)
                return BoltResponse(status=400)

    return listen


class _Opener(AsyncWebClient):
    """Opens socket connections, and reports a token that Slack no longer takes: the library would try for ever."""

    trouble: asyncio.Future[DeliveryError]

    async def apps_connections_open(self, *, app_token: str, **kwargs: Any) -> AsyncSlackResponse:
        try:
            return await super().apps_connections_open(app_token=app_token, **kwargs)
        except SlackApiError as error:
            found = token_trouble(error, "Slack's app-level token", APP_TOKEN_REMEDY)
            if found and not self.trouble.done():
                self.trouble.set_result(found)
            if not code(error):
                # The library looks for Slack's word in every answer, and stumbles over one that has none.
                raise ConnectionError("Slack failed, and did not say why") from error
            raise


@dataclass(frozen=True, slots=True)
class Socket:
    """A connection. `trouble` is set when the app-level token stops being good, or Slack stays away."""

    client: SocketModeClient
    trouble: asyncio.Future[DeliveryError]

    @property
    def is_open(self) -> bool:
        """Whether Slack's requests come through at this moment: the library connects again by itself."""
        return is_open(self.client)


@asynccontextmanager
async def socket_mode(transport: SocketMode, app: AsyncApp, base_url: str, watch: Watch) -> AsyncIterator[Socket]:
    """A connection for as long as the block lasts."""
    opener = _Opener(base_url=base_url, logger=library_logger(), timeout=10, retry_handlers=[])
    opener.trouble = asyncio.get_running_loop().create_future()
    handler = AsyncSocketModeHandler(
        app, transport.app_token, logger=library_logger(), web_client=opener, ping_interval=transport.ping
    )
    acknowledging = _watched(handler, watch)
    connecting = asyncio.ensure_future(handler.connect_async())  # type: ignore[no-untyped-call]
    try:
        await asyncio.wait(
            {connecting, opener.trouble}, timeout=transport.patience, return_when=asyncio.FIRST_COMPLETED
        )
        if opener.trouble.done():
            raise opener.trouble.result()
        if not connecting.done():
            raise Later("Slack's socket could not be reached", 15.0)
        watching = asyncio.ensure_future(watch_over(handler.client, opener.trouble, transport.ping, transport.patience))
        try:
            yield Socket(handler.client, opener.trouble)
        finally:
            watching.cancel()
    finally:
        connecting.cancel()
        if acknowledging:
            await asyncio.wait(set(acknowledging), timeout=_PARTING)
        await _close(handler)
        await asyncio.gather(connecting, return_exceptions=True)


def _watched(handler: AsyncSocketModeHandler, watch: Watch) -> set[asyncio.Task[Any]]:
    """The tasks in which requests are answered, so that none is cut off between its answer and its acknowledgement."""
    tasks: set[asyncio.Task[Any]] = set()

    async def handle(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        began = time.perf_counter()
        try:
            await handler.handle(handler.client, request)
            watch.acknowledged("slack", time.perf_counter() - began)
        finally:
            tasks.discard(task)

    handler.client.socket_mode_request_listeners[:] = [handle]
    return tasks


async def _close(handler: AsyncSocketModeHandler) -> None:
    client = handler.client
    await handler.close_async()  # type: ignore[no-untyped-call]
    tasks = (client.message_processor, client.current_session_monitor, client.message_receiver)
    await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)


@asynccontextmanager
async def signed_http(
    transport: SignedHttp, app: AsyncApp, watch: Watch, pages: Iterable[web.RouteDef] = ()
) -> AsyncIterator[int]:
    """A web server, with these pages beside, for as long as the block lasts. Yields its port."""

    async def receive(request: web.Request) -> web.Response:
        began = time.perf_counter()
        try:
            return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))
        finally:
            watch.acknowledged("slack", time.perf_counter() - began)

    server = web.Application()
    server.router.add_post(transport.path, receive)
    server.router.add_get(transport.path, receive)
    server.router.add_routes(pages)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=_PARTING)
    await runner.setup()
    try:
        site = web.TCPSite(runner, transport.host, transport.port)
        await site.start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
