"""`takt content preview`: the whole bank in the browser, as members would see it."""

from __future__ import annotations

import asyncio
import secrets
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.web.leaves import Choices, Found, Leaf, Sought
from adapters.web.reading import serve_bank
from bot.app import CONTENT
from bot.cards import preview as cards
from bot.cli.failing import clearly
from bot.cli.printing import say
from bot.model.domains import Domain
from bot.model.items import Item, Level, Status
from bot.rules.picking import option_order
from bot.running import until_stopped
from content.generators import GENERATORS

if TYPE_CHECKING:
    from bot.bank.shelf import Shelf, Wanted

PAGE = 10
_TOLD = 5
_KINDS = (("written", "Written"), ("parametric", "Parametric"), ("draft", "Drafts"), ("retired", "Retired"))


def preview_it(
    folder: Annotated[
        Path, typer.Option(exists=True, file_okay=False, metavar="FOLDER", help="The content to show.")
    ] = CONTENT,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port on 127.0.0.1. Default: one that is free.")] = 0,
    open_it: Annotated[bool, typer.Option("--open", help="Open it in your browser.")] = False,
) -> None:
    """Show every question in the browser, with its key and reasons on request. What you edit is there on reload."""
    with clearly():
        from bot.bank.shelf import Shelf  # here, so that a bot that runs never loads YAML

        pages = Pages(Shelf(folder, GENERATORS))
        serving = serve_bank(pages.look, secrets.token_urlsafe(24), port, lambda address: _opened(address, open_it))
        asyncio.run(until_stopped(serving))
    say("The preview has ended.")


def _opened(address: str, open_it: bool) -> None:
    say("The bank is open, for this machine only, at", "bold")
    say("")
    say(f"  {address}", "bold cyan")
    say("")
    say("Ctrl-C ends it.")
    if open_it:
        webbrowser.open(address)


class Pages:
    """Answers the pages' searches from a shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._reading = asyncio.Lock()

    async def look(self, sought: Sought) -> Found:
        """The page that is asked for, of the bank as its files are now."""
        async with self._reading:
            return await asyncio.to_thread(self._look, sought)

    def _look(self, sought: Sought) -> Found:
        self._shelf.refresh()
        items = self._shelf.found(_wanted(sought))
        pages = max(1, -(-len(items) // PAGE))
        page = min(sought.page, pages)
        shown = items[(page - 1) * PAGE : page * PAGE]
        leaves = [self._leaf(item, sought.draw if item.id == sought.drawn else 1) for item in shown]
        return Found(leaves, len(items), page, pages, self._choices(), self._troubles())

    def _leaf(self, item: Item, draw: int) -> Leaf:
        from bot.bank.shelf import drawn, seed_of

        asked = drawn(item, draw)
        order = option_order(seed_of(item, draw), len(asked.options), asked.ordered)
        name = self._shelf.bank.subtopics[item.subtopic].name if item.subtopic in self._shelf.bank.subtopics else ""
        return Leaf(
            item.id,
            cards.question(item, asked, order, name),
            cards.key(asked, order),
            tuple(self._marks(item)),
            tuple((name, fact) for name, fact in self._facts(item, draw).items() if fact),
            draw if item.generator else None,
        )

    def _marks(self, item: Item) -> list[str]:
        told = [item.status.value] if item.status in (Status.DRAFT, Status.RETIRED) else []
        return [*told, item.level.value, *(["parametric"] if item.generator else [])]

    def _facts(self, item: Item, draw: int) -> dict[str, str]:
        formula = item.generator.formula if item.generator else None
        reference = item.reference
        book = self._shelf.bank.books.get(reference.book, reference.book) if reference else ""
        return {
            "Formula": f"{formula.title}: {formula.expression}" if formula else "",
            "Draw": str(draw) if item.generator else "",
            "Subtopic": item.subtopic,
            "Reference": f"{book}: {reference.topic}" if reference else "",
            "Tags": ", ".join(sorted(item.tags)),
            "Written by": item.author,
            "Read by": item.reviewer,
            "Version": str(item.version),
            "File": self._shelf.place(item),
        }

    def _choices(self) -> tuple[Choices, ...]:
        by_domain = [
            (
                domain.title,
                [(s.code, f"{s.code} {s.name}") for s in self._shelf.bank.subtopics.values() if s.domain is domain],
            )
            for domain in Domain
        ]
        return (
            Choices("domain", "Domain", [("", [("", "All"), *((domain.value, domain.title) for domain in Domain)])]),
            Choices("subtopic", "Subtopic", [("", [("", "All")]), *by_domain]),
            Choices(
                "level", "Level", [("", [("", "All"), *((level.value, level.value.capitalize()) for level in Level)])]
            ),
            Choices("kind", "Kind", [("", [("", "All"), *_KINDS])]),
        )

    def _troubles(self) -> list[str]:
        faults = self._shelf.faults
        if not faults:
            return []
        more = [f"and {len(faults) - _TOLD} more; `takt content check` lists them all"] if len(faults) > _TOLD else []
        return ["What has a fault is missing here:", *map(str, faults[:_TOLD]), *more]


def _wanted(sought: Sought) -> Wanted:
    """The search; a value that nobody offers is as if it were not there."""
    from bot.bank.shelf import Kind, Wanted

    chosen = sought.chosen
    domain, level, kind = chosen.get("domain"), chosen.get("level"), chosen.get("kind")
    return Wanted(
        Domain(domain) if domain in set(Domain) else None,
        chosen.get("subtopic", ""),
        Level(level) if level in set(Level) else None,
        Kind(kind) if kind in set(Kind) else None,
        chosen.get("q", ""),
    )
