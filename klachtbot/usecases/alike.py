"""A hint (R2): has the same person an open or earlier complaint? Only those that this person may read."""

from __future__ import annotations

from datetime import date

from klachtbot.domain import people
from klachtbot.domain.model import Complaint, ComplaintId
from klachtbot.usecases.ports import Person, UnitOfWork


def alike(
    uow: UnitOfWork, *, by: Person | None, on: date, name: str, contact: str, but: ComplaintId | None = None
) -> tuple[Complaint, ...]:
    """Other dossiers with this name, e-mail address or phone number, unopened, the latest received first.

    The database is asked the same, whatever it finds and whoever asks.
    """
    found = uow.complaints.alike({"complainant": name, "contact": contact})
    organisation = uow.people.organisation()
    mine = (one for one in found if one.id != but and by is not None and people.may_read(one, by.id, organisation, on))
    return tuple(sorted(mine, key=lambda one: (one.received_on, one.label), reverse=True))
