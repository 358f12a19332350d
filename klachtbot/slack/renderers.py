"""What the outbox sends, rendered at delivery: a fresh look at who may see what, then a message or a Home tab."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from klachtbot.slack.desk import Desk
from klachtbot.slack.screens import start
from klachtbot.slack.texts import Texts
from klachtbot.usecases import access
from klachtbot.usecases.delivery import Home, OutboxRow, Rendered, Renderer
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


def _registered(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """ "K-2026-001 is geregistreerd": only while the person may read it."""
    complaint = uow.complaints.by_id(row.complaint) if row.complaint else None
    if complaint is None or not access.may_read(uow, row.to, complaint, desk.clock.today()):
        return None
    return start.registered(complaint, desk.clock.today(), t)


def _home(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    return home_of(desk, t, uow, row.to)


def home_of(desk: Desk, t: Texts, uow: UnitOfWork, person: Person | None) -> Home:
    """The Home tab of this person, as it is now."""
    if person is None or not access.is_officer(person):
        return Home(start.home_of_others(t))
    page = access.cases_of(uow, person, limit=start.ON_HOME)
    return Home(start.home_of_officer(page, desk.clock.today(), t))


KINDS: Mapping[str, Kind] = {"registered": _registered, "home": _home}
