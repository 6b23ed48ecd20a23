"""What an operator sets: read once, checked wholly, and seen only by the wiring and the command line."""

from bot.config.faults import ConfigError
from bot.config.reading import Found, address, read
from bot.config.settings import Backup, Config, Database, Discord, Slack, SlackApp, Study, Takt, Watch

__all__ = [
    "Backup",
    "Config",
    "ConfigError",
    "Database",
    "Discord",
    "Found",
    "Slack",
    "SlackApp",
    "Study",
    "Takt",
    "Watch",
    "address",
    "read",
]
