"""Bolt's side of the desk: payloads become visits, answers become acknowledgements, and nothing gets lost between.

The order is always the same: do the work, then acknowledge, as the very last thing. What cannot be done is said where
the person is. Anything unforeseen is a bug of ours: the person hears what to do, the log gets a reference, no content.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from http.client import HTTPException
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from klachtbot.domain.errors import Refusal
from klachtbot.slack import notices
from klachtbot.slack.desk import Answer, Correct, Desk, Listener, Message, Replace, Say, Visit
from klachtbot.slack.fields import FileRef
from klachtbot.slack.forms import Carried
from klachtbot.slack.gateway import ViewRefused
from klachtbot.slack.guard import Guard
from klachtbot.slack.routes import Routes
from klachtbot.slack.texts import Texts, clean, spoken
from klachtbot.usecases.committee_channel import joined

log = logging.getLogger("klachtbot.slack")

Ack = Callable[..., Any]
Payload = Mapping[str, Any]

_ANY = re.compile(".*", re.DOTALL)


def build(desk: Desk, routes: Routes, guard: Guard, *, token: str, api_url: str) -> App:
    """The Bolt app with all listeners. Each runs in the thread that brings the envelope (see ``slack.connection``)."""
    app = App(
        client=WebClient(token=token, base_url=api_url, timeout=10, retry_handlers=[]),
        process_before_response=True,  # acknowledging is the last thing done: there is nothing to wait for beside it
        request_verification_enabled=False,  # Socket Mode: envelopes come over our own authenticated connection
        ssl_check_enabled=False,
    )

    def late(body: Payload) -> str:
        return notices.late(desk.texts(desk.languages.known(_user(body))))

    def on_command(ack: Ack, body: Payload) -> None:
        with guard.watching(lambda: ack(text=late(body))):
            visit = _visit(desk, body, value=str(body.get("text") or "").strip())
            answer = _answer(visit, routes.command(visit.value))
        if isinstance(answer, Say):
            ack(text=answer.text, blocks=list(answer.blocks) or None, response_type="ephemeral")
        else:
            ack()

    def on_action(ack: Ack, body: Payload) -> None:
        action = body["actions"][0]
        chosen = action.get("selected_option") or {}
        with guard.watching(ack):
            visit = _visit(desk, body, value=str(action.get("value") or chosen.get("value") or ""))
            answer = _answer(visit, routes.action(str(action["action_id"])))
            _respond(visit, answer, str(body.get("response_url") or ""))
        ack()

    def on_submission(ack: Ack, body: Payload) -> None:
        view = body["view"]
        with guard.watching(lambda: _say_in_form(ack, view, late(body), desk.texts(desk.languages.known(_user(body))))):
            visit = _visit(desk, body, submitted=True)
            answer = _answer(visit, routes.submission(str(view["callback_id"])))
            if isinstance(answer, Replace):
                _show_anew(visit, routes.action("card:fresh"))
        _acknowledge(ack, answer, view, visit.t)

    def on_shortcut(ack: Ack, body: Payload) -> None:
        with guard.watching(ack):
            visit = replace(_visit(desk, body), message=_message(body))
            answer = _answer(visit, routes.shortcut(str(body["callback_id"])))
            _respond(visit, answer, str(body.get("response_url") or ""))
        ack()

    def on_home(ack: Ack, event: Payload) -> None:
        ack()  # nobody waits for an answer, and publishing takes its time
        if event.get("tab") == "home":
            visit = Visit(
                desk, str(event["user"]), _texts(desk, str(event["user"])), desk.clock.today(), surface="home"
            )
            _answer(visit, routes.home)

    def on_user_change(event: Payload) -> None:
        user = event["user"]
        if isinstance(user.get("locale"), str):
            desk.languages.learn(str(user["id"]), user["locale"])

    def on_joined(event: Payload, context: Payload) -> None:
        if event.get("inviter") != context.get("bot_user_id"):
            joined(desk.units, str(event["channel"]), str(event["event_ts"]))

    app.command(_ANY)(on_command)
    app.action(_ANY)(on_action)
    app.view(_ANY)(on_submission)
    app.shortcut(_ANY)(on_shortcut)
    app.event("app_home_opened")(on_home)
    app.event("user_change")(on_user_change)
    app.event("member_joined_channel")(on_joined)
    app.error(_on_error)
    return app


def _on_error(error: Exception) -> None:
    """What no listener caught: a bug in this module. Only its kind is logged."""
    log.error("event=unhandled error=%s", type(error).__name__)


def _answer(visit: Visit, listener: Listener) -> Answer:
    try:
        return listener(visit)
    except Refusal as refusal:
        return _refused(visit, notices.refusal(refusal, visit.t), refusal.field)
    except ViewRefused as refused:
        log.warning("event=view_refused code=%s", refused.code)
        return Say(notices.view_refused(visit.t))
    except Exception as error:
        reference = secrets.token_hex(3).upper()
        log.exception("event=bug reference=%s error=%s", reference, type(error).__name__, exc_info=_where(error))
        return _refused(visit, notices.bug(visit.t, reference), "")


def _where(error: Exception) -> tuple[type[Exception], Exception, Any]:
    """The trace without the message: an exception of a library may quote what somebody typed."""
    bare = type(error)
    return (RuntimeError, RuntimeError(bare.__name__), error.__traceback__)


def _refused(visit: Visit, text: str, field: str) -> Answer:
    """Where the person is: at the field of a submitted form, else as an answer or a small view."""
    return Correct({field: text}) if visit.submitted else Say(text)


def _respond(visit: Visit, answer: Answer, response_url: str) -> None:
    """Show the answer to a button: in the message it stands in, or in a view. What Slack does not take is logged: the
    click is acknowledged all the same, and the person can press again."""
    try:
        if isinstance(answer, Replace):
            visit.desk.screens.update_view(visit.view_id, visit.hash, answer.view)
        elif isinstance(answer, Say) and response_url:
            WebhookClient(response_url, timeout=2, retry_handlers=[]).send(
                text=answer.text,
                blocks=list(answer.blocks) or None,
                response_type="ephemeral",
                replace_original=answer.replace,
            )
        elif isinstance(answer, Say):
            visit.show(notices.view(visit.t, answer))
    except ViewRefused as refused:
        if refused.code != "hash_conflict":  # pressed twice: the first press did it
            log.warning("event=view_refused code=%s", refused.code)
    except (OSError, HTTPException) as error:
        log.warning("event=answer_lost error=%s", type(error).__name__)


def _show_anew(visit: Visit, card: Listener) -> None:
    """Under what was recorded lies the view it was begun from: the card of that case, as it is for this person now.
    When Slack does not take it, it stays the snapshot it was."""
    case = Carried.read(visit.metadata).complaint
    if not visit.beneath or not case:
        return
    answer = _answer(replace(visit, value=f"{case}:0", submitted=False), card)
    if isinstance(answer, Say):  # the case is not theirs to read any more
        answer = Replace(notices.view(visit.t, answer))
    assert isinstance(answer, Replace), "a card, or a sentence"
    try:
        visit.desk.screens.update_view(visit.beneath, "", answer.view)
    except ViewRefused as refused:
        log.warning("event=view_refused code=%s", refused.code)


def _acknowledge(ack: Ack, answer: Answer, view: Payload, t: Texts) -> None:
    if isinstance(answer, Correct):
        fields = _fields(view)
        loose = " ".join(text for key, text in answer.errors.items() if key not in fields)
        errors = {key: text for key, text in answer.errors.items() if key in fields}
        if loose:
            _say_in_form(ack, view, loose, t, errors)
        else:
            ack(response_action="errors", errors=errors)
    elif isinstance(answer, Replace):
        ack(response_action="update", view=answer.view)
    elif isinstance(answer, Say):
        _say_in_form(ack, view, answer.text, t)
    else:
        ack()


def _say_in_form(ack: Ack, view: Payload, text: str, t: Texts, errors: Mapping[str, str] | None = None) -> None:
    """A sentence about the whole form: at its first field, which is in view; on top of a form without fields."""
    fields = _fields(view)
    if fields:
        ack(response_action="errors", errors={fields[0]: text, **(errors or {})})
    else:
        ack(response_action="push", view=notices.view(t, Say(text)))


def _fields(view: Payload) -> list[str]:
    return [str(block["block_id"]) for block in view["blocks"] if block["type"] == "input"]


def _visit(desk: Desk, body: Payload, *, value: str = "", submitted: bool = False) -> Visit:
    user = _user(body)
    view = body.get("view") or {}
    return Visit(
        desk=desk,
        slack_id=user,
        t=_texts(desk, user),
        today=desk.clock.today(),
        value=clean(value),
        trigger_id=str(body.get("trigger_id") or ""),
        state=(view.get("state") or {}).get("values") or {},
        metadata=str(view.get("private_metadata") or ""),
        view_id=str(view.get("id") or ""),
        hash=str(view.get("hash") or ""),
        surface={"modal": "view", "home": "home"}.get(str(view.get("type")), "message"),
        depth=_depth(view),
        beneath=str(view.get("previous_view_id") or ""),
        submitted=submitted,
    )


def _message(body: Payload) -> Message | None:
    """What a message shortcut was used on. The bot need not be in that channel: all there is stands in the payload."""
    message = body.get("message")
    if not isinstance(message, dict):
        return None
    channel, team = (body.get("channel") or {}).get("id", ""), (body.get("team") or {}).get("domain", "")
    place = str(message.get("ts") or "").replace(".", "")
    files = (
        FileRef(str(file.get("id") or ""), clean(str(file.get("name") or file.get("title") or "")), 0)
        for file in message.get("files") or ()
    )
    return Message(
        text=spoken(str(message.get("text") or "")),
        sender=str(message.get("user") or message.get("bot_id") or ""),
        link=f"https://{team}.slack.com/archives/{channel}/p{place}" if team and channel and place else "",
        files=tuple(files),
    )


def _user(body: Payload) -> str:
    return str(body.get("user_id") or (body.get("user") or {})["id"])


def _depth(view: Payload) -> int:
    """How many views lie under and including this one, as far as its ids tell (never more than three)."""
    if not view or not view.get("previous_view_id"):
        return 1
    return 2 if view["previous_view_id"] == view.get("root_view_id") else 3


def _texts(desk: Desk, slack_id: str) -> Texts:
    return desk.texts(desk.languages.of(slack_id))
