"""Taking a step from a card: its form opens, is read back, and is recorded; the same way for every row of ``steps``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from klachtbot.domain.errors import NotFound, UnknownSubject
from klachtbot.domain.letters import SENT_BY, letters
from klachtbot.domain.model import Action, Complaint, ComplaintId, Seat
from klachtbot.domain.readers import NOBODY
from klachtbot.domain.steps import PROCEDURE, About
from klachtbot.slack import blocks, forms
from klachtbot.slack.desk import Answer, Correct, Listener, Nothing, Replace, Visit
from klachtbot.slack.fields import Option
from klachtbot.slack.forms import Carried, Form
from klachtbot.slack.letter_listeners import on_write
from klachtbot.slack.panel_listeners import on_compose
from klachtbot.slack.screens import asked, done, hearing, panel, requests, room, ruling, timeline
from klachtbot.slack.step_takers import ANSWERS, TAKERS, Taken, plainly
from klachtbot.slack.steps import (
    ATTENDED,
    COLLEAGUE,
    DOCUMENT,
    FACT,
    HOLDER,
    ORGANISATION,
    SEAT,
    STEPS,
    WHICH,
    WITHDRAWN,
    StepForm,
    behalf,
)
from klachtbot.slack.steps.letters import VERBS
from klachtbot.slack.texts import shorten
from klachtbot.usecases import access, read_log
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.committee_reading import documents_for
from klachtbot.usecases.outside import outside
from klachtbot.usecases.panel import ProofMissing
from klachtbot.usecases.ports import Person, UnitOfWork
from klachtbot.usecases.reads import Opened


def on_step(visit: Visit) -> Answer:
    """A step was chosen ("name:complaint:subject"): open its form, if this person may take it now."""
    name, id, subject = [*visit.value.split(":", 2), "", ""][:3]
    if name in VERBS:
        notice = SENT_BY[Action(name)]
        return on_write(replace(visit, value=f"{notice}:{id}:0:"))
    row = STEPS.get(name)
    if row is None:
        raise NotFound
    if row.action is Action.COMPOSE_PANEL:
        return on_compose(visit, row, id)
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        complaint = access.readable(uow, person, uow.complaints.by_id(ComplaintId(id), opened=_reads(row)), visit.today)
        if row.action is Action.AGREE_WITH_RULING and not subject:  # from the channel, which is for all of them
            subject = access.own_seat(complaint, person)
        whose = "" if PROCEDURE[row.action].about is About.COMPLAINT else subject
        refused = access.refused(uow, person, complaint, row.action, visit.today, whose)
        if refused is not None:
            raise refused
        if not row.offered(complaint):
            raise UnknownSubject(row.action, whose)
        assert person is not None, "who may read is somebody"
        for_member = access.for_member(uow, person, complaint, row.action, visit.today, whose) and behalf.asks(row)
        form = _with_options(row, behalf.form(row) if for_member else row.form, uow, complaint, person, visit)
        members = uow.people.all() if row.action in ANSWERS else ()
    if _reads(row):
        read_log.opened(visit.desk.units, person, complaint.id, Opened.FORM, row.action.value)
    carried = Carried.fresh(complaint.id, complaint.version, subject)
    about = [
        *([blocks.small(visit.t(behalf.NAMENS))] if for_member else []),
        *asked.about(complaint, subject, visit.t),
        *panel.whom(complaint, subject or Seat.CHAIR, members, visit.t),
        *ruling.on_form(complaint, row.action, visit.t),
        *asked.reach(complaint, row.action, visit.t),
        *requests.about(complaint, row.action, subject, visit.t),
        *asked.by_when(complaint, row.action, subject, visit.today, visit.t),
    ]
    begins = (behalf.begin(visit.today) if for_member else {}) | row.begin(complaint, subject, visit.today)
    visit.show(forms.view(form, visit.t, carried, begins, about))
    return Nothing()


def _reads(row: StepForm) -> bool:
    """Whether what the dossier says personally stands in the form when it opens."""
    return (
        bool(row.begins)
        or any(f.key in (FACT, WHICH, WITHDRAWN, HOLDER, ATTENDED) for f in row.form.fields)
        or row.action in asked.REACHES
        or PROCEDURE[row.action].about in (About.RESPONDENT, About.LETTER, About.DOCUMENT)
        or row.action is Action.AGREE_WITH_RULING
    )


def _with_options(
    row: StepForm, form: Form, uow: UnitOfWork, complaint: Complaint, person: Person, visit: Visit
) -> Form:
    """The form with the options that are looked up, such as who may take the case over."""
    looked_up: dict[str, Callable[[], tuple[Option, ...]]] = {
        COLLEAGUE: lambda: tuple(
            Option(one.id, shorten(one.name, 75))
            for one in access.colleagues(uow, person, complaint, visit.today)[:100]
        ),
        FACT: lambda: timeline.dates(complaint, visit.t),
        ORGANISATION: lambda: tuple(
            Option(id, shorten(name, 75)) for id, name in [*uow.people.organisations().items()][:100]
        ),
        WITHDRAWN: lambda: asked.withdrawable(complaint, visit.t),
        DOCUMENT: lambda: tuple(
            Option(one.id, shorten(one.name or one.kind, 75))
            for one in documents_for(uow, person, complaint, visit.today)[:100]
        ),
        WHICH: lambda: asked.respondents(complaint, visit.t),
        SEAT: lambda: hearing.seats(complaint, visit.t),
        HOLDER: lambda: hearing.holders(complaint, visit.t),
        ATTENDED: lambda: hearing.who_may_come(complaint, visit.t),
    }
    lists = {f.key for f in form.fields if f.key in looked_up and not f.options}
    found = [replace(f, options=looked_up[f.key]()) if f.key in lists else f for f in form.fields]
    empty = [f for f in found if f.key in lists and not f.options]
    if any(f.key == DOCUMENT and not f.optional for f in empty):
        raise ProofMissing
    if not all(f.optional for f in empty):
        raise UnknownSubject(row.action, "")  # nothing to choose from, now
    return replace(form, fields=tuple(f for f in found if f not in empty))


def on_submitted(row: StepForm) -> Listener:
    """The listener of this step's form."""

    def listener(visit: Visit) -> Answer:
        carried = Carried.read(visit.metadata)
        chosen = visit.named(forms.people_in(row.form, visit.state))  # asks Slack: before the unit of work, not in it
        for_member = behalf.was_asked(row, visit.state)
        found = forms.submitted(behalf.form(row) if for_member else row.form, visit.state)
        if found.errors:
            return Correct({key: visit.t(text) for key, text in found.errors.items()})
        with visit.desk.units() as uow:
            person = access.visitor(uow, visit.slack_id)
            people = tuple(access.somebody(uow, slack_id, name).id for slack_id, name in chosen.items())
            calendar = calendar_of(uow)
            # Who may is decided in the use case: whoever pressed submit before may have lost the case with it.
            said = Taken(
                uow,
                person,
                visit.today,
                calendar,
                carried,
                row,
                found.values,
                people,
                visit.desk.letters.mails,
                behalf.said(row, carried.subject, found.values) if for_member else {},
            )
            after = TAKERS.get(row.action, plainly)(said)
        with visit.desk.units(read_only=True) as uow:
            person = access.visitor(uow, visit.slack_id)
            shown = access.still_readable(uow, person, after.id, visit.today)
            handed_on = row.action is Action.ADD_RESPONDENT and not access.may_read(uow, person, after, visit.today)
            steps = access.steps(uow, person, shown, visit.today) if shown is not None else ()
            by_mail = outside(uow, shown, visit.today) if shown is not None else NOBODY
        if handed_on:
            return Replace(done.handed_on(visit.t, to_supervisor=True))
        if row.action is Action.RESEND_LETTER:
            again = [one for one in letters(after) if one.ref == carried.subject]
            return Replace(done.lettered(after, again, shown, visit.today, visit.t, steps, by_mail))
        return Replace(done.taken(row.done, shown, visit.today, visit.t, steps, by_mail))

    return listener


def on_steps(visit: Visit) -> Answer:
    """ "Andere stap…" in the committee's channel: what this person may do now. Only who may read the case gets it."""
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        complaint = access.readable(uow, person, uow.complaints.by_id(ComplaintId(visit.value)), visit.today)
        steps = access.steps(uow, person, complaint, visit.today)
    visit.show(room.others(complaint, steps, visit.t))
    return Nothing()


def on_request(visit: Visit) -> Answer:
    """ "Bekijken" at a document the committee asked for ("complaint:request"): what it is, and what became of it."""
    id, _, ref = visit.value.partition(":")
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        complaint = access.readable(uow, person, uow.complaints.by_id(ComplaintId(id), opened=True), visit.today)
        steps = access.steps(uow, person, complaint, visit.today)
    shown = requests.view(complaint, ref, steps, visit.t)
    if shown is None:
        raise UnknownSubject(Action.DELIVER_DOCUMENT, ref)
    read_log.opened(visit.desk.units, person, complaint.id, Opened.FORM, Action.REQUEST_DOCUMENT.value)
    visit.show(shown)
    return Nothing()
