"""Parametric questions on demand, a file for each topic."""

from __future__ import annotations

from bot.model.items import Generator
from content.generators.demand.forecast_error import MAD

GENERATORS: tuple[Generator, ...] = (MAD,)
