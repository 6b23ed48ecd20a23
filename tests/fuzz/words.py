"""Typed lines, values and tokens: each is read, or is misread in words. No database, so there can be many."""

from __future__ import annotations

from datetime import date
from random import Random

from adapters.slack.commands import as_typed
from bot.chat.command import Catalogue, groups
from bot.chat.line import read_line
from bot.chat.message import Kind
from bot.chat.values import LARGEST, read_value
from bot.commands.context import Context
from bot.rules.reading import Misread
from tests.fuzz import nasty
from tests.fuzz.asks import Asks
from tests.fuzz.scene import Setting
from tests.fuzz.tally import Tally

_TODAY = date(2026, 11, 23)


def words(wanted: int, seed: int, catalogue: Catalogue[Context], setting: Setting, tally: Tally) -> None:
    """Read so many of them."""
    rng = Random(f"words {seed}")
    asks = Asks(rng, catalogue, setting)
    first = groups(catalogue.commands)
    for number in range(wanted):
        raw = nasty.text(rng)
        where = f"words {seed}#{number} {raw[:200]!r}"
        try:
            match rng.randrange(3):
                case 0:
                    line = nasty.spoilt(rng, rng.choice(catalogue.commands).example) if rng.random() < 0.5 else raw
                    read = read_line(catalogue, rng.choice(first), as_typed(line), _TODAY)
                    tally.tried("a line of a command" if catalogue.command(read.name) else "a line of none")
                case 1:
                    tally.tried(_value(rng, catalogue, raw, where, tally))
                case _:
                    found = catalogue.action(asks.token())
                    tally.tried("a token" if found else "no token")
                    if found and any(isinstance(part, int) and abs(part) > LARGEST for part in found[1].values()):
                        tally.fault(f"a number that no database holds at {where}")
        except Exception as error:
            tally.tried("failed")
            tally.traceback(f"{type(error).__name__}: {str(error)[:200]} at {where}")


def _value(rng: Random, catalogue: Catalogue[Context], raw: str, where: str, tally: Tally) -> str:
    param = rng.choice([p for c in catalogue.commands for p in c.params])
    try:
        read = read_value(rng.choice((param.kind, rng.choice(list(Kind)))), raw, _TODAY, param.choices)
    except Misread as misread:
        if not misread.wrong.strip() or not misread.remedy.strip():
            tally.fault(f"misread without words at {where}")
        return "a value misread"
    if isinstance(read, int) and abs(read) > LARGEST:
        tally.fault(f"{read} passes at {where}")
    return "a value"
