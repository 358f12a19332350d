"""R13, over the real WebSocket: asked, confirmed, answered in Slack and by phone, read, left, and taken over."""

from __future__ import annotations

import logging
from datetime import date

import pytest

from klachtbot.domain.dossier import panel
from klachtbot.domain.model import Action, FactName
from klachtbot.practice.driver import Person
from tests.e2e.house import House, read
from tests.e2e.office import Case, Office
from tests.e2e.test_cases import NOT_FOUND
from tests.e2e.test_cases import answer as said

TUE_24 = date(2026, 11, 24)
HANNEKE, PETER, AISHA, KAREL = "U0CHAIR1", "U0PARTN1", "U0SUBST1", "U0MUNIC1"
DECLARED = "u bent niet betrokken. Dank u wel. U kunt het dossier nu lezen."
PERSONAL = ("Roza", "Aydın", "roza.aydin", "Tom", "Visser", "ging twee keer niet door")


def referred(office: Office) -> Case:
    case = office.case(TUE_24).acknowledged().informed()
    case.had(Action.RECORD_NO_CONVERSATION, told={"reason": "Zij willen dat niet."})
    return case.had(Action.RECEIVE_DIRECTLY, codes={"consent": True})


def compose(case: Case) -> None:
    case.take("Commissie samenstellen", "Nu is de voorzitter aan zet.")
    case.officer.close(all_views=True)


def confirm(case: Case, chair: Person) -> None:
    chair.wait_for_message(f"De commissie voor klacht {case.number} is gekozen.")
    chair.click("Bekijken")
    chair.wait_for_text("zijn deze mensen gekozen")
    chair.submit()
    chair.wait_for_text("is bevestigd.")


def answer(case: Case, member: Person, chosen: str) -> str:
    """A member answers from the message they got; what is said then."""
    member.wait_for_message(f"U bent gevraagd voor klacht {case.number}.")
    member.click("Antwoorden")
    member.wait_for_text("gaat om deze mensen")
    member.fill({"Wat is uw antwoord?": chosen})
    member.submit()
    return read(member.wait_for_text("Uw antwoord"))


def reads(case: Case, person: Person) -> None:
    """The card of this case opens to this person."""
    _put_away(person)
    person.command("/klacht", f"toon {case.number}")
    person.wait_for_text("Wat er gebeurde")


def finds(case: Case, person: Person) -> str:
    """What this person is told when it does not."""
    _put_away(person)
    return said(person, f"toon {case.number}")


def _put_away(person: Person) -> None:
    if person.views():
        person.close(all_views=True)


def posted(house: House, *people: Person) -> str:
    return "\n".join(f"{message.text}\n{read(message)}" for person in people for message in person.dm())


def test_r13_a_committee_is_asked_confirmed_answers_and_is_completed(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="klachtbot")
    case, person = referred(office), office.house.driver.person
    hanneke, peter, aisha, karel = (person(one) for one in (HANNEKE, PETER, AISHA, KAREL))

    compose(case)
    confirm(case, hanneke)
    # the chair goes on at once, Karel answers from the message, Peter by phone
    hanneke.click("Antwoorden")
    hanneke.wait_for_text("gaat om deze mensen")
    hanneke.fill({"Wat is uw antwoord?": "Ik ben niet betrokken"})
    hanneke.submit()
    hanneke.wait_for_text("U kunt het dossier nu lezen.")
    assert finds(case, karel) == NOT_FOUND
    assert "U kunt het dossier nu lezen." in answer(case, karel, "Ik ben niet betrokken")
    case.take(
        "Bel dit lid: lid van een convenantpartner", "Antwoord vastgelegd.", means="Telefoon", answer="Niet betrokken"
    )
    assert finds(case, aisha) == NOT_FOUND
    for member in (hanneke, karel, peter):
        reads(case, member)
    karel.wait_for_message(f"Klacht {case.number}: {DECLARED}")
    peter.wait_for_message(f"Klacht {case.number}: u kunt het dossier nu lezen.")

    # Peter turns out to know somebody: he leaves, and the substitute is proposed
    peter.click("Ik ben toch betrokken")
    peter.wait_for_text("gaat om deze mensen")
    peter.fill({"Wat is uw antwoord?": "Ik ben betrokken"})
    peter.submit()
    peter.wait_for_text("Dan doet u niet mee")
    peter.submit()
    peter.wait_for_text("U hoeft niets meer te doen.")
    case.officer.wait_for_message(f"{case.number}: iemand van de commissie kan niet meedoen.")
    assert finds(case, peter) == NOT_FOUND
    case.choose("Commissie samenstellen")
    shown = read(case.officer.wait_for_text("Aisha Benali, in plaats van Peter Jansen."))
    case.officer.submit()
    case.officer.wait_for_text("Nu is de voorzitter aan zet.")
    hanneke.close(all_views=True)
    confirm(case, hanneke)
    answer(case, aisha, "Ik ben niet betrokken")

    assert "liet weten betrokken te zijn" in shown
    reads(case, aisha)
    declared = {fact.subject for fact in case.facts if fact.name is FactName.DECLARED_UNINVOLVED}
    assert declared == set(panel(case.now)) == {"chair", "partner_member", "municipal_official"}
    told = posted(office.house, hanneke, peter, aisha, karel, case.officer)
    assert f"Klacht {case.number}: u doet niet mee." in told
    assert not [word for word in PERSONAL if word in told + caplog.text]
