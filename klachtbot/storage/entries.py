"""Entries of a dossier and their rows: what is readable in columns, what is personal sealed under the dossier's key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from klachtbot.domain.model import Action, ComplaintId, Draft, Event, Fact, FactName, PersonId, Stage
from klachtbot.storage import chain
from klachtbot.storage.crypto import seal, unseal


def stored(draft: Draft, *, seq: int, at: datetime) -> Event:
    return Event(
        seq=seq,
        at=at,
        action=draft.action,
        by=draft.by,
        on=draft.on,
        facts=draft.facts,
        stage=draft.stage,
        subject=draft.subject,
        attributes=draft.attributes,
        details=draft.details,
    )


def event_row(
    id: ComplaintId, event: Event, *, key: bytes, submission: str | None, sent: bytes | None
) -> dict[str, Any]:
    """The row of an entry, without its mac."""
    details = chain.canonical_json(dict(event.details or {})).encode()
    facts = [[fact.name.value, fact.on.isoformat(), fact.subject] for fact in event.facts]
    return {
        "complaint": id,
        "seq": event.seq,
        "entered_at": event.at,
        "action": event.action.value,
        "by_person": event.by,
        "happened_on": event.on,
        "facts": chain.canonical_json(facts),
        "stage": event.stage.value if event.stage is not None else None,
        "subject": event.subject,
        "attributes": chain.canonical_json(dict(event.attributes)),
        "submission": submission,
        "sent": sent,
        "ciphertext": seal(key, details, place=_place(id, event.seq)),
    }


def event_of(row: Row[Any], *, key: bytes | None) -> Event:
    details: Mapping[str, Any] | None = None
    if key is not None:
        details = json.loads(unseal(key, row.ciphertext, place=_place(row.complaint, row.seq)))
    return Event(
        seq=row.seq,
        at=row.entered_at,
        action=Action(row.action),
        by=PersonId(row.by_person) if row.by_person is not None else None,
        on=row.happened_on,
        facts=tuple(
            Fact(FactName(name), date.fromisoformat(on), subject) for name, on, subject in json.loads(row.facts)
        ),
        stage=Stage(row.stage) if row.stage is not None else None,
        subject=row.subject,
        attributes=json.loads(row.attributes),
        details=details,
    )


def _place(id: str, seq: int) -> str:
    return f"events.ciphertext:{id}:{seq}"
