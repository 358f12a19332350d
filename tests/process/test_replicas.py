"""Several ``serve`` on one PostgreSQL: each envelope is handled by one, and everything arrives once."""

from __future__ import annotations

import pytest

from tests.e2e.house import JORIS, SANNE
from tests.e2e.test_reports import report, thanked
from tests.process.conftest import Slack
from tests.process.outside import complaints_in
from tests.process.running import Start


@pytest.mark.parametrize("settings", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_three_share_the_work_and_nothing_is_done_or_told_twice(
    slack: Slack, start: Start, settings: dict[str, str]
) -> None:
    processes = [start("serve", settings=settings) for _ in range(3)]
    for process in processes:
        process.wait_for("event=ready")
    slack.driver.until(lambda workspace: workspace.sockets.live == 3 or None, "three to be connected")

    for _ in range(3):
        report(slack.fatma)
        thanked(slack.fatma)
    people = [slack.driver.person(id) for id in (SANNE, JORIS)]
    for person in people:
        person.wait_for_message("M-2026-003")

    assert complaints_in(settings["DATABASE_URL"]) == 3
    for person in people:
        told = [message.text.partition(".")[0] for message in person.dm()]
        assert sorted(told) == [f"Nieuwe melding M-2026-00{n}" for n in (1, 2, 3)]
