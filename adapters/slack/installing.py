"""A workspace installs Takt: Bolt's own OAuth flow, with our pages, a state in the database and sealed tokens.

Any process may see an installation to its end, whichever began it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import pages
from adapters.slack.branch import Ways
from adapters.slack.errors import CONNECTION, redacted
from adapters.slack.gateway import library_logger
from adapters.slack.installations import Installations, States
from adapters.slack.scopes import wanted

_log = logging.getLogger(__name__)
INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who the app is to Slack. `address` is where browsers reach us, such as https://takt.example.org."""

    client_id: str
    client_secret: str = field(repr=False)
    address: str

    @property
    def install(self) -> str:
        """Where an installation begins."""
        return self.address + INSTALL


class Declined(BoltError):
    """An installation that is not for us. `reason` is a word that the pages know."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Installing(AsyncOAuthFlow):
    """The two pages. `welcome` hears of each workspace that has installed Takt; none in `allowed` allows all."""

    def __init__(
        self,
        app: Credentials,
        ways: Ways,
        client: AsyncWebClient,
        installations: Installations,
        states: States,
        allowed: frozenset[str],
        welcome: Callable[[str], Awaitable[None]],
    ) -> None:
        super().__init__(
            client=client,
            logger=library_logger(),
            settings=AsyncOAuthSettings(
                client_id=app.client_id,
                client_secret=app.client_secret,
                scopes=wanted(history=ways.history != "none"),
                user_scopes=[],
                redirect_uri=app.address + REDIRECT,
                install_path=INSTALL,
                redirect_uri_path=REDIRECT,
                callback_options=AsyncCallbackOptions(success=self._succeeded, failure=self._failed),
                installation_store=installations,
                installation_store_bot_only=True,
                state_store=states,
                logger=library_logger(),
            ),
        )
        self._app = app
        self._ways = ways
        self._allowed = allowed
        self._welcome = welcome

    def routes(self) -> list[web.RouteDef]:
        """The pages for a web server."""
        return [
            web.get(INSTALL, self._answering(self.handle_installation)),
            web.get(REDIRECT, self._answering(self.handle_callback)),
        ]

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:
        """The page that begins."""
        return pages.begin(url, history=self._ways.history != "none")

    async def store_installation(self, request: AsyncBoltRequest, installation: Installation) -> None:
        """Keep it, if it is for us; else give back what was granted. Raises Declined."""
        team = "" if installation.is_enterprise_install else installation.team_id or ""
        reason = "" if team else "org_wide"
        if team and self._allowed and team not in self._allowed:
            reason = "not_allowed"
        if reason:
            await self._give_back(installation)
            raise Declined(reason)
        await super().store_installation(request, installation)
        _log.info("Slack workspace %s installed Takt", team)
        await self._welcome(team)

    async def _give_back(self, installation: Installation) -> None:
        try:
            await self.client.auth_revoke(token=installation.bot_token)
        except CONNECTION as error:
            _log.warning("A token that is not for us could not be revoked: %s", redacted(str(error)))

    async def _succeeded(self, args: AsyncSuccessArgs) -> BoltResponse:
        return self._response(200, pages.done(args.installation.team_name or "", self._ways.prefix))

    async def _failed(self, args: AsyncFailureArgs) -> BoltResponse:
        reason = args.error.reason if isinstance(args.error, Declined) else args.reason
        status = 403 if isinstance(args.error, Declined) else args.suggested_status_code
        return self._response(status, pages.failed(reason, self._app.install))

    def _response(self, status: int, page: str) -> BoltResponse:
        """The page, and the browser forgets what the installation was known by."""
        forget = self.settings.state_utils.build_set_cookie_for_deletion()
        return BoltResponse(status=status, body=page, headers={"Set-Cookie": [forget]})

    def _answering(
        self, handle: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                made = await to_aiohttp_response(await handle(await to_bolt_request(request)))
            except Exception as error:
                _log.error("An installation failed: %s", redacted(f"{type(error).__name__}: {error}"))
                page = pages.problem(*pages.OWN_FAULT, self._app.install)
                made = web.Response(status=502, text=page, content_type="text/html")
            with suppress(KeyError):
                del made.headers["Content-Type"]
            made.headers.update(pages.HEADERS)
            return made

        return answer
