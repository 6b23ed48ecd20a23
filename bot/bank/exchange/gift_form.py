"""GIFT, for Moodle and what reads its format: a question for each item, with the reasons as feedback.

The law: what GIFT has no place for (level, reference, record, ...) stands in the comment `// takt: {...}` right above
its question, as JSON, so that every item comes back as it went. The text is [markdown], where bold, italic and code
are what they are in the bank; the two spaces before each new line are its hard break, and are taken off again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable

from bot.bank.exchange.raw import Fields, digest, text_of

NOTICE = (
    "// Questions for the CPIM exam by the authors of Takt, under CC BY-SA 4.0.",
    "// Takt is not affiliated with ASCM.",
)
MARK = "// takt: "
_SPECIAL = re.compile(r"[\\~=#{}:]")
_NOT_KEPT = re.compile(r"[\]\x00-\x1f]")


def write(items: Iterable[tuple[str, Fields]], advance: Callable[[], object]) -> bytes:
    """The whole file, of items with their domains."""
    made, category = ["\n".join(NOTICE)], ""
    for domain, item in items:
        here = f"$CATEGORY: takt/{domain}/{text_of(item, 'id').split('.')[1]}"
        if here != category:
            made.append(here)
            category = here
        made.append(question(item))
        advance()
    return ("\n\n".join(made) + "\n").encode("utf-8")


def question(item: Fields) -> str:
    """A question with its comments."""
    id, options = text_of(item, "id"), item["options"]
    assert isinstance(options, list)
    rest: Fields = {name: value for name, value in item.items() if name not in ("stem", "options")}
    kept = json.dumps(rest | {"words": digest(item)})  # in ASCII: nothing in it ends a line
    answers = [_answer(option) for option in options if isinstance(option, dict)]
    head = f"::{escaped(id)}::[markdown]{escaped(text_of(item, 'stem'))}"
    return "\n".join([f"{MARK}{kept}", _for_moodle(item), f"{head}{{", *answers, "}"])


def _answer(option: Fields) -> str:
    text, why = escaped(text_of(option, "text")), escaped(text_of(option, "why"))
    if text_of(option, "correct") == "true":
        return f"\t={text}#{why}"
    weight = "%0%" if text.startswith("%") else ""  # or the text would be taken for a weight
    return f"\t~{weight}{text}#{why}"


def _for_moodle(item: Fields) -> str:
    """The comment in which Moodle finds the id number and the tags."""
    meta = item["meta"]
    tags = meta.get("tags", []) if isinstance(meta, dict) else []
    told = [text_of(item, "level"), *(str(tag) for tag in tags)]
    return f"// [id:{text_of(item, 'id')}]" + "".join(f" [tag:{tag}]" for tag in told if not _NOT_KEPT.search(tag))


def escaped(text: str) -> str:
    """The text with a backslash before what GIFT would read as its own."""
    return _SPECIAL.sub(r"\\\g<0>", text).replace("\n", "  \\n")


def unescaped(text: str) -> str:
    """The text as it was before."""
    return re.sub(r"(  )?\\n|\\([\\~=#{}:])", lambda found: found[2] or "\n", text)
