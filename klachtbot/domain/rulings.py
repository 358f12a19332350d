"""The ruling of the committee, as its chair made it final (R18). There is one a complaint, and nothing changes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from klachtbot.domain.dossier import first
from klachtbot.domain.model import Action, Complaint, FactName, Seat


@dataclass(frozen=True, slots=True)
class Ruling:
    """``reasons`` and ``recommendation`` are "" of a dossier that was not opened. ``document`` is the id of what holds
    the reasons, or what the chair signed ("" when there is none); ``in_document``: it holds the reasons. ``agreed``:
    members who said so."""

    on: date
    upheld: bool
    advises: bool
    document: str
    in_document: bool
    signed: bool  # recorded for a chair who sent it signed
    agreed: tuple[Seat, ...]
    reasons: str = field(default="", repr=False)
    recommendation: str = field(default="", repr=False)


def ruling(complaint: Complaint) -> Ruling | None:
    """None before there is one."""
    made = next((event for event in complaint.events if event.action is Action.RULE), None)
    if made is None:
        return None
    details = made.details or {}
    parts = (str(details[key]) for key in ("reasons", "reasons_more") if details.get(key))
    return Ruling(
        made.on,
        upheld=made.attributes.get("ruling") == "upheld",
        advises=made.attributes.get("advice") is True,
        document=str(made.attributes.get("document") or ""),
        in_document=made.attributes.get("reasons") == "file",
        signed=bool(made.attributes.get("on_behalf_of")),
        agreed=tuple(seat for seat in Seat if first(complaint, FactName.MEMBER_AGREED, subject=seat)),
        reasons="\n\n".join(parts),
        recommendation=str(details.get("recommendation") or ""),
    )
