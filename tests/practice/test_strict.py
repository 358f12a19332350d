"""What Slack refuses of blocks and views, the practice workspace refuses too, in Slack's words and at its place."""

from __future__ import annotations

from typing import Any

import pytest

from klachtbot.practice.strict import check_errors, check_message, check_metadata, check_view
from tests.practice.harness import actions, button, field_of, home, modal, mrkdwn, option, plain, section

Blocks = list[dict[str, Any]]


def select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "keuze", "options": [option("een"), option("twee")], **more}


def radio(count: int) -> dict[str, Any]:
    return {"type": "radio_buttons", "action_id": "keuze", "options": [option(f"o{n}") for n in range(count)]}


def overflow(count: int) -> dict[str, Any]:
    return {"type": "overflow", "action_id": "meer", "options": [option(f"o{n}") for n in range(count)]}


def row(name: str, blocks: Blocks, problem: str) -> Any:
    return pytest.param(blocks, problem, id=name)


TOO_MUCH = [
    row("51 blocks", [section()] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    row(
        "a section of 3001 characters",
        [section("x" * 3001)],
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ),
    row("an empty section", [section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    row(
        "a section without text or fields",
        [{"type": "section"}],
        "must define either `text` or `fields` [json-pointer:/blocks/0]",
    ),
    row(
        "11 section fields",
        [{"type": "section", "fields": [mrkdwn("x")] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    row(
        "a section field of 2001",
        [{"type": "section", "fields": [mrkdwn("x" * 2001)]}],
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ),
    row(
        "a header of 151",
        [{"type": "header", "text": plain("x" * 151)}],
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    row(
        "mrkdwn in a header",
        [{"type": "header", "text": mrkdwn("x")}],
        "must be a text object of type plain_text [json-pointer:/blocks/0/text]",
    ),
    row(
        "mrkdwn on a button",
        [actions({**button("a"), "text": mrkdwn("x")})],
        "must be a text object of type plain_text [json-pointer:/blocks/0/elements/0/text]",
    ),
    row(
        "a button text of 76",
        [actions(button("a", "x" * 76))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    row(
        "a button value of 2001",
        [actions(button("a", value="x" * 2001))],
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    row(
        "an unknown button style",
        [actions(button("a", style="warning"))],
        "must be a valid enum value: primary, danger [json-pointer:/blocks/0/elements/0/style]",
    ),
    row(
        "26 elements in actions",
        [actions(*(button(f"a{n}") for n in range(26)))],
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    row(
        "actions without elements",
        [actions()],
        "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]",
    ),
    row(
        "11 elements in a context",
        [{"type": "context", "elements": [mrkdwn("x")] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    row("6 entries in an overflow", [actions(overflow(6))], "no more than 5 items allowed"),
    row(
        "11 radio buttons",
        [actions(radio(11))],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    row(
        "11 checkboxes",
        [actions({**radio(11), "type": "checkboxes"})],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    row(
        "101 options in a select",
        [actions(select(options=[option(f"o{n}") for n in range(101)]))],
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    row(
        "an option text of 76",
        [actions(select(options=[{"text": plain("x" * 76), "value": "x"}]))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
    ),
    row(
        "an option value of 76",
        [actions(select(options=[{"text": plain("x"), "value": "x" * 76}]))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
    ),
    row("two options with one value", [actions(select(options=[option("een")] * 2))], "option values must be unique"),
    row(
        "a select without options",
        [actions({"type": "static_select", "action_id": "a"})],
        "must define either `options` or `option_groups`",
    ),
    row(
        "an initial option that is not on offer",
        [actions(select(initial_option=option("drie")))],
        "must be one of the options [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    row(
        "an initial date that is no date",
        [actions({"type": "datepicker", "action_id": "a", "initial_date": "8-12-2026"})],
        "must be a valid date: YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]",
    ),
    row(
        "an initial time that is no time",
        [actions({"type": "timepicker", "action_id": "a", "initial_time": "9 uur"})],
        "must be a valid time: HH:mm [json-pointer:/blocks/0/elements/0/initial_time]",
    ),
    row(
        "a placeholder of 151",
        [actions(select(placeholder=plain("x" * 151)))],
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]",
    ),
    row(
        "a block_id of 256",
        [section(block_id="x" * 256)],
        "must be less than 256 characters [json-pointer:/blocks/0/block_id]",
    ),
    row(
        "an action_id of 256",
        [actions(button("x" * 256))],
        "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
    ),
    row(
        "a block_id twice",
        [section(block_id="a"), section(block_id="a")],
        "`block_id` a already exists [json-pointer:/blocks/1/block_id]",
    ),
    row(
        "an action_id twice",
        [section(accessory=button("a")), actions(button("a"))],
        "`action_id` a already exists for another action [json-pointer:/blocks/1/elements/0/action_id]",
    ),
    row("an unknown block", [{"type": "table"}], "unsupported type: table [json-pointer:/blocks/0/type]"),
    row(
        "an unknown element",
        [actions({"type": "slider"})],
        "unsupported type: slider [json-pointer:/blocks/0/elements/0/type]",
    ),
    row(
        "a text input outside an input block",
        [actions({"type": "plain_text_input", "action_id": "a"})],
        "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
    ),
    row("an input block in a message", [field_of("a")], "unsupported type: input [json-pointer:/blocks/0/type]"),
    row(
        "a field that does not exist",
        [section(colour="red")],
        "invalid additional property: colour [json-pointer:/blocks/0]",
    ),
    row(
        "a confirmation without its button",
        [actions(button("a", confirm={"title": plain("x"), "text": plain("x"), "deny": plain("x")}))],
        "missing required field: confirm [json-pointer:/blocks/0/elements/0/confirm]",
    ),
]


@pytest.mark.parametrize(("blocks", "problem"), TOO_MUCH)
def test_a_message_with_it_is_refused_at_its_place(blocks: Blocks, problem: str) -> None:
    found = check_message(blocks)

    assert any(problem in line for line in found), found


IN_A_VIEW = [
    pytest.param(
        modal(field_of("a"), submit=None), "missing required field: submit [json-pointer:/view]", id="input, no submit"
    ),
    pytest.param(
        modal(section(), title=None), "missing required field: title [json-pointer:/view]", id="a modal without title"
    ),
    pytest.param(
        modal(section(), title=plain("x" * 25)),
        "must be less than 25 characters [json-pointer:/view/title/text]",
        id="a title of 25",
    ),
    pytest.param(
        modal(section(), submit=plain("x" * 25)),
        "must be less than 25 characters [json-pointer:/view/submit/text]",
        id="a submit of 25",
    ),
    pytest.param(
        modal(section(), close=plain("x" * 25)),
        "must be less than 25 characters [json-pointer:/view/close/text]",
        id="a close of 25",
    ),
    pytest.param(
        modal(section(), title=mrkdwn("x")),
        "must be a text object of type plain_text [json-pointer:/view/title]",
        id="mrkdwn in the title",
    ),
    pytest.param(
        modal(section(), private_metadata="x" * 3001),
        "must be less than 3001 characters [json-pointer:/view/private_metadata]",
        id="private_metadata of 3001",
    ),
    pytest.param(
        modal(section(), callback_id="x" * 256),
        "must be less than 256 characters [json-pointer:/view/callback_id]",
        id="callback_id of 256",
    ),
    pytest.param(
        modal(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]", id="101 blocks"
    ),
    pytest.param(modal(), "no fewer than 1 items allowed [json-pointer:/view/blocks]", id="no blocks"),
    pytest.param(
        modal(field_of("a", label=plain("x" * 2001))),
        "must be less than 2001 characters [json-pointer:/view/blocks/0/label/text]",
        id="a label of 2001",
    ),
    pytest.param(
        modal(field_of("a", label=mrkdwn("x"))),
        "must be a text object of type plain_text [json-pointer:/view/blocks/0/label]",
        id="mrkdwn in a label",
    ),
    pytest.param(
        modal(field_of("a", {"type": "plain_text_input", "max_length": 3001})),
        "must be between 1 and 3000 [json-pointer:/view/blocks/0/element/max_length]",
        id="max_length of 3001",
    ),
    pytest.param(
        modal(field_of("a", {"type": "plain_text_input", "min_length": 5, "max_length": 4})),
        "min_length must not be more than max_length [json-pointer:/view/blocks/0/element]",
        id="min_length above max_length",
    ),
    pytest.param(
        modal(field_of("a", button("a"))),
        "unsupported type: button [json-pointer:/view/blocks/0/element/type]",
        id="a button as an input",
    ),
    pytest.param(
        modal(
            field_of("a", {"type": "plain_text_input", "focus_on_load": True}),
            field_of("b", {"type": "plain_text_input", "focus_on_load": True}),
        ),
        "only one element may have focus_on_load [json-pointer:/view/blocks]",
        id="two fields with the focus",
    ),
    pytest.param(home(section()), "must be a view of type modal [json-pointer:/view/type]", id="a Home as a modal"),
]


@pytest.mark.parametrize(("view", "problem"), IN_A_VIEW)
def test_a_modal_with_it_is_refused_at_its_place(view: dict[str, Any], problem: str) -> None:
    found = check_view(view, "modal")

    assert problem in found


def test_a_home_tab_has_no_submit() -> None:
    found = check_view(home(section(), submit=plain("Ja")), "home")

    assert found == ["invalid additional property: submit [json-pointer:/view]"]


def test_everything_on_offer_at_its_limit_is_accepted() -> None:
    full = modal(
        section("x" * 3000, accessory=overflow(5)),
        actions(*(button(f"a{n}", "x" * 75, value="x" * 2000) for n in range(25))),
        {"type": "header", "text": plain("x" * 150)},
        {"type": "divider"},
        {"type": "context", "elements": [mrkdwn("x")] * 10},
        field_of("tekst", {"type": "plain_text_input", "multiline": True, "max_length": 3000}, label=plain("x" * 2000)),
        field_of("mail", {"type": "email_text_input", "initial_value": "a@voorbeeld.example"}),
        field_of("getal", {"type": "number_input", "is_decimal_allowed": False, "min_value": "0"}),
        field_of("dag", {"type": "datepicker", "initial_date": "2026-12-08"}),
        field_of("tijd", {"type": "timepicker", "initial_time": "09:30"}),
        field_of("wie", {"type": "users_select", "initial_user": "U0ANNA"}),
        field_of("keus", {**radio(10), "action_id": "keus", "initial_option": option("o1")}),
        field_of("meer", {**radio(10), "type": "checkboxes", "action_id": "vink", "initial_options": [option("o1")]}),
        field_of("uit", {**select(), "action_id": "uit", "initial_option": option("een")}),
        private_metadata="x" * 3000,
        callback_id="x" * 255,
        title=plain("x" * 24),
        notify_on_close=True,
    )

    assert check_view(full, "modal") == []


def test_an_error_for_a_block_that_is_not_there_is_wrong() -> None:
    found = check_errors({"b": "Vul dit in."}, [field_of("a")])

    assert found == ["error at b: no input block has this block_id"]


def test_an_error_at_a_section_is_wrong() -> None:
    found = check_errors({"a": "Vul dit in."}, [section(block_id="a")])

    assert found == ["error at a: no input block has this block_id"]


def test_errors_without_an_error_are_wrong() -> None:
    assert check_errors({}, [field_of("a")]) == ["response_action errors without errors"]


def test_metadata_needs_an_event_type() -> None:
    assert check_metadata({"event_payload": {}}) == ["missing required field: event_type [json-pointer:/metadata]"]
