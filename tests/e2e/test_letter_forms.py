"""The form for letters: who opens it, what may stand in it, and payloads that no button of ours carries."""

from __future__ import annotations

import json

import pytest

from klachtbot.domain.letters import Standing, letters
from klachtbot.domain.model import Action
from klachtbot.slack.forms import Carried
from klachtbot.storage import Database
from tests.databases import Databases, StoppedClock
from tests.e2e.sitting import Sitting
from tests.e2e.test_internal_procedure import WED_4, contacted, informed


@pytest.fixture
def database(sqlite_databases: Databases, clock: StoppedClock) -> Database:
    return sqlite_databases.open(clock)


@pytest.fixture
def sitting(database: Database, clock: StoppedClock) -> Sitting:
    return Sitting(database, clock)


def owed(sitting: Sitting) -> str:
    """What the button of the notification that is owed carries."""
    return f"notification:{sitting.id}:{informed(sitting).complaint.version}:r1"


def test_who_does_not_handle_the_case_opens_no_form_for_a_letter_that_is_owed(sitting: Sitting) -> None:
    value = owed(sitting)

    sitting.as_("Joris").open().carry("letters:notification", value)

    assert sitting.said == "Deze stap is niet aan jou. De behandelaar van de klacht kan hem zetten."


@pytest.mark.parametrize(
    "address", ["ada@voorbeeld", "ada@voorbeeld.example, bram@voorbeeld.example", "ada @x.example"]
)
def test_what_looks_like_a_mail_address_and_is_none_does_not_lie_ready_for_the_post(
    sitting: Sitting, address: str
) -> None:
    contacted(sitting).open().press("Ontvangst bevestigen").submit(to_complainant=address)

    assert sitting.errors == {"to_complainant": "Dit e-mailadres klopt niet. Schrijf het zoals naam@voorbeeld.nl."}
    assert letters(sitting.complaint) == ()


@pytest.mark.parametrize(
    "subject",
    [
        "document_refused:0:",
        "nothing:0:",
        "acknowledgement:99:",
        "acknowledgement:-1:",
        "acknowledgement:2:r1",
    ],
)
def test_an_order_that_no_button_carries_finds_nothing(sitting: Sitting, subject: str) -> None:
    contacted(sitting).open().press("Ontvangst bevestigen")
    before = sitting.complaint.version
    sitting.stack[-1] = {**sitting.view, "private_metadata": Carried.fresh(sitting.id, before, subject).text()}

    sitting.submit()

    assert next(iter(sitting.errors.values())).startswith("Deze klacht is hier niet te vinden.")
    assert sitting.complaint.version == before


def test_a_form_that_comes_back_with_an_acknowledgement_is_small_enough_for_it(sitting: Sitting) -> None:
    sitting.take("Beklaagde toevoegen", names="Bo Een, Bo Twee, Bo Drie")
    contacted(sitting).letter(Action.ACKNOWLEDGE, WED_4)
    for name in ("Tom Visser", "Bo Een", "Bo Twee", "Bo Drie"):
        sitting.take(f"Beklaagde informeren: {name}", means="phone", told="Waar het over gaat.")
    sitting.take("Opgelost zonder gesprek", agreements="Wij bellen voortaan terug.")
    sitting.take("Verslag schrijven", report="Er is gesproken. " * 150, report_more="Er is gebeld. " * 200)
    sitting.open().press("Verslag versturen")
    whole = len(json.dumps(sitting.view))

    sitting.submit(language="en")

    assert whole > 20 * 1024
    assert len(json.dumps({"response_action": "update", "view": sitting.view})) < 20 * 1024
    assert "Niet alle brieven passen hier." in sitting.shown
    assert letters(sitting.complaint) == ()


def test_a_letter_that_is_given_up_to_be_written_anew_is_offered_once_more(sitting: Sitting) -> None:
    informed(sitting).open().press("Brief schrijven").submit(way_r1="letter").submit(to_r1="")
    sitting.open().press("Bekijken").press("Toch niet versturen")

    sitting.submit(reason="Er stond een fout in.", anew=("anew",))
    sitting.press("Brief schrijven").submit(way_r1="letter").submit(to_r1="")

    assert [(one.to, one.standing) for one in letters(sitting.complaint)] == [
        ("r1", Standing.DROPPED),
        ("r1", Standing.PREPARED),
    ]


def test_r23_the_supervisor_sees_that_a_letter_for_the_post_still_names_the_coordinators(sitting: Sitting) -> None:
    contacted(sitting).open().press("Ontvangst bevestigen").submit(to_complainant="")
    sitting.take("Beklaagde toevoegen", names="Joris Bakker")

    sitting.as_("Marleen").open().press("Bekijken")

    assert "Deze brief noemt nog de coördinatoren." in sitting.shown


def test_who_writes_a_letter_sees_how_the_complainant_likes_to_be_reached(sitting: Sitting) -> None:
    sitting.on(WED_4).take(
        "Contact vastleggen", means="phone", talk=("explained",), reach="Alleen per post: haar man leest de mail."
    )

    sitting.open().press("Ontvangst bevestigen")

    assert "Alleen per post: haar man leest de mail." in sitting.shown
