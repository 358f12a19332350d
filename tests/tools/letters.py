"""``python -m tests.tools.letters``: prints examples of letters into docs/images, as docs/letters.md shows them."""

from __future__ import annotations

import json
from pathlib import Path

import typst

from klachtbot.domain.model import Notice
from klachtbot.letters.setting import _content, _source, faces
from klachtbot.letters.templates import write
from klachtbot.usecases.letters import Audience, Letter
from tests.letters.examples import by_post, letter

IMAGES = Path(__file__).resolve().parent.parent.parent / "docs" / "images"
PIXELS_PER_INCH = 80
SHOWN = {
    "brief-dossier": letter(Notice.DOSSIER, Audience.COMMITTEE),
    "brief-zitting": letter(Notice.HEARING_INVITATION, apart="", former_for="", former_at=""),
    "brief-uitspraak": letter(Notice.RULING),
    "brief-stuk": by_post(letter(Notice.DOCUMENT_REQUEST, Audience.HOLDER)),
    "brief-ontvangstbevestiging": by_post(letter()),
    "brief-kennisgeving": letter(Notice.NOTIFICATION, Audience.RESPONDENT),
    "brief-verslag": by_post(letter(Notice.REPORT_UNSETTLED, language="en")),
}


def picture(one: Letter) -> bytes:
    """The first page."""
    content = json.dumps(_content(one, write(one, None).blocks))
    compiler = typst.Compiler(_source(), font_paths=faces(), ignore_system_fonts=True, sys_inputs={"letter": content})
    pages = compiler.compile(format="png", ppi=PIXELS_PER_INCH)
    first = pages[0] if isinstance(pages, list) else pages
    assert first is not None
    return first


def main() -> None:
    for name, one in SHOWN.items():
        (IMAGES / f"{name}.png").write_bytes(picture(one))


if __name__ == "__main__":
    main()
