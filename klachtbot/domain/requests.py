"""What the committee asked for (R14): each document it calls for, who has it, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from klachtbot.domain.dossier import first
from klachtbot.domain.model import Action, Complaint, Event, FactName

OFFICER, COMPLAINANT, OTHER = "officer", "complainant", "other"
"""Who may have a document, beside a respondent (by ref)."""


@dataclass(frozen=True, slots=True)
class Requested:
    """One document that was asked for. The words are "" in a dossier that is not opened.

    ``holder``: a code above, or a respondent's ref; ``documents`` the ids of what was delivered; ``reason`` why it does
    not come.
    """

    ref: str
    asked_on: date
    holder: str
    wanted_by: date | None = None
    what: str = field(default="", repr=False)
    why: str = field(default="", repr=False)
    holder_name: str = field(default="", repr=False)
    holder_contact: str = field(default="", repr=False)
    delivered_on: date | None = None
    refused_on: date | None = None
    documents: tuple[str, ...] = ()
    reason: str = field(default="", repr=False)

    @property
    def open(self) -> bool:
        return self.delivered_on is None and self.refused_on is None


def requested(complaint: Complaint) -> tuple[Requested, ...]:
    """Everything that was asked for, the oldest first."""
    asked = [event for event in complaint.events if event.action is Action.REQUEST_DOCUMENT]
    return tuple(_one(complaint, event) for event in asked)


def requested_as(complaint: Complaint, ref: str) -> Requested | None:
    return next((one for one in requested(complaint) if one.ref == ref), None)


def holders(complaint: Complaint) -> frozenset[str]:
    """The codes of who may have a document."""
    return frozenset({OFFICER, COMPLAINANT, OTHER, *(one.ref for one in complaint.respondents)})


def _one(complaint: Complaint, event: Event) -> Requested:
    codes, words = event.attributes, event.details or {}
    ends = [
        one
        for one in complaint.events
        if one.subject == event.subject and one.action in (Action.DELIVER_DOCUMENT, Action.REFUSE_DOCUMENT)
    ]
    documents = [one for end in ends if isinstance(said := end.attributes.get("documents"), list) for one in said]
    delivered = first(complaint, FactName.DOCUMENT_DELIVERED, subject=event.subject)
    refused = first(complaint, FactName.DOCUMENT_REFUSED, subject=event.subject)
    wanted_by = codes.get("wanted_by")
    return Requested(
        event.subject,
        event.on,
        str(codes.get("holder") or OFFICER),
        date.fromisoformat(str(wanted_by)) if wanted_by else None,
        str(words.get("what") or ""),
        str(words.get("why") or ""),
        str(words.get("holder_name") or ""),
        str(words.get("holder_contact") or ""),
        delivered.on if delivered else None,
        refused.on if refused else None,
        tuple(str(one) for one in documents),
        str(next(((end.details or {}).get("reason") for end in ends if end.details), "") or ""),
    )
