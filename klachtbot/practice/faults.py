"""Trouble on request: what a network and Slack itself do to an app now and then. May be called from any thread."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any
from weakref import WeakSet, WeakValueDictionary

from uvicorn.protocols.http.h11_impl import H11Protocol

Address = tuple[str, int]


class Wires:
    """The open connections by the address of the other side, to be cut or held still."""

    def __init__(self) -> None:
        self.by_client: WeakValueDictionary[Address, asyncio.Transport] = WeakValueDictionary()
        self.links: WeakSet[asyncio.Transport] = WeakSet()
        """Those that became a socket of the app."""

    def protocol(self) -> type[H11Protocol]:
        """uvicorn's HTTP protocol, which also keeps its connections here (an upgraded one is still the same wire)."""
        wires = self

        class Wired(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's
                super().connection_made(transport)
                if self.client is not None:
                    wires.by_client[self.client] = transport

        return Wired

    def linked(self, client: Address) -> None:
        self.links.add(self.by_client[client])

    def reset(self, client: Address) -> None:
        self._reset(self.by_client[client])

    def reset_links(self) -> None:
        for wire in list(self.links):
            if not wire.is_closing():
                self._reset(wire)

    def hold_links(self) -> None:
        """Nothing is read any more, so no ping is answered."""
        for wire in self.links:
            wire.pause_reading()

    @staticmethod
    def _reset(wire: asyncio.Transport) -> None:
        plug = wire.get_extra_info("socket")
        if plug is not None:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        wire.abort()


class Faults:
    """``silent``: the socket neither says nor answers anything."""

    def __init__(
        self,
        wires: Wires,
        run: Callable[[Coroutine[Any, Any, None]], None],
        listen: Callable[[bool], Awaitable[None]],
    ) -> None:
        self._wires = wires
        self._run = run
        self._listen = listen
        self._limits: dict[str, int] = {}
        self._resets: set[str] = set()
        self.silent = False

    def refuse_connections(self) -> None:
        """Nobody gets in any more; open sockets are cut."""

        async def refuse() -> None:
            await self._listen(False)
            self._wires.reset_links()

        self._run(refuse())

    def accept_connections(self) -> None:
        """Everything is as it was: listening, and no longer silent."""

        async def accept() -> None:
            self.silent = False
            await self._listen(True)

        self._run(accept())

    def go_silent(self) -> None:
        """The app's sockets stay open, and nothing comes out of them; no ping is answered."""

        async def hold() -> None:
            self.silent = True
            self._wires.hold_links()

        self._run(hold())

    def drop_socket(self) -> None:
        async def drop() -> None:
            self._wires.reset_links()

        self._run(drop())

    def limit_once(self, method: str, retry_after: int) -> None:
        """The next call of this method is answered with 429 and ``Retry-After``, and not carried out."""
        self._limits[method] = retry_after

    def reset_once(self, method: str) -> None:
        """The next call of this method is carried out, and then the connection is cut without an answer."""
        self._resets.add(method)

    def limit_for(self, method: str) -> int | None:
        return self._limits.pop(method, None)

    def reset_after(self, method: str) -> bool:
        if method not in self._resets:
            return False
        self._resets.remove(method)
        return True
