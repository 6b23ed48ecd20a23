"""Troubles that an operator can mend become one clear line and exit status 2; only a bug shows where it happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from sqlalchemy.exc import DBAPIError

from bot.app import Stop
from bot.bank import ContentError
from bot.chat.platform import Refused, Unauthorised
from bot.cli.printing import complain
from bot.config import ConfigError
from bot.store.keeper import InUse
from bot.store.migrate import NewerSchema
from bot.store.whole import NotDone

TROUBLE = 2


@contextmanager
def clearly() -> Iterator[None]:
    """Say what went wrong inside, and leave."""
    try:
        yield
    except Exception as error:
        lines = [told for one in _alone(error) if (told := _told(one))]
        if not lines:
            raise
        for line in dict.fromkeys(lines):
            complain(line)
        raise typer.Exit(TROUBLE) from None


def _alone(error: BaseException) -> Iterator[BaseException]:
    """The errors of a group, each for itself."""
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _alone(one)
    else:
        yield error


def _told(error: BaseException) -> str:
    """The line for this error, or "" for a bug."""
    match error:
        case ConfigError() | ContentError() | InUse() | NewerSchema() | NotDone() | Stop():
            return str(error)
        case Unauthorised() | Refused():
            return f"{error} {error.remedy}".strip()
        case DBAPIError():
            return f"the database cannot be used: {error.orig}; `takt check` looks at it"
        case UnicodeDecodeError():  # SQLite names a table or a fault in bytes that are no text
            return "the database cannot be used: it holds what is no text, and is damaged; `takt check` looks at it"
        case OSError() if error.errno is not None:
            return _system(error)
        case _:
            return ""


def _system(error: OSError) -> str:
    if error.filename is not None:
        return f"{error.filename}: {error.strerror}; let Takt's user read and write there, or name another place"
    return f"{error.strerror}; is another program, or another Takt, at the same port?"
