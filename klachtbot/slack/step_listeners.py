"""Taking a step from a card: its form opens, is read back, and is recorded; the same way for every row of ``steps``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypedDict

from klachtbot.domain.errors import NotFound, NotYourStep
from klachtbot.domain.model import Action, Complaint, ComplaintId, Json, PersonId
from klachtbot.domain.parties import NAME_WITHHELD
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.slack import forms
from klachtbot.slack.desk import Answer, Correct, Listener, Nothing, Replace, Visit
from klachtbot.slack.fields import Option, Value
from klachtbot.slack.forms import Carried, Form
from klachtbot.slack.screens import done
from klachtbot.slack.steps import COLLEAGUE, STEPS, StepForm
from klachtbot.slack.texts import shorten
from klachtbot.usecases import access
from klachtbot.usecases.add_respondent import add_respondent
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.change_officer import hand_over, step_back, take_over
from klachtbot.usecases.ports import Person, UnitOfWork
from klachtbot.usecases.supplement import NothingSaid
from klachtbot.usecases.take_step import take_step


def on_step(visit: Visit) -> Answer:
    """A step was chosen ("name:complaint:subject"): open its form, if this person may take it now."""
    name, id, subject = [*visit.value.split(":", 2), "", ""][:3]
    row = STEPS.get(name)
    if row is None:
        raise NotFound
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        complaint = access.readable(uow, person, uow.complaints.by_id(ComplaintId(id)), visit.today)
        if person is None or not access.may_take(uow, person, complaint, row.action, visit.today):
            raise NotYourStep(row.action)
        form = _with_colleagues(row.form, uow, complaint, person, visit.today)
    carried = Carried.fresh(complaint.id, complaint.version, subject)
    visit.show(forms.view(form, visit.t, carried, {"on": visit.today}))
    return Nothing()


def _with_colleagues(form: Form, uow: UnitOfWork, complaint: Complaint, person: Person, today: date) -> Form:
    """The form with the names of who may take the case over, where it asks for one."""
    if not any(field.key == COLLEAGUE for field in form.fields):
        return form
    options = tuple(
        Option(one.id, shorten(one.name, 75)) for one in access.colleagues(uow, person, complaint, today)[:100]
    )
    return replace(form, fields=tuple(replace(f, options=options) if f.key == COLLEAGUE else f for f in form.fields))


class Step(TypedDict):
    """What every use case that takes a step wants to know."""

    by: Person | None
    today: date
    calendar: WorkCalendar
    complaint: ComplaintId
    version: int
    submission: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What a form of a step said, and who by; ``people`` are those chosen in Slack, as we know them."""

    uow: UnitOfWork
    by: Person | None
    today: date
    calendar: WorkCalendar
    carried: Carried
    row: StepForm
    values: Mapping[str, Value]
    people: tuple[PersonId, ...] = ()

    def text(self, key: str) -> str:
        return str(self.values.get(key) or "")

    def ticked(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key)
        return value if isinstance(value, tuple) else ()

    def step(self) -> Step:
        """What every step is called with."""
        return {
            "by": self.by,
            "today": self.today,
            "calendar": self.calendar,
            "complaint": ComplaintId(self.carried.complaint),
            "version": self.carried.version,
            "submission": self.carried.submission,
        }


def on_submitted(row: StepForm) -> Listener:
    """The listener of this step's form."""

    def listener(visit: Visit) -> Answer:
        carried = Carried.read(visit.metadata)
        chosen = visit.named(forms.people_in(row.form, visit.state))  # asks Slack: before the unit of work, not in it
        found = forms.submitted(row.form, visit.state)
        if found.errors:
            return Correct({key: visit.t(text) for key, text in found.errors.items()})
        with visit.desk.units() as uow:
            person = access.visitor(uow, visit.slack_id)
            people = tuple(access.somebody(uow, slack_id, name).id for slack_id, name in chosen.items())
            calendar = calendar_of(uow)
            # Who may is decided in the use case: whoever pressed submit before may have lost the case with it.
            said = Taken(uow, person, visit.today, calendar, carried, row, found.values, people)
            after = _TAKERS.get(row.action, _plainly)(said)
        with visit.desk.units(read_only=True) as uow:
            person = access.visitor(uow, visit.slack_id)
            shown = access.still_readable(uow, person, after.id, visit.today)
            handed_on = row.action is Action.ADD_RESPONDENT and not access.may_read(uow, person, after, visit.today)
        if handed_on:
            return Replace(done.handed_on(visit.t, to_supervisor=True))
        return Replace(done.taken(row.done, shown, visit.today, visit.t))

    return listener


def _plainly(said: Taken) -> Complaint:
    """Most steps: the codes and the words of the form, as they are."""
    day = said.values.get(said.row.on) if said.row.on else None
    codes = {key: code for key in said.row.codes if (code := _code(said.values[key]))}
    told: dict[str, Json] = {key: text for key in said.row.told if (text := said.text(key))}
    if said.row.action is Action.SUPPLEMENT and not codes and not told:
        raise NothingSaid
    if "explained" in said.ticked("talk"):
        codes["explained"] = True
    if said.ticked("privacy"):
        codes[NAME_WITHHELD] = True
    return take_step(
        said.uow,
        action=said.row.action,
        subject=said.carried.subject,
        on=day if isinstance(day, date) else None,
        attributes=codes,
        details=told,
        **said.step(),
    )


def _code(value: Value) -> Json:
    return list(value) if isinstance(value, tuple) else str(value or "")


def _hand_over(said: Taken) -> Complaint:
    return hand_over(
        said.uow,
        officer=PersonId(said.text(COLLEAGUE)),
        reason=said.text("reason"),
        **said.step(),
    )


def _take_over(said: Taken) -> Complaint:
    return take_over(
        said.uow,
        **said.step(),
    )


def _step_back(said: Taken) -> Complaint:
    return step_back(
        said.uow,
        **said.step(),
    )


def _add_respondent(said: Taken) -> Complaint:
    return add_respondent(
        said.uow,
        names=said.text("names"),
        people_chosen=said.people,
        **said.step(),
    ).complaint


_TAKERS: Mapping[Action, Callable[[Taken], Complaint]] = {
    Action.HAND_OVER: _hand_over,
    Action.TAKE_OVER: _take_over,
    Action.STEP_BACK: _step_back,
    Action.ADD_RESPONDENT: _add_respondent,
}
"""Steps that decide more than the form says; all others are taken as they stand."""
