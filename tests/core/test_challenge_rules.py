"""The rule of a challenge: fair whatever the size of a team, and never a reason to stay away."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.domains import Domain
from bot.model.standing import Tally
from bot.rules.challenge import (
    RULES_TEXT,
    Asked,
    Entrant,
    Line,
    costliest,
    could_answer,
    course,
    improved,
    line,
    mean,
    ranked,
    teams_ranked,
)
from bot.rules.challenge_teams import balance, draw, smallest, strength

PAGE = Path(__file__).parents[2] / "docs" / "challenges.md"
START = datetime(2026, 11, 23, 6, tzinfo=UTC)
DAY = timedelta(days=1)


def asked(id: int, day: int = 0, domain: Domain = Domain.INVENTORY) -> Asked:
    opens = START + day * DAY
    return Asked(id, date(2026, 11, 23) + timedelta(days=day), domain, opens, opens + DAY)


def entrant(person: int, joined: float = -1, left: float | None = None, team: int | None = None) -> Entrant:
    return Entrant(person, f"P{person}", START + joined * DAY, None if left is None else START + left * DAY, team=team)


QUESTIONS = [asked(id, id // 2) for id in range(8)]
histories = st.dictionaries(st.tuples(st.integers(0, 7), st.integers(1, 5)), st.booleans(), max_size=40)
joining = st.floats(-1, 3.5)
people = st.lists(st.builds(entrant, st.just(0), joining), min_size=1, max_size=5).map(
    lambda found: [replace(one, person=n, name=f"P{n}") for n, one in enumerate(found, 1)]
)


def slow(who: Entrant, questions: list[Asked], answers: dict[tuple[int, int], bool]) -> Fraction | None:
    """Every question, one after another."""
    earned = possible = 0
    for one in questions:
        if one.closes_at <= who.joined_at or (who.left_at and who.left_at <= one.opens_at):
            continue
        possible += 10
        if (one.id, who.person) in answers:
            earned += 10 if answers[one.id, who.person] else 2
    return Fraction(earned, possible) if possible else None


@given(people, histories)
def test_a_score_is_points_earned_of_points_possible(
    crowd: list[Entrant], answers: dict[tuple[int, int], bool]
) -> None:
    for who in crowd:
        assert line(who, QUESTIONS, answers).score == slow(who, QUESTIONS, answers)


@given(people, histories, st.integers(0, 7))
def test_nobody_is_better_off_by_not_answering_than_by_answering_at_random(
    crowd: list[Entrant], answers: dict[tuple[int, int], bool], question: int
) -> None:
    who = replace(crowd[0], team=1)
    team = [who, *(replace(one, team=1) for one in crowd[1:])]
    without = {place: right for place, right in answers.items() if place != (question, who.person)}

    def outcome(given: dict[tuple[int, int], bool]) -> tuple[Fraction | None, Fraction | None]:
        lines = [line(one, QUESTIONS, given) for one in team]
        teams = teams_ranked(lines)
        return lines[0].score, teams[0].score if teams else None

    silent = outcome(without)
    right = outcome({**without, (question, who.person): True})
    wrong = outcome({**without, (question, who.person): False})
    for absent, good, bad in zip(silent, right, wrong, strict=True):
        if absent is None:
            assert good is None and bad is None
        elif could_answer(who, QUESTIONS[question]):
            assert good is not None and bad is not None
            assert Fraction(1, 4) * good + Fraction(3, 4) * bad > absent
            assert bad > absent, "even a wrong answer is better than none"
        else:
            assert good == bad == absent, "what could not be answered counts for nothing"


@given(st.lists(st.integers(0, 10), min_size=1, max_size=9))
def test_adding_a_member_who_scores_the_average_changes_nothing(earned: list[int]) -> None:
    members = [Line(entrant(n, team=1), could=1, earned=points) for n, points in enumerate(earned)]
    before = teams_ranked(members)[0].score
    average = Line(entrant(99, team=1), could=before.denominator, earned=before.numerator * 10)
    assert average.score == before
    assert teams_ranked([*members, average])[0].score == before


@given(st.lists(st.integers(0, 10), min_size=1, max_size=6), st.integers(2, 4))
def test_a_team_several_times_the_size_has_the_same_score(earned: list[int], times: int) -> None:
    small = [Line(entrant(n, team=1), could=1, earned=points) for n, points in enumerate(earned)]
    large = [
        replace(one, entrant=entrant(100 * (k + 1) + n, team=2)) for n, one in enumerate(small) for k in range(times)
    ]
    first, second = teams_ranked([*small, *large])
    assert first.score == second.score
    assert first.rank == second.rank == 1


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3)), max_size=8))
def test_ties_share_a_rank_and_the_next_rank_is_skipped(results: list[tuple[int, int]]) -> None:
    lines = [Line(entrant(n), could=c, earned=min(e, c) * 10) for n, (e, c) in enumerate(results)]
    for place in ranked(lines):
        better = sum(
            one.score > place.line.score for one in lines if one.score is not None and place.line.score is not None
        )
        assert place.rank == better + 1


@given(people, histories)
def test_the_course_ends_with_the_lines_and_each_day_is_a_challenge_of_its_own(
    crowd: list[Entrant], answers: dict[tuple[int, int], bool]
) -> None:
    for day, lines in course(crowd, QUESTIONS, answers):
        assert list(lines) == [line(one, [q for q in QUESTIONS if q.day <= day], answers) for one in crowd]


def test_a_late_joiner_is_scored_on_what_was_still_open() -> None:
    late = entrant(1, joined=1.5)
    found = line(late, QUESTIONS, {(n, 1): True for n in range(3, 8)})
    assert (found.could, found.answered) == (6, 5), "days 2, 3 and 4, the first of which was open when they joined"
    assert found.earned == 50 and found.possible == 60


def test_who_joins_at_the_very_close_of_a_question_could_not_answer_it() -> None:
    last = QUESTIONS[-1]
    there = Entrant(1, "Ann", last.closes_at)
    assert not could_answer(there, last)
    assert could_answer(replace(there, joined_at=last.closes_at - timedelta(seconds=1)), last)


def test_who_leaves_is_counted_on_what_was_open_until_then() -> None:
    gone = entrant(1, left=1.5, team=1)
    assert line(gone, QUESTIONS, {}).could == 4
    assert line(entrant(1, left=-0.5), QUESTIONS, {}).score is None


def test_a_question_seen_before_counts_for_nothing_for_that_person() -> None:
    answers = {(0, 1): True, (0, 2): True}
    seen = line(entrant(1), QUESTIONS[:2], answers, void={(0, 1)})
    assert (seen.could, seen.earned) == (1, 0)
    assert line(entrant(2), QUESTIONS[:2], answers, void={(0, 1)}).could == 2


def test_a_team_of_nobody_who_could_answer_has_no_place() -> None:
    empty = line(entrant(1, joined=9, team=1), QUESTIONS, {})
    assert teams_ranked([empty]) == ()
    assert ranked([empty]) == ()
    assert teams_ranked([]) == ()


def test_most_improved_compares_the_halves_and_leaves_out_a_middle_day() -> None:
    questions = [asked(3 * day + n, day) for day in range(3) for n in range(3)]
    answers = {(q.id, 1): q.id in (0, 6, 7, 8) for q in questions} | {(q.id, 2): True for q in questions}
    found = improved([entrant(1), entrant(2)], questions, answers)
    assert found is not None
    who, before, now = found
    assert (who.person, before.right, before.answered, now.right, now.answered) == (1, 1, 3, 3, 3)
    assert improved([replace(entrant(1), hidden=True)], questions, answers) is None
    assert improved([entrant(1)], questions[:3], answers) is None, "one day has no halves"


def test_the_costliest_domain_is_where_wrong_answers_lost_most() -> None:
    questions = [asked(0), asked(1), asked(2, domain=Domain.DEMAND), asked(3, domain=Domain.DEMAND)]
    found = costliest(questions, {(0, 1): True, (1, 1): False, (2, 1): False, (3, 1): False})
    assert found is not None
    assert (found.domain, found.lost, found.right, found.answered) == (Domain.DEMAND, 16, 0, 2)
    assert costliest(questions, {(0, 1): True}) is None
    assert costliest(questions, {}) is None


# ── teams ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.sets(st.integers(1, 500), max_size=40), st.integers(2, 8), st.integers(0, 2**62))
def test_drawn_teams_differ_by_one_at_most_and_by_seed_alone(who: set[int], teams: int, seed: int) -> None:
    for drawn in (draw(who, teams, seed), balance(who, {}, teams, seed)):
        sizes = [list(drawn.values()).count(team) for team in range(teams)]
        assert drawn.keys() == who
        assert max(sizes) - min(sizes) <= 1
    assert draw(who, teams, seed) == draw(sorted(who, reverse=True), teams, seed)


@given(st.lists(st.integers(0, 20), min_size=4, max_size=24), st.integers(0, 99))
@settings(max_examples=60)
def test_balanced_teams_differ_in_strength_by_no_more_than_one_person_does(rights: list[int], seed: int) -> None:
    rights = rights[: len(rights) // 2 * 2]
    past = {n: Tally(answered=20, right=right) for n, right in enumerate(rights)}
    teams = balance(list(past), past, 2, seed)
    strengths = [sum((strength(past[n]) for n, of in teams.items() if of == team), Fraction(0)) for team in (0, 1)]
    each = [strength(one) for one in past.values()]
    assert abs(strengths[0] - strengths[1]) <= max(each) - min(each)


def test_a_newcomer_goes_to_the_smallest_team_and_few_answers_are_not_trusted() -> None:
    assert smallest([3, 2, 2]) == 1
    assert strength(Tally()) == Fraction(1, 2)
    assert strength(Tally(answered=1, right=1)) < strength(Tally(answered=20, right=18))


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading of the page, without its head."""
    part = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [found for found in part.splitlines() if found.startswith("|")][2:]
    return [[cell.strip() for cell in found.strip("|").split("|")] for found in lines]


def test_the_example_of_the_page_is_what_the_rule_gives() -> None:
    questions = [asked(10 * day + n, day) for day in range(3) for n in range(2)]
    marks = {"✓": True, "✗": False}
    lines: list[Line] = []
    told: dict[str, Fraction] = {}
    names: dict[str, int] = {}
    for person, (name, team, *days, points, score) in enumerate(rows("An example"), 1):
        joined = next(day for day, cell in enumerate(days) if cell != "not yet in")
        answers = {
            (10 * day + n, person): marks[mark]
            for day, cell in enumerate(days)
            for n, mark in enumerate(cell.split())
            if mark in marks
        }
        number = names.setdefault(team, len(names) + 1)
        found = line(
            replace(entrant(person, joined=joined + 0.2 if joined else -1, team=number), name=name), questions, answers
        )
        assert f"{found.earned} of {found.possible}" == points, name
        assert found.score is not None and f"{float(100 * found.score):.0f}%" == score, name
        lines.append(found)
        told[name] = found.score
    assert len(lines) == 5
    by_team = {place.team: place for place in teams_ranked(lines)}
    for team, score, rank in rows("The teams"):
        place = by_team[names[team]]
        assert f"{float(100 * place.score):.0f}%" == score.rsplit(" ", 1)[-1]
        assert f"#{place.rank}" == rank
        assert place.score == mean(
            [one.score for one in lines if one.entrant.team == names[team] and one.score is not None]
        )


def test_the_page_says_every_rule_that_members_read() -> None:
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert [rule for rule in RULES_TEXT if rule not in text] == []
    assert re.search(r"not affiliated with ASCM", text)
