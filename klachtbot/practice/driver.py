"""A person at the keyboard, for tests and rehearsals: finds fields by their label and buttons by their text.

Everything is synchronous and may be called from any thread but the workspace's own. What does not come within ten
seconds is an ``AssertionError`` that says what was looked for and what was there.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any, TypeVar

from klachtbot.practice.forms import MANY, ONE_OPTION, STATELESS, fields_of, with_offers
from klachtbot.practice.model import HomeTab, Json, Message, MessageAt, OpenView, Outcome, Surface, ViewAt
from klachtbot.practice.server import PracticeServer
from klachtbot.practice.shapes import options_of
from klachtbot.practice.strict import elements_of
from klachtbot.practice.workspace import Workspace

T = TypeVar("T")

PATIENCE = 10.0

CHOICES = MANY | ONE_OPTION

Filled = str | date | time | Sequence[str] | Mapping[str, bytes] | None
"""What a field is filled with; in a field for files the name of each file, and what is in it."""


def texts_of(thing: Any) -> list[str]:
    """Every text a person can read in these blocks, this view or this message, in order."""
    return list(_texts(thing))


def _texts(thing: Any) -> Iterator[str]:
    if isinstance(thing, Message):
        yield from texts_of(thing.blocks) or [thing.text]
    elif isinstance(thing, OpenView):
        yield from _texts(thing.view)
        yield from (*thing.errors.values(), *filter(None, [thing.error]))
    elif isinstance(thing, Mapping):
        for name, part in thing.items():
            if name == "text" and isinstance(part, str):
                yield part
            elif name not in ("private_metadata", "confirm"):
                yield from _texts(part)
    elif isinstance(thing, list):
        for part in thing:
            yield from _texts(part)


class Driver:
    """``person(id)`` is somebody in the workspace of this server."""

    def __init__(self, server: PracticeServer) -> None:
        self.server = server
        self._people: dict[str, Person] = {}

    def person(self, user_id: str) -> Person:
        """The same one each time, so that what was typed in a form stays typed."""
        return self._people.setdefault(user_id, Person(self, user_id))

    def wait_for_app(self) -> None:
        """Until an app is connected."""
        self.until(lambda workspace: workspace.connected or None, "an app to connect")

    def look(self, at: Callable[[Workspace], T]) -> T:
        """Look at the workspace, on its own loop; what comes back is a copy."""

        async def look() -> T:
            return copy.deepcopy(at(self.server.workspace))

        return self.server.run(look())

    def until(self, look: Callable[[Workspace], T | None], what: str) -> T:
        """Look after every change until there is something, and return it."""

        async def watch() -> T:
            workspace = self.server.workspace
            changes = workspace.subscribe()
            found = look(workspace)
            while found is None:
                await anext(changes)
                found = look(workspace)
            return copy.deepcopy(found)

        async def wait() -> T:
            return await asyncio.wait_for(watch(), PATIENCE)

        try:
            return self.server.run(wait(), PATIENCE + 5)
        except TimeoutError:
            raise AssertionError(f"waited in vain for {what}") from None


class Person:
    """What one person does and sees."""

    def __init__(self, driver: Driver, user_id: str) -> None:
        self._driver = driver
        self._server = driver.server
        self._typed: dict[str, dict[str, dict[str, str | Sequence[str] | None]]] = {}
        self.id = user_id

    # Doing

    def command(self, command: str, text: str = "", *, channel: str | None = None) -> Outcome:
        """Type a slash command; without ``channel`` in the direct messages with the app."""
        workspace = self._server.workspace
        place = channel or workspace.dm_of(self.id)
        return self._server.run(workspace.command(self.id, place, command, text))

    def say(self, text: str, *, channel: str | None = None, files: Sequence[str] = ()) -> Outcome:
        """``files``: names of files to send along."""
        workspace = self._server.workspace
        return self._server.run(workspace.say(self.id, channel or workspace.dm_of(self.id), text, files=files))

    def invite(self, invited: str, *, channel: str) -> Outcome:
        """Bring somebody into a channel one is in oneself."""
        return self._server.run(self._server.workspace.invite(self.id, channel, invited))

    def shortcut(self, name: str) -> Outcome:
        """A global shortcut, by its name or callback_id."""
        callback_id = self._shortcut("global", name)
        return self._server.run(self._server.workspace.shortcut(self.id, callback_id))

    def message_shortcut(self, name: str, message: Message) -> Outcome:
        """A message shortcut on this message, by its name or callback_id."""
        callback_id = self._shortcut("message", name)
        workspace = self._server.workspace
        return self._server.run(workspace.message_shortcut(self.id, callback_id, message.channel, message.ts))

    def open_home(self) -> Outcome:
        return self._server.run(self._server.workspace.open_home(self.id))

    def fill(self, fields: Mapping[str, Filled]) -> Person:
        """Type into the form on top: label of the field -> value (for a choice: the option's text or value).

        In a search field: what was found before by ``search``, or else what is found by typing this very text.
        """
        view = self.open_view()
        typed = self._typed.setdefault(view.id, {})
        for label, value in fields.items():
            block, element = self._field(view, label)
            if element["type"] == "file_input":
                typed.setdefault(block["block_id"], {})[element["action_id"]] = self._uploaded(view, block, value)
                continue
            if element["type"] == "external_select":
                element = self._searched(view, label, element, value)
            typed.setdefault(block["block_id"], {})[element["action_id"]] = self._raw(element, value)
        return self

    def search(self, label: str, typed: str) -> list[str]:
        """Type in a search field of the form on top (label or action_id); the texts of what may be chosen."""
        view = self.open_view()
        block, element = self._field(view, label)
        return self._suggested(ViewAt(view.id), block["block_id"], element["action_id"], typed)

    def search_at(self, message: Message, action_id: str, typed: str) -> list[str]:
        """The same in a search field of a message."""
        block = next(b for b in message.blocks if any(e["action_id"] == action_id for e, _ in elements_of(b)))
        return self._suggested(MessageAt(message.channel, message.ts), block["block_id"], action_id, typed)

    def submit(self) -> Outcome:
        view = self.open_view()
        values = self._typed.get(view.id, {})
        return self._server.run(self._server.workspace.submit(self.id, view.id, values))

    def submit_at_once(self, times: int) -> None:
        """Press submit again before anything came back: each press carries the same form."""
        view = self.open_view()
        values = self._typed.get(view.id, {})
        workspace = self._server.workspace

        async def press() -> None:
            await asyncio.gather(*(workspace.submit(self.id, view.id, values) for _ in range(times)))

        self._server.run(press())

    def close(self, *, all_views: bool = False) -> Outcome:
        view = self.open_view()
        return self._server.run(self._server.workspace.close(self.id, view.id, all_views=all_views))

    def click(self, text: str) -> Outcome:
        """A button, or an entry of an overflow menu, by its text: in the form on top, else in the newest message that
        has it, else on the Home tab."""
        return self._act(lambda element: _bears(element, text), text, None)

    def choose(self, action_id: str, value: str | Sequence[str]) -> Outcome:
        """Choose in a select or the like that tells the app at once: outside an input block, or ``dispatch_action``."""
        chosen = value if isinstance(value, str) else list(value)
        return self._act(lambda element: element["action_id"] == action_id, action_id, chosen)

    # Seeing

    def open_view(self) -> OpenView:
        """The form on top; waits until there is one."""
        return self._driver.until(self._top, f"a form on the screen of {self.id}")

    def views(self) -> list[OpenView]:
        return self._driver.look(lambda workspace: workspace.views_of(self.id))

    def errors(self) -> dict[str, str]:
        """The errors in the form on top: label of the field -> sentence; under ``""`` the one for the whole form."""
        view = self.open_view()
        labels = {block["block_id"]: block["label"]["text"] for block in view.view["blocks"] if "label" in block}
        found = {labels[block_id]: sentence for block_id, sentence in view.errors.items()}
        return {**found, **({"": view.error} if view.error else {})}

    def filled(self) -> dict[str, Any]:
        """What stands in the fields of the form on top: label -> raw value."""
        view = self.open_view()
        return {
            block["label"]["text"]: view.values[block["block_id"]][element["action_id"]]
            for block, element in fields_of(view.view["blocks"])
            if "label" in block
        }

    def home(self) -> Json:
        """The Home tab; waits until the app has published one."""
        return self._driver.until(lambda workspace: workspace.home_of(self.id), f"a Home tab for {self.id}")

    def messages(self, channel: str | None = None) -> list[Message]:
        """Everything this person sees there, oldest first; without ``channel`` in the messages with the app."""
        return self._driver.look(lambda w: w.messages_for(self.id, channel or w.dm_of(self.id)))

    def dm(self) -> list[Message]:
        """The direct messages with the app that stay."""
        return [message for message in self.messages() if message.ephemeral_for is None]

    def ephemerals(self, channel: str | None = None) -> list[Message]:
        return [message for message in self.messages(channel) if message.ephemeral_for is not None]

    def wait_for_message(self, containing: str, *, channel: str | None = None) -> Message:
        def look(workspace: Workspace) -> Message | None:
            seen = workspace.messages_for(self.id, channel or workspace.dm_of(self.id))
            return next((m for m in reversed(seen) if containing in " ".join([m.text, *texts_of(m)])), None)

        return self._driver.until(look, f"a message with {containing!r}")

    def wait_for_text(self, containing: str) -> OpenView:
        """The form on top, once it shows this."""

        def look(workspace: Workspace) -> OpenView | None:
            top = self._top(workspace)
            return top if top is not None and containing in " ".join(texts_of(top)) else None

        return self._driver.until(look, f"a form with {containing!r}")

    # Finding

    def _top(self, workspace: Workspace) -> OpenView | None:
        return next(iter(workspace.views_of(self.id)[-1:]), None)

    def _field(self, view: OpenView, label: str) -> tuple[Json, Json]:
        labels = []
        for block, element in fields_of(view.view["blocks"]):
            named = block.get("label", {}).get("text", element["action_id"])
            labels.append(named)
            if label in (named, element["action_id"]):
                return block, element
        raise AssertionError(f"no field {label!r}; there are {labels}")

    def _searched(self, view: OpenView, label: str, element: Json, value: Filled) -> Json:
        """The search field with what may be chosen in it, after a search when ``value`` is not among it yet."""
        known = with_offers(element, view.offered)
        if value is None or any(value in (o["value"], o["text"]["text"]) for o in known["options"]):
            return known
        self.search(label, str(value))
        return with_offers(element, self.open_view().offered)

    def _suggested(self, surface: Surface, block_id: str, action_id: str, typed: str) -> list[str]:
        asking = self._server.workspace.suggest(
            self.id, surface=surface, block_id=block_id, action_id=action_id, typed=typed
        )
        found = self._server.run(asking)
        return [option["text"]["text"] for _, options in found.groups for option in options]

    def _shortcut(self, kind: str, name: str) -> str:
        offered = self._driver.look(lambda workspace: workspace.shortcuts(kind))
        for shortcut in offered:
            if name in (shortcut["name"], shortcut["callback_id"]):
                return str(shortcut["callback_id"])
        raise AssertionError(f"no {kind} shortcut {name!r}; there are {[s['name'] for s in offered]}")

    def _uploaded(self, view: OpenView, block: Json, value: Filled) -> list[str]:
        """The ids of these files, once they are in the field; raises ``AssertionError`` when one is not taken."""
        assert value is None or isinstance(value, Mapping), "files are given as a name and what is in it"
        put = []
        for name, content in (value or {}).items():
            place = {"view_id": view.id, "block_id": block["block_id"], "action_id": block["element"]["action_id"]}
            upload = self._server.workspace.upload(self.id, **place, name=name, content=content)
            outcome = self._server.run(upload)
            assert outcome.ok, f"{name!r} was not taken: {outcome.text}"
            put.append(outcome.file)
        return put

    def _raw(self, element: Json, value: Filled) -> str | Sequence[str] | None:
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, time):
            return value.strftime("%H:%M")
        options = {option["text"]["text"]: option["value"] for option in options_of(element)}
        if element["type"] in ("users_select", "multi_users_select"):
            people = self._driver.look(lambda workspace: workspace.people())
            options = {person.real_name: person.id for person in people}
        assert not isinstance(value, Mapping), "only a field for files takes files"
        if value is None or (not options and element["type"] not in CHOICES):
            return value
        if isinstance(value, str):
            return _option(options, value)
        return [_option(options, each) for each in value]

    def _act(self, wanted: Callable[[Json], bool], name: str, value: str | list[str] | None) -> Outcome:
        def look(workspace: Workspace) -> tuple[Surface, Json, Json] | None:
            for surface, blocks in self._surfaces(workspace):
                for block in blocks:
                    for element, _ in elements_of(block):
                        if (block["type"] != "input" or block.get("dispatch_action")) and wanted(element):
                            return surface, block, element
            return None

        surface, block, element = self._driver.until(look, f"{name!r} to click on")
        chosen = value
        if element["type"] == "overflow":
            chosen = next(o["value"] for o in element["options"] if o["text"]["text"] == name)
        values = self._typed.get(surface.view_id, {}) if isinstance(surface, ViewAt) else None
        return self._server.run(
            self._server.workspace.click(
                self.id,
                surface=surface,
                block_id=block["block_id"],
                action_id=element["action_id"],
                value=chosen,
                values=values,
            )
        )

    def _surfaces(self, workspace: Workspace) -> Iterator[tuple[Surface, list[Json]]]:
        top = self._top(workspace)
        if top is not None:
            yield ViewAt(top.id), top.view["blocks"]
        seen = [m for channel in workspace.channels_of(self.id) for m in workspace.messages_for(self.id, channel.id)]
        for message in sorted(seen, key=lambda m: float(m.ts), reverse=True):
            yield MessageAt(message.channel, message.ts), message.blocks
        home = workspace.home_of(self.id)
        if home is not None:
            yield HomeTab(), home["blocks"]


def _bears(element: Json, text: str) -> bool:
    if element["type"] == "overflow":
        return any(option["text"]["text"] == text for option in element["options"])
    return element["type"] in STATELESS and bool(element["text"]["text"] == text)


def _option(options: Mapping[str, str], wanted: str) -> str:
    if wanted in options:
        return options[wanted]
    if wanted in options.values():
        return wanted
    raise AssertionError(f"no option {wanted!r}; there are {list(options)}")
