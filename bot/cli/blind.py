"""`takt content blind`: the second reader's sheet, and the comparison of the answers with the keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.app import CONTENT, Stop
from bot.bank import load
from bot.bank.bank import Bank
from bot.bank.blind import Answers, Blind, Comparison, compare, read_answers, sheet
from bot.cli.failing import clearly
from bot.cli.printing import say
from bot.model.domains import Domain
from bot.model.items import LETTERS, Item


def read_blind(
    codes: Annotated[
        list[str] | None,
        typer.Argument(metavar="CODE...", help="Subtopics such as IN13, domains such as inventory, or ids of items."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Another seed gives another order of the options.")] = 1,
    drafts: Annotated[bool, typer.Option("--drafts", help="Only what nobody has read yet.")] = False,
    answers: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, metavar="FILE", help="Compare these answers with the keys."),
    ] = None,
    folder: Annotated[
        Path, typer.Option(exists=True, file_okay=False, metavar="FOLDER", help="The content to read.")
    ] = CONTENT,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")] = False,
) -> None:
    """Read questions as a second reader does, without key and reasons; or compare a reader's answers with the keys.

    Exit status 1 if an answer disagrees, is in doubt or is missing.
    """
    if answers is None:
        with clearly():
            found = sheet(_chosen(load(folder), codes or []), seed, drafts=drafts)
        typer.echo(
            json.dumps(_as_data(found, seed), indent=2, ensure_ascii=False)
            if as_json
            else _as_text(found, seed, drafts=drafts)
        )
        return
    with clearly():
        given = read_answers(answers)
        if not given.letters:
            raise Stop(
                f"{answers.name}: nothing is answered; write a letter behind each id, such as inventory.IN13.0001: B"
            )
        bank = load(folder)
        items = _chosen(bank, codes) if codes else [i for i in bank.current_items() if i.id in given.letters]
        result = compare(sheet(items, given.seed, drafts=drafts), given)
    if as_json:
        typer.echo(json.dumps(_result(result, given), indent=2, ensure_ascii=False))
    else:
        _tell(result, given)
    raise typer.Exit(0 if result.settled else 1)


def _chosen(bank: Bank, codes: list[str]) -> list[Item]:
    """The items of these codes, each once; of none, all. Raises Stop where a code is unknown."""
    unknown = [code for code in codes if not _known(bank, code)]
    if unknown:
        domains = ", ".join(Domain)
        raise Stop(f"Unknown: {', '.join(unknown)}. Give subtopics (IN13), domains ({domains}) or ids of items.")
    wanted = {code.casefold() for code in codes}
    return [
        item
        for item in bank.current_items()
        if not codes or wanted & {item.id.casefold(), item.subtopic.casefold(), str(item.domain)}
    ]


def _known(bank: Bank, code: str) -> bool:
    names = {*map(str, Domain), *map(str.casefold, bank.subtopics), *(i.id.casefold() for i in bank.current_items())}
    return code.casefold() in names


def _as_text(found: list[Blind], seed: int, *, drafts: bool) -> str:
    """The sheet, and below it what the reader fills in."""
    if not found:
        return f"There is nothing to read{': no question here is a draft' if drafts else ''}."
    parts = []
    for number, each in enumerate(found, 1):
        options = "\n".join(f"   {letter}  {each.text(letter)}" for letter in LETTERS)
        parts.append(f"{number}. {each.item.id}\n\n{each.stem}\n\n{options}\n")
    form = "\n".join([f"seed: {seed}", *(f"{each.item.id}:" for each in found)])
    note = "# Copy from here into a file, and write a letter behind each id; B? for B with a doubt."
    return "\n".join([*parts, note, form])


def _as_data(found: list[Blind], seed: int) -> dict[str, Any]:
    return {
        "schema": 1,
        "seed": seed,
        "questions": [
            {
                "number": number,
                "id": each.item.id,
                "stem": each.stem,
                "options": {letter: each.text(letter) for letter in LETTERS},
            }
            for number, each in enumerate(found, 1)
        ],
    }


def _result(result: Comparison, given: Answers) -> dict[str, Any]:
    def told(some: tuple[Blind, ...]) -> list[dict[str, str]]:
        return [{"id": e.item.id, "answer": given.letters.get(e.item.id, ""), "key": e.key} for e in some]

    return {
        "schema": 1,
        "seed": given.seed,
        "agreed": [each.item.id for each in result.agreed],
        "doubted": told(result.doubted),
        "disagreed": told(result.disagreed),
        "unanswered": [each.item.id for each in result.unanswered],
        "unknown": list(result.unknown),
    }


def _tell(result: Comparison, given: Answers) -> None:
    for each in result.disagreed:
        answer = given.letters[each.item.id]
        theirs, ours = f"{answer} “{each.text(answer)}”", f"{each.key} “{each.text(each.key)}”"
        say(f"{each.item.id}: the reader says {theirs}, the key is {ours}.")
    for each in result.doubted:
        say(f"{each.item.id}: agrees on {each.key} “{each.text(each.key)}”, but in doubt.")
    for each in result.unanswered:
        say(f"{each.item.id}: not answered.")
    for id in result.unknown:
        say(f"{id}: not on this sheet.")
    right = len(result.agreed) + len(result.doubted)
    say(
        f"{right} of {right + len(result.disagreed)} answers agree with the key, {len(result.doubted)} in doubt.",
        "bold",
    )
