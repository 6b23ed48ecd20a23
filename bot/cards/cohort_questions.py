"""What leaders read of questions to come and questions asked: previews, skips, extra and replaced ones."""

from __future__ import annotations

from datetime import date

from bot.cards.cohort import next_words
from bot.cards.dates import long_date
from bot.chat.message import Button, Card, Choice, Field, Look, Tone
from bot.chat.text import CommandRef, Moment, authored, join, plain, say
from bot.model.cohort import Cohort
from bot.model.domains import Domain
from bot.model.items import LETTERS, Item
from bot.model.rounds import Round, Series
from bot.rules.calendar import Occurrence
from bot.rules.picking import option_order


def preview(cohort: Cohort, item: Item, seed: int, subtopic: str, coming: Occurrence | None) -> Card:
    """The question that comes next, as it will be asked, with its key."""
    question = item.draw(seed)
    order = option_order(seed, len(question.options), question.ordered)
    swap = Button("Swap", f"cohort:swap:{cohort.id}:{item.id}", Look.PRIMARY)
    skip = (Button("Skip", f"cohort:skip:{cohort.id}:{coming.day:%Y-%m-%d}"),) if coming else ()
    asked = next_words(coming, cohort.schedule.zone) if coming else say("when the cohort goes on")
    return Card(
        f"Next: {item.domain.title}",
        authored(question.stem),
        tuple(Choice(LETTERS[p], authored(question.options[i].text)) for p, i in enumerate(order)),
        fields=(
            Field("Asked", asked, inline=True),
            Field("The key", plain(LETTERS[order.index(question.key)]), inline=True),
            Field("From", say("{subtopic} (`{item}`)", subtopic=subtopic, item=item.id)),
        ),
        buttons=((swap, *skip),),
        note=say(
            "You have seen it, so you score nothing for it. Swap chooses another question; Skip asks none that day."
        ),
    )


def skipped(cohort: Cohort, day: date, coming: Occurrence | None) -> Card:
    """A study day without a question."""
    return Card(
        f"Nothing is asked on {long_date(day)}",
        join(
            (
                say("Nobody's streak breaks. The question that you saw waits for the next time."),
                say("The next question: {at}.", at=next_words(coming, cohort.schedule.zone)),
            )
        ),
        buttons=((Button("Ask after all", f"cohort:unskip:{cohort.id}:{day:%Y-%m-%d}"),),),
        tone=Tone.RIGHT,
    )


def asked_after_all(cohort: Cohort, coming: Occurrence | None) -> Card:
    """A skip was taken back."""
    return Card(
        "It is asked after all",
        say("The next question: {at}.", at=next_words(coming, cohort.schedule.zone)),
        buttons=((Button("Preview", f"cohort:preview:{cohort.id}"),),),
        tone=Tone.RIGHT,
    )


def not_next(day: date) -> Card:
    """A skip of a day whose question was asked meanwhile, or is not the next one any more."""
    return Card(
        f"{long_date(day)} is not the next study day any more",
        say("Nothing was changed. {next} shows what comes next.", next=CommandRef("cohort next")),
        tone=Tone.REFUSAL,
    )


def nothing_fits(domain: Domain | None = None) -> Card:
    """There is nothing to ask, or nowhere to ask it."""
    where = say(" on {domain}", domain=domain.title) if domain else ()
    elsewhere = say("{ask} without a domain asks from all of them.", ask=CommandRef("cohort ask")) if domain else ()
    return Card(
        "I have no question to ask",
        say(
            "The bank holds nothing{where} that I could ask here now. Nothing was changed. {help}",
            where=where,
            help=elsewhere,
        ),
        tone=Tone.REFUSAL,
    )


def asked(new: Round, zone: str) -> Card:
    """A question is on its way to the room."""
    extra = say("It is an extra one: the planned questions come as well.") if new.series is Series.EXTRA else ()
    return Card(
        f"Q{new.number} is asked",
        join((say("It stands in the channel and closes {at}.", at=Moment(new.closes_at, zone)), extra)),
        tone=Tone.RIGHT,
    )


def asked_already(number: int) -> Card:
    """*Ask now* on a card from before the last question."""
    return Card(
        f"Q{number} has been asked",
        say("Nothing was asked twice. For one more, type {ask}.", ask=CommandRef("cohort ask")),
    )


def may_replace(old: Round, answered: int) -> Card:
    """Replacing takes answers out of the count, so it is asked about first."""
    return Card(
        f"Replace Q{old.number}?",
        say(
            "{n} answered it. If you replace it, it counts for nobody, and the points it gave are taken back. The"
            " answers are kept, and everyone can answer the new question.",
            n="1 member has" if answered == 1 else f"{answered} members have",
        ),
        buttons=((Button(f"Replace Q{old.number}", f"cohort:replace:{old.id}", Look.DANGER),),),
        tone=Tone.WARNING,
    )


def replaced(old: Round, new: Round, zone: str) -> Card:
    """Another question stands in the room."""
    return Card(
        f"Q{new.number} takes the place of Q{old.number}",
        say(
            "Q{old} is marked as withdrawn and counts for nobody. The new one closes {at}.",
            old=old.number,
            at=Moment(new.closes_at, zone),
        ),
        tone=Tone.RIGHT,
    )


def replaced_already(old: Round) -> Card:
    """A second click."""
    return Card(f"Q{old.number} was withdrawn already", say("Nothing was done twice."))


def none_open() -> Card:
    """There is nothing to replace."""
    return Card(
        "No question is open",
        say("There is nothing to replace. {ask} asks one now.", ask=CommandRef("cohort ask")),
        tone=Tone.REFUSAL,
    )
