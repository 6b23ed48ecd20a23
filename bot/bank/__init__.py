"""Loads, validates and serves items. What others need is named here; where the content lies is told, never guessed."""

from bot.bank.bank import Bank, UnknownItem
from bot.bank.blueprints import load_blueprints
from bot.bank.checking import Report, check
from bot.bank.facts import load_facts
from bot.bank.faults import ContentError, Fault, Severity
from bot.bank.loading import load

__all__ = [
    "Bank",
    "ContentError",
    "Fault",
    "Report",
    "Severity",
    "UnknownItem",
    "check",
    "load",
    "load_blueprints",
    "load_facts",
]
