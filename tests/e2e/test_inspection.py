"""R20, at the desk: from the notice to the own dossier, a document from it, and what who handles it sees of that."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from klachtbot.domain.model import Action
from klachtbot.slack.listeners import ROUTES
from klachtbot.slack.renderers import home_of, renderer
from klachtbot.storage import Database, tables
from klachtbot.usecases.delivery import File, OutboxRow, Post
from klachtbot.usecases.documents import DocumentKind, NewDocument, Reading
from klachtbot.usecases.inspection import ASKED, INSPECTED, PAPER, WISH
from klachtbot.wiring import texts
from tests.databases import Databases, StoppedClock
from tests.e2e.counter import Counter
from tests.e2e.sitting import Sitting

NOTHING = "Er is nu geen dossier dat je kunt inzien."


@pytest.fixture
def database(sqlite_databases: Databases, clock: StoppedClock) -> Database:
    return sqlite_databases.open(clock)


@pytest.fixture
def sitting(database: Database, clock: StoppedClock) -> Sitting:
    return Sitting(database, clock)


def ask(sitting: Sitting, who: str) -> str:
    """What they are answered; the view is on top when there is one."""
    sitting.stack = []
    sitting.as_(who).carry("inspection:home", "")
    return sitting.said


def sent(sitting: Sitting, database: Database, kind: str) -> list[object]:
    """What the rows of this kind become, rendered now."""
    with database.uow(read_only=True) as uow:
        rows = uow.connection.execute(select(tables.outbox).where(tables.outbox.c.kind == kind)).all()
        people = {one.id: one for one in uow.people.all()}
    now = sitting.clock.now()
    return [
        renderer(sitting.desk)(
            OutboxRow(row.id, row.key, row.kind, people[row.recipient], row.complaint, json.loads(row.payload), 1, now)
        )
        for row in rows
    ]


def test_r20_a_respondent_opens_their_dossier_and_a_document_comes_under_a_name_that_says_nothing(
    sitting: Sitting, database: Database
) -> None:
    sitting.take("Beklaagde informeren", means="phone", told="Ada is boos. Bel 036 123 45 67.")
    with database.uow() as uow:
        for reading in (Reading.WHOLE, None):
            new = NewDocument(DocumentKind.COMPLAINT, "van Ada.pdf", b"%PDF-1.7 x", "application/pdf", reading=reading)
            uow.documents.add(sitting.complaint.id, new)
        uow.commit()

    said = ask(sitting, "Tom")
    page = sitting.shown
    sitting.press("Bekijken")

    assert said == ""
    assert "Ada is boos. Bel […]." in page
    assert "wordt nog bekeken" in page
    assert "Na 7 dagen halen wij het daar weer weg." in sitting.shown
    [file] = sent(sitting, database, PAPER)
    assert isinstance(file, File)
    assert (file.name, file.title) == ("Inzage, stuk 1.pdf", "Inzage, stuk 1")
    [heard] = sent(sitting, database, INSPECTED)
    assert isinstance(heard, Post)
    assert (
        heard.text
        == "K-2026-001: een beklaagde heeft het dossier ingezien. Een deel kon nog niet: kijk of dat nu wel kan."
    )
    assert "1 delen worden nog bekeken" in sitting.as_("Sanne").open().shown


def test_r20_who_asks_too_early_is_answered_as_who_has_no_dossier_after_the_same_questions(
    sitting: Sitting, database: Database, clock: StoppedClock
) -> None:
    counter = Counter(database, clock)

    early, never = (counter.visit(f"U0{who}", ROUTES.command("inzage"), value="inzage") for who in ("TOM", "FATMA"))

    assert early == never
    assert NOTHING in early.said


def test_r20_that_somebody_asked_too_early_is_a_task_for_today_that_is_answered_from_the_card(
    sitting: Sitting, database: Database
) -> None:
    assert NOTHING in ask(sitting, "Tom")

    looked_at = sent(sitting, database, WISH)

    assert looked_at == [None]
    [heard] = sent(sitting, database, ASKED)
    assert isinstance(heard, Post)
    assert heard.text.startswith("K-2026-001: een beklaagde vraagt om inzage")
    sitting.as_("Sanne").take("Vraag om inzage beantwoorden", means="phone")
    assert sitting.complaint.events[-1].action is Action.ANSWER_INSPECTION


def test_r20_home_and_the_menu_offer_it_and_home_only_to_who_has_a_dossier(
    sitting: Sitting, database: Database
) -> None:
    def home(who: str) -> str:
        with database.uow(read_only=True) as uow:
            return str(home_of(sitting.desk, texts("nl"), uow, sitting.people[who]).view)

    before = [home(who) for who in ("Tom", "Fatma")]
    sitting.take("Beklaagde informeren", means="phone", told="Waar het over gaat.")

    assert before[0] == before[1]
    assert "Mijn dossier inzien" in home("Tom")
    assert home("Fatma") == before[1]
