"""YAML as the bank has it: a file for each subtopic, or all of them one after another in one file.

The law: what is written is read back as the same texts, and a file that nobody changed looks as its author would
have written it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from bot.bank.exchange.raw import Fields, Raw

_FLOW = ("ref", "meta", "exempt")
_PLAIN_FIELDS = ("schema", "subtopic", "id", "level", "correct", "ordered", "version")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*", re.ASCII)
_ESCAPED = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]")
_LITERAL = re.compile(r"[^\x00-\x09\x0b-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]+")
_LOOSE = re.compile(r"[ ]$", re.MULTILINE)


def document(subtopic: str, items: Iterable[Fields]) -> str:
    """The file of a subtopic."""
    return f"schema: 1\nsubtopic: {_scalar('subtopic', subtopic)}\nitems:\n" + "".join(map(item_text, items))


def stream(documents: Iterable[str]) -> str:
    """Several files in one."""
    return "---\n".join(documents)


def item_text(item: Fields, indent: int = 2) -> str:
    """An item as it stands in its file."""
    return "\n".join(_member(item, indent)) + "\n"


def _member(fields: Fields, indent: int) -> Iterator[str]:
    """A member of a list: its first field stands behind the dash."""
    for number, line in enumerate(_block(fields, indent + 2)):
        yield " " * indent + "- " + line.lstrip(" ") if number == 0 else line


def _block(fields: Fields, indent: int) -> Iterator[str]:
    margin = " " * indent
    for name, value in fields.items():
        head = f"{margin}{_key(name)}:"
        if isinstance(value, str):
            if name == "stem" and _LITERAL.fullmatch(value) and not _LOOSE.search(value):
                yield f"{head} |"
                yield from (f"{margin}  {line}" if line else "" for line in value.split("\n"))
            else:
                yield f"{head} {_scalar(name, value)}"
        elif name in _FLOW or not value or not _of_fields(value):
            yield f"{head} {_flow(value)}"
        elif isinstance(value, list):
            yield head
            for one in value:
                assert isinstance(one, dict)
                yield from _member(one, indent + 2)
        else:
            yield head
            yield from _block(value, indent + 2)


def _of_fields(value: Raw) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and all(isinstance(one, dict) and one for one in value))


def _flow(value: Raw) -> str:
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) else quoted(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    told = (f"{_key(name)}: {quoted(str(one)) if name == 'topic' else _flow(one)}" for name, one in value.items())
    return "{" + ", ".join(told) + "}"


def _key(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else quoted(name)


def _scalar(name: str, value: str) -> str:
    return value if name in _PLAIN_FIELDS and _PLAIN.fullmatch(value) else quoted(value)


def quoted(text: str) -> str:
    """A text in double quotes, on one line."""
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
