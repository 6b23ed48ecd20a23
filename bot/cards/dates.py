"""Dates and days in words that nobody can read in two ways."""

from __future__ import annotations

from datetime import date

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def long_date(day: date) -> str:
    """`Sunday 14 March 2027`, whatever the language of the machine."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def days_ahead(days: int) -> str:
    """`today`, `tomorrow`, `in 12 days`."""
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def count_days(days: int) -> str:
    """`1 day`, `12 days`."""
    return "1 day" if days == 1 else f"{days} days"
