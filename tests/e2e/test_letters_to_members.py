"""A whole committee by e-mail, with its letters by a real mail server (R13-R18): nobody of it is in Slack, and all of
the case comes to them, each from their own answer by phone, and not before."""

from __future__ import annotations

import re
from datetime import date

import pytest

from klachtbot.domain.model import Action, FactName, Notice, Seat
from klachtbot.resources import find
from klachtbot.storage.organisation import apply
from klachtbot.usecases.documents import DocumentKind, NewDocument, Reading
from klachtbot.usecases.organisation import parse
from klachtbot.usecases.panel import compose_panel, propose
from tests.e2e.office import CALENDAR, ROZA, TOM, Case, Office, on
from tests.mail.server import ReceivedMail

TUE_24, FRI_27 = date(2026, 11, 24), date(2026, 11, 27)
TUE_1, TUE_8, THU_10 = date(2026, 12, 1), date(2026, 12, 8), date(2026, 12, 10)
HANNEKE, PETER, KAREL = (f"{who}@voorbeeld.example" for who in ("hanneke.smit", "peter.jansen", "karel.mulder"))
MEMBERS = {Seat.CHAIR: HANNEKE, Seat.PARTNER_MEMBER: PETER, Seat.MUNICIPAL_OFFICIAL: KAREL}
REASONS = "De klager belde drie keer. Niemand belde terug."


@pytest.fixture(scope="module")
def by_mail(office: Office) -> Office:
    """The office, with a committee of which nobody is in Slack."""
    text = find("cli/demo_organisation.toml").read_text(encoding="utf-8")
    text = re.sub(r'slack = "U0(CHAIR1|PARTN1|MUNIC1|SECRE1)"\n', "", text)
    with office.house.database.uow() as uow:
        apply(uow, parse(text))
        uow.commit()
    return office


def before_the_committee(office: Office, **withheld: bool) -> Case:
    """A case the committee has, and that it was composed for; on Tuesday 24 November."""
    case = office.case(TUE_24).acknowledged().informed()
    case.keep(NewDocument(DocumentKind.COMPLAINT, "brief.txt", b"Een brief.", reading=Reading.WHOLE))
    case.had(Action.SUPPLEMENT, codes={"consent": True, **withheld}).reported("unsettled")
    case.had(Action.RECEIVE_DIRECTLY, codes={"means": "letter"})
    for notice in (Notice.REFERRAL, Notice.DOSSIER):
        case.had(Action.SKIP_LETTERS, codes={"cause": _referred(case), "notice": notice.value}, told={"reason": "-"})
    with office.house.database.uow() as uow:
        found = propose(uow, case.now, TUE_24)
        compose_panel(
            uow,
            by=office.person(case.handler),
            today=TUE_24,
            calendar=CALENDAR,
            complaint=case.id,
            version=case.now.version,
            seats={one.seat: one.person for one in found.seats},
            ground="",
            secretary="",
            submission=f"compose-{case.id}",
        )
    return case.had(Action.CONFIRM_PANEL, codes={"on_behalf_of": "chair", "means": "phone"})


def _referred(case: Case) -> int:
    return next(event.seq for event in case.now.events if event.action is Action.RECEIVE_DIRECTLY)


def declares(case: Case, seat: Seat) -> None:
    """A member says on the phone that they are not involved."""
    case.had(Action.DECLARE_UNINVOLVED, subject=seat, codes={"on_behalf_of": seat.value, "means": "phone"})


def complete(office: Office, **withheld: bool) -> Case:
    """The same, after each declared and the dossier went by other means."""
    case = before_the_committee(office, **withheld)
    for seat in MEMBERS:
        declares(case, seat)
    for one in case.owed(Notice.DOSSIER_TO_MEMBER):
        case.had(
            Action.SKIP_LETTERS,
            codes={"cause": one.cause, "notice": Notice.DOSSIER_TO_MEMBER.value},
            told={"reason": "opgehaald"},
        )
    return case


def plans(case: Case, action: Action, day: date, time: str = "10:00") -> None:
    codes = {"planned_for": day.isoformat(), "time": time, "minutes": "90", "on_behalf_of": "chair", "means": "phone"}
    case.had(action, codes={**codes}, told={"place": "Stadhuisplein 1", "missing": "De agenda van november."})


def heard(case: Case) -> None:
    case.had(Action.RECORD_HEARING, codes={"attended": ["complainant", "r1", "chair"], "on_behalf_of": "chair"})
    case.had(Action.RECORD_CLOSING_DELIBERATION, codes={"on_behalf_of": "chair"})


def rules(case: Case, *, document: str = "", **told: str) -> None:
    proof = case.keep(
        NewDocument(DocumentKind.OTHER, "uitspraak.txt", b"Getekend.", reading=Reading.WITHHELD, reason="-")
    )
    codes = {"ruling": "upheld", "on_behalf_of": "chair", "means": "letter", "document": document or proof}
    advice = {"advice": True} if told.get("recommendation") else {}
    case.had(Action.RULE, codes={**codes, **advice, **({"reasons": "file"} if document else {})}, told={**told})


def to(mails: list[ReceivedMail], address: str) -> ReceivedMail:
    [found] = [mail for mail in mails if mail.to == address]
    return found


def line(calendar: str | None, name: str) -> str:
    [found] = [one for one in (calendar or "").splitlines() if one.startswith(name)]
    return found.partition(":")[2]


def test_r13_r18_a_whole_committee_by_mail_gets_the_dossier_the_invitations_and_the_ruling(by_mail: Office) -> None:
    case = before_the_committee(by_mail)
    assert case.owed(Notice.DOSSIER_TO_MEMBER) == []

    dossiers = []
    for seat in MEMBERS:
        declares(case, seat)
        case.write_owed(Notice.DOSSIER_TO_MEMBER, seat)
        dossiers += case.send()
    by_mail.on(FRI_27)
    case.had(Action.RECORD_DELIBERATION, codes={"on_behalf_of": "chair", "means": "phone"})
    plans(case, Action.PLAN_HEARING, TUE_8)
    preview = case.write_owed(Notice.HEARING_INVITATION)
    invited = case.send()
    plans(case, Action.MOVE_HEARING, THU_10, "14:00")
    case.write_owed(Notice.HEARING_INVITATION)
    moved = case.send()
    by_mail.on(THU_10)
    heard(case)
    rules(case, reasons=REASONS, recommendation="Bel binnen een dag terug.")
    form = case.write("Uitspraak versturen")
    ruled = case.send()
    case.write_owed(Notice.RULING_COPY)
    copies = case.send()

    assert [mail.to for mail in dossiers] == [*MEMBERS.values()]
    assert all(f"{case.number} 01.txt" in mail.attachments for mail in dossiers)
    assert "Beste Hanneke Smit" in dossiers[0].text
    assert {mail.to for mail in invited} == {mail.to for mail in moved} == {ROZA, TOM, *MEMBERS.values()}
    assert preview.count("Stadhuisplein 1") >= len(invited)
    for before, after in ((to(invited, one), to(moved, one)) for one in (ROZA, TOM, *MEMBERS.values())):
        assert "dinsdag 8 december 2026, om 10:00 uur" in before.text
        assert "De oude afspraak was op dinsdag 8 december 2026, om 10:00 uur." in after.text
        assert "Hanneke Smit, Peter Jansen en Karel Mulder" in after.text
        assert line(before.calendar, "UID") == line(after.calendar, "UID")
        assert [line(one.calendar, "SEQUENCE") for one in (before, after)] == ["0", "1"]
        assert "DTSTART;TZID=Europe/Amsterdam:20261210T140000" in (after.calendar or "")
        assert line(after.calendar, "SUMMARY") == "Afspraak met OCO Almere"
    assert "Haar woorden kun je niet veranderen." in form
    assert {mail.to for mail in ruled} == {ROZA, TOM}
    for mail in (*ruled, *copies):
        assert "De klacht is gegrond. Dat betekent: de commissie vindt de klacht terecht." in mail.text
        assert REASONS in mail.text
        assert "Bel binnen een dag terug." in mail.text
        assert "Hanneke Smit, Peter Jansen en Karel Mulder, op donderdag 10 december 2026." in mail.text
    assert {mail.to for mail in copies} == {*MEMBERS.values()}
    assert on(case, FactName.RULING_SENT) == [THU_10]
    assert "nog te schrijven" not in case.card()


def test_r17_what_was_planned_and_does_not_go_on_is_taken_out_of_the_calendars(by_mail: Office) -> None:
    case = complete(by_mail)
    case.had(Action.RECORD_DELIBERATION, codes={"on_behalf_of": "chair", "means": "phone"})
    plans(case, Action.PLAN_HEARING, TUE_24)
    case.had(Action.SKIP_LETTERS, codes={"cause": case.now.version}, told={"reason": "aan tafel afgesproken"})
    heard(case)
    plans(case, Action.PLAN_SECOND_HEARING, TUE_1)
    case.write_owed(Notice.SECOND_HEARING_INVITATION)
    invited = case.send()

    case.had(Action.CANCEL_SECOND_HEARING, codes={"on_behalf_of": "chair", "means": "phone"})
    case.write_owed(Notice.SECOND_HEARING_CANCELLATION)
    off = case.send()

    assert {mail.to for mail in invited} == {mail.to for mail in off} == {ROZA, TOM, *MEMBERS.values()}
    assert all("De agenda van november." in mail.text for mail in invited)
    for mail in off:
        assert line(mail.calendar, "METHOD") == "CANCEL"
        assert line(mail.calendar, "UID") == line(to(invited, mail.to).calendar, "UID")
        assert "Deze zitting gaat niet door." in mail.text


def test_r14_r20_who_may_not_read_what_was_handed_in_does_not_get_it_and_the_officer_sees_why(by_mail: Office) -> None:
    case = complete(by_mail)
    secret = NewDocument(DocumentKind.OTHER, "arts.txt", b"Van de arts.", reading=Reading.WITHHELD, reason="medisch")
    for number, (holder, kept) in enumerate([("other", secret), ("r1", _note())], start=1):
        case.had(
            Action.REQUEST_DOCUMENT,
            codes={"holder": holder, "wanted_by": TUE_1.isoformat(), "on_behalf_of": "chair", "means": "phone"},
            told={
                "what": "De agenda van november.",
                "why": "Om de dagen te zien.",
                "holder_name": "Huisarts De Boer",
                "holder_contact": "praktijk@voorbeeld.example",
            },
        )
        request = case.write_owed(Notice.DOCUMENT_REQUEST)
        [asked] = case.send()
        case.had(Action.DELIVER_DOCUMENT, subject=f"d{number}", codes={"documents": [case.keep(kept)]})
        shared = case.write_owed(Notice.DOCUMENT_SHARED)
        [seen] = case.send()

        assert (asked.to, seen.to) == ({"other": "praktijk@voorbeeld.example", "r1": TOM}[holder], ROZA)
        assert "uiterlijk op dinsdag 1 december 2026" in asked.text
        assert [*seen.attachments] == [f"{case.number} nieuw stuk.pdf", f"{case.number}.txt"]
        if holder == "other":
            assert "Noem geen namen" in request
            assert not any(word in asked.text for word in ("Roza", "Tom Visser", "ging twee keer niet door"))
            assert "Gaat niet naar de beklaagde: arts.txt." in shared
            assert "medisch" in shared


def _note() -> NewDocument:
    return NewDocument(DocumentKind.REACTION, "agenda.txt", b"De agenda.", reading=Reading.WHOLE)


def test_r18_a_name_that_the_respondent_may_not_hear_keeps_the_ruling_until_the_committee_changed_it(
    by_mail: Office,
) -> None:
    case = complete(by_mail, name_withheld=True)
    case.had(Action.RECORD_DELIBERATION, codes={"on_behalf_of": "chair", "means": "phone"})
    plans(case, Action.PLAN_HEARING, TUE_24)
    case.had(Action.SKIP_LETTERS, codes={"cause": case.now.version}, told={"reason": "-"})
    heard(case)
    rules(case, reasons="Roza Aydın belde drie keer.")

    case.write("Uitspraak versturen")
    case.officer.submit()

    assert any("De naam van de klager staat in de brief" in one for one in case.officer.errors().values())
    assert not any(mail.attachments for mail in case.mails())
