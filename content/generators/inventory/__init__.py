"""Parametric questions on inventory, a file for each topic."""

from __future__ import annotations

from bot.model.items import Generator
from content.generators.inventory.accuracy import IRA
from content.generators.inventory.average import AVERAGE_INVENTORY
from content.generators.inventory.carrying import CARRYING_COST
from content.generators.inventory.classes import ABC
from content.generators.inventory.counting import CYCLE_COUNT
from content.generators.inventory.cover import DAYS_OF_SUPPLY
from content.generators.inventory.discounts import QUANTITY_DISCOUNT
from content.generators.inventory.exposures import EXPOSURES
from content.generators.inventory.fill_rate import FILL_RATE
from content.generators.inventory.layers import FIFO
from content.generators.inventory.lead_times import SAFETY_STOCK_VAR_LT
from content.generators.inventory.lot_sizes import ANNUAL_COST, EOQ
from content.generators.inventory.order_points import PERIODIC_REVIEW, ROP
from content.generators.inventory.production_lots import EPQ
from content.generators.inventory.safety import SAFETY_STOCK
from content.generators.inventory.safety_from_mad import SS_FROM_MAD
from content.generators.inventory.single_period import NEWSVENDOR
from content.generators.inventory.turns import TURNS

GENERATORS: tuple[Generator, ...] = (
    EOQ,
    ANNUAL_COST,
    EPQ,
    QUANTITY_DISCOUNT,
    SAFETY_STOCK,
    SAFETY_STOCK_VAR_LT,
    SS_FROM_MAD,
    ROP,
    PERIODIC_REVIEW,
    TURNS,
    DAYS_OF_SUPPLY,
    CARRYING_COST,
    ABC,
    CYCLE_COUNT,
    IRA,
    NEWSVENDOR,
    FIFO,
    EXPOSURES,
    AVERAGE_INVENTORY,
    FILL_RATE,
)
