"""The organisation as it stands in the database, and taking over an organisation file.

Ids of people stay: they are found by their Slack id, or by their address when they have none. Who is no
longer in the file becomes inactive and keeps what they recorded; a position that ends keeps its dates.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, update

from klachtbot.domain.model import PersonId, Position
from klachtbot.storage import tables
from klachtbot.storage.office import write_office
from klachtbot.storage.roster import end_positions, put_member
from klachtbot.storage.uow import SqlUnitOfWork
from klachtbot.usecases.organisation import Organisation
from klachtbot.usecases.organisation_changes import known_before
from klachtbot.usecases.roster import ChangeKind


def current(uow: SqlUnitOfWork) -> Organisation | None:
    """The organisation now, in the order of the file; None when no file was ever taken over."""
    office = uow.office()
    if office is None:
        return None
    return Organisation(members=tuple(one.member for one in uow.roster.listed()), office=office)


def take_turns(uow: SqlUnitOfWork) -> None:
    """See ``Roster.take_turn``."""
    uow.roster.take_turn()


def apply(uow: SqlUnitOfWork, wanted: Organisation) -> None:
    """Make the database as the file says, from today on. The caller took a turn, and commits.

    Where other days or hours hold, every running case is looked at anew: a reminder must not wait for the old ones."""
    connection, vault, today = uow.connection, uow.vault, uow.clock.today()
    pairs, left = known_before(uow.people.all(), wanted.members)
    for known, member in pairs:
        id = known.id if known is not None else None
        put_member(connection, vault, id, member, today, place=wanted.members.index(member))
    for person in left:
        if not person.positions:
            continue  # somebody who once reported a complaint, or chose to be one of the people it is about
        _leave(connection, person.id, today)
    before_it, chosen = uow.office(), wanted.office.acknowledging
    if before_it is not None and before_it.acknowledging == chosen:
        chosen = before_it.acknowledging
    else:
        chosen = replace(chosen, since=uow.clock.now())
    write_office(connection, vault, replace(wanted.office, acknowledging=chosen))
    uow.roster.note(ChangeKind.APPLIED)
    uow.look_again()
    if not wanted.office.keeps_time_of(before_it):
        uow.nudges.look_again()


def _leave(connection: Connection, person: PersonId, today: date) -> None:
    connection.execute(update(tables.people).where(tables.people.c.id == person).values(active=False))
    end_positions(connection, person, {position.value for position in Position}, today)
