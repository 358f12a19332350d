"""R7: the bot never breaks the news. Nothing a story did went to who it is about before a person told them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import select

from klachtbot.domain.dossier import refs, respondents
from klachtbot.domain.inspection import own_ref
from klachtbot.domain.letters import letters
from klachtbot.domain.model import Complaint, ComplaintId, FactName, PersonId
from klachtbot.storage import Database, tables
from klachtbot.storage.uow import SqlUnitOfWork
from klachtbot.usecases.inspection import PAPER

TO_REPORTERS = frozenset({"report_registered", "report_dismissed", "message_stands"})
"""What a reporter hears, also one who reported something about themselves."""


def broken(database: Database) -> list[str]:
    """What is in the outbox for a respondent who was not told by a person before; their Home tab aside."""
    with database.uow(read_only=True) as uow:
        return list(_broken(uow))


def _broken(uow: SqlUnitOfWork) -> Iterator[str]:
    t = tables.outbox.c
    for row in uow.connection.execute(select(t.key, t.kind, t.recipient, t.complaint, t.payload)).all():
        complaint = uow.complaints.by_id(ComplaintId(row.complaint)) if row.complaint else None
        if complaint is None or row.kind in TO_REPORTERS:
            continue
        if row.kind == PAPER:
            if not own_ref(complaint, PersonId(row.recipient)):
                yield str(row.key)
            continue
        ref = json.loads(row.payload).get("letter") if row.kind in ("letter", "notice") else None
        wrong = _letter_too_soon(complaint, ref) if ref else _about_from_the_start(complaint, PersonId(row.recipient))
        if wrong:
            yield str(row.key)


def _letter_too_soon(complaint: Complaint, ref: str) -> bool:
    """A letter to a respondent that was written before the entry that they were told."""
    letter = next(one for one in letters(complaint) if one.ref == ref)
    if letter.to not in refs(complaint):
        return False
    before = complaint.events[: letter.batch]
    return not any(
        fact.name is FactName.INFORMED and fact.subject == letter.to for event in before for fact in event.facts
    )


def _about_from_the_start(complaint: Complaint, person: PersonId) -> bool:
    """Any other message to who it was about when it came in; who was added later may have handled it before."""
    return any(one.person == person for one in respondents(complaint.events[0].attributes.get("respondents")))
