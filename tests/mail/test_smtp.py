"""Handing a mail to a real server: what arrives, and what each kind of trouble is called."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from klachtbot.domain.errors import StorageAway
from klachtbot.mail.message import Sender
from klachtbot.mail.smtp import SmtpMailer
from klachtbot.usecases.delivery import Attachment, DeliveryImpossible, DeliveryInDoubt, DeliveryLater, Mail
from tests.mail.certificates import Certificate, certificate
from tests.mail.server import DROP, HOST, SILENCE, MailServer, Moment, mail_server

TUESDAY = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LETTER = Mail(
    to="m.aydin@post.example",
    subject="Bericht over uw klacht",
    text="Geachte mevrouw Aydın,\n",
    html="<p>Geachte mevrouw Aydın,</p>\n",
    reply_to="info@oco.example",
)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def cert(tmp_path: Path) -> Certificate:
    return certificate(tmp_path)


def mailer(server: MailServer, **options: Any) -> SmtpMailer:
    name: Callable[[], str] = options.pop("name", lambda: "OCO Almere")
    given: dict[str, Any] = {"security": "none", "now": lambda: TUESDAY, "step": 5.0, "answer": 5.0, **options}
    return SmtpMailer(host=HOST, port=server.port, sender=Sender("klachten@oco.example", name), **given)


def shows(cert: Certificate, security: str) -> AbstractContextManager[MailServer]:
    return mail_server(starttls=cert.shown()) if security == "starttls" else mail_server(tls=cert.shown())


def test_a_mail_arrives_with_its_sender_and_its_date(server: MailServer) -> None:
    mailer(server).send(LETTER, key="letter:b1")

    [mail] = server.wait_for(1)
    assert (mail.sender, mail.to) == ("klachten@oco.example", "m.aydin@post.example")
    assert mail.message["From"] == "OCO Almere <klachten@oco.example>"
    assert mail.message["Date"].datetime == TUESDAY
    assert mail.text == LETTER.text


def test_a_line_with_a_dot_arrives_as_it_was_written(server: MailServer) -> None:
    mailer(server).send(Mail("m.aydin@post.example", "Dag", ".\n..twee\n.\n", "<p>.</p>\n"), key="k")

    [mail] = server.wait_for(1)
    assert mail.text == ".\n..twee\n.\n"


def test_a_large_file_arrives_byte_for_byte(server: MailServer) -> None:
    scan = Attachment("K-2026-007-stuk-3.pdf", "application/pdf", bytes(range(256)) * 12_000)

    mailer(server).send(replace(LETTER, attachments=(scan,)), key="k")

    [mail] = server.wait_for(1)
    assert mail.attachments == {scan.name: scan.content}


def test_every_line_ends_as_servers_want_it(server: MailServer) -> None:
    mailer(server).send(LETTER, key="k")

    [mail] = server.wait_for(1)
    assert mail.content.count(b"\n") == mail.content.count(b"\r\n") == mail.content.count(b"\r")


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        pytest.param("greeting", "421 too busy", id="greeting 421"),
        pytest.param("greeting", "554 not you", id="greeting 554"),
        pytest.param("greeting", DROP, id="greeting drops"),
        pytest.param("EHLO", "421 going down", id="hello 421"),
        pytest.param("MAIL", "451 try later", id="sender 451"),
        pytest.param("RCPT", "451 greylisted m.aydin@post.example", id="address greylisted"),
        pytest.param("RCPT", DROP, id="address drops"),
        pytest.param("DATA", "421 going down", id="begin 421"),
        pytest.param("DATA", DROP, id="begin drops"),
        pytest.param("DATA", "250 what", id="begin another answer"),
        pytest.param("end", "452 disk full", id="end 452"),
    ],
)
def test_what_was_surely_not_taken_is_for_later(server: MailServer, moment: Moment, answer: str) -> None:
    server.answers[moment] = answer

    with pytest.raises(DeliveryLater):
        mailer(server).send(LETTER, key="k")

    assert server.received == []


@pytest.mark.parametrize("moment", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
def test_silence_before_the_mail_is_for_later(server: MailServer, moment: Moment) -> None:
    server.answers[moment] = SILENCE

    with pytest.raises(DeliveryLater):
        mailer(server, step=0.1).send(LETTER, key="k")


@pytest.mark.parametrize(
    ("moment", "answer", "code"),
    [
        pytest.param("MAIL", "553 no such sender", "553", id="sender"),
        pytest.param("RCPT", "550 5.1.1 m.aydin@post.example unknown", "550", id="address"),
        pytest.param("DATA", "554 no", "554", id="begin"),
        pytest.param("end", "552 too big", "552", id="end"),
    ],
)
def test_what_the_server_refuses_keeps_its_three_digits(
    server: MailServer, moment: Moment, answer: str, code: str
) -> None:
    server.answers[moment] = answer

    with pytest.raises(DeliveryImpossible) as refused:
        mailer(server).send(LETTER, key="k")

    assert (refused.value.code, server.received) == (code, [])


@pytest.mark.parametrize("answer", [DROP, SILENCE, "what?"], ids=["dropped", "silent", "no answer of SMTP"])
def test_a_mail_without_an_answer_is_in_doubt(server: MailServer, answer: str) -> None:
    server.answers["end"] = answer

    with pytest.raises(DeliveryInDoubt):
        mailer(server, answer=0.2).send(LETTER, key="k")


@pytest.mark.parametrize("answer", [DROP, SILENCE, "500 what"], ids=["dropped", "silent", "refused"])
def test_a_goodbye_that_fails_changes_nothing(server: MailServer, answer: str) -> None:
    server.answers["QUIT"] = answer

    mailer(server).send(LETTER, key="k")

    assert len(server.wait_for(1)) == 1


def test_nothing_of_what_a_server_says_is_told_on(server: MailServer, caplog: pytest.LogCaptureFixture) -> None:
    server.answers["RCPT"] = "550 5.1.1 m.aydin@post.example unknown"

    with caplog.at_level(logging.DEBUG), pytest.raises(DeliveryImpossible) as refused:
        mailer(server).send(LETTER, key="k")

    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("klachtbot")]
    assert ours == ["event=mail_refused step=address code=550"]


def test_a_server_that_is_down_is_left_alone_for_a_minute(server: MailServer) -> None:
    now = [TUESDAY]
    sends = mailer(server, now=lambda: now[0])
    server.stop()
    with pytest.raises(DeliveryLater) as first:
        sends.send(LETTER, key="k")
    server.start()

    now[0] += timedelta(seconds=20)
    with pytest.raises(DeliveryLater) as second:
        sends.send(LETTER, key="k")
    untried = server.connections
    now[0] += timedelta(seconds=40)
    sends.send(LETTER, key="k")

    assert (first.value.after, second.value.after, untried) == (None, 40.0, 0)
    assert len(server.received) == 1


def test_what_cannot_be_read_from_storage_now_is_for_later(server: MailServer) -> None:
    def away() -> str:
        raise StorageAway

    with pytest.raises(DeliveryLater):
        mailer(server, name=away).send(LETTER, key="k")

    assert server.connections == 0


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_travels_encrypted_to_a_server_that_is_trusted(cert: Certificate, security: str) -> None:
    with shows(cert, security) as server:
        mailer(server, security=security, context=cert.trusted()).send(LETTER, key="k")

        assert len(server.wait_for(1)) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_is_not_trusted_gets_nothing(cert: Certificate, security: str) -> None:
    with shows(cert, security) as server:
        with pytest.raises(DeliveryLater):
            mailer(server, security=security).send(LETTER, key="k")

        assert server.received == []


@pytest.mark.parametrize("answer", ["454 4.7.0 not now", DROP], ids=["not now", "dropped"])
def test_a_server_that_does_not_go_on_to_encrypt_gets_nothing(cert: Certificate, answer: str) -> None:
    with mail_server(starttls=cert.shown()) as server:
        server.answers["STARTTLS"] = answer

        with pytest.raises(DeliveryLater):
            mailer(server, security="starttls", context=cert.trusted()).send(LETTER, key="k")

        assert server.received == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_does_not_encrypt_gets_nothing(server: MailServer, cert: Certificate, security: str) -> None:
    with pytest.raises(DeliveryLater):
        mailer(server, security=security, context=cert.trusted()).send(LETTER, key="k")

    assert server.received == []


def test_a_server_that_knows_us_takes_mail(cert: Certificate) -> None:
    with mail_server(starttls=cert.shown(), login=("oco", "geheim")) as server:
        mailer(server, security="starttls", context=cert.trusted(), login=("oco", "geheim")).send(LETTER, key="k")

        assert len(server.wait_for(1)) == 1


@pytest.mark.parametrize(
    ("login", "code"),
    [pytest.param(("oco", "anders"), "535", id="wrong password"), pytest.param(None, "530", id="no login given")],
)
def test_a_server_that_does_not_know_us_refuses(cert: Certificate, login: tuple[str, str] | None, code: str) -> None:
    with mail_server(starttls=cert.shown(), login=("oco", "geheim")) as server:
        with pytest.raises(DeliveryImpossible) as refused:
            mailer(server, security="starttls", context=cert.trusted(), login=login).send(LETTER, key="k")

        assert (refused.value.code, server.received) == (code, [])


@pytest.mark.parametrize("answer", ["454 4.7.0 not now", "421 going down", DROP], ids=["not now", "421", "dropped"])
def test_a_login_without_an_answer_is_for_later(cert: Certificate, answer: str) -> None:
    with mail_server(starttls=cert.shown(), login=("oco", "geheim")) as server:
        server.answers["AUTH"] = answer

        with pytest.raises(DeliveryLater):
            mailer(server, security="starttls", context=cert.trusted(), login=("oco", "geheim")).send(LETTER, key="k")


def test_a_server_that_lets_nobody_log_in_refuses(server: MailServer) -> None:
    with pytest.raises(DeliveryImpossible) as refused:
        mailer(server, login=("oco", "geheim")).send(LETTER, key="k")

    assert refused.value.code == "no_login"


def test_an_address_beyond_ascii_arrives_where_the_server_takes_it(server: MailServer) -> None:
    mailer(server).send(Mail("gülşen@bücher.example", "Dag", "Dag\n", "<p>Dag</p>\n"), key="k")

    [mail] = server.wait_for(1)
    assert mail.to == "gülşen@xn--bcher-kva.example"
    assert "To: gülşen@xn--bcher-kva.example\r\n".encode() in mail.content


def test_an_address_beyond_ascii_is_impossible_where_the_server_does_not_take_it() -> None:
    with mail_server(smtputf8=False) as server:
        with pytest.raises(DeliveryImpossible) as refused:
            mailer(server).send(Mail("gülşen@post.example", "Dag", "Dag\n", "<p>Dag</p>\n"), key="k")

        assert (refused.value.code, server.received) == ("no_smtputf8", [])


@pytest.mark.parametrize(
    "address",
    [
        "post.example",
        "@post.example",
        "a@",
        "a@b@post.example",
        "a b@post.example",
        "a@post.example, b@post.example",
        "Mevrouw Aydın <a@post.example>",
        "a@post.example\r\nBcc: b@post.example",
        "a@post.example\n",
        "a@post.example>\r\nRCPT TO:<b@post.example",
        "a..b@post.example",
        "a@post..example",
    ],
)
@pytest.mark.parametrize("field", ["to", "reply_to"])
def test_what_is_no_address_is_refused_without_a_word_to_the_server(
    server: MailServer, field: str, address: str
) -> None:
    changed: dict[str, Any] = {field: address}

    with pytest.raises(DeliveryImpossible) as refused:
        mailer(server).send(replace(LETTER, **changed), key="k")

    assert (refused.value.code, server.connections) == ("no_address", 0)


def test_nobody_is_no_address(server: MailServer) -> None:
    with pytest.raises(DeliveryImpossible) as refused:
        mailer(server).send(replace(LETTER, to=""), key="k")

    assert (refused.value.code, server.connections) == ("no_address", 0)


@pytest.mark.parametrize("field", ["text", "html"])
def test_what_cannot_be_written_down_is_refused_without_a_word_to_the_server(server: MailServer, field: str) -> None:
    changed: dict[str, Any] = {field: "half een teken: \ud83d"}

    with pytest.raises(DeliveryImpossible) as refused:
        mailer(server).send(replace(LETTER, **changed), key="k")

    assert (refused.value.code, server.connections) == ("no_text", 0)
