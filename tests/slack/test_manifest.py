"""manifest.yml asks Slack for what the bot uses, and for nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from slack_sdk import WebClient

from klachtbot.slack.listeners import COMMANDS
from tests.tools import calls

MANIFEST: Mapping[str, Any] = yaml.safe_load((Path(__file__).parents[2] / "manifest.yml").read_text(encoding="utf-8"))

# What Slack wants granted for each method, event and feature in use. A new one needs a row here.
SCOPES: Mapping[str, frozenset[str]] = {
    "auth_test": frozenset(),
    "chat_postMessage": frozenset({"chat:write"}),
    "chat_update": frozenset({"chat:write"}),
    "chat_delete": frozenset({"chat:write"}),
    "conversations_open": frozenset({"im:write"}),
    "chat_getPermalink": frozenset(),
    "conversations_history": frozenset({"im:history", "groups:history"}),  # of direct messages and private channels
    "conversations_create": frozenset({"groups:write"}),  # private ones only; so in all of these
    "conversations_invite": frozenset({"groups:write"}),
    "conversations_kick": frozenset({"groups:write"}),
    "conversations_setTopic": frozenset({"groups:write"}),
    "conversations_archive": frozenset({"groups:write"}),
    "conversations_members": frozenset({"groups:read"}),
    "users_conversations": frozenset({"groups:read"}),
    "pins_add": frozenset({"pins:write"}),
    "bookmarks_add": frozenset({"bookmarks:write"}),
    "bookmarks_list": frozenset({"bookmarks:read"}),
    "files_info": frozenset({"files:read"}),
    "files_getUploadURLExternal": frozenset({"files:write"}),
    "files_completeUploadExternal": frozenset({"files:write"}),
    "files_delete": frozenset({"files:write"}),
    "users_info": frozenset({"users:read"}),
    "views_open": frozenset(),
    "views_push": frozenset(),
    "views_update": frozenset(),
    "views_publish": frozenset(),
    "app_home_opened": frozenset(),
    "user_change": frozenset({"users:read"}),
    "member_joined_channel": frozenset({"groups:read"}),  # of private channels
    "command": frozenset({"commands"}),
}


def methods() -> set[str]:
    """The methods of Slack's Web API that are called."""
    return {name for name in map(calls.called, calls.calls()) if "_" in name.strip("_") and hasattr(WebClient, name)}


def events() -> set[str]:
    """The events that are listened to."""
    return {calls.beginning(calls.argument(call, "event", 0)) for call in calls.calls_of("event")}


def test_what_the_bot_calls_and_hears_is_granted_and_nothing_else_is() -> None:
    used = {*methods(), *events(), "command"}

    needed = frozenset[str]().union(*(SCOPES[name] for name in used))

    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == needed


def test_the_table_of_scopes_has_no_method_that_is_not_used() -> None:
    used = {*methods(), *events(), "command"}

    assert set(SCOPES) == used


def test_slack_sends_the_events_that_are_heard_and_no_other() -> None:
    sent = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])

    assert sent == events()


def test_the_command_people_read_about_is_the_one_slack_knows() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in calls.SLACK.rglob("*.py"))

    known = {command["command"] for command in MANIFEST["features"]["slash_commands"]}

    assert set(re.findall(r"`(/\w+)", code)) == known


def test_slack_hints_at_every_part_of_the_command() -> None:
    hint = MANIFEST["features"]["slash_commands"][0]["usage_hint"]

    named = [part.split()[0] for part in hint.split(" · ")]

    assert named == [command.name for command in COMMANDS if command.name != "help"]
