"""The compiled bank: one file beside its sources, a line for each term and item. A faulty one is none.

The first line names the digest of the sources and that of the lines after it: of other sources, cut short or damaged,
the file is no bank. It is put in place whole or not at all, so that processes that start at once do each other no harm.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from bot.model.domains import Domain
from bot.model.items import Item, Level, Option, Question, Reference, Status, Subtopic
from bot.model.terms import Term

NAME = "bank.jsonl"


@dataclass(frozen=True, slots=True)
class Compiled:
    """All that the sources say: subtopics by code, books by key, terms, and every version of every written item."""

    subtopics: Mapping[str, Subtopic]
    books: Mapping[str, str]
    terms: tuple[Term, ...]
    items: tuple[Item, ...]


def read(folder: Path, sources: str) -> Compiled | None:
    """What was compiled in this folder from sources of this digest, or None where there is no such thing."""
    try:
        with (folder / NAME).open("rb") as file:
            head, body = file.readline(), file.read()
    except OSError:
        return None
    if head != _head(sources, body):
        return None
    lines = BytesIO(body)
    catalogue = json.loads(lines.readline())
    subtopics = {code: _subtopic(raw) for code, raw in catalogue["subtopics"].items()}
    terms = tuple(_term(json.loads(lines.readline())) for _ in range(catalogue["terms"]))
    return Compiled(subtopics, catalogue["books"], terms, tuple(_item(json.loads(line)) for line in lines))


def write(folder: Path, sources: str, compiled: Compiled) -> None:
    """Keep it for the next start. Raises OSError where nothing can be written."""
    body = "".join(f"{line}\n" for line in _lines(compiled)).encode()
    handle, name = tempfile.mkstemp(dir=folder, prefix=".bank-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_head(sources, body) + body)
        os.chmod(name, 0o644)  # as its sources: it may be another user who starts Takt next
        os.replace(name, folder / NAME)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _head(sources: str, body: bytes) -> bytes:
    return f"{_dumped({'sources': sources, 'lines': sha256(body).hexdigest()})}\n".encode()


def _lines(compiled: Compiled) -> Iterator[str]:
    yield _dumped({"subtopics": compiled.subtopics, "books": compiled.books, "terms": len(compiled.terms)})
    yield from map(_dumped, compiled.terms)
    yield from map(_dumped, compiled.items)


def _dumped(value: object) -> str:
    return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> object:
    """A value of the model in the words of JSON; what it has by default is left out."""
    if is_dataclass(value):
        held = ((field.name, getattr(value, field.name), field.default) for field in fields(value))
        return {name: content for name, content, default in held if content != default}
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"a compiled bank cannot hold {value!r}")


def _subtopic(raw: dict[str, Any]) -> Subtopic:
    return Subtopic(**raw | {"domain": Domain(raw["domain"]), "parts": frozenset(raw.get("parts", ()))})


def _term(raw: dict[str, Any]) -> Term:
    lists = ("aliases", "related", "subtopics", "avoid")
    words = {name: tuple(map(sys.intern, raw.get(name, ()))) for name in lists}
    values: dict[str, Any] = {**raw, **words, "domain": Domain(raw["domain"])}
    return Term(**values)


def _item(raw: dict[str, Any]) -> Item:
    reference = raw["reference"]
    values: dict[str, Any] = {
        **raw,
        **{name: sys.intern(raw[name]) for name in ("subtopic", "author", "reviewer") if name in raw},
        "domain": Domain(raw["domain"]),
        "level": Level(raw["level"]),
        "status": Status(raw["status"]),
        "question": _question(raw["question"]),
        "reference": Reference(sys.intern(reference["book"]), reference["topic"]),
        "tags": frozenset(map(sys.intern, raw.get("tags", ()))),
    }
    return Item(**values)


def _question(raw: dict[str, Any]) -> Question:
    return Question(**raw | {"options": tuple(Option(**option) for option in raw["options"])})
