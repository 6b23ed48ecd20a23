"""Plans: which week it is, which module, and what was learnt before."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.cohort import Plan
from bot.model.domains import Domain
from bot.rules.picking import Candidate, pick
from bot.rules.plan import default_plan, earlier_domains, in_plan, module_of, week_number

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
WEDNESDAY = date(2026, 11, 25)
WEEK = timedelta(weeks=1)
starts = st.dates(date(2026, 1, 1), date(2030, 1, 1))


def test_twelve_weeks_give_the_two_heaviest_domains_two_weeks_and_end_mixed() -> None:
    assert default_plan(WEDNESDAY, 12, WEIGHTS).weeks == (
        Domain.STRATEGY,
        Domain.SOP,
        Domain.DEMAND,
        Domain.SUPPLY,
        Domain.SUPPLY,
        Domain.SCHEDULES,
        Domain.INVENTORY,
        Domain.INVENTORY,
        Domain.DISTRIBUTION,
        Domain.QUALITY,
        None,
        None,
    )


def test_a_plan_ends_on_the_sunday_of_its_last_week() -> None:
    assert default_plan(WEDNESDAY, 12, WEIGHTS).end == date(2027, 2, 14)
    assert default_plan(date(2026, 11, 23), 1).end == date(2026, 11, 29)


@given(starts, st.integers(1, 60), st.fixed_dictionaries({d: st.integers(0, 50) for d in Domain}))
def test_any_default_plan_fills_its_weeks_and_leaves_no_domain_out(
    start: date, weeks: int, weights: dict[Domain, int]
) -> None:
    plan = default_plan(start, weeks, weights)
    assert len(plan.weeks) == weeks
    assert week_number(plan, plan.end) == weeks
    # A plan too short for a week each ends mixed, so that no domain is left out.
    assert set(Domain) <= set(plan.weeks) if weeks >= 8 else plan.weeks[-1] is None
    modules = [d for d in plan.weeks if d is not None]
    assert modules == sorted(modules, key=list(Domain).index)


def test_a_short_plan_keeps_the_heaviest_domains() -> None:
    assert default_plan(WEDNESDAY, 3, WEIGHTS).weeks == (Domain.SUPPLY, Domain.INVENTORY, None)
    assert default_plan(WEDNESDAY, 8, WEIGHTS).weeks == tuple(Domain)
    assert default_plan(WEDNESDAY, 9, WEIGHTS).weeks == (*Domain, None)


def test_a_plan_of_no_weeks_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        default_plan(WEDNESDAY, 0)


def test_the_second_week_begins_on_monday_wherever_the_first_began() -> None:
    plan = default_plan(WEDNESDAY, 12, WEIGHTS)
    assert [week_number(plan, date(2026, 11, d)) for d in (25, 29, 30)] == [1, 1, 2]
    assert module_of(plan, date(2026, 11, 29)) is Domain.STRATEGY
    assert module_of(plan, date(2026, 11, 30)) is Domain.SOP


def test_outside_the_plan_there_is_no_week_and_no_module() -> None:
    plan = default_plan(WEDNESDAY, 12, WEIGHTS)
    for day in (WEDNESDAY - timedelta(days=1), plan.end + timedelta(days=1)):
        assert not in_plan(plan, day)
        assert week_number(plan, day) is None
        assert module_of(plan, day) is None
        assert earlier_domains(plan, day) == ()
    assert in_plan(plan, plan.start)
    assert in_plan(plan, plan.end)


def test_earlier_domains_leave_out_the_module_itself_and_repeats() -> None:
    plan = default_plan(WEDNESDAY, 12, WEIGHTS)
    assert earlier_domains(plan, WEDNESDAY) == ()
    first_three = (Domain.STRATEGY, Domain.SOP, Domain.DEMAND)
    assert earlier_domains(plan, WEDNESDAY + 3 * WEEK) == first_three
    assert earlier_domains(plan, WEDNESDAY + 4 * WEEK) == first_three
    assert earlier_domains(plan, WEDNESDAY + 5 * WEEK) == (*first_three, Domain.SUPPLY)
    assert earlier_domains(plan, plan.end) == tuple(Domain)


def test_weeks_beyond_those_named_are_mixed() -> None:
    plan = Plan(WEDNESDAY, WEDNESDAY + 3 * WEEK, (Domain.SOP,))
    assert module_of(plan, WEDNESDAY + WEEK) is None
    assert earlier_domains(plan, WEDNESDAY + WEEK) == (Domain.SOP,)


@given(st.integers(0, 2**63 - 1))
@settings(max_examples=20, deadline=None)
def test_over_a_plan_seven_of_ten_questions_follow_the_module(seed: int) -> None:
    candidates = [Candidate(f"{d}.X{i % 4}.{i}", d, f"X{i % 4}", False) for d in Domain for i in range(25)]
    plan = default_plan(date(2026, 11, 23), 12, WEIGHTS)
    asked: list[str] = []
    followed = []
    for day in (plan.start + timedelta(days=i) for i in range(70)):
        module, earlier = module_of(plan, day), earlier_domains(plan, day)
        if day.weekday() < 5:
            found = pick(candidates, asked, WEIGHTS, module, earlier, seed, len(asked) + 1)
            assert found is not None
            assert found.domain is module or found.domain in earlier
            asked.append(found.item)
            followed.append(found.domain is module)
    assert all(followed[:5])
    assert 31 <= sum(followed[5:]) <= 32
