"""Calendar files: they read back, a move is the same appointment, and nobody learns who else comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar, Timezone

from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.model import ComplaintId
from klachtbot.mail.calendar import Appointment, invitation

MADE = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TALK = Appointment(
    complaint=ComplaintId("3f1c"),
    kind="conversation",
    starts=datetime(2026, 12, 8, 10, 30, tzinfo=AMSTERDAM),
    ends=datetime(2026, 12, 8, 11, 30, tzinfo=AMSTERDAM),
    summary="Gesprek over uw klacht (OCO Almere)",
    location="Stadhuisplein 1, Almere; ruimte 2",
    organizer="info@oco.example",
    organizer_name='OCO Almere, "klachten"',
    description="Neem gerust iemand mee.\nDe brief staat in de bijlage.",
)


def made(appointment: Appointment = TALK, *, sequence: int = 0, cancelled: bool = False) -> bytes:
    return invitation(
        appointment, attendee="m.aydin@post.example", sequence=sequence, made_at=MADE, cancelled=cancelled
    )


def read(content: bytes) -> tuple[Any, Any]:
    """The calendar and its one event."""
    calendar = Calendar.from_ical(content)
    [event] = calendar.walk("VEVENT")
    return calendar, event


def test_an_invitation_reads_back_as_it_was_meant() -> None:
    calendar, event = read(made())

    assert calendar["METHOD"] == "REQUEST"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (TALK.starts, TALK.ends)
    assert (event["SUMMARY"], event["LOCATION"], event["DESCRIPTION"]) == (
        TALK.summary,
        TALK.location,
        TALK.description,
    )
    assert (event["STATUS"], event["SEQUENCE"], event.decoded("DTSTAMP")) == ("CONFIRMED", 0, MADE)


def test_it_names_the_office_and_its_reader_and_nobody_else() -> None:
    content = made()

    _, event = read(content)
    assert event["ORGANIZER"] == "mailto:info@oco.example"
    assert event["ATTENDEE"] == "mailto:m.aydin@post.example"
    assert content.replace(b"\r\n ", b"").count(b"mailto:") == 2


def test_the_same_words_give_the_same_bytes() -> None:
    assert made() == made()


def test_a_move_is_the_same_appointment_with_a_higher_number() -> None:
    moved = replace(TALK, starts=TALK.starts + timedelta(days=2), ends=TALK.ends + timedelta(days=2))

    (_, first), (calendar, second) = read(made()), read(made(moved, sequence=1))

    assert calendar["METHOD"] == "REQUEST"
    assert second["UID"] == first["UID"]
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    assert second.decoded("DTSTART") == TALK.starts + timedelta(days=2)


def test_a_cancellation_takes_the_same_appointment_away() -> None:
    (_, first), (calendar, last) = read(made()), read(made(sequence=2, cancelled=True))

    assert (calendar["METHOD"], last["STATUS"], last["SEQUENCE"]) == ("CANCEL", "CANCELLED", 2)
    assert last["UID"] == first["UID"]


def test_another_case_and_another_kind_are_other_appointments_without_a_trace_of_the_case() -> None:
    appointments = [TALK, replace(TALK, kind="hearing"), replace(TALK, complaint=ComplaintId("9a2b"))]

    uids = {str(read(made(each))[1]["UID"]) for each in appointments}

    assert len(uids) == 3
    assert not any(word in uid for uid in uids for word in ("3f1c/", "conversation", "hearing"))


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        pytest.param((2026, 3, 27, 10, 0), (2026, 3, 27, 9, 0), id="Fri 27 Mar 2026, before summer time"),
        pytest.param((2026, 3, 30, 10, 0), (2026, 3, 30, 8, 0), id="Mon 30 Mar 2026, in summer time"),
        pytest.param((2026, 10, 23, 10, 0), (2026, 10, 23, 8, 0), id="Fri 23 Oct 2026, still summer time"),
        pytest.param((2026, 10, 26, 10, 0), (2026, 10, 26, 9, 0), id="Mon 26 Oct 2026, winter time"),
        pytest.param((2027, 3, 26, 10, 0), (2027, 3, 26, 9, 0), id="Fri 26 Mar 2027, before summer time"),
        pytest.param((2027, 3, 29, 10, 0), (2027, 3, 29, 8, 0), id="Mon 29 Mar 2027, in summer time"),
        pytest.param((2027, 10, 29, 10, 0), (2027, 10, 29, 8, 0), id="Fri 29 Oct 2027, still summer time"),
        pytest.param((2027, 11, 1, 10, 0), (2027, 11, 1, 9, 0), id="Mon 1 Nov 2027, winter time"),
    ],
)
def test_ten_o_clock_is_ten_o_clock_in_almere_in_every_season(local: tuple[int, ...], utc: tuple[int, ...]) -> None:
    year, month, day, hour, minute = utc
    starts = datetime(year, month, day, hour, minute, tzinfo=UTC)

    content = made(replace(TALK, starts=starts, ends=starts + timedelta(hours=1)))

    year, month, day, hour, minute = local
    written = f"DTSTART;TZID=Europe/Amsterdam:{year}{month:02}{day:02}T{hour:02}{minute:02}00\r\n"
    assert content.count(written.encode()) == 1
    # By the rules in the file itself, for who does not know Amsterdam:
    [zone] = Calendar.from_ical(content).walk("VTIMEZONE")
    assert isinstance(zone, Timezone)
    assert datetime(year, month, day, hour, minute, tzinfo=zone.to_tz(lookup_tzid=False)) == starts


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x0b", "\u2028", "\x00"])
@pytest.mark.parametrize("field", ["summary", "location", "description", "organizer_name", "organizer"])
def test_no_line_break_makes_a_property_of_its_own(field: str, break_: str) -> None:
    evil: dict[str, Any] = {field: f"Dag{break_}ATTENDEE:mailto:weg@post.example"}

    _, event = read(made(replace(TALK, **evil)))

    assert event["ATTENDEE"] == "mailto:m.aydin@post.example"


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        pytest.param(TALK.starts, TALK.starts, id="no time at all"),
        pytest.param(TALK.ends, TALK.starts, id="the wrong way round"),
        pytest.param(TALK.starts.replace(tzinfo=None), TALK.ends, id="no zone"),
    ],
)
def test_what_is_no_appointment_is_refused(starts: datetime, ends: datetime) -> None:
    with pytest.raises(ValueError):
        made(replace(TALK, starts=starts, ends=ends))
