"""What a person does with an acknowledgement that leaves by itself (R6), besides holding it: look at it."""

from __future__ import annotations

from klachtbot.domain.by_itself import STEP
from klachtbot.domain.errors import Stale
from klachtbot.domain.model import Complaint, ComplaintId
from klachtbot.slack.desk import Answer, Nothing, Visit
from klachtbot.slack.screens import by_itself
from klachtbot.usecases import access
from klachtbot.usecases.acknowledge_by_itself import Leaving, leaving, letter_text
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.letters import LetterRoom
from klachtbot.usecases.ports import Clock, UnitOfWork


def near(uow: UnitOfWork, complaint: Complaint, room: LetterRoom, clock: Clock) -> Leaving | None:
    """What there is to tell of it today. ``complaint`` is opened."""
    found = leaving(uow, complaint, room, clock.now())
    return found if found is not None and by_itself.near(found, clock.today(), calendar_of(uow)) else None


def on_by_itself(visit: Visit) -> Answer:
    """The letter as it would go (a complaint's id). When none leaves any more it says why."""
    desk = visit.desk
    with desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        found = uow.complaints.by_id(ComplaintId(visit.value), opened=True)
        complaint = access.readable(uow, person, found, visit.today)
        going = leaving(uow, complaint, desk.letters, desk.clock.now())
        if going is None:
            raise access.refused(uow, person, complaint, STEP, visit.today) or Stale
        leaves = going.at if going.why_not is None else desk.clock.now()  # dated as it will be, with the days it names
        texts = letter_text(uow, complaint, desk.letters, leaves)
        steps = access.steps(uow, person, complaint, visit.today)
    visit.show(by_itself.preview(complaint, going, texts, steps, visit.today, visit.t))
    return Nothing()
