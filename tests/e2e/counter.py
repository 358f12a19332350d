"""A counter without Slack: what a person does goes straight to the listener, and what happens is written down.

For breadth. Each visit is answered as Slack's side would answer it, with the statements the database was asked. What a
visit records is undone after it, so that the next one finds everything as it was; unless the counter keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from klachtbot.domain.errors import Refusal
from klachtbot.slack import notices
from klachtbot.slack.desk import Answer, Correct, Desk, Languages, Listener, Nothing, Replace, Say, Visit
from klachtbot.slack.fields import Field, FileRef, Kind
from klachtbot.slack.forms import Carried, Form
from klachtbot.storage import Database
from klachtbot.storage.uow import SqlUnitOfWork
from klachtbot.usecases.delivery import Home
from klachtbot.usecases.ports import Clock
from klachtbot.wiring import letter_room, texts

HERE = "een-naam-uit-Slack"


@dataclass
class Screens:
    """What Slack was asked to show, who ``left``, and who ``runs`` the workspace."""

    shown: list[Mapping[str, Any]] = field(default_factory=list)
    left: set[str] = field(default_factory=set)
    runs: set[str] = field(default_factory=set)
    out_of_reach: set[str] = field(default_factory=set)  # files

    def open_view(self, trigger_id: str, view: Mapping[str, Any]) -> None:
        self.shown.append(view)

    def push_view(self, trigger_id: str, view: Mapping[str, Any]) -> None:
        self.shown.append(view)

    def update_view(self, view_id: str, hash_: str, view: Mapping[str, Any]) -> None:
        self.shown.append(view)

    def publish(self, slack_id: str, home: Home) -> None:
        self.shown.append(home.view)

    def name_of(self, slack_id: str) -> str:
        return HERE

    def has_left(self, slack_id: str) -> bool:
        return slack_id in self.left

    def runs_workspace(self, slack_id: str) -> bool:
        return slack_id in self.runs

    def file(self, id: str) -> FileRef | None:
        return None if id in self.out_of_reach else FileRef(id, "brief.pdf", 8)

    def locale_of(self, slack_id: str) -> str | None:
        return "nl"


@dataclass(frozen=True)
class Outcome:
    """What one visit came to. ``asked`` is the statements in their order, however many values a list in them has."""

    said: str
    views: tuple[str, ...]
    asked: tuple[str, ...] = field(repr=False)
    recorded: bool

    @property
    def shown(self) -> str:
        """Everything a person could read or a button could carry."""
        return "\n".join([self.said, *self.views])


class Undone(SqlUnitOfWork):
    """A unit of work that only seems to commit, but for a counter that keeps what is recorded."""

    commits: list[None]
    asked: list[str]
    since: int
    keeps: bool

    def commit(self) -> None:
        only = [one for one in self.asked[self.since :] if not one.startswith("BEGIN")]
        if not all(one.startswith("INSERT INTO reads") for one in only):  # the read log is no record of the case
            self.commits.append(None)
        if self.keeps:
            super().commit()


class Counter:
    """Where people come with something."""

    def __init__(self, database: Database, clock: Clock, *, keeps: bool = False) -> None:
        self._database = database
        self._keeps = keeps
        self._clock = clock
        self.screens = Screens()
        self._commits: list[None] = []
        self._asked: list[str] = []
        self.desk = Desk(self._units, clock, self.screens, Languages(self.screens.locale_of), texts, letter_room())
        event.listen(database.engine, "before_cursor_execute", self._heard)

    def _heard(self, connection: object, cursor: object, statement: str, *rest: object) -> None:
        self._asked.append(_MANY.sub("IN (…)", statement))

    def _units(self, *, read_only: bool = False) -> Undone:
        database = self._database
        unit = Undone(database.engine, database.vault, database.clock, read_only=read_only)
        unit.commits, unit.keeps = self._commits, self._keeps
        unit.asked, unit.since = self._asked, len(self._asked)
        return unit

    def watch(self, does: Callable[[], str]) -> Outcome:
        """Do it, and tell what came of it."""
        self.screens.shown.clear()
        self._commits.clear()
        self._asked.clear()
        said = does()
        views = tuple(_same(str(view)) for view in self.screens.shown)
        return Outcome(_same(said), views, tuple(self._asked), bool(self._commits))

    def visit(self, slack_id: str, listener: Listener, **brought: Any) -> Outcome:
        """Somebody comes with this; ``brought`` are the parts of their ``Visit``."""
        visit = Visit(self.desk, slack_id, texts("nl"), self._clock.today(), **brought)
        return self.watch(lambda: _told(_answered(visit, listener)))


def _answered(visit: Visit, listener: Listener) -> Answer:
    try:
        return listener(visit)
    except Refusal as refusal:
        text = notices.refusal(refusal, visit.t)
        return Correct({refusal.field: text}) if visit.submitted else Say(text)


def _told(answer: Answer) -> str:
    if isinstance(answer, Say):
        return f"{answer.text}\n{answer.blocks}"
    if isinstance(answer, Replace):
        return str(answer.view)
    if isinstance(answer, Correct):
        return str(answer.errors)
    assert isinstance(answer, Nothing)
    return ""


def _same(text: str) -> str:
    """Without the random number that every form carries against pressing twice."""
    return _SUBMISSION.sub('"submission":"…"', text)


_SUBMISSION = re.compile(r'"submission":"[0-9a-f]+"')
_VALUE = r"(?:\?|%\(\w+\)s(?:::\w+)?)"
_NONE = r"\(SELECT 1 FROM \(SELECT 1\) WHERE 1!=1\)|\(NULL\) AND \(1 != 1\)"
_MANY = re.compile(rf"IN (?:{_NONE}|\({_VALUE}(?:, {_VALUE})*\))")  # as SQLite has it, and as PostgreSQL


def filled(form: Form, **other: Any) -> dict[str, Any]:
    """The state of this form as Slack sends it, every field filled in, but for a list that may be left alone and is
    looked up when the form opens; ``other`` by the key of its field."""
    return {row.key: {row.key: other.get(row.key) or _filled(row)} for row in form.fields}


def _filled(row: Field) -> dict[str, Any]:
    code = {"value": row.options[0].code} if row.options else None if row.optional else {"value": "nobody"}
    by_kind: dict[Kind, dict[str, Any]] = {
        Kind.TEXT: {"value": "036 123 45 67"},
        Kind.LONG_TEXT: {"value": "Zo is het gegaan."},
        Kind.DAY: {"selected_date": "2026-03-02"},
        Kind.TIME: {"selected_time": "10:00"},
        Kind.CHOICE: {"selected_option": code},
        Kind.RADIO: {"selected_option": code},
        Kind.TICKS: {"selected_options": [] if row.optional else [code]},
        Kind.PEOPLE: {"selected_users": [] if row.optional else ["U0FATMA"]},
        Kind.FILES: {"files": [{"id": f"F0{row.key.upper()}", "name": "brief.pdf", "size": 10}]},
    }
    return by_kind[row.kind]


def carrying(complaint: str, version: int, *, submission: str = "0" * 32, subject: str = "") -> str:
    """The ``private_metadata`` of a form about this case."""
    return Carried(submission, complaint, version, subject).text()
