"""What everybody in the core works with, handed on explicitly: there is no global instance."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from bot.bank.bank import Bank
from bot.chat.platform import Pace
from bot.chat.watch import NOBODY, Watch
from bot.model.facts import ExamFacts
from bot.model.items import Blueprint
from bot.rules.holidays import Holidays, NoHolidays
from bot.store.presses import Presses
from bot.store.store import Store
from bot.store.writer import AnswerWriter
from bot.study.directory import Directory
from bot.study.gate import Gate
from bot.study.platforms import Platforms


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things may take. All settings; the defaults were measured or are what members expect."""

    grace: timedelta = timedelta(hours=6)
    """How late a missed question is still asked after an outage."""
    taps_under_way: timedelta = timedelta(seconds=5)
    """How long a close waits for answers that were tapped in time."""
    refresh: timedelta = timedelta(seconds=20)
    """How long new answers are gathered before the count on the card is edited."""
    settling: timedelta = timedelta(seconds=150)
    """How long a miss must last before a doubtful letter is believed not to have arrived."""
    lease: timedelta = timedelta(minutes=2)
    """How long a claimed job, or the claimed letters to an address, are left to their claimant."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The services of a running bot. `bell` is set when a letter or job was written: nobody waits for the beat."""

    store: Store
    directory: Directory
    answers: AnswerWriter
    presses: Presses
    bank: Bank
    blueprints: Mapping[str, Blueprint]
    facts: ExamFacts
    platforms: Platforms
    clock: Callable[[], datetime]
    timing: Timing = field(default_factory=Timing)
    holidays: Holidays = field(default_factory=NoHolidays)
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    steady: Callable[[], float] | None = None
    """Seconds on a clock that never jumps. None: `clock` is one, as where it is moved by hand."""
    random: Random = field(default_factory=Random)
    """Spreads what is tried again, so that not all come back at one instant."""
    paces: Mapping[str, Pace] = field(default_factory=dict)
    """How fast letters go out, by the platform's name."""
    watch: Watch = NOBODY
    gate: Gate = field(default_factory=Gate)
