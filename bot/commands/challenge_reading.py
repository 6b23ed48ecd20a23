"""What was typed of a challenge becomes a challenge, or everything that is wrong with it, by input."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import challenge_create as cards
from bot.cards.challenge_words import LONGEST_NAME
from bot.chat.message import Form
from bot.chat.values import Values
from bot.commands.cohort_create import clean_name
from bot.commands.context import Context, Wrong
from bot.commands.filling import read_form
from bot.model.challenge import Challenge, Entry, Teams
from bot.model.cohort import Cohort
from bot.model.domains import Domain
from bot.rules.calendar import local_date
from bot.rules.challenge_days import FARTHEST, LONGEST, TIME_TO_JOIN, windows
from bot.rules.challenge_teams import FEWEST_TEAMS, MOST_TEAMS
from bot.rules.plan import read_modules
from bot.rules.reading import Misread
from bot.store import challenges
from bot.study.challenging_facts import span_of

_SEED_BITS = 62

FIRST = ("name", "start", "end", "domains", "questions")
SECOND = ("teams", "count", "entry", "late")


def typed(values: Values, names: tuple[str, ...]) -> dict[str, str]:
    """What was typed into these inputs."""
    return {name: values.text(name) for name in names if name in values}


async def read_challenge(
    context: Context, cohort: Cohort, given: Mapping[str, str], form: Form, key: str = ""
) -> Challenge:
    """The challenge that was described, or Wrong with everything that cannot be."""
    today = local_date(context.at, cohort.schedule.zone)
    both = Form("", "", cards.first_form("", given).inputs + cards.second_form("", given).inputs)
    try:
        read = read_form(both, Values(given), today)
    except Wrong as wrong:
        raise Wrong(wrong.problems, form) from None
    problems: dict[str, Misread] = {}
    domains = _domains(read.text("domains"), problems)
    start, end = read.date("start") or today, read.date("end") or today
    per_day = 0 if read.text("questions") == cards.DAILY else int(read.text("questions"))
    what = Challenge(
        id=0,
        cohort=cohort.id,
        name=_name(read.text("name"), problems),
        first=start,
        last=end,
        domains=domains,
        per_day=per_day,
        teams=Teams(read.text("teams")),
        team_count=_count(read, problems),
        entry=Entry(read.text("entry")),
        late=read.text("late") == "yes",
        seed=secrets.randbits(_SEED_BITS),
        created_at=context.at,
        not_before=context.at + TIME_TO_JOIN,
    )
    async with context.desk.store.read() as tx:
        await _judge_dates(tx, cohort, what, today, problems)
        _judge_bank(context, what, problems)
        if "name" not in problems and await _is_taken(tx, what, key):
            problems["name"] = Misread(f"there is a challenge called “{what.name}” already", "give it another name")
    if problems:
        raise Wrong(problems, form)
    return what


def _name(raw: str, problems: dict[str, Misread]) -> str:
    try:
        name = clean_name(raw)
    except Misread as problem:
        problems["name"] = problem
        return raw
    if len(name) > LONGEST_NAME:
        problems["name"] = Misread(f"it has {len(name)} characters", f"use at most {LONGEST_NAME}")
    return name


def _domains(raw: str, problems: dict[str, Misread]) -> tuple[Domain, ...]:
    try:
        found = read_modules(raw)
    except Misread as problem:
        problems["domains"] = Misread(problem.wrong, problem.remedy.replace("mixed", "all"))
        return ()
    return () if None in found else tuple(dict.fromkeys(d for d in found if d is not None))


def _count(read: Values, problems: dict[str, Misread]) -> int:
    if read.text("teams") == Teams.NONE:
        return 0
    count: Any = read.get("count")
    if count is None:
        return FEWEST_TEAMS
    if not FEWEST_TEAMS <= count <= MOST_TEAMS:
        problems["count"] = Misread(f"{count} teams are not possible", f"{FEWEST_TEAMS} to {MOST_TEAMS}")
    return int(count)


async def _judge_dates(
    tx: AsyncConnection, cohort: Cohort, what: Challenge, today: date, problems: dict[str, Misread]
) -> None:
    if what.first < today:
        problems["start"] = Misread("that day has passed", "today or later")
    elif what.first > today + FARTHEST:
        problems["start"] = Misread("that is more than a year ahead", "a day within a year")
    if what.last < what.first:
        problems["end"] = Misread("it ends before it begins", "the first day or later")
    elif what.last - what.first > LONGEST:
        problems["end"] = Misread("that is too long", f"at most {LONGEST.days} days")
    if not problems.keys() & {"start", "end"} and not windows(cohort.schedule, await span_of(tx, what)):
        problems["end"] = Misread("there is no study day in it", "a later day; /cohort schedule says when you study")


def _judge_bank(context: Context, what: Challenge, problems: dict[str, Misread]) -> None:
    bank = context.desk.bank
    there = sum(len(bank.eligible(domain)) for domain in what.domains or tuple(Domain))
    if there < what.per_day:
        problems["domains"] = Misread(f"there are only {there} questions", "add a domain, or ask fewer a day")


async def _is_taken(tx: AsyncConnection, what: Challenge, key: str) -> bool:
    """Whether another live challenge of the cohort goes by this name. That of the same draft is no other."""
    if key and await challenges.of_draft(tx, key):
        return False
    live = await challenges.of_cohort(tx, what.cohort, live=True)
    return any(one.name.casefold() == what.name.casefold() for one in live)
