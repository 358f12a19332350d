"""Rows that follow from the entries of a dossier: indexes, rewritten with each entry and checked by ``verify``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from klachtbot.domain.model import Complaint, ComplaintId, FactName
from klachtbot.domain.nudging import first_look
from klachtbot.domain.people import deputy_of, marks
from klachtbot.domain.retention import ended_on
from klachtbot.domain.steps import ENDED
from klachtbot.domain.terms import Deadline, running, still_owed
from klachtbot.storage import tables


def columns_of(complaint: Complaint, terms: Sequence[Deadline]) -> dict[str, Any]:
    """What the row of ``complaints`` says that follows from the entries; ``terms`` are those that run."""
    registered_on = next((fact.on for fact in complaint.facts if fact.name is FactName.REGISTERED), None)
    closed = complaint.stage in ENDED
    first = next(iter(still_owed(terms)), None)
    waits = not closed and any(fact.name is FactName.SAFETY_HOLD for fact in complaint.facts)
    return {
        "id": complaint.id,
        "stage": complaint.stage.value,
        "officer": complaint.officer,
        "deputy": None if closed else deputy_of(complaint),
        "received_on": complaint.received_on,
        "registered_on": registered_on,
        "closed_on": ended_on(complaint) if closed else None,
        "is_open": complaint.number is not None and not closed,
        "urgent_on": tables.AT_ONCE if waits else first.due_on if first else tables.NO_TERM,
        "next_term": first.term.value if first else None,
        "next_subject": first.subject if first else None,
        "next_due_on": first.due_on if first else None,
        "next_last_working_day": first.last_working_day if first else None,
        "next_late_after": first.late_after if first else None,
        "next_status": first.status.value if first else None,
        "event_count": complaint.version,
    }


def look_at(complaint: Complaint, terms: Sequence[Deadline]) -> datetime | None:
    """When it is looked at for nudges: after a change at once, because somebody may have put off what still runs."""
    found, now = first_look(terms), complaint.events[-1].at
    return min(found, now) if found is not None and complaint.events[0].at != now else found


def denials_of(complaint: Complaint) -> list[dict[str, Any]]:
    """The rows of ``denials`` that belong to this dossier."""
    return [{"mark": mark, "complaint": complaint.id} for mark in sorted(marks(complaint))]


def deadlines_of(complaint: Complaint) -> list[dict[str, Any]]:
    """The rows of ``deadlines`` that belong to this dossier."""
    return deadline_rows(complaint.id, running(complaint))


def deadline_rows(id: ComplaintId, terms: Sequence[Deadline]) -> list[dict[str, Any]]:
    """The same, of terms that were reckoned already."""
    return [
        {
            "complaint": id,
            "term": term.term.value,
            "subject": term.subject,
            "rule": term.rule,
            "started_on": term.started_on,
            "due_on": term.due_on,
            "last_working_day": term.last_working_day,
            "late_after": term.late_after,
            "met_on": term.met_on,
            "status": term.status.value,
        }
        for term in terms
    ]
