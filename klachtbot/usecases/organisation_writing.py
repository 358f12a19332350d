"""The organisation file as things stand: what ``organisation.parse`` reads back to the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date

from klachtbot.domain.model import Position
from klachtbot.usecases.organisation import Contact, Organisation
from klachtbot.usecases.organisation_member import Member

_HEAD = """\
# De organisatie, zoals klachtbot haar kende toen dit bestand werd geschreven.
# Wat hierin mag staan: docs/organisation.md
# Overnemen: klachtbot organisation apply BESTAND
"""


def written(organisation: Organisation) -> str:
    """The file, in TOML. It names people: who has it, knows them."""
    return "\n".join([_HEAD, *(f"{table}\n" for table in _tables(organisation))])


def _tables(organisation: Organisation) -> Iterator[str]:
    office = organisation.office
    yield _contact("office", office.contact)
    for name, contact in (
        ("supervisor_contact", office.supervisor_contact),
        ("committee_contact", office.committee_contact),
    ):
        if contact is not None:
            yield _contact(name, contact)
    days = ", ".join(day.isoformat() for day in office.closing_days)
    yield _table("[calendar]", [("name", _text(office.calendar.value)), ("closing_days", f"[{days}]")])
    hours = office.reminding.hours
    at = {"morning": hours.morning, "afternoon": hours.afternoon, "until": hours.closes}
    yield _table("[reminders]", [(key, _text(f"{hour:%H:%M}")) for key, hour in at.items()])
    if office.reminding.days:
        rungs = [(name, "false" if n is None else str(n)) for name, n in office.reminding.days]
        yield _table("[reminders.ladder]", rungs)
    chosen = office.acknowledging
    automatic = "true" if chosen.automatic else "false"
    yield _table("[acknowledgement]", [("automatic", automatic), ("at", _text(f"{chosen.at:%H:%M}"))])
    yield _table("[committee]", [("access_days", str(office.access_days))])
    if office.retention.confirmed:
        years = office.retention
        rows = [("internal_years", str(years.internal_years)), ("committee_years", str(years.committee_years))]
        yield _table("[retention]", rows)
    for member in organisation.members:
        yield _table("[[person]]", _person(member))


def _person(member: Member) -> Iterator[tuple[str, str]]:
    for key, value in (("slack", member.slack_id), ("name", member.name), ("email", member.email)):
        if value or key == "name":
            yield key, _text(value)
    yield "positions", _list(position.value for position in Position if position in member.positions)
    if member.organisation:
        yield "organisation", _text(member.organisation)
    if member.nicknames:
        yield "nicknames", _list(member.nicknames)
    for key, day in (("since", member.since), ("until", member.until)):
        if isinstance(day, date):
            yield key, day.isoformat()


def _contact(name: str, contact: Contact) -> str:
    lines = (("name", contact.name), ("email", contact.email), ("phone", contact.phone))
    return _table(f"[{name}]", [(key, _text(value)) for key, value in lines])


def _table(head: str, lines: Iterable[tuple[str, str]]) -> str:
    return "\n".join([head, *(f"{key} = {value}" for key, value in lines)])


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(_text(value) for value in values)}]"


def _text(value: str) -> str:
    """A basic string of TOML is one of JSON, but for one character that JSON leaves as it is."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
