"""Where people begin: the menu of a bare `/klacht`, the Home tab, and the message that a case was registered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from klachtbot.domain.model import Complaint
from klachtbot.slack import blocks
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.screens import card, cases
from klachtbot.slack.texts import Texts
from klachtbot.usecases.delivery import Post
from klachtbot.usecases.ports import Page

ON_HOME = 20


def menu(t: Texts, *, officer: bool, unknown: str = "", commands: Sequence[tuple[str, str]]) -> tuple[Block, ...]:
    """What this person may do now, as buttons; below them the same as commands."""
    row = [Button(t("Termijnen uitrekenen"), "terms")]
    if officer:
        row = [Button(t("Nieuwe klacht"), "new", primary=True), Button(t("Mijn klachten"), "list:menu"), *row]
    head = t("Wat wil je doen?")
    parts = [blocks.say(f"*{head}*"), blocks.buttons(*row)]
    if unknown:
        parts.insert(0, blocks.say(t("Dat ken ik niet. Kies hieronder, of typ een van deze opdrachten.")))
    parts.append(blocks.small(*(f"`/klacht {name}` {summary}" for name, summary in commands)))
    return tuple(parts)


def home_of_officer(page: Page, today: date, t: Texts) -> Block:
    """What is owed, most urgent first, and the buttons to begin with."""
    parts: list[Block] = [
        blocks.title(t("Jouw klachten")),
        blocks.buttons(
            Button(t("Nieuwe klacht"), "new", primary=True),
            Button(t("Termijnen uitrekenen"), "terms"),
            Button(t("Vernieuwen"), "home"),
        ),
        blocks.line(),
    ]
    if page.total:
        parts.append(blocks.say(t.n("*{count} open klacht*", "*{count} open klachten*", page.total)))
        parts += cases.rows(page.rows, today, t)
    else:
        parts.append(blocks.say(t("Er staat niets open.")))
    if page.total > len(page.rows):
        parts.append(blocks.buttons(Button(t("Alles tonen"), "all", "0")))
    return blocks.home(parts)


def home_of_others(t: Texts) -> Block:
    """For who handles no complaints: what the bot is for."""
    return blocks.home(
        (
            blocks.title(t("Klachtbot")),
            blocks.say(
                t("Met Klachtbot behandelen de coördinatoren klachten volgens de klachtenregeling. Je kunt hier "
                  "uitrekenen welke termijnen er gelden.")
            ),
            blocks.buttons(Button(t("Termijnen uitrekenen"), "terms")),
        )
    )  # fmt: skip


def registered(complaint: Complaint, today: date, t: Texts) -> Post:
    """To the officer: a case was registered. Number, step and date; the rest opens on request."""
    text = t("{number} is geregistreerd.", number=complaint.number) + " " + card.next_step(complaint, today, t)
    shown = t("{number} is geregistreerd.", number=f"`{complaint.number}`") + " " + card.next_step(complaint, today, t)
    return Post(text, (blocks.say(shown, Button(t("Openen"), f"open:{complaint.number}", complaint.id)),))
