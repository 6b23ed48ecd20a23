"""Parametric questions on quality, technology and continuous improvement, a file for each topic."""

from __future__ import annotations

from bot.model.items import Generator
from content.generators.quality.oee import OEE, OEE_V1

GENERATORS: tuple[Generator, ...] = (OEE_V1, OEE)
