"""Zoeken, from a command, a button or its own form; and who opened a dossier.

Nothing that is typed here is kept or logged: not as a word, and not as a hash.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from klachtbot.domain.model import ComplaintId, PersonId
from klachtbot.domain.searching import wanted
from klachtbot.slack import forms
from klachtbot.slack.desk import Answer, Correct, Nothing, Replace, Visit
from klachtbot.slack.fields import Value
from klachtbot.slack.screens import readers as readers_screen
from klachtbot.slack.screens import search as screen
from klachtbot.slack.texts import count
from klachtbot.usecases import access
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.find_cases import find_cases, handlers
from klachtbot.usecases.read_log import read_log
from klachtbot.usecases.reads import Opened
from klachtbot.usecases.search import Query, Standing


def on_search(visit: Visit) -> Answer:
    """`/klacht zoek` with words: what they find. Without, and behind the button: the form."""
    words = visit.value.partition(" ")[2].strip()
    visit.show(_view(visit, {screen.WORDS: words[:200]}))
    return Nothing()


def on_searched(visit: Visit) -> Answer:
    """The form was sent in."""
    return _from_fields(visit, offset=0)


def on_search_page(visit: Visit) -> Answer:
    """Another page of what the fields of this view find."""
    return _from_fields(visit, offset=count(visit.value))


def _from_fields(visit: Visit, *, offset: int) -> Answer:
    found = forms.submitted(screen.FORM, visit.state)
    if found.errors:
        return Correct({key: visit.t(text) for key, text in found.errors.items()})
    return Replace(_view(visit, found.values, offset=offset, asked=True))


def _view(visit: Visit, values: Mapping[str, Value], *, offset: int = 0, asked: bool = False) -> dict[str, object]:
    shown = None
    with visit.desk.units(read_only=True) as uow:
        form = screen.form_with(handlers(uow))
        if asked or values.get(screen.WORDS):
            person = access.visitor(uow, visit.slack_id)
            found = find_cases(uow, person, _query(values, visit.today), visit.today)
            shown = screen.Shown(found, offset, calendar_of(uow), visit.today)
    return screen.view(form, values, visit.t, shown)


def _query(values: Mapping[str, Value], today: date) -> Query:
    standing, officer = values.get(screen.STANDING), values.get(screen.OFFICER)
    since, until = values.get(screen.SINCE), values.get(screen.UNTIL)
    return Query(
        wanted(str(values.get(screen.WORDS) or ""), today.year),
        Standing(str(standing)) if standing else None,
        since if isinstance(since, date) else None,
        until if isinstance(until, date) else None,
        PersonId(str(officer)) if officer else None,
    )


def on_readers(visit: Visit) -> Answer:
    """ "Wie keek in dit dossier?" ("complaint:offset"): one page, on the card or in the place of another."""
    id, _, offset = visit.value.partition(":")
    view = _readers(visit, id=ComplaintId(id), offset=count(offset))
    if visit.metadata == readers_screen.LOG:
        return Replace(view)
    visit.show(view)
    return Nothing()


def on_readers_of(visit: Visit) -> Answer:
    """`/klacht gelezen K-2026-001`: the same, also for the supervisor who does not read the case itself."""
    visit.show(_readers(visit, number=visit.value.partition(" ")[2].strip().upper()))
    return Nothing()


def _readers(visit: Visit, *, id: ComplaintId | None = None, number: str = "", offset: int = 0) -> dict[str, object]:
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        complaint = uow.complaints.by_id(id) if id is not None else uow.complaints.by_number(number)
        log = read_log(uow, person, complaint, visit.today, offset=offset)
        names = {one.id: one.name for one in uow.people.all()}
        documents = {}
        if any(row.opened is Opened.DOCUMENT for row in log.rows):
            documents = {row.id: n for n, row in enumerate(uow.documents.of(log.complaint.id), start=1)}
    return readers_screen.view(log, names, {str(id): n for id, n in documents.items()}, offset, visit.t)
