"""The one function that every request goes into: a reply in words to whatever comes,
and nothing written where refused."""

from __future__ import annotations

import logging
import shutil
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import mkdtemp

from bot.chat.message import Card, Form, Invalid, Reply
from bot.chat.request import Gone, Invoked, Pressed, Request, Submitted
from bot.chat.watch import Nobody
from tests.core.world import World
from tests.fuzz import rules
from tests.fuzz.asks import Asks
from tests.fuzz.judge import card_faults, faults_of, is_refusal
from tests.fuzz.ledger import Ledger
from tests.fuzz.scene import LEADERS, Setting, on, tokens_in
from tests.fuzz.tally import Tally

CHUNK = 300
"""Inputs until the scene is set anew: by then somebody has finished a cohort or forgotten themselves."""
_MOST_ISSUED = 3000


class Ears(Nobody, logging.Handler):
    """Hears what the core calls the outcome of a request, and what it logs."""

    def __init__(self) -> None:
        logging.Handler.__init__(self, logging.INFO)
        self.outcome = ""
        self.lines: list[logging.LogRecord] = []

    def interaction(self, platform: str, kind: str, outcome: str, seconds: float) -> None:
        self.outcome = outcome

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record)


async def core(wanted: int, seed: int, setting: Setting, tally: Tally) -> None:
    """Ask so often, in chunks that each begin with the scene as it was."""
    done = chunk = 0
    while done < wanted:
        number = min(CHUNK, wanted - done)
        folder = Path(mkdtemp(prefix="takt-fuzz-"))
        ears = Ears()
        logger = logging.getLogger("bot")
        level, spread = logger.level, logger.propagate
        logger.addHandler(ears)
        logger.setLevel(logging.INFO)
        logger.propagate = False
        try:
            async with on(setting, folder, ears) as w:
                await _chunk(w, Ledger(folder / "takt.db"), ears, setting, f"{seed}.{chunk}", number, tally)
        finally:
            logger.removeHandler(ears)
            logger.setLevel(level)
            logger.propagate = spread
            shutil.rmtree(folder)
        done, chunk = done + number, chunk + 1


async def _chunk(w: World, ledger: Ledger, ears: Ears, setting: Setting, seed: str, number: int, tally: Tally) -> None:
    asks = Asks(Random(seed), w.takt.dispatcher.catalogue, setting)
    leads = set(LEADERS)
    request: Request | None = None
    for count in range(number):
        request = asks.draw() if request is None or asks.rng.random() > 0.05 else _again(request, f"again-{count}")
        where = f"{seed}#{count} {request!r}"[:600]
        ears.outcome, ears.lines[:] = "", []
        leader = _user(request) in leads
        try:
            reply = await w.takt.dispatcher.ask(request)
        except Exception as error:
            tally.tried("failed")
            tally.traceback(f"{type(error).__name__}: {error} at {where}")
            ledger.changes()
            continue
        changes = ledger.changes()
        for change in changes:
            if change.table == "member":  # whoever a leader appointed leads from now on
                leads |= {u for u in _users(ledger, change.new, change.other)}
        _hold(w, request, reply, ears, where, tally)
        refused = ears.outcome == "refused" or is_refusal(reply)
        if refused:
            for what in rules.written(request, reply, changes):
                tally.wrote(f"{what} at {where}")
        if not leader and not _founds(request):
            for what in rules.usurped(request, changes, ledger.readers()):
                tally.wrote(f"by somebody who leads nothing: {what} at {where}")
        tally.tried(_named(reply, refused=refused))
        asks.issued.extend(tokens_in(reply))
        del asks.issued[_MOST_ISSUED:]
        if count % 100 == 99:
            await _deliver(w, ledger, tally, where)
    ledger.close()


def _hold(w: World, request: Request, reply: Reply, ears: Ears, where: str, tally: Tally) -> None:
    """The reply against what it must be, and the log against what it must say."""
    for fault in faults_of(w.takt.dispatcher.catalogue, request, reply):
        tally.fault(f"{fault} at {where}")
    told = [line for line in ears.lines if line.getMessage().startswith("refused ")]
    refused = isinstance(request, Invoked | Pressed | Submitted) and (
        ears.outcome == "refused" or (isinstance(reply, Card) and is_refusal(reply))
    )
    if refused != (len(told) == 1):
        tally.fault(f"{len(told)} lines in the log at {where}")
    for line in ears.lines:
        if line.levelno > logging.INFO:
            tally.fault(f"logged as {line.levelname}: {line.getMessage()[:200]} at {where}")


async def _deliver(w: World, ledger: Ledger, tally: Tally, where: str) -> None:
    """What was written for rooms and people in the meantime must be fit to be shown, too."""
    before = len(w.platform.messages)
    try:
        await w.settle()
    except Exception as error:
        tally.traceback(f"{type(error).__name__}: {error} when delivering at {where}")
    for message in w.platform.messages[before:]:
        for fault in card_faults(message.card, private=False):
            tally.fault(f"letter {message.key}: {fault} at {where}")
    ledger.changes()


def _named(reply: Reply, *, refused: bool) -> str:
    if isinstance(reply, Invalid):
        return "form back"
    if refused:
        return "refused"
    return "form" if isinstance(reply, Form) else "card" if isinstance(reply, Card) else "suggestions"


def _user(request: Request) -> str:
    return "" if isinstance(request, Gone) or not hasattr(request, "asker") else request.asker.account.user


def _users(ledger: Ledger, *rows: object) -> set[str]:
    """The accounts of the members in these rows who lead."""
    people = {row["person"] for found in rows for row in dict(found).values() if row["leader"]}  # type: ignore[call-overload]
    return ledger.users(people)


def _founds(request: Request) -> bool:
    """Whether it is one of the few by which somebody becomes a leader, or adds a room that they manage."""
    name = request.name if isinstance(request, Invoked) else getattr(request, "token", "")
    return (
        name.replace(".", " ")
        .replace(":", " ")
        .strip()
        .startswith(
            (
                "cohort create",
                "fill cohort create",
                "cohort takeover",
                "cohort accept",
                "fill cohort accept",
                "connect confirm",
            )
        )
    )


def _again(request: Request, event: str) -> Request:
    return request if isinstance(request, Gone) or not hasattr(request, "event") else replace(request, event=event)
