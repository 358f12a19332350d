"""Report a complaint (R1): anybody who heard one may, and from the day it was heard the first term runs (R4).

It stands in the list of the coordinators at once, or with the supervisor only when it is, or may be, about one of them
(R23).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from klachtbot.domain import errors, people, procedure
from klachtbot.domain.model import AboutKind, Action, Complaint, Json, PersonId, Position
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.forms import as_sent
from klachtbot.usecases.ports import NewMessage, Person, Sent, UnitOfWork
from klachtbot.usecases.route import Route, route
from klachtbot.usecases.take_step import Sight, again, cannot_wait


@dataclass(frozen=True, slots=True)
class Report:
    """What the form of reporting says. ``name`` and ``contact`` are the complainant's, "" when not known.

    ``about`` is the names as typed, ``people`` those chosen in Slack; ``link`` where a reported message stands and
    ``sender`` who wrote it; ``files`` the names of files the bot cannot read.
    """

    heard_on: date
    kind: AboutKind
    about: str = field(repr=False)
    story: str = field(repr=False)
    name: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    people: tuple[PersonId, ...] = field(default=(), repr=False)
    safety: tuple[str, ...] = ()
    link: str = field(default="", repr=False)
    sender: str = field(default="", repr=False)
    files: tuple[str, ...] = field(default=(), repr=False)


def report(
    uow: UnitOfWork, *, by: Person, today: date, calendar: WorkCalendar, report: Report, submission: str
) -> Complaint:
    """Bring it to who handles it. Pressing submit again gives the same report; no more than that one did.

    The reporter may read none of it afterwards. Raises a ``Refusal`` at its field.
    """
    sent = as_sent(report)
    before = uow.complaints.recorded(submission, sent)
    if before is not None:
        return again(uow, by, before, today).complaint
    if not report.story:
        raise errors.Incomplete(Action.REPORT, "story")
    routed = route(uow, kind=report.kind, names=report.about, people=report.people, on=today)
    details: dict[str, Json] = {
        "complainant": report.name,
        "contact": report.contact,
        "about": report.about,
        "story": report.story,
        "link": report.link,
        "sender": report.sender,
        "files": list(report.files),
    }
    attributes: dict[str, Json] = {"channel": "reported"}
    if report.safety:
        attributes |= {"safety": report.safety[0], "safety_reasons": list(report.safety)}
    return bring(
        uow,
        by=by,
        today=today,
        calendar=calendar,
        heard_on=report.heard_on,
        kind=report.kind,
        routed=routed,
        attributes=attributes,
        details={key: value for key, value in details.items() if value},
        submission=submission,
        sent=sent,
        link=report.link,
    )


def bring(
    uow: UnitOfWork,
    *,
    by: Person,
    today: date,
    calendar: WorkCalendar,
    heard_on: date,
    kind: AboutKind,
    routed: Route,
    attributes: dict[str, Json],
    details: dict[str, Json],
    submission: str,
    sent: Sent,
    link: str = "",
) -> Complaint:
    """Store a report that was routed, and tell who registers it; and the reporter, that a message still stands."""
    draft = procedure.report(
        by=by.id,
        officer=routed.officer,
        received_on=heard_on,
        today=today,
        calendar=calendar,
        respondents=routed.respondents,
        attributes={**attributes, "about": kind.value},
        details={**details, "respondents": dict(routed.names)} if routed.names else details,
    )
    organisation = uow.people.organisation()  # asked before the next reference is taken: others wait for that
    try:
        complaint = uow.complaints.report(
            draft, series=routed.series, year=today.year, submission=submission, sent=sent
        )
    except errors.AlreadyRecorded:
        return again(uow, by, uow.complaints.recorded(submission, sent), today).complaint
    told = messages_to_registrars(complaint, organisation, today)
    for message in (*told, *cannot_wait(complaint, organisation, today, by=by)):
        uow.outbox.add(message)
    if link:
        stands = NewMessage(f"stands:{complaint.id}", "message_stands", by.id, payload={"link": link})
        uow.outbox.add(stands)
    uow.commit()
    return complaint


def messages_to_registrars(complaint: Complaint, organisation: people.Organisation, on: date) -> list[NewMessage]:
    """To each who may register this report a message of their own, and their Home anew."""
    whom = _whom(complaint, organisation, on)
    version = f"{complaint.id}:{complaint.version}"
    told = [NewMessage(f"reported:{version}:{person}", "reported", person, complaint.id) for person in whom]
    return told + [NewMessage(f"home:{person}:{version}", "home", person) for person in whom]


def heard(sight: Sight, on: date, what: str) -> tuple[NewMessage, ...]:
    """What the reporter hears: that it was "registered" or "dismissed", and when; never its content."""
    reporter = sight.complaint.events[0].by
    if reporter is None or reporter == sight.by.id:
        return ()
    key, kind = f"report_{what}:{sight.complaint.id}", f"report_{what}"
    return (NewMessage(key, kind, reporter, sight.complaint.id, {"on": on.isoformat()}),)


def _whom(complaint: Complaint, organisation: people.Organisation, on: date) -> tuple[PersonId, ...]:
    """The officer and who stands in for an absent one; of an ordinary report every coordinator who is there."""
    if organisation.holds(complaint.officer, Position.COORDINATOR):
        team = organisation.holding(Position.COORDINATOR)
        there = [
            one for one in team if not organisation.away(one, on) and people.may_read(complaint, one, organisation, on)
        ]
        return tuple(there) or (complaint.officer,)
    away = organisation.away(complaint.officer, on)
    return (complaint.officer, *(people.deputies_for(complaint, organisation, on) if away else ()))
