"""What items may refer to: the subtopics of the content blueprint and the books, both plain TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.bank.faults import ContentError, Fault
from bot.model.domains import Domain
from bot.model.items import Subtopic

PARTS = ("internal", "external")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The subtopics by code and the books by key."""

    subtopics: Mapping[str, Subtopic]
    books: Mapping[str, str]


def load_catalogue(folder: Path) -> Catalogue:
    """The catalogue of a content folder. Raises ContentError with every fault."""
    faults: list[Fault] = []
    subtopics = read_toml(folder, "subtopics.toml", faults)
    books = read_toml(folder, "books.toml", faults)
    codes = {code: _subtopic(code, raw, faults) for code, raw in subtopics.items()}
    faults += [
        Fault("books.toml", 0, "L01", f"`{key}` is not a text")
        for key, book in books.items()
        if not isinstance(book, str)
    ]
    if faults:
        raise ContentError(faults)
    return Catalogue({code: found for code, found in codes.items() if found}, books)


def read_toml(folder: Path, name: str, faults: list[Fault]) -> dict[str, Any]:
    """A TOML file of the content folder, or nothing after noting why."""
    try:
        return tomllib.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.append(Fault(name, 0, "L01", "the file is missing", "restore it from the release"))
    except UnicodeDecodeError:
        faults.append(Fault(name, 0, "L30", "the file is not UTF-8", "save it as UTF-8"))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        faults.append(Fault(name, int(found[1]) if found else 0, "L01", f"not valid TOML: {error}"))
    return {}


def _subtopic(code: str, raw: Any, faults: list[Fault]) -> Subtopic | None:
    def blame(text: str, remedy: str) -> None:
        faults.append(Fault("subtopics.toml", 0, "L01", f"[{code}] {text}", remedy))

    if not isinstance(raw, dict) or not re.fullmatch(r"[A-Z]{2}\d{2}", code):
        blame("is not a subtopic", "write a table such as [IN13] with domain and name")
        return None
    if raw.get("domain") not in set(Domain):
        blame(f"has no known domain: {raw.get('domain')!r}", "one of " + ", ".join(Domain))
        return None
    if not isinstance(raw.get("name"), str) or not raw["name"]:
        blame("has no name", "write what members should read")
        return None
    parts = raw.get("parts", [])
    if not isinstance(parts, list) or not set(map(str, parts)) <= set(PARTS):
        blame("has unknown parts", "of internal, external")
        return None
    return Subtopic(
        code,
        Domain(raw["domain"]),
        raw["name"],
        str(raw.get("scope", "")),
        raw.get("numeric") is True,
        frozenset(map(str, parts)),
    )
