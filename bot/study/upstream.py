"""Corrections and reports as they are carried to the authors of the questions: by item, and without anybody's name.

The law: what a cohort wrote for itself stays there. Of the rest nothing tells who reported, decided or answered, nor in
which cohort, nor how an open question is answered. Options are counted from 1, in the item's own order, as its file has
them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.bank import Bank, UnknownItem
from bot.model.items import Question
from bot.model.rounds import Round, RoundState
from bot.rules.figures import MIN_SHARES
from bot.store import answers, asides, corrections, questions, rounds

FORMAT = 1


async def carried(tx: AsyncConnection, bank: Bank) -> dict[str, Any]:
    """The corrections that stand and the open reports of all cohorts, as plain values for YAML and JSON."""
    found: dict[str, Any] = {"format": FORMAT, "corrections": [], "reports": []}
    for one in await corrections.standing(tx):
        if questions.is_own(one.target.item):
            continue
        asked = await corrections.asked(tx, one.target)
        words = _words(bank, asked[-1])
        found["corrections"].append(
            _about(bank, asked[-1])
            | {"change": "key" if one.now is not None else "withdrawn", "was": _option(words, one.was)}
            | ({"now": _option(words, one.now)} if one.now is not None else {})
            | ({"word": one.word} if one.word else {})
            | await _answers(tx, [what for what in asked if what.state is not RoundState.OPEN])
            | {"decided": one.at.date().isoformat()}
        )
    for report in await asides.open_reports(tx):
        if questions.is_own(report.item):
            continue
        what = (await rounds.several(tx, [report.round]))[report.round]
        of_closed = [what] if what.state is not RoundState.OPEN else []
        found["reports"].append(
            _about(bank, what)
            | {"text": report.text}
            | await _answers(tx, of_closed)
            | {"reported": report.at.date().isoformat()}
        )
    return found


def _words(bank: Bank, what: Round) -> Question | None:
    try:
        return bank.item(what.item, what.version).draw(what.seed)
    except UnknownItem:
        return None


def _about(bank: Bank, what: Round) -> dict[str, Any]:
    """Which question: of a computed one with the seed that draws it again."""
    about: dict[str, Any] = {"item": what.item, "version": what.version}
    try:
        computed = bank.item(what.item, what.version).generator is not None
    except UnknownItem:
        computed = False
    return about | ({"seed": what.seed} if computed else {})


def _option(words: Question | None, option: int) -> dict[str, Any]:
    text = {"text": words.options[option].text} if words else {}
    return {"option": option + 1} | text


async def _answers(tx: AsyncConnection, asked: Sequence[Round]) -> dict[str, Any]:
    """How many chose each option, where enough answered that it tells of nobody."""
    counts: Counter[int] = Counter()
    shares = await answers.shares(tx, [what.id for what in asked])
    for what in asked:
        for position, n in shares[what.id].items():
            counts[what.order[position]] += n
    return {"answers": [counts[option] for option in range(4)]} if counts.total() >= MIN_SHARES else {}
