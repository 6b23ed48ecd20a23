"""One Slack app in many workspaces: installed in the browser, served by any process, its tokens sealed at rest."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from adapters.slack.distributed import Credentials, SlackApp, Ways
from adapters.slack.gateway import SignedHttp
from adapters.slack.installations import Installations, States
from adapters.slack.sealing import Seal, new_key
from bot.app import assembled
from bot.chat.message import Card
from bot.chat.platform import Later, Refused, Unauthorised, Unreadable
from bot.chat.request import Back, Gone, Invoked
from bot.model.places import Community, Room
from bot.store.store import library_engine
from tests.adapters.slack_catalogue import CATALOGUE, Clock, Core
from tests.core.world import content
from tests.fakes import engines, postgres
from tests.fakes.slack_many import ADDRESS, CLIENT_ID, CLIENT_SECRET, Browser, Slack
from tests.fakes.slack_server import SERVER_ERROR, SIGNING_SECRET, NoAcknowledgement
from tests.fakes.slack_stage import SlackStage

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
"""slack_sdk signs the exchange of a code with a class that aiohttp will drop one day."""

KEY, OTHER = new_key(), new_key()


class World:
    """Slack, a database, and processes of the app."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.clock = Clock()
        self.slack = Slack(self.clock)

    def app(self, *, keys: tuple[str, ...] = (KEY,), secret: str = CLIENT_SECRET, **options: Any) -> SlackApp:
        engine = library_engine(self.url)
        return SlackApp(
            Credentials(CLIENT_ID, secret, ADDRESS),
            SignedHttp(SIGNING_SECRET, port=0),
            Installations(CLIENT_ID, engine, Seal(keys), self.clock),
            States(engine),
            ways=Ways(clock=self.clock, base_url=self.slack.base_url),
            **options,
        )

    @asynccontextmanager
    async def serving(self, core: Core, **options: Any) -> AsyncIterator[SlackApp]:
        """A process."""
        app = self.app(**options)
        task = asyncio.create_task(app.serve(CATALOGUE, core))
        ready = asyncio.create_task(app.ready.wait())
        await asyncio.wait({task, ready}, timeout=5, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if task.done():
            await task
        try:
            yield app
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def install(self, team: str, app: SlackApp, end: SlackApp | None = None, /, **more: Any) -> tuple[int, str]:
        """Install it, begun at one process and ended at the same or another one."""
        browser = Browser(self.slack)
        await browser.begin(app.port)
        code = await self.slack.allow(team, **more)
        return await browser.end((end or app).port, code=code, state=browser.state)

    async def at(self, team: str, app: SlackApp) -> SlackStage:
        """The workspace, whose requests this process gets."""
        stage = await self.slack.workspace(team)
        stage.server.bot_url = f"http://127.0.0.1:{app.port}/slack/events"
        return stage

    async def rows(self, query: str) -> list[Any]:
        async with library_engine(self.url).begin() as tx:
            found = await tx.execute(text(query))
            return [tuple(row) for row in found] if found.returns_rows else []

    async def kept(self) -> list[Any]:
        return await self.rows("SELECT team_id, bot_token FROM slack_installation ORDER BY team_id")


@asynccontextmanager
async def world_on(url: str) -> AsyncIterator[World]:
    made = World(url)
    await made.slack.start()
    yield made
    await made.slack.stop()
    assert [stage.violations() for stage in made.slack.stages.values() if stage.violations()] == []


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_on(engines.prepare(tmp_path)) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
async def everywhere(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    url = engines.prepare(tmp_path) if request.param == "sqlite" else postgres.fresh()
    async with world_on(url) as made:
        yield made
    engines.forget()


def room(stage: SlackStage) -> Room:
    return Room("slack", stage.workspace.team, stage.channel.id)


async def test_an_installation_begun_at_one_process_ends_at_another_and_both_serve_it(everywhere: World) -> None:
    w, core, other = everywhere, Core(), Core()
    async with w.serving(core) as one, w.serving(other) as two:
        status, page = await w.install("T1", one, two)
        assert status == 200 and "Takt is installed" in page and "Workspace T1 &amp; &lt;Co&gt;" in page
        assert [b.place for b in other.of(Back)] == [Community("slack", "T1")] and core.asked == []
        for app, heard in ((one, core), (two, other)):
            stage = await w.at("T1", app)
            seen = await stage.command("Ana", "score show")
            assert "score show" in seen.text
            (asked,) = heard.of(Invoked)
            assert asked.asker.room == room(stage)
            assert (asked.asker.name, asked.asker.community_name) == ("Ana", "Workspace T1 & <Co>")
            form = await stage.press("Ana", seen, "Edit")
            assert form.kind == "form"


async def test_the_install_page_says_what_is_asked_for_and_who_is_not_behind_it(world: World) -> None:
    async with world.serving(Core()) as app:
        browser = Browser(world.slack)
        await browser.begin(app.port)
    assert "chat:write" in browser.page and "not affiliated with ASCM" in browser.page
    assert browser.authorize["client_id"] == [CLIENT_ID]
    assert browser.authorize["redirect_uri"] == [f"{ADDRESS}/slack/oauth_redirect"]
    assert "im:history" in browser.authorize["scope"][0] and "user_scope" not in browser.authorize


async def test_no_token_lies_in_the_database_or_in_a_log_as_it_is(
    everywhere: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    w = everywhere
    caplog.set_level(logging.INFO)
    async with w.serving(Core()) as app:
        await w.install("T1", app)
        stage = await w.at("T1", app)
        token = stage.server.token
        await app.post(room(stage), Card("Hello"), "k1")
        stage.server.fail_next("chat.postMessage", SERVER_ERROR)
        with pytest.raises(Exception, match="Slack failed"):
            await app.post(room(stage), Card("Hello"), "k2")
    ((team, sealed),) = await w.kept()
    assert team == "T1" and len(sealed) > 200 and Seal([KEY]).open(sealed) == token
    files = [file.read_bytes() for file in tmp_path.glob("takt.db*")]
    assert not any(b"xoxb-" in raw for raw in files)
    assert token not in caplog.text and CLIENT_SECRET not in caplog.text and KEY not in caplog.text


async def test_each_workspace_is_spoken_to_with_its_own_token(world: World) -> None:
    w, core = world, Core()
    async with w.serving(core) as app:
        for team in ("T1", "T2"):
            await w.install(team, app)
            await (await w.at(team, app)).command("Ana", "score show")
        one, two = await w.at("T1", app), await w.at("T2", app)
        first = await app.post(room(one), Card("For one"), "k1")
        await app.post(room(two), Card("For two"), "k1")
        await app.edit(first, Card("For one, again"))
        assert [seen.text for seen in one.in_room()] == ["For one, again"]
        assert [seen.text for seen in two.in_room()] == ["For two"]
        assert await app.find(room(one), "k1", w.clock()) == first
        assert await app.lacks(room(one)) == () or await app.lacks(room(one)) == []
    assert [i.asker.account.community for i in core.of(Invoked)] == ["T1", "T2"]


async def test_a_worker_that_takes_no_requests_posts_wherever_takt_is_installed(world: World) -> None:
    w = world
    async with w.serving(Core()) as app:
        worker = w.app()
        reaching = asyncio.create_task(worker.reach())
        await asyncio.sleep(0)
        assert (
            worker.connected and worker.serves(Room("slack", "T1", "C1")) and not worker.serves(Room("web", "", "C1"))
        )
        await w.install("T1", app)
        stage = await w.at("T1", app)
        await worker.post(room(stage), Card("From the worker"), "k1")
        assert "From the worker" in stage.in_room()[-1].text
        reaching.cancel()
        await asyncio.gather(reaching, return_exceptions=True)
        assert not worker.connected


async def test_nothing_is_asked_or_made_for_a_workspace_before_it_is_needed(world: World) -> None:
    w = world
    async with w.serving(Core()) as app:
        for number in range(4):
            await w.install(f"T{number}", app)
    w.slack.asked.clear()
    async with w.serving(Core(), most=2) as app:
        assert (len(app.branches), w.slack.asked) == (0, [])
        for number in range(4):
            await app.post(room(await w.at(f"T{number}", app)), Card("Hello"), "k")
            assert len(app.branches) <= 2
        await app.post(room(await w.at("T0", app)), Card("Hello again"), "k2")


async def test_a_workspace_with_work_under_way_is_not_forgotten_for_another(world: World) -> None:
    w, core = world, Core()
    async with w.serving(core, most=1) as app:
        await w.install("T1", app)
        await w.install("T2", app)
        stage = await w.at("T1", app)
        core.gate.clear()
        asking = asyncio.create_task(stage.command("Ana", "score show"))
        async with asyncio.timeout(5):
            while not core.of(Invoked):
                await asyncio.sleep(0.001)
        await app.post(room(await w.at("T2", app)), Card("Hello"), "k")
        assert (await app.branches.of("T1")).branch.busy
        core.gate.set()
        assert "score show" in (await asking).text


async def test_who_has_not_installed_it_is_told_so(world: World) -> None:
    w, core = world, Core()
    async with w.serving(core) as app:
        stage = await w.at("T9", app)
        assert "does not serve your workspace" in (await stage.command("Eve", "score show")).text
        await stage.server.event({"type": "app_uninstalled"})
        with pytest.raises(Refused, match="not installed") as refused:
            await app.post(room(stage), Card("Hello"), "k")
        assert f"{ADDRESS}/slack/install" in refused.value.remedy
        with pytest.raises(Unreadable):
            await app.find(room(stage), "k", w.clock())
        status, text = await stage.server.post_signed("{}", {}, secret="0" * 32)
        assert status == 401, text
    assert core.asked == []


@pytest.mark.parametrize("event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["U1"]}}])
async def test_removed_and_installed_again_while_another_process_remembers_the_old_token(
    everywhere: World, event: dict[str, Any]
) -> None:
    w, core, other = everywhere, Core(), Core()
    async with w.serving(core) as one, w.serving(other) as two:
        await w.install("T1", one)
        stage = await w.at("T1", two)
        await stage.command("Ana", "score show")  # the second process knows the first token from now on
        await two.post(room(stage), Card("Before"), "k1")
        w.slack.revoke("T1")
        w.clock.move(seconds=60)
        await (await w.at("T1", one)).server.event(event)
        assert [gone.place for gone in core.of(Gone)] == [Community("slack", "T1")]
        assert await w.kept() == []
        for app in (one, two):
            with pytest.raises((Refused, Unauthorised)):
                await app.post(room(stage), Card("Meanwhile"), "k2")
        w.clock.move(seconds=60)
        await w.install("T1", one)
        assert len(core.of(Back)) == 2
        stage = await w.at("T1", two)
        await two.post(room(stage), Card("After"), "k3")
        assert [seen.text for seen in stage.in_room()] == ["Before", "After"]
        assert (await stage.press("Ana", await stage.command("Ana", "score show"), "Edit")).kind == "form"


async def test_news_of_a_removal_that_comes_after_it_was_installed_again_removes_nothing(world: World) -> None:
    w, core, other = world, Core(), Core()
    async with w.serving(core) as one, w.serving(other) as two:
        await w.install("T1", one)
        stage = await w.at("T1", two)
        await stage.command("Ana", "score show")
        body: dict[str, Any] = {
            "type": "event_callback",
            "team_id": "T1",
            "event": {"type": "app_uninstalled"},
            "event_id": "Ev1",
        }
        body |= {"event_time": int(w.clock().timestamp()) + 1, "api_app_id": "A1"}
        w.clock.move(seconds=60)
        w.slack.revoke("T1")
        await w.install("T1", one)
        await stage.server.deliver("events_api", body)
        assert other.of(Gone) == [] and len(await w.kept()) == 1
        await two.post(room(stage), Card("Still here"), "k1")


async def test_a_token_replaced_elsewhere_is_found_and_the_call_made_once(world: World) -> None:
    w = world
    async with w.serving(Core()) as one, w.serving(Core()) as two:
        await w.install("T1", one)
        stage = await w.at("T1", two)
        await two.post(room(stage), Card("First"), "k1")
        old = stage.server.token
        w.slack.revoke("T1")
        await w.install("T1", one)
        assert stage.server.token != old
        await two.post(room(stage), Card("Second"), "k2")
        assert [seen.text for seen in stage.in_room()] == ["First", "Second"]
        w.slack.revoke("T1")
        with pytest.raises(Unauthorised, match="token was revoked"):
            await two.post(room(stage), Card("Refused"), "k3")


async def test_a_cohort_rests_while_takt_is_removed_and_goes_on_after(everywhere: World) -> None:
    """The whole bot, with cohorts in two workspaces."""
    w = everywhere
    app = w.app()
    async with assembled(w.url, content(), [app], w.clock) as takt:
        serving = asyncio.create_task(app.serve(takt.dispatcher.catalogue, takt.dispatcher.ask))
        await asyncio.wait_for(app.ready.wait(), 5)
        for team in ("T1", "T2"):
            await w.install(team, app)
            stage = await w.at(team, app)
            stage.grant("Lea")
            await stage.command("Lea", "cohort create", exam="cpim-9.0", zone="Europe/Berlin", name=f"Of {team}")
        one, two = await w.at("T1", app), await w.at("T2", app)
        for stage in (one, two):
            await stage.command("Lea", "cohort ask")
            await takt.ticker.settle()
        cards = len(one.in_room())
        assert cards == len(two.in_room()) >= 1
        assert await w.rows("SELECT count(*) FROM job WHERE kind = 'open'") == [(2,)]
        w.slack.revoke("T1")
        await one.server.event({"type": "app_uninstalled"})
        assert await w.rows("SELECT count(*) FROM job WHERE kind = 'open'") == [(1,)]
        w.clock.move(seconds=60)
        await w.install("T1", app)
        assert await w.rows("SELECT count(*) FROM job WHERE kind = 'open'") == [(2,)]
        answered = await one.press("Ana", one.in_room()[-1], "A")
        assert "How sure" in answered.text
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


# ── what goes wrong while installing ─────────────────────────────────────────────────────────────────────────────────


async def test_only_the_browser_that_began_may_end_it_and_once(everywhere: World) -> None:
    w = everywhere
    async with w.serving(Core()) as one, w.serving(Core()) as two:
        mine, theirs = Browser(w.slack), Browser(w.slack)
        await mine.begin(one.port)
        await theirs.begin(one.port)
        code = await w.slack.allow("T1")
        assert (await theirs.end(two.port, code=code, state=mine.state))[0] == 400
        assert "did not begin" in theirs.page
        theirs.cookie = ""
        assert (await theirs.end(two.port, code=code, state=theirs.state))[0] == 400
        assert await w.kept() == []
        assert (await mine.end(two.port, code=code, state=mine.state))[0] == 200
        again = await w.slack.allow("T1")
        assert (await mine.end(one.port, code=again, state=mine.state))[0] == 401
        assert "used before" in mine.page and again in w.slack.grants


async def test_an_installation_has_ten_minutes(everywhere: World) -> None:
    w = everywhere
    async with w.serving(Core()) as app:
        browser = Browser(w.slack)
        await browser.begin(app.port)
        code = await w.slack.allow("T1")
        await w.rows("UPDATE slack_oauth_state SET expire_at = '2026-01-01 00:00:00.000000'")
        assert (await browser.end(app.port, code=code, state=browser.state))[0] == 401
        assert "too long" in browser.page and await w.kept() == []
        await Browser(w.slack).begin(app.port)
        assert len(await w.rows("SELECT id FROM slack_oauth_state")) == 1  # what was never ended has gone


async def test_what_slack_says_no_to_is_told_on_a_page(world: World, caplog: pytest.LogCaptureFixture) -> None:
    w = world
    async with w.serving(Core()) as app, w.serving(Core(), secret="f" * 32) as wrong:
        for port, query, status, words in (
            (app.port, {"error": "access_denied"}, 200, "You did not allow it"),
            (app.port, {"error": "<script>alert(1)</script>"}, 200, "a reason that Takt does not know"),
            (app.port, {"code": "made-up"}, 401, "did not take the code"),
            (app.port, {}, 401, "sent no code"),
            (wrong.port, {"code": await w.slack.allow("T1")}, 401, "did not take the code"),
        ):
            browser = Browser(w.slack)
            await browser.begin(port)
            assert (await browser.end(port, state=browser.state, **query))[0] == status
            assert words in browser.page and "<script" not in browser.page and ADDRESS in browser.page
        await w.slack._runner.cleanup()
        assert (await w.install("T1", app))[0] == 502
    assert await w.kept() == []


async def test_an_organisation_or_a_workspace_that_is_not_allowed_is_declined_and_its_token_given_back(
    world: World,
) -> None:
    w, core = world, Core()
    async with w.serving(core, allowed=["T1"]) as app:
        org = {"is_enterprise_install": True, "team": None, "enterprise": {"id": "E1", "name": "Org"}}
        status, page = await w.install("TORG", app, **org)
        assert (status, "workspace by workspace" in page) == (403, True)
        status, page = await w.install("T2", app)
        assert (status, "does not serve your workspace" in page) == (403, True)
        assert len(w.slack.revoked) == 2 and await w.kept() == [] and core.asked == []
        assert not app.serves(Room("slack", "T2", "C1"))
        within = {"enterprise": {"id": "E1", "name": "Org"}}
        assert (await w.install("T1", app, **within))[0] == 200
        assert "score show" in (await (await w.at("T1", app)).command("Ana", "score show")).text


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_new_key_takes_over_and_the_old_one_can_go(everywhere: World) -> None:
    w = everywhere
    async with w.serving(Core(), keys=(OTHER,)) as app:
        await w.install("T1", app)
    both = w.app(keys=(KEY, OTHER))
    assert "1 tokens are sealed with an older key" in (await both.examine())[1].text
    async with w.serving(Core(), keys=(KEY, OTHER)):
        pass
    async with w.serving(Core()) as app:
        assert "the newest encryption key opens every token" in (await app.examine())[1].text
        await app.post(room(await w.at("T1", app)), Card("Still here"), "k")


async def test_a_lost_key_is_a_clear_line_and_loses_nothing(world: World, caplog: pytest.LogCaptureFixture) -> None:
    w = world
    async with w.serving(Core()) as app:
        await w.install("T1", app)
    before = await w.kept()
    with pytest.raises(Unauthorised, match="1 of 1 stored Slack tokens cannot be opened") as stop:
        async with w.serving(Core(), keys=(OTHER,)):
            pass
    assert "Give back the key" in stop.value.remedy
    lost = w.app(keys=(OTHER,))
    stage = await w.slack.workspace("T1")
    with pytest.raises(Later, match="cannot be opened"):
        await lost.post(room(stage), Card("Hello"), "k")
    (_, finding) = await lost.examine()
    assert not finding.well and "TAKT_SLACK_APP_ENCRYPTION_KEY" in finding.remedy
    assert await w.kept() == before
    async with w.serving(Core(), keys=(KEY,)) as app:
        await w.install("T2", app)
    async with w.serving(Core(), keys=(OTHER, KEY)) as app:
        await w.install("T3", app)
    await w.rows("UPDATE slack_installation SET bot_token = 'torn' WHERE team_id = 'T2'")
    async with w.serving(Core(), keys=(OTHER, KEY)) as app:
        assert "1 of 3 stored Slack tokens cannot be opened" in caplog.text
        assert "score show" in (await (await w.at("T3", app)).command("Ana", "score show")).text
        with pytest.raises(NoAcknowledgement):
            await (await w.at("T2", app)).command("Ana", "score show")


async def test_the_doctor_looks_at_a_database_that_is_not_there_without_making_one(tmp_path: Path) -> None:
    w = World(f"sqlite+aiosqlite:///{tmp_path / 'takt.db'}")
    first, second = await w.app().examine()
    assert first.well and f"{ADDRESS}/slack/install" in first.text
    assert not second.well and list(tmp_path.iterdir()) == []
    await w.slack.start()
    await w.slack.stop()
