"""To whom a letter goes now: the parties, and who of the committee is not in Slack.

Who sits where, and who has which document, stands in the entries; who is ``outside`` Slack is told from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from klachtbot.domain.appointments import appointment_of
from klachtbot.domain.dossier import first, panel, secretary
from klachtbot.domain.letters import (
    DISPATCHES,
    MEMBERS,
    SECRETARY,
    Audience,
    Only,
    Recipient,
    SentLetter,
    Standing,
    ids_in,
    knows,
    letters,
)
from klachtbot.domain.model import Action, Complaint, Event, FactName, Json, Notice
from klachtbot.domain.requests import OTHER, Requested, requested_as
from klachtbot.domain.steps import ENDED

A, F, N = Action, FactName, Notice

NOBODY: frozenset[str] = frozenset()


def recipients(
    complaint: Complaint, notice: Notice, about: str = "", *, cause: int = 0, outside: Collection[str] = NOBODY
) -> tuple[Recipient, ...]:
    """Who gets this letter now; empty when there is nobody to write to. ``about`` is the one reader it is for (a ref),
    "" when it is for all; ``cause`` the entry (its seq) it follows on; ``outside`` who of the committee is not in Slack
    (refs)."""
    row = DISPATCHES[notice]
    found: list[Recipient] = []
    if row.complainant and first(complaint, F.NAMELESS) is None:
        to = _letters_to(complaint)
        if to != "representative":
            found.append(Recipient("complainant", Audience.COMPLAINANT))
        if to in ("representative", "both"):
            found.append(Recipient("representative", Audience.REPRESENTATIVE))
    if row.respondents:
        theirs = (one.ref for one in complaint.respondents if knows(complaint, one.ref))
        found += [Recipient(ref, Audience.RESPONDENT) for ref in theirs]
    if row.committee:
        found.append(Recipient("committee", Audience.COMMITTEE))
    if row.members:
        found += [Recipient(ref, Audience.MEMBER) for ref in MEMBERS if ref in outside and sits(complaint, ref)]
    if row.only is not None:
        found = _ONLY[row.only](complaint, notice, found, cause)
    return tuple(one for one in found if about in ("", one.ref))


COMPLAINANT_SIDE = frozenset({Audience.COMPLAINANT, Audience.REPRESENTATIVE})


def request_of(complaint: Complaint, cause: int) -> Requested | None:
    """The document that entry (its seq) is about, as it was asked for (R14)."""
    return requested_as(complaint, complaint.events[cause - 1].subject) if cause else None


def _holder(complaint: Complaint, cause: int) -> str:
    asked = request_of(complaint, cause)
    return asked.holder if asked else ""


def _is(one: Recipient, holder: str) -> bool:
    return one.ref == holder or (holder == "complainant" and one.audience in COMPLAINANT_SIDE)


def _who_has_it(complaint: Complaint, _: Notice, found: list[Recipient], cause: int) -> list[Recipient]:
    holder = _holder(complaint, cause)
    if holder == OTHER:
        return [Recipient(complaint.events[cause - 1].subject, Audience.HOLDER)]
    return [one for one in found if _is(one, holder)]


def _who_did_not_hand_it_in(complaint: Complaint, _: Notice, found: list[Recipient], cause: int) -> list[Recipient]:
    """The other party; of what one respondent handed in no other hears (R20)."""
    holder = _holder(complaint, cause)
    if any(one.ref == holder for one in complaint.respondents):
        return [one for one in found if one.audience in COMPLAINANT_SIDE]
    return [one for one in found if not _is(one, holder)]


def _who_was_invited(complaint: Complaint, notice: Notice, found: list[Recipient], _: int) -> list[Recipient]:
    return [one for one in found if told_of(complaint, notice, one.ref) is not None]


def told_of(complaint: Complaint, notice: Notice, ref: str) -> SentLetter | None:
    """The letter in which this reader last heard of the appointment that this notice is about; None when they never
    did, or heard that it is off."""
    about = appointment_of(notice)
    said = [one for one in letters_to(complaint, ref) if about and one.notice in about.notices]
    return said[-1] if said and about and said[-1].notice is not about.off else None


def _who_lacks_something(complaint: Complaint, _: Notice, found: list[Recipient], __: int) -> list[Recipient]:
    return [one for one in found if lacking(complaint, one.ref)]


_ONLY: Mapping[Only, Callable[[Complaint, Notice, list[Recipient], int], list[Recipient]]] = {
    Only.HOLDER: _who_has_it,
    Only.OTHERS: _who_did_not_hand_it_in,
    Only.INVITED: _who_was_invited,
    Only.LACKING: _who_lacks_something,
}


def sits(complaint: Complaint, ref: str) -> bool:
    """Whether who has this seat (or writes for the committee) hears of the case: from their own declaration (R13)."""
    if ref == SECRETARY:
        return secretary(complaint) is not None
    return ref in panel(complaint) and first(complaint, F.DECLARED_UNINVOLVED, subject=ref) is not None


def seated_since(complaint: Complaint, ref: str) -> int:
    """The entry (its seq) from which who has this seat has it without a break; 0 while nobody does. What went to the
    same seat before went to somebody else."""
    holder: Json = None
    since = 0
    for event in complaint.events:
        before = holder
        if event.action is A.COMPOSE_PANEL:
            seats = event.attributes.get("seats")
            named = event.attributes if ref == SECRETARY else seats if isinstance(seats, dict) else {}
            holder = named.get(ref)
        elif event.action is A.DECLARE_INVOLVED and event.subject == ref:
            holder = None
        since = since if holder == before else event.seq if holder else 0
    return since


def letters_to(complaint: Complaint, ref: str) -> tuple[SentLetter, ...]:
    """The letters to this reader that were not given up; of a seat those to who has it now."""
    since = seated_since(complaint, ref) if ref in MEMBERS else 0
    theirs = (one for one in letters(complaint) if one.to == ref and one.batch > since)
    return tuple(one for one in theirs if one.standing is not Standing.DROPPED)


def lacking(complaint: Complaint, ref: str) -> tuple[tuple[int, str], ...]:
    """The documents (entry, id) that came in after this member's dossier was made and that went to them in no letter
    yet, nor did somebody say that they need not."""
    theirs = letters_to(complaint, ref)
    dossier = max((one.batch for one in theirs if one.notice is N.DOSSIER_TO_MEMBER), default=0)
    if not dossier:
        return ()
    had = {id for one in theirs for id in one.enclosed}
    after = max(dossier, _not_needed(complaint))
    return tuple((seq, id) for id, seq in came_in(complaint).items() if seq > after and id not in had)


def _not_needed(complaint: Complaint) -> int:
    said = (e.seq for e in complaint.events if e.action is A.SKIP_LETTERS)
    named = {e.seq for e in complaint.events if e.attributes.get("notice") == N.DOSSIER_SUPPLEMENT.value}
    return max((seq for seq in said if seq in named), default=0)


def came_in(complaint: Complaint) -> Mapping[str, int]:
    """The documents that were added or handed in, by id, with the entry (its seq) that did so first; versions for
    respondents apart."""
    found: dict[str, int] = {}
    for event, following in zip(complaint.events, (*complaint.events[1:], None), strict=True):
        if event.action is A.ADD_DOCUMENT and not _is_version(event, following):
            found.setdefault(str(event.attributes["document"]), event.seq)
        elif event.action is A.DELIVER_DOCUMENT:
            for id in ids_in(event.attributes.get("documents")):
                found.setdefault(id, event.seq)
        elif event.action in _HELD and event.attributes.get("document"):
            found.setdefault(str(event.attributes["document"]), event.seq)
    return found


_HELD = (A.RECORD_HEARING, A.RECORD_SECOND_HEARING)


def _is_version(event: Event, following: Event | None) -> bool:
    """Whether this is the version of the next one in which others are made unreadable: they come in together."""
    shields = following is not None and following.action is A.ADD_DOCUMENT and following.at == event.at
    return shields and following is not None and following.attributes.get("reading") == "shielded"


def passed_over(complaint: Complaint, notice: Notice, about: str = "") -> tuple[str, ...]:
    """The respondents who would get this letter if a person told them of the complaint (R7), while it runs."""
    if not DISPATCHES[notice].respondents or complaint.stage in ENDED:
        return ()
    theirs = (one.ref for one in complaint.respondents if about in ("", one.ref))
    return tuple(ref for ref in theirs if not knows(complaint, ref))


def _letters_to(complaint: Complaint) -> str:
    said = [event.attributes["letters_to"] for event in complaint.events if event.attributes.get("letters_to")]
    return str(said[-1]) if said else ""
