"""One typed line becomes a command with values, in order or by name; what fits nothing is kept and told."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.chat.line import read_line
from bot.chat.text import words
from bot.commands.catalogue import catalogue
from tests.core.world import as_card, world

TODAY = date(2026, 11, 23)
CATALOGUE = catalogue()


@pytest.mark.parametrize(
    ("line", "name", "values"),
    [
        ("/countdown", "countdown show", {}),
        ("/score", "score show", {}),
        ("/score week", "score show", {"window": "week"}),
        ("/takt", "takt help", {}),
        ("/score help", "takt help", {"topic": "score"}),
        ("/countdown help set", "takt help", {"topic": "countdown set"}),
        (
            "/countdown set 14 March 2027 9:00 New York centre",
            "countdown set",
            {"date": "14 March 2027", "time": "9:00", "zone": "New York", "venue": "centre"},
        ),
        (
            "/countdown set 2027-03-14 9 am Europe/Berlin center",
            "countdown set",
            {"date": "2027-03-14", "time": "9 am", "zone": "Europe/Berlin", "venue": "center"},
        ),
        ("/COUNTDOWN SET march 14", "countdown set", {"date": "march 14"}),
        ("/countdown set att=1 May 2027", "countdown set", {"att": "1 May 2027"}),
        ("/takt profile show", "takt profile show", {}),
    ],
)
def test_what_a_line_means(line: str, name: str, values: dict[str, str]) -> None:
    group, _, rest = line.removeprefix("/").partition(" ")
    read = read_line(CATALOGUE, group.casefold(), rest, TODAY)
    assert (read.name, read.values, read.rest) == (name, values, "")


def test_what_fits_nothing_is_kept() -> None:
    read = read_line(CATALOGUE, "countdown", "set 14 March 2027 bananas", TODAY)
    assert (read.values, read.rest) == ({"date": "14 March 2027"}, "bananas")


@pytest.mark.parametrize(("group", "line"), [("countdown", "sett 2027"), ("cohort", "crate"), ("score", "yesterday")])
def test_an_unknown_word_leaves_the_line_for_the_answer(group: str, line: str) -> None:
    assert read_line(CATALOGUE, group, line, TODAY).rest


async def test_an_ambiguous_date_is_told_as_such(tmp_path: Path) -> None:
    read = read_line(CATALOGUE, "countdown", "set 03/04/2027", TODAY)
    assert (read.values, read.rest) == ({"date": "03/04/2027"}, "")
    async with world(tmp_path) as w:
        card = as_card(await w.command("ana", "countdown set", date="03/04/2027"))
        assert "two different days" in " ".join(words(field.text) for field in card.fields)


async def test_the_answer_to_a_mistake_says_what_was_understood_and_what_would_be_right(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        card = as_card(await w.command("ana", "countdown set", "bananas", date="14 March 2027"))
        text = " ".join(words(field.text) for field in card.fields)
        assert "Date: 14 March 2027" in text
        assert "bananas" in text
        assert "/countdown set 14 March 2027 09:00 Europe/Berlin centre" in text
        card = as_card(await w.command("ana", "countdown", "sett 2027"))
        assert "/countdown set" in words(card.text)
        await w.advance(timedelta(0))
