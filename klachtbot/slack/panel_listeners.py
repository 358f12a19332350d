"""The committee is put together (R13): who is proposed, and what chair and members answer to the question they got."""

from __future__ import annotations

from dataclasses import replace

from klachtbot.domain.committee import sitting
from klachtbot.domain.dossier import first, panel
from klachtbot.domain.errors import Unfillable
from klachtbot.domain.judging import refusal
from klachtbot.domain.model import Action, Complaint, ComplaintId, FactName, PersonId, Role, Seat
from klachtbot.slack import blocks, forms
from klachtbot.slack.blocks import Block
from klachtbot.slack.desk import Answer, Correct, Nothing, Replace, Say, Visit
from klachtbot.slack.forms import Carried
from klachtbot.slack.screens import panel as screen
from klachtbot.slack.screens import seat as seat_screen
from klachtbot.slack.screens.panel import Roster
from klachtbot.slack.screens.seat import ANSWER, CONFIRM_FORM, DECLARE_FORM, GROUND, IS_INVOLVED, SURE_FORM, Members
from klachtbot.slack.steps.row import StepForm
from klachtbot.usecases import access, read_log
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.compose import whom_to_call
from klachtbot.usecases.panel import CONFIRM, DECLARE, Proposal, asked_seat, confirm, declare, propose
from klachtbot.usecases.panel_messages import INVOLVED, VOID, WAITS, YES
from klachtbot.usecases.ports import UnitOfWork
from klachtbot.usecases.reads import Opened


def on_compose(visit: Visit, row: StepForm, id: str) -> Answer:
    """`Commissie samenstellen`: the form with who is proposed, or what the roster lacks."""
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        complaint = access.readable(uow, person, uow.complaints.by_id(ComplaintId(id)), visit.today)
        refused = access.refused(uow, person, complaint, row.action, visit.today)
        if refused is not None:
            raise refused
        roster = Roster({one.id: one for one in uow.people.all()}, uow.people.organisations())
        try:
            proposal = propose(uow, complaint, visit.today)
        except Unfillable as lacking:
            return Say(*screen.unfillable(lacking, roster, visit.t))
    roster = replace(roster, gone=_gone(visit, proposal, roster))
    form = screen.form(row.form, proposal, roster, visit.t)
    intro = [*screen.proposed(proposal, roster, visit.t), blocks.small(visit.t(form.intro))]
    carried = Carried.fresh(complaint.id, complaint.version)
    visit.show(forms.view(replace(form, intro=""), visit.t, carried, screen.values(proposal), intro))
    return Nothing()


def _gone(visit: Visit, proposal: Proposal, roster: Roster) -> frozenset[PersonId]:
    """Who of the proposed is no longer active in Slack. Asks Slack: not within a unit of work."""
    ids = {one.person: roster.people[one.person].slack_id for one in proposal.seats if one.person in roster.people}
    return frozenset(one for one, slack_id in ids.items() if slack_id and visit.desk.screens.has_left(slack_id))


def on_panel(visit: Visit) -> Answer:
    """The button of a question ("complaint:confirm" or "complaint:declare"): its form, for who is asked this now."""
    id, _, what = visit.value.partition(":")
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        complaint = uow.complaints.by_id(ComplaintId(id), opened=True)
        seat = asked_seat(uow, person, complaint, what, visit.today)
        assert complaint is not None, "asked about something"
        view = (_confirming if what == CONFIRM else _declaring)(visit, uow, complaint, seat)
    if what == DECLARE:
        read_log.opened(visit.desk.units, person, complaint.id, Opened.QUESTION)
    visit.show(view)
    return Nothing()


def _confirming(visit: Visit, uow: UnitOfWork, complaint: Complaint, seat: Seat) -> Block:
    contact = whom_to_call(uow, complaint)
    if first(complaint, FactName.PANEL_CONFIRMED) is not None:
        return seat_screen.thanks(complaint, CONFIRM, YES, contact, visit.t)
    if refusal(complaint, Action.CONFIRM_PANEL, frozenset({Role.CHAIR}), visit.today) is not None:
        return seat_screen.thanks(complaint, DECLARE, VOID, contact, visit.t)
    people = {one.id: one for one in uow.people.all()}
    organisations = uow.people.organisations()
    at = {one.person: organisations.get(one.organisation, "") for one in uow.people.roster()}
    seats = sitting(complaint)
    members = Members(
        seats,
        {one.person: people[one.person].name for one in seats if one.person in people},
        {one.person: at.get(one.person, "") for one in seats},
    )
    return seat_screen.confirm(complaint, members, contact, visit.t)


def _declaring(visit: Visit, uow: UnitOfWork, complaint: Complaint, seat: Seat) -> Block:
    if refusal(complaint, Action.DECLARE_INVOLVED, frozenset({Role.MEMBER}), visit.today, seat) is not None:
        return seat_screen.thanks(complaint, DECLARE, VOID, whom_to_call(uow, complaint), visit.t)
    return seat_screen.declare(complaint, uow.people.organisations(), seat, visit.t)


def on_confirmed(visit: Visit) -> Answer:
    """The chair confirmed; then they are asked for themselves."""
    carried = Carried.read(visit.metadata)
    with visit.desk.units() as uow:
        after = confirm(
            uow,
            by=access.visitor(uow, visit.slack_id),
            today=visit.today,
            calendar=calendar_of(uow),
            complaint=ComplaintId(carried.complaint),
            version=carried.version,
            submission=carried.submission,
        )
    waits = first(after, FactName.DECLARED_UNINVOLVED, subject=Seat.CHAIR) is None and Seat.CHAIR in panel(after)
    return Replace(seat_screen.thanks(after, CONFIRM, YES, None, visit.t, then_declare=waits))


def on_declared(visit: Visit) -> Answer:
    """A member answered. Who says to be involved is asked once more."""
    carried = Carried.read(visit.metadata)
    found = forms.submitted(DECLARE_FORM, visit.state)
    if found.errors:
        return Correct({key: visit.t(text) for key, text in found.errors.items()})
    if found.values[ANSWER] != IS_INVOLVED:
        return _declared(visit, carried, involved=False)
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        complaint = uow.complaints.by_id(ComplaintId(carried.complaint))
        asked_seat(uow, person, complaint, DECLARE, visit.today)
    assert complaint is not None, "asked about something"
    return Replace(seat_screen.sure(complaint, carried, str(found.values[GROUND] or ""), visit.t))


def on_sure(visit: Visit) -> Answer:
    """They are involved indeed."""
    return _declared(visit, Carried.read(visit.metadata), involved=True)


def _declared(visit: Visit, carried: Carried, *, involved: bool) -> Answer:
    with visit.desk.units() as uow:
        after = declare(
            uow,
            by=access.visitor(uow, visit.slack_id),
            today=visit.today,
            calendar=calendar_of(uow),
            complaint=ComplaintId(carried.complaint),
            version=carried.version,
            involved=involved,
            ground=carried.subject if involved else "",
            submission=carried.submission,
        )
    with visit.desk.units(read_only=True) as uow:
        contact = whom_to_call(uow, after)
        reads = not involved and access.may_read(uow, access.visitor(uow, visit.slack_id), after, visit.today)
    stands = INVOLVED if involved else YES if reads else WAITS
    return Replace(seat_screen.thanks(after, DECLARE, stands, contact, visit.t))


FORMS = {CONFIRM_FORM.name: on_confirmed, DECLARE_FORM.name: on_declared, SURE_FORM.name: on_sure}
"""The forms of who is asked, and what answers each."""
