"""Closing the connection, also when the SDK would wait for ever."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from klachtbot.slack.connection import Connection
from tests.practice.harness import practice


class AboutToRead(logging.Handler):
    """Halts the SDK's reader between its look at the socket and its first read, until the socket is closed.

    It says that it begins just then; it clears the flag that tells it to stop right after.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.there = threading.Event()
        self._client = connection.client

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage().startswith("Starting to receive"):
            self.there.set()
            while self._client.is_connected():
                time.sleep(0.01)


def test_finishing_ends_also_when_the_sdk_clears_its_own_sign_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    with practice() as slack:
        made = Connection(slack.app, app_token=slack.workspace.app_token, api_url=slack.server.api_url, threads=4)
        reader = AboutToRead(made)
        monkeypatch.setattr(made.client.logger, "level", logging.INFO)
        monkeypatch.setattr(made.client.logger, "handlers", [reader])
        made.start_receiving()
        assert reader.there.wait(10)

        made.finish()

        assert not made.client.is_connected()
        made.client.current_session_state.terminated = True


@pytest.mark.parametrize(
    "said", [pytest.param("Ja.", id="a short frame"), pytest.param("Zo één. " * 1000, id="a long frame")]
)
def test_an_answer_arrives_as_it_was_said(said: str) -> None:
    with practice() as slack:

        @slack.app.command("/klacht")
        def on_command(ack: Callable[..., Any]) -> None:
            ack(said)

        made = Connection(slack.app, app_token=slack.workspace.app_token, api_url=slack.server.api_url, threads=4)
        made.start_receiving()
        slack.driver.wait_for_app()

        slack.anna.command("/klacht")

        assert slack.anna.ephemerals()[-1].text == said
        made.finish()
