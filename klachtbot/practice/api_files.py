"""The methods of the Web API that are about files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klachtbot.practice import files
from klachtbot.practice.calls import Arguments, channel_of_app
from klachtbot.practice.model import BOT_USER, File, Json
from klachtbot.practice.strict import TEXT_MOST
from klachtbot.practice.tickets import Refused

if TYPE_CHECKING:
    from klachtbot.practice.workspace import Workspace


def upload_address(workspace: Workspace, arguments: Arguments) -> Json:
    name = arguments.text("filename")
    if arguments.given.get("length") in ("0", 0):
        raise Refused("missing_argument")
    try:
        length = int(arguments.text("length"))
    except ValueError:
        raise Refused("invalid_arguments", ["must be an integer [json-pointer:/length]"]) from None
    if not 0 < length <= files.LARGEST:
        raise Refused("file_upload_size_restricted")
    file, key = workspace.files.begin(name, length)
    return {"upload_url": f"{workspace.base_url}/upload/v1/{key}", "file_id": file.id}


def complete_upload(workspace: Workspace, arguments: Arguments) -> Json:
    """Private without ``channel_id``. Of sharing in threads and in several channels there is nothing here."""
    unknown = [name for name in ("thread_ts", "channels", "blocks") if arguments.optional(name) is not None]
    if unknown:
        raise Refused("invalid_arguments", [f"not in the practice workspace: {name}" for name in unknown])
    wanted = files.listed(arguments.given.get("files"))
    where = arguments.optional("channel_id")
    # Unlike chat.postMessage, this takes no person's id for the direct messages with that person.
    channel = channel_of_app(workspace, where) if where is not None else None
    comment = arguments.optional("initial_comment") or ""
    if len(comment) > TEXT_MOST:
        raise Refused("msg_too_long")
    made = tuple(workspace.files.complete(id, title) for id, title in wanted)
    if channel is not None:
        workspace.post_as_app(channel.id, comment, [], files=made)
    return {"files": [{"id": file.id, "title": file.title} for file in made]}


def _file(workspace: Workspace, arguments: Arguments) -> File:
    """A file the app can see: its own, one handed over in a form, or one in a channel it is in."""
    file = workspace.files.find(arguments.text("file"))
    if file is not None and file.deleted:
        raise Refused("file_deleted")
    if file is None or workspace.file_for(BOT_USER, file.id) is None:
        raise Refused("file_not_found")
    return file


def file_info(workspace: Workspace, arguments: Arguments) -> Json:
    file = _file(workspace, arguments)
    ims = [channel for channel in file.shares if workspace.channels[channel].is_im]
    groups = [c for c in file.shares if c not in ims and workspace.channels[c].is_private]
    channels = [c for c in file.shares if c not in ims and c not in groups]
    told = {**files.payload(file, workspace.base_url), "ims": ims, "groups": groups, "channels": channels}
    shares = {"private": {c: [{"ts": ts}] for c, ts in file.shares.items() if c not in channels}}
    shares |= {"public": {c: [{"ts": ts}] for c, ts in file.shares.items() if c in channels}}
    return {"file": {**told, "shares": {kind: of for kind, of in shares.items() if of}}, "comments": []}


def delete_file(workspace: Workspace, arguments: Arguments) -> Json:
    file = _file(workspace, arguments)
    if file.user != BOT_USER:
        raise Refused("cant_delete_file")
    workspace.delete_file(file.id)
    return {}
