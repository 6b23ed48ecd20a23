"""What people, forged payloads and broken programs send: hand-picked,
and drawn from a seed. Nothing here knows Takt."""

from __future__ import annotations

import copy
import json
from random import Random
from typing import Any

PICKED: tuple[str, ...] = (
    "", " ", "\t\n\r", "x" * 4000, "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\u202e\u202dtxet", "\u200b\u200d\ufeff",
    "\u2066⁦⁧⁩", "👩\u200d👩\u200d👧\u200d👦", "🇩🇪" * 50, "é" * 300, "e\u0301" * 300, "Z͑ͫ̓a̴l̶g̷o" * 40, "ﷺ" * 200, "İıſKÅ",
    "<@1>", "<@!1>", "<@U1>", "<@U1|ben>", "<@>", "<@&1>", "<#C1|general>", "<!channel>", "<!here|here>", "@everyone",
    "</score:1>", "<t:99999999999999:F>", "<a:b:1>", "<https://a.example|x>", "<script>alert(1)</script>", "&lt;&amp;",
    "**_~~`||>#-*", "```\n```", "[x](javascript:alert(1))", "> q\n> q", "\\", "\\\\*", "{0}{x}{}", "%s%d%(x)s", "${x}",
    "'; DROP TABLE answer; --", "../../../etc/passwd", "null", "none", "True", "undefined", "NaN", "-inf", "1e400",
    "0", "-0", "-1", "00", "+1", "1.5", "1_000", "0x10", "2147483647", "2147483648", "-2147483649",
    "9223372036854775807",
    "9223372036854775808", "1" + "0" * 400, "-1" + "0" * 400, "٣", "१२", "３", "²", "Ⅷ", "٢٠٢٧-٠٣-١٤",
    "２０２７-０３-１４",
    "2027-02-30", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2027-13-01", "30 February", "29 February",
    "29 Feb 2027", "1 January 9999", "1 January 1", "03/04/2027", "tomorrow", "today", "24:00", "23:59:60", "99:99",
    "7",
    "7 pm", "0 am", "02:30", "noon", "Mars/Olympus", "Europe/../etc", "/etc/localtime", "Europe/Berlin\x00",
    "posixrules",
    "UTC+25", "Etc/GMT+99", "EST5EDT", "GMT0", "Factory", "mon", "mon-sun", "every day", "DE-XX", "DE-BY", "ZZ",
    "inventory:1", "inventory 999, demand -1", ",,,,", "a=b=c", "=", ":", ":::::", "name=", "MFRG-GZDF-MZTW-Q2LK",
    "-" * 90,
)  # fmt: skip
"""Empty, huge, NUL, halves of characters, right-to-left, mentions, markup, numbers, dates and zones that are none."""

_SCRIPTS = (
    (0x20, 0x7E), (0x00, 0x1F), (0xA0, 0x2FF), (0x300, 0x36F), (0x590, 0x6FF), (0x900, 0x97F), (0x2000, 0x206F),
    (0x4E00, 0x4FFF), (0xD7F0, 0xE010), (0xFE00, 0xFE0F), (0x1F300, 0x1F64F), (0xE0000, 0xE007F),
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 2**31, 2**63, 10**400, float("inf"), "", "x" * 4000, "\x00", [], {}, [[]], [None],
    {"id": None}, {"": ""}, [{"type": "x"}], "None",
)  # fmt: skip
"""What may stand in a payload where something else should."""


def text(rng: Random, most: int = 40) -> str:
    """A picked one, a mixture of some, or characters of any script."""
    way = rng.random()
    if way < 0.55:
        return rng.choice(PICKED)
    if way < 0.75:
        return rng.choice(("", " ", "\n")).join(rng.choice(PICKED) for _ in range(rng.randint(2, 4)))[:4000]
    return "".join(chr(rng.randint(*rng.choice(_SCRIPTS))) for _ in range(rng.randint(1, most)))


def spoilt(rng: Random, whole: str) -> str:
    """A text with one thing wrong: cut, doubled, a character changed, something put in."""
    place = rng.randint(0, len(whole))
    match rng.randint(0, 4):
        case 0:
            return whole[:place]
        case 1:
            return whole + whole
        case 2:
            return whole[:place] + chr(rng.randint(*rng.choice(_SCRIPTS))) + whole[place + 1 :]
        case 3:
            return whole[:place] + text(rng) + whole[place:]
        case _:
            return whole[place:] + whole[:place]


def broken(rng: Random, payload: Any, times: int = 1) -> Any:
    """A copy of a JSON payload, with entries missing, of other types, renamed or huge."""
    made = json.loads(json.dumps(payload))
    for _ in range(times):
        holders = list(_holders(made))
        if not holders:
            return copy.deepcopy(rng.choice(VALUES))
        holder = rng.choice(holders)
        key: Any = rng.choice(list(holder)) if isinstance(holder, dict) else rng.randrange(len(holder))
        match rng.randint(0, 4):
            case 0:
                del holder[key]
            case 1 | 2:
                holder[key] = copy.deepcopy(rng.choice(VALUES))
            case 3:
                holder[key] = spoilt(rng, holder[key]) if isinstance(holder[key], str) else text(rng)
            case _:
                holder[key] = [holder[key]] if rng.random() < 0.5 else {"x": holder[key]}
    return made


def _holders(node: Any) -> Any:
    """Every list and object in it that holds something."""
    if isinstance(node, dict | list) and node:
        yield node
        for inner in node.values() if isinstance(node, dict) else node:
            yield from _holders(inner)
