"""Parametric questions on demand, a file for each topic."""

from __future__ import annotations

from bot.model.items import Generator
from content.generators.demand.averages import MOVING_AVERAGE
from content.generators.demand.bias import TRACKING_SIGNAL
from content.generators.demand.bullwhip import BULLWHIP
from content.generators.demand.forecast_error import MAD
from content.generators.demand.percentage_error import MAPE
from content.generators.demand.seasonal import DESEASONALISE, SEASONAL_FORECAST
from content.generators.demand.seasons import SEASONAL_INDEX
from content.generators.demand.smoothing import SES
from content.generators.demand.trend_line import TREND_REGRESSION
from content.generators.demand.trend_smoothing import HOLT
from content.generators.demand.weighted import WEIGHTED_MA

GENERATORS: tuple[Generator, ...] = (
    MOVING_AVERAGE,
    WEIGHTED_MA,
    SES,
    HOLT,
    SEASONAL_INDEX,
    SEASONAL_FORECAST,
    DESEASONALISE,
    TREND_REGRESSION,
    MAD,
    TRACKING_SIGNAL,
    MAPE,
    BULLWHIP,
)
