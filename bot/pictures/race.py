"""A race: lines from zero over the same days, each with its own dashes and shape, named at its end."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.picture import Race, Runner
from bot.pictures.palette import EDGE, LINES, SHEET, SOFT, TRACK, Colour
from bot.pictures.sheet import HEADING, LEFT, RIGHT, SMALL, Sheet

_HEAD, _PLOT, _AXIS, _FOOT = 78, 620, 62, 58
_SCALE, _NAMES = 124, 340
_APART = 90
_DASHES: tuple[tuple[int, ...], ...] = ((), (30, 14), (8, 12), (36, 12, 8, 12), (18, 10), (44, 10))


def height(panel: Race) -> int:
    """How high the panel is."""
    return _HEAD + _plot(panel) + _AXIS + (_FOOT if panel.foot else 0)


def _plot(panel: Race) -> int:
    return max(_PLOT, _APART * len(panel.runners))


def draw(sheet: Sheet, top: int, panel: Race) -> None:
    """Draw the panel from here down."""
    sheet.text(LEFT, top + 46, panel.heading, HEADING, most=RIGHT - LEFT, heavy=True)
    top += _HEAD + 14
    bottom = top + _plot(panel) - 28
    left, right = LEFT + _SCALE, RIGHT - _NAMES
    _scale(sheet, top, bottom, left, right, panel)
    _ticks(sheet, bottom, left, right, panel.ticks)
    ends = []
    for number, runner in reversed(list(enumerate(panel.runners))):  # who leads is drawn last, above the others
        points = _points(runner, top, bottom, left, right, panel)
        sheet.dashed(points, LINES[number % len(LINES)], 8, _DASHES[number % len(_DASHES)])
        for x, y in points:
            _sign(sheet, number, x, y)
        ends.append((points[-1][1] if points else float(bottom), number))
    _names(sheet, top, bottom, right, ends, panel)
    if panel.foot:
        sheet.text(LEFT, bottom + _AXIS + 44, panel.foot, SMALL, colour=SOFT, most=RIGHT - LEFT)


def _scale(sheet: Sheet, top: int, bottom: int, left: int, right: int, panel: Race) -> None:
    for quarter in range(5):
        y = bottom - (bottom - top) * quarter / 4
        sheet.line([(left, y), (right, y)], TRACK if quarter else SOFT, 3)
        if panel.most * quarter % 4 == 0:
            told = f"{panel.most * quarter // 4}{panel.unit}"
            sheet.text(left - 16, y + 12, told, SMALL, colour=SOFT, align="right", most=_SCALE - 18)


def _ticks(sheet: Sheet, bottom: int, left: int, right: int, ticks: tuple[str, ...]) -> None:
    """As many names of days as have room, the last one always."""
    step = max(1, -(-len(ticks) // 4))
    for number, tick in enumerate(ticks):
        if (len(ticks) - 1 - number) % step == 0:
            sheet.text(_x(number, left, right, len(ticks)), bottom + 50, tick, SMALL, colour=SOFT, align="middle")


def _x(number: int, left: int, right: int, count: int) -> float:
    """The first tick stands a little inside, and so does the last."""
    inner = 24
    return left + inner + (right - left - 2 * inner) * (number / (count - 1) if count > 1 else 0.5)


def _points(runner: Runner, top: int, bottom: int, left: int, right: int, panel: Race) -> list[tuple[float, float]]:
    most = max(panel.most, 1)
    return [
        (_x(number, left, right, len(panel.ticks)), bottom - (bottom - top) * min(value, most) / most)
        for number, value in enumerate(runner.values)
        if value is not None
    ]


def _names(sheet: Sheet, top: int, bottom: int, right: int, ends: list[tuple[float, int]], panel: Race) -> None:
    """The names beside the lines' ends, moved apart where they would meet."""
    ends = sorted(ends)
    places = spread([y for y, _ in ends], _APART, top + 20, bottom - 10)
    for (y, number), place in zip(ends, places, strict=True):
        runner = panel.runners[number]
        sheet.line([(right - 8, y), (right + 26, place)], EDGE, 2)  # a pointer, not a piece of the line
        _sign(sheet, number, right + 38, place)
        sheet.text(right + 62, place - 4, runner.label, SMALL, most=_NAMES - 62)
        sheet.text(right + 62, place + 36, runner.told, SMALL, most=_NAMES - 62, heavy=True)


def spread(wanted: Sequence[float], apart: float, least: float, most: float) -> list[float]:
    """Places in the same order, this far apart, as near to the wanted ones as can be, within bounds that are roomy."""
    groups: list[list[float]] = []  # neighbours that touch; what each would want of the first place of its group
    for number, y in enumerate(wanted):
        groups.append([y - number * apart])
        while len(groups) > 1 and _mean(groups[-2]) > _mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    places = [_mean(group) for group in groups for _ in group]
    last = most - (len(wanted) - 1) * apart
    return [max(least, min(place, last)) + number * apart for number, place in enumerate(places)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _sign(sheet: Sheet, number: int, x: float, y: float) -> None:
    """The line's shape, on a light edge."""
    _shape(sheet, number % 6, x, y, 17, SHEET)
    _shape(sheet, number % 6, x, y, 13, LINES[number % len(LINES)])


def _shape(sheet: Sheet, which: int, x: float, y: float, r: float, colour: Colour) -> None:
    match which:
        case 0:
            sheet.disc(x, y, r, colour)
        case 1:
            sheet.box((x - r, y - r, x + r, y + r), colour)
        case 2:
            sheet.shape([(x, y - r * 1.25), (x + r * 1.15, y + r * 0.9), (x - r * 1.15, y + r * 0.9)], colour)
        case 3:
            sheet.shape([(x, y - r * 1.35), (x + r * 1.35, y), (x, y + r * 1.35), (x - r * 1.35, y)], colour)
        case 4:
            sheet.shape([(x - r * 1.15, y - r * 0.9), (x + r * 1.15, y - r * 0.9), (x, y + r * 1.25)], colour)
        case _:
            sheet.box((x - r * 1.3, y - r * 0.45, x + r * 1.3, y + r * 0.45), colour)
            sheet.box((x - r * 0.45, y - r * 1.3, x + r * 0.45, y + r * 1.3), colour)
