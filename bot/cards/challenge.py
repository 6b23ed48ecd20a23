"""Joining and leaving a challenge, the list of them, and what leaders are told."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.challenge_facts import Standings
from bot.cards.challenge_words import join_buttons, rosters, state_words, who_words
from bot.chat.message import Button, Card, Field, Look, Tone
from bot.chat.text import CommandRef, Mention, Moment, Text, join, plain, say
from bot.model.challenge import Challenge, ChallengeState, Teams

_MOST = 10


def joined(facts: Standings, team: str, *, already: bool) -> Card:
    """Whoever pressed *Join*."""
    challenge = facts.challenge
    rows: list[Text] = []
    if team:
        rows.append(say("Your team: **{team}**.", team=team))
    elif facts.teams and challenge.teams is not Teams.CHOSEN:
        rows.append(say("The teams are drawn when it begins."))
    rows.append(_what_next(facts))
    buttons = [Button("Leave", f"challenge:leave:{challenge.id}")]
    if facts.open_day:
        buttons.insert(0, Button("Start", f"challenge:start:{facts.open_day.id}", Look.PRIMARY))
    rows_of = join_buttons(facts) if challenge.teams is Teams.CHOSEN and not team else ()
    title = f"You are in {challenge.name}" if already else f"You joined {challenge.name}"
    return Card(title, join(rows), buttons=(*rows_of, tuple(buttons)), tone=Tone.RIGHT)


def _what_next(facts: Standings) -> Text:
    if facts.challenge.daily:
        return say("The daily questions count from its first day on.")
    if facts.open_day:
        return say(
            "Day {n} is open until {at}.", n=facts.open_day.ordinal, at=Moment(facts.open_day.closes_at, facts.zone)
        )
    if facts.next_opening:
        return say("The next day opens {at}, with a card in the channel.", at=Moment(facts.next_opening, facts.zone))
    return say("No more days are to come.")


def closed_to_you(challenge: Challenge) -> Card:
    """A challenge that takes nobody in any more, or only those whom a leader adds."""
    over = not challenge.live
    why = "It is over." if over else "It takes nobody in any more, or a leader adds those who play."
    return Card(
        "You cannot join this one",
        say("**{name}**: {why}", name=challenge.name, why=why),
        tone=Tone.REFUSAL,
    )


def may_leave(challenge: Challenge) -> Card:
    """Asks first: what was open counts."""
    return Card(
        f"Leave {challenge.name}?",
        say("What was open while you were in it still counts for your team. You can come back until it is over."),
        buttons=((Button("Leave", f"challenge:left:{challenge.id}", Look.DANGER),),),
    )


def left(challenge: Challenge) -> Card:
    """Somebody left."""
    return Card(f"You left {challenge.name}", say("Your answers are kept."), tone=Tone.RIGHT)


def not_in(challenge: Challenge) -> Card:
    """Whoever is not in it cannot leave."""
    return Card("You are not in it", say("**{name}** goes on without you.", name=challenge.name), tone=Tone.REFUSAL)


def added(challenge: Challenge, name: str, *, already: bool) -> Card:
    """A leader added somebody."""
    if already:
        return Card("Nothing to change", say("**{who}** is in **{name}** already.", who=name, name=challenge.name))
    return Card(
        "Added",
        say("**{who}** is in **{name}** now, and hears of it with the next reply.", who=name, name=challenge.name),
        tone=Tone.RIGHT,
    )


def you_were_added(challenge: Challenge) -> Card:
    """For whoever was added."""
    return Card(
        f"You are in {challenge.name}",
        say("A leader added you to this challenge."),
        buttons=(
            (Button("Show it", f"challenge:show:{challenge.id}"), Button("Leave", f"challenge:leave:{challenge.id}")),
        ),
    )


def takes_nobody(challenge: Challenge) -> Card:
    """A leader wants to add somebody too late."""
    return Card(
        "Nobody can join any more",
        say(
            "**{name}** is over, or was created without late joiners and its first day has closed.", name=challenge.name
        ),
        tone=Tone.REFUSAL,
    )


def listed(challenges: Sequence[Challenge], *, leader: bool) -> Card:
    """All of a cohort's challenges, the newest first."""
    if not challenges:
        return none_yet(leader=leader)
    rows = [say("**{name}** · {state}", name=one.name, state=state_words(one)) for one in challenges[:_MOST]]
    more = len(challenges) - _MOST
    buttons = tuple(Button(one.name, f"challenge:show:{one.id}") for one in challenges[:5])
    return Card(
        "Challenges",
        join((*rows, say("and {n} earlier ones", n=more) if more > 0 else ())),
        buttons=(buttons,),
    )


def none_yet(*, leader: bool) -> Card:
    """There is no challenge."""
    how = (
        say("{create} starts one.", create=CommandRef("challenge create")) if leader else say("A leader can start one.")
    )
    return Card("No challenge yet", join((say("Nothing to show here so far."), how)), tone=Tone.REFUSAL)


def which(challenges: Sequence[Challenge], doing: str, label: str) -> Card:
    """More than one could be meant."""
    buttons = tuple(Button(one.name, f"challenge:{doing}:{one.id}") for one in challenges[:5])
    return Card("Which one?", say("{label}:", label=label), buttons=(buttons,))


def unknown(typed: str) -> Card:
    """No challenge goes by this name."""
    return Card(
        "I know no such challenge here",
        say(
            "Nothing here is called “{typed}”. {list} shows what there is.",
            typed=typed,
            list=CommandRef("challenge list"),
        ),
        tone=Tone.REFUSAL,
    )


def may_cancel(challenge: Challenge) -> Card:
    """Asks first."""
    return Card(
        f"Cancel {challenge.name}?",
        say("It then counts for nothing, and its cards say so. The record is kept."),
        buttons=((Button("Cancel the challenge", f"challenge:cancelled:{challenge.id}", Look.DANGER),),),
        tone=Tone.WARNING,
    )


def cancelled(challenge: Challenge) -> Card:
    """Done, also for the second click."""
    return Card("Cancelled", say("**{name}** counts for nothing.", name=challenge.name), tone=Tone.RIGHT)


def over_already(challenge: Challenge) -> Card:
    """It has ended."""
    return Card(
        "It is over", say("**{name}** has ended, and its result stands.", name=challenge.name), tone=Tone.REFUSAL
    )


def teams(facts: Standings) -> Card:
    """The teams as they are, for a leader, with what can be changed before it begins."""
    challenge = facts.challenge
    fields = (Field("The teams", rosters(facts)),) if facts.teams else ()
    if challenge.state is not ChallengeState.ANNOUNCED:
        note = say("It has begun: the teams stay as they are. Who joins now goes to the smallest.")
        return Card(f"Teams of {challenge.name}", _who(challenge), fields=fields, note=note)
    labels = {
        Teams.RANDOM: "Draw at random",
        Teams.BALANCED: "Draw balanced",
        Teams.CHOSEN: "Let them choose",
        Teams.NONE: "No teams",
    }
    ways = tuple(Button(label, f"challenge:teams:{challenge.id}:{way}") for way, label in labels.items())
    fewer = [n for n in (challenge.team_count - 1, challenge.team_count + 1) if 2 <= n <= 8 and facts.teams]
    counts = tuple(Button(f"{n} teams", f"challenge:teams:{challenge.id}:{challenge.teams}:{n}") for n in fewer)
    note = say("Drawing again deals everybody anew. Who joins after that goes to the smallest team.")
    return Card(
        f"Teams of {challenge.name}",
        _who(challenge),
        fields=fields,
        buttons=(ways, counts) if counts else (ways,),
        note=note,
    )


def _who(challenge: Challenge) -> Text:
    return plain(who_words(challenge.teams, challenge.team_count))


def opened(challenge: Challenge) -> Card:
    """A leader had the first day opened."""
    return Card("It begins", say("The first day of **{name}** opens now.", name=challenge.name), tone=Tone.RIGHT)


def unknown_member(who: Mention) -> Card:
    """Someone whom Takt has not met."""
    return Card(
        "I have not met this member yet",
        say("Ask {who} to type {show} here once. Then I can do it.", who=who, show=CommandRef("challenge show")),
        tone=Tone.REFUSAL,
    )
