"""The Web API, as far as the app uses it: one row per method, with the scope it needs."""

from __future__ import annotations

import math
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from klachtbot.practice import api_channels, api_files, payloads
from klachtbot.practice.calls import Arguments, channel_of_app, read_arguments
from klachtbot.practice.model import BOT_ID, BOT_USER, TEAM, Channel, Json, Message, OpenView
from klachtbot.practice.strict import check_metadata
from klachtbot.practice.tickets import Refused

if TYPE_CHECKING:
    from klachtbot.practice.workspace import Workspace

ANSWERED_OTHERWISE = frozenset(
    {
        "hash_conflict",
        "expired_trigger_id",
        "exchanged_trigger_id",
        "not_found",
        "push_limit_reached",
        "user_disabled",
        "file_deleted",
        "name_taken",
        "already_in_channel",
        "cant_invite",
        "ura_max_channels",
        "not_in_channel",
        "is_archived",
        "already_archived",
        "already_pinned",
        "restricted_action",
    }
)
"""Refusals that come of timing and of what people do; every other one is the app's own mistake."""


def call(workspace: Workspace, method: str, token: str | None, arguments: Arguments) -> Json:
    """Carry out one call and return Slack's answer; a refusal is an answer, too."""
    try:
        answer = _carry_out(workspace, method, token, arguments)
    except Refused as refused:
        workspace.log.from_app(method, refused.code)
        if refused.code not in ANSWERED_OTHERWISE:
            workspace.log.violation(method, [f"{refused.code}: {p}" for p in refused.problems] or [refused.code])
        return refusal(workspace, refused)
    workspace.log.from_app(method, "ok")
    return {"ok": True, **answer}


def refusal(workspace: Workspace, refused: Refused) -> Json:
    answer: Json = {"ok": False, "error": refused.code}
    if refused.problems:
        answer["errors"] = list(refused.problems)
        answer["response_metadata"] = {"messages": [f"[ERROR] {problem}" for problem in refused.problems]}
    if refused.details:
        answer["errors"] = [dict(one) for one in refused.details]
    if refused.code == "missing_scope":
        answer["needed"] = refused.needed
        answer["provided"] = ",".join(sorted(workspace.manifest.scopes))
    return answer


def _carry_out(workspace: Workspace, method: str, token: str | None, arguments: Arguments) -> Json:
    row = METHODS.get(method)
    if row is None:
        raise Refused("unknown_method")
    token = token or arguments.optional("token")
    if token is None:
        raise Refused("not_authed")
    if token not in (workspace.bot_token, workspace.app_token):
        raise Refused("invalid_auth")
    if (token == workspace.app_token) != row.app_token:
        raise Refused("not_allowed_token_type")
    if row.scope and not row.app_token and row.scope not in workspace.manifest.scopes:
        raise Refused("missing_scope", needed=row.scope)
    if method in workspace.admins_only:
        raise Refused("restricted_action")
    return row.run(workspace, arguments)


def _auth_test(workspace: Workspace, _: Arguments) -> Json:
    return {
        "url": f"{workspace.base_url}/",
        "team": "Oefenwerkruimte",
        "user": workspace.users[BOT_USER].name,
        "team_id": TEAM["id"],
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def _connections_open(workspace: Workspace, _: Arguments) -> Json:
    if not workspace.manifest.socket_mode:
        raise Refused("socket_mode_disabled")
    address = workspace.base_url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={workspace.sockets.ticket()}"}


def _views_open(workspace: Workspace, arguments: Arguments) -> Json:
    trigger = workspace.triggers.exchange(arguments.text("trigger_id"))
    return _shown(workspace, workspace.screens.open(trigger.user, _view(arguments)))


def _views_push(workspace: Workspace, arguments: Arguments) -> Json:
    trigger = workspace.triggers.exchange(arguments.text("trigger_id"))
    if trigger.view_id is None:
        raise Refused("not_found")
    return _shown(workspace, workspace.screens.push(trigger.user, _view(arguments)))


def _views_update(workspace: Workspace, arguments: Arguments) -> Json:
    external_id = arguments.optional("external_id")
    if external_id is not None:
        view = workspace.screens.find_by_external_id(external_id)
    else:
        view = workspace.screens.find(arguments.text("view_id"))
    return _shown(workspace, workspace.screens.update(view, _view(arguments), arguments.optional("hash")))


def _views_publish(workspace: Workspace, arguments: Arguments) -> Json:
    user_id = arguments.text("user_id")
    if not workspace.manifest.home_tab:
        raise Refused("not_enabled")
    if user_id not in workspace.users or workspace.users[user_id].is_bot:
        raise Refused("invalid_arguments", ["no such user [json-pointer:/user_id]"])
    return _shown(workspace, workspace.screens.publish(user_id, _view(arguments), arguments.optional("hash")))


def _view(arguments: Arguments) -> Any:
    view = arguments.json("view", "invalid_arguments")
    if view is None:
        raise Refused("invalid_arguments", ["missing required field: view [json-pointer:/view]"])
    return view


def _shown(workspace: Workspace, view: OpenView) -> Json:
    workspace.changed("home" if view.view["type"] == "home" else "view", view.user)
    return {"view": workspace.screens.payload(view)}


def _post_message(workspace: Workspace, arguments: Arguments) -> Json:
    channel = _channel_to_post_in(workspace, arguments)
    text, blocks, metadata = _content(workspace, "chat.postMessage", arguments)
    said = workspace.post_as_app(channel.id, text, blocks, metadata=metadata)
    return _posted(workspace, said)


def _update_message(workspace: Workspace, arguments: Arguments) -> Json:
    """With text only, the blocks go."""
    channel = channel_of_app(workspace, arguments.text("channel"))
    said = workspace.message(channel.id, arguments.text("ts"))
    if said is None or said.ephemeral_for is not None:
        raise Refused("message_not_found")
    if said.user != BOT_USER:
        raise Refused("cant_update_message")
    text, blocks, metadata = _content(workspace, "chat.update", arguments)
    workspace.replace(said, text, blocks, metadata)
    return {**_posted(workspace, said), "text": text}


def _delete_message(workspace: Workspace, arguments: Arguments) -> Json:
    """Only what the app said itself."""
    channel = channel_of_app(workspace, arguments.text("channel"))
    said = workspace.message(channel.id, arguments.text("ts"))
    if said is None or said.ephemeral_for is not None:
        raise Refused("message_not_found")
    if said.user != BOT_USER:
        raise Refused("cant_delete_message")
    workspace.delete(said)
    return {"channel": channel.id, "ts": said.ts}


def _post_ephemeral(workspace: Workspace, arguments: Arguments) -> Json:
    channel = _channel_to_post_in(workspace, arguments)
    user_id = arguments.text("user")
    if user_id not in channel.members:
        raise Refused("user_not_in_channel")
    text, blocks, _ = _content(workspace, "chat.postEphemeral", arguments)
    said = workspace.post_as_app(channel.id, text, blocks, ephemeral_for=user_id)
    return {"message_ts": said.ts}


def _posted(workspace: Workspace, said: Message) -> Json:
    return {"channel": said.channel, "ts": said.ts, "message": payloads.message(workspace, said, with_metadata=True)}


def _content(workspace: Workspace, method: str, arguments: Arguments) -> tuple[str, list[Json], Json | None]:
    blocks = arguments.json("blocks", "invalid_blocks_format")
    metadata = arguments.json("metadata", "invalid_metadata_format")
    if metadata is not None:
        problems = check_metadata(metadata)
        if problems:
            raise Refused("invalid_metadata_schema", problems)
    return (*workspace.content(method, arguments.given.get("text"), blocks), metadata)


def _channel_to_post_in(workspace: Workspace, arguments: Arguments) -> Channel:
    """A person's id stands for the direct messages with that person."""
    wanted = arguments.text("channel")
    channel = channel_of_app(workspace, workspace.dm_of(wanted) if wanted in workspace.users else wanted)
    if channel.is_archived:
        raise Refused("is_archived")
    if channel.is_im and not workspace.manifest.messages_tab:
        raise Refused("messages_tab_disabled")
    return channel


def _permalink(workspace: Workspace, arguments: Arguments) -> Json:
    """Of a channel the app is not in, also a public one, Slack says that it does not exist."""
    channel = workspace.channels.get(arguments.text("channel"))
    if channel is None or BOT_USER not in channel.members:
        raise Refused("channel_not_found")
    ts = arguments.text("message_ts")
    said = workspace.message(channel.id, ts)
    if said is None or said.ephemeral_for is not None:
        raise Refused("message_not_found")
    link = f"{workspace.base_url}/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": link}


def _open_conversation(workspace: Workspace, arguments: Arguments) -> Json:
    wanted = arguments.optional("users")
    if wanted is None:
        channel = channel_of_app(workspace, arguments.text("channel"))
        return {"channel": {"id": channel.id}}
    if "," in wanted:
        raise Refused("missing_scope", needed="mpim:write")
    user = workspace.users.get(wanted)
    if user is None or user.is_bot:
        raise Refused("user_not_found")
    if user.deleted:
        raise Refused("user_disabled")
    return {"channel": {"id": workspace.dm_of(user.id)}}


def _history(workspace: Workspace, arguments: Arguments) -> Json:
    """Newest first; ``oldest`` and ``latest`` are left out themselves unless ``inclusive``.

    A cursor is the id of the newest message of the page it asks for, made unreadable."""
    channel = channel_of_app(workspace, arguments.text("channel"))
    scope = "im:history" if channel.is_im else "groups:history" if channel.is_private else "channels:history"
    if scope not in workspace.manifest.scopes:
        raise Refused("missing_scope", needed=scope)
    limit = arguments.whole("limit", 100, 999)
    oldest, latest = arguments.ts("oldest", 0.0), arguments.ts("latest", math.inf)
    inclusive = arguments.flag("inclusive")
    newest_first = [
        said
        for said in reversed(workspace.history(channel.id))
        if oldest < float(said.ts) < latest or (inclusive and float(said.ts) in (oldest, latest))
    ]
    cursor = arguments.optional("cursor")
    if cursor is not None:
        start = _from_cursor(cursor)
        newest_first = [said for said in newest_first if float(said.ts) <= start]
    with_metadata = arguments.flag("include_all_metadata")
    page, rest = newest_first[:limit], newest_first[limit:]
    answer: Json = {
        "messages": [payloads.message(workspace, said, with_metadata=with_metadata) for said in page],
        "has_more": bool(rest),
        "pin_count": len(channel.pins),
    }
    if rest:
        answer["response_metadata"] = {"next_cursor": b64encode(rest[0].ts.encode()).decode()}
    return answer


def _from_cursor(cursor: str) -> float:
    try:
        return float(b64decode(cursor, validate=True))
    except ValueError as error:
        raise Refused("invalid_cursor") from error


def _users_info(workspace: Workspace, arguments: Arguments) -> Json:
    user = workspace.users.get(arguments.text("user"))
    if user is None:
        raise Refused("user_not_found")
    with_email = "users:read.email" in workspace.manifest.scopes
    return {
        "user": payloads.user_info(user, with_locale=arguments.flag("include_locale"), with_email=with_email),
    }


@dataclass(frozen=True, slots=True)
class Method:
    """``scope``: what the manifest has to grant; ``app_token``: called with the app's token instead of the bot's."""

    run: Callable[[Workspace, Arguments], Json]
    scope: str = ""
    app_token: bool = False


METHODS: Mapping[str, Method] = {
    "auth.test": Method(_auth_test),
    "apps.connections.open": Method(_connections_open, "connections:write", app_token=True),
    "views.open": Method(_views_open),
    "views.push": Method(_views_push),
    "views.update": Method(_views_update),
    "views.publish": Method(_views_publish),
    "chat.postMessage": Method(_post_message, "chat:write"),
    "chat.update": Method(_update_message, "chat:write"),
    "chat.delete": Method(_delete_message, "chat:write"),
    "chat.getPermalink": Method(_permalink),
    "chat.postEphemeral": Method(_post_ephemeral, "chat:write"),
    "conversations.open": Method(_open_conversation, "im:write"),
    "conversations.history": Method(_history),
    "conversations.create": Method(api_channels.create, "groups:write"),
    "conversations.invite": Method(api_channels.invite, "groups:write"),
    "conversations.kick": Method(api_channels.kick, "groups:write"),
    "conversations.setTopic": Method(api_channels.set_topic, "groups:write"),
    "conversations.archive": Method(api_channels.archive, "groups:write"),
    "conversations.members": Method(api_channels.members, "groups:read"),
    "users.conversations": Method(api_channels.of_the_app, "groups:read"),
    "pins.add": Method(api_channels.pin, "pins:write"),
    "bookmarks.add": Method(api_channels.bookmark, "bookmarks:write"),
    "bookmarks.list": Method(api_channels.bookmarks, "bookmarks:read"),
    "files.getUploadURLExternal": Method(api_files.upload_address, "files:write"),
    "files.completeUploadExternal": Method(api_files.complete_upload, "files:write"),
    "files.delete": Method(api_files.delete_file, "files:write"),
    "files.info": Method(api_files.file_info, "files:read"),
    "users.info": Method(_users_info, "users:read"),
}


def respond(workspace: Workspace, key: str, body: bytes) -> None:
    """A message to a response address. Raises ``Refused``."""
    address = workspace.response_urls.use(key)
    arguments = read_arguments("application/json", body, {})
    clicked = workspace.message(address.channel, address.ts)
    if arguments.flag("delete_original"):
        if clicked is not None:
            workspace.delete(clicked)
        return
    text, blocks = workspace.content("response_url", arguments.given.get("text"), arguments.given.get("blocks"))
    if arguments.flag("replace_original") and clicked is not None:
        workspace.replace(clicked, text, blocks)
        return
    everyone = arguments.optional("response_type") == "in_channel"
    workspace.post_as_app(address.channel, text, blocks, ephemeral_for=None if everyone else address.user)
