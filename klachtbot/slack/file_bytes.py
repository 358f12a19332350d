"""The bytes of files, to and from Slack's file host; for the gateway only.

The bot's token opens every file the bot can see, and files hold whole stories. So both go to one host, and no redirect
is followed: Slack sends who it does not know to a page to sign in on.
"""

from __future__ import annotations

import http.client
import ipaddress
import logging
import time
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from klachtbot.usecases.delivery import DeliveryImpossible, DeliveryLater, Stream

log = logging.getLogger("klachtbot.slack")

SLACKS_FILES = ("https", "files.slack.com", None)
_CHUNK = 64 * 1024
_SILENCE, _ALTOGETHER = 20.0, 120.0  # seconds
_REPAIR_WAIT = 60.0


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class FileBytes:
    def __init__(self, *, token: str, api_url: str) -> None:
        self._token = token
        self._host = file_host(api_url)
        self._opener: OpenerDirector = build_opener(_NoRedirects)

    def get(self, url: str, *, limit: int) -> bytes:
        """See ``usecases.delivery.Files.download``."""
        request = Request(self._checked(url), headers={"Authorization": f"Bearer {self._token}"})  # noqa: S310 - checked
        with _trouble(), self._opener.open(request, timeout=_SILENCE) as answer:
            if answer.headers.get_content_type() == "text/html":
                raise _sent_to_sign_in()
            return _read_at_most(answer, limit, until=time.monotonic() + _ALTOGETHER)

    def put(self, url: str, content: bytes | Stream) -> None:
        """Send the bytes to the address that Slack gave for them. That is the permission: no token goes along."""
        # With its length, what comes in pieces is sent as it comes: never whole in memory.
        headers = {"Content-Type": "application/octet-stream", "Content-Length": f"{len(content)}"}
        data = content if isinstance(content, bytes) else content.chunks()
        request = Request(self._checked(url), data=data, headers=headers, method="POST")  # noqa: S310 - checked
        with _trouble(), self._opener.open(request, timeout=_SILENCE) as answer:
            answer.read(_CHUNK)

    def _checked(self, url: str) -> str:
        try:
            parts = urlsplit(url)
            host = (parts.scheme, parts.hostname, parts.port)
        except ValueError:
            raise DeliveryImpossible("foreign_host") from None
        if host != self._host or "@" in parts.netloc:
            raise DeliveryImpossible("foreign_host")
        return url


def file_host(api_url: str) -> tuple[str, str | None, int | None]:
    """Where files may go to and come from: Slack's, unless the API is overridden by one on this machine."""
    parts = urlsplit(api_url)
    return (parts.scheme, parts.hostname, parts.port) if _on_this_machine(parts.hostname) else SLACKS_FILES


def _on_this_machine(host: str | None) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _read_at_most(answer: http.client.HTTPResponse, limit: int, *, until: float) -> bytes:
    read = bytearray()
    while chunk := answer.read(_CHUNK):
        read += chunk
        if len(read) > limit:
            raise DeliveryImpossible("too_large")
        if time.monotonic() > until:
            raise DeliveryLater
    if answer.length:  # so much was promised and did not come
        raise DeliveryLater
    return bytes(read)


@contextmanager
def _trouble() -> Iterator[None]:
    """Turns what goes wrong on the way into what a delivery can say."""
    try:
        yield
    except urllib.error.HTTPError as error:
        with error:
            raise _said_no(error) from None
    except (OSError, http.client.HTTPException):
        raise DeliveryLater from None


def _said_no(error: urllib.error.HTTPError) -> Exception:
    if error.code == 429:
        return DeliveryLater(float(error.headers.get("Retry-After") or 30))
    if error.code >= 500:
        return DeliveryLater()
    if error.code in (404, 410):
        return DeliveryImpossible("file_not_found")
    if 300 <= error.code < 400 or error.code in (401, 403):
        return _sent_to_sign_in()
    return DeliveryImpossible(f"http_{error.code}")


def _sent_to_sign_in() -> Exception:
    log.error("event=slack_refuses code=file_needs_sign_in")  # the token or its scopes: somebody has to put it right
    return DeliveryLater(_REPAIR_WAIT)
