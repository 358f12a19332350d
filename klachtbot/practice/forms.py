"""Filling in: from what a person typed to the ``state.values`` an app gets, and what Slack's own client refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from klachtbot.practice.model import Json, Values
from klachtbot.practice.sentences import sentence
from klachtbot.practice.shapes import options_of
from klachtbot.practice.strict import elements_of

Raw = str | Sequence[str] | None

Offered = Mapping[str, Sequence[Json]]
"""action_id of a search field -> the options the app has suggested there."""
NOTHING: Offered = {}

TYPED_AT_LEAST = 3
"""Characters before a search field asks the app anything, unless the field says otherwise."""

MOST_FILES = 10
"""In a field for files, unless the field says otherwise."""

STATELESS = frozenset({"button", "overflow"})

MANY = frozenset({"checkboxes", "multi_static_select"})
ONE_OPTION = frozenset({"static_select", "radio_buttons", "external_select"})

PLAIN = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "number_input": "value",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "users_select": "selected_user",
}
"""Element type -> the key under which its raw value stands."""

INITIAL = {
    "plain_text_input": "initial_value",
    "email_text_input": "initial_value",
    "number_input": "initial_value",
    "datepicker": "initial_date",
    "timepicker": "initial_time",
    "users_select": "initial_user",
}


def fields_of(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Every element that holds a value, with its block: in input blocks, and in sections and actions as well."""
    for block in blocks:
        for element, _ in elements_of(block):
            if element["type"] not in STATELESS:
                yield block, element


def initial_values(blocks: Sequence[Json]) -> dict[str, dict[str, Raw]]:
    found: dict[str, dict[str, Raw]] = {}
    for block, element in fields_of(blocks):
        found.setdefault(block["block_id"], {})[element["action_id"]] = _initial(element)
    return found


def merged(blocks: Sequence[Json], *sources: Values) -> dict[str, dict[str, Raw]]:
    """The values of these blocks: the initial ones, overruled by each of ``sources`` where ids are the same."""
    found = initial_values(blocks)
    for source in sources:
        for block_id, actions in source.items():
            for action_id, value in actions.items():
                if action_id in found.get(block_id, {}):
                    found[block_id][action_id] = value or None
    return found


def with_offers(element: Json, offered: Offered) -> Json:
    """A search field with what may be chosen in it: what stood there to begin with, and what the app suggested.

    A field for files with what was put there (``files``)."""
    if element["type"] == "file_input":
        return {**element, "files": list(offered.get(element["action_id"], ()))}
    if element["type"] != "external_select":
        return element
    initial = [element["initial_option"]] if element.get("initial_option") else []
    return {**element, "options": initial + list(offered.get(element["action_id"], ()))}


def state_of(blocks: Sequence[Json], values: Values, offered: Offered = NOTHING) -> Json:
    """``state`` as Slack sends it: block_id -> action_id -> what was filled in, for every field."""
    state: dict[str, dict[str, Json]] = {}
    for block, element in fields_of(blocks):
        raw = values.get(block["block_id"], {}).get(element["action_id"])
        state.setdefault(block["block_id"], {})[element["action_id"]] = {
            "type": element["type"],
            **chosen(with_offers(element, offered), raw),
        }
    return {"values": state}


def chosen(element: Json, raw: Raw) -> Json:
    """What an element holds, under the keys of its type: ``{"value": …}``, ``{"selected_option": {…}}``, …"""
    kind = element["type"]
    if kind in PLAIN:
        return {PLAIN[kind]: raw or None}
    wanted = [raw] if isinstance(raw, str) else list(raw or ())
    if kind == "multi_users_select":
        return {"selected_users": wanted}
    if kind == "file_input":
        return {"files": [file for file in element.get("files", ()) if file["id"] in wanted]}
    options = [option for option in options_of(element) if option["value"] in wanted]
    if kind in MANY:
        return {"selected_options": options}
    return {"selected_option": options[0] if options else None}


def refusals(blocks: Sequence[Json], values: Values, locale: str, offered: Offered = NOTHING) -> dict[str, str]:
    """What Slack's client says before it sends anything: block_id -> sentence. Only input blocks can be refused."""
    found: dict[str, str] = {}
    for block, element in fields_of(blocks):
        if block["type"] != "input":
            continue
        raw = values.get(block["block_id"], {}).get(element["action_id"])
        wrong = _refusal(with_offers(element, offered), raw, required=not block.get("optional"))
        if wrong is not None:
            found[block["block_id"]] = sentence(wrong[0], locale, *wrong[1:])
    return found


def _refusal(element: Json, raw: Raw, *, required: bool) -> tuple[str, *tuple[int, ...]] | None:
    """The name of a sentence and what goes into it, or None."""
    if not raw:
        return ("required",) if required else None
    wanted = {raw} if isinstance(raw, str) else set(raw)
    if len(wanted) > element.get("max_selected_items", len(wanted)):
        return ("too_many", element["max_selected_items"])
    if element["type"] == "multi_users_select":
        return None
    if element["type"] == "file_input":
        return _refusal_of_files(element, wanted)
    if element["type"] in MANY | ONE_OPTION:
        known = {option["value"] for option in options_of(element)}
        return None if wanted <= known else ("no_option",)
    if not isinstance(raw, str):
        return ("no_option",)
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(raw) < least:
        return ("too_short", least)
    if len(raw) > most:
        return ("too_long", most)
    pattern, name = PATTERNS.get(element["type"], (".*", ""))
    return None if re.fullmatch(pattern, raw, re.DOTALL) else (name,)


def _refusal_of_files(element: Json, wanted: set[str]) -> tuple[str, *tuple[int, ...]] | None:
    most = element.get("max_files", MOST_FILES)
    if len(wanted) > most:
        return ("too_many", most)
    return None if wanted <= {file["id"] for file in element["files"]} else ("no_option",)


PATTERNS: Mapping[str, tuple[str, str]] = {
    "email_text_input": (r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", "no_email"),
    "number_input": (r"-?\d+(\.\d+)?", "no_number"),
    "datepicker": (r"\d{4}-\d{2}-\d{2}", "no_date"),
    "timepicker": (r"\d{2}:\d{2}", "no_time"),
}


def _initial(element: Json) -> Raw:
    kind = element["type"]
    if kind in INITIAL:
        value: Any = element.get(INITIAL[kind])
        return value if value is None else str(value)
    if kind == "multi_users_select":
        return list(element.get("initial_users") or ())
    if kind in MANY:
        return [option["value"] for option in element.get("initial_options") or ()]
    option = element.get("initial_option")
    return option["value"] if option else None
