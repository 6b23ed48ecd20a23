"""What is written into a file of each format, and read from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path

from bot.bank.exchange import csv_form, csv_reading, gift_form, gift_reading, yaml_form
from bot.bank.exchange.decoding import decoded
from bot.bank.exchange.form import Form
from bot.bank.exchange.importing import Incoming
from bot.bank.exchange.raw import Fields, Raw, first_line, raw_of, text_of
from bot.bank.exchange.selecting import Held
from bot.bank.pages import Page, compose_all


def yaml_files(written: Iterable[Held], advance: Callable[[], object]) -> dict[str, str]:
    """A YAML file for each subtopic, by its place under the folder."""
    made: dict[str, str] = {}
    for (domain, code), group in groupby(written, lambda held: (held.entry.item.domain, held.entry.item.subtopic)):
        made[f"{domain}/{code}.yaml"] = yaml_form.document(code, [held.raw for held in group])
        advance()
    return made


def one_file(form: Form, written: Iterable[Held], advance: Callable[[], object]) -> bytes:
    """One file with all of it: YAML, CSV or GIFT."""
    if form is Form.YAML:
        return yaml_form.stream(yaml_files(written, advance).values()).encode("utf-8")
    items = [(held.entry.item.domain, held.raw) for held in written]
    return csv_form.write(items, advance) if form is Form.CSV else gift_form.write(items, advance)


def incoming(file: Path, form: Form) -> list[Incoming]:
    """What a file, or every YAML file under a folder, brings. Its faults are on its pages. Raises OSError."""
    if not file.is_dir():
        return [_incoming(file, file.name, form)]
    paths = sorted(path for path in file.rglob("*") if path.suffix.lower() in (".yaml", ".yml"))
    return [_incoming(path, path.relative_to(file).as_posix(), Form.YAML) for path in paths]


def _incoming(path: Path, name: str, form: Form) -> Incoming:
    page, content = Page(name), path.read_bytes()
    if form is Form.YAML:
        text = decoded(page, content, "save it as UTF-8")
        documents: list[Raw] = [raw_of(page, root) for root in compose_all(page, text or "")]
    else:
        items = (csv_reading if form is Form.CSV else gift_reading).read(page, content)
        documents = _documents(page, items)
    if not documents and not page.faults:
        page.blame(0, "L01", "there is no question in it", f"is it {form} at all?")
    return Incoming(page, documents)


def _documents(page: Page, items: Iterable[Fields]) -> list[Raw]:
    """Items that lay flat, as files of a subtopic each."""
    found: dict[str, list[Raw]] = {}
    for item in items:
        id = text_of(item, "id")
        if re.fullmatch(r"[a-z]+\.[A-Z]{2}\d{2}\.\d{4}", id):
            found.setdefault(id.split(".")[1], []).append(item)
        else:
            page.blame(first_line(item, 0), "L01", f"`{id}` is no id", "such as inventory.IN13.0001")
    return [{"schema": "1", "subtopic": code, "items": held} for code, held in found.items()]
