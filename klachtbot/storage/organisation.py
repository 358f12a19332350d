"""The organisation as it stands in the database, and taking over an organisation file.

Ids of people stay: they are found by their Slack id, or by their address when they have none. Who is no
longer in the file becomes inactive and keeps what they recorded; a position that ends keeps its dates.
"""

from __future__ import annotations

import hmac
import uuid
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, delete, func, insert, select, update

from klachtbot.domain.model import PersonId, Position
from klachtbot.storage import tables
from klachtbot.storage.chain import canonical
from klachtbot.storage.crypto import seal
from klachtbot.storage.office import write_office
from klachtbot.storage.people import holds_on, store_person
from klachtbot.storage.uow import SqlUnitOfWork
from klachtbot.storage.vault import Vault
from klachtbot.usecases.organisation import Organisation
from klachtbot.usecases.organisation_changes import known_before
from klachtbot.usecases.organisation_member import SEATS, Member


def current(uow: SqlUnitOfWork) -> Organisation | None:
    """The organisation now; None when no file was ever taken over."""
    office = uow.office()
    if office is None:
        return None
    terms = _terms_of_office(uow.connection, uow.clock.today())
    members = tuple(
        Member(
            person.slack_id or "",
            person.name,
            person.positions,
            person.email,
            person.organisation,
            person.nicknames,
            *terms.get(person.id, (None, None)),
        )
        for person in uow.people.all()
        if person.active and person.positions
    )
    return Organisation(members=members, office=office)


def take_turns(uow: SqlUnitOfWork) -> None:
    """From here to the end of this unit nobody else takes over a file; who comes second waits, then sees the first.

    SQLite hands out turns by itself.
    """
    if uow.connection.dialect.name == "postgresql":
        uow.connection.execute(select(func.pg_advisory_xact_lock(_TURN)))


_TURN = 0x6F7267  # any number will do, so long as it is always the same


def apply(uow: SqlUnitOfWork, wanted: Organisation) -> None:
    """Make the database as the file says, from today on. The caller took a turn, and commits.

    Where other days or hours hold, every running case is looked at anew: a reminder must not wait for the old ones."""
    connection, vault, today = uow.connection, uow.vault, uow.clock.today()
    pairs, left = known_before(uow.people.all(), wanted.members)
    for known, member in pairs:
        id = store_person(
            connection,
            vault,
            id=known.id if known is not None else None,
            slack_id=member.slack_id or None,
            name=member.name,
            email=member.email,
            organisation=member.organisation,
            nicknames=member.nicknames,
        )
        _hold(connection, vault, id, member, today, place=wanted.members.index(member))
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
    uow.look_again()
    if not wanted.office.keeps_time_of(before_it):
        uow.nudges.look_again()


def _hold(connection: Connection, vault: Vault, person: PersonId, member: Member, today: date, *, place: int) -> None:
    t = tables.positions.c
    held = set(connection.scalars(select(t.position).where(t.person == person, holds_on(today))))
    wanted = {position.value for position in member.positions}
    _end(connection, person, held - wanted, today)
    for position in sorted(wanted - held):
        # ended earlier today: it simply goes on
        ended_today = (t.person == person, t.position == position, t.since == today)
        connection.execute(delete(tables.positions).where(*ended_today))
        connection.execute(insert(tables.positions), {"person": person, "position": position, "since": today})
    for position in sorted(wanted):
        sits = Position(position) in SEATS
        seated = {
            "organisation": _organisation(connection, vault, member.organisation) if sits else None,
            "office_from": member.since if sits else None,
            "office_until": member.until if sits else None,
            "place": place,
        }
        where = (t.person == person, t.position == position, holds_on(today))
        connection.execute(update(tables.positions).where(*where).values(seated))


def _terms_of_office(connection: Connection, today: date) -> dict[str, tuple[date | None, date | None]]:
    """The first and the last day of each term of office, by person."""
    t = tables.positions.c
    rows = connection.execute(
        select(t.person, t.office_from, t.office_until).where(t.position.in_(SEATS), holds_on(today))
    )
    return {row.person: (row.office_from, row.office_until) for row in rows}


def _end(connection: Connection, person: PersonId, positions: set[str], today: date) -> None:
    t = tables.positions.c
    connection.execute(
        update(tables.positions)
        .where(t.person == person, t.position.in_(positions), holds_on(today))
        .values(until=today)
    )


def _leave(connection: Connection, person: PersonId, today: date) -> None:
    connection.execute(update(tables.people).where(tables.people.c.id == person).values(active=False))
    _end(connection, person, {position.value for position in Position}, today)


def _organisation(connection: Connection, vault: Vault, name: str) -> str | None:
    """The id of an organisation that fills a seat, made when it is new."""
    if not name:
        return None
    t = tables.organisations
    term = hmac.digest(vault.blind, canonical("klachtbot.organisation.1", name), "sha256")[:16]
    id = connection.scalar(select(t.c.id).where(t.c.term == term))
    if id is None:
        id = uuid.uuid4().hex
        sealed = seal(vault.people, name.encode(), place=f"organisations.name:{id}")
        connection.execute(insert(t), {"id": id, "name": sealed, "term": term})
    return str(id)
