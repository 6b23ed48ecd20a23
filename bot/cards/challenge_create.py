"""Creating a challenge: templates, the two forms, and what would be created."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.cards.challenge_words import LONGEST_NAME, dates_words, entry_words, several, what_words, who_words
from bot.chat.message import Button, Card, Form, Input, Kind, Look, Pick, Tone
from bot.chat.text import Moment, Text, join, plain, say
from bot.model.challenge import Challenge, Entry, Teams
from bot.model.domains import Domain
from bot.rules.challenge_teams import FEWEST_TEAMS, MOST_TEAMS

TEMPLATES = (
    Pick("Domain week", "domain-week", ("week",)),
    Pick("Sprint to the exam", "sprint", ("exam",)),
    Pick("Team league", "team-league", ("league", "teams")),
    Pick("My own", "own", ("empty",)),
)
DAILY = "daily"
QUESTIONS = (
    Pick("The daily question alone", DAILY, ("0",)),
    *(Pick(f"{n} a day" if n > 1 else "1 a day", str(n)) for n in range(1, 6)),
)
TEAMS = (
    Pick("Everyone for themselves", Teams.NONE, ("individual",)),
    Pick("Teams, drawn at random", Teams.RANDOM),
    Pick("Teams, balanced by past accuracy", Teams.BALANCED),
    Pick("Teams, chosen by members", Teams.CHOSEN),
)
ENTRIES = (Pick("Everyone", Entry.EVERYONE), Pick("Only those whom a leader adds", Entry.ADDED))
LATE = (Pick("Welcome: they count from then on", "yes"), Pick("No: until the first day closes", "no"))


def templates() -> Card:
    """Where to begin."""
    rows = (
        say("**Domain week**: 3 questions a day from one domain, for a week, everyone for themselves."),
        say("**Sprint to the exam**: 5 questions a day from all domains, for two weeks."),
        say("**Team league**: the daily question alone, for four weeks, in balanced teams."),
        say("**My own**: an empty form."),
    )
    buttons = tuple(
        Button(pick.label, f"challenge:template:{pick.value}", Look.PLAIN if pick.value == "own" else Look.PRIMARY)
        for pick in TEMPLATES
    )
    return Card(
        "What kind of challenge?",
        join(rows),
        buttons=(buttons,),
        note=say("Each opens a form: you can change everything."),
    )


def first_form(token: str, given: Mapping[str, str]) -> Form:
    """What is played, and when."""
    return Form(
        token,
        "A new challenge",
        (
            Input("name", "Name", Kind.TEXT, given.get("name", ""), "Such as Inventory week", most=LONGEST_NAME),
            Input(
                "start",
                "First day",
                Kind.DATE,
                given.get("start", ""),
                "Today or later, such as 14 March 2027",
                most=40,
            ),
            Input("end", "Last day", Kind.DATE, given.get("end", ""), "It closes the morning after", most=40),
            Input(
                "domains",
                "Domains",
                Kind.TEXT,
                given.get("domains", ""),
                "Such as inventory, demand. Left empty: all.",
                required=False,
                most=200,
            ),
            Input("questions", "Questions a day", Kind.CHOICE, given.get("questions", ""), choices=QUESTIONS),
        ),
        "Continue",
    )


def second_form(token: str, given: Mapping[str, str]) -> Form:
    """Who plays with whom."""
    return Form(
        token,
        "Teams and who may join",
        (
            Input("teams", "Teams", Kind.CHOICE, given.get("teams", ""), choices=TEAMS),
            Input(
                "count",
                "How many teams",
                Kind.INT,
                given.get("count", ""),
                f"{FEWEST_TEAMS} to {MOST_TEAMS}, if there are teams",
                required=False,
                most=2,
            ),
            Input("entry", "Who may join", Kind.CHOICE, given.get("entry", ""), choices=ENTRIES),
            Input("late", "Late joiners", Kind.CHOICE, given.get("late", ""), choices=LATE),
        ),
        "Create it",
    )


def review(what: Challenge, days: int, draft: str) -> Card:
    """What would be created; the rest is a button away."""
    return Card(
        f"{what.name}: nearly there",
        _summary(what, days),
        buttons=(
            (
                Button("Create it", f"challenge:make:{draft}", Look.PRIMARY),
                Button("Teams and who may join", f"challenge:more:{draft}"),
                Button("Back", f"challenge:back:{draft}"),
            ),
        ),
        note=say("Nothing is posted before you create it."),
    )


def created(challenge: Challenge, begins: Moment | None, *, waits: bool) -> Card:
    """For the leader; `waits`: its first day is under way already, and opens a while later."""
    buttons = [Button("Teams", f"challenge:teams:{challenge.id}")]
    if waits:
        buttons.insert(0, Button("Open it now", f"challenge:open:{challenge.id}", Look.PRIMARY))
    buttons.append(Button("Cancel the challenge", f"challenge:cancel:{challenge.id}"))
    how = (
        say("Today's day opens {at}, so that people can join first.", at=begins)
        if waits and begins
        else say("It begins {at}.", at=begins)
        if begins
        else say("It begins with its first study day.")
    )
    return Card(
        f"{challenge.name} is announced",
        join(
            (
                how,
                say("The channel has a card with **Join**, kept up to date.")
                if challenge.entry is Entry.EVERYONE
                else say("Add those who play, one by one."),
            )
        ),
        buttons=(tuple(buttons),),
        tone=Tone.RIGHT,
    )


def too_many(most: int) -> Card:
    """The room has enough."""
    return Card(
        "There are enough challenges",
        say("{n} are announced or under way. Let one end, or cancel one, first.", n=most),
        tone=Tone.REFUSAL,
    )


def _summary(what: Challenge, days: int) -> Text:
    dates = plain(f"{dates_words(what.first, what.last)}: {several(days, 'study day')}.")
    return join(
        (
            dates,
            plain(what_words(what.per_day, what.domains)),
            plain(who_words(what.teams, what.team_count)),
            plain(entry_words(what.entry, late=what.late)),
        )
    )


def prefilled(template: str, start: date, end: date, domain: Domain | None) -> dict[str, str]:
    """What a template fills in, for both forms."""
    common = {"start": start.isoformat(), "end": end.isoformat(), "entry": Entry.EVERYONE.value, "late": "yes"}
    alone = {"teams": Teams.NONE.value, "count": ""}
    if template == "domain-week" and domain is not None:
        name = f"{domain.title} week" if len(domain.title) + 5 <= LONGEST_NAME else f"{domain.value.capitalize()} week"
        return {**common, **alone, "name": name, "domains": domain.value, "questions": "3"}
    if template == "sprint":
        return {**common, **alone, "name": "Sprint to the exam", "domains": "all", "questions": "5"}
    if template == "team-league":
        return {
            **common,
            "name": "Team league",
            "domains": "all",
            "questions": DAILY,
            "teams": Teams.BALANCED.value,
            "count": "3",
        }
    return {**common, **alone, "name": "", "domains": "", "questions": "3"}
