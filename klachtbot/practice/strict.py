"""The strict look at what the app sends: messages, views, Home tabs, and the answers it gives.

First the tables of ``shapes``, then what only shows over the whole surface, then the models of Slack's own SDK. That
SDK alone accepts an input without submit, a duplicate ``block_id``, an unknown block, an option text of 76 and 11
radio options.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from klachtbot.practice.model import Json
from klachtbot.practice.shapes import (
    MESSAGE_BLOCKS,
    OPTION_GROUP,
    PLAIN_OPTION,
    VIEWS,
    Problems,
    Shape,
    options_of,
    problem,
    several,
    string,
)

TEXT_MOST = 40_000


def elements_of(block: Json) -> Iterator[tuple[Json, str]]:
    """The interactive elements of a block, each with its place in it."""
    if block.get("type") == "actions":
        for number, element in enumerate(block.get("elements") or ()):
            yield element, f"elements/{number}"
    for name in ("accessory", "element"):
        if isinstance(block.get(name), dict):
            yield block[name], name


def check_message(blocks: Any) -> list[str]:
    """What Slack would say of the blocks of a message; nothing when they are right."""
    found = list(MESSAGE_BLOCKS(blocks, "/blocks"))
    if found:
        return found
    found = list(_over_the_surface(blocks, "/blocks"))
    found += [
        problem("unsupported type: input", f"/blocks/{number}/type")
        for number, block in enumerate(blocks)
        if block["type"] == "input"
    ]
    return found or list(_as_the_sdk_sees_it(map(Block.parse, blocks), "/blocks"))


def check_view(view: Any, kind: str) -> list[str]:
    """What Slack would say of a view of this kind (``modal`` or ``home``); nothing when it is right."""
    if not isinstance(view, dict) or view.get("type") != kind:
        return [problem(f"must be a view of type {kind}", "/view/type")]
    found = list(VIEWS[kind](view, "/view"))
    if found:
        return found
    found = list(_over_the_surface(view["blocks"], "/view/blocks"))
    inputs = any(block["type"] == "input" for block in view["blocks"])
    if kind == "home":
        found += [
            problem("unsupported type: file_input", f"/view/blocks/{number}/element/type")
            for number, block in enumerate(view["blocks"])
            if block["type"] == "input" and block["element"]["type"] == "file_input"
        ]
    if kind == "modal" and inputs and view.get("submit") is None:
        found.append(problem("missing required field: submit", "/view"))
    return found or list(_as_the_sdk_sees_it([View(**view)], "/view"))


def check_people(blocks: Iterable[Json], people: Container[str], at: str) -> list[str]:
    """Who is filled in beforehand must exist."""
    found = []
    for number, block in enumerate(blocks):
        for element, place in elements_of(block):
            named = {"initial_user": element.get("initial_user")}
            named |= {f"initial_users/{n}": user for n, user in enumerate(element.get("initial_users") or ())}
            found += [
                problem("no such user", f"{at}/{number}/{place}/{name}")
                for name, user in named.items()
                if user is not None and user not in people
            ]
    return found


SUGGESTIONS = Shape({"options": several(PLAIN_OPTION, 100, 0), "option_groups": several(OPTION_GROUP, 100, 0)})


def check_suggestions(answer: Json) -> list[str]:
    """What is wrong with an answer to a search: options or groups of them, a hundred at most, each value once."""
    found = list(SUGGESTIONS(answer, ""))
    if found:
        return found
    if (answer.get("options") is None) == (answer.get("option_groups") is None):
        return [problem("must define either `options` or `option_groups`", "")]
    values = [option["value"] for option in options_of(answer)]
    return [problem("option values must be unique", "")] if len(values) != len(set(values)) else []


def an_object(value: Any, at: str) -> Problems:
    if not isinstance(value, dict):
        yield problem("must be an object", at)


METADATA = Shape({"event_type": string(255, 1), "event_payload": an_object}, ("event_type", "event_payload"))


def check_metadata(metadata: Any) -> list[str]:
    return list(METADATA(metadata, "/metadata"))


def check_errors(errors: Any, blocks: Iterable[Json]) -> list[str]:
    """What is wrong with the ``errors`` of an answer to a submission: they stand at input blocks only, as text."""
    if not isinstance(errors, dict) or not errors:
        return ["response_action errors without errors"]
    inputs = {block["block_id"] for block in blocks if block["type"] == "input"}
    wrong = [f"error at {key}: no input block has this block_id" for key in errors if key not in inputs]
    return wrong + [f"error at {key}: must be a text" for key, text in errors.items() if not isinstance(text, str)]


def _over_the_surface(blocks: list[Json], at: str) -> Problems:
    block_ids: set[str] = set()
    action_ids: set[str] = set()
    focused = 0
    for number, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id in block_ids:
            yield problem(f"`block_id` {block_id} already exists", f"{at}/{number}/block_id")
        if block_id is not None:
            block_ids.add(block_id)
        for element, place in elements_of(block):
            action_id = element.get("action_id")
            # Slack refuses a double one within a block. Over the whole surface it would also make a click ambiguous,
            # so the house is stricter here.
            if action_id in action_ids:
                yield problem(
                    f"`action_id` {action_id} already exists for another action", f"{at}/{number}/{place}/action_id"
                )
            if action_id is not None:
                action_ids.add(action_id)
            focused += bool(element.get("focus_on_load"))
    if focused > 1:
        yield problem("only one element may have focus_on_load", at)


def _as_the_sdk_sees_it(objects: Iterable[Any], at: str) -> Problems:
    try:
        for thing in objects:
            if thing is None:
                yield problem("unsupported type", at)
            else:
                thing.to_dict()
    except SlackObjectFormationError as error:
        yield problem(str(error), at)
