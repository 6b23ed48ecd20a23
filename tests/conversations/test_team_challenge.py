"""One team challenge in two rooms on two platforms: six members, one late, one absent.

Every figure that the rooms and the members are shown at the end is computed here from who answered what right, by the
rule as docs/challenges.md words it, and by nothing of the program's own.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from tests.conversations.conftest import Pair, answer_day, create_challenge, staged, titled
from tests.conversations.stage import Stage

DAY = timedelta(days=1)
PAIRS = (("discord", "slack-socket"), ("slack-http", "web"), ("web", "discord"))
TITLES = {"discord": "Discord", "slack": "Slack", "web": "the web"}
ABOUT = {"name": "Three days", "start": "2026-11-24", "end": "2026-11-26", "domains": "inventory", "questions": "3"}
WHO = {"teams": "chosen", "count": "2", "entry": "everyone", "late": "yes"}


@dataclass(frozen=True)
class Member:
    """What somebody answers: a day's questions in order, `+` right and `-` wrong; no day before they joined.

    `there`: in the other room. `named`: they agreed to be named in both.
    """

    name: str
    team: str
    days: tuple[str | None, str, str]
    there: bool = False
    named: bool = False


MEMBERS = (
    Member("Ana", "Kanban", ("+++", "+-+", "+++")),
    Member("Ben", "Kaizen", ("--+", "++-", "+++"), named=True),
    Member("Chloe", "Kanban", ("", "", "")),  # joined, and was never seen again
    Member("Dev", "Kaizen", ("++", "---", ""), there=True),
    Member("Esi", "Kanban", ("-+-", "", "+"), there=True, named=True),
    Member("Finn", "Kaizen", (None, "+++", "+--"), there=True),  # came on the second day
)
TEAMS = ("Kanban", "Kaizen")


# --- the rule, counted by hand


def given(who: Member, after: int = 3) -> str:
    return "".join(day or "" for day in who.days[:after])


def could(who: Member, after: int = 3) -> int:
    return 3 * sum(day is not None for day in who.days[:after])


def earned(who: Member, after: int = 3) -> int:
    return sum({"+": 10, "-": 2}[answer] for answer in given(who, after))


def score(who: Member, after: int = 3) -> Fraction:
    return Fraction(earned(who, after), 10 * could(who, after))


def team_score(team: str, after: int = 3) -> Fraction:
    scores = [score(who, after) for who in MEMBERS if who.team == team and could(who, after)]
    return sum(scores, Fraction(0)) / len(scores)


def rank(mine: Fraction, scores: Sequence[Fraction]) -> int:
    return 1 + sum(other > mine for other in scores)


def team_rank(team: str) -> int:
    return rank(team_score(team), [team_score(other) for other in TEAMS])


def percent(share: Fraction) -> str:
    return f"{int(share * 100 + Fraction(1, 2))}%"


def accuracy(answers: str) -> Fraction:
    return Fraction(answers.count("+"), len(answers))


PLACED = sorted((who for who in MEMBERS if given(who)), key=lambda who: (-score(who), -could(who)))
BEST_TEAMS = sorted(TEAMS, key=team_rank)


def person_rank(who: Member) -> int:
    return rank(score(who), [score(other) for other in PLACED])


# --- what is said of it


def called(who: Member, there: bool, home: Stage) -> str:
    """Somebody's name to the readers of a room."""
    return who.name if who.named or who.there == there else f"A member on {TITLES[home.room.platform]}"


def rows(p: Pair, there: bool) -> list[str]:
    """The lines of the report in a room: the teams, then everyone who answered anything."""
    teams = [f"#{team_rank(team)} {team} · {percent(team_score(team))} · 3 members" for team in BEST_TEAMS]
    people = [
        f"#{person_rank(who)} {called(who, there, home(p, who))} · {percent(score(who))}"
        f" · {earned(who)} of {10 * could(who)} points"
        for who in PLACED
    ]
    return teams + people


def most_improved(p: Pair, there: bool) -> str:
    """From the first day to the third, of those with three answers in each: the second is in neither half."""
    enough = [who for who in MEMBERS if min(len(who.days[0] or ""), len(who.days[2])) >= 3]
    best = max(enough, key=lambda who: accuracy(who.days[2]) - accuracy(who.days[0] or ""))
    before, now = percent(accuracy(best.days[0] or "")), percent(accuracy(best.days[2]))
    return f"{called(best, there, home(p, best))}, from {before} right in the first half to {now} in the second"


def cost() -> str:
    answers = "".join(map(given, MEMBERS))
    right, wrong = answers.count("+"), answers.count("-")
    return f": {8 * wrong} points lost, {right} of {len(answers)} right"


def race() -> str:
    """The picture's description."""
    lines = [f"{team}: {', '.join(percent(team_score(team, day)) for day in (1, 2, 3))}." for team in BEST_TEAMS]
    return "24 Nov, 25 Nov, 26 Nov. " + " ".join(lines)


def own_lines(who: Member) -> list[str]:
    """What somebody is told of themselves, in private."""
    answers, share = given(who), percent(score(who))
    where = f"That is {share}: #{person_rank(who)} of {len(PLACED)}." if answers else f"That is {share}. Only you"
    return [
        f"{len(answers)} of {could(who)} answered, {answers.count('+')} right: "
        f"{earned(who)} of {10 * could(who)} points",
        where,
        f"Your team: {who.team}, #{team_rank(who.team)} with {percent(team_score(who.team))}",
    ]


# --- the play


@pytest.fixture(params=PAIRS, ids="-and-".join)
async def pair(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Pair]:
    async with staged(request.param, tmp_path) as (takt, (stage, other), clock):
        yield Pair(takt, stage, other, clock)
        assert [*stage.violations(), *other.violations()] == []


def home(p: Pair, who: Member) -> Stage:
    return p.other if who.there else p.stage


async def join(p: Pair, who: Member) -> None:
    stage = home(p, who)
    joined = await stage.press(who.name, titled(stage, "Challenge: Three days"), f"Join {who.team}")
    assert "You joined Three days" in joined.text and f"Your team: {who.team}" in joined.text
    if who.named:
        await stage.command(who.name, "takt profile set", named="yes")


async def play_day(p: Pair, day: int) -> None:
    for who in MEMBERS:
        if day and who.days[day - 1] is None:
            await join(p, who)
        if answers := who.days[day]:
            stage = home(p, who)
            card = titled(stage, f"Three days · day {day + 1}")
            await answer_day(p, stage, who.name, card, [answer == "+" for answer in answers])


async def play_it_all(p: Pair) -> None:
    await p.found()
    await p.connect()
    await create_challenge(p, ABOUT, WHO, study_days=3)
    for who in MEMBERS:
        if who.days[0] is not None:
            await join(p, who)
    for day in range(3):
        await p.advance(DAY)
        await play_day(p, day)
    await p.advance(DAY)


async def test_the_final_report_in_both_rooms_and_to_everyone_equals_a_count_by_hand(pair: Pair) -> None:
    await play_it_all(pair)
    for there, stage in ((False, pair.stage), (True, pair.other)):
        report = titled(stage, "Three days: the result").text
        unnumbered = re.sub(r"(A member on [\w ]+?) \(\d+\)", r"\1", report)
        assert re.findall(r"^#\d.*$", unnumbered, re.MULTILINE) == rows(pair, there)
        winner = BEST_TEAMS[0]
        assert f"The winning team is {winner}, with {percent(team_score(winner))} of the points." in report
        assert most_improved(pair, there) in unnumbered
        assert cost() in report
        assert race() in report
        assert f"{len(PLACED)} took part · 9 questions" in report
    for who in MEMBERS:
        stage = home(pair, who)
        told = await stage.press(who.name, titled(stage, "Three days: the result"), "How I did")
        assert told.kind == "private"
        assert [line for line in own_lines(who) if line not in told.text] == [], told.text


def test_the_members_are_such_that_a_wrong_rule_would_be_seen() -> None:
    def mean(team: str, share: dict[str, Fraction]) -> Fraction:
        scores = [share[who.name] for who in MEMBERS if who.team == team and who.name in share]
        return sum(scores, Fraction(0)) / len(scores)

    present = {who.name: Fraction(earned(who), 10 * len(given(who))) for who in PLACED}
    assert max(TEAMS, key=lambda team: mean(team, present)) != BEST_TEAMS[0], "absent days decide who wins"
    from_the_start = {who.name: Fraction(earned(who), 90) for who in MEMBERS}
    assert percent(mean("Kaizen", from_the_start)) != percent(team_score("Kaizen")), "coming late does not cost"
    assert [person_rank(who) for who in PLACED] == [1, 2, 2, 4, 5], "equal scores share a rank"
