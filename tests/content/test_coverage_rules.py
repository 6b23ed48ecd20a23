"""What a bank promises in `bank.toml` is held; what it does not promise is only noted."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.bank import Severity
from bot.bank.checking import check
from bot.bank.entries import Entry
from bot.bank.house import House, read_house
from bot.bank.lint.coverage import coverage, shares
from bot.model.domains import Domain
from bot.model.items import Level, Status, Subtopic
from tests.content.judging import entry
from tests.content.writing import CONTENT, SOUND, folder

FOUR = ("Demand of dealers", "Stock in depots", "Hours of machines", "Cost of freight")
SUBTOPICS = {code: Subtopic(code, Domain.INVENTORY, code) for code in ("IN13", "IN14")}
PROMISED = House(complete=frozenset({Domain.INVENTORY}))
LEVELS = (Level.REMEMBER, Level.APPLY, Level.APPLY, Level.ANALYSE)


def some(subtopic: str, *levels: Level, status: Status = Status.REVIEWED) -> list[Entry]:
    return [entry(n, "What?", *FOUR, level=level, subtopic=subtopic, status=status) for n, level in enumerate(levels)]


def test_a_complete_domain_has_enough_items_on_enough_levels() -> None:
    whole = [*some("IN13", *LEVELS), *some("IN14", *LEVELS)]
    assert list(coverage(whole, SUBTOPICS, PROMISED)) == []
    found = list(coverage([*whole[:4], *some("IN14", *[Level.APPLY] * 4)], SUBTOPICS, PROMISED))
    assert [(f.file, f.level, f.text) for f in found] == [
        ("items/inventory/IN14.yaml", Severity.ERROR, "IN14 has items on 1 level: apply")
    ]


def test_drafts_and_retired_items_do_not_count() -> None:
    drafts, retired = (some("IN14", *LEVELS[:1], status=status) for status in (Status.DRAFT, Status.RETIRED))
    found = list(coverage([*some("IN13", *LEVELS), *some("IN14", *LEVELS[1:]), *drafts, *retired], SUBTOPICS, PROMISED))
    assert [f.text for f in found] == ["IN14 has 3 reviewed items and 1 drafts, fewer than 4"]


def test_what_is_not_promised_is_one_note_for_the_domain() -> None:
    found = list(coverage(some("IN13", *LEVELS[:3]), SUBTOPICS, House()))
    assert [(f.file, f.level) for f in found] == [("items/inventory", Severity.NOTE)]
    assert found[0].text == "of 2 subtopics 1 have no item, 1 fewer than 4, 0 only one level"


def test_shares_of_levels_far_from_the_plan_are_noted() -> None:
    planned = [Level.REMEMBER] * 8 + [Level.UNDERSTAND] * 12 + [Level.APPLY] * 14 + [Level.ANALYSE] * 6
    assert list(shares(some("IN13", *planned), House())) == []
    found = list(shares(some("IN13", *planned[3:], *[Level.APPLY] * 3), House()))
    assert [(f.rule, f.level) for f in found] == [("L27", Severity.NOTE)] and "remember 12% (plan 20%)" in found[0].text
    assert list(shares(some("IN13", *[Level.APPLY] * 39), House())) == []


def test_a_promise_in_the_folder_makes_the_check_fail(tmp_path: Path) -> None:
    root = folder(tmp_path, IN13=SOUND)
    assert check(root).passed
    (root / "bank.toml").write_text('complete = ["inventory"]\nitems = 1\nlevels = 1\n', encoding="utf-8")
    errors = check(root).errors
    assert len(errors) == 21 and {f.rule for f in errors} == {"L27"}
    assert all("has 0 reviewed items, fewer than 1" in f.text for f in errors)


def test_the_shipped_bank_asks_for_four_items_on_two_levels() -> None:
    house, faults = read_house(CONTENT)
    assert faults == [] and (house.items, house.levels) == (4, 2) and house.complete


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("bank.toml", 'complete = ["stock"]', "`complete` is not a list of domains"),
        ("bank.toml", "items = 0", "`items` is not a whole number above 0"),
        ("bank.toml", "level = 2", "unknown key `level`"),
        ("words.toml", "[avoid]\nstock = 3", "[avoid] does not give a text for each word"),
        ("words.toml", "[names]\nbrands = 3", "[names] is not lists of texts"),
        ("words.toml", "[names]\nbrands = [3]", "[names] is not lists of texts"),
        ("words.toml", "[wrods]", "unknown key `wrods`"),
        ("words.toml", "[avoid", "not valid TOML"),
    ],
)
def test_a_house_that_cannot_be_read_is_told(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    found = read_house(tmp_path)[1]
    assert [fault.file for fault in found] == [name] and words in found[0].text
