"""Parametric questions on sales and operations planning, a file for each topic."""

from __future__ import annotations

from bot.model.items import Generator
from content.generators.sop.backlog import LEVEL_MTO
from content.generators.sop.chase import CHASE_COST
from content.generators.sop.level_costs import LEVEL_PLAN_CARRYING
from content.generators.sop.level_plans import LEVEL_MTS
from content.generators.sop.resources import RESOURCE_LOAD
from content.generators.sop.workforce import WORKFORCE

GENERATORS: tuple[Generator, ...] = (
    LEVEL_MTS,
    LEVEL_MTO,
    CHASE_COST,
    LEVEL_PLAN_CARRYING,
    WORKFORCE,
    RESOURCE_LOAD,
)
