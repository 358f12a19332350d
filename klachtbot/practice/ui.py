"""The browser UI of the practice workspace: whole pages, a stream that says "look again", and what a person does.

Pages are rendered here and fetched anew by the script after every change; the script swaps the regions that differ.
The server answers this machine only (``server.LoopbackOnly``); a POST comes from a page of ours. Nothing comes from
elsewhere.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from klachtbot.practice import ui_faults, ui_files
from klachtbot.practice.faults import Faults
from klachtbot.practice.model import Channel, HomeTab, MessageAt, Outcome, Surface, User, ViewAt
from klachtbot.practice.mrkdwn import mrkdwn, plain
from klachtbot.practice.render import ENV
from klachtbot.practice.render import Surface as Drawn
from klachtbot.practice.ui_texts import TEXTS, language, long_date, time_of_day
from klachtbot.practice.workspace import Workspace

HERE = Path(__file__).parent
HOME = "home"
TRAFFIC_SHOWN = 300
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

Action = Callable[[Workspace, Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Line:
    """One message as the page shows it. ``day``: a new day starts here; ``follows``: the same voice goes on."""

    ts: str
    user: str
    name: str
    time: str
    body: Markup
    is_bot: bool
    only_you: bool
    edited: bool
    pinned: bool
    day: str
    follows: bool
    files: tuple[ui_files.Attached, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the left bar. ``latest``: the ts of the last message of somebody else, empty when there is none."""

    place: str
    title: str
    here: bool
    face: str
    app: bool
    latest: str


@dataclass(frozen=True, slots=True)
class Hint:
    """A command the composer offers: what it fills in, what it shows, what it is for."""

    fill: str
    shown: str
    about: str


def routes(workspace: Workspace, faults: Faults) -> list[BaseRoute]:
    """The pages, the stream and the actions, to be mounted at ``/`` on a loopback address."""
    gets: Mapping[str, Action] = {
        "/": _who,
        "/als/{user}": _first_place,
        "/als/{user}/events": _events,
        "/als/{user}/bestand/{file}": ui_files.download,
        "/als/{user}/{place}": partial(_place, faults),
    }
    posts: Mapping[str, Action] = {
        "/als/{user}/say": _say,
        "/als/{user}/click": _click,
        "/als/{user}/submit": _submit,
        "/als/{user}/upload": ui_files.upload,
        "/als/{user}/close": _close,
        "/als/{user}/home": _open_home,
        "/als/{user}/shortcut": _shortcut,
        "/als/{user}/suggest": _suggest,
        "/storing": partial(ui_faults.change, faults),
        "/klok": _move_clock,
    }
    return [
        *(Route(path, _guarded(workspace, do), methods=["POST"]) for path, do in posts.items()),
        *(Route(path, _guarded(workspace, show)) for path, show in gets.items()),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]


def _guarded(workspace: Workspace, do: Action) -> Callable[[Request], Awaitable[Response]]:
    """Answers a POST only from a page of ours, and only for somebody who exists."""

    async def answer(request: Request) -> Response:
        if request.method == "POST" and not _from_us(request):
            return PlainTextResponse("only from the practice workspace itself", 403)
        user = request.path_params.get("user")
        if user is not None and user not in {person.id for person in workspace.people()}:
            return RedirectResponse("/", 303) if request.method == "GET" else PlainTextResponse("nobody", 404)
        response = await do(workspace, request)
        response.headers.update(HEADERS)
        return response

    return answer


def _from_us(request: Request) -> bool:
    ours = f"http://{request.headers.get('host', '')}"
    return request.headers.get("origin") == ours and request.headers.get("content-type") == "application/json"


# Pages


async def _who(workspace: Workspace, _request: Request) -> Response:
    return HTMLResponse(ENV.get_template("who.html").render(t=TEXTS["nl"], people=_people(workspace)))


async def _first_place(workspace: Workspace, request: Request) -> Response:
    me = request.path_params["user"]
    return RedirectResponse(f"/als/{me}/{_app_dm(workspace, me) or HOME}", 303)


async def _place(faults: Faults, workspace: Workspace, request: Request) -> Response:
    me = workspace.users[request.path_params["user"]]
    place = request.path_params["place"]
    lang = language(me.locale)
    t = TEXTS[lang]
    names = {user.id: user.real_name for user in workspace.users.values()}
    names |= {channel.id: channel.name for channel in workspace.channels.values()}
    channels = workspace.channels_of(me.id)
    app_dm = _app_dm(workspace, me.id)
    here = next((channel for channel in channels if channel.id == place), None)
    if here is None and place != HOME:
        return RedirectResponse(f"/als/{me.id}", 303)
    at_app = place in (HOME, app_dm)
    app = next((channel for channel in channels if channel.id == app_dm), None)
    shown = app if here is None else here
    now = workspace.clock.now()
    home = workspace.home_of(me.id)
    return HTMLResponse(
        ENV.get_template("place.html").render(
            t=t,
            me=me,
            place=place,
            people=_people(workspace),
            title=workspace.title_of(shown, me.id) if shown else t["home"],
            app_dm=app_dm if at_app else None,
            topic=here.topic if here else "",
            bookmarks=[(one["title"], _within(one["link"], here)) for one in here.bookmarks] if here else [],
            groups=_groups(workspace, me, channels, place, app_dm, t),
            now=now,
            today=long_date(now, lang),
            hour=time_of_day(now),
            connected=workspace.connected,
            home=home and Drawn(HOME, lang, names, people=_names(workspace)).draw(home["blocks"]),
            lines=list(_lines(workspace, me, here, names, lang)) if here else [],
            hints=list(_hints(workspace.commands)),
            view=_top_view(workspace, me, names, lang),
            traffic=workspace.traffic[-TRAFFIC_SHOWN:],
            shortcuts=workspace.shortcuts("global"),
            message_shortcuts=workspace.shortcuts("message"),
            troubles=ui_faults.troubles(faults, t),
            trouble_now=ui_faults.sentences(faults, t),
            methods=ui_faults.METHODS,
        )
    )


def _within(link: str, here: Channel) -> str:
    """A bookmark of a message of this channel leads to where it stands on the page."""
    _, found, place = link.partition(f"/archives/{here.id}/p")
    return f"#m-{place[:-6]}.{place[-6:]}" if found else link


def _people(workspace: Workspace) -> list[User]:
    """Who one can be, in the order in which the workspace was peopled: who matters most comes first there."""
    possible = {person.id for person in workspace.people()}
    return [user for user in workspace.users.values() if user.id in possible]


def _names(workspace: Workspace) -> dict[str, str]:
    """Who may be picked: id -> name."""
    return {person.id: person.real_name for person in workspace.people()}


def _app_dm(workspace: Workspace, user_id: str) -> str | None:
    """The id of the person's direct messages with the app."""
    bots = {user.id for user in workspace.users.values() if user.is_bot}
    return next((c.id for c in workspace.channels_of(user_id) if c.is_im and c.members & bots), None)


def _groups(
    workspace: Workspace, me: User, channels: list[Channel], place: str, app_dm: str | None, t: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The left bar: the app first, then channels, then direct messages with people."""

    def entry(channel: Channel) -> Entry:
        others = sorted(channel.members - {me.id}) if channel.is_im else []
        is_app = channel.id == app_dm
        here = place == channel.id or (is_app and place == HOME)
        heard = [m.ts for m in workspace.messages_for(me.id, channel.id) if m.user != me.id]
        title, face, latest = workspace.title_of(channel, me.id), next(iter(others), ""), max(heard, default="")
        return Entry(channel.id, title, here, face, is_app, latest)

    rows = {
        t["apps"]: [c for c in channels if c.id == app_dm],
        t["channels"]: [c for c in channels if not c.is_im],
        t["dms"]: [c for c in channels if c.is_im and c.id != app_dm],
    }
    always = {t["apps"], t["channels"]}
    return [
        {"title": title, "lines": [entry(channel) for channel in found]}
        for title, found in rows.items()
        if found or title in always
    ]


def _lines(workspace: Workspace, me: User, here: Channel, names: Mapping[str, str], lang: str) -> Iterator[Line]:
    day, voice, people = "", "", _names(workspace)
    for message in workspace.messages_for(me.id, here.id):
        today = long_date(message.at, lang)
        new_voice = message.user if message.ephemeral_for is None else f"{message.user} {message.ts}"
        surface = Drawn(f"message {message.channel} {message.ts}", lang, names, people=people, offered=message.offered)
        yield Line(
            ts=message.ts,
            user=message.user,
            name=names.get(message.user, message.user),
            time=time_of_day(message.at),
            body=surface.draw(message.blocks) if message.blocks else mrkdwn(message.text, names),
            is_bot=message.is_bot,
            only_you=message.ephemeral_for is not None,
            edited=message.edited,
            pinned=message.ts in here.pins,
            day="" if today == day else today,
            follows=today == day and new_voice == voice and not message.blocks,
            files=tuple(ui_files.attached(me.id, file, lang) for file in message.files),
        )
        day, voice = today, new_voice


def _hints(commands: list[dict[str, Any]]) -> Iterator[Hint]:
    """The commands of the manifest, and the first word of each part of their usage hint."""
    for command in commands:
        name = str(command["command"])
        yield Hint(f"{name} ", name, str(command.get("description", "")))
        for part in str(command.get("usage_hint", "")).replace("|", "·").strip("[]").split("·"):
            if word := part.strip():
                first, _, more = word.partition(" ")
                yield Hint(f"{name} {first}{' ' if more else ''}", f"{name} {word}", "")


def _top_view(workspace: Workspace, me: User, names: Mapping[str, str], lang: str) -> dict[str, Any] | None:
    stack = workspace.views_of(me.id)
    if not stack:
        return None
    top = stack[-1]
    surface = Drawn(f"view {top.id}", lang, names, top.values, top.errors, _names(workspace), top.offered)
    return {
        "id": top.id,
        "title": plain(top.view["title"]["text"]),
        "body": surface.draw(top.view["blocks"]),
        "submit": surface.text(top.view.get("submit")),
        "close": surface.text(top.view.get("close")),
        "error": top.error,
        "deeper": len(stack) > 1,
    }


# The stream


async def _events(workspace: Workspace, request: Request) -> Response:
    me = request.path_params["user"]

    async def told() -> AsyncIterator[str]:
        changes = workspace.subscribe()
        yield "retry: 1000\n\n"
        async for change in changes:
            if change.users is None or me in change.users:
                yield f"data: {change.kind}\n\n"

    return StreamingResponse(told(), media_type="text/event-stream")


# What a person does


async def _say(workspace: Workspace, request: Request) -> Response:
    body = await request.json()
    files = [name for name in body.get("files", ()) if name]
    return _told(await workspace.say(request.path_params["user"], body["channel"], body["text"], files=files))


async def _shortcut(workspace: Workspace, request: Request) -> Response:
    """On a message when the body names one, else from the composer."""
    body, me = await request.json(), request.path_params["user"]
    if "ts" in body:
        return _told(await workspace.message_shortcut(me, body["callback_id"], body["channel"], body["ts"]))
    return _told(await workspace.shortcut(me, body["callback_id"]))


async def _suggest(workspace: Workspace, request: Request) -> Response:
    body = await request.json()
    found = await workspace.suggest(
        request.path_params["user"],
        surface=_surface(body["surface"]),
        block_id=body["block_id"],
        action_id=body["action_id"],
        typed=body["typed"],
    )
    return _told(found)


async def _click(workspace: Workspace, request: Request) -> Response:
    body = await request.json()
    outcome = await workspace.click(
        request.path_params["user"],
        surface=_surface(body["surface"]),
        block_id=body["block_id"],
        action_id=body["action_id"],
        value=body.get("value"),
        values=body.get("values"),
    )
    return _told(outcome)


async def _submit(workspace: Workspace, request: Request) -> Response:
    body = await request.json()
    return _told(await workspace.submit(request.path_params["user"], body["view_id"], body["values"]))


async def _close(workspace: Workspace, request: Request) -> Response:
    body = await request.json()
    return _told(await workspace.close(request.path_params["user"], body["view_id"], all_views=bool(body.get("all"))))


async def _open_home(workspace: Workspace, request: Request) -> Response:
    return _told(await workspace.open_home(request.path_params["user"]))


async def _move_clock(workspace: Workspace, request: Request) -> Response:
    body = await request.json()
    moves: Mapping[str, Callable[[], None]] = {
        "hour": lambda: workspace.clock.advance(timedelta(hours=1)),
        "day": lambda: workspace.clock.advance(timedelta(days=1)),
        "working_day": workspace.clock.next_working_day,
        "date": lambda: workspace.clock.set_date(date.fromisoformat(body["date"])),
    }
    moves[body["step"]]()
    workspace.move_clock()
    return JSONResponse({"ok": True})


def _surface(where: Mapping[str, str]) -> Surface:
    kinds: Mapping[str, Callable[[], Surface]] = {
        "message": lambda: MessageAt(where["channel"], where["ts"]),
        "view": lambda: ViewAt(where["view_id"]),
        "home": HomeTab,
    }
    return kinds[where["kind"]]()


def _told(outcome: Outcome) -> Response:
    return JSONResponse(asdict(outcome))
