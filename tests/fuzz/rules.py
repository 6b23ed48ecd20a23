"""What a request may write: where it is refused, nothing; where it comes from somebody who leads nothing, not that.

Some rows are written whatever comes of a request, and say nothing about it: who was seen for the first time, a form
kept for its *Try again*, a wrong code that is counted. Notices that waited go with any private reply.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from bot.chat.cleaning import cleaned
from bot.chat.message import Card, Invalid, Reply
from bot.chat.request import Back, Gone, Invoked, Request
from tests.fuzz.ledger import Change
from tests.fuzz.scene import tokens_in

LEADERS_TABLES = frozenset(
    {"cohort", "room", "round", "skip", "coming", "preview", "challenge", "challenge_team", "challenge_day",
    "challenge_post"}
    | {"challenge_item", "live", "live_item", "post", "question_reader"}
)  # fmt: skip
"""What only leaders decide upon, and time. A table that is new and holds such decisions belongs here."""


def written(request: Request, reply: Reply, changes: Iterable[Change]) -> Iterator[str]:
    """What a refused request wrote all the same, told so by `reply`."""
    yield from (str(change) for change in changes if not _beside(request, reply, change))


def usurped(request: Request, changes: Iterable[Change], readers: Collection[str] = ()) -> Iterator[str]:
    """What somebody changed who leads nothing. `readers`: who may read what members write."""
    for change in changes:
        if change.table in LEADERS_TABLES and not _their_own(request, change, readers):
            yield str(change)
        if change.table == "member" and any(row["leader"] for row in {**change.new, **change.other}.values()):
            yield str(change)


def _their_own(request: Request, change: Change, readers: Collection[str]) -> bool:
    """Whoever reads a question has seen it before it is asked; whoever is forgotten takes along what is theirs."""
    token = getattr(request, "token", "")
    if token.startswith("question:blind:") and not isinstance(request, Gone | Back):
        seen = change.table == "preview" and not change.gone and not change.other
        return seen and request.asker.account.user in readers
    forgotten = token.startswith("profile:forget:") and not change.new and not change.other
    return forgotten and len({row.get("person") for row in change.gone.values()} - {None}) == 1


def _beside(request: Request, reply: Reply, change: Change) -> bool:
    match change.table:
        case "account" | "person":
            # Known for the first time, or called otherwise than last time: that is how the request came.
            return not change.gone and all(_only_named(row, request) for row in change.other.values())
        case "draft":
            kept = {token.partition(":")[2] for token in tokens_in(reply.card if isinstance(reply, Invalid) else reply)}
            return not change.gone and not change.other and all(row["id"] in kept for row in change.new.values())
        case "wrong_code":
            return not change.gone and not change.other and _holds_code(request)
        case "notice":
            return not change.new and not change.other and isinstance(reply, Card)
        case _:
            return False


def _only_named(row: object, request: Request) -> bool:
    return not isinstance(request, Gone | Back) and isinstance(row, dict) and row["name"] == cleaned(request).asker.name


def _holds_code(request: Request) -> bool:
    name = request.name if isinstance(request, Invoked) else getattr(request, "token", "")
    return any(what in name.replace(".", " ") for what in ("profile link", "cohort accept"))
