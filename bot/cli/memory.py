"""Keeps the memory of a bot that runs for months small."""

from __future__ import annotations

import ctypes

_M_ARENA_MAX = -8
"""glibc's number for it."""


def share_one_arena() -> None:
    """Let all threads take memory from one arena, where the C library is glibc; elsewhere nothing changes.

    It gives each thread one of its own, so that they need not wait for each other, and keeps what they gave back.
    Threads of ours hold the interpreter's lock while they take memory: they never meet there.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
