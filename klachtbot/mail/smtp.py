"""Handing a mail to the organisation's mail server: one attempt, and an honest word for how it went.

Until the mail itself goes over the line nothing can have been taken: trouble is *later*, or *impossible* when the
server says no for good. From then until the answer, trouble is *in doubt*. Of what a server says only the three digits
are kept: its text may repeat the address.
"""

from __future__ import annotations

import logging
import re
import smtplib
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Literal

from klachtbot.domain.errors import StorageAway
from klachtbot.mail.message import NoAddress, Sender, on_the_line, written
from klachtbot.usecases.delivery import DeliveryImpossible, DeliveryInDoubt, DeliveryLater, Mail

log = logging.getLogger("klachtbot.mail")

Security = Literal["starttls", "tls", "none"]

STEP = 20.0
"""Seconds for one answer of the server, or for connecting."""

TALK = 30.0
"""Seconds from connecting until the mail itself goes; that may take as long again, and its answer ``ANSWER``."""

ANSWER = 60.0
"""Seconds for the last answer: many servers look for viruses before they give it."""

REST = timedelta(seconds=60)
"""A server that could not be reached is left alone for so long; each mail that waits would hold up the others."""

NO_ADDRESS, NO_TEXT, NO_SMTPUTF8, NO_LOGIN = "no_address", "no_text", "no_smtputf8", "no_login"
"""Our own codes beside the server's three digits: it is no address; it cannot be written down; the address has letters
that this server does not take; the server lets nobody log in."""

_CHUNK = 64 * 1024
_LINE_END = re.compile(rb"\r\n|\r|\n")
_DOT = re.compile(rb"^\.", re.MULTILINE)


class SmtpMailer:
    """``delivery.Mailer`` over SMTP. One thread at a time.

    ``now`` is the clock of the transport. ``context`` says whose certificates we trust: those the machine trusts, or
    other ones. ``none`` for ``security`` is for a server on this machine only; the settings see to that.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        security: Security,
        sender: Sender,
        now: Callable[[], datetime],
        login: tuple[str, str] | None = None,
        context: ssl.SSLContext | None = None,
        step: float = STEP,
        answer: float = ANSWER,
    ) -> None:
        self._host, self._port, self._security = host, port, security
        self._name = sender.name
        self._from = on_the_line(sender.address)
        self._now = now
        self._login = login
        self._context = context or ssl.create_default_context()
        self._step, self._answer = step, answer
        self._rests_until: datetime | None = None

    def send(self, mail: Mail, *, key: str) -> None:
        """One attempt; see ``delivery.Mailer``."""
        now = self._now()
        if self._rests_until is not None and now < self._rests_until:
            raise DeliveryLater((self._rests_until - now).total_seconds())
        try:
            to = on_the_line(mail.to)
            content = written(mail, key=key, sender=self._from, name=self._name(), at=now)
        except NoAddress:
            raise DeliveryImpossible(NO_ADDRESS) from None
        except ValueError:  # half a character, for one
            raise DeliveryImpossible(NO_TEXT) from None
        except StorageAway:
            raise DeliveryLater from None
        deadline = _Deadline(TALK)
        smtp = self._connected(deadline)
        try:
            self._hand_over(smtp, to, content, deadline)
        finally:
            _leave(smtp)

    def _connected(self, deadline: _Deadline) -> smtplib.SMTP:
        """Connected, safely, and logged in."""
        smtp = self._reached()
        try:
            deadline.limit(smtp, self._step)
            _greet(smtp)
            if self._security == "starttls":
                deadline.limit(smtp, self._step)
                smtp.starttls(context=self._context)
                deadline.limit(smtp, self._step)
                _greet(smtp)
            if self._login is not None:
                deadline.limit(smtp, self._step)
                _log_in(smtp, self._login)
        except (DeliveryLater, DeliveryImpossible):
            _leave(smtp)
            raise
        except OSError as error:
            _leave(smtp)
            raise _later("secure", error) from None
        return smtp

    def _reached(self) -> smtplib.SMTP:
        # Who we are: the domain we send for. The name of this machine is nobody's business, and slow to look up.
        us = self._from.rpartition("@")[2]
        try:
            if self._security == "tls":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    self._host, self._port, us, timeout=self._step, context=self._context
                )
            else:
                smtp = smtplib.SMTP(self._host, self._port, us, timeout=self._step)
        except OSError as error:
            self._rests_until = self._now() + REST
            raise _later("connect", error) from None
        self._rests_until = None
        return smtp

    def _hand_over(self, smtp: smtplib.SMTP, to: str, content: bytes, deadline: _Deadline) -> None:
        try:
            deadline.limit(smtp, self._step)
            _agreed("sender", smtp.mail(self._from, self._options(smtp, to, content))[0])
            deadline.limit(smtp, self._step)
            _agreed("address", smtp.rcpt(to)[0])
            deadline.limit(smtp, self._step)
            _agreed("begin", smtp.docmd("DATA")[0], well=3)
        except OSError as error:
            raise _later("envelope", error) from None
        try:
            _send(smtp, content)
            assert smtp.sock is not None
            smtp.sock.settimeout(self._answer)
            code = smtp.getreply()[0]
        except OSError as error:
            log.warning("event=mail_in_doubt why=%s", _why(error))
            raise DeliveryInDoubt from None
        if not 200 <= code < 600:
            log.warning("event=mail_in_doubt why=%s", code)
            raise DeliveryInDoubt
        _agreed("end", code)

    def _options(self, smtp: smtplib.SMTP, to: str, content: bytes) -> list[str]:
        options = [f"SIZE={len(content)}"] if smtp.has_extn("size") else []
        if not (to.isascii() and content.isascii()):
            if not smtp.has_extn("smtputf8"):
                raise DeliveryImpossible(NO_SMTPUTF8)
            options += ["SMTPUTF8", "BODY=8BITMIME"]
        return options


def _greet(smtp: smtplib.SMTP) -> None:
    code = smtp.ehlo()[0]
    if code // 100 == 5:
        code = smtp.helo()[0]
    if code // 100 != 2:
        raise _later("hello", code)


def _log_in(smtp: smtplib.SMTP, login: tuple[str, str]) -> None:
    try:
        smtp.login(*login)
    except smtplib.SMTPAuthenticationError as error:
        raise _refused("login", error.smtp_code) from None
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException:  # it offers no way to log in, or none that we know
        log.warning("event=mail_refused step=login code=%s", NO_LOGIN)
        raise DeliveryImpossible(NO_LOGIN) from None


class _Deadline:
    """What is left of a number of seconds."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def limit(self, smtp: smtplib.SMTP, most: float) -> None:
        """The next step may take what is left, at most ``most``. Raises ``TimeoutError`` when nothing is."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if smtp.sock is not None:
            smtp.sock.settimeout(min(left, most))


def _send(smtp: smtplib.SMTP, content: bytes) -> None:
    """The mail itself, with its closing line."""
    data = _DOT.sub(b"..", _LINE_END.sub(b"\r\n", content))
    data += b".\r\n" if data.endswith(b"\r\n") else b"\r\n.\r\n"
    deadline = _Deadline(TALK)
    for start in range(0, len(data), _CHUNK):
        deadline.limit(smtp, TALK)
        smtp.send(data[start : start + _CHUNK])


def _agreed(step: str, code: int, *, well: int = 2) -> None:
    """Raises what this answer means, unless all is well."""
    if code // 100 != well:
        raise _refused(step, code)


def _refused(step: str, code: int) -> Exception:
    """5xx is for good; 4xx, or an answer that is none, is not now."""
    if code // 100 != 5:
        return _later(step, code)
    log.warning("event=mail_refused step=%s code=%d", step, code)
    return DeliveryImpossible(str(code))


def _later(step: str, why: BaseException | int | str) -> DeliveryLater:
    log.warning("event=mail_later step=%s why=%s", step, _why(why))
    return DeliveryLater()


def _why(why: BaseException | int | str) -> str:
    """The kind of trouble and its three digits, never its text."""
    if not isinstance(why, BaseException):
        return str(why)
    code = f" {why.smtp_code}" if isinstance(why, smtplib.SMTPResponseException) else ""
    return type(why).__name__ + code


def _leave(smtp: smtplib.SMTP) -> None:
    """Say goodbye and go, whatever comes of it: it changes nothing about the mail."""
    # All that smtplib raises is an OSError, too.
    with suppress(OSError):
        if smtp.sock is not None:
            smtp.sock.settimeout(1.0)
            smtp.quit()
    with suppress(OSError):
        smtp.close()
