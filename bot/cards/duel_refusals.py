"""What somebody is told whose wish about a duel is not granted, and what would help."""

from __future__ import annotations

from bot.chat.message import Card, Tone
from bot.chat.text import CommandRef, Text, say
from bot.model.domains import Domain
from bot.rules.naming import shown


def yourself() -> Card:
    """Against oneself."""
    return _no(
        "It takes two",
        say("{practice} has questions for you alone.", practice=CommandRef("takt practice")),
    )


def not_in_cohort(name: str, cohort: str) -> Card:
    """Somebody whom Takt does not know, or who left."""
    return _no(
        f"{shown(name)} is not in this cohort" if name else "They are not in this cohort",
        say("You can duel with members of _{cohort}_: whoever has answered a question there.", cohort=cohort),
    )


def join_first(cohort: str) -> Card:
    """The challenger is no member."""
    return _no(
        "You are not in this cohort yet", say("Answer a question of _{cohort}_ first: then you are.", cohort=cohort)
    )


def takes_none(name: str) -> Card:
    """They refuse all duels."""
    return _no(f"{shown(name)} takes no duels", say("They have chosen that for everybody."))


def you_take_none() -> Card:
    """The challenger refuses all duels."""
    return _no("You take no duels", say("{set} changes that.", set=CommandRef("takt profile set duels=on")))


def not_enough(domain: Domain | None) -> Card:
    """There are no questions that give nothing away."""
    where = say(" on {domain}", domain=domain.title) if domain else ()
    return _no(
        "Too few questions yet", say("There are not enough{where} that both groups were asked already.", where=where)
    )


def too_late() -> Card:
    """Time is up."""
    return _no("Time is up", say("The result comes as a direct message in a moment."))


def not_over() -> Card:
    """The keys, before it is over."""
    return _no("Your duel is still on", say("The keys come when both of you are done, or when time is up."))


def held_back() -> Card:
    """A question that the group is being asked by now."""
    return _no("Your group is being asked this one just now", say("Its reasons come when it closes there."))


def over_already() -> Card:
    """A button of a duel that is over."""
    return _no("This duel is over", say("{duel} starts another one.", duel=CommandRef("takt duel")))


def _no(title: str, text: Text) -> Card:
    return Card(title, text, tone=Tone.REFUSAL)
