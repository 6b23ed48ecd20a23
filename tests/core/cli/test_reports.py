"""`takt reports export`: what stands and what is open goes to the authors, without anybody's name."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.model.rounds import Round
from bot.study.upstream import carried
from tests.core.cli.terminal import takt
from tests.core.correcting_world import asked, correct, of, other
from tests.core.world import answered, ask_now, content, found_cohort, token, world
from tests.fakes.engines import prepare


async def _played(folder: Path) -> tuple[dict[str, Any], Round, Round]:
    """A key corrected and a question reported while it is open: what is carried of both, and the two rounds."""
    async with world(folder) as w:
        await found_cohort(w)
        what = await asked(w)
        await correct(w, other(what), word="The demand is weekly")
        number = await ask_now(w)
        for n, who in enumerate(("ana", "ben", "chloe", "dan", "eve")):
            await answered(w, who, number, right=n > 1)
        await w.submit("ben", f"reported:{number}", text="Two are right: “B” and D")
        second = await of(w, number)
        async with w.desk.store.read() as tx:
            return await carried(tx, content().bank), what, second


def test_corrections_and_open_reports_are_carried_without_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, what, second = asyncio.run(_played(tmp_path))
    monkeypatch.setenv("TAKT_DATABASE_URL", prepare(tmp_path).replace("+aiosqlite", "").replace("+asyncpg", ""))
    told = takt("reports export")
    assert told.exit_code == 0, told.output
    assert yaml.safe_load(told.output) == found
    assert json.loads(takt("reports export --json").output) == found
    options = content().bank.item(what.item, what.version).draw(what.seed).options
    was, now = what.order[what.key], what.order[(what.key + 1) % 4]
    (one,) = found["corrections"]
    assert (one["item"], one["version"], one["change"]) == (what.item, what.version, "key")
    assert one["was"] == {"option": was + 1, "text": options[was].text}
    assert one["now"] == {"option": now + 1, "text": options[now].text}
    assert one["word"] == "The demand is weekly" and "answers" not in one  # two answered
    (report,) = found["reports"]
    assert (report["item"], report["text"]) == (second.item, "Two are right: “B” and D")
    assert "answers" not in report  # it is open
    for name in ("Ana", "Ben", "Lea", "Early birds"):
        assert name not in told.output


async def test_what_was_undone_is_a_report_again(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        done = await correct(w, other(await asked(w)))
        await w.press("lea", token(done, "Undo"), direct=True)
        async with w.desk.store.read() as tx:
            found = await carried(tx, content().bank)
    assert found["corrections"] == [] and len(found["reports"]) == 1


def test_without_a_database_it_says_so() -> None:
    refused = takt("reports export")
    assert refused.exit_code == 2
    assert "does not exist yet" in refused.output
