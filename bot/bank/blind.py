"""The second reading: stems and options without key and reasons, and what a reader's answers say about the keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.bank.faults import ContentError
from bot.model.items import LETTERS, Item, Option, Status
from bot.rules.picking import option_order
from bot.rules.practice import fresh_seed

_ANSWER = re.compile(r"([A-D])\s*(\??)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Blind:
    """An item as the second reader sees it: four options in an order that the seed and the item's id decide."""

    item: Item
    stem: str
    options: tuple[Option, ...]

    @property
    def key(self) -> str:
        """The letter of the key on this sheet."""
        return next(letter for letter, option in zip(LETTERS, self.options, strict=True) if option.correct)

    def text(self, letter: str) -> str:
        """The option under a letter."""
        return self.options[LETTERS.index(letter)].text


@dataclass(frozen=True, slots=True)
class Answers:
    """What a reader answered, by item: the letter, and whether there was doubt. `seed` is that of the sheet."""

    seed: int
    letters: Mapping[str, str]
    doubts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Answers held against keys, each group in the order of the sheet. `unknown` ids are in no sheet."""

    agreed: tuple[Blind, ...]
    doubted: tuple[Blind, ...]
    disagreed: tuple[Blind, ...]
    unanswered: tuple[Blind, ...]
    unknown: tuple[str, ...]

    @property
    def settled(self) -> bool:
        """Whether every item was answered as its author did, without doubt."""
        return not (self.doubted or self.disagreed or self.unanswered or self.unknown)


def sheet(items: Iterable[Item], seed: int, *, drafts: bool = False) -> list[Blind]:
    """The written items to be read, in order of id: all that are not retired, or the drafts alone."""
    wanted = [item for item in items if item.generator is None and item.status is not Status.RETIRED]
    return [_blind(item, seed) for item in wanted if item.status is Status.DRAFT or not drafts]


def _blind(item: Item, seed: int) -> Blind:
    question = item.draw(0)
    order = option_order(fresh_seed("blind", seed, item.id), len(question.options), question.ordered)
    return Blind(item, question.stem, tuple(question.options[place] for place in order))


def read_answers(path: Path) -> Answers:
    """A file of answers: `seed: 7` and a line `id: B` for each item, `B?` where in doubt. Raises ContentError.

    It is YAML read as text, so that JSON will do too.
    """
    from bot.bank.pages import Page, compose, free_texts  # here, so that a bot that runs never loads YAML

    page = Page(path.name)
    root = compose(page, path)
    pairs = free_texts(page, root, "the file") if root is not None else {}
    seed, line = pairs.pop("seed", ("", 0))
    if root is not None and not re.fullmatch(r"\d{1,18}", seed):
        page.blame(line, "L01", "the seed of the sheet is missing", "begin with a line such as seed: 7")
    letters, doubts = {}, set()
    for id, (text, at) in pairs.items():
        found = _ANSWER.fullmatch(text)
        if found:
            letters[id] = found[1].upper()
        elif text:
            page.blame(at, "L01", f"{id}: `{text}` is no answer", "a letter from A to D, with ? if in doubt")
        if found and found[2]:
            doubts.add(id)
    if page.faults:
        raise ContentError(page.faults)
    return Answers(int(seed), letters, frozenset(doubts))


def compare(blind: Sequence[Blind], answers: Answers) -> Comparison:
    """A sheet, drawn with the seed of the answers, against them."""
    answered = [each for each in blind if each.item.id in answers.letters]
    agreed = [each for each in answered if answers.letters[each.item.id] == each.key]
    return Comparison(
        agreed=tuple(each for each in agreed if each.item.id not in answers.doubts),
        doubted=tuple(each for each in agreed if each.item.id in answers.doubts),
        disagreed=tuple(each for each in answered if answers.letters[each.item.id] != each.key),
        unanswered=tuple(each for each in blind if each.item.id not in answers.letters),
        unknown=tuple(sorted(set(answers.letters) - {each.item.id for each in blind})),
    )
