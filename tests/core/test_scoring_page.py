"""The page on the score tells the rules, and every figure of its examples is what the rules give."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

from bot.model.rounds import Confidence
from bot.model.standing import Contender, Tally, Window
from bot.rules.figures import MIN_DOMAIN, MIN_SHARES, share, shares
from bot.rules.ranking import board, rank
from bot.rules.scoring import RULES_TEXT, add, points, tally_of, window_label, windows
from bot.rules.streaks import excused_days, streak

PAGE = (Path(__file__).parents[2] / "docs" / "scoring.md").read_text(encoding="utf-8")
PROSE = " ".join(PAGE.split())
CONFIDENCE = {"Sure": Confidence.SURE, "Guess": Confidence.GUESS, "nothing": Confidence.NONE}


def table(name: str) -> list[list[str]]:
    """The rows of the table under this mark, without its head."""
    found = re.search(rf"<!-- {name}[^>]*-->\n((?:\|.*\n)+)", PAGE)
    assert found, f"no table {name}"
    return [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in found[1].splitlines()[2:]]


def day_of(cell: str) -> date:
    """`Fri 1 January 2027`, with the weekday that it really is."""
    day = datetime.strptime(cell, "%a %d %B %Y").date()
    assert f"{day:%a}" == cell[:3], cell
    return day


def percent(tally: Tally) -> str:
    return f"{share(tally.right, tally.answered)}%"


def test_the_rules_in_short_are_those_that_members_read() -> None:
    section = PAGE.partition("## The rules in short")[2].partition("## ")[0]
    assert tuple(" ".join(rule.split()) for rule in section.split("\n- ")[1:]) == RULES_TEXT


def test_the_points_of_the_example_are_what_the_rules_give() -> None:
    *rows, (_, right_of, sure_wrong, total) = table("points")
    given = [(choice == "right", CONFIDENCE[pressed]) for _, choice, pressed, _ in rows if choice != "none"]
    assert [int(row[3]) for row in rows] == [0 if row[1] == "none" else points(row[1] == "right") for row in rows]
    tally = tally_of(given)
    assert int(total) == tally.points
    assert right_of == f"{tally.right} right of {tally.answered}"
    assert sure_wrong == f"sure but wrong: {tally.sure_wrong} of {tally.sure}"
    assert f"Her accuracy is {percent(tally)}" in PROSE


def test_the_shares_of_the_example_are_rounded_by_the_rules() -> None:
    rows = table("shares")
    found = shares([int(count) for _, count, _ in rows])
    assert found and [f"{one}%" for one in found] == [row[2] for row in rows]
    assert shares([MIN_SHARES - 1, 0, 0, 0]) is None
    assert f"from {MIN_SHARES} answers on" in PROSE
    assert f"an accuracy in a domain from {MIN_DOMAIN} answers on" in PROSE


def test_the_ranks_of_the_example_are_what_the_rules_give() -> None:
    rows = table("ranks")
    contenders = []
    for person, (_, name, earned, right, answered, accuracy) in enumerate(rows):
        wrong = int(answered) - int(right)
        tally = tally_of([(True, Confidence.NONE)] * int(right) + [(False, Confidence.NONE)] * wrong)
        assert (str(tally.points), percent(tally)) == (earned, accuracy), name
        contenders.append(Contender(person, name, tally))
    places = rank(reversed(contenders))
    assert [(str(place.rank), place.contender.name) for place in places] == [(row[0], row[1]) for row in rows]


def test_the_board_shows_as_many_as_the_page_says() -> None:
    places = rank(Contender(n, f"{n:02}", Tally(points=100 - n, answered=1)) for n in range(40))
    shown = [place.contender.person for place in board(places, 30)]
    said = re.search(r"The board shows the first (\d+), and you with up to (\d+) neighbours", PROSE)
    assert said
    top, around = int(said[1]), int(said[2])
    assert shown == [*range(top), *range(30 - around, 31 + around)]


def test_the_streak_of_the_example_is_what_the_rules_give() -> None:
    exam = re.search(r"<!-- streak: exam (\S+) -->", PAGE)
    assert exam
    excused = excused_days(date.fromisoformat(exam[1]))
    asked: list[date] = []
    answered: set[date] = set()
    best = 0
    for cell, was_asked, did_answer, says in table("streak"):
        day = day_of(cell)
        asked += [day] if was_asked == "yes" else []
        answered |= {day} if did_answer == "yes" else set()
        now = streak(asked, answered, excused, None)
        assert str(now.current) == says, cell
        best = now.longest
    assert f"His best streak stays {best}." in PROSE


def test_silence_while_the_question_is_open_breaks_nothing() -> None:
    assert "while it is open nothing is broken" in PROSE
    first, today = date(2026, 12, 3), date(2026, 12, 4)
    assert streak([first, today], {first}, (), today).current == 1
    assert streak([first, today], {first}, (), None).current == 0


def test_the_windows_of_the_example_are_what_the_rules_give() -> None:
    totals: dict[str, Tally] = {}
    for cell, week, month in table("windows"):
        keys = windows(day_of(cell))
        assert window_label(Window.WEEK, keys[Window.WEEK]) == week
        assert window_label(Window.MONTH, keys[Window.MONTH]) == month
        for window, key in keys.items():
            label = window_label(window, key)
            totals[label] = add(totals.get(label, Tally()), tally_of([(True, Confidence.NONE)]))
    assert f"{totals['week of 28 December 2026'].points} points in the week of 28 December 2026" in PROSE
    assert f"{totals['week of 4 January 2027'].points} in the week of 4 January 2027" in PROSE
    assert totals["December 2026"] == totals["January 2027"]
    assert f"{totals['January 2027'].points} in each of the two months" in PROSE
    assert f"{totals['all time'].points} of all time" in PROSE
