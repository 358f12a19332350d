"""The other commands: the demonstration, who works here, the database, and the terms."""

from __future__ import annotations

import re
import signal
import socket
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.databases import KEYS
from tests.e2e.house import ORGANISATION
from tests.process.running import Running, Start

READY = re.compile(r"De oefenwerkruimte staat klaar: (http://127\.0\.0\.1:\d+/)")


def demo(start: Start, *options: str) -> Running:
    return start("demo", "--no-browser", "--port", "0", *options)


def test_the_demonstration_says_in_one_line_where_it_is_and_answers_there(start: Start, tmp_path: Path) -> None:
    process = demo(start)
    found = READY.fullmatch(process.wait_for("staat klaar"))
    assert found is not None

    with urlopen(found.group(1)) as page:
        assert page.status == 200
        assert "Sanne" in page.read().decode()

    process.signal(signal.SIGTERM)
    assert process.ends(within=10) == 0
    assert len(process.out) == 1
    assert not (tmp_path / ".klachtbot" / "klachtbot.db").exists()  # what is real stays untouched


def test_a_taken_port_is_one_line(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        process = start("demo", "--no-browser", "--port", str(port))

        assert process.ends() == 2
    assert (process.out, process.err) == ([], [f"klachtbot: poort {port} is bezet; kies een andere met --port."])


def test_a_second_demonstration_on_the_same_data_is_one_line(start: Start) -> None:
    demo(start).wait_for("staat klaar")

    second = demo(start)

    assert second.ends() == 2
    assert second.out == []
    assert len(second.err) == 1
    assert "al in gebruik" in second.err[0]


def test_an_organisation_file_is_taken_over_only_after_a_yes(start: Start, tmp_path: Path) -> None:
    assert start("organisation", "apply", str(ORGANISATION), "--yes").ends() == 0
    changed = ORGANISATION.read_text(encoding="utf-8").replace("Joris", "Jurre")
    (tmp_path / "wie.toml").write_text(changed, encoding="utf-8")

    refused = start("organisation", "apply", "wie.toml", typed="nee\n")
    unanswered = start("organisation", "apply", "wie.toml") if refused.ends() == 1 else refused
    assert unanswered.ends() == 1
    agreed = start("organisation", "apply", "wie.toml", typed="ja\n")
    assert agreed.ends() == 0
    again = start("organisation", "apply", "wie.toml")

    assert again.ends() == 0
    assert again.out == ["Er verandert niets."]
    for process in (refused, unanswered):
        assert any("Jurre" in line for line in process.out)
        assert process.out[-1].endswith("Er is niets veranderd.")
    assert agreed.out[0] == refused.out[0]
    assert agreed.out[-1].endswith("Overgenomen.")


def test_a_bad_organisation_file_names_file_and_line(start: Start, tmp_path: Path) -> None:
    (tmp_path / "wie.toml").write_text('office = "k"\n[[person]]\nslack = "sanne"\n', encoding="utf-8")

    process = start("organisation", "apply", "wie.toml", "--yes")

    assert process.ends() == 2
    assert [line.partition(": dit is")[0] for line in process.err] == ["klachtbot: wie.toml, regel 3"]


@pytest.mark.postgres
def test_migrating_twice_does_nothing_the_second_time(start: Start, empty_postgres: str) -> None:
    settings = {"DATABASE_URL": empty_postgres, "KLACHTBOT_KEYS": KEYS}

    first = start("migrate", settings=settings)
    assert first.ends() == 0, first.everything
    second = start("migrate", settings=settings)

    assert second.ends() == 0
    assert (second.out, second.err) == ([], [])


def test_terms_need_no_settings(start: Start, tmp_path: Path) -> None:
    process = start("deadlines", "--received", "2026-04-02", settings={"DATABASE_URL": "nonsense"})

    assert process.ends() == 0
    assert process.out[0] == "Ontvangen: do 2 apr 2026"
    assert list(tmp_path.iterdir()) == []


def test_a_date_that_is_none_is_one_line(start: Start) -> None:
    process = start("deadlines", "--received", "morgen")

    assert process.ends() == 2
    assert (process.out, len(process.err)) == ([], 1)
    assert "--received" in process.err[0]
