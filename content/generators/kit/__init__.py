"""What every generator is made with. What a released version drew, it draws for ever: nothing here may change that.

Arithmetic is decimal and rounds once, at the end. Wrong options come from named mistakes; a draw whose options lie too
close together is thrown away and the next one tried. docs/authors.md shows a generator from start to end.

A changed generator is a new version, a comma included. The old file stays as it is, under a name such as `takt_v1.py`;
the new one says `version=2` in its call of `generator`, and the domain's GENERATORS lists both. Old rounds are rebuilt
with the old one; only the newest is asked, and only its formula is shown.

Numbers in words come from `kit.figures`, declarations of variables from `kit.values`, all else from here.
"""

from content.generators.kit.drawing import Draw
from content.generators.kit.making import Drawn, generator, posed
from content.generators.kit.measures import Measure
from content.generators.kit.problems import Asked, Mistake, Worked
from content.generators.kit.telling import Told, stories
from content.generators.kit.values import Values

__all__ = [
    "Asked",
    "Draw",
    "Drawn",
    "Measure",
    "Mistake",
    "Told",
    "Values",
    "Worked",
    "generator",
    "posed",
    "stories",
]
