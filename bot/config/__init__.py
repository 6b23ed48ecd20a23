"""What an operator sets: read once, checked wholly, and seen only by the wiring and the command line."""

from bot.config.faults import ConfigError
from bot.config.reading import Found, read
from bot.config.settings import Config, Database, Discord, Slack, Study, Takt, Watch

__all__ = ["Config", "ConfigError", "Database", "Discord", "Found", "Slack", "Study", "Takt", "Watch", "read"]
