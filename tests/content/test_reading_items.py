"""Item files are read as text, and every fault of a run is reported with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.bank import ContentError, load
from bot.model.items import Level, Status
from tests.content.writing import META, NUMERIC, SOUND, folder, line_with


def faults_of(path: Path) -> list[str]:
    with pytest.raises(ContentError) as raised:
        load(path)
    return [str(fault) for fault in raised.value.faults]


def test_a_sound_item_is_read_in_full(tmp_path: Path) -> None:
    item = load(folder(tmp_path, IN13=SOUND)).item("inventory.IN13.0001", 1)
    question = item.draw(7)
    assert (item.level, item.status, item.subtopic) == (Level.UNDERSTAND, Status.REVIEWED, "IN13")
    assert question.stem.startswith("A planner holds") and question.stem.endswith("called?")
    assert [option.text for option in question.options][question.key] == "Safety stock"
    assert item.reference is not None and item.reference.book == "IMM"
    assert (item.author, item.reviewer) == ("mara", "jonas")


@pytest.mark.parametrize("typed", ["no", "on", "010", "1.10", "12:30:45", "1_000", "~", "0x1F", "2026-11-22"])
def test_what_yaml_would_turn_into_something_else_stays_text(tmp_path: Path, typed: str) -> None:
    bank = load(folder(tmp_path, IN13=SOUND.replace('"Hedge inventory"', typed)))
    assert bank.item("inventory.IN13.0001", 1).draw(0).options[1].text == typed


def test_all_faults_of_all_files_come_in_one_report_with_their_lines(tmp_path: Path) -> None:
    spoilt = (
        SOUND.replace("level: understand", "level: understnd")
        .replace("        correct: true\n", "")
        .replace("stem: |", "stemm: |")
        .replace("book: IMM", "book: XYZ")
        .replace("created: 2026-11-22", "created: yesterday")
        .replace("META", META.replace("2026-11-22", "yesterday"))
    )
    broken = 'schema: 1\nsubtopic: DM02\nitems:\n  - id: "open\n'
    found = faults_of(folder(tmp_path, IN13=spoilt, IN11=NUMERIC.replace("IN11.0001", "IN12.0001"), DM02=broken))
    here = "items/inventory/IN13.yaml"
    for line, words in [
        (line_with(spoilt, "level:"), "did you mean `understand`?"),
        (line_with(spoilt, "stemm:"), "did you mean `stem`?"),
        (line_with(spoilt, "- id:"), "`stem` is missing"),
        (line_with(spoilt, "- text:"), "0 options are correct"),
        (line_with(spoilt, "book:"), "unknown book `XYZ`"),
        (line_with(spoilt, "meta:"), "`created` is not a date: `yesterday`"),
    ]:
        assert any(f.startswith(f"{here}:{line}: error") and words in f for f in found), (line, words, found)
    assert any(f.startswith("items/inventory/IN11.yaml:4: error L01") and "does not fit here" in f for f in found)
    assert any(f.startswith("items/demand/DM02.yaml:") and "not valid YAML" in f for f in found)


def test_the_exception_shows_every_fault_and_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as raised:
        load(folder(tmp_path, IN13=SOUND.replace("level: understand", "level: hard")))
    assert "1 fault in the content" in str(raised.value)
    assert "`level` cannot be `hard`. Remedy: one of remember, understand, apply, analyse" in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("schema: 1", "schema: 2", "`schema` cannot be `2`"),
        ("subtopic: IN13", "subtopic: IN99", "unknown subtopic `IN99`"),
        ("subtopic: IN13", "subtopic: IN12", "the file is in the wrong place"),
        ("        correct: true\n", "        correct: yes\n", "`correct` cannot be `yes`"),
        ('text: "Pipeline inventory"', 'txt: "Pipeline inventory"', "`text` is missing"),
        ("level: understand", "level: understand\n    level: apply", "`level` stands twice"),
        ("items:", "items: none\nextra:", "`items` is not a list"),
        ('"Hedge inventory"', '" safety  STOCK."', "says the same as option 1"),
        ('"Hedge inventory"', '"' + "stock " * 60 + '"', "option 2 has 359 characters"),
        ("reviewer: jonas", "reviewer: Mara", "author and reviewer are the same"),
        ("verdict: agreed", "verdict: disputed", "the second reader did not agree"),
        ("reviewed: 2026-11-23, ", "", "`reviewed` is missing"),
        ("licence: CC-BY-SA-4.0", "licence: MIT", "the licence is not that of the bank"),
        ("version: 1", "version: 2", "version 1 is gone"),
        ("version: 1", "version: one", "`version` is not a whole number"),
        ("  - id: inventory.IN13.0001", "  - id: IN13.1", "the id `IN13.1` does not fit here"),
    ],
)
def test_a_fault_that_keeps_an_item_from_being_asked_is_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = SOUND.replace("META", META)
    assert old in text
    assert any(words in fault for fault in faults_of(folder(tmp_path, IN13=text.replace(old, new, 1))))


def test_a_draft_needs_no_second_reader_and_is_not_asked(tmp_path: Path) -> None:
    draft = META.replace("reviewer: jonas, status: reviewed", "status: draft").replace(
        ", reviewed: 2026-11-23, verdict: agreed", ""
    )
    bank = load(folder(tmp_path, IN13=SOUND.replace("META", draft)))
    assert bank.item("inventory.IN13.0001", 1).status is Status.DRAFT
    assert bank.eligible() == ()


def test_an_id_is_used_once(tmp_path: Path) -> None:
    again = SOUND.split("items:\n")[1]
    assert any(
        "this id is taken by items/inventory/IN13.yaml:4" in f for f in faults_of(folder(tmp_path, IN13=SOUND + again))
    )


def test_an_item_on_supply_knows_its_part(tmp_path: Path) -> None:
    def supply(code: str, tags: str) -> str:
        text = SOUND.replace("IN13", code).replace("inventory.", "supply.", 1).replace("META", META)
        return text.replace("tags: []", f"tags: [{tags}]")

    bank = load(folder(tmp_path, SU09=supply("SU09", ""), SU17=supply("SU17", "external")))
    assert bank.current("supply.SU09.0001").tags == {"internal"}
    assert bank.current("supply.SU17.0001").tags == {"external"}
    (tmp_path / "items/supply/SU17.yaml").write_text(supply("SU17", ""))
    assert any("which part of supply" in f and "tag it external or internal" in f for f in faults_of(tmp_path))


@pytest.mark.parametrize(
    ("new", "remedy"), [("\tlevel: ", "indent with spaces"), ("    level: @", "begins with @, % or a backquote")]
)
def test_a_character_that_yaml_keeps_for_itself_is_told(tmp_path: Path, new: str, remedy: str) -> None:
    found = faults_of(folder(tmp_path, IN13=SOUND.replace("    level: ", new, 1)))
    assert len(found) == 1 and "not valid YAML" in found[0] and remedy in found[0]


def test_a_file_that_is_not_text_and_an_empty_one_are_faults(tmp_path: Path) -> None:
    path = folder(tmp_path, IN13="", IN11="x")
    (path / "items/inventory/IN11.yaml").write_bytes(b"\xff\xfe")
    found = faults_of(path)
    assert any("IN11.yaml:0: error L30: the file is not UTF-8" in f for f in found)
    assert any("IN13.yaml:0: error L01: the file is empty" in f for f in found)


def test_a_tag_that_would_run_code_is_only_text(tmp_path: Path) -> None:
    text = SOUND.replace('"Hedge inventory"', '!!python/object/apply:os.system ["true"]')
    assert any("`text` is not a text" in fault for fault in faults_of(folder(tmp_path, IN13=text)))
