"""Loads, validates and serves items. What a running bot needs is named here; where the content lies is told.

The check is in `bot.bank.checking`: it loads much that a bot never needs.
"""

from bot.bank.bank import Bank, UnknownItem
from bot.bank.blueprints import load_blueprints
from bot.bank.facts import load_facts
from bot.bank.faults import ContentError, Fault, Severity
from bot.bank.starting import load

__all__ = [
    "Bank",
    "ContentError",
    "Fault",
    "Severity",
    "UnknownItem",
    "load",
    "load_blueprints",
    "load_facts",
]
