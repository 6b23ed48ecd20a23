"""The colours: Okabe and Ito's, which the colour-blind tell apart, on a light sheet that stands out on any page.

A reader's light or dark mode is not known when a picture is drawn, so it brings its own background and its own edge.
Nothing is told by colour alone: every colour goes with a label, a pattern or a shape.
"""

from __future__ import annotations

from typing import TypeAlias

Colour: TypeAlias = tuple[int, int, int]

SHEET: Colour = (251, 251, 248)
EDGE: Colour = (188, 197, 190)
INK: Colour = (27, 36, 33)
SOFT: Colour = (74, 85, 80)
TRACK: Colour = (228, 232, 227)
WHITE: Colour = (255, 255, 255)

BLUE: Colour = (0, 114, 178)
VERMILION: Colour = (213, 94, 0)
GREEN: Colour = (0, 158, 115)
PURPLE: Colour = (204, 121, 167)
ORANGE: Colour = (230, 159, 0)
SKY: Colour = (86, 180, 233)

LINES: tuple[Colour, ...] = (BLUE, VERMILION, GREEN, INK, PURPLE, (176, 116, 0))
"""The lines of a race, each with its own dashes and its own shape. The last is the orange, darkened to be seen."""


def luminance(colour: Colour) -> float:
    """The relative luminance of WCAG 2."""
    parts = [c / 255 for c in colour]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of WCAG 2, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
