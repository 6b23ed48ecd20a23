"""Facts -> recipes of pictures. Every word on a picture is here, and beside it the same in words.

The law: the description says each figure that the picture shows, and no picture shows what its card may not say. A
median is of at least MIN_SHARES members, for with fewer it would tell of one of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.cards.dates import MONTHS, long_date
from bot.chat.picture import Bar, Bars, Cell, Days, Mark, Panel, Picture, Race, Runner
from bot.model.domains import Domain
from bot.model.standing import DomainTally, Place
from bot.rules.calendar import week_start
from bot.rules.figures import share
from bot.rules.naming import shown

MOST_ROWS, MOST_IN_SUMMARY = 10, 5
MOST_RUNNERS, MOST_TICKS = 6, 7
WEEKS = 6
"""Weeks of the calendar, this one included."""

_SHORT = {
    Domain.STRATEGY: "Strategy",
    Domain.SOP: "S&OP",
    Domain.QUALITY: "Quality, technology",
}
_LEGEND = {
    Mark.ANSWERED: "answered",
    Mark.MISSED: "not answered",
    Mark.FROZEN: "freeze used",
    Mark.RESTED: "rest or exam",
    Mark.OPEN: "open now",
}
_MEDIANS = "of the cohort's members, all time"
_COLUMNS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@dataclass(frozen=True, slots=True)
class StudyDays:
    """A member's study days up to today: those on which a question was asked, and how each went."""

    today: date
    asked: Collection[date]
    answered: Collection[date]
    frozen: Collection[date] = ()
    rested: Collection[date] = ()
    open: date | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """Someone in a race, or a team: their share of the possible points in percent after each day, None before any."""

    name: str
    after: tuple[int | None, ...]


def board(title: str, places: Sequence[Place]) -> Picture:
    """The head of a board, whose card says the same."""
    panel, said = _standings("", places, MOST_ROWS)
    return Picture(title, (panel,), f"{title}. {said}", told=True)


def week(
    title: str, places: Sequence[Place], domains: Sequence[DomainTally], medians: Mapping[Domain, int]
) -> Picture | None:
    """A week or a month of a cohort: who has most points, and how the answers went by domain. None for too little."""
    panels: list[Panel] = []
    said: list[str] = []
    if len(places) > 1:
        standings, words = _standings("Most points", places, MOST_IN_SUMMARY)
        panels.append(standings)
        said.append(f"Most points: {words}")
    if domains:
        accuracy, words = _accuracy("Right answers by domain", domains, medians)
        panels.append(accuracy)
        said.append(f"Right answers by domain: {words}")
    return Picture(title, tuple(panels), " ".join(said)) if panels else None


def own(days: StudyDays, domains: Sequence[DomainTally], medians: Mapping[Domain, int]) -> Picture:
    """A member's own last weeks and, where there are enough answers, their domains beside the cohort's median."""
    calendar, said = _calendar(days)
    panels: list[Panel] = [calendar]
    if domains:
        accuracy, words = _accuracy("Your right answers, all time", domains, medians)
        panels.append(accuracy)
        said = f"{said} Your right answers, all time: {words}"
    return Picture("Your study days", tuple(panels), said)


def race(title: str, days: Sequence[date], runners: Sequence[Running]) -> Picture | None:
    """A challenge from day to day, the best first in `runners`. None where there is no race: under two, or one day."""
    at = _ticks(len(days))
    if len(runners) < 2 or len(at) < 2:
        return None
    head = runners[:MOST_RUNNERS]
    lines = tuple(
        Runner(shown(one.name) or "?", tuple(one.after[n] for n in at), _percent(one.after[at[-1]])) for one in head
    )
    more = len(runners) - len(head)
    foot = f"and {more} more" if more else ""
    heading = "Points earned of points possible"
    ticks = tuple(short_date(days[n]) for n in at)
    said = " ".join(f"{line.label}: {', '.join(map(_percent, line.values))}." for line in lines)
    alt = f"{heading}, after {', '.join(ticks)}. {said}{f' {foot.capitalize()}.' if foot else ''}"
    return Picture(title, (Race(heading, ticks, lines, 100, "%", foot),), alt)


def short_date(day: date) -> str:
    """`23 Nov`."""
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


# --- parts


def _standings(heading: str, places: Sequence[Place], most: int) -> tuple[Bars, str]:
    head = places[:most]
    bars = tuple(_place(place) for place in head)
    more = len(places) - len(head)
    foot = f"and {more} more on the board" if more else ""
    said = " ".join(f"{bar.rank}. {bar.label}, {bar.told}, {bar.detail}." for bar in bars)
    longest = max((bar.value for bar in bars), default=0)
    return Bars(heading, bars, longest, foot=foot), f"{said} {foot.capitalize()}.".strip(" .") + "."


def _place(place: Place) -> Bar:
    tally = place.contender.tally
    points = "1 point" if tally.points == 1 else f"{tally.points} points"
    name = shown(place.contender.name) or "?"
    return Bar(name, tally.points, points, f"{tally.right} of {tally.answered} right", rank=str(place.rank))


def _accuracy(heading: str, tallies: Sequence[DomainTally], medians: Mapping[Domain, int]) -> tuple[Bars, str]:
    """The domains in the exam's order, with how many answers each share is of."""
    ordered = sorted((tally for tally in tallies if tally.answered), key=lambda tally: list(Domain).index(tally.domain))
    bars, said = [], []
    for tally in ordered:
        percent, median = share(tally.right, tally.answered), medians.get(tally.domain)
        beside = f" · median {median}%" if median is not None else ""
        name = _SHORT.get(tally.domain, tally.domain.title)
        bars.append(Bar(name, percent, f"{percent}%", f"of {tally.answered}{beside}", median))
        words = f", median {median}%" if median is not None else ""
        said.append(f"{name} {percent}% of {tally.answered}{words}.")
    medians_said = f" Medians are {_MEDIANS}." if any(bar.mark is not None for bar in bars) else ""
    return Bars(heading, tuple(bars), 100, f"median {_MEDIANS}"), " ".join(said) + medians_said


def _calendar(days: StudyDays) -> tuple[Days, str]:
    first = week_start(days.today) - timedelta(weeks=WEEKS - 1)
    shown_days = [first + timedelta(days=n) for n in range(7 * WEEKS)]
    marks = {day: _mark(day, days) for day in shown_days}
    cells = [Cell(_day(day, first), marks[day]) for day in shown_days]
    weeks = tuple(tuple(cells[n : n + 7]) for n in range(0, len(cells), 7))
    groups = {mark: [day for day in shown_days if marks[day] is mark] for mark in _LEGEND}
    legend = tuple((mark, f"{_LEGEND[mark]}: {len(found)}") for mark, found in groups.items() if found)
    said = " ".join(f"{_LEGEND[mark].capitalize()} {len(f)}: {_dates(f)}." for mark, f in groups.items() if f)
    span = f"From {long_date(first)} to {long_date(days.today)}."
    heading = f"The last {WEEKS} weeks"
    return Days(heading, _COLUMNS, weeks, legend), f"{span} {said or 'No question was asked.'}"


def _mark(day: date, days: StudyDays) -> Mark:
    if day > days.today or day not in days.asked:
        return Mark.NONE
    if day in days.answered:
        return Mark.ANSWERED
    if day == days.open:
        return Mark.OPEN
    if day in days.frozen:
        return Mark.FROZEN
    return Mark.RESTED if day in days.rested else Mark.MISSED


def _day(day: date, first: date) -> str:
    return short_date(day) if day == first or day.day == 1 else str(day.day)


def _dates(days: Sequence[date]) -> str:
    """`19, 22, 23 October, 3 November`."""
    months: dict[tuple[int, int], list[str]] = {}
    for day in days:
        months.setdefault((day.year, day.month), []).append(str(day.day))
    return ", ".join(f"{', '.join(found)} {MONTHS[month - 1]}" for (_, month), found in months.items())


def _ticks(count: int) -> list[int]:
    """Which of so many days are drawn: all, or as many as have room, evenly spaced and ending with the last."""
    if count <= MOST_TICKS:
        return list(range(count))
    return sorted({round(n * (count - 1) / (MOST_TICKS - 1)) for n in range(MOST_TICKS)})


def _percent(value: int | None) -> str:
    return "not yet" if value is None else f"{value}%"
