"""``klachtbot verify`` and ``klachtbot rotate-key``, as whoever keeps the bot running uses them."""

from __future__ import annotations

import base64
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from klachtbot.__main__ import main
from klachtbot.domain.model import Series
from klachtbot.storage import Database, open_database, tables
from klachtbot.storage.engine import transaction
from klachtbot.storage.keys import key_file_of
from klachtbot.storage.lock import Lock
from klachtbot.storage.migrate import migrate
from tests.databases import KEYS, Databases, StoppedClock
from tests.storage.people import STORY, an_officer, registration

NEW = f"new:{base64.b64encode(b'n' * 32).decode()}"
BOTH = f"{NEW},{KEYS}"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs a command with these settings: exit code, what it prints, and what it complains of."""
    monkeypatch.chdir(tmp_path)

    def run(*command: str, url: str, keys: str | None = KEYS) -> tuple[int, str, str]:
        monkeypatch.setenv("DATABASE_URL", url)
        if keys is None:
            monkeypatch.delenv("KLACHTBOT_KEYS", raising=False)
        else:
            monkeypatch.setenv("KLACHTBOT_KEYS", keys)
        capsys.readouterr()
        code = main(list(command))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def url(sqlite_databases: Databases, clock: StoppedClock) -> str:
    """A database with two cases, long ago."""
    address = sqlite_databases.new_url()
    fill(sqlite_databases.open(clock, url=address))
    sqlite_databases.dispose()
    return address


def fill(database: Database) -> None:
    officer = an_officer(database)
    with database.uow() as uow:
        for name in ("s1", "s2"):
            uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission=name)
        uow.commit()


def tamper(url: str, *changes: Any) -> None:
    database = open_database(url, BOTH, clock=StoppedClock())
    with transaction(database.engine) as connection:
        for change in changes:
            connection.execute(change)
    database.dispose()


def test_a_database_in_order_is_counted_and_gets_a_seal(run: Run, url: str) -> None:
    code, said, _ = run("verify", url=url)

    first, seal, hint = said.splitlines()
    assert code == 0
    assert first == "In orde: 2 zaken, 2 vastleggingen, 0 documenten."
    assert seal.startswith("Zegel: 2")
    assert "--seal" in hint


def test_the_seal_of_an_earlier_time_is_held_against_it(run: Run, url: str) -> None:
    seal = json.loads(run("verify", "--json", url=url)[1])["seal"]
    assert run("verify", "--seal", seal, url=url)[0] == 0

    tamper(
        url,
        *(delete(tables.metadata.tables[name]) for name in ("events", "case_keys", "deadlines", "denials")),
        delete(tables.complaints),
        delete(tables.numbers),
    )

    assert run("verify", url=url)[0] == 0
    code, said, _ = run("verify", "--seal", seal, url=url)
    assert code == 1
    assert said == f"Niet in orde: {seal}: niet alles wat er bij dit zegel was, is er nog (events).\n"


def test_the_first_break_is_named_with_its_case_and_nothing_personal(run: Run, url: str) -> None:
    second = tables.complaints.c.number == "K-2026-002"
    tamper(url, update(tables.complaints).where(second).values(stage="closed"), delete(tables.numbers))

    code, said, _ = run("verify", url=url)

    assert code == 1
    assert said.splitlines() == [
        "Niet in orde: K-2026-001: dit nummer is nooit uitgegeven (complaints).",
        "Er klopt nog meer niet (2). Alles: klachtbot verify --json",
    ]
    assert STORY not in said


def test_for_a_monitor_it_is_json_with_every_break(run: Run, url: str) -> None:
    tamper(url, update(tables.events).values(action="supplement"))

    code, said, _ = run("verify", "--json", url=url)

    assert code == 1
    assert json.loads(said) == {
        "ok": False,
        "cases": 2,
        "events": 2,
        "documents": 0,
        "seal": None,
        "breaks": json.loads(said)["breaks"],
    }
    assert sorted(json.loads(said)["breaks"], key=lambda one: one["case"]) == [
        {"case": "K-2026-001", "kind": "entry", "where": "events 1"},
        {"case": "K-2026-002", "kind": "entry", "where": "events 1"},
    ]


def test_a_secret_that_was_damaged_is_a_break_when_the_key_fits_the_others(run: Run, url: str) -> None:
    tamper(url, update(tables.secrets).where(tables.secrets.c.name == "blind").values(wrapped=b"0" * 60))

    code, said, _ = run("verify", "--json", url=url)

    assert code == 1
    assert json.loads(said)["breaks"] == [{"case": "secrets", "kind": "key", "where": "secrets"}]


def test_what_is_no_seal_is_one_line(run: Run, url: str) -> None:
    code, said, complaint = run("verify", "--seal", "zegel", url=url)

    assert (code, said) == (2, "")
    assert complaint == "klachtbot: --seal: dit is geen zegel van klachtbot verify (no seal of klachtbot verify).\n"


@pytest.mark.parametrize("command", ["verify", "rotate-key"])
@pytest.mark.parametrize("content", [None, b"geen database, maar een brief" * 40], ids=["nothing", "something else"])
def test_where_no_database_is_none_is_made(run: Run, tmp_path: Path, command: str, content: bytes | None) -> None:
    file = tmp_path / "elders.db"
    if content:
        file.write_bytes(content)

    code, said, complaint = run(command, url=f"sqlite:///{file}")

    assert (code, said) == (2, "")
    assert complaint.startswith("klachtbot: Bij DATABASE_URL staat geen database van klachtbot.")
    assert (file.read_bytes() if file.exists() else None) == content
    assert not key_file_of(file).exists()


def test_a_new_key_is_taken_into_use_and_the_old_one_may_go(run: Run, url: str) -> None:
    code, said, _ = run("rotate-key", url=url, keys=BOTH)

    assert code == 0
    assert said.splitlines()[:3] == [
        "Onder sleutel new gebracht: 5.",
        "Nagekeken met sleutel new alleen: 2 zaken, alles in orde.",
        "Nu nog:",
    ]
    assert "(test) uit KLACHTBOT_KEYS" in said
    assert run("verify", url=url, keys=NEW)[0] == 0
    assert run("verify", url=url, keys=KEYS)[0] == 2


def test_when_all_is_under_the_first_key_there_is_nothing_to_do(run: Run, url: str) -> None:
    code, said, _ = run("rotate-key", url=url)

    assert code == 0
    assert said.startswith("Alles staat al onder sleutel test; er is niets te doen.\n")


def test_what_does_not_open_keeps_the_old_key_needed(run: Run, url: str) -> None:
    tamper(url, update(tables.case_keys).values(wrapped=b"0" * 60))

    code, said, _ = run("rotate-key", url=url, keys=BOTH)

    assert code == 1
    assert "Niet gelukt: 2. Bewaar de oude sleutels" in said


def test_a_break_elsewhere_keeps_the_old_key_too(run: Run, url: str) -> None:
    tamper(url, update(tables.events).values(action="supplement"))

    code, said, _ = run("rotate-key", url=url, keys=BOTH)

    assert code == 1
    assert "er klopt iets niet (2). Bewaar de oude sleutels." in said


@pytest.fixture
def file(tmp_path: Path, clock: StoppedClock) -> Path:
    """A SQLite database with two cases and a key file beside it."""
    path = tmp_path / "klachtbot.db"
    migrate(f"sqlite:///{path}")
    database = open_database(f"sqlite:///{path}", None, clock=clock)
    fill(database)
    database.dispose()
    return path


def test_a_key_file_gets_a_new_key_in_front_and_keeps_the_old_one(run: Run, file: Path) -> None:
    before = key_file_of(file).read_text().strip()

    code, said, _ = run("rotate-key", url=f"sqlite:///{file}", keys=None)

    now = key_file_of(file).read_text().strip()
    new, kept = now.split(",")
    assert code == 0
    assert (new[:3], kept) == ("k2:", before)
    assert "(k1) uit klachtbot.db.keys" in said
    assert stat.S_IMODE(key_file_of(file).stat().st_mode) == 0o600
    key_file_of(file).write_text(new)
    assert run("verify", url=f"sqlite:///{file}", keys=None)[0] == 0


def test_ended_after_the_key_file_was_written_it_goes_on_with_that_key(run: Run, file: Path) -> None:
    text = f"{NEW},{key_file_of(file).read_text()}"
    key_file_of(file).write_text(text)

    code, said, _ = run("rotate-key", url=f"sqlite:///{file}", keys=None)

    assert code == 0
    assert said.startswith("Onder sleutel new gebracht: 5.")
    assert key_file_of(file).read_text() == text


def test_beside_a_bot_that_is_recording_it_verifies(
    run: Run, url: str, sqlite_databases: Databases, clock: StoppedClock
) -> None:
    database = sqlite_databases.open(clock, url=url)
    officer = an_officer(database, "U0COORD2")
    with Lock(url), database.uow() as uow:
        uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s3")

        code, said, _ = run("verify", url=url)

    assert (code, said.splitlines()[0]) == (0, "In orde: 2 zaken, 2 vastleggingen, 0 documenten.")


def test_on_sqlite_a_new_key_waits_until_the_bot_was_stopped(run: Run, file: Path) -> None:
    before = key_file_of(file).read_text()

    with Lock(f"sqlite:///{file}"):
        code, said, complaint = run("rotate-key", "--while-serving", url=f"sqlite:///{file}", keys=None)

    assert (code, said) == (2, "")
    assert "al in gebruik door een andere klachtbot; stop die eerst" in complaint
    assert key_file_of(file).read_text() == before


@pytest.mark.postgres
def test_on_postgres_a_new_key_waits_until_every_bot_is_said_to_have_both(
    run: Run, postgres_databases: Databases, clock: StoppedClock
) -> None:
    address = postgres_databases.new_url()
    fill(postgres_databases.open(clock, url=address))  # and it stays connected

    waits = run("rotate-key", url=address, keys=BOTH)
    goes = run("rotate-key", "--while-serving", url=address, keys=BOTH)

    assert waits[:2] == (2, "")
    assert "klachtbot draait nog" in waits[2]
    assert goes[0] == 0
    assert run("verify", url=address, keys=NEW)[0] == 0
