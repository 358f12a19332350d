"""Putting a letter together: its values, who writes it, and whom its reader may call."""

from __future__ import annotations

from collections.abc import Mapping

from klachtbot.domain import people
from klachtbot.domain.dossier import report_text
from klachtbot.domain.letters import Audience
from klachtbot.domain.model import Complaint, Notice
from klachtbot.domain.people import Organisation
from klachtbot.usecases.letter_values import VALUES
from klachtbot.usecases.letters import Letter, Sender
from klachtbot.usecases.organisation import Contact, Office
from klachtbot.usecases.ports import Person, UnitOfWork
from klachtbot.usecases.telling import Telling, name_of

ENCLOSED: Mapping[str, Mapping[str, str]] = {
    "report": {
        "nl": "Het verslag vindt u in de bijlage bij deze brief.",
        "en": "You will find the report enclosed with this letter.",
    },
    "reasons": {
        "nl": "De redenen van de commissie vindt u in de bijlage bij deze brief.",
        "en": "You will find the reasons of the committee enclosed with this letter.",
    },
}
"""What a letter says under the heading of the report or the reasons, when that is a document."""

RULINGS = frozenset({Notice.RULING, Notice.RULING_COPY})


def letter(
    telling: Telling,
    *,
    sender: Sender,
    language: str,
    address: str = "",
    free: Mapping[str, str] | None = None,
) -> Letter:
    """The letter to this recipient. ``address`` are the lines of a postal address."""
    values = {name: value for name, tell in VALUES.items() if (value := tell(telling)) not in (None, "", ())}
    if telling.enclosed:
        part = "reasons" if telling.order.notice in RULINGS else "report"
        text = "" if part == "reasons" else report_text(telling.complaint)
        values[part] = "\n\n".join(filter(None, (text, ENCLOSED[part][language])))
    return Letter(
        notice=telling.order.notice,
        audience=telling.recipient.audience,
        language=language,
        number=telling.complaint.label,
        written_on=telling.today,
        sender=sender,
        addressee=addressee(telling, language),
        address=address,
        values=values,
        free=dict(free or {}),
    )


def sender(office: Office, contact: Contact, *, officer: str, language: str) -> Sender:
    """Who writes, and how they are reached (``contact_of``)."""
    return Sender(
        organisation=office.contact.name,
        officer=officer,
        position=_POSITION[language],
        phone=contact.phone,
        email=contact.email,
    )


def contact_of(office: Office, complaint: Complaint, organisation: Organisation, officer: Person | None) -> Contact:
    """How the office is reached about this complaint (R24). About a coordinator it is never the coordinators who
    answer (R23): where the organisation names no address for the supervisor, it is the mail of who handles it."""
    if not people.supervised(complaint, organisation):
        return office.contact
    return office.supervisor_contact or Contact(office.contact.name, officer.email if officer else "", "")


def whom_to_call(uow: UnitOfWork, complaint: Complaint) -> Contact | None:
    """The same, looked up; None before an organisation file was taken over."""
    office = uow.office()
    if office is None:
        return None
    return contact_of(office, complaint, uow.people.organisation(), uow.people.by_id(complaint.officer))


_POSITION = {"nl": "klachtenfunctionaris", "en": "complaints officer"}


def addressee(telling: Telling, language: str) -> str:
    """The name on the letter; "" when nobody wrote it down."""
    contact = telling.office.committee_contact
    if telling.recipient.audience is Audience.COMMITTEE:
        return contact.name if contact is not None and contact.name else COMMITTEE[language]
    return name_of(telling.complaint, telling.recipient.ref, telling.names)


COMMITTEE: Mapping[str, str] = {"nl": "Klachtencommissie", "en": "Complaints committee"}
