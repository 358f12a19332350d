"""Invented people and entries for the storage tests."""

from __future__ import annotations

from datetime import date

from klachtbot.domain.model import Action, CalendarName, Draft, Fact, FactName, Json, PersonId, Stage
from klachtbot.domain.people import InView
from klachtbot.domain.workdays import to_json, work_calendar
from klachtbot.storage import Database
from klachtbot.storage.people import store_person

STORY = "Mevrouw Pietersen-Okonkwo vertelde over de geluidsoverlast"
"""Words that must never stand readable anywhere."""


def an_officer(database: Database, slack_id: str = "U0COORD1", name: str = "Sanne de Wit") -> PersonId:
    with database.uow() as uow:
        id = store_person(uow.connection, database.vault, slack_id=slack_id, name=name)
        uow.commit()
    return id


def view(*officers: PersonId) -> InView:
    """Their open cases, of which none is shut."""
    return InView(officers)


DAYS: dict[str, Json] = to_json(work_calendar(CalendarName.PUBLIC).snapshot(date(2026, 2, 1), date(2026, 6, 30)))


def registration(officer: PersonId, *, received_on: date = date(2026, 3, 2), story: str = STORY) -> Draft:
    details: dict[str, Json] = {"story": story}
    return Draft(
        action=Action.REGISTER,
        by=officer,
        on=received_on,
        facts=(Fact(FactName.RECEIVED, received_on), Fact(FactName.REGISTERED, received_on)),
        stage=Stage.REGISTERED,
        attributes={"officer": officer, "days": DAYS},
        details=details,
    )


def contact(officer: PersonId, on: date = date(2026, 3, 3)) -> Draft:
    return Draft(
        action=Action.RECORD_CONTACT,
        by=officer,
        on=on,
        facts=(Fact(FactName.CONTACTED, on),),
        attributes={"days": DAYS},
        details={"note": STORY},
    )
