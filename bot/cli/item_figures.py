"""`takt content stats`: how the questions do, from the answers in the database. It reads only, and names nobody."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from bot.app import Stop, load_content
from bot.bank import Bank
from bot.cards.item_figures import A_HINT, TOLD, TOO_FEW, how_sure, picture
from bot.cli.failing import clearly
from bot.cli.looking import looking
from bot.cli.options import ConfigOption, configured
from bot.cli.printing import console, say
from bot.cli.putting import new_file
from bot.model.domains import Domain
from bot.rules.item_figures import ENOUGH, LEAST_REST, ItemFigures
from bot.store.item_answers import cohorts_called
from bot.study.item_figures import item_figures

_TOO_FEW = "too few"
_WORTH = {TOO_FEW: _TOO_FEW, A_HINT: "a hint"}


def stats_it(
    domain: Annotated[Domain | None, typer.Option(help="Only this domain, with every question of it.")] = None,
    cohort: Annotated[str, typer.Option(metavar="NAME", help="Only this cohort, by its name or number.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for other programs: every question.")] = False,
    folder: Annotated[
        Path | None, typer.Option("--picture", file_okay=False, metavar="FOLDER", help="Draw a picture of each domain.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Show how the questions do: how hard they are, what draws people, and which deserve another look.

    First answers in closed rounds count, each person's once. Reads only, and may run while the bot runs.
    """
    with clearly():
        bank = load_content().bank
        found = asyncio.run(_look(configured(config).config.database.url, bank, domain, cohort))
        drawn = _draw(folder, found, bank) if folder is not None else []
    if as_json:
        data = {"schema": 1, "enough": ENOUGH, "least_rest": LEAST_REST, "questions": [_data(one) for one in found]}
        typer.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    if not found:
        say("Nobody has answered such a question in a round that is closed.")
    elif domain is not None:
        _show(found)
    else:
        _show_domains(found)
    _show_flagged(found)
    for path in drawn:
        say(f"{path}: drawn.")


async def _look(address: str, bank: Bank, domain: Domain | None, called: str) -> list[ItemFigures]:
    async with looking(address) as tx:
        number = None
        if called:
            named = await cohorts_called(tx, called)
            if not named:
                raise Stop(f"--cohort: there is none of the name or number “{called}”")
            if len(named) > 1:
                raise Stop(f"--cohort: several are called that; take a number: {', '.join(map(str, sorted(named)))}")
            number = next(iter(named))
        return await item_figures(tx, bank, domain, number)


def _draw(folder: Path, found: Sequence[ItemFigures], bank: Bank) -> list[Path]:
    from bot.pictures.drawing import png  # here, so that Pillow is loaded only to draw

    folder.mkdir(parents=True, exist_ok=True)
    names = {code: subtopic.name for code, subtopic in bank.subtopics.items()}
    made = []
    for domain in Domain:
        recipe = picture(domain, found, names)
        if recipe is not None:
            path = folder / f"{domain}.png"
            with new_file(path) as part:
                part.write_bytes(png(recipe))
            made.append(path)
    return made


def _show_domains(found: Sequence[ItemFigures]) -> None:
    table = Table("domain", "questions", "answers", "right", "to look at", box=None, pad_edge=False)
    for domain in Domain:
        theirs = [one for one in found if one.domain == domain]
        n, right = sum(one.n for one in theirs), sum(one.right for one in theirs)
        told = _percent(right / n) if how_sure(n) != TOO_FEW and n else _TOO_FEW
        table.add_row(domain.title, str(len(theirs)), f"{n:,}", told, str(sum(bool(one.flags) for one in theirs)))
    console().print(table)


def _show(found: Sequence[ItemFigures]) -> None:
    table = Table("question", "n", "right", "options", "sure but wrong", "discrimination", "", box=None, pad_edge=False)
    table.columns[0].no_wrap = table.columns[5].no_wrap = True  # the others give way on a narrow terminal
    for one in found:
        table.add_row(
            _named(one),
            f"{one.n:,}",
            _percent(one.difficulty),
            _options(one),
            f"{_percent(one.astray)} of {one.sure:,}" if one.astray is not None else _TOO_FEW,
            f"{one.discrimination:.2f} of {one.rest_n:,}" if one.discrimination is not None else _TOO_FEW,
            _WORTH.get(how_sure(one.n), ""),
        )
    console().print(table)
    say("Options are counted as their file has them; * marks the key. Right, and each option: at first choice.")
    say(f"{_TOO_FEW}: {TOO_FEW}; {_WORTH[A_HINT]}: {A_HINT}. Discrimination wants {ENOUGH} who gave {LEAST_REST} more.")


def _show_flagged(found: Sequence[ItemFigures]) -> None:
    flagged = [one for one in found if one.flags]
    judged = sum(one.n >= ENOUGH for one in found)
    if not found:
        return
    say("")
    if not judged:
        say(f"No question has {ENOUGH} answers yet: too few to say which deserve another look.", "bold")
        return
    say(f"{len(flagged)} of {judged} questions with {ENOUGH} answers or more deserve another look:", "bold")
    for one in flagged:
        why = ", ".join(TOLD[flag] for flag in one.flags)
        say(f"{_named(one)}: {_percent(one.difficulty)} of {one.n:,} right; {why}")


def _named(one: ItemFigures) -> str:
    return f"{one.item} v{one.version}" if one.version > 1 else one.item


def _options(one: ItemFigures) -> str:
    if one.difficulty is None:
        return _TOO_FEW
    return ", ".join(f"{o.label}{'*' if o.correct else ''} {_percent(one.share(o))}" for o in one.chosen)


def _percent(value: float | None) -> str:
    return _TOO_FEW if value is None else f"{int(value * 100 + 0.5)}%"


def _data(one: ItemFigures) -> Mapping[str, Any]:
    """A question for other programs. What too few answered is null."""
    return {
        "item": one.item,
        "version": one.version,
        "domain": one.domain,
        "subtopic": one.subtopic,
        "n": one.n,
        "right": _rounded(one.difficulty),
        "options": [
            {"option": o.label, "key": o.correct, "share": _rounded(one.share(o)), "draw": _rounded(one.draw(o))}
            for o in one.chosen
        ],
        "sure": one.sure if one.astray is not None else None,
        "sure_but_wrong": _rounded(one.astray),
        "discrimination": _rounded(one.discrimination),
        "discrimination_n": one.rest_n,
        "flags": list(one.flags),
        "word": how_sure(one.n),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
