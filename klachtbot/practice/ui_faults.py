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
    """``name``: what its button sends. ``words``: what stands on it. ``on``: it goes on now."""

    name: str
    words: str
    on: bool


def troubles(faults: Faults, t: Mapping[str, str]) -> list[Trouble]:
    """What can be started by one button, in the order of the buttons."""
    words = {
        "unreachable": t["fault_unreachable"],
        "silent": t["fault_silent"],
        "drop": t["fault_drop"],
        "limits": t["fault_limits"],
    }
    return [Trouble(name, said, name in faults.active) for name, said in words.items()]


def sentences(faults: Faults, t: Mapping[str, str]) -> list[str]:
    """What goes wrong now, a sentence each."""
    said = {
        "unreachable": t["fault_now_unreachable"],
        "silent": t["fault_now_silent"],
        "limits": t["fault_now_limits"],
        "429": t["fault_now_429"],
        "500": t["fault_now_500"],
    }
    named = (name.partition(" ") for name in faults.active)
    return [said[kind].format(method=method) for kind, _, method in named]


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
