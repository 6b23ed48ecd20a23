"""The deck opens in Anki's own library: each note once, known again in the next export, and nothing but text in it."""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.bank.exchange import anki
from bot.bank.exchange.markup import as_html
from bot.bank.exchange.selecting import Holding, holding
from bot.cli import program
from bot.cli.exchange import _items
from bot.model.domains import Domain
from bot.model.items import Item
from content.generators import GENERATORS
from tests.content.writing import CONTENT

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Any]:
    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def bank() -> Holding:
    return holding(CONTENT, GENERATORS)


def taken_in(collection: Any, file: Path) -> Any:
    request = ImportAnkiPackageRequest(package_path=str(file), options=ImportAnkiPackageOptions())
    return collection.import_anki_package(request).log


def write(file: Path, items: list[Item], bank: Holding, at: float = 1_800_000_000) -> list[anki.Asked]:
    questions = list(anki.asked(items))
    anki.write(file, questions, bank.catalogue.subtopics, bank.catalogue.books, at, lambda: None)
    return questions


def test_anki_takes_every_question_once_however_often_it_is_imported(collection: Any, tmp_path: Path) -> None:
    file = tmp_path / "cpim.apkg"
    result = CliRunner().invoke(program, ["content", "export", str(file)], prog_name="takt")
    assert result.exit_code == 0, result.output
    bank = holding(CONTENT, GENERATORS)
    asked = [held for held in bank.written if held.entry.item.status in ("reviewed", "live")]
    count = len(asked) + anki.DRAWN * len(bank.generated)
    assert f"{len(asked)} written questions and {anki.DRAWN * len(bank.generated)} drawn" in result.output
    assert len(taken_in(collection, file).new) == count
    again = taken_in(collection, file)
    assert len(again.new) == 0 and collection.note_count() == collection.card_count() == count
    decks = {deck.name for deck in collection.decks.all_names_and_ids()}
    assert {f"Takt CPIM::{domain.title}" for domain in Domain} <= decks
    told = collection.decks.by_name("Takt CPIM::Inventory")["desc"]
    assert "CC BY-SA 4.0" in told and "not affiliated with ASCM" in told


def test_a_newer_export_brings_newer_words_to_the_same_note(collection: Any, bank: Holding, tmp_path: Path) -> None:
    item = bank.written[0].entry.item
    assert item.question is not None
    write(tmp_path / "old.apkg", [item], bank)
    changed = replace(item, version=2, question=replace(item.question, stem="Quite <other> words & more?"))
    write(tmp_path / "new.apkg", [changed], bank, 1_900_000_000)
    taken_in(collection, tmp_path / "old.apkg")
    (note,) = collection.find_notes("")
    assert len(taken_in(collection, tmp_path / "new.apkg").updated) == 1
    assert collection.find_notes("") == [note]
    assert collection.get_note(note).fields[0] == "Quite &lt;other&gt; words &amp; more?"


def test_a_card_asks_in_front_and_gives_key_and_reasons_on_the_back(
    collection: Any, bank: Holding, tmp_path: Path
) -> None:
    items = [*(held.entry.item for held in bank.written[:30]), *bank.generated[:5]]
    questions = {one.guid: one for one in write(tmp_path / "some.apkg", items, bank)}
    taken_in(collection, tmp_path / "some.apkg")
    for number in collection.find_notes(""):
        note = collection.get_note(number)
        one = questions.pop(note.guid)
        front, back = note.cards()[0].question(), note.cards()[0].answer()
        key = next(option for option in one.question.options if option.correct)
        letter = "ABCD"[[option.text for option in anki.placed(one)].index(key.text)]
        assert as_html(one.question.stem) in front and as_html(key.why) not in front
        assert f'<span class="key">{letter}. {as_html(key.text)}</span>' in back
        assert all(as_html(option.why) in back for option in one.question.options)
        assert "CC BY-SA 4.0" in back and one.item.id in back
        assert f"takt::{one.item.domain}::{one.item.subtopic}" in note.tags
        assert ("takt::drawn" in note.tags) == (one.item.generator is not None)
    assert questions == {}


def test_keys_stand_at_every_letter_about_equally_often(bank: Holding) -> None:
    shuffled = [one for one in anki.asked(_items(bank)) if not one.question.ordered]
    places = [next(n for n, option in enumerate(anki.placed(one)) if option.correct) for one in shuffled]
    assert len(places) > 400
    moved = sum(anki.placed(one) != one.question.options for one in shuffled)
    assert moved > 0.9 * len(shuffled)  # one order in 24 is the file's own
    assert all(0.2 <= places.count(place) / len(places) <= 0.3 for place in range(4))


def test_the_ids_that_anki_knows_it_by_are_those_of_the_first_release(bank: Holding) -> None:
    item = next(held.entry.item for held in bank.written if held.entry.item.id == "inventory.IN13.0001")
    generated = next(one for one in bank.generated if one.id == "inventory.eoq")
    assert [one.guid for one in anki.asked([item, generated])] == GUIDS
    assert (anki.MODEL_ID, anki.DECK_ID, sum(anki.DECK_IDS.values())) == (1713920611, 1713920612, 13711364996)
    items = _items(bank)
    random.Random(1).shuffle(items)
    assert len({one.guid for one in anki.asked(items)}) == len(items) + (anki.DRAWN - 1) * len(bank.generated)


GUIDS = ["xNi:i3EDD<", "MlMU5Lgu?z", "ow75`s+:33", "tMQoUYobn+"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("**bold** and _italic_ and `x < y`", "<b>bold</b> and <i>italic</i> and <code>x &lt; y</code>"),
        ("one\ntwo", "one<br>two"),
        ("Demand:\n`Week  1  2`\n`Need 40 55`\nWhat now?", "Demand:<pre>Week  1  2\nNeed 40 55</pre>What now?"),
        ("[sound:x.mp3] {{Front}} <script>", "&#91;sound:x.mp3] {{Front}} &lt;script&gt;"),
        ("{brace} and snake_case_name", "{brace} and snake_case_name"),
    ],
)
def test_our_markup_is_html_and_nothing_else_is(text: str, told: str) -> None:
    assert as_html(text) == told
