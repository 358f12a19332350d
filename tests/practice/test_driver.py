"""The person at the keyboard says clearly what it could not find."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.practice.harness import Practice, field_of, modal, option


def opened(practice: Practice) -> None:
    choice = {"type": "static_select", "options": [option("een"), option("twee")]}
    practice.opens(modal(field_of("onderwerp"), field_of("keuze", choice)))
    practice.connect()
    practice.anna.command("/klacht")


def test_a_field_that_is_not_there_names_the_ones_that_are(practice: Practice) -> None:
    opened(practice)

    with pytest.raises(AssertionError, match=r"no field 'Titel'; there are \['Onderwerp', 'Keuze'\]"):
        practice.anna.fill({"Titel": "x"})


def test_an_option_that_is_not_there_names_the_ones_that_are(practice: Practice) -> None:
    opened(practice)

    with pytest.raises(AssertionError, match=r"no option 'Drie'; there are \['Een', 'Twee'\]"):
        practice.anna.fill({"Keuze": "Drie"})


def test_what_does_not_come_is_named(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("klachtbot.practice.driver.PATIENCE", 0.01)

    with pytest.raises(AssertionError, match="waited in vain for a message with 'Goedemorgen'"):
        practice.anna.wait_for_message("Goedemorgen")


def test_a_message_that_comes_later_is_waited_for(practice: Practice) -> None:
    @practice.app.command("/klacht")
    def on_command(ack: Callable[..., Any], body: dict[str, Any]) -> None:
        ack()
        practice.client().chat_postMessage(channel=body["user_id"], text="Na de ack")

    practice.connect()

    practice.anna.command("/klacht")

    assert practice.anna.wait_for_message("Na de ack").is_bot


def test_a_choice_is_made_by_the_text_on_the_screen(practice: Practice) -> None:
    states: list[Any] = []

    @practice.app.view("form")
    def on_submit(ack: Callable[..., Any], view: dict[str, Any]) -> None:
        states.append(view["state"]["values"])
        ack()

    opened(practice)

    practice.anna.fill({"Keuze": "Twee", "Onderwerp": "x"}).submit()

    assert states[0]["keuze"]["keuze"]["selected_option"] == option("twee")
