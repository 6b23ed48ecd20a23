"""What a running bot writes to standard error: lines for people, or JSON for machines. No secret gets through, whoever
logs it, in neither.

Everybody logs with the standard library. What a line belongs to comes by the context: `request` and `platform` are
bound where a request comes in, and background work is known by the name of its task, such as `letter round:17:3`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Literal, TextIO

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.processors import ExceptionRenderer, JSONRenderer, TimeStamper
from structlog.stdlib import ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict, WrappedLogger

HIDDEN = "[secret]"
LogFormat = Literal["auto", "console", "json"]

QUIET = ("sqlalchemy", "aiosqlite", "alembic", "apscheduler", "aiohttp", "asyncio", "filelock")
"""Below a warning these tell every statement, every beat."""
PRYING = ("discord", "slack_sdk", "slack_bolt")
"""Below INFO these tell whole payloads: what members chose, and what they were told."""
_POWERFUL = re.compile(
    r"(?:xox[a-z]|xapp)-[\w-]+"  # Slack's tokens
    r"|(?<=ticket=)[^&\s\"']+"  # one connection to Slack
    r"|(?<=/webhooks/)\d+/[\w-]+"  # one interaction of Discord
    r"|(?<=/interactions/)\d+/[\w-]+"
    r"|(?<=hooks\.slack\.com/)[^\s\"'<>]+"  # one answer to Slack
    r"|(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"  # a password in an address
)
"""What lets somebody act as Takt, for ever or for some minutes, whether or not it is ours."""


class Discreet(ProcessorFormatter):
    """Takes these texts, and all that looks like a token, out of every line and every traceback."""

    def __init__(self, secrets: Iterable[str], *, as_json: bool = False, colours: bool = False) -> None:
        common = [structlog.contextvars.merge_contextvars, add_log_level, add_logger_name, _named]
        render = (
            [ExceptionRenderer(), _ordered, JSONRenderer(ensure_ascii=False)]
            if as_json
            else [ConsoleRenderer(colors=colours, exception_formatter=plain_traceback, pad_event_to=0)]
        )
        stamp = TimeStamper(
            "iso" if as_json else "%Y-%m-%d %H:%M:%S", utc=as_json, key="time" if as_json else "timestamp"
        )
        super().__init__(
            foreign_pre_chain=[*common, stamp], processors=[ProcessorFormatter.remove_processors_meta, *render]
        )
        # In JSON a secret may stand in other letters: a quotation mark as \", for example.
        forms = {
            form for secret in secrets if secret for form in (secret, json.dumps(secret, ensure_ascii=False)[1:-1])
        }
        self._secrets = sorted(forms, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The line, with what is secret taken out."""
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        return _POWERFUL.sub(HIDDEN, line)


def _named(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The name of the task, where it was given one: that is what background work is known by."""
    try:
        task = asyncio.current_task()
    except RuntimeError:  # of a thread
        return event
    if task is not None and not re.fullmatch(r"Task-\d+", task.get_name()):
        event.setdefault("task", task.get_name())
    return event


def _ordered(_: WrappedLogger, __: str, event: EventDict) -> Mapping[str, object]:
    """The same fields first in each line, for those who read JSON after all."""
    first = {key: event[key] for key in ("time", "level", "logger", "event") if key in event}
    return {**first, **event}


def handler(
    stream: TextIO, secrets: Iterable[str] = (), *, as_json: bool = False, colours: bool = False
) -> logging.Handler:
    """What writes the lines to a stream."""
    found = logging.StreamHandler(stream)
    found.setFormatter(Discreet(secrets, as_json=as_json, colours=colours))
    return found


def log_to_stderr(
    level: str, secrets: Iterable[str] = (), log_format: LogFormat = "console", journal: str = ""
) -> None:
    """Send everything from this level on to standard error.

    `auto`: lines on a terminal and for systemd's journal, which `journal` (JOURNAL_STREAM) tells; else JSON.
    """
    on_terminal = sys.stderr.isatty()
    as_json = log_format == "json" or (log_format == "auto" and not on_terminal and not journal)
    to_stderr = handler(sys.stderr, secrets, as_json=as_json, colours=on_terminal)
    logging.basicConfig(level=level.upper(), handlers=[to_stderr], force=True)
    quieten()


def quieten() -> None:
    """Keep the libraries from telling, below a warning, every statement, payload and beat."""
    for library in QUIET:
        logging.getLogger(library).setLevel(logging.WARNING)
    for library in PRYING:
        logging.getLogger(library).setLevel(max(logging.INFO, logging.root.level))
