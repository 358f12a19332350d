"""Who may come to a hearing, who may have a document, and whose step it is: lists of an opened dossier, by name.

And what who handles the case hears of a hearing, without a name.
"""

from __future__ import annotations

from datetime import date

from klachtbot.domain.dossier import panel, planned_hearing, secretary
from klachtbot.domain.model import Complaint, Seat
from klachtbot.domain.parties import parties
from klachtbot.slack import blocks, labels
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.fields import Option
from klachtbot.slack.screens import asked
from klachtbot.slack.texts import N_, Texts, shorten
from klachtbot.usecases.delivery import File, Post

COMPLAINANT, REPRESENTATIVE, SECRETARY, OFFICER, OTHER = (
    "complainant",
    "representative",
    "secretary",
    "officer",
    "other",
)
"""Codes beside the refs of respondents and the seats."""

_TICKS = 10


def seats(complaint: Complaint, t: Texts) -> tuple[Option, ...]:
    """The seats somebody sits on; all three while nobody does."""
    taken = panel(complaint) or dict.fromkeys(Seat, "")
    return tuple(Option(seat.value, t(labels.SEATS[seat]).capitalize()) for seat in Seat if seat in taken)


def holders(complaint: Complaint, t: Texts) -> tuple[Option, ...]:
    """Who may have a document the committee asks for."""
    known = parties(complaint)
    return (
        Option(OFFICER, t("De behandelaar")),
        Option(COMPLAINANT, shorten(known.complainant or t("Wie de klacht indient"), 75)),
        *asked.respondents(complaint, t)[:90],
        Option(OTHER, t("Iemand anders")),
    )


def who_may_come(complaint: Complaint, t: Texts) -> tuple[Option, ...]:
    """Who may appear at a hearing: as many as Slack lets tick; who is left out is typed."""
    known = parties(complaint)
    first = [Option(COMPLAINANT, shorten(known.complainant or t("Wie de klacht indient"), 75))]
    if known.representative:
        first.append(Option(REPRESENTATIVE, shorten(known.representative, 75)))
    last = [*seats(complaint, t), *([Option(SECRETARY, t("Secretaris"))] if secretary(complaint) else [])]
    return (*first, *asked.respondents(complaint, t)[: _TICKS - len(first) - len(last)], *last)


# For one's own calendar -----------------------------------------------------------------------------------------------

CALENDAR = N_("Zet in mijn agenda")
SUMMARY = N_("Afspraak met {organisation}")
"""What stands in a calendar: it shows on the screen of a phone."""


def calendar_comes(t: Texts) -> Block:
    text = t("De zitting komt zo als bericht van klachtbot. Open het bestand: dan staat die in de agenda.")
    return blocks.modal(t("In de agenda"), (blocks.say(text),), close=t("Sluiten"))


def no_hearing(t: Texts) -> Block:
    return blocks.modal(t("In de agenda"), (blocks.say(t("Er is nu geen zitting gepland.")),), close=t("Sluiten"))


def for_calendar(complaint: Complaint, content: bytes, t: Texts) -> File:
    title = t("{number}, zitting", number=complaint.label)
    text = t("Open dit bestand: dan staat de zitting in de agenda. Na 24 uur halen wij het hier weer weg.")
    return File(f"{title}.ics", title, text, content)


# To who handles the case ----------------------------------------------------------------------------------------------

_PLANNED = N_("{case}: de zitting is op {day}. Stuur nu de uitnodigingen.")
_CANCELLED = N_("{case}: de tweede zitting gaat niet door. Laat dat beide partijen weten.")


def planned(complaint: Complaint, today: date, t: Texts) -> Post | None:
    """That both parties are to be invited; None when no hearing is planned any more."""
    plan = planned_hearing(complaint)
    if plan is None:
        return None
    return _message(complaint, _PLANNED, t, day=t.day(date.fromisoformat(str(plan.attributes["planned_for"]))))


def cancelled(complaint: Complaint, today: date, t: Texts) -> Post | None:
    """That both parties are to hear it is off; None when another day was chosen since."""
    return None if planned_hearing(complaint) is not None else _message(complaint, _CANCELLED, t)


def _message(complaint: Complaint, text: str, t: Texts, *, day: str = "") -> Post:
    button = Button(t("Openen"), f"open:{complaint.label}", complaint.id, primary=True)
    shown = blocks.say(t(text, case=f"`{complaint.label}`", day=day), button)
    return Post(t(text, case=complaint.label, day=day), (shown,))
