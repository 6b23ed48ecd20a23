"""Public holidays of countries and their regions, from the `holidays` package, which is loaded when first needed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from bot.rules.holidays import Region
from bot.rules.reading import Misread

if TYPE_CHECKING:
    from holidays import HolidayBase

_LANGUAGE = "en_US"
_WEEKLY = 12
"""A name that comes more often in a year is a weekly day of rest (Sundays in Sweden), which the schedule decides."""
_NEAR = 3


class WorldHolidays:
    """Countries by ISO code or English name, their regions by ISO code or name: `DE`, `Germany`, `DE-BY`."""

    def read(self, raw: str) -> Region:
        """A country or region as people type it. Raises Misread with suggestions."""
        wanted = _folded(raw)
        country = next((c for c in _by_length() if _begins(wanted, c)), None)
        if country is None:
            raise Misread(f"“{raw}” is not a country I know", _did_you_mean(wanted))
        code = _countries()[country]
        rest = wanted.removeprefix(country).strip(" -,")
        if not rest:
            return Region(code, _names()[code])
        regions = _regions(code)
        for region, name in regions.items():
            if rest in (region.casefold(), _folded(name)):
                return Region(f"{code}-{region}", f"{_names()[code]}, {name}")
        raise Misread(f"“{raw}” is not a part of {_names()[code]} that I know", _which_region(code, rest))

    def named(self, code: str) -> Region:
        """The region of this code; one that is no longer known goes by its code."""
        try:
            return self.read(code)
        except Misread:
            return Region(code, code)

    def suggest(self, typed: str, most: int = 25) -> Sequence[Region]:
        """Countries that fit what was typed; once that is one country, it and its regions."""
        wanted = _folded(typed)
        if code := _countries().get(wanted.split("-")[0].strip()):
            regions = [Region(f"{code}-{r}", f"{_names()[code]}, {name}") for r, name in _regions(code).items()]
            whole = [Region(code, _names()[code]), *regions]
            return [r for r in whole if "-" not in wanted or r.code.casefold().startswith(wanted)][:most]
        names = sorted(_names().items(), key=lambda pair: pair[1])
        begun = [Region(code, name) for code, name in names if _folded(name).startswith(wanted)]
        inside = [Region(code, name) for code, name in names if wanted in _folded(name)[1:]]
        return list(dict.fromkeys(begun + inside))[:most]

    def between(self, code: str, first: date, last: date) -> Mapping[date, str]:
        """The free days from `first` to `last`, both included, with what they are called. Nothing for no region."""
        try:
            known = self.read(code).code if code else ""
        except Misread:
            known = ""
        if not known:
            return {}
        years = range(first.year, last.year + 1)
        return {day: name for year in years for day, name in _year(known, year) if first <= day <= last}


@cache
def _year(code: str, year: int) -> tuple[tuple[date, str], ...]:
    country, _, region = code.partition("-")
    found = sorted(_holidays_of(country, region, year).items())
    often = Counter(name for _, name in found)
    return tuple((day, name) for day, name in found if often[name] < _WEEKLY)


def _holidays_of(country: str, region: str = "", year: int | None = None) -> HolidayBase:
    from holidays import country_holidays

    language = _LANGUAGE if _LANGUAGE in country_holidays(country).supported_languages else None
    return country_holidays(country, subdiv=region or None, years=year, language=language)


@cache
def _names() -> dict[str, str]:
    """The English name of each country, by ISO code."""
    from holidays.registry import COUNTRIES

    names: dict[str, str] = {}
    for words, *codes in COUNTRIES.values():
        code = next((c for c in codes if len(c) == 2), "")
        if code:
            names[code] = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words)
    return names


@cache
def _countries() -> dict[str, str]:
    """The ISO code of each country, by its folded code and by its folded name."""
    names = _names()
    by_name = {_folded(name): code for code, name in names.items()} | {code.casefold(): code for code in names}
    return by_name | {"uk": "GB", "great britain": "GB", "usa": "US", "america": "US"}


@cache
def _by_length() -> tuple[str, ...]:
    return tuple(sorted(_countries(), key=len, reverse=True))


@cache
def _regions(code: str) -> dict[str, str]:
    """The parts of a country that have holidays of their own, by code, with their names as far as they are known."""
    known = _holidays_of(code)
    names = {region: name for name, region in known.subdivisions_aliases.items()}
    return {region: names.get(region, region) for region in known.subdivisions}


def _begins(wanted: str, country: str) -> bool:
    return wanted == country or (wanted.startswith(country) and wanted[len(country)] in " -,")


def _did_you_mean(wanted: str) -> str:
    near = get_close_matches(wanted, _countries(), n=_NEAR, cutoff=0.6)
    codes = dict.fromkeys(_countries()[name] for name in near)
    if codes:
        return "did you mean " + " or ".join(f"{code} ({_names()[code]})" for code in codes) + "?"
    return "write a country such as Germany or DE, a part of one such as DE-BY, or off"


def _which_region(code: str, rest: str) -> str:
    regions = _regions(code)
    if not regions:
        return f"write {code} for all of it"
    by_name = {_folded(name): region for region, name in regions.items()}
    by_name |= {region.casefold(): region for region in regions}
    near = dict.fromkeys(by_name[name] for name in get_close_matches(rest, by_name, n=_NEAR, cutoff=0.6))
    if near:
        return "did you mean " + " or ".join(f"{code}-{r} ({regions[r]})" for r in near) + "?"
    return f"write {code} for all of it, or one of " + ", ".join(
        f"{code}-{r} ({name})" for r, name in list(regions.items())[:20]
    )


def _folded(raw: str) -> str:
    return " ".join(raw.replace("_", " ").split()).casefold()
