"""What can go wrong, at which step, and the plan that says when it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Step(StrEnum):
    """Where something can go wrong: a call of the platform, or a commit."""

    POST = "post"
    FIND = "find"
    EDIT = "edit"
    COMMIT = "commit"


class Trouble(StrEnum):
    """What goes wrong there."""

    BEFORE = "dropped before it was accepted"
    AFTER = "dropped after it was accepted"
    LATE = "timed out, and accepted later"
    LAGGING = "dropped after it was accepted, and not in the history for a while"
    SLOW_DOWN = "429 with a time to wait"
    AWAY = "not reached at all"
    REFUSED = "refused for a while"
    UNREADABLE = "the history may not be read for a while"
    LOCKED = "the database is locked"
    FULL = "the disk is full for a while"
    UNSEEN = "committed, but we saw an error"
    CRASH_BEFORE = "the process dies before it"
    CRASH_DURING = "the process dies while it is under way, and it is accepted later"
    CRASH_AFTER = "the process dies right after it"


_CRASHES = (Trouble.CRASH_BEFORE, Trouble.CRASH_AFTER)
CAN_MEET = {
    Step.POST: (
        *(Trouble.BEFORE, Trouble.AFTER, Trouble.LATE, Trouble.LAGGING),
        *(Trouble.SLOW_DOWN, Trouble.AWAY, Trouble.REFUSED, Trouble.CRASH_DURING, *_CRASHES),
    ),
    Step.FIND: (Trouble.SLOW_DOWN, Trouble.AWAY, Trouble.UNREADABLE, *_CRASHES),
    Step.EDIT: (Trouble.BEFORE, Trouble.AFTER, Trouble.SLOW_DOWN, Trouble.AWAY, Trouble.REFUSED, *_CRASHES),
    Step.COMMIT: (Trouble.LOCKED, Trouble.FULL, Trouble.UNSEEN, *_CRASHES),
}
"""Which trouble can meet which step."""


class Died(BaseException):
    """The process is dead: whatever of it still runs gets no further."""


@dataclass
class Fault:
    """`trouble` meets the step after `skip` others of its kind, at this place ("" for any) and not before `since`.

    `size` from 0 to 1 is how bad it is: how late, how long. `since` is in seconds of the loop.
    """

    step: Step
    trouble: Trouble
    skip: int = 0
    place: str = ""
    since: float = 0.0
    size: float = 0.5
    about: object = None
    met_at: float | None = None

    def __str__(self) -> str:
        met = f"met at {self.met_at:.1f} s" if self.met_at is not None else "not met"
        return f"{self.step}[{self.skip}] {self.place or 'anywhere'}: {self.trouble} ({self.size:.2f}), {met}"


@dataclass
class Plan:
    """The faults still to come, and every step that was taken."""

    time: Callable[[], float]
    coming: list[Fault] = field(default_factory=list)
    met: list[Fault] = field(default_factory=list)
    steps: list[tuple[Step, str]] = field(default_factory=list)

    def meets(self, step: Step, place: str = "") -> Fault | None:
        """What goes wrong with this step, if anything does."""
        self.steps.append((step, place))
        found: Fault | None = None
        for fault in self.coming:
            if fault.step is not step or fault.place not in ("", place) or fault.since > self.time():
                continue
            if fault.skip > 0:
                fault.skip -= 1
            elif found is None:
                found = fault
        if found is not None:
            found.met_at = self.time()
            self.coming.remove(found)
            self.met.append(found)
        return found
