"""``klachtbot outbox``: what waits and what failed, for whoever keeps the bot running, beside one that runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from klachtbot.__main__ import main
from klachtbot.storage import tables
from klachtbot.storage.engine import transaction
from tests.databases import KEYS, Databases, StoppedClock
from tests.storage.people import an_officer

WAITS: dict[str, Any] = {
    "kind": "registered", "payload": "{}", "status": "waiting", "attempts": 0, "claim": None, "lease_until": None,
    "doubt_since": None, "finished_at": None, "code": None, "not_before": None,
}  # fmt: skip
SECRET = "pietersen"

Stands = Callable[..., tuple[int, str]]


@pytest.fixture
def stands(databases: Databases, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Stands:
    """Runs the command over an outbox with these rows, each added so long ago: exit code, and what it prints."""
    url = databases.new_url()
    database = databases.open(StoppedClock(), url=url)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("KLACHTBOT_KEYS", KEYS)
    officer = an_officer(database)

    def run(*rows: dict[str, Any], options: tuple[str, ...] = ()) -> tuple[int, str]:
        now = datetime.now(UTC)
        made = []
        for n, row in enumerate(rows):
            given = {name: now + value if isinstance(value, timedelta) else value for name, value in row.items()}
            made.append({**WAITS, "key": f"{SECRET}{n}", "recipient": officer, "added_at": now, **given})
        if made:
            with transaction(database.engine) as connection:
                connection.execute(insert(tables.outbox), made)
        capsys.readouterr()
        code = main(["outbox", *options])
        return code, capsys.readouterr().out

    return run


FAILED = {"status": "failed", "code": "user_disabled", "finished_at": timedelta(hours=-3), "attempts": 1}


def test_an_outbox_in_which_all_went_well_says_so(stands: Stands) -> None:
    code, said = stands({"status": "done", "finished_at": timedelta(minutes=-1), "attempts": 1})

    assert (code, said) == (0, "Er wacht niets, en er mislukte niets.\n")


def test_what_failed_is_shown_with_its_code_and_nothing_personal(stands: Stands) -> None:
    code, said = stands(FAILED)

    assert code == 1
    assert said.splitlines()[1].split() == ["1", "registered", "mislukt", "3", "uur", "1", "user_disabled"]
    assert SECRET not in said


@pytest.mark.parametrize(("minutes", "code"), [(59, 0), (61, 1)])
def test_what_should_have_gone_an_hour_ago_is_worth_a_look(stands: Stands, minutes: int, code: int) -> None:
    assert stands({"added_at": timedelta(minutes=-minutes)})[0] == code


def test_what_is_for_later_is_only_counted(stands: Stands) -> None:
    code, said = stands({"added_at": timedelta(hours=-3), "not_before": timedelta(hours=21)})

    assert (code, said) == (0, "Er wacht niets, en er mislukte niets.\nVoor later: 1.\n")


def test_what_failed_long_ago_is_history(stands: Stands) -> None:
    long_ago = {**FAILED, "finished_at": timedelta(days=-8)}

    assert stands(long_ago)[0] == 0
    assert stands(options=("--days", "9"))[0] == 1


def test_for_a_monitor_it_is_json(stands: Stands) -> None:
    claimed = {"status": "claimed", "claim": "t", "attempts": 1, "claimed_at": timedelta(minutes=-4)}
    code, said = stands(
        FAILED,
        {**claimed, "lease_until": timedelta(minutes=-1)},
        {**claimed, "lease_until": timedelta(minutes=1)},
        options=("--json",),
    )

    told = json.loads(said)
    assert code == 1
    assert [(row["id"], row["state"], row["code"]) for row in told["rows"]] == [
        (1, "failed", "user_disabled"),
        (2, "in_doubt", None),
        (3, "under_way", None),
    ]
    assert set(told["rows"][0]) == {"id", "kind", "state", "age_seconds", "attempts", "code"}
    assert told["later"] == 0


def test_without_a_database_it_makes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.db")

    code = main(["outbox"])

    assert code == 2
    assert "klachtbot migrate" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
