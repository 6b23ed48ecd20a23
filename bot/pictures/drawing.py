"""A recipe becomes a sheet and then a PNG: the title, the panels below each other, small print at the foot.

The law: the same recipe gives the same bytes, and nothing is drawn that the recipe does not say.
"""

from __future__ import annotations

from bot.chat.picture import Bars, Days, Panel, Picture, Race
from bot.pictures import bars, days, race
from bot.pictures.palette import SOFT
from bot.pictures.sheet import LEFT, RIGHT, SMALL, TITLE, Sheet

_TOP, _BETWEEN, _NOTE, _BOTTOM = 144, 40, 60, 34
_SIMPLIFIED = "Some letters are simplified: see the description."


def png(picture: Picture) -> bytes:
    """The picture as a PNG file."""
    return laid(picture).png()


def laid(picture: Picture) -> Sheet:
    """The picture with everything in its place."""
    sheet = _laid(picture, picture.note, [])
    return sheet if sheet.whole else _laid(picture, picture.note, [_SIMPLIFIED])


def _laid(picture: Picture, note: str, more: list[str]) -> Sheet:
    notes = [line for line in (note, *more) if line]
    panels = sum(_height(panel) for panel in picture.panels) + _BETWEEN * max(len(picture.panels) - 1, 0)
    sheet = Sheet(_TOP + panels + (_NOTE * len(notes) + 16 if notes else 0) + _BOTTOM)
    sheet.text(LEFT, 96, picture.title, TITLE, most=RIGHT - LEFT, heavy=True)
    top = _TOP
    for panel in picture.panels:
        _draw(sheet, top, panel)
        top += _height(panel) + _BETWEEN
    top += 16 - _BETWEEN
    for line in notes:
        sheet.text(LEFT, top + 36, line, SMALL, colour=SOFT, most=RIGHT - LEFT)
        top += _NOTE
    return sheet


def _height(panel: Panel) -> int:
    match panel:
        case Bars():
            return bars.height(panel)
        case Days():
            return days.height(panel)
        case Race():
            return race.height(panel)


def _draw(sheet: Sheet, top: int, panel: Panel) -> None:
    match panel:
        case Bars():
            bars.draw(sheet, top, panel)
        case Days():
            days.draw(sheet, top, panel)
        case Race():
            race.draw(sheet, top, panel)
