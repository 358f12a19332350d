"""A message that never arrives: who handles the case hears of it, and the operator sees which one it was."""

from __future__ import annotations

from sqlalchemy import select

from klachtbot.storage import tables
from tests.e2e.house import JORIS, House
from tests.e2e.test_reports import report


def test_when_a_colleague_cannot_be_reached_somebody_hears_so_without_a_name(house: House) -> None:
    house.server.workspace.users[JORIS].deleted = True

    report(house.fatma)
    told = house.sanne.wait_for_message("kwam niet aan")

    t = tables.outbox.c
    with house.database.uow(read_only=True) as uow:
        (failed,) = uow.connection.execute(select(t.id, t.kind, t.code).where(t.status == "failed")).all()
    assert (failed.kind, failed.code) == ("reported", "user_disabled")
    assert told.text == (
        "M-2026-001: een bericht aan een collega kwam niet aan. Kijk wie er nog iets moet weten."
        f" De beheerder kan het nakijken als bericht {failed.id}."
    )
