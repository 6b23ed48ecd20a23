"""The weights of the domains for each version of the exam, read from TOML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.bank.catalogue import read_toml
from bot.bank.faults import ContentError, Fault
from bot.model.domains import Domain
from bot.model.items import Blueprint

Blame = Callable[[str, str], None]
_TEXTS = ("id", "title", "source", "retrieved", "confidence")


def load_blueprints(folder: Path) -> dict[str, Blueprint]:
    """The blueprints of a content folder by id, newest version first. Raises ContentError with every fault."""
    found, faults = read_blueprints(folder)
    if faults:
        raise ContentError(faults)
    return found


def read_blueprints(folder: Path) -> tuple[dict[str, Blueprint], list[Fault]]:
    """The sound blueprints of a content folder, and what is wrong with the others."""
    faults: list[Fault] = []
    found: dict[str, Blueprint] = {}
    for path in sorted((folder / "blueprints").glob("*.toml"), reverse=True):
        name = f"blueprints/{path.name}"
        before = len(faults)
        raw = read_toml(folder, name, faults)
        if len(faults) == before:
            blueprint = _blueprint(path.stem, raw, _blamer(name, faults))
            if len(faults) == before:
                found[blueprint.id] = blueprint
    if not found and not faults:
        faults.append(Fault("blueprints", 0, "L01", "there is no blueprint", "restore the files from the release"))
    return found, faults


def _blamer(name: str, faults: list[Fault]) -> Blame:
    return lambda text, remedy: faults.append(Fault(name, 0, "L01", text, remedy))


def _blueprint(stem: str, raw: Mapping[str, Any], blame: Blame) -> Blueprint:
    for key in sorted(set(raw) - {*_TEXTS, "note", "weights", "split"}):
        blame(f"unknown key `{key}`", "leave it out")
    texts = {key: str(raw.get(key, "")).strip() for key in (*_TEXTS, "note")}
    for key in _TEXTS:
        if not texts[key]:
            blame(f"`{key}` is missing", "say where the weights come from, when, and how surely")
    if texts["id"] and texts["id"] != stem:
        blame(f"the id `{texts['id']}` is not the file's name", f'write id = "{stem}"')
    weights = _weights(raw.get("weights"), blame)
    return Blueprint(weights=weights, split=_split(raw.get("split", {}), weights, blame), **texts)


def _weights(raw: Any, blame: Blame) -> dict[Domain, int]:
    if not isinstance(raw, dict) or set(raw) != set(Domain) or not all(_is_share(share) for share in raw.values()):
        blame("[weights] does not give each domain a whole percentage", "one line for each of " + ", ".join(Domain))
        return {}
    if sum(raw.values()) != 100:
        blame(f"the weights sum to {sum(raw.values())}", "make them sum to 100")
    return {domain: raw[domain] for domain in Domain}


def _split(raw: Any, weights: Mapping[Domain, int], blame: Blame) -> dict[str, dict[str, int]]:
    if not isinstance(raw, dict):
        blame("[split] is not a table", "write [split.supply]")
        return {}
    for domain, parts in raw.items():
        if domain not in set(Domain) or not isinstance(parts, dict) or not all(map(_is_share, parts.values())):
            blame(f"[split.{domain}] does not give percentages of a domain", "such as internal = 12")
        elif weights and sum(parts.values()) != weights[Domain(domain)]:
            blame(
                f"[split.{domain}] sums to {sum(parts.values())}", f"make it {weights[Domain(domain)]}, as in [weights]"
            )
    return raw


def _is_share(value: object) -> bool:
    return type(value) is int and 0 <= value <= 100
