"""Until when a dossier is kept (R21): on the card of a complaint that ended, and in the message a month before."""

from __future__ import annotations

from datetime import date

from klachtbot.domain.model import Action, Complaint
from klachtbot.domain.retention import Retention, held, kept_until
from klachtbot.slack import blocks
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.texts import Texts
from klachtbot.usecases.delivery import Post


def on_card(complaint: Complaint, retention: Retention, t: Texts) -> list[Block]:
    """Nothing while the complaint is open."""
    last_day = kept_until(complaint, retention)
    if last_day is None:
        return []
    if held(complaint):
        return [blocks.small(t("Dit dossier blijft bewaard tot iemand zegt dat het niet meer nodig is."))]
    if not retention.confirmed:
        return [blocks.small(t("Hoe lang dit dossier bewaard blijft, is nog niet gekozen. Het wordt niet vernietigd."))]
    return [blocks.small(t("Bewaard tot en met {day}. Daarna wordt dit dossier vernietigd.", day=t.full_day(last_day)))]


def warning(complaint: Complaint, last_day: date, t: Texts) -> Post:
    """To who handles it: the number and the day, and how to keep it."""
    text = t(
        "{case}: dit dossier wordt na {day} vernietigd. Dat kan niemand ongedaan maken.",
        case=complaint.label,
        day=t.full_day(last_day),
    )
    look = Button(t("Bekijken"), f"open:{complaint.label}", complaint.id)
    keep = Button(t("Langer bewaren"), "step:keep", f"{Action.KEEP_LONGER}:{complaint.id}:")
    return Post(text, (blocks.say(text), blocks.buttons(look, keep)))
