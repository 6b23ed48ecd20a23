"""Questions that leave the bank come back as they went, and a file with one fault changes nothing."""

from __future__ import annotations

import csv
import io
import os
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from bot.bank.exchange.csv_form import guarded, unguarded
from bot.bank.exchange.form import Form
from bot.bank.exchange.forms import incoming, one_file
from bot.bank.exchange.gift_form import escaped, unescaped
from bot.bank.exchange.importing import Incoming, Plan, plan
from bot.bank.exchange.placing import place
from bot.bank.exchange.raw import Fields, bare, digest, items_of, raw_of
from bot.bank.exchange.selecting import Held, holding
from bot.bank.exchange.yaml_form import document
from bot.bank.faults import ContentError
from bot.bank.pages import Page, compose_all
from bot.cli import program
from tests.content import writing
from tests.content.writing import CONTENT, META, NUMERIC, SOUND

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for the locale in an old way
    from pygiftparser import parser as independent

BOTH_WAYS = (Form.YAML, Form.CSV, Form.GIFT)
NOTHING: Callable[[], object] = lambda: None  # noqa: E731
ID = "inventory.IN13.0001"


def folder(path: Path, **files: str) -> Path:
    """A content folder, made if it is not there, with these item files."""
    path.mkdir(exist_ok=True)
    return writing.folder(path, **files)


def takt(*words: str | Path) -> Result:
    return CliRunner().invoke(program, ["content", *map(str, words)], prog_name="takt")


def exported(content: Path, form: Form, to: Path) -> Path:
    file = to / f"questions.{form}"
    file.write_bytes(one_file(form, holding(content).written, NOTHING))
    return file


def planned(content: Path, file: Path, form: Form | None = None) -> Plan:
    return plan(incoming(file, form or Form(file.suffix[1:])), content)


def faults_of(content: Path, file: Path) -> list[str]:
    before = {path: path.read_bytes() for path in content.rglob("*.yaml")}
    result = takt("import", file, "--into", content)
    assert result.exit_code == 2 and "Nothing was imported." in result.stderr, result.output
    assert {path: path.read_bytes() for path in content.rglob("*.yaml")} == before
    return [line.strip() for line in result.stderr.splitlines() if line.startswith("  ")]


def raws(content: Path) -> dict[str, Any]:
    return {held.entry.item.id: bare(held.raw) for held in holding(content).written}


# ── there and back ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def bank() -> tuple[Held, ...]:
    return holding(CONTENT).written


@pytest.mark.parametrize("form", BOTH_WAYS)
def test_the_whole_bank_comes_back_as_it_went(form: Form, bank: tuple[Held, ...], tmp_path: Path) -> None:
    file = tmp_path / f"bank.{form}"
    file.write_bytes(one_file(form, bank, NOTHING))
    (brought,) = incoming(file, form)
    assert brought.page.faults == []
    back = {str(item["id"]): bare(item) for document in brought.documents for item in items_of(document)}
    assert back == {held.entry.item.id: bare(held.raw) for held in bank} and len(back) >= 640


def test_an_independent_parser_reads_every_question_of_the_bank(bank: tuple[Held, ...]) -> None:
    text = one_file(Form.GIFT, bank, NOTHING).decode()
    found = {question.title: question for question in independent.parseFile(io.StringIO(text))}
    assert len(found) == len(bank)
    for held in bank:
        question, told = held.entry.question, found[held.entry.item.id]
        assert told.valid and told.markup == "markdown"
        assert told.cat == f"takt/{held.entry.item.domain}/{held.entry.item.subtopic}"
        options = [(o.answer, o.feedback, o.fraction == 100) for o in told.answers.answers]
        assert [_level(text) for text, _, _ in options] == [_level(option.text) for option in question.options]
        assert [_level(why) for _, why, _ in options] == [_level(option.why) for option in question.options]
        assert [right for _, _, right in options] == [option.correct for option in question.options]
        assert _level(told.text) == _level(question.stem)


def _level(text: str) -> str:
    """The words, whatever space is between them: that parser leaves what a backslash escapes to whoever shows it."""
    return " ".join(re.sub(r"\\([~=#{}:\\])", r"\1", text.replace("\\n", " ")).split())


def test_the_files_of_the_bank_are_written_as_their_authors_write_them(bank: tuple[Held, ...]) -> None:
    shown = 0
    for file in dict.fromkeys(held.entry.file for held in bank):
        theirs = [held for held in bank if held.entry.file == file]
        text = document(theirs[0].entry.item.subtopic, [held.raw for held in theirs])
        shown += text == (CONTENT / file).read_text(encoding="utf-8")
    assert shown > 150  # the others write one text or another in another way


NASTY = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    st.text(alphabet="=+-@'\"\\~#{}:%,;\t\n\r\u2028\x85 -|>&*!?[]`_n/$()0", min_size=1, max_size=30),
    st.sampled_from(
        [
            "=1+1",
            "@SUM(A1)",
            "'=x",
            "''-1",
            "%50%x",
            "//x",
            "$CATEGORY: y",
            "\\n",
            "a\\nb",
            "a  \nb",
            "a\n\nb",
            "no",
            "~",
        ]
    ),
)


def _texts() -> st.SearchStrategy[str]:
    return NASTY.map(str.strip).filter(bool)


@st.composite
def items(draw: st.DrawFn) -> Fields:
    """An item whose every text is nasty, and which has a field that no format has a place for."""
    key = draw(st.integers(0, 3))
    options: list[Any] = [{"text": draw(_texts()), "why": draw(_texts())} for _ in range(4)]
    options[key]["correct"] = "true"
    meta: dict[str, Any] = {
        "author": draw(_texts()),
        "status": "draft",
        "version": "2",
        "tags": draw(st.lists(_texts())),
    }
    item: Fields = {"id": ID, "level": "apply", "stem": draw(_texts()), "options": options, "meta": meta}
    item |= {"ref": {"book": "IMM", "topic": draw(_texts())}, "previous": [{"version": "1", "stem": draw(_texts())}]}
    return item | draw(st.sampled_from([{}, {"ordered": "true"}])) | {"exempt": {draw(_texts()): draw(_texts())}}


@settings(max_examples=60, deadline=None)
@given(item=items())
def test_whatever_is_written_in_an_item_comes_back(item: Fields) -> None:
    from bot.bank.exchange import csv_form, csv_reading, gift_form, gift_reading

    page = Page("x")
    (root,) = compose_all(page, document("IN13", [item]))
    (from_yaml,) = items_of(raw_of(page, root))
    (from_csv,) = csv_reading.read(page, csv_form.write([("inventory", item)], NOTHING))
    (from_gift,) = gift_reading.read(page, gift_form.write([("inventory", item)], NOTHING))
    assert page.faults == []
    assert bare(from_yaml) == bare(from_csv) == bare(from_gift) == bare(item)


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_spreadsheet_opens_it_and_finds_no_formula(tmp_path: Path) -> None:
    content = folder(tmp_path / "content", IN13=SOUND.replace('"Safety stock"', '"=HYPERLINK(1)"'))
    made = exported(content, Form.CSV, tmp_path).read_bytes()
    assert made.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    assert (rows[0]["A"], rows[0]["key"], rows[0]["domain"]) == ("'=HYPERLINK(1)", "A", "inventory")
    assert not any(cell[:1] in "=+-@\t\r" for row in rows for cell in row.values() if cell)


@given(NASTY)
def test_a_guarded_cell_is_no_formula_and_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text and guarded(text)[0] not in "=+-@\t\r＝＋－＠"


@pytest.mark.parametrize(
    ("separator", "encoding", "begin"),
    [(";", "utf-8-sig", ""), (";", "utf-8", "sep=;\r\n"), ("\t", "utf-16", ""), (",", "utf-8", "")],
)
def test_what_a_spreadsheet_makes_of_it_is_read(separator: str, encoding: str, begin: str, tmp_path: Path) -> None:
    content = folder(tmp_path / "content", IN13=SOUND, IN11=NUMERIC)
    file = exported(content, Form.CSV, tmp_path)
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=separator).writerows([*rows, [""] * 3])
    file.write_bytes((begin + made.getvalue()).encode(encoding))
    assert sorted(planned(content, file).same) == ["inventory.IN11.0001", ID]


def test_every_fault_of_a_csv_is_told_with_its_line(tmp_path: Path) -> None:
    content = folder(tmp_path / "content")
    file = exported(folder(tmp_path / "other", IN13=SOUND, IN11=NUMERIC), Form.CSV, tmp_path)
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))
    heads = rows[0]
    first, second = (dict(zip(heads, row, strict=True)) for row in rows[1:])
    first |= {"key": "E", "created": "22.11.2026", "stem": "Two\nlines?"}
    second |= {"level": "appply", "domain": "demand", "previous": "[1"}
    made = io.StringIO(newline="")
    csv.writer(made).writerows([heads, [first[h] for h in heads], [second[h] for h in heads]])
    file.write_bytes(made.getvalue().encode())
    found = faults_of(content, file)
    for line, words in [
        (2, "the key is no letter: `E`"),
        (2, "`created` is not a date: `22.11.2026`"),
        (4, "did you mean `apply`?"),
        (4, "domain or subtopic is demand.IN13"),
        (4, "`previous` is damaged"),
    ]:
        assert any(one.startswith(f"questions.csv:{line}: error") and words in one for one in found), (
            line,
            words,
            found,
        )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("id,stem\nx,\xe9\n".encode("latin-1"), "questions.csv:2: error L30: the file is not UTF-8"),
        (b"name,question\n1,2\n", "the first row does not name the columns"),
        (b'id,stem\n"x,y\n', "questions.csv:2: error L01: this row cannot be read"),
        (b"id,stem,stemm,id\n", "did you mean `stem`?"),
        (b"id,stem\n", "column `level` is missing"),
        (b"", "there is no question in it"),
    ],
)
def test_a_file_that_is_no_such_csv_is_told(content: bytes, words: str, tmp_path: Path) -> None:
    file = tmp_path / "questions.csv"
    file.write_bytes(content)
    assert words in "\n".join(faults_of(folder(tmp_path / "content", IN13=SOUND), file))


# ── GIFT ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_gift_would_read_as_its_own_has_a_backslash() -> None:
    text = "~ = # { } : \\ and\na new line"
    assert escaped(text) == "\\~ \\= \\# \\{ \\} \\: \\\\ and  \\na new line"
    assert unescaped(escaped(text)) == text


def test_every_fault_of_a_gift_file_is_told_with_its_line(tmp_path: Path) -> None:
    sound = exported(folder(tmp_path / "other", IN13=SOUND), Form.GIFT, tmp_path).read_text(encoding="utf-8")
    comment = next(line for line in sound.splitlines() if line.startswith("// takt:"))
    blocks = [
        "Which?{=a#b\n~c#d}",
        f"{comment}\nWhat is it?",
        f"{comment}\nNumber{{#3:0.1}}",
        f"{comment}\nGeneral{{=a#b ~c#d\n####why}}",
        f"{comment}\nHalf{{=a#b\n~%50%c#d}}",
        "// takt: {broken}\nWhich?{=a#b ~c#d}",
        f"{comment}\nAfter{{=a#b ~c#d}} more",
        comment,
        f"{comment}\n::few::Which?{{=a#b ~c#d}}",
    ]
    file = tmp_path / "questions.gift"
    file.write_text("\n\n".join(blocks), encoding="utf-8")
    found = faults_of(folder(tmp_path / "content"), file)
    starts = [sum(block.count("\n") + 2 for block in blocks[:number]) for number in range(len(blocks))]
    for block, line, words in [
        (0, 1, "no comment with its id"),
        (1, 2, "no { and }"),
        (2, 2, "no question of several options"),
        (3, 2, "no general feedback"),
        (4, 3, "an option counts 50%"),
        (5, 1, "damaged"),
        (6, 2, "text stands where no option does"),
        (7, 1, "no question stands under this comment"),
        (8, 2, "2 options"),
    ]:
        place = f"questions.gift:{starts[block] + line}: error"
        assert any(one.startswith(place) and words in one for one in found), (place, words, found)


def test_gift_of_another_hand_is_read(tmp_path: Path) -> None:
    content = folder(tmp_path / "content", IN13=SOUND)
    file = exported(content, Form.GIFT, tmp_path)
    text = file.read_text(encoding="utf-8")
    changed = text.replace(f"::{ID}::[markdown]", "").replace("\t=", "  ~%100% ").replace("#", " # ")
    file.write_bytes(changed.replace("\n", "\r\n").encode("utf-8-sig"))
    assert changed != text and planned(content, file).same == (ID,)


# ── taking in ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", BOTH_WAYS)
def test_what_is_new_is_added_and_what_is_the_same_stays(form: Form, tmp_path: Path) -> None:
    commented = SOUND.replace("items:", "# mine\nitems:")
    file = exported(folder(tmp_path / "other", IN13=SOUND, IN11=NUMERIC), form, tmp_path)
    content = folder(tmp_path / "content", IN13=commented)
    before = (content / "items/inventory/IN13.yaml").read_bytes()
    assert "would change" in takt("import", file, "--into", content, "--dry-run").output
    assert not (content / "items/inventory/IN11.yaml").exists()
    result = takt("import", file, "--into", content)
    assert result.exit_code == 0 and "1 new: inventory.IN11.0001" in result.output, result.output
    assert (content / "items/inventory/IN13.yaml").read_bytes() == before
    made = content / "items/inventory/IN11.yaml"
    assert made.read_text(encoding="utf-8") == NUMERIC.replace("META", META)
    assert made.stat().st_mode & 0o777 == 0o644
    assert [path.name for path in content.rglob("*") if path.name.endswith(".part")] == []


def test_the_same_version_with_other_words_is_refused_and_with_another_record_is_taken(tmp_path: Path) -> None:
    content = folder(tmp_path / "content", IN13=SOUND)
    reworded = exported(folder(tmp_path / "a", IN13=SOUND.replace("What is this", "What is that")), Form.CSV, tmp_path)
    assert "version 1 has other words in the bank" in faults_of(content, reworded)[0]
    moved = SOUND.replace("level: understand", "level: remember")
    assert planned(content, exported(folder(tmp_path / "b", IN13=moved), Form.GIFT, tmp_path)).changed == (ID,)


def _second(previous: str = "What is this") -> str:
    """The item in its second version, with the words of the first."""
    body = SOUND.partition("    stem: |\n")[2].partition("    ref:")[0].replace("What is this", previous)
    old = "".join(f"    {line}\n" for line in f"    stem: |\n{body}".splitlines())
    old = old.replace("        stem", "      - version: 1\n        stem", 1)
    new = SOUND.replace("What is this", "What is that").replace("META", META.replace("version: 1", "version: 2"))
    return f"{new}    previous:\n{old}"


def test_a_higher_version_brings_the_words_of_the_present_one_along(tmp_path: Path) -> None:
    after = SOUND + NUMERIC.partition("items:\n")[2].replace("IN11.0001", "IN13.0002").replace(
        "  - id", "  # next\n  - id"
    )
    content = folder(tmp_path / "content", IN13=after)
    file = exported(folder(tmp_path / "a", IN13=_second()), Form.CSV, tmp_path)
    result = takt("import", file, "--into", content)
    assert result.exit_code == 0 and f"1 changed: {ID}" in result.output, result.output
    item = holding(content).written[0].entry
    assert item.item.version == 2 and "What is this" in item.earlier[0].draw(0).stem
    assert (
        (content / "items/inventory/IN13.yaml").read_text(encoding="utf-8").endswith(after.replace("META", META)[-200:])
    )
    older = exported(folder(tmp_path / "b", IN13=SOUND), Form.YAML, tmp_path)
    assert "the bank has version 2, this is 1" in faults_of(content, older)[0]


def test_a_higher_version_without_them_is_refused(tmp_path: Path) -> None:
    content = folder(tmp_path / "content", IN13=SOUND)
    file = exported(folder(tmp_path / "a", IN13=_second("What is it")), Form.GIFT, tmp_path)
    assert "`previous` does not hold the bank's words of version 1" in faults_of(content, file)[0]


@pytest.mark.parametrize(
    "gone", ["reviewer: jonas, ", "reviewed: 2026-11-23, ", "verdict: agreed, ", "status: reviewed, "]
)
def test_a_reading_that_is_not_told_whole_makes_a_draft(gone: str, tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(SOUND.replace("META", META.replace(gone, "")), encoding="utf-8")
    content = folder(tmp_path / "content")
    result = takt("import", file, "--into", content)
    assert result.exit_code == 0, result.output
    assert ("come as drafts" in result.output) == (not gone.startswith("status"))
    assert holding(content).written[0].entry.item.status == "draft"
    there = folder(tmp_path / "there", IN13=SOUND)
    assert planned(there, file).same == ((ID,) if not gone.startswith("status") else ())


def test_words_that_were_changed_after_their_reading_come_as_a_draft(tmp_path: Path) -> None:
    for form in (Form.CSV, Form.GIFT):
        file = exported(folder(tmp_path / f"of-{form}", IN13=SOUND), form, tmp_path)
        file.write_bytes(file.read_bytes().replace(b"Hedge inventory", b"Hedging stock"))
        assert planned(folder(tmp_path / f"to-{form}"), file).drafts == (ID,)


def test_what_a_bot_could_not_start_with_is_refused(tmp_path: Path) -> None:
    file = exported(folder(tmp_path / "a", IN13=SOUND), Form.CSV, tmp_path)
    file.write_bytes(file.read_bytes().replace(b"Hedge inventory", b"Cycle inventory"))
    assert any("questions.csv:2: error L03" in one for one in faults_of(folder(tmp_path / "content"), file))
    twice = tmp_path / "twice.yaml"
    twice.write_text("---\n".join([SOUND.replace("META", META)] * 2), encoding="utf-8")
    assert "is taken by twice.yaml:4" in faults_of(folder(tmp_path / "other"), twice)[0]


@pytest.mark.parametrize(
    "text", ["a: [1", "&a [*a]", "- 1", "schema: 1\nsubtopic: XX99\nitems: []\n", "[" * 60 + "]" * 60]
)
def test_yaml_that_is_none_of_ours_is_told(text: str, tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(text, encoding="utf-8")
    assert faults_of(folder(tmp_path / "content"), file)


def test_a_disk_that_fails_in_the_middle_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = exported(folder(tmp_path / "other", IN13=SOUND, IN11=NUMERIC), Form.YAML, tmp_path)
    content = folder(tmp_path / "content")
    written = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if ".IN13.yaml." in path.name:
            raise OSError(28, "No space left on device", str(path))
        return written(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    result = takt("import", file, "--into", content)
    assert result.exit_code == 2 and "No space left" in result.stderr
    assert list((content / "items").rglob("*.*")) == []


def test_a_file_in_another_style_is_written_anew(tmp_path: Path) -> None:
    content = folder(tmp_path, IN13="{schema: 1, subtopic: IN13, items: []}")
    item = items_of(raw_of(Page("x"), compose_all(Page("x"), SOUND.replace("META", META))[0]))[0]
    assert place(content / "items/inventory/IN13.yaml", "IN13", [item]) == SOUND.replace("META", META)
    assert isinstance(item, dict) and len(digest(item)) == 16


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_what_is_wanted_is_exported_and_nothing_overwritten(tmp_path: Path) -> None:
    content = folder(tmp_path / "content", IN13=SOUND, IN11=NUMERIC)
    tree = tmp_path / "tree"
    result = takt("export", tree, "--folder", content, "--level", "apply", "--domain", "inventory")
    assert result.output.startswith(f"{tree}: 1 question in 1 file."), result.output
    assert [path.relative_to(tree).as_posix() for path in tree.rglob("*.yaml")] == ["inventory/IN11.yaml"]
    assert takt("export", tmp_path / "y.csv", "--folder", content, "--subtopic", "in13").exit_code == 0
    assert planned(content, tree, Form.YAML).same == ("inventory.IN11.0001",)
    for words, told in [
        ((tree,), "exists; name another"),
        ((tmp_path / "x.doc",), "add --format"),
        ((tmp_path / "x.csv", "--status", "retired"), "no question is all of that"),
        ((tmp_path / "x.csv", "--subtopic", "IN99"), "there is no IN99"),
    ]:
        refused = takt("export", *words, "--folder", content)
        assert refused.exit_code == 2 and told in refused.stderr, refused.output
    assert not (tmp_path / "x.csv").exists()
    assert "cannot be imported" in takt("import", content, "--format", "apkg").stderr
    assert os.listdir(tmp_path) and Incoming(Page("x"), []).documents == []


def test_every_command_of_the_authors_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = (CONTENT.parent / "docs" / "authors.md").read_text(encoding="utf-8")
    section = page.partition("## Spreadsheets, Moodle and Anki")[2].partition("## ")[0]
    lines = [line.split() for line in section.split("```")[1].strip().splitlines()]
    assert len(lines) == 4
    for words in lines:
        assert words[:2] == ["takt", "content"]
        result = takt(*words[2:])
        assert result.exit_code == 0, (words, result.output)
    assert "Nothing is to be imported." in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cpim.apkg", "questions.csv", "questions.gift"]


def test_a_faulty_bank_is_neither_exported_nor_added_to(tmp_path: Path) -> None:
    content = folder(tmp_path / "content", IN13=SOUND.replace("level: understand", "level: x"))
    with pytest.raises(ContentError):
        holding(content)
    assert takt("export", tmp_path / "x.csv", "--folder", content).exit_code == 2
