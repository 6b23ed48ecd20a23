"""Parametric questions on quality, technology and continuous improvement, a file for each topic."""

from __future__ import annotations

from bot.model.items import Generator
from content.generators.quality.capability import CP, CPK
from content.generators.quality.control_charts import P_CHART, XBAR_UCL
from content.generators.quality.cycle_efficiency import PCE
from content.generators.quality.defects import DPMO
from content.generators.quality.failure_modes import RPN
from content.generators.quality.loss_function import TAGUCHI
from content.generators.quality.oee import OEE, OEE_V1
from content.generators.quality.quality_costs import COQ
from content.generators.quality.reliability import AVAILABILITY
from content.generators.quality.yields import RTY

GENERATORS: tuple[Generator, ...] = (
    CP,
    CPK,
    XBAR_UCL,
    P_CHART,
    DPMO,
    RTY,
    OEE_V1,
    OEE,
    COQ,
    RPN,
    PCE,
    AVAILABILITY,
    TAGUCHI,
)
