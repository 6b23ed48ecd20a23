"""The rules of practice against slow, obvious references; and the spacing that follows from the same answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.picking import question_seed
from bot.rules.practice import (
    RIGHTS,
    Asked,
    Choice,
    Repeat,
    due_at,
    fresh_seed,
    next_item,
    open_book,
    rights_after,
    shuffled,
)
from bot.study.spacing import reviewed

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HOURS = st.integers(0, 5000).map(lambda hours: NOW + timedelta(hours=hours))
items = st.frozensets(st.sampled_from("abcdefgh"))
groups = st.lists(st.builds(Asked, items, items, st.booleans()), max_size=4)


@given(groups)
def test_only_what_every_studying_cohort_has_behind_it_is_open(cohorts: list[Asked]) -> None:
    book = open_book(cohorts)
    for item in "abcdefgh":
        safe = any(item in c.closed for c in cohorts)
        for cohort in cohorts:
            if item in cohort.held or (cohort.studying and item not in cohort.closed):
                safe = False
        assert (item in book) == safe


@given(groups, st.builds(Asked, items, items, st.booleans()))
def test_a_further_studying_cohort_never_opens_anything(cohorts: list[Asked], more: Asked) -> None:
    studying = Asked(more.closed, more.held, True)
    if any(c.studying for c in cohorts):
        assert open_book([*cohorts, studying]) <= open_book(cohorts)


@given(HOURS, HOURS, st.integers(0, RIGHTS - 1), HOURS)
def test_no_due_date_lies_beyond_the_exam(due: datetime, reviewed_at: datetime, rights: int, exam: datetime) -> None:
    repeat = Repeat("a", max(due, reviewed_at), reviewed_at, rights)
    found = due_at(repeat, exam)
    assert found <= repeat.due
    assert due_at(repeat, None) == repeat.due
    if exam > reviewed_at:
        assert reviewed_at <= found < exam
        # Whoever answers on each due date is right often enough before the exam.
        at = reviewed_at
        for done in range(rights, RIGHTS):
            at = due_at(Repeat("a", exam + timedelta(days=99), at, done), exam)
        assert at < exam
    else:
        assert found == repeat.due


@given(st.lists(st.tuples(st.booleans(), st.booleans())))
def test_right_twice_in_a_row_and_each_time_when_it_was_due(answers: list[tuple[bool, bool]]) -> None:
    rights = 0
    for right, due in answers:
        rights = rights_after(rights, right=right, due=due)
    last_wrong = max((i for i, (right, _) in enumerate(answers) if not right), default=-1)
    assert rights == sum(due for _, due in answers[last_wrong + 1 :])


choices = st.lists(
    st.builds(Choice, st.text("abc", min_size=1, max_size=3), st.booleans(), st.none() | HOURS, st.booleans()),
    unique_by=lambda c: c.item,
)


@given(choices, st.integers())
def test_what_was_never_met_comes_first_then_what_was_met_longest_ago(found: list[Choice], nonce: int) -> None:
    chosen = next((c for c in found if c.item == next_item(found, nonce)), None)
    ready = [c for c in found if not c.waiting]
    if not ready:
        assert chosen is None or chosen.generated
        assert (chosen is None) == (not any(c.generated for c in found))
        return
    assert chosen in ready
    unmet = [c for c in ready if c.seen is None]
    if unmet:
        assert chosen in unmet
    else:
        assert chosen is not None and chosen.seen == min(c.seen for c in ready if c.seen)


@given(st.integers(0, 2**62), st.integers(1, 10_000), st.integers(1, 10_000))
def test_a_fresh_seed_is_never_one_of_a_round(cohort_seed: int, number: int, turn: int) -> None:
    seed = fresh_seed("practice", number, turn)
    assert -(2**63) <= seed < -1
    assert question_seed(cohort_seed, number) >= 0
    assert seed == fresh_seed("practice", number, turn) != fresh_seed("practice", number, turn + 1)


@given(st.sets(st.text(max_size=4)), st.integers())
def test_shuffling_loses_nothing(found: set[str], nonce: int) -> None:
    assert sorted(shuffled(found, nonce)) == sorted(found)
    assert shuffled(found, nonce) == shuffled(sorted(found), nonce)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 60)), min_size=1, max_size=12))
def test_spacing_is_whole_days_and_the_same_for_the_same_answers(answers: list[tuple[bool, int]]) -> None:
    def spaced() -> list[tuple[str, datetime]]:
        state, at, found = "", NOW, []
        for right, days in answers:
            at += timedelta(days=days)
            now = reviewed(state, at, right=right)
            assert now.due - at >= timedelta(days=1)
            assert (now.due - at) % timedelta(days=1) == timedelta(0)
            state = now.state
            found.append((state, now.due))
        return found

    assert spaced() == spaced()


def test_what_is_known_better_comes_back_later() -> None:
    state, at = reviewed("", NOW, right=False).state, NOW
    gaps: list[int] = []
    for _ in range(4):
        at += timedelta(days=gaps[-1] if gaps else 1)
        spacing = reviewed(state, at, right=True)
        gaps.append((spacing.due - at).days)
        state = spacing.state
    assert gaps == sorted(gaps) and gaps[-1] > gaps[0]
    assert (reviewed(state, at, right=False).due - at).days < gaps[-1]
