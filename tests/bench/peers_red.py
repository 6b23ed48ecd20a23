# mypy: ignore-errors
"""The same work with Red-DiscordBot's Config: keep an answer and refresh the score, as its trivia keeps scores.

Run by the Python of an environment in which Red is installed, without the rest of Takt: `peers_red.py FOLDER MEMBERS`.
For each line that comes in it takes one answer, and prints the seconds that took. Not checked by mypy, for Red is in no
environment of this project.
"""

import asyncio
import sys
import time
from pathlib import Path
from random import Random


async def main(folder: Path, members: int) -> None:
    from redbot.core import Config, data_manager

    data_manager.basic_config = {
        "DATA_PATH": str(folder),
        "COG_PATH_APPEND": "cogs",
        "CORE_PATH_APPEND": "core",
        "STORAGE_TYPE": "JSON",
        "STORAGE_DETAILS": {},
    }
    config = Config.get_conf(None, identifier=1, cog_name="Study", force_registration=True)
    config.init_custom("MEMBER", 2)
    config.register_custom("MEMBER", points=0, answered=0, answers={})
    started = {str(n): {"points": 10, "answered": 1, "answers": {"1": 1}} for n in range(1, members + 1)}
    await config.custom("MEMBER", "1").set(started)
    order = Random(1)
    print("ready", flush=True)
    for turn, _ in enumerate(sys.stdin, start=2):
        member = config.custom("MEMBER", "1", str(order.randint(1, members)))
        start = time.perf_counter()
        async with member.all() as kept:
            kept["answers"][str(turn)] = 1
            kept["answered"] += 1
            kept["points"] += 10
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
