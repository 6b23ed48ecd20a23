"""Reminders: each has one use, comes at a civil hour, and is never made up for."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.appointment import Appointment, Booked, Outcome, Topic, Venue
from bot.rules.calendar import instant
from bot.rules.countdown import reminders

BERLIN = "Europe/Berlin"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = (BERLIN, "America/New_York", "Africa/Cairo", "America/Santiago", "Australia/Lord_Howe", "Asia/Kolkata")

zones = st.sampled_from((*ZONES, "Pacific/Kiritimati", "Pacific/Pago_Pago"))
days = st.dates(date(2026, 6, 1), date(2028, 6, 1))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))


@st.composite
def appointments(draw: st.DrawFn) -> Appointment:
    zone = draw(zones)
    att = draw(st.none() | days)
    if draw(st.booleans()):
        at = draw(moments).replace(second=0, microsecond=0)
        return Appointment(zone, Booked(at, draw(zones), draw(st.sampled_from(Venue))), att_expires=att)
    return Appointment(zone, target=draw(days) if att is None else draw(st.none() | days), att_expires=att)


def local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def exam(at: time, zone: str = BERLIN) -> Appointment:
    return Appointment(zone, Booked(instant(date(2027, 4, 20), at, zone), zone, Venue.CENTRE))


def test_a_booked_exam_has_its_eight_each_on_its_day() -> None:
    found = reminders(exam(time(13, 0)), BERLIN, LONG_AGO)
    assert [(r.days, r.topic, local(r.due, BERLIN)) for r in found] == [
        (60, Topic.WEAKEST, datetime(2027, 2, 19, 9)),
        (30, Topic.FULL_PRACTICE, datetime(2027, 3, 21, 9)),
        (14, Topic.MISSED, datetime(2027, 4, 6, 9)),
        (7, Topic.PAPERS, datetime(2027, 4, 13, 9)),
        (3, Topic.WAY_THERE, datetime(2027, 4, 17, 9)),
        (1, Topic.REST, datetime(2027, 4, 19, 9)),
        (0, Topic.TODAY, datetime(2027, 4, 20, 10)),
        (-1, Topic.HOW_WAS_IT, datetime(2027, 4, 21, 9)),
    ]


def test_a_target_date_asks_to_book_and_to_study() -> None:
    found = reminders(Appointment(BERLIN, target=date(2027, 4, 20)), BERLIN, LONG_AGO)
    assert [(r.days, r.topic) for r in found] == [
        (90, Topic.BOOK),
        (60, Topic.WEAKEST),
        (30, Topic.FULL_PRACTICE),
        (14, Topic.MISSED),
        (7, Topic.BOOK),
    ]


def test_an_att_counts_down_until_the_exam_is_booked() -> None:
    expiry = date(2027, 5, 1)
    found = reminders(Appointment(BERLIN, att_expires=expiry), BERLIN, LONG_AGO)
    assert [(r.days, r.topic) for r in found] == [(d, Topic.ATT) for d in (60, 30, 14, 7, 3, 1)]
    assert local(found[-1].due, BERLIN) == datetime(2027, 4, 30, 9)
    made = exam(time(13, 0))
    with_att = Appointment(BERLIN, made.booked, att_expires=expiry)
    assert reminders(with_att, BERLIN, LONG_AGO) == reminders(made, BERLIN, LONG_AGO)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (time(8, 30), datetime(2027, 4, 20, 5, 30)),
        (time(8, 29), datetime(2027, 4, 19, 19)),
        (time(8, 0), datetime(2027, 4, 19, 19)),
        (time(0, 30), datetime(2027, 4, 19, 19)),
        (time(9, 0), datetime(2027, 4, 20, 6)),
        (time(23, 45), datetime(2027, 4, 20, 20, 45)),
    ],
)
def test_the_days_reminder_comes_three_hours_before_else_the_evening_before(at: time, due: datetime) -> None:
    today = [r for r in reminders(exam(at), BERLIN, LONG_AGO) if r.topic is Topic.TODAY]
    assert [local(r.due, BERLIN) for r in today] == [due]


def test_hours_are_the_members_not_the_test_centres() -> None:
    centre = exam(time(9, 0), "Asia/Tokyo")
    found = reminders(centre, "America/New_York", LONG_AGO)
    # 09:00 in Tokyo is 20:00 of the evening before in New York.
    today = next(r for r in found if r.topic is Topic.TODAY)
    assert local(today.due, "America/New_York") == datetime(2027, 4, 19, 17)
    assert {local(r.due, "America/New_York").time() for r in found if r.topic is not Topic.TODAY} == {time(9)}


def test_set_late_only_what_is_still_to_come_remains() -> None:
    set_at = instant(date(2027, 4, 13), time(9, 0), BERLIN)
    found = reminders(exam(time(13, 0)), BERLIN, set_at)
    assert [r.days for r in found] == [3, 1, 0, -1]


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.NONE])
def test_once_a_result_is_told_nothing_more_comes(outcome: Outcome) -> None:
    told = Appointment(BERLIN, exam(time(13, 0)).booked, outcome=outcome)
    assert reminders(told, BERLIN, LONG_AGO) == ()


@given(appointments(), zones, moments)
def test_no_reminder_is_past_uncivil_or_twice(appointment: Appointment, zone: str, set_at: datetime) -> None:
    found = reminders(appointment, zone, set_at)
    assert all(r.due > set_at and r.due.tzinfo is UTC for r in found)
    assert all(time(5, 30) <= local(r.due, zone).time() <= time(21, 0) for r in found)
    assert len({(r.topic, r.days) for r in found}) == len(found)
    assert [r.due for r in found] == sorted(r.due for r in found)


@given(appointments(), zones)
def test_everything_but_the_day_after_comes_before_the_exam(appointment: Appointment, zone: str) -> None:
    if appointment.booked is None:
        return
    for reminder in reminders(appointment, zone, LONG_AGO - timedelta(days=365)):
        assert (reminder.due < appointment.booked.at) == (reminder.topic is not Topic.HOW_WAS_IT)
