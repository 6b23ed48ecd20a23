"""The bank: every item that can be asked, and every one that was, so that an old round can be rebuilt word for word."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import copy

from bot.bank.glossary import Glossary
from bot.model.domains import Domain
from bot.model.formulas import Formula
from bot.model.items import Item, Status, Subtopic
from bot.model.terms import Term
from bot.rules.formula_names import newest

_ASKED = (Status.REVIEWED, Status.LIVE)


class UnknownItem(LookupError):
    """An item, or this version of it, is not in the bank: its text was deleted where it should have been kept."""


class Bank:
    """Serves items. Never changes once loaded."""

    def __init__(
        self,
        items: Iterable[Item],
        subtopics: Mapping[str, Subtopic],
        books: Mapping[str, str],
        terms: Iterable[Term] = (),
    ) -> None:
        self.subtopics = subtopics
        self.books = books
        self._items = {(item.id, item.version): item for item in items}
        latest = {item.id: item.version for item in sorted(self._items.values(), key=lambda item: item.version)}
        current = [self._items[id, version] for id, version in sorted(latest.items())]
        self._current = {item.id: item for item in current}
        self._formulas = newest(item.generator for item in current if item.generator is not None)
        self.glossary = Glossary(terms, self._formulas)
        self._eligible = tuple(item for item in current if item.status in _ASKED)

    def joined(self, items: Collection[Item]) -> Bank:
        """The bank with these items beside its own: questions that a cohort wrote for itself."""
        if not items:
            return self
        wider = copy(self)
        wider._items = self._items | {(item.id, item.version): item for item in items}
        wider._current = self._current | {item.id: item for item in items}
        wider._eligible = (*self._eligible, *(item for item in items if item.status in _ASKED))
        return wider

    def item(self, id: str, version: int) -> Item:
        """The item as it stood in this version, also a retired one. Raises UnknownItem."""
        try:
            return self._items[id, version]
        except KeyError:
            raise UnknownItem(f"{id} version {version} is not in the bank") from None

    def current(self, id: str) -> Item:
        """The newest version of an item. Raises UnknownItem."""
        try:
            return self._current[id]
        except KeyError:
            raise UnknownItem(f"{id} is not in the bank") from None

    def subtopic(self, code: str) -> Subtopic:
        """A subtopic by its code. Raises KeyError."""
        return self.subtopics[code]

    def eligible(self, domain: Domain | None = None, subtopic: str = "") -> tuple[Item, ...]:
        """What may be asked, newest versions only, in order of id: all, of one domain, or of one subtopic."""
        return tuple(
            item
            for item in self._eligible
            if (domain is None or item.domain is domain) and (not subtopic or item.subtopic == subtopic)
        )

    def current_items(self) -> tuple[Item, ...]:
        """Every item in its newest version, whatever its status."""
        return tuple(self._current.values())

    def written_items(self) -> tuple[Item, ...]:
        """Every version of every item that somebody wrote, whatever its status."""
        return tuple(item for item in self._items.values() if item.generator is None)

    def formulas(self) -> tuple[Formula, ...]:
        """The formula of every parametric question, by domain and name."""
        return self._formulas

    def counts(self) -> dict[Domain, int]:
        """How many items each domain has to ask."""
        return {domain: len(self.eligible(domain)) for domain in Domain}

    def __len__(self) -> int:
        return len(self._eligible)
