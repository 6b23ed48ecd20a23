"""Draws the examples of docs/pictures.md from made-up figures, and writes the page with what each says in words.

`python -m scripts.pictures` writes; a test holds the page against it and draws each picture anew. The drawn files are
not held against each other: fonts differ from system to system.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bot.cards import pictures
from bot.cards.pictures import Running, StudyDays
from bot.chat.picture import Picture
from bot.model.domains import Domain
from bot.model.standing import Contender, DomainTally, Tally
from bot.pictures.drawing import png
from bot.rules.ranking import rank

FOLDER = Path(__file__).resolve().parent.parent / "docs"
_MONDAY = date(2026, 10, 19)
_TODAY = date(2026, 11, 25)
_PLACES = rank(
    Contender(number, name, Tally(points, answered, right))
    for number, (name, points, answered, right) in enumerate(
        (
            ("Ana", 50, 5, 5),
            ("Ben", 42, 5, 4),
            ("Chloe", 42, 5, 4),
            ("Dev", 34, 5, 3),
            ("Esi", 22, 3, 2),
            ("Maximiliana from the night shift", 14, 3, 1),
            ("Goran", 4, 2, 0),
        )
    )
)
_DOMAINS = (
    DomainTally(Domain.INVENTORY, 34, 25),
    DomainTally(Domain.SOP, 12, 5),
    DomainTally(Domain.SUPPLY, 22, 18),
    DomainTally(Domain.QUALITY, 11, 7),
)
_MEDIANS = {Domain.INVENTORY: 64, Domain.SOP: 58, Domain.SUPPLY: 71}


def examples() -> dict[str, tuple[str, Picture]]:
    """Each example by the name of its file: where it is shown, and its recipe."""
    found = {
        "board": ("`/takt board`, posted by a leader", pictures.board("The board, November 2026", _PLACES)),
        "summary": (
            "The weekly summary",
            pictures.week("The week of 16 November 2026", _PLACES, _DOMAINS, _MEDIANS),
        ),
        "score": ("`/score`, for its reader alone", pictures.own(_days(), _DOMAINS, _MEDIANS)),
        "race": ("The final report of a challenge", pictures.race("Inventory week", _race_days(), _RUNNERS)),
    }
    return {name: (where, picture) for name, (where, picture) in found.items() if picture is not None}


_RUNNERS = (
    Running("The Buffers", (40, 55, 60, 72, 78)),
    Running("Kanban Kings", (60, 58, 57, 60, 74)),
    Running("Bullwhips", (30, 40, 52, 60, 60)),
    Running("Late joiners", (None, None, 70, 60, 58)),
)


def _race_days() -> list[date]:
    return [date(2026, 11, 16) + timedelta(days=n) for n in range(5)]


def _days() -> StudyDays:
    asked = [day for n in range(38) if (day := _MONDAY + timedelta(days=n)).weekday() < 5]
    silent = {date(2026, 10, 27), date(2026, 11, 6), date(2026, 11, 12), date(2026, 11, 13), _TODAY}
    return StudyDays(
        today=_TODAY,
        asked=asked,
        answered=[day for day in asked if day not in silent],
        frozen=[date(2026, 11, 6)],
        rested=[date(2026, 11, 12), date(2026, 11, 13)],
        open=_TODAY,
    )


def page() -> Iterator[str]:
    """The part of the page that the examples make."""
    for name, (where, picture) in examples().items():
        yield from (f"## {where}", "", f"![{picture.alt}](pictures/{name}.png)", "", f"In words: {picture.alt}", "")


if __name__ == "__main__":
    (FOLDER / "pictures").mkdir(exist_ok=True)
    for name, (_, picture) in examples().items():
        (FOLDER / "pictures" / f"{name}.png").write_bytes(png(picture))
    file = FOLDER / "pictures.md"
    before, mark, _ = file.read_text(encoding="utf-8").partition("<!-- examples -->\n")
    file.write_text(before + mark + "\n" + "\n".join(page()), encoding="utf-8")
