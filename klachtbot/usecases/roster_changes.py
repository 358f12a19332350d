"""Changing the committee's list by form: somebody comes on it, changes, or leaves it; and the organisations they fill a
seat for. What holds for the file holds here (``organisation_member.faults``); each change holds at once, and is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from klachtbot.domain.errors import Refusal
from klachtbot.domain.model import PersonId, Position
from klachtbot.usecases.organisation_changes import known_before
from klachtbot.usecases.organisation_member import COMMITTEE, SEATS, Fault, Member, Rule, fault_in, faults
from klachtbot.usecases.ports import Person, UnitOfWork
from klachtbot.usecases.roster import ChangeKind, Listed, OrganisationId


class MemberRefused(Refusal):
    """Not as it stands in the form; ``faults`` says what is wrong with which part."""

    def __init__(self, found: tuple[Fault, ...]) -> None:
        super().__init__()
        self.faults = found


class OnTheListAlready(Refusal):
    """Somebody stands for that seat already."""


class NotOnTheList(Refusal):
    """They stand for that seat no more."""


class ListChanged(Refusal):
    """Somebody else changed this person after the form was opened."""


class ListedOtherwise(Refusal):
    """This form was taken in before, and said something else then."""


class NotYourself(Refusal):
    """Nobody puts themselves on the list, or gives themselves another seat."""


class SomebodyElse(Refusal):
    """That account is of somebody else: what the one sits on, and declared (R13), is not the other's."""


class OrganisationThere(Refusal):
    """Another organisation is called that."""


class OrganisationUnknown(Refusal):
    """There is no such organisation (any more)."""


@dataclass(frozen=True, slots=True)
class Seated:
    """What a form says of somebody. ``slack_id`` is "" for who takes part by e-mail."""

    position: Position
    slack_id: str
    name: str
    email: str = ""
    organisation: str = ""
    since: date | None = None
    until: date | None = None


def add_to_roster(uow: UnitOfWork, *, by: Person, seated: Seated, submission: str) -> PersonId:
    """Somebody comes on the list for a seat, last of those who stand for it. Who the bot knows already (by their Slack
    id, or by their address when they have none) stays who they are.

    Sending it in twice changes nothing. Raises a refusal, ``MemberRefused`` with each fault.
    """
    uow.roster.take_turn()
    _not_oneself(by, seated.slack_id)
    wanted = Member(seated.slack_id, seated.name, frozenset({seated.position}), seated.email)
    known = known_before(uow.people.all(), [wanted])[0][0][0]
    here = next((one for one in uow.roster.listed() if known is not None and one.id == known.id), None)
    member = _joined(wanted, known, here, seated)
    if uow.roster.noted(submission):
        return _as_before(here, member)
    if here is not None and here.member.slack_id != seated.slack_id:
        raise MemberRefused((Fault("email", Rule.EMAIL_TAKEN),))
    if here is not None and seated.position in here.member.positions:
        raise OnTheListAlready(field="slack" if seated.slack_id else "email")
    return _kept(uow, known.id if known else None, member, ChangeKind.ADDED, by, submission)


def _joined(wanted: Member, known: Person | None, here: Listed | None, seated: Seated) -> Member:
    """Who comes on the list: what the form left open is as it was known."""
    if known is None:
        return _with(wanted, seated, instead_of=None)
    before = here.member if here else replace(wanted, nicknames=known.nicknames)
    whole = replace(
        seated,
        name=known.name if known.name and seated.slack_id else seated.name,
        email=seated.email or known.email,
        organisation=seated.organisation or (before.organisation if here else ""),
        since=seated.since or before.since,
        until=seated.until or before.until,
    )
    return _with(before, whole, instead_of=None)


def change_on_roster(
    uow: UnitOfWork, *, by: Person, id: PersonId, position: Position, seated: Seated, version: int, submission: str
) -> None:
    """Other words, dates or another seat for who stands there for ``position``. ``version``: the last change that was
    seen when the form was opened. As ``add_to_roster``."""
    uow.roster.take_turn()
    here = next((one for one in uow.roster.listed() if one.id == id), None)
    if uow.roster.noted(submission):
        _as_before(here, _with(here.member, seated, instead_of=position) if here else None)
        return
    if here is None or position not in here.member.positions:
        raise NotOnTheList
    if uow.roster.changed_since(version, id):
        raise ListChanged
    if seated.position is not position:
        _not_oneself(by, here.member.slack_id)
        if seated.position in here.member.positions:
            raise OnTheListAlready(field="seat")
    if seated.slack_id and seated.slack_id != here.member.slack_id:
        _not_oneself(by, seated.slack_id)
        if here.member.slack_id or _known_as_another(uow, seated.slack_id):
            raise SomebodyElse(field="slack")
    if here.member.positions - COMMITTEE and seated.slack_id != here.member.slack_id:
        raise MemberRefused((Fault("positions", Rule.NEEDS_SLACK),))  # a colleague, too: that is for the file
    _kept(uow, id, _with(here.member, seated, instead_of=position), ChangeKind.CHANGED, by, submission)


def take_off_roster(uow: UnitOfWork, *, by: Person, id: PersonId, position: Position, submission: str) -> None:
    """Nobody asks them for that seat any more, from today on. Who sits on a panel stays there until it is composed
    anew. Raises ``NotOnTheList``."""
    uow.roster.take_turn()
    if uow.roster.noted(submission):
        return
    here = next((one for one in uow.roster.listed() if one.id == id), None)
    if here is None or position not in here.member.positions or position not in COMMITTEE:
        raise NotOnTheList
    positions = here.member.positions - {position}
    member = replace(here.member, positions=positions)
    uow.roster.put(id, member if positions & SEATS else replace(member, since=None, until=None))
    uow.roster.note(ChangeKind.REMOVED, by=by.id, about=id, submission=submission)
    uow.commit()


def add_organisation(uow: UnitOfWork, *, by: Person, name: str, submission: str) -> None:
    """An organisation that may fill a seat. Raises ``OrganisationThere``, or ``MemberRefused``."""
    uow.roster.take_turn()
    if uow.roster.noted(submission):
        return
    _free(uow, name)
    made = uow.roster.add_organisation(name)
    uow.roster.note(ChangeKind.ORGANISATION_ADDED, by=by.id, organisation=made, submission=submission)
    uow.commit()


def rename_organisation(uow: UnitOfWork, *, by: Person, id: OrganisationId, name: str, submission: str) -> None:
    """An organisation is called otherwise, also with everybody who sits for it. As ``add_organisation``."""
    uow.roster.take_turn()
    if uow.roster.noted(submission):
        return
    organisations = uow.people.organisations()
    if id not in organisations:
        raise OrganisationUnknown
    if organisations[id] != name:
        _free(uow, name, but=id)
        uow.roster.rename(id, name)
        uow.roster.note(ChangeKind.ORGANISATION_RENAMED, by=by.id, organisation=id, submission=submission)
    uow.commit()


def _free(uow: UnitOfWork, name: str, *, but: str = "") -> None:
    rule = fault_in(name)
    if rule is not None:
        raise MemberRefused((Fault("name", rule),))
    taken = {one.casefold() for id, one in uow.people.organisations().items() if id != but}
    if name.casefold() in taken:
        raise OrganisationThere(field="name")


def _not_oneself(by: Person, slack_id: str) -> None:
    if slack_id and slack_id == by.slack_id:
        raise NotYourself(field="slack")


def _known_as_another(uow: UnitOfWork, slack_id: str) -> bool:
    """Whether the bot knows who this is, and nobody on the list: for those a fault says more."""
    known = uow.people.by_slack_id(slack_id)
    return known is not None and all(one.id != known.id for one in uow.roster.listed())


def _with(member: Member, seated: Seated, *, instead_of: Position | None) -> Member:
    """The member as the form says, in the seat of the form; what they are besides stays."""
    return replace(
        member,
        slack_id=seated.slack_id,
        name=seated.name,
        email=seated.email,
        organisation=seated.organisation,
        positions=(member.positions - {instead_of}) | {seated.position},
        since=seated.since,
        until=seated.until,
    )


def _kept(
    uow: UnitOfWork, id: PersonId | None, member: Member, kind: ChangeKind, by: Person, submission: str
) -> PersonId:
    others = [one.member for one in uow.roster.listed() if one.id != id]
    found = tuple(faults(member, others))
    if found:
        raise MemberRefused(found)
    put = uow.roster.put(id, member)
    uow.roster.note(kind, by=by.id, about=put, submission=submission)
    uow.commit()
    return put


def _as_before(here: Listed | None, member: Member | None) -> PersonId:
    """It was recorded before; whether it said the same then."""
    if here is None or here.member != member:
        raise ListedOtherwise
    return here.id
