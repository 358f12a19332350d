"""The app's manifest, as far as the workspace keeps the app to it: scopes, commands, shortcuts, events, tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Manifest:
    name: str
    bot_name: str
    scopes: frozenset[str]
    commands: tuple[dict[str, Any], ...]
    """Each with ``command`` (and its slash), ``description`` and ``usage_hint``."""
    shortcuts: tuple[dict[str, Any], ...]
    """Each with ``name``, ``type`` (``global`` or ``message``), ``callback_id`` and ``description``."""
    events: frozenset[str]
    home_tab: bool
    messages_tab: bool
    interactive: bool
    socket_mode: bool


def read_manifest(path: Path) -> Manifest:
    """The manifest in this YAML file. What it does not switch on is off.

    Raises ``KeyError`` for one without name and ``ValueError`` for a shortcut that Slack would not take.
    """
    return parse_manifest(yaml.safe_load(path.read_text(encoding="utf-8")))


def parse_manifest(data: dict[str, Any]) -> Manifest:
    features, settings = data.get("features", {}), data.get("settings", {})
    name = data["display_information"]["name"]
    return Manifest(
        name=name,
        bot_name=features.get("bot_user", {}).get("display_name", name),
        scopes=frozenset(data.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
        commands=tuple(features.get("slash_commands", ())),
        shortcuts=tuple(_shortcuts(features.get("shortcuts", ()))),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
        home_tab=bool(features.get("app_home", {}).get("home_tab_enabled")),
        messages_tab=bool(features.get("app_home", {}).get("messages_tab_enabled")),
        interactive=bool(settings.get("interactivity", {}).get("is_enabled")),
        socket_mode=bool(settings.get("socket_mode_enabled")),
    )


SHORTCUT_LIMITS = {"name": 24, "callback_id": 255, "description": 150}
"""Characters."""
MOST_SHORTCUTS = 10


def _shortcuts(listed: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    if len(listed) > MOST_SHORTCUTS:
        raise ValueError(f"more than {MOST_SHORTCUTS} shortcuts")
    for shortcut in listed:
        if shortcut.get("type") not in ("global", "message"):
            raise ValueError("a shortcut is global or message")
        for field, most in SHORTCUT_LIMITS.items():
            if not 0 < len(shortcut.get(field, "")) <= most:
                raise ValueError(f"{field} of a shortcut: 1 to {most} characters")
    return tuple(listed)
