"""What the outbox sends, rendered at delivery: a fresh look at who may see what, then a message or a Home tab."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from klachtbot.domain.model import Complaint
from klachtbot.slack.desk import Desk
from klachtbot.slack.screens import start
from klachtbot.slack.texts import N_, Texts
from klachtbot.usecases import access
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.delivery import Home, OutboxRow, Post, Rendered, Renderer
from klachtbot.usecases.ports import Person, UnitOfWork

Kind = Callable[[Desk, Texts, UnitOfWork, OutboxRow], Rendered]


def renderer(desk: Desk) -> Renderer:
    """The renderer of every kind of row."""

    def render(row: OutboxRow) -> Rendered:
        if not row.to.active or row.to.slack_id is None:
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


KINDS: Mapping[str, Kind] = {
    "registered": _about(start.registered),
    "reported": _about(start.reported),
    "handed_over": _about(start.handed_over),
    "rerouted": _about(start.rerouted),
    "letter_refused": _about(start.letter_refused),
    "letter_in_doubt": _about(start.letter_in_doubt),
    "safety": _cannot_wait,
    "report_registered": _heard(N_("Je melding is op {day} geregistreerd als klacht. Dank je wel.")),
    "report_dismissed": _heard(N_("Je melding is op {day} bekeken. Het is geen klacht geworden. Dank je wel.")),
    "message_stands": _stands,
    "home": _home,
}
