"""Words on record, which may never change. `python -m tests.content.golden` adds what is new, and changes nothing.

Of a generator the draws of a few seeds are kept in full; of a written item that may be asked, a digest.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.bank import Bank, load
from bot.model.items import Generator, Item, Question
from content.generators import GENERATORS

CONTENT = Path(__file__).parents[2] / "content"
DRAWS = Path(__file__).parent / "golden" / "generators.json"
ITEMS = Path(__file__).parent / "golden" / "items.json"
SEEDS = (0, 1, 2**63 - 1)


def recorded(file: Path) -> dict[str, Any]:
    """What is on record, by id and version."""
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return found


def drawn(generator: Generator) -> dict[str, object]:
    """What a generator draws now for the seeds on record."""
    return {str(seed): as_json(generator.draw(seed)) for seed in SEEDS}


def digest(item: Item) -> str:
    """The words of a written item, as a short fingerprint."""
    return sha256(json.dumps(as_json(item.draw(0)), ensure_ascii=False).encode()).hexdigest()[:20]


def as_json(question: Question) -> object:
    """A question word for word."""
    return {
        "stem": question.stem.split("\n"),
        "options": [[option.text, option.why] for option in question.options],
        "key": question.key,
        "ordered": question.ordered,
        "solution": question.solution.split("\n"),
    }


def name(version: Generator | Item) -> str:
    """How a version is called on record."""
    return f"{version.id}:{version.version}"


def written(bank: Bank) -> list[Item]:
    """The written items that may be asked."""
    return [item for item in bank.eligible() if item.generator is None]


def main() -> None:
    """Record what is not on record yet."""
    _add(DRAWS, {name(each): drawn(each) for each in GENERATORS})
    _add(ITEMS, {name(item): digest(item) for item in written(load(CONTENT))})


def _add(file: Path, new: dict[str, Any]) -> None:
    text = json.dumps({**new, **recorded(file)}, ensure_ascii=False, indent=1, sort_keys=True)
    file.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
