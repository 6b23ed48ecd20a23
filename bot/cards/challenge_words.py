"""Words that several cards of a challenge share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from bot.cards.challenge_facts import Standings
from bot.cards.dates import long_date
from bot.chat.message import Button, Look
from bot.chat.text import Text, join, plain, say
from bot.model.challenge import Challenge, ChallengeState, Entry, Teams
from bot.model.domains import Domain
from bot.rules.challenge import Line
from bot.rules.figures import share
from bot.rules.naming import shown

LONGEST_NAME = 40
_MOST_ROWS = 10
_MOST_NAMES = 12


def percent(score: Fraction) -> str:
    """A score in whole percent, halves rounded up."""
    return f"{share(score.numerator, score.denominator)}%"


def domains_words(domains: Sequence[Domain]) -> str:
    """`Inventory and Demand`, `all domains`."""
    titles = [domain.title for domain in domains]
    if not titles or len(titles) == len(Domain):
        return "all domains"
    return " and ".join([", ".join(titles[:-1]), titles[-1]] if len(titles) > 1 else titles)


def dates_words(first: date, last: date) -> str:
    """`Monday 23 November 2026 to Friday 27 November 2026`."""
    return long_date(first) if first == last else f"{long_date(first)} to {long_date(last)}"


def what_words(per_day: int, domains: Sequence[Domain]) -> str:
    """What is asked."""
    if per_day == 0:
        return "The daily question counts; there is nothing extra to answer."
    questions = "1 question" if per_day == 1 else f"{per_day} questions"
    return f"{questions} a day, answered in private. From {domains_words(domains)}."


def who_words(teams: Teams, count: int) -> str:
    """Who plays with whom."""
    return {
        Teams.NONE: "Everyone for themselves.",
        Teams.RANDOM: f"{count} teams, drawn at random.",
        Teams.BALANCED: f"{count} teams, balanced by past accuracy.",
        Teams.CHOSEN: f"{count} teams: choose yours.",
    }[teams]


def entry_words(entry: Entry, *, late: bool) -> str:
    """Who may join, and until when."""
    who = "Everyone here may join" if entry is Entry.EVERYONE else "A leader adds those who play"
    return f"{who}, {'also later on' if late else 'until the first day closes'}."


def state_words(challenge: Challenge) -> str:
    """`starts Monday 23 November 2026`, `until ...`, `ended ...`, `cancelled`."""
    return {
        ChallengeState.ANNOUNCED: f"starts {long_date(challenge.first)}",
        ChallengeState.RUNNING: f"until {long_date(challenge.last)}",
        ChallengeState.FINISHED: f"ended {long_date(challenge.last)}",
        ChallengeState.CANCELLED: "cancelled",
    }[challenge.state]


def several(count: int, what: str) -> str:
    """`1 day`, `3 days`."""
    return f"1 {what}" if count == 1 else f"{count} {what}s"


def figures(one: Line) -> Text:
    """`5 of 7 answered, 4 right: 42 of 70 points`."""
    return say(
        "{answered} of {could} answered, {right} right: {earned} of {possible} points",
        answered=one.answered,
        could=one.could,
        right=one.right,
        earned=one.earned,
        possible=one.possible,
    )


def people_rows(facts: Standings, me: int | None = None, most: int = _MOST_ROWS) -> Text:
    """The first places, and the reader's own."""
    rows: list[Text] = []
    places = facts.people
    for at, place in enumerate(places):
        mine = place.line.entrant.person == me
        if at >= most and not mine:
            continue
        if at > most:
            rows.append(plain("…"))
        name = say("**{name}** (you)" if mine else "**{name}**", name=shown(place.line.entrant.name) or "?")
        score = percent(place.line.score) if place.line.score is not None else ""
        points = f"{place.line.earned} of {place.line.possible} points"
        rows.append(say("#{rank} {name} · {score} · {points}", rank=place.rank, name=name, score=score, points=points))
    more = len(places) - most
    return join((*rows, say("{n} in all", n=len(places)) if more > 0 else ()))


def team_rows(facts: Standings) -> Text:
    """Every team that has a score."""
    return join(
        [
            say(
                "#{rank} **{name}** · {score} · {members}",
                rank=place.rank,
                name=facts.team(place.team),
                score=percent(place.score),
                members=several(place.members, "member"),
            )
            for place in facts.ranked_teams
        ]
    )


def rosters(facts: Standings) -> Text:
    """Who is in which team; hidden people as a number."""
    rows = []
    for team in facts.teams:
        inside = [one for one in facts.inside if one.team == team.id]
        names = [shown(one.name) or "?" for one in inside if not one.hidden][:_MOST_NAMES]
        more = len(inside) - len(names)
        told = ", ".join([*names, *([f"{more} more"] if more else [])]) or "nobody yet"
        rows.append(say("**{team}**: {names}", team=team.name, names=told))
    return join(rows)


def join_buttons(facts: Standings) -> tuple[tuple[Button, ...], ...]:
    """*Join*, or one for each team where people choose; none where nobody may come in by themselves."""
    challenge = facts.challenge
    if not facts.may_join or challenge.entry is Entry.ADDED:
        return ()
    if challenge.teams is not Teams.CHOSEN:
        return ((Button("Join", f"challenge:join:{challenge.id}", Look.PRIMARY),),)
    buttons = [Button(f"Join {t.name}", f"challenge:join:{challenge.id}:{t.id}", Look.PRIMARY) for t in facts.teams]
    return tuple(tuple(buttons[start : start + 5]) for start in range(0, len(buttons), 5))
