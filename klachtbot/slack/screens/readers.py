"""Wie keek in dit dossier? Who opened what, and when: the names of colleagues, never what they read (R21)."""

from __future__ import annotations

from collections.abc import Mapping

from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.letters import letters
from klachtbot.domain.model import Complaint, Notice, PersonId
from klachtbot.slack import blocks
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.screens.letters import TITLES
from klachtbot.slack.steps import STEPS
from klachtbot.slack.texts import N_, Texts, plain
from klachtbot.usecases.read_log import PER_PAGE, ReadLog
from klachtbot.usecases.reads import Opened, Read

LOG = "reads"
"""What the view carries, so that another page takes its place."""

WHAT: Mapping[Opened, str] = {
    Opened.CARD: N_("de klacht"),
    Opened.FORM: N_("het formulier ‘{which}’"),
    Opened.DOCUMENTS: N_("de lijst met stukken"),
    Opened.DOCUMENT: N_("stuk {which}"),
    Opened.LETTERS: N_("de lijst met brieven"),
    Opened.LETTER: N_("de brief ‘{which}’"),
    Opened.NOTICE: N_("de eigen brief, in Slack"),
    Opened.QUESTION: N_("de vraag aan de commissie"),
    Opened.REPORT: N_("de melding"),
    Opened.INSPECTION: N_("het eigen dossier (inzage)"),
    Opened.EXPORT: N_("het hele dossier als bestand"),
}


def button(complaint: Complaint, t: Texts) -> Button:
    """On the card, for who handles it."""
    return Button(t("Wie keek in dit dossier?"), "reads", f"{complaint.id}:0")


def view(log: ReadLog, names: Mapping[PersonId, str], documents: Mapping[str, int], offset: int, t: Texts) -> Block:
    """One page of the log, the newest first. ``documents``: which of the dossier each is, from 1."""
    complaint = log.complaint
    lines = [
        f"{_when(row, t)} · {plain(names.get(row.person) or t('een collega'))} · {_what(row, complaint, documents, t)}"
        for row in log.rows
    ]
    text = "\n".join(lines) if lines else t("Nog niemand opende dit dossier.")
    parts = [blocks.title(complaint.label), blocks.say(text)]
    steps = []
    if offset:
        steps.append(Button(t("Nieuwere"), "reads:newer", f"{complaint.id}:{max(0, offset - PER_PAGE)}"))
    if log.older:
        steps.append(Button(t("Oudere"), "reads:older", f"{complaint.id}:{offset + PER_PAGE}"))
    if steps:
        parts.append(blocks.buttons(*steps))
    parts.append(blocks.small(t("Wat je hier ziet, blijft staan zolang het dossier bestaat.")))
    return blocks.modal(t("Wie keek erin?"), parts, close=t("Sluiten"), metadata=LOG)


def _when(row: Read, t: Texts) -> str:
    at = row.at.astimezone(AMSTERDAM)
    return t("{day}, {time} uur", day=t.day(at.date()), time=f"{at:%H:%M}")


def _what(row: Read, complaint: Complaint, documents: Mapping[str, int], t: Texts) -> str:
    return t(WHAT[row.opened], which=_which(row, complaint, documents, t))


def _which(row: Read, complaint: Complaint, documents: Mapping[str, int], t: Texts) -> str:
    if row.opened is Opened.FORM and row.item in STEPS:
        return t(STEPS[row.item].form.heading)
    if row.opened is Opened.DOCUMENT:
        return str(documents.get(row.item, ""))
    if row.opened is Opened.LETTER:
        notice = next((one.notice for one in letters(complaint) if one.ref == row.item), None)
        return t(TITLES[notice or Notice(row.item)])
    return ""
