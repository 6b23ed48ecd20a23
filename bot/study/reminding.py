"""Reminders: planned when a countdown is set, told when they fall due."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.study.desk import Desk


async def replan(tx: AsyncConnection, who: int, now: datetime) -> None:
    """Plan the reminders of a person anew, after a change of zone or appointment."""


async def remind(tx: AsyncConnection, desk: Desk, who: int, detail: str, due: datetime, now: datetime) -> None:
    """Tell one reminder, if it still makes sense."""
