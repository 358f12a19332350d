"""Reads the product's own code: which calls stand in it, and with which texts.

So that a test sees every button there is, also those on a screen no other test opens.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SLACK = Path(__file__).resolve().parents[2] / "klachtbot" / "slack"


@cache
def trees() -> tuple[ast.Module, ...]:
    """The modules of klachtbot/slack, parsed."""
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SLACK.rglob("*.py")))


def calls_of(name: str) -> Iterator[ast.Call]:
    """Every call of a function or method with this name in klachtbot/slack."""
    return (call for call in calls() if called(call) == name)


def calls() -> Iterator[ast.Call]:
    """Every call in klachtbot/slack."""
    return (node for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    """The last part of the name that is called: "modal" for ``blocks.modal(…)``; "" when it has none."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def argument(call: ast.Call, name: str, place: int | None = None) -> ast.expr | None:
    """The argument of a call, given by name or (when it has one) by place; None when it is not given."""
    if place is not None and place < len(call.args):
        return call.args[place]
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def beginning(node: ast.expr | None) -> str:
    """How a string starts, as far as the code tells: all of "list:menu", "open:" of f"open:{number}"; else ""."""
    if isinstance(node, ast.JoinedStr) and node.values:
        return beginning(node.values[0])
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
