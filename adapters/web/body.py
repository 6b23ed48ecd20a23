"""What a page posts: a JSON object, read with care. What is mistaken in it is told, what fails is logged."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from aiohttp import web

from adapters.web.render import Json

FURTHEST = timedelta(days=400)
"""How far the clock may be moved at once."""

_LOG = logging.getLogger(__name__)

Work: TypeAlias = Callable[[Json], Awaitable[Json]]


class Mistaken(Exception):
    """The page asked for something that is not there. The message is for people to read."""


def posted(work: Work) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A handler around work on a JSON object."""

    async def handle(request: web.Request) -> web.Response:
        try:
            body: Any = json.loads(await request.text()) if request.content_type == "application/json" else None
        except (ValueError, LookupError, RecursionError):  # no JSON, of no encoding, or nested without end
            body = None
        if not isinstance(body, dict):
            return web.json_response({"error": "A JSON object is expected."}, status=400)
        try:
            return web.json_response(await work(body))
        except Mistaken as wrong:
            return web.json_response({"error": str(wrong)}, status=400)
        except Exception:
            _LOG.exception("The web room could not do what a page asked")
            return web.json_response({"error": "That went wrong on Takt’s side. Its log says more."}, status=500)

    return handle


def text(body: Json, name: str) -> str:
    """A text of the object."""
    value = body.get(name)
    if not isinstance(value, str) or len(value) > 4_000:
        raise Mistaken(f"“{name}” should be a text.")
    return value


def number(body: Json, name: str) -> int:
    """A whole number of the object."""
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Mistaken(f"“{name}” should be a number.")
    return value


def instant(body: Json, now: datetime) -> datetime:
    """Where to move: to an instant with its offset, or by so many minutes."""
    if "minutes" in body:
        # Bounded, so that no number is too great for a date; what is too far is told as such.
        return now + timedelta(minutes=max(-1, min(number(body, "minutes"), 1_000_000)))
    try:
        to = datetime.fromisoformat(text(body, "to"))
    except ValueError:
        raise Mistaken("That is no moment in time.") from None
    if to.tzinfo is None:
        raise Mistaken("A moment needs its offset from UTC.")
    return to.astimezone(now.tzinfo)
