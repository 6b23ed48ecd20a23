"""A member's own score, in private, and the line of it that they may share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.cards import pictures
from bot.cards.board import NOW, totals
from bot.cards.pictures import StudyDays
from bot.cards.streaks import streak_words
from bot.chat.message import Button, Card, Field, Look, Tone
from bot.chat.picture import Picture
from bot.chat.text import CommandRef, Text, join, plain, say
from bot.model.domains import Domain
from bot.model.standing import DomainTally, Tally, Window
from bot.rules.figures import MIN_DOMAIN, bar, domain_accuracy, share
from bot.rules.naming import shown
from bot.rules.scoring import window_label
from bot.rules.streaks import Streak


@dataclass(frozen=True, slots=True)
class Score:
    """One member in one window of one cohort.

    `rank` None where they stand on no board, `off` says why. `answered` counts what they answered in time, `asked` what
    was asked since they joined, `waiting` their picks that are not final; only what is final is in the tally.
    """

    cohort: str
    window: Window
    key: str
    name: str
    rank: int | None
    of: int
    tally: Tally
    answered: int
    asked: int
    waiting: int
    streak: Streak
    domains: Sequence[DomainTally]
    share: str
    off: str = ""
    games: bool = True
    """Whether the reader wants points, ranks and streaks."""
    days: StudyDays | None = None
    medians: Mapping[Domain, int] = field(default_factory=dict)


def card(facts: Score) -> Card:
    """Everything about the reader's own score."""
    fields = [
        Field("Answered", say("{n} of {asked} asked", n=facts.answered, asked=facts.asked), inline=True),
        Field("Accuracy", _accuracy(facts.tally), inline=True),
        Field("Streak", streak_words(facts.streak), inline=True),
        Field("Sure, but wrong", _sure_wrong(facts.tally), inline=True),
    ]
    if any(tally.answered for tally in facts.domains):
        fields.append(Field("By domain, all time", _domains(facts.domains)))
    if not facts.games:
        return _without_games(facts, [field for field in fields if field.name != "Streak"])
    return Card(
        f"Your score, {NOW[facts.window]}",
        join((_points(facts), _place(facts), _waiting(facts))),
        fields=tuple(fields),
        buttons=_buttons(facts),
        note=join((plain(shown(facts.cohort, 60)), _span(facts)), " · "),
        picture=_picture(facts),
    )


def _picture(facts: Score) -> Picture | None:
    """The last weeks, and the domains of which there is enough to tell."""
    if facts.days is None:
        return None
    enough = [tally for tally in facts.domains if tally.answered >= MIN_DOMAIN]
    if facts.games:
        return pictures.own(facts.days, enough, facts.medians)
    return pictures.own(replace(facts.days, frozen=()), enough, {})


def _without_games(facts: Score, fields: Sequence[Field]) -> Card:
    """What was learned, and nothing to compare it with."""
    buttons = tuple(Button(NOW[w].capitalize(), f"score:{w}") for w in Window if w is not facts.window)
    return Card(
        f"How you are doing, {NOW[facts.window]}",
        _waiting(facts),
        fields=tuple(fields),
        buttons=(buttons,),
        note=join((plain(shown(facts.cohort, 60)), _span(facts)), " · "),
        picture=_picture(facts),
    )


def nothing_yet(cohort: str, *, open_now: bool) -> Card:
    """Nothing was answered in this cohort yet."""
    how = (
        say("There is a question open in the channel now. Tap A, B, C or D under it: your score begins there.")
        if open_now
        else say("When the next question comes, tap A, B, C or D under it: your score begins there.")
    )
    return Card("Your score begins with your first answer", how, note=plain(shown(cohort, 60)))


def shared(facts: Score) -> Card:
    """What the room sees: the member's line of the board."""
    rank = say("#{rank} of {of}", rank=facts.rank, of=facts.of) if facts.rank else ()
    return Card(
        f"{shown(facts.name)} shares a score",
        join((rank, totals(facts.tally)), " · "),
        note=join(
            (plain(window_label(facts.window, facts.key)), say("yours: {score}", score=CommandRef("score show"))), " · "
        ),
    )


def sharing_done(room: str) -> Card:
    """*Share* was pressed."""
    return Card("Shared", say("Your score now stands in {room}.", room=room))


def shared_already() -> Card:
    """*Share* was pressed again."""
    return Card("You have shared this already", say("One is enough for a day: it stands in the channel."))


def sharing_out_of_date() -> Card:
    """*Share* on a score of another day."""
    return Card(
        "This score is of another day",
        say("{score} shows the one of today, which you can share.", score=CommandRef("score show")),
        tone=Tone.REFUSAL,
    )


def share_although_hidden(name: str, room: str, token: str) -> Card:
    """*Share*, by someone who is hidden."""
    return Card(
        "You are hidden. Share all the same?",
        say(
            "Everybody in {room} would read **{name}** with your points and how many you got right. You stay off the"
            " board.",
            room=room,
            name=shown(name),
        ),
        buttons=((Button("Share all the same", token, Look.PRIMARY),),),
    )


def _buttons(facts: Score) -> tuple[tuple[Button, ...], ...]:
    """The other windows, and *Share* where there is something to share."""
    windows = tuple(Button(NOW[w].capitalize(), f"score:{w}") for w in Window if w is not facts.window)
    return (windows, (Button("Share", facts.share),)) if facts.tally.answered else (windows,)


def _points(facts: Score) -> Text:
    return say("**{points}** points", points=facts.tally.points) if facts.tally.points != 1 else say("**1** point")


def _place(facts: Score) -> Text:
    if facts.off:
        return plain(facts.off)
    if facts.rank is None:
        return say("No place on the board {when} yet.", when=NOW[facts.window])
    return say("Rank **{rank}** of {of} on the board", rank=facts.rank, of=facts.of)


def _waiting(facts: Score) -> Text:
    return say("Your open pick counts once it is final.") if facts.waiting else ()


def _accuracy(tally: Tally) -> Text:
    if not tally.answered:
        return say("none yet")
    percent = share(tally.right, tally.answered)
    return say("{percent}% ({right} of {n})", percent=percent, right=tally.right, n=tally.answered)


def _sure_wrong(tally: Tally) -> Text:
    if not tally.sure:
        return say("none yet")
    return say("{wrong} of {sure} you were sure of", wrong=tally.sure_wrong, sure=tally.sure)


def _domains(tallies: Sequence[DomainTally]) -> Text:
    """A bar for each domain with enough answers; the others in one line."""
    known = [(tally, accuracy) for tally in tallies if (accuracy := domain_accuracy(tally)) is not None]
    few = [tally for tally in tallies if 0 < tally.answered < MIN_DOMAIN]
    rows = [
        say("`{bar}` {share}% of {n} · {title}", bar=bar(a / 100), share=a, n=t.answered, title=t.domain.title)
        for t, a in known
    ]
    if few:
        names = ", ".join(f"{tally.domain.title} ({tally.answered})" for tally in few)
        rows.append(say("Too few to tell, under {least}: {names}", least=MIN_DOMAIN, names=names))
    return join(rows)


def _span(facts: Score) -> Text:
    return () if facts.window is Window.ALL else plain(window_label(facts.window, facts.key))
