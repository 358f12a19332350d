"""Writing and setting letters: one for each who must hear of it, in the words the dossier and the officer give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from klachtbot.domain.appointments import CONVERSATION, appointment_of, hours_of
from klachtbot.domain.dossier import report_is_document
from klachtbot.domain.letters import PRIVATE, Audience, Means, Recipient, Standing, address_of, letters
from klachtbot.domain.model import Complaint, Notice, PersonId
from klachtbot.domain.parties import parties
from klachtbot.domain.readers import COMPLAINANT_SIDE, letters_to
from klachtbot.domain.requests import requested_as
from klachtbot.domain.rulings import ruling
from klachtbot.usecases.addresses import found_email, is_email
from klachtbot.usecases.compose import RULINGS, contact_of, letter, sender
from klachtbot.usecases.documents import DocumentId, DocumentKind, DocumentRow, DocumentState
from klachtbot.usecases.enclosures import HandedIn, Inventory, handed_in, inventory, readable, supplement
from klachtbot.usecases.letter_values import appointment, plans
from klachtbot.usecases.letters import Letter, LetterRoom, Meeting, Remark
from klachtbot.usecases.organisation import Contact, Office
from klachtbot.usecases.ports import Person, UnitOfWork
from klachtbot.usecases.send_letters import ReadyLetter, to_whom
from klachtbot.usecases.telling import Order, Telling, member, name_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FROM_THE_DOSSIER = frozenset({"report", "story", "views", "reasons", "recommendation"})
"""Parts that are written elsewhere, and may be longer than a field of a form holds; or are not the officer's to change
(R18)."""


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
    in_slack: frozenset[str] = frozenset()
    handed_in: HandedIn = field(default_factory=HandedIn, repr=False)

    @property
    def inventory(self) -> Inventory:
        """The longest of those in these letters."""
        found = (one.inventory for one in self.tellings)
        return max(found, key=lambda one: one.size, default=Inventory())


def desk(uow: UnitOfWork, complaint: Complaint, order: Order, today: date) -> Desk:
    """Everything to write these letters. Raises ``LookupError`` before an organisation file was taken over."""
    office = uow.office()
    if office is None:
        raise LookupError("office")
    everybody = uow.people.all()
    names = {person.id: person.name for person in everybody}
    text = _document(uow, complaint, order)
    brings = handed_in(uow, complaint, order.cause) if order.notice is Notice.DOCUMENT_SHARED else HandedIn()
    rows = uow.documents.of(complaint.id, opened=True) if order.notice in _WITH_INVENTORY else ()

    def tell(one: Recipient) -> Telling:
        papers = _inventory(complaint, order, rows, names, one)
        instead = _for(one, text)
        along = papers.ids or brings.to(one) or ((instead,) if instead else ())
        return Telling(
            complaint, order, one, today, office, names, enclosed=instead is not None, inventory=papers, along=along
        )

    tellings = tuple(tell(one) for one in to_whom(uow, complaint, order, today))
    return Desk(
        complaint=complaint,
        order=order,
        office=office,
        contact=contact_of(office, complaint, uow.people.organisation(), uow.people.by_id(complaint.officer)),
        tellings=tellings,
        names=names,
        mails={person.id: person.email for person in everybody if person.email},
        in_slack=_in_slack(tellings, everybody) if order.notice is Notice.NOTIFICATION else frozenset(),
        handed_in=brings,
    )


_WITH_INVENTORY = frozenset({Notice.DOSSIER, Notice.DOSSIER_TO_MEMBER, Notice.DOSSIER_SUPPLEMENT})


def _inventory(
    complaint: Complaint, order: Order, rows: Sequence[DocumentRow], names: Mapping[PersonId, str], one: Recipient
) -> Inventory:
    """What the committee gets, when these letters bring it the dossier, or a member what came in since."""
    if order.notice not in _WITH_INVENTORY:
        return Inventory()

    def who(ref: str) -> str:
        return name_of(complaint, ref, names)

    if order.notice is Notice.DOSSIER_SUPPLEMENT:
        return supplement(complaint, rows, who, one.ref)
    return inventory(complaint, rows, who)


def _in_slack(tellings: Sequence[Telling], everybody: Sequence[Person]) -> frozenset[str]:
    """The respondents who are somebody in Slack."""
    there = {person.id for person in everybody if person.active and person.slack_id}
    return frozenset(
        one.ref
        for telling in tellings
        for one in telling.complaint.respondents
        if one.ref == telling.recipient.ref and one.person in there
    )


def _document(uow: UnitOfWork, complaint: Complaint, order: Order) -> DocumentRow | None:
    """What these letters send instead of a text: the report, or the reasons of the ruling; None while it is not
    here."""
    rows = {row.id: row for row in uow.documents.of(complaint.id)} if order.notice in _REPORTS | RULINGS else {}
    found = _reasons(complaint, rows) if order.notice in RULINGS else _report(complaint, rows)
    if found is None or found.state is not DocumentState.KEPT:
        return None
    shielded = rows.get(found.shielded) if found.shielded else None
    return found if shielded and shielded.state is DocumentState.KEPT else replace(found, shielded=None)


def _report(complaint: Complaint, rows: Mapping[DocumentId, DocumentRow]) -> DocumentRow | None:
    """The report that was written last: an older one is not it."""
    if not report_is_document(complaint):
        return None
    instead = {row.shielded for row in rows.values()}
    reports = [row for row in rows.values() if row.kind is DocumentKind.REPORT and row.id not in instead]
    return next((row for row in reversed(reports) if row.state is not DocumentState.FAILED), None)


def _reasons(complaint: Complaint, rows: Mapping[DocumentId, DocumentRow]) -> DocumentRow | None:
    made = ruling(complaint)
    return rows.get(DocumentId(made.document)) if made is not None and made.in_document else None


_REPORTS = frozenset({Notice.REPORT_SETTLED, Notice.REPORT_UNSETTLED})


def _for(recipient: Recipient, text: DocumentRow | None) -> DocumentId | None:
    """Which version of it this reader gets; None for none: then the letter cannot be sent."""
    return next(iter(readable((text,), recipient)), None) if text is not None else None


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
    return bool(audiences & COMPLAINANT_SIDE) and bool(audiences & IN_DUTCH)


IN_DUTCH = frozenset({Audience.RESPONDENT, Audience.MEMBER})
"""Who reads Dutch when the language is chosen for who complains."""


def _language(at: Desk, telling: Telling, writing: Writing) -> str:
    dutch = telling.recipient.audience in IN_DUTCH and in_dutch_too(at)
    return "nl" if dutch else writing.language


def begins_in(at: Desk) -> str:
    """The language of who complains, when one of the letters is for them or who speaks for them."""
    theirs = any(one.recipient.audience in COMPLAINANT_SIDE for one in at.tellings)
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
    if recipient.audience is Audience.MEMBER:
        sits = member(at.complaint, recipient.ref)
        return at.mails.get(sits, "") if sits else ""
    asked = requested_as(at.complaint, recipient.ref)
    holder = asked.holder_contact if asked else ""
    contact = {Audience.COMPLAINANT: known.contact, Audience.HOLDER: holder}.get(
        recipient.audience, known.representative_contact
    )
    return found_email(contact) or ("" if _is_number(contact) else contact)


def _went_to(complaint: Complaint, recipient: Recipient) -> str:
    """Where the last letter to them went; "" when it did not arrive or was given by hand, and once their contact was
    said anew."""
    theirs = letters_to(complaint, recipient.ref)
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
    """What a letter is called in its own language, and a conversation and a hearing in a calendar; neutral, for all to
    see."""

    letter: str
    meeting: str
    hearing: str = ""


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
    meeting = _meeting(at, telling, address, titles, made_at) if is_email(address) else None
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
        enclosed=telling.along,
    )


def _meeting(at: Desk, telling: Telling, attendee: str, titles: Titles, made_at: datetime) -> Meeting | None:
    """The appointment this letter tells of, at the time of the plan it follows on; or calls off, by the way."""
    about, made = appointment(telling), plans(telling)
    own = appointment_of(at.order.notice)
    if about is None or not made or (own is None and at.order.notice not in _NO_MORE):
        return None
    ref = telling.recipient.ref
    before = [one for one in letters(at.complaint) if one.notice in about.notices and one.to == ref]
    plan = made[-1]
    starts, ends = hours_of(plan)
    return Meeting(
        complaint=at.complaint.id,
        starts=starts,
        ends=ends,
        summary=titles.meeting if about is CONVERSATION else titles.hearing,
        location=str((plan.details or {}).get("place") or ""),
        organizer=at.contact.email,
        organizer_name=at.office.contact.name,
        attendee=attendee,
        sequence=len(before),
        made_at=made_at,
        cancelled=own is None or at.order.notice is about.off,
        kind=about.kind,
    )


_NO_MORE = frozenset({Notice.WITHDRAWAL, Notice.ELSEWHERE, Notice.REPORT_SETTLED, Notice.REPORT_UNSETTLED})
"""Letters that say by the way that what was planned does not come any more."""
