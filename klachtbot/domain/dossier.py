"""What the entries of a dossier add up to, and how to look things up in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from klachtbot.domain.model import (
    Action,
    Complaint,
    ComplaintId,
    Event,
    Fact,
    FactName,
    Json,
    PersonId,
    Respondent,
    Seat,
    Series,
    Stage,
)


def fold(
    id: ComplaintId, number: str | None, series: Series, events: Sequence[Event], reference: str = ""
) -> Complaint:
    """The dossier these entries tell, from the first. Facts that were ended or corrected do not stand in it, nor do
    respondents who were entered by mistake."""
    facts: list[Fact] = []
    stage, officer, complainant = Stage.REPORTED, "", None
    known: dict[str, Respondent] = {}
    for event in events:
        ended = _pairs(event.attributes.get("ends"))
        facts = [fact for fact in facts if (fact.name, fact.subject) not in ended]
        facts += event.facts
        stage = event.stage or stage
        officer = str(event.attributes.get("officer") or officer)
        complainant = event.attributes.get("complainant") or complainant
        known |= {one.ref: one for one in respondents(event.attributes.get("respondents"))}
        known.pop(str(event.attributes.get("withdrawn")), None)
    return Complaint(
        id=id,
        number=number,
        series=series,
        stage=stage,
        received_on=next(fact.on for fact in facts if fact.name is FactName.RECEIVED),
        officer=PersonId(officer),
        events=tuple(events),
        facts=tuple(facts),
        respondents=tuple(known.values()),
        complainant=PersonId(str(complainant)) if complainant else None,
        reference=reference,
    )


def first(complaint: Complaint, *names: FactName, subject: str = "") -> Fact | None:
    """The standing fact of these with the earliest date, for this subject."""
    found = [f for f in complaint.facts if f.name in names and f.subject == subject]
    return min(found, key=lambda f: f.on, default=None)


def latest(complaint: Complaint, *names: FactName, subject: str = "") -> Fact | None:
    """The standing fact of these with the latest date, for this subject."""
    found = [f for f in complaint.facts if f.name in names and f.subject == subject]
    return max(found, key=lambda f: f.on, default=None)


def recorded_in(complaint: Complaint, fact: Fact) -> Event:
    """The last entry that recorded this fact."""
    return next(event for event in reversed(complaint.events) if fact in event.facts)


def attribute(complaint: Complaint, fact: Fact, key: str) -> object:
    """What the entry that recorded this fact says under ``key``, or None."""
    return recorded_in(complaint, fact).attributes.get(key)


def planned(complaint: Complaint) -> Event | None:
    """The entry that last said when and where the conversation is to be; None when none is, or none will be."""
    if complaint.stage not in _TALKING or not first(complaint, FactName.CONVERSATION_PLANNED):
        return None
    return next(event for event in reversed(complaint.events) if event.action in _PLANS)


_TALKING = (Stage.REGISTERED, Stage.ACKNOWLEDGED)
_PLANS = frozenset({Action.PLAN_CONVERSATION, Action.MOVE_CONVERSATION})


def planned_hearing(complaint: Complaint) -> Event | None:
    """The entry that last said when and where a hearing is to be, the second when that is still open; None when none
    is planned, or it was held."""
    first_open = complaint.stage is Stage.DELIBERATED and first(complaint, FactName.HEARING_PLANNED)
    if not (first_open or first(complaint, FactName.SECOND_HEARING_OPEN)):
        return None
    return next((event for event in reversed(complaint.events) if event.action in _HEARINGS), None)


def may_attend(complaint: Complaint) -> frozenset[str]:
    """The codes of who may appear at a hearing: both parties, who sits, and who writes."""
    sides = {"complainant", "representative", *(one.ref for one in complaint.respondents)}
    return frozenset(sides | {*Seat} | {"secretary"})


_HEARINGS = frozenset({Action.PLAN_HEARING, Action.MOVE_HEARING, Action.PLAN_SECOND_HEARING})


def report_is_document(complaint: Complaint) -> bool:
    """Whether the report, as it was last written, is a document of the dossier (R9)."""
    written = [event for event in complaint.events if event.action is Action.WRITE_REPORT]
    return bool(written) and written[-1].attributes.get("report") == "file"


def report_text(complaint: Complaint) -> str:
    """The report as it was last written, its parts joined (R9); "" when there is none, or it is a document."""
    written = [event for event in complaint.events if event.action is Action.WRITE_REPORT]
    details = (written[-1].details or {}) if written else {}
    return "\n\n".join(str(details[key]) for key in ("report", "report_more") if details.get(key))


def panel(complaint: Complaint) -> Mapping[str, Json]:
    """Who sits where, by seat, as the panel was last composed; empty before. Who turned out to be involved sits no
    more (R13)."""
    composed = composition(complaint)
    seats = composed.attributes.get("seats") if composed else None
    left = {fact.subject for fact in complaint.facts if fact.name is FactName.DECLARED_INVOLVED}
    return {seat: person for seat, person in seats.items() if seat not in left} if isinstance(seats, dict) else {}


def composition(complaint: Complaint) -> Event | None:
    """The entry that last composed the panel (R13)."""
    composed = (event for event in reversed(complaint.events) if event.action is Action.COMPOSE_PANEL)
    return next(composed, None)


def secretary(complaint: Complaint) -> PersonId | None:
    """Who writes for the panel as it was last composed (ours)."""
    composed = composition(complaint)
    named = composed.attributes.get("secretary") if composed else None
    return PersonId(str(named)) if named else None


def kept_apart(complaint: Complaint) -> bool:
    """Whether it was routed to the supervisor only (R23): by its series, or by the last entry that says so.

    Releasing a report takes it back.
    """
    said = [event.attributes["supervised"] for event in complaint.events if "supervised" in event.attributes]
    return complaint.series is Series.SUPERVISOR or bool(said and said[-1] is True)


def refs(complaint: Complaint) -> tuple[str, ...]:
    """The refs of all who ever were a respondent, also by mistake: none is given twice."""
    listed = (respondents(event.attributes.get("respondents")) for event in complaint.events)
    return tuple(dict.fromkeys(one.ref for some in listed for one in some))


def withdrawable(complaint: Complaint) -> tuple[Respondent, ...]:
    """Who may turn out to be a respondent by mistake: nobody told them yet, or tried to (R7)."""
    told = {fact.subject for fact in complaint.facts if fact.name in (FactName.INFORMED, FactName.INFORM_ATTEMPTED)}
    return tuple(one for one in complaint.respondents if one.ref not in told)


def respondents(value: Json) -> Iterator[Respondent]:
    """The respondents an entry's attributes name under "respondents"."""
    for one in value if isinstance(value, list) else []:
        assert isinstance(one, dict), "a respondent is an object"
        person = one.get("person")
        yield Respondent(str(one["ref"]), PersonId(str(person)) if person else None, str(one.get("organisation") or ""))


def _pairs(value: Json) -> frozenset[tuple[FactName, str]]:
    pairs = value if isinstance(value, list) else []
    return frozenset((FactName(str(pair[0])), str(pair[1])) for pair in pairs if isinstance(pair, list))
