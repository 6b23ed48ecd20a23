"""What was tried on each surface, what came of it, and what should not have."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

_SHOWN = 20


@dataclass
class Tally:
    """One surface. `faults` are whole lines that let somebody try the same again."""

    surface: str
    inputs: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    tracebacks: int = 0
    writes: int = 0
    faults: list[str] = field(default_factory=list)

    def tried(self, outcome: str) -> None:
        self.inputs += 1
        self.outcomes[outcome] += 1

    def traceback(self, what: str) -> None:
        """A member, or an operator, would have seen a program's fault."""
        self.tracebacks += 1
        self.faults.append(f"traceback: {what}")

    def wrote(self, what: str) -> None:
        """Something refused left a trace."""
        self.writes += 1
        self.faults.append(f"written: {what}")

    def fault(self, what: str) -> None:
        self.faults.append(what)

    def lines(self) -> list[str]:
        """The surface in a line, and its first faults."""
        came = ", ".join(f"{name} {number}" for name, number in self.outcomes.most_common())
        head = f"{self.surface}: {self.inputs} inputs, tracebacks {self.tracebacks}, writes {self.writes}; {came}"
        return [head, *(f"    {fault}" for fault in self.faults[:_SHOWN])]
