"""The command line: one file for each command. With `bot.app` the only place that sees the configuration."""

from bot.cli.program import main, program

__all__ = ["main", "program"]
