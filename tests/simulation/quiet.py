"""What a simulation says: nothing of the thousand faults that it makes itself."""

from __future__ import annotations

import gc
import logging

from tests.core.world import content


def quietly() -> None:
    """Leave out the bot's log, and collect garbage seldom, and never what is loaded once."""
    logging.disable(logging.CRITICAL)
    content()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
