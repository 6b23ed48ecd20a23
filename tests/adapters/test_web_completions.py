from __future__ import annotations

from datetime import date

import pytest

from adapters.web.commands import Completer, with_mentions
from adapters.web.entries import Member
from bot.chat.command import Where
from bot.chat.message import Pick
from tests.adapters.web_sample import CATALOGUE, Core, served

PEOPLE = (Member("ana", "Ana"), Member("ana-maria", "Ana Maria"), Member("ben", "Ben"))


async def _lines(typed: str, where: Where = Where.ROOM) -> list[str]:
    async def asks(name: str, param: str, value: str) -> list[Pick]:
        return [Pick(f"{name} {param}", f"{value}ventory")]

    completer = Completer(CATALOGUE, date(2026, 11, 23), PEOPLE, where)
    return [c.line for c in await completer.complete(typed, asks)]


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("/co", ["/cohort create ", "/cohort ask "]),
        ("/cohort", ["/cohort create ", "/cohort ask "]),
        ("/cohort a", ["/cohort ask "]),
        ("/SCORE S", ["/score show "]),
        ("/xyz", []),
        ("/score show ", ["/score show window=week ", "/score show window=all ", "/score show of="]),
        ("/score show w", ["/score show window=week "]),
        ("/score show window=a", ["/score show window=all "]),
        ("/score show window=this w", ["/score show window=week "]),
        (
            "/score show week ",
            ["/score show week of=@Ana ", "/score show week of=@Ana Maria ", "/score show week of=@Ben "],
        ),
        ("/score show week of=@B", ["/score show week of=@Ben "]),
        ("/score show window=week be", ["/score show window=week of=@Ben "]),
        ("/score show window=week of=@Ben ", []),
        ("/cohort create berl", ["/cohort create zone=Europe/Berlin "]),
        ("/cohort create los ang", ["/cohort create zone=America/Los_Angeles "]),
        ("/cohort create zone=new y", ["/cohort create zone=America/New_York "]),
        ("/cohort ask in", ["/cohort ask domain=inventory "]),
    ],
)
async def test_a_line_can_go_on(typed: str, lines: list[str]) -> None:
    assert await _lines(typed) == lines


async def test_everything_is_offered_after_the_slash_that_can_be_used_there() -> None:
    assert "/countdown show " not in await _lines("/")
    assert await _lines("/", Where.DIRECT) == ["/countdown show ", "/takt report "]


async def test_a_parameter_with_its_own_completions_asks_the_core() -> None:
    core = Core()
    async with served(core) as page:
        found = (await page.post("suggest", line="/cohort ask in"))["completions"]
    assert found[0] == {"label": "Inventory", "detail": "inventory", "line": "/cohort ask domain=inventory "}
    assert [(r.name, r.param, r.typed) for r in core.asked] == [("cohort ask", "domain", "in")]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("@Ana Maria", "<@ana-maria|Ana Maria>"),
        ("@ana and @BEN", "<@ana|Ana> and <@ben|Ben>"),
        ("me@ben.example @Benjamin", "me@ben.example @Benjamin"),
        ("<@ben|Ben>", "<@ben|Ben>"),
    ],
)
def test_a_name_after_an_at_sign_is_a_mention(typed: str, read: str) -> None:
    assert with_mentions(typed, PEOPLE) == read
