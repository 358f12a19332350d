"""The inventory of a dossier for the committee: all that is there, and openly what is not."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from klachtbot.domain import errors
from klachtbot.domain.letters import Means, Standing, letters
from klachtbot.domain.model import Action, Complaint, Json, Notice
from klachtbot.usecases import make_letters
from klachtbot.usecases.delivery import DeliveryImpossible
from klachtbot.usecases.documents import AwaitedDocument, DocumentId, DocumentKind, NewDocument, Reading
from klachtbot.usecases.enclosures import MOST, Inventory, TooMuchForMail
from klachtbot.usecases.letter_by_hand import resend
from klachtbot.usecases.letter_mail import letter_mail
from klachtbot.usecases.letters import Paper
from klachtbot.usecases.take_step import take_step
from klachtbot.usecases.telling import Order
from tests.usecases.house import House
from tests.usecases.test_letters import as_sanne, prepare, spoken, waiting

COMMITTEE = "commissie@voorbeeld.example"
pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)  # nothing here is the database's own
NOTHING: Mapping[str, Json] = {}


def had(house: House, complaint: Complaint, action: Action, codes: Mapping[str, Json] = NOTHING,
        told: Mapping[str, Json] = NOTHING) -> Complaint:  # fmt: skip
    with house.database.uow() as uow:
        return take_step(uow, action=action, attributes=codes, details=told, **as_sanne(house, house.now(complaint)))


def unsettled(house: House) -> Complaint:
    found = had(house, spoken(house), Action.ACKNOWLEDGE)
    return had(house, found, Action.RECORD_CONVERSATION, {"outcome": "unsettled"})


def referred(house: House, *, directly: bool = False) -> Complaint:
    """To the committee, with consent; ``directly``: before the report was sent."""
    found = unsettled(house)
    if directly:
        return had(house, found, Action.RECEIVE_DIRECTLY, {"consent": True})
    found = had(house, found, Action.WRITE_REPORT, told={"report": "Wij spraken elkaar."})
    found = had(house, found, Action.SEND_REPORT_UNSETTLED, {"next_steps": True, "committee_contact": True})
    found = had(house, found, Action.RECORD_CHOICE, {"choice": "committee", "consent": True})
    return had(house, found, Action.REFER)


def keep(house: House, complaint: Complaint, new: NewDocument) -> DocumentId:
    with house.database.uow() as uow:
        id = uow.documents.add(complaint.id, new)
        uow.commit()
    return id


def text(name: str, kind: DocumentKind = DocumentKind.OTHER, reading: Reading = Reading.WHOLE) -> NewDocument:
    return NewDocument(kind, name, name.encode(), reading=reading)


def order(complaint: Complaint, notice: Notice = Notice.DOSSIER) -> Order:
    cause = next(e.seq for e in complaint.events if e.action in (Action.REFER, Action.RECEIVE_DIRECTLY))
    return Order(notice, cause)


def found(house: House, complaint: Complaint) -> Inventory:
    with house.database.uow(read_only=True) as uow:
        return make_letters.desk(uow, house.now(complaint), order(complaint), house.today).inventory


def test_what_is_in_the_dossier_goes_along_whole_also_what_the_respondent_may_not_read(house: House) -> None:
    complaint = referred(house)
    withheld = keep(house, complaint, text("geheim.txt", reading=Reading.WITHHELD))
    version = keep(house, complaint, text("zwart.txt"))
    shielded = NewDocument(DocumentKind.OTHER, "foto.txt", b"-", reading=Reading.SHIELDED, shielded=version)
    whole = keep(house, complaint, shielded)

    there = found(house, complaint)

    assert there.ids == (withheld, whole)
    assert [paper.name for paper in there.papers] == ["geheim.txt", "foto.txt"]
    assert there.not_there == ()


def test_what_is_not_here_is_said_with_the_reason(house: House) -> None:
    complaint = referred(house)
    with house.database.uow() as uow:
        for name in ("volgt.txt", "kapot.txt", "later gelukt.txt"):
            id = uow.documents.expect(complaint.id, AwaitedDocument(DocumentKind.OTHER, name, "F0", Reading.WHOLE))
            if name != "volgt.txt":
                uow.documents.fail(id, code="file_deleted")
        uow.commit()
    keep(house, complaint, text("later gelukt.txt"))

    there = found(house, complaint)

    assert [paper.name for paper in there.papers] == ["later gelukt.txt"]
    assert [(paper.name, paper.why) for paper in there.not_there] == [("volgt.txt", "awaited"), ("kapot.txt", "failed")]


def test_a_report_that_was_not_sent_is_a_draft_and_stays_here(house: House) -> None:
    complaint = referred(house, directly=True)
    without = found(house, complaint)
    keep(house, complaint, text("concept.txt", DocumentKind.REPORT))

    there = found(house, complaint)

    report = Paper(house.today, "report", "", why="report")
    assert without.not_there == (report,)
    assert there.papers == ()
    assert [(paper.name, paper.why) for paper in there.not_there] == [("concept.txt", "report")]


def test_of_a_report_that_was_replaced_only_the_one_that_was_sent_goes_along(house: House) -> None:
    complaint = had(house, unsettled(house), Action.WRITE_REPORT, {"report": "file"})
    keep(house, complaint, text("oud verslag.txt", DocumentKind.REPORT))
    sent = keep(house, complaint, text("verslag.txt", DocumentKind.REPORT))
    complaint = prepare(house, complaint, Order(Notice.REPORT_UNSETTLED), to={"complainant": ""})
    complaint = had(house, complaint, Action.SEND_REPORT_UNSETTLED, {"next_steps": True, "committee_contact": True})
    complaint = had(house, complaint, Action.RECORD_CHOICE, {"choice": "committee", "consent": True})
    complaint = had(house, complaint, Action.REFER)
    added = keep(house, complaint, text("verslag van de buurman.txt", DocumentKind.REPORT))

    there = found(house, complaint)

    assert there.ids == (sent, added)
    assert {(paper.name, paper.why) for paper in there.not_there} == {
        ("oud verslag.txt", "replaced"),
        ("ontvangstbevestiging", "not_sent"),  # what every letter of this house is called
    }


def test_the_dossier_letter_itself_never_goes_along(house: House) -> None:
    complaint = referred(house)
    keep(house, complaint, text("een.txt"))
    prepare(house, complaint, order(complaint), to={"committee": COMMITTEE})

    there = found(house, complaint)

    assert [paper.name for paper in there.papers] == ["een.txt"]
    assert there.not_there == ()


@pytest.mark.parametrize(
    ("codes", "refused"),
    [
        ({"consent": False}, errors.NoConsent),
        ({"representative_kind": "authorised", "authorisation": "asked"}, errors.NoAuthorisation),
    ],
)
def test_a_dossier_that_may_not_be_shared_is_neither_kept_nor_sent(
    house: House, codes: Mapping[str, Json], refused: type[errors.Refusal]
) -> None:
    complaint = had(house, referred(house), Action.SUPPLEMENT, codes)

    with pytest.raises(refused):
        prepare(house, complaint, order(complaint), to={"committee": COMMITTEE})

    assert letters(house.now(complaint)) == ()
    assert waiting(house) == []


def test_a_mail_that_still_waits_does_not_go_when_consent_is_taken_back(house: House) -> None:
    complaint = referred(house)
    complaint = prepare(house, complaint, order(complaint), to={"committee": COMMITTEE})
    (row,) = waiting(house)
    had(house, complaint, Action.SUPPLEMENT, {"consent": False})

    with house.database.uow(read_only=True) as uow, pytest.raises(DeliveryImpossible) as refused:
        letter_mail(uow, row)

    assert refused.value.code == "not_shared"


def test_what_is_too_large_is_not_mailed_after_it_was_meant_for_the_post(house: House) -> None:
    complaint = referred(house)
    large = NewDocument(DocumentKind.OTHER, "dik.pdf", b"%PDF-1.7 " + bytes(MOST), "application/pdf", Reading.WHOLE)
    keep(house, complaint, large)
    with pytest.raises(TooMuchForMail):
        prepare(house, complaint, order(complaint), to={"committee": COMMITTEE})
    posted = prepare(house, complaint, order(complaint), to={"committee": ""})

    with house.database.uow() as uow, pytest.raises(TooMuchForMail):
        resend(uow, **as_sanne(house, posted), letter="b1", means=Means.EMAIL, address=COMMITTEE)

    (letter,) = letters(house.now(posted))
    assert (letter.means, letter.standing) == (Means.POST, Standing.PREPARED)


def test_the_archive_keeps_the_letter_and_which_documents_went_with_it(house: House) -> None:
    complaint = referred(house)
    ids = tuple(keep(house, complaint, text(name)) for name in ("een.txt", "twee.txt"))
    complaint = prepare(house, complaint, order(complaint), to={"committee": COMMITTEE})
    (row,) = waiting(house)

    with house.database.uow(read_only=True) as uow:
        mail = letter_mail(uow, row)

    (letter,) = letters(complaint)
    assert letter.enclosed == ids
    assert mail is not None
    assert [(one.name, one.content) for one in mail.attachments[1:]] == [
        (f"{complaint.label} 01.txt", b"een.txt"),
        (f"{complaint.label} 02.txt", b"twee.txt"),
    ]
