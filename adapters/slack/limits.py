"""Slack's documented limits, in one place for everything that renders."""

from __future__ import annotations

BLOCKS = 50
HEADER = 150
PASSAGE = 3000
"""Characters in one block of text."""
MESSAGE = 9000
"""Characters in all blocks of a message. Slack documents no total, yet answers `msg_blocks_too_long`: what was
measured elsewhere was taken with 9,597 characters and refused with 11,341."""
NOTICE = 1000
"""Characters in the text that notifications show. `chat.update` takes about 4,000 bytes, whatever is documented."""
BUTTON = 75
ROW = 25
OPTIONS = 100
OPTION = 75
VIEW_TITLE = 24
HINT = 2000
INPUT = 3000
ALT = 2000
FILE_ALT = 1000
RESPONSES = 5
"""How often one response URL may be used."""


def shortened(text: str, most: int) -> str:
    """The text, or where it is too long its beginning with a mark that says so."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
