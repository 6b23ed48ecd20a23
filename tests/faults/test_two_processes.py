"""Two processes on one PostgreSQL, killed in turn under load: a sample of `make two-processes`."""

from __future__ import annotations

from pathlib import Path

from tests.faults.two_processes import killed_in_turn


async def test_two_processes_killed_in_turn(tmp_path: Path) -> None:
    figures = await killed_in_turn(seconds=6, every=2.5, seed=3, log=tmp_path / "log")
    assert figures.sound, figures.lines()
    assert figures.kills == 2
    assert figures.answers >= figures.receipts > 0
    assert figures.rounds >= figures.asked > 0
