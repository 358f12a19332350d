"""``ack``: from envelope to acknowledgement over the WebSocket, against a bare Bolt app that says a static text.

Both apps run all the time, each in a process of its own, and are asked in turns. 10,000 cases are open. Bolt looks for
an acknowledgement every 10 ms, so whatever is done sooner costs a person nothing: that is the step that counts.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.bots import BARE, COMMANDS, OURS, running
from benchmarks.payloads import command, submission
from benchmarks.report import Result
from benchmarks.seed import OFFICER, Seeded, seed
from benchmarks.sides import beside, percentile
from benchmarks.slack import LATE, NEVER, Ack, Json, Link, slack
from klachtbot.locale import catalogue
from klachtbot.slack.desk import Desk, Languages, Visit
from klachtbot.slack.gateway import SlackGateway
from klachtbot.slack.listeners import ROUTES
from klachtbot.slack.texts import Texts
from klachtbot.wiring import WallClock, letter_room

if TYPE_CHECKING:
    from tests.postgres import PostgresServer

STEP_MS = 10.0
"""How often Bolt looks whether a listener acknowledged."""

RATE, SECONDS, ROUNDS = 50, 3, 4
BURST_RATE, BURST_SECONDS = 200, 3
HANDLED = 200
WARM_UP = 40


@dataclass(frozen=True, slots=True)
class Kind:
    """Something a person does: the envelope, who handles it, and how one sees that it was really done."""

    name: str
    envelope: str
    payload: Callable[[], Json]
    done: Callable[[Json], bool]

    def storm(self, count: int) -> list[tuple[str, Json]]:
        return [(self.envelope, self.payload()) for _ in range(count)]


KINDS = (
    Kind("list", "slash_commands", lambda: command("lijst"), lambda ack: len(ack.get("blocks") or ()) > 10),
    Kind("register", "interactive", submission, lambda ack: ack.get("response_action") == "update"),
)

Acks = list[Ack]


def run() -> Iterator[Result]:
    """On SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _on("ack", f"sqlite:///{folder}/klachtbot.db", Path(folder))


def run_on_postgresql() -> Iterator[Result]:
    """The same on PostgreSQL, when there is a server; it starts one of its own."""
    server = _postgres()
    if server is None:
        return
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield from _on("ack.postgresql", server.dsn(), Path(folder))
    finally:
        server.remove()


def _postgres() -> PostgresServer | None:
    import pytest

    from tests.postgres import PostgresServer

    try:
        return PostgresServer()
    except pytest.fail.Exception as missing:
        print(f"ack: not on PostgreSQL. {missing}", file=sys.stderr)
        return None


def _on(name: str, url: str, folder: Path) -> Iterator[Result]:
    seeded = seed(url)
    yield from _handlers(name, seeded)
    rounds, bursts = asyncio.run(_measure(seeded, folder))
    for kind in KINDS:
        yield from _results(f"{name}.{kind.name}", rounds[kind.name], bursts[kind.name])


async def _measure(
    seeded: Seeded, folder: Path
) -> tuple[dict[str, list[tuple[Acks, Acks]]], dict[str, tuple[Acks, Acks]]]:
    """Rounds at the usual rate, then one burst of each kind: (ours, bare)."""
    async with slack() as server:
        with (
            running(COMMANDS[OURS], name=OURS, api_url=server.api_url, seeded=seeded, folder=folder),
            running(COMMANDS[BARE], name=BARE, api_url=server.api_url, seeded=seeded, folder=folder),
        ):
            ours, bare = await server.connected(OURS), await server.connected(BARE)
            rounds = {
                kind.name: [await _both(kind, ours, bare, rate=RATE, seconds=SECONDS) for _ in range(ROUNDS + 1)][1:]
                for kind in KINDS
            }
            bursts = {
                kind.name: await _both(kind, ours, bare, rate=BURST_RATE, seconds=BURST_SECONDS) for kind in KINDS
            }
            return rounds, bursts


async def _both(kind: Kind, ours: Link, bare: Link, *, rate: int, seconds: int) -> tuple[Acks, Acks]:
    mine = await ours.storm(kind.storm(rate * seconds), rate=rate)
    # An acknowledgement that only says "try again" is none: a person counts what was done.
    mine = [ack if kind.done(ack.payload) else Ack(NEVER, {}) for ack in mine]
    return mine, await bare.storm(kind.storm(rate * seconds), rate=rate)


def _results(name: str, rounds: list[tuple[Acks, Acks]], burst: tuple[Acks, Acks]) -> Iterator[Result]:
    n = sum(len(ours) for ours, _ in rounds)
    p50 = [(_ms(ours, 0.5), _ms(bare, 0.5)) for ours, bare in rounds]
    later = median(ours - bare for ours, bare in p50)
    yield Result(
        name=f"{name}.p50",
        ratio=median(ours / bare for ours, bare in p50),
        ours=median(ours for ours, _ in p50),
        baseline=median(bare for _, bare in p50),
        unit="ms",
        n=n,
        aim="the same 10 ms step",
        met=round(later / STEP_MS) <= 0,
    )
    yield beside(
        f"{name}.p99", [(_ms(ours, 0.99), _ms(bare, 0.99)) for ours, bare in rounds], unit="ms", n=n, at_most=2.0
    )
    mine, other = (100 * sum(ack.seconds <= LATE for ack in acks) / len(acks) for acks in burst)
    yield Result(
        name=f"{name}.in_3s_at_{BURST_RATE}",
        ratio=mine / other,
        ours=mine,
        baseline=other,
        unit="%",
        n=len(burst[0]),
        aim="100 %",
        met=mine == 100.0,
    )
    p99 = (_ms(burst[0], 0.99), _ms(burst[1], 0.99))
    yield Result(f"{name}.p99_at_{BURST_RATE}", p99[0] / p99[1], *p99, unit="ms", n=len(burst[0]))


def _ms(acks: Acks, share: float) -> float:
    return percentile([ack.seconds * 1000 for ack in acks], share)


def _handlers(name: str, seeded: Seeded) -> Iterator[Result]:
    """What the listener itself takes, in this process, one after the other; beside Bolt's step, which hides it."""
    with seeded.opened() as database:
        texts = Texts("nl", catalogue("nl"))
        nowhere = SlackGateway(token="", api_url="http://127.0.0.1:9/")  # these listeners ask nothing of Slack
        clock = WallClock()
        desk = Desk(database.uow, clock, nowhere, Languages(lambda _: "nl"), lambda _: texts, letter_room())

        def asked(kind: Kind) -> float:
            payload = kind.payload()
            view = payload.get("view") or {}
            visit = Visit(
                desk,
                OFFICER,
                texts,
                clock.today(),
                value=str(payload.get("text") or ""),
                state=view.get("state", {}).get("values", {}),
                metadata=view.get("private_metadata", ""),
                submitted=bool(view),
            )
            listener = ROUTES.submission(view["callback_id"]) if view else ROUTES.command(visit.value)
            started = time.perf_counter()
            listener(visit)
            return (time.perf_counter() - started) * 1000

        for kind in KINDS:
            took = [asked(kind) for _ in range(WARM_UP + HANDLED)][WARM_UP:]
            for label, share in (("p50", 0.5), ("p99", 0.99)):
                ours = percentile(took, share)
                yield Result(
                    f"{name}.{kind.name}.handler.{label}", ours / STEP_MS, ours, STEP_MS, "ms", HANDLED, "Bolt's step"
                )
