"""Parametric questions on distribution, a file for each topic."""

from __future__ import annotations

from bot.model.items import Generator
from content.generators.distribution.fair_share import FAIR_SHARE

GENERATORS: tuple[Generator, ...] = (FAIR_SHARE,)
