"""R6: whether the acknowledgement without contact may leave by itself, and when.

The mail server, the settings and the letter itself are asked elsewhere (``usecases.acknowledge_by_itself``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from klachtbot.domain import errors
from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.letters import Audience, letters, under_way
from klachtbot.domain.model import Action, Complaint, Event, FactName, Notice, Role, Stage
from klachtbot.domain.parties import parties
from klachtbot.domain.procedure import refusal
from klachtbot.domain.readers import recipients
from klachtbot.domain.terms import Deadline, Status, Term, running
from klachtbot.domain.workdays import WorkCalendar

F = FactName
STEP, LETTER = Action.ACKNOWLEDGE_WITHOUT_CONTACT, Notice.ACKNOWLEDGEMENT_WITHOUT_CONTACT
CLOCK = frozenset({Role.SYSTEM})


class Bar(StrEnum):
    """Why it waits for a person."""

    UNREGISTERED = "unregistered"  # it is a report still
    SAFETY = "safety"  # it cannot wait, so a person decides what is sent
    HELD = "held"  # somebody said "tegenhouden"
    SUBJECT = "subject"  # what it is about is not known in one sentence
    UNSAFE = "unsafe"  # nobody said that e-mail is what they chose, and safe
    ADDRESSEE = "addressee"  # to whom it goes, or to which address, is not sure
    OFF = "off"  # the organisation sends none by itself
    NO_MAIL = "no_mail"  # there is no mail server
    GIVEN_UP = "given_up"  # it was written before, and did not go
    LETTER = "letter"  # something in the letter forbids it (R5, R24)
    CLOSED = "closed"  # the step cannot be taken at all


_BY_FACT: Mapping[FactName, Bar] = {
    F.SAFETY_HOLD: Bar.SAFETY,
    F.ACKNOWLEDGEMENT_HELD: Bar.HELD,
    F.SUMMARISED: Bar.SUBJECT,
    F.SAFE_MAIL: Bar.UNSAFE,
}


def due(complaint: Complaint) -> Deadline | None:
    """The term of an acknowledgement without contact that has still to be sent; None when there is none, or somebody
    reached the complainant, or the letter is on its way."""
    found = next((one for one in running(complaint) if one.term is Term.ACKNOWLEDGEMENT), None)
    if found is None or found.rule != "R6" or found.status not in (Status.RUNNING, Status.WAITING):
        return None
    return None if under_way(complaint, STEP) else found


def bar(complaint: Complaint, deadline: Deadline) -> Bar | None:
    """What in this dossier (opened) keeps the clock from sending it on the day it is due; None: nothing does."""
    if complaint.stage is Stage.REPORTED:
        return Bar.UNREGISTERED
    refused = refusal(complaint, STEP, CLOCK, deadline.due_on)
    if isinstance(refused, errors.AlreadyDone):
        return _BY_FACT.get(refused.fact, Bar.CLOSED)
    if isinstance(refused, errors.Missing):
        return next((_BY_FACT[name] for name in refused.facts if name in _BY_FACT), Bar.CLOSED)
    if refused is not None:
        return Bar.CLOSED
    if any(one.notice is LETTER for one in letters(complaint)):
        return Bar.GIVEN_UP
    return _way(complaint)


def stopped(complaint: Complaint) -> bool:
    """Whether one that was made by itself, and has still to go, is not to go after all: somebody held it, reached the
    complainant, or ended the complaint since."""
    return any(fact.name in _STOPS for fact in complaint.facts)


_STOPS = frozenset({F.ACKNOWLEDGEMENT_HELD, F.SAFETY_HOLD, F.CONTACTED, F.CLOSED, F.WITHDRAWN, F.SENT_ELSEWHERE})


def leaves_at(deadline: Deadline, announced_at: datetime, hour: time, calendar: WorkCalendar) -> datetime:
    """From when on (UTC) it leaves: at this hour of Amsterdam on the day it is due, or the first working day on which
    that hour comes after it was announced: nothing leaves before people could hold it."""
    day = calendar.working_day_from(deadline.last_working_day)
    while (at := _instant(day, hour)) <= announced_at:
        day = calendar.nth_working_day(day, 1)
    return at


def _instant(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, AMSTERDAM).astimezone(UTC)


# To the right person, by the way they chose --------------------------------------------------------------------------

SAFE_MAIL = "safe_mail"
_ADDRESSEE_CODES = ("letters_to", "representative_kind", SAFE_MAIL)
_ADDRESSEE_WORDS = ("contact", "representative", "representative_contact")
_CHILD = ("under_12", "12_15")


def _way(complaint: Complaint) -> Bar | None:
    """What is not sure about the way it goes. E-mail was called safe for who gets it now: whatever was said later about
    them makes it unsure. A representative who is known was chosen or passed over on purpose, and nobody under sixteen
    gets it alone."""
    said = [_Said.of(event) for event in complaint.events]
    last = max((n for n, one in enumerate(said) if one.safe is not None), default=None)
    if last is None or not said[last].safe:
        return Bar.UNSAFE
    right = _addressee_is_right(complaint) and not any(one.addressee for one in said[last + 1 :])
    return None if right else Bar.ADDRESSEE


def _addressee_is_right(complaint: Complaint) -> bool:
    known = parties(complaint)
    if (known.representative or known.representative_kind) and not known.letters_to:
        return False
    to = {one.audience for one in recipients(complaint, LETTER)}
    if Audience.REPRESENTATIVE in to and not known.representative:
        return False
    return bool(to) and not (to == {Audience.COMPLAINANT} and known.age_band in _CHILD)


@dataclass(frozen=True, slots=True)
class _Said:
    """What an entry says: that e-mail is ``safe`` (None: nothing of it), and anything about the ``addressee``."""

    safe: bool | None
    addressee: bool

    @classmethod
    def of(cls, event: Event) -> _Said:
        safe = event.attributes.get(SAFE_MAIL)
        return cls(safe if isinstance(safe, bool) else None, any(_told(event)))


def _told(event: Event) -> Iterator[bool]:
    details = event.details or {}
    yield from (bool(event.attributes.get(key)) for key in _ADDRESSEE_CODES)
    yield from (bool(details.get(key)) for key in _ADDRESSEE_WORDS)
