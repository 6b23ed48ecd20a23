"""Figures: whole percentages, nothing about too few, and one answer to every tie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.domains import Domain
from bot.model.standing import DomainTally, Tally
from bot.rules.figures import (
    RoundCounts,
    bar,
    divisive,
    domain_accuracy,
    hardest,
    most_improved,
    share,
    shares,
    weakest_domain,
)


def of(answered: int, right: int) -> Tally:
    return Tally(answered=answered, right=right)


def test_a_share_rounds_halves_up() -> None:
    assert share(1, 8) == 13
    assert share(3, 8) == 38
    assert share(1, 200) == 1
    assert share(1, 201) == 0
    assert share(13, 21) == 62
    assert share(0, 5) == 0
    assert share(5, 5) == 100


def test_a_share_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody"):
        share(0, 0)


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_a_share_is_within_half_a_percent(count: int, n: int) -> None:
    assert -0.5 < share(count, n) - 100 * count / n <= 0.5 + 1e-9


def test_shares_are_shown_from_five_answers() -> None:
    assert shares((2, 1, 1, 0)) is None
    assert shares((2, 1, 1, 1)) == (40, 20, 20, 20)


def test_a_domain_has_an_accuracy_from_ten_answers() -> None:
    assert domain_accuracy(DomainTally(Domain.SOP, 9, 9)) is None
    assert domain_accuracy(DomainTally(Domain.SOP, 10, 7)) == 70


def test_the_hardest_round_has_the_smallest_share_right_of_those_with_enough_answers() -> None:
    easy, hard = RoundCounts(1, (8, 1, 1, 0), key=0), RoundCounts(2, (2, 5, 2, 1), key=0)
    too_few = RoundCounts(3, (0, 4, 0, 0), key=0)
    assert hardest([easy, hard, too_few]) == hard
    assert hardest([too_few]) is None


def test_of_equally_hard_rounds_the_one_that_more_answered_is_named_then_the_older() -> None:
    small, large = RoundCounts(1, (1, 4, 0, 0), key=0), RoundCounts(2, (2, 8, 0, 0), key=0)
    assert hardest([small, large]) == large
    assert hardest([RoundCounts(7, (1, 4, 0, 0), key=0), small]) == small


def test_the_most_divided_round_comes_first() -> None:
    agreed = RoundCounts(1, (10, 0, 0, 0), key=0)
    halves = RoundCounts(2, (5, 5, 0, 0), key=0)
    quarters = RoundCounts(3, (2, 2, 2, 2), key=0)
    too_few = RoundCounts(4, (1, 1, 1, 1), key=0)
    assert divisive([agreed, too_few, halves, quarters]) == (quarters, halves, agreed)


@given(st.lists(st.integers(0, 9), min_size=4, max_size=4).filter(lambda c: sum(c) >= 5), st.permutations(range(4)))
def test_division_does_not_depend_on_which_option_is_which(counts: list[int], order: list[int]) -> None:
    one = RoundCounts(1, tuple(counts), key=0)
    other = RoundCounts(2, tuple(counts[i] for i in order), key=0)
    assert divisive([other, one]) == (one, other)


def test_most_improved_is_the_largest_gain_in_accuracy() -> None:
    before = {1: of(10, 5), 2: of(10, 2), 3: of(10, 9)}
    now = {1: of(10, 6), 2: of(10, 5), 3: of(10, 9)}
    assert most_improved(before, now, least=5) == 2


def test_most_improved_needs_enough_answers_in_both_and_a_real_gain() -> None:
    assert most_improved({1: of(4, 0)}, {1: of(10, 10)}, least=5) is None
    assert most_improved({1: of(10, 0)}, {1: of(4, 4)}, least=5) is None
    assert most_improved({}, {1: of(10, 10)}, least=5) is None
    assert most_improved({1: of(5, 5)}, {1: of(5, 5)}, least=5) is None
    assert most_improved({1: of(0, 0)}, {1: of(0, 0)}, least=0) is None


def test_equal_gains_go_to_more_answers_then_to_the_lower_id() -> None:
    before = {i: of(10, 5) for i in (1, 2, 3)}
    assert most_improved(before, {1: of(5, 3), 2: of(10, 6), 3: of(10, 6)}, least=5) == 2


def test_the_weakest_domain_adds_up_everyones_answers() -> None:
    tallies = [
        DomainTally(Domain.SOP, 6, 1),
        DomainTally(Domain.SOP, 6, 6),
        DomainTally(Domain.DEMAND, 12, 6),
        DomainTally(Domain.QUALITY, 9, 0),
    ]
    assert weakest_domain(tallies) is Domain.DEMAND
    assert weakest_domain(tallies, least=9) is Domain.QUALITY
    assert weakest_domain(tallies[:1]) is None


def test_a_bar_fills_with_its_fraction() -> None:
    assert bar(0.7) == "▓▓▓▓▓▓▓░░░"
    assert bar(0.0) == "░" * 10
    assert bar(1.0, width=4) == "▓▓▓▓"
    assert bar(0.65) == bar(0.7)


@given(st.floats(-1, 2), st.integers(0, 30))
def test_a_bar_keeps_its_width(fraction: float, width: int) -> None:
    assert len(bar(fraction, width)) == width
