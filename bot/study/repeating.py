"""Which mistakes somebody makes again and again, by the mistake's name."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.bank import Bank, UnknownItem
from bot.model.items import Question
from bot.store import practice
from bot.store.practice import Slip


async def times(tx: AsyncConnection, bank: Bank, who: int, mistake: str) -> int:
    """How often the mistake of this name has caught a person so far; 0 for none."""
    return (await mistakes(tx, bank, who))[mistake] if mistake else 0


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
    return question.options[slip.option].mistake if slip.option is not None else typed_mistake(question, slip.typed)


def typed_mistake(question: Question, typed: str) -> str:
    """The name of the mistake that gives what was typed, or ""."""
    slip = question.typed.slip(Decimal(typed)) if question.typed else None
    return slip.name if slip else ""
