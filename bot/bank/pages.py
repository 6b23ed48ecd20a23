"""YAML read as text: `no`, `010` and `1.10` stay what the author typed, and every fault knows its line.

A file is composed into nodes and never constructed into Python values, so that nothing is guessed and nothing is run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import yaml

from bot.bank.faults import Fault, Severity

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml is ten times faster, where the wheel has it


@dataclass(slots=True)
class Page:
    """A file being read, and what was wrong with it so far."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def blame(self, line: int, rule: str, text: str, remedy: str = "", level: Severity = Severity.ERROR) -> None:
        """Note a fault, once."""
        fault = Fault(self.file, line, rule, text, remedy, level)
        if fault not in self.faults:
            self.faults.append(fault)


def line_of(node: yaml.Node) -> int:
    """The line a node starts at, from 1."""
    return int(node.start_mark.line) + 1


def compose(page: Page, path: Path) -> yaml.Node | None:
    """The root node of a file, or None after noting why there is none."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    except UnicodeDecodeError:
        page.blame(0, "L30", "the file is not UTF-8", "save it as UTF-8")
        return None
    except yaml.YAMLError as error:
        _blame_yaml(page, error)
        return None
    if root is None:
        page.blame(0, "L01", "the file is empty", "write into it what belongs there, or delete it")
    return root


def compose_all(page: Page, text: str) -> list[yaml.Node]:
    """The root nodes of all documents of a text, or none after noting why."""
    try:
        return [root for root in yaml.compose_all(text, Loader=_Loader) if root is not None]
    except yaml.YAMLError as error:
        _blame_yaml(page, error)
    except RecursionError:
        page.blame(0, "L01", "the file is nested too deeply", "items have a few levels")
    return []


def _blame_yaml(page: Page, error: yaml.YAMLError) -> None:
    """Note what is no YAML, with its line."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    page.blame(mark.line + 1 if mark else 0, "L01", f"not valid YAML: {what}", _yaml_remedy(str(what)))


def _yaml_remedy(what: str) -> str:
    if "mapping values are not allowed" in what:
        return "put text with a colon in double quotes"
    if "cannot start any token" in what:
        return "indent with spaces, not with a tab; put text that begins with @, % or a backquote in double quotes"
    if "tab" in what or "\\t" in what:
        return "indent with spaces"
    return "check the indentation and the quotes near this line"


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping read field by field. Missing, unknown, doubled and misshapen fields are noted on the page."""

    page: Page
    start: int
    what: str
    nodes: dict[str, yaml.Node]

    def at(self, name: str) -> int:
        """The line of a field, or of the whole where it is missing."""
        return line_of(self.nodes[name]) if name in self.nodes else self.start

    def text(self, name: str, *, required: bool = True) -> str:
        """The text of a field, without the white space around it. "" where there is none."""
        node = self.nodes.get(name)
        if isinstance(node, yaml.ScalarNode):
            value = str(node.value).strip()
            if required and not value:
                self.page.blame(line_of(node), "L01", f"{self.what}: `{name}` is empty", f"write the {name}")
            return value
        if node is not None:
            self.page.blame(line_of(node), "L01", f"{self.what}: `{name}` is not a text", f"write {name}: and a text")
        elif required:
            self.page.blame(self.start, "L01", f"{self.what}: `{name}` is missing", f"add {name}: to it")
        return ""

    def choice(self, name: str, allowed: Sequence[str], default: str = "") -> str:
        """A field that is one of a few words. The default, else the first of them, where it is not."""
        value = self.text(name, required=not default) or default
        if value in allowed or not value:
            return value or allowed[0]
        near = get_close_matches(value, allowed, n=1)
        remedy = f"did you mean `{near[0]}`?" if near else "one of " + ", ".join(allowed)
        self.page.blame(self.at(name), "L01", f"{self.what}: `{name}` cannot be `{value}`", remedy)
        return allowed[0]

    def flag(self, name: str) -> bool:
        """Exactly `true` or `false`; false where it is missing."""
        return self.choice(name, ("false", "true"), "false") == "true"

    def whole(self, name: str, *, required: bool = True) -> int:
        """A whole number of at least 1, and 1 where it is none."""
        value = self.text(name, required=required)
        if value.isascii() and value.isdigit() and int(value) > 0:
            return int(value)
        if value:
            self.page.blame(
                self.at(name), "L01", f"{self.what}: `{name}` is not a whole number: `{value}`", "such as 1"
            )
        return 1

    def sequence(self, name: str, *, required: bool = True) -> list[yaml.Node]:
        """The members of a list."""
        node = self.nodes.get(name)
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        if node is not None:
            self.page.blame(
                line_of(node), "L01", f"{self.what}: `{name}` is not a list", f"write each of {name} with -"
            )
        elif required:
            self.page.blame(self.start, "L01", f"{self.what}: `{name}` is missing", f"add {name}: to it")
        return []

    def words(self, name: str) -> list[str]:
        """A list of short texts, empty where it is missing."""
        return [str(node.value).strip() for node in self.sequence(name, required=False) if _is_text(node)]

    def texts(self, name: str) -> dict[str, tuple[str, int]]:
        """A mapping from free names to texts, each with its line. Empty where it is missing."""
        return free_texts(self.page, self.nodes[name], f"{self.what}, {name}") if name in self.nodes else {}

    def fields(self, name: str, known: Sequence[str]) -> Fields | None:
        """A mapping within this one."""
        if name not in self.nodes:
            self.page.blame(
                self.start, "L01", f"{self.what}: `{name}` is missing", f"add {name}: with {', '.join(known)}"
            )
            return None
        return fields_of(self.page, self.nodes[name], f"{self.what}, {name}", known)


def fields_of(page: Page, node: yaml.Node, what: str, known: Sequence[str]) -> Fields | None:
    """A mapping node with these fields, or None after noting that it is something else."""
    if not isinstance(node, yaml.MappingNode):
        page.blame(line_of(node), "L01", f"{what} is not a mapping", f"it has the fields {', '.join(known)}")
        return None
    nodes: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = str(key.value) if _is_text(key) else ""
        if name not in known:
            near = get_close_matches(name, known, n=1)
            remedy = f"did you mean `{near[0]}`?" if near else "known are " + ", ".join(known)
            page.blame(line_of(key), "L01", f"{what}: unknown field `{name}`", remedy)
        elif name in nodes:
            page.blame(line_of(key), "L01", f"{what}: `{name}` stands twice", "keep one")
        else:
            nodes[name] = value
    return Fields(page, line_of(node), what, nodes)


def free_texts(page: Page, node: yaml.Node, what: str) -> dict[str, tuple[str, int]]:
    """A mapping node from any names to texts, each with its line. What is something else is noted."""
    if not isinstance(node, yaml.MappingNode):
        page.blame(line_of(node), "L01", f"{what} is not a mapping", "write lines such as name: text")
        return {}
    found: dict[str, tuple[str, int]] = {}
    for key, value in node.value:
        name = str(key.value) if _is_text(key) else ""
        if not name or not _is_text(value):
            page.blame(
                line_of(key), "L01", f"{what}: a name or its text is not a text", "write a line such as name: text"
            )
        elif name in found:
            page.blame(line_of(key), "L01", f"{what}: `{name}` stands twice", "keep one")
        else:
            found[name] = (str(value.value).strip(), line_of(key))
    return found


def _is_text(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode)
