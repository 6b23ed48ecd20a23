"""A played day, watched: figures count what happened, and no log line says who chose what, or holds a token."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text as sql

from bot.app import assembled
from bot.cli.logs import PRYING, QUIET, handler, quieten
from bot.model.items import LETTERS
from bot.watching.figures import Figures
from tests.conversations.conftest import Play
from tests.conversations.stage import Clock, Stage
from tests.core.world import MONDAY, content
from tests.fakes.discord_stage import DiscordStage
from tests.fakes.engines import prepare
from tests.fakes.slack_server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET
from tests.fakes.slack_stage import SlackStage
from tests.fakes.web_stage import WebStage

STAGES = ("discord", "slack-socket", "slack-http", "web")
ALIAS = "Quizzicalowl"


def stage_of(name: str, clock: Clock, figures: Figures) -> Stage:
    if name == "web":
        return WebStage(clock)
    if name == "discord":
        return DiscordStage(clock, watch=figures)
    return SlackStage(clock, transport="http" if name == "slack-http" else "socket", watch=figures)


@dataclass
class Watched:
    """A play, the figures on it, and its log in both formats."""

    play: Play
    figures: Figures
    lines: io.StringIO
    objects: io.StringIO

    @property
    def log(self) -> str:
        return self.lines.getvalue() + self.objects.getvalue()

    def figure(self, name: str, **labels: str) -> float:
        """The sum of a metric's samples that have these labels."""
        shown = self.figures.exposed(None, [self.play.stage.platform], 0.0, datetime.now(UTC)).decode()
        samples = [s for family in text_string_to_metric_families(shown) for s in family.samples]
        return sum(s.value for s in samples if s.name == name and labels.items() <= s.labels.items())


@pytest.fixture
def logged() -> Iterator[tuple[io.StringIO, io.StringIO]]:
    """Everything from DEBUG on, as `takt run` writes it, in both formats."""
    lines, objects = io.StringIO(), io.StringIO()
    root, before = logging.getLogger(), logging.getLogger().level
    handlers = [handler(lines), handler(objects, as_json=True)]
    levels = {name: logging.getLogger(name).level for name in (*QUIET, *PRYING)}
    root.setLevel(logging.DEBUG)
    for one in handlers:
        root.addHandler(one)
    quieten()
    yield lines, objects
    for one in handlers:
        root.removeHandler(one)
    root.setLevel(before)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture(params=STAGES)
async def watched(
    request: pytest.FixtureRequest, tmp_path: Path, logged: tuple[io.StringIO, io.StringIO]
) -> AsyncIterator[Watched]:
    clock, figures = [MONDAY], Figures(MONDAY)
    stage = stage_of(request.param, lambda: clock[0], figures)
    url = prepare(tmp_path)
    async with assembled(url, content(), [stage.platform], lambda: clock[0], watch=figures) as takt:
        await takt.ticker.start()
        await stage.open(takt.dispatcher.catalogue, takt.dispatcher.ask)
        try:
            yield Watched(Play(takt, stage, clock), figures, *logged)
        finally:
            await stage.close()


async def play_a_day(play: Play) -> str:
    """A question asked, answered, settled, changed and closed, and a name chosen. Returns the question's words."""
    stage = play.stage
    await play.found()
    card = await play.ask()
    key, wrong = await play.key(), await play.wrong()
    await stage.press("Ana", await stage.press("Ana", card, key), "Sure")
    await stage.press("Ben", await stage.press("Ben", card, wrong), "Guess")
    await stage.command("Ana", "takt profile set", alias=ALIAS)
    await stage.command("Ana", "score show")
    await play.advance(timedelta(days=1))
    return str(card.text)


def forbidden(question: str, stage: Stage) -> list[str]:
    """What may stand in no line."""
    found = [BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, ALIAS, "How sure", "the key is"]
    found += [part for part in re.split(r"[\n]", question) if len(part) > 20]
    if isinstance(stage, DiscordStage):
        found.append(stage.server.token)
    return found


async def test_a_watched_day_is_counted_and_its_log_tells_no_token_no_choice_and_no_words(watched: Watched) -> None:
    play, figure, name = watched.play, watched.figure, watched.play.stage.platform.name
    question = await play_a_day(play)

    assert figure("takt_interactions_total", platform=name, kind="pressed", outcome="card") == 4
    assert figure("takt_interactions_total", platform=name, kind="invoked") >= 4
    assert figure("takt_interaction_seconds_count", platform=name) == figure("takt_interactions_total", platform=name)
    assert figure("takt_answers_total", outcome="taken") == 2
    assert figure("takt_answers_total") == 4, "and each was settled"
    assert figure("takt_jobs_total", kind="open", outcome="done") >= 1
    assert figure("takt_jobs_total", outcome="failed") == 0
    assert figure("takt_database_seconds_count", kind="write") > 10
    assert figure("takt_connected", platform=name) == figure("takt_connections", platform=name) == 1
    if name != "web":
        assert figure("takt_acknowledgement_seconds_count", platform=name) >= 8
        assert figure("takt_acknowledgements_late_total") == 0

    # The worst that the log is ever told: the database fails in the midst of an answer, with a traceback.
    async with play.takt.desk.store.write() as tx:
        await tx.execute(sql("ALTER TABLE answer RENAME TO lost"))
    failed = await play.stage.press("Chloe", play.stage.in_room()[-1], LETTERS[2])
    assert "reference" in failed.text
    assert figure("takt_interactions_total", platform=name, outcome="failed") == 1

    told = watched.log
    for word in forbidden(question, play.stage):
        assert word not in told, word
    assert not re.search(r"(answer|settle|rechoose|practise):\d+:\d", told), "a button says what was chosen"
    assert not re.search(r"\b(Ana|Ben|Chloe)\b[^\n]{0,60}\b[ABCD]\b", told)
    assert re.search("(Operational|Programming)Error", told) and "[parameters" not in told

    lines: list[dict[str, Any]] = [json.loads(line) for line in watched.objects.getvalue().splitlines()]
    assert all({"time", "level", "logger", "event"} <= line.keys() for line in lines)
    (bug,) = [line for line in lines if "exception" in line and line["logger"].startswith("adapters")]
    assert re.fullmatch(r"[0-9a-f]{8}", bug["request"]) and bug["platform"] == name
    assert "Traceback" in bug["exception"] and f"request={bug['request']}" in watched.lines.getvalue()

    await play.stage.close()
    assert figure("takt_connected", platform=name) == 0
