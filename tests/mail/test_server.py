"""The mail server of the tests itself: what others lean on holds."""

from __future__ import annotations

import smtplib

import pytest

from tests.mail.server import DROP, HOST, MailServer, mail_server

MAIL = b"From: klachten@oco.example\r\nSubject: Proef\r\nContent-Type: text/plain\r\n\r\nDag\r\n"


def hand_in(server: MailServer) -> None:
    with smtplib.SMTP(HOST, server.port, local_hostname="test", timeout=5) as smtp:
        smtp.sendmail("klachten@oco.example", ["m.aydin@post.example"], MAIL)


def test_what_was_handed_in_can_be_read_as_it_came() -> None:
    with mail_server() as server:
        hand_in(server)

        [mail] = server.wait_for(1)

    assert (mail.sender, mail.to, mail.content) == ("klachten@oco.example", "m.aydin@post.example", MAIL)
    assert (mail.subject, mail.text.strip()) == ("Proef", "Dag")


def test_trouble_comes_and_goes_while_it_runs() -> None:
    with mail_server() as server:
        server.answers["RCPT"] = "550 5.1.1 no such person"
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            hand_in(server)
        server.answers.clear()
        hand_in(server)

        assert len(server.wait_for(1)) == 1


def test_a_mail_at_whose_end_the_connection_drops_did_arrive() -> None:
    with mail_server() as server:
        server.answers["end"] = DROP
        with pytest.raises(smtplib.SMTPServerDisconnected):
            hand_in(server)

        assert len(server.wait_for(1)) == 1


def test_a_server_that_was_down_comes_back_at_the_same_port() -> None:
    with mail_server() as server:
        port = server.port
        server.stop()
        with pytest.raises(ConnectionRefusedError):
            hand_in(server)
        server.start()
        hand_in(server)

        assert server.port == port
        assert len(server.received) == 1
