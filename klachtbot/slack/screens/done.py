"""After a step: what was recorded, and what comes next by when."""

from __future__ import annotations

from datetime import date

from klachtbot.domain.model import Complaint
from klachtbot.domain.terms import owed
from klachtbot.slack import blocks
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.screens import card, reckoning
from klachtbot.slack.texts import Texts


def registered(complaint: Complaint, today: date, t: Texts) -> Block:
    """A complaint got its number: its first deadline, explained day by day."""
    number = str(complaint.number)
    parts: list[Block] = [
        blocks.title(t("Vastgelegd: {number}", number=number)),
        *card.now(complaint, today, t),
    ]
    first = next(iter(owed(complaint)), None)
    if first is not None:
        parts += reckoning.why(first, t)
    parts.append(
        blocks.buttons(
            Button(t("Klacht bekijken"), f"open:{number}", complaint.id, primary=True),
            Button(t("Later aanvullen"), "supplement", complaint.id),
        )
    )
    return blocks.modal(t("Klacht vastgelegd"), parts, close=t("Klaar"))


def supplemented(complaint: Complaint, today: date, t: Texts) -> Block:
    """More was recorded about a complaint."""
    return blocks.modal(
        t("Aanvulling vastgelegd"),
        (
            blocks.say(t("Vastgelegd bij {number}.", number=f"`{complaint.number}`")),
            blocks.say(card.next_step(complaint, today, t)),
        ),
        close=t("Klaar"),
    )
