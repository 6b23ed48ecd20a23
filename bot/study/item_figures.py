"""Figures of the bank's questions from the answers in the database: choices by option, or by the mistake behind it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank import Bank, UnknownItem
from bot.model.domains import Domain
from bot.rules.item_figures import LEAST_REST, Chosen, ItemFigures
from bot.store.item_answers import Choice, choices

RIGHT, WRONG = "right", "another mistake"


async def item_figures(
    tx: AsyncConnection, bank: Bank, domain: Domain | None = None, cohort: int | None = None
) -> list[ItemFigures]:
    """Every version of an item that was answered, in order of id: of one domain or cohort, or of all."""
    found: dict[tuple[str, int], list[Choice]] = defaultdict(list)
    for choice in await choices(tx, LEAST_REST, domain, cohort):
        found[choice.item, choice.version].append(choice)
    return [_figures(bank, theirs) for _, theirs in sorted(found.items())]


def _figures(bank: Bank, theirs: list[Choice]) -> ItemFigures:
    one, key = theirs[0], _key(theirs)
    drawn = _drawn(bank, one)
    labelled = [(_mistake(bank, choice) if drawn else str(choice.option + 1), choice) for choice in theirs]
    names = dict.fromkeys(["1", "2", "3", "4"] if not drawn else [RIGHT, *sorted(name for name, _ in labelled)])
    chosen = [
        _chosen(name, name == (RIGHT if drawn else key), [c for label, c in labelled if label == name])
        for name in names
    ]
    return ItemFigures(
        one.item,
        one.version,
        one.domain,
        one.subtopic,
        tuple(chosen),
        sum(choice.sure for choice in theirs),
        sum(choice.sure_wrong for choice in theirs),
        drawn,
    )


def _key(theirs: Iterable[Choice]) -> str:
    """The option that most answers were held against: a cohort may have corrected the key for itself."""
    weight: Counter[int] = Counter()
    for choice in theirs:
        weight[choice.key] += choice.n
    return str(weight.most_common(1)[0][0] + 1)


def _chosen(label: str, correct: bool, those: Sequence[Choice]) -> Chosen:
    return Chosen(
        label,
        correct,
        sum(choice.n for choice in those),
        sum(choice.rest_n for choice in those),
        sum(choice.rest for choice in those),
        sum(choice.squares for choice in those),
    )


def _drawn(bank: Bank, choice: Choice) -> bool:
    """Whether its numbers are drawn: ids of written items end in digits, also of those that this bank has not."""
    try:
        return bank.item(choice.item, choice.version).generator is not None
    except UnknownItem:
        return not choice.item.rpartition(".")[2].isdigit()


def _mistake(bank: Bank, choice: Choice) -> str:
    if choice.option == choice.key:
        return RIGHT
    try:
        options = bank.item(choice.item, choice.version).draw(choice.seed).options
    except UnknownItem:
        return WRONG
    return options[choice.option].mistake or WRONG
