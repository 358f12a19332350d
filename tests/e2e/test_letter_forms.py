"""The form for letters: who opens it, what may stand in it, and payloads that no button of ours carries."""

from __future__ import annotations

import pytest

from klachtbot.domain.letters import letters
from klachtbot.slack.forms import Carried
from klachtbot.storage import Database
from tests.databases import Databases, StoppedClock
from tests.e2e.sitting import Sitting
from tests.e2e.test_internal_procedure import contacted, informed


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
        "ruling:0:",
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
