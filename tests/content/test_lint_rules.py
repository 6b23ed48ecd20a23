"""Each rule of the item-writing guide finds what it is for, and lets a sound item pass."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.bank import Severity
from bot.bank.checking import check
from bot.bank.entries import Entry
from bot.bank.house import PLAIN
from bot.bank.lint.balance import chance, longest, negatives, positions
from bot.bank.lint.numbers import read_number
from bot.model.domains import Domain
from bot.model.items import Item, Level, Option, Question, Status
from tests.content.writing import META, NUMERIC, SOUND, folder, line_with

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def test_sound_items_pass_every_rule(tmp_path: Path) -> None:
    report = check(folder(tmp_path, IN13=SOUND, IN11=NUMERIC))
    assert report.errors == () and report.warnings == ()
    assert report.passed and report.written == 2 and report.generated == 0
    assert report.by_domain == {Domain.INVENTORY: 2} and report.by_subtopic == {"IN11": 1, "IN13": 1}
    assert report.by_level == {Level.APPLY: 1, Level.UNDERSTAND: 1}


STEM = "What is this stock called?"


FLAWS = [
    ("L03", ERROR, '"Hedge inventory"', '"safety-stock"'),
    ("L01", ERROR, "level: understand", "level: guess"),
    (
        "L02",
        ERROR,
        SOUND[SOUND.index('      - text: "Pipeline') : SOUND.index("    ref:")],
        "",
    ),
    ("L04", ERROR, '"Hedge inventory"', '"All of the above"'),
    ("L04", ERROR, '"Hedge inventory"', '"Both A and C"'),
    ("L05", ERROR, STEM, "Which of these is not its name?"),
    ("L05", ERROR, STEM, "Which name is least likely?"),
    ("L06", ERROR, '"Hedge inventory"', '"Stock that is never sold"'),
    ("L07", WARNING, '"Safety stock"', '"Safety stock that is held against the swings of demand and supply"'),
    ("L09", WARNING, '"Hedge inventory"', '"Inventory bought early against a rise in price"'),
    ("L11", ERROR, '"Hedge inventory"', '"Stock that must be held"'),
    ("L12", ERROR, '"Hedge inventory"', '"Stock usually held"'),
    ("L13", ERROR, '"Safety stock"', '"Swinging extra stock"'),
    ("L13", WARNING, '"Hedge inventory"', '"Extra hedge"'),
    ("L18", WARNING, STEM, "Name this stock."),
    ("L18", WARNING, STEM, "It is called ______ by planners, is it not so?"),
    ("L19", WARNING, STEM, "It is so. " * 40 + STEM),
    ("L19", ERROR, STEM, "It is so. " * 130 + STEM),
    ("L21", ERROR, '"A hedge is bought ahead of an expected rise in price or a strike."', '"It is not."'),
    ("L24", ERROR, STEM, "This was on the exam. " + STEM),
    ("L24", ERROR, "origin: original", "origin: adapted"),
    ("L29", WARNING, "because its sales", "because " + "it is so and " * 9 + "its sales"),
    ("L30", ERROR, STEM, "What is this **stock called?"),
    ("L30", ERROR, STEM, "What is this `stock called?"),
    ("L30", ERROR, STEM, "What is this _stock called?"),
    ("L30", ERROR, STEM, "What is 2 * 2, and this stock called?"),
    ("L30", ERROR, STEM, "What is this\u200b stock called?"),
    ("L30", ERROR, STEM, "What is this\u00a0stock called?"),
]


@pytest.mark.parametrize(("rule", "level", "old", "new"), FLAWS)
def test_a_rule_finds_its_flaw(tmp_path: Path, rule: str, level: Severity, old: str, new: str) -> None:
    text = SOUND.replace("META", META)
    if rule == "L06":
        text = text.replace(STEM, "Which is **NOT** its name?")
    assert old in text
    found = check(folder(tmp_path, IN13=text.replace(old, new))).faults
    assert (rule, level) in {(fault.rule, fault.level) for fault in found}, [str(fault) for fault in found]


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("L04", '"Hedge inventory"', '"Plan A and plan B inventory"'),
        ("L05", STEM, "Which of these is **NOT** its name?"),
        ("L05", STEM, "What should the planner do if the parts do not arrive?"),
        ("L05", STEM, "Which choice costs at least ten dollars or gives the least cost?"),
        ("L11", '"Hedge inventory"', '"Allied hedge inventory"'),
        ("L03", '"Hedge inventory"', '"Safety stock − hedge"'),
        ("L12", '"Hedge inventory"', '"Stock of 1 May"'),
        ("L24", STEM, "The maker recalled 400 toys last week. " + STEM),
        ("L30", STEM, "What is **this** _stock_ in `safety_stock_1` called?"),
    ],
)
def test_a_rule_lets_pass_what_only_looks_like_its_flaw(tmp_path: Path, rule: str, old: str, new: str) -> None:
    found = check(folder(tmp_path, IN13=SOUND.replace(old, new))).faults
    assert rule not in {fault.rule for fault in found}, [str(fault) for fault in found]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("    ordered: true\n", "", "not marked as ordered"),
        ('"480 pieces"', '"480 boxes"', "differ in their unit"),
        ('"480 pieces"', '"480.5 pieces"', "differ in their decimals"),
        ('"480 pieces"', '"580 pieces"', "do not ascend"),
        ('"480 pieces"', '"393 pieces"', "less than 2% above"),
    ],
)
def test_numeric_options_keep_their_form(tmp_path: Path, old: str, new: str, words: str) -> None:
    found = check(folder(tmp_path, IN11=NUMERIC.replace(old, new))).errors
    assert any(fault.rule == "L17" and words in fault.text for fault in found)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("40 * 12 + 91", "gives 571, the key says 570"),
        ("40 * twelve", "cannot be computed"),
        ("40 * 12 + 90.4", ""),
    ],
)
def test_the_key_is_recomputed(tmp_path: Path, expression: str, words: str) -> None:
    text = NUMERIC.replace("40 * 12 + 90", expression)
    found = [fault for fault in check(folder(tmp_path, IN11=text)).errors if fault.rule == "L31"]
    assert [fault.line for fault in found] == ([line_with(text, "check:")] if words else [])
    assert all(words in fault.text for fault in found)


def test_faults_carry_the_line_of_the_part_that_is_wrong(tmp_path: Path) -> None:
    text = SOUND.replace('"Hedge inventory"', '"None of the above"')
    found = check(folder(tmp_path, IN13=text)).errors
    assert {fault.line for fault in found if fault.rule == "L04"} == {line_with(text, "None of the above")}


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1,250 units", "1250", "unit"), ("$12.50", "12.50", "$"), ("78.4%", "78.4", "%"), ("−3 weeks", "-3", "week"),
        ("-$5", "-5", "$"), ("**40** hours", "40", "hour"), ("12.5 std h per day", "12.5", "std h per day"),
    ],
)  # fmt: skip
def test_numbers_are_read_with_their_units(text: str, value: str, unit: str) -> None:
    number = read_number(text)
    assert number is not None and str(number.value) == value and number.unit == unit


@pytest.mark.parametrize("text", ["Safety stock", "40 units in week 3", "1,25 units", "Week 4", "3 to 5 days", ""])
def test_other_texts_are_no_numbers(text: str) -> None:
    assert read_number(text) is None


def entries(count: int, make: Callable[[int], Question]) -> list[Entry]:
    return [
        Entry("f.yaml", Item(f"sop.SP01.{n:04}", 1, Domain.SOP, "SP01", Level.APPLY, Status.LIVE, make(n)), {}, "", {})
        for n in range(count)
    ]


def options(key: int, key_text: str = "word", other: str = "word") -> tuple[Option, ...]:
    return tuple(Option(key_text if n == key else f"{other}{n}", "why", n == key) for n in range(4))


def test_keys_that_are_longest_too_often_are_found_in_bank_and_domain() -> None:
    long = entries(40, lambda n: Question("?", options(n % 4, "a very long key" if n < 20 else "k")))
    assert {fault.file for fault in longest(long, PLAIN)} == {"items", "items/sop"}
    assert not list(longest(long[10:], PLAIN))
    assert chance(0, 8) == 1 and chance(8, 8) == pytest.approx(0.25**8)


def test_keys_of_ordered_options_that_stand_in_one_place_are_found() -> None:
    def make(key: int) -> Question:
        return Question("?", options(key), ordered=True)

    assert [fault.rule for fault in positions(entries(24, lambda n: make(1)), PLAIN)] == ["L10"]
    assert not list(positions(entries(24, lambda n: make(n % 4)), PLAIN))
    assert not list(positions(entries(12, lambda n: make(1)), PLAIN))


def test_too_many_negative_questions_are_found() -> None:
    some = entries(40, lambda n: Question("Which is **NOT** so?" if n < 3 else "Which is so?", options(0)))
    assert len(list(negatives(some, PLAIN))) == 1
    assert not list(negatives([*some[1:], some[-1]], PLAIN))


def test_thin_subtopics_are_noted_but_fail_nothing(tmp_path: Path) -> None:
    report = check(folder(tmp_path, IN13=SOUND))
    note = next(fault for fault in report.notes if fault.file == "items/inventory")
    assert note.rule == "L27" and "of 22 subtopics 21 have no item, 1 fewer than 4" in note.text
    assert report.passed


def test_a_folder_without_a_catalogue_is_reported_and_not_raised(tmp_path: Path) -> None:
    report = check(tmp_path)
    assert not report.passed
    assert {"subtopics.toml", "books.toml", "blueprints", "facts/exam.toml"} <= {fault.file for fault in report.errors}
