"""What a step on a card is made of: its form, where what was filled in is kept, and what stands in it to begin with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from klachtbot.domain.dossier import first
from klachtbot.domain.model import Action, Complaint, FactName
from klachtbot.slack.fields import Field, Kind, Value
from klachtbot.slack.forms import Form

Begin = Callable[[Complaint, str, date], Value]
"""What a field holds when its form opens: of this dossier (opened), this subject, today."""

COLLEAGUE = "officer"
"""The field whose options are the colleagues who may take the case over; they are looked up when the form opens."""

WHICH = "respondent"
"""The field whose options are the respondents, by name; looked up as well."""

FACT = "fact"
"""The field whose options are the dates of this dossier that may be corrected; they are looked up, too."""

ORGANISATION = "organisation"
"""The field whose options are the organisations that fill a seat of the committee; without any it is left out."""

DOCUMENT = "document"
"""The field whose options are the documents of the dossier; without any it is left out."""

SEAT = "on_behalf_of"
"""The field whose options are the seats of the committee for whose holder a step is recorded."""

HOLDER = "holder"
"""The field whose options are those who may have a document the committee asks for, by name; looked up as well."""

ATTENDED = "attended"
"""The field whose options are those who may appear at a hearing, by name; looked up as well."""

WITHDRAWN = "withdrawn"
"""The field whose options are the respondents who do not know of the complaint yet; they are looked up, too."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A tick that says something of its own: ticking ``tick`` in ``field`` keeps ``value`` under ``key``."""

    field: str
    tick: str
    key: str
    value: str | bool = True


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step and its form. ``label`` is the verb on its button; ``done`` what is said when it is recorded.

    A field goes to the readable codes of the entry (``codes``), to its personal, encrypted part (``told``), says
    something of its own (``flags``), is the person chosen (``chosen``) or the day it happened (``on``). ``begins``
    says what stands in a field when the form opens; a day it happened begins as today. One action may have several
    forms, each with a name of its own; ``until``: not offered any more once one of these facts stands, ``only``: nor
    while this finds nothing in the dossier.
    """

    action: Action
    label: str
    form: Form
    done: str
    on: str = ""
    codes: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    chosen: str = ""
    begins: tuple[tuple[str, Begin], ...] = ()
    until: tuple[FactName, ...] = ()
    only: Callable[[Complaint], object] | None = None
    only_own: tuple[str, ...] = ()  # fields that are not asked of who records it for a member

    @property
    def name(self) -> str:
        """What its button carries."""
        return self.form.name.removeprefix("step.")

    def offered(self, complaint: Complaint) -> bool:
        """Whether this form still has a use, besides that its step may be taken."""
        return not any(first(complaint, name) for name in self.until) and (not self.only or bool(self.only(complaint)))

    def begin(self, complaint: Complaint, subject: str, today: date) -> dict[str, Value]:
        """What stands in the form when it opens."""
        found: dict[str, Value] = {self.on: today} if self.on else {}
        return found | {key: begins(complaint, subject, today) for key, begins in self.begins}


@dataclass(frozen=True, slots=True)
class Group:
    """Steps that stand together in the list of a card, under a title."""

    title: str
    rows: tuple[StepForm, ...]


ON = "on"
"""The field for the day it happened."""


def when(label: str) -> Field:
    return Field(ON, label, Kind.DAY)
