"""How a duel ended: for each of the two, question by question, and what the room may see of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.cards.duel import Facts, rematch_button, review_button
from bot.cards.feedback import feedback
from bot.cards.practice import Posed
from bot.chat.message import Button, Card, Look, Tone
from bot.chat.text import CommandRef, authored, join, say
from bot.model.domains import Domain
from bot.rules.duel import Side, Verdict, verdict
from bot.rules.naming import shown


@dataclass(frozen=True, slots=True)
class Result:
    """How it ended, as one of the two sees it. `shared`: the room has read it; `agreed`: this one would share it."""

    facts: Facts
    mine: Side
    other: Side
    agreed: bool = False
    shared: bool = False


_TITLES = {Verdict.WON: "You won the duel", Verdict.LOST: "Your duel is over", Verdict.DRAW: "A draw"}


def result(ended: Result) -> Card:
    """The result, for one of the two."""
    facts = ended.facts
    lines = [
        say("You: **{n}** of {count}", n=ended.mine.right, count=facts.count),
        say("{name}: **{n}** of {count}", name=shown(facts.other), n=ended.other.right, count=facts.count),
    ]
    for side, who in ((ended.mine, "You"), (ended.other, shown(facts.other))):
        if side.answered < facts.count:
            lines.append(say("{who} answered {n} in time.", who=who, n=side.answered))
    buttons = [review_button(facts.duel, 1, "Why?"), rematch_button(facts.duel, "Rematch")]
    if not ended.agreed and not ended.shared:
        buttons.append(Button("Share", f"duel:share:{facts.duel}"))
    return Card(
        f"{_TITLES[verdict(ended.mine, ended.other)]}: {ended.mine.right} to {ended.other.right}",
        join(lines),
        buttons=(tuple(buttons),),
        note=say("Only the two of you see this. It is shared only if both of you press Share."),
    )


def review(facts: Facts, posed: Posed, ordinal: int, chosen: int | None) -> Card:
    """A question of a duel that is over, with the reasons."""
    key = next(place for place, index in enumerate(posed.order) if posed.question.options[index].correct)
    told = feedback(posed.question, posed.order, key if chosen is None else chosen)
    card = Card(
        f"{ordinal} of {facts.count} · {told.title if chosen is not None else 'Not answered'}",
        authored(posed.question.stem),
        fields=told.fields,
        tone=Tone.PLAIN if chosen is None else Tone.RIGHT if told.right else Tone.WRONG,
    )
    if ordinal == facts.count:
        return card
    return replace(card, buttons=((review_button(facts.duel, ordinal + 1, "Next", Look.PRIMARY),),))


def share_asked(facts: Facts) -> Card:
    """One of the two agreed; the other one is asked."""
    return Card(
        "Shared as soon as both agree",
        say("{name} is asked with their next private reply. Until then nobody else sees it.", name=shown(facts.other)),
    )


def please_share(facts: Facts) -> Card:
    """To the other one, who is asked."""
    return Card(
        f"{shown(facts.other)} would share your duel",
        say("If you agree, the result stands in the channel. If not, do nothing: nobody learns of it."),
        buttons=((Button("Share the duel", f"duel:share:{facts.duel}"),),),
    )


def sharing_done(room: str) -> Card:
    """Both agreed."""
    return Card("Shared", say("The result of your duel stands in {room}.", room=room))


def nowhere_to_share() -> Card:
    """The room is gone."""
    return Card("There is no room to share it in", say("The cohort does not meet there any more."), tone=Tone.REFUSAL)


def shared(one: str, first: Side, other: str, second: Side, count: int, domain: Domain | None) -> Card:
    """What the room reads: both names, both results, and nothing else."""
    where = say(" on {domain}", domain=domain.title) if domain else ()
    ended = (
        say("A draw, {n} to {n}.", n=first.right)
        if first.right == second.right
        else say("**{winner}** won.", winner=shown(one if first.right > second.right else other))
    )
    return Card(
        f"A duel: {shown(one)} and {shown(other)}",
        join(
            (say("**{a}** to **{b}** of {n}{where}.", a=first.right, b=second.right, n=count, where=where), ended), " "
        ),
        note=say("Both of them chose to share it. {duel} starts one.", duel=CommandRef("takt duel")),
    )
