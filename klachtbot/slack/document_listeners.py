"""Looking at documents: the list of a case, and bringing one to who may read it."""

from __future__ import annotations

from klachtbot.domain.model import ComplaintId
from klachtbot.slack.desk import Answer, Nothing, Visit
from klachtbot.slack.screens import documents
from klachtbot.slack.texts import count
from klachtbot.usecases import access, read_log
from klachtbot.usecases.committee_reading import documents_for, refuse_unless_given
from klachtbot.usecases.reads import Opened
from klachtbot.usecases.show_document import ask_for_document


def on_documents(visit: Visit) -> Answer:
    """All documents of a case."""
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        complaint = access.readable(uow, person, uow.complaints.by_id(ComplaintId(visit.value)), visit.today)
        rows = documents_for(uow, person, complaint, visit.today)
    read_log.opened(visit.desk.units, person, complaint.id, Opened.DOCUMENTS)
    visit.show(documents.view(rows, complaint, visit.t))
    return Nothing()


def on_document(visit: Visit) -> Answer:
    """ "Bekijken" ("complaint:document", and in the committee's list ":number"): it comes as a file, to this person
    only."""
    id, document, number = (*visit.value.split(":", 2), "", "")[:3]
    with visit.desk.units() as uow:
        person = access.visitor(uow, visit.slack_id)
        complaint = access.readable(uow, person, uow.complaints.by_id(ComplaintId(id)), visit.today)
        assert person is not None, "who may read is somebody"
        refuse_unless_given(uow, person, complaint, document, visit.today)
        ask_for_document(
            uow, by=person, complaint=complaint, id=document, now=visit.desk.clock.now(), number=count(number)
        )
    visit.show(documents.brought(visit.t))
    return Nothing()
