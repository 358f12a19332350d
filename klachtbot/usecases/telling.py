"""What a letter may be told from: the dossier, who it is for, and what they are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from klachtbot.domain.dossier import panel, secretary
from klachtbot.domain.letters import MEMBERS, SECRETARY, Recipient
from klachtbot.domain.model import Complaint, Event, Notice, PersonId
from klachtbot.domain.parties import parties, respondent_names
from klachtbot.domain.requests import requested_as
from klachtbot.usecases.documents import DocumentId
from klachtbot.usecases.enclosures import Inventory
from klachtbot.usecases.letters import Value
from klachtbot.usecases.organisation import Office


@dataclass(frozen=True, slots=True)
class Order:
    """Which letter somebody wants to send: ``cause`` is the entry (its seq) it follows on, 0 when its sending is a
    step; ``about`` the one respondent it is for, "" when it is for all it concerns."""

    notice: Notice
    cause: int = 0
    about: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """All a value may be read from. ``complaint`` is opened; ``names`` are those of people of the organisation."""

    complaint: Complaint
    order: Order
    recipient: Recipient
    today: date
    office: Office
    names: Mapping[PersonId, str] = field(default_factory=dict, repr=False)
    enclosed: bool = False  # the report, or the reasons of the ruling, go along as a document
    inventory: Inventory = field(default_factory=Inventory, repr=False)  # for the committee
    along: tuple[DocumentId, ...] = ()  # what goes along to this reader

    @property
    def cause(self) -> Event | None:
        """The entry the letter follows on."""
        return self.complaint.events[self.order.cause - 1] if self.order.cause else None

    def code(self, key: str) -> str:
        return str((self.cause.attributes if self.cause else {}).get(key) or "")

    def words(self, key: str) -> str:
        return str(((self.cause.details if self.cause else None) or {}).get(key) or "")


Told = Callable[[Telling], Value | None]


def name_of(complaint: Complaint, ref: str, names: Mapping[PersonId, str]) -> str:
    """Who gets letters by this ref, the committee apart; "" when nobody wrote it down."""
    known = parties(complaint)
    theirs = {"complainant": known.complainant, "representative": known.representative}
    if ref in theirs:
        return theirs[ref]
    if ref in MEMBERS:
        person = member(complaint, ref)
        return names.get(person, "") if person else ""
    asked = requested_as(complaint, ref)
    return asked.holder_name if asked is not None else respondent_name(complaint, ref, names)


def member(complaint: Complaint, ref: str) -> PersonId | None:
    """Who has this seat, or writes for the committee ("secretary")."""
    person = secretary(complaint) if ref == SECRETARY else panel(complaint).get(ref)
    return PersonId(str(person)) if person else None


def respondent_name(complaint: Complaint, ref: str, names: Mapping[PersonId, str]) -> str:
    """As it was written down, else as the organisation knows them."""
    person = next((one.person for one in complaint.respondents if one.ref == ref), None)
    return respondent_names(complaint).get(ref) or (names.get(person, "") if person else "")
