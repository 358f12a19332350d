"""A hearing in the calendar of who is in the committee's channel (R16): the file comes to who asks for it.

Who is outside Slack gets the same file with their invitation.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from klachtbot.domain.appointments import hearing_to_come, hours_of, plans
from klachtbot.domain.model import Complaint
from klachtbot.usecases.compose import whom_to_call
from klachtbot.usecases.letters import Meeting
from klachtbot.usecases.ports import NewMessage, Person, UnitOfWork
from klachtbot.usecases.show_document import STAYS

CALENDAR = "hearing_calendar"
"""The kind of rows that bring it."""


def ask_for_calendar(uow: UnitOfWork, *, by: Person, complaint: Complaint, now: datetime) -> bool:
    """Bring it to them, and take it away again a day after ``now``; False when no hearing is to come.

    ``complaint`` is one they may read (see ``access.readable``).
    """
    if hearing_to_come(complaint) is None:
        return False
    key = f"{CALENDAR}:{complaint.id}:{by.id}:{uuid.uuid4().hex}"
    uow.outbox.add(NewMessage(key, CALENDAR, by.id, complaint.id))
    uow.outbox.add(NewMessage(f"remove:{key}", "remove_file", by.id, None, {"upload": key}, not_before=now + STAYS))
    uow.commit()
    return True


def meeting_of(uow: UnitOfWork, complaint: Complaint, person: Person, summary: str, now: datetime) -> Meeting | None:
    """The hearing to come, for this person's calendar; None when there is none. ``complaint`` is opened."""
    to_come, office, contact = hearing_to_come(complaint), uow.office(), whom_to_call(uow, complaint)
    if to_come is None or office is None or contact is None:
        return None
    about, plan = to_come
    starts, ends = hours_of(plan)
    return Meeting(
        complaint=complaint.id,
        starts=starts,
        ends=ends,
        summary=summary,
        location=str((plan.details or {}).get("place") or ""),
        organizer=contact.email,
        organizer_name=office.contact.name,
        attendee=person.email or contact.email,
        sequence=len(plans(complaint, about)) - 1,
        made_at=now,
        kind=about.kind,
    )
