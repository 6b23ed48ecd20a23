"""The rules of a duel against slow, obvious references."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.duel import MOST, Side, Verdict, is_over, next_ordinal, pair, side, verdict

answers = st.dictionaries(st.integers(1, MOST), st.booleans())


@given(answers)
def test_a_right_answer_counts_one_and_nothing_else_counts(given_answers: dict[int, bool]) -> None:
    points = 0
    for right in given_answers.values():
        if right:
            points += 1
    assert side(given_answers) == Side(points, len(given_answers))


@given(answers, answers)
def test_one_wins_where_the_other_loses_and_a_draw_is_a_draw(one: dict[int, bool], other: dict[int, bool]) -> None:
    mine, theirs = side(one), side(other)
    opposite = {Verdict.WON: Verdict.LOST, Verdict.LOST: Verdict.WON, Verdict.DRAW: Verdict.DRAW}
    assert verdict(theirs, mine) is opposite[verdict(mine, theirs)]
    assert (verdict(mine, theirs) is Verdict.DRAW) == (mine.right == theirs.right)
    assert verdict(mine, mine) is Verdict.DRAW


@given(answers, answers, st.integers(1, MOST))
def test_answering_never_makes_it_worse(one: dict[int, bool], other: dict[int, bool], ordinal: int) -> None:
    order = [Verdict.LOST, Verdict.DRAW, Verdict.WON]
    before = verdict(side({k: v for k, v in one.items() if k != ordinal}), side(other))
    after = verdict(side({**one, ordinal: True}), side(other))
    assert order.index(after) >= order.index(before)


@given(answers, st.integers(3, MOST))
def test_the_next_question_is_the_first_without_an_answer(one: dict[int, bool], count: int) -> None:
    left = [n for n in range(1, count + 1) if n not in one]
    assert next_ordinal(count, one) == (left[0] if left else None)


@given(st.integers(3, MOST), st.integers(0, MOST), st.integers(0, MOST))
def test_it_is_over_when_neither_has_anything_left(count: int, one: int, other: int) -> None:
    assert is_over(count, Side(0, one), Side(0, other)) == (min(one, other) >= count)


@given(st.integers(1, 99), st.integers(1, 99), st.integers(1, 99), st.integers(1, 99))
def test_a_pair_is_the_same_from_both_sides_and_unlike_any_other(a: int, b: int, c: int, d: int) -> None:
    assert pair(a, b) == pair(b, a)
    assert (pair(a, b) == pair(c, d)) == ({a, b} == {c, d})
