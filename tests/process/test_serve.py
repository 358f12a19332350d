"""``klachtbot serve`` as a supervisor sees it: it connects, stays connected, and ends as it should."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from klachtbot.practice.driver import Person
from klachtbot.practice.model import Outcome
from tests.databases import KEYS
from tests.e2e.house import fill_in, read
from tests.postgres import PostgresServer
from tests.process.conftest import Slack, open_slack
from tests.process.outside import complaints_in, held_up
from tests.process.running import Running, Start

MOST = 30.0
"""Seconds after which a process that lost its connection must have ended."""


@pytest.fixture(scope="module", autouse=True)
def lost(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[tuple[int, float]]]]:
    """Two processes that lose Slack when the tests of this module begin: exit code and seconds until the end.

    They take most of half a minute for it, so the other tests run meanwhile.
    """
    opened, processes, ends = [], [], {}
    with ThreadPoolExecutor(2) as waiting:
        for how in ("dead", "silent"):
            slack = open_slack()
            process = Running("serve", folder=tmp_path_factory.mktemp(how), settings=slack.settings)
            process.wait_for("event=ready")
            slack.driver.wait_for_app()
            if how == "dead":
                slack.server.faults.refuse_connections()
            else:
                slack.server.faults.go_silent()
            ends[how] = waiting.submit(_until_the_end, process)
            opened.append(slack)
            processes.append(process)
        yield ends
        for process in processes:
            process.remove()
    for slack in opened:
        slack.server.stop()


def _until_the_end(process: Running) -> tuple[int, float]:
    started = time.monotonic()
    return process.ends(within=MOST), time.monotonic() - started


def press_submit(slack: Slack, person: Person) -> Future[Outcome]:
    """Press submit, and go on as soon as the process is at work on it. For a process that never saw this person: it
    then asks Slack for their language first."""
    at_work = threading.Event()
    slack.server.workspace.before_answer = lambda method: at_work.set() if method == "users.info" else None
    pressing = ThreadPoolExecutor(1)
    pressed = pressing.submit(person.submit)
    pressing.shutdown(wait=False)
    assert at_work.wait(10)
    return pressed


def serve_again(start: Start, settings: dict[str, str], before: Running) -> Running:
    """Replace this process by one that has seen nobody yet."""
    before.remove()
    return serve(start, settings)


def serve(start: Start, settings: dict[str, str]) -> Running:
    process = start("serve", settings=settings)
    process.wait_for("event=ready")
    return process


def test_it_makes_a_database_reads_who_works_here_and_answers(slack: Slack, start: Start) -> None:
    serve(start, slack.settings)

    slack.sanne.command("/klacht")

    assert "een nieuwe klacht registreren" in read(slack.sanne.ephemerals()[-1])


@pytest.mark.postgres
def test_on_postgresql_it_answers_once_migrated(slack: Slack, start: Start, empty_postgres: str) -> None:
    settings = {**slack.settings, "DATABASE_URL": empty_postgres, "KLACHTBOT_KEYS": KEYS}
    assert start("migrate", settings=settings).ends() == 0
    serve(start, settings)

    slack.sanne.command("/klacht")

    assert "een nieuwe klacht registreren" in read(slack.sanne.ephemerals()[-1])


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        pytest.param("sqlite", signal.SIGTERM, id="sqlite-sigterm"),
        pytest.param("sqlite", signal.SIGINT, id="sqlite-sigint"),
        pytest.param("postgres", signal.SIGTERM, id="postgres-sigterm", marks=pytest.mark.postgres),
    ],
    indirect=["settings"],
)
def test_told_to_stop_it_finishes_and_acknowledges_what_it_is_doing(
    slack: Slack, start: Start, settings: dict[str, str], told: signal.Signals
) -> None:
    process = serve(start, settings)
    fill_in(slack.sanne)
    process = serve_again(start, settings, process)

    with held_up(settings["DATABASE_URL"]):
        pressed = press_submit(slack, slack.sanne)
        process.signal(told)
        process.wait_for("event=stopping")
        assert not pressed.done()
    code = process.ends(within=10)

    assert code == 0
    assert pressed.result().ok
    assert "K-" in read(slack.sanne.wait_for_text("Vastgelegd"))
    assert complaints_in(settings["DATABASE_URL"]) == 1


def test_when_slack_asks_to_reconnect_it_stays_and_answers(slack: Slack, start: Start) -> None:
    process = serve(start, slack.settings)

    for _ in range(3):
        slack.server.run(slack.server.workspace.sockets.ask_to_reconnect())
        slack.driver.wait_for_app()
        assert slack.sanne.command("/klacht").ok

    process.signal(signal.SIGTERM)
    assert process.ends(within=10) == 0


@pytest.mark.postgres
def test_told_to_stop_it_ends_in_time_whatever_hangs(slack: Slack, start: Start, own_postgres: PostgresServer) -> None:
    settings = {**slack.settings, "DATABASE_URL": own_postgres.dsn(), "KLACHTBOT_KEYS": KEYS}
    assert start("migrate", settings=settings).ends() == 0
    process = serve(start, settings)
    fill_in(slack.sanne)
    process = serve_again(start, settings, process)

    own_postgres.freeze()
    try:
        pressed = press_submit(slack, slack.sanne)
        process.signal(signal.SIGTERM)
        code = process.ends(within=10)
    finally:
        own_postgres.thaw()

    assert code == 0
    assert pressed.result().error == "errors"
    assert slack.sanne.filled()["Naam van de klager"] == "Roza Aydın"


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_what_it_is_doing_when_slack_asks_to_reconnect_is_still_acknowledged(
    slack: Slack, start: Start, settings: dict[str, str]
) -> None:
    process = serve(start, settings)
    fill_in(slack.sanne)
    serve_again(start, settings, process)

    with held_up(settings["DATABASE_URL"]):
        pressed = press_submit(slack, slack.sanne)
        slack.server.run(slack.server.workspace.sockets.ask_to_reconnect())
        slack.driver.wait_for_app()

    assert pressed.result().ok
    assert "-001" in read(slack.sanne.wait_for_text("Vastgelegd"))


def test_a_socket_that_is_cut_is_replaced(slack: Slack, start: Start) -> None:
    process = serve(start, slack.settings)

    slack.server.faults.drop_socket()
    slack.driver.until(lambda workspace: None if workspace.connected else True, "the socket to be gone")
    slack.driver.wait_for_app()

    assert slack.sanne.command("/klacht").ok
    process.signal(signal.SIGTERM)
    assert process.ends(within=10) == 0


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_killed_before_recording_the_form_is_kept_and_submit_registers_once(
    slack: Slack, start: Start, settings: dict[str, str]
) -> None:
    process = serve(start, settings)
    fill_in(slack.sanne)
    process = serve_again(start, settings, process)
    with held_up(settings["DATABASE_URL"]):
        pressed = press_submit(slack, slack.sanne)
        process.signal(signal.SIGKILL)
        assert process.ends() == -signal.SIGKILL
    assert not pressed.result().ok
    assert slack.sanne.filled()["Naam van de klager"] == "Roza Aydın"
    serve(start, settings)

    slack.sanne.submit()

    assert "-001" in read(slack.sanne.wait_for_text("Vastgelegd"))
    assert complaints_in(settings["DATABASE_URL"]) == 1


@pytest.mark.parametrize("settings", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_killed_after_recording_unheard_submit_shows_what_was_registered(
    slack: Slack, start: Start, settings: dict[str, str]
) -> None:
    process = serve(start, settings)
    fill_in(slack.sanne)
    process = serve_again(start, settings, process)
    with held_up(settings["DATABASE_URL"]):
        pressed = press_submit(slack, slack.sanne)
        slack.server.faults.refuse_connections()  # so that nobody hears that it is recorded
    assert not pressed.result().ok
    process.signal(signal.SIGKILL)
    assert process.ends() == -signal.SIGKILL
    assert complaints_in(settings["DATABASE_URL"]) == 1
    slack.server.faults.accept_connections()
    serve(start, settings)

    slack.sanne.submit()

    assert "-001" in read(slack.sanne.wait_for_text("Vastgelegd"))
    assert complaints_in(settings["DATABASE_URL"]) == 1


@pytest.mark.parametrize("how", ["dead", "silent"])
def test_a_process_that_lost_its_connection_ends_for_the_supervisor_to_restart(
    lost: dict[str, Future[tuple[int, float]]], how: str
) -> None:
    code, seconds = lost[how].result()

    assert code == 70
    assert seconds < MOST
