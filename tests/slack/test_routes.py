"""Whatever can be pressed, sent in or typed has a listener, and no listener waits for what cannot."""

from __future__ import annotations

import pytest

from klachtbot.slack.fields import Kind
from klachtbot.slack.forms import FORMS, Form
from klachtbot.slack.listeners import ROUTES
from tests.tools import calls


def test_every_button_there_is_has_a_listener() -> None:
    pressed = {
        calls.beginning(calls.argument(call, "action", 1)).partition(":")[0] for call in calls.calls_of("Button")
    }

    assert pressed == set(ROUTES.actions)


def test_every_form_has_a_listener() -> None:
    assert set(ROUTES.forms) == set(FORMS)


def test_no_two_commands_answer_to_one_word() -> None:
    spoken = [word for command in ROUTES.commands for word in (command.name, *command.aliases)]

    assert len(set(spoken)) == len(spoken)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_asks_seven_things_at_most_and_gives_no_more_to_tick_than_slack_shows(form: Form) -> None:
    ticks = [len(field.options) for field in form.fields if field.kind is Kind.TICKS]

    assert len(form.fields) <= 7
    assert all(1 <= count <= 10 for count in ticks)
