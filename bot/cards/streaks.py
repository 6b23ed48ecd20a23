"""Streaks in words: how long one is, what is in the bank, and what a freeze has forgiven."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.cards.dates import long_date
from bot.chat.message import Card
from bot.chat.text import Text, join, say
from bot.rules.naming import shown
from bot.rules.streaks import Streak


def streak_words(streak: Streak) -> Text:
    """`7 study days, best 12 · 2 freezes`."""
    lasted = say("{days}, best {longest}", days=_study_days(streak.current), longest=streak.longest)
    return join((lasted, say("{freezes} ❄️", freezes=_freezes(streak.freezes)) if streak.freezes else ()), " · ")


def forgiven(cohort: str, streak: Streak, days: Sequence[date]) -> Card:
    """What a member hears on their return after a missed day or two that broke nothing."""
    missed = long_date(days[0]) if len(days) == 1 else f"{len(days)} study days"
    return Card(
        "A freeze kept your streak" if len(days) == 1 else f"{len(days)} freezes kept your streak",
        join(
            (
                say("You missed {missed} in _{cohort}_. That is fine.", missed=missed, cohort=shown(cohort, 60)),
                say("Your streak is still **{days}**.", days=_study_days(streak.current)),
                say("You have {freezes} left; five study days in a row earn one.", freezes=_freezes(streak.freezes)),
            ),
            " ",
        ),
    )


def _study_days(count: int) -> str:
    return "1 study day" if count == 1 else f"{count} study days"


def _freezes(count: int) -> str:
    return {0: "no freeze", 1: "1 freeze"}.get(count, f"{count} freezes")
