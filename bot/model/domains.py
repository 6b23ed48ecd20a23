"""The eight domains of the CPIM exam, known by slug, never by number: manuals and courses number them differently."""

from __future__ import annotations

from enum import StrEnum


class Domain(StrEnum):
    """A domain's slug, as in item ids, blueprints and plans."""

    STRATEGY = "strategy"
    SOP = "sop"
    DEMAND = "demand"
    SUPPLY = "supply"
    SCHEDULES = "schedules"
    INVENTORY = "inventory"
    DISTRIBUTION = "distribution"
    QUALITY = "quality"

    @property
    def title(self) -> str:  # type: ignore[override]  # a domain is a slug, not a text to capitalise
        """The name that members read."""
        return TITLES[self]


TITLES: dict[Domain, str] = {
    Domain.STRATEGY: "Supply chains and strategy",
    Domain.SOP: "Sales and operations planning",
    Domain.DEMAND: "Demand",
    Domain.SUPPLY: "Supply",
    Domain.SCHEDULES: "Detailed schedules",
    Domain.INVENTORY: "Inventory",
    Domain.DISTRIBUTION: "Distribution",
    Domain.QUALITY: "Quality, technology and continuous improvement",
}
