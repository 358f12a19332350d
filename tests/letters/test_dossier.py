"""A dossier as PDF: what it holds, what it claims, and that whatever goes wrong in setting it stays outside the bot."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from klachtbot.letters.dossier import CHILD, ProcessBinder
from klachtbot.letters.spool import Spool
from klachtbot.usecases.documents import DocumentId
from klachtbot.usecases.dossier_pdf import NotMade, Told
from tests.letters.dossiers import CONTENTS, content_of, dossier

BINDER = ProcessBinder()


def whole(spool: object) -> bytes:
    assert isinstance(spool, Spool)
    return b"".join(spool.chunks())


@cache
def made(*, merged: bool) -> bytes:
    return whole(BINDER.bind(dossier(), content_of, merged=merged))


def opened(*, merged: bool = False) -> PdfReader:
    return PdfReader(BytesIO(made(merged=merged)))


def texts(reader: PdfReader) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_a_dossier_claims_what_archives_and_screen_readers_need() -> None:
    pdf = opened()

    about = pdf.xmp_metadata
    assert about is not None
    told = about.stream.get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in told
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in told
    assert "<pdfuaid:part>1</pdfuaid:part>" in told
    assert str(pdf.root_object["/Lang"]) == "nl-NL"
    assert "/StructTreeRoot" in pdf.root_object


def test_the_title_page_and_the_title_of_the_file_name_nobody() -> None:
    pdf = opened()

    assert pdf.metadata is not None
    assert (pdf.metadata.title, pdf.metadata.author) == ("Dossier K-2026-007", "OCO Voorbeeldstad")
    assert "Gülşen" not in texts(pdf)[0]
    assert "Sanne" not in texts(pdf)[0]


@pytest.mark.parametrize("merged", [False, True], ids=["archive", "reading copy"])
def test_every_page_says_which_case_and_which_page_it_is(merged: bool) -> None:
    pages = texts(opened(merged=merged))

    for number, text in enumerate(pages, start=1):
        assert "K-2026-007" in text
        assert f"pagina {number}" in text


@pytest.mark.parametrize("merged", [False, True], ids=["archive", "reading copy"])
def test_the_inventory_says_on_which_page_each_document_is(merged: bool) -> None:
    pages = texts(opened(merged=merged))

    listed = next(text for text in pages if "Lijst van stukken Dit zijn" in text)
    for number, name in enumerate([name for name, _, _ in CONTENTS.values()], start=1):
        found = next(n for n, text in enumerate(pages, start=1) if f"Stuk {number} {name}" in text)
        assert f"{number} vr 20 nov 2026 {name} brief of mail {found}" in listed


def test_a_correction_is_told_as_one() -> None:
    assert any("di 24 nov 2026 Correctie: contact met de klager: vr 20 nov" in text for text in texts(opened()))


def test_documents_of_others_go_along_unchanged_under_their_number_and_pictures_stand_on_a_page() -> None:
    inside = opened().attachments

    assert {name: content for name, [content] in inside.items()} == {
        "K-2026-007 stuk 01.pdf": CONTENTS[DocumentId("a")][2],
        "K-2026-007 stuk 03.txt": CONTENTS[DocumentId("c")][2],
        "K-2026-007 stuk 04.png": CONTENTS[DocumentId("d")][2],  # a picture nobody can show
        "K-2026-007 stuk 05.pdf": CONTENTS[DocumentId("e")][2],
    }
    assert sum(len(page.images) for page in opened().pages) == 1


def test_a_picture_is_described_for_who_does_not_see_it() -> None:
    pdf = opened()

    everything = (pdf.get_object(number) for number in pdf.xref_objStm | pdf.xref[0])
    described = {str(one["/Alt"]) for one in everything if isinstance(one, DictionaryObject) and "/Alt" in one}

    assert described == {"Stuk 2: foto van de deur.png. Een afbeelding zonder beschrijving."}


def test_in_the_reading_copy_the_pages_of_others_come_behind_the_page_that_announces_them() -> None:
    pdf = opened(merged=True)
    pages = texts(pdf)

    at = next(n for n, text in enumerate(pages) if "De 2 pagina's van dit stuk staan hierachter." in text)
    assert pages[at + 1] == f"K-2026-007 · Stuk 1 · pagina {at + 2}"
    assert pages[at + 2] == f"K-2026-007 · Stuk 1 · pagina {at + 3}"
    assert set(pdf.attachments) == {f"K-2026-007 stuk {n}" for n in ("03.txt", "04.png", "05.pdf")}
    assert b"pdfaid:part" not in made(merged=True)


def test_the_same_dossier_gives_the_same_bytes() -> None:
    assert whole(BINDER.bind(dossier(), content_of, merged=False)) == made(merged=False)


@pytest.mark.parametrize(
    "typed",
    ["Een glimlach 😀, 中文 en \x00", "#set page(width: 1cm) $x$ `raw` @label <piece-1> \\", "محمد עברית", "a" * 3000],
    ids=["no glyph", "looks like Typst", "to the left", "one long word"],
)
def test_whatever_was_typed_the_dossier_is_made(typed: str) -> None:
    spool = BINDER.bind(dossier(Told(typed[:100], typed), ids=""), content_of, merged=False)

    assert whole(spool).startswith(b"%PDF")


def test_a_document_that_is_too_large_for_one_pdf_is_named_and_left_out() -> None:
    one = dossier(ids="c")
    large = replace(one, pieces=(replace(one.pieces[0], size=200 * 1024**2),))

    pdf = PdfReader(BytesIO(whole(BINDER.bind(large, content_of, merged=False))))

    assert "Dit stuk is te groot voor deze PDF." in texts(pdf)[-1]
    assert dict(pdf.attachments) == {}


@pytest.mark.parametrize(
    "binder",
    [ProcessBinder(megabytes=64), ProcessBinder(seconds=0)],
    ids=["too little memory", "too little time"],
)
def test_a_renderer_that_takes_too_much_is_ended_and_the_bot_hears_a_code(binder: ProcessBinder) -> None:
    with pytest.raises(NotMade) as failed:
        binder.bind(dossier(), content_of, merged=False)

    assert failed.value.code == "renderer"


def test_the_renderer_knows_nothing_of_the_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # What would break it, if it looked: another klachtbot, and a setting Python itself reads.
    (tmp_path / "klachtbot").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("KLACHTBOT_KEYS", "secret")

    spool = BINDER.bind(dossier(ids=""), content_of, merged=False)

    assert whole(spool).startswith(b"%PDF")


def test_a_renderer_whose_bot_was_killed_ends_without_a_word() -> None:
    child = subprocess.run(
        [sys.executable, "-I", "-m", CHILD, "20", "2048"], input=b"\0\0", capture_output=True, timeout=60, check=False
    )

    assert (child.returncode, child.stdout, child.stderr) == (1, b"", b"")


def test_the_bot_hardly_grows_while_a_dossier_of_two_hundred_pages_is_made() -> None:
    look = f"""
import sys
sys.path.insert(0, {str(Path(__file__).resolve().parents[2])!r})
from klachtbot.letters.dossier import ProcessBinder
from tests.letters.dossiers import content_of, dossier, of_pages

def most():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))

ProcessBinder().bind(dossier(), content_of, merged=False).close()
before = most()
large = ProcessBinder().bind(of_pages(200), content_of, merged=False)
grown = most() - before
from io import BytesIO
from pypdf import PdfReader
print(grown, len(PdfReader(BytesIO(b"".join(large.chunks()))).pages))
"""
    told = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=150)

    grown, pages = map(int, told.stdout.split())
    assert pages >= 200
    assert grown < 20 * 1024  # KiB, at its highest


def test_what_is_put_away_on_disk_reads_as_noise_and_comes_back_as_often_as_asked() -> None:
    spool = Spool()
    for part in (b"mevrouw ", b"Okonkwo" * 100_000):
        spool.write(part)

    kept = spool._file
    kept.seek(0)
    on_disk = kept.read()

    assert len(on_disk) == len(spool) == 8 + 700_000
    assert b"Okonkwo" not in on_disk
    assert [b"".join(spool.chunks()) for _ in range(2)] == [b"mevrouw " + b"Okonkwo" * 100_000] * 2
