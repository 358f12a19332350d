"""The things of a workspace: people, channels, messages, open views, and what a person hears after doing something.

Plain values that the browser UI and the driver read. Only the workspace changes them, on its own event loop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

Json = dict[str, Any]

TEAM = {"id": "T0PRACTICE", "domain": "oefenen"}
APP_ID = "A0PRACTICE"
BOT_ID = "B0PRACTICE"
BOT_USER = "U0PRACTICE"
"""The app's own user."""
SLACKBOT = "USLACKBOT"
"""Who says that a command failed."""

Values = Mapping[str, Mapping[str, str | Sequence[str] | None]]
"""What a person filled in: block_id -> action_id -> raw value. Text, number, date, time, the id of a person or the
``value`` of an option as a string; several of them, and ids of files, as a list; None or absent: left empty."""


@dataclass(slots=True)
class User:
    """Somebody in the workspace. ``locale`` as Slack writes it (``nl-NL``); ``deleted``: deactivated.

    ``title`` says what the person is ("coördinator"); it stands on the card where one picks who to be.
    ``is_restricted``: a guest; ``is_ultra_restricted``: one who can be in one channel only.
    """

    id: str
    name: str
    real_name: str
    email: str = ""
    locale: str = "nl-NL"
    tz: str = "Europe/Amsterdam"
    is_bot: bool = False
    deleted: bool = False
    is_admin: bool = False
    title: str = ""
    is_restricted: bool = False
    is_ultra_restricted: bool = False


@dataclass(slots=True)
class Channel:
    """A public or private channel, or a direct message (``is_im``; ``name`` is then empty, see ``title_of``).

    ``pins``: the ts of what is pinned. An archived one keeps its name, and nobody says anything there any more.
    """

    id: str
    name: str
    members: set[str] = field(default_factory=set)
    is_private: bool = False
    is_im: bool = False
    creator: str = ""
    topic: str = ""
    is_archived: bool = False
    pins: list[str] = field(default_factory=list)
    bookmarks: list[Json] = field(default_factory=list)


@dataclass(slots=True)
class File:
    """A file. ``content`` None: only its name is known here, or it was deleted. ``created`` in seconds since 1970.

    ``shares``: id of a channel -> ts of the message it was shared with. ``handed_over``: chosen in a form of the app.
    """

    id: str
    name: str
    user: str = ""
    title: str = ""
    content: bytes | None = field(default=None, repr=False)
    created: int = 0
    shares: dict[str, str] = field(default_factory=dict)
    handed_over: bool = False
    deleted: bool = False


@dataclass(slots=True)
class Message:
    """A message. ``ts`` is Slack's id of it (transport clock); ``at`` is the practice date and time to show.

    ``ephemeral_for``: the one person who sees it, or None. ``is_bot``: said by an app. ``edited``: changed.
    ``offered``: see ``OpenView``.
    """

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json]
    at: datetime
    is_bot: bool = False
    metadata: Json | None = None
    edited: bool = False
    ephemeral_for: str | None = None
    files: tuple[File, ...] = ()
    offered: dict[str, list[Json]] = field(default_factory=dict)


@dataclass(slots=True)
class OpenView:
    """A modal on somebody's screen. ``view`` is the payload the app gave (title, blocks, submit, close, …).

    ``values`` holds what was filled in so far, initial values included (raw values, see ``Values``).
    ``errors``: block_id -> text at that field; ``error``: a line for the whole form, empty when there is none.
    ``offered``: action_id of a search field -> the options the app has suggested there so far; of a field for files
    -> the file objects that were put there.
    """

    id: str
    user: str
    view: Json
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    values: dict[str, dict[str, str | Sequence[str] | None]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    error: str = ""
    offered: dict[str, list[Json]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MessageAt:
    """Where a button stands: on this message (ephemeral or not)."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class ViewAt:
    """Where a button stands: in this open modal."""

    view_id: str


@dataclass(frozen=True, slots=True)
class HomeTab:
    """Where a button stands: on the person's own Home tab of the app."""


Surface = MessageAt | ViewAt | HomeTab


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of something a person did. ``error`` is a code, ``text`` the sentence Slack shows (empty when ok)."""

    ok: bool
    error: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Suggested(Outcome):
    """What a search came to: ``(label of the group or "", its options)``, in order. Nothing found is ok, too."""

    groups: tuple[tuple[str, tuple[Json, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Uploaded(Outcome):
    """A file stands in a field for files. ``file``: its id."""

    file: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Something changed. ``users``: for whom the screen is different now; None: for everybody.

    ``kind``: ``message``, ``view``, ``home``, ``people``, ``traffic`` or ``clock``.
    """

    kind: str
    users: frozenset[str] | None = None


class PracticeClock(Protocol):
    """The practice date. The wiring supplies it; the UI shows its controls."""

    def now(self) -> datetime:
        """The instant, aware."""

    def advance(self, step: timedelta) -> None: ...

    def set_date(self, day: date) -> None: ...

    def next_working_day(self) -> None: ...
