"""A deck for Anki: a note for each item, its options in front, the key and every reason on the back.

The law: a note is known by its item's id for ever, so that a newer export brings the newer words and nobody loses
what they have learnt. Of a parametric question there are a few drawn ones, always the same.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import genanki

from bot.bank.exchange.markup import as_html
from bot.model.domains import Domain
from bot.model.items import LETTERS, Item, Option, Question, Subtopic

DRAWN = 3
"""How many cards a parametric question has: enough to meet the formula, too few to learn the numbers by heart."""
DECK = "Takt CPIM"
MODEL_ID = 1_713_920_611
DECK_ID = 1_713_920_612
DECK_IDS: Mapping[Domain, int] = {
    Domain.STRATEGY: 1_713_920_621,
    Domain.SOP: 1_713_920_622,
    Domain.DEMAND: 1_713_920_623,
    Domain.SUPPLY: 1_713_920_624,
    Domain.SCHEDULES: 1_713_920_625,
    Domain.INVENTORY: 1_713_920_626,
    Domain.DISTRIBUTION: 1_713_920_627,
    Domain.QUALITY: 1_713_920_628,
}
"""Drawn once and never changed: Anki knows decks and note types by these."""
DESCRIPTION = (
    "Questions for the CPIM exam by the authors of Takt, a free study-group bot. Licence: CC BY-SA 4.0 "
    "(https://creativecommons.org/licenses/by-sa/4.0/): share and change them, name the authors of Takt, and pass them "
    "on under the same licence. Takt is not affiliated with ASCM; CPIM, APICS and ASCM are trademarks of the "
    "Association for Supply Chain Management."
)
_FIELDS = ("Question", "Options", "Answer", "Reasons", "Topic", "Source", "Id")
_CSS = """\
.card { font-family: sans-serif; font-size: 19px; line-height: 1.45; text-align: left; max-width: 42em; margin: 0 auto;
  padding: 0 .6em; }
pre { overflow-x: auto; font-size: 16px; line-height: 1.35; }
table { border-collapse: collapse; margin: .8em 0; } td { padding: .25em .6em .25em 0; vertical-align: top; }
.key { font-weight: bold; } .why { margin: .2em 0 .8em; } .small { font-size: 14px; opacity: .75; margin-top: 1.2em; }
"""
_FRONT = "{{Question}}{{Options}}"
_BACK = (
    '{{Question}}{{Options}}<hr id="answer">{{Answer}}{{Reasons}}'
    '<div class="small">{{Topic}}<br>{{Source}}<br>{{Id}} · Takt, CC BY-SA 4.0 · not affiliated with ASCM</div>'
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what makes its note the same one in the next export."""

    item: Item
    question: Question
    guid: str
    drawn: bool = False


def asked(items: Sequence[Item]) -> Iterator[Asked]:
    """Every question of these items, in their order, each with its options as the card has them."""
    for item in items:
        for seed in range(1, DRAWN + 1) if item.generator is not None else (0,):
            question = item.draw(seed)
            mark = (item.id, str(seed)) if item.generator is not None else (item.id,)
            yield Asked(item, question, genanki.guid_for("takt", *mark), item.generator is not None)


def write(
    file: Path,
    questions: Sequence[Asked],
    subtopics: Mapping[str, Subtopic],
    books: Mapping[str, str],
    at: float,
    advance: Callable[[], object],
) -> None:
    """Write the package. `at` (seconds since 1970) is when its words are from: Anki takes the newer ones."""
    model = genanki.Model(
        MODEL_ID,
        "Takt question",
        fields=[{"name": name} for name in _FIELDS],
        templates=[{"name": "Question", "qfmt": _FRONT, "afmt": _BACK}],
        css=_CSS,
    )
    decks = {one: genanki.Deck(DECK_IDS[one], f"{DECK}::{one.title}", DESCRIPTION) for one in Domain}
    for one in questions:
        decks[one.item.domain].add_note(
            genanki.Note(model, list(_fields(one, subtopics, books)), guid=one.guid, tags=sorted(_tags(one)))
        )
        advance()
    filled = [deck for deck in decks.values() if deck.notes]
    genanki.Package([genanki.Deck(DECK_ID, DECK, DESCRIPTION), *filled]).write_to_file(str(file), timestamp=at)


def placed(one: Asked) -> tuple[Option, ...]:
    """The options in the order of the card: numbers as they are, others shuffled, the same way in every export."""
    options = one.question.options
    if one.question.ordered:
        return options
    return tuple(sorted(options, key=lambda option: hashlib.sha256(f"{one.guid} {option.text}".encode()).digest()))


def _fields(one: Asked, subtopics: Mapping[str, Subtopic], books: Mapping[str, str]) -> Iterator[str]:
    lettered = list(zip(LETTERS, placed(one), strict=True))
    yield as_html(one.question.stem)
    yield "<table>" + "".join(f"<tr><td>{at}</td><td>{as_html(o.text)}</td></tr>" for at, o in lettered) + "</table>"
    yield "".join(_reason(at, option) for at, option in lettered if option.correct) + _working(one.question)
    yield "".join(_reason(at, option) for at, option in lettered if not option.correct)
    yield escape(f"{one.item.domain.title} · {one.item.subtopic} {subtopics[one.item.subtopic].name}")
    yield escape(_source(one.item, books))
    yield escape(one.item.id) + (" · one of the numbers it can be asked with" if one.drawn else "")


def _reason(letter: str, option: Option) -> str:
    told = f"{letter}. {as_html(option.text)}"
    head = f'<span class="key">{told}</span>' if option.correct else told
    return f'<div class="why">{head}<br>{as_html(option.why)}</div>'


def _working(question: Question) -> str:
    return f'<div class="why">{as_html(question.solution)}</div>' if question.solution else ""


def _source(item: Item, books: Mapping[str, str]) -> str:
    if item.reference is None:
        return ""
    return f"{books[item.reference.book]}: {item.reference.topic}"


def _tags(one: Asked) -> Iterator[str]:
    item = one.item
    yield f"takt::{item.domain}::{item.subtopic}"
    yield f"takt::{item.level}"
    if one.drawn:
        yield "takt::drawn"
    for tag in item.tags:
        yield "takt::" + re.sub(r"[\s\"]+", "_", tag)
