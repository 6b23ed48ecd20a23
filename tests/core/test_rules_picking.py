"""Picking: no repeats, shares that follow plan and weights, and orders that favour no letter."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.domains import Domain
from bot.rules.picking import Candidate, option_order, pick, question_seed, remaining

WEIGHTS = {
    Domain.STRATEGY: 12,
    Domain.SOP: 10,
    Domain.DEMAND: 12,
    Domain.SUPPLY: 23,
    Domain.SCHEDULES: 12,
    Domain.INVENTORY: 14,
    Domain.DISTRIBUTION: 8,
    Domain.QUALITY: 9,
}
seeds = st.integers(0, 2**63 - 1)


def bank(written: int, generated: int = 0, subtopics: int = 5) -> list[Candidate]:
    items = []
    for d in Domain:
        codes = [f"{d.value[:2].upper()}{i}" for i in range(subtopics)]
        items += [
            Candidate(f"{d}.{codes[i % subtopics]}.{i:04}", d, codes[i % subtopics], False) for i in range(written)
        ]
        items += [Candidate(f"{d}.gen{i}", d, codes[i % subtopics], True) for i in range(generated)]
    return items


def ask(
    candidates: Sequence[Candidate],
    questions: int,
    seed: int,
    module: Domain | None = None,
    earlier: Sequence[Domain] = (),
    asked: Sequence[str] = (),
) -> list[Candidate]:
    chosen: list[Candidate] = []
    for number in range(1, questions + 1):
        found = pick(candidates, [*asked, *(c.item for c in chosen)], WEIGHTS, module, earlier, seed, number)
        assert found is not None
        chosen.append(found)
    return chosen


@given(seeds)
@settings(max_examples=10, deadline=None)
def test_nothing_written_comes_twice_until_all_of_it_was_asked(seed: int) -> None:
    candidates = bank(written=4)
    chosen = [c.item for c in ask(candidates, 40, seed)]
    assert set(chosen[:32]) == {c.item for c in candidates}
    assert len(set(chosen[:32])) == 32


@given(seeds)
@settings(max_examples=10, deadline=None)
def test_generated_questions_do_not_bring_written_ones_back_early(seed: int) -> None:
    chosen = ask(bank(written=5, generated=1), 60, seed)
    written = [c.item for c in chosen if not c.generated]
    repeated = next(i for i, item in enumerate(written) if item in written[:i])
    assert repeated == 40


def test_when_all_was_asked_the_least_recent_of_the_domain_comes_again() -> None:
    candidates = [c for c in bank(written=3) if c.domain is Domain.SOP]
    asked = [candidates[1].item, candidates[2].item, candidates[0].item]
    found = pick(candidates, asked, WEIGHTS, None, (), 5, 4)
    assert found == candidates[1]


@given(seeds)
@settings(max_examples=5, deadline=None)
def test_without_a_plan_a_hundred_questions_give_each_domain_its_weight(seed: int) -> None:
    chosen = ask(bank(written=60), 200, seed)
    assert Counter(c.domain for c in chosen[:100]) == WEIGHTS
    assert Counter(c.domain for c in chosen[100:]) == WEIGHTS


def test_the_balance_is_kept_over_a_hundred_questions_with_the_one_to_come() -> None:
    weights = {Domain.SOP: 40, Domain.DEMAND: 60}
    sop, demand = ([c.item for c in bank(written=70) if c.domain is d] for d in weights)
    lately = [*sop[1:40], *demand[:60]]
    for forgotten in ([], sop[:1], demand[60:61]):
        found = pick(bank(written=70), [*forgotten, *lately], weights, None, (), 5, 100)
        assert found is not None and found.domain is Domain.SOP


@given(seeds)
@settings(max_examples=5, deadline=None)
def test_a_dozen_weeks_already_come_close_to_the_weights(seed: int) -> None:
    count = Counter(c.domain for c in ask(bank(written=30), 60, seed))
    assert all(abs(count[d] - 0.6 * WEIGHTS[d]) <= 1 for d in Domain)


@given(seeds, st.integers(1, 10_000))
@settings(max_examples=20, deadline=None)
def test_seven_of_any_ten_questions_come_from_the_module(seed: int, first: int) -> None:
    candidates = bank(written=20)
    asked: list[str] = []
    domains = []
    for number in range(first, first + 10):
        found = pick(candidates, asked, WEIGHTS, Domain.SUPPLY, (Domain.STRATEGY, Domain.SOP), seed, number)
        assert found is not None
        asked.append(found.item)
        domains.append(found.domain)
    count = Counter(domains)
    assert count[Domain.SUPPLY] == 7
    assert count[Domain.STRATEGY] + count[Domain.SOP] == 3


def test_a_week_of_five_has_three_or_four_from_the_module() -> None:
    chosen = ask(bank(written=30), 40, 8, Domain.SUPPLY, (Domain.STRATEGY,))
    weeks = [sum(c.domain is Domain.SUPPLY for c in chosen[i : i + 5]) for i in range(0, 40, 5)]
    assert set(weeks) <= {3, 4}


def test_in_the_first_week_everything_comes_from_the_module() -> None:
    chosen = ask(bank(written=10), 5, 3, Domain.STRATEGY)
    assert {c.domain for c in chosen} == {Domain.STRATEGY}


def test_a_module_that_is_used_up_gives_way_to_earlier_ones_before_it_repeats() -> None:
    chosen = ask(bank(written=3), 6, 3, Domain.SUPPLY, (Domain.STRATEGY,))
    assert len({c.item for c in chosen}) == 6
    assert {c.domain for c in chosen} == {Domain.SUPPLY, Domain.STRATEGY}


def test_a_module_that_the_bank_lacks_gives_way_to_the_weights() -> None:
    candidates = [c for c in bank(written=3) if c.domain is not Domain.SUPPLY]
    assert pick(candidates, (), WEIGHTS, Domain.SUPPLY, (), 1, 1) is not None


def test_a_requested_domain_wins_over_the_plan() -> None:
    found = pick(bank(written=3), (), WEIGHTS, Domain.SUPPLY, (), 1, 1, domain=Domain.QUALITY)
    assert found is not None and found.domain is Domain.QUALITY


def test_a_requested_domain_without_items_gives_nothing() -> None:
    candidates = [c for c in bank(written=3) if c.domain is not Domain.QUALITY]
    assert pick(candidates, (), WEIGHTS, None, (), 1, 1, domain=Domain.QUALITY) is None
    assert pick([], (), WEIGHTS, None, (), 1, 1) is None


def test_a_domain_without_weight_is_left_out_while_others_have_items() -> None:
    candidates = bank(written=2)
    only_sop = {d: 100 if d is Domain.SOP else 0 for d in Domain}
    asked: list[str] = []
    for number in range(1, 5):
        found = pick(candidates, asked, only_sop, None, (), 1, number)
        assert found is not None
        asked.append(found.item)
    assert {item.split(".")[0] for item in asked} == {"sop"}
    without_sop = [c for c in candidates if c.domain is not Domain.SOP]
    assert pick(without_sop, asked, only_sop, None, (), 1, 5) is not None


def test_swapping_walks_through_the_same_domain_and_never_offers_an_avoided_item() -> None:
    candidates = bank(written=4)
    avoided: list[str] = []
    for _ in range(4):
        found = pick(candidates, (), WEIGHTS, Domain.DEMAND, (), 9, 1, avoid=avoided)
        assert found is not None and found.item not in avoided
        assert found.domain is Domain.DEMAND
        avoided.append(found.item)
    everything = [c.item for c in candidates]
    assert pick(candidates, (), WEIGHTS, None, (), 9, 1, avoid=everything) is None


@given(seeds)
@settings(max_examples=5, deadline=None)
def test_at_most_one_question_in_four_is_generated(seed: int) -> None:
    chosen = ask(bank(written=30, generated=6), 120, seed)
    places = [i for i, c in enumerate(chosen) if c.generated]
    assert all(later - sooner >= 4 for sooner, later in pairwise(places))
    assert 0.1 <= len(places) / len(chosen) <= 0.25


@given(seeds)
@settings(max_examples=5, deadline=None)
def test_the_same_generator_waits_for_ten_others_of_its_domain(seed: int) -> None:
    chosen = ask(bank(written=20, generated=2), 150, seed)
    for d in Domain:
        items = [c.item for c in chosen if c.domain is d]
        for i, item in enumerate(items):
            assert not (item.startswith(f"{d}.gen") and item in items[max(i - 10, 0) : i])


def test_a_bank_of_generators_alone_still_asks_each_in_turn() -> None:
    candidates = [c for c in bank(written=0, generated=3) if c.domain is Domain.SOP]
    chosen = ask(candidates, 9, 4)
    assert all(len({c.item for c in chosen[i : i + 3]}) == 3 for i in range(0, 9, 3))


@given(seeds)
@settings(max_examples=10, deadline=None)
def test_questions_of_a_domain_go_round_its_subtopics(seed: int) -> None:
    candidates = [c for c in bank(written=20) if c.domain is Domain.INVENTORY]
    chosen = ask(candidates, 20, seed)
    assert all(len({c.subtopic for c in chosen[i : i + 5]}) == 5 for i in range(0, 20, 5))


def test_written_and_generated_questions_of_a_subtopic_take_turns() -> None:
    candidates = [c for c in bank(written=20, generated=2, subtopics=1) if c.domain is Domain.SOP]
    chosen = ask(candidates, 9, 6)
    assert [i for i, c in enumerate(chosen) if c.generated] == [1, 5]


def test_a_retired_item_still_counts_for_its_domain() -> None:
    half = {Domain.SOP: 50, Domain.DEMAND: 50}
    found = pick(bank(written=3), ["sop.XX1.0001"], half, None, (), 1, 2)
    assert found is not None and found.domain is Domain.DEMAND


@given(seeds, st.lists(st.sampled_from(bank(written=3, generated=1)), max_size=30), st.integers(1, 500))
def test_the_same_history_gives_the_same_question_whatever_the_banks_order(
    seed: int, before: list[Candidate], number: int
) -> None:
    candidates = bank(written=3, generated=1)
    asked = [c.item for c in before]
    one = pick(candidates, asked, WEIGHTS, Domain.SOP, (Domain.STRATEGY,), seed, number)
    assert one == pick(candidates[::-1], asked, WEIGHTS, Domain.SOP, (Domain.STRATEGY,), seed, number)


def test_cohorts_with_other_seeds_get_other_questions() -> None:
    candidates = bank(written=10)
    firsts = {ask(candidates, 1, seed, Domain.SOP)[0].item for seed in range(30)}
    assert len(firsts) > 5


@given(seeds, st.integers(1, 100_000))
def test_a_questions_seed_fits_sixty_three_bits_and_is_its_own(seed: int, number: int) -> None:
    assert 0 <= question_seed(seed, number) < 2**63
    assert question_seed(seed, number) == question_seed(seed, number)
    assert question_seed(seed, number) != question_seed(seed, number + 1)


def test_a_questions_seed_never_changes_between_releases() -> None:
    assert question_seed(42, 7) == 5512489489958812558
    assert option_order(42, 4, ordered=False) == (0, 1, 2, 3)


@given(seeds, st.integers(0, 8))
def test_an_order_is_a_permutation(seed: int, count: int) -> None:
    assert sorted(option_order(seed, count, ordered=False)) == list(range(count))
    assert option_order(seed, count, ordered=True) == tuple(range(count))


@pytest.mark.parametrize("cohort_seed", [0, 1, 2**62])
def test_every_order_is_equally_likely(cohort_seed: int) -> None:
    draws = 12_000
    count = Counter(option_order(question_seed(cohort_seed, n), 4, ordered=False) for n in range(draws))
    expected = draws / 24
    chi_square = sum((count[p] - expected) ** 2 / expected for p in permutations(range(4)))
    # 23 degrees of freedom: 49.7 is passed by chance once in a thousand, and these seeds are fixed.
    assert chi_square < 49.7


def test_remaining_counts_what_is_written_and_unasked() -> None:
    candidates = bank(written=2, generated=1)
    assert remaining(candidates, ()) == 16
    assert remaining(candidates, [candidates[0].item, candidates[0].item, "sop.gen0", "gone.1"]) == 15
