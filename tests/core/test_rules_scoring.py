"""The score: what answers earn, and which window a day belongs to."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.rounds import Confidence
from bot.model.standing import Tally, Window
from bot.rules.scoring import RULES_TEXT, add, points, tally_of, window_label, window_start, windows

answers = st.lists(st.tuples(st.booleans(), st.sampled_from(Confidence)))
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))


def test_right_earns_ten_and_wrong_in_time_two() -> None:
    assert points(True) == 10
    assert points(False) == 2


def test_a_tally_counts_answers_and_how_sure_they_were() -> None:
    given_answers = [
        (True, Confidence.SURE),
        (False, Confidence.SURE),
        (False, Confidence.GUESS),
        (True, Confidence.NONE),
    ]
    assert tally_of(given_answers) == Tally(points=24, answered=4, right=2, sure=2, sure_wrong=1)
    assert tally_of([]) == Tally()


@given(answers, answers)
def test_totals_of_two_parts_are_the_totals_of_the_whole(
    one: list[tuple[bool, Confidence]], other: list[tuple[bool, Confidence]]
) -> None:
    assert add(tally_of(one), tally_of(other)) == tally_of(one + other)


@given(answers)
def test_points_follow_from_right_and_answered_alone(given_answers: list[tuple[bool, Confidence]]) -> None:
    tally = tally_of(given_answers)
    assert tally.points == 8 * tally.right + 2 * tally.answered
    assert tally.sure_wrong <= min(tally.sure, tally.answered - tally.right)


def test_the_turn_of_the_year_has_its_iso_week() -> None:
    assert windows(date(2027, 1, 3)) == {Window.WEEK: "2026-W53", Window.MONTH: "2027-01", Window.ALL: "all"}
    assert windows(date(2026, 11, 23))[Window.WEEK] == "2026-W48"
    assert windows(date(2027, 1, 4))[Window.WEEK] == "2027-W01"


@given(days, st.sampled_from(Window))
def test_a_windows_start_lies_in_the_window_and_not_after_its_days(day: date, window: Window) -> None:
    key = windows(day)[window]
    start = window_start(window, key)
    if window is Window.ALL:
        assert start is None
    else:
        assert start is not None and start <= day
        assert windows(start)[window] == key


def test_windows_are_called_what_members_call_them() -> None:
    assert window_label(Window.WEEK, "2026-W48") == "week of 23 November 2026"
    assert window_label(Window.WEEK, "2027-W01") == "week of 4 January 2027"
    assert window_label(Window.MONTH, "2026-11") == "November 2026"
    assert window_label(Window.ALL, "all") == "all time"


@pytest.mark.parametrize(
    ("window", "key"),
    [(Window.WEEK, "2026-48"), (Window.WEEK, "2026-W54"), (Window.MONTH, "2026-13"), (Window.MONTH, "November")],
)
def test_a_key_of_another_form_is_refused(window: Window, key: str) -> None:
    with pytest.raises(ValueError):
        window_start(window, key)


def test_the_rules_name_the_points_they_are_scored_by() -> None:
    text = " ".join(RULES_TEXT)
    assert f"earns {points(True)} points" in text
    assert f"earns {points(False)}" in text
    for word in ("speed", "tie", "week", "month", "all time", "withdrawn", "streak"):
        assert word in text.casefold()
