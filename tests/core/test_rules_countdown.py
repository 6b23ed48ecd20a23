"""What can be entered about an exam, and how long is left until it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.appointment import Appointment, Booked, Venue
from bot.model.cohort import Schedule
from bot.rules.countdown import (
    booked,
    booked_note,
    check,
    days_left,
    exam_day,
    hours_per_week,
    points_due,
    retake_from,
    study_days_left,
)
from bot.rules.reading import Misread

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BERLIN = "Europe/Berlin"
EXAM = booked(date(2027, 3, 14), time(9, 0), BERLIN, Venue.CENTRE)


def fields(appointment: Appointment) -> list[str]:
    return [problem.field for problem in check(appointment, NOW)]


def test_a_booked_exam_is_an_instant_in_its_zone() -> None:
    assert Booked(datetime(2027, 3, 14, 8, tzinfo=UTC), BERLIN, Venue.CENTRE) == EXAM
    assert booked(date(2027, 3, 14), time(9, 0), "berlin", Venue.CENTRE) == EXAM
    assert booked_note(EXAM) == ""


def test_a_time_inside_a_gap_is_refused_with_the_next_that_exists() -> None:
    with pytest.raises(Misread) as refused:
        booked(date(2027, 3, 28), time(2, 30), BERLIN, Venue.ONVUE)
    assert "02:30 on 2027-03-28 does not exist" in refused.value.wrong
    assert "03:00" in refused.value.remedy


def test_a_time_that_comes_twice_is_taken_as_the_first_and_says_so() -> None:
    twice = booked(date(2027, 10, 31), time(2, 30), BERLIN, Venue.ONVUE)
    assert twice.at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert "02:30 comes twice" in booked_note(twice)
    assert "first, 00:30 UTC" in booked_note(twice)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(Misread, match="not a time zone"):
        booked(date(2027, 3, 14), time(9, 0), "Atlantis", Venue.CENTRE)


@pytest.mark.parametrize(
    "possible",
    [
        Appointment(BERLIN, booked=EXAM),
        Appointment(BERLIN, booked=EXAM, att_expires=date(2027, 3, 14)),
        Appointment(BERLIN, target=date(2026, 11, 22)),
        Appointment(BERLIN, target=date(2027, 3, 14), att_expires=date(2027, 4, 1)),
        Appointment(BERLIN, att_expires=date(2026, 11, 22)),
    ],
)
def test_what_is_possible_has_no_problems(possible: Appointment) -> None:
    assert check(possible, NOW) == ()


@pytest.mark.parametrize(
    ("impossible", "expected"),
    [
        (Appointment(BERLIN), ["date"]),
        (Appointment(BERLIN, booked=Booked(NOW, BERLIN, Venue.CENTRE)), ["date"]),
        (Appointment(BERLIN, booked=EXAM, target=date(2027, 3, 14)), ["target"]),
        (Appointment(BERLIN, target=date(2026, 11, 21)), ["target"]),
        (Appointment(BERLIN, target=date(2030, 3, 14)), ["target"]),
        (Appointment(BERLIN, booked=Booked(NOW + timedelta(days=1200), BERLIN, Venue.CENTRE)), ["date"]),
        (Appointment(BERLIN, att_expires=date(2026, 11, 21)), ["att"]),
        (Appointment(BERLIN, att_expires=date(2036, 11, 21)), ["att"]),
        (Appointment(BERLIN, booked=EXAM, att_expires=date(2027, 3, 13)), ["att"]),
        (Appointment(BERLIN, target=date(2027, 3, 14), att_expires=date(2027, 3, 13)), ["att"]),
        (Appointment("Atlantis", att_expires=date(2020, 1, 1)), ["zone"]),
        (Appointment("berlin", target=date(2027, 3, 14)), ["zone"]),
        (Appointment(BERLIN, booked=Booked(EXAM.at, "", Venue.CENTRE)), ["zone"]),
    ],
)
def test_what_is_impossible_names_its_field(impossible: Appointment, expected: list[str]) -> None:
    assert fields(impossible) == expected


def test_every_problem_says_what_is_wrong_and_what_to_do() -> None:
    for problem in check(Appointment(BERLIN, target=date(2026, 1, 1), att_expires=date(2025, 1, 1)), NOW):
        assert problem.wrong and problem.remedy


def test_today_is_the_members_own() -> None:
    late = datetime(2026, 11, 22, 22, tzinfo=UTC)
    assert check(Appointment("America/New_York", target=date(2026, 11, 22)), late) == ()
    assert [p.field for p in check(Appointment("Asia/Kolkata", target=date(2026, 11, 22)), late)] == ["target"]


def test_the_exam_day_is_the_bookings_else_the_target() -> None:
    tokyo = booked(date(2027, 3, 14), time(8, 0), "Asia/Tokyo", Venue.CENTRE)
    assert exam_day(Appointment("America/New_York", booked=tokyo)) == date(2027, 3, 14)
    assert exam_day(Appointment(BERLIN, target=date(2027, 3, 1))) == date(2027, 3, 1)
    assert exam_day(Appointment(BERLIN, att_expires=date(2027, 3, 1))) is None


def test_days_left_are_counted_on_the_members_calendar() -> None:
    assert days_left(Appointment(BERLIN, booked=EXAM), NOW, BERLIN) == 112
    assert days_left(Appointment(BERLIN, target=date(2026, 11, 25)), NOW, BERLIN) == 3
    assert days_left(Appointment(BERLIN, target=date(2026, 11, 20)), NOW, BERLIN) == -2
    assert days_left(Appointment(BERLIN, att_expires=date(2026, 11, 25)), NOW, BERLIN) is None


@given(st.sampled_from(["America/New_York", "Asia/Tokyo", "Pacific/Kiritimati", BERLIN]), st.integers(0, 72))
def test_nothing_is_left_when_the_exam_begins(zone: str, hours: int) -> None:
    appointment = Appointment(zone, booked=Booked(EXAM.at + timedelta(hours=hours), "Asia/Tokyo", Venue.ONVUE))
    assert appointment.booked is not None
    assert days_left(appointment, appointment.booked.at, zone) == 0


def test_study_days_left_count_today_but_not_the_exam_day() -> None:
    schedule = Schedule(BERLIN)
    monday, friday = date(2026, 11, 23), date(2026, 11, 27)
    assert study_days_left(schedule, monday, friday) == 4
    assert study_days_left(schedule, monday, date(2026, 11, 30)) == 5
    assert study_days_left(schedule, friday, friday) == 0
    assert study_days_left(schedule, friday, monday) == 0


def test_hours_a_week_lead_to_a_hundred() -> None:
    assert hours_per_week(0, 70) == 10.0
    assert hours_per_week(40, 84) == 5.0
    assert hours_per_week(0, 112) == 6.2
    assert hours_per_week(120, 70) == 0.0


def test_less_than_a_week_asks_for_no_more_than_what_is_to_do() -> None:
    assert hours_per_week(90, 2) == 10.0
    assert hours_per_week(90, 0) is None
    assert hours_per_week(90, -1) is None


def test_a_retake_is_possible_on_the_fifteenth_day_after() -> None:
    assert retake_from(date(2027, 3, 14)) == date(2027, 3, 29)


def test_points_are_due_five_years_later() -> None:
    assert points_due(date(2027, 3, 14)) == date(2032, 3, 14)
    assert points_due(date(2028, 2, 29)) == date(2033, 2, 28)


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_what_was_booked_reads_back_as_the_same_wall_time(day: date, at: time) -> None:
    try:
        made = booked(day, at, "America/Santiago", Venue.CENTRE)
    except Misread:
        return
    local = made.at.astimezone(ZoneInfo("America/Santiago"))
    assert (local.date(), local.time()) == (day, at)
    assert exam_day(Appointment(BERLIN, booked=made)) == day
