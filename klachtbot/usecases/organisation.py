"""The organisation file: who works here in which position, how to reach the office, and which days are no working days.

It is read into an empty database at the first start. Later it changes something only when somebody applies it on
purpose, after seeing the differences (``organisation_changes.plan``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from klachtbot.domain.model import CalendarName, Position
from klachtbot.domain.people import ACCESS_DAYS
from klachtbot.domain.retention import Retention
from klachtbot.usecases.addresses import is_email
from klachtbot.usecases.organisation_file import File, OrganisationRefused, only
from klachtbot.usecases.organisation_member import (
    LONGEST,
    LONGEST_EMAIL,
    Fault,
    Member,
    Rule,
    fault_in,
    faults,
    is_slack_id,
)
from klachtbot.usecases.reminding import (
    USUAL_ACKNOWLEDGING,
    USUAL_REMINDING,
    Acknowledging,
    Reminding,
    acknowledging,
    reminding,
)
from klachtbot.usecases.retaining import USUAL_RETENTION, retaining


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach somebody, as it stands in letters."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Office:
    """The settings of the organisation. ``closing_days`` come on top of the calendar."""

    contact: Contact
    supervisor_contact: Contact | None = None
    committee_contact: Contact | None = None  # in the letter that offers the choice (R11)
    calendar: CalendarName = CalendarName.PUBLIC
    closing_days: tuple[date, ...] = ()
    reminding: Reminding = USUAL_REMINDING
    acknowledging: Acknowledging = USUAL_ACKNOWLEDGING
    access_days: int = ACCESS_DAYS  # for so many days after its ruling the committee reads a case
    retention: Retention = USUAL_RETENTION

    def keeps_time_of(self, other: Office | None) -> bool:
        """Whether reminders go on the same days, at the same hours, as under these settings."""
        return other is not None and (self.calendar, self.closing_days, self.reminding) == (
            other.calendar,
            other.closing_days,
            other.reminding,
        )


@dataclass(frozen=True, slots=True)
class Organisation:
    members: tuple[Member, ...]
    office: Office


def parse(text: str) -> Organisation:
    """The organisation in this file. Raises ``OrganisationRefused`` for the first thing that is wrong."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OrganisationRefused(
            _line_in(str(error), text), "dit is geen geldig TOML-bestand", "this is not valid TOML"
        ) from None
    file = File(text)
    only(file, "", 0, tables, _TOP)
    members = tuple(_members(file, tables))
    office = _office(file, tables)
    _check_whole(file, members)
    return Organisation(members=members, office=office)


# Reading, table by table --------------------------------------------------------------------------------------------

_TOP = frozenset(
    {
        "office",
        "supervisor_contact",
        "committee_contact",
        "calendar",
        "reminders",
        "acknowledgement",
        "committee",
        "retention",
        "person",
    }
)
_PERSON = frozenset({"slack", "name", "email", "positions", "organisation", "nicknames", "since", "until"})
_CONTACT = frozenset({"name", "email", "phone"})
_CALENDAR = frozenset({"name", "closing_days"})


def _members(file: File, tables: Mapping[str, Any]) -> Iterator[Member]:
    people = tables.get("person", [])
    if not isinstance(people, list) or not people:
        raise file.refused("person", 0, "", "noem minstens één persoon ([[person]])", "name a person ([[person]])")
    members: list[Member] = []
    for n, table in enumerate(people):
        only(file, "person", n, table, _PERSON)
        member = _member(file, n, table)
        for fault in faults(member, members):
            raise file.refused("person", n, fault.key, *_said(fault))
        members.append(member)
        yield member


def _said(fault: Fault) -> tuple[str, str]:
    """A fault in the words of the file, in Dutch and in English."""
    nl, en = _SAID[fault.rule]
    longest = LONGEST_EMAIL if fault.key == "email" else LONGEST
    return nl.format(key=fault.key, longest=longest), en.format(key=fault.key, longest=longest)


_SAID: Mapping[Rule, tuple[str, str]] = {
    Rule.MISSING: ("{key} ontbreekt", "{key} is missing"),
    Rule.TOO_LONG: ("{key} is langer dan {longest} tekens", "{key} is longer than {longest} characters"),
    Rule.UNSEEN: (
        "{key} bevat een onzichtbaar teken of een nieuwe regel",
        "{key} holds an invisible character or a line break",
    ),
    Rule.NO_SLACK_ID: ("dit is geen Slack-id (U…)", "this is no Slack id (U…)"),
    Rule.SLACK_TAKEN: ("deze Slack-id staat er al", "this Slack id is there already"),
    Rule.NO_EMAIL: ("dit is geen e-mailadres", "this is no e-mail address"),
    Rule.EMAIL_TAKEN: ("dit adres staat er al", "this address is there already"),
    Rule.NEEDS_SLACK: (
        "slack ontbreekt: alleen wie in de klachtencommissie zit, kan zonder Slack",
        "slack is missing: only the committee does without Slack",
    ),
    Rule.BOTH_SIDES: (
        "wie in de klachtencommissie zit, werkt hier niet zelf (R13)",
        "who sits in the committee does not work here (R13)",
    ),
    Rule.NO_TERM: (
        "{key} hoort bij een plaats in de klachtencommissie",
        "{key} belongs to a seat in the committee",
    ),
    Rule.TURNED: ("until ligt voor since", "until lies before since"),
}


def _member(file: File, n: int, table: Mapping[str, Any]) -> Member:
    """Somebody as the file names them; whether they may stand there is for ``faults``."""
    slack_id = _text(file, "person", n, table, "slack", required=False)
    if slack_id and not is_slack_id(slack_id):
        raise file.refused("person", n, "slack", *_SAID[Rule.NO_SLACK_ID])
    listed = table.get("positions")
    if not isinstance(listed, list) or not listed:
        raise file.refused("person", n, "positions", "noem minstens één functie", "name at least one position")
    known = {position.value for position in Position}
    for one in listed:
        if one not in known:
            raise file.refused("person", n, "positions", f"onbekende functie {one!r}", f"unknown position {one!r}")
    for key in ("since", "until"):
        day = table.get(key)
        if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
            raise file.refused(
                "person", n, key, "noem een dag als 2026-12-31, zonder aanhalingstekens",
                "name a day as 2026-12-31, without quotes",
            )  # fmt: skip
    return Member(
        slack_id=slack_id,
        name=_text(file, "person", n, table, "name"),
        positions=frozenset(Position(one) for one in listed),
        email=_text(file, "person", n, table, "email", required=False, longest=LONGEST_EMAIL),
        organisation=_text(file, "person", n, table, "organisation", required=False),
        nicknames=_nicknames(file, n, table),
        since=table.get("since"),
        until=table.get("until"),
    )


def _nicknames(file: File, n: int, table: Mapping[str, Any]) -> tuple[str, ...]:
    listed = table.get("nicknames", [])
    if not isinstance(listed, list) or not all(isinstance(one, str) and one.strip() for one in listed):
        raise file.refused(
            "person", n, "nicknames", 'noem roepnamen als ["Jo", "Joor"]', 'name nicknames as ["Jo", "Joor"]'
        )
    return tuple(" ".join(one.split()) for one in listed)


def _office(file: File, tables: Mapping[str, Any]) -> Office:
    contact = _contact(file, tables, "office")
    if contact is None:
        raise OrganisationRefused(
            1, "noem hoe het kantoor te bereiken is ([office])", "say how to reach the office ([office])"
        )
    table = tables.get("calendar", {})
    only(file, "calendar", 0, table, _CALENDAR)
    name = table.get("name", CalendarName.PUBLIC.value)
    if name not in {calendar.value for calendar in CalendarName}:
        known = ", ".join(CalendarName)
        raise file.refused("calendar", 0, "name", f"kies uit {known}", f"choose one of {known}")
    days = table.get("closing_days", [])
    if not isinstance(days, list) or not all(isinstance(day, date) and not isinstance(day, datetime) for day in days):
        raise file.refused(
            "calendar", 0, "closing_days", "noem dagen als 2026-12-24, zonder aanhalingstekens",
            "name days as 2026-12-24, without quotes",
        )  # fmt: skip
    reminders = reminding(file, tables)
    return Office(
        contact=contact,
        supervisor_contact=_contact(file, tables, "supervisor_contact"),
        committee_contact=_contact(file, tables, "committee_contact"),
        calendar=CalendarName(name),
        closing_days=tuple(sorted(set(days))),
        reminding=reminders,
        acknowledging=acknowledging(file, tables, reminders.hours),
        access_days=_access_days(file, tables),
        retention=retaining(file, tables),
    )


def _access_days(file: File, tables: Mapping[str, Any]) -> int:
    """``[committee]``."""
    table = tables.get("committee", {})
    only(file, "committee", 0, table, frozenset({"access_days"}))
    days = table.get("access_days", ACCESS_DAYS)
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= MOST_ACCESS_DAYS:
        raise file.refused(
            "committee", 0, "access_days", f"noem een aantal dagen van 1 t/m {MOST_ACCESS_DAYS}",
            f"name a number of days from 1 to {MOST_ACCESS_DAYS}",
        )  # fmt: skip
    return days


MOST_ACCESS_DAYS = 90


def _contact(file: File, tables: Mapping[str, Any], name: str) -> Contact | None:
    table = tables.get(name)
    if table is None:
        return None
    only(file, name, 0, table, _CONTACT)
    return Contact(
        name=_text(file, name, 0, table, "name"),
        email=_email(file, name, 0, table),
        phone=_text(file, name, 0, table, "phone"),
    )


def _check_whole(file: File, members: Sequence[Member]) -> None:
    held = {position for member in members for position in member.positions}
    for position, nl, en in (
        (Position.COORDINATOR, "er is geen coördinator", "there is no coordinator"),
        (Position.SUPERVISOR, "er is geen leidinggevende", "there is no supervisor"),
    ):
        if position not in held:
            raise file.refused("person", 0, "", f"{nl} ({position.value})", f"{en} ({position.value})")


def _text(
    file: File,
    table: str,
    n: int,
    found: Mapping[str, Any],
    key: str,
    *,
    required: bool = True,
    longest: int = LONGEST,
) -> str:
    value = found.get(key, "")
    if not isinstance(value, str) or (required and not value.strip()):
        raise file.refused(table, n, key, f"{key} ontbreekt", f"{key} is missing")
    value = value.strip()
    rule = fault_in(value, longest)
    if rule is not None:
        nl, en = (said.format(key=key, longest=longest) for said in _SAID[rule])
        raise file.refused(table, n, key, nl, en)
    return value


def _email(file: File, table: str, n: int, found: Mapping[str, Any]) -> str:
    value = _text(file, table, n, found, "email", longest=LONGEST_EMAIL)
    if not is_email(value):
        raise file.refused(table, n, "email", "dit is geen e-mailadres", "this is no e-mail address")
    return value


def _line_in(message: str, text: str) -> int:
    found = re.search(r"line (\d+)", message)
    return int(found[1]) if found else max(1, len(text.splitlines()))
