"""Which mistakes somebody makes again and again, by the mistake's name."""

from __future__ import annotations

from collections import Counter

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.bank import Bank, UnknownItem
from bot.model.items import Question
from bot.store import practice
from bot.store.practice import Slip


async def times(tx: AsyncConnection, bank: Bank, who: int, question: Question, option: int) -> int:
    """How often the mistake behind this option has caught a person so far; 0 for one without a name."""
    name = question.options[option].mistake
    return (await mistakes(tx, bank, who))[name] if name else 0


async def mistakes(tx: AsyncConnection, bank: Bank, who: int) -> Counter[str]:
    """How often each named mistake has caught a person, in rounds and in practice."""
    named = [item.id for item in bank.current_items() if item.generator is not None]
    found = Counter(_name(bank, slip) for slip in await practice.slips(tx, who, named))
    del found[""]
    return found


def _name(bank: Bank, slip: Slip) -> str:
    try:
        question = bank.item(slip.item, slip.version).draw(slip.seed)
    except UnknownItem:
        return ""
    return question.options[slip.option].mistake
