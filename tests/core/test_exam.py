"""The exam at a glance: every line of the facts file, under how surely it is known, and no prices."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.cards import countdown_result
from bot.cards import exam as cards
from bot.chat.text import words
from bot.model.facts import Sureness
from tests.core.test_countdown import read
from tests.core.world import as_card, content, found_cohort, world

FACTS = content().facts


async def test_it_is_answered_in_private_anywhere(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        assert as_card(await w.command("ana", "takt exam", direct=True)) == cards.card(FACTS)
        await found_cohort(w)
        assert "Your cohort studies for" in read(await w.command("ana", "takt exam"))
        assert w.platform.messages == []


def test_every_line_stands_under_its_confidence() -> None:
    fields = {field.name.removesuffix(", continued"): "" for field in cards.card(FACTS).fields}
    for field in cards.card(FACTS).fields:
        fields[field.name.removesuffix(", continued")] += words(field.text)
    for fact in FACTS.facts:
        under = "Well established" if fact.confidence is Sureness.FIRM else "Changes, so look it up"
        assert fact.text in fields[under]
    for version in FACTS.versions:
        assert f"{version.title} (reported): {version.text}" in fields["Versions"]


def test_it_is_dated_linked_and_not_affiliated() -> None:
    card = cards.card(FACTS)
    assert "Looked up by Sunday 22 November 2026" in words(card.note)
    assert "not affiliated with ASCM" in words(card.note)
    assert cards.link(FACTS) in card.buttons[0]


def test_it_names_no_price_and_fits_every_platform() -> None:
    card = cards.card(FACTS, "CPIM 9.0")
    assert not re.search(r"[$€£]|\bUSD\b|\bEUR\b", read(card))
    assert len(card.fields) <= 10
    assert all(len(words(field.text)) <= 1024 for field in card.fields)
    assert len(read(card)) <= 5800


def test_what_is_not_firm_is_left_to_the_handbook() -> None:
    vague = replace(FACTS, facts=tuple(replace(f, confidence=Sureness.SEE_HANDBOOK) for f in FACTS.facts))
    assert "25 December" not in read(countdown_result.not_this_time(date(2026, 12, 10), vague))
    assert "see the Exam Handbook" in read(countdown_result.not_this_time(date(2026, 12, 10), vague))
    assert "75" not in read(countdown_result.passed(date(2026, 12, 10), "Ana", (), vague))
