"""Dossier als PDF (R19, R12): what who handles a case reads, what the committee reads, and the export of everything."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from klachtbot.domain.model import Action, Complaint, Json
from klachtbot.domain.parties import parties
from klachtbot.letters.dossier import ProcessBinder
from klachtbot.letters.spool import Spool
from klachtbot.slack.dossier_rendering import words_in
from klachtbot.usecases.documents import AwaitedDocument, DocumentId, DocumentKind, NewDocument, Reading
from klachtbot.usecases.dossier_pdf import Dossier, NotMade, Version, Wanted, ask_for_dossier, bound, version_for
from klachtbot.usecases.export import export
from klachtbot.usecases.reads import Opened
from klachtbot.wiring import texts
from tests.letters.dossiers import pdf, png
from tests.usecases.house import House
from tests.usecases.test_enclosures import had, keep, order, referred, text
from tests.usecases.test_letters import prepare

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)  # nothing here is the database's own
WORDS = words_in(texts("nl"))
STORY, NOTE, VIEW = "De afspraak ging niet door & <niemand> belde.", "Klager klinkt boos.", "Ik was die dag ziek."
SAID: Mapping[str, Json] = {"story": STORY, "note": NOTE}


def told(house: House) -> Complaint:
    """A case of the committee, with both sides, documents of every kind and what is only the office's."""
    complaint = referred(house)
    heard = {"told": "Er is een klacht over de afspraak.", "view": VIEW}
    complaint = house.takes(house.sanne, complaint, Action.INFORM_RESPONDENT, subject="r1", details=heard)
    complaint = had(house, complaint, Action.SUPPLEMENT, told=SAID)
    complaint = had(
        house, complaint, Action.CORRECT, {"corrects": ["subject"]}, {"subject": "Niet gebeld", "reason": "Verschreven"}
    )
    version = keep(house, complaint, text("zwart gemaakt.txt"))
    whole = NewDocument(DocumentKind.OTHER, "mail & meer.txt", b"-", reading=Reading.SHIELDED, shielded=version)
    keep(house, complaint, whole)
    keep(house, complaint, NewDocument(DocumentKind.OTHER, "brief.pdf", pdf(), reading=Reading.WHOLE))
    keep(house, complaint, NewDocument(DocumentKind.OTHER, "foto.png", png(), reading=Reading.WHOLE))
    prepare(house, complaint, order(complaint), to={"committee": ""})
    return house.now(complaint)


def everything(dossier: Dossier) -> str:
    """All that would stand on its pages."""
    return json.dumps(asdict(dossier), default=str, ensure_ascii=False)


def in_words(house: House, complaint: Complaint, version: Version) -> Dossier:
    with house.database.uow(read_only=True) as uow:
        return WORDS(uow, house.now(complaint), version, house.today)


def read(house: House, complaint: Complaint, version: Version, *, merged: bool = False) -> str:
    made = bound(house.database.uow, WORDS, ProcessBinder(), complaint.id, version, house.today, merged=merged)
    pages = PdfReader(BytesIO(b"".join(made.chunks()))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_who_handles_the_case_reads_all_that_is_kept(house: House) -> None:
    complaint = told(house)

    pages = read(house, complaint, Version.WHOLE)

    for part in (
        STORY,
        NOTE,
        VIEW,
        parties(complaint).contact,
        "Ada Okonkwo",
        "Tom Visser",
        "Sanne de Wit",
        "Niet gebeld",
    ):
        assert part in pages
    for name in ("zwart gemaakt.txt", "mail & meer.txt", "brief.pdf", "foto.png"):
        assert name in pages
    assert "afgeschermde versie van stuk 2" in pages


def test_the_committee_reads_both_sides_and_nothing_of_the_office(house: House) -> None:
    complaint = told(house)

    pages = read(house, complaint, Version.COMMITTEE)

    for part in (
        STORY,
        VIEW,
        "Ada Okonkwo",
        "Tom Visser",
        "mail & meer.txt",
        "brief.pdf",
        "foto.png",
        "Wij spraken elkaar.",
    ):
        assert part in pages
    for part in (
        NOTE,
        parties(complaint).contact,
        "over de afspraak",
        "zwart gemaakt",
        "Brief klaargezet",
        "afgeschermde",
    ):
        assert part not in pages


def test_a_correction_stands_as_one_with_its_reason_and_what_it_was_stays(house: House) -> None:
    dossier = in_words(house, told(house), Version.COMMITTEE)

    corrections = [one.what for chapter in dossier.chapters for one in chapter.happened if one.corrects]
    assert corrections == ["waar het over gaat"]
    assert "Verschreven" in everything(dossier)


def test_a_report_that_was_not_sent_is_for_who_wrote_it_only(house: House) -> None:
    complaint = referred(house, directly=True)
    complaint = had(house, complaint, Action.WRITE_REPORT, told={"report": "Eerste schets."})

    whole, committee = (everything(in_words(house, complaint, version)) for version in Version)

    assert "Eerste schets." in whole
    assert "nog niet verstuurd" in whole
    assert "Eerste schets." not in committee
    assert "Verslag gemaakt" not in committee


def test_the_numbers_of_the_committee_are_those_of_its_list_of_documents(house: House) -> None:
    dossier = in_words(house, told(house), Version.COMMITTEE)

    assert [(piece.number, piece.file, piece.name) for piece in dossier.pieces] == [
        (1, "K-2026-001 stuk 01.txt", "mail & meer.txt"),
        (2, "K-2026-001 stuk 02.pdf", "brief.pdf"),
        (3, "K-2026-001 stuk 03.png", "foto.png"),
    ]


def test_what_is_still_to_be_fetched_is_said_to_be_missing(house: House) -> None:
    complaint = told(house)
    with house.database.uow() as uow:
        uow.documents.expect(complaint.id, AwaitedDocument(DocumentKind.OTHER, "volgt.pdf", "F0", Reading.WHOLE))
        uow.commit()

    for version in Version:
        missing = [(one.name, one.why) for one in in_words(house, complaint, version).missing]
        assert missing == [("volgt.pdf", "wordt nog opgehaald")]


def test_a_dossier_reads_in_the_language_of_who_asked(house: House) -> None:
    complaint = told(house)

    with house.database.uow(read_only=True) as uow:
        dossier = words_in(texts("en"))(uow, complaint, Version.WHOLE, house.today)

    assert (dossier.language, dossier.title) == ("en", "File K-2026-001")


def test_every_word_the_pages_need_is_there(house: House) -> None:
    page = (Path(__file__).parents[2] / "klachtbot" / "letters" / "dossier.typ").read_text(encoding="utf-8")
    needed = {word.split(")")[0].split(",")[0].split()[0].strip("].") for word in page.split("words.")[1:]}

    assert needed <= set(in_words(house, told(house), Version.WHOLE).words)


def test_a_document_that_is_gone_leaves_no_half_a_dossier(house: House) -> None:
    complaint = told(house)

    def gone(_id: DocumentId) -> bytes:
        raise NotMade("gone")

    with pytest.raises(NotMade):
        ProcessBinder().bind(in_words(house, complaint, Version.WHOLE), gone, merged=False)


def test_asked_twice_in_a_minute_it_is_made_once_and_each_opening_is_kept(house: House) -> None:
    complaint = told(house)
    for _ in range(2):
        with house.database.uow() as uow:
            ask_for_dossier(uow, by=house.sanne, complaint=complaint, wanted=Wanted.ARCHIVE, now=house.clock.now())

    assert list(house.told("dossier")) == ["Sanne de Wit"]
    with house.database.uow(read_only=True) as uow:
        (opened,) = uow.reads.of(complaint.id, limit=9)
    assert (opened.person, opened.opened, opened.item) == (house.sanne.id, Opened.EXPORT, "archive")


@pytest.mark.parametrize("who", ["sanne", "joris"])
def test_who_is_not_of_the_committee_reads_the_whole_version(house: House, who: str) -> None:
    complaint = told(house)

    with house.database.uow(read_only=True) as uow:
        version = version_for(uow, getattr(house, who), complaint, house.today + timedelta(days=1))

    assert version is Version.WHOLE


# The export -----------------------------------------------------------------------------------------------------------


def exported(house: House, complaint: Complaint) -> bytes:
    spool = Spool()
    export(house.database.uow, house.clock, WORDS, ProcessBinder(), complaint, spool)
    return b"".join(spool.chunks())


def test_anybody_can_check_an_export_with_sha256sum(house: House, tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(exported(house, told(house)))).extractall(tmp_path / "zip")

    checked = subprocess.run(
        ["sha256sum", "-c", "--strict", "manifest.sha256"],
        cwd=tmp_path / "zip",
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr
    files = {str(path.relative_to(tmp_path / "zip")) for path in (tmp_path / "zip").rglob("*") if path.is_file()}
    listed = {line.split(":")[0] for line in checked.stdout.splitlines()}
    assert listed == files - {"manifest.sha256"}


def test_an_export_holds_every_document_the_dossier_to_read_and_all_entries_as_data(house: House) -> None:
    complaint = told(house)

    archive = zipfile.ZipFile(io.BytesIO(exported(house, complaint)))

    assert archive.testzip() is None
    data = json.loads(archive.read("dossier.json"))
    assert (data["schema"], data["version"], data["number"]) == ("klachtbot/dossier", 1, "K-2026-001")
    assert [one["seq"] for one in data["entries"]] == [event.seq for event in complaint.events]
    assert data["entries"][-2]["details"]["reason"] == "Verschreven"
    assert data["people"] == {house.sanne.id: "Sanne de Wit", house.tom.id: "Tom Visser"}
    assert {one["term"] for one in data["terms"]} >= {"contact", "deliberation"}
    kept = {one["name"]: one["file"] for one in data["documents"]}
    assert archive.read(kept["brief.pdf"]) == pdf()
    assert all(archive.read(file) for file in kept.values())
    assert archive.read("K-2026-001-dossier.pdf").startswith(b"%PDF")
    assert "brief.pdf" not in " ".join(archive.namelist())


def test_the_data_of_an_export_is_as_its_page_says(house: House) -> None:
    page = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")

    data = json.loads(zipfile.ZipFile(io.BytesIO(exported(house, told(house)))).read("dossier.json"))

    named = set(data) | set(data["entries"][0]) | set(data["documents"][0]) | set(data["terms"][0])
    assert [name for name in sorted(named) if f"`{name}`" not in page] == []
