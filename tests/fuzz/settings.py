"""config.toml and the environment: whatever stands there is a configuration,
or faults in words; never a secret shown."""

from __future__ import annotations

import os
import re
from pathlib import Path
from random import Random

from bot.config import Config, ConfigError, read
from bot.config.settings import settable
from tests.fuzz import nasty
from tests.fuzz.tally import Tally

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
SECRET = "xoxb-1234567890-hush-hush-very-secret"
_LITERALS = (
    "true", "false", "0", "-1", "2147483648", "9" * 400, "1e400", "nan", "-inf", "1.5", "''", '"x"', "[]", "[[]]",
    "[1, 'a']",
    "{}", "{a = 1}", "2026-11-22", "07:00:00", "1979-05-27T07:32:00Z", '"' + "x" * 4000 + '"', '"\\u0000"',
    f'"{SECRET}"',
    '"sqlite:///"', '"sqlite://x"', '"mysql://x"', '"postgresql://[::1"', '"postgresql://h:99999999/x"', '"://"', '"postgresql://"',
    '"http://["', '"https://h:x"', '"file:///etc"', "[123456789012345678]", '["T0123ABCD"]', '"../../x"', '"\\n"',
    '"/"',
)  # fmt: skip
_VARIABLES = ("TAKT_DISCORD_TOKEN", "TAKT_SLACK_TOKEN", "TAKT_SLACK_APP_TOKEN", "TAKT_SLACK_SIGNING_SECRET",
    "TAKT_DATABASE_URL", "TAKT_HEARTBEAT_URL", "TAKT_DISCORD_TOKEN_FILE", "TAKT_DATABASE_URL_FILE", "TAKT_CONFIG",
    "TAKT_X",
    "TAKT_SLACK_ACME_TOKEN")  # fmt: skip
_PROGRAM = re.compile(r"Traceback|Error\b|Exception|pydantic|<class|object at 0x|For further information")


def settings(wanted: int, seed: int, folder: Path, tally: Tally) -> None:
    """Read so many configurations."""
    rng = Random(f"settings {seed}")
    file = folder / "config.toml"
    for number in range(wanted):
        raw, environment = _file(rng), _environment(rng, folder)
        file.write_bytes(raw)
        before = {p.name: p.stat().st_mtime_ns for p in folder.iterdir()}
        where = f"settings {seed}#{number} {raw[:300]!r} {environment!r:.300}"
        try:
            found = read(file, environment)
            outcome, said = "read", ""
            assert isinstance(found.config, Config)
            found.ready()
        except ConfigError as error:
            outcome, said = "refused", str(error)
            if not said.strip() or not all(fault.strip() for fault in error.faults):
                tally.fault(f"refused without words: {where}")
        except Exception as error:
            outcome, said = "failed", ""
            tally.traceback(f"{type(error).__name__}: {error} at {where}")
        if "hush-hush" in said:
            tally.fault(f"a secret is shown: {said[:200]} at {where}")
        if found_words := _PROGRAM.search(said):
            tally.fault(f"a program's word {found_words[0]!r} in {said[:300]!r} at {where}")
        if {p.name: p.stat().st_mtime_ns for p in folder.iterdir()} != before:
            tally.wrote(where)
        tally.tried(outcome)


def _file(rng: Random) -> bytes:
    """The example spoilt, sections made up of the real settings and some others, or noise."""
    way = rng.random()
    if way < 0.35:
        return nasty.spoilt(rng, _uncommented(rng)).encode("utf-8", "surrogatepass")
    if way < 0.85:
        return "\n".join(_sections(rng)).encode("utf-8", "surrogatepass")
    if way < 0.93:
        return rng.randbytes(rng.randint(0, 400))
    return nasty.text(rng, 400).encode("utf-8", "surrogatepass")


def _uncommented(rng: Random) -> str:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    return "\n".join(line[1:] if re.match(r"#[\w\[]", line) and rng.random() < 0.5 else line for line in lines)


def _sections(rng: Random) -> list[str]:
    lines: list[str] = []
    for name, model in rng.sample(list(Config.sections().items()), rng.randint(0, 5)):
        lines.append(
            rng.choice(
                (f"[{name}]", f"[{name}]", f"[[{name}]]", f"[{name}.{name}]", f"{name} = {rng.choice(_LITERALS)}")
            )
        )
        if lines[-1].startswith("["):
            keys = [*settable(model), "token", "colour", "naïve", "''"]
            chosen = rng.sample(keys, rng.randint(0, min(4, len(keys))))
            lines += [f"{key} = {rng.choice(_LITERALS)}" for key in chosen if key.isascii() or rng.random() < 0.1]
    return lines


def _environment(rng: Random, folder: Path) -> dict[str, str]:
    made = {}
    for name in rng.sample(_VARIABLES, rng.choice((0, 0, 1, 2, 3))):
        noise = os.fsdecode(nasty.text(rng).encode(errors="replace").replace(b"\0", b""))
        made[name] = rng.choice((SECRET, f"{SECRET} ", "", " ", "'quoted'", "Bot x", str(folder), "\udc80", noise))
        if name.endswith("_URL"):
            made[name] = rng.choice(_LITERALS).strip('"')
    return made
