"""What is told of a document the committee asks for (R14): rows of the outbox that hold the number of a case.

Who handles it has a task at once, and when it is done the same message says so. That it does not come is told to the
chair.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from klachtbot.domain import people
from klachtbot.domain.dossier import panel
from klachtbot.domain.ladder import Audience
from klachtbot.domain.model import Action, Complaint, Draft, Notice, PersonId, Seat
from klachtbot.domain.nudging import recipients
from klachtbot.domain.people import Organisation
from klachtbot.domain.procedure import notices
from klachtbot.usecases.ports import NewMessage

REQUESTED, REQUESTED_UPDATE, REFUSED = "document_requested", "document_requested_update", "document_refused"
"""The kinds of rows: a task for who handles the case; the same message when it is done; and to the chair, that a
document does not come."""


def document_messages(
    after: Complaint, drafts: Sequence[Draft], organisation: Organisation, today: date, *, by: PersonId
) -> list[NewMessage]:
    """What goes out because of these entries; nobody is told what they recorded themselves."""
    found: list[NewMessage] = []
    for draft in drafts:
        told, payload = notices(draft), {"document": draft.subject}
        if Notice.DOCUMENT_REQUEST in told:
            found += [
                NewMessage(_key(after, draft.subject, one), REQUESTED, one, after.id, payload)
                for one in recipients(after, (Audience.OFFICER,), organisation, today)
            ]
        if Notice.DOCUMENT_REFUSED in told:
            chair = panel(after).get(Seat.CHAIR)
            key = f"{REFUSED}:{after.id}:{draft.subject}"
            found += [NewMessage(key, REFUSED, PersonId(str(chair)), after.id, payload)] if chair else []
        if draft.action in (Action.DELIVER_DOCUMENT, Action.REFUSE_DOCUMENT):
            for one in sorted(people.handled(after)):
                key = _key(after, draft.subject, one)
                said = {**payload, "message": key}
                found.append(NewMessage(f"{key}:{after.version}", REQUESTED_UPDATE, one, after.id, said))
    return [one for one in found if one.kind == REQUESTED_UPDATE or one.to != by]


def _key(complaint: Complaint, request: str, person: PersonId) -> str:
    return f"{REQUESTED}:{complaint.id}:{request}:{person}"
