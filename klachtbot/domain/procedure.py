"""What may be done now, what a step records, and what the entries of a dossier add up to.

All of it is read from the table in ``steps``. ``judging`` holds the columns that judge a step; here are those that say
what it records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from klachtbot.domain import errors
from klachtbot.domain.correcting import corrected, withdrawn
from klachtbot.domain.dossier import first, fold, may_attend, panel, respondents
from klachtbot.domain.improvements import next_ref
from klachtbot.domain.judging import (
    Possible,
    available,
    documents,
    earliest,
    entitled,
    not_yet,
    of,
    own,
    refusal,
    subjects,
)
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
    Respondent,
    Role,
    Seat,
    Series,
    Stage,
)
from klachtbot.domain.steps import AHEAD, CHAIR, FACT_NOTICES, MADE_ANEW, PER_SUBJECT, PROCEDURE, About, Choice, Step
from klachtbot.domain.terms import OWED, STARTS, TERMS, Deadline, running
from klachtbot.domain.workdays import WorkCalendar, to_json

__all__ = [
    "PROCEDURE",
    "NextStep",
    "Possible",
    "advance",
    "available",
    "fold",
    "followed",
    "listed",
    "next_step",
    "notices",
    "refusal",
    "report",
    "start",
    "subjects",
]

_RANK = {stage: rank for rank, stage in enumerate(Stage)}
_NOTHING: Mapping[str, Json] = {}
_RESERVED = frozenset({"days", "ends"})


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the regulation asks now. ``waits_for``: a code when it waits for somebody outside ("complainant")."""

    action: Action
    rule: str
    subject: str
    roles: frozenset[Role]
    deadline: Deadline | None
    waits_for: str = ""


def advance(
    complaint: Complaint,
    action: Action,
    *,
    by: PersonId | None,
    roles: frozenset[Role],
    on: date,
    today: date,
    calendar: WorkCalendar,
    subject: str = "",
    attributes: Mapping[str, Json] = _NOTHING,
    details: Mapping[str, Json] = _NOTHING,
) -> Draft:
    """The entry this step makes; raises a Refusal when it cannot be taken, so, then, by these roles.

    ``on`` is the day it happened in the world; ``by`` is None for the clock, whose only role is SYSTEM. Who acts as
    respondent or member acts for themselves only.
    """
    row = PROCEDURE[action]
    refused = refusal(complaint, action, roles, today, subject)
    if refused is not None:
        raise refused
    if not entitled(complaint, row, roles, by, subject):
        raise errors.NotYourStep(action)
    behalf = not own(complaint, row, roles, by, subject)
    _check_said(row, attributes, details, behalf=behalf)
    _check_behalf(complaint, row, attributes, subject, behalf=behalf)
    _check_attended(complaint, row, attributes)
    _check_ahead(row, attributes, on)
    if row.about is About.NEW_DOCUMENT:
        subject = _next_document(complaint)
    if action is Action.CORRECT:
        facts = corrected(complaint, on, today, attributes)
        ends = [(fact.name, fact.subject) for fact in (*facts, *withdrawn(complaint, attributes))]
    else:
        _check_date(complaint, row, on, today, subject)
        names = (*row.records, *_chosen(row.choices, attributes))
        facts = tuple(Fact(name, on, whose) for name in names for whose in _whose(complaint, name, subject, attributes))
        ends = list(_ended(complaint, row, subject, attributes))
    leads_to = row.leads_to
    if leads_to is not None and not row.reopens and _RANK[leads_to] <= _RANK[complaint.stage]:
        leads_to = None
    kept = _kept(facts, ends, calendar, *_agreed(facts, attributes))
    if "representative" in details:  # also of a dossier that is not opened it must be known whether somebody speaks
        kept["spoken_for"] = bool(details["representative"])
    return Draft(action, by, on, facts, leads_to, subject, {**attributes, **kept}, dict(details))


def start(
    *,
    by: PersonId,
    officer: PersonId,
    received_on: date,
    today: date,
    calendar: WorkCalendar,
    respondents: Sequence[Respondent] = (),
    complainant: PersonId | None = None,
    contacted_on: date | None = None,
    attributes: Mapping[str, Json] = _NOTHING,
    details: Mapping[str, Json] = _NOTHING,
) -> tuple[Draft, ...]:
    """The first entries of a complaint that is registered at once (R1, R2).

    ``contacted_on`` is the tick "ik heb de klager zelf al gesproken": it records R4 in the same submission. Unless
    ``attributes`` say otherwise the subject is known (``summarised``), the complainant is known, and the regulation
    was explained at that contact.
    """
    said: dict[str, Json] = {
        "summarised": True,
        "complainant_known": True,
        **attributes,
        "officer": officer,
        "respondents": listed(respondents),
        "complainant": complainant,
    }
    drafts = [_entry(Action.REGISTER, by, received_on, today, calendar, said, details)]
    if contacted_on is not None:
        if contacted_on > today:
            raise errors.InTheFuture(contacted_on, today, field="contacted_on")
        if contacted_on < received_on:
            raise errors.BeforeReceipt(contacted_on, received_on, field="contacted_on")
        registered = fold(ComplaintId(""), None, Series.ORDINARY, _as_events(drafts))
        explained = attributes.get("explained", True)
        drafts.append(
            advance(
                registered,
                Action.RECORD_CONTACT,
                by=by,
                roles=frozenset({Role.OFFICER}),
                on=contacted_on,
                today=today,
                calendar=calendar,
                attributes={"explained": explained},
            )
        )
    return tuple(drafts)


def report(
    *,
    by: PersonId,
    officer: PersonId,
    received_on: date,
    today: date,
    calendar: WorkCalendar,
    respondents: Sequence[Respondent] = (),
    attributes: Mapping[str, Json] = _NOTHING,
    details: Mapping[str, Json] = _NOTHING,
) -> Draft:
    """The first entry of a complaint that somebody reports and nobody registered yet (R1).

    ``attributes["about"]`` is "staff", "coordinator", "organisation" or "unknown" (R23).
    """
    said: dict[str, Json] = {**attributes, "officer": officer, "respondents": listed(respondents)}
    return _entry(Action.REPORT, by, received_on, today, calendar, said, details)


def listed(respondents: Iterable[Respondent]) -> list[Json]:
    """Respondents as the attribute ``respondents`` holds them."""
    return [{"ref": one.ref, "person": one.person, "organisation": one.organisation} for one in respondents]


def followed(complaint: Complaint, drafts: Sequence[Draft]) -> Complaint:
    """The dossier as it will be with these entries too, for a step that builds on another of the same moment."""
    told = (*complaint.events, *_as_events(drafts, first=complaint.version + 1))
    return fold(complaint.id, complaint.number, complaint.series, told, complaint.reference)


def next_step(complaint: Complaint, today: date) -> NextStep | None:
    """What the regulation asks now, or None when it asks nothing. The first due comes first.

    The acknowledgement without contact goes before the contact once the R4 date has passed: it can be sent today.
    """
    key = f"next step {today}"
    if key not in complaint.reckoned:
        complaint.reckoned[key] = _next_step(complaint, today)
    found = complaint.reckoned[key]
    assert found is None or isinstance(found, NextStep)
    return found


def _next_step(complaint: Complaint, today: date) -> NextStep | None:
    terms = {(one.term, one.subject): one for one in running(complaint) if one.status in OWED}
    found: list[tuple[tuple[bool, date, int], NextStep]] = []
    for order, row in enumerate(PROCEDURE.values()):
        for subject in subjects(complaint, row.action) if row.asked and complaint.stage in row.stages else ():
            if not _asked_now(complaint, row, today, subject):
                continue
            due = terms.get((row.asked, subject)) if not isinstance(row.asked, bool) else None
            step = NextStep(row.action, row.rule, subject, row.roles - {Role.SYSTEM}, due, row.waits_for)
            found.append(((row.once_past is None, due.due_on if due else date.max, order), step))
    return min(found, key=lambda pair: pair[0], default=(None, None))[1]


def notices(draft: Draft) -> tuple[Notice, ...]:
    """Who must hear of this entry."""
    told = [FACT_NOTICES[fact.name] for fact in draft.facts if fact.name in FACT_NOTICES]
    return (*PROCEDURE[draft.action].notices, *told)


def _asked_now(complaint: Complaint, row: Step, today: date, subject: str) -> bool:
    if any(earliest(complaint, any_of, subject) is None for any_of in row.asked_after):
        return False
    records = [name for name in row.records if name not in MADE_ANEW]
    if records and all(first(complaint, name, subject=of(name, subject)) for name in records):
        return False
    return refusal(complaint, row.action, row.roles, today, subject) is None and not not_yet(complaint, row, today)


def _entry(
    action: Action,
    by: PersonId,
    received_on: date,
    today: date,
    calendar: WorkCalendar,
    attributes: Mapping[str, Json],
    details: Mapping[str, Json],
) -> Draft:
    if received_on > today:
        raise errors.InTheFuture(received_on, today, field="received_on")
    row = PROCEDURE[action]
    _check_said(row, attributes, details)
    names = [*row.records, *_chosen(row.choices, attributes)]
    recorded = [Fact(name, today) for name in names if name is not FactName.RECEIVED]
    facts = (Fact(FactName.RECEIVED, received_on), *recorded)
    try:
        kept = _kept(facts, [], calendar)
    except errors.OutsideCalendar as refused:
        refused.field = "received_on"
        raise
    return Draft(action, by, today, facts, row.leads_to, "", {**attributes, **kept}, dict(details))


def _check_said(
    row: Step, attributes: Mapping[str, Json], details: Mapping[str, Json], *, behalf: bool = False
) -> None:
    if not _RESERVED.isdisjoint(attributes):
        raise ValueError(_RESERVED)
    for key in row.says + (row.behalf_says if behalf else ()):
        if not (attributes.get(key) or details.get(key)):
            raise errors.Incomplete(row.action, key)
    if FactName.DISMISSED in _chosen(row.choices, attributes) and attributes.get("advice"):
        raise errors.AdviceWithDismissed
    for key, other in row.along:
        if (attributes.get(key) or details.get(key)) and not (attributes.get(other) or details.get(other)):
            raise errors.Incomplete(row.action, other)
    for choice in row.choices:
        if choice.required and _fact(choice, attributes) is None:
            raise errors.Incomplete(row.action, choice.key)


def _check_behalf(
    complaint: Complaint, row: Step, attributes: Mapping[str, Json], subject: str, *, behalf: bool
) -> None:
    """Who records a step for a member says for one whose step it is; who takes their own says nothing of the kind."""
    seat = attributes.get("on_behalf_of")
    if not seat and not behalf:
        return
    chosen = {Seat.CHAIR.value} if row.roles == CHAIR else set(panel(complaint))
    theirs = {subject} if row.about is About.SEAT else chosen
    if not behalf or (theirs and seat not in theirs):
        raise errors.Incomplete(row.action, "on_behalf_of")


def _check_attended(complaint: Complaint, row: Step, attributes: Mapping[str, Json]) -> None:
    """Who appeared at a hearing is somebody of the case (R16)."""
    attended = attributes.get("attended")
    known = may_attend(complaint) if row.rule in ("R16", "R17") else None
    if known is not None and isinstance(attended, list) and not known.issuperset(map(str, attended)):
        raise errors.Incomplete(row.action, "attended")


def _check_ahead(row: Step, attributes: Mapping[str, Json], on: date) -> None:
    for key, days in AHEAD.items():
        said = attributes.get(key)
        if not said:
            continue
        try:
            day = date.fromisoformat(str(said))
        except ValueError:
            raise errors.Incomplete(row.action, key) from None
        if day < on + timedelta(days=days):
            raise errors.NotAhead(day, on + timedelta(days=days), field=key)


def _check_date(complaint: Complaint, row: Step, on: date, today: date, subject: str) -> None:
    if on > today:
        raise errors.InTheFuture(on, today)
    if on < complaint.received_on:
        raise errors.BeforeReceipt(on, complaint.received_on)
    for any_of in row.since or row.needs:
        fact = earliest(complaint, any_of, subject)
        if fact is not None and on < fact.on:
            raise errors.OutOfOrder(on, fact.name, fact.on)


def _ended(
    complaint: Complaint, row: Step, subject: str, attributes: Mapping[str, Json]
) -> Iterator[tuple[FactName, str]]:
    seats = attributes.get("seats")
    for fact in complaint.facts:
        if fact.name not in row.ends:
            continue
        if PER_SUBJECT.get(fact.name) is About.SEAT and isinstance(seats, dict):
            # a new panel: who keeps the seat need not declare again
            if panel(complaint).get(fact.subject) != seats.get(fact.subject):
                yield fact.name, fact.subject
        elif of(fact.name, subject) == fact.subject:
            yield fact.name, fact.subject


def _kept(
    facts: Sequence[Fact], ends: Sequence[tuple[FactName, str]], calendar: WorkCalendar, *until: date
) -> dict[str, Json]:
    starts = [fact.on for fact in facts if fact.name in STARTS]
    try:
        kept: dict[str, Json] = {"days": to_json(calendar.snapshot(*starts, *until))} if starts else {}
    except errors.OutsideCalendar as refused:
        refused.field = "action_due" if until else refused.field
        raise
    if ends:
        kept["ends"] = [[name.value, subject] for name, subject in dict.fromkeys(ends)]
    return kept


def _agreed(facts: Sequence[Fact], attributes: Mapping[str, Json]) -> tuple[date, ...]:
    """The day up to which a term of these facts runs because somebody said it."""
    said = [
        attributes.get(row.until) for row in TERMS.values() if row.until for fact in facts if fact.name in row.starts
    ]
    return tuple(date.fromisoformat(str(day)) for day in said if day)


def _chosen(choices: Iterable[Choice], attributes: Mapping[str, Json]) -> tuple[FactName, ...]:
    found = (_fact(choice, attributes) for choice in choices)
    return tuple(name for name in found if name is not None)


def _fact(choice: Choice, attributes: Mapping[str, Json]) -> FactName | None:
    value = attributes.get(choice.key)
    return None if isinstance(value, list | dict) else choice.facts.get(value)


def _whose(complaint: Complaint, name: FactName, subject: str, attributes: Mapping[str, Json]) -> tuple[str, ...]:
    if name is FactName.LETTER_PREPARED:
        prepared = attributes.get("letters")
        return tuple(str(one["ref"]) for one in prepared if isinstance(one, dict)) if isinstance(prepared, list) else ()
    if name is FactName.IMPROVEMENT_PLANNED:
        return (next_ref(complaint),) if attributes.get("action_owner") else ()
    if name is FactName.ADVICE_ANSWERED:
        return ("",) if _answers(complaint, attributes) else ()
    if name is not FactName.JOINED:
        return (of(name, subject),)
    known = {one.ref for one in complaint.respondents}
    return tuple(one.ref for one in respondents(attributes.get("respondents")) if one.ref not in known)


def _answers(complaint: Complaint, attributes: Mapping[str, Json]) -> bool:
    """Whether this says what is done about the advice; closing with what was learned alone does not."""
    closes = "learning" in attributes and not attributes.get("action_owner")
    open_ = first(complaint, FactName.ADVISED) and not first(complaint, FactName.ADVICE_ANSWERED)
    return bool(open_) and not closes


def _next_document(complaint: Complaint) -> str:
    return f"d{len(documents(complaint)) + 1}"


def _as_events(drafts: Sequence[Draft], *, first: int = 1) -> tuple[Event, ...]:
    at = datetime.min.replace(tzinfo=UTC)
    return tuple(
        Event(seq, at, one.action, one.by, one.on, one.facts, one.stage, one.subject, one.attributes)
        for seq, one in enumerate(drafts, first)
    )
