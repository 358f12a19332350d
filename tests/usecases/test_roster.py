"""The committee's list kept by form (R13): by the rules of the file, at once, and so that nobody undoes it unseen.

The clock stands on Monday 2 March 2026.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from klachtbot.domain.errors import Refusal
from klachtbot.domain.model import PersonId, Position
from klachtbot.resources import find
from klachtbot.storage import Database
from klachtbot.storage.organisation import apply, current
from klachtbot.usecases.organisation import Organisation, parse
from klachtbot.usecases.organisation_changes import describe, plan, undone
from klachtbot.usecases.organisation_member import Fault, Member, Rule, faults
from klachtbot.usecases.organisation_writing import written
from klachtbot.usecases.ports import Person
from klachtbot.usecases.roster import ChangeKind, OrganisationId
from klachtbot.usecases.roster_changes import (
    ListChanged,
    ListedOtherwise,
    MemberRefused,
    NotOnTheList,
    NotYourself,
    OnTheListAlready,
    OrganisationThere,
    Seated,
    SomebodyElse,
    add_organisation,
    add_to_roster,
    change_on_roster,
    rename_organisation,
    take_off_roster,
)
from klachtbot.usecases.roster_view import Flag, RosterView, roster_view
from tests.databases import Databases, StoppedClock

DEMO = find("cli/demo_organisation.toml").read_text(encoding="utf-8")
TODAY = date(2026, 3, 2)
WATERLELIE, BAKEN = "Zorggroep De Waterlelie", "Stichting Het Baken"
NEW = Seated(Position.SUBSTITUTE, "", "Iris van Dam", "iris.vandam@voorbeeld.example", WATERLELIE, None, None)


@pytest.fixture
def empty(sqlite_databases: Databases, clock: StoppedClock) -> Database:
    return sqlite_databases.open(clock)


@pytest.fixture
def database(empty: Database) -> Database:
    return taken_over(empty, DEMO)


def taken_over(database: Database, text: str) -> Database:
    with database.uow() as uow:
        apply(uow, parse(text))
        uow.commit()
    return database


def person(database: Database, name: str) -> Person:
    with database.uow(read_only=True) as uow:
        return next(one for one in uow.people.all() if one.name == name)


def add(database: Database, seated: Seated, *, by: str = "Sanne de Wit", submission: str = "") -> PersonId:
    who = person(database, by)
    with database.uow() as uow:
        return add_to_roster(uow, by=who, seated=seated, submission=submission or uuid.uuid4().hex)


def change(
    database: Database,
    name: str,
    position: Position,
    *,
    to: Position | None = None,
    version: int = 10**6,
    submission: str = "",
    **other: object,
) -> None:
    who, by = person(database, name), person(database, "Sanne de Wit")
    with database.uow() as uow:
        member = next((one.member for one in uow.roster.listed() if one.id == who.id), None)
        stands = member or Member("", name, frozenset())
        seated = Seated(
            to or position, stands.slack_id, stands.name, stands.email, stands.organisation, stands.since, stands.until
        )
        change_on_roster(
            uow,
            by=by,
            id=who.id,
            position=position,
            seated=replace(seated, **other),  # type: ignore[arg-type] # the parts of a form
            version=version,
            submission=submission or uuid.uuid4().hex,
        )


def remove(database: Database, name: str, position: Position, *, submission: str = "") -> None:
    who, by = person(database, name), person(database, "Sanne de Wit")
    with database.uow() as uow:
        take_off_roster(uow, by=by, id=who.id, position=position, submission=submission or uuid.uuid4().hex)


def rename(database: Database, before: str, name: str) -> None:
    by = person(database, "Sanne de Wit")
    with database.uow() as uow:
        id = next(id for id, called in uow.people.organisations().items() if called == before)
        rename_organisation(uow, by=by, id=OrganisationId(id), name=name, submission=uuid.uuid4().hex)


def seen(database: Database, *, left: tuple[str, ...] = ()) -> RosterView:
    with database.uow(read_only=True) as uow:
        return roster_view(uow, TODAY, left=left)


def names(database: Database, position: Position) -> list[str]:
    return [one.member.name for seat in seen(database).seats if seat.position is position for one in seat.people]


def flags(database: Database, name: str, *, left: tuple[str, ...] = ()) -> tuple[Flag, ...]:
    people = [one for seat in seen(database, left=left).seats for one in seat.people]
    return next(one.flags for one in people if one.member.name == name)


def organisation(database: Database) -> Organisation:
    with database.uow(read_only=True) as uow:
        found = current(uow)
    assert found is not None
    return found


def would_undo(database: Database, wanted: Organisation) -> tuple[str, ...]:
    with database.uow(read_only=True) as uow:
        return undone(uow, wanted)


# The forms ------------------------------------------------------------------------------------------------------------


def test_who_comes_on_the_list_may_be_asked_at_once_after_those_who_stood_there(database: Database) -> None:
    add(database, NEW)

    with database.uow(read_only=True) as uow:
        asked = [uow.people.by_id(one.person) for one in uow.people.roster() if one.position is Position.SUBSTITUTE]
    assert [one.name for one in asked if one is not None] == ["Aisha Benali", "Iris van Dam"]


def test_a_colleague_may_write_for_the_committee_and_stays_what_they_were(database: Database) -> None:
    add(database, Seated(Position.SECRETARY, "U0STAFF1", "Fatma in Slack"))

    fatma = next(one for one in organisation(database).members if one.slack_id == "U0STAFF1")
    assert fatma.positions == {Position.STAFF, Position.SECRETARY}
    assert (fatma.name, fatma.email) == ("Fatma Yılmaz", "fatma.yilmaz@voorbeeld.example")


def test_who_moves_to_another_seat_leaves_the_one_before(database: Database) -> None:
    change(database, "Willem Prins", Position.DEPUTY_CHAIR, to=Position.CHAIR)

    assert names(database, Position.CHAIR) == ["Hanneke Smit", "Willem Prins"]
    assert names(database, Position.DEPUTY_CHAIR) == []


def test_who_gets_another_address_stays_the_same_person(database: Database) -> None:
    before = person(database, "Willem Prins")

    change(database, "Willem Prins", Position.DEPUTY_CHAIR, email="wp@voorbeeld.example")

    after = person(database, "Willem Prins")
    assert (after.id, after.email) == (before.id, "wp@voorbeeld.example")


def test_who_is_taken_off_the_list_is_asked_no_more_but_keeps_what_they_sit_on(database: Database) -> None:
    remove(database, "Peter Jansen", Position.PARTNER_MEMBER)

    peter = person(database, "Peter Jansen")
    with database.uow(read_only=True) as uow:
        gone = uow.people.organisation().gone
    assert names(database, Position.PARTNER_MEMBER) == []
    assert peter.active
    assert peter.id not in gone


def test_who_was_taken_off_and_comes_back_is_the_same_person(database: Database) -> None:
    before = person(database, "Willem Prins").id
    remove(database, "Willem Prins", Position.DEPUTY_CHAIR)

    after = add(database, Seated(Position.DEPUTY_CHAIR, "", "Willem Prins", "Willem.Prins@voorbeeld.example"))

    assert after == before


@pytest.mark.parametrize(
    ("seated", "fault"),
    [
        pytest.param(replace(NEW, organisation=""), Fault("organisation", Rule.MISSING), id="no organisation"),
        pytest.param(replace(NEW, name=""), Fault("name", Rule.MISSING), id="no name"),
        pytest.param(replace(NEW, name="I" * 81), Fault("name", Rule.TOO_LONG), id="name too long"),
        pytest.param(replace(NEW, email="iris"), Fault("email", Rule.NO_EMAIL), id="no address"),
        pytest.param(
            replace(NEW, email="tom.visser@voorbeeld.example"), Fault("email", Rule.EMAIL_TAKEN), id="address of Tom"
        ),
        pytest.param(
            replace(NEW, since=date(2026, 3, 2), until=date(2026, 3, 1)), Fault("until", Rule.TURNED), id="term turned"
        ),
        pytest.param(
            Seated(Position.SECRETARY, "", "I", "i@voorbeeld.example", since=date(2026, 3, 2)),
            Fault("since", Rule.NO_TERM),
            id="term of a secretary",
        ),
        pytest.param(Seated(Position.CHAIR, "U0STAFF2", "Tom"), Fault("positions", Rule.BOTH_SIDES), id="of the house"),
    ],
)  # fmt: skip
def test_what_the_file_refuses_a_form_refuses_too(database: Database, seated: Seated, fault: Fault) -> None:
    before = organisation(database)

    with pytest.raises(MemberRefused) as refused:
        add(database, seated)

    assert refused.value.faults == (fault,)
    assert organisation(database) == before


@pytest.mark.parametrize(
    ("seated", "why"),
    [
        pytest.param(Seated(Position.CHAIR, "U0CHAIR1", "H"), OnTheListAlready, id="the chair as chair"),
        pytest.param(Seated(Position.SECRETARY, "U0COORD1", "S"), NotYourself, id="oneself"),
    ],
)
def test_nobody_comes_on_the_list_twice_or_puts_themselves_there(
    database: Database, seated: Seated, why: type[Refusal]
) -> None:
    with pytest.raises(why):
        add(database, seated)


def test_a_form_that_is_sent_in_twice_is_recorded_once(database: Database) -> None:
    for _ in range(2):
        add(database, NEW, submission="a")
        change(database, "Peter Jansen", Position.PARTNER_MEMBER, until=date(2030, 12, 31), submission="b")
        remove(database, "Karel Mulder", Position.MUNICIPAL_OFFICIAL, submission="c")

    done = [one.kind for one in seen(database).changes]
    assert done == [ChangeKind.REMOVED, ChangeKind.CHANGED, ChangeKind.ADDED, ChangeKind.APPLIED]


def test_a_form_that_is_sent_in_again_with_other_words_is_refused_and_not_passed_over(database: Database) -> None:
    add(database, NEW, submission="a")

    with pytest.raises(ListedOtherwise):
        add(database, replace(NEW, name="Iris de Dam"), submission="a")


def test_who_changed_meanwhile_is_not_changed_unseen(database: Database) -> None:
    opened = seen(database).latest
    change(database, "Peter Jansen", Position.PARTNER_MEMBER, until=date(2030, 12, 31))

    with pytest.raises(ListChanged):
        change(database, "Peter Jansen", Position.PARTNER_MEMBER, version=opened, until=date(2027, 12, 31))
    change(database, "Aisha Benali", Position.SUBSTITUTE, version=opened, until=date(2027, 12, 31))


def test_who_is_on_the_list_no_more_cannot_be_changed_or_taken_off(database: Database) -> None:
    remove(database, "Karel Mulder", Position.MUNICIPAL_OFFICIAL)

    with pytest.raises(NotOnTheList):
        change(database, "Karel Mulder", Position.MUNICIPAL_OFFICIAL)
    with pytest.raises(NotOnTheList):
        remove(database, "Karel Mulder", Position.MUNICIPAL_OFFICIAL)


@pytest.mark.parametrize("slack_id", ["U0STRANGER", "U0REPORTER"])
def test_r13_a_seat_is_not_handed_to_another_account_with_what_was_declared_in_it(
    database: Database, slack_id: str
) -> None:
    with database.uow() as uow:
        uow.people.ensure("U0REPORTER", "Ria de Boer")
        uow.commit()

    with pytest.raises(SomebodyElse):
        change(database, "Hanneke Smit", Position.CHAIR, slack_id=slack_id)


def test_who_takes_part_by_mail_gets_an_account_in_slack_unless_it_is_known_as_another(database: Database) -> None:
    with database.uow() as uow:
        uow.people.ensure("U0REPORTER", "Ria de Boer")
        uow.commit()

    with pytest.raises(SomebodyElse):
        change(database, "Willem Prins", Position.DEPUTY_CHAIR, slack_id="U0REPORTER")
    change(database, "Willem Prins", Position.DEPUTY_CHAIR, slack_id="U0WILLEM")

    assert person(database, "Willem Prins").slack_id == "U0WILLEM"


def test_nobody_of_the_house_is_taken_out_of_it_by_the_list_of_the_committee(database: Database) -> None:
    with pytest.raises(NotOnTheList):
        remove(database, "Marleen Vos", Position.SUPERVISOR)


def test_an_organisation_with_another_name_is_the_same_one_to_the_panel(database: Database) -> None:
    with database.uow(read_only=True) as uow:
        before = {one.person: one.organisation for one in uow.people.roster()}

    rename(database, BAKEN, "Het Nieuwe Baken")

    with database.uow(read_only=True) as uow:
        after = {one.person: one.organisation for one in uow.people.roster()}
    assert after == before
    assert person(database, "Aisha Benali").organisation == "Het Nieuwe Baken"


@pytest.mark.parametrize("name", [BAKEN, BAKEN.upper()], ids=["same", "in capitals"])
def test_two_organisations_are_not_called_alike(database: Database, name: str) -> None:
    by = person(database, "Sanne de Wit")

    with pytest.raises(OrganisationThere):
        rename(database, WATERLELIE, name)
    with pytest.raises(OrganisationThere), database.uow() as uow:
        add_organisation(uow, by=by, name=name, submission="a")


# The list -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "flag"),
    [
        pytest.param(date(2026, 3, 2), (), id="Mon 2 Mar, its last day"),
        pytest.param(date(2026, 3, 1), (Flag.OVER,), id="Sun 1 Mar, over"),
    ],
)
def test_a_term_that_ended_is_told(database: Database, until: date, flag: tuple[Flag, ...]) -> None:
    change(database, "Aisha Benali", Position.SUBSTITUTE, until=until)

    assert flags(database, "Aisha Benali") == flag


def test_who_left_slack_and_who_comes_from_nowhere_is_told(database: Database) -> None:
    assert flags(database, "Karel Mulder", left=("U0MUNIC1",)) == (Flag.LEFT_SLACK, Flag.NO_ORGANISATION)
    assert flags(database, "Hanneke Smit", left=("U0MUNIC1",)) == ()


def test_a_member_whom_nobody_of_another_organisation_can_replace_is_told(database: Database) -> None:
    before = flags(database, "Peter Jansen")

    change(database, "Aisha Benali", Position.SUBSTITUTE, organisation=WATERLELIE)

    assert before == ()
    assert flags(database, "Peter Jansen") == (Flag.NO_OTHER_SUBSTITUTE,)


# The file and the forms together --------------------------------------------------------------------------------------

EVERY_KIND = (
    f"""{DEMO}
[[person]]
slack = "U0MORE1"
name = "Zoë \\"Zus\\" d'Hont\\\\Ölçer"
positions = ["staff", "secretary"]
nicknames = ["Zo", "Zus \\"Z\\""]

[[person]]
name = "An Achteraan"
email = "an@voorbeeld.example"
positions = ["substitute", "municipal_official"]
organisation = "Gemeente Voorbeeld"
since = 2026-01-01
""".replace("closing_days = []", "closing_days = [2026-12-24, 2027-05-05]")
    .replace("# [reminders.ladder]", "[reminders.ladder]\nasked = false\nreported = 2\n#")
    .replace("automatic = true", "automatic = false")
)


@pytest.mark.parametrize("text", [DEMO, EVERY_KIND], ids=["the demo", "every kind of row"])
def test_a_file_that_is_written_and_taken_over_again_changes_nothing(empty: Database, text: str) -> None:
    taken_over(empty, text)
    stands = organisation(empty)

    again = parse(written(stands))

    assert again == stands == parse(text)
    assert plan(stands, again) == []
    assert would_undo(empty, again) == ()


def test_who_is_asked_first_is_a_difference_and_is_taken_over(database: Database) -> None:
    add(database, NEW)
    stands = organisation(database)
    turned = replace(stands, members=tuple(reversed(stands.members)))

    changes = plan(stands, turned)
    taken_over(database, written(turned))

    assert [describe(one) for one in changes] == [
        "~ substitute: de volgorde wordt 'Iris van Dam, Aisha Benali' (was 'Aisha Benali, Iris van Dam')"
    ]
    assert names(database, Position.SUBSTITUTE) == ["Iris van Dam", "Aisha Benali"]
    assert plan(organisation(database), turned) == []


CHANGES: Mapping[str, Callable[[Database], object]] = {
    "added": lambda database: add(database, NEW),
    "changed": lambda database: change(
        database, "Willem Prins", Position.DEPUTY_CHAIR, email="wp@voorbeeld.example", until=date(2027, 1, 1)
    ),
    "to mail": lambda database: change(database, "Hanneke Smit", Position.CHAIR, slack_id=""),
    "moved": lambda database: change(database, "Karel Mulder", Position.MUNICIPAL_OFFICIAL, to=Position.CHAIR),
    "removed": lambda database: remove(database, "Peter Jansen", Position.PARTNER_MEMBER),
    "secretary": lambda database: add(database, Seated(Position.SECRETARY, "U0STAFF1", "F")),
    "renamed": lambda database: rename(database, BAKEN, "Het Nieuwe Baken"),
}
WHOM = {
    "added": "Iris van Dam",
    "changed": "Willem Prins",
    "to mail": "Hanneke Smit",
    "moved": "Karel Mulder",
    "removed": "Peter Jansen",
    "secretary": "Fatma Yılmaz",
    "renamed": "Aisha Benali",
}


@pytest.mark.parametrize("kind", CHANGES)
def test_what_a_form_did_is_not_undone_by_the_file_of_before_but_by_one_that_knows_it(
    database: Database, kind: str
) -> None:
    CHANGES[kind](database)

    stands = organisation(database)
    assert would_undo(database, parse(DEMO)) == (WHOM[kind],)
    assert would_undo(database, parse(written(stands))) == ()
    assert parse(written(stands)) == stands


def test_a_file_that_changes_something_else_undoes_nothing(database: Database) -> None:
    add(database, NEW)
    stands = organisation(database)
    later = replace(stands, members=tuple(one for one in stands.members if one.name != "Tom Visser"))

    assert would_undo(database, later) == ()


@pytest.mark.parametrize("kind", [ChangeKind.EXPORTED, ChangeKind.APPLIED])
def test_a_file_of_after_the_change_may_take_it_back(database: Database, kind: ChangeKind) -> None:
    add(database, NEW)
    with database.uow() as uow:
        uow.roster.note(kind)
        uow.commit()

    assert would_undo(database, parse(DEMO)) == ()


def test_the_rules_do_not_ask_who_stands_first_in_the_file() -> None:
    ann = Member("", "An", frozenset({Position.CHAIR}), "an@voorbeeld.example")
    bas = Member("U0BAS", "Bas", frozenset({Position.STAFF}), "An@voorbeeld.example")

    found = [list(faults(one, [other])) for one, other in permutations([ann, bas])]

    assert found == [[Fault("email", Rule.EMAIL_TAKEN)]] * 2
