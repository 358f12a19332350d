"""Calendar files for appointments: an invitation, the same one moved, and the word that it is off.

One file goes to one person and names that person only: who else is invited stands nowhere in it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.model import ComplaintId

if TYPE_CHECKING:
    from icalendar import Timezone

_OURS = uuid.UUID("6b6c6163-6874-626f-7421-000000000001")

# Written out: it is the same in every file and every year, and every mail program understands this form.
_TIMEZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True, slots=True)
class Appointment:
    """One appointment of a case. ``kind`` tells it from the others: ``conversation``, ``hearing``, ….

    ``starts`` and ``ends`` are instants (aware). ``summary`` is neutral: it shows on the screen of a phone, and so is
    ``description``, which some mail programs show instead of the text of the mail. ``organizer`` is the office's
    address, or the supervisor's (R23).
    """

    complaint: ComplaintId
    kind: str
    starts: datetime
    ends: datetime
    summary: str
    location: str
    organizer: str
    organizer_name: str
    description: str = ""


def uid(complaint: ComplaintId, kind: str) -> str:
    """The same for every file about this appointment, moved or cancelled. Tells nothing of whose it is."""
    return str(uuid.uuid5(_OURS, f"{complaint}/{kind}"))


def invitation(
    appointment: Appointment, *, attendee: str, sequence: int, made_at: datetime, cancelled: bool = False
) -> bytes:
    """The iCalendar file for ``attendee`` (an address): METHOD REQUEST, or CANCEL when it is off.

    ``sequence`` starts at 0 and is higher for each next word about the same appointment, the cancellation included: a
    calendar believes the highest. The same arguments give the same bytes. Raises ``ValueError`` for an instant without
    a zone, and for an end that does not come after the start.
    """
    from icalendar import Calendar, Event, vCalAddress, vText

    if appointment.starts.tzinfo is None or appointment.ends.tzinfo is None or made_at.tzinfo is None:
        raise ValueError("an appointment is at an instant")
    if appointment.ends <= appointment.starts:
        raise ValueError("an appointment ends after it starts")
    organizer = vCalAddress(f"mailto:{_one_line(appointment.organizer)}")
    organizer.params["CN"] = vText(_one_line(appointment.organizer_name).replace('"', "'"))
    guest = vCalAddress(f"mailto:{_one_line(attendee)}")
    guest.params["ROLE"] = vText("REQ-PARTICIPANT")
    guest.params["PARTSTAT"] = vText("NEEDS-ACTION")
    guest.params["RSVP"] = vText("FALSE" if cancelled else "TRUE")
    event = Event()
    event.add("UID", uid(appointment.complaint, appointment.kind))
    event.add("SEQUENCE", sequence)
    event.add("DTSTAMP", made_at.astimezone(UTC))
    event.add("DTSTART", appointment.starts.astimezone(AMSTERDAM))
    event.add("DTEND", appointment.ends.astimezone(AMSTERDAM))
    event.add("SUMMARY", _one_line(appointment.summary))
    if appointment.location:
        event.add("LOCATION", _one_line(appointment.location))
    if appointment.description:
        event.add("DESCRIPTION", "\n".join(_one_line(line) for line in appointment.description.splitlines()))
    event.add("ORGANIZER", organizer)
    event.add("ATTENDEE", guest)
    event.add("STATUS", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("CLASS", "PRIVATE")  # who may look into somebody's calendar sees that they are busy, no more
    event.add("TRANSP", "TRANSPARENT" if cancelled else "OPAQUE")
    calendar = Calendar()
    calendar.add("PRODID", "-//klachtbot//NL")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "CANCEL" if cancelled else "REQUEST")
    calendar.add_component(_timezone())
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _timezone() -> Timezone:
    from icalendar import Timezone

    made = Timezone.from_ical(_TIMEZONE)
    assert isinstance(made, Timezone)
    return made


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
