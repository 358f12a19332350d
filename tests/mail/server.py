"""A real mail server on loopback that keeps what it takes, and goes wrong where it is told to.

In a story::

    with mail_server() as server:
        settings = server.settings          # what ``klachtbot serve`` needs to find it
        ...
        [mail] = server.wait_for(1)
        assert "uw klacht" in mail.text

``server.answers["RCPT"] = "550 5.1.1 unknown"`` refuses the address; ``server.answers.clear()`` is well again.
``server.stop()`` is a server that is down, ``server.start()`` brings it back at the same port.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from typing import Any, Final, Literal

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # aiosmtpd tells of every mishap we ask for

HOST: Final = "127.0.0.1"
PATIENCE = 10.0

Moment = Literal["greeting", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "end", "QUIT"]
"""Where it can go wrong; ``DATA`` is before the mail is sent, ``end`` after its last line arrived."""

DROP: Final = "drop"
"""Instead of an answer: the connection is gone. At ``end`` the mail *did* arrive, and only the server knows."""

SILENCE: Final = "silence"
"""Instead of an answer: nothing, until the other side gives up. At ``end`` as with ``DROP``."""


@dataclass(frozen=True)
class ReceivedMail:
    """A mail that arrived: its envelope, and what came over the line, byte for byte."""

    sender: str
    to: str
    content: bytes = field(repr=False)

    @cached_property
    def message(self) -> EmailMessage:
        parsed = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        assert parsed.defects == []
        return parsed

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return self._written("text/plain").replace("\r\n", "\n")

    @property
    def html(self) -> str:
        return self._written("text/html").replace("\r\n", "\n")

    @property
    def calendar(self) -> str | None:
        """The invitation among the alternatives, which mail programs show with its buttons; None: there is none."""
        return self._written("text/calendar") if "text/calendar" in self._alternatives else None

    @property
    def attachments(self) -> dict[str, bytes]:
        """File names to contents."""
        found = {}
        for part in self.message.iter_attachments():
            content = part.get_content()
            found[part.get_filename() or ""] = content.encode() if isinstance(content, str) else content
        return found

    @property
    def _alternatives(self) -> dict[str, EmailMessage]:
        parts = {}
        for part in self.message.walk():
            if not part.is_multipart() and not part.is_attachment():
                assert isinstance(part, EmailMessage)
                parts[part.get_content_type()] = part
        return parts

    def _written(self, media_type: str) -> str:
        written = self._alternatives[media_type].get_content()
        assert isinstance(written, str)
        return written


class _Session(SMTP):
    """One connection, with the troubles of its server."""

    def __init__(self, server: MailServer, **options: Any) -> None:
        self._server = server
        self._greeted = False
        super().__init__(server, **options)

    async def _spoilt(self, moment: Moment) -> bool:
        """Whether something else happened than what belongs here."""
        answer = self._server.answers.get(moment)
        if answer == DROP:
            assert isinstance(self.transport, asyncio.Transport)
            self.transport.abort()
        if answer in (DROP, SILENCE):
            await asyncio.Event().wait()  # the end of the connection ends this
        if answer is None:
            return False
        await self.push(answer)
        return True

    async def push(self, status: Any) -> None:
        if not self._greeted:
            self._greeted = True
            if await self._spoilt("greeting"):
                return
        await super().push(status)

    async def smtp_EHLO(self, hostname: str) -> None:
        if not await self._spoilt("EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:
        if not await self._spoilt("STARTTLS"):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: str) -> None:
        if not await self._spoilt("AUTH"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:
        if not await self._spoilt("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        if not await self._spoilt("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        if not await self._spoilt("DATA"):
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg: str) -> None:
        if not await self._spoilt("QUIT"):
            await super().smtp_QUIT(arg)

    async def end(self) -> str:
        """The answer to a mail that is complete."""
        answer = self._server.answers.get("end")
        if answer in (DROP, SILENCE):
            await self._spoilt("end")
        return answer or "250 2.0.0 taken"


class MailServer:
    """Listens on a port of its own. ``answers`` may be changed while it runs, also from another thread.

    ``starttls`` and ``tls`` take the certificate it shows; with ``login`` it takes mail of that name and password only.
    """

    def __init__(
        self,
        *,
        starttls: ssl.SSLContext | None = None,
        tls: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
        smtputf8: bool = True,
    ) -> None:
        self.answers: dict[Moment, str] = {}
        self.received: list[ReceivedMail] = []
        self.connections = 0
        self.port = 0
        self._starttls, self._tls, self._login, self._smtputf8 = starttls, tls, login, smtputf8
        self._change = threading.Condition()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def settings(self) -> dict[str, str]:
        """The settings of a klachtbot that sends its mail here."""
        security = "starttls" if self._starttls else "tls" if self._tls else "none"
        found = {
            "SMTP_HOST": HOST,
            "SMTP_PORT": str(self.port),
            "SMTP_SECURITY": security,
            "MAIL_FROM": "klachten@oco.example",
        }
        if self._login:
            found |= {"SMTP_USERNAME": self._login[0], "SMTP_PASSWORD": self._login[1]}
        return found

    def wait_for(self, count: int, *, about: str = "", seconds: float = PATIENCE) -> list[ReceivedMail]:
        """What arrived, as soon as that is ``count`` mails or more; with ``about`` those with this in the subject."""

        def arrived() -> list[ReceivedMail]:
            return [mail for mail in self.received if about in mail.subject]

        with self._change:
            enough = self._change.wait_for(lambda: len(arrived()) >= count, seconds)
            assert enough, f"{len(arrived())} mails arrived, not {count}"
            return arrived()

    def start(self) -> None:
        assert self._thread is None
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="mail-server", daemon=True)
        self._thread.start()
        assert ready.wait(PATIENCE)

    def stop(self) -> None:
        """Down, with every connection; what was received stays."""
        if self._thread is None or self._loop is None:
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._thread = None

    def _run(self, ready: threading.Event) -> None:
        loop = self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        listening = loop.run_until_complete(loop.create_server(self._open, HOST, self.port, ssl=self._tls))
        self.port = listening.sockets[0].getsockname()[1]
        loop.call_soon(ready.set)
        loop.run_forever()
        listening.close()
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    def _open(self) -> _Session:
        self.connections += 1
        return _Session(
            self,
            loop=self._loop,
            hostname="mail.example",
            enable_SMTPUTF8=self._smtputf8,
            tls_context=self._starttls,
            require_starttls=self._starttls is not None,
            auth_required=self._login is not None,
            auth_require_tls=self._starttls is not None or self._login is None,  # without a login it offers none
            authenticator=self._knows,
        )

    def _knows(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: Any) -> AuthResult:
        assert isinstance(login, LoginPassword)
        given = (login.login.decode(), login.password.decode())
        return AuthResult(success=given == self._login, handled=False)

    async def handle_DATA(self, server: _Session, session: Session, envelope: Envelope) -> str:
        """Called by aiosmtpd when a mail is complete."""
        answer = self.answers.get("end", "250")
        if answer in (DROP, SILENCE) or answer.startswith("2"):
            assert isinstance(envelope.original_content, bytes)
            [to] = envelope.rcpt_tos
            mail = ReceivedMail(str(envelope.mail_from), str(to), envelope.original_content)
            with self._change:
                self.received.append(mail)
                self._change.notify_all()
        return await server.end()


@contextmanager
def mail_server(
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    login: tuple[str, str] | None = None,
    smtputf8: bool = True,
) -> Iterator[MailServer]:
    """A running server, stopped at the end. See ``MailServer``."""
    server = MailServer(starttls=starttls, tls=tls, login=login, smtputf8=smtputf8)
    server.start()
    try:
        yield server
    finally:
        server.stop()
