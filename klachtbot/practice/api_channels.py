"""The methods of the Web API that are about private channels: who is in them, and what stands on top of them."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from klachtbot.practice.calls import Arguments, channel_of_app
from klachtbot.practice.model import BOT_USER, Channel, Json
from klachtbot.practice.tickets import Refused

if TYPE_CHECKING:
    from klachtbot.practice.workspace import Workspace

NAME_MOST, TOPIC_MOST, BOOKMARKS_MOST = 80, 250, 100


def create(workspace: Workspace, arguments: Arguments) -> Json:
    """Private ones only: public ones would need another scope."""
    name = arguments.optional("name")
    if not arguments.flag("is_private"):
        raise Refused("missing_scope", needed="channels:manage")
    if name is None:
        raise Refused("invalid_name_required")
    if len(name) > NAME_MOST:
        raise Refused("invalid_name_maxlength")
    if not re.fullmatch(r"[a-z0-9_-]+", name):
        raise Refused("invalid_name_specials")
    if not re.search(r"[a-z0-9]", name):
        raise Refused("invalid_name_punctuation")
    if any(channel.name == name for channel in workspace.channels.values()):  # archived ones keep their names
        raise Refused("name_taken")
    channel = Channel("C" + secrets.token_hex(5).upper(), name, {BOT_USER}, is_private=True, creator=BOT_USER)
    workspace.channels[channel.id] = channel
    workspace.changed("people")
    return {"channel": payload(channel)}


def payload(channel: Channel) -> Json:
    """A channel, as Slack tells of it to who is in it."""
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": False,
        "is_group": True,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "creator": channel.creator,
        "is_member": True,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def invite(workspace: Workspace, arguments: Arguments) -> Json:
    """Nobody comes in when one cannot, unless forced: then the others do, and the errors say who did not."""
    channel = _open(workspace, arguments)
    users = [one.strip() for one in arguments.text("users").split(",")]
    failed = {one: code for one in users if (code := _no(workspace, channel, one))}
    errors = [{"user": one, "ok": False, "error": code} for one, code in failed.items()]
    if failed and (not arguments.flag("force") or len(failed) == len(set(users))):
        raise Refused(next(iter(failed.values())), details=errors)
    for one in users:
        if one not in failed:
            workspace.join(channel, one, inviter=BOT_USER)
    return {"channel": payload(channel), **({"errors": errors} if errors else {})}


def _no(workspace: Workspace, channel: Channel, user_id: str) -> str:
    """Why this person cannot be invited; "" when they can."""
    user = workspace.users.get(user_id)
    if user is None:
        return "user_not_found"
    if user_id == BOT_USER:
        return "cant_invite_self"
    if user_id in channel.members:
        return "already_in_channel"
    if user.deleted or user.is_bot:
        return "cant_invite"
    elsewhere = any(user_id in one.members for one in workspace.channels.values() if not one.is_im)
    return "ura_max_channels" if user.is_ultra_restricted and elsewhere else ""


def kick(workspace: Workspace, arguments: Arguments) -> Json:
    channel = _open(workspace, arguments)
    user_id = arguments.text("user")
    if user_id not in workspace.users:
        raise Refused("user_not_found")
    if user_id == BOT_USER:
        raise Refused("cant_kick_self")
    if user_id not in channel.members:
        raise Refused("not_in_channel")
    channel.members.remove(user_id)
    workspace.changed("people")
    return {}


def set_topic(workspace: Workspace, arguments: Arguments) -> Json:
    channel = _open(workspace, arguments)
    topic = str(arguments.given.get("topic") or "")
    if len(topic) > TOPIC_MOST:
        raise Refused("too_long")
    channel.topic = topic
    workspace.changed("message", *channel.members)
    return {"channel": payload(channel)}


def archive(workspace: Workspace, arguments: Arguments) -> Json:
    channel = channel_of_app(workspace, arguments.text("channel"))
    if channel.is_archived:
        raise Refused("already_archived")
    channel.is_archived = True
    workspace.changed("people")
    return {}


def members(workspace: Workspace, arguments: Arguments) -> Json:
    """All at once: nobody here has a channel of more than a hundred."""
    channel = channel_of_app(workspace, arguments.text("channel"))
    return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}


def of_the_app(workspace: Workspace, arguments: Arguments) -> Json:
    """``users.conversations``: the private channels the app is in."""
    if arguments.optional("types") != "private_channel":
        raise Refused("missing_scope", needed="channels:read")
    without_archived = arguments.flag("exclude_archived")
    found = [
        payload(channel)
        for channel in workspace.channels.values()
        if channel.is_private and not channel.is_im and BOT_USER in channel.members
        if not (without_archived and channel.is_archived)
    ]
    return {"channels": found, "response_metadata": {"next_cursor": ""}}


def pin(workspace: Workspace, arguments: Arguments) -> Json:
    channel = channel_of_app(workspace, arguments.text("channel"))
    if channel.is_archived:
        raise Refused("is_archived")
    ts = arguments.optional("timestamp")
    if ts is None:
        raise Refused("no_item_specified")
    said = workspace.message(channel.id, ts)
    if said is None or said.ephemeral_for is not None:
        raise Refused("message_not_found")
    if ts in channel.pins:
        raise Refused("already_pinned")
    channel.pins.append(ts)
    workspace.changed("message", *channel.members)
    return {}


def bookmark(workspace: Workspace, arguments: Arguments) -> Json:
    """The same one twice stands there twice."""
    channel = channel_of_app(workspace, arguments.text("channel_id"))
    title, kind = arguments.text("title"), arguments.text("type")
    if kind != "link":
        raise Refused("invalid_bookmark_type")
    link = arguments.optional("link")
    if link is None or not re.match(r"https?://", link):
        raise Refused("invalid_link")
    if len(channel.bookmarks) >= BOOKMARKS_MOST:
        raise Refused("too_many_bookmarks")
    made = {"id": "Bk" + secrets.token_hex(4).upper(), "channel_id": channel.id, "title": title, "link": link}
    channel.bookmarks.append({**made, "type": kind})
    workspace.changed("message", *channel.members)
    return {"bookmark": channel.bookmarks[-1]}


def bookmarks(workspace: Workspace, arguments: Arguments) -> Json:
    return {"bookmarks": list(channel_of_app(workspace, arguments.text("channel_id")).bookmarks)}


def _open(workspace: Workspace, arguments: Arguments) -> Channel:
    channel = channel_of_app(workspace, arguments.text("channel"))
    if channel.is_im:
        raise Refused("method_not_supported_for_channel_type")
    if not channel.is_private:
        raise Refused("missing_scope", needed="channels:manage")
    if channel.is_archived:
        raise Refused("is_archived")
    return channel
