"""Writing and setting letters: one for each who must hear of it, in the words the dossier and the officer give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from klachtbot.domain.dossier import first, report_is_document
from klachtbot.domain.letters import (
    APPOINTMENT,
    Audience,
    Means,
    Recipient,
    SentLetter,
    Standing,
    address_of,
    letters,
    recipients,
)
from klachtbot.domain.model import Complaint, FactName, Notice, PersonId
from klachtbot.domain.parties import parties
from klachtbot.usecases.addresses import found_email, is_email
from klachtbot.usecases.compose import Order, Telling, contact_of, letter, name_of, plans, sender
from klachtbot.usecases.documents import DocumentId, DocumentKind, DocumentRow, DocumentState, Reading
from klachtbot.usecases.enclosures import Inventory, inventory
from klachtbot.usecases.letters import Letter, LetterRoom, Meeting, Remark
from klachtbot.usecases.organisation import Contact, Office
from klachtbot.usecases.ports import Person, UnitOfWork
from klachtbot.usecases.send_letters import ReadyLetter

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FROM_THE_DOSSIER = frozenset({"report", "story", "views"})
"""Parts that are written elsewhere, and may be longer than a field of a form holds."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What the officer says: in which language, where each letter goes (by ref of the recipient; "" is by hand), and
    the parts of the letters that are theirs, by name. The letters to ``in_slack`` (refs) open there."""

    language: str
    addresses: Mapping[str, str] = field(default_factory=dict, repr=False)
    free: Mapping[str, str] = field(default_factory=dict, repr=False)
    in_slack: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Desk:
    """What letters in one case are written from. ``complaint`` is opened; ``contact`` is whom to call (R23, R24);
    ``names`` and ``mails`` are those of people of the organisation, by id. ``in_slack`` are the recipients (refs) who
    can open this letter there (R7)."""

    complaint: Complaint
    order: Order
    office: Office
    contact: Contact
    tellings: tuple[Telling, ...]
    names: Mapping[PersonId, str] = field(repr=False)
    mails: Mapping[PersonId, str] = field(repr=False)
    report: DocumentRow | None = None
    in_slack: frozenset[str] = frozenset()
    inventory: Inventory = field(default_factory=Inventory, repr=False)


def desk(uow: UnitOfWork, complaint: Complaint, order: Order, today: date) -> Desk:
    """Everything to write these letters. Raises ``LookupError`` before an organisation file was taken over."""
    office = uow.office()
    if office is None:
        raise LookupError("office")
    everybody = uow.people.all()
    names = {person.id: person.name for person in everybody}
    report = _report(uow, complaint, order)
    papers = _inventory(uow, complaint, order, names)
    tellings = tuple(
        Telling(complaint, order, one, today, office, names, enclosed=_for(one, report) is not None, inventory=papers)
        for one in recipients(complaint, order.notice, order.about)
    )
    return Desk(
        complaint=complaint,
        order=order,
        office=office,
        contact=contact_of(office, complaint, uow.people.organisation(), uow.people.by_id(complaint.officer)),
        tellings=tellings,
        names=names,
        mails={person.id: person.email for person in everybody if person.email},
        report=report,
        in_slack=_in_slack(tellings, everybody) if order.notice is Notice.NOTIFICATION else frozenset(),
        inventory=papers,
    )


def _inventory(uow: UnitOfWork, complaint: Complaint, order: Order, names: Mapping[PersonId, str]) -> Inventory:
    """What the committee gets, when these letters bring it the dossier."""
    if order.notice is not Notice.DOSSIER:
        return Inventory()
    return inventory(complaint, uow.documents.of(complaint.id, opened=True), lambda ref: name_of(complaint, ref, names))


def _in_slack(tellings: Sequence[Telling], everybody: Sequence[Person]) -> frozenset[str]:
    """The respondents who are somebody in Slack."""
    there = {person.id for person in everybody if person.active and person.slack_id}
    return frozenset(
        one.ref
        for telling in tellings
        for one in telling.complaint.respondents
        if one.ref == telling.recipient.ref and one.person in there
    )


def _report(uow: UnitOfWork, complaint: Complaint, order: Order) -> DocumentRow | None:
    """The report, when it is a document that is here, and these letters send it."""
    if order.notice not in _REPORTS or not report_is_document(complaint):
        return None
    rows = {row.id: row for row in uow.documents.of(complaint.id)}
    instead = {row.shielded for row in rows.values()}
    reports = [row for row in rows.values() if row.kind is DocumentKind.REPORT and row.id not in instead]
    found = next((row for row in reversed(reports) if row.state is not DocumentState.FAILED), None)
    if found is None or found.state is not DocumentState.KEPT:  # an older one is not what was written last
        return None
    shielded = rows.get(found.shielded) if found.shielded else None
    return found if shielded and shielded.state is DocumentState.KEPT else replace(found, shielded=None)


_REPORTS = frozenset({Notice.REPORT_SETTLED, Notice.REPORT_UNSETTLED})


def _for(recipient: Recipient, report: DocumentRow | None) -> DocumentId | None:
    """Which version of the report this reader gets; None for none: then the letter cannot be sent."""
    if report is None or recipient.audience is not Audience.RESPONDENT or report.reading is Reading.WHOLE:
        return report.id if report is not None else None
    return report.shielded if report.reading is Reading.SHIELDED else None


def written(at: Desk, writing: Writing) -> tuple[tuple[Recipient, Letter], ...]:
    """The letters as they are now."""
    return tuple((telling.recipient, _letter(at, telling, writing)) for telling in at.tellings)


def _letter(at: Desk, telling: Telling, writing: Writing) -> Letter:
    address = writing.addresses.get(telling.recipient.ref, "")
    language = _language(at, telling, writing)
    return letter(
        telling,
        sender=sender(at.office, at.contact, officer=at.names.get(at.complaint.officer, ""), language=language),
        language=language,
        address="" if is_email(address) else address,
        free=writing.free,
    )


def in_dutch_too(at: Desk) -> bool:
    """Whether the language chosen is only that of some of the letters: who complains chose it, and respondents read
    Dutch, unless the letters are for them alone."""
    audiences = {telling.recipient.audience for telling in at.tellings}
    return Audience.RESPONDENT in audiences and len(audiences) > 1


def _language(at: Desk, telling: Telling, writing: Writing) -> str:
    dutch = telling.recipient.audience is Audience.RESPONDENT and in_dutch_too(at)
    return "nl" if dutch else writing.language


def begins_in(at: Desk) -> str:
    """The language of who complains, when one of the letters is for them or who speaks for them."""
    theirs = any(one.recipient.audience in PRIVATE for one in at.tellings)
    english = parties(at.complaint).language.strip().casefold().startswith(("en", "eng"))
    return "en" if theirs and english else "nl"


def free_parts(room: LetterRoom, made: Sequence[tuple[Recipient, Letter]]) -> Mapping[str, str | None]:
    """What the officer may write in these letters, with what is proposed; each part once, in the order they stand.

    None: each letter proposes words of its own, for its reader ("U vroeg ons om meer tijd"). A part of which nothing
    is written stays as each letter has it.
    """
    found: dict[str, str | None] = {}
    for _, one in made:
        for name, proposed in room.printer.free_parts(one).items():
            if name not in FROM_THE_DOSSIER:
                found[name] = proposed if found.get(name, proposed) == proposed else None
    return found


def remarks(room: LetterRoom, made: Sequence[tuple[Recipient, Letter]]) -> tuple[Remark, ...]:
    """What is wrong with them, or could be better; each once, what forbids them first."""
    found = dict.fromkeys(one for _, letter in made for one in room.printer.remarks(letter))
    return tuple(sorted(found, key=lambda one: not one.forbids))


def proposed_address(at: Desk, recipient: Recipient) -> str:
    """Where this recipient's letter most likely goes: where the last one went, the address in the dossier, or as the
    organisation knows it."""
    before = _went_to(at.complaint, recipient)
    if before:
        return before
    known = parties(at.complaint)
    if recipient.audience is Audience.COMMITTEE:
        return at.office.committee_contact.email if at.office.committee_contact else ""
    if recipient.audience is Audience.RESPONDENT:
        person = next((one.person for one in at.complaint.respondents if one.ref == recipient.ref), None)
        return at.mails.get(person, "") if person else ""
    contact = known.contact if recipient.audience is Audience.COMPLAINANT else known.representative_contact
    return found_email(contact) or ("" if _is_number(contact) else contact)


def _went_to(complaint: Complaint, recipient: Recipient) -> str:
    """Where the last letter to them went; "" when it did not arrive or was given by hand, and once their contact was
    said anew."""
    theirs = [one for one in letters(complaint) if one.to == recipient.ref and one.standing is not Standing.DROPPED]
    if not theirs or theirs[-1].standing in (Standing.REFUSED, Standing.IN_DOUBT):
        return ""
    key = _CONTACTS.get(recipient.audience, "")
    since = complaint.events[theirs[-1].batch :]
    moved = any((event.details or {}).get(key) for event in since)
    return "" if moved else address_of(complaint, theirs[-1].ref)


_CONTACTS: Mapping[Audience, str] = {
    Audience.COMPLAINANT: "contact",
    Audience.REPRESENTATIVE: "representative_contact",
}
"""Under which key of the details it stands how somebody is reached."""


def _is_number(contact: str) -> bool:
    return not any(letter.isalpha() for letter in contact)


@dataclass(frozen=True, slots=True)
class Titles:
    """What a letter is called in its own language, and an appointment in a calendar; neutral, for all to see."""

    letter: str
    meeting: str


TitlesFor = Callable[[str], Titles]
"""The titles in a language."""


def ready(
    room: LetterRoom, at: Desk, writing: Writing, titles: TitlesFor, made_at: datetime
) -> tuple[ReadyLetter, ...]:
    """Set the letters."""
    return tuple(_ready(room, at, telling, writing, titles, made_at) for telling in at.tellings)


def _ready(
    room: LetterRoom, at: Desk, telling: Telling, writing: Writing, titles_for: TitlesFor, made_at: datetime
) -> ReadyLetter:
    made = _letter(at, telling, writing)
    titles = titles_for(made.language)
    in_slack = telling.recipient.ref in writing.in_slack & at.in_slack
    address = "" if in_slack else writing.addresses.get(telling.recipient.ref, "")
    by_mail = is_email(address) and room.mails
    meeting = _meeting(at, telling, address, titles.meeting, made_at) if is_email(address) else None
    hides = made.address and telling.recipient.audience in PRIVATE
    return ReadyLetter(
        recipient=telling.recipient,
        means=Means.SLACK if in_slack else Means.EMAIL if by_mail else Means.POST,
        address=address,
        title=f"{at.complaint.label} {titles.letter.lower()}",
        subject=f"{titles.letter} {at.complaint.label}",
        printed=room.printer.print(made),
        shielded=room.printer.print(replace(made, address="")) if hides else None,
        calendar=room.invite(meeting) if meeting is not None else None,
        reply_to=at.contact.email,
        enclosed=_enclosed(at, telling.recipient),
    )


PRIVATE = frozenset({Audience.COMPLAINANT, Audience.REPRESENTATIVE})
"""Whose address a respondent does not read (R20)."""


def _enclosed(at: Desk, recipient: Recipient) -> tuple[DocumentId, ...]:
    report = _for(recipient, at.report)
    return at.inventory.ids if report is None else (report,)


def _meeting(at: Desk, telling: Telling, attendee: str, summary: str, made_at: datetime) -> Meeting | None:
    """The appointment this letter tells of, at the time of the plan it follows on."""
    made = plans(telling)
    before = [one for one in letters(at.complaint) if one.notice in APPOINTMENT and one.to == telling.recipient.ref]
    off = at.order.notice is Notice.CONVERSATION_CANCELLATION or _called_off(at, before)
    if not made or not (off or at.order.notice in APPOINTMENT):
        return None
    plan = made[-1]
    starts = datetime.fromisoformat(f"{plan.attributes['planned_for']}T{plan.attributes.get('time') or '09:00'}")
    starts = starts.replace(tzinfo=AMSTERDAM)
    return Meeting(
        complaint=at.complaint.id,
        starts=starts,
        ends=starts + timedelta(minutes=int(str(plan.attributes.get("minutes") or 60))),
        summary=summary,
        location=str((plan.details or {}).get("place") or ""),
        organizer=at.contact.email,
        organizer_name=at.office.contact.name,
        attendee=attendee,
        sequence=len(before),
        made_at=made_at,
        cancelled=off,
    )


def _called_off(at: Desk, before: Sequence[SentLetter]) -> bool:
    """Whether this letter tells somebody who was invited that no conversation comes any more."""
    held = first(at.complaint, FactName.CONVERSATION_HELD) is not None
    invited = bool(before) and before[-1].notice is not Notice.CONVERSATION_CANCELLATION
    return at.order.notice in _NO_MORE and invited and not held


_NO_MORE = frozenset({Notice.WITHDRAWAL, Notice.ELSEWHERE, Notice.REPORT_SETTLED, Notice.REPORT_UNSETTLED})
