"""Rule L27: every subtopic has enough reviewed items, on more than one level, and the bank has levels as planned."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from bot.bank.entries import Entry
from bot.bank.faults import Fault, Severity
from bot.bank.house import House
from bot.model.domains import Domain
from bot.model.items import Level, Status, Subtopic

PLAN = {Level.REMEMBER: 20, Level.UNDERSTAND: 30, Level.APPLY: 35, Level.ANALYSE: 15}  # percent
_OFF = 5  # percentage points
_ENOUGH = 40
_ASKED = (Status.REVIEWED, Status.LIVE)


def coverage(entries: Sequence[Entry], subtopics: Mapping[str, Subtopic], house: House) -> Iterator[Fault]:
    """L27: which subtopics are thin or narrow. Each is an error in a domain meant to be complete, else noted."""
    counts = Counter(entry.item.subtopic for entry in entries if entry.item.status in _ASKED)
    drafts = Counter(entry.item.subtopic for entry in entries if entry.item.status is Status.DRAFT)
    levels: dict[str, set[Level]] = defaultdict(set)
    for entry in entries:
        if entry.item.status in _ASKED:
            levels[entry.item.subtopic].add(entry.item.level)
    for domain in dict.fromkeys(subtopic.domain for subtopic in subtopics.values()):
        codes = [code for code, subtopic in subtopics.items() if subtopic.domain is domain]
        if domain in house.complete:
            for code in codes:
                yield from _incomplete(domain, code, counts[code], drafts[code], levels[code], house)
        else:
            yield from _thin(domain, codes, counts, levels, house)


def _incomplete(
    domain: Domain, code: str, count: int, drafts: int, levels: set[Level], house: House
) -> Iterator[Fault]:
    file = f"items/{domain}/{code}.yaml"
    if count < house.items:
        more = f" and {drafts} drafts" if drafts else ""
        text = f"{code} has {count} reviewed items{more}, fewer than {house.items}"
        yield Fault(file, 0, "L27", text, "have drafts read, or write more")
    elif len(levels) < house.levels:
        text = f"{code} has items on {len(levels)} level: {', '.join(sorted(levels))}"
        yield Fault(file, 0, "L27", text, f"ask on at least {house.levels} levels")


def _thin(
    domain: Domain, codes: Sequence[str], counts: Mapping[str, int], levels: Mapping[str, set[Level]], house: House
) -> Iterator[Fault]:
    none = sum(counts[code] == 0 for code in codes)
    thin = sum(0 < counts[code] < house.items for code in codes)
    narrow = sum(counts[code] >= house.items and len(levels[code]) < house.levels for code in codes)
    if none or thin or narrow:
        text = (
            f"of {len(codes)} subtopics {none} have no item, {thin} fewer than {house.items}, {narrow} only one level"
        )
        yield Fault(f"items/{domain}", 0, "L27", text, level=Severity.NOTE)


def shares(entries: Sequence[Entry], house: House) -> Iterator[Fault]:
    """L27: over the bank, the share of each level is near the plan."""
    counts = Counter(entry.item.level for entry in entries if entry.item.status in _ASKED)
    total = counts.total()
    if total >= _ENOUGH and any(abs(counts[level] * 100 / total - share) > _OFF for level, share in PLAN.items()):
        found = ", ".join(
            f"{level} {counts[level] * 100 / total:.0f}% (plan {share}%)" for level, share in PLAN.items()
        )
        yield Fault("items", 0, "L27", f"levels of the reviewed items: {found}", level=Severity.NOTE)
