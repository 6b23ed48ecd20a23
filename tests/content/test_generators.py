"""What holds for every parametric question: it never changes, its options are apart, its mistakes are named."""

from __future__ import annotations

import re
import time
from collections import Counter
from decimal import Decimal
from itertools import combinations

import pytest

from bot.bank.arithmetic import evaluate
from bot.bank.lint.generated import names, sample
from bot.bank.lint.numbers import read_number
from bot.chat.text import authored, words
from bot.model.domains import Domain
from bot.model.items import Generator, Level, Question
from bot.model.limits import OPTION, REASON, SOLUTION, STEM
from content.generators import GENERATORS
from content.generators.kit import Draw, Mistake, Problem, apart, generator, half_up, table, up
from tests.content import golden

DRAWS = 300
every_generator = pytest.mark.parametrize("each", GENERATORS, ids=golden.name)


def number(text: str) -> Decimal:
    found = read_number(text)
    assert found is not None, text
    return found.value


def test_every_domain_has_a_generator() -> None:
    assert {each.domain for each in GENERATORS} == set(Domain)


@every_generator
def test_a_released_version_draws_word_for_word_what_it_always_drew(each: Generator) -> None:
    record = golden.recorded(golden.DRAWS)
    assert golden.name(each) in record, "a new version: record it with python -m tests.content.golden"
    assert golden.drawn(each) == record[golden.name(each)], "never change a released version: add a version"


def test_no_released_version_was_taken_away() -> None:
    assert set(golden.recorded(golden.DRAWS)) <= {golden.name(each) for each in GENERATORS}


@every_generator
def test_options_are_four_ascending_apart_and_in_one_form(each: Generator) -> None:
    for seed in range(DRAWS):
        question = each.draw(seed)
        read = [read_number(option.text) for option in question.options]
        values = [found.value for found in read if found]
        assert question.ordered and len(values) == 4 and values == sorted(values) and values[0] > 0
        assert sum(option.correct for option in question.options) == 1
        unit = max(Decimal(1).scaleb(-found.places) for found in read if found)
        for one, other in combinations(values, 2):
            assert abs(one - other) > unit, question
            assert abs(one - other) * 50 >= max(one, other), question


@every_generator
def test_the_key_is_not_always_in_one_place_or_at_an_end(each: Generator) -> None:
    places = Counter(each.draw(seed).key for seed in range(DRAWS))
    assert len(places) >= 3
    assert max(places.values()) < 0.6 * DRAWS
    assert places[1] + places[2] > 0.3 * DRAWS


@every_generator
def test_every_reason_shows_what_the_mistake_gives_and_the_working_ends_at_the_key(each: Generator) -> None:
    for seed in range(DRAWS):
        question = each.draw(seed)
        for option in question.options:
            figure = re.sub(r"[^\d.,].*", "", option.text.removeprefix("$"))
            assert figure in option.why, (option.text, option.why)
            assert option.correct or option.why.startswith("You "), option.why
        assert question.options[question.key].text in question.solution
        assert len(question.solution.split("\n")) >= 2


def told(why: str) -> Decimal | None:
    """The value of the sum that a reason shows before “gives”, if it shows one."""
    found = re.search(r": ([\d$√(][\d$√.,%()+−×÷ -]*?) gives", why)
    if not found:
        return None
    text = found[1].replace(",", "").replace("$", "")
    text = re.sub(r"√(\d+)", r"sqrt(\1)", text).replace("√", "sqrt")
    percent = "%" in text
    text = text.replace("%", "/100").replace("×", "*").replace("÷", "/").replace("−", "-")
    return evaluate(text) * (100 if percent else 1)


@every_generator
def test_the_sum_that_a_reason_shows_gives_what_it_says(each: Generator) -> None:
    checked = 0
    for seed in range(DRAWS):
        for option in each.draw(seed).options:
            value = told(option.why)
            if value is not None and not option.correct:
                checked += 1
                shown = number(option.text)
                # Whole numbers may be rounded up; factors shown in percent are rounded to one decimal themselves.
                slack = Decimal(1) if shown == shown.to_integral() and "." not in option.text else Decimal("0.15")
                assert abs(value - shown) <= slack, (option.text, option.why, value)
    assert checked > DRAWS


@every_generator
def test_texts_fit_every_platform_and_their_markup_is_closed(each: Generator) -> None:
    for seed in range(DRAWS):
        question = each.draw(seed)
        assert len(question.stem) <= STEM and len(question.solution) <= SOLUTION
        assert all(len(o.text) <= OPTION and len(o.why) <= REASON for o in question.options)
        for text in (question.stem, question.solution, *(o.why for o in question.options)):
            assert words(authored(text)) == text.replace("`", ""), text
            assert "{" not in text and "*" not in text and "  None" not in text


@every_generator
def test_stories_come_from_at_least_three_industries(each: Generator) -> None:
    stories = {re.sub(r"[\d,.$%√]+", "", each.draw(seed).stem)[:30] for seed in range(60)}
    assert len(stories) >= 3


@every_generator
def test_a_sample_obeys_the_rules_for_items(each: Generator) -> None:
    assert list(sample(each)) == []


@every_generator
def test_a_draw_takes_less_than_two_milliseconds(each: Generator) -> None:
    started = time.process_time()
    for seed in range(100):
        each.draw(seed)
    assert time.process_time() - started < 0.2


def test_the_rules_find_a_generator_that_is_not_a_pure_function() -> None:
    seen: list[int] = []

    def build(draw: Draw) -> Problem:
        seen.append(0)
        return problem(Decimal(100 + len(seen)))

    found = list(sample(generator("demand.x", build, subtopic="DM07", book="IMM", topic="t")))
    assert any("two different questions" in fault.text for fault in found)


def test_the_rules_find_a_generator_with_a_wrong_name() -> None:
    misnamed = generator("demand.X", lambda draw: None, subtopic="DM07", book="IMM", topic="t")
    texts = [fault.text for fault in names([misnamed], {})]
    assert texts == ["the id `demand.X` does not fit", "`DM07` is no subtopic of demand"]


def problem(key: Decimal, *values: int) -> Problem:
    mistakes = tuple(Mistake("a slip", Decimal(value), f"You were wrong {value}") for value in values or (50, 70, 200))
    return Problem("What?", key, "So", mistakes, ("Step",), half_up, Decimal(1), str)


def test_draws_depend_on_the_name_alone_and_cover_their_range() -> None:
    first, again, other = Draw("a"), Draw("a"), Draw("b")
    numbers = [first.whole(2, 10, 2) for _ in range(200)]
    assert numbers == [again.whole(2, 10, 2) for _ in range(200)]
    assert numbers != [other.whole(2, 10, 2) for _ in range(200)]
    assert set(numbers) == {2, 4, 6, 8, 10}
    assert {Draw(str(n)).decimal("0.10", "0.30", "0.05") for n in range(99)} == {
        Decimal(value) for value in ("0.10", "0.15", "0.20", "0.25", "0.30")
    }
    assert Draw("fixed").whole(0, 999) == 415


def test_numbers_too_close_are_thrown_away_and_drawn_again() -> None:
    tries: list[int] = []

    def build(draw: Draw) -> Problem:
        tries.append(0)
        return problem(Decimal(100), 99, 101, 50, 70) if len(tries) < 3 else problem(Decimal(100), 50, 70, 200)

    question: Question = generator("demand.x", build, subtopic="DM07", book="IMM", topic="t").draw(1)
    assert len(tries) == 3
    assert [option.text for option in question.options] == ["50", "70", "100", "200"]


def test_a_generator_without_usable_numbers_says_so() -> None:
    hopeless = generator("demand.x", lambda draw: None, subtopic="DM07", book="IMM", topic="t", level=Level.APPLY)
    with pytest.raises(RuntimeError, match=r"demand\.x found no usable numbers"):
        hopeless.draw(4)


def test_options_are_apart_by_two_percent_and_more_than_one_unit() -> None:
    assert apart(Decimal(100), Decimal(98), Decimal(1))
    assert not apart(Decimal(100), Decimal(99), Decimal("0.1"))
    assert not apart(Decimal(3), Decimal(4), Decimal(1))


def test_rounding_is_half_up_and_ceilings_ignore_noise() -> None:
    assert half_up(Decimal("2.5")) == 3 and half_up(Decimal("0.125"), 2) == Decimal("0.13")
    assert up(Decimal("18.00000000000000000000001")) == 18 and up(Decimal("18.0001")) == 19


def test_tables_are_aligned_lines_of_code() -> None:
    assert table((("Week", ("1", "2")), ("Demand", (1200, 5)))) == "`Week        1  2`\n`Demand  1,200  5`"
