"""Trouble on request: what a network and Slack itself do to an app now and then. May be called from any thread."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet, WeakValueDictionary

from uvicorn.protocols.http.h11_impl import H11Protocol

from klachtbot.practice.limits import Limits
from klachtbot.practice.transport import TransportClock

Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that is answered with an HTTP error: Slack's code, and for 429 how many seconds to wait."""

    status: int
    code: str
    retry_after: int | None = None


BROKEN = Refusal(500, "internal_error")


def limited(seconds: int) -> Refusal:
    return Refusal(429, "ratelimited", seconds)


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

    def let_go(self) -> None:
        for wire in self.links:
            if not wire.is_closing():
                wire.resume_reading()

    @staticmethod
    def _reset(wire: asyncio.Transport) -> None:
        plug = wire.get_extra_info("socket")
        if plug is not None:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        wire.abort()


class Faults:
    """``silent``: the socket neither says nor answers anything. ``unreachable``: the app, and only it, gets no answer
    and no socket. ``note`` is told, in a line for the traffic, what starts and ends."""

    def __init__(
        self,
        wires: Wires,
        run: Callable[[Coroutine[Any, Any, None]], None],
        listen: Callable[[bool], Awaitable[None]],
        clock: TransportClock,
        note: Callable[[str], None] = lambda _line: None,
    ) -> None:
        self._wires = wires
        self._run = run
        self._listen = listen
        self._clock = clock
        self._note = note
        self._refusing = False
        self._limits: Limits | None = None
        self._once: dict[str, Refusal] = {}
        self._resets: set[str] = set()
        self._silences: set[str] = set()
        self.silent = False
        self.unreachable = False

    def refuse_connections(self) -> None:
        """Nobody gets in any more, a browser neither; open sockets are cut."""

        async def refuse() -> None:
            self._refusing = True
            self._note("fault: connections are refused")
            await self._listen(False)
            self._wires.reset_links()

        self._run(refuse())

    def accept_connections(self) -> None:
        """Everything is as it was: listening, and no longer silent."""

        async def accept() -> None:
            self._refusing = False
            self.silent = False
            await self._listen(True)

        self._run(accept())

    def cut_off(self) -> None:
        """What the app asks is cut without an answer, its sockets as well. Browsers notice nothing."""

        async def cut() -> None:
            self.unreachable = True
            self._note("fault: the app cannot get through")
            self._wires.reset_links()

        self._run(cut())

    def go_silent(self) -> None:
        """The app's sockets stay open, and nothing comes out of them; no ping is answered."""

        async def hold() -> None:
            self.silent = True
            self._note("fault: the socket is silent")
            self._wires.hold_links()

        self._run(hold())

    def drop_socket(self) -> None:
        async def drop() -> None:
            self._note("fault: the socket is cut")
            self._wires.reset_links()

        self._run(drop())

    def limits(self, *, on: bool) -> None:
        """Keep the app to Slack's speed limits (``limits.RATES``), or let it go as fast as it likes."""

        async def switch() -> None:
            self._limits = Limits(self._clock) if on else None
            self._note(f"fault: speed limits {'on' if on else 'off'}")

        self._run(switch())

    def limit_once(self, method: str, retry_after: int) -> None:
        """The next call of this method is answered with 429 and ``Retry-After``, and not carried out."""
        self._next(method, limited(retry_after))

    def fail_once(self, method: str) -> None:
        """The next call of this method is answered with 500, and not carried out."""
        self._next(method, BROKEN)

    def reset_once(self, method: str) -> None:
        """The next call of this method is carried out, and then the connection is cut without an answer."""
        self._resets.add(method)

    def silence_once(self, method: str) -> None:
        """The next call of this method is carried out, and then nothing is said until the app gives up."""
        self._silences.add(method)

    def all_well(self) -> None:
        """The end of all trouble: nothing held back, nothing limited, nothing waiting to go wrong."""

        async def mend() -> None:
            self.silent = self.unreachable = False
            self._limits = None
            self._once.clear()
            self._resets.clear()
            self._silences.clear()
            if self._refusing:
                self._refusing = False
                await self._listen(True)
            self._wires.let_go()
            self._note("fault: none")

        self._run(mend())

    @property
    def active(self) -> tuple[str, ...]:
        """What goes wrong now: ``unreachable``, ``silent``, ``limits``, or ``429 views.open`` for the next call."""
        switches = {"unreachable": self.unreachable, "silent": self.silent, "limits": self._limits is not None}
        waiting = [f"{refusal.status} {method}" for method, refusal in self._once.items()]
        return (*(name for name, on in switches.items() if on), *waiting)

    def refusal_of(self, method: str, channel: str) -> Refusal | None:
        """How this call is to be refused, if it is."""
        once = self._once.pop(method, None)
        if once is not None or self._limits is None:
            return once
        seconds = self._limits.wait(method, channel)
        return None if seconds is None else limited(seconds)

    def reset_after(self, method: str) -> bool:
        if method not in self._resets:
            return False
        self._resets.remove(method)
        return True

    def silence_after(self, method: str) -> bool:
        if method not in self._silences:
            return False
        self._silences.remove(method)
        return True

    def _next(self, method: str, refusal: Refusal) -> None:
        async def keep() -> None:
            self._once[method] = refusal
            self._note(f"fault: the next {method} is answered with {refusal.status}")

        self._run(keep())
