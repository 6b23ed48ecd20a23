"""Letters: which font has them, how wide they are, and what is done about those that no font here has.

The law: names are people's. The font that comes with Pillow draws what it has; where it lacks a letter a font of the
system is asked; failing that the accents are left out, and what then still cannot be drawn becomes `?`. Either way
the picture says so, and its description has every name in full.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

_SYSTEM = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "NotoSansCJK-Regular.ttc", "arialuni.ttf", "Arial Unicode.ttf")
"""Fonts of the system, by the names that Pillow finds them under."""
_MISSING = "\uffff"
_UNFOLDED = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D"}
    | {"ł": "l", "Ł": "L", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "ħ": "h", "Ħ": "H"}
    | {"–": "-", "—": "-", "−": "-", "‑": "-", "\u00a0": " ", "\u202f": " "}
)
_FROM_SYSTEM = 0.93
"""Fonts of the system are drawn a little smaller: theirs are wider letters."""


@dataclass(frozen=True, slots=True)
class Written:
    """A line as it will be drawn: its text, its font, and whether every letter is as it was given."""

    text: str
    font: FreeTypeFont
    whole: bool = True

    @property
    def width(self) -> float:
        """In pixels."""
        return self.font.getlength(self.text)


def written(text: str, size: int, most: float | None = None) -> Written:
    """The line in the first font that has its letters, no wider than `most`: the rest shows as an ellipsis."""
    found = _written(text, size)
    if most is None or found.width <= most:
        return found
    low, high = 0, len(text)
    while low < high:  # the longest beginning that fits
        middle = (low + high + 1) // 2
        if _written(_cut(text, middle), size).width <= most:
            low = middle
        else:
            high = middle - 1
    return _written(_cut(text, low), size)


def _cut(text: str, length: int) -> str:
    return text[:length].rstrip() + "…"


def _written(text: str, size: int) -> Written:
    if _has_all("", text):
        return Written(text, _font("", size))
    for name in _SYSTEM:
        if _loads(name) and _has_all(name, text):
            return Written(text, _font(name, round(size * _FROM_SYSTEM)))
    folded = fold(text)
    return Written(folded, _font("", size), _same(folded, text))


def fold(text: str) -> str:
    """The text in the letters of the font that is always there."""
    parts = unicodedata.normalize("NFKD", text.translate(_UNFOLDED))
    plain = "".join(c for c in parts if not unicodedata.combining(c))
    return "".join(c if _has("", c) else "?" for c in plain)


def _same(folded: str, text: str) -> bool:
    """Whether only dashes and spaces differ, which nobody misses."""
    dashes = str.maketrans(dict.fromkeys("–—−‑", "-") | dict.fromkeys("\u00a0\u202f", " "))
    return folded == text.translate(dashes)


def _has_all(name: str, text: str) -> bool:
    return all(_has(name, c) for c in text)


@lru_cache(maxsize=4096)
def _has(name: str, character: str) -> bool:
    if character.isspace():
        return character == " "
    font = _font(name, 24)
    return bytes(font.getmask(character)) != _notdef(name) and font.getlength(character) > 0


@lru_cache(maxsize=16)
def _notdef(name: str) -> bytes:
    """What a font draws for a letter that it lacks."""
    return bytes(_font(name, 24).getmask(_MISSING))


@lru_cache(maxsize=16)
def _loads(name: str) -> bool:
    try:
        _font(name, 24)
    except OSError:
        return False
    return True


@lru_cache(maxsize=64)
def _font(name: str, size: int) -> FreeTypeFont:
    if name:
        return ImageFont.truetype(name, size, layout_engine=ImageFont.Layout.BASIC)
    font = ImageFont.load_default(size)
    if not isinstance(font, FreeTypeFont):
        raise OSError("Pillow was built without FreeType: it has no letters to draw with")
    return font
