"""What goes along with the letters of the committee's procedure, and what does not go any more (R13, R14, R18, R20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from klachtbot.domain.letters import letters
from klachtbot.domain.model import Action, Complaint, Json, Notice, PersonId, Position
from klachtbot.domain.owed_letters import OwedLetter, owed_letters
from klachtbot.storage.organisation import apply
from klachtbot.usecases import make_letters
from klachtbot.usecases.access import may_read
from klachtbot.usecases.channels import KeptChannel
from klachtbot.usecases.delivery import DeliveryImpossible
from klachtbot.usecases.documents import DocumentId, Reading
from klachtbot.usecases.letter_mail import letter_mail
from klachtbot.usecases.make_letters import Writing
from klachtbot.usecases.organisation import parse
from klachtbot.usecases.outside import outside
from klachtbot.usecases.send_letters import NobodyToWriteTo
from klachtbot.usecases.take_step import take_step
from klachtbot.usecases.telling import Order
from tests.usecases.house import FILE, House
from tests.usecases.test_enclosures import keep, referred, text
from tests.usecases.test_letters import ADA, ROOM, as_sanne, prepare, waiting

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)  # nothing here is the database's own
NOTHING: Mapping[str, Json] = {}
HANNEKE, TOM = "hanneke@voorbeeld.example", "tom@voorbeeld.example"
BY_PHONE: Mapping[str, Json] = {"on_behalf_of": "chair", "means": "phone"}
COMMITTEE = f"""{FILE}
[committee_contact]
name = "Klachtencommissie"
email = "commissie@voorbeeld.example"
phone = "036 000 00 02"

[[person]]
name = "Hanneke Smit"
email = "{HANNEKE}"
positions = ["chair"]

[[person]]
slack = "U0PETER"
name = "Peter Jansen"
positions = ["partner_member"]
organisation = "Zorggroep De Waterlelie"

[[person]]
slack = "U0KAREL"
name = "Karel Mulder"
positions = ["municipal_official"]
"""


def had(
    house: House, complaint: Complaint, action: Action, codes: Mapping[str, Json] = NOTHING,
    told: Mapping[str, Json] = NOTHING, subject: str = "",
) -> Complaint:  # fmt: skip
    said = as_sanne(house, house.now(complaint))
    with house.database.uow() as uow:
        return take_step(uow, action=action, subject=subject, attributes=codes, details=told, **said)


def sitting(house: House) -> Complaint:
    """The committee has the case, and everybody declared; only the chair is not in Slack."""
    with house.database.uow() as uow:
        apply(uow, parse(COMMITTEE))
        uow.commit()
    with house.database.uow(read_only=True) as uow:
        of = {position: one.id for one in uow.people.all() for position in one.positions}
    seats: dict[str, PersonId] = {one: of[Position(one)] for one in ("chair", "partner_member", "municipal_official")}
    found = referred(house)
    for respondent in found.respondents:
        had(house, found, Action.INFORM_RESPONDENT, {"means": "phone"}, {"told": "-"}, respondent.ref)
    had(house, found, Action.COMPOSE_PANEL, {"seats": {**seats}})
    had(house, found, Action.CONFIRM_PANEL, BY_PHONE)
    for seat in seats:
        had(house, found, Action.DECLARE_UNINVOLVED, {**BY_PHONE, "on_behalf_of": seat}, subject=seat)
    return house.now(found)


def owed(house: House, complaint: Complaint, notice: Notice) -> OwedLetter:
    with house.database.uow(read_only=True) as uow:
        found = owed_letters(house.now(complaint), outside(uow, house.now(complaint), house.today))
    [one] = [one for one in found if one.notice is notice]
    return one


def written(house: House, complaint: Complaint, notice: Notice, **to: str) -> Complaint:
    one = owed(house, complaint, notice)
    return prepare(house, house.now(complaint), Order(notice, one.cause, one.about), to=to)


def handed_in(house: House, complaint: Complaint, holder: str, document: DocumentId) -> Complaint:
    asked = {**BY_PHONE, "holder": holder, "wanted_by": "2026-12-01"}
    had(house, complaint, Action.REQUEST_DOCUMENT, asked, {"what": "De agenda.", "why": "Om de dagen te zien."})
    return had(house, complaint, Action.DELIVER_DOCUMENT, {"documents": [document]}, subject="d1")


def test_only_who_is_outside_slack_gets_letters_and_who_was_not_let_into_the_channel(house: House) -> None:
    complaint = sitting(house)
    with house.database.uow() as uow:
        seats = {one.name: one.id for one in uow.people.all()}
        before = outside(uow, complaint, house.today)
        kept = KeptChannel(by_mail={seats["Karel Mulder"]: "guest"})
        uow.channels.keep(complaint.id, kept)
        after = outside(uow, complaint, house.today)

    assert [sorted(one) for one in (before, after)] == [["chair"], ["chair", "municipal_official"]]


def test_r13_what_came_in_after_the_dossier_goes_along_numbered_on_from_it(house: House) -> None:
    complaint = sitting(house)
    keep(house, complaint, text("brief.txt"))
    written(house, complaint, Notice.DOSSIER_TO_MEMBER, chair=HANNEKE)
    late = keep(house, complaint, text("agenda.txt"))
    had(house, complaint, Action.ADD_DOCUMENT, {"document": late})

    after = written(house, complaint, Notice.DOSSIER_SUPPLEMENT, chair=HANNEKE)

    with house.database.uow(read_only=True) as uow:
        mail = letter_mail(uow, waiting(house)[-1])
    assert mail is not None
    assert letters(after)[-1].enclosed == (late,)
    assert [one.name for one in mail.attachments][1:] == [f"{complaint.label} 02.txt"]
    assert "Stuk 2: Ander stuk" in mail.text


def test_r13_a_mail_that_waits_when_a_member_leaves_goes_no_more(house: House) -> None:
    complaint = sitting(house)
    written(house, complaint, Notice.DOSSIER_TO_MEMBER, chair=HANNEKE)

    had(house, complaint, Action.DECLARE_INVOLVED, BY_PHONE, subject="chair")

    with house.database.uow(read_only=True) as uow, pytest.raises(DeliveryImpossible, match="left"):
        letter_mail(uow, waiting(house)[-1])


def test_r12_without_authorisation_no_member_reads_also_when_the_dossier_is_not_opened_to_see(house: House) -> None:
    complaint = sitting(house)
    had(house, complaint, Action.SUPPLEMENT, {}, {"representative": "Elif Aydın"})

    with house.database.uow(read_only=True) as uow:
        peter = uow.people.by_slack_id("U0PETER")
        found = [uow.complaints.by_id(complaint.id, opened=opened) for opened in (True, False)]
        reads = [one is not None and may_read(uow, peter, one, house.today) for one in found]

    assert reads == [False, False]


def test_r13_a_mail_that_waits_when_a_member_goes_away_for_good_goes_no_more(house: House) -> None:
    complaint = sitting(house)
    written(house, complaint, Notice.DOSSIER_TO_MEMBER, chair=HANNEKE)

    with house.database.uow() as uow:
        apply(uow, parse(COMMITTEE.replace(HANNEKE, "nieuw@voorbeeld.example").replace("Hanneke Smit", "Iris van Dam")))
        uow.commit()

    with house.database.uow(read_only=True) as uow, pytest.raises(DeliveryImpossible, match="left"):
        letter_mail(uow, waiting(house)[-1])


def test_r20_a_respondent_gets_the_version_they_may_read_of_what_was_handed_in(house: House) -> None:
    complaint = sitting(house)
    black = keep(house, complaint, text("zwart.txt"))
    new = text("agenda.txt", reading=Reading.SHIELDED)
    whole = keep(house, complaint, replace(new, shielded=black))
    handed_in(house, complaint, "complainant", whole)

    after = written(house, complaint, Notice.DOCUMENT_SHARED, r1=TOM)

    assert [(one.to, one.enclosed) for one in letters(after)] == [("r1", (black,))]


def test_r20_what_no_reader_may_have_is_no_letter_and_the_officer_says_why_not(house: House) -> None:
    complaint = sitting(house)
    secret = replace(text("arts.txt", reading=Reading.WITHHELD), reason="medisch")
    handed_in(house, complaint, "complainant", keep(house, complaint, secret))

    with pytest.raises(NobodyToWriteTo):
        written(house, complaint, Notice.DOCUMENT_SHARED)


def test_r18_reasons_in_a_document_go_along_to_each_as_they_may_read_them(house: House) -> None:
    complaint = sitting(house)
    had(house, complaint, Action.RECORD_DELIBERATION, BY_PHONE)
    had(house, complaint, Action.PLAN_HEARING, {**BY_PHONE, "planned_for": house.today.isoformat()})
    had(house, complaint, Action.RECORD_HEARING, BY_PHONE)
    had(house, complaint, Action.RECORD_CLOSING_DELIBERATION, BY_PHONE)
    black = keep(house, complaint, text("zwart.txt"))
    whole = keep(house, complaint, replace(text("uitspraak.txt", reading=Reading.SHIELDED), shielded=black))
    had(house, complaint, Action.RULE, {**BY_PHONE, "ruling": "dismissed", "reasons": "file", "document": whole})

    after = prepare(house, house.now(complaint), Order(Notice.RULING), to={"complainant": ADA, "r1": TOM})
    with house.database.uow(read_only=True) as uow:
        at = make_letters.desk(uow, house.now(complaint), Order(Notice.RULING), house.today)
    made = make_letters.written(at, Writing("nl", free={"reasons": "Iets anders."}))

    assert {one.to: one.enclosed for one in letters(after)} == {"complainant": (whole,), "r1": (black,)}
    assert all("vindt de klacht niet terecht" in ROOM.printer.text(letter) for _, letter in made)
    assert not {"reasons", "recommendation"} & make_letters.free_parts(ROOM, made).keys()
