"""A live round in its one message, what each member reads in private, and the leader's control.

Nothing says who chose what. No key and no share is shown while a vote goes on, or before a second one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.board import line
from bot.cards.reveal import how_it_went, reason
from bot.chat.message import Button, Card, Choice, Field, Look, Tone
from bot.chat.text import CommandRef, Moment, Show, Text, authored, join, plain, say
from bot.model.items import LETTERS, Option, Question
from bot.model.live import VOTING, Live, LiveItem, LivePhase
from bot.model.standing import Place
from bot.rules.figures import MIN_SHARES, share
from bot.rules.live import Picks

_NOBODY = Picks({}, {})
_ROWS, _ALL_ROWS = 5, 10


@dataclass(frozen=True, slots=True)
class Scene:
    """A live round as its card shows it: the item it is at, everybody's picks on it, and the board so far.

    `took_part` counts those who answered anything; the board leaves out whoever does not want to stand on it.
    """

    live: Live
    count: int
    zone: str
    item: LiveItem | None = None
    question: Question | None = None
    subtopic: str = ""
    picks: Picks = _NOBODY
    board: Sequence[Place] = ()
    took_part: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """An item in the final report: what it was about, and how it went. `talked`: it was voted on twice."""

    subtopic: str
    key: int
    picks: Picks
    talked: bool


# --- in the room


def lobby(scene: Scene) -> Card:
    """A live round is about to begin."""
    live = scene.live
    topic = live.domain.title if live.domain else "all domains"
    return Card(
        f"Live round: {_questions(scene.count)}",
        join(
            (
                say("About **{topic}**, {n} seconds for each.", topic=topic, n=live.seconds),
                say("Press a letter under the question. You can change it until the time is up."),
                say("Nobody sees what you choose. It starts {at}.", at=Moment(live.until, scene.zone, Show.RELATIVE)),
            )
        ),
        note=say("These points are the live round's own."),
    )


def vote(scene: Scene) -> Card:
    """A question with its letters, the first time or the second."""
    live, again = scene.live, scene.live.phase is LivePhase.REVOTE
    letters = tuple(
        Button(LETTERS[p], f"live:answer:{live.id}:{live.place}:{int(again)}:{p}", Look.PRIMARY)
        for p in range(len(_options(scene)))
    )
    until = Moment(live.until, scene.zone, Show.RELATIVE)
    first = say("**Vote again**: has anybody convinced you? Who does not vote again keeps their answer.")
    return Card(
        f"{_at(scene)}{', second vote' if again else ''}",
        join((first if again else (), _stem(scene)), "\n\n"),
        _choices(scene),
        buttons=(letters,),
        note=join((plain(scene.subtopic), say("time is up {at}", at=until)), " · "),
        tone=Tone.QUESTION,
    )


def talk(scene: Scene) -> Card:
    """The room is split."""
    at = Moment(scene.live.until, scene.zone, Show.RELATIVE)
    return Card(
        f"{_at(scene)}: the room is split",
        _stem(scene),
        _choices(scene),
        fields=(
            Field(
                "Convince me",
                say("Say in the thread why your answer is right. The second vote begins {at}.", at=at),
            ),
        ),
        note=plain(scene.subtopic),
        tone=Tone.QUESTION,
    )


def convince(between: Sequence[int]) -> Card:
    """What goes under the message when the room is split."""
    sides = join([say("**{letter}**", letter=LETTERS[position]) for position in between], " and ")
    return Card(
        "Convince me",
        join(
            (
                say("Most answers are {sides}. If you chose one of them: why is it right?", sides=sides),
                say("Say it here in a sentence or two. In two minutes everybody votes again, in the message above."),
            )
        ),
    )


def shown(scene: Scene) -> Card:
    """The key, the reasons, how it went and how it moved, and the board."""
    assert scene.item is not None
    key, options = scene.item.key, _options(scene)
    fields = [Field(f"{LETTERS[key]} is right", reason(options[key]))]
    if scene.question is not None and scene.question.solution:
        fields.append(Field("Worked out", authored(scene.question.solution)))
    tempting = _most_chosen_wrong(scene.picks, key)
    if tempting is not None:
        fields.append(Field(f"Why not {LETTERS[tempting]}", reason(options[tempting])))
    counts = scene.picks.final_counts
    fields.append(Field("How it went", how_it_went(key, counts, counts.total())))
    if len(scene.item.votes) > 1:
        fields.append(Field("How it moved", moved(scene.picks, key)))
    fields.append(_board(scene, _ROWS))
    return Card(f"{_at(scene)}: the key is {LETTERS[key]}", _stem(scene), fields=tuple(fields), note=_next(scene))


def over(scene: Scene, lines: Sequence[Line]) -> Card:
    """The end, or where it was stopped."""
    done = scene.live.phase is LivePhase.DONE
    rows = [say("{n}. {line}", n=n, line=_line(one)) for n, one in enumerate(lines, 1)]
    fields = [_board(scene, _ALL_ROWS)] if lines else []
    if rows:
        fields.append(Field("The questions", join(rows)))
    people = "1 person" if scene.took_part == 1 else f"{scene.took_part} people"
    return Card(
        "Live round: how it ended" if done else "The live round was stopped",
        say("{people} took part. Thank you.", people=people) if scene.took_part else say("Nobody has answered."),
        fields=tuple(fields),
        note=say("The points of a live round are its own: the board of the cohort does not change."),
    )


def moved(picks: Picks, key: int) -> Text:
    """How the votes changed by talking; shares only where enough people answered."""
    changed = sum(1 for person, at in picks.first.items() if picks.final[person] != at)
    people = say("{n} changed their mind", n=changed) if changed else say("nobody changed their mind")
    first, final = picks.first_counts, picks.final_counts
    if min(first.total(), final.total()) < MIN_SHARES:
        return people
    before, after = share(first[key], first.total()), share(final[key], final.total())
    return join((say("**{before}% → {after}%** right", before=before, after=after), people), ", ")


# --- in private


def receipt(scene: Scene, position: int) -> Card:
    """A letter was pressed."""
    option = _options(scene)[position]
    return Card(
        f"{LETTERS[position]} it is",
        authored(option.text),
        note=say("Press another letter to change it. The key comes when the time is up."),
    )


def too_late() -> Card:
    """A letter was pressed after the time was up."""
    return Card(
        "The time is up", say("Look at the message: the key is there, or the next question."), tone=Tone.REFUSAL
    )


def control(scene: Scene) -> Card:
    """What the leader reads in private, with what they can do."""
    live = scene.live
    if not live.running:
        return Card("The live round is over", say("{start} begins another one.", start=CommandRef("challenge live")))
    goes_on = {
        LivePhase.LOBBY: ("first question comes", "Start now"),
        LivePhase.VOTE: ("vote ends", "End the vote"),
        LivePhase.TALK: ("second vote begins", "Vote now"),
        LivePhase.REVOTE: ("second vote ends", "End the vote"),
        LivePhase.SHOWN: ("next one comes" if live.place + 1 < scene.count else "result comes", "Go on"),
    }
    what, label = goes_on[live.phase]
    answered = say("{n} have answered.", n=len(scene.picks.final)) if live.phase in VOTING else ()
    automatic = (
        say("Where the room is split, I ask people to convince each other and take the vote again.")
        if live.convince
        else say("Votes are taken once.")
    )
    return Card(
        f"You lead: {_at(scene) if live.phase is not LivePhase.LOBBY else _questions(scene.count)}",
        join(
            (
                say("The {what} {at}.", what=what, at=Moment(live.until, scene.zone, Show.RELATIVE)),
                answered,
                say("It goes on by itself. {automatic}", automatic=automatic),
            )
        ),
        buttons=(
            (
                Button(label, f"live:next:{live.id}:{live.step}", Look.PRIMARY),
                Button("How it stands", f"live:control:{live.id}"),
                Button("Stop it", f"live:stop:{live.id}", Look.DANGER),
            ),
        ),
        note=say("Only you see this. {again} brings it back.", again=CommandRef("challenge live")),
    )


def nothing_to_ask(topic: str) -> Card:
    """No item is safe to play."""
    return Card(
        "There is nothing to play yet",
        say(
            "A live round plays what has been asked already, so that it gives no coming question away. Of {topic}"
            " nothing has closed yet.",
            topic=topic,
        ),
        tone=Tone.REFUSAL,
    )


# --- parts


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"


def _at(scene: Scene) -> str:
    return f"Live: {scene.live.place + 1} of {scene.count}"


def _stem(scene: Scene) -> Text:
    return authored(scene.question.stem) if scene.question else ()


def _options(scene: Scene) -> list[Option]:
    if scene.question is None or scene.item is None:
        return []
    return [scene.question.options[index] for index in scene.item.order]


def _choices(scene: Scene) -> tuple[Choice, ...]:
    return tuple(Choice(LETTERS[place], authored(option.text)) for place, option in enumerate(_options(scene)))


def _most_chosen_wrong(picks: Picks, key: int) -> int | None:
    """Where the most wrong answers went, if enough answered that it names nobody."""
    counts = picks.final_counts
    wrong = [position for position in sorted(counts) if position != key]
    if counts.total() < MIN_SHARES or not wrong:
        return None
    return max(wrong, key=lambda position: counts[position])


def _board(scene: Scene, most: int) -> Field:
    """The head of the board. Who has nothing right so far is counted and not named: a wrong answer is nobody's news."""
    named = [place for place in scene.board if place.contender.tally.right][:most]
    rows = [say("#{rank} {line}", rank=place.rank, line=line(place.contender)) for place in named]
    more = scene.took_part - len(named)
    rest = say("and {n} more who play along" if rows else "{n} play along", n=more) if more > 0 else ()
    return Field("The board of this round", join((*rows, rest)) or say("Nobody stands on it yet."))


def _line(one: Line) -> Text:
    counts = one.picks.final_counts
    if counts.total() < MIN_SHARES:
        went = say("{n} answered", n=counts.total())
    else:
        went = say("{percent}% right of {n}", percent=share(counts[one.key], counts.total()), n=counts.total())
    talked = join((say("after talking"), moved(one.picks, one.key)), ": ") if one.talked else ()
    return join((say("{topic}", topic=one.subtopic), went, talked), " · ")


def _next(scene: Scene) -> Text:
    what = "next question" if scene.live.place + 1 < scene.count else "result"
    return say("the {what} comes {at}", what=what, at=Moment(scene.live.until, scene.zone, Show.RELATIVE))
