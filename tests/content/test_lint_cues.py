"""The rules on cues, on words and on two items together find what they are for, and nothing that only looks like it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.bank import Severity
from bot.bank.house import PLAIN, House, read_house
from bot.bank.lint.balance import converging, shuffled
from bot.bank.lint.generated import newest, sample
from bot.bank.lint.pairs import cues, duplicates
from bot.bank.lint.rules import RULES
from bot.bank.lint.table import BANK_RULES, HOUSE_RULES, ITEM_RULES, BankRule, HouseRule, ItemRule, lint
from bot.model.domains import Domain
from bot.model.items import Generator, Level, Option, Question, Status
from tests.content import test_lint_rules
from tests.content.judging import WHY, entry, judge
from tests.content.writing import CONTENT

HOUSE = read_house(CONTENT)[0]
ASK = "A planner of pumps looks at the plan for the year. What does it show?"
FOUR = ("Demand of dealers", "Stock in depots", "Hours of machines", "Cost of freight")

FLAWED = [
    ("L14", "For this a planner needs an", ("order", "plan", "input", "answer")),
    ("L14", "For this a planner needs a:", ("hour", "plan", "usage", "answer")),
    ("L14", "The things that planners need are:", ("a bill", "bills", "routings", "plans")),
    ("L14", ASK, ("Raising the price of pumps", "Cut of the price", "Sale of the stock", "Lease of the plant")),
    ("L14", ASK, ("To sell the stock", "To cut a price", "To lease a plant", "Hire of a crew")),
    ("L14", ASK, ("Stock.", "Demand", "Hours", "Cost")),
    ("L14", ASK, ("Stock.", "Demand.", "Hours", "Cost.")),
    ("L14", ASK, ("Stock", "demand", "Hours", "Cost")),
    ("L15", ASK, ("Cheap goods by slow ship", "Cheap parts by lorry", "Dear goods by plane", "Ware on slow rails")),
    ("L16", ASK, ("Stock rises", "Stock falls", "Queues vanish", "Crews are hired")),
    ("L16", ASK, ("Safety stock", "Safety stock in depots", "Hedges", "Scrap")),
    ("L16", ASK, ("10 to 20 units", "15 to 25 units", "30 to 40 units", "50 to 60 units")),
    ("L16", ASK, ("$1,000 – $2,000", "$1,500 – $2,500", "$3,000 – $4,000", "$5,000 – $6,000")),
    ("L20", ASK, tuple(f"By the stock of {thing}" for thing in ("pumps", "valves", "seals", "rods"))),
    ("L22", ASK, ("By the QXZ record", *FOUR[1:])),
    ("L25", "A planner finishes her plan for the year. What does it show?", FOUR),
    ("L25", "You plan pumps for the coming year. What does it show?", FOUR),
    ("L25", "A foreman looks at the plan for the year. What does it show?", FOUR),
    ("L25", "Toyota looks at the plan for the year. What does it show?", FOUR),
    ("L26", "The work center shows its plan for the year. What is it?", FOUR),
    ("L26", "A planner has to optimize the plan for the year. What does it show?", FOUR),
    ("L26", ASK, ("Holding cost of the year", *FOUR[1:])),
    ("L31", ASK, ("10 units", "20 units", "30 units", "40 units")),
]  # fmt: skip

SOUND = [
    ("L03", ASK, ("Demand − stock", "Demand stock", "Demand + stock", "Demand / stock")),
    ("L12", ASK, ("May 3 and June 4", *FOUR[1:])),
    ("L14", ASK, ("Raising the price", "Cutting the costs", "Selling the stock", "Leasing plants")),
    ("L15", ASK, ("Cheap goods by slow ship", "Cheap slow parts", "Dear goods by slow plane", "Ware on slow rails")),
    ("L16", ASK, ("Stock rises", "Stock falls", "Costs grow", "Costs shrink")),
    ("L14", "For this a planner needs an", ("order", "hour", "input", "answer")),
    ("L14", "For this a planner needs a:", ("unit", "plan", "usage", "European price")),
    ("L14", ASK, ("Raising the price", "Cutting costs", "Selling stock", "Leasing a plant")),
    ("L14", ASK, ("Routing", "Bill of material", "Item master", "Calendar")),
    ("L14", ASK, ("5 to 9", "demand", "Hours", "Cost")),
    ("L15", ASK, ("Higher profit and higher stock", "Higher profit and lower stock", "Lower profit and higher stock",
                  "Lower profit and lower stock")),
    ("L16", ASK, ("Profit rises, stock rises", "Profit rises, stock falls", "Profit falls, stock rises",
                  "Profit falls, stock falls")),
    ("L16", ASK, ("Lot smaller than needed", "Lot larger than needed", "Lot as large as needed", "Lot of no use")),
    ("L16", ASK, ("10 to 20 units", "20 to 30 units", "30 to 40 units", "40 to 50 units")),
    ("L16", ASK, ("1 unit", "11 units", "111 units", "1,111 units")),
    ("L22", "A planner keeps a new QXZ record. What does it show?", ("The QXZ", "The EOQ", "The MPS", "A plan")),
    ("L22", ASK, ("Mean time to repair (QXZ)", *FOUR[1:])),
    ("L25", "A quality check finds a type I error in the plan. What does it show?", FOUR),
    ("L26", "A firm can resize, prize and seize a horizon of any size. What does it show?", FOUR),
    ("L26", "A centre optimises its labour and analyses its programme. What does it show?", FOUR),
    ("L31", ASK, FOUR),
]  # fmt: skip


def rules_of(stem: str, options: tuple[str, ...]) -> dict[str, Severity]:
    return {fault.rule: fault.level for fault in judge(entry(1, stem, *options, ordered=True), HOUSE)}


@pytest.mark.parametrize(("rule", "stem", "options"), FLAWED)
def test_a_rule_finds_its_flaw(rule: str, stem: str, options: tuple[str, ...]) -> None:
    assert rules_of(stem, options).get(rule) is Severity.WARNING


@pytest.mark.parametrize(("rule", "stem", "options"), SOUND)
def test_a_rule_lets_pass_what_only_looks_like_its_flaw(rule: str, stem: str, options: tuple[str, ...]) -> None:
    assert rule not in rules_of(stem, options)


def test_without_lists_nothing_is_unwanted_but_american_verbs() -> None:
    found = judge(entry(1, "Toyota's foreman in the work center has to optimize. What is it?", *FOUR), PLAIN)
    assert [(fault.rule, fault.remedy) for fault in found] == [("L26", "the bank says “optimise”")]


def test_a_word_to_avoid_comes_with_the_word_to_use() -> None:
    found = judge(entry(1, ASK, "Re-order level", *FOUR[1:]), House(avoid={"re-order": "reorder"}))
    assert [fault.remedy for fault in found if fault.rule == "L26"] == ["the bank says “reorder”"]


def test_nearly_the_same_question_is_found_once_whatever_its_order() -> None:
    one = entry(1, "A planner of pumps looks at the plan for this coming year. What does it show?", *FOUR)
    same = entry(2, "What does it show? A planner of pumps looks at the plan for the next year.", *FOUR)
    other = entry(3, "A buyer of pumps compares two bids for a casting. What does it show?", *FOUR)
    assert [(f.item, f.rule, f.level) for f in duplicates([one, same, other], PLAIN)] == [
        (same.item.id, "L23", Severity.WARNING)
    ]
    assert list(duplicates([one, other], PLAIN)) == []


def test_a_stem_that_tells_what_another_item_asks_is_found() -> None:
    asks = entry(1, "Which stock covers swings of demand in the lead time?", "Safety stock", "Hedges", "Lots", "Scrap")
    tells = entry(2, "Safety stock covers swings of demand. How is it set?", *FOUR)
    only_names = entry(3, "A depot holds 40 boxes of safety stock. Where do they lie?", *FOUR)
    assert [(f.item, f.rule, f.level) for f in cues([asks, tells, only_names], PLAIN)] == [
        (asks.item.id, "L28", Severity.NOTE)
    ]
    assert list(cues([asks, only_names], PLAIN)) == []


def test_keys_fall_evenly_when_takt_shuffles_them(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [entry(n, ASK, *FOUR, key=0) for n in range(40)]
    assert list(shuffled(items, PLAIN)) == []
    monkeypatch.setattr("bot.bank.lint.balance.option_order", lambda seed, count, ordered: tuple(range(count)))
    assert [fault.rule for fault in shuffled(items, PLAIN)] == ["L10"]
    assert list(shuffled(items[:19], PLAIN)) == []


def test_keys_that_share_most_words_too_often_are_found() -> None:
    central = ("Cheap goods by ship", "Cheap parts by lorry", "Dear goods by plane", "Costly ware on rails")
    telling = [entry(n, ASK, *central, key=0) for n in range(12)]
    fair = [entry(n, ASK, *central, key=n % 4) for n in range(12)]
    assert [fault.rule for fault in converging(telling, PLAIN)] == ["L15"]
    assert list(converging(fair, PLAIN)) == []
    assert list(converging(telling[:3], PLAIN)) == []


def test_what_is_retired_is_no_longer_judged() -> None:
    flawed = entry(1, "Toyota", *FOUR, status=Status.RETIRED)
    assert list(lint([flawed], HOUSE)) == []


def drawing(*mistakes: str, version: int = 1) -> Generator:
    wrong = tuple(Option(f"{n}0 units", WHY, mistake=name) for n, name in enumerate(mistakes, 2))
    question = Question(ASK, (Option("10 units", WHY, correct=True), *wrong), "1. So.", ordered=True)
    return Generator("demand.x", version, Domain.DEMAND, "DM07", Level.APPLY, lambda seed: question)


@pytest.mark.parametrize(("mistakes", "faults"), [("abc", []), ("aba", ["L31"]), (("a", "", "c"), ["L31"])])
def test_a_generator_names_each_mistake_once(mistakes: Sequence[str], faults: list[str]) -> None:
    assert [fault.rule for fault in sample(drawing(*mistakes), HOUSE)] == faults


def test_only_the_newest_version_of_a_generator_is_judged() -> None:
    old, new = drawing(*"abc"), drawing(*"abc", version=2)
    assert newest([new, old]) == newest([old, new]) == [new]


def test_every_rule_is_seen_to_find_its_flaw_and_has_a_function_that_names_it() -> None:
    in_items = {rule for rule, *_ in (*FLAWED, *test_lint_rules.FLAWS)}
    elsewhere = {"L05", "L08", "L10", "L17", "L23", "L27", "L28", "L31", "L32"}  # over the bank, of numbers, of terms
    assert in_items | elsewhere == {rule.id for rule in RULES}
    held: list[ItemRule | HouseRule | BankRule] = [*ITEM_RULES, *HOUSE_RULES, *BANK_RULES]
    assert {rule.id for rule in held} | {"L01", "L02", "L32"} == {rule.id for rule in RULES}
    assert all((rule.find.__doc__ or "").startswith(rule.id) for rule in held)
