"""A database opens with its own keys only, and what it says then holds no key."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from klachtbot.domain.model import Series
from klachtbot.storage import Database, StorageRefused, open_database, tables
from klachtbot.storage.engine import transaction
from klachtbot.storage.keys import key_file_of, parse_keys
from klachtbot.storage.lock import Lock
from klachtbot.storage.migrate import migrate
from klachtbot.storage.refusals import (
    DatabaseInUse,
    KeyFileExposed,
    KeysMalformed,
    KeysMissing,
    KeysWrong,
    SchemaBehind,
    UrlMalformed,
)
from tests.databases import KEYS, Databases, StoppedClock
from tests.storage.people import an_officer, registration

OTHER = base64.b64encode(b"o" * 32).decode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a migrated SQLite database stands that nobody opened yet."""
    path = tmp_path / "klachtbot.db"
    migrate(f"sqlite:///{path}")
    return path


def test_the_first_key_is_current_and_the_others_still_open() -> None:
    keys = parse_keys(f"new:{OTHER}, {KEYS}")

    assert keys.current == "new"
    assert set(keys.keys) == {"new", "test"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no-colon",
        ":AAAA",
        "k1:%%%",
        f"k1:{OTHER},k1:{OTHER}",
        "k1:c2hvcnRzZWNyZXQ=",
        f"k 1:{OTHER}",
        f"k1:{OTHER},",
    ],
    ids=["empty", "no colon", "no id", "no base64", "an id twice", "too short", "a space in the id", "an empty part"],
)
def test_keys_that_cannot_be_read_are_refused_without_repeating_them(text: str) -> None:
    with pytest.raises(KeysMalformed) as refusal:
        parse_keys(text)

    assert "KLACHTBOT_KEYS" in str(refusal.value)
    assert not any(part and part in str(refusal.value) for part in (OTHER, "c2hvcnRzZWNyZXQ=", "%%%", "no-colon"))


def test_keys_do_not_show_in_their_repr(database: Database) -> None:
    shown = repr(database.vault) + repr(parse_keys(KEYS))

    assert repr(database.vault.master.keys["test"]) not in shown
    assert repr(database.vault.integrity) not in shown


def test_another_key_under_the_same_name_does_not_open_the_database(databases: Databases, clock: StoppedClock) -> None:
    url = databases.new_url()
    databases.open(clock, url=url)

    with pytest.raises(KeysWrong) as refusal:
        open_database(url, f"test:{OTHER}", clock=clock)

    assert "KLACHTBOT_KEYS" in refusal.value.nl
    assert OTHER not in str(refusal.value)


def test_a_database_whose_key_is_not_among_the_keys_names_the_missing_one(
    databases: Databases, clock: StoppedClock
) -> None:
    url = databases.new_url()
    databases.open(clock, url=url)

    with pytest.raises(KeysMissing, match="test"):
        open_database(url, f"other:{OTHER}", clock=clock)


def test_a_database_with_data_never_gets_new_secrets(databases: Databases, clock: StoppedClock) -> None:
    url = databases.new_url()
    database = databases.open(clock, url=url)
    an_officer(database)
    with transaction(database.engine) as connection:
        connection.execute(delete(tables.secrets))

    with pytest.raises(KeysMissing):
        open_database(url, KEYS, clock=clock)


def test_a_dossier_written_under_an_older_key_still_opens(databases: Databases, clock: StoppedClock) -> None:
    url = databases.new_url()
    before = databases.open(clock, url=url)
    officer = an_officer(before)
    with before.uow() as uow:
        uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s1")
        uow.commit()

    after = open_database(url, f"new:{OTHER},{KEYS}", clock=clock)

    with after.uow() as uow:
        old = uow.complaints.by_number("K-2026-001", opened=True)
        uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s2")
        uow.commit()
    with transaction(after.engine, read_only=True) as connection:
        ids = set(connection.scalars(select(tables.case_keys.c.key_id)))
    after.dispose()
    assert old is not None
    assert old.events[0].details
    assert ids == {"test", "new"}


def test_a_key_file_is_made_once_beside_a_new_sqlite_database(file: Path, clock: StoppedClock) -> None:
    open_database(f"sqlite:///{file}", None, clock=clock).dispose()
    made = key_file_of(file).read_text()

    open_database(f"sqlite:///{file}", None, clock=clock).dispose()

    assert key_file_of(file).read_text() == made
    assert stat.S_IMODE(key_file_of(file).stat().st_mode) == 0o600


def test_a_database_with_data_but_without_its_key_file_is_refused(file: Path, clock: StoppedClock) -> None:
    open_database(f"sqlite:///{file}", None, clock=clock).dispose()
    key_file_of(file).unlink()

    with pytest.raises(KeysMissing, match="KLACHTBOT_KEYS"):
        open_database(f"sqlite:///{file}", None, clock=clock)

    assert not key_file_of(file).exists()


@pytest.mark.parametrize("mode", [0o640, 0o604], ids=["group", "world"])
def test_a_key_file_that_others_can_read_is_refused(file: Path, clock: StoppedClock, mode: int) -> None:
    open_database(f"sqlite:///{file}", None, clock=clock).dispose()
    key_file_of(file).chmod(mode)

    with pytest.raises(KeyFileExposed, match="chmod 600"):
        open_database(f"sqlite:///{file}", None, clock=clock)


@pytest.mark.postgres
def test_postgres_without_keys_is_refused(postgres_databases: Databases, clock: StoppedClock) -> None:
    with pytest.raises(KeysMissing, match="KLACHTBOT_KEYS"):
        open_database(postgres_databases.new_url(), None, clock=clock)


def test_a_database_that_was_never_migrated_is_refused(tmp_path: Path, clock: StoppedClock) -> None:
    with pytest.raises(SchemaBehind, match="DATABASE_URL"):
        open_database(f"sqlite:///{tmp_path / 'new.db'}", None, clock=clock)


@pytest.mark.parametrize("url", ["mysql://u:geheim@host/db", "sqlite://", "sqlite:///:memory:", "geheim"])
def test_another_kind_of_address_is_refused_without_its_password(url: str, clock: StoppedClock) -> None:
    with pytest.raises(UrlMalformed) as refusal:
        open_database(url, KEYS, clock=clock)

    assert "geheim" not in str(refusal.value)


def test_a_second_klachtbot_on_one_sqlite_file_is_refused_until_the_first_ends(file: Path) -> None:
    first = Lock(f"sqlite:///{file}")

    with pytest.raises(DatabaseInUse):
        Lock(f"sqlite:///{file.parent}/./{file.name}")

    first.release()
    Lock(f"sqlite:///{file}").release()


def test_any_number_may_serve_on_postgres() -> None:
    with Lock("postgresql://db/klachtbot"), Lock("postgresql://db/klachtbot") as second:
        assert second is not None


@pytest.mark.parametrize("refusal", StorageRefused.__subclasses__())
def test_each_refusal_is_one_line_in_both_languages(refusal: type[StorageRefused]) -> None:
    made = refusal(detail="x")

    assert made.nl != made.en
    assert "\n" not in str(made)
    assert "{" not in str(made)
