"""Register a complaint (R1): it gets its number, and from the day it was received its first term runs (R4).

Directly, or from a report. What is, or may be, about a coordinator goes to the supervisor instead (R23), with
everything that was typed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from klachtbot.domain import errors, people, procedure
from klachtbot.domain.model import (
    AboutKind,
    Action,
    Complaint,
    ComplaintId,
    Draft,
    Json,
    PersonId,
    Position,
    Role,
    Series,
)
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases import access
from klachtbot.usecases.forms import as_sent
from klachtbot.usecases.ports import NewMessage, Person, Recorded, Sent, UnitOfWork
from klachtbot.usecases.report import bring, heard
from klachtbot.usecases.reroute import kept_apart, rerouted
from klachtbot.usecases.route import Route, route
from klachtbot.usecases.take_step import Sight, again, cannot_wait, judged, look, record, refresh


@dataclass(frozen=True, slots=True)
class Registration:
    """What the form says. ``name`` and ``contact`` are "" when they are not known.

    ``about`` names who it is about, ``people`` those chosen in Slack, ``kind`` what was answered to "over wie gaat
    het?"; ``safety`` holds the reasons why it cannot wait ("safety", "crime", "data_breach"), the gravest first;
    ``spoken`` that the officer spoke to the complainant already; ``safe_mail`` that the complainant chose e-mail, and
    that it is safe (R6).
    """

    received_on: date
    channel: str
    name: str = field(repr=False)
    contact: str = field(repr=False)
    about: str = field(repr=False)
    subject: str = field(repr=False)
    name_unknown: bool = False
    spoken: bool = False
    safe_mail: bool = False
    safety: tuple[str, ...] = ()
    kind: AboutKind = AboutKind.STAFF
    people: tuple[PersonId, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of it.

    ``handed_to_supervisor``: it went to the supervisor, and who typed it may read nothing of ``complaint``, not even
    what it is called. ``handed_to_coordinators``: the supervisor typed what is for the coordinators to register.
    ``again``: it was registered before, by this very form; who sent it in may have lost it since.
    """

    complaint: Complaint
    handed_to_supervisor: bool = False
    handed_to_coordinators: bool = False
    again: bool = False


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
    report: ComplaintId | None = None,
    version: int = 0,
) -> Registered:
    """Register it for who fills in the form, who handles it. Pressing submit again gives the same complaint.

    The number is of the year in which it is registered. ``report`` is the report it is registered from, ``version``
    what was seen of it. Raises a ``Refusal`` at its field; ``NotForYou`` for who may not register at all.
    """
    if not access.registers(by):
        raise access.NotForYou
    if report is not None:
        return _from_report(uow, by, today, calendar, registration, submission, report, version)
    sent = as_sent(registration)
    before = uow.complaints.recorded(submission, sent)
    if before is not None:
        return _as_before(again(uow, by, before, today))
    _check(registration)
    routed = route(
        uow, kind=registration.kind, names=registration.about, people=registration.people, on=today, preferred=by.id
    )
    if not _handles(by, routed):
        return _handed_on(uow, by, today, calendar, registration, routed, submission, sent)
    drafts = procedure.start(
        by=by.id,
        officer=by.id,
        received_on=registration.received_on,
        today=today,
        calendar=calendar,
        respondents=routed.respondents,
        contacted_on=today if registration.spoken else None,
        attributes=_attributes(registration),
        details=_details(registration, routed),
    )
    try:
        complaint = uow.complaints.register(
            drafts, series=routed.series, year=today.year, submission=submission, sent=sent
        )
    except errors.AlreadyRecorded:
        return _as_before(again(uow, by, uow.complaints.recorded(submission, sent), today))
    told = NewMessage(f"registered:{complaint.id}", "registered", by.id, complaint.id)
    for message in (told, *cannot_wait(complaint, uow.people.organisation(), today, by=by)):
        uow.outbox.add(message)
    refresh(uow, complaint, by.id)
    uow.commit()
    return Registered(complaint)


def _as_before(recorded: Recorded) -> Registered:
    """The answer of the first time, whatever became of the case since."""
    action, complaint = recorded.entries[0].action, recorded.complaint
    if action is Action.REGISTER:
        return Registered(complaint, again=True)
    return _handed(complaint, action is Action.ADD_RESPONDENT or complaint.series is Series.SUPERVISOR)


def _handed(complaint: Complaint, supervised: bool) -> Registered:
    return Registered(complaint, handed_to_supervisor=supervised, handed_to_coordinators=not supervised)


def _handles(by: Person, routed: Route) -> bool:
    """Whether who registers may also handle it; absent or not, they are at work now."""
    if by.id in {one.person for one in routed.respondents}:
        return False
    if Position.COORDINATOR in by.positions:
        return not routed.supervised
    return routed.supervised or routed.officer == by.id


def _handed_on(
    uow: UnitOfWork,
    by: Person,
    today: date,
    calendar: WorkCalendar,
    registration: Registration,
    routed: Route,
    submission: str,
    sent: Sent,
) -> Registered:
    """Somebody else's: it becomes a report that holds everything typed, and nobody types it twice."""
    ticks: dict[str, Json] = {"spoken": registration.spoken, "name_unknown": registration.name_unknown}
    complaint = bring(
        uow,
        by=by,
        today=today,
        calendar=calendar,
        heard_on=registration.received_on,
        kind=registration.kind,
        routed=routed,
        attributes={**_attributes(registration), **{key: value for key, value in ticks.items() if value}},
        details=_details(registration, routed),
        submission=submission,
        sent=sent,
    )
    return _handed(complaint, routed.supervised)


def _from_report(
    uow: UnitOfWork,
    by: Person,
    today: date,
    calendar: WorkCalendar,
    registration: Registration,
    submission: str,
    report: ComplaintId,
    version: int,
) -> Registered:
    sight = look(
        uow,
        by=by,
        today=today,
        complaint=report,
        version=version,
        action=Action.REGISTER,
        submission=submission,
        sent=as_sent(registration),
        opened=True,
    )
    if sight.done:
        return _as_before(Recorded(sight.complaint, sight.done, same=True))
    _check(registration)
    found = sight.complaint
    routed = route(
        uow,
        kind=registration.kind,
        names=registration.about,
        people=registration.people,
        on=today,
        preferred=by.id,
        known=found,
        retyped=True,
    )
    details = _details(registration, routed)
    if routed.supervised and not people.supervised(found, sight.organisation) and not _handles(by, routed):
        attributes = {**_attributes(registration), "about": registration.kind.value}
        # Who may register it may say whom it is about.
        as_officer = replace(sight, roles=sight.roles | {Role.OFFICER})
        said = {**attributes, **kept_apart(routed)}
        draft = judged(as_officer, Action.ADD_RESPONDENT, today, calendar, attributes=said, details=details)
        return _handed(rerouted(uow, sight, draft, today, submission=submission), True)
    drafts = _drafts(sight, today, calendar, registration, routed, by)
    series = Series.SUPERVISOR if routed.supervised else Series.ORDINARY
    messages = [NewMessage(f"registered:{found.id}", "registered", by.id, found.id), *heard(sight, today, "registered")]
    after = record(uow, sight, drafts, submission=submission, number=(series, today.year), messages=messages)
    return Registered(after)


def _drafts(
    sight: Sight, today: date, calendar: WorkCalendar, registration: Registration, routed: Route, by: Person
) -> tuple[Draft, ...]:
    """Registering, and what the form says besides: another date of receipt, a contact that has been."""
    # Of the coordinators who is first handles it; a deputy of the supervisor only stands in.
    officer = sight.complaint.officer if routed.supervised else by.id
    attributes: dict[str, Json] = {
        "summarised": True,
        **_attributes(registration),
        "about": registration.kind.value,
        "officer": officer,
        "respondents": procedure.listed(routed.respondents),
    }
    if routed.supervised and sight.complaint.series is Series.ORDINARY:
        attributes["supervised"] = True
    details = _details(registration, routed)
    drafts = [judged(sight, Action.REGISTER, today, calendar, attributes=attributes, details=details)]
    steps: list[tuple[Action, date, dict[str, Json]]] = []
    if registration.received_on != sight.complaint.received_on:
        steps.append((Action.CORRECT, registration.received_on, {"fact": "received", "reason": "registration"}))
    if registration.spoken:
        steps.append((Action.RECORD_CONTACT, today, {"explained": True}))
    for action, on, attributes in steps:
        so_far = Sight(procedure.followed(sight.complaint, drafts), by, frozenset({Role.OFFICER}), sight.organisation)
        drafts.append(judged(so_far, action, today, calendar, on=on, attributes=attributes))
    return tuple(drafts)


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
        "about": registration.kind.value,
        # Without a name, but with a phone number, there is somebody to reach (R4).
        "complainant_known": bool(registration.name or registration.contact or registration.spoken),
    }
    if registration.safe_mail:
        said["safe_mail"] = True
    if registration.safety:
        said["safety"] = registration.safety[0]
        said["safety_reasons"] = list(registration.safety)
    return said


def _details(registration: Registration, routed: Route) -> dict[str, Json]:
    said: dict[str, Json] = {
        "complainant": registration.name,
        "contact": registration.contact,
        "about": registration.about,
        "subject": registration.subject,
    }
    if routed.names:
        said["respondents"] = dict(routed.names)
    return said
