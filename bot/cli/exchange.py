"""`takt content export` and `takt content import`: questions out of the bank, and into it, as a whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.app import CONTENT, Stop
from bot.bank import ContentError
from bot.bank.exchange.form import Form, form_of
from bot.cli.failing import TROUBLE, clearly
from bot.cli.printing import complain, console, say
from bot.cli.putting import new_file, put
from bot.model.domains import Domain
from bot.model.items import Item, Level, Status
from content.generators import GENERATORS

if TYPE_CHECKING:
    from bot.bank.exchange.selecting import Holding

_ASKED = (Status.REVIEWED, Status.LIVE)
_SHOWN = 20

FolderOption = Annotated[
    Path, typer.Option("--folder", exists=True, file_okay=False, metavar="FOLDER", help="The content to export.")
]
IntoOption = Annotated[
    Path, typer.Option("--into", exists=True, file_okay=False, metavar="FOLDER", help="The content to add them to.")
]
FormOption = Annotated[Form | None, typer.Option("--format", help="Default: what the name of the file tells.")]


def export_it(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to make; for YAML it may be a new folder.")],
    form: FormOption = None,
    domain: Annotated[
        list[Domain] | None, typer.Option(help="Only this domain. May be repeated, as all below.")
    ] = None,
    subtopic: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Only this subtopic, such as IN13.")
    ] = None,
    level: Annotated[list[Level] | None, typer.Option(help="Only this cognitive level.")] = None,
    status: Annotated[
        list[Status] | None, typer.Option(help="Only this status. Default: all; for Anki reviewed and live.")
    ] = None,
    folder: FolderOption = CONTENT,
) -> None:
    """Export questions: YAML, CSV and GIFT can be imported again; .apkg is a deck for Anki. It overwrites nothing.

    Parametric questions are programs: a deck has three drawn ones of each, the other formats leave them out.
    """
    from bot.bank.exchange.selecting import Wanted, holding  # here, as below: a bot that runs never loads them

    with clearly():
        kind = _form(file, form)
        if _taken(file):
            raise Stop(f"{file} exists; name another, or take that one away first")
        held = holding(folder, GENERATORS)
        codes = [code.upper() for code in subtopic or ()]
        if unknown := [code for code in codes if code not in held.catalogue.subtopics]:
            raise Stop(f"--subtopic: there is no {unknown[0]}; subtopics.toml has them all")
        asked = status or (_ASKED if kind is Form.APKG else ())
        chosen = held.chosen(Wanted(domain or (), codes, level or (), asked))
        count = len(chosen.written) if kind is not Form.APKG else len(_items(chosen))
        if not count:
            raise Stop("no question is all of that; leave one of the options out")
        said = _write(file, kind, chosen)
    say(f"{file}: {said}. Licence CC BY-SA 4.0.")


def import_it(
    file: Annotated[Path, typer.Argument(exists=True, metavar="FILE", help="The file, or a folder of YAML files.")],
    form: FormOption = None,
    into: IntoOption = CONTENT,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would do, and write nothing.")] = False,
) -> None:
    """Add questions from YAML, CSV or GIFT to the content, all of them or, if anything is wrong, none.

    What somebody else has not read stays a draft. The same version with other words is refused.
    """
    from bot.bank.exchange.forms import incoming
    from bot.bank.exchange.importing import plan

    with clearly():
        kind = _form(file, form)
        if kind is Form.APKG:
            raise Stop("a deck of Anki cannot be imported: export it again as YAML, CSV or GIFT")
        try:
            with _progress("Reading", 2) as advance:
                brought = incoming(file, kind)
                advance()
                made = plan(brought, into, GENERATORS)
                advance()
        except ContentError as error:
            complain(str(error))
            complain("Nothing was imported.")
            raise typer.Exit(TROUBLE) from None
        if not dry_run:
            put({into / name: text.encode("utf-8") for name, text in made.files.items()})
    for ids, what in ((made.added, "new"), (made.changed, "changed"), (made.same, "there already, and the same")):
        if ids:
            say(f"{len(ids)} {what}{_named(ids) if ids is not made.same else ''}")
    if made.drafts:
        say(f"{len(made.drafts)} come as drafts, for the file does not tell their whole reading{_named(made.drafts)}")
    if not made.files:
        say("Nothing is to be imported.", "bold")
    elif dry_run:
        say(f"Nothing was written: without --dry-run {_counted(made.files, 'file')} would change.", "bold")
    else:
        say(f"{_counted(made.files, 'file')} changed in {into}. Now run: takt content check", "bold")


def _form(file: Path, form: Form | None) -> Form:
    found = form or form_of(file)
    if found is None:
        raise Stop(f"{file.name}: the name does not tell the format; add --format yaml, csv, gift or apkg")
    return found


def _taken(file: Path) -> bool:
    return any(file.iterdir()) if file.is_dir() else file.exists()


def _named(ids: tuple[str, ...]) -> str:
    more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
    return f": {', '.join(ids[:_SHOWN])}{more}"


def _counted(some: Sized, what: str) -> str:
    return f"{len(some)} {what}{'' if len(some) == 1 else 's'}"


def _items(chosen: Holding) -> list[Item]:
    """What a deck is made of, by domain and subtopic, written ones before drawn ones."""
    items = [*(held.entry.item for held in chosen.written), *chosen.generated]
    return sorted(
        items, key=lambda item: (list(Domain).index(item.domain), item.subtopic, bool(item.generator), item.id)
    )


def _write(file: Path, kind: Form, chosen: Holding) -> str:
    """Write the file or the folder, and say what is in it."""
    from bot.bank.exchange.forms import one_file, yaml_files

    questions = _counted(chosen.written, "question")
    if kind is Form.APKG:
        return _deck(file, chosen)
    if kind is Form.YAML and (file.is_dir() or not file.suffix):
        with _progress("Exporting", len({held.entry.item.subtopic for held in chosen.written})) as advance:
            made = yaml_files(chosen.written, advance)
        put({file / name: text.encode("utf-8") for name, text in made.items()})
        return f"{questions} in {_counted(made, 'file')}"
    with _progress("Exporting", len(chosen.written)) as advance:
        content = one_file(kind, chosen.written, advance)
    put({file: content})
    return questions


def _deck(file: Path, chosen: Holding) -> str:
    from bot.bank.exchange import anki  # here, for its library takes a while to load

    questions = list(anki.asked(_items(chosen)))
    catalogue = chosen.catalogue
    with _progress("Exporting", len(questions)) as advance, new_file(file) as part:
        anki.write(part, questions, catalogue.subtopics, catalogue.books, time.time(), advance)
    drawn = sum(one.drawn for one in questions)
    return f"{len(questions) - drawn} written questions and {drawn} drawn from {len(chosen.generated)} formulas"


@contextmanager
def _progress(what: str, total: int) -> Iterator[Callable[[], object]]:
    """A bar on a terminal, on standard error; nothing elsewhere."""
    out = console(errors=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as shown:
        task = shown.add_task(what, total=total)
        yield lambda: shown.advance(task)
