"""Pictures say what their cards may say, the same in words, and fit whatever people are called."""

from __future__ import annotations

import io
import re
import time
from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.cards import pictures
from bot.cards.pictures import MOST_TICKS, Running, StudyDays
from bot.chat.message import Card, Field, in_words
from bot.chat.picture import Bars, Days, Mark, Picture, Race, from_json, to_json
from bot.chat.text import words
from bot.model.domains import Domain
from bot.model.standing import Contender, DomainTally, Place, Tally
from bot.pictures import palette
from bot.pictures.drawing import laid, png
from bot.pictures.lettering import fold, written
from bot.pictures.palette import LINES, SHEET, contrast
from bot.pictures.race import spread
from bot.pictures.sheet import SMALL, WIDTH
from bot.rules.ranking import rank
from bot.store import letters
from scripts import pictures as examples

TODAY = date(2026, 11, 25)
MONDAY = date(2026, 10, 19)
EXAMPLES = {name: picture for name, (_, picture) in examples.examples().items()}
LONGEST = "W" * 32


def places(*points: int, name: str = "Member") -> tuple[Place, ...]:
    return rank(Contender(n, f"{name} {n}", Tally(p, p // 10 + 1, p // 10)) for n, p in enumerate(points, 1))


def boxes(picture: Picture) -> list[tuple[float, float, float, float]]:
    return [text.box for text in laid(picture).texts if text.line.text.strip()]


def fits(picture: Picture) -> None:
    """Every line stands on the sheet, and none on another."""
    sheet = laid(picture)
    found = boxes(picture)
    for left, top, right, bottom in found:
        assert left >= 0 and top >= 0 and right <= WIDTH and bottom <= sheet.size[1]
    for one, other in combinations(found, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)


# ── drawing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_is_drawn_at_a_phones_width_times_three_and_small(name: str) -> None:
    drawn = png(EXAMPLES[name])
    image = Image.open(io.BytesIO(drawn))
    assert image.format == "PNG"
    assert image.width == 1080
    assert 600 <= image.height <= 2600
    assert len(drawn) < 150_000


@pytest.mark.parametrize("name", EXAMPLES)
def test_in_each_example_every_text_fits(name: str) -> None:
    fits(EXAMPLES[name])


def test_a_third_of_the_smallest_letters_can_still_be_read() -> None:
    assert SMALL / 3 >= 12


def test_the_same_recipe_gives_the_same_bytes() -> None:
    assert png(EXAMPLES["race"]) == png(EXAMPLES["race"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_drawing_takes_some_hundredths_of_a_second(name: str) -> None:
    def cost() -> float:
        begun = time.thread_time()
        png(EXAMPLES[name])
        return time.thread_time() - begun

    assert min(cost() for _ in range(3)) < 0.3


def test_everything_drawn_is_seen_on_the_sheet() -> None:
    for colour in (*LINES, palette.BLUE, palette.VERMILION, palette.SOFT, palette.INK):
        wanted = 4.5 if colour in (palette.SOFT, palette.INK) else 2.9
        assert contrast(colour, SHEET) >= wanted, colour
    assert contrast(palette.WHITE, palette.BLUE) >= 4.5
    assert contrast(palette.SOFT, palette.TRACK) >= 4.5


def test_the_sheet_keeps_its_colour_and_its_edge() -> None:
    image = Image.open(io.BytesIO(png(EXAMPLES["board"]))).convert("RGB")
    paper, edge = image.getpixel((20, 20)), image.getpixel((0, 400))
    assert isinstance(paper, tuple) and max(abs(a - b) for a, b in zip(paper, SHEET, strict=True)) <= 4
    assert isinstance(edge, tuple) and contrast((edge[0], edge[1], edge[2]), (255, 255, 255)) > 1.5


@pytest.mark.parametrize("count", [2, 1000])
def test_a_board_of_any_size_is_drawn_and_says_how_many_it_leaves_out(count: int) -> None:
    picture = pictures.board("The board, all time", places(*range(count, 0, -1)))
    fits(picture)
    [panel] = picture.panels
    assert isinstance(panel, Bars)
    assert len(panel.bars) == min(count, 10)
    assert panel.foot == ("and 990 more on the board" if count == 1000 else "")


def test_the_longest_names_end_in_an_ellipsis_and_stand_in_full_in_the_description() -> None:
    found = rank(Contender(n, LONGEST[:-1] + str(n), Tally(100_000 + n, 9999, 9999)) for n in range(10))
    picture = pictures.board("The board, all time", found)
    fits(picture)
    assert any(text.line.text.endswith("…") for text in laid(picture).texts)
    assert LONGEST[:-1] + "7" in picture.alt


def test_a_race_of_six_with_the_longest_names_that_end_together_is_drawn() -> None:
    days = [MONDAY + timedelta(days=n) for n in range(30)]
    picture = pictures.race("R" * 60, days, [Running(LONGEST, (100,) * 30) for _ in range(9)])
    assert picture is not None
    fits(picture)
    assert "And 3 more." in picture.alt


def test_a_bar_without_points_and_a_race_of_nothing_are_drawn() -> None:
    fits(pictures.board("The board", places(0, 0, 0)))
    nothing = pictures.race("Race", [MONDAY, TODAY], [Running("Ana", (0, 0)), Running("Ben", (None, None))])
    assert nothing is not None
    fits(nothing)


def test_a_bar_is_as_long_as_its_value_from_zero() -> None:
    image = Image.open(io.BytesIO(png(pictures.board("The board", places(40, 20))))).convert("RGB")
    rows = [[image.getpixel((x, y)) for x in range(WIDTH)] for y in range(image.height)]
    blue = [sum(1 for p in row if isinstance(p, tuple) and abs(p[2] - 178) < 12 and p[0] < 30) for row in rows]
    lengths = sorted({n for n in blue if n > 100})
    assert lengths[-1] == pytest.approx(968, abs=12)
    assert lengths[0] == pytest.approx(484, abs=12)


# ── letters ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_letters_that_no_font_has_are_replaced_openly() -> None:
    strange = "\U00012000\U00012001"  # cuneiform
    picture = pictures.board("The board", rank([Contender(1, strange, Tally(2)), Contender(2, "Ana", Tally(1))]))
    shown = [text.line.text for text in laid(picture).texts]
    assert "??" in shown
    assert "Some letters are simplified: see the description." in shown
    assert strange in picture.alt


def test_accents_are_left_out_where_no_font_has_them() -> None:
    assert fold("Zoë Müller-Łuczak, François Øst") == "Zoe Muller-Luczak, Francois Ost"
    assert fold("Straße") == "Strasse"
    assert written("Ana", 44).whole and not written("\U00012000", 44).whole


@given(st.text(max_size=60), st.integers(80, 900))
@settings(max_examples=60, deadline=None)
def test_any_text_is_cut_to_its_room(text: str, room: int) -> None:
    assert written(text, 44, room).width <= room


@given(st.lists(st.integers(0, 600), min_size=1, max_size=6))
def test_names_of_a_race_keep_their_order_and_their_distance(wanted: list[int]) -> None:
    found = spread(sorted(map(float, wanted)), 90, 20, 610)
    assert all(b - a >= 90 - 1e-6 for a, b in pairwise(found))
    assert found[0] >= 20 and found[-1] <= 610 + 1e-6


# ── recipes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_description_says_every_figure_of_the_picture(name: str) -> None:
    picture = EXAMPLES[name]
    for panel in picture.panels:
        match panel:
            case Bars():
                said = [t for bar in panel.bars for t in (bar.label, bar.told, *re.findall(r"\d+", bar.detail))]
                assert [one for one in said if one not in picture.alt] == []
                assert panel.foot.removeprefix("and ") in picture.alt
            case Days():
                for mark, legend in panel.legend:
                    count = sum(cell.mark is mark for week in panel.weeks for cell in week)
                    name_of, number = legend.split(": ")
                    assert int(number) == count
                    assert f"{name_of.capitalize()} {count}:" in picture.alt
            case Race():
                for line in panel.runners:
                    values = ", ".join("not yet" if v is None else f"{v}%" for v in line.values)
                    assert f"{line.label}: {values}." in picture.alt


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_recipe_is_kept_in_a_letter_and_by_the_web_room(name: str) -> None:
    picture = EXAMPLES[name]
    assert letters.from_json(letters.to_json(Card("x", picture=picture))).picture == picture
    assert from_json(to_json(picture)) == picture
    assert from_json(to_json(picture)).digest == picture.digest


def test_descriptions_fit_where_the_platforms_want_them() -> None:
    people = rank(Contender(n, LONGEST[:-2] + f"{n:02}", Tally(100_000 - n, 9999, 9999)) for n in range(40))
    domains = [DomainTally(domain, 99_999, 99_999) for domain in Domain]
    medians = dict.fromkeys(Domain, 100)
    days = StudyDays(TODAY, [MONDAY + timedelta(days=n) for n in range(38)], (), open=TODAY)
    race = pictures.race("R", [MONDAY + timedelta(days=n) for n in range(90)], [Running(LONGEST, (100,) * 90)] * 40)
    found = [pictures.board("B", people), pictures.week("W", people, domains, medians), race]
    for picture in [*found, pictures.own(days, domains, medians)]:
        assert picture is not None and len(picture.alt) <= 1024


def test_nothing_is_drawn_of_too_little() -> None:
    assert pictures.week("W", places(10), (), {}) is None
    assert pictures.week("W", (), (), {}) is None
    assert pictures.race("R", [TODAY], [Running("Ana", (1,)), Running("Ben", (2,))]) is None
    assert pictures.race("R", [MONDAY, TODAY], [Running("Ana", (1, 2))]) is None


def test_a_long_race_shows_some_days_and_always_the_last() -> None:
    days = [MONDAY + timedelta(days=n) for n in range(40)]
    values = tuple(range(40))
    picture = pictures.race("R", days, [Running("Ana", values), Running("Ben", values)])
    assert picture is not None
    [panel] = picture.panels
    assert isinstance(panel, Race)
    assert len(panel.ticks) == MOST_TICKS == len(panel.runners[0].values)
    assert (panel.runners[0].values[0], panel.runners[0].values[-1]) == (0, 39)


def test_a_day_is_what_it_was() -> None:
    asked = [MONDAY + timedelta(days=n) for n in (0, 1, 2, 3)] + [TODAY]
    days = StudyDays(TODAY, asked, [asked[0]], frozen=[asked[1]], rested=[asked[2]], open=TODAY)
    [panel] = pictures.own(days, (), {}).panels
    assert isinstance(panel, Days)
    first = [cell.mark for cell in panel.weeks[0]]
    assert first == [Mark.ANSWERED, Mark.FROZEN, Mark.RESTED, Mark.MISSED, *[Mark.NONE] * 3]
    assert panel.weeks[5][2].mark is Mark.OPEN
    assert [cell.text for cell in panel.weeks[1]] == ["26", "27", "28", "29", "30", "31", "1 Nov"]


def test_an_answered_day_counts_as_answered_whatever_else_it_was() -> None:
    days = StudyDays(TODAY, [TODAY], [TODAY], frozen=[TODAY], rested=[TODAY], open=TODAY)
    assert "Answered 1: 25 November." in pictures.own(days, (), {}).alt


def test_a_calendar_without_questions_says_so() -> None:
    picture = pictures.own(StudyDays(TODAY, (), ()), (), {})
    fits(picture)
    assert picture.alt.endswith("No question was asked.")


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_where_a_picture_cannot_be_shown_its_words_stand_there_once() -> None:
    picture = EXAMPLES["summary"]
    card = in_words(Card("The week", fields=(Field("A", ()),), picture=picture))
    assert card.picture is None
    assert [(f.name, words(f.text)) for f in card.fields] == [("A", ""), (picture.title, picture.alt)]
    assert in_words(Card("The board", picture=EXAMPLES["board"])) == Card("The board")


def test_the_page_of_examples_is_up_to_date() -> None:
    text = (examples.FOLDER / "pictures.md").read_text(encoding="utf-8")
    assert text.split("<!-- examples -->\n\n")[1] == "\n".join(examples.page()), "type: python -m scripts.pictures"
    for name in EXAMPLES:
        assert (examples.FOLDER / "pictures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
