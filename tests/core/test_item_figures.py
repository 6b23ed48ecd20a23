"""Figures of questions from real answers: held against scipy, silent where too few answered, and naming nobody."""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from scipy.stats import pointbiserialr
from typer.testing import CliRunner, Result

from bot.app import Content, load_content
from bot.bank import Bank
from bot.cards.item_figures import picture
from bot.chat.picture import Bars
from bot.cli import program
from bot.cli.looking import looking
from bot.model.domains import Domain
from bot.rules.item_figures import ENOUGH, LEAST_REST, Chosen, Flag, ItemFigures
from bot.store.keeper import Keeper
from bot.study.item_figures import item_figures
from tests.core.answered_world import Asked, crowd, fill, rows_of_answer
from tests.fakes import postgres
from tests.fakes.engines import prepare

ITEMS = [f"inventory.IN13.{number:04}" for number in range(1, 6)] + [f"sop.SP01.{number:04}" for number in range(1, 4)]
ROUNDS = [Asked(item, key, order=(2, 0, 3, 1)) for item, key in zip(ITEMS, (0, 1, 2, 3, 0, 1, 2, 3), strict=True)]
PEOPLE = 70


@pytest.fixture(autouse=True)
def nothing_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: Content) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.cli.item_figures.load_content", lambda: content)  # read once for all of them
    for name in os.environ:
        if name.startswith("TAKT_"):
            monkeypatch.delenv(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    found = prepare(tmp_path) if request.param == "sqlite" else postgres.fresh()
    monkeypatch.setenv("TAKT_DATABASE_URL", found.replace("+aiosqlite", "").replace("+asyncpg", ""))
    yield found


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


@pytest.fixture
def bank(content: Content) -> Bank:
    return content.bank


def takt(*words: str) -> Result:
    return CliRunner().invoke(program, ["content", "stats", *words], prog_name="takt")


def figures(url: str, bank: Bank, **which: Any) -> list[ItemFigures]:
    async def look() -> list[ItemFigures]:
        async with looking(url) as tx:
            return await item_figures(tx, bank, **which)

    return asyncio.run(look())


def chosen(rounds: Sequence[Asked], rows: Sequence[dict[str, Any]]) -> dict[str, dict[int, int]]:
    """What each person first chose at each item, as an option of the item."""
    found: dict[str, dict[int, int]] = {asked.item: {} for asked in rounds}
    for row in rows:
        asked = rounds[row["round"] - 1]
        found[asked.item].setdefault(row["account"], asked.order[row["first"]])
    return found


# ── the numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_figure_is_what_scipy_and_counting_say(url: str, bank: Bank) -> None:
    rows = crowd(ROUNDS, PEOPLE)
    rows = [row for row in rows if random.Random(row["event"]).random() < 0.93]
    fill(url, ROUNDS, rows, PEOPLE)
    first = chosen(ROUNDS, rows)
    found = {one.item: one for one in figures(url, bank)}
    assert sorted(found) == sorted(ITEMS)
    for asked in ROUNDS:
        one, theirs = found[asked.item], first[asked.item]
        assert (one.n, one.right) == (len(theirs), sum(option == asked.key for option in theirs.values()))
        assert [o.n for o in one.chosen] == [list(theirs.values()).count(option) for option in range(4)]
        assert [o.correct for o in one.chosen] == [option == asked.key for option in range(4)]
        sure = [row for row in rows if ROUNDS[row["round"] - 1] is asked and row["confidence"] == "sure"]
        assert (one.sure, one.sure_wrong) == (len(sure), sum(asked.order[row["last"]] != asked.key for row in sure))
        rest = {who: _rest(first, asked, who) for who in theirs}
        counted = [who for who in theirs if rest[who] is not None]
        assert one.rest_n == len(counted) >= ENOUGH
        elsewhere = [rest[who] for who in counted]
        assert one.discrimination == pytest.approx(
            pointbiserialr([theirs[who] == asked.key for who in counted], elsewhere).statistic
        )
        for option in range(4):
            expected = pointbiserialr([theirs[who] == option for who in counted], elsewhere).statistic
            assert one.draw(one.chosen[option]) == pytest.approx(expected)
    assert any((one.discrimination or 0) > 0.15 for one in found.values())


def _rest(first: dict[str, dict[int, int]], asked: Asked, who: int) -> float | None:
    """The share right of the person's other answers, where there are enough."""
    keys = {one.item: one.key for one in ROUNDS}
    others = [theirs[who] == keys[item] for item, theirs in first.items() if item != asked.item and who in theirs]
    return sum(others) / len(others) if len(others) >= LEAST_REST else None


def test_a_person_counts_once_and_only_what_is_closed_and_scored(url: str, bank: Bank) -> None:
    item = ITEMS[0]
    rounds = [
        Asked(item),
        Asked(item, order=(3, 2, 1, 0), cohort=2),
        Asked(item, state="open"),
        Asked(item, state="withdrawn"),
        Asked(item, version=2),
        Asked(ITEMS[5], 1),
    ]
    rows = [rows_of_answer(1, who, rounds[0], 0) for who in range(1, 5)]
    rows += [rows_of_answer(2, who, rounds[1], 1) for who in range(4, 8)]  # the fourth was asked before
    rows += [rows_of_answer(2, 8, rounds[1], 1, scored=False, counted=False)]
    rows += [rows_of_answer(3, who, rounds[2], 2) for who in range(8, 11)]
    rows += [rows_of_answer(4, who, rounds[3], 2) for who in range(8, 11)]
    rows += [rows_of_answer(5, 1, rounds[4], 3), rows_of_answer(6, 1, rounds[5], 3)]
    fill(url, rounds, rows, 10, cohorts=2)
    found = {(one.item, one.version): one for one in figures(url, bank)}
    assert [option.n for option in found[item, 1].chosen] == [4, 3, 0, 0]
    assert [option.n for option in found[item, 2].chosen] == [0, 0, 0, 1]
    assert [one.item for one in figures(url, bank, domain=Domain.SOP)] == [ITEMS[5]]
    (theirs,) = figures(url, bank, cohort=2)
    assert [option.n for option in theirs.chosen] == [0, 4, 0, 0]


def test_wrong_answers_to_a_computed_question_go_by_their_mistakes(url: str, bank: Bank) -> None:
    item = bank.current("inventory.eoq")
    rounds = [Asked(item.id, item.draw(seed).key, seed, version=item.version) for seed in range(1, 9)]
    rows, mistakes = [], []
    for number, asked in enumerate(rounds, 1):
        for who, option in ((2 * number, asked.key), (2 * number + 1, (asked.key + 1) % 4)):
            rows.append(rows_of_answer(number, who, asked, option))
        mistakes.append(item.draw(asked.seed).options[(asked.key + 1) % 4].mistake)
    fill(url, rounds, rows, 20)
    (one,) = figures(url, bank)
    assert (one.drawn, one.right, one.n) == (True, 8, 16)
    assert {o.label: o.n for o in one.chosen} == {"right": 8} | {name: mistakes.count(name) for name in mistakes}
    empty = Bank([], {}, {})
    (unknown,) = figures(url, empty)
    assert {o.label: o.n for o in unknown.chosen} == {"right": 8, "another mistake": 8}


def test_ten_thousand_answers_take_little_time(bank: Bank, tmp_path: Path) -> None:
    url = prepare(tmp_path)
    rounds = [Asked(f"inventory.IN13.{number:04}", number % 4) for number in range(100)]
    fill(url, rounds, crowd(rounds, 100), 100)
    before = time.process_time()
    assert sum(one.n for one in figures(url, bank)) == 10_000
    assert time.process_time() - before < 2


# ── what may be said ─────────────────────────────────────────────────────────────────────────────────────────────────


def one(*options: tuple[int, float], key: int = 0, spread: float = 0.05) -> ItemFigures:
    """A question whose options were chosen by so many, with this mean share right elsewhere."""
    told = [
        Chosen(str(n), n == key, count, count, count * mean, count * (mean**2 + spread))
        for n, (count, mean) in enumerate(options)
    ]
    return ItemFigures("inventory.IN13.0001", 1, "inventory", "IN13", tuple(told))


@pytest.mark.parametrize(
    ("figures", "flags"),
    [
        (one((30, 0.7), (10, 0.4), (6, 0.4), (4, 0.4)), ()),
        (one((12, 0.7), (20, 0.4), (10, 0.4), (8, 0.4)), (Flag.HARD,)),
        (one((97, 0.6), (1, 0.4), (1, 0.4), (1, 0.4)), (Flag.EASY, Flag.UNUSED)),
        (one((96, 0.6), (4, 0.3), (4, 0.3), (4, 0.3)), ()),
        (one((30, 0.5), (10, 0.5), (6, 0.5), (4, 0.49)), (Flag.WEAK, Flag.DRAWS_THE_STRONG)),
        (one((40, 0.7), (10, 0.4), (9, 0.4), (1, 0.9)), (Flag.UNUSED,)),
        (one((40, 0.7), (10, 0.8), (9, 0.2), (9, 0.2)), (Flag.DRAWS_THE_STRONG,)),
        (one((9, 0.2), (40, 0.9), (0, 0.0), (0, 0.0)), ()),
        (one((0, 0.0), (50, 0.5), (0, 0.0), (0, 0.0)), (Flag.HARD, Flag.UNUSED)),
    ],
)
def test_a_question_is_flagged_for_what_item_writers_look_for(figures: ItemFigures, flags: tuple[Flag, ...]) -> None:
    assert figures.flags == flags


def test_the_mistakes_of_a_computed_question_are_not_judged() -> None:
    told = one((97, 0.6), (1, 0.4), (1, 0.4), (1, 0.4))
    assert ItemFigures(told.item, 1, "inventory", "IN13", told.chosen, drawn=True).flags == (Flag.EASY,)


def test_where_too_few_answered_nothing_is_said() -> None:
    few, more, enough = one((3, 0.5), (1, 0.5)), one((3, 0.5), (2, 0.5)), one((30, 0.6), (20, 0.4))
    assert (few.difficulty, few.share(few.chosen[0]), few.discrimination, few.astray) == (None,) * 4
    assert (more.difficulty, more.share(more.chosen[0]), more.discrimination) == (0.6, 0.6, None)
    assert enough.discrimination is not None and one((30, 0.6), (19, 0.4)).discrimination is None
    assert one((50, 0.6)).discrimination is None and one((25, 0.5), (25, 0.5), spread=0).discrimination is None


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_tells_operators_beside_a_running_bot_and_names_nobody(url: str, tmp_path: Path) -> None:
    rows = crowd(ROUNDS, PEOPLE)
    fill(url, ROUNDS, rows, PEOPLE)
    with Keeper(tmp_path / "takt.db"):
        whole, part = takt(), takt("--domain", "inventory", "--cohort", "Group 1")
    assert whole.exit_code == part.exit_code == 0, whole.output + part.output
    assert "350" in whole.output and "of 8 questions with 50 answers or more deserve another look" in whole.output
    assert "inventory.IN13.0001" in part.output and "sop.SP01" not in part.output
    assert "Member" not in whole.output + part.output
    found = json.loads(takt("--json").output)
    assert [one["item"] for one in found["questions"]] == sorted(ITEMS)
    first = found["questions"][0]
    assert first["n"] == PEOPLE and sum(o["share"] for o in first["options"]) == pytest.approx(1, abs=1e-3)
    for called, words in (("Nobody", "there is none of the name"), ("9", "there is none of the name")):
        refused = takt("--cohort", called)
        assert refused.exit_code == 2 and words in refused.stderr
    assert takt("--cohort", "1").exit_code == 0


def test_few_answers_are_counted_and_nothing_is_told_of_them(url: str) -> None:
    rounds = [Asked(ITEMS[0]), Asked(ITEMS[1], 1)]
    rows = [rows_of_answer(1, who, rounds[0], 3, sure=True) for who in range(1, 4)]
    rows += [rows_of_answer(2, who, rounds[1], 1) for who in range(1, 7)]
    fill(url, rounds, rows, 6)
    told = takt("--domain", "inventory").output
    assert "too few to say (under 5); a hint: only a hint (under 50)" in told and told.count("a hint") == 3
    assert "No question has 50 answers yet" in told
    assert ITEMS[0] in told and ITEMS[1] in told and "discrimination" in told, "cut short on a narrow terminal"
    first, second = json.loads(takt("--json").output)["questions"]
    assert (first["n"], first["right"], first["options"][3]["share"], first["sure"]) == (3, None, None, None)
    assert (second["right"], second["discrimination"], second["flags"]) == (1.0, None, [])


def test_without_answers_it_says_so_and_draws_nothing(url: str, tmp_path: Path) -> None:
    assert takt("--picture", str(tmp_path / "p")).output.startswith("Nobody has answered such a question")
    assert list((tmp_path / "p").iterdir()) == []


def test_without_a_database_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAKT_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    assert "does not exist yet" in takt().stderr


# ── the picture ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_picture_is_drawn_for_each_domain_that_was_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = prepare(tmp_path)
    monkeypatch.setenv("TAKT_DATABASE_URL", url.replace("+aiosqlite", ""))
    fill(url, ROUNDS, crowd(ROUNDS, PEOPLE), PEOPLE)
    assert takt("--picture", "drawn").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "drawn").iterdir()) == ["inventory.png", "sop.png"]
    with Image.open(tmp_path / "drawn" / "sop.png") as image:
        assert image.width == 1080


def test_a_picture_says_what_it_shows_and_what_it_leaves_out() -> None:
    def of(code: str, number: int, right: int, n: int) -> ItemFigures:
        rest = (n - right) // 3
        counts = [right, n - right - 2 * rest, rest, rest]
        options = tuple(
            Chosen(str(k), k == 0, count, count, count * 0.5, count * 0.3) for k, count in enumerate(counts)
        )
        return ItemFigures(f"inventory.{code}.{number:04}", 1, "inventory", code, options)

    many = [of(f"IN{k:02}", 1, 4 * k, 100) for k in range(1, 15)] + [of("IN20", 1, 2, 4), of("IN21", 1, 10, 10)]
    made = picture(Domain.INVENTORY, many, {"IN01": "Functions"})
    assert made is not None
    hardest, flagged = made.panels
    assert isinstance(hardest, Bars) and isinstance(flagged, Bars)
    assert (hardest.bars[0].label, hardest.bars[0].told, hardest.bars[0].detail) == ("IN01 Functions", "4%", "of 100")
    assert hardest.foot == "5 more: 44% to 100%. 1 with under 5 answers."
    assert (len(flagged.bars), flagged.bars[0].detail) == (6, "hard, and more")
    assert flagged.foot == "8 more, of 14 with 50 answers or more."
    assert made.note == "1,414 first answers to 16 questions."
    for panel in (hardest, flagged):
        assert all(bar.label in made.alt and bar.told in made.alt and bar.detail in made.alt for bar in panel.bars)
        assert panel.foot in made.alt
    assert picture(Domain.SOP, many, {}) is None
    small = picture(Domain.INVENTORY, [of("IN01", 1, 3, 6)], {})
    assert small is not None and "too few to say" in small.alt and "only a hint" in small.alt
