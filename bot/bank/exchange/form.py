"""The formats, and which of them a file has. It loads nothing, for the command line always knows their names."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path


class Form(StrEnum):
    """A format of files with questions."""

    YAML = "yaml"
    CSV = "csv"
    APKG = "apkg"
    GIFT = "gift"


_ENDINGS = {".yaml": Form.YAML, ".yml": Form.YAML, ".csv": Form.CSV, ".apkg": Form.APKG, ".gift": Form.GIFT}


def form_of(file: Path) -> Form | None:
    """The format that a file's name tells, a folder being one of YAML files."""
    return _ENDINGS.get(file.suffix.lower()) or (Form.YAML if not file.suffix or file.is_dir() else None)
