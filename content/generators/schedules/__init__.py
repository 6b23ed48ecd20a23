"""Parametric questions on detailed schedules, a file for each topic."""

from __future__ import annotations

from bot.model.items import Generator
from content.generators.schedules.capacity import EFFICIENCY, RATED_CAPACITY
from content.generators.schedules.constraint import TOC_MIX
from content.generators.schedules.flow import LITTLES_LAW, VUT
from content.generators.schedules.input_output import IO_BACKLOG
from content.generators.schedules.johnson import JOHNSON
from content.generators.schedules.kanban import KANBAN
from content.generators.schedules.learning import LEARNING_CURVE
from content.generators.schedules.line_balance import LINE_BALANCE
from content.generators.schedules.load import LOAD
from content.generators.schedules.overlapping import OVERLAP
from content.generators.schedules.pert import PERT_SD
from content.generators.schedules.priorities import CRITICAL_RATIO, SLACK_PER_OP
from content.generators.schedules.sequencing import EDD_TARDINESS, SPT_FLOW
from content.generators.schedules.takt import TAKT

GENERATORS: tuple[Generator, ...] = (
    RATED_CAPACITY,
    LOAD,
    EFFICIENCY,
    CRITICAL_RATIO,
    SLACK_PER_OP,
    OVERLAP,
    SPT_FLOW,
    EDD_TARDINESS,
    JOHNSON,
    IO_BACKLOG,
    LITTLES_LAW,
    VUT,
    TOC_MIX,
    TAKT,
    LINE_BALANCE,
    KANBAN,
    LEARNING_CURVE,
    PERT_SD,
)
