"""A calendar of study days: a cell for each day, told apart by fill, pattern and sign before colour."""

from __future__ import annotations

from bot.chat.picture import Cell, Days, Mark
from bot.pictures.palette import BLUE, INK, SHEET, SKY, SOFT, TRACK, VERMILION, WHITE, Colour
from bot.pictures.sheet import HEADING, LEFT, RIGHT, SMALL, Sheet

_HEAD, _NAMES, _WEEK, _LEGEND = 78, 52, 112, 70
_GAP = 12
_HIGH = _WEEK - _GAP
_SAMPLE = 60


def height(panel: Days) -> int:
    """How high the panel is."""
    rows = (len(panel.legend) + 1) // 2
    return _HEAD + _NAMES + _WEEK * len(panel.weeks) + (18 + _LEGEND * rows if rows else 0)


def draw(sheet: Sheet, top: int, panel: Days) -> None:
    """Draw the panel from here down."""
    sheet.text(LEFT, top + 46, panel.heading, HEADING, most=RIGHT - LEFT, heavy=True)
    top += _HEAD
    wide = (RIGHT - LEFT + _GAP) / max(len(panel.columns), 1)
    for column, name in enumerate(panel.columns):
        middle = LEFT + wide * column + (wide - _GAP) / 2
        sheet.text(middle, top + 34, name, SMALL, colour=SOFT, align="middle", most=wide)
    top += _NAMES
    for week in panel.weeks:
        for column, cell in enumerate(week):
            left = LEFT + wide * column
            _cell(sheet, (left, top, left + wide - _GAP, top + _HIGH), cell)
        top += _WEEK
    _legend(sheet, top + 18, panel)


def _legend(sheet: Sheet, top: int, panel: Days) -> None:
    half = (RIGHT - LEFT) / 2
    for number, (mark, words) in enumerate(panel.legend):
        left, line = LEFT + half * (number % 2), top + _LEGEND * (number // 2)
        _cell(sheet, (left, line, left + _SAMPLE, line + _SAMPLE - 6), Cell("", mark))
        sheet.text(left + _SAMPLE + 18, line + 41, words, SMALL, most=half - _SAMPLE - 30)


def _cell(sheet: Sheet, box: tuple[float, float, float, float], cell: Cell) -> None:
    left, top, right, bottom = box
    ink: Colour = INK
    match cell.mark:
        case Mark.ANSWERED:
            sheet.box(box, BLUE, radius=14)
            ink = WHITE
            _tick(sheet, right, bottom)
        case Mark.MISSED:
            sheet.box(box, SHEET, SOFT, radius=14, width=4)
        case Mark.FROZEN:
            sheet.box(box, SHEET, SKY, radius=14, width=6)
            _stripes(sheet, box)
        case Mark.RESTED:
            sheet.box(box, TRACK, radius=14)
            _dots(sheet, box)
        case Mark.OPEN:
            sheet.box(box, SHEET, VERMILION, radius=14, width=10)
        case Mark.NONE:
            ink = SOFT
    heavy = cell.mark in (Mark.ANSWERED, Mark.OPEN)
    baseline = top + (48 if bottom - top > _SAMPLE else 40)
    if cell.text:
        sheet.text((left + right) / 2, baseline, cell.text, SMALL, colour=ink, align="middle", heavy=heavy)


def _tick(sheet: Sheet, right: float, bottom: float) -> None:
    x, y = right - 38, bottom - 22
    sheet.line([(x, y), (x + 9, y + 9), (x + 25, y - 10)], WHITE, 5)


def _stripes(sheet: Sheet, box: tuple[float, float, float, float]) -> None:
    """Slanted strokes along the foot of the cell."""
    left, _, right, bottom = box
    x = left + 12
    while x + 14 < right - 10:
        sheet.line([(x, bottom - 12), (x + 14, bottom - 34)], BLUE, 5)
        x += 16


def _dots(sheet: Sheet, box: tuple[float, float, float, float]) -> None:
    left, _, right, bottom = box
    middle = (left + right) / 2
    for shift in (-18, 0, 18):
        sheet.disc(middle + shift, bottom - 22, 5, SOFT)
