"""A new master key: all is brought under it, whenever it was ended halfway, and nothing else changes."""

from __future__ import annotations

import base64
import multiprocessing
import os
import signal
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Table, event, select, update

from klachtbot.domain.model import ComplaintId, PersonId, Series
from klachtbot.storage import Database, open_database, rotation, tables
from klachtbot.storage.database import open_as_it_is
from klachtbot.storage.engine import transaction
from klachtbot.storage.refusals import KeysMissing
from klachtbot.storage.rotation import Rotated, rotate, under_another, with_the_new_key_only
from klachtbot.storage.verify import verify
from tests.databases import KEYS, Databases, StoppedClock
from tests.storage.people import STORY, an_officer, registration

NEW = f"new:{base64.b64encode(b'n' * 32).decode()}"
BOTH = f"{NEW},{KEYS}"
CASES = 5
FORK = multiprocessing.get_context("fork")


@dataclass
class Old:
    """A database under the old key, that nobody has open."""

    url: str
    clock: StoppedClock
    officer: PersonId

    def opened(self, keys: str) -> Database:
        return open_as_it_is(self.url, keys, clock=self.clock)

    def rotated(self, keys: str = BOTH) -> Rotated:
        database = self.opened(keys)
        done = rotate(database, database.vault.master)
        database.dispose()
        return done

    def register(self, keys: str, submission: str) -> ComplaintId:
        database = open_database(self.url, keys, clock=self.clock, threads=2)
        with database.uow() as uow:
            said = registration(self.officer)
            made = uow.complaints.register([said], series=Series.ORDINARY, year=2026, submission=submission)
            uow.commit()
        database.dispose()
        return made.id

    def reads_all(self, keys: str) -> bool:
        """Whether nothing is broken, and every story opens, with these keys."""
        database = self.opened(keys)
        with database.uow(read_only=True) as uow:
            ids = uow.connection.scalars(select(tables.complaints.c.id)).all()
            opened = [uow.complaints.by_id(ComplaintId(id), opened=True) for id in ids]
        stories = [one.events[0].details["story"] for one in opened if one and one.events[0].details]
        broken = verify(database)
        database.dispose()
        return stories == [STORY] * len(ids) and broken == []

    def rows(self, table: Table) -> list[tuple[Any, ...]]:
        database = self.opened(BOTH)
        with transaction(database.engine, read_only=True) as connection:
            found = [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
        database.dispose()
        return found


@pytest.fixture
def old(sqlite_databases: Databases, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch) -> Old:
    return under_the_old_key(sqlite_databases, clock, monkeypatch)


@pytest.fixture
def old_of_each(databases: Databases, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch) -> Old:
    """On SQLite and on PostgreSQL."""
    return under_the_old_key(databases, clock, monkeypatch)


def under_the_old_key(databases: Databases, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch) -> Old:
    """Some cases; their keys are wrapped anew two at a time."""
    monkeypatch.setattr(rotation, "_NEXT", rotation._NEXT.limit(2))
    url = databases.new_url()
    database = databases.open(clock, url=url)
    made = Old(url, clock, an_officer(database))
    databases.dispose()
    for n in range(CASES):
        made.register(KEYS, f"s{n}")
    return made


def test_all_opens_with_the_new_key_alone_and_nothing_with_the_old_one(old: Old) -> None:
    assert old.rotated() == Rotated(rewrapped=CASES + 3)

    assert old.reads_all(NEW)
    with pytest.raises(KeysMissing):
        old.opened(KEYS)


def test_not_a_byte_of_anything_else_changes(old: Old) -> None:
    others = [t for t in tables.metadata.sorted_tables if t not in (tables.secrets, tables.case_keys)]
    before = [old.rows(table) for table in others]

    old.rotated()

    assert [old.rows(table) for table in others] == before


def test_with_both_keys_all_is_served_before_during_and_after(old: Old) -> None:
    assert old.reads_all(BOTH)
    database = old.opened(BOTH)
    with transaction(database.engine) as connection:
        some = connection.execute(rotation._NEXT, {"last": "", "current": "new"}).all()
        master = database.vault.master
        rotation._wrap(connection, master, some, rotation._REWRAP_CASE, rotation._of_case, Rotated())
    database.dispose()

    assert old.reads_all(BOTH)

    old.rotated()
    assert old.reads_all(BOTH)
    assert old.reads_all(f"{KEYS},{NEW}")


def test_once_more_changes_nothing(old: Old) -> None:
    old.rotated()
    before = old.rows(tables.case_keys)

    assert old.rotated() == Rotated()

    assert old.rows(tables.case_keys) == before


def test_what_was_written_under_the_old_key_meanwhile_is_counted_and_then_taken_along(old: Old) -> None:
    old.rotated()
    old.register(f"{KEYS},{NEW}", "late")
    database = old.opened(BOTH)
    assert under_another(database, database.vault.master) == 1
    database.dispose()

    assert old.rotated() == Rotated(rewrapped=1)

    assert old.reads_all(NEW)


def test_a_key_that_does_not_open_is_left_as_it_is_and_holds_up_no_other(old: Old) -> None:
    spoiled = old.rows(tables.case_keys)[2][0]
    database = old.opened(BOTH)
    with transaction(database.engine) as connection:
        row = tables.case_keys.c.complaint == spoiled
        connection.execute(update(tables.case_keys).where(row).values(wrapped=b"0" * 60))
    database.dispose()

    assert old.rotated() == Rotated(rewrapped=CASES + 2, locked=1)

    assert old.rows(tables.case_keys)[2][1:] == ("test", b"0" * 60)


def test_the_new_key_alone_is_tried_before_the_old_one_is_let_go(old: Old) -> None:
    database = old.opened(BOTH)
    with pytest.raises(KeysMissing, match="test"):
        with_the_new_key_only(database, database.vault.master)

    rotate(database, database.vault.master)

    assert verify(with_the_new_key_only(database, database.vault.master)) == []
    database.dispose()


def dies_at(old: Old, moment: int) -> bool:
    """Rotate in a process of its own that is killed at this statement or commit; False when it came to its end."""
    process = FORK.Process(target=_rotate_until, args=(old, moment))
    process.start()
    process.join(30)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def _rotate_until(old: Old, moment: int) -> None:
    database = old.opened(BOTH)
    left = moment

    def one_more(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.engine, "after_cursor_execute", one_more)
    event.listen(database.engine, "commit", one_more)
    rotate(database, database.vault.master)
    os._exit(0)


def test_killed_at_whatever_row_nothing_is_lost_and_it_goes_on_where_it_was(old_of_each: Old) -> None:
    moment = 1

    while dies_at(old_of_each, moment):
        assert old_of_each.reads_all(BOTH)
        moment += 1

    assert moment > 3
    assert old_of_each.reads_all(NEW)
