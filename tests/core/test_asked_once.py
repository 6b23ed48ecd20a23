"""The database itself refuses a second question of one day, and a second letter of one key, whoever writes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from bot.model.rounds import Series
from bot.store import rounds
from bot.store.schema import letter, round_
from tests.core.world import ask_now, found_cohort, world


async def test_a_second_round_of_one_place_in_a_day_is_refused(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        number = await ask_now(w)
        async with w.desk.store.read() as tx:
            asked = await rounds.get(tx, number)
        assert asked
        with pytest.raises(IntegrityError):
            async with w.desk.store.write() as tx:
                await rounds.create(tx, asked)
        for other in ({"ordinal": 2}, {"series": Series.EXTRA}, {"day": asked.day + timedelta(days=1)}):
            async with w.desk.store.write() as tx:
                await rounds.create(tx, replace(asked, **other))
        async with w.desk.store.read() as tx:
            assert (await tx.execute(select(func.count()).select_from(round_))).scalar_one() == 4


async def test_a_second_letter_of_one_key_is_refused(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        await ask_now(w)
        async with w.desk.store.read() as tx:
            row = (await tx.execute(select(letter).where(letter.c.key.startswith("round:")))).one()._asdict()
        del row["id"]
        with pytest.raises(IntegrityError):
            async with w.desk.store.write() as tx:
                await tx.execute(insert(letter), [row])
