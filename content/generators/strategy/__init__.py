"""Parametric questions on supply chains and strategy, a file for each topic."""

from __future__ import annotations

from bot.model.items import Generator
from content.generators.strategy.break_even import BREAK_EVEN
from content.generators.strategy.cash_to_cash import CASH_TO_CASH
from content.generators.strategy.indifference import INDIFFERENCE
from content.generators.strategy.present_value import NPV
from content.generators.strategy.productivity import MULTIFACTOR_PRODUCTIVITY
from content.generators.strategy.return_on_assets import ROA_INVENTORY
from content.generators.strategy.risk import RISK_MITIGATION

GENERATORS: tuple[Generator, ...] = (
    BREAK_EVEN,
    INDIFFERENCE,
    CASH_TO_CASH,
    MULTIFACTOR_PRODUCTIVITY,
    RISK_MITIGATION,
    ROA_INVENTORY,
    NPV,
)
