"""Generators as items of the bank, and rule L01 on them: what must hold for one to be served at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.bank.faults import Fault, Severity
from bot.model.items import Generator, Item, Status, Subtopic


def generated_item(generator: Generator) -> Item:
    """A generator as an item of the bank. Generators are tested, not read by a second reader: they are always live."""
    return Item(
        id=generator.id,
        version=generator.version,
        domain=generator.domain,
        subtopic=generator.subtopic,
        level=generator.level,
        status=Status.LIVE,
        generator=generator,
        reference=generator.reference,
        tags=generator.tags,
    )


def names(generators: Sequence[Generator], subtopics: Mapping[str, Subtopic]) -> Iterator[Fault]:
    """L01: ids such as `inventory.eoq`, each version once, in a subtopic of their domain."""
    seen: set[tuple[str, int]] = set()
    for generator in generators:
        if not re.fullmatch(rf"{generator.domain}\.[a-z][a-z0-9_]*", generator.id):
            yield fault(generator, "L01", "the id does not fit", f"{generator.domain}. and a name")
        if (generator.id, generator.version) in seen or generator.version < 1:
            yield fault(generator, "L01", f"version {generator.version} is there twice, or below 1", "add a version")
        seen.add((generator.id, generator.version))
        subtopic = subtopics.get(generator.subtopic)
        if subtopic is None or subtopic.domain is not generator.domain:
            text = f"`{generator.subtopic}` is no subtopic of {generator.domain}"
            yield fault(generator, "L01", text, "name another")


def fault(generator: Generator, rule: str, text: str, remedy: str = "") -> Fault:
    """A fault of a generator, in the place of its domain's generators."""
    return Fault(place(generator), 0, rule, f"{generator.id}: {text}", remedy, Severity.ERROR, generator.id)


def place(generator: Generator) -> str:
    """Where its domain's generators stand."""
    return f"generators/{generator.domain}"
