"""The compiled bank: the same bank as its sources, faster; never of other sources, and never in the way."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest

from bot.bank import Bank, ContentError, compiled, load, loading, sources
from bot.bank.compiled import NAME, Compiled
from bot.model.domains import Domain
from bot.model.items import Generator, Item, Level, Option, Question, Reference, Status, Subtopic
from bot.model.terms import Term
from tests.content.test_bank import SECOND, SOME
from tests.content.test_terms import TERMS, with_terms
from tests.content.writing import CONTENT, SOUND, folder

ID = "inventory.IN13.0001"
MEGABYTE = 1_000_000


@pytest.fixture
def no_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on nothing may read the sources."""

    def build(folder: Path, generators: Sequence[Generator] = ()) -> Bank:
        raise AssertionError("the sources were read")

    monkeypatch.setattr(loading, "build", build)


def stem(path: Path) -> str:
    return load(path).current(ID).draw(0).stem


def test_the_whole_bank_is_the_same_compiled_and_takes_few_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = loading.build(CONTENT)
    load(CONTENT)  # compiled now, where it was not
    monkeypatch.delattr(loading, "build")
    tracemalloc.start()
    bank = load(CONTENT)
    kept, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert set(bank.written_items()) == set(wanted.written_items())
    assert bank.glossary.terms == wanted.glossary.terms and len(bank.glossary.terms) >= 300
    assert (bank.subtopics, bank.books) == (wanted.subtopics, wanted.books)
    per_item = kept / len(bank.written_items())
    assert per_item * 640 < 4 * MEGABYTE and most < 30 * MEGABYTE


def test_an_older_wording_is_in_it(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    load(folder(tmp_path, IN13=SECOND))
    request.getfixturevalue("no_yaml")
    bank = load(tmp_path, SOME)
    assert bank.item(ID, 1).draw(0).stem == "What did the first wording ask of those who answered it?"
    assert bank.item(ID, 1).status is Status.RETIRED
    assert bank.current("inventory.safety_stock").generator is SOME[0]


def test_a_generator_that_does_not_fit_is_refused_beside_a_compiled_bank(tmp_path: Path) -> None:
    load(folder(tmp_path, IN13=SOUND))
    with pytest.raises(ContentError, match="version 1 is there twice"):
        load(tmp_path, (*SOME, *SOME))


def test_an_edit_is_seen_at_the_next_start_and_a_fault_in_it_is_refused_with_its_line(tmp_path: Path) -> None:
    load(folder(tmp_path, IN13=SOUND))
    file = tmp_path / "items/inventory/IN13.yaml"
    sound = file.read_text(encoding="utf-8")

    file.write_text(sound.replace("week to week", "day to day"), encoding="utf-8")
    assert "day to day" in stem(tmp_path)
    file.write_text(sound.replace("level: understand", "level: hard"), encoding="utf-8")
    with pytest.raises(ContentError, match=r"IN13\.yaml:5: error L01"):
        load(tmp_path)
    with pytest.raises(ContentError):  # nothing of it was kept
        load(tmp_path)
    file.write_text(sound, encoding="utf-8")
    assert "week to week" in stem(tmp_path)


def test_a_file_that_comes_goes_or_changes_its_name_counts_as_an_edit(tmp_path: Path) -> None:
    load(folder(tmp_path, IN13=SOUND))
    items = tmp_path / "items/inventory"
    (items / "IN13.yaml").rename(items / "IN13-safety.yml")
    before = sources.digest(tmp_path)
    (tmp_path / "books.toml").unlink()
    assert sources.digest(tmp_path) != before
    with pytest.raises(ContentError, match=r"books\.toml"):
        load(tmp_path)


def test_terms_are_kept_and_an_edit_of_one_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = load(with_terms(tmp_path, IN13=SOUND)).glossary.terms
    with monkeypatch.context() as patched:
        patched.delattr(loading, "build")
        assert load(tmp_path).glossary.terms == wanted and len(wanted) == 2
    with_terms(tmp_path, TERMS.replace("when a lot arrives", "when a lot comes"))
    assert "when a lot comes" in load(tmp_path).glossary.terms[1].text
    with_terms(tmp_path, TERMS.replace("related: [order-point]", "related: [gone]"))
    with pytest.raises(ContentError, match=r"terms/inventory\.yaml:8: error L32"):
        load(tmp_path)


def test_what_other_code_compiled_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = tmp_path / "code"
    code.mkdir()
    (code / "reading.py").write_text("as it was")
    monkeypatch.setattr(sources, "_READERS", (code,))
    load(folder(tmp_path, IN13=SOUND))
    assert compiled.read(tmp_path, sources.digest(tmp_path))
    (code / "reading.py").write_text("as it is")
    assert compiled.read(tmp_path, sources.digest(tmp_path)) is None


@pytest.mark.parametrize("cut", [0, 1, 40, 200, -1, -30])
def test_a_damaged_file_is_made_anew(tmp_path: Path, cut: int) -> None:
    wanted = stem(folder(tmp_path, IN13=SOUND))
    whole = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).write_bytes(whole[:cut])
    assert stem(tmp_path) == wanted
    (tmp_path / NAME).write_bytes(whole.replace(b"week to week", b"weak to weak"))
    assert stem(tmp_path) == wanted
    assert (tmp_path / NAME).read_bytes() == whole


def test_where_nothing_can_be_written_the_sources_are_read(tmp_path: Path) -> None:
    (folder(tmp_path, IN13=SOUND) / NAME).mkdir()  # also root cannot put a file there
    assert "week to week" in stem(tmp_path)
    assert "week to week" in stem(tmp_path)
    assert [path.name for path in tmp_path.glob(".bank-*")] == []


def test_starts_at_the_same_time_do_each_other_no_harm(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    folder(tmp_path, IN13=SOUND)
    with ThreadPoolExecutor(8) as pool:
        stems = set(pool.map(stem, [tmp_path] * 32))
    assert len(stems) == 1
    assert [path.name for path in tmp_path.glob("*bank*")] == [NAME]
    request.getfixturevalue("no_yaml")
    assert stem(tmp_path) in stems


def test_sources_that_change_while_they_are_read_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = folder(tmp_path, IN13=SOUND) / "items/inventory/IN13.yaml"
    built = loading.build

    def build(path: Path, generators: Sequence[Generator] = ()) -> Bank:
        bank = built(path, generators)
        file.write_text(file.read_text(encoding="utf-8").replace("week to week", "day to day"), encoding="utf-8")
        return bank

    with monkeypatch.context() as patched:
        patched.setattr(loading, "build", build)
        assert "week to week" in stem(tmp_path)
    assert not (tmp_path / NAME).exists()
    assert "day to day" in stem(tmp_path)


OPTIONS = tuple(Option(letter, f"because of {letter}", letter == "B", "took A for B") for letter in "ABCD")
FULL = Item(
    id="supply.SU17.0007",
    version=3,
    domain=Domain.SUPPLY,
    subtopic="SU17",
    level=Level.ANALYSE,
    status=Status.LIVE,
    question=Question("“Wie viel?” − 5 × 3\n\u2028in two lines", OPTIONS, "by hand", ordered=True),
    reference=Reference("IMM", "sourcing"),
    tags=frozenset({"external", "ethics"}),
    author="mara",
    reviewer="jonas",
)
TOPIC = Subtopic("SU17", Domain.SUPPLY, "Sourcing", "make or buy", True, frozenset({"external"}))
TERM = Term(
    "make-or-buy", Domain.SUPPLY, "make or buy", ("MOB",), "To make it, or to buy.", ("sourcing",), ("SU17",), ("x",)
)
_NEVER = {"generator", "typed"}
"""What written items have not."""


@pytest.mark.parametrize("full", [FULL, FULL.question, OPTIONS[1], FULL.reference, TOPIC, TERM])
def test_the_sample_leaves_no_field_at_its_default(full: Any) -> None:
    for field in fields(full):
        if field.name not in _NEVER:
            assert field.default is MISSING or getattr(full, field.name) != field.default, field.name


def test_every_field_is_kept(tmp_path: Path) -> None:
    whole = Compiled({"SU17": TOPIC}, {"IMM": "A book"}, (TERM,), (FULL,))
    compiled.write(tmp_path, "digest", whole)
    assert compiled.read(tmp_path, "digest") == whole
    assert compiled.read(tmp_path, "other") is None
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o644
