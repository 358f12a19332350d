"""What stands on people's screens: their modals (at most three on top of each other) and their Home tab."""

from __future__ import annotations

import copy
import json
import secrets
from collections.abc import Callable, Container
from typing import Any

from klachtbot.practice.forms import initial_values, merged, state_of
from klachtbot.practice.model import Json, OpenView
from klachtbot.practice.strict import check_people, check_view, elements_of
from klachtbot.practice.tickets import Refused

DEEPEST = 3
LARGEST = 250_000
"""Characters of a view as JSON."""


def with_ids(blocks: list[Json]) -> list[Json]:
    """A copy in which every block and element has an id: Slack makes up what the app left out."""
    blocks = copy.deepcopy(blocks)
    for block in blocks:
        block.setdefault("block_id", secrets.token_hex(3))
        for element, _ in elements_of(block):
            element.setdefault("action_id", secrets.token_hex(3))
    return blocks


class Screens:
    """``people``: the ids of everybody a field for a person may name. ``scopes``: what the app was granted."""

    def __init__(
        self, identity: Json, new_hash: Callable[[], str], people: Container[str], scopes: Container[str] = ()
    ) -> None:
        self._scopes = scopes
        self._identity = identity
        self._people = people
        self._new_hash = new_hash
        self._stacks: dict[str, list[OpenView]] = {}
        self._homes: dict[str, OpenView] = {}

    def stack(self, user: str) -> list[OpenView]:
        return self._stacks.setdefault(user, [])

    def home(self, user: str) -> OpenView | None:
        return self._homes.get(user)

    def find(self, view_id: str) -> OpenView:
        for view in self._all():
            if view.id == view_id:
                return view
        raise Refused("not_found")

    def find_by_external_id(self, external_id: str) -> OpenView:
        for view in self._all():
            if view.view.get("external_id") == external_id:
                return view
        raise Refused("not_found")

    def open(self, user: str, view: Any) -> OpenView:
        """A new modal; it takes the place of whatever was open."""
        fresh = self._fresh(user, view, "modal")
        self._stacks[user] = [fresh]
        return fresh

    def push(self, user: str, view: Any) -> OpenView:
        stack = self.stack(user)
        if not stack:
            raise Refused("not_found")
        if len(stack) >= DEEPEST:
            raise Refused("push_limit_reached")
        fresh = self._fresh(user, view, "modal")
        fresh.root_view_id, fresh.previous_view_id = stack[0].root_view_id, stack[-1].id
        stack.append(fresh)
        return fresh

    def update(self, open_view: OpenView, view: Any, view_hash: str | None = None) -> OpenView:
        """New contents under the same id. What was filled in stays where block_id and action_id stay the same."""
        if view_hash is not None and view_hash != open_view.hash:
            raise Refused("hash_conflict")
        fresh = self._fresh(open_view.user, view, open_view.view["type"], replacing=open_view)
        open_view.values = merged(fresh.view["blocks"], open_view.values)
        open_view.view, open_view.hash = fresh.view, fresh.hash
        open_view.errors, open_view.error = {}, ""
        return open_view

    def publish(self, user: str, view: Any, view_hash: str | None = None) -> OpenView:
        home = self._homes.get(user)
        if home is not None:
            return self.update(home, view, view_hash)
        self._homes[user] = self._fresh(user, view, "home")
        return self._homes[user]

    def close(self, open_view: OpenView) -> None:
        """Close this view and what lies on top of it; closing it twice does no harm."""
        stack = self.stack(open_view.user)
        if open_view in stack:
            del stack[stack.index(open_view) :]

    def payload(self, open_view: OpenView) -> Json:
        """The view as Slack sends it, with its state."""
        defaults: Json = {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "title": None,
            "submit": None,
            "close": None,
        }
        return {
            **defaults,
            **open_view.view,
            "id": open_view.id,
            **self._identity,
            "state": state_of(open_view.view["blocks"], open_view.values, open_view.offered),
            "hash": open_view.hash,
            "root_view_id": open_view.root_view_id,
            "previous_view_id": open_view.previous_view_id,
        }

    def _all(self) -> list[OpenView]:
        return [view for stack in self._stacks.values() for view in stack] + list(self._homes.values())

    def _fresh(self, user: str, view: Any, kind: str, *, replacing: OpenView | None = None) -> OpenView:
        if len(json.dumps(view)) > LARGEST:
            raise Refused("view_too_large")
        problems = check_view(view, kind) or check_people(view["blocks"], self._people, "/view/blocks")
        if problems:
            raise Refused("invalid_arguments", problems)
        files = any(element["type"] == "file_input" for block in view["blocks"] for element, _ in elements_of(block))
        if files and "files:read" not in self._scopes:
            raise Refused("missing_scope", needed="files:read")
        external_id = view.get("external_id")
        others = (other for other in self._all() if other is not replacing)
        if external_id and any(other.view.get("external_id") == external_id for other in others):
            raise Refused("duplicate_external_id")
        kept = {**view, "blocks": with_ids(view["blocks"])}
        view_id = "V" + secrets.token_hex(5).upper()
        return OpenView(view_id, user, kept, self._new_hash(), view_id, values=initial_values(kept["blocks"]))
