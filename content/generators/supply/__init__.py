"""Parametric questions on supply, a file for each topic."""

from __future__ import annotations

from bot.model.items import Generator
from content.generators.supply.credit import TRADE_CREDIT
from content.generators.supply.explosion import BOM_EXPLOSION
from content.generators.supply.landed import LANDED_COST
from content.generators.supply.lot_sizes import PART_PERIOD, SILVER_MEAL
from content.generators.supply.make_or_buy import MAKE_BUY
from content.generators.supply.netting import MRP_NET
from content.generators.supply.order_periods import POQ
from content.generators.supply.projected import PAB
from content.generators.supply.promising import ATP_FIRST, ATP_LATER
from content.generators.supply.releases import MRP_RELEASE
from content.generators.supply.rough_cut import CPOF
from content.generators.supply.scorecards import SUPPLIER_SCORE
from content.generators.supply.standard_cost import UNIT_COST
from content.generators.supply.variances import PPV
from content.generators.supply.yields import YIELD_START

GENERATORS: tuple[Generator, ...] = (
    PAB,
    ATP_FIRST,
    ATP_LATER,
    MRP_NET,
    MRP_RELEASE,
    BOM_EXPLOSION,
    YIELD_START,
    POQ,
    PART_PERIOD,
    SILVER_MEAL,
    CPOF,
    SUPPLIER_SCORE,
    TRADE_CREDIT,
    PPV,
    LANDED_COST,
    UNIT_COST,
    MAKE_BUY,
)
