"""The practice workspace: who is in it, what was said, what stands open, and everything a person can do."""

from __future__ import annotations

import asyncio
import secrets
import tomllib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from weakref import WeakSet

from klachtbot.practice import interactions, shortcuts, suggestions
from klachtbot.practice.files import Files
from klachtbot.practice.manifest import Manifest
from klachtbot.practice.model import (
    APP_ID,
    BOT_ID,
    BOT_USER,
    SLACKBOT,
    TEAM,
    Change,
    Channel,
    File,
    Json,
    Message,
    OpenView,
    Outcome,
    PracticeClock,
    Suggested,
    Surface,
    Uploaded,
    User,
    Values,
)
from klachtbot.practice.screens import Screens, with_ids
from klachtbot.practice.sockets import Sockets
from klachtbot.practice.strict import TEXT_MOST, check_message, check_people
from klachtbot.practice.tickets import Refused, ResponseUrls, Triggers
from klachtbot.practice.traffic import Traffic
from klachtbot.practice.transport import TransportClock, WallClock

DEMO_SEED = Path(__file__).with_name("workspace.toml")


class Workspace:
    """A strict stand-in for Slack, with one app in it. One event loop owns it; all changes happen there.

    ``clock`` is the practice date, ``transport`` the clock of the three-second rules and message ids.
    ``before_answer`` is called with the name of every Web API method just before it is carried out.
    """

    def __init__(self, manifest: Manifest, clock: PracticeClock, transport: TransportClock | None = None) -> None:
        self.manifest = manifest
        self.clock = clock
        self.transport = transport or WallClock()
        self.bot_token = f"xoxb-practice-{secrets.token_hex(12)}"
        self.app_token = f"xapp-practice-{secrets.token_hex(12)}"
        self.base_url = "http://127.0.0.1"
        self.before_answer: Callable[[str], None] = lambda _method: None
        self.admins_only: set[str] = set()  # methods that a preference of the workspace keeps from the app
        self.users: dict[str, User] = {
            BOT_USER: User(BOT_USER, manifest.bot_name, manifest.name, is_bot=True),
            SLACKBOT: User(SLACKBOT, "slackbot", "Slackbot", is_bot=True),
        }
        self.channels: dict[str, Channel] = {}
        self.log = Traffic(lambda: self.changed("traffic"))
        self.triggers = Triggers(self.transport)
        self.response_urls = ResponseUrls(self.transport)
        self.sockets = Sockets(self.transport, APP_ID, self.log.note)
        identity = {
            "team_id": TEAM["id"],
            "app_id": APP_ID,
            "bot_id": BOT_ID,
            "app_installed_team_id": TEAM["id"],
        }
        self.screens = Screens(
            identity, lambda: f"{self.new_ts()}.{secrets.token_hex(4)}", self.users, self.manifest.scopes
        )
        self.files = Files(self.transport.now)
        self._messages: dict[str, list[Message]] = {}
        self._listeners: WeakSet[asyncio.Queue[Change | None]] = WeakSet()
        self._last_ts = 0
        self._telling: set[asyncio.Task[None]] = set()

    @classmethod
    def seed(
        cls,
        source: Path | Mapping[str, Any],
        manifest: Manifest,
        clock: PracticeClock,
        transport: TransportClock | None = None,
    ) -> Workspace:
        """A workspace with these users and channels: a TOML file, or what such a file holds.

        ``[[users]]``: the fields of ``User``. ``[[channels]]``: ``id``, ``name``, ``members`` (ids), ``is_private``.
        ``[[messages]]``, oldest first: ``channel``, ``user``, ``text``, ``minutes_ago``, ``files`` (names).
        Raises ``TypeError`` for a field that does not exist and ``KeyError`` for a member nobody knows.
        """
        data = tomllib.loads(source.read_text(encoding="utf-8")) if isinstance(source, Path) else source
        workspace = cls(manifest, clock, transport)
        for fields in data.get("users", ()):
            workspace.add_user(User(**fields))
        for fields in data.get("channels", ()):
            channel = Channel(**{**fields, "members": set(fields.get("members", ()))})
            for member in channel.members:
                workspace.users[member]
            workspace.channels[channel.id] = channel
        for said in data.get("messages", ()):
            workspace._seed_message(**said)
        return workspace

    def _seed_message(
        self, channel: str, user: str, text: str, minutes_ago: int = 0, files: Sequence[str] = ()
    ) -> None:
        at = self.clock.now() - timedelta(minutes=minutes_ago)
        self.post(channel, user, text, files=self.files.named(user, files), at=at)

    def add_user(self, user: User) -> None:
        """A new colleague, with a direct message channel with the app."""
        self.users[user.id] = user
        dm = Channel(self.dm_of(user.id), "", {user.id, BOT_USER}, is_private=True, is_im=True)
        self.channels[dm.id] = dm
        self.changed("people")

    # Looking

    @property
    def connected(self) -> bool:
        """An app is connected over Socket Mode."""
        return self.sockets.connected.is_set()

    @property
    def commands(self) -> list[Json]:
        """The slash commands of the manifest (``command``, ``description``, ``usage_hint``)."""
        return list(self.manifest.commands)

    def shortcuts(self, kind: str) -> list[Json]:
        """The shortcuts of this kind (``global`` or ``message``) that people are offered."""
        granted = self.manifest.shortcuts if "commands" in self.manifest.scopes else ()
        return [shortcut for shortcut in granted if shortcut["type"] == kind]

    @property
    def traffic(self) -> list[str]:
        """Plain lines: direction, method or type, outcome. Never what was said."""
        return self.log.lines

    @property
    def violations(self) -> list[str]:
        """What the app did that Slack would refuse or warn about."""
        return self.log.violations

    def people(self) -> list[User]:
        """Who one can be: everybody but bots and deactivated accounts, by name."""
        return sorted((u for u in self.users.values() if not u.is_bot and not u.deleted), key=lambda u: u.real_name)

    def dm_of(self, user_id: str) -> str:
        """The id of this person's direct message channel with the app."""
        return "D" + user_id[1:]

    def channels_of(self, user_id: str) -> list[Channel]:
        """Channels (by name), then direct messages. The DM with the app is always among them."""
        mine = (one for one in self.channels.values() if user_id in one.members and not one.is_archived)
        return sorted(mine, key=lambda channel: (channel.is_im, channel.name))

    def title_of(self, channel: Channel, user_id: str) -> str:
        """What this person sees as its name: ``#team``, or the other party's name."""
        if not channel.is_im:
            return f"#{channel.name}"
        return ", ".join(self.users[member].real_name for member in channel.members if member != user_id)

    def messages_for(self, user_id: str, channel_id: str) -> list[Message]:
        """Oldest first, ephemeral ones only for whom they are; empty when the person is not in the channel."""
        channel = self.channels.get(channel_id)
        if channel is None or user_id not in channel.members:
            return []
        return [m for m in self._messages.get(channel_id, ()) if m.ephemeral_for in (None, user_id)]

    def history(self, channel_id: str) -> list[Message]:
        """What stands in the channel for everybody, oldest first."""
        return [m for m in self._messages.get(channel_id, ()) if m.ephemeral_for is None]

    def message(self, channel_id: str, ts: str | None) -> Message | None:
        return next((m for m in self._messages.get(channel_id, ()) if m.ts == ts), None)

    def views_of(self, user_id: str) -> list[OpenView]:
        """The person's modal stack, the one on top last; at most three."""
        return list(self.screens.stack(user_id))

    def home_of(self, user_id: str) -> Json | None:
        """The Home view published for this person (``{"type": "home", "blocks": [...]}``), or None."""
        home = self.screens.home(user_id)
        return None if home is None else home.view

    def subscribe(self) -> AsyncIterator[Change]:
        """Changes from now on. Iterate on the workspace's own loop; who lets go of the iterator is forgotten."""
        queue: asyncio.Queue[Change | None] = asyncio.Queue()
        self._listeners.add(queue)

        async def changes() -> AsyncIterator[Change]:
            while (change := await queue.get()) is not None:
                yield change

        return changes()

    def end(self) -> None:
        """Nothing changes any more: every ``subscribe`` comes to its end."""
        for queue in self._listeners:
            queue.put_nowait(None)

    def response_url(self, user_id: str, channel_id: str, ts: str | None = None) -> str:
        """A fresh response address: for a command, or for a click on the message ``ts``."""
        return f"{self.base_url}/response/{self.response_urls.issue(user_id, channel_id, ts)}"

    # Changing

    def changed(self, kind: str, *users: str) -> None:
        """Tell who looks. No users: it is different for everybody."""
        for queue in self._listeners:
            queue.put_nowait(Change(kind, frozenset(users) or None))

    def move_clock(self) -> None:
        """To be called after the clock was moved, so that screens follow."""
        self.changed("clock")

    def new_ts(self) -> str:
        """A message id: seconds and microseconds of the transport's clock, unique and increasing."""
        self._last_ts = max(self._last_ts + 1, int(self.transport.now() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def post(
        self,
        channel_id: str,
        user: str,
        text: str,
        blocks: Sequence[Json] = (),
        *,
        metadata: Json | None = None,
        ephemeral_for: str | None = None,
        files: tuple[File, ...] = (),
        at: datetime | None = None,
    ) -> Message:
        """Put a message there, looked at by nobody: see ``content`` for what an app may say."""
        message = Message(
            ts=self.new_ts(),
            channel=channel_id,
            user=user,
            text=text,
            blocks=list(blocks),
            at=at or self.clock.now(),
            is_bot=self.users[user].is_bot,
            metadata=metadata,
            ephemeral_for=ephemeral_for,
            files=files,
        )
        for file in files:
            file.shares[channel_id] = message.ts
        self._messages.setdefault(channel_id, []).append(message)
        self._message_changed(message)
        return message

    def post_as_app(
        self,
        channel_id: str,
        text: str,
        blocks: Sequence[Json],
        *,
        metadata: Json | None = None,
        ephemeral_for: str | None = None,
        files: tuple[File, ...] = (),
    ) -> Message:
        return self.post(
            channel_id, BOT_USER, text, blocks, metadata=metadata, ephemeral_for=ephemeral_for, files=files
        )

    def replace(self, message: Message, text: str, blocks: list[Json], metadata: Json | None = None) -> None:
        message.text, message.blocks, message.edited = text, blocks, True
        if metadata is not None:
            message.metadata = metadata
        self._message_changed(message)

    def delete(self, message: Message) -> None:
        self._messages[message.channel].remove(message)
        pins = self.channels[message.channel].pins
        if message.ts in pins:
            pins.remove(message.ts)
        self._message_changed(message)

    def file_for(self, user_id: str, file_id: str) -> File | None:
        """The file, when this person is in a channel where it was shared, or it is their own."""
        file = self.files.find(file_id)
        if file is None or file.deleted:
            return None
        seen = any(user_id in self.channels[channel].members for channel in file.shares)
        return file if seen or file.user == user_id or (user_id == BOT_USER and file.handed_over) else None

    def join(self, channel: Channel, user_id: str, *, inviter: str) -> None:
        """Somebody is in the channel from now on; the app hears of it, if it asked to and is in it."""
        channel.members.add(user_id)
        self.changed("people")
        if BOT_USER in channel.members:
            telling = asyncio.get_running_loop().create_task(interactions.tell_joined(self, channel, user_id, inviter))
            self._telling.add(telling)
            telling.add_done_callback(self._telling.discard)

    def delete_file(self, file_id: str) -> None:
        """Its owner deletes it."""
        self.files.delete(file_id)
        self.changed("message")

    def content(self, where: str, text: Any, blocks: Any) -> tuple[str, list[Json]]:
        """The text and blocks of a message of the app, looked at strictly; raises ``Refused``."""
        if not text and not blocks:
            raise Refused("no_text")
        text = text or ""
        if not isinstance(text, str):
            raise Refused("invalid_arguments", ["must be a string [json-pointer:/text]"])
        if len(text) > TEXT_MOST:
            raise Refused("msg_too_long")
        problems = check_message(blocks or []) or check_people(blocks or [], self.users, "/blocks")
        if problems:
            raise Refused("invalid_blocks", problems)
        if not text.strip():
            self.log.violation(where, ["missing_text_in_message"])
        return text, with_ids(blocks or [])

    def _message_changed(self, message: Message) -> None:
        seen_by = {message.ephemeral_for} if message.ephemeral_for else self.channels[message.channel].members
        self.changed("message", *seen_by)

    # What people do

    async def say(self, user_id: str, channel_id: str, text: str, *, files: Sequence[str] = ()) -> Outcome:
        """A message, or a slash command when it starts with ``/``. ``files``: names of files to send along.

        ``/invite @name`` is Slack's own: it brings somebody into the channel."""
        if text.startswith("/"):
            command, _, rest = text.partition(" ")
            invited = next((user.id for user in self.people() if f"@{user.name}" == rest.strip()), None)
            if command == "/invite" and invited is not None:
                return await self.invite(user_id, channel_id, invited)
            return await self.command(user_id, channel_id, command, rest.strip())
        return interactions.say(self, user_id, channel_id, text, files)

    async def command(self, user_id: str, channel_id: str, command: str, text: str) -> Outcome:
        """A slash command, ``command`` with its slash. The answer stands in the channel, for this person."""
        return await interactions.command(self, user_id, channel_id, command, text)

    async def shortcut(self, user_id: str, callback_id: str) -> Outcome:
        """A global shortcut of the app."""
        return await shortcuts.use(self, user_id, callback_id)

    async def message_shortcut(self, user_id: str, callback_id: str, channel_id: str, ts: str) -> Outcome:
        """A message shortcut of the app, on the message ``ts``."""
        return await shortcuts.use_on_message(self, user_id, callback_id, channel_id, ts)

    async def suggest(self, user_id: str, *, surface: Surface, block_id: str, action_id: str, typed: str) -> Suggested:
        """Type in a search field (``external_select``); what comes back may then be chosen there."""
        return await suggestions.suggest(self, user_id, surface, block_id, action_id, typed)

    async def click(
        self,
        user_id: str,
        *,
        surface: Surface,
        block_id: str,
        action_id: str,
        value: str | list[str] | None = None,
        values: Values | None = None,
    ) -> Outcome:
        """A button, overflow, select or date picker that is not inside an input block.

        ``value``: what was chosen (an option's ``value``, a date, …; ignored for buttons). ``values``: in a modal,
        everything filled in so far, so that it is in the state the app gets and is still there afterwards.
        """
        return await interactions.click(self, user_id, surface, block_id, action_id, value, values or {})

    async def submit(self, user_id: str, view_id: str, values: Values) -> Outcome:
        """Press submit. Errors stand in the view afterwards (``views_of``), and what was typed is kept."""
        return await interactions.submit(self, user_id, view_id, values)

    async def upload(
        self, user_id: str, *, view_id: str, block_id: str, action_id: str, name: str, content: bytes
    ) -> Uploaded:
        """Put a file in a field for files of the form on top. Its id is then filled in like any other value."""
        return interactions.upload(self, user_id, view_id, block_id, action_id, name, content)

    async def close(self, user_id: str, view_id: str, *, all_views: bool = False) -> Outcome:
        """Close (the cancel button: this view; the cross, ``all_views``: the whole stack)."""
        return await interactions.close(self, user_id, view_id, all_views=all_views)

    async def open_home(self, user_id: str) -> Outcome:
        """Look at the app's Home tab."""
        return await interactions.open_home(self, user_id)

    async def invite(self, user_id: str, channel_id: str, invited: str) -> Outcome:
        """Bring somebody into a channel one is in oneself."""
        return interactions.invite(self, user_id, channel_id, invited)

    async def change_user(self, user_id: str, **fields: Any) -> Outcome:
        """An administrator changes somebody's fields (``real_name``, ``locale``, ``deleted``, …)."""
        return await interactions.change_user(self, user_id, fields)
