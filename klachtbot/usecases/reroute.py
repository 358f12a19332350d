"""It turns out to be about a coordinator after all (R23): from then on it is the supervisor's only."""

from __future__ import annotations

from datetime import date

from klachtbot.domain import people, procedure
from klachtbot.domain.model import Complaint, Draft, Json
from klachtbot.usecases.ports import NewMessage, UnitOfWork
from klachtbot.usecases.route import Route
from klachtbot.usecases.take_step import Sight, record, refresh


def kept_apart(routed: Route) -> dict[str, Json]:
    """The attributes that keep a dossier from the coordinators, with its respondents and its new officer."""
    return {"supervised": True, "officer": routed.officer, "respondents": procedure.listed(routed.respondents)}


def rerouted(uow: UnitOfWork, sight: Sight, draft: Draft, on: date, *, submission: str) -> Complaint:
    """Store that entry, and tell the supervisor; who read what so far is ``people.readers`` of the result."""
    ahead = procedure.followed(sight.complaint, (draft,))
    whom = [ahead.officer]
    if sight.organisation.away(ahead.officer, on):
        whom += people.deputies_for(ahead, sight.organisation, on)
    messages = [
        NewMessage(f"rerouted:{ahead.id}:{ahead.version}:{person}", "rerouted", person, ahead.id) for person in whom
    ]
    refresh(uow, ahead, sight.by.id)
    return record(uow, sight, (draft,), submission=submission, messages=messages)
