"""An invented dossier as it is bound, with documents of every kind."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO

from pypdf import PdfWriter

from klachtbot.usecases.documents import DocumentId
from klachtbot.usecases.dossier_pdf import Chapter, Dossier, Happening, Missing, Pair, Piece, Told

WORDS = {
    "page": "pagina",
    "of": "van",
    "contents": "Inhoud",
    "confidential": "Vertrouwelijk.",
    "when": "Wanneer",
    "what": "Wat",
    "who": "Wie",
    "correction": "Correctie:",
    "inventory": "Lijst van stukken",
    "inventory_lead": "Dit zijn de stukken.",
    "number": "Nr.",
    "piece": "Stuk",
    "page_column": "Pagina",
    "no_pieces": "Er zijn geen stukken.",
    "missing": "Wat er niet bij zit",
    "pieces": "Stukken",
    "piece_heading": "Stuk {n}",
    "picture": "Een afbeelding zonder beschrijving.",
    "inside": "Dit stuk zit als bestand in deze PDF: {file}.",
    "apart": "Dit stuk is te groot voor deze PDF.",
    "behind": "De {pages} pagina's van dit stuk staan hierachter.",
    "behind_one": "De pagina van dit stuk staat hierachter.",
}
"""What the pages say themselves."""


def png(width: int = 40, height: int = 30) -> bytes:
    """A small picture, in one colour."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + b"\x30\x60\x90" * width for _ in range(height))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")


def pdf(pages: int = 2) -> bytes:
    """A PDF of somebody else, with empty pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


CONTENTS: Mapping[DocumentId, tuple[str, str, bytes]] = {
    DocumentId("a"): ("brief van Roza.pdf", "application/pdf", pdf()),
    DocumentId("b"): ("foto van de deur.png", "image/png", png()),
    DocumentId("c"): ("gesprek.txt", "text/plain", b"Zo ging het gesprek."),
    DocumentId("d"): ("kapot.png", "image/png", b"\x89PNG\r\n\x1a\n kapot"),
    DocumentId("e"): ("kapot.pdf", "application/pdf", b"%PDF-1.7 kapot"),
}


def content_of(id: DocumentId) -> bytes:
    return CONTENTS[id][2]


def dossier(*told: Told, ids: str = "abcde") -> Dossier:
    """A dossier about an invented complaint, with these documents."""
    chosen = [(DocumentId(id), *CONTENTS[DocumentId(id)]) for id in ids]
    pieces = tuple(
        Piece(
            n, id, f"K-2026-007 stuk {n:02}.{name[-3:]}", media, len(content), "vr 20 nov 2026", "brief of mail", name
        )
        for n, (id, name, media, content) in enumerate(chosen, start=1)
    )
    happened = (
        Happening("vr 20 nov 2026", "Klacht geregistreerd", "Sanne de Wit"),
        Happening("ma 23 nov 2026", "Contact met de klager · telefoon", "Sanne de Wit"),
        Happening("di 24 nov 2026", "contact met de klager: vr 20 nov", "Sanne de Wit", corrects=True),
    )
    people = (Pair("Wie de klacht indient", "Gülşen Çağlayan-Özdemir"), Pair("Over wie", "Tom Visser\nAda Bakker"))
    story = Told("Het verhaal (vr 20 nov 2026, Sanne de Wit)", "De afspraak ging niet door.\n\nEr werd niet gebeld.")
    return Dossier(
        language="nl",
        number="K-2026-007",
        title="Dossier K-2026-007",
        organisation="OCO Voorbeeldstad",
        made_on=date(2026, 11, 24),
        words=WORDS,
        front=(Pair("Voor", "wie de klacht behandelt"), Pair("Gemaakt op", "dinsdag 24 november 2026")),
        chapters=(
            Chapter("Om wie en wat het gaat", pairs=people),
            Chapter("Wat er gebeurde", happened=happened),
            Chapter("Wat is opgeschreven", told=(story, *told)),
        ),
        pieces=pieces,
        missing=(Missing("ma 23 nov 2026", "verslag", "", "nog niet klaar"),),
    )


def of_pages(pages: int) -> Dossier:
    """A dossier of about so many pages of text."""
    sentence = "De afspraak ging niet door en er werd niet teruggebeld door {n}. "

    def text(page: int) -> str:
        return "\n\n".join([sentence.format(n=page * 7 + part) * 9 for part in range(7)])

    told = (Told(f"Aantekening {page}", text(page)) for page in range(pages))
    return replace(dossier(*told, ids=""), missing=())
