"""Register a complaint (R1): it gets its number, and from the day it was received its first term runs (R4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from klachtbot.domain import errors, procedure
from klachtbot.domain.model import Complaint, Json, Respondent, Series
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases import access
from klachtbot.usecases.ports import NewMessage, Person, UnitOfWork


@dataclass(frozen=True, slots=True)
class Registration:
    """What the six fields of the form say. ``name`` and ``contact`` are "" when they are not known.

    ``about`` names who it is about; ``safety`` holds the reasons why it cannot wait ("safety", "crime",
    "data_breach"), the gravest first; ``spoken`` that the officer spoke to the complainant already.
    """

    received_on: date
    channel: str
    name: str = field(repr=False)
    contact: str = field(repr=False)
    about: str = field(repr=False)
    subject: str = field(repr=False)
    name_unknown: bool = False
    spoken: bool = False
    safety: tuple[str, ...] = ()


class NameMissing(errors.Refusal):
    """Neither a name, nor said that it is not known."""


class NameGiven(errors.Refusal):
    """A name, and said that it is not known."""


class ContactMissing(errors.Refusal):
    """The complainant is known, but there is no way to reach them."""


def register(
    uow: UnitOfWork,
    *,
    by: Person,
    today: date,
    calendar: WorkCalendar,
    registration: Registration,
    submission: str,
) -> Complaint:
    """Register it for who fills in the form, who handles it. Pressing submit again gives the same complaint.

    The number is of the year in which it is registered. Raises a ``Refusal`` at its field.
    """
    before = uow.complaints.by_submission(submission)
    if before is not None:
        return access.readable(uow, by, before, today)
    _check(registration)
    drafts = procedure.start(
        by=by.id,
        officer=by.id,
        received_on=registration.received_on,
        today=today,
        calendar=calendar,
        respondents=(Respondent("r1"),),
        contacted_on=today if registration.spoken else None,
        attributes=_attributes(registration),
        details={
            "complainant": registration.name,
            "contact": registration.contact,
            "about": registration.about,
            "subject": registration.subject,
        },
    )
    try:
        complaint = uow.complaints.register(drafts, series=Series.ORDINARY, year=today.year, submission=submission)
    except errors.AlreadyRecorded as recorded:
        return access.readable(uow, by, uow.complaints.by_id(recorded.complaint), today)
    uow.outbox.add(NewMessage(f"registered:{complaint.id}", "registered", by.id, complaint.id))
    uow.outbox.add(NewMessage(f"home:{by.id}:{complaint.id}:{complaint.version}", "home", by.id))
    uow.commit()
    return complaint


def _check(registration: Registration) -> None:
    if not registration.name and not registration.name_unknown:
        raise NameMissing(field="complainant")
    if registration.name and registration.name_unknown:
        raise NameGiven(field="complainant")
    if registration.name and not registration.contact:
        raise ContactMissing(field="contact")


def _attributes(registration: Registration) -> dict[str, Json]:
    said: dict[str, Json] = {
        "channel": registration.channel,
        # Without a name, but with a phone number, there is somebody to reach (R4).
        "complainant_known": bool(registration.name or registration.contact or registration.spoken),
    }
    if registration.safety:
        said["safety"] = registration.safety[0]
        said["safety_reasons"] = list(registration.safety)
    return said
