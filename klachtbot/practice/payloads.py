"""What Slack sends, as Slack writes it: people, messages, commands, clicks, submissions and events."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from klachtbot.practice.forms import Raw, chosen, state_of
from klachtbot.practice.model import APP_ID, BOT_ID, BOT_USER, TEAM, Channel, Json, Message, OpenView, User, Values

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
        info |= {"is_restricted": False, "is_ultra_restricted": False}
    if with_locale:
        info["locale"] = user.locale
    return info


def message(said: Message, *, with_metadata: bool) -> Json:
    """A message, as ``chat.*`` and ``conversations.history`` give it."""
    payload: Json = {"type": "message", "user": said.user, "ts": said.ts, "text": said.text, "team": TEAM["id"]}
    if said.is_bot:
        payload |= {"bot_id": BOT_ID, "app_id": APP_ID}
    if said.blocks:
        payload["blocks"] = said.blocks
    if said.edited:
        payload["edited"] = {"user": said.user, "ts": said.ts}
    if with_metadata and said.metadata is not None:
        payload["metadata"] = said.metadata
    return payload


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
        "state": state_of(said.blocks, values),
        "response_url": workspace.response_url(user.id, said.channel, said.ts),
        "actions": [action],
    }
    if said.ephemeral_for is None:
        payload["message"] = message(said, with_metadata=True)
    return payload


def click_in_view(workspace: Workspace, user: User, view: OpenView, action: Json) -> Json:
    return {
        **_interaction(workspace, user, "block_actions", view),
        "container": {"type": "view", "view_id": view.id},
        "actions": [action],
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
