"""What Slack accepts, as tables of fields: one row per block, element and view. ``strict`` walks them.

A check takes a value and where it stands (a JSON pointer) and yields what is wrong in Slack's own words. The
numbers are those of Slack's Block Kit reference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

Problems = Iterator[str]
Check = Callable[[Any, str], Problems]


def problem(message: str, pointer: str) -> str:
    return f"{message} [json-pointer:{pointer}]"


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields something may have, which it must have, and what they have to do with each other."""

    fields: Mapping[str, Check]
    required: tuple[str, ...] = ()
    also: Check | None = None

    def __call__(self, value: Any, at: str) -> Problems:
        if not isinstance(value, dict):
            yield problem("must be an object", at)
            return
        for name in self.required:
            if value.get(name) is None:
                yield problem(f"missing required field: {name}", at)
        for name, field in value.items():
            if name == "type":
                continue
            if name not in self.fields:
                yield problem(f"invalid additional property: {name}", at)
            elif field is not None:
                yield from self.fields[name](field, f"{at}/{name}")
        if self.also is not None:
            yield from self.also(value, at)


def string(most: int, least: int = 0) -> Check:
    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, str):
            yield problem("must be a string", at)
        elif len(value) > most:
            yield problem(f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            yield problem(f"must be more than {least - 1} characters", at)

    return check


def flag(value: Any, at: str) -> Problems:
    if not isinstance(value, bool):
        yield problem("must be a boolean", at)


def whole(least: int, most: int) -> Check:
    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, int) or isinstance(value, bool):
            yield problem("must be an integer", at)
        elif not least <= value <= most:
            yield problem(f"must be between {least} and {most}", at)

    return check


def one_of(*allowed: str) -> Check:
    def check(value: Any, at: str) -> Problems:
        if value not in allowed:
            yield problem(f"must be a valid enum value: {', '.join(allowed)}", at)

    return check


def text(most: int, *types: str) -> Check:
    """A text object of one of these types (``plain_text`` when none is given)."""

    def check(value: Any, at: str) -> Problems:
        allowed = types or ("plain_text",)
        if not isinstance(value, dict) or value.get("type") not in allowed:
            yield problem(f"must be a text object of type {' or '.join(allowed)}", at)
            return
        extra = {"plain_text": {"emoji": flag}, "mrkdwn": {"verbatim": flag}}[value["type"]]
        yield from Shape({"text": string(most, 1), **extra}, ("text",))(value, at)

    return check


def several(item: Check, most: int, least: int = 1) -> Check:
    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, list):
            yield problem("must be an array", at)
            return
        if len(value) > most:
            yield problem(f"no more than {most} items allowed", at)
        if len(value) < least:
            yield problem(f"no fewer than {least} items allowed", at)
        for number, entry in enumerate(value):
            yield from item(entry, f"{at}/{number}")

    return check


def iso_date(value: Any, at: str) -> Problems:
    try:
        good = date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        good = False
    if not good:
        yield problem("must be a valid date: YYYY-MM-DD", at)


def clock_time(value: Any, at: str) -> Problems:
    try:
        good = time.fromisoformat(value).strftime("%H:%M") == value
    except (TypeError, ValueError):
        good = False
    if not good:
        yield problem("must be a valid time: HH:mm", at)


def web_address(value: Any, at: str) -> Problems:
    if not isinstance(value, str) or not re.match(r"https?://\S+$", value) or len(value) > 3000:
        yield problem("must be a valid url", at)


ANY_TEXT = ("plain_text", "mrkdwn")

OPTION = Shape(
    {"text": text(75, *ANY_TEXT), "value": string(75, 1), "description": text(75, *ANY_TEXT)}, ("text", "value")
)
PLAIN_OPTION = Shape({"text": text(75), "value": string(75, 1), "description": text(75)}, ("text", "value"))
OPTION_GROUP = Shape({"label": text(75), "options": several(PLAIN_OPTION, 100)}, ("label", "options"))
CONFIRM = Shape(
    {
        "title": text(100),
        "text": text(300, *ANY_TEXT),
        "confirm": text(30),
        "deny": text(30),
        "style": one_of("primary", "danger"),
    },
    ("title", "text", "confirm", "deny"),
)


def options_of(element: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All options of a select, radio group, … also those in groups."""
    groups = [group for group in element.get("option_groups") or () if isinstance(group, dict)]
    found = [*(element.get("options") or ()), *(option for group in groups for option in group.get("options") or ())]
    return [option for option in found if isinstance(option, dict)]


def _initial_among_options(element: Any, at: str) -> Problems:
    options = options_of(element)
    single = element.get("initial_option")
    chosen = [("initial_option", single)] if single is not None else []
    chosen += [(f"initial_options/{n}", option) for n, option in enumerate(element.get("initial_options") or ())]
    for name, option in chosen:
        if option not in options:
            yield problem("must be one of the options", f"{at}/{name}")
    values = [option.get("value") for option in options]
    if len(values) != len(set(map(str, values))):
        yield problem("option values must be unique", at)


def _options_or_groups(element: Any, at: str) -> Problems:
    if (element.get("options") is None) == (element.get("option_groups") is None):
        yield problem("must define either `options` or `option_groups`", at)
    yield from _initial_among_options(element, at)


def _not_too_many(element: Any, at: str) -> Problems:
    most = element.get("max_selected_items")
    for name in ("initial_options", "initial_users"):
        if isinstance(most, int) and len(element.get(name) or ()) > most:
            yield problem("must not be more than max_selected_items", f"{at}/{name}")


def _several_of_the_options(element: Any, at: str) -> Problems:
    yield from _options_or_groups(element, at)
    yield from _not_too_many(element, at)


def _lengths_in_order(element: Any, at: str) -> Problems:
    least, most = element.get("min_length"), element.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield problem("min_length must not be more than max_length", at)
    initial = element.get("initial_value")
    if isinstance(initial, str) and isinstance(most, int) and len(initial) > most:
        yield problem("initial_value must not be longer than max_length", at)


def _number_strings(element: Any, at: str) -> Problems:
    for name in ("initial_value", "min_value", "max_value"):
        if name in element and not re.fullmatch(r"-?\d+(\.\d+)?", str(element[name])):
            yield problem("must be a number in a string", f"{at}/{name}")


COMMON: Mapping[str, Check] = {"action_id": string(255, 1), "focus_on_load": flag}
CONFIRMED: Mapping[str, Check] = {**COMMON, "confirm": CONFIRM}
HELD: Mapping[str, Check] = {**CONFIRMED, "placeholder": text(150)}
TYPED: Mapping[str, Check] = {
    **COMMON,
    "placeholder": text(150),
    "dispatch_action_config": Shape({"trigger_actions_on": several(string(255), 2)}),
}

ELEMENTS: Mapping[str, Shape] = {
    "button": Shape(
        {
            **CONFIRMED,
            "text": text(75),
            "value": string(2000),
            "url": web_address,
            "style": one_of("primary", "danger"),
            "accessibility_label": string(75),
        },
        ("text",),
    ),
    "overflow": Shape(
        {**CONFIRMED, "options": several(Shape({**PLAIN_OPTION.fields, "url": web_address}, ("text", "value")), 5)},
        ("options",),
    ),
    "static_select": Shape(
        {
            **HELD,
            "options": several(PLAIN_OPTION, 100),
            "option_groups": several(OPTION_GROUP, 100),
            "initial_option": PLAIN_OPTION,
        },
        also=_options_or_groups,
    ),
    "multi_static_select": Shape(
        {
            **HELD,
            "options": several(PLAIN_OPTION, 100),
            "option_groups": several(OPTION_GROUP, 100),
            "initial_options": several(PLAIN_OPTION, 100),
            "max_selected_items": whole(1, 100),
        },
        also=_several_of_the_options,
    ),
    "external_select": Shape(
        {**HELD, "initial_option": PLAIN_OPTION, "min_query_length": whole(0, 75)},
    ),
    "users_select": Shape({**HELD, "initial_user": string(255, 1)}),
    "multi_users_select": Shape(
        {**HELD, "initial_users": several(string(255, 1), 100, 0), "max_selected_items": whole(1, 100)},
        also=_not_too_many,
    ),
    "radio_buttons": Shape(
        {**CONFIRMED, "options": several(OPTION, 10), "initial_option": OPTION}, ("options",), _initial_among_options
    ),
    "checkboxes": Shape(
        {**CONFIRMED, "options": several(OPTION, 10), "initial_options": several(OPTION, 10)},
        ("options",),
        _initial_among_options,
    ),
    "datepicker": Shape({**HELD, "initial_date": iso_date}),
    "timepicker": Shape({**HELD, "initial_time": clock_time, "timezone": string(100)}),
    "plain_text_input": Shape(
        {
            **TYPED,
            "initial_value": string(3000),
            "multiline": flag,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
        also=_lengths_in_order,
    ),
    "email_text_input": Shape({**TYPED, "initial_value": string(3000)}),
    "number_input": Shape(
        {
            **TYPED,
            "is_decimal_allowed": flag,
            "initial_value": string(255),
            "min_value": string(255),
            "max_value": string(255),
        },
        ("is_decimal_allowed",),
        _number_strings,
    ),
    # Neither focus_on_load nor an initial value: those are for fields one types in.
    "file_input": Shape(
        {"action_id": string(255, 1), "filetypes": several(string(255, 1), 100), "max_files": whole(1, 10)}
    ),
}
"""The elements on offer. It grows by what the product uses."""

_INPUT_ONLY = {"plain_text_input", "email_text_input", "number_input", "file_input"}
"""What stands in an input block only."""

WITHIN: Mapping[str, frozenset[str]] = {
    "actions": frozenset(ELEMENTS) - _INPUT_ONLY,
    "section": frozenset(ELEMENTS) - _INPUT_ONLY,
    "input": frozenset(ELEMENTS) - {"button", "overflow"},
}


def element(block_type: str) -> Check:
    def check(value: Any, at: str) -> Problems:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in WITHIN[block_type]:
            yield problem(f"unsupported type: {kind}", f"{at}/type")
        else:
            yield from ELEMENTS[kind](value, at)

    return check


def _text_or_fields(block: Any, at: str) -> Problems:
    if block.get("text") is None and block.get("fields") is None:
        yield problem("must define either `text` or `fields`", at)


BLOCK_ID: Mapping[str, Check] = {"block_id": string(255, 1)}

BLOCKS: Mapping[str, Shape] = {
    "section": Shape(
        {
            **BLOCK_ID,
            "text": text(3000, *ANY_TEXT),
            "fields": several(text(2000, *ANY_TEXT), 10),
            "accessory": element("section"),
            "expand": flag,
        },
        also=_text_or_fields,
    ),
    "actions": Shape({**BLOCK_ID, "elements": several(element("actions"), 25)}, ("elements",)),
    "input": Shape(
        {
            **BLOCK_ID,
            "label": text(2000),
            "hint": text(2000),
            "element": element("input"),
            "optional": flag,
            "dispatch_action": flag,
        },
        ("label", "element"),
    ),
    "context": Shape({**BLOCK_ID, "elements": several(text(3000, *ANY_TEXT), 10)}, ("elements",)),
    "header": Shape({**BLOCK_ID, "text": text(150)}, ("text",)),
    "divider": Shape({**BLOCK_ID}),
}
"""The blocks on offer. It grows by what the product uses."""


def block(value: Any, at: str) -> Problems:
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in BLOCKS:
        yield problem(f"unsupported type: {kind}", f"{at}/type")
    else:
        yield from BLOCKS[kind](value, at)


KEPT: Mapping[str, Check] = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
    "blocks": several(block, 100),
}

VIEWS: Mapping[str, Shape] = {
    "modal": Shape(
        {
            **KEPT,
            "title": text(24),
            "submit": text(24),
            "close": text(24),
            "clear_on_close": flag,
            "notify_on_close": flag,
            "submit_disabled": flag,
        },
        ("title", "blocks"),
    ),
    "home": Shape(KEPT, ("blocks",)),
}

MESSAGE_BLOCKS = several(block, 50, 0)
