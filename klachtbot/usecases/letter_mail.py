"""The mail of a letter, put together from what was frozen in the dossier: byte for byte what the archive has."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

from klachtbot.domain import people
from klachtbot.domain.by_itself import stopped
from klachtbot.domain.letters import DISPATCHES, MEMBERS, Means, SentLetter, Standing, address_of, letters
from klachtbot.domain.model import Complaint
from klachtbot.domain.readers import letters_to, sits
from klachtbot.domain.sharing import kept_back
from klachtbot.usecases.compose import contact_of
from klachtbot.usecases.delivery import Attachment, DeliveryImpossible, Mail, OutboxRow
from klachtbot.usecases.documents import DocumentId, suffix_of
from klachtbot.usecases.enclosures import numbered_before
from klachtbot.usecases.ports import UnitOfWork
from klachtbot.usecases.send_letters import PDF, mail_key
from klachtbot.usecases.telling import member

MOVED, NOT_SHARED, STOPPED, LEFT = "moved", "not_shared", "stopped", "left"
"""Our own codes beside the mail server's: the letter was written before the complaint became the supervisor's; the
committee may not have the dossier any more; somebody stopped what was to leave by itself (R6); and who it was for does
not sit in the committee of this case any more (R13)."""


def letter_mail(uow: UnitOfWork, row: OutboxRow) -> Mail | None:
    """The mail of this row; None when the letter does not go this way any more.

    Raises ``DeliveryImpossible`` for one that names the coordinators in a case that is the supervisor's by now (R23):
    who handles it hears so, and writes it anew. So for what left by itself after somebody stopped it.
    """
    found = uow.complaints.by_id(row.complaint, opened=True) if row.complaint else None
    if found is None:
        return None
    letter = next((one for one in letters(found) if one.ref == row.payload["letter"]), None)
    if letter is None or letter.means is not Means.EMAIL or letter.standing is not Standing.PREPARED:
        return None
    if row.key != mail_key(found.id, letter.ref, letter.tries):
        return None
    pdf, kept = (uow.documents.open(DocumentId(id)) for id in (letter.document, letter.mail))
    assert pdf is not None, "what is sent was frozen first"
    assert kept is not None, "with its mail"
    said = json.loads(kept.content)
    if names_the_coordinators(uow, found, letter):
        raise DeliveryImpossible(MOVED)
    if DISPATCHES[letter.notice].dossier and kept_back(found) is not None:
        raise DeliveryImpossible(NOT_SHARED)
    if letter.to in MEMBERS and not _sits_still(uow, found, letter):
        raise DeliveryImpossible(LEFT)
    if letter.by is None and letter.tries == 1 and stopped(found):
        raise DeliveryImpossible(STOPPED)
    attached = [Attachment(said["attachment"], PDF, pdf.content), *_enclosed(uow, found, letter)]
    return Mail(
        to=address_of(found, letter.ref),
        subject=said["subject"],
        text=said["text"],
        html=said["html"],
        reply_to=said["reply_to"],
        attachments=tuple(attached),
        calendar=base64.b64decode(said["calendar"]) if said["calendar"] else None,
    )


def _sits_still(uow: UnitOfWork, complaint: Complaint, letter: SentLetter) -> bool:
    """Whether who it was written to sits in the committee of this case, and may know of it (R13, R23)."""
    holder = member(complaint, letter.to)
    theirs = sits(complaint, letter.to) and letter in letters_to(complaint, letter.to)
    return theirs and holder is not None and not people.kept_out(complaint, holder, uow.people.organisation())


def _enclosed(uow: UnitOfWork, complaint: Complaint, letter: SentLetter) -> Iterator[Attachment]:
    """What goes along, as it is kept; with the number it has in the inventory, for its own name says too much."""
    numbered = DISPATCHES[letter.notice].dossier
    first = 1 + (numbered_before(complaint, letter.to, letter.batch) if letter.to in MEMBERS else 0)
    for number, id in enumerate(letter.enclosed, start=first):
        along = uow.documents.open(DocumentId(id))
        assert along is not None, "what goes along was there when the letter was frozen"
        stem = f"{complaint.label} {number:02}" if numbered else complaint.label
        name = f"{stem}.{suffix_of(along.row.name or '') or 'pdf'}"
        yield Attachment(name, along.row.media_type, along.content)


def names_the_coordinators(uow: UnitOfWork, complaint: Complaint, letter: SentLetter) -> bool:
    """Whether the coordinators are who answers by this letter, while the complaint is kept from them by now (R23)."""
    office, organisation = uow.office(), uow.people.organisation()
    kept = uow.documents.open(DocumentId(letter.mail))
    if office is None or kept is None or not people.supervised(complaint, organisation):
        return False
    now = contact_of(office, complaint, organisation, uow.people.by_id(complaint.officer))
    return bool(json.loads(kept.content)["reply_to"] == office.contact.email != now.email)


def kept_text(uow: UnitOfWork, letter: SentLetter) -> str:
    """A letter as it reads, from what was frozen; "" when it was destroyed."""
    kept = uow.documents.open(DocumentId(letter.mail))
    return str(json.loads(kept.content)["text"]) if kept is not None else ""
