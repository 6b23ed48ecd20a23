"""Members who press, settle and change their minds, and write down in the ledger what they were told."""

from __future__ import annotations

import random
from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

from bot.model.items import LETTERS
from tests.conversations.stage import Seen
from tests.faults.ledger import Entry, Ledger
from tests.faults.sides import Side, round_of

Result = TypeVar("Result")
_PATIENCE = 10.0
_SURE = {"Sure": "sure", "Guess": "guess"}


class Company(Protocol):
    """Whoever answers: waiting for them ends when they are gone, or when patience does."""

    async def during(self, work: Coroutine[Any, Any, Result], patience: float) -> Result:
        """What comes of this."""


class Members:
    """The people of one room."""

    def __init__(self, side: Side, ledger: Ledger, rng: random.Random, *, settling: bool = True) -> None:
        self._side = side
        self._settling = settling
        self._ledger = ledger
        self._rng = rng

    async def answer(self, bot: Company, who: str, card: Seen) -> None:
        """One member answers a question. Raises Died where the bot dies over it."""
        number = round_of(self._side, card)
        assert number is not None
        entry = self._ledger.entry(number, who)
        if entry.settled:
            return
        receipt = await self._tap(bot, who, card, entry, self._choice(entry))
        if not self._settling:
            return
        if receipt is not None and "Change" in receipt.buttons and self._rng.random() < 0.3:
            letters = await bot.during(self._side.stage.press(who, receipt, "Change"), _PATIENCE)
            if "A" in letters.buttons:
                receipt = await self._tap(bot, who, letters, entry, self._rng.randrange(3))
        if receipt is not None and "Sure" in receipt.buttons and (entry.sure or self._rng.random() < 0.7):
            await self._settle(bot, who, receipt, entry)

    def _choice(self, entry: Entry) -> int:
        """Whoever was left without an answer presses the same again; so does who has one already."""
        return min(entry.last) if entry.last else self._rng.randrange(3)

    async def _tap(self, bot: Company, who: str, card: Seen, entry: Entry, position: int) -> Seen | None:
        """Press a letter. Returns the receipt, where there was one."""
        if entry.first is None:
            entry.first = position
        entry.last.add(position)
        seen = await bot.during(self._side.stage.press(who, card, LETTERS[position]), _PATIENCE)
        if f"{LETTERS[position]}. How sure?" not in seen.text:
            return None
        entry.confirmed, entry.last = True, {position}
        return seen

    async def _settle(self, bot: Company, who: str, receipt: Seen, entry: Entry) -> None:
        label = next((x for x, kept in _SURE.items() if kept == entry.sure), self._rng.choice(tuple(_SURE)))
        entry.sure = _SURE[label]
        seen = await bot.during(self._side.stage.press(who, receipt, label), _PATIENCE)
        # On a question that closed meanwhile nothing was settled: the card says what had been chosen.
        entry.settled = "Report a mistake" in seen.buttons and "You chose" not in seen.text
