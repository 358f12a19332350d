"""The pages as the server gives them: whom it answers, what it forbids the browser, and whom it shows what."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from klachtbot.practice.manifest import parse_manifest
from klachtbot.practice.server import PracticeServer
from klachtbot.practice.workspace import Workspace

PEOPLE = {
    "users": [
        {"id": "U0ANNA", "name": "anna", "real_name": "Anna <b>de Boer</b>"},
        {"id": "U0BRAM", "name": "bram", "real_name": "Bram Visser", "deleted": True},
    ],
    "channels": [{"id": "C0TEAM", "name": "team", "members": ["U0ANNA"]}, {"id": "C0OTHER", "name": "other"}],
}


class PaperClock:
    """Stands still unless it is moved: Tuesday 8 December 2026, 09:12 in Amsterdam."""

    def __init__(self) -> None:
        self._now = datetime(2026, 12, 8, 8, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, step: timedelta) -> None:
        self._now += step

    def set_date(self, day: date) -> None:
        self._now = datetime(day.year, day.month, day.day, 8, 0, tzinfo=UTC)

    def next_working_day(self) -> None:
        self.advance(timedelta(days=1))


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeServer]:
    commands = [
        {"command": "/leeg", "description": "Bijna geen uitleg", "usage_hint": "[| · toon nummer | ]"},
        {"command": "/echo", "usage_hint": "formulier"},
    ]
    manifest = parse_manifest({"display_information": {"name": "Echo"}, "features": {"slash_commands": commands}})
    running = PracticeServer(Workspace.seed(PEOPLE, manifest, PaperClock()))
    running.start()
    yield running
    running.stop()


def get(server: PracticeServer, path: str, **headers: str) -> tuple[str, str, dict[str, str]]:
    """Body, final address and headers of a page."""
    request = urllib.request.Request(f"{server.base_url}{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read().decode(), answer.url, {k.lower(): v for k, v in answer.headers.items()}


def post(server: PracticeServer, path: str, body: dict[str, str], **headers: str) -> int:
    """The status of a POST as a page of ours would send it, with these headers instead of the usual ones."""
    sent = {"Origin": server.base_url, "Content-Type": "application/json", **headers}
    request = urllib.request.Request(f"{server.base_url}{path}", json.dumps(body).encode(), sent)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


SAID = {"channel": "C0TEAM", "text": "hallo"}


def test_a_page_of_ours_may_speak_for_a_person(server: PracticeServer) -> None:
    status = post(server, "/als/U0ANNA/say", SAID)

    assert status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elders.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "elders.example"},
        {"Content-Type": "text/plain"},
    ],
    ids=["another site", "no site", "another port", "another name for this machine", "a form of another page"],
)
def test_nobody_else_may_speak_for_a_person(server: PracticeServer, headers: dict[str, str]) -> None:
    before = len(server.workspace.history("C0TEAM"))

    status = post(server, "/als/U0ANNA/say", SAID, **headers)

    assert status == 403
    assert len(server.workspace.history("C0TEAM")) == before


def test_a_page_asked_for_under_another_name_is_refused(server: PracticeServer) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(server, "/", Host="elders.example")

    assert refused.value.code == 403
    refused.value.close()


def test_the_browser_may_load_and_run_only_what_comes_from_here(server: PracticeServer) -> None:
    body, _, headers = get(server, "/als/U0ANNA/C0TEAM")

    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "style=" not in body
    assert "<script>" not in body


@pytest.mark.parametrize("path", ["/static/practice.js", "/static/practice.css", "/static/practice.svg"])
def test_script_and_style_are_our_own_and_fetch_nothing_from_elsewhere(server: PracticeServer, path: str) -> None:
    body, _, _ = get(server, path)

    assert body
    assert "//" not in body.replace("http://www.w3.org/2000/svg", "").replace("// ", "")


def test_a_name_is_text_wherever_it_stands(server: PracticeServer) -> None:
    pages = [get(server, path)[0] for path in ("/", "/als/U0ANNA/C0TEAM", "/als/U0ANNA/home")]

    for body in pages:
        assert "Anna &lt;b&gt;de Boer" in body
        assert "<b>" not in body


def test_who_has_left_cannot_be_chosen(server: PracticeServer) -> None:
    body, address, _ = get(server, "/als/U0BRAM/C0TEAM")

    assert address == f"{server.base_url}/"
    assert "Bram Visser" not in body


def test_a_channel_one_is_not_in_does_not_exist(server: PracticeServer) -> None:
    _, address, _ = get(server, "/als/U0ANNA/C0OTHER")

    assert address == f"{server.base_url}/als/U0ANNA/D0ANNA"


def test_the_clock_stands_on_the_page_in_the_time_of_amsterdam(server: PracticeServer) -> None:
    body, _, _ = get(server, "/als/U0ANNA/C0TEAM")

    assert '<span class="day">dinsdag 8 december 2026</span> <span class="hour">09:12</span>' in body


def test_each_command_is_offered_with_the_parts_of_its_hint_that_say_something(server: PracticeServer) -> None:
    body, _, _ = get(server, "/als/U0ANNA/C0TEAM")

    offered = re.findall(r'<li role="option"[^>]* data-fill="([^"]*)"><code>([^<]*)</code>', body)
    assert offered == [("/leeg ", "/leeg"), ("/leeg toon ", "/leeg toon nummer"), ("/echo ", "/echo"),
                       ("/echo formulier", "/echo formulier")]  # fmt: skip
