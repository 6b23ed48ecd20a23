"""Parametric questions on distribution, a file for each topic."""

from __future__ import annotations

from bot.model.items import Generator
from content.generators.distribution.drp import DRP
from content.generators.distribution.fair_share import FAIR_SHARE
from content.generators.distribution.freight import DIM_WEIGHT, TL_LTL
from content.generators.distribution.perfect_order import PERFECT_ORDER
from content.generators.distribution.returned import RETURNS_VALUE
from content.generators.distribution.risk_pooling import SQUARE_ROOT
from content.generators.distribution.sites import CENTRE_OF_GRAVITY
from content.generators.distribution.transit import MODE_COST, PIPELINE
from content.generators.distribution.warehouse import PALLET_POSITIONS

GENERATORS: tuple[Generator, ...] = (
    DRP,
    FAIR_SHARE,
    SQUARE_ROOT,
    PIPELINE,
    MODE_COST,
    DIM_WEIGHT,
    CENTRE_OF_GRAVITY,
    PERFECT_ORDER,
    PALLET_POSITIONS,
    TL_LTL,
    RETURNS_VALUE,
)
