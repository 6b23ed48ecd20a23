"""What a simulation says: nothing of the thousand faults that it makes itself."""

from __future__ import annotations

import gc
import logging

from tests.core.world import content


def quietly() -> None:
    """Leave out the bot's log, and what is loaded once out of every collection of garbage."""
    logging.disable(logging.CRITICAL)
    content()
    gc.collect()
    gc.freeze()
