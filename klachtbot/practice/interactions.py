"""Everything a person can do, and what the app's answer to it does to their screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from klachtbot.practice import forms, payloads
from klachtbot.practice.files import LARGEST_IN_FORM, payload, suffix_of
from klachtbot.practice.model import (
    SLACKBOT,
    TEAM,
    Channel,
    HomeTab,
    Json,
    Message,
    MessageAt,
    OpenView,
    Outcome,
    Surface,
    Uploaded,
    Values,
    ViewAt,
)
from klachtbot.practice.sentences import sentence
from klachtbot.practice.sockets import NoAnswer, NoConnection
from klachtbot.practice.strict import check_errors, elements_of
from klachtbot.practice.tickets import Refused

if TYPE_CHECKING:
    from klachtbot.practice.workspace import Workspace

DONE = Outcome(ok=True)


class Failed(Exception):
    """The app did not take it. ``code`` is what Slack calls it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def say(workspace: Workspace, user_id: str, channel_id: str, text: str, files: Sequence[str] = ()) -> Outcome:
    """A message of a person. The app does not hear of it: its manifest asks for no such events."""
    if not _may_be_in(workspace, user_id, channel_id):
        return declined(workspace, user_id, "channel_not_found", "not_allowed")
    workspace.post(channel_id, user_id, text, files=workspace.files.named(user_id, files))
    return DONE


def invite(workspace: Workspace, user_id: str, channel_id: str, invited: str) -> Outcome:
    if not _may_be_in(workspace, user_id, channel_id) or workspace.channels[channel_id].is_im:
        return declined(workspace, user_id, "channel_not_found", "not_allowed")
    workspace.join(workspace.channels[channel_id], invited, inviter=user_id)
    return DONE


async def command(workspace: Workspace, user_id: str, channel_id: str, command: str, text: str) -> Outcome:
    if not _may_be_in(workspace, user_id, channel_id):
        return declined(workspace, user_id, "channel_not_found", "not_allowed")
    known = {known["command"] for known in workspace.commands} if "commands" in workspace.manifest.scopes else set()
    if command not in known:
        return _slackbot_says(workspace, user_id, channel_id, "unknown_command", "no_command", command)
    user, channel = workspace.users[user_id], workspace.channels[channel_id]
    payload = payloads.command(workspace, user, channel, command, text)
    try:
        answer = await asked(workspace, "slash_commands", command, user_id, payload, accepts=True)
        _answer_to_command(workspace, user_id, channel_id, command, answer)
    except Failed as failed:
        return _slackbot_says(workspace, user_id, channel_id, failed.code, "command_failed", command, failed.code)
    return DONE


async def click(
    workspace: Workspace,
    user_id: str,
    surface: Surface,
    block_id: str,
    action_id: str,
    value: forms.Raw,
    values: Values,
) -> Outcome:
    place = place_of(workspace, user_id, surface)
    blocks = place.blocks if isinstance(place, Message) else place.view["blocks"] if place is not None else []
    found = element_at(blocks, block_id, action_id)
    if place is None or found is None or (found[0]["type"] == "input" and not found[0].get("dispatch_action")):
        return declined(workspace, user_id, "not_found", "gone")
    block, element = found
    user = workspace.users[user_id]
    action = payloads.action(workspace, block, forms.with_offers(element, place.offered), value)
    chosen: Values = {} if element["type"] in forms.STATELESS else {block_id: {action_id: value}}
    if isinstance(place, Message):
        filled = forms.merged(blocks, values, chosen)
        payload = payloads.click_in_message(workspace, user, place, action, filled)
    else:
        place.values = forms.merged(blocks, place.values, values, chosen)
        place.error = ""
        payload = payloads.click_in_view(workspace, user, place, action)
    try:
        answer = await asked(workspace, "interactive", "block_actions", user_id, payload)
    except Failed as failed:
        if isinstance(place, OpenView):
            place.error = _said(workspace, user_id, "trouble")
            workspace.changed("view", user_id)
        return declined(workspace, user_id, failed.code, "trouble")
    if answer:
        workspace.log.violation("answer to block_actions", ["Slack ignores what an answer to a click says"])
    return DONE


async def submit(workspace: Workspace, user_id: str, view_id: str, values: Values) -> Outcome:
    stack = workspace.screens.stack(user_id)
    if not stack or stack[-1].id != view_id or stack[-1].view.get("submit") is None:
        return declined(workspace, user_id, "not_found", "gone")
    view = stack[-1]
    blocks = view.view["blocks"]
    view.values = forms.merged(blocks, view.values, values)
    view.errors, view.error = forms.refusals(blocks, view.values, _locale(workspace, user_id), view.offered), ""
    workspace.changed("view", user_id)
    if view.errors:
        return declined(workspace, user_id, "invalid_fields", "look_at_fields")
    payload = payloads.submission(workspace, workspace.users[user_id], view)
    try:
        answer = await asked(workspace, "interactive", "view_submission", user_id, payload, accepts=True)
        return _answer_to_submission(workspace, view, answer)
    except Failed as failed:
        view.error = _said(workspace, user_id, "trouble")
        return declined(workspace, user_id, failed.code, "trouble")
    finally:
        workspace.changed("view", user_id)


def upload(
    workspace: Workspace, user_id: str, view_id: str, block_id: str, action_id: str, name: str, content: bytes
) -> Uploaded:
    """Slack's client takes the file in at once, before the form is sent; what it refuses, it refuses here."""
    view = place_of(workspace, user_id, ViewAt(view_id))
    found = element_at(view.view["blocks"], block_id, action_id) if isinstance(view, OpenView) else None
    if not isinstance(view, OpenView) or found is None or found[1]["type"] != "file_input":
        return Uploaded(ok=False, error="not_found", text=_said(workspace, user_id, "gone"))
    endings = found[1].get("filetypes")
    if endings and suffix_of(name) not in {ending.lower() for ending in endings}:
        return Uploaded(ok=False, error="file_type", text=_said(workspace, user_id, "file_type", ", ".join(endings)))
    if not 0 < len(content) <= LARGEST_IN_FORM:
        return Uploaded(ok=False, error="file_size", text=_said(workspace, user_id, "file_size"))
    file = workspace.files.add(user_id, name, content)
    file.handed_over = True
    put = [*view.offered.get(action_id, ()), payload(file, workspace.base_url)]
    view.offered = {**view.offered, action_id: put}
    return Uploaded(ok=True, file=file.id, name=file.name)


async def close(workspace: Workspace, user_id: str, view_id: str, *, all_views: bool) -> Outcome:
    stack = workspace.screens.stack(user_id)
    view = next((view for view in stack if view.id == view_id), None)
    if view is None:
        return declined(workspace, user_id, "not_found", "gone")
    cleared = all_views or bool(view.view.get("clear_on_close"))
    gone = list(reversed(stack)) if cleared else [view]
    told = [
        payloads.closing(workspace, workspace.users[user_id], closed, cleared=cleared)
        for closed in gone
        if closed.view.get("notify_on_close")
    ]
    workspace.screens.close(stack[0] if cleared else view)
    workspace.changed("view", user_id)
    for closed_view in told:
        try:
            await asked(workspace, "interactive", "view_closed", user_id, closed_view)
        except Failed:
            continue  # the window is shut already; there is nowhere to show it
    return DONE


async def open_home(workspace: Workspace, user_id: str) -> Outcome:
    home = workspace.screens.home(user_id)
    event: Json = {"type": "app_home_opened", "user": user_id, "channel": workspace.dm_of(user_id), "tab": "home"}
    if home is not None:
        event["view"] = workspace.screens.payload(home)
    return await _tell(workspace, event, user_id)


async def change_user(workspace: Workspace, user_id: str, fields: dict[str, Any]) -> Outcome:
    user = workspace.users[user_id]
    for name, value in fields.items():
        setattr(user, name, value)
    if user.deleted:
        for view in workspace.views_of(user_id)[:1]:
            workspace.screens.close(view)
    workspace.changed("people")
    info = payloads.user_info(user, with_locale=True, with_email="users:read.email" in workspace.manifest.scopes)
    return await _tell(workspace, {"type": "user_change", "user": info}, user_id)


async def tell_joined(workspace: Workspace, channel: Channel, user_id: str, inviter: str) -> None:
    kind = "G" if channel.is_private else "C"
    event = {"type": "member_joined_channel", "user": user_id, "channel": channel.id, "channel_type": kind}
    await _tell(workspace, {**event, "team": TEAM["id"], "inviter": inviter}, user_id)


async def _tell(workspace: Workspace, event: Json, user_id: str) -> Outcome:
    """An event, if the manifest asks for it."""
    if event["type"] not in workspace.manifest.events:
        return DONE
    try:
        await asked(workspace, "events_api", event["type"], user_id, payloads.event(workspace, event))
    except Failed as failed:
        return declined(workspace, user_id, failed.code, "trouble")
    return DONE


async def asked(
    workspace: Workspace, kind: str, what: str, user_id: str, payload: Json, *, accepts: bool = False
) -> Json:
    """Send it to the app and return its answer. Raises ``Failed`` when there is none within three seconds."""
    if kind == "interactive" and not workspace.manifest.interactive:
        workspace.log.to_app(kind, what, user_id, "interactivity is off in the manifest")
        raise Failed("dispatch_failed")
    try:
        answer = await workspace.sockets.ask(kind, payload, accepts=accepts)
    except NoConnection:
        outcome = "dispatch_failed"
    except NoAnswer:
        outcome = "operation_timeout"
    else:
        workspace.log.to_app(kind, what, user_id, answer.get("response_action", "ok"))
        return answer
    workspace.log.to_app(kind, what, user_id, outcome)
    raise Failed(outcome)


def _answer_to_command(workspace: Workspace, user_id: str, channel_id: str, command: str, answer: Json) -> None:
    if not answer:
        return
    where = f"answer to {command}"
    try:
        text, blocks = workspace.content(where, answer.get("text"), answer.get("blocks"))
    except Refused as refused:
        workspace.log.violation(where, refused.problems or [refused.code])
        raise Failed("invalid_command_response") from refused
    everyone = answer.get("response_type") == "in_channel"
    workspace.post_as_app(channel_id, text, blocks, ephemeral_for=None if everyone else user_id)


def _answer_to_submission(workspace: Workspace, view: OpenView, answer: Json) -> Outcome:
    """Do to the stack what the app asks. Raises ``Failed`` when it asks for something Slack does not do."""
    if not answer:
        workspace.screens.close(view)
        return DONE
    callback_id = view.view.get("callback_id") or "a view without callback_id"
    act = RESPONSE_ACTIONS.get(answer.get("response_action", ""), _unknown)
    try:
        return act(workspace, view, answer)
    except Refused as refused:
        workspace.log.violation(f"answer to the submission of {callback_id}", refused.problems or [refused.code])
        raise Failed(refused.code) from refused


def _errors(workspace: Workspace, view: OpenView, answer: Json) -> Outcome:
    wrong = check_errors(answer.get("errors"), view.view["blocks"])
    if wrong:
        raise Refused("invalid_errors", wrong)
    view.errors = dict(answer["errors"])
    return declined(workspace, view.user, "errors", "look_at_fields")


def _update(workspace: Workspace, view: OpenView, answer: Json) -> Outcome:
    workspace.screens.update(view, answer.get("view"))
    return DONE


def _push(workspace: Workspace, view: OpenView, answer: Json) -> Outcome:
    workspace.screens.push(view.user, answer.get("view"))
    return DONE


def _clear(workspace: Workspace, view: OpenView, _: Json) -> Outcome:
    for bottom in workspace.views_of(view.user)[:1]:
        workspace.screens.close(bottom)
    return DONE


def _unknown(_: Workspace, __: OpenView, answer: Json) -> Outcome:
    raise Refused("invalid_response_action", [f"unknown response_action: {answer.get('response_action')}"])


RESPONSE_ACTIONS: Mapping[str, Callable[[Workspace, OpenView, Json], Outcome]] = {
    "errors": _errors,
    "update": _update,
    "push": _push,
    "clear": _clear,
}


def place_of(workspace: Workspace, user_id: str, surface: Surface) -> Message | OpenView | None:
    if workspace.users[user_id].deleted:
        return None
    if isinstance(surface, MessageAt):
        seen = workspace.messages_for(user_id, surface.channel)
        return next((message for message in seen if message.ts == surface.ts), None)
    if isinstance(surface, HomeTab):
        return workspace.screens.home(user_id)
    top = workspace.views_of(user_id)[-1:]
    return next((view for view in top if view.id == surface.view_id), None)


def element_at(blocks: list[Json], block_id: str, action_id: str) -> tuple[Json, Json] | None:
    for block in blocks:
        for element, _ in elements_of(block):
            if block["block_id"] == block_id and element["action_id"] == action_id:
                return block, element
    return None


def _may_be_in(workspace: Workspace, user_id: str, channel_id: str) -> bool:
    channel = workspace.channels.get(channel_id)
    return channel is not None and user_id in channel.members and not workspace.users[user_id].deleted


def _slackbot_says(workspace: Workspace, user_id: str, channel_id: str, code: str, name: str, *parts: str) -> Outcome:
    text = _said(workspace, user_id, name, *parts)
    workspace.post(channel_id, SLACKBOT, text, ephemeral_for=user_id)
    return Outcome(ok=False, error=code, text=text)


def declined(workspace: Workspace, user_id: str, code: str, name: str) -> Outcome:
    return Outcome(ok=False, error=code, text=_said(workspace, user_id, name))


def _said(workspace: Workspace, user_id: str, name: str, *parts: str) -> str:
    return sentence(name, _locale(workspace, user_id), *parts)


def _locale(workspace: Workspace, user_id: str) -> str:
    return workspace.users[user_id].locale
