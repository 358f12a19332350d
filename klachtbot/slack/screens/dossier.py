"""A dossier in words, as it stands on paper: who and what, the terms, what happened, what was written down, which
letters went, and which documents there are.

The committee reads both sides of it, and what was sent. What is of the office alone (notes, how to reach somebody,
letters that did not go, who asked to see what) it does not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from klachtbot.domain.dossier import first, panel, report_text, secretary
from klachtbot.domain.letters import DISPATCHES, SentLetter, Standing, letters
from klachtbot.domain.model import Action, Complaint, Event, FactName, PersonId, Seat
from klachtbot.domain.parties import parties
from klachtbot.domain.terms import running
from klachtbot.slack import labels
from klachtbot.slack.screens import asked, letter_list, timeline
from klachtbot.slack.screens.documents import KINDS, READINGS
from klachtbot.slack.screens.letters import TITLES
from klachtbot.slack.texts import N_, Texts
from klachtbot.usecases.documents import DocumentId, DocumentKind, DocumentRow, suffix_of
from klachtbot.usecases.dossier_pdf import (
    Chapter,
    Dossier,
    Happening,
    Missing,
    Pair,
    Piece,
    Told,
    Version,
    papers_for,
)
from klachtbot.usecases.letters import Paper
from klachtbot.usecases.ports import Person, UnitOfWork

_PAGES: Mapping[str, str] = {
    "page": N_("pagina"),
    "of": N_("van"),
    "contents": N_("Inhoud"),
    "confidential": N_("Dit dossier is vertrouwelijk. Het is alleen voor wie het van ons kreeg. Stuur het niet door."),
    "when": N_("Wanneer"),
    "what": N_("Wat"),
    "who": N_("Wie"),
    "correction": N_("Correctie:"),
    "inventory": N_("Lijst van stukken"),
    "inventory_lead": N_("Dit zijn de stukken van het dossier, met hun nummer en de pagina waar ze staan."),
    "number": N_("Nr."),
    "piece": N_("Stuk"),
    "page_column": N_("Pagina"),
    "no_pieces": N_("Er zijn nog geen stukken."),
    "missing": N_("Wat er niet bij zit"),
    "pieces": N_("Stukken"),
    "piece_heading": N_("Stuk {n}"),
    "picture": N_("Van deze afbeelding is geen beschrijving."),
    "inside": N_("Dit stuk zit als bestand in deze PDF: {file}. PDF-lezers tonen het bij de bijlagen."),
    "apart": N_("Dit stuk is te groot voor deze PDF. Vraag het apart op."),
    "behind": N_("Dit stuk staat op de {pages} pagina's hierna."),
    "behind_one": N_("Dit stuk staat op de pagina hierna."),
}
"""What the pages say themselves; ``letters/dossier.typ`` has the names."""

_WHY: Mapping[str, str] = {
    "awaited": N_("wordt nog opgehaald"),
    "failed": N_("kon niet worden opgehaald"),
    "not_sent": N_("nog niet verstuurd"),
    "report": N_("het verslag is nog niet verstuurd"),
    "replaced": N_("er kwam een ander verslag voor in de plaats"),
}


@dataclass(frozen=True, slots=True)
class _Written:
    """What may be written down with an entry, under which heading; ``committee``: it reads that, too."""

    key: str
    heading: str
    committee: bool = False


_WRITTEN: Sequence[_Written] = (
    _Written("story", N_("Het verhaal"), committee=True),
    _Written("happened", N_("Waar en wanneer"), committee=True),
    _Written("needs", N_("Waar we rekening mee houden"), committee=True),
    _Written("told", N_("Verteld aan de beklaagde")),
    _Written("view", N_("Wat de beklaagde zegt"), committee=True),
    _Written("agreements", N_("Afspraken"), committee=True),
    _Written("what", N_("Welk stuk is nodig"), committee=True),
    _Written("why", N_("Waarom het nodig is"), committee=True),
    _Written("minutes_text", N_("Verslag van de zitting"), committee=True),
    _Written("missing", N_("Wat de commissie nog wil weten"), committee=True),
    _Written("reasons", N_("Waarom de commissie zo beslist"), committee=True),
    _Written("reasons_more", N_("Waarom de commissie zo beslist, vervolg"), committee=True),
    _Written("recommendation", N_("Advies van de commissie"), committee=True),
    _Written("reason", N_("Reden")),
    _Written("note", N_("Aantekening")),
    _Written("where", N_("Waar het wel hoort")),
    _Written("lesson", N_("Wat we leren")),
    _Written("action", N_("Wat we gaan doen")),
    _Written("result", N_("Wat ervan kwam")),
    _Written("handling_note", N_("Wat de klager vond van de behandeling")),
)

_OF_THE_OFFICE = frozenset(
    {
        Action.PREPARE_LETTERS,
        Action.SKIP_LETTERS,
        Action.RECORD_LETTER_REFUSED,
        Action.RECORD_LETTER_IN_DOUBT,
        Action.RESEND_LETTER,
        Action.DROP_LETTER,
        Action.HOLD_ACKNOWLEDGEMENT,
        Action.ASK_INSPECTION,
        Action.ANSWER_INSPECTION,
        Action.INSPECT,
    }
)
"""Entries that tell of letters that did not go, or of who wanted to see the dossier: not for the committee."""

_REASONS = frozenset({Action.CORRECT, Action.RECORD_NO_CONVERSATION, Action.SKIP_DELIBERATION, Action.REFUSE_DOCUMENT})
"""Where the committee reads the reason, too."""


def words(uow: UnitOfWork, complaint: Complaint, version: Version, today: date, t: Texts) -> Dossier:
    """The dossier (opened) as this reader gets it."""
    rows = uow.documents.of(complaint.id, opened=True)
    papers = papers_for(complaint, rows, version, lambda ref: letter_list.reader(complaint, ref, t) if ref else "")
    office = uow.office()
    whole = version is Version.WHOLE
    told = _Telling(complaint, t, whole=whole, people={one.id: one for one in uow.people.all()})
    numbers = {id: n for n, id in enumerate(papers.ids, start=1)}
    by_id = {row.id: row for row in rows}
    versions = {row.shielded: numbers[row.id] for row in rows if row.shielded is not None and row.id in numbers}
    chapters = [
        _concerned(told, uow.people.organisations()),
        _terms(told),
        _happened(told),
        _written(told),
        _letters(told, numbers),
    ]
    return Dossier(
        language=t.language,
        number=complaint.label,
        title=t("Dossier {case}", case=complaint.label),
        organisation=office.contact.name if office else "",
        made_on=today,
        words={name: t(text) for name, text in _PAGES.items()},
        front=(
            Pair(t("Voor"), t("wie de klacht behandelt") if whole else t("de klachtencommissie")),
            Pair(t("Stand"), t(labels.STAGES[complaint.stage])),
            Pair(t("Gemaakt op"), t.long_day(today)),
        ),
        chapters=tuple(one for one in chapters if one.pairs or one.happened or one.told),
        pieces=tuple(
            _piece(told, n, paper, by_id[id], versions)
            for n, (id, paper) in enumerate(zip(papers.ids, papers.papers, strict=True), start=1)
        ),
        missing=tuple(
            Missing(_dated(one.on, t), t(KINDS[DocumentKind(one.kind)]), one.name, t(_WHY[one.why]))
            for one in papers.not_there
        ),
    )


@dataclass(frozen=True, slots=True)
class _Telling:
    """What all chapters are told from."""

    complaint: Complaint
    t: Texts
    whole: bool
    people: Mapping[PersonId, Person]

    def name_of(self, id: PersonId | None) -> str:
        known = self.people.get(id) if id is not None else None
        return known.name if known else ""

    @property
    def events(self) -> list[Event]:
        """The entries this reader hears of."""
        sent = first(self.complaint, FactName.REPORT_SENT)
        hidden: Collection[Action] = () if self.whole else _OF_THE_OFFICE if sent else {*_OF_THE_OFFICE, *_DRAFTS}
        return [event for event in self.complaint.events if event.action not in hidden]

    def latest(self, key: str) -> str:
        return next((str(said) for e in reversed(self.complaint.events) if (said := (e.details or {}).get(key))), "")


_DRAFTS = frozenset({Action.WRITE_REPORT})


def _concerned(told: _Telling, organisations: Mapping[str, str]) -> Chapter:
    t, complaint, known = told.t, told.complaint, parties(told.complaint)
    about = [
        (one.name or t("naam niet bekend")) + (f" ({at})" if (at := organisations.get(one.organisation)) else "")
        for one in known.respondents
    ]
    seats = [
        f"{told.name_of(PersonId(str(person)))} ({t(labels.SEATS[Seat(seat)])})"
        for seat, person in panel(complaint).items()
    ]
    if (writes := secretary(complaint)) is not None:
        seats.append(f"{told.name_of(writes)} ({t('secretaris')})")
    found = [
        (t("Waar het over gaat"), told.latest("subject")),
        (t("Ontvangen"), t.long_day(complaint.received_on)),
        (t("Wie de klacht indient"), known.complainant or t("naam niet bekend")),
        (t("Te bereiken via"), known.contact if told.whole else ""),
        (t("Namens de klager"), known.representative),
        (t("Over wie"), "\n".join(about) or told.latest("about") or t("de organisatie als geheel")),
        (t("Behandelaar"), told.name_of(complaint.officer)),
        (t("Commissie"), "\n".join(seats)),
    ]
    return Chapter(t("Om wie en wat het gaat"), pairs=tuple(Pair(label, text) for label, text in found if text))


def _terms(told: _Telling) -> Chapter:
    t = told.t
    pairs = []
    for deadline in running(told.complaint):
        name = t(labels.TERMS[deadline.term]) + asked.which(told.complaint, deadline.subject, t)
        due = t("uiterlijk {day}", day=_dated(deadline.due_on, t))
        met = f" ({_dated(deadline.met_on, t)})" if deadline.met_on else ""
        pairs.append(Pair(name[:1].upper() + name[1:], f"{due}: {t(labels.STATUSES[deadline.status])}{met}"))
    return Chapter(t("Termijnen"), pairs=tuple(pairs))


def _happened(told: _Telling) -> Chapter:
    lead = told.t("Van het eerste bericht tot nu. Wat is verbeterd, staat er als correctie bij.")
    found = tuple(_happening(event, told) for event in told.events)
    return Chapter(told.t("Wat er gebeurde"), lead, happened=found)


def _happening(event: Event, told: _Telling) -> Happening:
    t = told.t
    on, what, who = timeline.parts(event, told.complaint, t, told.name_of)
    corrects = event.action is Action.CORRECT
    if corrects:
        # The name of who was there by mistake is for the office.
        taken_out = event.attributes.get("withdrawn") and not told.whole
        what = t("beklaagde weggehaald") if taken_out else timeline.corrected(event, told.complaint, t)
    return Happening(_dated(on, t), _bare(what), _bare(who), corrects=corrects)


def _written(told: _Telling) -> Chapter:
    found = []
    for event in told.events:
        for one in _WRITTEN:
            text = (event.details or {}).get(one.key)
            reads = told.whole or one.committee or (one.key == "reason" and event.action in _REASONS)
            if text and reads:
                found.append(Told(_heading(one, event, told), str(text)))
    return Chapter(told.t("Wat er is opgeschreven"), told=tuple(found))


def _heading(one: _Written, event: Event, told: _Telling) -> str:
    t = told.t
    whose = asked.which(told.complaint, event.subject, t)
    on = _dated(timeline.day_of(event), t)
    by = told.name_of(event.by)
    heading = t("Reden van de correctie") if event.action is Action.CORRECT else t(one.heading)
    return f"{heading}{whose} ({on}{f', {by}' if by else ''})"


def _letters(told: _Telling, numbers: Mapping[DocumentId, int]) -> Chapter:
    t, complaint = told.t, told.complaint
    sent = first(complaint, FactName.REPORT_SENT)
    report = report_text(complaint) if told.whole or sent else ""
    heading = t("Verslag van het gesprek") if sent else t("Verslag van het gesprek, nog niet verstuurd")
    listed = tuple(_letter(one, told, numbers) for one in letters(complaint) if told.whole or _went(one))
    return Chapter(t("Brieven en verslag"), happened=listed, told=(Told(heading, report),) if report else ())


def _went(one: SentLetter) -> bool:
    """Whether the committee reads of it: not of its own letter, nor of what did not go."""
    return one.standing is Standing.SENT and not DISPATCHES[one.notice].committee


def _letter(one: SentLetter, told: _Telling, numbers: Mapping[DocumentId, int]) -> Happening:
    t = told.t
    number = numbers.get(DocumentId(one.document))
    stands = "" if one.standing is Standing.SENT else t(letter_list.STANDINGS[one.standing])
    parts = (t(TITLES[one.notice]), t("stuk {n}", n=number) if number else "", stands)
    to = t("aan {who}", who=letter_list.reader(told.complaint, one.to, t))
    return Happening(_dated(one.sent_on or one.prepared_on, t), " · ".join(part for part in parts if part), to)


def _piece(told: _Telling, number: int, paper: Paper, row: DocumentRow, versions: Mapping[DocumentId, int]) -> Piece:
    """``versions``: of what document one is the shielded version, by its id."""
    t = told.t
    suffix = suffix_of(row.name or "")
    remarks = [t("aan {who}", who=paper.to) if paper.to else ""]
    if row.id in versions:
        remarks.append(t("afgeschermde versie van stuk {n}", n=versions[row.id]))
    elif told.whole and row.reading is not None and not paper.to:
        remarks += [t(READINGS[row.reading]), row.reason or ""]
    return Piece(
        number=number,
        id=row.id,
        file=f"{told.complaint.label} stuk {number:02}" + (f".{suffix}" if suffix else ""),
        media_type=row.media_type,
        size=row.size,
        day=_dated(paper.on, t),
        kind=t(KINDS[DocumentKind(paper.kind)]),
        name=paper.name or t(KINDS[DocumentKind(paper.kind)]),
        remark=" · ".join(one for one in remarks if one),
    )


def _dated(on: date, t: Texts) -> str:
    """A day in a list that is read years later: "di 8 dec 2026"."""
    return f"{t.day(on)} {on.year}"


def _bare(text: str) -> str:
    """A line of mrkdwn as it reads."""
    for sign, mark in (("<", "&lt;"), (">", "&gt;"), ("&", "&amp;")):
        text = text.replace(mark, sign)
    return text.replace("\u200b", "")
