"""What an author is asked: where a question belongs, its words, and the reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.message import Button, Card, Form, Input, Kind, Look
from bot.chat.text import join, plain, say
from bot.model.domains import Domain
from bot.model.items import Level, Question, Subtopic
from bot.model.limits import OPTION, REASON, STEM
from bot.rules.naming import shown

ANSWERS = ("right", "wrong1", "wrong2", "wrong3")
"""The inputs that hold the options, as they are typed."""
NAMES = ("the right answer", "wrong answer 1", "wrong answer 2", "wrong answer 3")
"""What the options are called to whoever typed them."""
_LABEL, _BUTTON, _ROW = 45, 70, 5

_LEVELS: Mapping[Level, str] = {
    Level.REMEMBER: "Remember: know a fact or a term",
    Level.UNDERSTAND: "Understand: explain or tell apart",
    Level.APPLY: "Apply: use it in a case, or compute",
    Level.ANALYSE: "Analyse: weigh, diagnose, decide",
}


# --- where it belongs


def domains(cohort: int) -> Card:
    """The first list: which domain."""
    picks = [Button(domain.title, f"question:domain:{cohort}:{domain.value}", Look.PRIMARY) for domain in Domain]
    return Card(
        "What is your question about?",
        say(
            "Write a question for your cohort. Another person reads it before it is asked, without knowing which answer"
            " is right. Write it from what you have understood: **never** what you remember of an exam, and nothing"
            " copied from a book."
        ),
        buttons=_rows(picks),
    )


def subtopics(cohort: int, domain: Domain, these: Sequence[Subtopic]) -> Card:
    """The second list: which subtopic."""
    picks = [Button(shown(f"{s.code} {s.name}", _BUTTON), f"question:subtopic:{cohort}:{s.code}") for s in these]
    return Card(f"{domain.title}: which subtopic?", say("Pick the one that it is closest to."), buttons=_rows(picks))


def levels(cohort: int, subtopic: Subtopic) -> Card:
    """The third list: what it asks of people. Each opens the form."""
    picks = [
        (Button(name, f"question:write:{cohort}:{subtopic.code}:{level.value}", Look.PRIMARY),)
        for level, name in _LEVELS.items()
    ]
    return Card(
        shown(f"{subtopic.code} {subtopic.name}", 100),
        join((plain(subtopic.scope), say("What should somebody do to answer it?"))),
        buttons=tuple(picks),
        note=say("A button opens the form: your question and four answers. The reasons come after it."),
    )


def _rows(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[at : at + _ROW]) for at in range(0, len(buttons), _ROW))


# --- the two forms


def words_form(token: str, words: Question | None = None) -> Form:
    """The first form: the stem, the right answer and three wrong ones."""
    held = _typed(words) if words else {}
    stem = Input(
        "stem",
        "Your question",
        Kind.LONG,
        held.get("stem", ""),
        "A short case and one question that can be answered before the answers are read.",
        most=STEM,
    )
    hints = ("I mix the answers myself.", *["Wrong for a reason: a mistake that people make."] * 3)
    rest = [
        Input(
            name,
            f"{called[:1].upper()}{called[1:].removeprefix('the ')}"[:_LABEL],
            Kind.TEXT,
            held.get(name, ""),
            hint,
            most=OPTION,
        )
        for name, called, hint in zip(ANSWERS, ("the right answer", *NAMES[1:]), hints, strict=True)
    ]
    return Form(token, "Question and answers", (stem, *rest), "Next")


def _typed(words: Question) -> dict[str, str]:
    """A wording as it would be typed: the right answer first."""
    wrong = [option.text for option in words.options if not option.correct]
    return dict(zip(("stem", *ANSWERS), (words.stem, words.options[words.key].text, *wrong), strict=True))


def reasons_form(number: int, words: Question) -> Form:
    """The second form: why each answer is right or wrong, in the order in which they are kept."""
    inputs = []
    for place, option in enumerate(words.options):
        label = shown(f"{'Right' if option.correct else 'Wrong'}: {option.text}", _LABEL)
        hint = "Why is it right?" if option.correct else "Which mistake leads there, and what is right instead?"
        inputs.append(Input(f"why{place}", label, Kind.LONG, option.why, hint, most=REASON))
    return Form(f"question:reasoned:{number}", "Why each answer", tuple(inputs), "Hand in")
