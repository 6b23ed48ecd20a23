"""How a challenge stands, and how it ended: for whoever asks, for the room, and for each who played."""

from __future__ import annotations

from fractions import Fraction

from bot.cards import pictures
from bot.cards.challenge_facts import Standings
from bot.cards.challenge_words import (
    dates_words,
    figures,
    join_buttons,
    people_rows,
    percent,
    rosters,
    several,
    state_words,
    team_rows,
)
from bot.cards.pictures import Running
from bot.chat.message import Button, Card, Field, Look, Tone
from bot.chat.picture import Picture
from bot.chat.text import CommandRef, Moment, Text, join, plain, say
from bot.model.challenge import ChallengeState
from bot.rules.challenge import Line, teams_ranked
from bot.rules.figures import share
from bot.rules.naming import shown

_MOST_ROWS = 5


def show(facts: Standings, me: int | None, *, today: tuple[int, int] | None, cancel: bool) -> Card:
    """The standings, for one reader. `today`: how many of the open day's questions they answered, of how many."""
    challenge = facts.challenge
    mine = facts.of(me) if me is not None else None
    inside = mine is not None and mine.entrant.left_at is None
    fields = []
    if facts.ranked_teams:
        fields.append(Field("The teams", team_rows(facts)))
    elif facts.teams and any(one.team is not None for one in facts.inside):
        fields.append(Field("The teams", rosters(facts)))
    if facts.people:
        fields.append(Field("The standings", people_rows(facts, me)))
    if mine is not None:
        fields.append(Field("You", _own(facts, mine, today)))
    return Card(
        challenge.name,
        _so_far(facts),
        fields=tuple(fields),
        buttons=_buttons(facts, inside=inside, today=today, cancel=cancel),
        note=join((plain(state_words(challenge)), say("{n} in it", n=len(facts.inside))), " · "),
    )


def midway(facts: Standings) -> Card:
    """For the room, once half of the days are over."""
    return Card(
        f"{facts.challenge.name}: halfway",
        say(
            "{done} over, {ahead} to come. Everything is still open.",
            done=several(facts.days_done, "day"),
            ahead=facts.days_ahead,
        ),
        fields=_result(facts),
        buttons=((_mine(facts),),),
        note=_note(facts),
    )


def final(facts: Standings) -> Card:
    """For the room, at the end."""
    challenge = facts.challenge
    return Card(
        f"{challenge.name}: the result",
        _winner(facts),
        fields=_result(facts),
        buttons=((_mine(facts),),),
        note=_note(facts),
        tone=Tone.RIGHT,
        picture=_race(facts),
    )


def own_result(facts: Standings, mine: Line) -> Card:
    """For everyone who played, in private, at the end."""
    return Card(f"Your result in {facts.challenge.name}", _own(facts, mine, None), buttons=((_mine(facts),),))


# --- parts


def _winner(facts: Standings) -> Text:
    """The winner or the winning team; several where they tie."""
    if facts.teams:
        best = [place for place in facts.ranked_teams if place.rank == 1]
        names = [facts.team(place.team) for place in best]
        score = best[0].score if best else None
    else:
        first = [place for place in facts.people if place.rank == 1]
        names = [shown(place.line.entrant.name) or "?" for place in first]
        score = first[0].line.score if first else None
    if score is None:
        return say("Nobody is on the board.")
    what = "team" if facts.teams else ""
    if len(names) == 1:
        won = "The winning team is **{name}**" if what else "The winner is **{name}**"
        return say(won + ", with {score} of the points.", name=names[0], score=percent(score))
    return say("A tie: **{names}**, each with {score} of the points.", names=", ".join(names), score=percent(score))


def _race(facts: Standings) -> Picture | None:
    """The way there, of the teams or of the people."""
    days = [day for day, _ in facts.course]
    runners = []
    if facts.teams:
        tables = [{place.team: place.score for place in teams_ranked(lines)} for _, lines in facts.course]
        for team in facts.ranked_teams:
            runners.append(Running(facts.team(team.team), tuple(_whole(one.get(team.team)) for one in tables)))
    else:
        scores = [{one.entrant.person: one.score for one in lines} for _, lines in facts.course]
        for place in facts.people:
            who = place.line.entrant
            runners.append(Running(who.name, tuple(_whole(one.get(who.person)) for one in scores)))
    return pictures.race(f"{facts.challenge.name}: the race", days, runners)


def _whole(score: Fraction | None) -> int | None:
    return None if score is None else share(score.numerator, score.denominator)


def _result(facts: Standings) -> tuple[Field, ...]:
    fields = []
    if facts.ranked_teams:
        fields.append(Field("The teams", team_rows(facts)))
    if facts.people:
        fields.append(Field("The standings", people_rows(facts, most=_MOST_ROWS)))
    if facts.improved:
        who, before, now = facts.improved
        grown = say(
            "**{name}**, from {before}% right in the first half to {now}% in the second",
            name=shown(who.name) or "?",
            before=share(before.right, before.answered),
            now=share(now.right, now.answered),
        )
        fields.append(Field("Most improved", grown))
    if facts.cost:
        lost = say(
            "**{domain}**: {lost} points lost, {right} of {n} right",
            domain=facts.cost.domain.title,
            lost=facts.cost.lost,
            right=facts.cost.right,
            n=facts.cost.answered,
        )
        fields.append(Field("The domain that cost most points", lost))
    return tuple(fields)


def _own(facts: Standings, mine: Line, today: tuple[int, int] | None) -> Text:
    """A person's own line, seen by them alone."""
    rows: list[Text] = []
    if mine.score is not None:
        rows.append(figures(mine))
        rank = next((place.rank for place in facts.people if place.line is mine), None)
        rows.append(
            say("That is {score}: #{rank} of {n}.", score=percent(mine.score), rank=rank, n=len(facts.people))
            if rank is not None
            else say("That is {score}. Only you see this.", score=percent(mine.score))
        )
    elif facts.challenge.live:
        rows.append(say("You are in it. Your figures come when a day has closed."))
    else:
        rows.append(say("There was nothing that you could answer."))
    if team := facts.team(mine.entrant.team):
        place = next((place for place in facts.ranked_teams if place.team == mine.entrant.team), None)
        told = say("Your team: **{team}**", team=team)
        rows.append(
            join((told, say("#{rank} with {s}", rank=place.rank, s=percent(place.score)) if place else ()), ", ")
        )
    if today:
        rows.append(say("Today: {n} of {all} answered.", n=today[0], all=today[1]))
    if mine.entrant.left_at is not None:
        rows.append(say("You have left it."))
    return join(rows)


def _so_far(facts: Standings) -> Text:
    challenge = facts.challenge
    dates = say("{dates}", dates=dates_words(challenge.first, challenge.last))
    if challenge.state is ChallengeState.CANCELLED:
        return join((dates, say("It was cancelled and counts for nothing.")))
    if challenge.state is ChallengeState.ANNOUNCED:
        begins = say("It begins {at}.", at=Moment(facts.next_opening, facts.zone)) if facts.next_opening else ()
        return join((dates, begins))
    if not facts.questions:
        return join((dates, say("No day has closed yet: the standings come then.")))
    counted = say(
        "{days} closed, {n} counted.", days=several(facts.days_done, "day"), n=several(facts.questions, "question")
    )
    return join((dates, counted, () if facts.people else say("Nobody is on the board yet.")))


def _buttons(
    facts: Standings, *, inside: bool, today: tuple[int, int] | None, cancel: bool
) -> tuple[tuple[Button, ...], ...]:
    challenge = facts.challenge
    rows: list[tuple[Button, ...]] = []
    if inside and facts.open_day and today and today[0] < today[1]:
        rows.append((Button("Start", f"challenge:start:{facts.open_day.id}", Look.PRIMARY),))
    if not inside:
        rows += join_buttons(facts)
    if cancel and challenge.live:
        lead = [Button("Cancel the challenge", f"challenge:cancel:{challenge.id}", Look.DANGER)]
        if challenge.state is ChallengeState.ANNOUNCED:
            lead.insert(0, Button("Teams", f"challenge:teams:{challenge.id}"))
        rows.append(tuple(lead))
    return tuple(rows)


def _mine(facts: Standings) -> Button:
    return Button("How I did", f"challenge:show:{facts.challenge.id}")


def _note(facts: Standings) -> Text:
    took_part = sum(bool(one.answered) for one in facts.lines)
    return join(
        (
            say("{n} took part", n=took_part),
            plain(several(facts.questions, "question")),
            say("how it is counted: {help} challenge", help=CommandRef("takt help")),
        ),
        " · ",
    )
