"""Compiles the bank when a wheel is built, so that what is installed starts fast even where nothing can be written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileBank(BuildHookInterface):
    """A build hook of hatchling: runs before the files are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Read the items, and write them into one file. Raises ContentError where they cannot be served."""
        sys.path.insert(0, self.root)
        from bot.bank.starting import load

        load(Path(self.root) / "content")
