"""A hearing for one's own calendar, from the committee's channel (R16)."""

from __future__ import annotations

from klachtbot.domain.model import ComplaintId
from klachtbot.slack.desk import Answer, Nothing, Visit
from klachtbot.slack.screens import hearing
from klachtbot.usecases import access
from klachtbot.usecases.hearing_calendar import ask_for_calendar


def on_calendar(visit: Visit) -> Answer:
    """ "Zet in mijn agenda": the file comes to who pressed, who may read the case."""
    with visit.desk.units() as uow:
        person = access.visitor(uow, visit.slack_id)
        complaint = access.readable(uow, person, uow.complaints.by_id(ComplaintId(visit.value)), visit.today)
        assert person is not None, "who may read is somebody"
        comes = ask_for_calendar(uow, by=person, complaint=complaint, now=visit.desk.clock.now())
    visit.show(hearing.calendar_comes(visit.t) if comes else hearing.no_hearing(visit.t))
    return Nothing()
