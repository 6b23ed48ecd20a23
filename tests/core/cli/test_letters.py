"""`takt letters`: what has not arrived is seen, tried again or dropped, and nothing of a letter's text is shown."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.message import Card
from bot.model.places import Account, MessageRef, Room
from bot.store import letters
from bot.store.keeper import Keeper
from bot.store.letters import LetterState
from bot.store.store import Store
from tests.core.cli.terminal import takt
from tests.fakes import postgres
from tests.fakes.engines import ON_SQLITE, prepare

ROOM = Room("discord", "guild", "cpim")
SECRET = "Ana got it wrong"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    found = prepare(tmp_path) if request.param == "sqlite" else postgres.fresh()
    monkeypatch.setenv("TAKT_DATABASE_URL", found.replace("+aiosqlite", "").replace("+asyncpg", ""))
    yield found


async def _fill(url: str) -> None:
    """1 parked and 2 parked under it, 3 waiting and private, 4 sent, 5 parked as an edit."""
    then = datetime.now(UTC) - timedelta(hours=3)
    async with Store(url).opened() as store, store.write() as tx:
        one = await letters.write(tx, "round:1:1", ROOM, Card(SECRET), then)
        await letters.write(tx, "reveal:1", ROOM, Card(SECRET), then, under=one)
        await letters.write(tx, "remind:7", Account("discord", "", "123"), Card(SECRET), then)
        for key in ("fine", "edited"):
            number = await letters.write(tx, key, ROOM, Card(SECRET), then)
            letter = await letters.get(tx, number)
            assert letter
            await letters.mark_sent(tx, letter, MessageRef("discord", "guild", "cpim", "m1"), then)
        await letters.revise(tx, number, Card("newer"), then)
        for parked in (1, 2, 5):
            letter = await letters.get(tx, parked)
            assert letter
            await letters.mark(tx, letter, LetterState.PARKED, then, "I may not send messages here")


async def _states(url: str) -> list[str]:
    async with Store(url).opened() as store, store.read() as tx:
        found = await letters.several(tx, range(1, 6))
        return [found[n].state for n in sorted(found)]


@pytest.fixture
def filled(url: str) -> str:
    asyncio.run(_fill(url))
    return url


def test_it_shows_what_has_not_arrived_and_no_text(filled: str) -> None:
    result = takt("letters")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert [line.split()[:4] for line in lines[1:5]] == [
        ["1", "parked", "3", "h"],
        ["2", "parked", "3", "h"],
        ["3", "waiting", "3", "h"],
        ["5", "parked", "3", "h"],
    ]
    assert "discord, guild, cpim" in lines[1] and "I may not send messages here" in lines[1]
    assert "3 parked, 1 waiting; 4 shown." in result.output
    assert SECRET not in result.output


def test_it_tells_other_programs_in_json(filled: str) -> None:
    found = json.loads(takt("letters --json --state parked --most 2").output)
    assert found["counts"] == {"parked": 3, "doubtful": 0, "trying": 0, "waiting": 1}
    assert [(row["id"], row["key"], row["trouble"]) for row in found["letters"]] == [
        (1, "round:1:1", "I may not send messages here"),
        (2, "reveal:1", "I may not send messages here"),
    ]
    assert 3 * 3600 <= found["letters"][0]["age"] < 4 * 3600


def test_one_is_tried_again_with_what_stands_under_it(filled: str) -> None:
    assert takt("letters retry 1").output == "letter 1 is tried again.\n"
    assert asyncio.run(_states(filled)) == ["waiting", "waiting", "waiting", "sent", "parked"]
    refused = takt("letters retry 1")
    assert refused.exit_code == 2 and "letter 1 is not parked" in refused.output


def test_all_are_tried_again(filled: str) -> None:
    assert takt("letters retry --all").output == "3 letters are tried again.\n"
    assert asyncio.run(_states(filled)) == ["waiting", "waiting", "waiting", "sent", "waiting"]


def test_one_is_dropped_for_good_and_an_edit_leaves_its_message(filled: str) -> None:
    assert takt("letters drop 1").output == "letter 1 is dropped: it will not be posted.\n"
    assert takt("letters drop 5").exit_code == 0
    assert asyncio.run(_states(filled)) == ["dropped", "parked", "waiting", "sent", "sent"]
    for gone in (1, 4, 99):
        assert takt(f"letters drop {gone}").exit_code == 2


@pytest.mark.parametrize("line", ["letters retry", "letters retry 1 --all", "letters --state sent"])
def test_what_is_not_clear_is_refused_and_changes_nothing(line: str, filled: str) -> None:
    assert takt(line).exit_code == 2
    assert asyncio.run(_states(filled))[0] == "parked"


def test_when_everything_has_arrived_it_says_so(url: str) -> None:
    assert takt("letters").output == "Every letter has arrived.\n"


@ON_SQLITE
def test_beside_a_running_bot_a_file_is_read_and_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = prepare(tmp_path)
    monkeypatch.setenv("TAKT_DATABASE_URL", url.replace("+aiosqlite", ""))
    asyncio.run(_fill(url))
    with Keeper(tmp_path / "takt.db"):
        assert "3 parked" in takt("letters").output
        for line in ("letters retry --all", "letters drop 1"):
            refused = takt(line)
            assert refused.exit_code == 2
            assert "stop it, give this command again, and start it" in refused.output
    assert asyncio.run(_states(url))[0] == "parked"


def test_without_a_database_it_says_that_there_is_none() -> None:
    for line in ("letters", "letters retry --all"):
        result = takt(line)
        assert result.exit_code == 2 and "does not exist yet" in result.output
    assert not Path("data").exists()
