"""What goes out when the committee plans, moves or cancels a hearing (R16, R17): rows of the outbox.

Who handles the case invites both parties, so they hear of it at once. A message holds the number of the case and a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from klachtbot.domain.ladder import Audience
from klachtbot.domain.model import Complaint, Draft, Notice, PersonId
from klachtbot.domain.nudging import recipients
from klachtbot.domain.people import Organisation
from klachtbot.domain.procedure import notices
from klachtbot.usecases.ports import NewMessage

PLANNED, CANCELLED = "hearing_planned", "hearing_cancelled"
"""The kinds of rows: to who sends the invitations, and to who tells both parties that it is off."""

_KINDS = {
    Notice.HEARING_INVITATION: PLANNED,
    Notice.SECOND_HEARING_INVITATION: PLANNED,
    Notice.SECOND_HEARING_CANCELLATION: CANCELLED,
}


def hearing_messages(
    before: Complaint,
    after: Complaint,
    drafts: Sequence[Draft],
    organisation: Organisation,
    today: date,
    *,
    by: PersonId,
) -> Iterator[NewMessage]:
    """What goes out because of these entries; nobody is told what they recorded themselves."""
    for seq, draft in enumerate(drafts, before.version + 1):
        for kind in dict.fromkeys(_KINDS[one] for one in notices(draft) if one in _KINDS):
            for person in recipients(after, (Audience.OFFICER,), organisation, today):
                if person != by:
                    yield NewMessage(f"{kind}:{after.id}:{seq}:{person}", kind, person, after.id)
