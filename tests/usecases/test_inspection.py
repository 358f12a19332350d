"""R20: what a respondent reads of their own dossier, from which day, and what stays shut."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from klachtbot.domain.errors import NotFound
from klachtbot.domain.model import Action, Complaint, Json
from klachtbot.slack.screens import inspection as screen
from klachtbot.storage import tables
from klachtbot.usecases.documents import DocumentId, DocumentKind, NewDocument, Reading
from klachtbot.usecases.inspection import ASKED, INSPECTED, PAPER, WISH, Inspected, ask, bring, inspect, look_at_wish
from klachtbot.usecases.ports import Person
from klachtbot.usecases.reads import Opened
from klachtbot.wiring import texts
from tests.databases import Databases, StoppedClock
from tests.usecases.house import House, move_in


@pytest.fixture
def house(sqlite_databases: Databases, clock: StoppedClock) -> House:
    """On SQLite only: nothing here is done otherwise by the other."""
    return move_in(sqlite_databases.open(clock), clock)


PHONE, MAIL, STREET, CODE = "06 12 34 56 78", "ada@voorbeeld.example", "Dorpsstraat 12", "1315 AB"
CONTACT = f"{PHONE}, {MAIL}, {STREET}, {CODE} Almere"


def case(house: House, about: str = "Tom Visser", **contact: Json) -> Complaint:
    """A registered case, with a story that the respondent may read, in which everything stands that they may not."""
    found = house.registers(house.sanne, about, contact=CONTACT).complaint
    story = f"Bel mij op 06-12345678 of 0031 6 12345678, mail ADA@voorbeeld.example. Ik woon Dorpsstraat 12, {CODE}."
    return house.takes(
        house.sanne,
        found,
        Action.RECORD_CONTACT,
        attributes={"means": "phone", "talk": ["shares_story"], **contact},
        details={"story": f"Er werd niet teruggebeld. {story}"},
    )


def told(house: House, found: Complaint, *refs: str) -> Complaint:
    for ref in refs or ("r1",):
        details: dict[str, Json] = {"told": f"Waar het over gaat, voor {ref}. Zij is te bereiken op {PHONE}."}
        found = house.takes(house.sanne, found, Action.INFORM_RESPONDENT, subject=ref, details=details)
    return found


def added(house: House, found: Complaint, *new: NewDocument) -> list[DocumentId]:
    with house.database.uow() as uow:
        ids = [uow.documents.add(found.id, one) for one in new]
        uow.commit()
    return ids


def pdf(reading: Reading | None, kind: DocumentKind = DocumentKind.CORRESPONDENCE, **more: DocumentId) -> NewDocument:
    name = f"brief van Ada Okonkwo {uuid.uuid4().hex[:4]}.pdf"
    return NewDocument(kind, name, b"%PDF-1.7 x", "application/pdf", reading=reading, **more)


def seen(house: House, person: Person, found: Complaint) -> Inspected:
    return inspect(house.database.uow, person, found.id, house.clock.now())


def shown(of: Inspected) -> str:
    """Everything a page shows or carries, of all pages."""
    return "\n".join(str(screen.view(of, offset, texts("nl"))) for offset in range(0, 60, 10))


def rows(house: House, kind: str) -> Sequence[object]:
    with house.database.uow(read_only=True) as uow:
        return uow.connection.execute(select(tables.outbox).where(tables.outbox.c.kind == kind)).all()


def asks(house: House, person: Person) -> tuple[Complaint, ...]:
    """They ask, and what they left is looked at."""
    with house.database.uow() as uow:
        found = ask(uow, person.slack_id or "", house.clock.now())
    look_at_wish(house.database.uow, person, house.clock.now())
    return found


def test_r20_a_respondent_who_was_told_reads_what_happened_what_it_is_about_and_what_they_were_told(
    house: House,
) -> None:
    found = told(house, case(house))

    page = shown(seen(house, house.tom, found))

    for words in ("Niet teruggebeld", "Er werd niet teruggebeld.", "Waar het over gaat, voor r1.", "Het verhaal"):
        assert words in page


def test_r20_how_anybody_is_reached_is_taken_out_of_the_words(house: House) -> None:
    found = told(house, case(house))

    page = shown(seen(house, house.tom, found))

    for words in ("12345678", "34 56 78", "voorbeeld.example", "Dorpsstraat", CODE, "Almere"):
        assert words not in page
    assert "[…]" in page


def test_r20_a_name_that_may_not_be_told_is_taken_out_too(house: House) -> None:
    found = house.takes(
        house.sanne,
        case(house),
        Action.SUPPLEMENT,
        attributes={"name_withheld": True},
        details={"story": "Mevrouw OKONKWO belde, en daarna ada okonkwo nog eens."},
    )

    page = shown(seen(house, house.tom, told(house, found)))

    assert "okonkwo" not in page.casefold()
    assert "nog eens" in page


def test_r20_who_reported_it_and_what_they_wrote_are_never_there(house: House) -> None:
    report = house.reports(house.fatma)
    found = house.registers(house.sanne, report=report).complaint
    details: dict[str, Json] = {"told": "Fatma Yılmaz hoorde dit."}
    found = house.takes(house.sanne, found, Action.INFORM_RESPONDENT, subject="r1", details=details)

    page = shown(seen(house, house.tom, found))

    for words in ("Fatma", "Yılmaz", "geluidsoverlast", "gemeld"):
        assert words not in page
    assert "hoorde dit." in page


def test_r20_of_another_respondent_nothing_is_there_and_no_story_that_tells_of_both(house: House) -> None:
    found = told(house, case(house, "Tom Visser, Fatma Yılmaz"), "r1", "r2")

    page = shown(seen(house, house.fatma, found))

    for words in ("Tom", "Visser", "voor r1", "Er werd niet teruggebeld"):
        assert words not in page
    assert "voor r2" in page
    assert "wordt nog bekeken" in page


def test_r20_a_document_is_read_whole_or_shielded_and_the_rest_is_listed_without_a_word_of_it(house: House) -> None:
    found = told(house, case(house))
    (version,) = added(house, found, pdf(Reading.WHOLE))
    whole, _, _, _ = added(
        house,
        found,
        pdf(Reading.WHOLE, DocumentKind.COMPLAINT),
        pdf(Reading.SHIELDED, shielded=version),
        pdf(Reading.WITHHELD),
        pdf(None),
    )

    of = seen(house, house.tom, found)

    assert [one.document for one in reversed(of.papers)] == [whole, version, None, None]
    assert "Okonkwo" not in shown(of)
    assert shown(of).count("een stuk · wordt nog bekeken") == 2


@pytest.mark.parametrize(
    "kind", [DocumentKind.AUTHORISATION, DocumentKind.REPORT, DocumentKind.LETTER, DocumentKind.RULING]
)
def test_r20_drafts_authorisations_and_a_ruling_that_was_not_sent_cannot_be_had(
    house: House, kind: DocumentKind
) -> None:
    found = told(house, case(house))
    (document,) = added(house, found, pdf(Reading.WHOLE, kind))

    of = seen(house, house.tom, found)

    assert [one.document for one in of.papers if one.document] == []
    with house.database.uow() as uow, pytest.raises(NotFound):
        bring(uow, house.tom, found.id, document, house.clock.now())


def test_r20_a_document_that_was_whole_before_the_name_was_withheld_waits_for_a_new_look(house: House) -> None:
    found = case(house)
    added(house, found, pdf(Reading.WHOLE))
    house.clock.move(timedelta(minutes=5))
    found = house.takes(house.sanne, found, Action.SUPPLEMENT, attributes={"name_withheld": True})

    of = seen(house, house.tom, told(house, found))

    assert [one.document for one in of.papers] == [None]


def test_r20_a_document_comes_as_a_file_and_goes_again_after_seven_days(house: House) -> None:
    found = told(house, case(house))
    (document,) = added(house, found, pdf(Reading.WHOLE))

    with house.database.uow() as uow:
        bring(uow, house.tom, found.id, document, house.clock.now())

    assert len(rows(house, PAPER)) == 1
    with house.database.uow(read_only=True) as uow:
        goes = uow.connection.execute(select(tables.outbox).where(tables.outbox.c.kind == "remove_file")).one()
    assert goes.not_before - house.clock.now() == timedelta(days=7)


def test_r20_inspecting_is_an_entry_and_the_officer_hears_it_once_a_day(house: House) -> None:
    found = told(house, case(house))

    for _ in range(3):
        seen(house, house.tom, found)
        house.clock.move(timedelta(minutes=10))

    now = house.now(found)
    assert [one.action for one in now.events].count(Action.INSPECT) == 1
    assert house.told(INSPECTED).keys() == {"Sanne de Wit"}
    with house.database.uow(read_only=True) as uow:
        log = uow.reads.of(found.id, limit=10)
    assert [one.opened for one in log] == [Opened.INSPECTION] * 3


@pytest.mark.parametrize("who", ["sanne", "joris", "marleen", "fatma"])
def test_r20_the_dossier_opens_to_nobody_but_its_respondent(house: House, who: str) -> None:
    found = told(house, case(house))

    with pytest.raises(NotFound):
        seen(house, getattr(house, who), found)

    assert asks(house, getattr(house, who)) == ()


def test_r20_before_anybody_told_them_there_is_nothing_and_asking_is_a_task_for_who_handles_it(house: House) -> None:
    found = case(house)

    answers = [asks(house, house.tom), asks(house, house.tom)]

    now = house.now(found)
    assert answers == [(), ()]
    assert [one.action for one in now.events].count(Action.ASK_INSPECTION) == 1
    assert house.told(ASKED).keys() == {"Sanne de Wit"}
    with pytest.raises(NotFound):
        seen(house, house.tom, found)


def test_r20_who_is_in_no_dossier_leaves_the_same_and_nothing_comes_of_it(house: House) -> None:
    case(house)

    answer = asks(house, house.fatma)

    assert answer == ()
    assert len(rows(house, WISH)) == 1
    assert rows(house, ASKED) == []


def test_r23_a_coordinator_it_is_about_gets_the_same_and_the_supervisor_hears_it(house: House) -> None:
    found = house.registers(house.marleen, "Joris Bakker").complaint
    assert asks(house, house.joris) == ()
    found = house.takes(house.marleen, house.now(found), Action.INFORM_RESPONDENT, subject="r1")

    of = seen(house, house.joris, found)

    assert "Niet teruggebeld" in shown(of)
    assert house.told(ASKED).keys() == house.told(INSPECTED).keys() == {"Marleen Vos"}
