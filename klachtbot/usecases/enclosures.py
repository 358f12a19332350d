"""What the committee gets with the dossier (R12): every document of it, whole and numbered, and what is not there.

Shielded versions are for respondents only, and what was never sent is a draft: neither goes to the committee.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from klachtbot.domain.dossier import first
from klachtbot.domain.errors import Refusal
from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.letters import DISPATCHES, MEMBERS, Audience, Recipient, SentLetter, Standing, ids_in, letters
from klachtbot.domain.model import Action, Complaint, FactName, Notice
from klachtbot.domain.readers import lacking, letters_to
from klachtbot.usecases.documents import DocumentId, DocumentKind, DocumentRow, DocumentState, Reading
from klachtbot.usecases.letters import Paper
from klachtbot.usecases.ports import UnitOfWork

MEGABYTE = 1024 * 1024
MOST = 15 * MEGABYTE
"""The most bytes that go along with one mail: on the line they are a third more, and mail servers take 20 to 25 MB."""

NameOf = Callable[[str], str]
"""The name of who got a letter, by ref."""


class TooMuchForMail(Refusal):
    """What goes along is too large for a mail: ``size`` of at most ``most`` megabytes."""

    def __init__(self, size: int, *, field: str) -> None:
        super().__init__(field=field)
        self.size, self.most = -(-size // MEGABYTE), MOST // MEGABYTE


@dataclass(frozen=True, slots=True)
class Inventory:
    """The documents that go along (``papers``, with their ids in the same order) and those that do not; ``size`` of all
    in bytes."""

    papers: tuple[Paper, ...] = ()
    ids: tuple[DocumentId, ...] = ()
    not_there: tuple[Paper, ...] = ()
    size: int = 0


def inventory(complaint: Complaint, rows: Sequence[DocumentRow], name_of: NameOf) -> Inventory:
    """Of an opened dossier and its opened documents."""
    whole, drafts = _without(complaint, rows), _drafts(complaint, rows)
    found = sorted(((paper_of(complaint, row, name_of, drafts), row) for row in whole), key=lambda pair: pair[0].on)
    there = [(paper, row) for paper, row in found if not paper.why]
    kept = {row.name for _, row in there}
    # What could not be had and was added again is there.
    lacking = [paper for paper, row in found if paper.why and not (paper.why == _FAILED and row.name in kept)]
    return Inventory(
        tuple(paper for paper, _ in there),
        tuple(row.id for _, row in there),
        (*lacking, *_unwritten(complaint, rows)),
        sum(row.size for _, row in there),
    )


def _theirs(letter: SentLetter) -> bool:
    """Whether it went to the committee itself."""
    return DISPATCHES[letter.notice].committee or letter.to in MEMBERS


def supplement(complaint: Complaint, rows: Sequence[DocumentRow], name_of: NameOf, ref: str) -> Inventory:
    """What came in since this member got the dossier, numbered on from what they have; of opened documents."""
    lacks = {id for _, id in lacking(complaint, ref)}
    found = [(paper_of(complaint, row, name_of), row) for row in _without(complaint, rows) if row.id in lacks]
    there = [(paper, row) for paper, row in found if not paper.why]
    had = numbered_before(complaint, ref)
    return Inventory(
        tuple(replace(paper, number=number) for number, (paper, _) in enumerate(there, had + 1)),
        tuple(row.id for _, row in there),
        tuple(paper for paper, _ in found if paper.why),
        sum(row.size for _, row in there),
    )


def numbered_before(complaint: Complaint, ref: str, batch: int = 0) -> int:
    """How many documents went to this member under a number, before the letters of that entry (0: up to now)."""
    theirs = (one for one in letters_to(complaint, ref) if DISPATCHES[one.notice].dossier)
    return sum(len(one.enclosed) for one in theirs if not batch or one.batch < batch)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What somebody handed in (R14), as the respondents may read it."""

    rows: tuple[DocumentRow, ...] = ()
    awaited: bool = False  # some of it is not here yet

    def to(self, one: Recipient) -> tuple[DocumentId, ...]:
        """What goes along to this reader: whole, or to a respondent what they may read of it (R20)."""
        return readable(self.rows, one)

    @property
    def kept_back(self) -> tuple[DocumentRow, ...]:
        """What does not go to respondents, also while nobody chose whether it may."""
        return tuple(row for row in self.rows if row.reading in (None, Reading.WITHHELD))


def readable(rows: Sequence[DocumentRow], one: Recipient) -> tuple[DocumentId, ...]:
    """Of these documents what this reader may have."""
    if one.audience is not Audience.RESPONDENT:
        return tuple(row.id for row in rows)
    theirs = ((row.id if row.reading is Reading.WHOLE else row.shielded, row.reading) for row in rows)
    return tuple(id for id, reading in theirs if id and reading in (Reading.WHOLE, Reading.SHIELDED))


def handed_in(uow: UnitOfWork, complaint: Complaint, cause: int) -> HandedIn:
    """The documents that the entry names (its seq), as far as they are here."""
    event = complaint.events[cause - 1] if cause else None
    if event is None or event.action is not Action.DELIVER_DOCUMENT:
        return HandedIn()
    named = ids_in(event.attributes.get("documents"))
    rows = uow.documents.of(complaint.id, opened=True)
    here = {row.id for row in rows if row.state is DocumentState.KEPT}
    brought = [row for row in rows if row.id in named]
    return HandedIn(
        tuple(
            replace(row, shielded=row.shielded if row.shielded in here else None) for row in brought if row.id in here
        ),
        any(row.state is DocumentState.AWAITED for row in brought),
    )


_AWAITED, _FAILED, _NOT_SENT, _REPORT, _REPLACED = "awaited", "failed", "not_sent", "report", "replaced"
_REPORTS = frozenset({Notice.REPORT_SETTLED, Notice.REPORT_UNSETTLED})


def _without(complaint: Complaint, rows: Sequence[DocumentRow]) -> list[DocumentRow]:
    """The documents but for mails (each says what its letter says), versions for respondents, letters that were given
    up, and those this letter is one of."""
    instead = {row.shielded for row in rows}
    sent = {one.document: one for one in letters(complaint)}

    def counts(row: DocumentRow) -> bool:
        letter = sent.get(row.id)
        gone = letter is not None and (letter.standing is Standing.DROPPED or _theirs(letter))
        return row.kind is not DocumentKind.MAIL and row.id not in instead and not gone

    return [row for row in rows if counts(row)]


def _drafts(complaint: Complaint, rows: Sequence[DocumentRow]) -> frozenset[DocumentId]:
    """The reports that another one was sent instead of, which was added later."""
    enclosed = {id for one in letters(complaint) if one.notice in _REPORTS for id in one.enclosed}
    sent = [n for n, row in enumerate(rows) if enclosed & {row.id, row.shielded}]
    before = rows[: max(sent)] if sent else ()
    return frozenset(row.id for row in before if not enclosed & {row.id, row.shielded})


def paper_of(
    complaint: Complaint, row: DocumentRow, name_of: NameOf, drafts: Collection[DocumentId] = frozenset()
) -> Paper:
    """A document as an inventory names it: of an opened dossier, and an opened document."""
    letter = next((one for one in letters(complaint) if one.document == row.id), None)
    paper = Paper(_added_on(row), row.kind.value, row.name or "", why=_why_not(complaint, row, letter, drafts))
    if letter is None:
        return paper
    title = (row.name or "").removeprefix(f"{complaint.label} ").removesuffix(".pdf")
    return replace(paper, on=letter.sent_on or paper.on, name=title, to=name_of(letter.to))


def _added_on(row: DocumentRow) -> date:
    return row.added_at.astimezone(AMSTERDAM).date()


_STATES: Mapping[DocumentState, str] = {
    DocumentState.AWAITED: _AWAITED,
    DocumentState.FAILED: _FAILED,
    DocumentState.KEPT: "",
}


def _why_not(complaint: Complaint, row: DocumentRow, letter: SentLetter | None, drafts: Collection[DocumentId]) -> str:
    """Why it does not go along; "" when it does."""
    if letter is not None and letter.standing is not Standing.SENT:
        return _NOT_SENT
    if row.kind is DocumentKind.REPORT and not first(complaint, FactName.REPORT_SENT):
        return _REPORT
    if row.kind is DocumentKind.REPORT and row.id in drafts:
        return _REPLACED
    return _STATES[row.state]


def _unwritten(complaint: Complaint, rows: Sequence[DocumentRow]) -> tuple[Paper, ...]:
    """The report of a conversation that was held, while there is none yet."""
    held = first(complaint, FactName.CONVERSATION_HELD)
    there = first(complaint, FactName.REPORT_SENT) or any(row.kind is DocumentKind.REPORT for row in rows)
    return (Paper(held.on, DocumentKind.REPORT.value, "", why=_REPORT),) if held and not there else ()


def refuse_too_much(uow: UnitOfWork, complaint: Complaint, enclosed: Sequence[str], *, field: str) -> None:
    """Raise ``TooMuchForMail`` when these documents do not go along with one mail."""
    size = sum(row.size for row in uow.documents.of(complaint.id) if row.id in enclosed) if enclosed else 0
    if size > MOST:
        raise TooMuchForMail(size, field=field)
