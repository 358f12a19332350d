"""Letters from the officer's words to the mail server's answer: frozen first, sent once, and told as it went."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TypedDict

import pytest
from sqlalchemy import select

from klachtbot.domain import errors
from klachtbot.domain.letters import Audience, Means, Standing, letters
from klachtbot.domain.model import Action, Complaint, ComplaintId, Fact, FactName, Json, Notice
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.storage import tables
from klachtbot.usecases import make_letters
from klachtbot.usecases.add_respondent import add_respondent
from klachtbot.usecases.delivery import DeliveryImpossible, OutboxRow
from klachtbot.usecases.documents import AwaitedDocument, DocumentId, DocumentKind, NewDocument, Reading
from klachtbot.usecases.letter_by_hand import drop, record_sent, resend
from klachtbot.usecases.letter_mail import letter_mail
from klachtbot.usecases.letter_outcome import letter_went
from klachtbot.usecases.make_letters import Titles, Writing
from klachtbot.usecases.ports import Person
from klachtbot.usecases.send_letters import prepare_letters
from klachtbot.usecases.take_step import take_step
from klachtbot.usecases.telling import Order
from klachtbot.wiring import letter_room
from tests.usecases.house import House

ROOM = letter_room(mails=True)
TITLES = Titles("Ontvangstbevestiging", "Gesprek met OCO Voorbeeld")
ACKNOWLEDGEMENT = Order(Notice.ACKNOWLEDGEMENT)
ADA = "ada@voorbeeld.example"
AT = datetime(2026, 12, 8, 9, tzinfo=UTC)


def spoken(house: House, received_on: date | None = None) -> Complaint:
    """A complaint whose complainant was spoken to, today."""
    return house.registers(house.sanne, spoken=True, contact=ADA, received_on=received_on).complaint


def prepare(
    house: House,
    complaint: Complaint,
    order: Order = ACKNOWLEDGEMENT,
    *,
    submission: str = "",
    to: Mapping[str, str] | None = None,
) -> Complaint:
    with house.database.uow(read_only=True) as uow:
        at = make_letters.desk(uow, house.now(complaint), order, house.today)
    writing = Writing("nl", to if to is not None else {"complainant": ADA})
    ready = make_letters.ready(ROOM, at, writing, lambda _: TITLES, AT)
    with house.database.uow() as uow:
        return prepare_letters(
            uow,
            by=house.sanne,
            today=house.today,
            calendar=house.calendar,
            complaint=complaint.id,
            version=complaint.version,
            submission=submission or uuid.uuid4().hex,
            sent={"to": dict(writing.addresses)},
            order=order,
            ready=ready,
        )


def waiting(house: House) -> list[OutboxRow]:
    """The mails that are in the outbox."""
    t = tables.outbox.c
    with house.database.uow(read_only=True) as uow:
        rows = uow.connection.execute(select(tables.outbox).where(t.kind == "letter").order_by(t.id)).all()
    return [
        OutboxRow(row.id, row.key, row.kind, house.sanne, row.complaint, json.loads(row.payload), 1, AT) for row in rows
    ]


def facts(complaint: Complaint, *names: FactName) -> list[Fact]:
    return [fact for fact in complaint.facts if fact.name in names]


def test_a_letter_is_frozen_as_it_is_sent(house: House) -> None:
    complaint = prepare(house, spoken(house))

    (row,) = waiting(house)
    with house.database.uow(read_only=True) as uow:
        mail = letter_mail(uow, row)
        (letter,) = letters(complaint)
        kept = uow.documents.open(DocumentId(letter.document))

    assert mail is not None
    assert kept is not None
    assert mail.to == ADA
    assert mail.attachments[0].content == kept.content
    assert kept.content.startswith(b"%PDF")
    assert "Niet teruggebeld" in mail.text
    assert "Ada" not in mail.subject


def test_nothing_is_called_sent_before_the_server_took_it(house: House) -> None:
    complaint = house.now(prepare(house, spoken(house)))

    (letter,) = letters(complaint)

    assert letter.standing is Standing.PREPARED
    assert facts(complaint, FactName.ACKNOWLEDGED) == []


def test_the_acknowledgement_is_recorded_on_the_day_the_server_took_it(house: House) -> None:
    complaint = prepare(house, spoken(house))
    (row,) = waiting(house)

    letter_went(house.database.uow, row, house.today, "sent")

    after = house.now(complaint)
    assert facts(after, FactName.ACKNOWLEDGED) == [Fact(FactName.ACKNOWLEDGED, house.today)]
    assert after.events[-1].by == house.sanne.id


def test_hearing_twice_that_a_mail_went_records_it_once(house: House) -> None:
    complaint = prepare(house, spoken(house))
    (row,) = waiting(house)
    letter_went(house.database.uow, row, house.today, "sent")
    before = house.now(complaint).version

    letter_went(house.database.uow, row, house.today, "sent")

    assert house.now(complaint).version == before


def test_a_mail_that_is_refused_comes_back_to_the_officer(house: House) -> None:
    complaint = prepare(house, spoken(house))
    (row,) = waiting(house)

    letter_went(house.database.uow, row, house.today, "refused:550")

    after = house.now(complaint)
    (letter,) = letters(after)
    assert (letter.standing, letter.code) == (Standing.REFUSED, "550")
    assert facts(after, FactName.ACKNOWLEDGED) == []
    assert set(house.told("letter_refused")) == {"Sanne de Wit"}


def test_a_mail_in_doubt_becomes_a_question_and_does_not_go_again(house: House) -> None:
    complaint = prepare(house, spoken(house))
    (row,) = waiting(house)

    letter_went(house.database.uow, row, house.today, "in_doubt")

    with house.database.uow(read_only=True) as uow:
        again = letter_mail(uow, row)
    assert again is None
    assert letters(house.now(complaint))[0].standing is Standing.IN_DOUBT
    assert set(house.told("letter_in_doubt")) == {"Sanne de Wit"}


def test_a_mail_that_turns_out_to_have_gone_is_sent_after_all(house: House) -> None:
    complaint = prepare(house, spoken(house))
    (row,) = waiting(house)
    letter_went(house.database.uow, row, house.today, "in_doubt")

    letter_went(house.database.uow, row, house.today, "sent")
    letter_went(house.database.uow, row, house.today, "refused:550")

    assert letters(house.now(complaint))[0].standing is Standing.SENT


def test_a_refused_letter_goes_by_post_and_counts_from_the_day_it_was_posted(house: House) -> None:
    complaint = prepare(house, spoken(house))
    (row,) = waiting(house)
    letter_went(house.database.uow, row, house.today, "refused:550")
    now = house.now(complaint)
    with house.database.uow() as uow:
        now = resend(
            uow, **as_sanne(house, now), letter="b1", means=Means.POST, address="Dorpsstraat 1\n1234 AB Almere"
        )

    with house.database.uow() as uow:
        record_sent(uow, **as_sanne(house, now), letter="b1", on=house.today)

    after = house.now(complaint)
    assert letters(after)[0].standing is Standing.SENT
    assert facts(after, FactName.ACKNOWLEDGED) == [Fact(FactName.ACKNOWLEDGED, house.today)]


def test_a_letter_that_is_on_its_way_is_not_prepared_again(house: House) -> None:
    complaint = prepare(house, spoken(house))

    with pytest.raises(errors.UnderWay):
        prepare(house, complaint)

    assert len(letters(house.now(complaint))) == 1


def test_a_second_acknowledgement_is_refused(house: House) -> None:
    complaint = prepare(house, spoken(house))
    letter_went(house.database.uow, waiting(house)[0], house.today, "sent")

    with pytest.raises(errors.AlreadyDone):
        prepare(house, house.now(complaint))


def test_a_report_that_does_not_exist_is_not_sent(house: House) -> None:
    complaint = spoken(house)

    with pytest.raises(errors.WrongStage):
        prepare(house, complaint, Order(Notice.REPORT_SETTLED))

    assert house.now(complaint).version == complaint.version
    assert waiting(house) == []


def test_sending_the_same_form_again_prepares_nothing_new(house: House) -> None:
    complaint = spoken(house)
    once = prepare(house, complaint, submission="s1")

    again = prepare(house, complaint, submission="s1")

    assert again.version == once.version
    assert len(waiting(house)) == 1


def test_who_was_reached_while_the_acknowledgement_was_on_its_way_is_acknowledged(house: House) -> None:
    complaint = house.registers(house.sanne, contact=ADA, received_on=house.today - timedelta(days=7)).complaint
    now = prepare(house, complaint, Order(Notice.ACKNOWLEDGEMENT_WITHOUT_CONTACT))
    with house.database.uow() as uow:
        take_step(uow, action=Action.RECORD_CONTACT, attributes={"explained": True}, **as_sanne(house, now))

    letter_went(house.database.uow, waiting(house)[0], house.today, "sent")

    assert facts(house.now(complaint), FactName.ACKNOWLEDGED) == [Fact(FactName.ACKNOWLEDGED, house.today)]


def test_an_acknowledgement_with_contact_is_not_prepared_beside_one_without(house: House) -> None:
    complaint = house.registers(house.sanne, contact=ADA, received_on=house.today - timedelta(days=7)).complaint
    now = prepare(house, complaint, Order(Notice.ACKNOWLEDGEMENT_WITHOUT_CONTACT))
    with house.database.uow() as uow:
        after = take_step(uow, action=Action.RECORD_CONTACT, attributes={"explained": True}, **as_sanne(house, now))

    with pytest.raises(errors.UnderWay):
        prepare(house, after)


def test_who_saw_an_older_dossier_prepares_nothing(house: House) -> None:
    complaint = spoken(house)
    prepare(house, complaint)

    with pytest.raises(errors.Stale):
        prepare(house, complaint, Order(Notice.ACKNOWLEDGEMENT_WITHOUT_CONTACT))


def test_a_mail_that_is_under_way_is_not_given_up_nor_called_posted(house: House) -> None:
    complaint = prepare(house, spoken(house))

    with house.database.uow() as uow, pytest.raises(errors.UnderWay):
        drop(uow, **as_sanne(house, complaint), letter="b1", reason="toch niet")
    with house.database.uow() as uow, pytest.raises(errors.UnderWay):
        record_sent(uow, **as_sanne(house, complaint), letter="b1", on=house.today)

    assert letters(house.now(complaint))[0].standing is Standing.PREPARED


def test_a_letter_for_the_post_waits_for_its_day_and_can_be_given_up(house: House) -> None:
    complaint = prepare(house, spoken(house), to={"complainant": "Dorpsstraat 1\n1234 AB Almere"})

    with house.database.uow() as uow:
        after = drop(uow, **as_sanne(house, complaint), letter="b1", reason="zij kwam langs")

    assert waiting(house) == []
    assert letters(after)[0].standing is Standing.DROPPED
    assert prepare(house, house.now(after)).version > after.version


def test_a_letter_cannot_have_been_posted_before_it_was_written(house: House) -> None:
    complaint = prepare(house, spoken(house, received_on=date(2026, 2, 25)), to={"complainant": ""})

    with house.database.uow() as uow, pytest.raises(errors.OutOfOrder):
        record_sent(uow, **as_sanne(house, complaint), letter="b1", on=date(2026, 2, 26))


def test_a_letter_that_went_is_kept_when_the_complaint_was_withdrawn_meanwhile(house: House) -> None:
    complaint = prepare(house, spoken(house))
    with house.database.uow() as uow:
        take_step(uow, action=Action.WITHDRAW, **as_sanne(house, complaint))

    letter_went(house.database.uow, waiting(house)[0], house.today, "sent")

    after = house.now(complaint)
    assert letters(after)[0].standing is Standing.SENT
    assert facts(after, FactName.ACKNOWLEDGED) == []


def test_the_respondent_may_read_a_letter_with_an_address_only_without_it(house: House) -> None:
    complaint = prepare(house, spoken(house), to={"complainant": "Dorpsstraat 1\n1234 AB Almere"})

    with house.database.uow(read_only=True) as uow:
        rows = uow.documents.of(complaint.id, opened=True)

    read = {row.origin: (row.kind, row.reading) for row in rows if row.kind is DocumentKind.LETTER}
    assert read == {
        "b1.shielded": (DocumentKind.LETTER, Reading.WHOLE),
        "b1": (DocumentKind.LETTER, Reading.SHIELDED),
    }


def test_what_went_to_one_reader_counts_when_the_letter_to_the_other_is_given_up(house: House) -> None:
    complaint = prepare(
        house, solved(house, report="text"), Order(Notice.REPORT_SETTLED), to={"complainant": ADA, "r1": ""}
    )
    letter_went(house.database.uow, waiting(house)[0], house.today, "sent")
    now = house.now(complaint)

    with house.database.uow() as uow:
        after = drop(uow, **as_sanne(house, now), letter="b2", reason="heeft het verslag al")

    assert facts(after, FactName.REPORT_SENT) == [Fact(FactName.REPORT_SENT, house.today)]


def test_what_the_complainant_did_not_get_is_no_report_that_was_sent(house: House) -> None:
    complaint = prepare(
        house, solved(house, report="text"), Order(Notice.REPORT_SETTLED), to={"complainant": "", "r1": ADA}
    )
    letter_went(house.database.uow, waiting(house)[0], house.today, "sent")
    now = house.now(complaint)

    with house.database.uow() as uow:
        after = drop(uow, **as_sanne(house, now), letter="b1", reason="zij is verhuisd")

    assert facts(after, FactName.REPORT_SENT) == []


def test_letters_that_all_were_given_up_are_no_step(house: House) -> None:
    complaint = prepare(house, spoken(house), to={"complainant": ""})

    with house.database.uow() as uow:
        after = drop(uow, **as_sanne(house, complaint), letter="b1", reason="zij kwam langs")

    assert facts(after, FactName.ACKNOWLEDGED) == []


def test_who_was_reached_after_the_acknowledgement_was_posted_was_acknowledged_without_contact(house: House) -> None:
    received_on = house.today - timedelta(days=7)
    complaint = house.registers(house.sanne, contact=ADA, received_on=received_on).complaint
    posted_on = house.today
    now = prepare(house, complaint, Order(Notice.ACKNOWLEDGEMENT_WITHOUT_CONTACT), to={"complainant": ""})
    house.clock.move(timedelta(days=1))
    with house.database.uow() as uow:
        now = take_step(uow, action=Action.RECORD_CONTACT, attributes={"explained": True}, **as_sanne(house, now))

    with house.database.uow() as uow:
        after = record_sent(uow, **as_sanne(house, now), letter="b1", on=posted_on)

    assert facts(after, FactName.ACKNOWLEDGED) == [Fact(FactName.ACKNOWLEDGED, posted_on)]


def test_a_report_that_is_still_on_its_way_is_not_sent_in_an_older_or_shielded_version(house: House) -> None:
    complaint = solved(house, report="file")
    with house.database.uow() as uow:
        uow.documents.add(complaint.id, NewDocument(DocumentKind.REPORT, "oud.txt", b"-", reading=Reading.WHOLE))
        shielded = NewDocument(DocumentKind.REPORT, "zonder namen.txt", b"-", reading=Reading.WHOLE)
        id = uow.documents.add(complaint.id, shielded)
        uow.documents.expect(
            complaint.id,
            AwaitedDocument(DocumentKind.REPORT, "nieuw.txt", "F0NIEUW", reading=Reading.SHIELDED, shielded=id),
        )
        uow.commit()

    assert enclosed(house, complaint) == {"complainant": False, "r1": False}


def test_the_respondent_gets_no_letter_that_promises_a_version_that_is_not_here(house: House) -> None:
    complaint = solved(house, report="file")
    with house.database.uow() as uow:
        id = uow.documents.expect(
            complaint.id, AwaitedDocument(DocumentKind.REPORT, "zonder namen.txt", "F0ZONDER", reading=Reading.WHOLE)
        )
        text = NewDocument(DocumentKind.REPORT, "verslag.txt", b"-", reading=Reading.SHIELDED, shielded=id)
        uow.documents.add(complaint.id, text)
        uow.commit()

    assert enclosed(house, complaint) == {"complainant": True, "r1": False}


def enclosed(house: House, complaint: Complaint) -> dict[str, bool]:
    """Whether the report goes along, by reader."""
    with house.database.uow(read_only=True) as uow:
        at = make_letters.desk(uow, house.now(complaint), Order(Notice.REPORT_SETTLED), house.today)
    return {telling.recipient.ref: telling.enclosed for telling in at.tellings}


HOME = "Dorpsstraat 1\n1234 AB Almere"


def proposed(house: House, complaint: Complaint) -> str:
    """Where the next letter to the complainant would go."""
    with house.database.uow(read_only=True) as uow:
        at = make_letters.desk(uow, house.now(complaint), Order(Notice.CHOICE_REMINDER), house.today)
    return make_letters.proposed_address(at, at.tellings[0].recipient)


def test_where_a_letter_went_is_where_the_next_one_to_the_same_person_goes(house: House) -> None:
    complaint = spoken(house)
    before = proposed(house, complaint)

    complaint = prepare(house, complaint, to={"complainant": HOME})

    assert (before, proposed(house, complaint)) == (ADA, HOME)


def test_once_somebody_says_where_they_can_be_reached_now_the_letters_go_there(house: House) -> None:
    complaint = prepare(house, spoken(house), to={"complainant": HOME})
    said = {"complainant": "Ada Okonkwo", "contact": "ada@elders.example", "reason": "verhuisd"}
    with house.database.uow() as uow:
        correct: dict[str, Json] = {"corrects": ["contact"]}
        take_step(uow, action=Action.CORRECT, attributes=correct, details=said, **as_sanne(house, complaint))

    assert proposed(house, complaint) == "ada@elders.example"


def test_an_address_at_which_a_letter_did_not_arrive_is_not_proposed_again(house: House) -> None:
    complaint = prepare(house, spoken(house), to={"complainant": "tikfout@voorbeeld.example"})
    (row,) = waiting(house)

    letter_went(house.database.uow, row, house.today, "refused:550")

    assert proposed(house, complaint) == ADA


def test_a_mail_that_names_the_coordinators_does_not_go_once_the_case_is_the_supervisors(house: House) -> None:
    complaint = prepare(house, spoken(house))
    with house.database.uow() as uow:
        add_respondent(uow, names="", people_chosen=(house.joris.id,), **as_sanne(house, complaint))
    (row,) = waiting(house)

    with house.database.uow(read_only=True) as uow, pytest.raises(DeliveryImpossible) as refused:
        letter_mail(uow, row)

    assert refused.value.code == "moved"


def test_the_coordinators_are_not_who_answers_about_a_coordinator(house: House) -> None:
    complaint = house.registers(house.marleen, people=[house.joris], contact=ADA).complaint

    with house.database.uow(read_only=True) as uow:
        at = make_letters.desk(uow, house.now(complaint), Order(Notice.WITHDRAWAL), house.today)

    assert (at.contact.email, at.contact.phone) == ("marleen@voorbeeld.example", "")


def test_who_may_not_know_the_name_is_not_told_who_comes_on_the_complainants_behalf(house: House) -> None:
    complaint = spoken(house)
    steps: tuple[tuple[Action, str, Mapping[str, Json], Mapping[str, Json]], ...] = (
        (Action.SUPPLEMENT, "", {"name_withheld": True}, {"representative": "Moeder Okonkwo"}),
        (Action.ACKNOWLEDGE, "", {}, {}),
        (Action.INFORM_RESPONDENT, "r1", {}, {}),
        (
            Action.PLAN_CONVERSATION,
            "",
            {"planned_for": "2026-03-09", "attends": ["representative", "respondent", "officer"]},
            {},
        ),
    )
    for action, subject, said, told in steps:
        with house.database.uow() as uow:
            step = as_sanne(house, complaint)
            after = take_step(uow, action=action, subject=subject, attributes=said, details=told, **step)
        complaint = house.now(after)
    order = Order(Notice.CONVERSATION_INVITATION, complaint.version)

    with house.database.uow(read_only=True) as uow:
        at = make_letters.desk(uow, complaint, order, house.today)

    coming = {one.audience: letter.values["attendees"] for one, letter in make_letters.written(at, Writing("nl", {}))}
    assert coming[Audience.COMPLAINANT] == ("Moeder Okonkwo", "Tom Visser", "Sanne de Wit")
    assert coming[Audience.RESPONDENT] == ("Tom Visser", "Sanne de Wit")


def test_of_a_refusal_hears_the_supervisor_when_the_respondent_became_coordinator(house: House) -> None:
    prepare(house, spoken(house))
    (row,) = waiting(house)
    house.becomes_coordinator(house.tom)

    letter_went(house.database.uow, row, house.today, "refused:550")

    assert "Marleen Vos" in house.told("letter_refused")


def test_a_late_word_about_a_mail_says_nothing_of_the_letter_that_goes_by_post_instead(house: House) -> None:
    complaint = prepare(house, spoken(house))
    (row,) = waiting(house)
    letter_went(house.database.uow, row, house.today, "in_doubt")
    now = house.now(complaint)
    with house.database.uow() as uow:
        resend(uow, **as_sanne(house, now), letter="b1", means=Means.POST, address="")

    letter_went(house.database.uow, row, house.today, "refused:550")

    assert letters(house.now(complaint))[0].standing is Standing.PREPARED


def test_an_address_stands_nowhere_in_readable_form(house: House) -> None:
    prepare(house, spoken(house))

    with house.database.uow(read_only=True) as uow:
        stored = str(uow.connection.execute(select(tables.events)).all())
        stored += str(uow.connection.execute(select(tables.documents)).all())
        stored += str(uow.connection.execute(select(tables.outbox)).all())

    assert ADA not in stored
    assert "Niet teruggebeld" not in stored


def test_a_report_that_is_a_document_goes_along_with_its_letter(house: House) -> None:
    complaint = solved(house, report="file")
    with house.database.uow() as uow:
        text = NewDocument(DocumentKind.REPORT, "verslag.txt", b"Wij spraken elkaar.", reading=Reading.WHOLE)
        uow.documents.add(complaint.id, text)
        uow.commit()

    prepare(house, complaint, Order(Notice.REPORT_SETTLED), to={"complainant": ADA, "r1": "tom@voorbeeld.example"})

    with house.database.uow(read_only=True) as uow:
        mails = [letter_mail(uow, row) for row in waiting(house)]
    for mail in mails:
        assert mail is not None
        assert [one.content for one in mail.attachments][1:] == [b"Wij spraken elkaar."]
        assert "Het verslag vindt u in de bijlage bij deze brief." in mail.text


def test_a_report_the_respondent_may_not_read_is_not_sent_to_them(house: House) -> None:
    complaint = solved(house, report="file")
    with house.database.uow() as uow:
        text = NewDocument(DocumentKind.REPORT, "verslag.txt", b"-", reading=Reading.WITHHELD, reason="namen")
        uow.documents.add(complaint.id, text)
        uow.commit()

    with house.database.uow(read_only=True) as uow:
        at = make_letters.desk(uow, house.now(complaint), Order(Notice.REPORT_SETTLED), house.today)
    remarks = make_letters.remarks(ROOM, make_letters.written(at, Writing("nl", {})))

    assert ("missing", "report") in [(one.code, one.about) for one in remarks if one.forbids]


def solved(house: House, **report: Json) -> Complaint:
    """Acknowledged, told to the respondent, solved without a conversation, and the report written."""
    complaint = spoken(house)
    steps: tuple[tuple[Action, str, Mapping[str, Json]], ...] = (
        (Action.ACKNOWLEDGE, "", {}),
        (Action.INFORM_RESPONDENT, "r1", {}),
        (Action.SOLVE_WITHOUT_CONVERSATION, "", {"agreements": True}),
        (Action.WRITE_REPORT, "", report),
    )
    for action, subject, said in steps:
        with house.database.uow() as uow:
            after = take_step(uow, action=action, subject=subject, attributes=said, **as_sanne(house, complaint))
        complaint = house.now(after)
    return complaint


class AsSanne(TypedDict):
    by: Person
    today: date
    calendar: WorkCalendar
    complaint: ComplaintId
    version: int
    submission: str


def as_sanne(house: House, complaint: Complaint) -> AsSanne:
    return {
        "by": house.sanne,
        "today": house.today,
        "calendar": house.calendar,
        "complaint": complaint.id,
        "version": complaint.version,
        "submission": uuid.uuid4().hex,
    }
