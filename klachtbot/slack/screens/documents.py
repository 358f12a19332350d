"""Stukken: what is in the dossier, and may who the complaint is about read it. A name is shown as it was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from klachtbot.domain.model import Complaint
from klachtbot.slack import blocks
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.texts import N_, Texts, shorten
from klachtbot.usecases.documents import DocumentKind, DocumentRow, DocumentState, Reading

ON_CARD = 4
"""As many as fit on a card beside the rest; the newest."""

IN_VIEW = 90

# Without the mails: what one says is the letter it carries.
KINDS: Mapping[DocumentKind, str] = {
    DocumentKind.LETTER: N_("onze brief"),
    DocumentKind.COMPLAINT: N_("de klacht zelf"),
    DocumentKind.CORRESPONDENCE: N_("brief of mail van anderen"),
    DocumentKind.REACTION: N_("reactie van de beklaagde"),
    DocumentKind.REPORT: N_("verslag"),
    DocumentKind.RULING: N_("uitspraak"),
    DocumentKind.AUTHORISATION: N_("machtiging"),
    DocumentKind.OTHER: N_("ander stuk"),
}

READINGS: Mapping[Reading, str] = {
    Reading.WHOLE: N_("de beklaagde mag dit lezen"),
    Reading.SHIELDED: N_("de beklaagde leest een afgeschermde versie"),
    Reading.WITHHELD: N_("de beklaagde mag dit niet lezen"),
}

_STATES: Mapping[DocumentState, str] = {
    DocumentState.AWAITED: N_("bestand wordt opgehaald"),
    DocumentState.FAILED: N_("bestand niet opgehaald: voeg het opnieuw toe"),
}


def on_card(rows: Sequence[DocumentRow], complaint: Complaint, t: Texts) -> list[Block]:
    """The newest documents that were added, for who may read the case; our own letters stand apart there."""
    added = [row for row in _shown(rows) if row.kind is not DocumentKind.LETTER]
    if not added:
        return []
    every = Button(t("Alle stukken ({n})", n=str(len(_shown(rows)))), "documents:all", complaint.id)
    parts = [blocks.say(f"*{t('Stukken')}*", every if len(added) > ON_CARD else None)]
    return [*parts, *(_document(row, complaint, t) for row in added[:ON_CARD]), blocks.line()]


def view(rows: Sequence[DocumentRow], complaint: Complaint, t: Texts) -> Block:
    """All documents, the newest first."""
    parts = [_document(row, complaint, t) for row in _shown(rows)[:IN_VIEW]]
    return blocks.modal(t("Stukken"), [blocks.title(complaint.label), *parts], close=t("Sluiten"))


def _shown(rows: Sequence[DocumentRow]) -> list[DocumentRow]:
    instead = {row.shielded for row in rows}  # said of the document it may be read instead of
    return [row for row in reversed(rows) if row.kind in KINDS and row.id not in instead]


def brought(t: Texts) -> Block:
    """A document was asked for."""
    text = t("Dit stuk komt zo als bericht van klachtbot. Na 24 uur halen wij het daar weer weg.")
    return blocks.modal(t("Stuk bekijken"), (blocks.say(text),), close=t("Sluiten"))


def _document(row: DocumentRow, complaint: Complaint, t: Texts) -> Block:
    said = [t(KINDS[row.kind])]
    if row.reading is not None:
        said.append(t(READINGS[row.reading]))
    if row.state in _STATES:
        said.append(t(_STATES[row.state]))
    block: Block = {
        "type": "section",
        # Plain text: no mention, link or markup in a name ever works.
        "text": {
            "type": "plain_text",
            "text": f"{shorten(row.name or '–', 120)}\n{' · '.join(said)}",
            "emoji": False,
        },
    }
    if row.state is DocumentState.KEPT:
        # An id of its own: a view holds many of these.
        button = Button(t("Bekijken"), f"document:{row.id}", f"{complaint.id}:{row.id}")
        block["accessory"] = blocks.button(button)
    return block
