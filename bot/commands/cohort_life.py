"""Being written."""

from __future__ import annotations

from bot.chat.command import Action, Command
from bot.commands.context import Context

COMMANDS: tuple[Command[Context], ...] = ()
ACTIONS: tuple[Action[Context], ...] = ()
