"""The second reader sees no key and no reason, the same sheet for the same seed, and is compared by id."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.bank import ContentError, load
from bot.bank.blind import Blind, compare, read_answers, sheet
from bot.cli.program import program
from tests.content.writing import META, NUMERIC, SOUND, folder

DRAFT = META.replace("reviewer: jonas, status: reviewed", "status: draft").replace(
    ", reviewed: 2026-11-23, verdict: agreed", ""
)
WORDS, NUMBERS = "inventory.IN13.0001", "inventory.IN11.0001"


def bank_folder(tmp_path: Path) -> Path:
    root = tmp_path / "content"
    root.mkdir()
    return folder(root, IN13=SOUND.replace("META", DRAFT), IN11=NUMERIC)


def read(tmp_path: Path, seed: int = 1) -> dict[str, Blind]:
    return {each.item.id: each for each in sheet(load(bank_folder(tmp_path)).current_items(), seed)}


def takt(*line: str | Path) -> Result:
    return CliRunner().invoke(program, ["content", "blind", *map(str, line)], prog_name="takt")


def test_the_sheet_has_the_options_and_neither_key_nor_reasons(tmp_path: Path) -> None:
    result = takt("--folder", bank_folder(tmp_path), "--seed", "7")
    assert result.exit_code == 0
    for shown in ("1. inventory.IN11.0001", "2. inventory.IN13.0001", "Hedge inventory", "570 pieces", "seed: 7"):
        assert shown in result.output
    for hidden in ("correct", "left out the safety stock", "ahead of an expected rise", "jonas", "40 * 12"):
        assert hidden not in result.output


def test_the_order_depends_on_seed_and_id_alone_and_numbers_keep_theirs(tmp_path: Path) -> None:
    items = load(bank_folder(tmp_path)).current_items()
    sheets = [{each.item.id: each for each in sheet(items, seed)} for seed in range(40)]
    assert len({each[WORDS].options for each in sheets}) > 10
    assert {each[WORDS].key for each in sheets} == set("ABCD")
    assert {each[NUMBERS].key for each in sheets} == {"C"}
    alone = [item for item in items if item.id == WORDS]
    twins = [replace(alone[0], id=f"inventory.IN13.{n:04}") for n in range(12)]
    assert {each.key for each in sheet(twins, 3)} == set("ABCD")
    assert sheet(alone, 3) == [sheets[3][WORDS]] == sheet(alone, 3)


def test_codes_are_subtopics_domains_and_ids_and_drafts_can_be_had_alone(tmp_path: Path) -> None:
    root = bank_folder(tmp_path)

    def ids(*line: str) -> list[str]:
        found = json.loads(takt("--folder", root, "--json", *line).output)
        return [question["id"] for question in found["questions"]]

    assert ids() == ids("inventory") == ids("IN11", "IN13", "in13") == [NUMBERS, WORDS]
    assert ids("IN13") == ids(WORDS) == ids("--drafts") == [WORDS]
    assert takt("--folder", root, "IN14").output == "There is nothing to read.\n"
    assert (
        takt("--folder", root, "IN11", "--drafts").output == "There is nothing to read: no question here is a draft.\n"
    )
    result = takt("--folder", root, "IN99", "IN13")
    assert result.exit_code == 2 and "Unknown: IN99." in result.stderr


def test_the_sheet_for_programs_gives_nothing_away(tmp_path: Path) -> None:
    found = json.loads(takt("--folder", bank_folder(tmp_path), "--json").output)
    assert set(found) == {"schema", "seed", "questions"}
    assert all(set(question) == {"number", "id", "stem", "options"} for question in found["questions"])
    assert list(found["questions"][0]["options"]) == list("ABCD")


def test_answers_are_held_against_the_sheet_of_their_seed(tmp_path: Path) -> None:
    root, file = bank_folder(tmp_path), tmp_path / "answers.yaml"
    drawn = {each.item.id: each for each in sheet(load(root).current_items(), 7)}
    key = drawn[WORDS].key
    other = "ABCD"[("ABCD".index(key) + 1) % 4]

    file.write_text(f"seed: 7\n{WORDS}: {key}\n{NUMBERS}: c\n", encoding="utf-8")
    result = takt("--folder", root, "--answers", file)
    assert (result.exit_code, result.output) == (0, "2 of 2 answers agree with the key, 0 in doubt.\n")

    file.write_text(f"seed: 7\n{WORDS}: {other}\n{NUMBERS}: C?\ninventory.IN14.0001: A\n", encoding="utf-8")
    result = takt("--folder", root, "--answers", file)
    assert result.exit_code == 1
    assert f"the reader says {other} “{drawn[WORDS].text(other)}”, the key is {key} “Safety stock”." in result.output
    assert f"{NUMBERS}: agrees on C “570 pieces”, but in doubt." in result.output
    assert "inventory.IN14.0001: not on this sheet." in result.output
    assert "1 of 2 answers agree with the key, 1 in doubt." in result.output


def test_with_codes_what_was_left_out_is_named(tmp_path: Path) -> None:
    root, file = bank_folder(tmp_path), tmp_path / "answers.json"
    file.write_text(json.dumps({"seed": "1", NUMBERS: "C", WORDS: ""}), encoding="utf-8")
    assert takt("--folder", root, "--answers", file).exit_code == 0
    result = takt("--folder", root, "inventory", "--answers", file)
    assert result.exit_code == 1 and f"{WORDS}: not answered." in result.output
    found = json.loads(takt("--folder", root, "inventory", "--json", "--answers", file).output)
    assert found == {
        "schema": 1, "seed": 1, "agreed": [NUMBERS], "doubted": [], "disagreed": [], "unanswered": [WORDS],
        "unknown": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{WORDS}: A\n", "0: error L01: the seed of the sheet is missing"),
        (f"seed: 1\n{WORDS}: E\n", "2: error L01: inventory.IN13.0001: `E` is no answer"),
        (f"seed: 1\n{WORDS}: A\n{WORDS}: B\n", "3: error L01: the file: `inventory.IN13.0001` stands twice"),
        ("seed: one\n", "1: error L01: the seed of the sheet is missing"),
        ("- A\n", "1: error L01: the file is not a mapping"),
        ("", "0: error L01: the file is empty"),
    ],
)
def test_answers_that_cannot_be_read_are_refused_with_the_line(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        read_answers(file)
    assert f"answers.yaml:{words}" in str(raised.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"seed: 1\n{WORDS}: E\n", "`E` is no answer. Remedy: a letter from A to D"),
        (f"seed: 1\n{WORDS}:\n", "answers.yaml: nothing is answered; write a letter behind each id"),
        ("", "the file is empty. Remedy: write into it what belongs there"),
    ],
)
def test_the_command_says_what_is_wrong_with_the_answers(tmp_path: Path, text: str, words: str) -> None:
    root, file = bank_folder(tmp_path), tmp_path / "answers.yaml"
    file.write_text(text, encoding="utf-8")
    result = takt("--folder", root, "--answers", file)
    assert result.exit_code == 2 and words in result.stderr, result.output


def test_answers_to_nothing_that_is_there_ask_for_nothing_else(tmp_path: Path) -> None:
    root, file = bank_folder(tmp_path), tmp_path / "answers.yaml"
    file.write_text("seed: 1\ninventory.IN14.0001: A\n", encoding="utf-8")
    result = takt("--folder", root, "--answers", file)
    assert result.exit_code == 1 and "inventory.IN14.0001: not on this sheet." in result.output
    assert "not answered" not in result.output


def test_content_that_cannot_be_read_is_told_and_no_trace(tmp_path: Path) -> None:
    result = takt("--folder", tmp_path)
    assert result.exit_code == 2 and "subtopics.toml:0: error L01: the file is missing." in result.stderr


def test_a_comparison_is_settled_only_without_doubt(tmp_path: Path) -> None:
    blind = list(read(tmp_path).values())
    file = tmp_path / "answers.yaml"
    file.write_text("seed: 1\n" + "".join(f"{each.item.id}: {each.key} ?\n" for each in blind), encoding="utf-8")
    result = compare(blind, read_answers(file))
    assert result.agreed == () and len(result.doubted) == 2 and not result.settled
