"""`takt content check` and `compile`, as an author types them."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.content.writing import SOUND
from tests.content.writing import folder as content_folder
from tests.core.cli.terminal import ROOT, takt


def test_content_check_counts_by_domain_and_level() -> None:
    result = takt("content check")
    assert result.exit_code == 0
    assert re.search(r"│ Inventory +│ +\d+ │", result.output)
    assert re.search(r"\d+ written and \d+ generated; written ones by level: remember \d+", result.output)
    assert "0 errors" in result.output


def test_content_check_for_programs(tmp_path: Path) -> None:
    long = SOUND.replace('"Hedge inventory"', '"Inventory bought early against a rise in price"')
    content_folder(
        tmp_path, IN13=long.replace("    stem:", '    exempt: {L09: "no shorter name exists for it"}\n    stem:')
    )
    result = takt(f"content check --json --folder {tmp_path}")
    found = json.loads(result.output)
    assert result.exit_code == 0 and found["passed"] is True and found["written"] == 1
    assert sum(found["by_domain"].values()) == found["written"] + found["generated"]
    assert sum(found["by_level"].values()) == found["written"]
    page = (ROOT / "docs" / "authors.md").read_text(encoding="utf-8").split("**For other programs.**")[1]
    for field in (*found, *found["exempt"][0]):
        assert f"`{field}`" in page, field
    assert found["schema"] == 1 and len(found["exempt"][0]["reason"].split()) >= 5
    assert all(set(fault) == {"file", "line", "rule", "level", "item", "text", "remedy"} for fault in found["faults"])


def test_content_check_of_a_broken_folder_fails(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    result = takt("content check --folder content --errors")
    assert result.exit_code == 1 and "subtopics.toml" in result.output
    assert ", 0 warnings, " in result.output and "1 notes" not in result.output


def test_content_compile_says_what_it_holds_or_why_it_cannot(tmp_path: Path) -> None:
    result = takt(f"content compile --folder {content_folder(tmp_path, IN13=SOUND)}")
    assert result.exit_code == 0 and "bank.jsonl holds 1 written question," in result.output
    (tmp_path / "bank.jsonl").unlink()
    (tmp_path / "bank.jsonl").mkdir()
    result = takt(f"content compile --folder {tmp_path}")
    assert result.exit_code == 2 and "cannot be written" in result.stderr
    (tmp_path / "other").mkdir()
    content_folder(tmp_path / "other", IN13=SOUND.replace("level: understand", "level: hard"))
    result = takt(f"content compile --folder {tmp_path / 'other'}")
    assert result.exit_code == 2 and "IN13.yaml:5: error L01" in result.stderr
