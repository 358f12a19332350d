"""What happens on `/klacht afwezig` and the buttons and forms behind it (R3)."""

from __future__ import annotations

import logging
import uuid
from dataclasses import replace
from datetime import date
from typing import TypedDict

from klachtbot.domain.errors import NotForYouToEnter
from klachtbot.domain.model import PersonId
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.slack import forms
from klachtbot.slack.absence_forms import CHANGE, ENTER, GONE, WEEKLY
from klachtbot.slack.blocks import Block
from klachtbot.slack.desk import Answer, Correct, Nothing, Replace, Say, Visit
from klachtbot.slack.forms import Carried, Submitted
from klachtbot.slack.gateway import ViewRefused
from klachtbot.slack.screens import absence, done
from klachtbot.usecases import access
from klachtbot.usecases.absence import (
    Whereabouts,
    change_absence,
    come_back,
    end_absence,
    enter_absence,
    set_weekdays_off,
    whereabouts,
)
from klachtbot.usecases.absences import AbsenceId
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.ports import Person

log = logging.getLogger("klachtbot.slack")


def on_absences(visit: Visit) -> Answer:
    """`/klacht afwezig`: who is away when, and the buttons to enter it."""
    visit.show(_overview(visit))
    return Nothing()


def _overview(visit: Visit, said: str = "") -> Block:
    return absence.overview(_whereabouts(visit), visit.today, visit.t, said)


def _whereabouts(visit: Visit) -> tuple[Whereabouts, ...]:
    with visit.desk.units(read_only=True) as uow:
        return whereabouts(uow, access.registrar(uow, visit.slack_id))


def on_absent(visit: Visit) -> Answer:
    """`Afwezig melden`: the form, for oneself, from today."""
    found = [one for one in _whereabouts(visit) if one.mine]
    if not found:
        raise NotForYouToEnter
    options = [(str(one.person.id), one.person.name) for one in found]
    visit.show(absence.enter(options, str(found[0].person.id), visit.today, visit.t))
    return Nothing()


def on_change_absence(visit: Visit) -> Answer:
    """`Wijzigen` at an absence that runs or is to come."""
    for one in _whereabouts(visit):
        for kept in one.absences:
            if kept.id == visit.value and one.mine:
                visit.show(absence.change(one.person.name, kept, visit.t))
                return Nothing()
    raise NotForYouToEnter


def on_weekdays(visit: Visit) -> Answer:
    """`Wijzigen` at somebody's recurring days off."""
    for one in _whereabouts(visit):
        if one.person.id == visit.value and one.mine:
            visit.show(absence.weekdays(one.person.name, str(one.person.id), one.weekdays_off, visit.t))
            return Nothing()
    raise NotForYouToEnter


def on_entered(visit: Visit) -> Answer:
    """The form of a new absence was sent in."""
    carried = Carried.read(visit.metadata)
    form = ENTER if "whose" in visit.state else replace(ENTER, fields=ENTER.fields[1:])
    found = forms.submitted(form, visit.state)
    if found.errors:
        return _correct(visit, found)
    first, last = _dates(found)
    with visit.desk.units() as uow:
        by = access.registrar(uow, visit.slack_id)
        kept = enter_absence(
            uow,
            by=by,
            whose=PersonId(str(found.values.get("whose") or by.id)),
            first=first,
            last=last,
            today=visit.today,
            calendar=calendar_of(uow),
            submission=carried.submission,
        )
    return _done(visit, absence.kept(kept, visit.today, visit.t, own=kept.person == by.id))


def on_changed(visit: Visit) -> Answer:
    """Other dates, or the tick that takes it away."""
    carried = Carried.read(visit.metadata)
    found = forms.submitted(CHANGE, visit.state)
    gone = bool(found.values.get(GONE))
    if found.errors and not gone:
        return _correct(visit, found)
    said = visit.t("Weggehaald.")
    with visit.desk.units() as uow:
        by = access.registrar(uow, visit.slack_id)
        which: _Which = {
            "by": by,
            "id": AbsenceId(carried.subject),
            "today": visit.today,
            "calendar": calendar_of(uow),
            "submission": carried.submission,
        }
        if gone:
            end_absence(uow, **which)
        else:
            first, last = _dates(found)
            kept = change_absence(uow, first=first, last=last, **which)
            said = absence.kept(kept, visit.today, visit.t, own=kept.person == by.id)
    return _done(visit, said)


class _Which(TypedDict):
    by: Person
    id: AbsenceId
    today: date
    calendar: WorkCalendar
    submission: str


def on_weekly(visit: Visit) -> Answer:
    """The days of the week on which somebody never works."""
    carried = Carried.read(visit.metadata)
    found = forms.submitted(WEEKLY, visit.state)
    ticked = found.values["weekdays"]
    days = frozenset(int(str(day)) for day in ticked) if isinstance(ticked, tuple) else frozenset()
    with visit.desk.units() as uow:
        by = access.registrar(uow, visit.slack_id)
        set_weekdays_off(uow, by=by, whose=PersonId(carried.subject), weekdays=days, submission=carried.submission)
    return _done(visit, visit.t("Vastgelegd. Op vaste vrije dagen nemen collega's waar."))


def on_back(visit: Visit) -> Answer:
    """`Ik ben terug`: the absence that runs is over, from today."""
    with visit.desk.units() as uow:
        by = access.registrar(uow, visit.slack_id)
        ended = come_back(uow, by=by, today=visit.today, calendar=calendar_of(uow), submission=uuid.uuid4().hex)
    said = absence.welcome(visit.t) if ended else visit.t(absence.NOT_AWAY)
    if visit.surface == "view":
        return Replace(_overview(visit, said))
    if visit.surface == "home":
        visit.show(done.said(visit.t, said))
        return Nothing()
    return Say(said)


def _dates(found: Submitted) -> tuple[date, date | None]:
    first, last = found.values["first"], found.values["last"]
    assert isinstance(first, date), "a required field"
    return first, last if isinstance(last, date) else None


def _done(visit: Visit, said: str) -> Answer:
    """Said in place of the form; what lies under it shows who is away as it is now."""
    if visit.beneath:
        try:
            visit.desk.screens.update_view(visit.beneath, "", _overview(visit))
        except ViewRefused as refused:  # it stays the snapshot it was
            log.warning("event=view_refused code=%s", refused.code)
    return Replace(done.said(visit.t, said))


def _correct(visit: Visit, found: Submitted) -> Correct:
    return Correct({key: visit.t(text) for key, text in found.errors.items()})
