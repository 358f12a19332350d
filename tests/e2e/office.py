"""An office with a post box: a house whose letters go out through a real mail server, and cases to write them in.

How a case got where a story begins is recorded without Slack; the story itself is typed and clicked.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from klachtbot.domain.letters import SentLetter, letters
from klachtbot.domain.model import AboutKind, Action, CalendarName, Complaint, ComplaintId, Fact, FactName, Json, Notice
from klachtbot.domain.owed_letters import OwedLetter, owed_letters
from klachtbot.domain.workdays import work_calendar
from klachtbot.practice.driver import Filled, Person
from klachtbot.practice.shapes import options_of
from klachtbot.practice.strict import elements_of
from klachtbot.practice.workspace import Workspace
from klachtbot.usecases import ports
from klachtbot.usecases.documents import DocumentId, NewDocument
from klachtbot.usecases.outside import outside
from klachtbot.usecases.register import Registration, register
from klachtbot.usecases.take_step import take_step
from tests.e2e.house import SANNE, House, read
from tests.mail.server import MailServer, ReceivedMail

CALENDAR = work_calendar(CalendarName.PUBLIC)
ROZA, TOM, EMILY = "roza.aydin@voorbeeld.example", "tom.visser@voorbeeld.example", "emily.carter@voorbeeld.example"
SUBJECT = "De afspraak ging twee keer niet door."
NOTHING: Mapping[str, Json] = {}


@dataclass
class Office:
    """What a story about letters has at hand."""

    house: House
    mail: MailServer

    def on(self, day: date) -> None:
        """It is nine in the morning of this day."""
        self.house.clock.set_date(day)

    def person(self, slack_id: str) -> ports.Person:
        with self.house.database.uow(read_only=True) as uow:
            found = uow.people.by_slack_id(slack_id)
        assert found is not None
        return found

    def case(
        self,
        day: date,
        *,
        by: str = SANNE,
        about: Sequence[str] = ("U0STAFF2",),
        name: str = "Roza Aydın",
        contact: str = ROZA,
        kind: AboutKind = AboutKind.STAFF,
        spoken: bool = True,
        safe_mail: bool = False,
    ) -> Case:
        """A new complaint, received on this day, which is today; ``spoken``: with the complainant, too; ``safe_mail``:
        who chose e-mail, which is safe."""
        self.on(day)
        said = Registration(
            day,
            "phone",
            name,
            contact,
            "",
            SUBJECT,
            kind=kind,
            people=tuple(self.person(one).id for one in about),
            spoken=spoken,
            safe_mail=safe_mail,
        )
        with self.house.database.uow() as uow:
            found = register(
                uow,
                by=self.person(by),
                today=day,
                calendar=CALENDAR,
                registration=said,
                submission=uuid.uuid4().hex,
            ).complaint
        return Case(self, found.id, found.label, by)


@dataclass
class Case:
    """One complaint, and who handles it."""

    office: Office
    id: ComplaintId
    number: str
    handler: str

    @cached_property
    def officer(self) -> Person:
        return self.office.house.driver.person(self.handler)

    @property
    def now(self) -> Complaint:
        """The dossier as it is now, opened."""
        with self.office.house.database.uow(read_only=True) as uow:
            found = uow.complaints.by_id(self.id, opened=True)
        assert found is not None
        return found

    @property
    def letters(self) -> tuple[SentLetter, ...]:
        return letters(self.now)

    @property
    def facts(self) -> tuple[Fact, ...]:
        return self.now.facts

    def kept(self, id: str) -> bytes:
        """A document of the dossier, as it is kept."""
        with self.office.house.database.uow(read_only=True) as uow:
            found = uow.documents.open(DocumentId(id))
        assert found is not None
        return found.content

    # What happened before the story

    def had(
        self,
        action: Action,
        *,
        subject: str = "",
        codes: Mapping[str, Json] = NOTHING,
        told: Mapping[str, Json] = NOTHING,
    ) -> Case:
        """A step, taken today; one that is the sending of a letter as if that had gone."""
        found = self.now
        with self.office.house.database.uow() as uow:
            take_step(
                uow,
                by=self.office.person(self.handler),
                today=self.office.house.clock.today(),
                calendar=CALENDAR,
                complaint=found.id,
                version=found.version,
                action=action,
                subject=subject,
                attributes=codes,
                details=told,
                submission=uuid.uuid4().hex,
            )
        return self

    def acknowledged(self) -> Case:
        return self.had(Action.ACKNOWLEDGE)

    def informed(self) -> Case:
        """Every respondent, in a talk; no letter is owed after it."""
        for one in self.now.respondents:
            self.had(Action.INFORM_RESPONDENT, subject=one.ref, codes={"means": "phone"}, told={"told": "Waarover."})
            self.had(Action.SKIP_LETTERS, codes={"cause": self.now.version}, told={"reason": "Niet nodig."})
        return self

    def heard_out(self, outcome: str) -> Case:
        return self.had(
            Action.RECORD_CONVERSATION,
            codes={"outcome": outcome, "attended": ["complainant", "respondent", "officer"]},
            told={"agreements": "Tom belt voortaan een dag van tevoren."} if outcome == "settled" else NOTHING,
        )

    def reported(self, outcome: str) -> Case:
        return self.heard_out(outcome).had(Action.WRITE_REPORT, told={"report": "Wij spraken open met elkaar."})

    # What is typed and clicked

    def card(self) -> str:
        """Open the card, as it is now; what it says."""
        self.officer.command("/klacht", f"toon {self.number}")
        return read(self.officer.wait_for_text("Wat er gebeurde"))

    def offers(self) -> dict[str, str]:
        """The steps in the list of the open card, and what each carries."""
        return {
            option["text"]["text"]: option["value"]
            for block in self.officer.open_view().view["blocks"]
            if block["type"] != "input"
            for element, _ in elements_of(block)
            if element["action_id"] == "step:other"
            for option in options_of(element)
        }

    def take(self, step: str, done: str, **filled: Filled) -> str:
        """Take a step from the card, by its text; ``filled`` by the keys of its fields. What is said then."""
        self.choose(step)
        self.fill(**filled)
        self.officer.submit()
        return read(self.officer.wait_for_text(done))

    def choose(self, step: str) -> None:
        """Open the form of a step."""
        self.card()
        offered = self.offers()
        if step in offered:
            self.officer.choose("step:other", offered[step])
        else:
            self.officer.click(step)
        self.officer.wait_for_text("Annuleren")

    def write(self, button: str) -> str:
        """Open the form of a letter from the card; what it says, the letters included."""
        self.card()
        self.officer.click(button)
        return read(self.officer.wait_for_text("Lees de brief hieronder."))

    def owed(self, notice: Notice) -> list[OwedLetter]:
        """The letters of this kind that are owed, also to who of the committee is not in Slack."""
        today = self.office.house.clock.today()
        with self.office.house.database.uow(read_only=True) as uow:
            found = owed_letters(self.now, outside(uow, self.now, today))
        return [one for one in found if one.notice is notice]

    def write_owed(self, notice: Notice, about: str = "") -> str:
        """Open the form of a letter that is owed (to that reader); what it says, the letters included."""
        self.card()
        [one] = [one for one in self.owed(notice) if about in ("", one.about)]
        self.officer.choose(f"letters:{notice}:{one.cause}:{one.about}", "")
        return read(self.officer.wait_for_text("Lees de brief hieronder."))

    def keep(self, new: NewDocument) -> DocumentId:
        """A document that is in the dossier."""
        with self.office.house.database.uow() as uow:
            id = uow.documents.add(self.id, new)
            uow.commit()
        return id

    def card_of(self, letter: str) -> str:
        """Open the newest letter of this name from the card; what it says."""
        self.card()
        self.officer.choose(f"letter:b{len(self.letters)}", "")
        return read(self.officer.wait_for_text(f"*{letter}* ("))

    def by_letter(self, ref: str) -> None:
        """In the open form for a notice: this respondent gets it as a letter, not in Slack."""
        self.fill(**{f"way_{ref}": "letter"})
        self.officer.submit()
        self.officer.wait_for_text("Waar gaat de brief")

    def fill(self, **filled: Filled) -> None:
        """Type in the form on top, by the keys of its fields."""
        self.officer.fill(filled)

    def send(self, **filled: Filled) -> list[ReceivedMail]:
        """Send the form of a letter in, and wait until all its mails are recorded as sent; those mails."""
        before = len(self.mails())
        self.fill(**filled)
        self.officer.submit()
        self.officer.wait_for_text("De mail gaat nu weg.")
        batch = [one for one in self.letters if one.batch == self.letters[-1].batch]
        self.until(lambda now: all(one.sent_on for one in letters(now) if one.batch == batch[0].batch))
        self.officer.close(all_views=True)
        return [mail for mail in self.mails()[before:] if mail.attachments]  # a letter, not what the committee is asked

    def mails(self) -> list[ReceivedMail]:
        """Everything that arrived about this case."""
        return [mail for mail in self.office.mail.received if self.number in mail.subject]

    def until(self, holds: Callable[[Complaint], bool]) -> None:
        """Wait until the dossier is so."""

        def look(_: Workspace) -> bool | None:
            return holds(self.now) or None

        self.office.house.driver.until(look, f"{self.number} to be so")


def on(case: Case, name: FactName, subject: str = "") -> list[date]:
    """The days this is known to have happened."""
    return [fact.on for fact in case.facts if (fact.name, fact.subject) == (name, subject)]
