"""Which letters are owed: those that follow on a step and are neither prepared nor given up, while they are news."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from klachtbot.domain.appointments import APPOINTMENTS, CONVERSATION, Appointment, appointment_of, hearing_to_come
from klachtbot.domain.dossier import first, planned, recorded_in
from klachtbot.domain.letters import DISPATCHES, MEMBERS, SECRETARY, Standing, cause_of, letters
from klachtbot.domain.model import Action, Complaint, Event, FactName, Notice
from klachtbot.domain.readers import NOBODY, lacking, letters_to, recipients, seated_since, sits
from klachtbot.domain.steps import ENDED, PROCEDURE, About

A, F, N = Action, FactName, Notice


@dataclass(frozen=True, slots=True)
class OwedLetter:
    """A letter that follows on an entry (``cause``, its seq) and is not prepared yet."""

    notice: Notice
    cause: int
    about: str = ""


def owed_letters(complaint: Complaint, outside: Collection[str] = NOBODY) -> tuple[OwedLetter, ...]:
    """The letters that follow on a step and are neither prepared, given up nor overtaken, oldest first. ``outside``:
    who of the committee gets them, for they are not in Slack (refs)."""
    found: list[OwedLetter] = []
    for event, notice in _following(complaint):
        about = appointment_of(notice)
        if about is not None:
            found = [one for one in found if one.notice not in about.notices]
            if not _invited(complaint, about, before=event.seq):
                if notice is about.off:
                    continue
                notice = about.notices[0]
        if notice is N.NEW_OFFICER:
            found = [one for one in found if one.notice is not N.NEW_OFFICER]
            if not _heard_of_us(complaint, before=event.seq):
                continue
        to = _reader(event)
        if not _answered(complaint, event.seq, notice) and recipients(
            complaint, notice, to, cause=event.seq, outside=outside
        ):
            found.append(OwedLetter(notice, event.seq, to))
    owed = (
        *found,
        *_given_up_to_be_written_anew(complaint, outside),
        *_to_who_came_late(complaint),
        *_to_members(complaint, outside),
    )
    return tuple(one for one in owed if not _overtaken(complaint, one))


def _reader(event: Event) -> str:
    """The one reader whom what follows on this entry is for; "" when it is for all it concerns."""
    return event.subject if PROCEDURE[event.action].about is About.RESPONDENT else ""


def _following(complaint: Complaint) -> Iterator[tuple[Event, Notice]]:
    """The entries that letters follow on, with each letter.

    Whichever step made somebody else the officer: who is added as respondent may be them (R23). And who steps back from
    another's case changes nothing for the complainant.
    """
    officer = ""
    for event in complaint.events:
        before, officer = officer, str(event.attributes.get("officer") or officer)
        if before and officer != before:
            yield event, N.NEW_OFFICER
        else:
            yield from ((event, notice) for notice in _follow(event) if notice is not N.NEW_OFFICER)


def _answered(complaint: Complaint, cause: int, notice: Notice) -> bool:
    """Whether this letter was prepared after that entry, or somebody said that it is not needed."""
    prepared = any(
        cause_of(event) == cause and _means(event, notice)
        for event in complaint.events
        if event.action is A.PREPARE_LETTERS
    )
    return prepared or _waived(complaint, cause, notice) > 0


def _means(event: Event, notice: Notice) -> bool:
    """Whether an entry is about this letter; one that names none is about all, and an appointment is one letter."""
    said = str(event.attributes.get("notice") or notice)
    about = appointment_of(notice)
    return said == notice or (about is not None and said in about.notices)


_OWED_TO_MEMBERS = frozenset({N.DOSSIER_TO_MEMBER, N.DOSSIER_SUPPLEMENT})
"""Owed for as long as a member does not have it (``_to_members``)."""


def _given_up_to_be_written_anew(complaint: Complaint, outside: Collection[str]) -> tuple[OwedLetter, ...]:
    """The letters that somebody gave up to write them once more, each for its own reader, until that is done or
    somebody says why not."""
    made = {one.ref: one for one in letters(complaint)}
    given_up = [
        (e.seq, made[e.subject]) for e in complaint.events if e.action is A.DROP_LETTER and e.attributes.get("anew")
    ]
    return tuple(
        OwedLetter(old.notice, old.cause, old.to)
        for seq, old in given_up
        if old.cause
        and old.notice not in _OWED_TO_MEMBERS
        and _waived(complaint, old.cause, old.notice) < seq
        and not any(one.batch > seq and (one.cause, one.to) == (old.cause, old.to) for one in made.values())
        and recipients(complaint, old.notice, old.to, cause=old.cause, outside=outside)
    )


def _waived(complaint: Complaint, cause: int, notice: Notice) -> int:
    """The entry (its seq) in which somebody said that after that one this letter is not needed; 0 while nobody did."""
    skipped = (event for event in complaint.events if event.action is A.SKIP_LETTERS and _means(event, notice))
    return max((event.seq for event in skipped if cause_of(event) == cause), default=0)


def _to_who_came_late(complaint: Complaint) -> Iterator[OwedLetter]:
    """The invitations to what is planned, and the referrals, for who was told of the complaint (R7) after the others
    got theirs: until it is prepared, or somebody says why not."""
    plan = planned(complaint)
    news = [(plan.seq, N.CONVERSATION_INVITATION)] if plan is not None else []
    to_come = hearing_to_come(complaint)
    news += [(to_come[1].seq, to_come[0].notices[0])] if to_come is not None else []
    news += [(event.seq, N.REFERRAL) for event in complaint.events if N.REFERRAL in _follow(event)]
    for cause, notice in news:
        told = [one for one in letters(complaint) if one.cause == cause and DISPATCHES[one.notice].respondents]
        told = [one for one in told if one.standing is not Standing.DROPPED]
        since = max(max((one.batch for one in told), default=complaint.version), _waived(complaint, cause, notice))
        heard = {one.to for one in told}
        late = (one.ref for one in complaint.respondents if one.ref not in heard)
        yield from (OwedLetter(notice, cause, ref) for ref in late if _told_in(complaint, ref) > since)


def _told_in(complaint: Complaint, respondent: str) -> int:
    """The entry (its seq) in which a person told this respondent; 0 while nobody did."""
    fact = first(complaint, F.INFORMED, subject=respondent)
    return recorded_in(complaint, fact).seq if fact else 0


def _to_members(complaint: Complaint, outside: Collection[str]) -> Iterator[OwedLetter]:
    """The dossier for each member outside Slack, from their own declaration (R13); what came in since; and the
    invitation to a hearing for who came after the others got theirs. Until it is prepared, or somebody says why not."""
    theirs = [ref for ref in MEMBERS if ref in outside and sits(complaint, ref)]
    to_come = hearing_to_come(complaint)
    for ref in theirs:
        had = letters_to(complaint, ref)
        cause = _heard_in(complaint, ref)
        brought = any(one.notice is N.DOSSIER_TO_MEMBER for one in had)
        if not brought and not _waived(complaint, cause, N.DOSSIER_TO_MEMBER):
            yield OwedLetter(N.DOSSIER_TO_MEMBER, cause, ref)
        if to_come is not None:
            about, plan = to_come
            invited = any(_means(e, about.notices[0]) and cause_of(e) == plan.seq for e in _prepared(complaint))
            told = any(one.cause == plan.seq for one in letters(complaint) if one.to == ref and one.batch > cause)
            if invited and not told and _waived(complaint, plan.seq, about.notices[0]) < cause:
                yield OwedLetter(about.notices[0], plan.seq, ref)
    if entries := [seq for ref in theirs for seq, _ in lacking(complaint, ref)]:
        yield OwedLetter(N.DOSSIER_SUPPLEMENT, max(entries))


def _heard_in(complaint: Complaint, ref: str) -> int:
    """The entry (its seq) from which this member may know of the case."""
    since = seated_since(complaint, ref)
    if ref == SECRETARY:
        return since
    fact = first(complaint, F.DECLARED_UNINVOLVED, subject=ref)
    return max(since, recorded_in(complaint, fact).seq) if fact else since


def _prepared(complaint: Complaint) -> Iterator[Event]:
    return (event for event in complaint.events if event.action is A.PREPARE_LETTERS)


_UNTIL: Mapping[Notice, frozenset[FactName]] = MappingProxyType(
    {
        **{notice: one.over for one in APPOINTMENTS for notice in one.notices},
        N.LATER: CONVERSATION.over,
        N.REFERRAL: frozenset({F.HEARING_HELD}),
        **dict.fromkeys((N.DOSSIER, N.DOSSIER_TO_MEMBER, N.DOSSIER_SUPPLEMENT), frozenset({F.RULED})),
        N.DOCUMENT_SHARED: frozenset({F.RULED}),
    }
)
"""With which facts a letter is no news any more."""
_AT_THE_END = frozenset({N.CLOSING, N.CLOSED_WITHOUT_CHOICE})


def _overtaken(complaint: Complaint, one: OwedLetter) -> bool:
    """Whether what it would tell is no news any more: the complaint ended since, or goes on after all; the conversation
    was held, or will not be, or at another time."""
    later = complaint.events[one.cause :]
    about = appointment_of(one.notice)
    if about is not None and any(notice in about.notices for event in later for notice in _follow(event)):
        return True
    if one.notice is N.DOCUMENT_REQUEST and any(_answers(event, complaint.events[one.cause - 1]) for event in later):
        return True
    if any(event.stage in ENDED for event in later):
        return True
    if one.notice in _AT_THE_END and any(PROCEDURE[event.action].reopens for event in later):
        return True
    return any(fact.name in _UNTIL.get(one.notice, ()) for event in later for fact in event.facts)


def _answers(event: Event, asked: Event) -> bool:
    """Whether somebody handed the document in, or refused it, or it does not matter any more (R14)."""
    over = event.action in (A.DELIVER_DOCUMENT, A.REFUSE_DOCUMENT) and event.subject == asked.subject
    return over or event.action is A.RULE


def _invited(complaint: Complaint, about: Appointment, *, before: int) -> bool:
    """Whether the parties heard of the appointment that stands before this entry."""
    said = [one for one in letters(complaint) if one.notice in about.notices and one.cause < before]
    heard = [one for one in said if one.standing is not Standing.DROPPED]
    return bool(heard) and heard[-1].notice is not about.off


def _heard_of_us(complaint: Complaint, *, before: int) -> bool:
    """Whether the complainant knows who handles the complaint: a change of that is news only then."""
    told = (F.CONTACTED, F.ACKNOWLEDGED)
    return any(fact.name in told for event in complaint.events[: before - 1] for fact in event.facts)


def _follow(event: Event) -> tuple[Notice, ...]:
    """The letters that follow on this step: not those whose sending it is."""
    named = (notice for notice in PROCEDURE[event.action].notices if notice in DISPATCHES)
    return tuple(notice for notice in named if DISPATCHES[notice].then is None)
