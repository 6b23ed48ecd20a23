"""Content files: whatever stands in them, `takt content check` ends in a report with a line for each fault."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from random import Random

from bot.bank import ContentError, load
from bot.bank.checking import check
from tests.content.writing import CONTENT, NUMERIC, SOUND, folder
from tests.fuzz import nasty
from tests.fuzz.tally import Tally

_SCALARS = (
    "", "~", "null", "no", "010", "1.10", "2026-02-30", "9999999999999999999999", "[]", "{}", "[[[[]]]]", "&a [*a]",
    "*nowhere",
    "!!python/object:os.system x", "!!binary x", "|", ">", "'", '"', "- - -", "? x", ": :", "%YAML 9.9", "---",
    "...", "\t", "@x",
    "`x`", "10 ** 10 ** 10", "9**9**9", "1/0", "(((", "__import__('os')", "40 * 12 + ", "x" * 4000, "1e999",
    "0.1 + 0.2", "2 ** -1",
)  # fmt: skip
_PROGRAM = re.compile(r"Traceback|\w+Error\b|<class|object at 0x|yaml\.\w+")
_REAL = sorted((CONTENT / "items").rglob("*.yaml"))


def items(wanted: int, seed: int, place: Path, tally: Tally) -> None:
    """Check so many content folders, each with one file spoilt."""
    rng = Random(f"items {seed}")
    (place / "content").mkdir()
    root = folder(place / "content", IN13=SOUND, IN11=NUMERIC)
    spare = place / "spare"
    shutil.copytree(root, spare)
    for number in range(wanted):
        name, raw = _spoilt(rng, spare)
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)
        where = f"items {seed}#{number} {name} {raw[:200]!r}"
        try:
            report = check(root)
            outcome = "passed" if report.passed else "refused"
            for fault in report.faults:
                if not fault.text.strip() or not fault.file:
                    tally.fault(f"a fault without words or place at {where}")
                if (found := _PROGRAM.search(str(fault))) and found[0].encode() not in raw:
                    tally.fault(f"a program's word {found[0]!r} in {str(fault)[:200]} at {where}")
            _served(root, report.passed, tally, where)
        except Exception as error:
            outcome = "failed"
            tally.traceback(f"{type(error).__name__}: {str(error)[:200]} at {where}")
        if file.read_bytes() != raw:
            tally.wrote(where)
        tally.tried(outcome)
        if (was := spare / name).exists():
            shutil.copyfile(was, file)
        else:
            file.unlink()


def _served(root: Path, passed: bool, tally: Tally, where: str) -> None:
    """What the check lets pass can be served; what cannot be served is told with its faults."""
    try:
        load(root)
    except ContentError as error:
        if passed:
            tally.fault(f"passed, and not served: {str(error)[:200]} at {where}")


def _spoilt(rng: Random, spare: Path) -> tuple[str, bytes]:
    """A file's name in the folder, and what stands in it now."""
    way = rng.random()
    if way < 0.25:
        real = rng.choice(_REAL)
        text = "\n".join(real.read_text(encoding="utf-8").split("\n")[: rng.randint(5, 60)])
        return real.relative_to(CONTENT).as_posix(), _mutated(rng, text).encode("utf-8", "surrogatepass")
    files = [f for f in sorted(spare.rglob("*")) if f.suffix in (".yaml", ".toml")]
    file = rng.choice(files)
    name = file.relative_to(spare).as_posix()
    if way < 0.3:
        return name, rng.randbytes(rng.randint(0, 300))
    return name, _mutated(rng, file.read_text(encoding="utf-8")).encode("utf-8", "surrogatepass")


def _mutated(rng: Random, text: str) -> str:
    """One to three lines of it gone, doubled, moved, given another value or indent; or characters spoilt."""
    lines = text.split("\n")
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(lines))
        match rng.randint(0, 6):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[rng.randrange(len(lines))])
            case 2:
                head, sep, _ = lines[at].partition("=" if "=" in lines[at] else ":")
                lines[at] = f"{head}{sep or ':'} {rng.choice(_SCALARS)}"
            case 3:
                lines[at] = " " * rng.randint(0, 9) + lines[at].lstrip()
            case 4:
                lines[at] = nasty.spoilt(rng, lines[at])
            case 5:
                head, sep, _ = lines[at].partition(":")
                lines[at] = f"{head}{sep} {nasty.text(rng)}"
            case _:
                lines[at] = nasty.text(rng)
        lines = lines or [""]
    return "\n".join(lines)
