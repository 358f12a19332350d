"""What somebody typed stands in no log line and in no file, even when everybody in the process talks."""

from __future__ import annotations

import io
import logging
import signal
from pathlib import Path

import pytest

from klachtbot.cli import logs
from tests.e2e.house import PERSONAL, fill_in, read
from tests.process.conftest import Slack
from tests.process.running import Start

STORY = "Zij stond een uur in de regen te wachten."
WORDS = [*PERSONAL, "in de regen"]

TALKATIVE = """
import logging, sys
from klachtbot.__main__ import main
from klachtbot.cli import logs
set_up = logs.set_up
def everything():
    set_up()
    logs.started()
    logging.root.setLevel(logging.DEBUG)
    logging.getLogger("klachtbot").setLevel(logging.DEBUG)
logs.set_up = everything
sys.exit(main())
"""


@pytest.mark.parametrize(
    "program",
    [pytest.param(("-m", "klachtbot"), id="as-it-is"), pytest.param(("-c", TALKATIVE), id="everything-at-debug")],
)
def test_a_whole_visit_leaves_no_personal_word_outside(
    slack: Slack, start: Start, tmp_path: Path, program: tuple[str, ...]
) -> None:
    process = start("serve", settings=slack.settings, program=program)
    process.wait_for("event=ready")

    fill_in(slack.sanne)
    slack.sanne.submit()
    number = read(slack.sanne.wait_for_text("Vastgelegd")).partition("K-")[2][:8]
    slack.sanne.click("Later aanvullen")
    slack.sanne.fill({"Het verhaal, in de woorden van de klager": STORY})
    slack.sanne.submit()
    slack.sanne.wait_for_text("Aanvulling vastgelegd")
    slack.sanne.close(all_views=True)
    slack.sanne.command("/klacht", "lijst")
    slack.sanne.command("/klacht", f"toon K-{number}")
    assert "in de regen" in read(slack.sanne.wait_for_text("Wat er gebeurde"))
    slack.sanne.say("Roza Aydın belde net.")
    slack.sanne.command("/klacht", "Roza Aydın belde net")
    process.signal(signal.SIGTERM)

    assert process.ends(within=10) == 0
    said = process.everything
    assert ("level=DEBUG logger=slack_bolt" in said) is (program[0] == "-c")
    assert [word for word in WORDS if word.lower() in said.lower()] == []
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert "klachtbot.db" in [path.name for path in files]
    for path in files:
        kept = path.read_bytes()
        assert [word for word in WORDS if word.encode() in kept] == [], path.name


def test_of_others_only_the_place_and_the_kind_of_error_are_written() -> None:
    written = io.StringIO()
    error = ValueError("Roza Aydın")
    trace = (ValueError, error, error.__traceback__)
    other = logging.LogRecord("slack_bolt.App", logging.ERROR, "app.py", 7, "Unhandled: %s", ("Roza Aydın",), trace)
    handler = logs.handler(written)
    logs.started()

    handler.handle(other)

    line = written.getvalue()
    assert "level=ERROR logger=slack_bolt.App event=other at=app:7 error=ValueError" in line
    assert line.count("\n") == 1
    assert "Roza" not in line
