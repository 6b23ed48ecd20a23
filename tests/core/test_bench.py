"""The benchmarks run, at a size at which they measure nothing: what they say of speed is for `make bench`."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from tests.bench import __main__ as bench
from tests.bench import boards, growth, page, peers
from tests.bench.answers import burst, room_of
from tests.bench.report import Line, Part
from tests.core.world import as_card, ask_now, text_of
from tests.fakes.engines import ON_SQLITE

PART = Part(
    "A part",
    [
        Line("1 this", "met", 4, 2, "ms", 2.0, "at most 3x", True),
        Line("1 this", "not met", 4, 1, "ms", 4.0, "at most 3x", False),
        Line("1 this", "told", 12_345, None, "/s", None, "", None, "how it was measured"),
    ],
    ["A remark."],
)


def test_every_module_of_benchmarks_is_found() -> None:
    assert {"answers", "boards", "growth", "peers"} <= bench.items().keys()


@ON_SQLITE
async def test_a_burst_answers_for_each_member(tmp_path: Path) -> None:
    async with room_of(tmp_path, 5) as w:
        number = await ask_now(w)
        found = await burst(w, f"answer:{number}:1", 5, at_once=3)
        async with w.desk.store.read() as tx:
            assert (await tx.exec_driver_sql("SELECT count(*) FROM answer")).scalar() == 5
    assert found.rate > 0


@ON_SQLITE
def test_a_filled_database_is_one_that_the_core_understands(tmp_path: Path) -> None:
    boards.fill(tmp_path, cohorts=2, members=100, rounds=2)

    async def look() -> tuple[str, str]:
        async with boards.opened(tmp_path) as w:
            return text_of(as_card(await boards.board(w, "u2"))), text_of(as_card(await boards.score(w, "u2")))

    board, score = asyncio.run(look())
    assert "100 on the board" in board and "(you)" in board
    assert "of 2" in score


@ON_SQLITE
async def test_growth_measures_each_thing_that_it_names(tmp_path: Path) -> None:
    await asyncio.to_thread(boards.fill, tmp_path, 1, 100, 1)
    assert (await growth._cost(tmp_path, turns=2)).keys() == set(growth._WHAT)


def test_a_file_of_scores_keeps_each_answer(tmp_path: Path) -> None:
    file = tmp_path / "scores.json"
    peers.JsonScores(file, members=3).answer(2, 7)
    assert json.loads(file.read_text())["2"] == {"points": 20, "answered": 2, "answers": {"0": 1, "7": 1}}


def test_the_page_says_what_was_met() -> None:
    written = page.page([PART], quick=False)
    assert "| 1 this | not met | 4.00 ms | 1.00 ms | 4.00x | at most 3x | NO |" in written
    assert "| 1 this | told (how it was measured) | 12,345 /s |  |  |  |  |" in written
    assert "- A remark." in written


@pytest.mark.parametrize(("lines", "status"), [(PART.lines, 1), ((PART.lines[0], PART.lines[2]), 0)])
def test_a_demand_that_is_not_met_is_the_exit_status_and_a_quick_run_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lines: list[Line], status: int
) -> None:
    monkeypatch.setattr(bench, "items", lambda: {"this": lambda quick: Part("A part", lines)})
    monkeypatch.setattr(bench, "PAGE", tmp_path / "page.md")
    assert bench.main(["--quick"]) == status
    assert not bench.PAGE.exists()
