"""The settings of the organisation: how to reach the office, and which days are no working days."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from klachtbot.domain.ladder import Hours
from klachtbot.domain.model import CalendarName
from klachtbot.domain.retention import Retention
from klachtbot.storage import tables
from klachtbot.storage.chain import canonical_json
from klachtbot.storage.crypto import seal, unseal
from klachtbot.storage.vault import Vault
from klachtbot.usecases.organisation import Contact, Office
from klachtbot.usecases.reminding import Acknowledging, Reminding


def read_office(connection: Connection, vault: Vault) -> Office | None:
    """The settings of the organisation; None when there are none yet."""
    return _opened(vault.people, tuple((row.key, row.value) for row in connection.execute(_ALL)))


@lru_cache(maxsize=4)
def _opened(key: bytes, rows: tuple[tuple[str, bytes], ...]) -> Office | None:
    """Opened once: for settings that were sealed anew, by whatever process, there is no answer."""
    found = {name: json.loads(unseal(key, value, place=_place(name))) for name, value in rows}
    if "office" not in found:
        return None
    supervisor, committee = found.get("supervisor_contact"), found.get("committee_contact")
    return Office(
        contact=Contact(**found["office"]),
        supervisor_contact=Contact(**supervisor) if supervisor else None,
        committee_contact=Contact(**committee) if committee else None,
        calendar=CalendarName(found["calendar"]),
        closing_days=tuple(date.fromisoformat(day) for day in found["closing_days"]),
        reminding=_reminding(found["reminders"]),
        acknowledging=_acknowledging(found["acknowledgement"]),
        access_days=found["committee"]["access_days"],
        retention=Retention(**found["retention"]),
    )


def _reminding(kept: dict[str, Any]) -> Reminding:
    return Reminding(
        Hours(*(time.fromisoformat(hour) for hour in kept["hours"])), tuple((name, n) for name, n in kept["days"])
    )


def _acknowledging(kept: dict[str, Any]) -> Acknowledging:
    since = datetime.fromisoformat(kept["since"]) if kept["since"] else None
    return Acknowledging(automatic=kept["automatic"], at=time.fromisoformat(kept["at"]), since=since)


_ALL = select(tables.settings).order_by(tables.settings.c.key)


def write_office(connection: Connection, vault: Vault, office: Office) -> None:
    hours = office.reminding.hours
    values: dict[str, Any] = {
        "office": _contact(office.contact),
        "supervisor_contact": _contact(office.supervisor_contact),
        "committee_contact": _contact(office.committee_contact),
        "calendar": office.calendar.value,
        "closing_days": [day.isoformat() for day in office.closing_days],
        "reminders": {
            "hours": [hour.isoformat() for hour in (hours.morning, hours.afternoon, hours.closes)],
            "days": [list(pair) for pair in office.reminding.days],
        },
        "acknowledgement": {
            "automatic": office.acknowledging.automatic,
            "at": office.acknowledging.at.isoformat(),
            "since": office.acknowledging.since.isoformat() if office.acknowledging.since else None,
        },
        "retention": asdict(office.retention),
    }
    values["committee"] = {"access_days": office.access_days}
    connection.execute(delete(tables.settings).where(tables.settings.c.key.in_(list(values))))
    plain = {key: canonical_json(value).encode() for key, value in values.items()}
    rows = [{"key": key, "value": seal(vault.people, value, place=_place(key))} for key, value in plain.items()]
    connection.execute(insert(tables.settings), rows)


def _place(key: str) -> str:
    return f"settings.value:{key}"


def _contact(contact: Contact | None) -> dict[str, str] | None:
    return {"name": contact.name, "email": contact.email, "phone": contact.phone} if contact else None
