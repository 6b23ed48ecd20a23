"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("takt", deadline=None)  # no test depends on a clock's speed
settings.load_profile("takt")
