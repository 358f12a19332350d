"""Inzage: somebody asks for their own dossier (R20). Whoever may not is answered as if there were none."""

from __future__ import annotations

from klachtbot.domain.errors import NotFound
from klachtbot.domain.model import ComplaintId
from klachtbot.slack.desk import Answer, Nothing, Replace, Say, Visit
from klachtbot.slack.screens import inspection as screen
from klachtbot.slack.texts import count
from klachtbot.usecases import access
from klachtbot.usecases.inspection import ask, bring, inspect


def on_inspection(visit: Visit) -> Answer:
    """`/klacht inzage`, and "Mijn dossier inzien" on a notice and on Home."""
    with visit.desk.units() as uow:
        found = ask(uow, visit.slack_id, visit.desk.clock.now())
    if not found:
        return Say(visit.t(screen.NO_DOSSIER))
    visit.show(screen.choice(found, visit.t) if len(found) > 1 else _dossier(visit, found[0].id, 0))
    return Nothing()


def on_inspect(visit: Visit) -> Answer:
    """One of several dossiers, or another page of it ("complaint:offset")."""
    id, _, offset = visit.value.partition(":")
    view = _dossier(visit, ComplaintId(id), count(offset))
    if visit.metadata == screen.MARK:
        return Replace(view)
    visit.show(view)
    return Nothing()


def on_inspect_document(visit: Visit) -> Answer:
    """ "Bekijken" ("complaint:document"): it comes as a file, to this person only."""
    id, _, document = visit.value.partition(":")
    with visit.desk.units() as uow:
        person = access.visitor(uow, visit.slack_id)
        bring(uow, person, ComplaintId(id), document, visit.desk.clock.now())
    visit.show(screen.brought(visit.t))
    return Nothing()


def _dossier(visit: Visit, id: ComplaintId, offset: int) -> dict[str, object]:
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
    if person is None:
        raise NotFound
    return screen.view(inspect(visit.desk.units, person, id, visit.desk.clock.now()), offset, visit.t)
