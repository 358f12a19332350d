"""A real browser in front of the practice workspace, with a small Bolt app behind it.

Chromium is the system's own. Without it these tests fail and say how to install it: nothing is skipped silently.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from klachtbot.practice.server import PracticeServer
from klachtbot.practice.workspace import Workspace
from klachtbot.slack.connection import in_time
from tests.browser import echo
from tests.browser.echo import Echo

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
READY = re.compile(r"http://127\.0\.0\.1:\d+/")
PEOPLE = {
    "users": [
        {"id": "U0ANNA", "name": "anna", "real_name": "Anna de Boer", "title": "coördinator"},
        {"id": "U0BRAM", "name": "bram", "real_name": "Bram Visser", "title": "collega"},
        {"id": "U0EVE", "name": "eve", "real_name": "Eve Carter", "title": "colleague", "locale": "en-GB"},
    ],
    "channels": [{"id": "C0TEAM", "name": "team", "members": ["U0ANNA", "U0BRAM", "U0EVE"]}],
}


def chromium() -> str:
    """Where Chromium is; fails the test with the cure when it is nowhere."""
    found = os.environ.get("KLACHTBOT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail(
            "The browser tests need Chromium. Install it with `apt-get install chromium`, "
            "or point KLACHTBOT_CHROMIUM at the program.",
            pytrace=False,
        )
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=[*QUIET, *as_root])
        yield running
        running.close()


class PaperClock:
    """A practice clock that only moves when somebody moves it: Tuesday 8 December 2026, 09:12 in Amsterdam."""

    def __init__(self) -> None:
        self._now = datetime(2026, 12, 8, 8, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, step: timedelta) -> None:
        self._now += step

    def set_date(self, day: date) -> None:
        self._now = self._now.replace(year=day.year, month=day.month, day=day.day)

    def next_working_day(self) -> None:
        weekend = {4: 3, 5: 2}
        self.advance(timedelta(days=weekend.get(self._now.weekday(), 1)))


@dataclass
class Practice:
    """The workspace, the app in it, and where to look."""

    server: PracticeServer
    app: Echo
    disconnect: Callable[[], None]

    @property
    def workspace(self) -> Workspace:
        return self.server.workspace


@pytest.fixture
def practice() -> Iterator[Practice]:
    server = PracticeServer(Workspace.seed(PEOPLE, echo.MANIFEST, PaperClock()))
    server.start()
    app, handler = echo.start(server)
    yield Practice(server, app, handler.close)
    # Its threads take seconds to notice, and the next test need not wait for them.
    in_time(handler.close, seconds=0)
    server.stop()


PHONE = pytest.param((420, 860), id="phone", marks=pytest.mark.prove)


@pytest.fixture(params=[pytest.param((1280, 800), id="desk"), PHONE])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """A laptop, and a phone held upright, which takes as long again: that one belongs to ``make prove``."""
    width, height = request.param
    return width, height


@dataclass
class Screens:
    """Opens the workspace as somebody; complains at the end about what the browser complained about."""

    browser: Browser
    address: str
    size: tuple[int, int]
    complaints: list[str]

    def as_person(self, user: str, place: str = "") -> Page:
        width, height = self.size
        page = self.browser.new_context(viewport={"width": width, "height": height}, locale="nl-NL").new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.extend([said.text] if said.type == "error" else []))
        page.goto(f"{self.address}/als/{user}{place}")
        expect(page.locator("#main")).to_be_visible()
        return page


@pytest.fixture
def screens(browser: Browser, practice: Practice) -> Iterator[Screens]:
    opened = Screens(browser, practice.server.base_url, (1280, 800), [])
    yield opened
    for context in browser.contexts:
        context.close()
    assert opened.complaints == []


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[str]:
    """The address that a fresh demo prints when it is ready."""
    command = [
        sys.executable,
        "-m",
        "klachtbot",
        "demo",
        "--port",
        "0",
        "--no-browser",
        "--data",
        str(tmp_path / "demo"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        line = running.stdout.readline()
        found = READY.search(line)
        assert found, f"no address in {line!r}"
        yield found[0]
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=15) == 0
