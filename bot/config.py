"""Being written."""

from __future__ import annotations

from bot.study.desk import Timing


class _Database:
    url = ""


class _Study:
    def timing(self) -> Timing:
        """Being written."""
        return Timing()


class Config:
    """Being written."""

    database = _Database()
    study = _Study()
