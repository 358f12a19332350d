"""The short posts of the ladder in the committee's own channel: a number, a term and its day, and never a name."""

from __future__ import annotations

from datetime import date

from klachtbot.domain.model import Complaint
from klachtbot.domain.terms import Deadline, Status, Term
from klachtbot.slack import blocks, labels
from klachtbot.slack.screens import urgency
from klachtbot.slack.texts import Texts
from klachtbot.usecases.delivery import Post


def reminder(complaint: Complaint, due: Deadline, today: date, t: Texts) -> Post:
    """A rung of the ladder, as it stands today."""
    sign, _ = urgency.shown(due.due_on, due.late_after, today, t)
    day = t.full_day(due.due_on)
    when = t("dat moest {day}", day=day) if due.overdue(today) else t("uiterlijk {day}", day=day)
    term = t(labels.TERMS[due.term])
    return Post(f"{complaint.label}: {term}, {when}", (blocks.say(f"{sign} `{complaint.label}` · {term} · {when}"),))


def reminded(complaint: Complaint, due: Deadline | None, term: Term, t: Texts) -> Post:
    """The same, ticked off. ``due``: as it ended; None when it is not there any more."""
    met = due is not None and due.status in (Status.MET, Status.MET_LATE)
    what, said = t(labels.TERMS[term]), t("gedaan") if met else t("niet meer nodig")
    shown = blocks.say(f"✓ ~{complaint.label} · {what}~ · {said}")
    return Post(f"{complaint.label}: {what}, {said}", (shown,))
