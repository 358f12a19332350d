"""The workspace as a server on this machine only: Web API, response addresses, Socket Mode and the browser UI.

It runs in a thread with a loop of its own; everything that touches the workspace runs there (``run``).
"""

from __future__ import annotations

import asyncio
import importlib
import ipaddress
import logging
import socket
import threading
from collections.abc import Coroutine
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from klachtbot.practice import api, calls
from klachtbot.practice.faults import Faults, Wires
from klachtbot.practice.model import BOT_USER
from klachtbot.practice.sockets import Connection
from klachtbot.practice.tickets import Refused
from klachtbot.practice.workspace import Workspace

T = TypeVar("T")

LARGEST_FRAME = 20 * 1024
"""Bytes of one answer of the app: Slack closes the connection on a larger one, with close code 1009."""

_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})


class LoopbackOnly:
    """Turns away whoever asks for another host, or comes from a page of another site."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        named = [f"//{headers.get('host', '')}", *([origin] if origin is not None else [])]
        if all(urlsplit(name).hostname in _THIS_MACHINE for name in named):
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await PlainTextResponse("Alleen vanaf deze computer.", 403)(scope, receive, send)
        else:
            await WebSocket(scope, receive, send).close(1008)


class PracticeServer:
    """``start()``, then ``base_url`` is where it listens; ``api_url`` is what the SDK wants as its base."""

    def __init__(self, workspace: Workspace, port: int = 0, host: str = "127.0.0.1") -> None:
        if not ipaddress.ip_address(host).is_loopback:
            raise ValueError("the practice workspace listens on this machine only")
        self.workspace = workspace
        self._address = (host, port)
        self._wires = Wires()
        self.faults = Faults(self._wires, self.run, self._listen, workspace.transport, workspace.log.note)
        self._protocol = self._wires.protocol()
        self._started = threading.Event()
        self._server = _Uvicorn(self._config(), self._started)
        self._thread = threading.Thread(target=self._serve, name="practice", daemon=True)
        self._failure: BaseException | None = None

    @property
    def base_url(self) -> str:
        return self.workspace.base_url

    @property
    def api_url(self) -> str:
        return f"{self.base_url}/api/"

    def start(self) -> str:
        """Listen; returns the base address. Raises ``OSError`` when the port is taken."""
        self._socket = self._bind()
        host, port = self._socket.getsockname()[:2]
        self._address = (host, port)
        self.workspace.base_url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        self._thread.start()
        self._started.wait()
        if self._failure is not None:
            raise self._failure
        return self.base_url

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self.workspace.end)
        self._server.should_exit = True
        self._thread.join()

    def run(self, work: Coroutine[Any, Any, T], seconds: float = 30) -> T:
        """Do this on the workspace's loop, from another thread, and wait for what it returns."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def _serve(self) -> None:
        try:
            with asyncio.Runner() as runner:
                self._loop = runner.get_loop()
                runner.run(self._server.serve([self._socket]))
        except BaseException as failure:
            self._failure = failure
        finally:
            self._started.set()

    def _bind(self) -> socket.socket:
        listening = socket.socket(socket.AF_INET6 if ":" in self._address[0] else socket.AF_INET)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(self._address)
        return listening

    async def _listen(self, on: bool) -> None:
        """Stop listening, or listen again at the same address. Open connections are left alone."""
        for server in self._server.servers:
            server.close()
        self._server.servers = []
        if on:
            protocol = partial(
                self._protocol, self._server.config, server_state=self._server.server_state, app_state={}
            )
            self._server.servers = [await self._loop.create_server(protocol, sock=self._bind())]

    def _config(self) -> uvicorn.Config:
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
        routes: list[BaseRoute] = [
            Route("/api/{method}", self._api, methods=["GET", "POST"]),
            Route("/response/{key}", self._response, methods=["POST"]),
            Route("/upload/v1/{key}", self._upload, methods=["POST"]),
            Route("/files-pri/{file}/{name}", self._download),
            Route("/files-pri/{file}/download/{name}", self._download),
            WebSocketRoute("/link/", self._link),
            *_ui_routes(self.workspace, self.faults),
        ]
        return uvicorn.Config(
            Starlette(routes=routes, middleware=[Middleware(LoopbackOnly)]),
            http=self._protocol,
            ws="websockets-sansio",
            ws_ping_interval=None,
            ws_max_size=LARGEST_FRAME,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=1,
        )

    async def _api(self, request: Request) -> Response:
        method = request.path_params["method"]
        body = await request.body()
        if self.faults.unreachable:
            return self._nothing(request)
        try:
            arguments = calls.read_arguments(request.headers.get("content-type", ""), body, request.query_params)
        except Refused as refused:
            return JSONResponse(api.refusal(self.workspace, refused))
        refusal = self.faults.refusal_of(method, arguments.optional("channel") or "")
        if refusal is not None:
            self.workspace.log.from_app(method, f"{refusal.status} {refusal.code}")
            after = {"retry-after": str(refusal.retry_after)} if refusal.retry_after is not None else {}
            return JSONResponse({"ok": False, "error": refusal.code}, refusal.status, after)
        self.workspace.before_answer(method)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        answer = api.call(self.workspace, method, token if scheme.lower() == "bearer" else None, arguments)
        if self.faults.reset_after(method):
            self._wires.reset(_client(request))
        if self.faults.silence_after(method):
            while not await request.is_disconnected():
                await asyncio.sleep(0.01)
        return JSONResponse(answer, headers={"x-oauth-scopes": ",".join(sorted(self.workspace.manifest.scopes))})

    def _nothing(self, request: Request) -> Response:
        """The connection is cut: whatever is answered does not arrive."""
        self._wires.reset(_client(request))
        return Response(status_code=503)

    async def _response(self, request: Request) -> Response:
        if self.faults.unreachable:
            return self._nothing(request)
        try:
            api.respond(self.workspace, request.path_params["key"], await request.body())
        except Refused as refused:
            self.workspace.log.from_app("response_url", refused.code)
            self.workspace.log.violation("response_url", refused.problems or [refused.code])
            return JSONResponse({"ok": False, "error": refused.code}, 404 if refused.code.endswith("_url") else 400)
        self.workspace.log.from_app("response_url", "ok")
        return PlainTextResponse("ok")

    async def _upload(self, request: Request) -> Response:
        """Bytes of a file of the app, raw. The address itself is the permission; no token is asked for."""
        content = await request.body()
        if self.faults.unreachable:
            return self._nothing(request)
        taken = self.workspace.files.receive(request.path_params["key"], content)
        self.workspace.log.from_app("upload", "ok" if taken else "not taken")
        if not taken:
            self.workspace.log.violation("upload", ["no such address, or another length than was said"])
            return PlainTextResponse("not taken", 400)
        return PlainTextResponse(f"OK - {len(content)}")

    async def _download(self, request: Request) -> Response:
        """A private address of a file. Who brings no good token is sent to the page to sign in on, as a browser is."""
        if self.faults.unreachable:
            return self._nothing(request)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        workspace = self.workspace
        if scheme.lower() != "bearer" or token != workspace.bot_token or "files:read" not in workspace.manifest.scopes:
            workspace.log.from_app("download", "sent to sign in")
            workspace.log.violation("download", ["without a token that may read files"])
            return RedirectResponse(f"{workspace.base_url}/?redir={quote(request.url.path)}", 302)
        file = workspace.file_for(BOT_USER, request.path_params["file"].partition("-")[2])
        if file is None or file.content is None:
            workspace.log.from_app("download", "file_not_found")
            return PlainTextResponse("file_not_found", 404)
        workspace.log.from_app("download", "ok")
        return Response(file.content, media_type="application/octet-stream")

    async def _link(self, websocket: WebSocket) -> None:
        if self.faults.unreachable:
            self._wires.reset(_client(websocket))
            return
        if not self.workspace.sockets.admit(websocket.query_params.get("ticket", "")):
            await websocket.close(1008)
            return
        await websocket.accept()
        self._wires.linked(_client(websocket))
        if self.faults.silent:
            self._wires.hold_links()

        async def send(text: str) -> None:
            if self.faults.silent:
                return
            try:
                await websocket.send_text(text)
            except (RuntimeError, WebSocketDisconnect):
                return  # it went away; the envelope is lost, as it would be

        await self.workspace.sockets.serve(Connection(send), websocket.iter_text())


class _Uvicorn(uvicorn.Server):
    """Tells when it listens. (It leaves signals alone outside the main thread.)"""

    def __init__(self, config: uvicorn.Config, started: threading.Event) -> None:
        super().__init__(config)
        self._listening = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._listening.set()


def _client(connection: Request | WebSocket) -> tuple[str, int]:
    assert connection.client is not None, "a TCP connection has a client"
    return (connection.client.host, connection.client.port)


def _ui_routes(workspace: Workspace, faults: Faults) -> list[BaseRoute]:
    """The browser UI's routes, when it is installed."""
    try:
        ui = importlib.import_module("klachtbot.practice.ui")
    except ModuleNotFoundError as error:
        if error.name != "klachtbot.practice.ui":
            raise
        return []
    routes: list[BaseRoute] = ui.routes(workspace, faults)
    return routes
