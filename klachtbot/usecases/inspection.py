"""Inzage (R20): a respondent reads their own dossier from the moment a person told them of it (R7), and nothing more.

Who asks before that, and who is in no dossier, is answered the same, after the same questions to the database. What
the asking means is looked at afterwards, when the row of the outbox that every asking leaves is rendered.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from klachtbot.domain import inspection, letters
from klachtbot.domain.dossier import first
from klachtbot.domain.errors import NotFound
from klachtbot.domain.inspection import Cleaner, Line
from klachtbot.domain.ladder import AMSTERDAM, Audience
from klachtbot.domain.letters import SentLetter, Standing
from klachtbot.domain.model import Action, Complaint, ComplaintId, FactName, PersonId
from klachtbot.domain.nudging import recipients
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.documents import DocumentId, DocumentKind, DocumentRow, DocumentState, Reading
from klachtbot.usecases.letter_mail import kept_text
from klachtbot.usecases.ports import NewMessage, Person, UnitOfWork, UnitsOfWork
from klachtbot.usecases.reads import Opened
from klachtbot.usecases.take_step import take_step

ASKED, INSPECTED, WISH, PAPER = "inspection_asked", "inspected", "inspection_wish", "inspected_document"
"""The kinds of rows: to the officer, that somebody asked, and that somebody looked; what every asking leaves; and a
document for who looked."""

STAYS = timedelta(days=7)
"""How long a file that a respondent asked for stays in Slack."""

PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as a respondent sees it in the list. ``document`` is what they may have of it; None while that is not
    decided, or not to be read. ``number`` counts those they may have, from 1. Never its own name: it was typed."""

    at: datetime
    kind: DocumentKind
    letter: SentLetter | None = None
    document: DocumentId | None = None
    shielded: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True)
class Inspected:
    """The dossier of one respondent, for one look: what happened and what there is, the newest first."""

    complaint: Complaint
    ref: str
    lines: tuple[Line, ...] = field(repr=False)
    papers: tuple[Paper, ...] = field(repr=False)

    @property
    def waiting(self) -> int:
        """How much of it they cannot read."""
        return sum(one.waits for one in self.lines) + sum(one.document is None for one in self.papers)


def ask(uow: UnitOfWork, slack_id: str, now: datetime) -> tuple[Complaint, ...]:
    """The dossiers that this person may inspect, unopened, the latest received first; and leave the asking to be looked
    at. The same questions whoever asks."""
    person = uow.people.by_slack_id(slack_id) or uow.people.ensure(slack_id, "")
    found = of_person(uow, person)
    # Once a minute: pressing again and again leaves no more than that.
    uow.outbox.add(NewMessage(f"{WISH}:{person.id}:{now:%Y%m%d%H%M}", WISH, person.id))
    uow.commit()
    return found


def of_person(uow: UnitOfWork, person: Person | None) -> tuple[Complaint, ...]:
    """The dossiers that this person may inspect, unopened, the latest received first."""
    id = person.id if person is not None else PersonId("")
    found = [one for one in uow.complaints.about(id) if inspection.own_ref(one, id)]
    active = person is not None and person.active
    return tuple(sorted(found, key=lambda one: one.received_on, reverse=True)) if active else ()


def inspect(units: UnitsOfWork, person: Person | None, id: ComplaintId, now: datetime) -> Inspected:
    """The dossier, for who may inspect it: recorded, logged and told before it is shown. ``NotFound`` for anybody
    else, as of one that does not exist."""
    with units() as uow:
        shown = reading_of(uow, person, id)
        assert person is not None, "who inspects is somebody"
        today = now.astimezone(AMSTERDAM).date()
        uow.reads.add(id, person.id, Opened.INSPECTION)
        complaint = shown.complaint
        if any(
            one.action is Action.INSPECT and one.subject == shown.ref and one.on == today for one in complaint.events
        ):
            uow.commit()
            return shown
        for one in recipients(complaint, (Audience.OFFICER,), uow.people.organisation(), today):
            said = {"waiting": str(shown.waiting)}
            uow.outbox.add(NewMessage(f"{INSPECTED}:{id}:{shown.ref}:{today}:{one}", INSPECTED, one, id, said))
        take_step(
            uow,
            by=person,
            today=today,
            calendar=calendar_of(uow),
            complaint=id,
            version=complaint.version,
            action=Action.INSPECT,
            subject=shown.ref,
            submission=uuid.uuid4().hex,
        )
    return shown


def reading_of(uow: UnitOfWork, person: Person | None, id: ComplaintId) -> Inspected:
    """The same without recording it: what this person may read of that dossier, or ``NotFound``."""
    found = uow.complaints.by_id(id, opened=True)
    active = person if person is not None and person.active else None
    ref = inspection.own_ref(found, active.id) if found is not None and active is not None else ""
    if found is None or not ref:
        raise NotFound
    return of_ref(uow, found, ref)


def of_ref(uow: UnitOfWork, complaint: Complaint, ref: str) -> Inspected:
    """What this respondent may read of an opened dossier."""
    unseen = _reporters(uow, complaint)
    lines = inspection.lines(complaint, ref, unseen=unseen)
    papers = _papers(uow, complaint, ref, uow.documents.of(complaint.id), Cleaner(complaint, ref, unseen))
    return Inspected(complaint, ref, lines[::-1], papers[::-1])


def _reporters(uow: UnitOfWork, complaint: Complaint) -> list[str]:
    """The names of who reported it, which no respondent reads; who handles it they know anyway."""
    by = {event.by for event in complaint.events if event.action is Action.REPORT and event.by != complaint.officer}
    known = (uow.people.by_id(one) for one in by if one is not None)
    return [one.name for one in known if one is not None]


def _papers(
    uow: UnitOfWork, complaint: Complaint, ref: str, rows: Sequence[DocumentRow], cleaner: Cleaner
) -> tuple[Paper, ...]:
    sent = {one.document: one for one in letters.letters(complaint)}
    instead = {row.shielded for row in rows if row.shielded}
    here = {row.id for row in rows if row.state is DocumentState.KEPT}
    found: list[Paper] = []
    number = 0
    for row in rows:
        letter = sent.get(row.id)
        if row.kind is DocumentKind.MAIL or row.id in instead or _not_theirs(row, letter, complaint, ref):
            continue
        may = _readable(uow, row, letter, complaint, ref, cleaner)
        document = may if may in here else None
        number += document is not None
        shielded = document is not None and document != row.id
        found.append(Paper(row.added_at, row.kind, letter, document, shielded, number if document else 0))
    return tuple(found)


def _not_theirs(row: DocumentRow, letter: SentLetter | None, complaint: Complaint, ref: str) -> bool:
    """What is not there at all for this respondent: drafts, what went to others than the parties, what is another
    respondent's, and a ruling that was not sent yet."""
    if row.kind is DocumentKind.LETTER:
        parties = (ref, "complainant", "representative")
        return letter is None or letter.standing is not Standing.SENT or letter.to not in parties
    if row.kind is DocumentKind.RULING:
        return first(complaint, FactName.RULING_SENT) is None
    return row.id in _handed_in_by_others(complaint, ref)


def _handed_in_by_others(complaint: Complaint, ref: str) -> frozenset[str]:
    """The documents that another respondent handed in (R14)."""
    others = {one.ref for one in complaint.respondents} - {ref}
    asked = {
        event.subject
        for event in complaint.events
        if event.action is Action.REQUEST_DOCUMENT and event.attributes.get("holder") in others
    }
    brought = (e for e in complaint.events if e.action is Action.DELIVER_DOCUMENT and e.subject in asked)
    return frozenset(id for event in brought for id in letters.ids_in(event.attributes.get("documents")))


def _readable(
    uow: UnitOfWork,
    row: DocumentRow,
    letter: SentLetter | None,
    complaint: Complaint,
    ref: str,
    cleaner: Cleaner,
) -> DocumentId | None:
    """What this respondent may have of it: itself, the version in which others are made unreadable, or nothing."""
    if letter is not None and letter.to == ref:
        return row.id
    chosen = {Reading.WHOLE: row.id, Reading.SHIELDED: row.shielded}.get(row.reading) if row.reading else None
    several = len(complaint.respondents) > 1
    if letter is not None:
        # To the complainant. What was typed into it may tell how to reach somebody, or of another respondent.
        return None if several or _too_early(row, complaint) or cleaner.tells(kept_text(uow, letter)) else chosen
    if row.kind is DocumentKind.AUTHORISATION or _too_early(row, complaint):
        return None
    if row.kind is DocumentKind.REACTION and several:
        return None  # whose it is nobody said
    if row.kind is DocumentKind.REPORT and first(complaint, FactName.REPORT_SENT) is None:
        return None  # a draft until it went
    return chosen


def _too_early(row: DocumentRow, complaint: Complaint) -> bool:
    """Whether its reading was chosen before the complainant's name was not to be told any more."""
    since = inspection.withheld_since(complaint)
    return since is not None and row.added_at <= since


def bring(uow: UnitOfWork, person: Person | None, id: ComplaintId, document: str, now: datetime) -> None:
    """A document of their own dossier comes as a file, and goes again after ``STAYS``. ``NotFound`` for anybody and
    anything else."""
    shown = reading_of(uow, person, id)
    paper = _paper(shown, document)
    assert person is not None, "who inspects is somebody"
    key = f"{PAPER}:{paper.document}:{person.id}:{uuid.uuid4().hex}"
    uow.outbox.add(NewMessage(key, PAPER, person.id, id, {"document": str(paper.document)}))
    # Of no case: it must not wait for what else there is to say about this one.
    uow.outbox.add(NewMessage(f"remove:{key}", "remove_file", person.id, None, {"upload": key}, not_before=now + STAYS))
    uow.reads.add(id, person.id, Opened.DOCUMENT, document)
    uow.commit()


def paper_of(uow: UnitOfWork, person: Person | None, id: ComplaintId, document: str) -> Paper:
    """That document as they may have it now; ``NotFound`` when they may not."""
    return _paper(reading_of(uow, person, id), document)


def _paper(shown: Inspected, document: str) -> Paper:
    found = next((one for one in shown.papers if one.document is not None and one.document == document), None)
    if found is None:
        raise NotFound
    return found


def look_at_wish(units: UnitsOfWork, person: Person, now: datetime) -> None:
    """What an asking means: in each dossier whose respondent asks before anybody told them it becomes a task for who
    handles it, due that working day. Done again it does nothing more. Raises ``Stale`` when somebody was just before:
    then it is to be tried again."""
    today = now.astimezone(AMSTERDAM).date()
    with units(read_only=True) as uow:
        found = [(one.id, inspection.uninformed_ref(one, person.id)) for one in uow.complaints.about(person.id)]
    for id, ref in found:
        if ref and person.active:
            _asked(units, person, id, ref, today)


def _asked(units: UnitsOfWork, person: Person, id: ComplaintId, ref: str, today: date) -> None:
    with units() as uow:
        complaint = uow.complaints.by_id(id)
        if complaint is None or inspection.uninformed_ref(complaint, person.id) != ref:
            return
        for one in recipients(complaint, (Audience.OFFICER,), uow.people.organisation(), today):
            uow.outbox.add(NewMessage(f"{ASKED}:{id}:{ref}:{one}", ASKED, one, id))
        take_step(
            uow,
            by=person,
            today=today,
            calendar=calendar_of(uow),
            complaint=id,
            version=complaint.version,
            action=Action.ASK_INSPECTION,
            subject=ref,
            submission=uuid.uuid4().hex,
        )
