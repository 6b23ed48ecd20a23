"""What must hold for every draw of every generator. `make test` looks at some draws, `make content-soak` at many."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from bot.bank.arithmetic import evaluate
from bot.bank.lint.numbers import Number, read_number
from bot.model.items import Generator, Option, Question
from bot.model.limits import OPTION, REASON, SOLUTION, STEM
from bot.rules.formulas import read
from content.generators import GENERATORS
from content.generators.kit import Values, posed
from content.generators.kit.making import Recipe
from tests.content.routes import all_routes, exact, unshown

ROUTES, UNSHOWN = all_routes(), unshown()
ASKED = tuple({each.id: each for each in sorted(GENERATORS, key=lambda each: each.version)}.values())
"""The newest version of each generator. An older one stays as it is, with what was wrong with it."""
_read = lru_cache(maxsize=1024)(read_number)
_LEFT_OVER = re.compile(r"[{}]|<gives>|\*|  None|Decimal|\d{12}|−0(?![\d.]*[1-9])")


def hold(generator: Generator, seed: int) -> Question:
    """Draw it and hold it against every rule. Raises AssertionError, with the seed, for the first that is broken."""
    made = posed(generator, seed)
    try:
        _options(generator, made.question)
        _texts(made.question)
        _stem(generator, made.values, made.question.stem)
        _formula(generator, made.values, made.question)
        _second_route(generator, made.values, made.question)
    except AssertionError as error:
        raise AssertionError(f"{generator.id}:{generator.version} seed {seed}: {error}\n{made.question}") from error
    return made.question


def key(question: Question) -> Option:
    """The correct option."""
    return question.options[question.key]


def number(option: Option) -> Number:
    """The number that an option is."""
    found = _read(option.text)
    assert found is not None, f"{option.text} is no number"
    return found


def _options(generator: Generator, question: Question) -> None:
    assert len(question.options) == 4 and sum(option.correct for option in question.options) == 1
    assert len({option.text.casefold() for option in question.options}) == 4, "options alike"
    assert all(bool(option.mistake) != option.correct for option in question.options), "a mistake has no name"
    assert question.ordered == (question.typed is not None)
    if question.ordered:
        _numbers(generator, [number(option) for option in question.options])


def _numbers(generator: Generator, numbers: list[Number]) -> None:
    values = [found.value for found in numbers]
    assert values == sorted(values), "not ascending"
    assert len({(found.places, found.unit) for found in numbers}) == 1, "units or decimals differ"
    assert isinstance(generator.draw, Recipe) and generator.draw.measure is not None
    assert generator.draw.measure.negative or values[0] > 0, "nought or negative"
    for one, other in combinations(values, 2):
        assert abs(one - other) > generator.draw.measure.step, "no more than one unit of the rounding apart"
        assert abs(one - other) * 50 >= max(abs(one), abs(other)), "less than 2 % apart"


def _texts(question: Question) -> None:
    assert len(question.stem) <= STEM and len(question.solution) <= SOLUTION, "too long"
    assert key(question).text in question.solution and len(question.solution.split("\n")) >= 2, "no working"
    for text in (question.stem, question.solution, *(option.why for option in question.options)):
        assert not _LEFT_OVER.search(text), f"left over in: {text}"
    for option in question.options:
        assert len(option.text) <= OPTION and len(option.why) <= REASON, "too long"
        assert figure(option.text) in option.why, f"{option.text} is not in: {option.why}"
        assert option.correct or option.why.startswith("You "), option.why
        assert option.correct or _sum_is_right(option) is not False, f"{option.text} is not what is shown: {option.why}"


def figure(text: str) -> str:
    """What of an option its reason repeats: the figure of a number, or the words."""
    return re.sub(r"[^\d.,].*", "", text.lstrip("−$")) if _read(text) else text


def shows_a_sum(option: Option) -> bool:
    """Whether its reason shows how the mistake was computed."""
    return _sum_is_right(option) is not None


@lru_cache(maxsize=1024)
def _sum_is_right(option: Option) -> bool | None:
    """Whether the sum that a reason shows before “gives” does give the option; None where it shows none."""
    found = re.search(r": ([\d$√(−][\d$√.,%()+−×÷ -]*?) gives", option.why)
    shown = _read(option.text)
    if not found or shown is None:
        return None
    text = found[1].replace(",", "").replace("$", "").replace("%", "/100")
    text = re.sub(r"√(\d[\d.]*)", r"sqrt(\1)", text).replace("√", "sqrt")
    value = evaluate(text.replace("×", "*").replace("÷", "/").replace("−", "-")) * (100 if "%" in shown.unit else 1)
    # Whole numbers may be rounded up, and what a sum shows may be rounded itself.
    slack = max(Decimal(1) if not shown.places else Decimal("0.15"), abs(shown.value) / 200)
    return abs(abs(value) - abs(shown.value)) <= slack


def _stem(generator: Generator, values: Values, stem: str) -> None:
    numbers = {text.strip(".,").replace(",", "") for text in re.findall(r"\d[\d.,]*", stem)}
    for name, text in values.typed().items():
        if name not in UNSHOWN.get(generator.id, ()):
            for part in text.split(","):
                assert not {part.lstrip("-"), _plain(part)}.isdisjoint(numbers) or part in stem, (
                    f"{name}={part} is not in the stem"
                )


def _plain(text: str) -> str:
    """Without idle zeros."""
    return text.lstrip("-").rstrip("0").rstrip(".") if "." in text else text.lstrip("-")


def _formula(generator: Generator, values: Values, question: Question) -> None:
    """What was drawn could have been typed, and the formula gives the key for it."""
    assert generator.formula is not None, "no formula"
    typed = read(generator.formula.variables, values.typed())
    assert typed == values.given(), "the values are not of the declared kinds"
    solved = generator.formula.solve(typed)
    if question.typed is None:
        assert solved.exact is None
        return
    assert solved.exact == question.typed.exact, "the formula gives another key"
    assert question.typed.key == number(key(question)).value and question.typed.accepts(question.typed.key)
    for option in question.options:
        found = question.typed.slip(number(option).value)
        assert option.correct or (found is not None), f"typing {option.text} is not recognised"


def _second_route(generator: Generator, values: Values, question: Question) -> None:
    assert generator.id in ROUTES, "write a second route to its key in tests/content/routes"
    shown = Fraction(number(key(question)).value) if question.ordered else key(question).text
    ROUTES[generator.id](exact(values.given()), shown)
