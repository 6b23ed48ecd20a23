"""Dates, times and zones as people type them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.reading import Misread, read_date, read_time, read_zone, suggest_zones

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "raw",
    [
        "2027-03-14",
        "14 March 2027",
        "14 Mar 2027",
        "March 14, 2027",
        "14th March 2027",
        "Mar. 14 2027",
        "  14  MARCH 2027 ",
    ],
)
def test_a_date_reads_in_its_unmistakable_forms(raw: str) -> None:
    assert read_date(raw, TODAY) == date(2027, 3, 14)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("14 March", date(2027, 3, 14)),
        ("22 November", date(2026, 11, 22)),
        ("21 Nov", date(2027, 11, 21)),
        ("29 February", date(2028, 2, 29)),
        ("today", date(2026, 11, 22)),
        ("Tomorrow", date(2026, 11, 23)),
    ],
)
def test_without_a_year_the_next_such_day_is_meant(raw: str, expected: date) -> None:
    assert read_date(raw, TODAY) == expected


@pytest.mark.parametrize("raw", ["03/04/2027", "3.4.2027", "03-04-27"])
def test_a_date_with_two_meanings_is_refused(raw: str) -> None:
    with pytest.raises(Misread, match="two different days"):
        read_date(raw, TODAY)


@pytest.mark.parametrize("raw", ["", "soon", "2027-02-30", "31 June 2027", "14", "March"])
def test_what_is_no_date_is_refused_with_an_example(raw: str) -> None:
    with pytest.raises(Misread) as refused:
        read_date(raw, TODAY)
    assert "2027-03-14" in refused.value.remedy


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_date_reads_back_from_iso_and_from_words(day: date) -> None:
    assert read_date(day.isoformat(), TODAY) == day
    assert read_date(f"{day:%d %B %Y}", TODAY) == day


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("07:00", time(7)),
        ("7.30", time(7, 30)),
        ("19h45", time(19, 45)),
        ("7 am", time(7)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("7:15 p.m.", time(19, 15)),
        ("noon", time(12)),
        ("midnight", time(0)),
    ],
)
def test_a_time_reads_with_minutes_or_with_its_half_of_the_day(raw: str, expected: time) -> None:
    assert read_time(raw) == expected


@pytest.mark.parametrize("raw", ["7", "25:00", "12:60", "13 pm", "0 am", "early"])
def test_what_is_no_time_is_refused(raw: str) -> None:
    with pytest.raises(Misread):
        read_time(raw)


@pytest.mark.parametrize("raw", ["Europe/Berlin", "europe/berlin", "berlin", " Berlin "])
def test_a_zone_reads_from_its_name_or_its_city(raw: str) -> None:
    assert read_zone(raw) == "Europe/Berlin"


def test_a_city_of_two_words_reads_with_a_space() -> None:
    assert read_zone("New York") == "America/New_York"
    assert read_zone("america/new york") == "America/New_York"


def test_a_misspelt_zone_is_refused_with_the_nearest() -> None:
    with pytest.raises(Misread) as refused:
        read_zone("Berlim")
    assert "Europe/Berlin" in refused.value.remedy


def test_suggestions_begin_with_what_was_typed_and_are_few() -> None:
    assert suggest_zones("kolk")[0] == "Asia/Kolkata"
    assert len(suggest_zones("a")) == 25
    assert suggest_zones("xyz") == []
