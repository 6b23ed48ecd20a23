"""`/takt term`: found by any name, listed by domain, and the terms of a question only once its key is known."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cards import term as cards
from bot.chat.line import read_line
from bot.chat.message import Card, Suggestions, Tone
from bot.chat.request import Suggest
from bot.chat.text import words
from bot.commands.catalogue import catalogue
from bot.model.domains import Domain
from tests.core.world import MONDAY, World, as_card, ask_now, content, found_cohort, labels, text_of, token, world

BANK = content().bank
GLOSSARY = BANK.glossary


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await found_cohort(w)
        yield w


async def test_a_term_is_told_in_private_anywhere(here: World) -> None:
    for direct in (False, True):
        for name in ("ATP", "Available to Promise", "available-to-promise"):
            card = as_card(await here.command("ana", "takt term", name=name, direct=direct))
            assert card.title == "Available-to-promise" and "not yet promised to anybody" in text_of(card)
    assert "Also called" in text_of(card) and "SU05 Available-to-promise" in text_of(card)
    assert "/takt formula atp_discrete" in text_of(card)
    next_one = as_card(await here.press("ana", token(card, "Capable-to-promise")))
    assert next_one.title == "Capable-to-promise"
    assert here.platform.messages == []


async def test_a_typed_line_takes_all_its_words(here: World) -> None:
    read = read_line(catalogue(), "takt", "term net requirements", MONDAY.date())
    assert read.name == "takt term" and not read.rest
    assert as_card(await here.give("ana", read.name, read.values)).title == "Net requirement"


async def test_without_a_name_it_lists_by_domain(here: World) -> None:
    card = as_card(await here.command("ana", "takt term"))
    assert f"{len(GLOSSARY)} terms" in text_of(card)
    listed = as_card(await here.press("ana", f"term:list:{Domain.DEMAND}"))
    assert listed.title == "Terms: Demand" and "bullwhip effect" in text_of(listed)
    assert "master production schedule" not in text_of(listed)
    assert as_card(await here.press("ana", token(listed, "Other domains"))) == card


async def test_an_unknown_name_is_told_what_may_have_been_meant(here: World) -> None:
    card = as_card(await here.command("ana", "takt term", name="bullwip"))
    assert card.tone is Tone.REFUSAL and "Did you mean" in text_of(card)
    assert as_card(await here.press("ana", token(card, labels(card)[0]))).title == "Bullwhip effect"
    assert labels(await here.command("ana", "takt term", name="qqqqq")) == []


async def test_a_button_of_a_term_that_is_no_more_is_out_of_date(here: World) -> None:
    for forged in ("term:show:gone-for-good", "term:list:nowhere", "term:practised:4711"):
        assert as_card(await here.press("ana", forged)).title == "This button is out of date"


async def test_names_are_completed(here: World) -> None:
    async def picks(typed: str) -> list[str]:
        reply = await here.takt.dispatcher.ask(Suggest(here.asker("ana"), "e", here.now, "takt term", "name", typed))
        assert isinstance(reply, Suggestions)
        return [pick.value for pick in reply.picks]

    assert (await picks("bullw"))[0] == "bullwhip effect"
    assert (await picks("mrp"))[0] == "material requirements planning"
    assert len(await picks("")) == 25
    assert await picks("zzzzzzzz") == []


async def test_the_terms_of_a_question_are_told_only_after_its_close(here: World) -> None:
    number = await ask_now(here)
    before = as_card(await here.press("ana", f"term:asked:{number}"))
    assert before.tone is Tone.REFUSAL and before.title == "This question is still open"
    await here.advance(timedelta(days=1, minutes=1))
    after = as_card(await here.press("ana", f"term:asked:{number}"))
    assert after.title in ("Terms in this question", "Terms on this topic") and labels(after)
    assert as_card(await here.press("ana", token(after, labels(after)[0]))).title == labels(after)[0]


async def test_nobody_is_told_the_terms_of_what_is_not_theirs(here: World) -> None:
    number = await ask_now(here)
    await here.advance(timedelta(days=1, minutes=1))
    for forged in (f"term:asked:{number}", "term:asked:4711"):
        assert as_card(await here.press("zoe", forged, direct=True)).title == "This question cannot be used here"


async def test_in_practice_they_are_told_after_the_answer_and_to_nobody_else(here: World) -> None:
    card = await here.command("ana", "takt practice", what="supply")
    assert as_card(await here.press("ana", "term:practised:1")).title == "This button is out of date"
    told = await here.press("ana", token(card, "A"))
    assert labels(await here.press("ana", token(told, "Terms in this question")))
    assert as_card(await here.press("ben", "term:practised:1")).title == "This button is out of date"


def test_a_question_whose_words_hold_no_term_offers_those_of_its_topic() -> None:
    found = GLOSSARY.of_subtopic("SU12", cards.MOST)
    card = cards.in_question((), found)
    assert card.title == "Terms on this topic" and labels(card) == [term.title for term in found] != []
    assert cards.in_question(found[:1], found).title == "Terms in this question"


@pytest.mark.parametrize("domain", Domain)
def test_the_list_of_a_domain_fits_every_platform(domain: Domain) -> None:
    assert len(text_of(cards.listing(domain, GLOSSARY.of_domain(domain)))) <= 2900


def test_every_card_fits_every_platform() -> None:
    for term in GLOSSARY.terms:
        homes = [BANK.subtopic(code) for code in term.subtopics]
        assert fits(cards.about(term, GLOSSARY.related(term), homes, GLOSSARY.formulas(term))) <= 2900
    longest = sorted(GLOSSARY.terms, key=lambda term: len(term.text))[-cards.MOST :]
    assert fits(cards.in_question(longest, ())) <= 2900
    assert fits(cards.in_question((), ())) <= 2900
    assert fits(cards.unknown("x" * 500, longest)) <= 2900
    assert fits(cards.overview({domain: len(GLOSSARY.of_domain(domain)) for domain in Domain})) <= 2900


def fits(card: Card) -> int:
    """The characters of a card, each of whose fields and buttons fits."""
    assert all(len(words(field.text)) <= 1024 for field in card.fields), [f.name for f in card.fields]
    assert all(len(row) <= 5 for row in card.buttons) and all(len(label) <= 75 for label in labels(card))
    assert len(card.title) <= 150
    return len(text_of(card))
