"""Jobs in line at one machine: who goes first decides how long all of them wait."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import accumulate

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, table
from content.generators.kit.values import number

_SMALL = 4


class Jobs(Values):
    """One machine, all jobs there at time 0. Flow time runs from then to the end of the job."""

    times: tuple[Decimal, ...] = number("t", "processing time", "days", per="job", most=24)

    @property
    def shortest_first(self) -> list[Decimal]:
        """The times in the order of the rule."""
        return sorted(self.times)


def _total(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def _ends(times: Iterable[Decimal]) -> list[Decimal]:
    return list(accumulate(times))


def _sum(values: Iterable[Decimal]) -> str:
    return " + ".join(map(given, values))


_FLOW = stories(
    "day | A, B, C, D, E | A tool shop has one jig borer, and several jobs are waiting for it.",
    "day | J, K, L, M, N | A laboratory has one climate chamber. Test jobs for it are waiting.",
    "day | P, Q, R, S, T | A museum's restorer treats one painting at a time. These jobs are waiting.",
    "day | A, B, C, D, E | A print shop has jobs waiting for its one large-format press.",
)


def _draw_flow(d: Draw) -> Drawn[Jobs]:
    values = Jobs(times=tuple(map(Decimal, d.pick_distinct(range(1, 13), d.whole(_SMALL, 5)))))
    story = d.pick(_FLOW)
    return None if list(values.times) == values.shortest_first else (values, story)


def _work_flow(v: Jobs, t: Told) -> Worked:
    ends, n = _ends(v.shortest_first), len(v.times)
    return Worked(
        _total(ends) / n,
        f"Shortest first: {', '.join(map(given, v.shortest_first))}.",
        f"The jobs end after {', '.join(map(given, ends))} days.",
        f"Mean flow time = ({_sum(ends)}) ÷ {n} = {given(_total(ends))} ÷ {n} = <gives>.",
    )


def _ask_flow(v: Jobs, t: Told) -> Asked:
    n, best = len(v.times), _ends(v.shortest_first)
    arrival, longest = _ends(v.times), _ends(reversed(v.shortest_first))
    work = best[-1]
    return Asked(
        f"{t.story()} All are available at time 0; the table lists them in the order of arrival.\n"
        + table((("Job", t.names[:n]), ("Days", v.times)))
        + "\nIf they are done by shortest processing time (SPT), what is the mean flow time, in days to two decimals?",
        f"Shortest first, the jobs end after {', '.join(map(given, best))} days, on average <gives>.",
        Mistake(
            "keeping the order of arrival",
            _total(arrival) / n,
            f"You kept the order of arrival: ({_sum(arrival)}) ÷ {n} gives <gives>. That is first come, first served.",
        ),
        Mistake(
            "the longest job first",
            _total(longest) / n,
            f"You took the longest job first: ({_sum(longest)}) ÷ {n} gives <gives>. It makes all others wait longest.",
        ),
        Mistake(
            "makespan taken for mean flow time",
            work,
            f"You gave the time until the last job is done: {_sum(v.times)} gives <gives>. The other jobs end sooner.",
        ),
        Mistake(
            "the forgotten waiting time",
            work / n,
            f"You averaged the processing times: ({_sum(v.times)}) ÷ {n} gives <gives>. Flow time includes the wait "
            "for the jobs before.",
        ),
        Mistake(
            "waiting time taken for flow time",
            (_total(best) - work) / n,
            f"You averaged the starts, which leaves out each job's own time: ({_sum([Decimal(0), *best[:-1]])}) ÷ {n} "
            "gives <gives>. Flow time ends with the job.",
        ),
    )


SPT_FLOW = generator(
    "schedules.spt_flow",
    "Mean flow time, shortest processing time first",
    "mean flow time = Σ completion times ÷ n, shortest t first",
    values=Jobs,
    draw=_draw_flow,
    work=_work_flow,
    ask=_ask_flow,
    gives="mean flow time",
    measure=Measure("day", 2),
    example="times=6,2,8,3,5",
    subtopic="SC08",
    book="JC",
    topic="scheduling: priority rules",
)


class DueJobs(Values):
    """One machine, all jobs there at time 0. Jobs with the same due date keep the order given."""

    times: tuple[Decimal, ...] = number("t", "processing time", "days", per="job", most=24)
    due: tuple[Decimal, ...] = number("d", "due date", "days from now", low=0, per="job", most=24)

    @property
    def pairs(self) -> list[tuple[Decimal, Decimal]]:
        """Due date and time of each job, as given."""
        return list(zip(self.due, self.times, strict=True))

    @property
    def earliest_first(self) -> list[tuple[Decimal, Decimal]]:
        """The same in the order of the rule."""
        return sorted(self.pairs, key=lambda job: job[0])


def _late(jobs: Iterable[tuple[Decimal, Decimal]]) -> list[Decimal]:
    """The lateness of jobs done in this order; below zero, they are early."""
    jobs = list(jobs)
    return [end - due for end, (due, _) in zip(_ends(time for _, time in jobs), jobs, strict=True)]


def _tardy(jobs: Iterable[tuple[Decimal, Decimal]]) -> list[Decimal]:
    return [max(lateness, Decimal(0)) for lateness in _late(jobs)]


_TARDINESS = stories(
    "day | A, B, C, D | A foundry has one machine that tests castings; four customer orders wait for it.",
    "day | J, K, L, M | A translator has four manuals to translate, one after another.",
    "day | P, Q, R, S | Four machines need an overhaul, and a plant has one maintenance crew.",
    "day | A, B, C, D | A boatyard has one slipway, and four boats wait for repair.",
)


def _draw_tardiness(d: Draw) -> Drawn[DueJobs]:
    times = d.numbers(_SMALL, 2, 9)
    due = tuple(map(Decimal, d.pick_distinct(range(3, 18), _SMALL)))
    values, story = DueJobs(times=times, due=due), d.pick(_TARDINESS)
    late = _late(values.earliest_first)
    possible = all(time <= end for end, time in values.pairs)
    mixed = min(late) < 0 and sum(lateness > 0 for lateness in late) > 1
    return (values, story) if possible and mixed and values.pairs != values.earliest_first else None


def _work_tardiness(v: DueJobs, t: Told) -> Worked:
    jobs, n = v.earliest_first, len(v.due)
    tardy = _tardy(jobs)
    return Worked(
        _total(tardy) / n,
        f"Earliest due date first, they end after {', '.join(map(given, _ends(time for _, time in jobs)))} days.",
        f"They are due after {', '.join(given(due) for due, _ in jobs)} days.",
        f"Tardiness, never below 0: {', '.join(map(given, tardy))} days.",
        f"Mean tardiness = {given(_total(tardy))} ÷ {n} = <gives>.",
    )


def _ask_tardiness(v: DueJobs, t: Told) -> Asked:
    n, late, tardy = len(v.due), _late(v.earliest_first), _tardy(v.earliest_first)
    arrival, shortest = _tardy(v.pairs), _tardy(sorted(v.pairs, key=lambda job: job[1]))
    early = [max(end - time, Decimal(0)) for end, (_, time) in zip(late, v.earliest_first, strict=True)]
    many, total = sum(lateness > 0 for lateness in late), given(_total(tardy))
    shown = "+".join(map(given, late)).replace("+", " + ").replace("+ −", "− ")
    return Asked(
        f"{t.story()} All are available at time 0; the table lists them in the order of arrival.\n"
        + table((("Job", t.names), ("Days of work", v.times), ("Due, day", v.due)))
        + "\nIf they are done by earliest due date (EDD), what is their mean tardiness, in days to two decimals?",
        f"In the order of the due dates the jobs are {', '.join(map(given, tardy))} days late: {total} ÷ {n} is "
        "<gives>.",
        Mistake(
            "letting early jobs offset late ones",
            _total(late) / n,
            f"You averaged lateness: ({shown}) ÷ {n} gives <gives>. A job that is early has a tardiness of 0, and does "
            "not help another.",
        ),
        Mistake(
            "keeping the order of arrival",
            _total(arrival) / n,
            f"You kept the order of arrival: ({_sum(arrival)}) ÷ {n} gives <gives>. EDD puts the earliest due date "
            "first.",
        ),
        Mistake(
            "the forgotten division by the jobs",
            _total(tardy),
            f"You gave the total: {_sum(tardy)} gives <gives>. The mean divides it by {n} jobs.",
        ),
        Mistake(
            "averaging over the late jobs only",
            _total(tardy) / many,
            f"You divided by the late jobs only: {total} ÷ {many} gives <gives>. Jobs on time count too, with 0.",
        ),
        Mistake(
            "the shortest job first",
            _total(shortest) / n,
            f"You took the shortest job first: ({_sum(shortest)}) ÷ {n} gives <gives>. That is SPT; EDD goes by the "
            "due date.",
        ),
        Mistake(
            "starts taken for completions",
            _total(early) / n,
            f"You compared the starts of the jobs with the due dates: ({_sum(early)}) ÷ {n} gives <gives>. A job is "
            "done at its end.",
        ),
        Mistake(
            "the largest tardiness taken for the mean",
            max(tardy),
            f"You gave the largest tardiness, <gives>. The mean is over all {n} jobs.",
        ),
    )


EDD_TARDINESS = generator(
    "schedules.edd_tardiness",
    "Mean tardiness, earliest due date first",
    "mean tardiness = Σ max(0, completion − d) ÷ n, earliest d first",
    values=DueJobs,
    draw=_draw_tardiness,
    work=_work_tardiness,
    ask=_ask_tardiness,
    gives="mean tardiness",
    measure=Measure("day", 2),
    example="times=5,3,6,4 due=14,6,9,16",
    subtopic="SC08",
    book="JC",
    topic="scheduling: priority rules",
)
