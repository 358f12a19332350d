"""What parties are invited to, the conversation and the hearings: which entries plan each, and its letters.

Of the letters about one appointment only the last word is owed, and only what the reader needs: no change of what they
never heard of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.model import Action, Complaint, Event, FactName, Notice

A, F, N = Action, FactName, Notice


@dataclass(frozen=True, slots=True)
class Appointment:
    """``kind`` names it in a calendar; ``notices`` are its letters, the first the invitation and ``off`` the one that
    calls it off; ``over`` the facts from which it is no news any more."""

    kind: str
    notices: tuple[Notice, ...]
    plans: frozenset[Action]
    held: FactName
    over: frozenset[FactName]
    off: Notice | None = None


CONVERSATION = Appointment(
    "conversation",
    (N.CONVERSATION_INVITATION, N.CONVERSATION_CHANGE, N.CONVERSATION_CANCELLATION),
    frozenset({A.PLAN_CONVERSATION, A.MOVE_CONVERSATION}),
    F.CONVERSATION_HELD,
    frozenset({F.CONVERSATION_HELD, F.CONVERSATION_FAILED, F.SOLVED}),
    N.CONVERSATION_CANCELLATION,
)
HEARING = Appointment(
    "hearing",
    (N.HEARING_INVITATION,),  # moved: the same letter, which says what it was before
    frozenset({A.PLAN_HEARING, A.MOVE_HEARING}),
    F.HEARING_HELD,
    frozenset({F.HEARING_HELD}),
)
SECOND_HEARING = Appointment(
    "second_hearing",
    (N.SECOND_HEARING_INVITATION, N.SECOND_HEARING_CANCELLATION),
    frozenset({A.PLAN_SECOND_HEARING}),
    F.SECOND_HEARING_HELD,
    frozenset({F.SECOND_HEARING_HELD, F.RULED}),
    N.SECOND_HEARING_CANCELLATION,
)
APPOINTMENTS = (CONVERSATION, HEARING, SECOND_HEARING)

_OF = {notice: one for one in APPOINTMENTS for notice in one.notices}


def appointment_of(notice: Notice) -> Appointment | None:
    """The appointment this letter is about."""
    return _OF.get(notice)


def plans(complaint: Complaint, one: Appointment, until: int = 0) -> tuple[Event, ...]:
    """The entries that said when and where it is to be, up to that one (its seq; 0: all)."""
    return tuple(event for event in complaint.events[: until or None] if event.action in one.plans)


def hearing_to_come(complaint: Complaint) -> tuple[Appointment, Event] | None:
    """The hearing that is planned and not held yet, with the entry that last said when."""
    facts = {fact.name for fact in complaint.facts}
    if F.SECOND_HEARING_OPEN in facts:
        return SECOND_HEARING, plans(complaint, SECOND_HEARING)[-1]
    if F.HEARING_PLANNED in facts and F.HEARING_HELD not in facts:
        return HEARING, plans(complaint, HEARING)[-1]
    return None


def hours_of(plan: Event) -> tuple[datetime, datetime]:
    """From when until when what this entry plans lasts, in Amsterdam: from nine, and an hour, unless it says so."""
    said = plan.attributes
    starts = datetime.fromisoformat(f"{said['planned_for']}T{said.get('time') or '09:00'}").replace(tzinfo=AMSTERDAM)
    return starts, starts + timedelta(minutes=int(str(said.get("minutes") or 60)))
