"""Shortcuts of the app: from the composer, or on somebody's message, also in a channel where the app is not.

An app that does not answer is told to the person; what it does answer, Slack ignores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from klachtbot.practice import payloads
from klachtbot.practice.interactions import DONE, Failed, asked, declined
from klachtbot.practice.model import Json, Outcome

if TYPE_CHECKING:
    from klachtbot.practice.workspace import Workspace


async def use(workspace: Workspace, user_id: str, callback_id: str) -> Outcome:
    """A global shortcut: the app hears who, and nothing about where."""
    if workspace.users[user_id].deleted or not _offered(workspace, "global", callback_id):
        return declined(workspace, user_id, "not_found", "gone")
    payload = payloads.shortcut(workspace, workspace.users[user_id], callback_id)
    return await _told(workspace, user_id, callback_id, payload)


async def use_on_message(workspace: Workspace, user_id: str, callback_id: str, channel_id: str, ts: str) -> Outcome:
    """A message shortcut, on a message this person sees. One that only they see has no such menu."""
    said = next((m for m in workspace.messages_for(user_id, channel_id) if m.ts == ts), None)
    gone = said is None or said.ephemeral_for is not None or workspace.users[user_id].deleted
    if said is None or gone or not _offered(workspace, "message", callback_id):
        return declined(workspace, user_id, "not_found", "gone")
    payload = payloads.message_shortcut(workspace, workspace.users[user_id], callback_id, said)
    return await _told(workspace, user_id, callback_id, payload)


async def _told(workspace: Workspace, user_id: str, callback_id: str, payload: Json) -> Outcome:
    try:
        answer = await asked(workspace, "interactive", f"{payload['type']} {callback_id}", user_id, payload)
    except Failed as failed:
        return declined(workspace, user_id, failed.code, "trouble")
    if answer:
        workspace.log.violation(f"answer to {callback_id}", ["Slack ignores what an answer to a shortcut says"])
    return DONE


def _offered(workspace: Workspace, kind: str, callback_id: str) -> bool:
    return any(shortcut["callback_id"] == callback_id for shortcut in workspace.shortcuts(kind))
