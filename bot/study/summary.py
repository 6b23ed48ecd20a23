"""Being written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.cohort import Cohort
from bot.model.rounds import Round
from bot.study.desk import Desk


async def after_close(tx: AsyncConnection, desk: Desk, cohort: Cohort, what: Round, now: datetime) -> None:
    """Being written."""


async def before_open(tx: AsyncConnection, desk: Desk, cohort: Cohort, now: datetime) -> None:
    """Being written."""
