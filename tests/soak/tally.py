"""What a soak found, in four numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """How often the process was killed, how many days were simulated, and what was lost or came twice."""

    kills: int
    days: int
    lost: int
    doubled: int
