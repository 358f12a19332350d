"""A street: one database in which every situation of ``docs/access.md`` has happened, each to a case of its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from klachtbot.domain.letters import letters
from klachtbot.domain.model import AboutKind, Action, CalendarName, Complaint, ComplaintId, Notice
from klachtbot.domain.people import Absence
from klachtbot.domain.workdays import WorkCalendar, work_calendar
from klachtbot.storage import Database
from klachtbot.storage.organisation import apply
from klachtbot.usecases import make_letters, panel
from klachtbot.usecases.add_respondent import add_respondent
from klachtbot.usecases.change_officer import hand_over, step_back, take_over
from klachtbot.usecases.dismiss_report import dismiss_report
from klachtbot.usecases.make_letters import Titles, Writing
from klachtbot.usecases.organisation import parse
from klachtbot.usecases.register import Registration, register
from klachtbot.usecases.release_report import release_report
from klachtbot.usecases.report import Report, report
from klachtbot.usecases.send_letters import prepare_letters
from klachtbot.usecases.take_step import take_step
from klachtbot.usecases.telling import Order
from klachtbot.wiring import letter_room
from tests.databases import StoppedClock
from tests.e2e.counter import Counter

FRIDAY, MONDAY, TUESDAY = date(2026, 2, 27), date(2026, 3, 2), date(2026, 3, 3)
DAYS: Mapping[str, date] = {"1": MONDAY, "2": TUESDAY}

POSITIONS: Mapping[str, str] = {
    "Sanne de Wit": "coordinator",
    "Joris Bakker": "coordinator",
    "Noor Haddad": "coordinator",
    "Piet Graaf": "coordinator",
    "Marleen Vos": "supervisor",
    "Ruud Hendriks": "deputy_supervisor",
    "Fatma Yılmaz": "staff",
    "Tom Visser": "staff",
    "Emily Carter": "staff",
    "Beheer Kantoor": "administrator",
    "Hanneke Smit": "chair",
    "Ilse Brouwer": "secretary",
    "Peter Jansen": "partner_member",
    "Karel Mulder": "municipal_official",
}
OF: Mapping[str, str] = {"Peter Jansen": 'organisation = "Zorggroep De Waterlelie"\n'}
LEAVES = "Piet Graaf"
OUTSIDE = ("Emily", "Beheer", "Piet", "Nobody")
"""To whom nothing in the street is there; Piet left, Nobody stands in no organisation file."""

ROOM = letter_room()

SECRET = "geluidsoverlast op de galerij"
SUBJECT = "Niet teruggebeld"


def slack_id(first_name: str) -> str:
    return f"U0{first_name.upper()}"


def _file(*, without: str = "") -> str:
    office = '[office]\nname = "OCO Voorbeeld"\nemail = "info@voorbeeld.example"\nphone = "036 000 00 00"\n'
    people = (
        f'\n[[person]]\nslack = "{slack_id(name.split()[0])}"\nname = "{name}"\npositions = ["{position}"]\n'
        + OF.get(name, "")
        for name, position in POSITIONS.items()
        if name != without
    )
    return office + "".join(people)


@dataclass(frozen=True)
class Case:
    """Something to ask for. ``NOWHERE`` is what does not exist. ``notices``: the first name of the respondent each
    letter in Slack was written to, by its ref."""

    id: str
    label: str
    version: int
    complainant: str
    reported: bool = False
    notices: Mapping[str, str] = field(default_factory=dict)

    @property
    def contact(self) -> str:
        return f"{self.complainant.split()[-1].lower()}@voorbeeld.example"


NOWHERE = Case("f" * 32, "K-2026-999", 1, "Wie Nooit Klaagde")


class Street:
    """``cases`` by the name of their situation."""

    def __init__(self, database: Database, clock: StoppedClock) -> None:
        self.database, self.clock = database, clock
        self.counter = Counter(database, clock)
        self.cases: dict[str, Case] = {}
        self.on(FRIDAY)
        self._apply(_file())
        with database.uow(read_only=True) as uow:
            self.people = {one.name.split()[0]: one for one in uow.people.all()}
        for away in ("Sanne", "Marleen"):
            self._away(away, FRIDAY)
            self._away(away, TUESDAY, days=3)
        for day, situations in BUILT.items():
            self.on(day)
            for number, (name, happens) in enumerate(situations.items()):
                self._complainant = f"Roza Aydın {chr(ord('A') + number)}{day.day}"
                found = happens(self)
                reported = found.number is None
                found = found if reported else self._notified(found)
                self.cases[name] = Case(
                    found.id, found.label, found.version, self._complainant, reported, self._notices(found)
                )
        self._apply(_file(without=LEAVES))

    def on(self, day: date) -> None:
        """It is ten in the morning of this day."""
        self.clock.at = datetime.combine(day, time(9), tzinfo=UTC)

    def _apply(self, text: str) -> None:
        with self.database.uow() as uow:
            apply(uow, parse(text))
            uow.commit()

    def _away(self, who: str, day: date, *, days: int = 0) -> None:
        with self.database.uow() as uow:
            uow.absences.add(Absence(self.people[who].id, day, day + timedelta(days=days)))
            uow.commit()

    def _report(self, about: str = "Tom Visser", *, kind: AboutKind = AboutKind.STAFF) -> Complaint:
        said = Report(self.clock.today(), kind, about, SECRET, name=self._complainant, contact=self._contact)
        with self.database.uow() as uow:
            return report(
                uow,
                by=self.people["Fatma"],
                today=self.clock.today(),
                calendar=CALENDAR,
                report=said,
                submission=uuid.uuid4().hex,
            )

    @property
    def _contact(self) -> str:
        return f"{self._complainant.split()[-1].lower()}@voorbeeld.example"

    def _register(self, by: str, about: str = "Tom Visser", *, from_report: Complaint | None = None) -> Complaint:
        said = Registration(self.clock.today(), "phone", self._complainant, self._contact, about, SUBJECT)
        with self.database.uow() as uow:
            return register(
                uow,
                by=self.people[by],
                today=self.clock.today(),
                calendar=CALENDAR,
                registration=said,
                submission=uuid.uuid4().hex,
                report=from_report.id if from_report else None,
                version=from_report.version if from_report else 0,
            ).complaint

    def _step(self, verb: Callable[..., object], by: str, complaint: Complaint, **said: object) -> Complaint:
        with self.database.uow() as uow:
            verb(
                uow,
                by=self.people[by],
                today=self.clock.today(),
                calendar=CALENDAR,
                complaint=complaint.id,
                version=complaint.version,
                submission=uuid.uuid4().hex,
                **said,
            )
        return self.now(complaint.id)

    def now(self, id: str) -> Complaint:
        with self.database.uow(read_only=True) as uow:
            found = uow.complaints.by_id(ComplaintId(id))
        assert found is not None
        return found

    def _notified(self, complaint: Complaint) -> Complaint:
        """Every respondent who is in Slack is told, and gets the letter that opens there (R7)."""
        by = next(name for name, one in self.people.items() if one.id == complaint.officer)
        for one in complaint.respondents:
            if one.person is not None:
                complaint = self._step(
                    take_step,
                    by,
                    self.now(complaint.id),
                    action=Action.INFORM_RESPONDENT,
                    subject=one.ref,
                    attributes={"means": "phone"},
                )
                complaint = self._notify(by, complaint, one.ref)
        return complaint

    def _notify(self, by: str, complaint: Complaint, to: str) -> Complaint:
        order = Order(Notice.NOTIFICATION, complaint.version, to)
        with self.database.uow(read_only=True) as uow:
            opened = uow.complaints.by_id(complaint.id, opened=True)
            assert opened is not None
            at = make_letters.desk(uow, opened, order, self.clock.today())
        titles = Titles("Kennisgeving", "Gesprek")
        ready = make_letters.ready(ROOM, at, Writing("nl", in_slack=at.in_slack), lambda _: titles, self.clock.now())
        return self._step(prepare_letters, by, complaint, sent={}, order=order, ready=ready)

    def _notices(self, complaint: Complaint) -> dict[str, str]:
        respondents = {one.ref: one.person for one in complaint.respondents}
        names = {one.id: name for name, one in self.people.items()}
        return {one.ref: names[person] for one in letters(complaint) if (person := respondents[one.to])}

    # What happens

    def released(self) -> Complaint:
        return self._step(release_report, "Marleen", self._report("", kind=AboutKind.UNKNOWN))

    def dismissed(self) -> Complaint:
        return self._step(dismiss_report, "Sanne", self._report(), reason="Het was een vraag.")

    def from_report(self) -> Complaint:
        return self._register("Sanne", from_report=self._report())

    def handed_over(self, *, then_about: str = "") -> Complaint:
        to = self.people["Noor"].id
        found = self._step(hand_over, "Sanne", self._register("Sanne"), officer=to, reason="Te druk.")
        return self._step(add_respondent, "Noor", found, names=then_about) if then_about else found

    def taken_over(self, officer: str, about: str, *, by: str) -> Complaint:
        return self._step(take_over, by, self._register(officer, about))

    def stepped_back(self, officer: str, about: str, *, by: str, then_about: str = "") -> Complaint:
        found = self._step(step_back, by, self._register(officer, about))
        return self._step(add_respondent, "Joris", found, names=then_about) if then_about else found

    def with_committee(self, by: str, about: str, *, answered: bool, consent: bool = True) -> Complaint:
        """The committee got it: its chair confirmed who sits, and ``answered`` not to be involved."""
        found = self._register(by, about)
        if by == "Marleen":
            ruud = self.people["Ruud"].id
            found, by = self._step(hand_over, by, found, officer=ruud, reason="Te druk."), "Ruud"
        found = self._step(
            take_step, by, found, action=Action.RECORD_NO_CONVERSATION, details={"reason": "Niet gelukt."}
        )
        found = self._step(take_step, by, found, action=Action.RECEIVE_DIRECTLY, attributes={"consent": consent})
        secretary = self.people["Ilse"].id
        found = self._step(panel.compose_panel, by, found, seats={}, ground="", secretary=secretary)
        found = self._step(panel.confirm, "Hanneke", found)
        if not answered:
            return found
        found = self._step(panel.declare, "Hanneke", found, involved=False, ground="")
        asked = {"attributes": {"holder": "officer"}, "details": {"what": "De aantekeningen"}}
        return self._step(take_step, "Hanneke", found, action=Action.REQUEST_DOCUMENT, **asked) if consent else found

    def added_to(self, name: str) -> Complaint:
        return self._step(add_respondent, "Sanne", self._register("Sanne"), names=name)


CALENDAR: WorkCalendar = work_calendar(CalendarName.PUBLIC)

Happens = Callable[[Street], Complaint]


def _reported(about: str, kind: AboutKind = AboutKind.STAFF) -> Happens:
    return partial(Street._report, about=about, kind=kind)


def _registered(by: str, about: str) -> Happens:
    return partial(Street._register, by=by, about=about)


BUILT: Mapping[date, Mapping[str, Happens]] = {
    FRIDAY: {  # the officers are away, so that somebody can take over
        "a case that was taken over by Joris": partial(
            Street.taken_over, officer="Sanne", about="Tom Visser", by="Joris"
        ),
        "a case about a coordinator, taken over by Ruud": partial(
            Street.taken_over, officer="Marleen", about="Joris Bakker", by="Ruud"
        ),
    },
    MONDAY: {
        "a report about Tom": _reported("Tom Visser"),
        "a report about Tom, on a day its officer is away": _reported("Tom Visser"),
        "a report about a coordinator": _reported("Joris Bakker"),
        "a report about a coordinator, on a day the supervisor is away": _reported("Joris Bakker"),
        "a report about who knows whom": _reported("", AboutKind.UNKNOWN),
        "a report about the supervisor": _reported("Marleen Vos"),
        "a report about one of the staff and a coordinator": _reported("Tom Visser, Joris Bakker"),
        "a report that was released": Street.released,
        "a report that is no complaint": Street.dismissed,
        "a case about Tom": _registered("Sanne", "Tom Visser"),
        "a case about Tom, from a report": Street.from_report,
        "a case whose officer is away": _registered("Sanne", "Tom Visser"),
        "a case whose officer left": _registered("Piet", "Tom Visser"),
        "a case that was handed over to Noor": Street.handed_over,
        "a case its officer stepped back from": partial(
            Street.stepped_back, officer="Sanne", about="Tom Visser", by="Sanne"
        ),
        "a case another coordinator stepped back from": partial(
            Street.stepped_back, officer="Sanne", about="Tom Visser", by="Noor"
        ),
        "a case about the supervisor": _registered("Sanne", "Marleen Vos"),
        "a case about Tom and Fatma": _registered("Sanne", "Tom Visser, Fatma Yılmaz"),
        "a case about a coordinator": _registered("Marleen", "Joris Bakker"),
        "a case about a coordinator, on a day the supervisor is away": _registered("Marleen", "Joris Bakker"),
        "a case about a coordinator the supervisor stepped back from": partial(
            Street.stepped_back, officer="Marleen", about="Joris Bakker", by="Marleen"
        ),
        "a case about one of the staff and a coordinator": _registered("Marleen", "Tom Visser, Joris Bakker"),
        "a case whose committee is asked": partial(
            Street.with_committee, by="Noor", about="Tom Visser", answered=False
        ),
        "a case with a committee": partial(Street.with_committee, by="Noor", about="Tom Visser", answered=True),
        "a case the committee may not have yet": partial(
            Street.with_committee, by="Noor", about="Tom Visser", answered=True, consent=False
        ),
        "a case about a coordinator, with a committee": partial(
            Street.with_committee, by="Marleen", about="Joris Bakker", answered=True
        ),
        "a case about every coordinator": _registered("Marleen", "Sanne de Wit, Joris Bakker, Noor Haddad, Piet Graaf"),
        "a case a coordinator was added to afterwards": partial(Street.added_to, name="Joris Bakker"),
        "a case its own officer was added to afterwards": partial(Street.added_to, name="Sanne de Wit"),
        "a case handed over, and then about who had it before": partial(Street.handed_over, then_about="Sanne de Wit"),
        "a case stepped back from, and then about a coordinator": partial(
            Street.stepped_back, officer="Sanne", about="Tom Visser", by="Sanne", then_about="Joris Bakker"
        ),
    },
}
