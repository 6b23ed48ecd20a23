"""Streaks: only days that were really asked count."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.streaks import Streak, excused_days, streak

MONDAY = date(2026, 11, 23)
DAYS = [MONDAY + timedelta(days=i) for i in range(12) if i % 7 < 5]
some_days = st.frozensets(st.sampled_from(DAYS))


def test_weekends_and_pauses_do_not_break_it() -> None:
    asked = [DAYS[0], DAYS[4], DAYS[5] + timedelta(days=30)]
    assert streak(asked, set(asked), (), None) == Streak(3, 3)


def test_a_missed_day_breaks_it_and_the_longest_stays() -> None:
    assert streak(DAYS[:6], {DAYS[0], DAYS[1], DAYS[2], DAYS[4], DAYS[5]}, (), None) == Streak(2, 3)
    assert streak(DAYS[:3], {DAYS[0], DAYS[1]}, (), None) == Streak(0, 2)


def test_todays_open_question_breaks_nothing_and_extends_once_answered() -> None:
    today = DAYS[2]
    assert streak(DAYS[:3], set(DAYS[:2]), (), today) == Streak(2, 2)
    assert streak(DAYS[:3], set(DAYS[:3]), (), today) == Streak(3, 3)


def test_an_excused_day_breaks_nothing_and_extends_if_answered() -> None:
    exam = DAYS[3]
    excused = excused_days(exam)
    assert streak(DAYS[:6], {*DAYS[:2], *DAYS[4:6]}, excused, None) == Streak(4, 4)
    assert streak(DAYS[:6], {*DAYS[:3], *DAYS[4:6]}, excused, None) == Streak(5, 5, freezes=1)


def test_the_exam_day_and_the_day_before_are_excused() -> None:
    assert excused_days(MONDAY) == {MONDAY, date(2026, 11, 22)}
    assert excused_days(None) == frozenset()


def test_an_answer_on_a_day_that_does_not_count_counts_for_nothing() -> None:
    assert streak(DAYS[:2], {*DAYS[:2], DAYS[7]}, (), None) == Streak(2, 2)
    assert streak((), {MONDAY}, (), None) == Streak(0, 0)


@given(some_days, some_days, st.sampled_from([None, *DAYS]))
def test_excuses_and_answers_never_shorten_a_streak(
    answered: frozenset[date], excused: frozenset[date], open_day: date | None
) -> None:
    plain = streak(DAYS, answered, (), None)
    kinder = streak(DAYS, answered, excused, open_day)
    assert plain.current <= kinder.current <= kinder.longest <= len(answered)
    assert plain.longest <= kinder.longest
    more = streak(DAYS, answered | {DAYS[-1]}, excused, open_day)
    assert more.current == kinder.current + (DAYS[-1] not in answered) or kinder.current == 0


@given(some_days, some_days)
def test_days_that_were_not_asked_change_nothing(answered: frozenset[date], asked: frozenset[date]) -> None:
    days = sorted(asked)
    assert streak(days, answered, (), None) == streak(days, answered & asked, (), None)
