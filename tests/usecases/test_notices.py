"""A notice, from the officer's form to the respondent who opens it: neutral, recorded when it went, theirs alone."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest

from klachtbot.domain import errors
from klachtbot.domain.letters import Means, SentLetter, Standing, letters
from klachtbot.domain.model import Action, Complaint, ComplaintId, Notice, PersonId
from klachtbot.usecases import make_letters
from klachtbot.usecases.delivery import OutboxRow
from klachtbot.usecases.documents import DocumentId
from klachtbot.usecases.letter_by_hand import drop, record_sent, resend
from klachtbot.usecases.letter_outcome import letter_went
from klachtbot.usecases.make_letters import Titles, Writing
from klachtbot.usecases.notice import OpenNotice, open_notice, still_to_go
from klachtbot.usecases.ports import Person
from klachtbot.usecases.send_letters import prepare_letters
from klachtbot.usecases.take_step import take_step
from klachtbot.usecases.telling import Order
from klachtbot.wiring import letter_room
from tests.usecases.house import House
from tests.usecases.test_letters import as_sanne

ROOM = letter_room(mails=True)
TITLES = Titles("Kennisgeving", "Gesprek met OCO Voorbeeld")
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def informed(house: House, about: str = "Tom Visser", *, by: Person | None = None, ref: str = "r1") -> Complaint:
    """A complaint of which somebody told this respondent, today."""
    by = by or house.sanne
    return inform(house, house.registers(by, about).complaint, by, ref)


def inform(house: House, complaint: Complaint, by: Person, ref: str) -> Complaint:
    with house.database.uow() as uow:
        return take_step(
            uow,
            action=Action.INFORM_RESPONDENT,
            subject=ref,
            attributes={"means": "phone"},
            by=by,
            today=house.today,
            calendar=house.calendar,
            complaint=complaint.id,
            version=complaint.version,
            submission=uuid.uuid4().hex,
        )


def notify(
    house: House,
    complaint: Complaint,
    *,
    by: Person | None = None,
    ref: str = "r1",
    address: str | None = None,
) -> Complaint:
    """The notice that is owed after that; with an address it is a letter."""
    found = house.now(complaint)
    order = Order(Notice.NOTIFICATION, found.version, ref)
    with house.database.uow(read_only=True) as uow:
        at = make_letters.desk(uow, found, order, house.today)
    writing = Writing("nl") if address is None else Writing("nl", {ref: address})
    ready = make_letters.ready(
        ROOM, at, writing if address is not None else Writing("nl", in_slack=at.in_slack), lambda _: TITLES, AT
    )
    with house.database.uow() as uow:
        return prepare_letters(
            uow,
            by=by or house.sanne,
            today=house.today,
            calendar=house.calendar,
            complaint=found.id,
            version=found.version,
            submission=uuid.uuid4().hex,
            sent={},
            order=order,
            ready=ready,
        )


def letter(house: House, complaint: Complaint, ref: str = "b1") -> SentLetter:
    return next(one for one in letters(house.now(complaint)) if one.ref == ref)


def row_of(house: House, complaint: Complaint, to: Person) -> OutboxRow:
    return OutboxRow(1, f"notice:{complaint.id}:b1", "notice", to, complaint.id, {"letter": "b1"}, 1, AT)


def opened(house: House, person: Person | None, complaint: ComplaintId, ref: str = "b1") -> OpenNotice:
    with house.database.uow(read_only=True) as uow:
        return open_notice(uow, person, complaint, ref)


def test_who_is_in_slack_gets_a_message_and_the_letter_is_frozen_all_the_same(house: House) -> None:
    complaint = notify(house, informed(house))

    one = letter(house, complaint)
    with house.database.uow(read_only=True) as uow:
        kept = uow.documents.open(DocumentId(one.document))
    assert (one.means, one.standing, one.to) == (Means.SLACK, Standing.PREPARED, "r1")
    assert kept is not None
    assert kept.content.startswith(b"%PDF")
    assert house.told("notice") == {"Tom Visser": '{"letter":"b1"}'}
    assert house.told("letter") == {}


def test_the_notice_is_recorded_as_sent_on_the_day_it_went_and_once(house: House) -> None:
    complaint = notify(house, informed(house))
    row = row_of(house, complaint, house.tom)
    letter_went(house.database.uow, row, house.today, "sent")
    before = house.now(complaint).version

    letter_went(house.database.uow, row, house.today, "sent")

    one = letter(house, complaint)
    assert (one.standing, one.sent_on) == (Standing.SENT, house.today)
    assert house.now(complaint).version == before


def test_a_notice_that_cannot_arrive_comes_back_to_the_officer_and_then_opens_nothing(house: House) -> None:
    complaint = notify(house, informed(house))

    letter_went(house.database.uow, row_of(house, complaint, house.tom), house.today, "refused:not_in_slack")

    assert letter(house, complaint).standing is Standing.REFUSED
    assert set(house.told("letter_refused")) == {"Sanne de Wit"}
    with pytest.raises(errors.NotFound):
        opened(house, house.tom, complaint.id)


def test_a_notice_that_cannot_arrive_goes_as_a_letter(house: House) -> None:
    complaint = notify(house, informed(house))
    letter_went(house.database.uow, row_of(house, complaint, house.tom), house.today, "refused:user_disabled")

    with house.database.uow() as uow:
        resend(uow, **as_sanne(house, house.now(complaint)), letter="b1", means=Means.EMAIL, address="tom@post.example")

    assert letter(house, complaint).means is Means.EMAIL
    assert set(house.told("letter")) == {"Sanne de Wit"}


def test_a_notice_on_its_way_is_not_given_up_nor_called_given(house: House) -> None:
    complaint = notify(house, informed(house))

    with house.database.uow() as uow, pytest.raises(errors.UnderWay):
        drop(uow, **as_sanne(house, complaint), letter="b1", reason="toch niet")
    with house.database.uow() as uow, pytest.raises(errors.UnderWay):
        record_sent(uow, **as_sanne(house, complaint), letter="b1", on=house.today)


def test_the_message_goes_once(house: House) -> None:
    complaint = notify(house, informed(house))
    row = row_of(house, complaint, house.tom)
    with house.database.uow(read_only=True) as uow:
        before = still_to_go(uow, row)

    letter_went(house.database.uow, row, house.today, "sent")

    with house.database.uow(read_only=True) as uow:
        assert (before, still_to_go(uow, row)) == (True, False)


def test_the_respondent_reads_the_letter_and_whom_to_call(house: House) -> None:
    complaint = notify(house, informed(house))

    found = opened(house, house.tom, complaint.id)

    assert "Er is een klacht over u" in found.text
    assert "Niet teruggebeld" in found.text
    assert (found.officer, found.contact.phone) == ("Sanne de Wit", "036 000 00 00")


def test_the_letter_stays_open_to_the_respondent_when_the_complaint_is_over(house: House) -> None:
    complaint = notify(house, informed(house))
    letter_went(house.database.uow, row_of(house, complaint, house.tom), house.today, "sent")
    with house.database.uow() as uow:
        take_step(uow, action=Action.WITHDRAW, **as_sanne(house, house.now(complaint)))

    found = opened(house, house.tom, complaint.id)

    assert "Niet teruggebeld" in found.text
    assert found.conversation_by is None


def test_nobody_else_opens_it_the_officer_neither(house: House) -> None:
    complaint = notify(house, informed(house))
    gone = Person(PersonId("0" * 32), None, "")

    for person in (house.sanne, house.joris, house.marleen, house.fatma, gone, None):
        with pytest.raises(errors.NotFound):
            opened(house, person, complaint.id)


def test_of_two_respondents_each_opens_only_their_own(house: House) -> None:
    complaint = house.registers(house.sanne, "Tom Visser, Fatma Yılmaz").complaint
    for ref in ("r1", "r2"):
        complaint = notify(house, inform(house, house.now(complaint), house.sanne, ref), ref=ref)

    assert "Tom Visser" in opened(house, house.tom, complaint.id, "b1").text
    assert "Fatma Yılmaz" in opened(house, house.fatma, complaint.id, "b2").text
    for person, ref in ((house.tom, "b2"), (house.fatma, "b1")):
        with pytest.raises(errors.NotFound):
            opened(house, person, complaint.id, ref)


def test_a_coordinator_gets_what_every_respondent_gets_from_the_supervisor(house: House) -> None:
    complaint = notify(house, informed(house, "Joris Bakker", by=house.marleen), by=house.marleen)

    found = opened(house, house.joris, complaint.id)

    assert house.told("notice") == {"Joris Bakker": '{"letter":"b1"}'}
    assert found.officer == "Marleen Vos"


@pytest.mark.parametrize(
    ("address", "means", "mails"),
    [("tom@post.example", Means.EMAIL, 1), ("Dorpsstraat 1\n1234 AB Almere", Means.POST, 0), ("", Means.POST, 0)],
    ids=["mail", "post", "by hand"],
)
def test_a_respondent_can_get_a_letter_instead_which_opens_nothing_in_slack(
    house: House, address: str, means: Means, mails: int
) -> None:
    complaint = notify(house, informed(house), address=address)

    assert letter(house, complaint).means is means
    assert len(house.told("letter")) == mails
    assert house.told("notice") == {}
    with pytest.raises(errors.NotFound):
        opened(house, house.tom, complaint.id)


def test_who_is_not_in_slack_can_only_get_a_letter(house: House) -> None:
    complaint = notify(house, informed(house, "Iemand van Buiten"))

    assert letter(house, complaint).means is Means.POST
    assert house.told("notice") == {}


def test_there_is_no_notice_before_a_person_told_the_respondent(house: House) -> None:
    complaint = house.registers(house.sanne).complaint

    with house.database.uow(read_only=True) as uow:
        at = make_letters.desk(uow, house.now(complaint), Order(Notice.NOTIFICATION, 1, "r1"), house.today)

    assert (at.tellings, at.in_slack) == ((), frozenset())
    with pytest.raises(errors.AlreadyDone):
        notify(house, complaint)
    assert house.told("notice") == {}
