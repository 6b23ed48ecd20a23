"""The exam at a glance, read from TOML. Every line is dated, and says how surely it is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot.bank.catalogue import read_toml
from bot.bank.faults import ContentError, Fault
from bot.model.facts import ExamFact, ExamFacts, ExamVersion, Sureness

_FILE = "facts/exam.toml"
_ENTRY = ("id", "title", "text", "confidence", "source")
_TEXTS = ("link_title", "link", "disclaimer")


def load_facts(folder: Path) -> ExamFacts:
    """The exam's facts of a content folder. Raises ContentError with every fault."""
    found, faults = read_facts(folder)
    if faults:
        raise ContentError(faults)
    return found


def read_facts(folder: Path) -> tuple[ExamFacts, list[Fault]]:
    """The facts that are sound, and what is wrong with the file."""
    faults: list[Fault] = []
    raw = read_toml(folder, _FILE, faults)
    if not raw:
        return ExamFacts((), (), "", "", ""), faults or [_fault("the file is empty", "restore it")]
    texts = {key: str(raw.get(key, "")) for key in _TEXTS}
    faults += [_fault(f"`{key}` is missing", "add it at the top") for key, text in texts.items() if not text]
    facts = tuple(ExamFact(**entry) for entry in _entries(raw, "fact", faults))
    versions = tuple(ExamVersion(**entry) for entry in _entries(raw, "version", faults))
    return ExamFacts(facts, versions, **texts), faults


def _entries(raw: Mapping[str, Any], kind: str, faults: list[Fault]) -> list[dict[str, Any]]:
    listed = raw.get(kind)
    if not isinstance(listed, list) or not listed:
        faults.append(_fault(f"no [[{kind}]]", f"add at least one [[{kind}]]"))
        return []
    found: list[dict[str, Any]] = []
    for entry in listed:
        wrong = _wrong(entry, kind)
        if entry.get("id") in [other["id"] for other in found]:
            wrong.append(_fault(f"[[{kind}]] {entry['id']} stands twice", "keep one"))
        faults += wrong
        if not wrong:
            found.append({**entry, "confidence": Sureness(entry["confidence"])})
    return found


def _wrong(entry: Mapping[str, Any], kind: str) -> list[Fault]:
    name = f"[[{kind}]] {entry.get('id', 'without id')}"
    faults = [
        _fault(f"{name}: `{key}` is missing", "write it as a text")
        for key in _ENTRY
        if not isinstance(entry.get(key), str) or not entry[key]
    ]
    faults += [_fault(f"{name}: unknown key `{key}`", "leave it out") for key in set(entry) - {*_ENTRY, "checked"}]
    if type(entry.get("checked")) is not date:
        faults.append(_fault(f"{name}: `checked` is not a date", "such as 2026-11-22, without quotes"))
    if entry.get("confidence") not in set(Sureness):
        faults.append(_fault(f"{name}: `confidence` is unknown", "one of " + ", ".join(Sureness)))
    if entry.get("confidence") == Sureness.SEE_HANDBOOK and "handbook" not in str(entry.get("text")).casefold():
        faults.append(
            _fault(f"{name}: what is not firm must point to the Exam Handbook", "say “see the Exam Handbook”")
        )
    return faults


def _fault(text: str, remedy: str) -> Fault:
    return Fault(_FILE, 0, "L01", text, remedy)
