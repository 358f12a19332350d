"""Fetching what is in a document that was added (see ``add_document``): out of Slack, into the dossier.

Level-triggered: what is to be fetched stands in the documents themselves, so a crash delays it and never loses it.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from klachtbot.domain.model import ComplaintId, PersonId
from klachtbot.usecases import committee_channel
from klachtbot.usecases.delivery import DeliveryImpossible, Files
from klachtbot.usecases.documents import LARGEST, DocumentId, FileRefused
from klachtbot.usecases.ports import NewMessage, UnitOfWork, UnitsOfWork

AT_ONCE = 50
"""As many as are looked at to find one that may be fetched now."""

UNREACHABLE = "unreachable"
"""Slack did not give it, however often it was asked."""


@dataclass(frozen=True, slots=True)
class ToFetch:
    id: DocumentId
    complaint: ComplaintId
    slack_file: str


def next_to_fetch(units: UnitsOfWork, put_off: Container[DocumentId]) -> ToFetch | None:
    """The oldest document that is awaited and not ``put_off``."""
    with units(read_only=True) as uow:
        awaited = uow.documents.awaited(limit=AT_ONCE)
    return next((ToFetch(one.id, one.complaint, one.slack_file) for one in awaited if one.id not in put_off), None)


def fetch(units: UnitsOfWork, files: Files, wanted: ToFetch) -> None:
    """Fetch it, or write down why it cannot be had and tell who added it.

    No unit of work is open while Slack is asked. Raises ``DeliveryLater`` when Slack cannot give it now.
    """
    try:
        content = files.download(files.about_file(wanted.slack_file).url, limit=LARGEST)
    except DeliveryImpossible as never:
        give_up(units, wanted, code=never.code)
        return
    try:
        with units() as uow:
            uow.documents.keep(wanted.id, content)
            _in_the_channel(uow, wanted)
            uow.commit()
    except FileRefused as refused:
        give_up(units, wanted, code=refused.code)


def _in_the_channel(uow: UnitOfWork, wanted: ToFetch) -> None:
    """The committee's list holds what is here; that it came in is no entry of its own."""
    kept, complaint = uow.channels.of(wanted.complaint), uow.complaints.by_id(wanted.complaint)
    if kept is not None and kept.channel and complaint is not None:
        uow.outbox.add(committee_channel.row(complaint, f"document:{wanted.id}"))


def give_up(units: UnitsOfWork, wanted: ToFetch, *, code: str) -> None:
    """It cannot be had: that comes back to who added it, as something to do."""
    with units() as uow:
        if uow.documents.fail(wanted.id, code=code):
            by = _added_by(uow, wanted)
            if by is not None:
                key = f"document_failed:{wanted.id}"
                uow.outbox.add(NewMessage(key, "document_failed", by, wanted.complaint, {"code": code}))
        uow.commit()


def _added_by(uow: UnitOfWork, wanted: ToFetch) -> PersonId | None:
    complaint = uow.complaints.by_id(wanted.complaint)
    entries = complaint.events if complaint is not None else ()
    return next((entry.by for entry in entries if entry.attributes.get("document") == wanted.id), None)
