"""Takes out of a request what no database keeps as text: NUL, and halves of characters. Nobody can read either."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from bot.chat.request import Asker, Invoked, Pressed, Submitted, Suggest

_UNKEPT = re.compile("[\x00\ud800-\udfff]")
_TYPED = ("asker", "name", "values", "rest", "token", "param", "typed")
_OF_ASKER = ("name", "room_name", "community_name", "zone")
Asking: TypeAlias = Invoked | Pressed | Submitted | Suggest


def cleaned(request: Asking) -> Asking:
    """The same request without them, wherever people chose the text: in what they typed, and in names."""
    changes: dict[str, Any] = {}
    for name in _TYPED:
        was = getattr(request, name, "")
        if was and (now := _clean(was)) is not was:
            changes[name] = now
    return replace(request, **changes) if changes else request


def _clean(what: Any) -> Any:
    """The same, and the very same where nothing had to be taken out: nearly always."""
    if isinstance(what, str):
        return _UNKEPT.sub("", what) if _UNKEPT.search(what) else what
    if isinstance(what, Asker):
        found = {name: _clean(was) for name in _OF_ASKER if (was := getattr(what, name)) and _UNKEPT.search(was)}
        return replace(what, **found) if found else what
    if isinstance(what, Mapping):
        return {name: _clean(value) for name, value in what.items()}
    return what
