"""Somebody more whom the complaint is about (R2). When that is, or may be, a coordinator, it moves at once (R23)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from klachtbot.domain import errors, people, procedure
from klachtbot.domain.model import AboutKind, Action, Complaint, ComplaintId, Json, PersonId
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.ports import NewMessage, Person, UnitOfWork
from klachtbot.usecases.reroute import kept_apart, rerouted
from klachtbot.usecases.route import route
from klachtbot.usecases.take_step import judged, look, record


@dataclass(frozen=True, slots=True)
class Added:
    """``handed_to_supervisor``: it is the supervisor's now, and who added may read nothing of ``complaint``."""

    complaint: Complaint
    handed_to_supervisor: bool = False


def add_respondent(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    names: str,
    people_chosen: Sequence[PersonId] = (),
    organisation: str = "",
    submission: str,
) -> Added:
    """Add these typed names and chosen people, as "r2", "r3", …; who is a respondent already stays the same one.

    ``organisation`` is the id of the one they are of, "" for ours; committee members of it do not judge (R13).
    ``Incomplete`` at "respondents" when that adds nobody, at "organisation" when there is none of that id.
    The case keeps its number.
    """
    action = Action.ADD_RESPONDENT
    sight = look(
        uow,
        by=by,
        today=today,
        complaint=complaint,
        version=version,
        action=action,
        submission=submission,
        sent={"names": names, "people": [*sorted(people_chosen)], "organisation": organisation},
        opened=True,
    )
    found = sight.complaint
    if sight.done:
        return Added(found, handed_to_supervisor=_handed(sight.done[0].attributes, sight.by))
    routed = route(
        uow, kind=AboutKind.STAFF, names=names, people=people_chosen, on=today, preferred=found.officer, known=found
    )
    if routed.respondents == found.respondents and not routed.names:
        raise errors.Incomplete(action, "respondents")
    if organisation:
        if organisation not in uow.people.organisations():
            raise errors.Incomplete(action, "organisation")
        before = {one.ref for one in found.respondents} - set(routed.names)
        theirs = (one if one.ref in before else replace(one, organisation=organisation) for one in routed.respondents)
        routed = replace(routed, respondents=tuple(theirs))
    details: dict[str, Json] = {"respondents": dict(routed.names)}
    if routed.supervised and not people.supervised(found, sight.organisation):
        draft = judged(sight, action, today, calendar, attributes=kept_apart(routed), details=details)
        handed = _handed(draft.attributes, sight.by)
        return Added(rerouted(uow, sight, draft, today, submission=submission), handed_to_supervisor=handed)
    attributes: dict[str, Json] = {"respondents": procedure.listed(routed.respondents)}
    messages = []
    if found.officer in {one.person for one in routed.respondents}:
        attributes["officer"] = routed.officer
        key = f"handed_over:{found.id}:{found.version + 1}"
        messages.append(NewMessage(key, "handed_over", routed.officer, found.id))
    draft = judged(sight, action, today, calendar, attributes=attributes, details=details)
    return Added(record(uow, sight, (draft,), submission=submission, messages=messages))


def _handed(attributes: Mapping[str, Json], by: Person) -> bool:
    """Whether an entry moved the case to the supervisor, and away from who made it."""
    return attributes.get("supervised") is True and attributes.get("officer") != by.id
