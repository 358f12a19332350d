"""Opening a notice: the letter a respondent finds behind the button of a neutral message (R7)."""

from __future__ import annotations

from klachtbot.domain.model import ComplaintId
from klachtbot.slack.desk import Answer, Nothing, Visit
from klachtbot.slack.screens import notice as screen
from klachtbot.usecases import access
from klachtbot.usecases.notice import open_notice


def on_notice(visit: Visit) -> Answer:
    """The button of the message ("complaint:letter"): the letter, for whom it was written to, and for nobody else."""
    id, _, letter = visit.value.partition(":")
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        found = open_notice(uow, person, ComplaintId(id), letter)
    visit.show(screen.view(found, visit.t))
    return Nothing()
