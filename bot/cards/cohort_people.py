"""Who leads, who joins and who leaves: what is said to both sides."""

from __future__ import annotations

from bot.chat.message import Card, Tone
from bot.chat.text import CommandRef, Mention, Text, join, say
from bot.model.cohort import Cohort


def unknown_member(who: Mention) -> Card:
    """Someone whom Takt has not met."""
    return Card(
        "I have not met this member yet",
        say(
            "Ask {who} to answer a question or to type {show} here once. Then I can do it.",
            who=who,
            show=CommandRef("cohort show"),
        ),
        tone=Tone.REFUSAL,
    )


def appointed(cohort: Cohort, name: str, *, already: bool) -> Card:
    """Somebody leads now."""
    if already:
        return Card("Nothing to change", say("**{name}** leads {cohort} already.", name=name, cohort=cohort.name))
    return Card(
        "One more leader",
        say("**{name}** leads {cohort} too now, and hears of it with the next reply.", name=name, cohort=cohort.name),
        tone=Tone.RIGHT,
    )


def you_lead(cohort: Cohort, by: str) -> Card:
    """For whoever was appointed."""
    return Card(
        f"You lead {cohort.name} now",
        say(
            "{by} made you a leader. {help} shows what leaders can do.",
            by=by,
            help=CommandRef("takt help"),
        ),
    )


def dismissed(cohort: Cohort, name: str) -> Card:
    """Somebody leads no more."""
    return Card(
        "Leads no more",
        say("**{name}** is a member of {cohort} like any other now.", name=name, cohort=cohort.name),
        tone=Tone.RIGHT,
    )


def you_lead_no_more(cohort: Cohort, by: str) -> Card:
    """For whoever was dismissed."""
    return Card(
        f"You do not lead {cohort.name} any more",
        say("{by} changed this. You stay a member, with everything that you have answered.", by=by),
    )


def not_a_leader(name: str) -> Card:
    """Somebody who does not lead cannot be dismissed."""
    return Card("Nothing to change", say("**{name}** is no leader here.", name=name), tone=Tone.REFUSAL)


def last_leader(doing: Text) -> Card:
    """A cohort keeps at least one leader."""
    return Card(
        "A cohort needs a leader",
        join(
            (
                doing,
                say(
                    "{appoint} makes someone else a leader first; {finish} ends the cohort.",
                    appoint=CommandRef("cohort appoint"),
                    finish=CommandRef("cohort finish"),
                ),
            )
        ),
        tone=Tone.REFUSAL,
    )


def only_leader_leaves() -> Card:
    """The last leader would leave."""
    return last_leader(say("You are the only one."))


def only_leader_dismissed(name: str) -> Card:
    """The last leader would be dismissed."""
    return last_leader(say("**{name}** is the only one.", name=name))


def may_not_take_over() -> Card:
    """For those who manage the channel alone."""
    return Card(
        "Only someone who manages this channel can take over",
        say("The leaders can make you one of them: {appoint}.", appoint=CommandRef("cohort appoint")),
        tone=Tone.REFUSAL,
    )


def leads_already(cohort: Cohort) -> Card:
    """A leader takes over."""
    return Card(
        "You lead this cohort already",
        say(
            "{dismiss} ends someone else's leadership of {cohort}.",
            dismiss=CommandRef("cohort dismiss"),
            cohort=cohort.name,
        ),
    )


def took_over(cohort: Cohort, before: str) -> Card:
    """The new leader."""
    return Card(
        f"You lead {cohort.name} now",
        say(
            "Until now: {before}. They stay members, and I have told them. {appoint} makes others leaders.",
            before=before or "nobody",
            appoint=CommandRef("cohort appoint"),
        ),
        tone=Tone.RIGHT,
    )


def taken_over(cohort: Cohort, by: str) -> Card:
    """For those who led before, as a direct message."""
    return Card(
        f"{cohort.name} has a new leader",
        say(
            "**{by}** manages the channel and leads the cohort from now on. You stay a member, with everything that you"
            " have answered.",
            by=by,
        ),
    )


def left(cohort: Cohort) -> Card:
    """A member left."""
    return Card(
        f"You left {cohort.name}",
        say("What you answered is kept. If you answer a question here again, you are back."),
        tone=Tone.RIGHT,
    )


def no_member(cohort: Cohort) -> Card:
    """Whoever is no member cannot leave."""
    return Card(
        f"You are not in {cohort.name}",
        say("You join by answering a question."),
        tone=Tone.REFUSAL,
    )
