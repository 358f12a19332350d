"""Socket Mode: up to ten connections of the app, each envelope to one of them, and the answers that come back."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from klachtbot.practice.model import Json
from klachtbot.practice.transport import TransportClock

ACK_WITHIN = 3.0
MOST = 10


class NoConnection(Exception):
    """No app is connected (``dispatch_failed``)."""


class NoAnswer(Exception):
    """The app did not acknowledge within three seconds (``operation_timeout``)."""


@dataclass(slots=True, eq=False)
class Connection:
    send: Callable[[str], Awaitable[None]]
    leaving: bool = False
    """Asked to reconnect: gets no new envelopes, its answers still count."""


class Sockets:
    def __init__(self, clock: TransportClock, app_id: str, note: Callable[[str], None]) -> None:
        self._clock = clock
        self._app_id = app_id
        self._note = note
        self._tickets: set[str] = set()
        self._open: list[Connection] = []
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self.connected = asyncio.Event()
        """Set while there is a connection to send to."""

    def ticket(self) -> str:
        """A way in, for one connection."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return ticket

    def admit(self, ticket: str) -> bool:
        if ticket not in self._tickets:
            return False
        self._tickets.remove(ticket)
        return True

    async def serve(self, connection: Connection, incoming: AsyncIterator[str]) -> None:
        """Say hello and take answers, until ``incoming`` ends."""
        if len(self._open) >= MOST:
            await connection.send(self._disconnect("too_many_websockets"))
            return
        self._open.append(connection)
        self._counted()
        try:
            await connection.send(json.dumps(self._hello()))
            async for text in incoming:
                self._take(text)
        finally:
            self._open.remove(connection)
            self._counted()

    async def ask(self, kind: str, payload: Json, *, accepts: bool) -> Json:
        """Send one envelope to one connection and return the payload of its answer ({} when there is none)."""
        connection = self._next()
        envelope_id = secrets.token_hex(16)
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = answer
        bell = self._clock.bell(ACK_WITHIN)
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": accepts,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": 0, "retry_reason": ""}
        try:
            await connection.send(json.dumps(envelope))
            either: set[asyncio.Future[Any]] = {answer, bell}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                return answer.result()
        finally:
            bell.cancel()
            answer.cancel()
            del self._waiting[envelope_id]
        raise NoAnswer

    async def ask_to_reconnect(self) -> None:
        """As Slack does now and then: every connection is told to make way for a fresh one."""
        for connection in list(self._open):
            connection.leaving = True
            await connection.send(self._disconnect("refresh_requested"))
        self._counted()

    def _next(self) -> Connection:
        for connection in self._open:
            if not connection.leaving:
                self._open.remove(connection)
                self._open.append(connection)
                return connection
        raise NoConnection

    def _take(self, text: str) -> None:
        try:
            message: Any = json.loads(text)
        except ValueError:
            message = None
        if not isinstance(message, dict) or "envelope_id" not in message:
            self._note("app !  socket: not an answer to an envelope")
            return
        waiting = self._waiting.get(message["envelope_id"])
        if waiting is None or waiting.done():
            self._note("app !  socket: an answer that came too late")
            return
        payload = message.get("payload")
        waiting.set_result(payload if isinstance(payload, dict) else {} if payload is None else {"text": payload})

    @property
    def live(self) -> int:
        """How many connections there are to send to."""
        return sum(not connection.leaving for connection in self._open)

    def _counted(self) -> None:
        live = self.live
        if live:
            self.connected.set()
        else:
            self.connected.clear()
        self._note(f"socket: {live} connected")

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "connection_info": {"app_id": self._app_id},
            "debug_info": {"host": "practice", "build_number": 1, "approximate_connection_time": 18060},
        }

    def _disconnect(self, reason: str) -> str:
        return json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "practice"}})
