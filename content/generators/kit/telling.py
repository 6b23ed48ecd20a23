"""A story, and the words of one draw of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from content.generators.kit.figures import plural
from content.generators.kit.values import Values


@dataclass(frozen=True, slots=True)
class Story:
    """A situation. In its text `{sigma}` is a variable as shown, `{unit}` and `{units}` are what it counts.

    `names` are what else differs from story to story: of sites, products, machines. `besides` are drawn numbers that
    the stem mentions and the answer does not need: `replace(story, besides=(issued,))`.
    """

    text: str
    unit: str = "unit"
    names: tuple[str, ...] = ()
    besides: tuple[Decimal, ...] = ()


def stories(*texts: str) -> tuple[Story, ...]:
    """Stories, each as `unit | text` or `unit | name, name | text`."""
    return tuple(_story([part.strip() for part in text.split("|")]) for text in texts)


def _story(parts: list[str]) -> Story:
    names = tuple(name.strip() for name in parts[1].split(",")) if len(parts) == 3 else ()
    return Story(parts[-1], parts[0], names)


class Told:
    """The words of a draw: `t.sigma` is a variable as shown, `t.unit` and `t.units` are what the story counts."""

    def __init__(self, values: Values, story: Story) -> None:
        self.unit = story.unit
        self.units = plural(story.unit)
        self.names = story.names
        self.besides = story.besides
        self._text = story.text
        self._shown = values.shown()

    def story(self, **more: object) -> str:
        """The story with its values, and with `more` that it mentions."""
        return self._text.format(unit=self.unit, units=self.units, **self._shown, **more)

    def __getattr__(self, name: str) -> str:
        try:
            return self._shown[name]
        except KeyError:
            raise AttributeError(f"no variable {name}") from None
