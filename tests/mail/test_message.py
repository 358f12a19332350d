"""What a mail looks like on the line: the shape mail programs understand, and nothing that gives somebody away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from typing import Any

import pytest

from klachtbot.mail.message import message_id, written
from klachtbot.usecases.delivery import Attachment, Mail

TUESDAY = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PDF = Attachment("K-2026-007-uitnodiging.pdf", "application/pdf", b"%PDF-1.7\n\x00\xff\r\n\n.\n")
ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
MAIL = Mail(
    to="m.aydin@post.example",
    subject="Uitnodiging voor een gesprek",
    text="Geachte mevrouw Aydın,\n\nU bent welkom op dinsdag 8 december 2026.\n",
    html="<p>Geachte mevrouw Aydın,</p>\n",
    reply_to="info@oco.example",
    attachments=(PDF,),
    calendar=ICS,
)


def line(mail: Mail = MAIL, *, key: str = "letter:b1", name: str = "OCO Almere") -> bytes:
    return written(mail, key=key, sender="klachten@oco.example", name=name, at=TUESDAY)


def parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def shape(part: Message) -> Any:
    """Media types, nested as in the mail."""
    if not part.is_multipart():
        return part.get_content_type()
    return part.get_content_type(), [shape(each) for each in part.iter_parts()]  # type: ignore[attr-defined] # EmailMessage


def test_a_mail_with_everything_has_the_shape_that_mail_programs_show_well() -> None:
    assert shape(parsed(line())) == (
        "multipart/mixed",
        [
            ("multipart/alternative", ["text/plain", "text/html", "text/calendar"]),
            "application/pdf",
            "application/ics",
        ],
    )


def test_a_mail_without_files_is_two_readings_of_one_text() -> None:
    bare = replace(MAIL, attachments=(), calendar=None)

    assert shape(parsed(line(bare))) == ("multipart/alternative", ["text/plain", "text/html"])


def test_files_arrive_byte_for_byte_under_their_own_name() -> None:
    files = {part.get_filename(): part.get_content() for part in parsed(line()).iter_attachments()}

    assert files == {PDF.name: PDF.content, "afspraak.ics": ICS}


def test_a_text_that_goes_along_says_how_its_letters_are_written() -> None:
    text = Attachment("K-2026-007 02.txt", "text/plain", "Gülşen wachtte.".encode())

    [part] = parsed(line(replace(MAIL, attachments=(text,), calendar=None))).iter_attachments()

    assert (part.get_content(), part.get_payload(decode=True)) == ("Gülşen wachtte.", text.content)


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_the_invitation_says_beside_the_file_what_it_does(method: str) -> None:
    calendar = ICS.replace(b"REQUEST", method.encode())

    message = parsed(line(replace(MAIL, calendar=calendar)))

    [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert (part.get_param("method"), part.get_content_charset()) == (method, "utf-8")
    assert part.get_payload(decode=True) == calendar


def test_everything_on_the_line_is_seven_bits_in_short_lines() -> None:
    long = replace(MAIL, text="Ğ" * 5000, html="<p>" + "é" * 5000 + "</p>", subject="Ş" * 300)

    content = line(long, name="Stichting Önafhankelijke Cliëntondersteuning " * 6)

    assert content.isascii()
    assert max(len(each) for each in content.split(b"\r\n")) <= 998


@pytest.mark.parametrize(
    "name",
    [
        "“Ğ” “Ğ” “ 'o Şükran-Yılmaz عائشة",
        "=?utf-8?b?QQ==?=",
        "OCO Almere",
        "Stichting Cliëntondersteuning, afdeling “Ğ”",
        'A "B" <c@d.example>',
        "عائشة",
    ],
)
def test_the_name_of_the_organisation_stands_before_the_address(name: str) -> None:
    plain = message_from_bytes(line(name=name))  # Python's newer reader puts a space between encoded words of a name

    assert str(make_header(decode_header(plain["From"]))) == f"{name} <klachten@oco.example>"


@pytest.mark.parametrize(
    "subject",
    [
        "8 über (x) “ klacht (x) klacht (x) “ Cliëntondersteuning, “Ğ”",
        "Uitnodiging voor een gesprek op dinsdag 8 december 2026: over uw klacht van 24 november 2026",
        "=?utf-8?b?QQ==?=",
        "Ş" * 300,
    ],
)
def test_a_subject_arrives_letter_by_letter(subject: str) -> None:
    assert parsed(line(replace(MAIL, subject=subject)))["Subject"] == subject


def test_the_headers_say_who_answers_go_to_and_that_nobody_typed_this() -> None:
    message = parsed(line())

    assert message["Reply-To"] == "info@oco.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == TUESDAY
    assert message["Subject"] == MAIL.subject


def test_each_attempt_of_one_row_has_the_same_message_id_and_another_row_another() -> None:
    first, again = parsed(line(key="letter:b1")), parsed(line(key="letter:b1"))
    other = parsed(line(key="letter:b2"))

    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]


def test_a_message_id_tells_nothing_of_the_row() -> None:
    made = message_id("letter:K-2026-007:aydin", "klachten@oco.example")

    assert made.endswith("@oco.example>")
    assert "2026" not in made
    assert "aydin" not in made


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\x00"])
@pytest.mark.parametrize("where", ["subject", "name", "file"])
def test_no_line_break_makes_a_header_of_its_own(where: str, break_: str) -> None:
    evil = f"Dag{break_}Bcc: weg@post.example"
    mail = {
        "subject": replace(MAIL, subject=evil),
        "name": MAIL,
        "file": replace(MAIL, attachments=(replace(PDF, name=evil),)),
    }[where]

    message = parsed(line(mail, name=evil if where == "name" else "OCO"))

    assert all("Bcc" not in part for part in message.walk())
    assert "Dag Bcc: weg@post.example" in (
        message["Subject"],
        message["From"].addresses[0].display_name,
        next(message.iter_attachments()).get_filename(),
    )


def test_a_mail_does_not_show_its_content_when_it_is_printed() -> None:
    assert "Aydın" not in repr(MAIL)
    assert "aydin" not in repr(MAIL)
