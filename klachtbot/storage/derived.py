"""Rows that follow from the entries of a dossier: indexes, rewritten with each entry and checked by ``verify``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from klachtbot.domain.model import Complaint, ComplaintId
from klachtbot.domain.people import marks
from klachtbot.domain.terms import Deadline, running


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
