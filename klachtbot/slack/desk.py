"""The desk: what every listener has at hand, what one visit of a person is, and how it is answered.

A listener is a function from a visit to an answer. It never acknowledges: that is the last thing the desk does, after
everything is recorded (``slack.app`` turns payloads into visits and answers into acknowledgements).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from klachtbot.slack.blocks import Block
from klachtbot.slack.fields import FileRef
from klachtbot.slack.texts import Texts, TextsFor
from klachtbot.usecases.delivery import Home
from klachtbot.usecases.letters import LetterRoom
from klachtbot.usecases.ports import Clock, UnitsOfWork


class Screens(Protocol):
    """What listeners ask of Slack while somebody waits. Each raises ``gateway.ViewRefused``."""

    def open_view(self, trigger_id: str, view: Mapping[str, Any]) -> None: ...

    def push_view(self, trigger_id: str, view: Mapping[str, Any]) -> None: ...

    def update_view(self, view_id: str, hash_: str, view: Mapping[str, Any]) -> None: ...

    def publish(self, slack_id: str, home: Home) -> None:
        """Raises a ``delivery`` error."""

    def name_of(self, slack_id: str) -> str:
        """What somebody is called in Slack; "" when Slack does not tell now."""

    def has_left(self, slack_id: str) -> bool:
        """Whether somebody's account is no longer active; False when Slack does not tell now."""

    def runs_workspace(self, slack_id: str) -> bool:
        """Whether Slack says that somebody is an administrator or owner of the workspace; False when it does not tell
        now. Asked anew after half a minute."""

    def file(self, id: str) -> FileRef | None:
        """A file as Slack tells of it; None when the bot cannot reach it, or Slack does not tell now."""

    def locale_of(self, slack_id: str) -> str | None: ...


class Languages:
    """Which language somebody reads: asked of Slack once, forgotten when they change it."""

    def __init__(self, ask: Callable[[str], str | None]) -> None:
        self._ask = ask
        self._known: dict[str, str] = {}
        self._lock = threading.Lock()

    def of(self, slack_id: str) -> str:
        """ "en" for who set Slack to English, else "nl" (also when Slack does not tell)."""
        found = self._known.get(slack_id)
        if found is None:
            locale = self._ask(slack_id)
            found = "en" if (locale or "").startswith("en") else "nl"
            if locale is not None:
                self.learn(slack_id, locale)
        return found

    def known(self, slack_id: str) -> str:
        """The language without asking Slack: "nl" until it is known."""
        return self._known.get(slack_id, "nl")

    def learn(self, slack_id: str, locale: str) -> None:
        with self._lock:
            self._known[slack_id] = "en" if locale.startswith("en") else "nl"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the listeners share."""

    units: UnitsOfWork
    clock: Clock
    screens: Screens
    languages: Languages
    texts: TextsFor
    letters: LetterRoom


@dataclass(frozen=True, slots=True)
class Message:
    """A message somebody points at: its text, who wrote it (a Slack id), where it stands, its files and their names."""

    text: str = field(repr=False)
    sender: str
    link: str
    files: tuple[FileRef, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Visit:
    """One interaction of one person, in our own words.

    ``value`` is what a button carried or a command was given; ``state`` the values of a submitted form; ``metadata``
    what a form carried; ``view_id`` and ``hash`` the open view a button stands in ("" elsewhere); ``depth`` how
    many views are open (1 in a root view), ``beneath`` the one under it; ``submitted`` whether a form was sent in;
    ``message`` what a message shortcut was used on.
    """

    desk: Desk
    slack_id: str
    t: Texts
    today: date
    value: str = ""
    trigger_id: str = ""
    state: Mapping[str, Any] = field(default_factory=dict, repr=False)
    metadata: str = ""
    view_id: str = ""
    hash: str = ""
    surface: str = "message"  # "message", "view" or "home": where the person is
    depth: int = 0
    beneath: str = ""
    submitted: bool = False
    message: Message | None = None

    def named(self, slack_ids: Iterable[str]) -> dict[str, str]:
        """What these people are called in Slack, by id. Asks Slack."""
        return {id: self.desk.screens.name_of(id) for id in slack_ids}

    def show(self, view: Block) -> None:
        """Show a view: on top of the one the person is in, or as a new one. Never more than three. A form takes the
        place of what told that the last step was done: who goes back, goes back to the card."""
        if self.surface == "view" and (self.depth >= 3 or (self.metadata == DONE and "submit" in view)):
            self.desk.screens.update_view(self.view_id, self.hash, view)
        elif self.surface == "view":
            self.desk.screens.push_view(self.trigger_id, view)
        else:
            self.desk.screens.open_view(self.trigger_id, view)


DONE = "done"
"""What a view carries that tells what was done, and what is next."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Everything is on the screen already."""


@dataclass(frozen=True, slots=True)
class Say:
    """An answer only this person sees, with a fallback that makes sense read aloud."""

    text: str
    blocks: tuple[Block, ...] = ()
    replace: bool = False  # put it in place of the answer the button stands in


@dataclass(frozen=True, slots=True)
class Replace:
    """Put this view in place of the submitted form."""

    view: Block


@dataclass(frozen=True, slots=True)
class Correct:
    """The form stays open; each field that needs another look gets its sentence."""

    errors: Mapping[str, str]


Answer = Nothing | Say | Replace | Correct
Listener = Callable[[Visit], Answer]
