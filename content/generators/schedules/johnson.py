"""Two machines, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, table
from content.generators.kit.values import number


class TwoMachines(Values):
    """Every job goes to machine 1, then to machine 2, in the same order; jobs may wait between them."""

    first: tuple[Decimal, ...] = number("M1", "time on machine 1", "hours", low=0, per="job", most=20)
    second: tuple[Decimal, ...] = number("M2", "time on machine 2", "hours", low=0, per="job", most=20)

    @property
    def jobs(self) -> range:
        """The places of the jobs."""
        return range(len(self.first))

    @property
    def order(self) -> list[int]:
        """Johnson's order: short on the first machine to the front, short on the second to the back."""
        front = [job for job in self.jobs if self.first[job] <= self.second[job]]
        back = [job for job in self.jobs if self.first[job] > self.second[job]]
        return sorted(front, key=lambda job: self.first[job]) + sorted(back, key=lambda job: -self.second[job])

    def ends(self, order: Iterable[int]) -> tuple[list[Decimal], list[Decimal]]:
        """When each job of an order ends on the first and on the second machine."""
        one, two = [Decimal(0)], [Decimal(0)]
        for job in order:
            one.append(one[-1] + self.first[job])
            two.append(max(one[-1], two[-1]) + self.second[job])
        return one[1:], two[1:]


_STORIES = stories(
    "hour | A, B, C, D, E | Five orders for brass fittings are cut on machine 1 and then polished on machine 2.",
    "hour | P, Q, R, S, T | A bindery prints five brochures on machine 1 and folds each of them on machine 2.",
    "hour | J, K, L, M, N | A laundry has five lots of hotel linen, washed in machine 1 and then ironed by machine 2.",
    "hour | A, B, C, D, E | A paint plant has five batches to mix in machine 1 and then to fill with machine 2.",
)


def _draw(d: Draw) -> Drawn[TwoMachines]:
    values, story = TwoMachines(first=d.numbers(5, 1, 9), second=d.numbers(5, 1, 9)), d.pick(_STORIES)
    return None if values.order == list(values.jobs) else (values, story)


def _work(v: TwoMachines, t: Told) -> Worked:
    one, two = v.ends(v.order)
    names = _names(v.order, t.names)
    return Worked(
        two[-1],
        "Take the shortest time in the table. On machine 1 its job goes to the front, on machine 2 to the back; go on "
        f"with the jobs left: {names}.",
        f"Machine 1 ends them at {', '.join(map(given, one))}.",
        f"Machine 2 ends them at {', '.join(map(given, two))}; a job starts when both are free.",
        "The last job ends after <gives>.",
    )


def _names(order: Sequence[int], names: Sequence[str]) -> str:
    return "–".join(names[job] for job in order)


def _ask(v: TwoMachines, t: Told) -> Asked:
    orders = (
        ("keeping the order given", list(v.jobs), "You kept the order given"),
        (
            "ranking by the first machine only",
            sorted(v.jobs, key=lambda job: v.first[job]),
            "You ranked by machine 1 only, shortest first",
        ),
        (
            "the longest job first",
            sorted(v.jobs, key=lambda job: -v.first[job] - v.second[job]),
            "You put the longest jobs first",
        ),
    )
    one, two = " + ".join(map(given, v.first)), " + ".join(map(given, v.second))
    return Asked(
        f"{t.story()} Each machine takes one job at a time. Times in hours:\n"
        + table((("Job", t.names), ("Machine 1", v.first), ("Machine 2", v.second)))
        + "\nWith the sequence of Johnson's rule, after how many hours is the last job done (the makespan)?",
        f"Johnson's rule gives {_names(v.order, t.names)}, which lets machine 2 wait least: the last job ends "
        "after <gives>.",
        *(
            Mistake(
                name,
                v.ends(order)[1][-1],
                f"{did}: in the order {_names(order, t.names)} the last job ends after <gives>. "
                "Johnson's rule looks at both times of a job.",
            )
            for name, order, did in orders
        ),
        Mistake(
            "adding up both machines",
            sum((*v.first, *v.second), Decimal(0)),
            f"You added all times: {one} + {two} gives <gives>. The machines work at the same time, on different jobs.",
        ),
        Mistake(
            "the first machine alone",
            sum(v.first, Decimal(0)),
            f"You added the times of machine 1 alone: {one} gives <gives>. The last job still has to go "
            "through machine 2.",
        ),
        Mistake(
            "the second machine alone",
            sum(v.second, Decimal(0)),
            f"You added the times of machine 2 alone: {two} gives <gives>. It has to wait for its first job, "
            "and perhaps between jobs.",
        ),
    )


JOHNSON = generator(
    "schedules.johnson",
    "Makespan of two machines (Johnson's rule)",
    "short on M1: to the front; short on M2: to the back; makespan = end of the last job on M2",
    values=TwoMachines,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="makespan",
    measure=Measure("hour"),
    example="first=6,4,8,3,7 second=5,6,2,7,9",
    subtopic="SC09",
    book="JC",
    topic="scheduling: Johnson's rule",
)
