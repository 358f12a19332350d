"""The messages of the ladder as they go out: in their hours, each once, following what is done; and put off by hand."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import select, update

from klachtbot.domain.errors import NotFound
from klachtbot.domain.model import Action, Complaint, Json
from klachtbot.domain.terms import Term
from klachtbot.slack.listeners import ROUTES
from klachtbot.slack.renderers import renderer
from klachtbot.storage import tables
from klachtbot.usecases.delivery import DeliveryInDoubt, DeliveryLater, OutboxRow, Post, Rendered, Update
from klachtbot.usecases.nudge import sweep
from klachtbot.usecases.ports import Person
from klachtbot.usecases.snooze import NothingOwed, NotInHours, Past, snooze
from tests.clock.outside import KeepingGateway, Transport, deliver_all, delivery
from tests.databases import Databases, StoppedClock
from tests.domain.histories import SAID
from tests.e2e.counter import Counter
from tests.usecases.house import House, move_in

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
THURSDAY, FRIDAY, SATURDAY = date(2026, 3, 5), date(2026, 3, 6), date(2026, 3, 7)


class Desk:
    """A house with a bot in it, and Slack as something that keeps what it was given."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.slack, self.transport = KeepingGateway(), Transport()
        self.counter = Counter(house.database, house.clock, keeps=True)
        self.posts: list[Post] = []
        self.updates: list[Post] = []
        self._worker = delivery(house.database, self.slack, self.transport, renderer=self._render)

    def _render(self, row: OutboxRow) -> Rendered:
        made = renderer(self.counter.desk)(row) if row.kind.startswith("digest") else None
        if isinstance(made, Post):
            self.posts.append(made)
        if isinstance(made, Update):
            self.updates.append(made.post)
        return made

    def at(self, day: date, hour: int, minute: int = 0) -> None:
        """It becomes this winter hour in Amsterdam; the clock goes its round, and everything that may is delivered."""
        self.house.clock.at = datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)
        while sweep(self.house.database.uow, self.house.clock):
            pass
        self.transport.move(600)
        deliver_all(self._worker)

    @property
    def sent(self) -> list[tuple[str, str]]:
        """To whom, and which part of which day the message is of."""
        return [(to.removeprefix("U0").title(), ":".join(key.split(":")[1:-1])) for to, key in self.slack.sent]


@pytest.fixture
def desk(sqlite_databases: Databases, clock: StoppedClock) -> Desk:
    return Desk(move_in(sqlite_databases.open(clock), clock))


def contacted(house: House, by: Person, case: Complaint) -> Complaint:
    return house.takes(by, house.now(case), Action.RECORD_CONTACT, attributes={"explained": True})


def texts(post: Post) -> str:
    return json.dumps([dict(block) for block in post.blocks], ensure_ascii=False)


def test_nothing_goes_out_outside_the_hours_and_it_goes_along_the_next_morning(desk: Desk) -> None:
    desk.house.registers(desk.house.sanne)
    desk.slack.away = True
    desk.at(WEDNESDAY, 16)
    desk.slack.away = False

    desk.at(WEDNESDAY, 18)
    evening = list(desk.sent)
    desk.at(THURSDAY, 9)

    assert evening == []
    assert desk.sent == [("Sanne", "2026-03-05:morning")]
    assert "eerste contact · vandaag" in texts(desk.posts[-1])


def test_over_the_weekend_it_waits_for_monday(desk: Desk) -> None:
    desk.house.registers(desk.house.sanne)
    desk.slack.away = True
    desk.at(FRIDAY, 16)
    desk.slack.away = False

    desk.at(SATURDAY, 10)
    desk.at(date(2026, 3, 9), 9)

    assert sorted(desk.sent) == [(who, "2026-03-09:morning") for who in ("Joris", "Marleen", "Sanne")]


def test_one_that_had_arrived_after_all_is_not_said_again_in_the_evening(desk: Desk) -> None:
    desk.house.registers(desk.house.sanne)
    desk.slack.arrives = True
    desk.slack.faults.append(DeliveryInDoubt())
    desk.at(WEDNESDAY, 16, 59)

    desk.at(WEDNESDAY, 18)
    desk.at(THURSDAY, 9)

    assert desk.sent == [("Sanne", "2026-03-04:afternoon"), ("Sanne", "2026-03-05:morning")]


def test_one_that_surely_had_not_arrived_goes_along_the_next_morning(desk: Desk) -> None:
    desk.house.registers(desk.house.sanne)
    desk.slack.faults.append(DeliveryInDoubt())
    desk.at(WEDNESDAY, 16, 59)

    desk.at(WEDNESDAY, 18)
    desk.at(THURSDAY, 9)

    assert desk.sent == [("Sanne", "2026-03-05:morning")]


def test_a_message_that_was_put_off_is_not_held_against_it(desk: Desk) -> None:
    desk.house.registers(desk.house.sanne)
    desk.slack.faults.append(DeliveryLater(after=1))
    desk.at(WEDNESDAY, 16, 59)

    for minute in range(30):
        desk.at(WEDNESDAY, 18, minute)
    desk.at(THURSDAY, 9)

    assert desk.sent == [("Sanne", "2026-03-05:morning")]


def test_what_is_done_by_a_colleague_is_ticked_off_in_everybodys_message(desk: Desk) -> None:
    house = desk.house
    case = house.registers(house.sanne).complaint
    desk.at(FRIDAY, 9)

    contacted(house, house.sanne, case)
    desk.at(FRIDAY, 10, 14)

    assert len(desk.updates) == 2
    assert all("~K-2026-001 · eerste contact~ · gedaan om 09:00 door Sanne de Wit" in texts(p) for p in desk.updates)


def test_a_case_that_is_theirs_no_more_leaves_no_number_behind(desk: Desk) -> None:
    house = desk.house
    case = house.registers(house.sanne).complaint
    desk.at(WEDNESDAY, 9)

    house.takes(house.sanne, house.now(case), Action.STEP_BACK, attributes={"officer": house.joris.id})
    desk.at(WEDNESDAY, 10)

    assert [post.text for post in desk.updates] == ["Er staat hier niets meer open."]
    assert "K-2026-001" not in texts(desk.updates[0])


def test_everything_in_a_long_message_is_shown_in_pages_to_whose_it_is_and_nobody_else(desk: Desk) -> None:
    house = desk.house
    for _ in range(17):
        house.registers(house.sanne)
    desk.at(WEDNESDAY, 9)
    key = f"digest:2026-03-04:morning:{house.sanne.id}"

    mine, theirs = (
        desk.counter.visit(str(who.slack_id), ROUTES.actions["digest"], value=f"15:{key}")
        for who in (house.sanne, house.joris)
    )

    assert "Nog 2: alles tonen" in texts(desk.posts[-1])
    assert "K-2026-016" in mine.shown
    assert "niet te vinden" in theirs.said
    assert not theirs.views


def put_off(desk: Desk, by: Person, case: Complaint, on: date, at: time, term: Term = Term.CONTACT) -> datetime:
    with desk.house.database.uow() as uow:
        return snooze(
            uow,
            by=by,
            complaint=case.id,
            term=term,
            subject="",
            on=on,
            at=at,
            now=desk.house.clock.now(),
        )


def test_what_is_put_off_comes_back_at_that_moment_and_says_so(desk: Desk) -> None:
    case = desk.house.registers(desk.house.sanne).complaint
    desk.at(WEDNESDAY, 9)

    put_off(desk, desk.house.sanne, case, WEDNESDAY, time(13))
    desk.at(WEDNESDAY, 13)

    assert desk.posts[-1].text == "Je wilde hier nu aan herinnerd worden."
    assert desk.sent[-1] == ("Sanne", "2026-03-04:morning:13:00")


@pytest.mark.parametrize(
    ("on", "at", "refused", "field"),
    [
        pytest.param(WEDNESDAY, time(8, 59), Past, "at", id="wed 4 mar, earlier today"),
        pytest.param(TUESDAY, time(10), Past, "on", id="tue 3 mar, yesterday"),
        pytest.param(SATURDAY, time(10), NotInHours, "on", id="sat 7 mar"),
        pytest.param(THURSDAY, time(17), NotInHours, "at", id="thu 5 mar, after hours"),
    ],
)
def test_a_moment_at_which_nothing_goes_out_is_refused_at_its_field(
    desk: Desk, on: date, at: time, refused: type[Past | NotInHours], field: str
) -> None:
    case = desk.house.registers(desk.house.sanne).complaint
    desk.at(WEDNESDAY, 9)

    with pytest.raises(refused) as found:
        put_off(desk, desk.house.sanne, case, on, at)

    assert found.value.field == field


def test_only_who_may_read_a_case_puts_it_off_and_only_what_is_owed(desk: Desk) -> None:
    case = desk.house.registers(desk.house.sanne).complaint

    with pytest.raises(NotFound):
        put_off(desk, desk.house.fatma, case, WEDNESDAY, time(10))
    with pytest.raises(NothingOwed):
        put_off(desk, desk.house.sanne, case, WEDNESDAY, time(10), Term.RULING)


def chosen(when: str, *, on: str = "", at: str = "") -> dict[str, Any]:
    return {
        "when": {"when": {"selected_option": {"value": when}}},
        "on": {"on": {"selected_date": on or None}},
        "at": {"at": {"selected_time": at or None}},
    }


FORMS = {
    "this afternoon": (chosen("2026-03-04T13:00"), "Je hoort het weer op woensdag 4 maart om 13:00."),
    "another day": (chosen("otherwise", on="2026-03-10"), "Je hoort het weer op dinsdag 10 maart om 09:00."),
    "a day, though nothing else is ticked": (
        chosen("2026-03-04T13:00", on="2026-03-10", at="11:30"),
        "Je hoort het weer op dinsdag 10 maart om 11:30.",
    ),
    "no day": (chosen("otherwise"), "Kies een dag."),
    "a day off": (chosen("otherwise", on="2026-03-08"), "Kies een werkdag, tussen 09:00 en 17:00 uur."),
    "an old form": (chosen("2026-03-03T13:00"), "Dit moment is al voorbij."),
    "a forged one": (chosen("gisteren"), "niet te vinden"),
}


@pytest.mark.parametrize(("state", "says"), FORMS.values(), ids=FORMS)
def test_the_form_says_when_it_comes_back_or_what_is_wrong(desk: Desk, state: dict[str, Any], says: str) -> None:
    case = desk.house.registers(desk.house.sanne).complaint
    desk.at(WEDNESDAY, 9)
    carried = json.dumps({"submission": uuid.uuid4().hex, "complaint": case.id, "subject": "contact:"})

    outcome = desk.counter.visit(
        "U0SANNE", ROUTES.forms["snooze"], state=state, metadata=carried, submitted=True, surface="view"
    )

    assert says in outcome.shown


OFFERED = {
    "wed 4 mar, in the morning": (WEDNESDAY, 9, ["Vanmiddag om 13:00", "Vanmiddag om 15:00", "Morgenochtend"]),
    "fri 6 mar, in the afternoon": (FRIDAY, 14, ["Vanmiddag om 15:00", "Maandag 9 maart, in de ochtend"]),
}


@pytest.mark.parametrize(("day", "hour", "first"), OFFERED.values(), ids=OFFERED)
def test_the_form_offers_the_moments_that_are_still_to_come(desk: Desk, day: date, hour: int, first: list[str]) -> None:
    case = desk.house.registers(desk.house.sanne).complaint
    desk.at(day, hour)

    outcome = desk.counter.visit("U0SANNE", ROUTES.actions["more"], value=f"snooze:{case.id}:contact:")

    found = [outcome.shown.find(text) for text in [*first, "Op een andere dag of tijd"]]
    assert -1 not in found
    assert found == sorted(found)


COMMITTEE = (
    Action.RECORD_CONTACT,
    Action.ACKNOWLEDGE,
    Action.RECORD_NO_CONVERSATION,
    Action.WRITE_REPORT,
    Action.SEND_REPORT_UNSETTLED,
    Action.RECORD_CHOICE,
    Action.REFER,
)
"""What brings a complaint to the committee on the day it came in."""


def before_the_committee(house: House) -> None:
    """Fatma chairs a committee that has not met yet, and declared not to be involved."""
    case = house.registers(house.sanne).complaint
    for action in COMMITTEE:
        case = house.takes(house.sanne, house.now(case), action, attributes=SAID.get(action, {}))
    case = house.takes(house.sanne, house.now(case), Action.SUPPLEMENT, attributes={"consent": True})
    seats: Json = {"chair": house.fatma.id, "partner_member": house.ruud.id, "municipal_official": house.marleen.id}
    case = house.takes(house.sanne, house.now(case), Action.COMPOSE_PANEL, attributes={"seats": seats})
    house.takes(house.fatma, house.now(case), Action.DECLARE_UNINVOLVED, subject="chair")


def test_the_chair_who_is_not_involved_hears_what_is_asked_of_the_committee(desk: Desk) -> None:
    before_the_committee(desk.house)

    desk.at(date(2026, 3, 13), 9)

    assert ("Fatma", "2026-03-13:morning") in desk.sent
    told = next(post for post in desk.posts if post.text == "Goedemorgen. Er wordt iets van u gevraagd.")
    assert "`K-2026-001` · voorbespreking · uiterlijk maandag 16 maart" in texts(told)
    assert "Openen" in texts(told)


def test_of_a_chair_who_is_not_in_slack_who_handles_it_hears_what_is_asked(desk: Desk) -> None:
    before_the_committee(desk.house)
    with desk.house.database.uow() as uow:
        fatma = tables.people.c.id == desk.house.fatma.id
        uow.connection.execute(update(tables.people).where(fatma).values(slack_id=None))
        uow.commit()

    desk.at(date(2026, 3, 13), 9)

    assert ("Sanne", "2026-03-13:morning") in desk.sent
    assert any("voorbespreking" in texts(post) and "u gevraagd" not in post.text for post in desk.posts)
    with desk.house.database.uow(read_only=True) as uow:
        digests = uow.connection.scalars(select(tables.outbox.c.status).where(tables.outbox.c.kind == "digest")).all()
    assert set(digests) == {"done"}
