"""What Slack sends, as Slack writes it: people, messages, commands, clicks, submissions and events."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from klachtbot.practice import files
from klachtbot.practice.forms import Raw, chosen, state_of
from klachtbot.practice.model import (
    APP_ID,
    BOT_ID,
    BOT_USER,
    TEAM,
    Channel,
    Json,
    Message,
    OpenView,
    User,
    Values,
)

if TYPE_CHECKING:
    from klachtbot.practice.workspace import Workspace

TOKEN = "practice-verification"  # noqa: S105 - Slack's old verification token, which nobody checks any more


def user_info(user: User, *, with_locale: bool, with_email: bool) -> Json:
    """A user object, as ``users.info`` and ``user_change`` give it."""
    profile = {
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "team": TEAM["id"],
    }
    if with_email:
        profile["email"] = user.email
    info: Json = {
        "id": user.id,
        "team_id": TEAM["id"],
        "name": user.name,
        "deleted": user.deleted,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "profile": profile,
    }
    if not user.deleted:
        info |= {"real_name": user.real_name, "tz": user.tz, "is_admin": user.is_admin, "is_owner": False}
        info |= {"is_restricted": user.is_restricted, "is_ultra_restricted": user.is_ultra_restricted}
    if with_locale:
        info["locale"] = user.locale
    return info


def message(workspace: Workspace, said: Message, *, with_metadata: bool) -> Json:
    """A message, as ``chat.*`` and ``conversations.history`` give it."""
    text = said.text if said.is_bot else as_slack_writes(said.text)
    payload: Json = {"type": "message", "user": said.user, "ts": said.ts, "text": text, "team": TEAM["id"]}
    if said.is_bot:
        payload |= {"bot_id": BOT_ID, "app_id": APP_ID}
    if said.files:
        payload["files"] = [files.payload(sent, workspace.base_url) for sent in said.files]
    if said.blocks:
        payload["blocks"] = said.blocks
    if said.edited:
        payload["edited"] = {"user": said.user, "ts": said.ts}
    if with_metadata and said.metadata is not None:
        payload["metadata"] = said.metadata
    return payload


def as_slack_writes(text: str) -> str:
    """What somebody typed, as an app gets it: ``&``, ``<`` and ``>`` escaped, but not in mentions and links."""
    parts = re.split(r"(<(?:[@#!][^<>\s]+|https?://[^<>\s]+)>)", text)
    escaped = [
        p if n % 2 else p.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for n, p in enumerate(parts)
    ]
    return "".join(escaped)


def command(workspace: Workspace, user: User, channel: Channel, command: str, text: str) -> Json:
    return {
        "token": TOKEN,
        "team_id": TEAM["id"],
        "team_domain": TEAM["domain"],
        "channel_id": channel.id,
        "channel_name": _channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": workspace.response_url(user.id, channel.id),
        "trigger_id": workspace.triggers.issue(user.id),
    }


def action(workspace: Workspace, block: Json, element: Json, raw: Raw) -> Json:
    """The one entry of ``actions``: which element, and what it now holds."""
    kind = element["type"]
    if kind == "button":
        held: Json = {name: element[name] for name in ("text", "value", "style") if name in element}
    else:
        held = chosen(element, raw)
    return {
        "type": kind,
        "block_id": block["block_id"],
        "action_id": element["action_id"],
        "action_ts": workspace.new_ts(),
        **held,
    }


def click_in_message(workspace: Workspace, user: User, said: Message, action: Json, values: Values) -> Json:
    """An ephemeral message is not in the payload: only its place is."""
    channel = workspace.channels[said.channel]
    container = {"type": "message", "message_ts": said.ts, "channel_id": said.channel}
    payload = {
        **_interaction(workspace, user, "block_actions", None),
        "container": {**container, "is_ephemeral": said.ephemeral_for is not None},
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        "state": state_of(said.blocks, values, said.offered),
        "response_url": workspace.response_url(user.id, said.channel, said.ts),
        "actions": [action],
    }
    if said.ephemeral_for is None:
        payload["message"] = message(workspace, said, with_metadata=True)
    return payload


def click_in_view(workspace: Workspace, user: User, view: OpenView, action: Json) -> Json:
    return {
        **_interaction(workspace, user, "block_actions", view),
        "container": {"type": "view", "view_id": view.id},
        "actions": [action],
    }


def shortcut(workspace: Workspace, user: User, callback_id: str) -> Json:
    payload = _interaction(workspace, user, "shortcut", None)
    return {**payload, "callback_id": callback_id, "action_ts": workspace.new_ts()}


def message_shortcut(workspace: Workspace, user: User, callback_id: str, said: Message) -> Json:
    """The whole message is in it, wherever it stands; a person's text also as blocks, as Slack does."""
    channel = workspace.channels[said.channel]
    whole = message(workspace, said, with_metadata=True)
    if not said.is_bot and said.text:
        words = {"type": "rich_text_section", "elements": [{"type": "text", "text": said.text}]}
        whole["blocks"] = [{"type": "rich_text", "block_id": secrets.token_hex(3), "elements": [words]}]
    return {
        **_interaction(workspace, user, "message_action", None),
        "callback_id": callback_id,
        "action_ts": workspace.new_ts(),
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        "message_ts": said.ts,
        "message": whole,
        "response_url": workspace.response_url(user.id, said.channel),
    }


def suggestion(
    workspace: Workspace, user: User, place: Message | OpenView, block: Json, element: Json, typed: str
) -> Json:
    """What somebody types in a search field. It has no trigger id: nothing can be opened from it."""
    payload = {
        **_interaction(workspace, user, "block_suggestion", place if isinstance(place, OpenView) else None),
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "value": typed,
    }
    del payload["trigger_id"]
    if isinstance(place, OpenView):
        return {**payload, "container": {"type": "view", "view_id": place.id}}
    channel = workspace.channels[place.channel]
    return {
        **payload,
        "container": {"type": "message", "message_ts": place.ts, "channel_id": channel.id},
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        "message": message(workspace, place, with_metadata=True),
    }


def submission(workspace: Workspace, user: User, view: OpenView) -> Json:
    return {**_interaction(workspace, user, "view_submission", view), "response_urls": []}


def closing(workspace: Workspace, user: User, view: OpenView, *, cleared: bool) -> Json:
    payload = {**_interaction(workspace, user, "view_closed", view), "is_cleared": cleared}
    del payload["trigger_id"]
    return payload


def event(workspace: Workspace, event: Json) -> Json:
    return {
        "token": TOKEN,
        "team_id": TEAM["id"],
        "api_app_id": APP_ID,
        "type": "event_callback",
        "event": {**event, "event_ts": workspace.new_ts()},
        "event_id": "Ev" + secrets.token_hex(5).upper(),
        "event_time": int(workspace.transport.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM["id"],
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }


def _interaction(workspace: Workspace, user: User, kind: str, view: OpenView | None) -> Json:
    payload: Json = {
        "type": kind,
        "token": TOKEN,
        "team": dict(TEAM),
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": TEAM["id"]},
        "api_app_id": APP_ID,
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": workspace.triggers.issue(user.id, view.id if view is not None else None),
    }
    if view is not None:
        payload["view"] = workspace.screens.payload(view)
    return payload


def _channel_name(channel: Channel) -> str:
    return "directmessage" if channel.is_im else "privategroup" if channel.is_private else channel.name
