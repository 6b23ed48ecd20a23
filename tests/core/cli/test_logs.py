"""What stands in the log, and what never does."""

from __future__ import annotations

import asyncio
import json
import logging
import sys

import pytest
from structlog.contextvars import bound_contextvars

from bot.cli.logs import HIDDEN, Discreet, LogFormat, log_to_stderr
from bot.cli.run import _secrets
from bot.config import read
from tests.core.test_config import BOT


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("secret", [BOT, 'a "quoted" \\ word', "geheim-ä", "two\nlines"])
def test_no_secret_gets_into_a_log_line_or_its_traceback(secret: str, as_json: bool) -> None:
    local = secret
    try:
        raise ValueError(f"refused {local}")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "calling with %s", (secret,), sys.exc_info())
    line = Discreet([secret, ""], as_json=as_json).format(record)
    assert secret not in line and json.dumps(secret, ensure_ascii=False)[1:-1] not in line
    assert line.count(HIDDEN) == 2 and "Traceback" in line
    if as_json:
        assert json.loads(line)["event"] == f"calling with {HIDDEN}"


def test_a_secret_that_begins_like_another_is_hidden_to_its_end() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 1, "calling with geheim-und-lang", (), None)
    line = Discreet(["geheim", "geheim-und-lang"]).format(record)
    assert HIDDEN in line and "lang" not in line


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("token xoxb-123-abc of another", "token [secret] of another"),
        ("wss://example.org/link?ticket=9f-8&app_id=7", "wss://example.org/link?ticket=[secret]&app_id=7"),
        (
            "PATCH https://d/api/v10/webhooks/12/aW50-x_/messages/1",
            "PATCH https://d/api/v10/webhooks/[secret]/messages/1",
        ),
        ("POST https://d/interactions/12/aW50/callback", "POST https://d/interactions/[secret]/callback"),
        ("at https://hooks.slack.com/commands/T1/2/xyz now", "at https://hooks.slack.com/[secret] now"),
        ("cannot reach postgresql://takt:geheim@db/takt", "cannot reach postgresql://[secret]@db/takt"),
        ("job open for 7 failed (try 2)", "job open for 7 failed (try 2)"),
    ],
)
def test_what_has_the_look_of_a_token_is_hidden_whoever_it_belongs_to(text: str, left: str, as_json: bool) -> None:
    record = logging.LogRecord("x", logging.ERROR, "", 1, "%s", (text,), None)
    assert left in Discreet((), as_json=as_json).format(record)


async def test_a_line_says_to_which_request_or_task_it_belongs() -> None:
    record = logging.LogRecord("bot.x", logging.INFO, "", 1, "done with %d", (3,), None)
    with bound_contextvars(request="0a1b2c3d", platform="slack"):
        line = json.loads(Discreet((), as_json=True).format(record))
    assert list(line)[:4] == ["time", "level", "logger", "event"]
    assert (line["level"], line["logger"], line["event"]) == ("info", "bot.x", "done with 3")
    assert (line["request"], line["platform"]) == ("0a1b2c3d", "slack") and "task" not in line

    async def told() -> str:
        return Discreet(()).format(record)

    assert "task=letter round:17:3" in (await asyncio.create_task(told(), name="letter round:17:3")).replace("'", "")


@pytest.mark.parametrize(
    ("log_format", "journal", "is_json"),
    [("auto", "", True), ("auto", "8:1234", False), ("console", "", False), ("json", "8:1234", True)],
)
def test_machines_get_json_people_and_the_journal_lines(
    log_format: LogFormat, journal: str, is_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    log_to_stderr("info", (), log_format, journal)
    logging.getLogger("bot.x").info("hello")
    shown = capsys.readouterr().err
    assert "hello" in shown and shown.startswith("{") == is_json and "\x1b" not in shown


def test_the_secret_part_of_a_heartbeat_address_is_hidden_wherever_it_stands_alone() -> None:
    found = read(None, {"TAKT_HEARTBEAT_URL": "https://example.org/ping/9d2f-4711-abcd?key=s3cr3t-s3cr3t"})
    line = logging.LogRecord("x", logging.ERROR, "", 1, "at /ping/9d2f-4711-abcd, with key=s3cr3t-s3cr3t", (), None)
    shown = Discreet(_secrets(found.config)).format(line)
    assert "9d2f" not in shown and "s3cr3t" not in shown and "/ping/" in shown


@pytest.mark.parametrize("level", ["debug", "info"])
def test_statements_beats_and_payloads_stay_out_of_the_log(level: str) -> None:
    log_to_stderr(level)
    for name in ("sqlalchemy.engine.Engine", "alembic.runtime.migration", "apscheduler.executors.default"):
        assert not logging.getLogger(name).isEnabledFor(logging.INFO), name
    for name in ("discord.gateway", "slack_sdk.webhook.async_client", "slack_bolt.AsyncApp"):
        assert not logging.getLogger(name).isEnabledFor(logging.DEBUG), name
    assert logging.getLogger("bot.running").isEnabledFor(logging.INFO)
    assert logging.getLogger("bot.running").isEnabledFor(logging.DEBUG) == (level == "debug")
