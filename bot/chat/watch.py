"""Who looks on: told what happens and how long it took, never who did it or what they chose."""

from __future__ import annotations

from typing import Protocol


class Watch(Protocol):
    """Hears of what happens. Every method returns at once and never raises. Times in seconds.

    What is told must be one of few: a platform, a kind, an outcome; never a person, a room or a text.
    """

    def interaction(self, platform: str, kind: str, outcome: str, seconds: float) -> None:
        """A request of this kind had this outcome, and took the core this long."""

    def acknowledged(self, platform: str, seconds: float) -> None:
        """A platform that wants an answer within three seconds had one, this long after it asked."""

    def missed(self, platform: str) -> None:
        """A platform did not take an answer any more: it had waited too long."""

    def answered(self, outcome: str) -> None:
        """An answer is on the disk, or was not taken: as what, never whether it is right."""

    def job(self, kind: str, outcome: str) -> None:
        """A job was `done`, or `failed` and comes again."""

    def transaction(self, kind: str, seconds: float) -> None:
        """A `read` or a `write` of the database was under way this long, its wait for its turn included."""


class Nobody:
    """Nobody looks on."""

    def interaction(self, platform: str, kind: str, outcome: str, seconds: float) -> None:
        """Nothing."""

    def acknowledged(self, platform: str, seconds: float) -> None:
        """Nothing."""

    def missed(self, platform: str) -> None:
        """Nothing."""

    def answered(self, outcome: str) -> None:
        """Nothing."""

    def job(self, kind: str, outcome: str) -> None:
        """Nothing."""

    def transaction(self, kind: str, seconds: float) -> None:
        """Nothing."""


NOBODY = Nobody()
