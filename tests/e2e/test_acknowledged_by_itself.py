"""R6 over the real connections: announced in Slack, gone by mail at noon, or held by a person, or waiting for one."""

from __future__ import annotations

from datetime import date, datetime

from klachtbot.domain.model import AboutKind, Action, FactName
from klachtbot.practice.driver import Person
from tests.e2e.house import AMSTERDAM, JORIS, MARLEEN, SANNE, read
from tests.e2e.office import ROZA, SUBJECT, Case, Office, on

TUE_24, FRI_27, MON_30 = date(2026, 11, 24), date(2026, 11, 27), date(2026, 11, 30)
TUE_1, FRI_4, MON_7 = date(2026, 12, 1), date(2026, 12, 4), date(2026, 12, 7)
WED_9, MON_14, TUE_15 = date(2026, 12, 9), date(2026, 12, 14), date(2026, 12, 15)
"""Received on a Tuesday: R4 is due on Friday, R6 on Monday. Received on Wednesday 9 December: on Monday and Tuesday."""


def at(office: Office, day: date, hour: int, minute: int = 0) -> None:
    """It becomes this hour in Amsterdam."""
    office.house.clock.at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=AMSTERDAM)


def unreached(office: Office, day: date, *, safe_mail: bool = True, name: str = "Roza Aydın") -> Case:
    return office.case(day, spoken=False, safe_mail=safe_mail, name=name)


def told(person: Person, case: Case, said: str) -> str:
    """What the message says that tells this person so of this case."""
    message = person.wait_for_message(said)
    text = read(message)
    assert case.number in text
    return text


def gone(case: Case) -> None:
    """It was acknowledged, in the dossier."""
    case.until(lambda now: any(fact.name is FactName.ACKNOWLEDGED for fact in now.facts))


def test_r6_it_is_announced_and_leaves_by_itself_at_noon_and_is_ticked_off(office: Office) -> None:
    case, joris = unreached(office, TUE_24), office.house.driver.person(JORIS)
    at(office, FRI_27, 15)
    for person in (case.officer, joris):
        said = told(person, case, "Maandag 30 november om 12:00 gaat de ontvangstbevestiging vanzelf naar de klager.")
        assert {"Bekijken", "Tegenhouden"} <= set(said.split("\n"))
    at(office, MON_30, 9)
    told(case.officer, case, "Vandaag om 12:00 gaat de ontvangstbevestiging vanzelf naar de klager.")

    at(office, MON_30, 12)
    gone(case)

    [mail] = case.mails()
    assert (mail.to, mail.subject) == (ROZA, f"Ontvangstbevestiging {case.number}")
    for said in ("dinsdag 24 november 2026", SUBJECT, "Wilt u mij bellen?", "Sanne de Wit"):
        assert said in mail.text
    assert on(case, FactName.ACKNOWLEDGED) == [MON_30]
    assert on(case, FactName.CONTACTED) == []
    told(case.officer, case, "ging vanzelf uit om 12:00")
    card = case.card()
    assert "Nu aan de beurt: Eerste contact" in card
    assert "Ontvangst bevestigd zonder contact · vanzelf" in card
    case.officer.close(all_views=True)


def test_r6_who_looks_at_it_may_hold_it_and_then_it_stays(office: Office) -> None:
    held, other = unreached(office, TUE_1), unreached(office, TUE_1, name="Bea Okonkwo")
    held.had(Action.RECORD_ATTEMPT, codes={"means": "phone"})
    at(office, FRI_4, 15)
    told(held.officer, held, "Maandag 7 december om 12:00 gaat de ontvangstbevestiging vanzelf")

    assert "Maandag 7 december om 12:00" in held.card()
    held.officer.click("Bekijken")
    letter = read(held.officer.wait_for_text("Zelf versturen"))
    assert "probeerden u al te bereiken" in letter
    assert "maandag 7 december 2026" in letter  # the day on which it leaves, from which its own dates are counted
    held.officer.click("Tegenhouden")
    held.officer.wait_for_text("Waarom?")
    held.fill(reason="Zij belt vanmiddag terug.")
    held.officer.submit()
    held.officer.wait_for_text("Tegengehouden.")
    held.officer.close(all_views=True)
    at(office, MON_7, 12)
    gone(other)

    assert held.mails() == []
    assert "Die gaat niet vanzelf: die is tegengehouden." in held.card()
    held.officer.close(all_views=True)


def test_r6_what_is_not_safe_waits_behind_one_button_and_contact_that_morning_keeps_the_letter(office: Office) -> None:
    unsafe, reached = unreached(office, WED_9, safe_mail=False), unreached(office, WED_9, name="Bea Okonkwo")
    at(office, MON_14, 15)
    announced = told(unsafe.officer, unsafe, "Morgen om 12:00 gaat de ontvangstbevestiging vanzelf naar de klager.")
    at(office, TUE_15, 10)
    reached.had(Action.RECORD_CONTACT, codes={"explained": True, "means": "phone"})

    at(office, TUE_15, 12)
    unsafe.write("Ontvangst bevestigen")
    [mail] = unsafe.send()

    assert "Morgen moet de ontvangstbevestiging uit. Die gaat niet vanzelf" in announced
    assert "Ik heb u nog niet gesproken" in mail.text
    assert reached.mails() == []


def test_r6_about_a_coordinator_the_supervisor_is_told_and_writes(office: Office) -> None:
    day, due, noon = date(2027, 1, 12), date(2027, 1, 15), date(2027, 1, 18)
    case = office.case(
        day, by=MARLEEN, about=(JORIS,), kind=AboutKind.COORDINATOR, spoken=False, safe_mail=True, name="Bea Okonkwo"
    )
    at(office, due, 15)
    told(case.officer, case, "Maandag 18 januari om 12:00 gaat de ontvangstbevestiging vanzelf naar de klager.")

    at(office, noon, 12)
    gone(case)

    [mail] = case.mails()
    assert mail.message["Reply-To"] == "leidinggevende@voorbeeld.example"
    assert "Marleen Vos" in mail.text
    for coordinator in (SANNE, JORIS):
        assert case.number not in read(office.house.driver.person(coordinator).dm)
