"""Block Kit in our own few words: pure builders for what the screens use.

What people typed goes into ``told``: plain text, so that no mention, link, emoji code or markup in it ever works.
``say`` is for our own sentences only, with case numbers and dates filled in.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]

SHORT = 120

VIEW_BYTES = 250_000
"""What a view may hold, as JSON; Slack calls a larger one ``view_too_large``."""

ACK_BYTES = 20_000
"""What goes along with an acknowledgement: above 20 KiB in one frame Slack closes the connection, with all that is
under way on it (close code 1009)."""


def size(block: Block | list[Block]) -> int:
    """How many bytes it takes on the line."""
    return len(json.dumps(block))


@dataclass(frozen=True, slots=True)
class Button:
    """``action`` is the action_id (unique in its surface), ``value`` what it carries: ids and codes only."""

    text: str
    action: str
    value: str = ""
    primary: bool = False


Choices = Sequence[tuple[str, str]]
"""What a list offers: (text, value)."""


@dataclass(frozen=True, slots=True)
class Menu:
    """What else there is to do, behind "⋯": at most five ``choices``."""

    action: str
    choices: Choices


def title(text: str) -> Block:
    return {"type": "header", "text": _plain(text)}


def say(text: str, beside: Button | Menu | None = None, *, block_id: str = "") -> Block:
    """Our own sentence in mrkdwn, with at most one button or menu beside it."""
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
    if beside is not None:
        block["accessory"] = button(beside) if isinstance(beside, Button) else _menu(beside)
    if block_id:
        block["block_id"] = block_id
    return block


def told(label: str, text: str) -> list[Block]:
    """A label and what somebody typed, as plain text: beside each other when it is short, else below each other."""
    named = {"type": "mrkdwn", "text": f"*{label}*", "verbatim": True}
    typed = {"type": "plain_text", "text": text or "–", "emoji": False}
    if len(text) <= SHORT:
        return [{"type": "section", "fields": [named, typed]}]
    return [{"type": "section", "text": named}, {"type": "section", "text": typed}]


def typed(text: str) -> Block:
    """What somebody typed, or a letter as it reads: plain text, at most 3,000 characters."""
    return {"type": "section", "text": {"type": "plain_text", "text": text or "–", "emoji": False}}


def small(*texts: str) -> Block:
    """Secondary lines, at most ten."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True} for text in texts]}


def buttons(*row: Button) -> Block:
    return {"type": "actions", "elements": [button(one) for one in row]}


def choose(placeholder: str, action: str, groups: Sequence[tuple[str, Choices]], *beside: Button) -> Block:
    """A list that opens, in groups with a title, and buttons beside it. Choosing acts at once."""
    select = {
        "type": "static_select",
        "action_id": action,
        "placeholder": _plain(placeholder),
        "option_groups": [
            {"label": _plain(title), "options": [{"text": _plain(text), "value": value} for text, value in choices]}
            for title, choices in groups
        ],
    }
    return {"type": "actions", "elements": [*(button(one) for one in beside), select]}


def line() -> Block:
    return {"type": "divider"}


def modal(
    heading: str,
    blocks: Sequence[Block],
    *,
    close: str,
    callback: str = "shown",
    submit: str = "",
    metadata: str = "",
) -> Block:
    """A modal view. ``heading``, ``submit`` and ``close`` hold at most 24 characters; ``metadata`` no story."""
    view: Block = {
        "type": "modal",
        "callback_id": callback,
        "title": _plain(heading),
        "close": _plain(close),
        "blocks": list(blocks),
    }
    if submit:
        view["submit"] = _plain(submit)
    if metadata:
        view["private_metadata"] = metadata
    return view


def home(blocks: Sequence[Block]) -> Block:
    return {"type": "home", "blocks": list(blocks)}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": True}


def _menu(of: Menu) -> Block:
    options = [{"text": _plain(text), "value": value} for text, value in of.choices]
    return {"type": "overflow", "action_id": of.action, "options": options}


def button(of: Button) -> Block:
    element: Block = {"type": "button", "action_id": of.action, "text": _plain(of.text)}
    if of.value:
        element["value"] = of.value
    if of.primary:
        element["style"] = "primary"
    return element
