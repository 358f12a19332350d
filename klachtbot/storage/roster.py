"""Who holds which position, and what was changed in that: rows that the organisation file and the forms both write."""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, or_, select, update

from klachtbot.domain.model import PersonId, Position
from klachtbot.storage import tables
from klachtbot.storage.chain import canonical
from klachtbot.storage.crypto import seal
from klachtbot.storage.people import SqlPeople, holds_on, store_person
from klachtbot.storage.vault import Vault
from klachtbot.usecases.organisation_member import SEATS, Member
from klachtbot.usecases.ports import Clock
from klachtbot.usecases.roster import BY_FILE, ChangeKind, Listed, OrganisationId, RosterChange

_P, _C, _O = tables.positions.c, tables.organisation_changes.c, tables.organisations.c
_LAST = 2**31 - 1  # the place of who has none

_TURN = 0x6F7267  # any number will do, so long as it is always the same


def take_turn(connection: Connection) -> None:
    """SQLite hands out turns by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_TURN)))


class SqlRoster:
    """``ports.Roster`` inside one transaction."""

    def __init__(self, connection: Connection, vault: Vault, clock: Clock, people: SqlPeople) -> None:
        self._connection = connection
        self._vault = vault
        self._clock = clock
        self._people = people

    def take_turn(self) -> None:
        take_turn(self._connection)

    def listed(self) -> tuple[Listed, ...]:
        held = self._held()
        found = [
            Listed(
                person.id,
                Member(
                    person.slack_id or "",
                    person.name,
                    person.positions,
                    person.email,
                    person.organisation,
                    person.nicknames,
                    *held[person.id][1:],
                ),
            )
            for person in self._people.all()
            if person.active and person.positions
        ]
        return tuple(sorted(found, key=lambda one: held[one.id][0]))  # of one place: by name

    def _held(self) -> Mapping[str, tuple[int, date | None, date | None]]:
        """The place in the file, and the first and the last day of the term of office, by person."""
        rows = self._connection.execute(
            select(_P.person, func.min(_P.place), func.max(_P.office_from), func.max(_P.office_until))
            .where(holds_on(self._clock.today()))
            .group_by(_P.person)
        )
        return {person: (_LAST if place is None else place, since, until) for person, place, since, until in rows}

    def put(self, id: PersonId | None, member: Member) -> PersonId:
        held = self._held()
        places = [place for place, _, _ in held.values() if place < _LAST]
        place = held[id][0] if id is not None and id in held else max(places, default=-1) + 1
        put = put_member(self._connection, self._vault, id, member, self._clock.today(), place=min(place, _LAST))
        self._people.look_again()
        return put

    def add_organisation(self, name: str) -> OrganisationId:
        return organisation_of(self._connection, self._vault, name)

    def rename(self, organisation: OrganisationId, name: str) -> None:
        who = self._connection.scalars(select(_P.person).where(_P.organisation == organisation).distinct()).all()
        before = self._people.organisations()[organisation]
        sealed = {"name": _sealed(self._vault, organisation, name), "term": _term(self._vault, name)}
        self._connection.execute(update(tables.organisations).where(_O.id == organisation).values(sealed))
        for person in who:
            known = self._people.by_id(PersonId(person))
            if known is not None and known.organisation == before:
                place = f"people.organisation:{person}"
                self._connection.execute(
                    update(tables.people)
                    .where(tables.people.c.id == person)
                    .values(organisation=seal(self._vault.people, name.encode(), place=place))
                )
        self._people.look_again()

    def note(
        self,
        kind: ChangeKind,
        *,
        by: PersonId | None = None,
        about: PersonId | None = None,
        organisation: OrganisationId | None = None,
        submission: str = "",
    ) -> None:
        row = {
            "changed_at": self._clock.now(),
            "by_person": by,
            "kind": kind.value,
            "about": about,
            "organisation": organisation,
            "submission": submission or None,
        }
        self._connection.execute(insert(tables.organisation_changes), row)

    def noted(self, submission: str) -> bool:
        return (
            bool(submission) and self._connection.scalar(select(_C.id).where(_C.submission == submission)) is not None
        )

    def last(self, limit: int) -> tuple[RosterChange, ...]:
        return self._changes(select(tables.organisation_changes).order_by(_C.id.desc()).limit(limit))

    def changed_since(self, id: int, about: PersonId) -> bool:
        theirs = or_(_C.about == about, _C.kind == ChangeKind.APPLIED.value)
        return self._connection.scalar(select(_C.id).where(_C.id > id, theirs).limit(1)) is not None

    def since_the_file(self) -> tuple[RosterChange, ...]:
        newest = select(func.coalesce(func.max(_C.id), 0)).where(_C.kind.in_(BY_FILE)).scalar_subquery()
        return self._changes(select(tables.organisation_changes).where(_C.id > newest).order_by(_C.id))

    def _changes(self, query: Select[Any]) -> tuple[RosterChange, ...]:
        return tuple(_change(row) for row in self._connection.execute(query))


def _change(row: Row[Any]) -> RosterChange:
    return RosterChange(row.id, row.changed_at, row.by_person, ChangeKind(row.kind), row.about, row.organisation)


def put_member(
    connection: Connection, vault: Vault, id: PersonId | None, member: Member, today: date, *, place: int
) -> PersonId:
    """Somebody as the file or a form says, with the positions they hold from today on."""
    id = store_person(
        connection,
        vault,
        id=id,
        slack_id=member.slack_id or None,
        name=member.name,
        email=member.email,
        organisation=member.organisation,
        nicknames=member.nicknames,
    )
    _hold(connection, vault, id, member, today, place=place)
    return id


def _hold(connection: Connection, vault: Vault, person: PersonId, member: Member, today: date, *, place: int) -> None:
    held = set(connection.scalars(select(_P.position).where(_P.person == person, holds_on(today))))
    wanted = {position.value for position in member.positions}
    end_positions(connection, person, held - wanted, today)
    for position in sorted(wanted - held):
        # ended earlier today: it simply goes on
        ended_today = (_P.person == person, _P.position == position, _P.since == today)
        connection.execute(delete(tables.positions).where(*ended_today))
        connection.execute(insert(tables.positions), {"person": person, "position": position, "since": today})
    for position in sorted(wanted):
        sits = Position(position) in SEATS
        seated = {
            "organisation": _filled_by(connection, vault, member.organisation) if sits else None,
            "office_from": member.since if sits else None,
            "office_until": member.until if sits else None,
            "place": place,
        }
        where = (_P.person == person, _P.position == position, holds_on(today))
        connection.execute(update(tables.positions).where(*where).values(seated))


def end_positions(connection: Connection, person: PersonId, positions: set[str], today: date) -> None:
    connection.execute(
        update(tables.positions)
        .where(_P.person == person, _P.position.in_(positions), holds_on(today))
        .values(until=today)
    )


def _filled_by(connection: Connection, vault: Vault, name: str) -> OrganisationId | None:
    return organisation_of(connection, vault, name) if name else None


def organisation_of(connection: Connection, vault: Vault, name: str) -> OrganisationId:
    """The id of an organisation that fills a seat, made when it is new."""
    term = _term(vault, name)
    id = connection.scalar(select(_O.id).where(_O.term == term))
    if id is None:
        id = uuid.uuid4().hex
        sealed = _sealed(vault, OrganisationId(id), name)
        connection.execute(insert(tables.organisations), {"id": id, "name": sealed, "term": term})
    return OrganisationId(str(id))


def _term(vault: Vault, name: str) -> bytes:
    return hmac.digest(vault.blind, canonical("klachtbot.organisation.1", name), "sha256")[:16]


def _sealed(vault: Vault, id: OrganisationId, name: str) -> bytes:
    return seal(vault.people, name.encode(), place=f"organisations.name:{id}")
