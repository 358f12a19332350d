"""Which letters are owed: those that follow on a step and are neither prepared nor given up, while they are news."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from klachtbot.domain.dossier import first, planned, recorded_in
from klachtbot.domain.letters import APPOINTMENT, DISPATCHES, Standing, cause_of, letters, recipients
from klachtbot.domain.model import Action, Complaint, Event, FactName, Notice
from klachtbot.domain.steps import ENDED, PROCEDURE

A, F, N = Action, FactName, Notice


@dataclass(frozen=True, slots=True)
class OwedLetter:
    """A letter that follows on an entry (``cause``, its seq) and is not prepared yet."""

    notice: Notice
    cause: int
    about: str = ""


def owed_letters(complaint: Complaint) -> tuple[OwedLetter, ...]:
    """The letters that follow on a step and are neither prepared, given up nor overtaken, oldest first."""
    found: list[OwedLetter] = []
    for event, notice in _following(complaint):
        if notice in APPOINTMENT:
            found = [one for one in found if one.notice not in APPOINTMENT]
            if not _invited(complaint, before=event.seq):
                if notice is N.CONVERSATION_CANCELLATION:
                    continue
                notice = N.CONVERSATION_INVITATION
        if notice is N.NEW_OFFICER:
            found = [one for one in found if one.notice is not N.NEW_OFFICER]
            if not _heard_of_us(complaint, before=event.seq):
                continue
        if not _answered(complaint, event.seq, notice) and recipients(complaint, notice, event.subject):
            found.append(OwedLetter(notice, event.seq, event.subject))
    owed = (*found, *_given_up_to_be_written_anew(complaint), *_to_who_came_late(complaint))
    return tuple(one for one in owed if not _overtaken(complaint, one))


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
    return said == notice or {said, notice} <= {*APPOINTMENT}


def _given_up_to_be_written_anew(complaint: Complaint) -> tuple[OwedLetter, ...]:
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
        and _waived(complaint, old.cause, old.notice) < seq
        and not any(one.batch > seq and (one.cause, one.to) == (old.cause, old.to) for one in made.values())
        and recipients(complaint, old.notice, old.to)
    )


def _waived(complaint: Complaint, cause: int, notice: Notice) -> int:
    """The entry (its seq) in which somebody said that after that one this letter is not needed; 0 while nobody did."""
    skipped = (event for event in complaint.events if event.action is A.SKIP_LETTERS and _means(event, notice))
    return max((event.seq for event in skipped if cause_of(event) == cause), default=0)


def _to_who_came_late(complaint: Complaint) -> Iterator[OwedLetter]:
    """The invitations to the conversation that is planned, and the referrals, for who was told of the complaint (R7)
    after the others got theirs: until it is prepared, or somebody says why not."""
    plan = planned(complaint)
    news = [(plan.seq, N.CONVERSATION_INVITATION)] if plan is not None else []
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


_TALKED = frozenset({F.CONVERSATION_HELD, F.CONVERSATION_FAILED, F.SOLVED})
_UNTIL: Mapping[Notice, frozenset[FactName]] = MappingProxyType(
    {
        **dict.fromkeys((*APPOINTMENT, N.LATER), _TALKED),
        N.REFERRAL: frozenset({F.HEARING_HELD}),
        N.DOSSIER: frozenset({F.RULED}),
    }
)
"""With which facts a letter is no news any more."""
_AT_THE_END = frozenset({N.CLOSING, N.CLOSED_WITHOUT_CHOICE})


def _overtaken(complaint: Complaint, one: OwedLetter) -> bool:
    """Whether what it would tell is no news any more: the complaint ended since, or goes on after all; the conversation
    was held, or will not be, or at another time."""
    later = complaint.events[one.cause :]
    if one.notice in APPOINTMENT and any(notice in APPOINTMENT for event in later for notice in _follow(event)):
        return True
    if any(event.stage in ENDED for event in later):
        return True
    if one.notice in _AT_THE_END and any(PROCEDURE[event.action].reopens for event in later):
        return True
    return any(fact.name in _UNTIL.get(one.notice, ()) for event in later for fact in event.facts)


def _invited(complaint: Complaint, *, before: int) -> bool:
    """Whether the parties heard of the appointment that stands before this entry."""
    said = [one for one in letters(complaint) if one.notice in APPOINTMENT and one.cause < before]
    heard = [one for one in said if one.standing is not Standing.DROPPED]
    return bool(heard) and heard[-1].notice is not N.CONVERSATION_CANCELLATION


def _heard_of_us(complaint: Complaint, *, before: int) -> bool:
    """Whether the complainant knows who handles the complaint: a change of that is news only then."""
    told = (F.CONTACTED, F.ACKNOWLEDGED)
    return any(fact.name in told for event in complaint.events[: before - 1] for fact in event.facts)


def _follow(event: Event) -> tuple[Notice, ...]:
    """The letters that follow on this step: not those whose sending it is."""
    named = (notice for notice in PROCEDURE[event.action].notices if notice in DISPATCHES)
    return tuple(notice for notice in named if DISPATCHES[notice].then is None)
