"""Urgency, in a sign and in words, never in a colour alone."""

from __future__ import annotations

from datetime import date

from klachtbot.domain.terms import Deadline, Status, Unit
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.slack import labels
from klachtbot.slack.texts import Texts

LATE, TODAY, TOMORROW, ON_TIME, NO_TERM, WAITS = "🔴", "🟠", "🟡", "🟢", "⚪", "⏸"


def shown(due_on: date, late_after: date | None, today: date, t: Texts) -> tuple[str, str]:
    """Sign and words of a term that runs: ("🟢", "uiterlijk di 8 dec").

    ``late_after`` is None for a soft term, which is never late. Between the two dates it asks for attention (R5).
    """
    if late_after is not None and today > late_after:
        return LATE, t.when(late_after, today)
    if today > due_on:
        return TODAY, t("vraagt aandacht")
    return {0: TODAY, 1: TOMORROW}.get((due_on - today).days, ON_TIME), t.when(due_on, today)


def of(deadline: Deadline, today: date, t: Texts) -> str:
    """Sign, date and distance of one deadline: "🟢 uiterlijk do 26 nov (nog 2 werkdagen)"."""
    if deadline.status is Status.WAITING:
        return f"{WAITS} {words(deadline, today, t)}"
    sign, when = shown(deadline.due_on, deadline.late_after, today, t)
    left = distance(deadline.due_on, deadline.unit, WorkCalendar(deadline.days), today, t)
    return f"{sign} {when} ({left})" if left else f"{sign} {when}"


def words(deadline: Deadline, today: date, t: Texts) -> str:
    """The same without sign and distance, for in a sentence."""
    if deadline.status is Status.WAITING:
        return t("wacht, reden: {reason}", reason=t(labels.WAITING_FOR[deadline.reason]))
    return shown(deadline.due_on, deadline.late_after, today, t)[1]


def distance(due_on: date, unit: Unit, calendar: WorkCalendar, today: date, t: Texts) -> str:
    """How far away it is, in the unit of the term; "" when it is today, tomorrow or past."""
    days = (due_on - today).days
    if days <= 1:
        return ""
    if unit in (Unit.DAYS, Unit.AGREED):
        return t.n("nog {count} dag", "nog {count} dagen", days)
    count = calendar.between(max(today, calendar.off.first), due_on)
    return t.n("nog {count} werkdag", "nog {count} werkdagen", count)
