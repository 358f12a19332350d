"""A sitting at the counter: one person, one card, and the forms that open from it; fast, without Slack between.

What is pressed, chosen and filled in stands on the screen by its Dutch text; each view is held to Slack's rules.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from klachtbot.domain.errors import Refusal
from klachtbot.domain.model import Action, CalendarName, Complaint, ComplaintId, Json
from klachtbot.domain.workdays import work_calendar
from klachtbot.practice.driver import texts_of
from klachtbot.practice.forms import initial_values, state_of
from klachtbot.practice.shapes import options_of
from klachtbot.practice.strict import check_view, elements_of
from klachtbot.slack import notices
from klachtbot.slack.desk import Correct, Desk, Languages, Nothing, Replace, Say, Visit
from klachtbot.slack.forms import Form
from klachtbot.slack.listeners import ROUTES
from klachtbot.storage import Database
from klachtbot.storage.organisation import apply
from klachtbot.usecases.organisation import parse
from klachtbot.usecases.ports import Person
from klachtbot.usecases.register import Registration, register
from klachtbot.usecases.take_step import take_step
from klachtbot.wiring import letter_room, texts
from tests.databases import StoppedClock
from tests.e2e.counter import Screens, carrying, filled
from tests.usecases.house import FILE

CALENDAR = work_calendar(CalendarName.PUBLIC)
MONDAY = date(2026, 11, 2)

Typed = str | date | tuple[str, ...] | Mapping[str, bytes] | None
"""What a field is filled with; in a field for files the name of each file, and what is in it."""


class Sitting:
    """Somebody at a card. ``view`` is what is on top; ``depth`` how many views lie on each other."""

    def __init__(
        self,
        database: Database,
        clock: StoppedClock,
        *,
        about: str = "Tom Visser",
        language: str = "nl",
        name: str = "Ada Okonkwo",
        subject: str = "Niet teruggebeld",
        file: str = FILE,
        by: str = "Sanne",
    ) -> None:
        self.clock = clock
        self._database = database
        self.screens = Screens()
        self.desk = Desk(database.uow, self.clock, self.screens, Languages(lambda _: language), texts, letter_room())
        self.language = language
        self.on(MONDAY)
        with database.uow() as uow:
            apply(uow, parse(file))
            uow.commit()
        with database.uow(read_only=True) as uow:
            self.people = {one.name.split()[0]: one for one in uow.people.all()}
        self.who = by
        with database.uow() as uow:
            self.id = register(
                uow,
                by=self.by,
                today=MONDAY,
                calendar=CALENDAR,
                registration=Registration(
                    MONDAY,
                    "phone",
                    name,
                    "ada@voorbeeld.example" if name else "",
                    about,
                    subject,
                    name_unknown=not name,
                ),
                submission=uuid.uuid4().hex,
            ).complaint.id
        self.stack: list[Mapping[str, Any]] = []
        self.said = ""
        self.errors: Mapping[str, str] = {}

    @property
    def by(self) -> Person:
        return self.people[self.who]

    @property
    def view(self) -> Mapping[str, Any]:
        return self.stack[-1]

    @property
    def shown(self) -> str:
        """What can be read on top."""
        return "\n".join(texts_of(self.view))

    @property
    def complaint(self) -> Complaint:
        """The dossier as it is now, opened."""
        with self._database.uow(read_only=True) as uow:
            found = uow.complaints.by_id(ComplaintId(self.id), opened=True)
        assert found is not None
        return found

    def on(self, day: date) -> Sitting:
        """It is ten in the morning of this day."""
        self.clock.at = datetime.combine(day, time(9), tzinfo=UTC)
        return self

    def as_(self, first_name: str) -> Sitting:
        self.who = first_name
        return self

    def open(self) -> Sitting:
        """The card, anew."""
        self.stack = []
        self._do(ROUTES.actions["open"], value=self.id, surface="message")
        return self

    def press(self, text: str) -> Sitting:
        """A button, or an entry of the list, that says this."""
        action, value = next((found for found in self._pressable() if found[0] == text), ("", "", ""))[1:]
        assert action, f"nothing to press says {text!r}; there are {[one[0] for one in self._pressable()]}"
        self._do(ROUTES.action(action), value=value)
        return self

    def choose(self, action: str) -> Sitting:
        """The first that can be pressed and does this: its action begins so."""
        found = next((one for one in self._pressable() if one[1].startswith(action)), ("", "", ""))
        assert found[1], f"nothing to press does {action!r}; there are {[one[:2] for one in self._pressable()]}"
        self._do(ROUTES.action(found[1]), value=found[2])
        return self

    def carry(self, action: str, value: str) -> Sitting:
        """A button that carries this, as one on a card that is no longer fresh."""
        self._do(ROUTES.action(action), value=value)
        return self

    def offers(self) -> list[str]:
        """What the list of other steps offers."""
        return [text for text, action, _ in self._pressable() if action == "step:other"]

    def primary(self) -> list[str]:
        """The buttons that stand out."""
        return [
            str(element["text"]["text"])
            for block in self.view["blocks"]
            for element, _ in elements_of(block)
            if element.get("style") == "primary"
        ]

    def submit(self, **typed: Typed) -> Sitting:
        """Send the form on top in, with these fields (by key) filled in otherwise than they stood."""
        values = initial_values(self.view["blocks"])
        files = {key: value for key, value in typed.items() if isinstance(value, Mapping)}
        for key, value in typed.items():
            if isinstance(value, Mapping):
                continue
            assert key in values, f"no field {key!r}; there are {list(values)}"
            values[key][key] = value.isoformat() if isinstance(value, date) else value
        state = state_of(self.view["blocks"], values)["values"]
        for key, held in files.items():
            state[key][key]["files"] = [
                {"id": f"F0{n}", "name": one, "size": len(held[one])} for n, one in enumerate(held)
            ]
        self._do(
            ROUTES.submission(self.view["callback_id"]),
            state=state,
            metadata=self.view.get("private_metadata", ""),
            submitted=True,
        )
        return self

    def send(self, form: Form, **other: Any) -> Sitting:
        """Send this form in, filled in, whether it can be opened or not; ``other`` by the key of its field."""
        self.stack = self.stack or [{"blocks": []}]
        found = self.complaint
        carried = carrying(found.id, found.version, submission=uuid.uuid4().hex)
        self._do(ROUTES.forms[form.name], state=filled(form, **other), metadata=carried, submitted=True)
        return self

    def filled(self) -> dict[str, Any]:
        """What stands in the form on top, by key."""
        return {key: held[key] for key, held in initial_values(self.view["blocks"]).items() if key in held}

    def take(self, step: str, **typed: Typed) -> Sitting:
        """Open the card, choose a step, and send its form in; it must be recorded."""
        self.open().press(step).submit(**typed)
        assert not self.errors, self.errors
        return self

    def letter(self, action: Action, on: date, **codes: Json) -> Sitting:
        """A step that is the sending of a letter, as if its letters had gone that day."""
        found = self.complaint
        with self._database.uow() as uow:
            take_step(
                uow,
                by=self.by,
                today=self.clock.today(),
                calendar=CALENDAR,
                complaint=found.id,
                version=found.version,
                action=action,
                on=on,
                attributes=codes,
                submission=uuid.uuid4().hex,
            )
        return self

    def _pressable(self) -> list[tuple[str, str, str]]:
        found = []
        for block in self.view["blocks"]:
            if block["type"] == "input":
                continue
            for element, _ in elements_of(block):
                if element["type"] == "button":
                    found.append((element["text"]["text"], element["action_id"], element.get("value", "")))
                found += [(one["text"]["text"], element["action_id"], one["value"]) for one in options_of(element)]
        return found

    def _do(self, listener: Any, *, surface: str = "view", **brought: Any) -> None:
        self.screens.shown.clear()
        self.errors, self.said = {}, ""
        visit = Visit(
            self.desk,
            self.by.slack_id or "",
            texts(self.language),
            self.clock.today(),
            surface=surface,
            depth=len(self.stack),
            view_id="V0",
            **brought,
        )
        try:
            answer = listener(visit)
        except Refusal as refusal:
            text = notices.refusal(refusal, visit.t)
            answer = Correct({refusal.field: text}) if visit.submitted else Say(text)
        if isinstance(answer, Correct):
            self.errors = answer.errors
        elif isinstance(answer, Say):
            self.said = answer.text
        elif isinstance(answer, Replace):
            self.stack[-1:] = [answer.view]
        else:
            assert isinstance(answer, Nothing)
            self.stack[2:] = []
            self.stack += self.screens.shown
        for view in self.screens.shown or self.stack[-1:]:
            assert check_view(view, "modal") == []
