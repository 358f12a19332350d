"""The server: on this machine only, and what it starts with."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request

import pytest

from klachtbot.practice.server import PracticeServer
from klachtbot.practice.workspace import DEMO_SEED, Workspace
from tests.practice import harness
from tests.practice.harness import ANNA, BRAM, MANIFEST, SEED, Practice, StoppedDate


def asked(practice: Practice, **headers: str) -> int:
    request = urllib.request.Request(f"{practice.server.api_url}auth.test", b"", headers)
    try:
        with urllib.request.urlopen(request) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10", "::"])
def test_it_listens_on_no_other_address(host: str) -> None:
    with pytest.raises(ValueError, match="this machine only"):
        PracticeServer(harness.workspace(), host=host)


def test_a_request_for_another_host_is_turned_away(practice: Practice) -> None:
    assert asked(practice, Host="slack.voorbeeld.example") == 403


def test_a_request_from_a_page_of_another_site_is_turned_away(practice: Practice) -> None:
    assert asked(practice, Origin="https://voorbeeld.example") == 403


def test_a_request_from_this_machine_is_answered(practice: Practice) -> None:
    assert asked(practice, Host="localhost:1234", Origin="http://localhost:1234") == 200


def test_a_port_that_is_taken_is_an_error_at_start() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        with pytest.raises(OSError, match="in use"):
            PracticeServer(harness.workspace(), port=taken.getsockname()[1]).start()


def test_a_page_that_listens_is_told_of_a_change_and_let_go_at_the_end() -> None:
    with harness.practice() as practice:
        stream = urllib.request.urlopen(f"{practice.server.base_url}/als/{ANNA}/events", timeout=10)
        stream.readline()
        practice.client().chat_postMessage(channel=ANNA, text="Hoi")
        told = [stream.readline(), stream.readline()]
    rest = stream.read()
    stream.close()

    assert told == [b"\n", b"data: message\n"]
    assert rest.startswith(b"\n")


def test_tokens_are_made_anew_each_time() -> None:
    first, second = harness.workspace(), harness.workspace()

    assert first.bot_token.startswith("xoxb-practice-")
    assert first.app_token.startswith("xapp-practice-")
    assert first.bot_token != second.bot_token


def test_the_demo_has_a_person_for_every_role_and_an_administrator() -> None:
    workspace = Workspace.seed(DEMO_SEED, MANIFEST, StoppedDate())

    assert len(workspace.people()) == 13
    assert [person.id for person in workspace.people() if person.is_admin] == ["U0ADMIN1"]
    assert all(person.title for person in workspace.people())


def test_somebody_who_left_is_nobody_one_can_be() -> None:
    assert [person.id for person in harness.workspace().people()] == [ANNA, BRAM]


def test_a_person_sees_the_channels_they_are_in_and_the_app() -> None:
    workspace = harness.workspace()

    titles = [workspace.title_of(channel, BRAM) for channel in workspace.channels_of(BRAM)]

    assert titles == ["#team", "Klachtbot"]


def test_a_member_nobody_knows_is_an_error_in_the_seed() -> None:
    wrong = {**SEED, "channels": [{"id": "C0X", "name": "x", "members": ["U0NIET"]}]}

    with pytest.raises(KeyError, match="U0NIET"):
        Workspace.seed(wrong, MANIFEST, StoppedDate())
