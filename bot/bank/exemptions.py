"""A warning may stay with a written reason, and goes with it: what exempts nothing any more is an error itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.bank.catalogue import read_toml
from bot.bank.entries import Entry
from bot.bank.faults import Fault, Severity

FILE = "exemptions.toml"
REASON_WORDS = 5
_WRITTEN = re.compile(r"[a-z]+\.[A-Z]{2}\d{2}\.\d{4}")


@dataclass(frozen=True, slots=True)
class Exemption:
    """A rule whose warnings stay: `where` is an item's or generator's id or, for the bank as a whole, a file."""

    rule: str
    where: str
    reason: str
    file: str
    line: int = 0

    def covers(self, fault: Fault) -> bool:
        """Whether this is what it is for. Errors are never exempt."""
        return fault.rule == self.rule and self.where == (fault.item or fault.file) and fault.level != Severity.ERROR


def of_items(entries: Iterable[Entry]) -> list[Exemption]:
    """Those that stand in the items themselves, under `exempt`."""
    return [
        Exemption(rule, entry.item.id, reason, entry.file, entry.lines.get(f"exempt {rule}", 0))
        for entry in entries
        for rule, reason in entry.exempt.items()
    ]


def of_bank(folder: Path) -> tuple[list[Exemption], list[Fault]]:
    """Those of `exemptions.toml`, for generators and the bank as a whole, and what is wrong with the others."""
    faults: list[Fault] = []
    raw = read_toml(folder, FILE, faults) if (folder / FILE).exists() else {}
    listed = raw.get("exempt", [])
    if set(raw) - {"exempt"} or not isinstance(listed, list):
        faults.append(Fault(FILE, 0, "L01", "only [[exempt]] stands here", "with rule, where and reason"))
        return [], faults
    found = []
    for number, each in enumerate(listed, 1):
        if wrong := _wrong(each):
            faults.append(Fault(FILE, 0, "L01", f"[[exempt]] number {number} {wrong}"))
        else:
            found.append(Exemption(each["rule"], each["where"], each["reason"], FILE))
    return found, faults


def _wrong(raw: Any) -> str:
    if not isinstance(raw, dict) or set(raw) != {"rule", "where", "reason"}:
        return "does not have exactly rule, where and reason"
    if not all(isinstance(value, str) for value in raw.values()):
        return "holds something else than texts"
    if _WRITTEN.fullmatch(raw["where"]):
        return "is for one item: write it there, under `exempt`"
    return fault_of(raw["rule"], raw["reason"])


def fault_of(rule: str, reason: str) -> str:
    """What is wrong with an exemption, or ""."""
    if not re.fullmatch(r"L\d{2}", rule):
        return f"names no rule: `{rule}`"
    if len(reason.split()) < REASON_WORDS:
        return f"gives no reason of at least {REASON_WORDS} words for {rule}"
    return ""


def apply(faults: Iterable[Fault], exemptions: Sequence[Exemption]) -> tuple[list[Fault], list[tuple[Fault, str]]]:
    """What remains to be looked at, and what is exempt with its reason. An exemption for nothing is an error."""
    remaining: list[Fault] = []
    exempt: list[tuple[Fault, str]] = []
    used: set[Exemption] = set()
    for fault in faults:
        covering = [each for each in exemptions if each.covers(fault)]
        used.update(covering)
        if covering:
            exempt.append((fault, covering[0].reason))
        else:
            remaining.append(fault)
    for each in exemptions:
        if each not in used:
            text = f"{each.where}: the exemption from {each.rule} exempts nothing"
            remaining.append(Fault(each.file, each.line, "L01", text, "delete it; errors are never exempt"))
    return remaining, exempt
