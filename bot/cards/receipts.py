"""What a member reads in private after a tap: the receipt, then the key with reasons once they may know it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.cards.feedback import feedback
from bot.cards.practice import ONE_MORE
from bot.cards.question import Asked, choices
from bot.cards.reveal import reason
from bot.chat.message import Button, Card, Field, Look, Tone
from bot.chat.text import CommandRef, Moment, Text, authored, join, say
from bot.model.cohort import Reveal
from bot.model.items import LETTERS
from bot.model.rounds import Confidence


@dataclass(frozen=True, slots=True)
class Chosen:
    """A member's pick: position as shown, how sure, whether it earns points, and whether they want to hear of those.

    `elsewhere`: made with another account of theirs than the one they read this with. `changed`: it was another first.
    """

    position: int
    confidence: Confidence = Confidence.NONE
    scored: bool = True
    games: bool = True
    elsewhere: bool = False
    changed: bool = False


def counts_elsewhere(asked: Asked, first: Chosen) -> Card:
    """The receipt on the second of two linked accounts, while the key waits."""
    return Card(
        f"Your first answer counts: {LETTERS[first.position]}",
        join((_picked(asked, first), _ELSEWHERE), "\n\n"),
        buttons=((ONE_MORE,),),
    )


def told_elsewhere(asked: Asked, first: Chosen, caught: int = 0) -> Card:
    """The same, once the member knows the key."""
    return replace(result(asked, first, caught=caught), text=_ELSEWHERE)


_ELSEWHERE = say(
    "You gave it with your other account. What you tap here is kept, and would count only if you unlinked the two."
)


def how_sure(asked: Asked, chosen: Chosen, *, unchanged: bool = False) -> Card:
    """The receipt where the key is shown at once: it can still be changed."""
    number, letter = asked.round.id, LETTERS[chosen.position]
    return Card(
        f"{letter}. How sure?",
        join((_picked(asked, chosen), say("You had this one already.") if unchanged else ())),
        buttons=(
            (
                Button("Sure", f"settle:{number}:{chosen.position}:sure", Look.PRIMARY),
                Button("Guess", f"settle:{number}:{chosen.position}:guess", Look.PRIMARY),
                Button("Change", f"change:{number}"),
            ),
        ),
        note=say(
            "Sure or Guess makes it final and shows the key. If you press neither, {letter} counts.", letter=letter
        ),
    )


def taken(asked: Asked, chosen: Chosen, *, may_change: bool) -> Card:
    """The receipt where everyone learns the key at the close."""
    closes = Moment(asked.round.closes_at, asked.zone)
    buttons = ((Button("Change", f"change:{asked.round.id}"),),) if may_change else ((ONE_MORE,),)
    once = "You can change it once." if may_change else "You have changed it once, so this is the one that counts."
    return Card(
        f"{LETTERS[chosen.position]} it is",
        join((_picked(asked, chosen), say("The key comes at the close, {at}. {once}", at=closes, once=once))),
        buttons=buttons,
    )


def rechoose(asked: Asked, chosen: Chosen) -> Card:
    """The letters again, in private."""
    letters = tuple(
        Button(LETTERS[p], f"rechoose:{asked.round.id}:{p}", Look.PLAIN if p == chosen.position else Look.PRIMARY)
        for p in range(len(asked.round.order))
    )
    return Card(f"You have {LETTERS[chosen.position]}. Which one instead?", options=choices(asked), buttons=(letters,))


def result(asked: Asked, chosen: Chosen, *, practice: bool = False, caught: int = 0) -> Card:
    """The key, the reason for the member's option and for the key, and whether its mistake has `caught` them before."""
    told = feedback(asked.question, asked.round.order, chosen.position, caught)
    return Card(
        told.title,
        fields=told.fields,
        buttons=((ONE_MORE, Button("Report a mistake", f"report:{asked.round.id}")),),
        note=_what_it_gives(chosen, told.right, practice),
        tone=Tone.RIGHT if told.right else Tone.WRONG,
    )


def unanswered(asked: Asked) -> Card:
    """*Why?* on a question that the reader did not answer."""
    options = [asked.question.options[index] for index in asked.round.order]
    key = next(place for place, option in enumerate(options) if option.correct)
    others = tuple(Field(f"Why not {LETTERS[p]}", reason(o)) for p, o in enumerate(options) if p != key)
    worked = (Field("Worked out", authored(asked.question.solution)),) if asked.question.solution else ()
    return Card(
        f"Q{asked.round.number}: the key is {LETTERS[key]}",
        authored(asked.question.stem),
        fields=(Field(f"Why {LETTERS[key]}", reason(options[key])), *worked, *others),
        buttons=((Button("Report a mistake", f"report:{asked.round.id}"),),),
        note=say("You did not answer this one."),
    )


def why(asked: Asked, chosen: Chosen | None, caught: int = 0) -> Card:
    """*Why?*: the reader's pick, the key and the reasons."""
    if chosen is None:
        return unanswered(asked)
    card = result(asked, chosen, caught=caught)
    return replace(
        card,
        title=f"Q{asked.round.number}: {card.title[:1].lower()}{card.title[1:]}",
        text=authored(asked.question.stem),
        note=say("You chose {letter}. {sure}", letter=LETTERS[chosen.position], sure=_SURE[chosen.confidence]),
    )


def try_it(asked: Asked) -> Card:
    """A closed question, for practice: private, no points, no streak."""
    letters = tuple(
        Button(LETTERS[p], f"practise:{asked.round.id}:{p}", Look.PRIMARY) for p in range(len(asked.round.order))
    )
    return Card(
        f"Q{asked.round.number}, for practice",
        authored(asked.question.stem),
        choices(asked),
        buttons=(letters,),
        note=say("No points, no streak: just for you."),
    )


def still_open(asked: Asked) -> Card:
    """*Why?* or *Try it* on a question that is open for this reader."""
    return Card(
        "This question is still open",
        say(
            "It closes {at}. Answer it first: {reasons}.",
            at=Moment(asked.round.closes_at, asked.zone),
            reasons=_REASONS[asked.round.reveal],
        ),
        tone=Tone.REFUSAL,
    )


_REASONS = {
    Reveal.AT_ONCE: "the reasons come with your answer",
    Reveal.AT_CLOSE: "the reasons come at the close",
}


def too_late() -> Card:
    """A tap in the seconds between the end of a question and its reveal."""
    return Card(
        "That was just too late",
        say("This question has ended; the key appears in a moment. You can still try it then, for practice."),
        tone=Tone.REFUSAL,
    )


def withdrawn() -> Card:
    """A tap on a question that was taken back."""
    return Card("This question was withdrawn", say("It counts for nobody. Thank you for trying."), tone=Tone.REFUSAL)


def first_time(card: Card, shown: str, cohort: str) -> Card:
    """The first receipt of all: once, what others will see."""
    seen = say(
        "In _{cohort}_ others see you as **{name}** on {board}: your points, and how many you got right. Nobody sees"
        " which option you choose.",
        cohort=cohort,
        name=shown,
        board=CommandRef("takt board"),
    )
    mine = (Button("Use an alias", "profile:alias"), Button("Hide me", "profile:hide"))
    return replace(card, fields=(*card.fields, Field("What others see of you", seen)), buttons=(*card.buttons, mine))


def _picked(asked: Asked, chosen: Chosen) -> Text:
    return authored(asked.question.options[asked.round.order[chosen.position]].text)


_SURE = {Confidence.SURE: "You were sure.", Confidence.GUESS: "It was a guess.", Confidence.NONE: ""}


def _what_it_gives(chosen: Chosen, right: bool, practice: bool) -> Text:
    sure_wrong = chosen.confidence is Confidence.SURE and not right
    if not chosen.games:
        return say("Sure but wrong is the most useful kind of wrong: worth a second look.") if sure_wrong else ()
    if practice:
        return say("Practice: no points, no streak.")
    if not chosen.scored:
        return say("You had previewed this question, so it earns no points.")
    if sure_wrong:
        return say("2 points for answering. Sure but wrong is the most useful kind of wrong: worth a second look.")
    return say("10 points.") if right else say("2 points for answering in time.")
