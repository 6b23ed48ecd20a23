"""The content that ships: it passes its own check, loads at once, and says how surely it knows what it says."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from bot.bank import ContentError, load, load_blueprints, load_facts
from bot.bank.catalogue import load_catalogue
from bot.bank.checking import check
from bot.bank.lint.rules import RULES
from bot.bank.loading import read
from bot.chat.text import authored
from bot.model import limits
from bot.model.domains import Domain
from bot.model.facts import Sureness
from content.generators import GENERATORS
from tests.content import golden
from tests.content.writing import CONTENT, folder


def test_the_content_passes_its_own_check() -> None:
    report = check(CONTENT, GENERATORS)
    assert report.passed, "\n".join(str(fault) for fault in report.errors)
    assert not report.warnings, "mend or exempt:\n" + "\n".join(str(fault) for fault in report.warnings)


def test_every_text_of_every_item_is_markup_that_can_be_read() -> None:
    for entry in read(CONTENT, GENERATORS).entries:
        for option in entry.question.options:
            assert authored(option.text) and authored(option.why)
        assert authored(entry.question.stem)


def test_the_bank_loads_at_once() -> None:
    load(CONTENT, GENERATORS)
    started = time.process_time()
    load(CONTENT, GENERATORS)
    assert time.process_time() - started < 0.3


def test_there_are_160_subtopics_in_eight_domains() -> None:
    subtopics = load_catalogue(CONTENT).subtopics
    assert Counter(subtopic.domain for subtopic in subtopics.values()) == {
        Domain.STRATEGY: 20, Domain.SOP: 16, Domain.DEMAND: 20, Domain.SUPPLY: 25,
        Domain.INVENTORY: 22, Domain.SCHEDULES: 20, Domain.DISTRIBUTION: 17, Domain.QUALITY: 20,
    }  # fmt: skip
    assert subtopics["IN13"].name == "Safety stock" and subtopics["IN13"].numeric
    assert subtopics["SU17"].parts == {"internal", "external"} and subtopics["SU18"].parts == {"external"}
    assert all(bool(subtopic.parts) is (subtopic.domain is Domain.SUPPLY) for subtopic in subtopics.values())


def test_a_generator_stands_where_the_catalogue_wants_numbers() -> None:
    subtopics = load_catalogue(CONTENT).subtopics
    assert all(subtopics[each.subtopic].numeric for each in GENERATORS)


def test_blueprints_give_every_domain_a_weight_and_say_how_surely() -> None:
    blueprints = load_blueprints(CONTENT)
    assert list(blueprints) == ["cpim-9.0", "cpim-8.0"]
    for blueprint in blueprints.values():
        assert set(blueprint.weights) == set(Domain) and sum(blueprint.weights.values()) == 100
        assert blueprint.source and blueprint.note
    assert blueprints["cpim-9.0"].split == {"supply": {"internal": 12, "external": 11}}
    assert blueprints["cpim-9.0"].confidence == "secondary"
    assert blueprints["cpim-8.0"].confidence == "unverified" and not blueprints["cpim-8.0"].split


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("sop = 10", "sop = 11", "the weights sum to 101"),
        ("sop = 10", "", "does not give each domain"),
        ("internal = 12", "internal = 10", "[split.supply] sums to 21"),
        ('confidence = "secondary"', "", "`confidence` is missing"),
        ('id = "cpim-9.0"', 'id = "cpim-9"', "is not the file's name"),
        ("sop = 10", "sop = ", "not valid TOML"),
    ],
)
def test_a_blueprint_that_does_not_add_up_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    file = folder(tmp_path) / "blueprints" / "cpim-9.0.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        load_blueprints(tmp_path)
    assert any(words in str(fault) and "blueprints/cpim-9.0.toml" in str(fault) for fault in raised.value.faults)


def test_only_firm_facts_are_stated_and_the_rest_points_to_the_handbook() -> None:
    facts = load_facts(CONTENT)
    firm = {fact.id for fact in facts.firm()}
    assert firm == {
        "format", "scoring", "prerequisites", "booking", "delivery", "effort", "retake", "maintenance",
        "confidentiality", "review",
    }  # fmt: skip
    for fact in facts.facts:
        if fact.confidence is not Sureness.FIRM:
            assert "Exam Handbook" in fact.text and not any(char.isdigit() for char in fact.text)
    assert all("eported" in version.text and "Check ASCM's page" in version.text for version in facts.versions)
    assert {version.id for version in facts.versions} == set(load_blueprints(CONTENT))
    assert "not affiliated with ASCM" in facts.disclaimer
    assert facts.fact("retake").text.endswith("day 15.") and facts.version("cpim-9.0").title == "CPIM 9.0"
    with pytest.raises(KeyError):
        facts.fact("price")


def test_no_fact_names_a_price() -> None:
    facts = load_facts(CONTENT)
    for text in [fact.text for fact in facts.facts] + [version.text for version in facts.versions]:
        assert not any(sign in text for sign in ("$", "€", "USD", "EUR"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('confidence = "firm"', 'confidence = "sure"', "`confidence` is unknown"),
        ("checked = 2026-11-22", 'checked = "today"', "`checked` is not a date"),
        ('title = "Format"', "", "`title` is missing"),
        ('id = "scoring"', 'id = "format"', "format stands twice"),
        ("What is allowed: see the Exam Handbook.", "A simple one.", "must point to the Exam Handbook"),
    ],
)
def test_facts_without_date_or_sureness_are_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    file = folder(tmp_path) / "facts" / "exam.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=r"facts/exam\.toml:0") as raised:
        load_facts(tmp_path)
    assert any(words in str(fault) for fault in raised.value.faults)


def test_the_licence_of_the_content_is_named_with_a_link_and_a_credit() -> None:
    text = (CONTENT / "LICENSE").read_text(encoding="utf-8")
    assert "CC-BY-SA-4.0" in text and "https://creativecommons.org/licenses/by-sa/4.0/legalcode" in text
    assert "by the Takt authors" in text and "not affiliated with ASCM" in text


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('domain = "strategy"', 'domain = "tactics"', "has no known domain"),
        ('parts = ["internal"]', 'parts = ["inner"]', "has unknown parts"),
        ("[ST01]", "[S1]", "is not a subtopic"),
    ],
)
def test_a_catalogue_that_cannot_be_used_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    file = folder(tmp_path) / "subtopics.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=words):
        load(tmp_path)


def test_words_on_record_are_still_there_word_for_word() -> None:
    bank = load(CONTENT)
    for name, digest in golden.recorded(golden.ITEMS).items():
        id, _, version = name.rpartition(":")
        assert golden.digest(bank.item(id, int(version))) == digest, (
            f"{name} changed: raise its version, keep its words"
        )


def example() -> str:
    """The item that the authors' page shows."""
    page = (CONTENT.parent / "docs" / "authors.md").read_text(encoding="utf-8")
    return next(block for block in page.split("```yaml\n") if block.startswith("schema:")).split("```")[0]


def test_the_example_for_authors_passes_every_rule(tmp_path: Path) -> None:
    report = check(folder(tmp_path, IN11=example()))
    assert report.written == 1
    assert [str(fault) for fault in (*report.errors, *report.warnings)] == []


def test_authors_are_told_every_rule_field_and_limit() -> None:
    page = (CONTENT.parent / "docs" / "authors.md").read_text(encoding="utf-8")
    for rule in RULES:
        assert f"\n| {rule.id} | {rule.says} | {rule.level} |\n" in page
    for field in (
        "id",
        "level",
        "stem",
        "options",
        "why",
        "ordered",
        "check",
        "ref",
        "tags",
        "licence",
        "origin",
        "exempt",
    ):
        assert f"\n| `{field}` |" in page
    for most in (limits.STEM, limits.OPTION, limits.REASON, limits.STEM_WORDS, limits.OPTION_WORDS):
        assert f"{most:,}" in page
