"""Holds messages, views and metadata against the `@slack/types` schema and Slack's documented limits.

The schema belongs to the vendor and is read where it lies, beside the repository; where it is absent, the limits are
still checked and `schema_present()` says so.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from jsonschema import Draft7Validator

Json: TypeAlias = dict[str, Any]

SPECS = Path(__file__).resolve().parents[2].parent / "shared" / "specs"
_TYPES = SPECS / "slack_types_3.2.0.limits.schema.json"
_BROADCAST = re.compile(r"<!(channel|here|everyone|subteam)")
# Undocumented: the most that is known to have been taken, and what an edit takes of text.
_CHARACTERS = 9_600
_TEXT_BYTES = 4_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}")


def schema_present() -> bool:
    return _TYPES.exists()


@cache
def _definitions() -> Json:
    definitions: Json = json.loads(_TYPES.read_text())["definitions"]
    return definitions


@cache
def _validator(name: str) -> Draft7Validator:
    return Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": _definitions()})


def _schema(name: str, value: Json) -> Iterator[str]:
    if not schema_present():
        return
    for error in _validator(name).iter_errors(value):
        deepest = min(error.context, key=lambda e: (-len(e.path), e.message)) if error.context else error
        yield f"{name}: {deepest.json_path}: {deepest.message[:300]}"


def _block_definition(kind: str) -> str:
    return "".join(word.title() for word in kind.split("_")) + "Block"


def check_message(body: Json) -> list[str]:
    """What is wrong with a message's text, blocks and metadata."""
    blocks = body.get("blocks") or []
    found = list(_blocks(blocks, 50))
    if sum(len(text) for block in blocks for text in _texts(block)) > _CHARACTERS:
        found.append("msg_blocks_too_long")
    if not body.get("text"):
        found.append("a message has no text for notifications" if blocks else "no_text")
    if len((body.get("text") or "").encode()) > _TEXT_BYTES:
        found.append("msg_too_long")
    if _BROADCAST.search(body.get("text") or ""):
        found.append("the text notifies everybody")
    if any(block.get("type") == "input" for block in blocks):
        found.append("a message holds an input")
    if body.get("metadata"):
        found += _schema("MessageMetadata", body["metadata"])
    return found


def check_view(view: Json) -> list[str]:
    """What is wrong with a modal."""
    found = list(_schema("ModalView", {**view, "blocks": []}))
    found += _blocks(view.get("blocks") or [], 100)
    if any(block.get("type") == "input" for block in view.get("blocks", [])) and not view.get("submit"):
        found.append("a modal has inputs and no submit")
    for name in ("title", "submit", "close"):
        found += _longer(f"a modal's {name}", (view.get(name) or {}).get("text", ""), 24)
    found += _longer("a modal's callback_id", view.get("callback_id", ""), 255)
    found += _longer("a modal's private_metadata", view.get("private_metadata", ""), 3000)
    if not view.get("title"):
        found.append("a modal has no title")
    return found


def _blocks(blocks: list[Json], most: int) -> Iterator[str]:
    if len(blocks) > most:
        yield f"{len(blocks)} blocks, at most {most}"
    yield from _doubled("block_id", (block.get("block_id") for block in blocks))
    buttons = (e.get("action_id") for b in blocks if b.get("type") == "actions" for e in b["elements"])
    yield from _doubled("action_id", buttons)
    for block in blocks:
        yield from _schema(_block_definition(str(block.get("type"))), block)
        yield from _limits(block)


def _doubled(what: str, ids: Iterator[str | None]) -> Iterator[str]:
    for id, times in Counter(ids).items():
        if id is not None and times > 1:
            yield f"{what} {id!r} stands {times} times"
        if id is not None and not 1 <= len(id) <= 255:
            yield f"{what} of {len(id)} characters"


def _longer(what: str, text: str, most: int, least: int = 0) -> Iterator[str]:
    if not least <= len(text) <= most:
        yield f"{what} has {len(text)} characters, allowed are {least} to {most}"


def _limits(block: Json) -> Iterator[str]:
    match block.get("type"):
        case "image":
            yield from _longer("an image's description", block["alt_text"], 2000, 1)
        case "header":
            yield from _longer("a header", block["text"]["text"], 150, 1)
        case "section":
            yield from _longer("a section", (block.get("text") or {"text": "-"})["text"], 3000, 1)
            for field in block.get("fields", []):
                yield from _longer("a field", field["text"], 2000, 1)
            if len(block.get("fields", [])) > 10:
                yield "a section has over 10 fields"
        case "context":
            if not 1 <= len(block["elements"]) <= 10:
                yield "a context has no element or over 10"
        case "actions":
            if not 1 <= len(block["elements"]) <= 25:
                yield "an actions block has no element or over 25"
            for button in block["elements"]:
                yield from _button(button)
        case "input":
            yield from _longer("a label", block["label"]["text"], 2000, 1)
            yield from _input(block["element"])
        case "rich_text":
            yield from _rich(block)
    for text in _markup(block):
        if _BROADCAST.search(text):
            yield "markup notifies everybody"


def _button(button: Json) -> Iterator[str]:
    yield from _longer("a button", button["text"]["text"], 75, 1)
    yield from _longer("a button's value", button.get("value", ""), 2000)
    yield from _longer("a button's url", button.get("url", ""), 3000)
    if not button.get("action_id"):
        yield "a button has no action_id"


def _input(element: Json) -> Iterator[str]:
    options = element.get("options", [])
    if element["type"] == "static_select" and not 1 <= len(options) <= 100:
        yield f"a select has {len(options)} options, allowed are 1 to 100"
    for option in options:
        yield from _longer("an option", option["text"]["text"], 75, 1)
        yield from _longer("an option's value", option["value"], 75, 1)
    if "initial_option" in element and element["initial_option"] not in options:
        yield "the initial option is none of the options"
    if not _DAY.fullmatch(element.get("initial_date", "2027-01-01")):
        yield "the initial date is none"
    if not _TIME.fullmatch(element.get("initial_time", "07:00")):
        yield "the initial time is none"
    if len(element.get("initial_value", "")) > element.get("max_length", 3000) or element.get("max_length", 1) > 3000:
        yield "an input holds more than it may"


def _rich(block: Json) -> Iterator[str]:
    for part in block["elements"]:
        if not part["elements"]:
            yield "a rich text section is empty"
        for element in part["elements"]:
            if element["type"] == "broadcast":
                yield "rich text notifies everybody"
            if element["type"] == "text" and not element["text"]:
                yield "a rich text element is empty"


def _markup(node: Any) -> Iterator[str]:
    """Every text that Slack reads markup in."""
    if isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            yield str(node.get("text"))
        for value in node.values():
            yield from _markup(value)
    elif isinstance(node, list):
        for value in node:
            yield from _markup(value)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)
