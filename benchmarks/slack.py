"""As much of Slack as a connected app needs, and a stopwatch on every envelope.

Runs in the process of the benchmark, while the app under test has a process of its own: they share no interpreter
lock. The Web API answers yes to everything; it is the WebSocket that is measured.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

Json = dict[str, Any]

LATE = 3.0
"""Seconds after which Slack tells the person that the app did not answer."""
NEVER = 10.0
"""Seconds after which nothing is expected any more; what did not come counts as this."""

_ANSWERS: dict[str, Json] = {
    "auth.test": {"team": "Meten", "team_id": "T0", "user": "klachtbot", "user_id": "U0BOT", "bot_id": "B0"},
    "users.info": {"user": {"id": "U0", "locale": "nl-NL"}},
    "conversations.open": {"channel": {"id": "D0"}},
    "chat.postMessage": {"channel": "D0", "ts": "1.000001"},
    "conversations.history": {"messages": []},
}


@dataclass(frozen=True, slots=True)
class Ack:
    """How long an acknowledgement took in seconds (``NEVER``: it did not come), and what it carried."""

    seconds: float
    payload: Json = field(repr=False)


@dataclass(slots=True)
class Link:
    """The connection of one app."""

    socket: ServerConnection
    sent: dict[str, float] = field(default_factory=dict)
    acks: dict[str, tuple[float, str]] = field(default_factory=dict)
    complete: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self) -> None:
        async for message in self.socket:
            at = time.perf_counter()
            assert isinstance(message, str)
            # Reading it whole must wait: it would delay the next envelope.
            self.acks[_envelope_id(message)] = (at, message)
            if len(self.acks) == len(self.sent):
                self.complete.set()

    async def storm(self, envelopes: Sequence[tuple[str, Json]], *, rate: float) -> list[Ack]:
        """Send these (kind, payload) at ``rate`` a second, come what may, and gather the acknowledgements."""
        ready = [_envelope(number, kind, payload) for number, (kind, payload) in enumerate(envelopes)]
        self.sent.clear()
        self.acks.clear()
        started = time.perf_counter()
        for number, (id, text) in enumerate(ready):
            await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
            self.complete.clear()
            self.sent[id] = time.perf_counter()
            await self.socket.send(text)
        if len(self.acks) < len(self.sent):
            with suppress(TimeoutError):
                await asyncio.wait_for(self.complete.wait(), NEVER)
        return [self._ack(id) for id, _ in ready]

    def _ack(self, id: str) -> Ack:
        if id not in self.acks:
            return Ack(NEVER, {})
        at, message = self.acks[id]
        payload = json.loads(message).get("payload")
        return Ack(at - self.sent[id], payload if isinstance(payload, dict) else {"text": payload})


class Slack:
    """Where apps connect: ``api_url`` is the base address of the Web API."""

    def __init__(self) -> None:
        self.api_url = ""
        self._ws_url = ""
        self._links: dict[str, asyncio.Future[Link]] = {}

    async def connected(self, name: str) -> Link:
        """The connection of the app whose tokens end in this name, once it is there."""
        return await asyncio.wait_for(asyncio.shield(self._link(name)), 60)

    def forget(self, name: str) -> None:
        self._links.pop(name, None)

    def _link(self, name: str) -> asyncio.Future[Link]:
        return self._links.setdefault(name, asyncio.get_running_loop().create_future())

    async def _on_socket(self, socket: ServerConnection) -> None:
        assert socket.request is not None
        link = Link(socket)
        hello: Json = {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0"}, "debug_info": {}}
        await socket.send(json.dumps(hello))
        name = socket.request.path.partition("?")[0].rpartition("/")[2]
        self._link(name).set_result(link)
        with suppress(ConnectionClosed):
            await link.listen()

    async def _on_request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
            await reader.readexactly(int(headers.get("content-length", 0)))
            method = head[0].split(" ")[1].rpartition("/")[2]
            answer: Json = {"ok": True, **_ANSWERS.get(method, {})}
            if method == "apps.connections.open":
                answer["url"] = self._ws_url + headers["authorization"].rpartition("-")[2]
            body = json.dumps(answer).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                + f"Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def slack() -> AsyncIterator[Slack]:
    """Open for apps on this machine."""
    made = Slack()
    api = await asyncio.start_server(made._on_request, "127.0.0.1", 0)
    async with api, serve(made._on_socket, "127.0.0.1", 0, compression=None) as sockets:
        made.api_url = f"http://127.0.0.1:{_port(api.sockets)}/api/"
        made._ws_url = f"ws://127.0.0.1:{_port(sockets.sockets)}/link/"
        yield made


def _port(sockets: Iterable[Any]) -> int:
    return int(next(iter(sockets)).getsockname()[1])


def _envelope(number: int, kind: str, payload: Json) -> tuple[str, str]:
    id = f"{number:08d}-0000-4000-8000-{time.time_ns() % 10**12:012d}"
    return id, json.dumps(
        {"envelope_id": id, "type": kind, "accepts_response_payload": True, "payload": payload}, ensure_ascii=False
    )


def _envelope_id(message: str) -> str:
    """Found without reading the whole answer: it is the first key in what the SDK sends."""
    start = message.index('"envelope_id": "') + len('"envelope_id": "')
    return message[start : message.index('"', start)]
