"""The bank of a content folder, fast: as it was compiled, or from the sources where they are not those any more.

What reads and judges the sources is loaded only to do so: a bot that starts as it stopped never parses YAML.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from bot.bank import compiled
from bot.bank.bank import Bank
from bot.bank.compiled import Compiled
from bot.bank.faults import ContentError
from bot.bank.generators import generated_item, names
from bot.bank.sources import digest
from bot.model.items import Generator

_LOG = logging.getLogger(__name__)


def load(folder: Path, generators: Sequence[Generator] = ()) -> Bank:
    """The bank of a content folder. Raises ContentError with every fault that keeps an item from being asked.

    Style is not judged here: `bot.bank.checking.check` does, before content is merged.
    """
    sources = digest(folder)
    kept = compiled.read(folder, sources)
    if kept is None:
        return _compiled(folder, generators, sources)
    if faults := tuple(names(generators, kept.subtopics)):
        raise ContentError(faults)
    return Bank([*kept.items, *map(generated_item, generators)], kept.subtopics, kept.books, kept.terms)


def _compiled(folder: Path, generators: Sequence[Generator], sources: str) -> Bank:
    """From the sources, which are kept compiled for the next start where that can be."""
    from bot.bank.loading import build

    bank = build(folder, generators)
    if digest(folder) != sources:
        return bank  # somebody is writing there: what was read may be of before, of after or of both
    written = Compiled(bank.subtopics, bank.books, bank.glossary.terms, bank.written_items())
    try:
        compiled.write(folder, sources, written)
    except OSError as error:
        _LOG.info("The bank was read from its sources; it cannot be kept compiled: %s", error)
    else:
        _LOG.info("The bank was compiled into %s", folder / compiled.NAME)
    return bank
