"""What holds for every parametric question: it never changes, its options are apart, its mistakes are named."""

from __future__ import annotations

import os
import re
from collections import Counter

import pytest

from bot.bank.lint.generated import sample
from bot.chat.text import authored, words
from bot.model.domains import Domain
from bot.model.items import Generator
from content.generators import GENERATORS
from tests.content import golden
from tests.content.drawing import ASKED, ROUTES, UNSHOWN, hold, shows_a_sum

DRAWS = int(os.environ.get("TAKT_DRAWS", "200"))
every_version = pytest.mark.parametrize("each", GENERATORS, ids=golden.name)
every_generator = pytest.mark.parametrize("each", ASKED, ids=golden.name)


def test_every_domain_has_a_generator() -> None:
    assert {each.domain for each in GENERATORS} == set(Domain)


@every_version
def test_a_released_version_draws_word_for_word_what_it_always_drew(each: Generator) -> None:
    record = golden.recorded(golden.DRAWS)
    assert golden.name(each) in record, "a new version: record it with python -m tests.content.golden"
    assert golden.drawn(each) == record[golden.name(each)], "never change a released version: add a version"


def test_no_released_version_was_taken_away() -> None:
    assert set(golden.recorded(golden.DRAWS)) <= {golden.name(each) for each in GENERATORS}


@every_generator
def test_every_draw_obeys_the_rules_and_its_key_is_found_by_a_second_route(each: Generator) -> None:
    drawn = [hold(each, seed) for seed in range(DRAWS)]
    if drawn[0].ordered:
        places = Counter(question.key for question in drawn)
        assert len(places) >= 3, "the key is always in one of two places"
        assert max(places.values()) < 0.6 * len(drawn), "the key is mostly in one place"
        assert places[1] + places[2] > 0.3 * len(drawn), "the key is mostly at an end"
        sums = sum(shows_a_sum(option) for question in drawn for option in question.options if not option.correct)
        assert sums >= len(drawn), "reasons show how the mistake was computed: “...: 3 × 4 gives <gives>”"


@every_generator
def test_stories_come_from_at_least_three_industries_and_their_markup_is_closed(each: Generator) -> None:
    drawn = [each.draw(seed) for seed in range(40)]
    assert len({re.sub(r"[\d,.$%√]+", "", question.stem)[:30] for question in drawn}) >= 3
    for question in drawn[:10]:
        for text in (question.stem, question.solution, *(option.why for option in question.options)):
            assert words(authored(text)) == text.replace("`", ""), text


@every_generator
def test_a_sample_obeys_the_rules_for_items(each: Generator) -> None:
    assert list(sample(each)) == []


def test_every_second_route_is_of_a_generator() -> None:
    assert set(ROUTES) | set(UNSHOWN) <= {each.id for each in GENERATORS}
