"""The Socket Mode connection: alive, dead, or being closed without dropping what runs.

The SDK's client reconnects by itself when Slack asks for it, but it can also hang on a connection that died silently
and go on saying that it is connected. The cure that works is a watch on the age of the last pong that ends the process
(``klachtbot.wiring`` does, with exit code 70), so that the supervisor starts a fresh one.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import struct
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltRequest, BoltResponse
from slack_bolt.adapter.socket_mode.base_handler import BaseSocketModeHandler
from slack_bolt.adapter.socket_mode.internals import send_response
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.builtin.connection import Connection as Session
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

log = logging.getLogger("klachtbot.slack")

PING_SECONDS = 2
SILENCE_SECONDS = 20
DRAIN_SECONDS = 7
CLOSE_SECONDS = 2.0
RECEIVED_AT_ONCE = 1 << 16
"""Bytes; the SDK reads 1 KiB at a time, and a form that is sent in has five."""

A_FEW = 2
"""As many envelopes as may be in hand without anybody having to wait for another."""


class _Client(SocketModeClient):
    """The SDK's client, letting go of a socket at once, and sending at once.

    Its own way of closing waits up to three seconds for its reader. When Slack asks for a fresh connection, nobody
    reads the new one for as long, and what people do meanwhile times out. And it leaves the socket as the system made
    it: there, an acknowledgement may wait (up to 40 ms, or until the next envelope) for word on the one before it.
    """

    def connect(self) -> None:
        super().connect()
        session = self.current_session
        if session is not None:
            if session.sock is not None:
                with contextlib.suppress(OSError):  # it may be gone again already
                    session.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            session.close = partial(_hang_up, session)  # type: ignore[method-assign]  # the SDK makes its sessions
            session.send = partial(_send, session)  # type: ignore[method-assign]  # the same


def _send(session: Session, text: str) -> None:
    """Send a text, whole. Raises what the SDK raises: then its client tries once more on a fresh connection.

    The SDK's own masks byte after byte (0.1 ms a kilobyte, in which no other thread runs), and takes no notice when the
    system took only a part.
    """
    frame = _frame(text.encode())
    try:
        with session.sock_send_lock:
            session.sock.sendall(frame)  # type: ignore[union-attr]  # None: it is gone
    except Exception as error:
        raise SlackClientNotConnectedError(type(error).__name__) from None


def _frame(data: bytes) -> bytes:
    """One text frame of the WebSocket protocol (RFC 6455, 5.2), masked as every client must.

    Of less than 64 KiB: Slack hangs up at 20."""
    size = len(data)
    short = size < 126
    head = struct.pack("!BB", _TEXT, _MASKED | size) if short else struct.pack("!BBH", _TEXT, _MASKED | 126, size)
    mask = os.urandom(4)
    pattern = (mask * (size // 4 + 1))[:size]
    masked = int.from_bytes(data, "big") ^ int.from_bytes(pattern, "big")
    return head + mask + masked.to_bytes(size, "big")


_TEXT, _MASKED = 0x81, 0x80


def _hang_up(session: Session) -> None:
    sock = session.sock
    if sock is not None:
        with contextlib.suppress(OSError):  # it may be dead already
            sock.shutdown(socket.SHUT_RDWR)  # wakes the reader
    session.disconnect()


class _AtOnce(Ack):
    """Bolt's ``ack``, on the wire the moment it is said, by the listener or by the guard in its stead; the first time.

    Bolt itself looks every 10 ms whether it was said. Everybody waits for that, and with many at the desk the looking
    alone keeps the interpreter busy.
    """

    def __init__(self, send: Callable[[BoltResponse], None]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # slack_bolt ships this one unannotated
        self._send = send
        self._said = threading.Lock()

    def __call__(self, *args: Any, **said: Any) -> BoltResponse:
        response = super().__call__(*args, **said)
        self.send(response)
        return response

    def send(self, response: BoltResponse) -> None:
        """Send it, unless something was sent before. A socket that is gone is no trouble of who says it."""
        if not self._said.acquire(blocking=False):
            return
        try:
            self._send(response)
        except Exception as error:
            log.warning("event=ack_lost error=%s", type(error).__name__)


class Connection(BaseSocketModeHandler):
    """Bolt's handler, counting what it has in hand."""

    client: SocketModeClient

    def __init__(self, app: App, *, app_token: str, api_url: str, threads: int) -> None:
        self.app = app
        self.client = _Client(
            app_token=app_token,
            logger=app.logger,
            web_client=WebClient(base_url=api_url, timeout=10, retry_handlers=[]),
            ping_interval=PING_SECONDS,
            concurrency=threads,
            receive_buffer_size=RECEIVED_AT_ONCE,
        )
        # The SDK's own pool, with a name by which one knows its threads.
        self.client.message_workers = ThreadPoolExecutor(threads, thread_name_prefix="listener")
        self.client.socket_mode_request_listeners.append(self.handle)
        self._in_hand = 0
        self._change = threading.Condition()

    def handle(self, client: BaseSocketModeClient, req: SocketModeRequest) -> None:
        """Answer one envelope; counted from arrival until its listener is done."""
        with self._change:
            self._in_hand += 1
        ack = _AtOnce(partial(send_response, client, req, start_time=time.time()))
        try:
            ack.send(self.app.dispatch(BoltRequest(body=req.payload, mode="socket_mode", context={"ack": ack})))
        finally:
            with self._change:
                self._in_hand -= 1
                self._change.notify_all()

    def crowded(self) -> bool:
        """Whether several people wait for an answer now."""
        return self._in_hand > A_FEW

    def start_receiving(self) -> None:
        """Connect; returns when connected. Raises what the SDK raises when Slack refuses or cannot be reached."""
        self.client.connect()
        if not self.client.is_connected():  # the SDK only logs that a socket did not open
            raise ConnectionError("the socket did not open")

    def finish(self) -> None:
        """Wait, while still connected, until what came in is done and acknowledged; then close for good."""
        with self._change:
            self._change.wait_for(lambda: self._in_hand == 0, timeout=DRAIN_SECONDS)
        self.client.closed = True
        self.client.message_queue.put(None)  # wakes the SDK's reader of its queue, which looks up once a second
        in_time(self.client.close)

    def last_pong(self) -> float | None:
        """When the server last answered a ping of the present session (seconds since the epoch)."""
        session = self.client.current_session
        return session.last_ping_pong_time if session is not None else None


def in_time(close: Callable[[], object], seconds: float = CLOSE_SECONDS) -> bool:
    """Close, but do not wait for it longer than this; whether it was done by then.

    The SDK tells the thread that reads its socket to stop by a flag which that thread clears as it begins: told at that
    very moment it never stops, and ``close`` waits for it for ever.
    """

    def let_go() -> None:
        # Closed while it is still connecting, the SDK trips over what is not there yet; it is let go all the same.
        with contextlib.suppress(Exception):
            close()

    closing = threading.Thread(target=let_go, name="closing", daemon=True)
    closing.start()
    closing.join(seconds)
    return not closing.is_alive()


class Watch:
    """Tells when a connection has been silent too long, whatever it says of itself."""

    def __init__(
        self,
        last_pong: Callable[[], float | None],
        *,
        seconds: float = SILENCE_SECONDS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._last_pong = last_pong
        self._seconds = seconds
        self._now = now
        self._seen: float | None = None
        self._at = now()

    def silent(self) -> bool:
        """Whether no new pong was seen for ``seconds`` of these looks."""
        pong = self._last_pong()
        if pong is not None and pong != self._seen:
            self._seen, self._at = pong, self._now()
        return self._now() - self._at > self._seconds
