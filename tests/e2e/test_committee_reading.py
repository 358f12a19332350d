"""On screen, too, a member of the committee reads what it is given with the dossier, and no more of it (R12, R13)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

import pytest

from klachtbot.domain.model import Action, Json
from klachtbot.usecases.documents import DocumentKind, NewDocument, Reading
from klachtbot.usecases.take_step import take_step
from tests.databases import Databases, StoppedClock
from tests.e2e.sitting import CALENDAR, Sitting
from tests.e2e.test_committee import COMMITTEE, answers, confirmed, referred

CONTACT, NOTE, STORY = "ada@voorbeeld.example", "Bel liever niet voor tienen", "Zij wachtte drie weken"
NOT_FOUND = "Deze klacht is hier niet te vinden."


@pytest.fixture
def sitting(sqlite_databases: Databases, clock: StoppedClock) -> Sitting:
    """Peter, a member, declared not to be involved; a letter to the complainant is ready, and not sent."""
    made = referred(Sitting(sqlite_databases.open(clock), clock, file=COMMITTEE))
    takes(made, Action.SUPPLEMENT, {}, {"note": NOTE, "story": STORY})
    draft = adds(made, DocumentKind.LETTER, "K-2026-001 Nieuwe behandelaar.pdf")
    letter: Json = {"ref": "b1", "to": "complainant", "means": "post", "document": draft, "mail": ""}
    takes(made, Action.PREPARE_LETTERS, {"notice": "new_officer", "letters": [letter], "cause": 1}, {})
    confirmed(made)
    answers(made, "Peter", "not_involved")
    return made


def takes(sitting: Sitting, action: Action, attributes: Mapping[str, Json], details: Mapping[str, Json]) -> None:
    found = sitting.complaint
    with sitting.desk.units() as uow:
        take_step(
            uow,
            by=sitting.people["Sanne"],
            today=sitting.clock.today(),
            calendar=CALENDAR,
            complaint=found.id,
            version=found.version,
            action=action,
            attributes=attributes,
            details=details,
            submission=uuid.uuid4().hex,
        )


def adds(sitting: Sitting, kind: DocumentKind, name: str, content: bytes = b"%PDF-1.7 van ons") -> str:
    with sitting.desk.units() as uow:
        id = uow.documents.add(sitting.complaint.id, NewDocument(kind, name, content, reading=Reading.WHOLE))
        uow.commit()
    return id


def test_r12_a_member_reads_the_story_and_not_how_to_reach_people_or_the_notes_of_the_office(sitting: Sitting) -> None:
    theirs = sitting.as_("Peter").open().shown
    ours = sitting.as_("Sanne").open().shown

    assert [word for word in (STORY, CONTACT, NOTE) if word in theirs] == [STORY]
    assert [word for word in (STORY, CONTACT, NOTE) if word in ours] == [STORY, CONTACT, NOTE]


def test_r12_a_letter_that_was_not_sent_is_not_theirs_to_read_or_to_have(sitting: Sitting) -> None:
    draft = sitting.complaint.events
    id = next(one["document"] for e in draft for one in listed(e.attributes.get("letters")))

    read = sitting.as_("Peter").open().carry("letter:b1", f"{sitting.id}:b1").said
    had = sitting.as_("Peter").open().carry(f"document:{id}", f"{sitting.id}:{id}").said
    opened = sitting.as_("Sanne").open().carry("letter:b1", f"{sitting.id}:b1").shown

    assert NOT_FOUND in read
    assert NOT_FOUND in had
    assert "Nieuwe behandelaar" in opened


def test_r12_what_they_are_given_they_can_open(sitting: Sitting) -> None:
    given = adds(sitting, DocumentKind.COMPLAINT, "Brief van Ada.txt", b"Beste mensen")

    shown = sitting.as_("Peter").open().carry(f"document:{given}", f"{sitting.id}:{given}").shown

    assert "Dit stuk komt zo als bericht van klachtbot." in shown


def listed(value: Json) -> list[dict[str, Json]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
