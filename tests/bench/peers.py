"""The same work as it is done elsewhere: keep an answer and refresh the score, among more and more members.

Beside Red-DiscordBot's Config, where its trivia keeps scores, and a JSON file that is written anew for each answer.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.bench.answers import room_of
from tests.bench.crowd import CACHE, on_disk
from tests.bench.report import Line, Part
from tests.core.world import World, ask_now

_RED = CACHE / "red"
_PYTHONS = ("python3.11", "python3.10", "python3.9")


def measure(quick: bool) -> Part:
    """One answer at a time, in turns, at each size."""
    sizes = (1_000, 10_000) if quick else (1_000, 10_000, 100_000)
    turns = 8 if quick else 25
    python, why = _red_python()
    lines = []
    for members in sizes:
        with on_disk() as folder:
            ours, red, plain = asyncio.run(_compare(folder, members, turns, python))
        mine = median(ours) * 1000
        for name, taken in (("Red's Config", red), ("a JSON file", plain)):
            what = f"an answer and its score among {members:,} members, beside {name}"
            if taken:
                theirs = median(taken) * 1000
                lines.append(Line("5 peers", what, mine, theirs, "ms", theirs / mine, "", None))
            else:
                lines.append(Line("5 peers", what, mine, None, "ms", None, f"skipped: {why}", None))
    remarks = [
        "Ours is two presses, the letter and *Sure*, each committed (FULL) and with its card; the others keep one "
        "answer and the score, without a question, a card or a rule, and write everything anew each time.",
        "A ratio is how many times longer the other takes. It grows with the members there, and not here.",
    ]
    return Part("Peers, the same work", lines, remarks)


async def _compare(
    folder: Path, members: int, turns: int, python: Path | None
) -> tuple[list[float], list[float], list[float]]:
    ours: list[float] = []
    red: list[float] = []
    plain: list[float] = []
    file = JsonScores(folder / "scores.json", members)
    async with room_of(folder / "ours", members) as w:
        number = await ask_now(w)
        await _answer(w, number, members)  # connections are open, statements compiled
        with _beside(python, folder / "red", members) as their_answer:
            for turn in range(turns):
                start = time.perf_counter()
                await _answer(w, number, turn + 1)
                ours.append(time.perf_counter() - start)
                start = time.perf_counter()
                file.answer(random.Random(turn).randint(1, members), turn)
                plain.append(time.perf_counter() - start)
                if their_answer:
                    red.append(their_answer())
    return ours, red, plain


async def _answer(w: World, number: int, member: int) -> None:
    await w.press(f"u{member}", f"answer:{number}:1")
    await w.press(f"u{member}", f"settle:{number}:1:sure")


class JsonScores:
    """Scores and answers in one file, written beside and moved into place, as careful bots do it."""

    def __init__(self, file: Path, members: int) -> None:
        self._file = file
        self._scores = {str(n): {"points": 10, "answered": 1, "answers": {"0": 1}} for n in range(1, members + 1)}

    def answer(self, member: int, number: int) -> None:
        """Keep an answer for good."""
        kept = self._scores[str(member)]
        kept["answers"][str(number)] = 1  # type: ignore[index]
        kept["points"] += 10  # type: ignore[operator]
        kept["answered"] += 1  # type: ignore[operator]
        new = self._file.with_suffix(".new")
        with new.open("w", encoding="utf-8") as out:
            json.dump(self._scores, out)
            out.flush()
            os.fsync(out.fileno())
        new.replace(self._file)


# --- Red, in an environment of its own


@contextmanager
def _beside(python: Path | None, folder: Path, members: int) -> Iterator[Callable[[], float] | None]:
    """A process that keeps an answer in Red's Config when asked to, and says how many seconds that took."""
    if python is None:
        yield None
        return
    folder.mkdir(parents=True)
    script = Path(__file__).with_name("peers_red.py")
    command = [str(python), str(script), str(folder), str(members)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as red:
        assert red.stdin and red.stdout
        told, asked = red.stdout, red.stdin
        while (line := told.readline()) and line.strip() != "ready":
            pass

        def answer() -> float:
            asked.write("\n")
            asked.flush()
            return float(told.readline())

        yield answer
        asked.close()


def _red_python() -> tuple[Path | None, str]:
    """The Python that has Red, made once and kept; or None, and why not."""
    python = _RED / "bin" / "python"
    if _has_red(python):
        return python, ""
    base = next((found for name in _PYTHONS if (found := _runs(name))), None)
    if base is None:
        return None, "it needs a Python below 3.12, and there is none"
    CACHE.mkdir(parents=True, exist_ok=True)
    subprocess.run([base, "-m", "venv", "--clear", str(_RED)], check=True, capture_output=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "Red-DiscordBot"]
    done = subprocess.run(install, check=False, capture_output=True, text=True)
    if done.returncode or not _has_red(python):
        return None, "Red-DiscordBot could not be installed"
    return python, ""


def _runs(name: str) -> str | None:
    found = shutil.which(name)
    works = found and not subprocess.run([found, "-m", "venv", "--help"], check=False, capture_output=True).returncode
    return found if works else None


def _has_red(python: Path) -> bool:
    return python.exists() and not subprocess.run([python, "-c", "import redbot"], check=False).returncode
