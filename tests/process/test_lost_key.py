"""The master key is wrong or gone: every command that needs it says so in one line, and leaves all as it is."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from klachtbot.__main__ import main
from klachtbot.domain.model import ComplaintId, Series
from klachtbot.storage import open_database, tables
from klachtbot.storage.database import open_as_it_is
from klachtbot.storage.engine import make_engine, transaction
from klachtbot.storage.keys import key_file_of
from klachtbot.storage.migrate import migrate
from tests.databases import StoppedClock
from tests.e2e.house import ORGANISATION
from tests.storage.people import STORY, an_officer, registration

ANOTHER = base64.b64encode(b"o" * 32).decode()

COMMANDS = {
    "serve": ["serve"],
    "verify": ["verify", "--json"],
    "rotate-key": ["rotate-key"],
    "export": ["export", "K-2026-001", "--out", "."],
    "organisation apply": ["organisation", "apply", str(ORGANISATION), "--yes"],
}
LOST = {
    "gone": (None, "De sleutel van deze database ontbreekt"),
    "another": (f"k1:{ANOTHER}", "De sleutel in KLACHTBOT_KEYS past niet op deze database"),
    "another name": (f"k9:{ANOTHER}", "De sleutel van deze database ontbreekt (id k1)"),
    "half": ("k1:c2hvcnRzZWNyZXQ=", "KLACHTBOT_KEYS is niet leesbaar"),
}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with a case, whose key file is put away; and where its commands look."""
    path = tmp_path / "klachtbot.db"
    url = f"sqlite:///{path}"
    migrate(url)
    database = open_database(url, None, clock=StoppedClock())
    said = registration(an_officer(database))
    with database.uow() as uow:
        uow.complaints.register([said], series=Series.ORDINARY, year=2026, submission="s1")
        uow.commit()
    database.dispose()
    key_file_of(path).rename(tmp_path / "weggelegd")
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "DATABASE_URL": url, "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_API_URL": "http://127.0.0.1:9/api/", "KLACHTBOT_ORGANISATION": str(ORGANISATION),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    return path


def everything(file: Path) -> list[list[tuple[Any, ...]]]:
    engine = make_engine(f"sqlite:///{file}", threads=1)
    with transaction(engine, read_only=True) as connection:
        found = [[tuple(row) for row in connection.execute(select(t))] for t in tables.metadata.sorted_tables]
    engine.dispose()
    return found


@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize("command", COMMANDS)
def test_without_its_key_a_command_says_so_in_one_line_and_writes_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str, lost: str
) -> None:
    keys, sentence = LOST[lost]
    if keys is None:
        monkeypatch.delenv("KLACHTBOT_KEYS", raising=False)
    else:
        monkeypatch.setenv("KLACHTBOT_KEYS", keys)
    before = everything(file)

    code = main(COMMANDS[command])

    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert said.err.startswith(f"klachtbot: {sentence}")
    assert ANOTHER not in said.err
    assert everything(file) == before
    assert not key_file_of(file).exists()


def test_when_the_key_is_found_again_all_is_there(file: Path) -> None:
    main(["verify"])
    (file.parent / "weggelegd").rename(key_file_of(file))

    database = open_as_it_is(f"sqlite:///{file}", None, clock=StoppedClock())
    with database.uow(read_only=True) as uow:
        id = uow.connection.scalars(select(tables.complaints.c.id)).one()
        found = uow.complaints.by_id(ComplaintId(id), opened=True)
    database.dispose()

    assert found is not None
    assert found.events[0].details == {"story": STORY}


def test_what_needs_no_key_still_works(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outbox"]) == 0

    assert capsys.readouterr().out == "Er wacht niets, en er mislukte niets.\n"
