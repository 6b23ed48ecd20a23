"""A term of the field: its names, what it means in our own words, and where it belongs."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.domains import Domain


@dataclass(frozen=True, slots=True)
class Term:
    """A term. `slug` is stable (`safety-stock`); `name` is as it stands in a sentence.

    `aliases` are its other names and acronyms; `avoid` are names that the bank itself does not use, and that people may
    look up all the same. `related` are slugs, best first, `subtopics` codes, its home first.
    """

    slug: str
    domain: Domain
    name: str
    aliases: tuple[str, ...]
    text: str
    related: tuple[str, ...]
    subtopics: tuple[str, ...]
    avoid: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name at the beginning of a line."""
        return self.name[:1].upper() + self.name[1:]
