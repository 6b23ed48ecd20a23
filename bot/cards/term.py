"""A term as one member reads it, what there is to look up, and the terms of a question whose key is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.cards.formula import COMMAND as FORMULA
from bot.chat.message import Button, Card, Field, Tone
from bot.chat.text import CommandRef, Text, join, plain, say
from bot.model.domains import Domain
from bot.model.formulas import Formula
from bot.model.items import Subtopic
from bot.model.terms import Term
from bot.rules.naming import shown

COMMAND = "takt term"
MOST = 4
_LABEL = 45


def offer(number: int) -> Button:
    """*Terms in this question*, under a closed one: it says nothing that is not in the question."""
    return Button("Terms in this question", f"term:asked:{number}")


def offer_in_practice(turn: int) -> Button:
    """The same, under the reasons of a practice question."""
    return Button("Terms in this question", f"term:practised:{turn}")


def overview(counts: Mapping[Domain, int]) -> Card:
    """How many terms there are, and a button for the list of each domain."""
    domains = [domain for domain in Domain if counts[domain]]
    text = say(
        "{n} terms, in our own words. {command} and a name or an acronym looks one up: {command} `safety stock`.",
        n=sum(counts.values()),
        command=CommandRef(COMMAND),
    )
    buttons = tuple(Button(f"{shown(domain.title, 60)} ({counts[domain]})", _listing(domain)) for domain in domains)
    return Card(
        "Terms",
        text if domains else say("There are none yet."),
        buttons=tuple(buttons[place : place + 4] for place in range(0, len(buttons), 4)),
    )


def listing(domain: Domain, terms: Sequence[Term]) -> Card:
    """The names of the terms of a domain."""
    return Card(
        f"Terms: {domain.title}",
        join([plain(term.name) for term in terms], " · "),
        buttons=((Button("Other domains", "term:domains"),),),
        note=say("{command} and one of these says what it means.", command=CommandRef(COMMAND)),
    )


def about(term: Term, related: Sequence[Term], subtopics: Sequence[Subtopic], formulas: Sequence[Formula]) -> Card:
    """What a term means, what it is also called, and where to go from here."""
    home = join([say("{code} {name}", code=each.code, name=each.name) for each in subtopics])
    fields = [Field("Where it belongs", home)]
    if term.aliases:
        fields.insert(0, Field("Also called", plain(", ".join(term.aliases))))
    if formulas:
        fields.append(Field("Formulas that use it", join([_formula(each) for each in formulas])))
    return Card(
        term.title,
        plain(term.text),
        fields=(*fields, Field("See also", plain(", ".join(each.name for each in related)))),
        buttons=(tuple(map(_show, related)),),
    )


def in_question(terms: Sequence[Term], topic: Sequence[Term]) -> Card:
    """The terms in the words of a question, each with its meaning; where there are none, those on its `topic`."""
    shown_here = terms or topic
    if not shown_here:
        return Card(
            "No terms in this question",
            say("None of the terms I know is in its words. {command} lists all.", command=CommandRef(COMMAND)),
        )
    return Card(
        "Terms in this question" if terms else "Terms on this topic",
        () if terms else say("The question itself names no term. These belong to what it is about."),
        fields=tuple(Field(term.title, plain(term.text)) for term in shown_here),
        buttons=(tuple(map(_show, shown_here)),),
        note=say("A button shows what is related to a term, and the formulas that use it."),
    )


def still_open() -> Card:
    """Somebody asks for the terms of a question that can still be answered."""
    return Card(
        "This question is still open",
        say("Its terms are offered with the key, once it is closed. Until then they might give something away."),
        tone=Tone.REFUSAL,
    )


def unknown(typed: str, near: Sequence[Term]) -> Card:
    """A name that no term has."""
    names = join([say("• {name}", name=term.name) for term in near])
    return Card(
        "No term of that name",
        say(
            "I do not know “{typed}”. {all} alone lists what there is.", typed=shown(typed, 60), all=CommandRef(COMMAND)
        ),
        fields=(Field("Did you mean", names),) if near else (),
        buttons=(tuple(map(_show, near)),) if near else (),
        tone=Tone.REFUSAL,
    )


def _show(term: Term) -> Button:
    return Button(shown(term.title, _LABEL), f"term:show:{term.slug}")


def _listing(domain: Domain) -> str:
    return f"term:list:{domain}"


def _formula(formula: Formula) -> Text:
    return say("{title}: {command} `{name}`", title=formula.title, command=CommandRef(FORMULA), name=formula.name)
