"""The part of the traffic drawer where somebody lets things go wrong, to see what the app makes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from klachtbot.practice.faults import Faults
from klachtbot.practice.limits import RATES
from klachtbot.practice.workspace import Workspace

WAIT = 5
"""Seconds of ``Retry-After`` for a call that somebody lets fail."""

METHODS = tuple(sorted(RATES))


@dataclass(frozen=True, slots=True)
class Trouble:
    """``name``: what its button sends. ``on``: it goes on now. Which text belongs to it: ``fault_`` + name."""

    name: str
    on: bool


def troubles(faults: Faults) -> list[Trouble]:
    """What can be started by one button, in the order of the buttons."""
    return [Trouble(name, name in faults.active) for name in ("unreachable", "silent", "drop", "limits")]


def sentences(faults: Faults, t: Mapping[str, str]) -> list[str]:
    """What goes wrong now, a sentence each."""
    return [_sentence(name, t) for name in faults.active]


def _sentence(name: str, t: Mapping[str, str]) -> str:
    status, _, method = name.partition(" ")
    return t[f"fault_now_{status}"].format(method=method)


async def change(faults: Faults, _workspace: Workspace, request: Request) -> Response:
    """``{"fault": name}``, for ``429`` and ``500`` with the ``method`` they are for; ``well`` ends everything."""
    body = await request.json()
    method = str(body.get("method", ""))
    acts: Mapping[str, Callable[[], None]] = {
        "unreachable": faults.cut_off,
        "silent": faults.go_silent,
        "drop": faults.drop_socket,
        "limits": lambda: faults.limits(on=True),
        "429": lambda: faults.limit_once(method, WAIT),
        "500": lambda: faults.fail_once(method),
        "well": faults.all_well,
    }
    act = acts.get(str(body.get("fault")))
    if act is None or (body["fault"] in ("429", "500") and method not in METHODS):
        return PlainTextResponse("no such fault", 400)
    await asyncio.to_thread(act)  # it waits for this very loop
    return JSONResponse({"ok": True})
