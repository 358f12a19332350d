"""The blind index: finds what was said, holds no word of it, and is always what the opened dossiers say."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, event, select

from klachtbot.domain.model import Action, Complaint, Draft, Json, PersonId, Respondent, Seat, Series
from klachtbot.domain.people import InReach, InView
from klachtbot.domain.procedure import listed
from klachtbot.domain.searching import wanted
from klachtbot.storage import Database, search, tables
from klachtbot.usecases.search import Query, Standing
from tests.databases import Databases, StoppedClock
from tests.storage.people import an_officer, registration

MONDAY = date(2026, 3, 2)


@dataclass
class Cabinet:
    """A database with an officer who may find everything."""

    database: Database
    officer: PersonId

    def case(
        self, *, received_on: date = MONDAY, respondents: Sequence[str] = ("Tom Visser",), **said: str
    ) -> Complaint:
        """A registered complaint, in which this was said."""
        draft = registration(self.officer, received_on=received_on)
        refs = [Respondent(f"r{n}") for n, _ in enumerate(respondents, start=1)]
        names: dict[str, Json] = {one.ref: name for one, name in zip(refs, respondents, strict=True)}
        details: dict[str, Json] = {**said, "respondents": names}
        made = Draft(
            draft.action, draft.by, draft.on, draft.facts, draft.stage, "",
            {**draft.attributes, "respondents": listed(refs)}, details,
        )  # fmt: skip
        with self.database.uow() as uow:
            found = uow.complaints.register([made], series=Series.ORDINARY, year=2026, submission=uuid.uuid4().hex)
            uow.commit()
        return found

    def add(self, case: Complaint, *, details: dict[str, Json], attributes: dict[str, Json]) -> Complaint:
        draft = Draft(Action.CORRECT, self.officer, MONDAY, attributes=attributes, details=details)
        with self.database.uow() as uow:
            unopened = uow.complaints.by_id(case.id)
            assert unopened is not None
            found = uow.complaints.append(unopened, [draft], submission=uuid.uuid4().hex)
            uow.commit()
        return found

    def find(self, text: str = "", *, reach: InReach | None = None, limit: int = 10, **more: Any) -> list[str]:
        """The numbers of what is found."""
        everything = InReach(self.officer, InView((self.officer,), shut=frozenset({"nobody"})), everything=True)
        query = Query(wanted(text, 2026), **more)
        with self.database.uow(read_only=True) as uow:
            return [row.number for row in uow.search.find(query, reach or everything, limit=limit)]

    def kept(self, case: Complaint) -> set[bytes]:
        with self.database.uow(read_only=True) as uow:
            t = tables.search_terms.c
            return set(uow.connection.scalars(select(t.term).where(t.complaint == case.id)))

    def expected(self, case: Complaint) -> set[bytes]:
        with self.database.uow(read_only=True) as uow:
            opened = uow.complaints.by_id(case.id, opened=True)
        assert opened is not None
        return search.expected(self.database.vault, opened)


@pytest.fixture
def cabinet(database: Database) -> Cabinet:
    return Cabinet(database, an_officer(database))


@pytest.mark.parametrize("text", ["K-2026-001", "1", "Aydın", "aydin roza", "vis", "06 1234 5678", "teruggebeld"])
def test_a_case_is_found_by_its_number_by_names_and_by_the_words_of_its_subject(cabinet: Cabinet, text: str) -> None:
    cabinet.case(complainant="Roza Aydın", contact="06-12345678", subject="Er is twee keer niet teruggebeld.")
    cabinet.case(complainant="Zoë de Wit", subject="De afspraak ging niet door.", respondents=())

    assert cabinet.find(text) == ["K-2026-001"]


@pytest.mark.parametrize("text", ["Roza Wit", "3", "2025-1", "L-2026-001"])
def test_words_of_two_cases_and_a_number_that_was_never_given_find_nothing(cabinet: Cabinet, text: str) -> None:
    cabinet.case(complainant="Roza Aydın")
    cabinet.case(complainant="Zoë de Wit")

    assert cabinet.find(text) == []


def test_the_latest_received_stands_first_and_no_more_than_were_asked_for(cabinet: Cabinet) -> None:
    for day in (3, 2, 4):
        cabinet.case(complainant="Roza Aydın", received_on=date(2026, 3, day))

    assert cabinet.find("Aydin", limit=2) == ["K-2026-003", "K-2026-001"]


@pytest.mark.parametrize(
    ("more", "there"),
    [
        pytest.param({"since": date(2026, 3, 2)}, True, id="since that Monday"),
        pytest.param({"since": date(2026, 3, 3)}, False, id="since the Tuesday after it"),
        pytest.param({"until": date(2026, 3, 2)}, True, id="until that Monday"),
        pytest.param({"until": date(2026, 3, 1)}, False, id="until the Sunday before it"),
        pytest.param({"officer": PersonId("nobody")}, False, id="handled by somebody else"),
        pytest.param({"standing": Standing.OPEN}, True, id="open"),
        pytest.param({"standing": Standing.COMMITTEE}, False, id="with the committee"),
        pytest.param({"standing": Standing.ENDED}, False, id="ended"),
        pytest.param({"standing": Standing.REPORTED}, False, id="not registered yet"),
    ],
)
def test_everything_that_is_asked_must_hold(cabinet: Cabinet, more: dict[str, Any], there: bool) -> None:
    cabinet.case(complainant="Roza Aydın")

    found = [cabinet.find(text, **more) for text in ("", "Aydin", "1")]

    assert found == [["K-2026-001"] if there else []] * 3


def test_a_name_that_is_put_right_is_found_and_the_old_one_no_more(cabinet: Cabinet) -> None:
    case = cabinet.case(complainant="Roza Aydın", respondents=("Tom Viser", "Emily Carter"))

    cabinet.add(case, details={"respondents": {"r1": "Tom Visser"}}, attributes={"corrects": ["respondents"]})
    cabinet.add(case, details={"complainant": "Rosa Aydın"}, attributes={"corrects": ["complainant"]})
    cabinet.add(case, details={}, attributes={"withdrawn": "r2"})

    assert [cabinet.find(one) for one in ("Visser", "Rosa", "Aydın")] == [["K-2026-001"]] * 3
    assert [cabinet.find(one) for one in ("Viser", "Roza", "Carter")] == [[]] * 3
    assert cabinet.kept(case) == cabinet.expected(case)


def test_who_sits_in_the_committee_finds_that_case_and_who_sat_no_more(cabinet: Cabinet) -> None:
    case = cabinet.case(complainant="Roza Aydın")
    cabinet.case(complainant="Roza Aydın")
    hanneke, ilse = (an_officer(cabinet.database, slack_id) for slack_id in ("U0HANNEKE", "U0ILSE"))
    of_hanneke, of_ilse = (InReach(one, InView((one,), shut=frozenset({one})), False) for one in (hanneke, ilse))

    def compose(chair: PersonId) -> None:
        draft = Draft(Action.COMPOSE_PANEL, cabinet.officer, MONDAY, attributes={"seats": {Seat.CHAIR: chair}})
        with cabinet.database.uow() as uow:
            found = uow.complaints.by_id(case.id)
            assert found is not None
            uow.complaints.append(found, [draft], submission=uuid.uuid4().hex)
            uow.commit()

    compose(hanneke)
    first = cabinet.find("Aydın", reach=of_hanneke), cabinet.find("Aydın", reach=of_ilse)
    compose(ilse)
    then = cabinet.find("Aydın", reach=of_hanneke), cabinet.find("Aydın", reach=of_ilse)

    assert first == (["K-2026-001"], [])
    assert then == ([], ["K-2026-001"])


def test_what_is_shut_to_somebody_is_left_out_before_anything_is_cut_off(cabinet: Cabinet) -> None:
    tom = an_officer(cabinet.database, "U0TOM")
    cabinet.case(complainant="Roza Aydın")
    about_tom = cabinet.case(complainant="Roza Aydın", received_on=date(2026, 3, 3))
    cabinet.add(about_tom, details={}, attributes={"respondents": listed([Respondent("r1", tom)])})

    reach = InReach(tom, InView((tom,), shut=frozenset({tom})), everything=True)

    assert cabinet.find("Aydın", reach=reach, limit=1) == ["K-2026-001"]
    assert cabinet.find("Aydın", limit=1) == ["K-2026-002"]


def test_the_database_is_asked_the_same_whatever_it_finds(cabinet: Cabinet) -> None:
    cabinet.case(complainant="Roza Aydın")
    asked: list[str] = []
    event.listen(cabinet.database.engine, "before_cursor_execute", lambda *heard: asked.append(heard[2]))

    cabinet.find("Aydın")
    there = asked.copy()
    asked.clear()
    cabinet.find("Niemand")

    assert asked == there


def test_the_same_word_in_two_databases_has_nothing_in_common(
    cabinet: Cabinet, databases: Databases, clock: StoppedClock
) -> None:
    elsewhere = databases.open(clock)
    other = Cabinet(elsewhere, an_officer(elsewhere))

    one, two = (each.case(complainant="Roza Aydın") for each in (cabinet, other))

    assert cabinet.kept(one)
    assert cabinet.kept(one).isdisjoint(other.kept(two))


def test_an_index_that_was_lost_is_made_anew_from_the_dossiers(cabinet: Cabinet) -> None:
    case = cabinet.case(complainant="Roza Aydın", contact="06-12345678", subject="Er is niet teruggebeld.")
    before = cabinet.kept(case)
    with cabinet.database.uow() as uow:
        uow.connection.execute(delete(tables.search_terms))
        search.index(uow.connection, case.id, {b"something else"}, afresh=False)
        uow.commit()

    with cabinet.database.uow() as uow:
        search.make_anew(uow.connection, cabinet.database.vault, case.id)
        uow.commit()

    assert cabinet.kept(case) == before == cabinet.expected(case)
