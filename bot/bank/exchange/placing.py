"""Items put into the files of a content folder: every other line of a file stays as it is, its comments too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from bot.bank.exchange.raw import Fields, items_of, raw_of, text_of
from bot.bank.exchange.yaml_form import document, item_text
from bot.bank.pages import Page, compose

_BREAK = r"\r\n|[\n\r\x85\u2028\u2029]"
_LINE = re.compile(rf"(?s:.*?)(?:{_BREAK})|(?s:.+)\Z")
"""Lines as YAML counts them, each with its end."""


def place(path: Path, subtopic: str, items: Sequence[Fields]) -> str:
    """The text of this file once these items are in it, in the place of those with the same id or at the end."""
    page = Page(path.name)
    root = compose(page, path) if path.exists() else None
    if root is None:
        return document(subtopic, items)
    text = path.read_bytes().decode("utf-8")
    ids = {text_of(item, "id") for item in items}
    nodes = list(_nodes(root))
    if not nodes or any(node.flow_style or node.start_mark.column < 2 for node in nodes):
        held = [item for item in items_of(raw_of(page, root)) if text_of(item, "id") not in ids]
        return document(subtopic, [*held, *items])
    return _spliced(text, nodes, {text_of(item, "id"): item for item in items})


def _nodes(root: yaml.Node) -> Iterator[yaml.MappingNode]:
    assert isinstance(root, yaml.MappingNode)
    for key, value in root.value:
        if key.value == "items":
            yield from value.value


def _spliced(text: str, nodes: Sequence[yaml.MappingNode], items: dict[str, Fields]) -> str:
    lines = _LINE.findall(text if text.endswith("\n") else text + "\n")
    indent = nodes[0].start_mark.column - 2
    starts = [node.start_mark.line for node in nodes]
    ends = [*starts[1:], _end(nodes[-1], len(lines))]
    made = lines[: starts[0]]
    for node, start, end in zip(nodes, starts, ends, strict=True):
        changed = items.pop(_id(node), None)
        made += lines[start:end] if changed is None else [item_text(changed, indent)]
    made += [item_text(item, indent) for item in items.values()]
    return "".join(made + lines[ends[-1] :])


def _end(node: yaml.MappingNode, lines: int) -> int:
    """The line after the last item: the first that is not indented under it, or the end of the file."""
    mark = node.end_mark
    return lines if mark.line >= lines or (mark.column > 0) else mark.line


def _id(node: yaml.MappingNode) -> str:
    return next((str(value.value).strip() for key, value in node.value if key.value == "id"), "")
