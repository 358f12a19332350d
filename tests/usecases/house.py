"""A small organisation with everybody the doors and roles need, and short ways to do what its people do."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from sqlalchemy import insert, select

from klachtbot.domain.model import AboutKind, Action, CalendarName, Complaint, Json, PersonId
from klachtbot.domain.workdays import WorkCalendar, work_calendar
from klachtbot.storage import Database, tables
from klachtbot.storage.organisation import apply
from klachtbot.usecases.organisation import parse
from klachtbot.usecases.ports import Person
from klachtbot.usecases.register import Registered, Registration, register
from klachtbot.usecases.report import Report, report
from klachtbot.usecases.take_step import take_step
from tests.databases import StoppedClock

FILE = """\
[office]
name = "OCO Voorbeeld"
email = "info@voorbeeld.example"
phone = "036 000 00 00"

[[person]]
slack = "U0SANNE"
name = "Sanne de Wit"
positions = ["coordinator"]

[[person]]
slack = "U0JORIS"
name = "Joris Bakker"
nicknames = ["Jo"]
positions = ["coordinator"]

[[person]]
slack = "U0MARLEEN"
name = "Marleen Vos"
email = "marleen@voorbeeld.example"
positions = ["supervisor"]

[[person]]
slack = "U0RUUD"
name = "Ruud Hendriks"
positions = ["deputy_supervisor"]

[[person]]
slack = "U0FATMA"
name = "Fatma Yılmaz"
positions = ["staff"]

[[person]]
slack = "U0TOM"
name = "Tom Visser"
positions = ["staff"]
"""

SECRET = "geluidsoverlast bij mevrouw Okonkwo"
"""Words of the story, that must never be seen by who may not read it."""


@dataclass
class House:
    database: Database
    clock: StoppedClock
    sanne: Person
    joris: Person
    marleen: Person
    ruud: Person
    fatma: Person
    tom: Person

    @property
    def today(self) -> date:
        return self.clock.today()

    @property
    def calendar(self) -> WorkCalendar:
        return work_calendar(CalendarName.PUBLIC)

    def reports(
        self,
        by: Person,
        about: str = "Tom Visser",
        *,
        kind: AboutKind = AboutKind.STAFF,
        people: Sequence[Person] = (),
        heard_on: date | None = None,
        submission: str = "",
        safety: tuple[str, ...] = (),
    ) -> Complaint:
        said = Report(
            heard_on or self.today,
            kind,
            about,
            SECRET,
            people=tuple(one.id for one in people),
            safety=safety,
        )
        with self.database.uow() as uow:
            return report(
                uow,
                by=by,
                today=self.today,
                calendar=self.calendar,
                report=said,
                submission=submission or uuid.uuid4().hex,
            )

    def registers(
        self,
        by: Person,
        about: str = "Tom Visser",
        *,
        kind: AboutKind = AboutKind.STAFF,
        report: Complaint | None = None,
        received_on: date | None = None,
        spoken: bool = False,
        name: str = "Ada Okonkwo",
        contact: str = "06 12 34 56 78",
        people: Sequence[Person] = (),
        submission: str = "",
        safety: tuple[str, ...] = (),
        safe_mail: bool = False,
        subject: str = "Niet teruggebeld",
    ) -> Registered:
        said = Registration(
            received_on=received_on or (report.received_on if report else self.today),
            channel="phone",
            name=name,
            contact=contact,
            name_unknown=not name,
            about=about,
            subject=subject,
            spoken=spoken,
            safe_mail=safe_mail,
            kind=kind,
            people=tuple(one.id for one in people),
            safety=safety,
        )
        with self.database.uow() as uow:
            return register(
                uow,
                by=by,
                today=self.today,
                calendar=self.calendar,
                registration=said,
                submission=submission or uuid.uuid4().hex,
                report=report.id if report else None,
                version=report.version if report else 0,
            )

    def takes(
        self,
        by: Person,
        complaint: Complaint,
        action: Action,
        *,
        attributes: Mapping[str, Json] = MappingProxyType({}),
        details: Mapping[str, Json] = MappingProxyType({}),
        submission: str = "",
        subject: str = "",
    ) -> Complaint:
        """A step, as a form of the card takes it."""
        with self.database.uow() as uow:
            return take_step(
                uow,
                by=by,
                today=self.today,
                calendar=self.calendar,
                complaint=complaint.id,
                version=complaint.version,
                action=action,
                subject=subject,
                submission=submission or uuid.uuid4().hex,
                attributes=attributes,
                details=details,
            )

    def now(self, complaint: Complaint) -> Complaint:
        with self.database.uow(read_only=True) as uow:
            found = uow.complaints.by_id(complaint.id, opened=True)
        assert found is not None
        return found

    def told(self, kind: str) -> dict[str, str]:
        """To whom something of this kind goes, by name, with what it carries."""
        names = {one.id: one.name for one in (self.sanne, self.joris, self.marleen, self.ruud, self.fatma, self.tom)}
        with self.database.uow(read_only=True) as uow:
            rows = uow.connection.execute(select(tables.outbox).where(tables.outbox.c.kind == kind)).all()
        return {names[PersonId(row.recipient)]: row.payload for row in rows}

    def becomes_coordinator(self, person: Person) -> None:
        """A new organisation file is applied, in which this member of staff is one."""
        before, after = FILE.split(f'slack = "{person.slack_id}"')
        with self.database.uow() as uow:
            text = f'{before}slack = "{person.slack_id}"{after.replace("staff", "coordinator", 1)}'
            apply(uow, parse(text))
            uow.commit()

    def away(self, person: Person, *, days: int = 0) -> None:
        with self.database.uow() as uow:
            row = {
                "id": uuid.uuid4().hex,
                "person": person.id,
                "first_on": self.today,
                "last_on": self.today + timedelta(days=days),
            }
            uow.connection.execute(insert(tables.absences), row)
            uow.commit()


def move_in(database: Database, clock: StoppedClock) -> House:
    with database.uow() as uow:
        apply(uow, parse(FILE))
        uow.commit()
    with database.uow(read_only=True) as uow:
        by_slack = {one.slack_id: one for one in uow.people.all()}
    sanne, joris, marleen, ruud, fatma, tom = (
        by_slack[f"U0{name}"] for name in ("SANNE", "JORIS", "MARLEEN", "RUUD", "FATMA", "TOM")
    )
    return House(database, clock, sanne, joris, marleen, ruud, fatma, tom)
