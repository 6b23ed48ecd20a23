"""A sheet to draw on. Shapes are drawn at twice the size and halved, so that their edges are smooth; letters after."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from PIL import Image, ImageDraw

from bot.pictures.lettering import Written, written
from bot.pictures.palette import EDGE, INK, SHEET, Colour

WIDTH = 1080
MARGIN = 56
LEFT, RIGHT = MARGIN, WIDTH - MARGIN
TITLE, HEADING, LABEL, SMALL = 60, 46, 44, 37
"""Sizes of letters. At a phone's width of 360 they are a third of this."""
HEAVY = 0.7
"""How much thicker on each side heavy letters are: the font that comes with Pillow has one weight."""
_TWICE = 2
_COLOURS = 96
"""How many colours a finished picture has: few make a small file, and these are enough for smooth edges."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of text on the sheet."""

    line: Written
    x: float
    baseline: float
    colour: Colour
    heavy: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of what is drawn."""
        stroke = HEAVY if self.heavy else 0
        left, top, right, bottom = self.line.font.getbbox(self.line.text, anchor="ls", stroke_width=stroke)
        return self.x + left, self.baseline + top, self.x + right, self.baseline + bottom


class Sheet:
    """Collects what is drawn. Positions are in pixels of the finished picture."""

    def __init__(self, height: int) -> None:
        self.size = (WIDTH, height)
        self.texts: list[Placed] = []
        self._shapes = Image.new("RGB", (WIDTH * _TWICE, height * _TWICE), SHEET)
        self._draw = ImageDraw.Draw(self._shapes)
        self._draw.rectangle((0, 0, WIDTH * _TWICE - 1, height * _TWICE - 1), outline=EDGE, width=3 * _TWICE)

    @property
    def whole(self) -> bool:
        """Whether every letter could be drawn as it was given."""
        return all(text.line.whole for text in self.texts)

    def text(
        self,
        x: float,
        baseline: float,
        text: str,
        size: int = LABEL,
        *,
        colour: Colour = INK,
        align: str = "left",
        most: float | None = None,
        heavy: bool = False,
    ) -> float:
        """Write a line from, up to or around `x`, and return its width."""
        line = written(text, size, most)
        shift = {"left": 0.0, "middle": line.width / 2, "right": line.width}[align]
        self.texts.append(Placed(line, round(x - shift), baseline, colour, heavy))
        return line.width

    def box(
        self,
        box: tuple[float, float, float, float],
        fill: Colour | None = None,
        outline: Colour | None = None,
        *,
        radius: float = 0,
        width: float = 0,
    ) -> None:
        """A rectangle, its corners rounded."""
        left, top, right, bottom = (round(v * _TWICE) for v in box)
        self._draw.rounded_rectangle(
            (left, top, right - 1, bottom - 1), round(radius * _TWICE), fill, outline, round(width * _TWICE)
        )

    def line(self, points: Sequence[tuple[float, float]], colour: Colour, width: float) -> None:
        """A line through these points, its joints round."""
        doubled = [(x * _TWICE, y * _TWICE) for x, y in points]
        self._draw.line(doubled, colour, round(width * _TWICE), joint="curve")

    def dashed(
        self, points: Sequence[tuple[float, float]], colour: Colour, width: float, dashes: Sequence[int]
    ) -> None:
        """A line in strokes and gaps of these lengths in turn; without any it is drawn through."""
        if len(points) < 2:
            return
        if not dashes:
            self.line(points, colour, width)
            return
        for stroke in _strokes(points, dashes):
            self.line(stroke, colour, width)

    def shape(self, points: Sequence[tuple[float, float]], fill: Colour) -> None:
        """A filled outline."""
        self._draw.polygon([(x * _TWICE, y * _TWICE) for x, y in points], fill)

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        """A filled circle."""
        box = ((x - radius) * _TWICE, (y - radius) * _TWICE, (x + radius) * _TWICE, (y + radius) * _TWICE)
        self._draw.ellipse(box, fill)

    def png(self) -> bytes:
        """The finished picture."""
        image = self._shapes.reduce(_TWICE)
        draw = ImageDraw.Draw(image)
        for text in self.texts:
            draw.text(
                (text.x, text.baseline),
                text.line.text,
                text.colour,
                text.line.font,
                anchor="ls",
                stroke_width=HEAVY if text.heavy else 0,
            )
        few = image.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        file = io.BytesIO()
        few.save(file, "PNG", compress_level=6)
        return file.getvalue()


def _strokes(points: Sequence[tuple[float, float]], dashes: Sequence[int]) -> Iterator[list[tuple[float, float]]]:
    """The strokes of a dashed line, which go on around its corners."""
    number, left = 0, float(dashes[0])
    stroke = [points[0]]
    for (x, y), (to_x, to_y) in pairwise(points):
        length = hypot(to_x - x, to_y - y)
        at = 0.0
        while length - at > left:
            at += left
            corner = (x + (to_x - x) * at / length, y + (to_y - y) * at / length)
            if number % 2 == 0:
                yield [*stroke, corner]
            stroke = [corner]
            number += 1
            left = float(dashes[number % len(dashes)])
        left -= length - at
        stroke.append((to_x, to_y))
    if number % 2 == 0 and len(stroke) > 1:
        yield stroke
