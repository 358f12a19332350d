"""Take a step in a case: look whether this person may, judge, record and tell, in one transaction.

Each verb on a case is this, with its own attributes. To who may not read the case it does not exist, also when they
could when the form was opened: then nothing is kept and nothing is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from klachtbot.domain import errors, people, procedure
from klachtbot.domain.dossier import first
from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.model import (
    Action,
    Complaint,
    ComplaintId,
    Draft,
    Event,
    Fact,
    FactName,
    Json,
    Notice,
    PersonId,
    Position,
    Role,
    Series,
    Stage,
)
from klachtbot.domain.people import Organisation
from klachtbot.domain.steps import OWNER, PROCEDURE, RESPONDENT
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.document_messages import document_messages
from klachtbot.usecases.hearing_messages import hearing_messages
from klachtbot.usecases.nudge import tick_off
from klachtbot.usecases.panel_messages import panel_messages
from klachtbot.usecases.ports import NOTHING_SENT, NewMessage, Person, Recorded, Sent, UnitOfWork
from klachtbot.usecases.ruling_messages import ruling_messages
from klachtbot.usecases.stand_in import bring_up_to_date

_NOTHING: Mapping[str, Json] = {}
_PANEL = frozenset({Role.CHAIR, Role.MEMBER})
_UNREAD = {
    **dict.fromkeys((Action.CONFIRM_PANEL, Action.DECLARE_UNINVOLVED, Action.DECLARE_INVOLVED), _PANEL),
    Action.FINISH_IMPROVEMENT: OWNER,
    **dict.fromkeys((Action.ASK_INSPECTION, Action.INSPECT), RESPONDENT),
}
"""What somebody may do who does not read the dossier: a member of the panel before it opens to them (R13), who owns
what is done because of it (R25), and a respondent, who reads another reading of it (R20)."""


class NothingSaid(errors.Refusal):
    """All fields of a form in which each may be left empty were left empty."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A case somebody is about to take a step in, and what their form said (``sent``).

    ``done``: the entries this very form made before; then ``complaint`` is the case as it was right after them.
    """

    complaint: Complaint
    by: Person
    roles: frozenset[Role]
    organisation: Organisation
    sent: Sent = field(default_factory=dict, repr=False)
    done: tuple[Event, ...] = ()


def take_step(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    action: Action,
    subject: str = "",
    on: date | None = None,
    attributes: Mapping[str, Json] = _NOTHING,
    details: Mapping[str, Json] = _NOTHING,
    submission: str,
) -> Complaint:
    """Record it as having happened on ``on`` (None: today), and give the case as it is now.

    ``version`` is what the person saw: ``Stale`` when somebody recorded something since. ``NotFound`` for who may not
    read it; any other ``Refusal`` for who may, ``Incomplete`` for a document that is not one of this dossier. The
    result may be out of the person's reach (they handed it over): ask again before showing any of it.
    """
    sent: Sent = {
        "subject": subject,
        "on": on.isoformat() if on else None,
        "attributes": dict(attributes),
        "details": dict(details),
    }
    sight = look(
        uow, by=by, today=today, complaint=complaint, version=version, action=action, submission=submission, sent=sent
    )
    if sight.done:
        return sight.complaint
    check_document(uow, sight.complaint, action, attributes)
    draft = judged(sight, action, today, calendar, subject=subject, on=on, attributes=attributes, details=details)
    return record(uow, sight, (draft,), submission=submission)


def check_document(uow: UnitOfWork, complaint: Complaint, action: Action, attributes: Mapping[str, Json]) -> None:
    """A document a step refers to is one of this dossier; else ``Incomplete``."""
    document = attributes.get("document")
    if document and document not in {one.id for one in uow.documents.of(complaint.id)}:
        raise errors.Incomplete(action, "document")


def look(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    complaint: ComplaintId,
    version: int,
    action: Action,
    submission: str,
    sent: Sent = NOTHING_SENT,
    opened: bool = False,
) -> Sight:
    """The case as this person may see it, at the version they saw. Asks the database the same whatever it finds.

    Who sent the same form before may have lost the case since: they are answered as they were then.
    ``RecordedOtherwise`` when it said something else.
    """
    sent = {**sent, "action": action.value}
    found = uow.complaints.by_id(complaint, opened=opened)
    before = uow.complaints.recorded(submission, sent)
    organisation = uow.people.organisation()
    if found is None or by is None:
        raise errors.NotFound
    if before is not None and before.complaint.id == found.id and before.entries[0].by == by.id:
        _same(before, found, by, organisation, today)
        return Sight(before.complaint, by, frozenset(), organisation, sent, before.entries)
    roles = people.roles_in(found, by.id, organisation, today)
    theirs = roles & _UNREAD.get(action, frozenset()) & PROCEDURE[action].roles
    if not theirs and not people.may_read(found, by.id, organisation, today):
        raise errors.NotFound
    if found.version != version:
        raise errors.Stale
    return Sight(found, by, roles, organisation, sent)


def again(uow: UnitOfWork, by: Person, recorded: Recorded | None, on: date) -> Recorded:
    """What this person's form recorded before; ``RecordedOtherwise`` when it says something else now.

    ``NotFound`` for anybody else's.
    """
    if recorded is None or recorded.entries[0].by != by.id:
        raise errors.NotFound
    if not recorded.same:
        _same(recorded, uow.complaints.by_id(recorded.complaint.id), by, uow.people.organisation(), on)
    return recorded


def _same(recorded: Recorded, now: Complaint | None, by: Person, organisation: Organisation, on: date) -> None:
    if recorded.same:
        return
    readable = now is not None and people.may_read(now, by.id, organisation, on)
    raise errors.RecordedOtherwise(now.label if now is not None and readable else "")


def judged(
    sight: Sight,
    action: Action,
    today: date,
    calendar: WorkCalendar,
    *,
    subject: str = "",
    on: date | None = None,
    attributes: Mapping[str, Json] = _NOTHING,
    details: Mapping[str, Json] = _NOTHING,
) -> Draft:
    """The entry this step makes; raises a ``Refusal``."""
    owner = attributes.get("action_owner")
    if owner and people.kept_out(sight.complaint, PersonId(str(owner)), sight.organisation):
        raise errors.NotTheirsToKnow(field="action_owner")
    return procedure.advance(
        sight.complaint,
        action,
        by=sight.by.id,
        roles=sight.roles,
        on=on or today,
        today=today,
        calendar=calendar,
        subject=subject,
        attributes=attributes,
        details=details,
    )


def record(
    uow: UnitOfWork,
    sight: Sight,
    drafts: Sequence[Draft],
    *,
    submission: str,
    number: tuple[Series, int] | None = None,
    series: Series | None = None,
    messages: Sequence[NewMessage] = (),
) -> Complaint:
    """Store the entries, tell who must hear of them, and commit. ``messages`` come on top of what the table says."""
    before = sight.complaint
    try:
        after = uow.complaints.append(
            before, drafts, submission=submission, sent=sight.sent, number=number, series=series
        )
    except errors.AlreadyRecorded:
        meanwhile = uow.complaints.recorded(submission, sight.sent)
        if meanwhile is None or meanwhile.complaint.id != before.id or meanwhile.entries[0].by != sight.by.id:
            raise errors.Stale from None
        _same(meanwhile, uow.complaints.by_id(before.id), sight.by, sight.organisation, drafts[0].on)
        return meanwhile.complaint
    for draft in drafts:
        for notice in procedure.notices(draft):
            if notice is Notice.NEW_OFFICER and after.officer not in (before.officer, sight.by.id):
                uow.outbox.add(
                    NewMessage(f"handed_over:{after.id}:{after.version}", "handed_over", after.officer, after.id)
                )
            if notice is Notice.NEW_OFFICER and before.officer not in (after.officer, sight.by.id):
                key = f"taken_over:{after.id}:{after.version}"
                uow.outbox.add(NewMessage(key, "taken_over", before.officer, after.id))
    asked = panel_messages(before, after, drafts, sight.organisation, outside=lambda one: _outside(uow, one))
    now = after.events[-1].at
    today = now.astimezone(AMSTERDAM).date()
    for message in (
        *messages,
        *asked,
        *document_messages(after, drafts, sight.organisation, today, by=sight.by.id),
        *hearing_messages(before, after, drafts, sight.organisation, today, by=sight.by.id),
        *ruling_messages(before, after, drafts, sight.organisation),
        *cannot_wait(after, sight.organisation, drafts[0].on, by=sight.by, before=before),
    ):
        uow.outbox.add(message)
    stands_in = {draft.action for draft in drafts} & {Action.DEPUTISE, Action.RETURN}
    deputies = people.deputies_for(after, sight.organisation, today) if stands_in else ()
    refresh(uow, after, before.officer, after.officer, *_who_saw_the_report(sight), *deputies)
    tick_off(uow, after, now)
    bring_up_to_date(uow, after, today)
    uow.commit()
    return after


def _outside(uow: UnitOfWork, id: PersonId) -> bool:
    """Whether this person is not in Slack, and known by an e-mail address."""
    person = uow.people.by_id(id)
    return person is not None and person.slack_id is None and bool(person.email)


def cannot_wait(
    after: Complaint, organisation: Organisation, on: date, *, by: Person, before: Complaint | None = None
) -> list[NewMessage]:
    """To the supervisor, when it cannot wait from now on: that it is so, and no word of what it is about (ours)."""
    if _held(after) is None or (before is not None and _held(before) is not None):
        return []
    return [
        NewMessage(f"safety:{after.id}:{after.version}:{person}", "safety", person, after.id)
        for person in people.alarmed(after, organisation, on)
        if person != by.id
    ]


def _held(complaint: Complaint) -> Fact | None:
    return first(complaint, FactName.SAFETY_HOLD)


def _who_saw_the_report(sight: Sight) -> tuple[PersonId, ...]:
    """On whose Home it stood, when it was a report for all coordinators."""
    found, organisation = sight.complaint, sight.organisation
    if found.stage is not Stage.REPORTED or people.supervised(found, organisation):
        return ()
    return organisation.holding(Position.COORDINATOR)


def refresh(uow: UnitOfWork, complaint: Complaint, *whose: PersonId) -> None:
    """Publish the Home tab of these people anew."""
    for person in dict.fromkeys(whose):
        uow.outbox.add(NewMessage(f"home:{person}:{complaint.id}:{complaint.version}", "home", person))
