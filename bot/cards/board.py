"""The board of a cohort: what everybody may see of everybody, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.cards import pictures
from bot.cards.dates import long_date
from bot.chat.message import Button, Card, Tone
from bot.chat.text import CommandRef, Text, join, plain, say
from bot.model.standing import Contender, Place, Tally, Window
from bot.rules.naming import shown
from bot.rules.ranking import board
from bot.rules.scoring import window_label

NOW = {Window.WEEK: "this week", Window.MONTH: "this month", Window.ALL: "all time"}


@dataclass(frozen=True, slots=True)
class Off:
    """The line of someone who does not stand on the board: seen by them alone. `why` hidden or alumni."""

    contender: Contender
    why: str


@dataclass(frozen=True, slots=True)
class Board:
    """A window of a cohort: everyone with their ranks, and who looks at it (None: the room)."""

    cohort: str
    window: Window
    key: str
    places: Sequence[Place]
    asker: int | None = None
    off: Off | None = None
    post: str = ""
    """The token that posts it to the room, for leaders."""


def card(facts: Board) -> Card:
    """The top ten, and in private also the reader's own place with its neighbours."""
    return Card(
        f"The board, {NOW[facts.window]}",
        join((_rows(facts), _own(facts)), "\n\n"),
        buttons=_buttons(facts),
        note=join((plain(shown(facts.cohort, 60)), plain(_span(facts)), _count(len(facts.places))), " · "),
    )


def room_card(facts: Board) -> Card:
    """The board as a leader posts it."""
    title = f"The board, {window_label(facts.window, facts.key)}"
    return Card(
        title,
        _rows(facts),
        note=say("{count} · yours: {board}", count=_count(len(facts.places)), board=CommandRef("takt board")),
        picture=pictures.board(title, facts.places) if len(facts.places) > 1 else None,
    )


def posted(room: str) -> Card:
    """A leader pressed *Post to the room*."""
    return Card("Posted", say("The top ten now stands in {room}.", room=room or "the room"))


def nothing_to_post() -> Card:
    """A leader pressed *Post to the room*, and nobody has answered."""
    return Card(
        "There is nothing to post yet",
        say("Nobody stands on this board. It fills with the first answers."),
        tone=Tone.REFUSAL,
    )


def line(contender: Contender, *, mine: bool = False) -> Text:
    """`Ana · 46 points · 4 of 5 right`: all that the board tells of a person."""
    name = say("**{name}** (you)" if mine else "**{name}**", name=shown(contender.name) or "?")
    return join((name, totals(contender.tally)), " · ")


def totals(tally: Tally) -> Text:
    """`46 points · 4 of 5 right`."""
    points = "1 point" if tally.points == 1 else f"{tally.points} points"
    return say("{points} · {right} of {answered} right", points=points, right=tally.right, answered=tally.answered)


def _rows(facts: Board) -> Text:
    if not facts.places:
        return say("Nobody has answered {when} yet. The board fills with the first answers.", when=NOW[facts.window])
    position = {place.contender.person: at for at, place in enumerate(facts.places)}
    rows: list[Text] = []
    last = -1
    for place in board(facts.places, facts.asker):
        at = position[place.contender.person]
        if at > last + 1:
            rows.append(plain("…"))
        last = at
        mine = place.contender.person == facts.asker
        rows.append(say("#{rank} {line}", rank=place.rank, line=line(place.contender, mine=mine)))
    return join(rows)


def _own(facts: Board) -> Text:
    """What only the reader sees."""
    if facts.off:
        return join((line(facts.off.contender, mine=True), say("_{why} Only you see this line._", why=facts.off.why)))
    on_board = any(place.contender.person == facts.asker for place in facts.places)
    if facts.asker is None or on_board or not facts.places:
        return ()
    return say("You have no counted answer {when} yet.", when=NOW[facts.window])


def _buttons(facts: Board) -> tuple[tuple[Button, ...], ...]:
    windows = tuple(Button(NOW[w].capitalize(), f"board:{w}") for w in Window if w is not facts.window)
    return (windows, (Button("Post to the room", facts.post),)) if facts.post and facts.places else (windows,)


def _span(facts: Board) -> str:
    return "" if facts.window is Window.ALL else window_label(facts.window, facts.key)


def _count(people: int) -> Text:
    return say("{n} on the board", n=people) if people else ()


HIDDEN = "You are hidden, so you are not on the board."
ALUMNI = "You have passed, so you are no longer on the board."


def resting(until: date) -> str:
    """Why somebody who rests is not on the board."""
    return f"You are resting until {long_date(until)}, so you are not on the board."


def no_games() -> Card:
    """The board, for somebody who wants no points and no ranks."""
    return Card(
        "No boards for you",
        say(
            "You chose to study without points and ranks. Switch games on with {set} to have them back.",
            set=CommandRef("takt profile set"),
        ),
    )
