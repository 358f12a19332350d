"""Who may come to a hearing, who may have a document, and whose step it is: lists of an opened dossier, by name."""

from __future__ import annotations

from klachtbot.domain.dossier import panel, secretary
from klachtbot.domain.model import Complaint, Seat
from klachtbot.domain.parties import parties
from klachtbot.slack import labels
from klachtbot.slack.fields import Option
from klachtbot.slack.screens import asked
from klachtbot.slack.texts import Texts, shorten

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
