"""What everybody reads of a correction: the question with its corrected key, the room's note, and who gains or loses.

The law: who follows the old key is not to blame, and nobody is told more of others than that answers count anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.chat.message import Card, Field, Tone
from bot.chat.text import Text, join, plain, say
from bot.model.items import LETTERS, Question
from bot.model.rounds import Round

_MOST_NAMED = 5
_NOW = "The leaders of the cohort corrected the key to this option."
_BEFORE = "This was given as the key at first. The leaders of the cohort corrected it."


@dataclass(frozen=True, slots=True)
class Changed:
    """What a correction is about: the rounds whose answers count anew, and the options (in the item's own order).

    `rounds` are never empty; `now` None: withdrawn. `computed`: a question with numbers of its own, asked once.
    """

    rounds: tuple[Round, ...]
    was: int
    now: int | None
    computed: bool = False
    word: str = ""

    @property
    def back(self) -> Changed:
        """The same undone: from where it is to where it was. Of a withdrawal, itself."""
        return replace(self, was=self.now, now=self.was) if self.now is not None else self


def corrected(question: Question, option: int) -> Question:
    """The question with this option as its key. Where that is not the bank's key, the reasons of both say so.

    The working of a computed question led to the other key, and is left out.
    """
    if question.key == option:
        return question
    options = list(question.options)
    options[question.key] = replace(options[question.key], why=_BEFORE, correct=False)
    options[option] = replace(options[option], why=_NOW, correct=True, mistake="")
    return replace(question, options=tuple(options), solution="")


def numbers(rounds: Sequence[Round]) -> str:
    """`Q12`, `Q12 and Q40`, `Q1, Q2, Q3, Q4 and 3 more`."""
    named = [f"Q{one.number}" for one in rounds]
    if len(named) > _MOST_NAMED:
        named = [*named[: _MOST_NAMED - 1], f"{len(named) - _MOST_NAMED + 1} more"]
    return " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))


def letter(what: Round, option: int) -> str:
    """The letter under which an option stood."""
    return LETTERS[what.order.index(option)]


def keys(changed: Changed) -> Text:
    """The old key and the new one, of each round: the same option can stand elsewhere in each."""
    assert changed.now is not None
    return join(
        [
            say(
                "The key of Q{n} is **{now}**, not {was}.",
                n=one.number,
                now=letter(one, changed.now),
                was=letter(one, changed.was),
            )
            for one in changed.rounds[:_MOST_NAMED]
        ]
    )


# --- in the room


def to_room(changed: Changed) -> Card:
    """The one note in the room."""
    names = numbers(changed.rounds)
    said = (Field("The leaders say", plain(changed.word)),) if changed.word else ()
    if changed.now is None:
        return Card(
            f"{names} {'is' if len(changed.rounds) == 1 else 'are'} withdrawn",
            join(
                (say("After a report the leaders took the question out: it counts for nobody."), _never_again(changed)),
                " ",
            ),
            fields=said,
            note=say("Whose points change hears of it in private."),
            tone=Tone.WARNING,
        )
    alone = say("The numbers of this question were its own: no other question changes.") if changed.computed else ()
    return Card(
        f"A correction to {names}",
        join(
            (
                keys(changed),
                say("After a report the leaders corrected it. Every answer counts by the corrected key from now on."),
                alone,
            )
        ),
        fields=said,
        note=say("Whose points change hears of it in private."),
        tone=Tone.WARNING,
    )


def _never_again(changed: Changed) -> Text:
    return () if changed.computed else say("The cohort is not asked it again.")


def undone_to_room(changed: Changed) -> Card:
    """The second note, where a correction was taken back."""
    names = numbers(changed.rounds)
    if changed.now is None:
        return Card(f"{names} counts again", say("The leaders took the withdrawal back. All is as it was before."))
    return Card(
        f"The correction to {names} is taken back",
        join((keys(changed.back), say("The leaders took it back. All is as it was before."))),
    )


def reveal_note(card: Card) -> Card:
    """The reveal under a question whose key was corrected."""
    return replace(card, note=say("The key was corrected by the leaders."))


def withdrawn_reveal(what: Round) -> Card:
    """In place of the reveal of a question that was withdrawn after it had closed."""
    return Card(f"Q{what.number}: withdrawn", say("It was withdrawn after a report and counts for nobody."))


# --- to those whose points changed


def to_member(changed: Changed, difference: int, *, games: bool) -> Card:
    """`difference` in points, never 0. `games`: they want to hear of points."""
    names, answers = numbers(changed.rounds), _answers(changed)
    if changed.now is None:
        return Card(
            f"{names}: withdrawn after a report",
            join(
                (
                    say("The question was at fault, so it counts for nobody. Your answer is kept."),
                    _points(difference, games),
                ),
                " ",
            ),
        )
    if difference > 0:
        what = say("{answers} by the corrected key: you were right after all.", answers=answers)
    else:
        what = say(
            "{answers} by the corrected key. You followed the one that was given: no fault of yours.", answers=answers
        )
    return Card(f"{names}: the key was corrected", join((keys(changed), join((what, _points(difference, games)), " "))))


def undone_to_member(changed: Changed, difference: int, *, games: bool) -> Card:
    """For whoever had heard of a correction that was taken back."""
    return Card(
        f"{numbers(changed.rounds)}: as it was before",
        join((say("The leaders took their correction back."), _points(difference, games)), " "),
    )


def _answers(changed: Changed) -> str:
    return "Your answer counts" if len(changed.rounds) == 1 else "Your answers count"


def _points(difference: int, games: bool) -> Text:
    if not games:
        return ()
    return say("{n} points {more} for you.", n=abs(difference), more="more" if difference > 0 else "fewer")
