"""Who the bot knows. Names, addresses and organisations are encrypted; a Slack id is a pseudonym and stands open."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Date,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    cast,
    insert,
    literal_column,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from klachtbot.domain.committee import Candidate
from klachtbot.domain.model import PersonId, Position
from klachtbot.domain.people import ACCESS_DAYS, HANDLING, Absence, Organisation
from klachtbot.storage import tables
from klachtbot.storage.crypto import seal, unseal
from klachtbot.storage.vault import Vault
from klachtbot.usecases.organisation import Office
from klachtbot.usecases.organisation_member import COMMITTEE
from klachtbot.usecases.ports import Clock, Person

_SEALED = ("name", "email", "organisation", "nicknames")


class SqlPeople:
    """``ports.People`` inside one transaction; positions are those of today.

    Who works here is looked up once in a transaction: a step asks for it again and again, and nobody else changes it
    meanwhile.
    """

    def __init__(
        self, connection: Connection, vault: Vault, clock: Clock, office: Callable[[], Office | None] = lambda: None
    ) -> None:
        self._office = office
        self._connection = connection
        self._vault = vault
        self._clock = clock
        self._everybody: tuple[Person, ...] | None = None
        self._organisation: Organisation | None = None

    def by_slack_id(self, slack_id: str) -> Person | None:
        return next(iter(self._find(_BY_SLACK_ID, slack_id=slack_id)), None)

    def by_id(self, id: PersonId) -> Person | None:
        return next(iter(self._find(_BY_ID, id=id)), None)

    def ensure(self, slack_id: str, name: str) -> Person:
        known = self.by_slack_id(slack_id)
        if known is not None and name and not known.name:
            sealed = seal(self._vault.people, name.encode(), place=_place("name", known.id))
            self._connection.execute(update(tables.people).where(tables.people.c.id == known.id).values(name=sealed))
            self._everybody = None
            return replace(known, name=name)
        if known is not None:
            return known
        row = _row(self._vault, PersonId(uuid.uuid4().hex), slack_id=slack_id, name=name)
        make = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        self._connection.execute(make(tables.people).values(row).on_conflict_do_nothing(index_elements=["slack_id"]))
        self._everybody = None
        made = self.by_slack_id(slack_id)  # ours, or that of who was first
        assert made is not None, "just made"
        return made

    def names_of(self, *positions: Position) -> Mapping[PersonId, tuple[str, ...]]:
        return {one.id: (one.name, *one.nicknames) for one in self.with_position(*positions)}

    def all(self) -> tuple[Person, ...]:
        if self._everybody is None:
            self._everybody = self._find(_EVERYBODY)
        return self._everybody

    def with_position(self, *positions: Position) -> tuple[Person, ...]:
        return tuple(one for one in self.all() if one.active and not one.positions.isdisjoint(positions))

    def organisations(self) -> Mapping[str, str]:
        t = tables.organisations.c
        rows = self._connection.execute(select(t.id, t.name))
        names = {str(row.id): organisation_name(self._vault, row.id, row.name) for row in rows}
        return dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))

    def roster(self) -> tuple[Candidate, ...]:
        rows = self._connection.execute(_ROSTER, {"today": self._clock.today()})
        return tuple(
            Candidate(
                PersonId(row.person), Position(row.position), row.organisation or "", row.office_from, row.office_until
            )
            for row in rows
        )

    def organisation(self) -> Organisation:
        if self._organisation is None:
            self._organisation = self._looked_up()
        return self._organisation

    def look_again(self) -> None:
        """Who works here, or is away, has changed in this transaction."""
        self._everybody = self._organisation = None

    def _looked_up(self) -> Organisation:
        today = self._clock.today()
        held: dict[PersonId, set[Position]] = {}
        once: set[PersonId] = set()
        absences: list[Absence] = []
        off: dict[PersonId, set[int]] = {}
        gone: set[PersonId] = set()
        rows = self._connection.execute(_ORGANISATION, {"today": today}).all()
        for row in sorted(rows, key=lambda row: row.since or date.min):
            person = PersonId(row.person)
            if row.what == _HELD and (row.until is None or row.until > today):
                held.setdefault(person, set()).add(Position(row.position))
            elif row.what == _HELD and Position(row.position) in HANDLING:
                once.add(person)
            elif row.what == _AWAY:
                absences.append(Absence(person, row.since, row.until))
            elif row.what == _OFF:
                off.setdefault(person, set()).add(row.weekday)
            elif row.what == _GONE:
                gone.add(person)
        office = self._office()
        return Organisation(
            access_days=office.access_days if office else ACCESS_DAYS,
            positions={person: frozenset(positions) for person, positions in held.items()},
            absences=tuple(absences),
            weekdays_off={person: frozenset(weekdays) for person, weekdays in off.items()},
            gone=frozenset(gone),
            former=frozenset(one for one in once if held.get(one, set()).isdisjoint(HANDLING)),
        )

    def _find(self, query: Select[Any], **which: str) -> tuple[Person, ...]:
        rows = self._connection.execute(query, {"today": self._clock.today(), **which}).all()
        found: dict[str, tuple[Row[Any], set[Position]]] = {}
        for row in rows:
            _, positions = found.setdefault(row.id, (row, set()))
            if row.position is not None:
                positions.add(Position(row.position))
        people = (self._person(row, positions) for row, positions in found.values())
        return tuple(sorted(people, key=lambda person: (person.name.casefold(), person.id)))

    def _person(self, row: Row[Any], positions: Iterable[Position]) -> Person:
        sealed = (row.name, row.email, row.organisation, row.nicknames)
        name, email, organisation, nicknames = _opened(self._vault.people, row.id, sealed)
        return Person(
            id=PersonId(row.id),
            slack_id=row.slack_id,
            name=name,
            email=email,
            organisation=organisation,
            nicknames=tuple(nicknames.split("\n")) if nicknames else (),
            positions=frozenset(positions),
            active=row.active,
        )


def organisation_name(vault: Vault, id: str, sealed: bytes) -> str:
    return unseal(vault.people, sealed, place=f"organisations.name:{id}").decode()


@lru_cache(maxsize=1024)
def _opened(key: bytes, id: str, sealed: tuple[bytes, ...]) -> tuple[str, ...]:
    """The sealed columns of a person, opened once: for what is sealed anew, by whatever process, there is no answer."""
    return tuple(
        unseal(key, value, place=_place(column, id)).decode() for column, value in zip(_SEALED, sealed, strict=True)
    )


def holds_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """A position that holds on this day: ``until`` is the first day it no longer does."""
    t = tables.positions.c
    return and_(t.since <= day, or_(t.until.is_(None), t.until > day))


# Asked at every screen, so put together once: that costs more than asking.
_TODAY: BindParameter[date] = bindparam("today", type_=Date)
_EVERYBODY = select(tables.people, tables.positions.c.position).outerjoin(
    tables.positions, and_(tables.positions.c.person == tables.people.c.id, holds_on(_TODAY))
)
_BY_SLACK_ID = _EVERYBODY.where(tables.people.c.slack_id == bindparam("slack_id"))
_BY_ID = _EVERYBODY.where(tables.people.c.id == bindparam("id"))
_P, _A, _O = tables.positions.c, tables.absences.c, tables.weekdays_off.c
_HELD, _AWAY, _OFF, _GONE = "held", "away", "off", "gone"


def _part(what: str, person: ColumnElement[str], **columns: ColumnElement[Any]) -> Select[Any]:
    """Rows of one kind, with nothing in the columns that other kinds have."""
    # PostgreSQL wants to know of what type nothing is.
    types = {"position": String, "weekday": Integer, "since": Date, "until": Date}
    named = [columns.get(name, cast(null(), type)).label(name) for name, type in types.items()]
    return select(literal_column(f"'{what}'").label("what"), person.label("person"), *named)


# All in one: it is asked at every screen, and each question has its price.
_ORGANISATION = union_all(
    # What was held once counts too: who handled cases may know them.
    _part(_HELD, _P.person, position=_P.position, since=_P.since, until=_P.until).where(_P.since <= _TODAY),
    _part(_AWAY, _A.person, since=_A.first_on, until=_A.last_on).where(or_(_A.last_on.is_(None), _A.last_on >= _TODAY)),
    _part(_OFF, _O.person, weekday=_O.weekday),
    _part(_GONE, tables.people.c.id).where(tables.people.c.active.is_(False)),
)
_ROSTER = (
    select(tables.positions)
    .join(tables.people, tables.people.c.id == tables.positions.c.person)
    .where(tables.people.c.active, tables.positions.c.position.in_(COMMITTEE), holds_on(_TODAY))
    .order_by(tables.positions.c.place, tables.positions.c.person)
)


def store_person(
    connection: Connection,
    vault: Vault,
    *,
    slack_id: str | None,
    name: str,
    email: str = "",
    organisation: str = "",
    nicknames: Sequence[str] = (),
    id: PersonId | None = None,
) -> PersonId:
    """Make a person, or with ``id`` rewrite one (who thereby is active again)."""
    row = _row(
        vault,
        id or PersonId(uuid.uuid4().hex),
        slack_id=slack_id,
        name=name,
        email=email,
        organisation=organisation,
        nicknames=nicknames,
    )
    if id is None:
        connection.execute(insert(tables.people), row)
    else:
        connection.execute(update(tables.people).where(tables.people.c.id == id).values(row))
    return PersonId(row["id"])


def _row(
    vault: Vault,
    id: PersonId,
    *,
    slack_id: str | None,
    name: str,
    email: str = "",
    organisation: str = "",
    nicknames: Sequence[str] = (),
) -> dict[str, Any]:
    plain = dict(zip(_SEALED, (name, email, organisation, "\n".join(nicknames)), strict=True))
    sealed = {column: seal(vault.people, text.encode(), place=_place(column, id)) for column, text in plain.items()}
    return {"id": id, "slack_id": slack_id, "active": True, **sealed}


def _place(column: str, id: str) -> str:
    return f"people.{column}:{id}"
