"""Priorities of a dispatch list: how much time is left for how much work."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given
from content.generators.kit.values import Wrong, number, whole


class CriticalRatio(Values):
    """All in working days. Below 1 the order is behind schedule; the lowest ratio goes first."""

    due: Decimal = number("D", "due date", "shop-calendar days", low=0)
    today: Decimal = number("T", "today", "shop-calendar days", low=0)
    work: Decimal = number("R", "remaining lead time", "days")

    @property
    def time(self) -> Decimal:
        """Days to the due date."""
        return self.due - self.today


_RATIO = stories(
    "day | On the shop calendar of a gear works, which counts working days, today is day {today}. An order is due on "
    "day {due}. Its remaining lead time is {work} days.",
    "day | A furniture maker numbers its working days. A batch of tables is due on day {due}, and today is day "
    "{today}. The operations still to do have a lead time of {work} days.",
    "day | A shipyard's workshop counts working days. Today, day {today}, a valve order still has {work} days of lead "
    "time ahead of it. It is due on day {due}.",
)


def _draw_ratio(d: Draw) -> Drawn[CriticalRatio]:
    today, time = d.number(41, 239), d.number(6, 30)
    values = CriticalRatio(due=today + time, today=today, work=d.number(5, 30))
    story = d.pick(_RATIO)
    return None if time == values.work else (values, story)


def _work_ratio(v: CriticalRatio, t: Told) -> Worked:
    ratio = v.time / v.work
    verdict = "Above 1: ahead of schedule." if ratio > 1 else "Below 1: behind schedule."
    return Worked(
        ratio,
        f"Time to the due date: {t.due} − {t.today} = {given(v.time)} days.",
        f"Critical ratio = time left ÷ work left = {given(v.time)} ÷ {t.work} = <gives>.",
        verdict if ratio != 1 else "Just 1: on schedule.",
    )


def _ask_ratio(v: CriticalRatio, t: Told) -> Asked:
    time, gap = given(v.time), abs(v.time - v.work)
    gap_sum = f"{given(max(v.time, v.work))} − {given(min(v.time, v.work))}"
    return Asked(
        f"{t.story()}\nWhat is the critical ratio of the order, to two decimals?",
        f"{time} days are left for {t.work} days of lead time: {time} ÷ {t.work} is <gives>, "
        + ("ahead of schedule." if v.time > v.work else "behind schedule."),
        Mistake(
            "the inverted ratio",
            v.work / v.time,
            f"You turned the ratio round: {t.work} ÷ {time} gives <gives>. Less time must make the ratio lower and the "
            "order more urgent.",
        ),
        Mistake(
            "slack taken for the ratio",
            gap,
            f"You took the difference between time and work: {gap_sum} gives <gives>. That is slack, in days, without "
            "a sign; the critical ratio divides.",
        ),
        Mistake(
            "slack over the remaining work",
            gap / v.work,
            f"You divided slack, not time, by the remaining lead time: ({gap_sum}) ÷ {t.work} gives <gives>. "
            "That mixes two rules.",
        ),
        Mistake(
            "the due date over the remaining work",
            v.due / v.work,
            f"You divided the due date itself: {t.due} ÷ {t.work} gives <gives>. The days up to today are gone.",
        ),
        Mistake(
            "counting today as well",
            (v.time + 1) / v.work,
            f"You counted both today and the due date: ({t.due} − {t.today} + 1) ÷ {t.work} gives <gives>. The "
            "difference of the two dates is the time left.",
        ),
        Mistake(
            "slack over the time left",
            gap / v.time,
            f"You set slack against the time to the due date: ({gap_sum}) ÷ {time} gives <gives>. The ratio sets that "
            "time against the remaining lead time.",
        ),
    )


CRITICAL_RATIO = generator(
    "schedules.critical_ratio",
    "Critical ratio",
    "CR = (D − T) ÷ R",
    values=CriticalRatio,
    draw=_draw_ratio,
    work=_work_ratio,
    ask=_ask_ratio,
    gives="critical ratio",
    measure=Measure("", 2),
    example="due=130 today=120 work=8",
    subtopic="SC08",
    book="IMM",
    topic="production activity control: dispatching",
)


class Slack(Values):
    """The order with the least slack per remaining operation goes first."""

    time: Decimal = number("T", "time to the due date", "days")
    work: Decimal = number("W", "remaining processing time", "days")
    operations: int = whole("n", "remaining operations", "operations")

    @property
    def slack(self) -> Decimal:
        """Days that are left over."""
        return self.time - self.work

    def wrong(self) -> Iterator[Wrong]:
        """Behind schedule, slack per operation says nothing: more operations would look better."""
        if self.slack < 0:
            yield Wrong("work", f"must be no more than the {given(self.time)} days to the due date: there is no slack")


_SLACK = stories(
    "day | A repair shop for aircraft seats dispatches by slack per remaining operation. A job is due in {time} days. "
    "It has {operations} operations left, with {work} days of processing in all.",
    "day | A maker of moulds ranks its orders by slack per remaining operation. One order is due in {time} days and "
    "still needs {work} days of processing, spread over {operations} operations.",
    "day | A bookbinder uses slack per remaining operation to set priorities. An edition must be delivered in {time} "
    "days. Its {operations} remaining operations take {work} days of processing together.",
)


def _draw_slack(d: Draw) -> Drawn[Slack]:
    time = d.whole(10, 40)
    values = Slack(time=Decimal(time), work=d.number(4, time - 2), operations=d.whole(2, 6))
    return values, d.pick(_SLACK)


def _work_slack(v: Slack, t: Told) -> Worked:
    return Worked(
        v.slack / v.operations,
        f"Slack: {t.time} − {t.work} = {given(v.slack)} days.",
        f"Per remaining operation: {given(v.slack)} ÷ {t.operations} = <gives>.",
    )


def _ask_slack(v: Slack, t: Told) -> Asked:
    slack = given(v.slack)
    return Asked(
        f"{t.story()}\nWhat is its slack per remaining operation, in days to two decimals?",
        f"Of {t.time} days {t.work} are work, which leaves a slack of {slack}; shared among {t.operations} operations "
        "it is <gives>.",
        Mistake(
            "the forgotten remaining work",
            v.time / v.operations,
            f"You did not subtract the remaining work: {t.time} ÷ {t.operations} gives <gives>. Slack is what is left "
            "after the work.",
        ),
        Mistake(
            "the forgotten division by the operations",
            v.slack,
            f"You gave the slack of the whole order: {t.time} − {t.work} gives <gives>. It is to be shared among "
            f"{t.operations} operations.",
        ),
        Mistake(
            "the critical ratio taken for slack",
            v.time / v.work,
            f"You computed the critical ratio: {t.time} ÷ {t.work} gives <gives>. It is a ratio of time to work, not a "
            "number of days.",
        ),
        Mistake(
            "work per operation",
            v.work / v.operations,
            f"You spread the work, not the slack: {t.work} ÷ {t.operations} gives <gives>. That is the mean length of "
            "an operation.",
        ),
        Mistake(
            "counting the gaps between operations",
            v.slack / (v.operations - 1),
            f"You divided by the gaps between the operations: {slack} ÷ {v.operations - 1} gives <gives>. The rule "
            f"counts the {t.operations} operations themselves.",
        ),
        Mistake(
            "slack over the remaining work",
            v.slack / v.work,
            f"You divided the slack by the work: {slack} ÷ {t.work} gives <gives>, which is slack for each day of "
            f"work. Divide by the {t.operations} operations.",
        ),
    )


SLACK_PER_OP = generator(
    "schedules.slack_per_op",
    "Slack per remaining operation",
    "S/RO = (T − W) ÷ n",
    values=Slack,
    draw=_draw_slack,
    work=_work_slack,
    ask=_ask_slack,
    gives="slack per remaining operation",
    measure=Measure("day", 2),
    example="time=20 work=14 operations=4",
    subtopic="SC08",
    book="JC",
    topic="scheduling: priority rules",
)
