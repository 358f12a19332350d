"""What the outbox sends, rendered at delivery: a fresh look at who may see what, then a message or a Home tab."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from klachtbot.domain.model import Complaint
from klachtbot.slack.desk import Desk
from klachtbot.slack.screens import notice, start
from klachtbot.slack.texts import N_, Texts
from klachtbot.usecases import access
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.delivery import (
    DeliveryImpossible,
    DeliveryLater,
    File,
    Home,
    OutboxRow,
    Post,
    Removal,
    Rendered,
    Renderer,
)
from klachtbot.usecases.documents import DocumentId, suffix_of
from klachtbot.usecases.notice import still_to_go
from klachtbot.usecases.ports import Person, UnitOfWork
from klachtbot.usecases.show_document import number_of

Kind = Callable[[Desk, Texts, UnitOfWork, OutboxRow], Rendered]


def renderer(desk: Desk) -> Renderer:
    """The renderer of every kind of row."""

    def render(row: OutboxRow) -> Rendered:
        if row.kind in _ANYWAY:
            with desk.units(read_only=True) as uow:
                return _ANYWAY[row.kind](uow, row)
        if not row.to.active or row.to.slack_id is None:
            if row.kind == "notice":  # somebody must hear that it did not arrive
                raise DeliveryImpossible("not_in_slack")
            return None
        t = desk.texts(desk.languages.of(row.to.slack_id))  # may ask Slack: before the unit of work, not in it
        with desk.units(read_only=True) as uow:
            return KINDS[row.kind](desk, t, uow, row)

    return render


def _about(make: Callable[[Complaint, date, Texts], Post]) -> Kind:
    """A message about a case, only while the person may read it."""

    def kind(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
        today = desk.clock.today()
        complaint = uow.complaints.by_id(row.complaint) if row.complaint else None
        if complaint is None or not access.may_read(uow, row.to, complaint, today):
            return None
        return make(complaint, today, t)

    return kind


def _cannot_wait(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    complaint = uow.complaints.by_id(row.complaint) if row.complaint else None
    if complaint is None or not access.is_alarmed(uow, row.to, complaint, desk.clock.today()):
        return None
    return start.cannot_wait(complaint, t)


def _heard(text: str) -> Kind:
    """What a reporter hears (``text`` is marked with N_): the day, nothing else."""

    def kind(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
        return start.heard(t(text, day=t.day(date.fromisoformat(row.payload["on"]))))

    return kind


def _home(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    return home_of(desk, t, uow, row.to)


def home_of(desk: Desk, t: Texts, uow: UnitOfWork, person: Person | None) -> Home:
    """The Home tab of this person, as it is now."""
    if person is None or not access.registers(person):
        return Home(start.home_of_others(t))
    today = desk.clock.today()
    page = access.cases_of(uow, person, today, limit=start.ON_HOME)
    return Home(start.home_of_officer(page, access.reports_of(uow, person, today), calendar_of(uow), today, t))


def _stands(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    return start.stands(row.payload["link"], t)


def _notice(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    office = uow.office()
    if office is None or not still_to_go(uow, row):
        return None
    return notice.message(str(row.complaint), row.payload["letter"], office.contact.name, t)


def _document(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """A document somebody asked for, while they may read the case. Its own name stands nowhere in Slack."""
    complaint = uow.complaints.by_id(row.complaint) if row.complaint else None
    if complaint is None or not access.may_read(uow, row.to, complaint, desk.clock.today()):
        return None
    found = uow.documents.open(DocumentId(row.payload["document"]))
    if found is None or found.row.complaint != complaint.id:
        return None
    number = number_of(uow, complaint, found.row.id)
    title = t("{number}, stuk {n}", number=complaint.label, n=str(number))
    ending = suffix_of(found.row.name or "")
    text = t("Dit stuk vroeg je op. Na 24 uur halen wij het hier weer weg.")
    return File(f"{title}.{ending}" if ending else title, title, text, found.content)


def _document_failed(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    code = row.payload["code"]
    return _about(lambda complaint, today, t: start.document_failed(complaint, code, t))(desk, t, uow, row)


def _remove_file(uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """Takes a file away that was brought; one that is still under way is waited for."""
    upload = uow.outbox.upload(row.payload["upload"])
    if upload is not None and upload.unsent:
        raise DeliveryLater(_WHILE_UNDER_WAY, asked=True)
    return Removal(upload.file) if upload is not None and upload.file else None


_WHILE_UNDER_WAY = 600.0  # seconds

_ANYWAY: Mapping[str, Callable[[UnitOfWork, OutboxRow], Rendered]] = {"remove_file": _remove_file}
"""What happens also when the person has left."""


KINDS: Mapping[str, Kind] = {
    "document": _document,
    "document_failed": _document_failed,
    "registered": _about(start.registered),
    "reported": _about(start.reported),
    "handed_over": _about(start.handed_over),
    "rerouted": _about(start.rerouted),
    "letter_refused": _about(start.letter_refused),
    "letter_in_doubt": _about(start.letter_in_doubt),
    "safety": _cannot_wait,
    "report_registered": _heard(N_("Je melding is op {day} geregistreerd als klacht. Dank je wel.")),
    "report_dismissed": _heard(N_("Je melding is op {day} bekeken. Het is geen klacht geworden. Dank je wel.")),
    "notice": _notice,
    "message_stands": _stands,
    "home": _home,
}
