"""``klachtbot export``, as whoever keeps the bot running uses it."""

from __future__ import annotations

import stat
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from klachtbot.cli.export import CALLED
from klachtbot.storage import open_database
from klachtbot.usecases.dossier_pdf import ContentOf, Dossier, NotMade
from klachtbot.usecases.reads import Opened
from tests.databases import KEYS, StoppedClock
from tests.process.test_verify import run, url

__all__ = ["run", "url"]  # fixtures

Run = Callable[..., tuple[int, str, str]]


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "uit").mkdir()
    return tmp_path / "uit"


def test_a_case_is_written_as_a_zip_for_this_user_only_and_the_read_log_knows(run: Run, url: str, out: Path) -> None:
    code, said, _ = run("export", "k-2026-001", "--out", str(out), url=url)

    path = out / "K-2026-001-dossier.zip"
    assert (code, left_in(out)) == (0, [path.name])
    assert said.splitlines()[0] == str(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    zipfile.ZipFile(path).extractall(out)
    assert subprocess.run(["sha256sum", "-c", "--quiet", "manifest.sha256"], cwd=out, check=False).returncode == 0
    database = open_database(url, KEYS, clock=StoppedClock())
    with database.uow(read_only=True) as uow:
        complaint = uow.complaints.by_number("K-2026-001")
        assert complaint is not None
        (read,) = uow.reads.of(complaint.id, limit=9)
        person = uow.people.by_id(read.person)
    database.dispose()
    assert (read.opened, person and person.name) == (Opened.EXPORT, CALLED)


@pytest.mark.parametrize(
    ("number", "folder", "says"),
    [
        ("K-2026-999", "uit", "deze klacht is er niet"),
        ("K-2026-001", "nergens", "deze map bestaat niet"),
        ("K-2026-002", "uit", "dit bestand is er al"),
    ],
    ids=["no such case", "no such folder", "a file that is there"],
)
def test_what_cannot_be_written_is_one_line_and_leaves_all_as_it_is(
    run: Run, url: str, out: Path, number: str, folder: str, says: str
) -> None:
    (out / "K-2026-002-dossier.zip").write_text("van mij")

    code, said, complained = run("export", number, "--out", str(out.parent / folder), url=url)

    assert (code, said) == (2, "")
    assert says in complained
    assert len(complained.splitlines()) == 1
    assert left_in(out) == ["K-2026-002-dossier.zip"]
    assert (out / "K-2026-002-dossier.zip").read_text() == "van mij"


def test_what_a_killed_run_left_is_taken_away_by_the_next(run: Run, url: str, out: Path) -> None:
    (out / ".K-2026-001-dossier.zip.part").write_text("half")

    code, _, _ = run("export", "K-2026-001", "--out", str(out), url=url)

    assert (code, left_in(out)) == (0, ["K-2026-001-dossier.zip"])


class Broken:
    """A binder that makes nothing."""

    def bind(self, dossier: Dossier, content_of: ContentOf, *, merged: bool) -> bytes:
        raise NotMade("renderer")


def test_without_its_pdf_there_is_no_zip(run: Run, url: str, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("klachtbot.wiring.BINDER", Broken())

    code, said, _ = run("export", "K-2026-001", "--out", str(out), url=url)

    assert code == 1
    assert "kon niet worden gemaakt" in said
    assert left_in(out) == []
