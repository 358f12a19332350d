"""R6: the acknowledgement without contact leaves by itself when it is safe to, once, and never unannounced."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from klachtbot.domain.by_itself import Bar
from klachtbot.domain.letters import Means, Standing, letters
from klachtbot.domain.model import AboutKind, Action, Complaint, FactName, Json, Notice
from klachtbot.domain.terms import Status, Term, running
from klachtbot.storage import tables
from klachtbot.storage.organisation import apply, current
from klachtbot.usecases.acknowledge_by_itself import REST, PassedBy, acknowledge, leaving
from klachtbot.usecases.delivery import DeliveryImpossible
from klachtbot.usecases.letter_mail import letter_mail
from klachtbot.usecases.letter_outcome import letter_went
from klachtbot.usecases.make_letters import Titles
from klachtbot.usecases.nudge import sweep
from klachtbot.usecases.nudges import Announced
from klachtbot.usecases.organisation import Contact, parse
from klachtbot.usecases.telling import Order
from klachtbot.wiring import letter_room
from tests.databases import Databases
from tests.usecases.house import FILE, House
from tests.usecases.test_letters import prepare, waiting

ROOM = letter_room(mails=True)
ADA = "ada@voorbeeld.example"
TITLES = Titles("Ontvangstbevestiging", "Gesprek")
MONDAY, THURSDAY, FRIDAY, NEXT_MONDAY = date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 6), date(2026, 3, 9)
SATURDAY = date(2026, 3, 7)
"""Received on Monday: R4 is due on Thursday, R6 on Friday."""


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A winter hour in Amsterdam."""
    return datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)


def registers(
    house: House,
    *,
    safe_mail: bool = True,
    contact: str = ADA,
    name: str = "Ada Okonkwo",
    subject: str = "Niet teruggebeld",
    safety: tuple[str, ...] = (),
) -> Complaint:
    return house.registers(
        house.sanne, safe_mail=safe_mail, contact=contact, name=name, subject=subject, safety=safety
    ).complaint


def delivered(house: House) -> None:
    """Every message of the clock stands in Slack now."""
    with house.database.uow() as uow:
        t = tables.outbox.c
        uow.connection.execute(
            update(tables.outbox)
            .where(t.kind == "digest", t.status == "waiting")
            .values(status="done", channel="D1", ts="1.1")
        )
        uow.commit()


def ticks(house: House, day: date, hour: int, minute: int = 0) -> None:
    house.clock.at = at(day, hour, minute)
    while sweep(house.database.uow, house.clock):
        pass


def announced(house: House) -> None:
    """The last afternoon of R4 went by, and its message stands in Slack."""
    ticks(house, THURSDAY, 15)
    delivered(house)


def noon(house: House, day: date = FRIDAY, hour: int = 12, minute: int = 0) -> bool:
    house.clock.at = at(day, hour, minute)
    return acknowledge(house.database.uow, house.clock, ROOM, lambda _: TITLES)


def says(house: House, case: Complaint, action: Action, told: str = "", **codes: Json) -> None:
    house.takes(house.sanne, house.now(case), action, attributes=codes, details={"reason": told} if told else {})


def why_not(house: House, case: Complaint, mails: bool = True) -> Bar | None:
    room = letter_room(mails=mails)
    with house.database.uow(read_only=True) as uow:
        found = leaving(uow, house.now(case), room, house.clock.now())
    assert found is not None
    return found.why_not


def chooses(house: House, text: str) -> None:
    with house.database.uow() as uow:
        apply(uow, parse(f"{FILE}\n{text}\n"))
        uow.commit()


def test_it_leaves_at_noon_of_the_day_after_the_last_day_for_contact(house: House) -> None:
    case = registers(house)
    announced(house)

    went = noon(house)

    (letter,) = letters(house.now(case))
    (row,) = waiting(house)
    with house.database.uow(read_only=True) as uow:
        mail = letter_mail(uow, row)
    assert went
    assert (letter.by, letter.means, letter.standing) == (None, Means.EMAIL, Standing.PREPARED)
    assert mail is not None
    assert (mail.to, mail.reply_to) == (ADA, "info@voorbeeld.example")
    assert "maandag 2 maart 2026" in mail.text
    assert "Niet teruggebeld" in mail.text
    assert "Wilt u mij bellen?" in mail.text
    assert "Sanne de Wit" in mail.text


def test_it_counts_when_the_mail_server_took_it_and_contact_stays_owed_and_late(house: House) -> None:
    case = registers(house)
    announced(house)
    noon(house)

    letter_went(house.database.uow, waiting(house)[0], FRIDAY, "sent")

    after = house.now(case)
    terms = {one.term: one for one in running(after)}
    assert after.events[-1].action is Action.ACKNOWLEDGE_WITHOUT_CONTACT
    assert (after.events[-1].by, after.events[-1].on) == (None, FRIDAY)
    assert (terms[Term.ACKNOWLEDGEMENT].status, terms[Term.CONTACT].overdue(FRIDAY)) == (Status.MET, True)


def test_it_does_not_leave_at_any_other_hour(house: House) -> None:
    registers(house)
    announced(house)
    hours = [
        (THURSDAY, 16, 0),
        (FRIDAY, 9, 0),
        (FRIDAY, 11, 59),
        (FRIDAY, 17, 0),
        (SATURDAY, 12, 0),
        (NEXT_MONDAY, 11, 59),
    ]

    went = [(day, hour) for day, hour, minute in hours if noon(house, day, hour, minute)]

    assert went == []


def test_after_a_noon_that_was_missed_it_leaves_at_the_next(house: House) -> None:
    case = registers(house)
    announced(house)

    went = noon(house, NEXT_MONDAY)

    assert (went, len(letters(house.now(case)))) == (True, 1)


Story = Callable[[House], Complaint]


def _then(action: Action, told: str = "", **codes: Json) -> Story:
    def story(house: House) -> Complaint:
        case = registers(house)
        says(house, case, action, told, **codes)
        return case

    return story


def _about(codes: Mapping[str, Json], told: Mapping[str, Json]) -> Story:
    def story(house: House) -> Complaint:
        case = registers(house)
        house.takes(house.sanne, house.now(case), Action.SUPPLEMENT, attributes=codes, details=told)
        return case

    return story


NEVER: Mapping[str, tuple[Story, Bar]] = {
    "it is a report still": (lambda house: house.reports(house.fatma, people=(house.tom,)), Bar.UNREGISTERED),
    "e-mail was not called safe": (lambda house: registers(house, safe_mail=False), Bar.UNSAFE),
    "e-mail was called unsafe since": (_about({"safe_mail": False}, {}), Bar.UNSAFE),
    "there is no e-mail address": (lambda house: registers(house, contact="06 12 34 56 78"), Bar.ADDRESSEE),
    "held": (_then(Action.HOLD_ACKNOWLEDGEMENT, "Zij belt zo terug."), Bar.HELD),
    "it cannot wait": (lambda house: registers(house, safety=("safety",)), Bar.SAFETY),
    "it cannot wait, said later": (_then(Action.HOLD_FOR_SAFETY, safety="crime"), Bar.SAFETY),
    "another address, later": (_about({}, {"contact": "other@voorbeeld.example"}), Bar.ADDRESSEE),
    "a representative, nobody knows to whom": (
        _about({"safe_mail": True}, {"representative": "Elif Aydın"}),
        Bar.ADDRESSEE,
    ),
    "to a representative without an address": (
        _about({"safe_mail": True, "letters_to": "representative"}, {"representative": "Elif Aydın"}),
        Bar.ADDRESSEE,
    ),
    "a child": (_about({"safe_mail": True, "age_band": "12_15"}, {}), Bar.ADDRESSEE),
    "the letter calls somebody names": (
        lambda house: registers(house, subject="De klager werd niet gebeld"),
        Bar.LETTER,
    ),
}


def test_what_is_not_sure_waits_for_a_person(house: House) -> None:
    cases = {name: story(house) for name, (story, _) in NEVER.items()}
    announced(house)

    found = {name: why_not(house, case) for name, case in cases.items()}
    went = noon(house)

    assert found == {name: reason for name, (_, reason) in NEVER.items()}
    assert (went, [name for name, case in cases.items() if letters(house.now(case))]) == (False, [])


def test_a_representative_with_an_address_gets_it(house: House) -> None:
    case = registers(house)
    codes: dict[str, Json] = {"safe_mail": True, "letters_to": "representative"}
    told: dict[str, Json] = {"representative": "Elif Aydın", "representative_contact": "elif@voorbeeld.example"}
    house.takes(house.sanne, house.now(case), Action.SUPPLEMENT, attributes=codes, details=told)
    announced(house)

    noon(house)

    with house.database.uow(read_only=True) as uow:
        mail = letter_mail(uow, waiting(house)[0])
    assert mail is not None
    assert mail.to == "elif@voorbeeld.example"


def test_without_a_mail_server_it_waits(house: House) -> None:
    case = registers(house)
    announced(house)
    house.clock.at = at(FRIDAY, 12)

    went = acknowledge(house.database.uow, house.clock, letter_room(), lambda _: TITLES)

    assert (went, why_not(house, case, mails=False)) == (False, Bar.NO_MAIL)


def test_an_organisation_that_wants_none_sends_none(house: House) -> None:
    chooses(house, "[acknowledgement]\nautomatic = false")
    case = registers(house)
    announced(house)

    went = noon(house)

    assert (went, why_not(house, case)) == (False, Bar.OFF)


def test_the_organisation_chooses_the_hour(house: House) -> None:
    chooses(house, '[acknowledgement]\nat = "14:30"')
    registers(house)
    announced(house)

    assert (noon(house, hour=14, minute=29), noon(house, hour=14, minute=30)) == (False, True)


def test_once_somebody_was_reached_it_does_not_leave(house: House) -> None:
    case = registers(house)
    announced(house)
    house.clock.at = at(FRIDAY, 11)
    says(house, case, Action.RECORD_CONTACT, explained=True)

    assert not noon(house)


def test_nothing_leaves_that_nobody_was_told_of(house: House) -> None:
    registers(house)
    ticks(house, THURSDAY, 15)  # Slack is away: the message waits

    assert not noon(house)


def test_what_is_told_after_noon_leaves_the_next_working_day(house: House) -> None:
    case = registers(house)
    ticks(house, FRIDAY, 13)
    delivered(house)
    with house.database.uow(read_only=True) as uow:
        told = leaving(uow, house.now(case), ROOM, house.clock.now())

    went = noon(house, hour=14), noon(house, NEXT_MONDAY)

    assert told is not None
    assert (told.at, told.why_not) == (at(NEXT_MONDAY, 12), None)
    assert went == (False, True)


def test_what_is_called_safe_after_noon_does_not_leave_before_the_next(house: House) -> None:
    case = registers(house, safe_mail=False)
    announced(house)
    house.clock.at = at(FRIDAY, 13)
    house.takes(house.sanne, house.now(case), Action.SUPPLEMENT, attributes={"safe_mail": True})
    with house.database.uow(read_only=True) as uow:
        told = leaving(uow, house.now(case), ROOM, house.clock.now())

    went = noon(house, hour=14), noon(house, NEXT_MONDAY)

    assert told is not None
    assert (told.at, went) == (at(NEXT_MONDAY, 12), (False, True))


def test_what_the_organisation_allows_after_noon_does_not_leave_before_the_next(house: House) -> None:
    chooses(house, "[acknowledgement]\nautomatic = false")
    registers(house)
    announced(house)
    house.clock.at = at(FRIDAY, 13)
    chooses(house, "[acknowledgement]\nautomatic = true")

    went = noon(house, hour=14), noon(house, NEXT_MONDAY)

    assert went == (False, True)


def test_attempts_are_told_only_when_there_were_some(house: House) -> None:
    tried, untried = registers(house), registers(house, name="Bea Okonkwo", contact="bea@voorbeeld.example")
    says(house, tried, Action.RECORD_ATTEMPT, means="phone")
    announced(house)
    while noon(house):
        pass

    with house.database.uow(read_only=True) as uow:
        texts = {row.complaint: mail.text for row in waiting(house) if (mail := letter_mail(uow, row))}

    assert "probeerden u al te bereiken" in texts[tried.id]
    assert "probeerden u al te bereiken" not in texts[untried.id]


def test_in_english_for_who_speaks_english(house: House) -> None:
    case = registers(house)
    house.takes(
        house.sanne, house.now(case), Action.SUPPLEMENT, attributes={"safe_mail": True}, details={"language": "Engels"}
    )
    announced(house)

    noon(house)

    with house.database.uow(read_only=True) as uow:
        mail = letter_mail(uow, waiting(house)[0])
    assert mail is not None
    assert "Monday 2 March 2026" in mail.text


def test_about_a_coordinator_it_comes_from_the_supervisor_and_only_the_supervisor_is_told(house: House) -> None:
    case = house.registers(
        house.marleen, "Joris Bakker", kind=AboutKind.COORDINATOR, people=(house.joris,), contact=ADA, safe_mail=True
    ).complaint
    announced(house)

    noon(house)

    with house.database.uow(read_only=True) as uow:
        mail = letter_mail(uow, replace(waiting(house)[0], complaint=case.id))
        told = uow.connection.scalars(select(tables.outbox.c.recipient).where(tables.outbox.c.kind == "digest")).all()
    assert mail is not None
    assert mail.reply_to == "marleen@voorbeeld.example"
    assert "Marleen Vos" in mail.text
    assert "info@voorbeeld.example" not in mail.text
    assert set(told) <= {house.marleen.id, house.ruud.id}
    assert told


def test_of_two_processes_one_makes_the_letter(house: House, databases: Databases) -> None:
    case = registers(house)
    announced(house)
    house.clock.at = at(FRIDAY, 12)
    other = databases.open(house.clock, url=house.database.engine.url.render_as_string(hide_password=False))
    went = []

    def the_other_is_first(language: str) -> Titles:
        went.append(acknowledge(other.uow, house.clock, ROOM, lambda _: TITLES))
        return TITLES

    went.append(acknowledge(house.database.uow, house.clock, ROOM, the_other_is_first))

    assert (went, len(letters(house.now(case))), len(waiting(house))) == ([True, False], 1, 1)


def test_who_sends_it_themselves_at_the_same_moment_sends_the_only_one(house: House) -> None:
    case = registers(house)
    announced(house)
    house.clock.at = at(FRIDAY, 12)

    def a_person_is_first(language: str) -> Titles:
        prepare(house, house.now(case), Order(Notice.ACKNOWLEDGEMENT_WITHOUT_CONTACT))
        return TITLES

    went = acknowledge(house.database.uow, house.clock, ROOM, a_person_is_first)

    (letter,) = letters(house.now(case))
    assert (went, letter.by, len(waiting(house))) == (False, house.sanne.id, 1)


def test_who_holds_it_at_the_same_moment_is_heard(house: House) -> None:
    case = registers(house)
    announced(house)
    house.clock.at = at(FRIDAY, 12)

    def a_person_is_first(language: str) -> Titles:
        says(house, case, Action.HOLD_ACKNOWLEDGEMENT, "Nog niet.")
        return TITLES

    went = acknowledge(house.database.uow, house.clock, ROOM, a_person_is_first)

    assert (went, letters(house.now(case))) == (False, ())


def test_what_became_the_supervisors_leaves_only_once_the_supervisor_was_told(house: House) -> None:
    case = house.registers(house.sanne, people=(house.tom,), contact=ADA, safe_mail=True).complaint
    announced(house)
    house.becomes_coordinator(house.tom)
    with house.database.uow() as uow:
        now = current(uow)
        assert now is not None
        contact = Contact("Leidinggevende", "lead@voorbeeld.example", "036 000 00 01")
        apply(uow, replace(now, office=replace(now.office, supervisor_contact=contact)))
        uow.commit()
    at_noon = noon(house)

    ticks(house, NEXT_MONDAY, 9)
    delivered(house)
    later = noon(house, NEXT_MONDAY)

    with house.database.uow(read_only=True) as uow:
        mail = letter_mail(uow, waiting(house)[0])
    assert mail is not None
    assert (at_noon, later, len(letters(house.now(case)))) == (False, True, 1)
    assert (mail.reply_to, "info@voorbeeld.example" in mail.text) == ("lead@voorbeeld.example", False)


@pytest.mark.parametrize(
    ("action", "told", "codes"),
    [(Action.HOLD_ACKNOWLEDGEMENT, "Niet nu.", {}), (Action.RECORD_CONTACT, "", {"explained": True})],
    ids=["held", "reached"],
)
def test_what_is_stopped_before_the_mail_server_took_it_does_not_go(
    house: House, action: Action, told: str, codes: dict[str, Json]
) -> None:
    case = registers(house)
    announced(house)
    noon(house)

    says(house, case, action, told, **codes)

    with house.database.uow(read_only=True) as uow, pytest.raises(DeliveryImpossible, match="stopped"):
        letter_mail(uow, waiting(house)[0])


@pytest.mark.parametrize(
    ("outcome", "kind", "standing"),
    [("refused:550", "letter_refused", Standing.REFUSED), ("in_doubt", "letter_in_doubt", Standing.IN_DOUBT)],
    ids=["refused", "in doubt"],
)
def test_a_mail_that_did_not_surely_arrive_is_the_officers_and_is_not_made_again(
    house: House, outcome: str, kind: str, standing: Standing
) -> None:
    case = registers(house)
    announced(house)
    noon(house)

    letter_went(house.database.uow, waiting(house)[0], FRIDAY, outcome)

    assert set(house.told(kind)) == {"Sanne de Wit"}
    assert not noon(house, NEXT_MONDAY)
    assert [one.standing for one in letters(house.now(case))] == [standing]
    assert FactName.ACKNOWLEDGED not in {fact.name for fact in house.now(case).facts}


def test_what_waits_for_a_person_is_not_looked_at_again_at_every_tick(house: House) -> None:
    case = registers(house, safe_mail=False)
    announced(house)
    house.clock.at = at(FRIDAY, 12)
    passed = PassedBy()
    acknowledge(house.database.uow, house.clock, ROOM, lambda _: TITLES, passed)

    now = house.clock.at
    at_once, later, changed = (
        passed.by(Announced(case.id, 1), now),
        passed.by(Announced(case.id, 1), now + REST),
        passed.by(Announced(case.id, 2), now),
    )

    assert (at_once, later, changed) == (True, False, False)
