"""What is done because of a complaint (R18, R25): by whom, by when, and what came of it. On screen an "actie".

One comes from the advice of a ruling or from closing, or is thought of later. It is owed until it is done, or dropped
with a reason, also after the complaint is closed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from klachtbot.domain.dossier import first, recorded_in
from klachtbot.domain.model import Complaint, Event, Fact, FactName, PersonId


class State(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Improvement:
    """``ref`` ("a1") is stable within the dossier. ``text`` says what is done, ``ended_with`` what came of it or why it
    is dropped; both are "" of a dossier that was not opened."""

    ref: str
    owner: PersonId
    planned_on: date
    due_on: date
    state: State
    ended_on: date | None = None
    text: str = field(default="", repr=False)
    ended_with: str = field(default="", repr=False)


_ENDS = {FactName.IMPROVEMENT_DONE: (State.DONE, "result"), FactName.IMPROVEMENT_DROPPED: (State.DROPPED, "reason")}


def improvements(complaint: Complaint) -> tuple[Improvement, ...]:
    """All of them, the oldest first."""
    return tuple(_read(complaint, fact) for fact in complaint.facts if fact.name is FactName.IMPROVEMENT_PLANNED)


def refs(complaint: Complaint) -> tuple[str, ...]:
    """What each is called: "a1", "a2", …"""
    return tuple(fact.subject for fact in complaint.facts if fact.name is FactName.IMPROVEMENT_PLANNED)


def next_ref(complaint: Complaint) -> str:
    return f"a{len(refs(complaint)) + 1}"


def owned(complaint: Complaint, person: PersonId) -> tuple[str, ...]:
    """Those that are this person's, also when they are done."""
    return tuple(one.ref for one in improvements(complaint) if one.owner == person)


def _read(complaint: Complaint, fact: Fact) -> Improvement:
    event = recorded_in(complaint, fact)
    ended = first(complaint, *_ENDS, subject=fact.subject)
    state, key = _ENDS[ended.name] if ended else (State.OPEN, "")
    return Improvement(
        fact.subject,
        PersonId(str(event.attributes["action_owner"])),
        fact.on,
        date.fromisoformat(str(event.attributes["action_due"])),
        state,
        ended.on if ended else None,
        _said(event, "action"),
        _said(recorded_in(complaint, ended), key) if ended else "",
    )


def _said(event: Event, key: str) -> str:
    return str((event.details or {}).get(key) or "")
