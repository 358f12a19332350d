"""Whatever can be pressed, sent in or typed has a listener, and no listener waits for what cannot."""

from __future__ import annotations

import pytest

from klachtbot.domain.model import Seat
from klachtbot.slack.fields import Kind
from klachtbot.slack.forms import Form
from klachtbot.slack.listeners import ROUTES
from klachtbot.slack.steps import ALL_FORMS, ATTENDED, COLLEAGUE, FACT, STEPS, WHICH
from klachtbot.slack.steps.keep import KEEP
from tests.tools import calls


def test_every_button_there_is_has_a_listener() -> None:
    pressed = {
        calls.beginning(calls.argument(call, "action", at)).partition(":")[0]
        for made, at in (("Button", 1), ("choose", 1), ("Menu", 0))
        for call in calls.calls_of(made)
    }

    assert pressed == set(ROUTES.actions)


def test_every_form_has_a_listener() -> None:
    made_for_the_letter = {"letters"}

    assert set(ROUTES.forms) == set(ALL_FORMS) | made_for_the_letter


def test_no_two_commands_answer_to_one_word() -> None:
    spoken = [word for command in ROUTES.commands for word in (command.name, *command.aliases)]

    assert len(set(spoken)) == len(spoken)


@pytest.mark.parametrize("form", ALL_FORMS.values(), ids=ALL_FORMS)
def test_a_form_asks_seven_things_at_most_and_gives_no_more_to_tick_than_slack_shows(form: Form) -> None:
    looked_up = {ATTENDED, *(field.key for field in KEEP.fields)}  # when the form opens
    ticks = [len(field.options) for field in form.fields if field.kind is Kind.TICKS and field.key not in looked_up]

    assert len(form.fields) <= 7
    assert all(1 <= count <= 10 for count in ticks)


def test_a_step_keeps_every_field_of_its_form_somewhere() -> None:
    linked = {"people", "names", "organisation"}  # of ``add_respondent``, which links them to people
    fetched = {"files", "file", "shielded", "kind", "reading", "reason"}  # of documents, also with a ruling
    renamed = {WHICH, "name", "reason"}  # of ``correct_name``
    answered = {seat.value for seat in Seat} | {"answer"}  # of the committee: who sits, and which step it is
    decided = {COLLEAGUE, FACT} | linked | fetched | renamed | answered

    lost = {
        (row.name, field.key)
        for row in STEPS.values()
        for field in row.form.fields
        if field.key not in {row.on, row.chosen, *row.codes, *row.told, *(f.field for f in row.flags)} | decided
    }

    assert lost == set()
