"""Bars from zero: a name and its figures above, the bar below, and a second figure as a mark across it."""

from __future__ import annotations

from bot.chat.picture import Bar, Bars
from bot.pictures.palette import BLUE, INK, SHEET, SOFT, TRACK, VERMILION
from bot.pictures.sheet import HEADING, LABEL, LEFT, RIGHT, SMALL, Sheet

_HEAD, _LEGEND, _ROW, _FOOT = 78, 60, 114, 58
_BAR = 34
_LEAST = 260
"""What a name is always left."""


def height(panel: Bars) -> int:
    """How high the panel is."""
    legend = _LEGEND if _marked(panel) else 0
    return (_HEAD if panel.heading else 0) + legend + _ROW * len(panel.bars) + (_FOOT if panel.foot else 0)


def draw(sheet: Sheet, top: int, panel: Bars) -> None:
    """Draw the panel from here down."""
    if panel.heading:
        sheet.text(LEFT, top + 46, panel.heading, HEADING, most=RIGHT - LEFT, heavy=True)
        top += _HEAD
    if _marked(panel):
        _mark(sheet, LEFT + 8, top + 4, top + 40)
        sheet.text(LEFT + 32, top + 36, panel.mark, SMALL, colour=SOFT, most=RIGHT - LEFT - 32)
        top += _LEGEND
    for bar in panel.bars:
        _row(sheet, top, bar, max(panel.most, 1))
        top += _ROW
    if panel.foot:
        sheet.text(LEFT, top + 36, panel.foot, SMALL, colour=SOFT, most=RIGHT - LEFT)


def _marked(panel: Bars) -> bool:
    return bool(panel.mark) and any(bar.mark is not None for bar in panel.bars)


def _row(sheet: Sheet, top: int, bar: Bar, most: int) -> None:
    baseline = top + 40
    room = RIGHT - LEFT - _LEAST
    left = float(RIGHT)
    if bar.detail:
        left -= sheet.text(RIGHT, baseline, bar.detail, SMALL, colour=SOFT, align="right", most=room * 0.55) + 22
    left -= sheet.text(left, baseline, bar.told, LABEL, align="right", most=room * 0.6, heavy=True) + 24
    begin = LEFT
    if bar.rank:
        sheet.text(LEFT, baseline, bar.rank, LABEL, colour=SOFT)
        begin += 26 + 24 * max(len(bar.rank), 1)
    sheet.text(begin, baseline, bar.label, LABEL, most=left - begin)
    _bar(sheet, top + 56, bar, most)


def _bar(sheet: Sheet, top: int, bar: Bar, most: int) -> None:
    bottom = top + _BAR
    sheet.box((LEFT, top, RIGHT, bottom), TRACK, radius=8)
    if bar.value > 0:
        end = LEFT + max(12.0, (RIGHT - LEFT) * min(bar.value, most) / most)
        sheet.box((LEFT, top, end, bottom), BLUE, radius=8)
        sheet.box((LEFT, top, LEFT + 8, bottom), BLUE)  # a bar begins at zero: no round corner there
    if bar.mark is not None:
        _mark(sheet, LEFT + (RIGHT - LEFT) * min(bar.mark, most) / most, top - 9, bottom + 9)


def _mark(sheet: Sheet, x: float, top: float, bottom: float) -> None:
    """A line across with a light edge, so that it is seen on the bar and beside it."""
    x = min(max(x, LEFT + 8), RIGHT - 8)
    sheet.box((x - 8, top - 2, x + 8, bottom + 2), SHEET, radius=6)
    sheet.box((x - 5, top, x + 5, bottom), VERMILION, radius=4)
    sheet.box((x - 1, top + 8, x + 1, bottom - 8), INK)
