"""What cannot work is one clear line, and starts nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.bank import ContentError, Fault
from bot.chat.platform import Unauthorised
from bot.cli.failing import clearly
from bot.store.keeper import InUse
from tests.core.cli.terminal import takt
from tests.core.test_config import BOT, DISCORD


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (InUse(Path("takt.db")), "takt.db is in use by another running Takt"),
        (ContentError([Fault("a.yaml", 3, "L01", "is wrong", "mend it")]), "a.yaml:3"),
        (ExceptionGroup("both", [Unauthorised("the token was revoked", "Make a new one.")]), "Make a new one."),
        (OSError(98, "Address already in use"), "Address already in use; is another program"),
        (PermissionError(13, "Permission denied", "/data"), "/data: Permission denied; let Takt's user"),
    ],
)
def test_a_trouble_is_a_clear_line_and_status_2(
    error: Exception, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BaseException) as caught, clearly():
        raise error
    assert getattr(caught.value, "exit_code", None) == 2
    shown = capsys.readouterr().err
    assert said in shown and "Traceback" not in shown


def test_a_bug_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), clearly():
        _ = 1 / 0


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "no platform is configured"),
        ({"TAKT_DISCORD_TOKEN": "hunter2"}, "TAKT_DISCORD_TOKEN: does not look like one"),
        ({"TAKT_SLACK_TOKEN": BOT}, "TAKT_SLACK_APP_TOKEN: is not set"),
        ({"TAKT_CONFIG": "none.toml"}, "none.toml: there is no such file"),
    ],
)
def test_run_refuses_in_one_line_and_starts_nothing(environment: dict[str, str], said: str, tmp_path: Path) -> None:
    result = takt("run", **environment)
    assert result.exit_code == 2
    assert said in result.stderr and "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("roles", "database", "said"),
    [
        ("--role web", "postgresql://takt@127.0.0.1:1/takt", 'no Slack workspace with mode = "http" is configured'),
        ("--role gateway", "sqlite:///takt.db", "without --role worker another process would have to share"),
        ("--role worker", "sqlite:///takt.db", "without --role gateway another process would have to share"),
        ("--role clerk", "sqlite:///takt.db", "'clerk' is not one of 'gateway', 'web', 'worker'"),
    ],
)
def test_a_role_that_cannot_be_filled_is_refused(roles: str, database: str, said: str, tmp_path: Path) -> None:
    result = takt(f"run {roles}", TAKT_DISCORD_TOKEN=DISCORD, TAKT_DATABASE_URL=database)
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert said in " ".join(re.sub("[│╭╰╮╯─]", " ", result.stderr).split())
