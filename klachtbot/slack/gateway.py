"""The only caller of Slack's Web API: opens views, and delivers posts and Home tabs for the outbox.

Posting is one attempt: only a rate limit is retried (by the worker, later), because a retried post stands there twice.
Every unclear outcome is *in doubt*: it is looked up by the key in the message's metadata before anything is sent again.
"""

from __future__ import annotations

import http.client
import logging
import time
import urllib.error
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from klachtbot.slack.codes import Meaning, meaning
from klachtbot.slack.fields import FileRef
from klachtbot.slack.file_bytes import FileBytes
from klachtbot.slack.texts import clean
from klachtbot.usecases.delivery import (
    ROOM_GONE,
    DeliveryImpossible,
    DeliveryInDoubt,
    DeliveryLater,
    File,
    Home,
    Post,
    Receipt,
    SlackFile,
    Stream,
    UploadTicket,
)

log = logging.getLogger("klachtbot.slack")

EVENT_TYPE = "klachtbot"
_LOOK_BACK = timedelta(minutes=1)
_REMEMBERED = 30.0  # seconds
_PAGE, _MANY = 50, 200
_RATE_WAIT, _REPAIR_WAIT = 30.0, 60.0  # seconds, when Slack does not say how long

_OUR_FAULT = frozenset({"invalid_arguments", "invalid_blocks", "view_too_large", "missing_scope"})

T = TypeVar("T")


class ViewRefused(Exception):
    """Slack did not open the form (expired trigger, three views open, …). ``code`` is Slack's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SlackGateway:
    """Talks to one workspace with the bot's token; listeners get a time-out that fits in their three seconds.

    ``patience``: seconds that the outbox waits for an answer.
    """

    def __init__(self, *, token: str, api_url: str, patience: int = 20) -> None:
        # No retry handlers: the SDK's own would sleep inside a listener, or post twice; the outbox tries again.
        self._worker = WebClient(token=token, base_url=api_url, timeout=patience, retry_handlers=[])
        self._listeners = WebClient(token=token, base_url=api_url, timeout=2, retry_handlers=[])
        # Which language somebody reads is worth a second of the three, no more.
        self._curious = WebClient(token=token, base_url=api_url, timeout=1, retry_handlers=[])
        self._prober = WebClient(token=token, base_url=api_url, timeout=5, retry_handlers=[])
        self._bytes = FileBytes(token=token, api_url=api_url)
        self._channels: dict[str, str] = {}
        self._us = ""
        self._running: dict[str, tuple[float, bool]] = {}  # who runs the workspace, and until when we believe that

    # What listeners do -------------------------------------------------------------------------------------------

    def open_view(self, trigger_id: str, view: Mapping[str, Any]) -> None:
        """Open a form. Raises ``ViewRefused``."""
        self._show(lambda: self._listeners.views_open(trigger_id=trigger_id, view=dict(view)))

    def push_view(self, trigger_id: str, view: Mapping[str, Any]) -> None:
        """Put a form on top of the one that is open (at most three). Raises ``ViewRefused``."""
        self._show(lambda: self._listeners.views_push(trigger_id=trigger_id, view=dict(view)))

    def update_view(self, view_id: str, hash_: str, view: Mapping[str, Any]) -> None:
        """Replace an open view, unless it changed meanwhile (``hash_`` "": also then). Raises ``ViewRefused``."""
        self._show(lambda: self._listeners.views_update(view_id=view_id, hash=hash_ or None, view=dict(view)))

    def locale_of(self, slack_id: str) -> str | None:
        """The language somebody set in Slack, such as "nl-NL"; None when Slack does not tell now."""
        locale = self._about(slack_id).get("locale")
        return locale if isinstance(locale, str) else None

    def name_of(self, slack_id: str) -> str:
        """What somebody is called in Slack; "" when Slack does not tell now."""
        return str(self._about(slack_id).get("real_name") or "")

    def has_left(self, slack_id: str) -> bool:
        """Whether somebody's account is no longer active; False when Slack does not tell now."""
        return bool(self._about(slack_id).get("deleted"))

    def runs_workspace(self, slack_id: str) -> bool:
        """See ``desk.Screens``."""
        until, runs = self._running.get(slack_id, (0.0, False))
        if time.monotonic() >= until:
            about = self._about(slack_id)
            runs = bool(about.get("is_admin") or about.get("is_owner"))
            if about:
                self._running[slack_id] = (time.monotonic() + _REMEMBERED, runs)
        return runs

    def file(self, id: str) -> FileRef | None:
        """See ``desk.Screens``."""
        try:
            told = self._curious.files_info(file=id).get("file") or {}
        except (SlackApiError, OSError, http.client.HTTPException):
            return None
        return FileRef(id, clean(str(told.get("name") or "")), int(told.get("size") or 0))

    def _about(self, slack_id: str) -> Mapping[str, Any]:
        try:
            answer = self._curious.users_info(user=slack_id, include_locale=True)
        except (SlackApiError, OSError, http.client.HTTPException):
            return {}
        return answer.get("user") or {}

    # What the outbox does ----------------------------------------------------------------------------------------

    def post(self, slack_id: str, post: Post, *, key: str) -> Receipt:
        """Send a direct message once; see ``usecases.delivery.Gateway``."""
        return self._post(self._channel(slack_id), post, key)

    def _post(self, channel: str, post: Post, key: str) -> Receipt:
        answer = _deliver(
            lambda: self._worker.chat_postMessage(
                channel=channel,
                text=post.text,
                blocks=[dict(block) for block in post.blocks],
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
                unfurl_links=False,
                unfurl_media=False,
            )
        )
        return Receipt(channel=str(answer["channel"]), ts=str(answer["ts"]))

    def find(self, slack_id: str, key: str, *, since: datetime) -> Receipt | None:
        """The post with this key, among what was posted since a minute before ``since``."""
        return self._find(self._channel(slack_id), key, f"{(since - _LOOK_BACK).timestamp():.6f}")

    def _find(self, channel: str, key: str, oldest: str) -> Receipt | None:
        for page in _pages(partial(self._page, channel, oldest)):
            for message in page.get("messages") or []:
                metadata = message.get("metadata") or {}
                if (metadata.get("event_payload") or {}).get("key") == key:
                    return Receipt(channel=channel, ts=str(message["ts"]))
        return None

    def _page(self, channel: str, oldest: str, cursor: str) -> SlackResponse:
        return self._worker.conversations_history(
            channel=channel, oldest=oldest, limit=_PAGE, include_all_metadata=True, cursor=cursor or None
        )

    def update(self, channel: str, ts: str, post: Post) -> None:
        """Put this in the place of a message of our own; see ``usecases.delivery.Gateway``."""
        blocks = [dict(block) for block in post.blocks]
        _read(lambda: self._worker.chat_update(channel=channel, ts=ts, text=post.text, blocks=blocks))

    def publish(self, slack_id: str, home: Home) -> None:
        """Publish a Home tab."""
        _read(lambda: self._worker.views_publish(user_id=slack_id, view=dict(home.view)))

    def answers(self) -> bool:
        """Whether Slack answers and lets us in; a speed limit is an answer."""
        try:
            self._prober.auth_test()
        except SlackApiError as error:
            return getattr(error.response, "status_code", 200) == 429 or error.response.get("error") == "ratelimited"
        except (OSError, http.client.HTTPException):
            return False
        return True

    # Channels ------------------------------------------------------------------------------------------------------

    def make_room(self, name: str) -> str | None:
        """See ``usecases.delivery.Rooms``; so in all of these."""
        try:
            answer = _read(lambda: self._worker.conversations_create(name=name, is_private=True))
        except DeliveryImpossible as no:
            if no.code == "name_taken":
                return None
            raise
        return str(answer["channel"]["id"])

    def own_room(self, name: str) -> str | None:
        us = self._ourselves()
        for page in _pages(self._of_ours):
            for one in page.get("channels") or []:
                if one.get("name") == name and one.get("creator") == us:
                    return str(one["id"])
        return None

    def _of_ours(self, cursor: str) -> SlackResponse:
        return self._worker.users_conversations(
            types="private_channel", exclude_archived=True, limit=_MANY, cursor=cursor or None
        )

    def in_room(self, channel: str) -> frozenset[str]:
        pages = _pages(
            lambda cursor: self._worker.conversations_members(channel=channel, limit=_MANY, cursor=cursor or None)
        )
        return frozenset(str(one) for page in pages for one in page.get("members") or []) - {self._ourselves()}

    def why_not(self, slack_id: str) -> str:
        try:
            user = _read(lambda: self._worker.users_info(user=slack_id)).get("user") or {}
        except DeliveryImpossible as no:
            return no.code
        if user.get("deleted"):
            return "user_disabled"
        return "user_is_ultra_restricted" if user.get("is_ultra_restricted") else ""

    def let_in(self, channel: str, slack_id: str) -> str:
        try:
            _read(lambda: self._worker.conversations_invite(channel=channel, users=slack_id))
        except DeliveryImpossible as no:
            if no.code in ROOM_GONE:
                raise
            return "" if no.code == "already_in_channel" else no.code
        return ""

    def put_out(self, channel: str, slack_id: str) -> str:
        try:
            _read(lambda: self._worker.conversations_kick(channel=channel, user=slack_id))
        except DeliveryImpossible as no:
            if no.code in ROOM_GONE - {"not_in_channel"}:
                raise
            return "" if no.code == "not_in_channel" else no.code
        return ""

    def set_topic(self, channel: str, topic: str) -> None:
        _read(lambda: self._worker.conversations_setTopic(channel=channel, topic=topic))

    def place(self, channel: str, post: Post, *, key: str) -> str:
        return self._post(channel, post, key).ts

    def placed(self, channel: str, key: str) -> str | None:
        found = self._find(channel, key, "0")
        return found.ts if found is not None else None

    def pin(self, channel: str, ts: str) -> None:
        try:
            _read(lambda: self._worker.pins_add(channel=channel, timestamp=ts))
        except DeliveryImpossible as no:
            if no.code != "already_pinned":
                raise

    def delete_message(self, channel: str, ts: str) -> None:
        try:
            _read(lambda: self._worker.chat_delete(channel=channel, ts=ts))
        except DeliveryImpossible as no:
            if no.code not in ("message_not_found", "channel_not_found"):
                raise

    def bookmark(self, channel: str, ts: str, *, title: str) -> None:
        link = _read(lambda: self._worker.chat_getPermalink(channel=channel, message_ts=ts))["permalink"]
        there = _read(lambda: self._worker.bookmarks_list(channel_id=channel)).get("bookmarks") or []
        if all(one.get("link") != link for one in there):
            _read(lambda: self._worker.bookmarks_add(channel_id=channel, title=title, type="link", link=link))

    def close_room(self, channel: str) -> None:
        try:
            _read(lambda: self._worker.conversations_archive(channel=channel))
        except DeliveryImpossible as no:
            if no.code not in ROOM_GONE | {"already_archived"}:
                raise

    def _ourselves(self) -> str:
        """The Slack id of the bot's own user."""
        if not self._us:
            self._us = str(_read(self._worker.auth_test)["user_id"])
        return self._us

    # Files ---------------------------------------------------------------------------------------------------------

    def about_file(self, file: str) -> SlackFile:
        """See ``usecases.delivery.Files``; so in the next."""
        told = _read(lambda: self._worker.files_info(file=file)).get("file") or {}
        url = told.get("url_private_download") or told.get("url_private") or ""
        return SlackFile(id=file, name=str(told.get("name") or ""), size=int(told.get("size") or 0), url=str(url))

    def download(self, url: str, *, limit: int) -> bytes:
        return self._bytes.get(url, limit=limit)

    def begin_upload(self, name: str, content: bytes | Stream) -> UploadTicket:
        """See ``usecases.delivery.Uploads``; so in the next four."""
        answer = _read(lambda: self._worker.files_getUploadURLExternal(filename=name, length=len(content)))
        return UploadTicket(file=str(answer["file_id"]), url=str(answer["upload_url"]))

    def was_completed(self, file: str) -> bool:
        try:
            _read(lambda: self._worker.files_info(file=file))
        except DeliveryImpossible as no:
            if no.code == "file_not_found":
                return False
            if no.code != "file_deleted":
                raise
        return True

    def send_bytes(self, ticket: UploadTicket, content: bytes | Stream) -> None:
        self._bytes.put(ticket.url, content)

    def complete_upload(self, slack_id: str, ticket: UploadTicket, file: File) -> None:
        channel = self._channel(slack_id)
        _deliver(
            lambda: self._worker.files_completeUploadExternal(
                files=[{"id": ticket.file, "title": file.title}], channel_id=channel, initial_comment=file.text
            )
        )

    def delete_file(self, file: str) -> None:
        try:
            _read(lambda: self._worker.files_delete(file=file))
        except DeliveryImpossible as no:
            if no.code not in ("file_deleted", "file_not_found"):
                raise

    def _channel(self, slack_id: str) -> str:
        if slack_id not in self._channels:
            answer = _read(lambda: self._worker.conversations_open(users=[slack_id]))
            self._channels[slack_id] = str(answer["channel"]["id"])
        return self._channels[slack_id]

    @staticmethod
    def _show(call: Callable[[], Any]) -> None:
        try:
            call()
        except SlackApiError as error:
            code = str(error.response.get("error", "unknown"))
            if code in _OUR_FAULT:
                problems = (error.response.get("response_metadata") or {}).get("messages")
                log.error("event=view_invalid problems=%s", problems)  # noqa: TRY400 - a trace would quote the view
            raise ViewRefused(code) from None
        except (OSError, http.client.HTTPException):
            raise ViewRefused("unreachable") from None


def _pages(call: Callable[[str], SlackResponse]) -> Iterator[SlackResponse]:
    """Every page of a list, each by the cursor of the one before."""
    cursor = ""
    while True:
        page = _read(partial(call, cursor))
        yield page
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


def _deliver(call: Callable[[], T]) -> T:
    """A call that must not happen twice: what is unclear is in doubt."""
    try:
        return call()
    except SlackApiError as error:
        raise _said_no(error, unclear=DeliveryInDoubt()) from None
    except (OSError, http.client.HTTPException) as error:
        raise (DeliveryLater() if _never_left(error) else DeliveryInDoubt()) from None


def _read(call: Callable[[], T]) -> T:
    """A call that may be repeated at will: what is unclear is tried again later."""
    try:
        return call()
    except SlackApiError as error:
        raise _said_no(error, unclear=DeliveryLater()) from None
    except (OSError, http.client.HTTPException):
        raise DeliveryLater from None


def _said_no(error: SlackApiError, *, unclear: Exception) -> Exception:
    response = error.response
    status = getattr(response, "status_code", 200)
    if status == 429:
        return DeliveryLater(float(response.headers.get("Retry-After", _RATE_WAIT)), asked=True)
    if status >= 500:
        return unclear
    code = str(response.get("error", "unknown"))
    if code == "ratelimited":
        return DeliveryLater(_RATE_WAIT, asked=True)
    meant = meaning(code)
    if meant is Meaning.UNCLEAR:
        return unclear
    if meant is Meaning.NEVER:
        return DeliveryImpossible(code)
    log.error("event=slack_refuses code=%s", code)  # nothing goes out until somebody puts this right
    return DeliveryLater(_REPAIR_WAIT)


def _never_left(error: Exception) -> bool:
    """Whether no connection was made at all, so that the message surely was not taken."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    return isinstance(reason, ConnectionRefusedError) or type(reason).__name__ == "gaierror"
