"""What stands in a field when its form opens: the likely answer, from what the dossier knows. One small function each;
a row of a form says which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from klachtbot.domain.dossier import planned
from klachtbot.domain.model import Action, Complaint, Event, Json
from klachtbot.domain.parties import parties, respondent_names
from klachtbot.slack.fields import Value
from klachtbot.slack.steps.row import Begin


def always(value: Value) -> Begin:
    """The same in every case."""
    return lambda complaint, subject, today: value


def latest(key: str) -> Begin:
    """What the dossier last said under this key of its details."""
    return lambda complaint, subject, today: _latest(complaint.events, key)


def report(key: str) -> Begin:
    """A part of the report as it was last written: a part that was left out then is empty now."""

    def begin(complaint: Complaint, subject: str, today: date) -> Value:
        written = [event for event in complaint.events if event.action is Action.WRITE_REPORT]
        return _latest(written[-1:], key)

    return begin


def _latest(events: Sequence[Event], key: str) -> str:
    said = [str(value) for event in events if (value := (event.details or {}).get(key))]
    return said[-1] if said else ""


def complainant(complaint: Complaint, subject: str, today: date) -> Value:
    return parties(complaint).complainant


def contact_details(complaint: Complaint, subject: str, today: date) -> Value:
    return parties(complaint).contact


def respondent(complaint: Complaint, subject: str, today: date) -> Value:
    """What this respondent is called."""
    return respondent_names(complaint).get(subject, "")


def planned_day(complaint: Complaint, subject: str, today: date) -> Value:
    """The day of the planned conversation."""
    return _planned(complaint, lambda event: _day(event.attributes.get("planned_for")))


def held_on(complaint: Complaint, subject: str, today: date) -> Value:
    """The planned day when it has come, else today."""
    day = planned_day(complaint, subject, today)
    return day if isinstance(day, date) and day <= today else today


def planned_code(key: str, otherwise: Value = "") -> Begin:
    """A code of the planned conversation: its time, how long it takes, who comes."""

    def begin(complaint: Complaint, subject: str, today: date) -> Value:
        return _planned(complaint, lambda event: _value(event.attributes.get(key))) or otherwise

    return begin


def planned_words(key: str) -> Begin:
    """What was typed about the planned conversation: its place, who else comes."""
    return lambda complaint, subject, today: _planned(
        complaint, lambda event: str((event.details or {}).get(key) or "")
    )


def _planned(complaint: Complaint, read: Callable[[Event], Value]) -> Value:
    event = planned(complaint)
    return None if event is None else read(event)


def _day(value: Json) -> Value:
    return date.fromisoformat(str(value)) if value else None


def _value(value: Json) -> Value:
    return tuple(str(one) for one in value) if isinstance(value, list) else str(value or "")
