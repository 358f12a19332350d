"""``start``: how long until the bot is connected, and what it weighs idle, against a bare process with the same parts.

Ready is when its WebSocket stands. Memory is what the kernel calls resident, two seconds later.
"""

from __future__ import annotations

import asyncio
import compileall
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import klachtbot
from benchmarks.bots import BARE, BARE_WITH_PARTS, COMMANDS, OURS, running
from benchmarks.report import Result
from benchmarks.seed import Seeded, seed
from benchmarks.sides import beside
from benchmarks.slack import slack

ROUNDS = 5
IDLE_SECONDS = 2.0
CASES = 100

Start = tuple[float, float]
"""Seconds until ready, and MiB idle."""


def run() -> Iterator[Result]:
    """Over an existing SQLite database; the first round warms up."""
    # As an installation has it, and as the baseline's parts are: else each of our starts would compile what changed.
    compileall.compile_dir(Path(klachtbot.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        seeded = seed(f"sqlite:///{folder}/klachtbot.db", cases=CASES)
        rounds = asyncio.run(_measure(seeded, Path(folder)))
    ready = [(ours[0], bare[0]) for ours, bare in rounds]
    memory = [(ours[1], bare[1]) for ours, bare in rounds]
    yield beside("start.ready", ready, unit="s", n=ROUNDS, at_most=1.5)
    yield beside("start.memory", memory, unit="MiB", n=ROUNDS, at_most=1.5)


async def _measure(seeded: Seeded, folder: Path) -> list[tuple[Start, Start]]:
    async with slack() as server:

        async def start(command: tuple[str, ...], name: str) -> Start:
            server.forget(name)
            with running(command, name=name, api_url=server.api_url, seeded=seeded, folder=folder) as process:
                await server.connected(name)
                ready = time.perf_counter() - process.started
                await asyncio.sleep(IDLE_SECONDS)
                return ready, process.memory()

        rounds = [(await start(COMMANDS[OURS], OURS), await start(BARE_WITH_PARTS, BARE)) for _ in range(ROUNDS + 1)]
        return rounds[1:]
