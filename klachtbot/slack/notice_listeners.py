"""Opening a notice: the letter a respondent finds behind the button of a neutral message (R7)."""

from __future__ import annotations

from klachtbot.domain.model import ComplaintId
from klachtbot.slack.desk import Answer, Nothing, Visit
from klachtbot.slack.screens import notice as screen
from klachtbot.usecases import access, read_log
from klachtbot.usecases.notice import open_notice
from klachtbot.usecases.reads import Opened


def on_notice(visit: Visit) -> Answer:
    """The button of the message ("complaint:letter"): the letter, for whom it was written to, and for nobody else."""
    id, _, letter = visit.value.partition(":")
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        found = open_notice(uow, person, ComplaintId(id), letter)
    read_log.opened(visit.desk.units, person, ComplaintId(id), Opened.NOTICE, letter)
    visit.show(screen.view(found, visit.t))
    return Nothing()
