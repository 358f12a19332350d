"""Asking for a dossier as a file: from the card, from the committee's channel, and everything of it as an export."""

from __future__ import annotations

from klachtbot.domain.errors import NotFound
from klachtbot.domain.model import ComplaintId
from klachtbot.slack.desk import Answer, Nothing, Replace, Visit
from klachtbot.slack.screens import dossier_messages as messages
from klachtbot.usecases import access
from klachtbot.usecases.dossier_pdf import NotForYouToExport, Wanted, ask_for_dossier, may_export


def on_dossier(visit: Visit) -> Answer:
    """A button of a dossier as a file ("complaint:what"; without what: is somebody sure to take everything out?). It
    comes to who pressed, who may read it now; the version is theirs."""
    id, _, what = visit.value.partition(":")
    with visit.desk.units() as uow:
        person = access.visitor(uow, visit.slack_id)
        complaint = access.readable(uow, person, uow.complaints.by_id(ComplaintId(id)), visit.today)
        assert person is not None, "who may read is somebody"
        if what in ("", Wanted.EXPORT) and not may_export(uow, person, complaint, visit.today):
            raise NotForYouToExport
        if what and what not in list(Wanted):
            raise NotFound
        if what:
            ask_for_dossier(uow, by=person, complaint=complaint, wanted=Wanted(what), now=visit.desk.clock.now())
    shown = messages.asked(complaint, Wanted(what), visit.t) if what else messages.sure(complaint, visit.t)
    if visit.metadata == messages.ACTION:  # a button of one of these two: the other takes its place
        return Replace(shown)
    visit.show(shown)
    return Nothing()
