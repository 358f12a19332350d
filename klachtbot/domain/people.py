"""Who somebody is to one complaint, and whether they may: the only place that answers "may they?".

Denial overrides every grant (R23, R3): who is complained about, who complains, who stepped back, and every
coordinator when the complaint is about one of them, gets what the regulation gives them in that place and nothing
more; to them the case does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import takewhile

from klachtbot.domain.dossier import first, kept_apart, panel, secretary
from klachtbot.domain.errors import NobodyLeft
from klachtbot.domain.improvements import owned
from klachtbot.domain.letters import Means, SentLetter, Standing
from klachtbot.domain.model import Action, Complaint, FactName, PersonId, Position, Role, Seat, Series, Stage
from klachtbot.domain.sharing import kept_back

ACCESS_DAYS = 14
"""Unless the organisation says otherwise (ours)."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Away from ``first`` up to and including ``last`` (None: open). No reason is ever kept (R3)."""

    person: PersonId
    first: date
    last: date | None = None

    def covers(self, on: date) -> bool:
        return self.first <= on and (self.last is None or on <= self.last)


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who holds which position, in the order of preference, and who is away when.

    ``weekdays_off``: recurring days on which somebody does not work (0 is Monday); they count as absence, never for a
    term. ``gone``: people who left; they hold nothing any more. ``former``: who handled cases in a position they no
    longer hold, gone or not. ``access_days``: for so many days after its ruling the committee reads a case.
    """

    positions: Mapping[PersonId, frozenset[Position]]
    absences: tuple[Absence, ...] = ()
    weekdays_off: Mapping[PersonId, frozenset[int]] = field(default_factory=dict)
    gone: frozenset[PersonId] = frozenset()
    former: frozenset[PersonId] = frozenset()
    access_days: int = ACCESS_DAYS

    def holding(self, position: Position) -> tuple[PersonId, ...]:
        return tuple(one for one, held in self.positions.items() if position in held and one not in self.gone)

    def holds(self, person: PersonId, position: Position) -> bool:
        return person not in self.gone and position in self.positions.get(person, frozenset())

    def away(self, person: PersonId, on: date) -> bool:
        dated = any(absence.person == person and absence.covers(on) for absence in self.absences)
        return person in self.gone or dated or on.weekday() in self.weekdays_off.get(person, frozenset())

    def handles(self, person: PersonId) -> bool:
        """Whether somebody handles cases at all; who lost that position does no longer."""
        return any(self.holds(person, position) for position in HANDLING)


_ABOVE = (Position.DEPUTY_SUPERVISOR, Position.SUPERVISOR)
HANDLING = (Position.COORDINATOR, *_ABOVE)
"""The positions of who handles complaints."""

_READERS = frozenset({Role.OFFICER, Role.DEPUTY, Role.COORDINATOR})


def roles_in(complaint: Complaint, person: PersonId, organisation: Organisation, on: date) -> frozenset[Role]:
    """Who this person is to this complaint on this day. Empty: nobody, and so for them it does not exist."""
    if person in _respondents(complaint):
        return frozenset({Role.RESPONDENT})
    if person == complaint.complainant:
        return frozenset({Role.COMPLAINANT})
    if person in organisation.gone or person in stepped_back(complaint) or _barred(complaint, person, organisation):
        return frozenset()
    roles = {
        Role.OFFICER: person == complaint.officer and organisation.handles(person),
        Role.DEPUTY: _deputising(complaint, person, organisation, on),
        Role.SUPERVISOR: organisation.holds(person, Position.SUPERVISOR),
        Role.REPORTER: person in _reporters(complaint),
        Role.OWNER: bool(owned(complaint, person)),
        **_seated(complaint, person),
    }
    found = frozenset(role for role, holds in roles.items() if holds)
    handles = found & {Role.OFFICER, Role.DEPUTY}
    if organisation.holds(person, Position.COORDINATOR) and not handles:
        return found | {Role.COORDINATOR}
    return found


def may_read(complaint: Complaint, person: PersonId, organisation: Organisation, on: date) -> bool:
    """Whether this person may open the dossier. A member of the panel may from their own declaration (R13), and nobody
    of the committee before the complainant agreed that it gets the dossier (R12), or when it is done with it.

    Inspection by a respondent (R20) is a step of its own and shows another reading of the dossier.
    """
    roles = roles_in(complaint, person, organisation, on)
    shut = kept_back(complaint) is not None or committee_is_done(complaint, organisation, on)
    if roles & _READERS or shut:
        return bool(roles & _READERS)
    return Role.SECRETARY in roles or any(
        first(complaint, FactName.DECLARED_UNINVOLVED, subject=seat) is not None
        for seat, holder in panel(complaint).items()
        if holder == person and roles & {Role.CHAIR, Role.MEMBER}
    )


def committee_until(complaint: Complaint, organisation: Organisation) -> date | None:
    """The last day on which the committee reads what it ruled on; None before it ruled."""
    ruled = first(complaint, FactName.RULED)
    return ruled.on + timedelta(days=organisation.access_days) if ruled else None


def committee_is_done(complaint: Complaint, organisation: Organisation, on: date) -> bool:
    """Whether the committee has nothing to do with it any more: some time after its ruling, or when the case ended
    otherwise."""
    until = committee_until(complaint, organisation)
    return on > until if until is not None else complaint.stage in _ENDED


_ENDED = frozenset({Stage.CLOSED, Stage.WITHDRAWN, Stage.ELSEWHERE, Stage.NO_COMPLAINT})


def may_open(complaint: Complaint, letter: SentLetter, person: PersonId) -> bool:
    """Whether this letter is this person's to open in Slack: it was written to them as respondent, and went there (R7).

    It is all of the dossier that opens to them, wherever the complaint stands, whatever else they are here (R23).
    """
    theirs = any(one.ref == letter.to and one.person == person for one in complaint.respondents)
    return theirs and letter.means is Means.SLACK and letter.standing in (Standing.PREPARED, Standing.SENT)


def supervised(complaint: Complaint, organisation: Organisation) -> bool:
    """R23: it is about a coordinator, or was when that mattered. What is kept from them stays so, unless the
    supervisor releases a report that turns out not to be about one."""
    return kept_apart(complaint) or any(
        organisation.holds(one, Position.COORDINATOR) for one in _respondents(complaint)
    )


def officer_for(
    organisation: Organisation,
    on: date,
    *,
    involved: frozenset[PersonId] = frozenset(),
    supervised: bool = False,
    preferred: PersonId | None = None,
) -> PersonId:
    """Who handles a complaint (R3, R23): a coordinator who is not involved, and there on that day if any is.

    ``preferred`` goes first among those. With ``supervised``, or when every coordinator is involved, the supervisor
    does, and else the deputy supervisor. Raises NobodyLeft when all of them are involved.
    """
    tiers = [] if supervised else [organisation.holding(Position.COORDINATOR)]
    tiers += [organisation.holding(Position.SUPERVISOR), organisation.holding(Position.DEPUTY_SUPERVISOR)]
    barred = organisation.holding(Position.COORDINATOR) if supervised else ()
    for tier in tiers:
        free = [one for one in tier if one not in involved and one not in barred]
        if free:
            return min(free, key=lambda one: (organisation.away(one, on), one != preferred))
    raise NobodyLeft()


def deputies_for(complaint: Complaint, organisation: Organisation, on: date) -> tuple[PersonId, ...]:
    """Who may step in for the officer that day; empty means that nobody is left, and the supervisor must hear it.

    Coordinators deputise for each other, also for one who left; for the supervisor a named deputy supervisor does, and
    the other way round. What a coordinator handled when a respondent became coordinator is those two's (R23). A deputy
    is never looked up for a deputy, so that chains cannot loop.
    """
    # Who left holds nothing any more: what they handled is still the coordinators'.
    theirs = _is_above(complaint.officer, organisation)
    team = _ABOVE if theirs or supervised(complaint, organisation) else (Position.COORDINATOR,)
    people = dict.fromkeys(one for position in team for one in organisation.holding(position))
    kept_out = involved(complaint) | {complaint.officer}
    return tuple(
        one
        for one in people
        if one not in kept_out and not organisation.away(one, on) and not _barred(complaint, one, organisation)
    )


def deputy_of(complaint: Complaint) -> PersonId | None:
    """Who stands in for the officer because they said so ("waarnemen"), until it is given back."""
    if first(complaint, FactName.DEPUTISED) is None:
        return None
    return next(event.by for event in reversed(complaint.events) if event.action is Action.DEPUTISE)


def alarmed(complaint: Complaint, organisation: Organisation, on: date) -> tuple[PersonId, ...]:
    """Who hears that a case cannot wait: every supervisor who is not involved, and the deputies of who is away.

    When no supervisor is free to hear it the deputies do.
    """

    def free(position: Position) -> list[PersonId]:
        kept_out = involved(complaint)
        held = organisation.holding(position)
        return [one for one in held if one not in kept_out and not _barred(complaint, one, organisation)]

    supervisors = free(Position.SUPERVISOR)
    if supervisors and not any(organisation.away(one, on) for one in supervisors):
        return tuple(supervisors)
    return tuple(dict.fromkeys([*supervisors, *free(Position.DEPUTY_SUPERVISOR)]))


def may_enter_absence(by: PersonId, whose: PersonId, organisation: Organisation) -> bool:
    """Whether one may enter, change or end the other's absence (R3): who is ill cannot do it. Among who handles
    complaints: oneself, coordinators for each other, and the supervisor and the deputy for everybody.

    Not a coordinator for a supervisor: a complaint about that coordinator would get another officer by it (R23).
    """
    if not organisation.handles(by) or not organisation.handles(whose):
        return False
    return by == whose or _is_above(by, organisation) or not _is_above(whose, organisation)


@dataclass(frozen=True, slots=True)
class InView:
    """Whose open cases stand on somebody's list, in terms that a database can select by.

    Those of ``officers``, and of ``apart_of`` only what is kept from the coordinators: what bears one of the marks
    ``apart``. Of neither what bears one of the marks ``shut``.
    """

    officers: tuple[PersonId, ...]
    apart_of: tuple[PersonId, ...] = ()
    shut: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()


def in_view(person: PersonId, organisation: Organisation, on: date) -> InView:
    """The cases somebody handles, or stands in for: those in which they are officer or deputy that day (R3, R23)."""
    coordinates, above = organisation.holds(person, Position.COORDINATOR), _is_above(person, organisation)
    known = dict.fromkeys([*organisation.positions, *sorted(organisation.former)])
    out = [
        one
        for one in known
        if one != person
        and (one in organisation.former or organisation.handles(one))
        and _out(one, organisation, on)
        and not organisation.away(person, on)
    ]
    theirs = [one for one in out if (above if _is_above(one, organisation) else coordinates)]
    # Also of coordinators who are there: what they handled when a respondent became coordinator is theirs no longer.
    barred = () if organisation.away(person, on) else organisation.holding(Position.COORDINATOR)
    kept_out_of = _apart(organisation) if coordinates else frozenset()
    return InView(
        officers=(person, *theirs),
        apart_of=tuple(dict.fromkeys(one for one in (*out, *barred) if one not in (person, *theirs))) if above else (),
        shut=frozenset({str(person)}) | kept_out_of,
        apart=_apart(organisation),
    )


@dataclass(frozen=True, slots=True)
class InReach:
    """What a search by this person may find: ``everything`` that is not shut to them (``view.shut``), or only what is
    in ``view``, what they stand in for, and what they sit in the committee of."""

    person: PersonId
    view: InView
    everything: bool


def in_reach(person: PersonId, organisation: Organisation, on: date) -> InReach:
    """The cases that somebody may read as far as can be selected by: a few too many, never one too few."""
    return InReach(person, in_view(person, organisation, on), organisation.holds(person, Position.COORDINATOR))


def marks(complaint: Complaint) -> frozenset[str]:
    """To whom a dossier is shut, as marks to select by: person ids, all coordinators, and whom it is about.

    Whether it is about a coordinator is asked of the day it is read: respondents have a mark of their own.
    """
    kept = {_COORDINATORS} if kept_apart(complaint) else set()
    theirs = {about(one) for one in _respondents(complaint)}
    return frozenset(str(one) for one in involved(complaint)) | theirs | kept


_COORDINATORS = "coordinators"


def about(respondent: PersonId) -> str:
    """The mark of every dossier of which this person is a respondent."""
    return f"about:{respondent}"


def _apart(organisation: Organisation) -> frozenset[str]:
    """The marks of what is kept from the coordinators (``supervised``)."""
    return frozenset({_COORDINATORS} | {about(one) for one in organisation.holding(Position.COORDINATOR)})


def successors(complaint: Complaint, organisation: Organisation) -> tuple[PersonId, ...]:
    """Whom the officer may hand it over to (R3, R23), in the order of the organisation; those away too."""
    team = (Position.SUPERVISOR, Position.DEPUTY_SUPERVISOR)
    kept_out = involved(complaint) | {complaint.officer}
    people = dict.fromkeys(one for position in team for one in organisation.holding(position))
    if not supervised(complaint, organisation):
        free = [one for one in organisation.holding(Position.COORDINATOR) if one not in kept_out]
        if free:
            return tuple(free)
    return tuple(one for one in people if one not in kept_out and not _barred(complaint, one, organisation))


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who could know a dossier before it was kept from the coordinators (R23).

    ``recorded`` are the entries they made themselves, ``handled`` that they were officer or deputy, ``opened`` that the
    read log tells of them; without any of these they could read it, and did not.
    """

    person: PersonId
    recorded: tuple[int, ...] = ()
    handled: bool = False
    opened: bool = False


def apart_since(complaint: Complaint) -> datetime | None:
    """When an entry kept it from the coordinators; None when none did."""
    return next((event.at for event in complaint.events if event.attributes.get("supervised") is True), None)


def readers(
    complaint: Complaint, organisation: Organisation, opened: frozenset[PersonId] = frozenset()
) -> tuple[Reader, ...]:
    """Who read or could read it so far: who recorded an entry, who handled it, who ``opened`` it (as the read log has
    it until ``apart_since``), and the coordinators of now.

    Of a dossier that was kept from the coordinators at some entry only what stood before that entry counts.
    """
    before = tuple(takewhile(lambda event: event.attributes.get("supervised") is not True, complaint.events))
    until = complaint.events[len(before)].by if len(before) < len(complaint.events) else None
    recorded: dict[PersonId, list[int]] = {}
    for event in before:
        if event.by:
            recorded.setdefault(event.by, []).append(event.seq)
    handlers = [PersonId(str(event.attributes["officer"])) for event in before if event.attributes.get("officer")]
    handlers += [event.by for event in before if event.action is Action.DEPUTISE and event.by]
    could = organisation.holding(Position.COORDINATOR) if complaint.series is Series.ORDINARY else ()
    people = dict.fromkeys([*recorded, *handlers, *([until] if until else []), *sorted(opened), *could])
    return tuple(Reader(one, tuple(recorded.get(one, ())), one in handlers, one in opened) for one in people)


def involved(complaint: Complaint) -> frozenset[PersonId]:
    """Who may never handle or judge it: respondents, the complainant, and who stepped back."""
    complainant = {complaint.complainant} if complaint.complainant else set()
    return frozenset(_respondents(complaint) | stepped_back(complaint) | complainant)


def handled(complaint: Complaint) -> frozenset[PersonId]:
    """Everybody who was officer or stepped in as deputy at any time; they never sit on its panel (R13)."""
    officers = {event.attributes.get("officer") for event in complaint.events}
    deputies = {event.by for event in complaint.events if event.action is Action.DEPUTISE}
    return frozenset(PersonId(str(one)) for one in officers | deputies if one)


def stepped_back(complaint: Complaint) -> frozenset[PersonId]:
    """Who said "ik ben betrokken"."""
    return frozenset(event.by for event in complaint.events if event.action is Action.STEP_BACK and event.by)


def _respondents(complaint: Complaint) -> set[PersonId]:
    return {one.person for one in complaint.respondents if one.person}


def _reporters(complaint: Complaint) -> set[PersonId]:
    return {event.by for event in complaint.events if event.action is Action.REPORT and event.by}


def kept_out(complaint: Complaint, person: PersonId, organisation: Organisation) -> bool:
    """Whether nothing of it may reach them: a party, who stepped back, a coordinator of what is kept from them (R23),
    and who left."""
    return person in organisation.gone or person in involved(complaint) or _barred(complaint, person, organisation)


def _barred(complaint: Complaint, person: PersonId, organisation: Organisation) -> bool:
    return organisation.holds(person, Position.COORDINATOR) and supervised(complaint, organisation)


def _deputising(complaint: Complaint, person: PersonId, organisation: Organisation, on: date) -> bool:
    if person == complaint.officer:
        return False
    if person == deputy_of(complaint) and organisation.handles(person):
        return True
    gone = _out(complaint.officer, organisation, on) or _barred(complaint, complaint.officer, organisation)
    return gone and person in deputies_for(complaint, organisation, on)


def _out(person: PersonId, organisation: Organisation, on: date) -> bool:
    """Away that day, gone, or no longer in a position that handles cases: deputies have what they handle."""
    return organisation.away(person, on) or not organisation.handles(person)


def _is_above(person: PersonId, organisation: Organisation) -> bool:
    return any(organisation.holds(person, position) for position in _ABOVE)


def _seated(complaint: Complaint, person: PersonId) -> dict[Role, bool]:
    seats = panel(complaint)
    return {
        Role.CHAIR: seats.get(Seat.CHAIR) == person,
        Role.MEMBER: person in (seats.get(Seat.PARTNER_MEMBER), seats.get(Seat.MUNICIPAL_OFFICIAL)),
        Role.SECRETARY: secretary(complaint) == person,
    }
