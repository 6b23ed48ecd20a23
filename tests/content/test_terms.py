"""Terms: read strictly, each name only once, found by any of them, and known again in the words of a question."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from bot.bank import ContentError, load
from bot.bank.catalogue import load_catalogue
from bot.bank.checking import check
from bot.bank.glossary import Glossary
from bot.bank.loading import read
from bot.bank.terms import LENGTH
from bot.model.domains import Domain
from bot.model.formulas import Formula, Solved, Variable
from bot.model.items import Item, Level, Option, Question, Status
from bot.model.terms import Term
from bot.rules.term_names import folded, is_acronym
from content.generators import GENERATORS
from tests.content.writing import CONTENT, NUMERIC, SOUND, folder, line_with

TERMS = """\
schema: 1
domain: inventory
terms:
  - slug: safety-stock
    name: "safety stock"
    aliases: ["SS"]
    text: "Stock kept because demand or supply may differ from the plan. On average it is there when a lot arrives."
    related: [order-point]
    subtopics: [IN13, IN14]
    avoid: ["reserve stock"]
  - slug: order-point
    name: "order point"
    aliases: ["ROP"]
    text: "The stock at which an order is placed: expected demand during the lead time, and safety stock on top of it."
    related: [safety-stock]
    subtopics: [IN11]
"""


def with_terms(tmp_path: Path, text: str = TERMS, name: str = "inventory", **items: str) -> Path:
    made = tmp_path if (tmp_path / "terms").exists() else folder(tmp_path, **items)
    (made / "terms").mkdir(exist_ok=True)
    (made / "terms" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return made


@pytest.mark.parametrize(
    ("was", "now", "told", "line"),
    [
        ("slug: order-point", "slug: Order_point", "this is no slug", "slug: Order_point"),
        ('"ROP"', '"Safety Stocks"', "is a name of safety-stock (terms/inventory.yaml:4) too", "slug: order-point"),
        ('"ROP"', '"reserve stock"', "“reserve stock” is a name of", "slug: order-point"),
        ("related: [order-point]", "related: [gone]", "there is no term `gone`", "related: [gone]"),
        ("related: [order-point]", "related: [safety-stock]", "one to five other terms", "related: [safety-stock]"),
        ("related: [order-point]", "related: []", "one to five other terms", "related: []"),
        ("[IN13, IN14]", "[IN99]", "one to three subtopics", "[IN99]"),
        ("[IN13, IN14]", "[DM01, IN13]", "its home is in another domain", "[DM01, IN13]"),
        ('text: "The stock at', 'text: "The stock of stocks at', "", ""),
        ("The stock at which an order is placed: ", "", "13 words", "expected demand"),
        ("on top of it.", "on top of it", "whole sentences", "on top of it"),
        ("    subtopics: [IN11]\n", "", "one to three subtopics", "slug: order-point"),
        ("avoid:", "avoids:", "did you mean `avoid`?", "avoids:"),
        ("domain: inventory", "domain: demand", "the domain is not the file's name", "domain: demand"),
    ],
)  # fmt: skip
def test_a_faulty_term_is_told_with_its_line(tmp_path: Path, was: str, now: str, told: str, line: str) -> None:
    text = TERMS.replace(was, now)
    assert text != TERMS
    made = with_terms(tmp_path, text, IN13=SOUND)
    if not told:
        assert len(load(made).glossary) == 2
        return
    found = [fault for fault in check(made).errors if told in f"{fault.text} {fault.remedy}"]
    assert [(fault.file, fault.line) for fault in found] == [("terms/inventory.yaml", line_with(text, line))]
    with pytest.raises(ContentError):
        load(made)


def test_a_text_has_its_lengths(tmp_path: Path) -> None:
    long = TERMS.replace("Stock kept", "Stock " + "that is " * 30 + "kept").replace("on top of it.", "w" * LENGTH + ".")
    told = [fault.text for fault in check(with_terms(tmp_path, long)).errors]
    assert len(told) == 2 and all("words, " in text for text in told)


def test_a_name_is_taken_over_all_files(tmp_path: Path) -> None:
    other = TERMS.replace("inventory", "demand").replace("IN13, IN14", "DM01").replace("IN11", "DM01")
    made = with_terms(with_terms(tmp_path, other.replace("safety-stock", "x").replace("order-point", "y"), "demand"))
    told = [fault for fault in check(made).errors if "is a name of" in fault.text]
    assert {fault.file for fault in told} == {"terms/inventory.yaml"} and len(told) == 5


def test_what_terms_avoid_no_item_says_and_their_acronyms_every_item_may(tmp_path: Path) -> None:
    spoilt = SOUND.replace("Cycle inventory", "Reserve stock").replace("Hedge inventory", "Hedge against QX7")
    told = {(fault.rule, fault.text) for fault in check(with_terms(tmp_path, IN13=spoilt)).warnings}
    assert ("L26", "inventory.IN13.0001: option 3 says “reserve stock”") in told
    assert ("L22", "inventory.IN13.0001: option 2 uses QX7 without saying what it stands for") in told
    known = TERMS.replace('"ROP"', '"QX7"')
    assert "L22" not in {fault.rule for fault in check(with_terms(tmp_path, known)).warnings}


def test_the_texts_of_terms_are_british_too(tmp_path: Path) -> None:
    text = TERMS.replace("Stock kept", "Stock in a center, optimized and kept")
    told = [str(fault) for fault in check(with_terms(tmp_path, text)).warnings if fault.rule == "L26"]
    assert len(told) == 2 and all(f"terms/inventory.yaml:{line_with(text, 'center')}: warning" in each for each in told)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Make-to-stock", "make to stock"),
        ("centre of gravity method", "Center-of-Gravity Methods"),
        ("mass customisation", "mass customization"),
        ("bill of labour", "Bills of Labor"),
        ("levelling", "leveling"),
        ("programme", "program"),
        ("key performance indicators", "Key Performance Indicator"),
        ("KPIs", "kpi"),
        ("inventories", "inventory"),
        ("process", "processes"),
        ("Kraljic's matrix", "Kraljic’s matrix"),
    ],
)
def test_names_are_one_however_they_are_written(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_short_names_stay_apart() -> None:
    assert folded("POS") != folded("PO") and folded("bus") == "bus" and folded("stock out") != folded("stock")
    assert [is_acronym(each) for each in ("MRP", "S&OP", "3PL", "5S", "Mrp", "A", "safety")] == [True] * 4 + [False] * 3


@cache
def shipped() -> Glossary:
    return read(CONTENT, GENERATORS).bank().glossary


def test_the_terms_that_ship_are_found_by_all_their_names() -> None:
    glossary = shipped()
    assert len(glossary) >= 200
    for term in glossary.terms:
        for name in (term.name.upper(), term.slug, *term.aliases, *term.avoid):
            assert glossary.named(name) is term
        assert glossary.nearest(term.name, 1) == (term,)
        assert len(glossary.related(term)) == len(term.related)


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("bullwip", "bullwhip-effect"),
        ("safty lead time", "safety-lead-time"),
        ("rough cut", "rough-cut-capacity-planning"),
        ("krajlic", "kraljic-matrix"),
        ("forcast", "forecast"),
        ("fence time", "demand-time-fence"),
    ],
)
def test_what_is_nearly_a_term_is_offered(typed: str, slug: str) -> None:
    glossary = shipped()
    assert glossary.named(typed) is None
    assert slug in [term.slug for term in glossary.nearest(typed, 3)]


def test_nothing_is_offered_for_what_is_like_no_term() -> None:
    for typed in ("qqqqq", "zzzz", "qwer"):
        assert shipped().nearest(typed, 5) == ()


def term(slug: str, subtopic: str = "SU09", *aliases: str, domain: Domain = Domain.SUPPLY) -> Term:
    return Term(slug, domain, slug.replace("-", " "), aliases, "", (), (subtopic,))


FEW = Glossary(
    [
        term("lead-time", "SU15"),
        term("lead-time-offset", "SU12"),
        term("safety-lead-time", "SU11"),
        term("point-of-sale-data", "DM19", "POS", domain=Domain.DEMAND),
        term("net-requirement"),
        term("first-in-first-out", "IN05", domain=Domain.INVENTORY),
    ]
)


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Safety lead times and lead-time", ["safety-lead-time", "lead-time"]),
        ("A pos, a POS, or POSs", ["point-of-sale-data", "point-of-sale-data"]),
        ("They lead. Time is short; the net (requirement)", ["net-requirement"]),
        ("First in, first out", ["first-in-first-out"]),
        ("Lead time offsets by the lead time", ["lead-time-offset", "lead-time"]),
        ("Misleading timetables", []),
        ("", []),
    ],
)
def test_terms_are_known_in_a_text(text: str, slugs: list[str]) -> None:
    assert list(FEW.in_text(text)) == slugs


def test_the_terms_of_a_question_come_in_the_order_of_what_they_tell() -> None:
    why = "The lead time. It is first in, first out."
    options = tuple(Option(text, why, text == "a") for text in "abcd")
    question = Question("POS data, a safety lead time and a net requirement?", options)
    item = Item("supply.SU09.0001", 1, Domain.SUPPLY, "SU09", Level.APPLY, Status.LIVE, question)
    found = [each.slug for each in FEW.of_question(item, question, 9)]
    assert found == ["net-requirement", "safety-lead-time", "point-of-sale-data", "lead-time"]
    assert [each.slug for each in FEW.of_question(item, question, 2)] == found[:2]
    assert [each.slug for each in FEW.of_subtopic("SU09", 9)] == ["net-requirement"]


def test_a_formula_is_found_by_its_words_and_its_own_terms_come_first() -> None:
    glossary = shipped()

    def using(slug: str) -> list[str]:
        found = glossary.named(slug)
        assert found is not None
        return [formula.name for formula in glossary.formulas(found)]

    assert using("mean-absolute-deviation")[0] == "mad" and using("vision-statement") == []
    assert "mrp_net" in using("net-requirement") and using("gross-requirement")[:2] == ["mrp_net", "mrp_release"]
    assert len(using("forecast")) == 5


def test_what_is_about_a_term_comes_before_what_needs_it() -> None:
    variables = (Variable("lead", "L", "lead times in weeks"),)
    needs = Formula("supply.a", "", "", variables, "", "", "", "", "", lambda values: Solved("", None, ()))
    about = replace(needs, id="supply.b", title="Lead time")
    lead_time = term("lead-time", "SU15")
    assert Glossary([lead_time], [needs, about]).formulas(lead_time) == (about, needs)


def test_every_domain_with_terms_has_one_for_each_of_its_questions() -> None:
    domains = {each.domain for each in shipped().terms}
    codes = {code for code, each in load_catalogue(CONTENT).subtopics.items() if each.domain in domains}
    assert {Domain.STRATEGY, Domain.SOP, Domain.DEMAND, Domain.SUPPLY} <= domains
    assert codes == {each.subtopics[0] for each in shipped().terms}


def test_a_folder_without_terms_has_none(tmp_path: Path) -> None:
    assert len(load(folder(tmp_path, IN11=NUMERIC)).glossary) == 0
