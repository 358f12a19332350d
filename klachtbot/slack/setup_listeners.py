"""What happens on `/klacht inrichten` and the buttons and forms behind it (R13): the committee's list.

For who registers complaints, and for the administrators of the workspace. To everybody else none of it exists.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from functools import partial

from klachtbot.domain.model import PersonId, Position
from klachtbot.slack import forms
from klachtbot.slack.blocks import Block
from klachtbot.slack.desk import Answer, Correct, Listener, Nothing, Replace, Visit
from klachtbot.slack.forms import Carried, Form, Submitted
from klachtbot.slack.gateway import ViewRefused
from klachtbot.slack.screens import done, setup
from klachtbot.slack.screens import setup_forms as screen
from klachtbot.slack.texts import N_
from klachtbot.usecases import access
from klachtbot.usecases.ports import Person, UnitOfWork
from klachtbot.usecases.roster import OrganisationId
from klachtbot.usecases.roster_changes import (
    MemberRefused,
    NotOnTheList,
    OrganisationUnknown,
    Seated,
    add_organisation,
    add_to_roster,
    change_on_roster,
    rename_organisation,
    take_off_roster,
)
from klachtbot.usecases.roster_view import OnTheList, RosterView, roster_view

log = logging.getLogger("klachtbot.slack")

AT_ONCE, PATIENCE = 8, 1.0
"""So many people are asked for in Slack at the same time, and for so many seconds: the list does not wait for more."""


def sets_up(visit: Visit) -> bool:
    """Whether they keep the list: who registers complaints, and who Slack says runs the workspace."""
    with visit.desk.units(read_only=True) as uow:
        registers = access.registers(access.visitor(uow, visit.slack_id))
    return registers or visit.desk.screens.runs_workspace(visit.slack_id)


def for_who_sets_up(listener: Listener, otherwise: Listener) -> Listener:
    """The listener, for who may; to anybody else it goes as with something nobody knows."""

    def guarded(visit: Visit) -> Answer:
        return listener(visit) if sets_up(visit) else otherwise(visit)

    return guarded


def on_setup(visit: Visit) -> Answer:
    """The list of the committee."""
    visit.show(_page(visit))
    return Nothing()


def _page(visit: Visit) -> Block:
    return setup.committee(_seen(visit, left=_left(visit)), visit.t)


def _seen(visit: Visit, *, left: frozenset[str] = frozenset()) -> RosterView:
    with visit.desk.units(read_only=True) as uow:
        return roster_view(uow, visit.today, left=left)


def _left(visit: Visit) -> frozenset[str]:
    """Who on the list is known to be no longer active in Slack. Asks Slack, outside any unit of work."""
    people = [one for seat in _seen(visit).seats for one in seat.people]
    ids = list({one.member.slack_id for one in people} - {""})
    pool = ThreadPoolExecutor(AT_ONCE, "left")
    asked = {pool.submit(visit.desk.screens.has_left, id): id for id in ids}
    told = wait(asked, timeout=PATIENCE).done
    pool.shutdown(wait=False, cancel_futures=True)
    return frozenset(asked[one] for one in told if one.exception() is None and one.result())


def on_add(visit: Visit, form: Form) -> Answer:
    """`Toevoegen`: the empty form."""
    visit.show(screen.add(form, _seen(visit).organisations, visit.t))
    return Nothing()


def on_change(visit: Visit) -> Answer:
    """`Wijzigen` at somebody."""
    view = _seen(visit)
    visit.show(screen.change(_pointed_at(view, visit.value), view.organisations, view.latest, visit.t))
    return Nothing()


def on_remove(visit: Visit) -> Answer:
    """`Van de lijst halen`: first what follows from it."""
    visit.show(screen.remove(_pointed_at(_seen(visit), visit.value), visit.t))
    return Nothing()


def _pointed_at(view: RosterView, value: str) -> OnTheList:
    found = setup.numbers([one for seat in view.seats for one in seat.people]).get(value)
    if found is None:
        raise NotOnTheList
    return found


def on_organisation(visit: Visit) -> Answer:
    """`Organisatie toevoegen`."""
    visit.show(screen.add_organisation(visit.t))
    return Nothing()


def on_rename(visit: Visit) -> Answer:
    """An organisation was chosen, to be called otherwise."""
    name = _seen(visit).organisations.get(visit.value)
    if name is None:
        raise OrganisationUnknown
    visit.show(screen.rename(visit.value, name, visit.t))
    return Nothing()


# Sent in --------------------------------------------------------------------------------------------------------------

Does = Callable[[UnitOfWork, Person, Submitted, Carried], object]


def _sent_in(visit: Visit, form: Form, does: Does, said: str) -> Answer:
    """Read the form, do it, and say so; or a sentence at each field that needs another look."""
    found = forms.submitted(form, visit.state)
    if found.errors:
        return Correct({key: visit.t(text) for key, text in found.errors.items()})
    name = _own_name(visit)
    try:
        with visit.desk.units() as uow:
            does(uow, access.somebody(uow, visit.slack_id, name), found, Carried.read(visit.metadata))
    except MemberRefused as member:
        return Correct(screen.errors(member.faults, form, visit.t))
    if visit.beneath:
        try:
            visit.desk.screens.update_view(visit.beneath, "", _page(visit))
        except ViewRefused as refused:  # it stays the snapshot it was
            log.warning("event=view_refused code=%s", refused.code)
    return Replace(done.said(visit.t, visit.t(said)))


def _own_name(visit: Visit) -> str:
    """What who does this is called, as far as Slack must be asked: the record says who it was."""
    with visit.desk.units(read_only=True) as uow:
        known = access.visitor(uow, visit.slack_id)
    return "" if known is not None and known.name else visit.desk.screens.name_of(visit.slack_id)


def on_added(visit: Visit, form: Form) -> Answer:
    """Somebody comes on the list."""
    chosen = forms.submitted(form, visit.state).values.get("slack")
    name = visit.desk.screens.name_of(str(chosen[0])) if isinstance(chosen, tuple) and chosen else ""

    def does(uow: UnitOfWork, by: Person, found: Submitted, carried: Carried) -> None:
        add_to_roster(uow, by=by, seated=_seated(uow, found, name=name), submission=carried.submission)

    return _sent_in(visit, form, does, N_("Vastgelegd. Deze persoon staat op de lijst."))


def on_changed(visit: Visit) -> Answer:
    """Somebody is called, reached or seated otherwise."""

    def does(uow: UnitOfWork, by: Person, found: Submitted, carried: Carried) -> None:
        id, position = _which(carried)
        change_on_roster(
            uow,
            by=by,
            id=id,
            position=position,
            seated=_seated(uow, found),
            version=carried.version,
            submission=carried.submission,
        )

    return _sent_in(visit, screen.CHANGE, does, N_("Vastgelegd. De wijziging geldt meteen."))


def on_removed(visit: Visit) -> Answer:
    """Somebody leaves the list."""

    def does(uow: UnitOfWork, by: Person, found: Submitted, carried: Carried) -> None:
        id, position = _which(carried)
        take_off_roster(uow, by=by, id=id, position=position, submission=carried.submission)

    return _sent_in(visit, screen.REMOVE, does, N_("Vastgelegd. Deze persoon staat niet meer op de lijst."))


def on_organisation_added(visit: Visit) -> Answer:
    def does(uow: UnitOfWork, by: Person, found: Submitted, carried: Carried) -> None:
        add_organisation(uow, by=by, name=str(found.values["name"]), submission=carried.submission)

    return _sent_in(visit, screen.ADD_ORGANISATION, does, N_("Vastgelegd. Je kunt deze organisatie nu kiezen."))


def on_renamed(visit: Visit) -> Answer:
    def does(uow: UnitOfWork, by: Person, found: Submitted, carried: Carried) -> None:
        id, name = OrganisationId(carried.subject), str(found.values["name"])
        rename_organisation(uow, by=by, id=id, name=name, submission=carried.submission)

    return _sent_in(visit, screen.RENAME, does, N_("Vastgelegd. De nieuwe naam geldt meteen."))


def _which(carried: Carried) -> tuple[PersonId, Position]:
    """Whom a form is about, and in which seat. One that carries something else is about nobody."""
    id, _, position = carried.subject.partition(":")
    try:
        return PersonId(id), Position(position)
    except ValueError:
        raise NotOnTheList from None


def _seated(uow: UnitOfWork, found: Submitted, *, name: str = "") -> Seated:
    values = found.values
    chosen, typed, slack = values.get("organisation"), values.get("new_organisation"), values.get("slack")
    since, until = values["since"], values["until"]
    try:
        position = Position(str(values["seat"]))
    except ValueError:
        raise NotOnTheList from None
    return Seated(
        position=position,
        slack_id=str(slack[0]) if isinstance(slack, tuple) and slack else "",
        name=str(values.get("name") or name),
        email=str(values.get("email") or ""),
        organisation=str(typed or uow.people.organisations().get(str(chosen), "")),
        since=since if isinstance(since, date) else None,
        until=until if isinstance(until, date) else None,
    )


ACTIONS: Mapping[str, Listener] = {
    "setup": on_setup,
    "setup_add": partial(on_add, form=screen.ADD),
    "setup_add_mail": partial(on_add, form=screen.ADD_BY_MAIL),
    "setup_change": on_change,
    "setup_remove": on_remove,
    "setup_organisation": on_organisation,
    "setup_rename": on_rename,
}
SUBMITTED: Mapping[str, Listener] = {
    screen.ADD.name: partial(on_added, form=screen.ADD),
    screen.ADD_BY_MAIL.name: partial(on_added, form=screen.ADD_BY_MAIL),
    screen.CHANGE.name: on_changed,
    screen.REMOVE.name: on_removed,
    screen.ADD_ORGANISATION.name: on_organisation_added,
    screen.RENAME.name: on_renamed,
}
"""Buttons and forms, each for who sets up (``for_who_sets_up``)."""
