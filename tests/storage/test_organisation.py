"""The organisation file: read once, refused with line and reason, and later taken over only after its differences."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from klachtbot.domain.model import CalendarName, Position
from klachtbot.resources import find
from klachtbot.storage import Database, tables
from klachtbot.storage.crypto import unseal
from klachtbot.storage.organisation import apply, current
from klachtbot.usecases.organisation import Contact, Organisation, parse
from klachtbot.usecases.organisation_changes import Change, Difference, describe, plan
from klachtbot.usecases.organisation_file import OrganisationRefused
from tests.databases import Databases, StoppedClock

FILE = """\
[office]
name = "OCO Voorbeeld"
email = "info@voorbeeld.example"
phone = "036 000 00 00"

[calendar]
name = "atw"
closing_days = [2026-12-24, 2026-05-04]

[[person]]
slack = "U0COORD1"
name = "Sanne de Wit"
nicknames = ["San", "Sannie"]
positions = ["coordinator"]

[[person]]
slack = "U0SUPER1"
name = "Marleen Vos"
positions = ["supervisor"]

[[person]]
slack = "U0PARTN1"
name = "Peter Jansen"
email = "peter@voorbeeld.example"
positions = ["partner_member"]
organisation = "Zorggroep De Waterlelie"
"""


def take_over(database: Database, wanted: Organisation) -> None:
    with database.uow() as uow:
        apply(uow, wanted)
        uow.commit()


def now(database: Database) -> Organisation | None:
    with database.uow(read_only=True) as uow:
        return current(uow)


def without(text: str, name: str) -> str:
    """The file without the person of this name."""
    people = text.split("[[person]]")
    return "[[person]]".join(part for part in people if name not in part)


def test_a_file_becomes_a_value() -> None:
    organisation = parse(FILE)

    assert organisation.office.contact == Contact("OCO Voorbeeld", "info@voorbeeld.example", "036 000 00 00")
    assert organisation.office.calendar is CalendarName.ATW
    assert organisation.office.closing_days == (date(2026, 5, 4), date(2026, 12, 24))
    assert [member.name for member in organisation.members] == ["Sanne de Wit", "Marleen Vos", "Peter Jansen"]


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('name = "Marleen Vos"', "name = Marleen Vos", 18, "TOML"),
        ('slack = "U0SUPER1"', 'slack = "marleen"', 17, "Slack-id"),
        ('slack = "U0SUPER1"', 'slack = "U0COORD1"', 17, "staat er al"),
        ('slack = "U0SUPER1"\n', "", 16, "slack ontbreekt"),
        ('positions = ["supervisor"]', 'positions = ["baas"]', 19, "'baas'"),
        ('positions = ["supervisor"]', "positions = []", 19, "minstens één functie"),
        ('positions = ["supervisor"]', 'positions = ["staff"]', 10, "geen leidinggevende"),
        ('positions = ["partner_member"]', 'positions = ["partner_member", "staff"]', 25, "R13"),
        ('organisation = "Zorggroep De Waterlelie"\n', "", 21, "organisation ontbreekt"),
        ('email = "peter@voorbeeld.example"', 'email = "peter"', 24, "e-mailadres"),
        ('email = "peter@voorbeeld.example"', 'mail = "peter@voorbeeld.example"', 24, "onbekend: mail"),
        ('email = "peter@voorbeeld.example"', 'email = "peter@voorbeeld..example"', 24, "e-mailadres"),
        ('name = "Marleen Vos"', f'name = "{"V" * 81}"', 18, "name is langer dan 80 tekens"),
        ('name = "Marleen Vos"', 'name = "Marleen\\u0007Vos"', 18, "name bevat een onzichtbaar teken"),
        ('name = "Marleen Vos"', 'name = "Marleen\\u202EVos"', 18, "name bevat een onzichtbaar teken"),
        ('name = "Marleen Vos"', 'name = """Marleen\nVos"""', 18, "of een nieuwe regel"),
        ('organisation = "Zorggroep De Waterlelie"', f'organisation = "{"Z" * 81}"', 26, "is langer dan 80 tekens"),
        ('phone = "036 000 00 00"\n', "", 1, "phone ontbreekt"),
        ('name = "atw"', 'name = "lunar"', 7, "public, atw"),
        ("2026-12-24", '"2026-12-24"', 8, "zonder aanhalingstekens"),
        ("[office]", "[kantoor]", 1, "onbekend: kantoor"),
        ('nicknames = ["San", "Sannie"]', 'nicknames = "San"', 13, "roepnamen"),
        ('slack = "U0SUPER1"', 'email = "marleen@voorbeeld.example"', 19, "alleen wie in de klachtencommissie zit"),
        ('positions = ["supervisor"]', 'positions = ["supervisor"]\nuntil = 2026-12-31', 20, "hoort bij een plaats"),
        ('email = "peter@voorbeeld.example"', 'until = "2026-12-31"', 24, "zonder aanhalingstekens"),
        ('email = "peter@voorbeeld.example"', "since = 2026-12-31\nuntil = 2026-01-01", 25, "ligt voor since"),
    ],
    ids=["syntax", "slack id", "twice", "no slack id", "position", "no position", "no supervisor", "both sides",
         "no organisation", "e-mail", "unknown key", "e-mail of nowhere",
         "name too long", "name that rings", "name that turns round", "name of two lines", "organisation too long",
         "no phone", "calendar", "closing day", "unknown table", "nicknames", "colleague by mail",
         "term of a colleague", "term in quotes", "term that ends first"],
)  # fmt: skip
def test_a_bad_file_is_refused_with_the_line_and_the_reason(old: str, new: str, line: int, reason: str) -> None:
    assert old in FILE

    with pytest.raises(OrganisationRefused) as refusal:
        parse(FILE.replace(old, new))

    assert refusal.value.line == line
    assert reason in refusal.value.nl


def test_the_file_of_the_demo_is_good_and_has_everybody_the_procedure_needs() -> None:
    organisation = parse(find("cli/demo_organisation.toml").read_text(encoding="utf-8"))

    held = [position for member in organisation.members for position in member.positions]
    assert held.count(Position.COORDINATOR) == 2
    assert set(held) == set(Position)


def test_an_empty_database_has_no_organisation(database: Database) -> None:
    assert now(database) is None


def test_what_was_taken_over_is_what_stands_in_the_database(database: Database) -> None:
    wanted = parse(FILE)

    take_over(database, wanted)

    found = now(database)
    assert found is not None
    assert plan(found, wanted) == []
    assert set(found.members) == set(wanted.members)


def test_the_differences_say_who_gains_and_loses_what(database: Database) -> None:
    take_over(database, parse(FILE))
    changed = (
        without(FILE, "Peter Jansen")
        .replace('["supervisor"]', '["supervisor", "coordinator"]')
        .replace('["coordinator"]', '["staff"]')
        .replace("Marleen Vos", "Marleen de Vos")
        .replace('"atw"', '"public"')
    )

    changes = plan(now(database), parse(changed))

    assert changes == [
        Change(Difference.GAINS, who="Sanne de Wit", what="staff"),
        Change(Difference.LOSES, who="Sanne de Wit", what="coordinator"),
        Change(Difference.CHANGES, who="Marleen Vos", what="name", before="Marleen Vos", after="Marleen de Vos"),
        Change(Difference.GAINS, who="Marleen de Vos", what="coordinator"),
        Change(Difference.LEAVES, who="Peter Jansen"),
        Change(Difference.SETTING, what="calendar", before="atw", after="public"),
    ]
    assert describe(changes[0]) == "+ Sanne de Wit wordt staff"


def test_who_vanishes_from_the_file_becomes_inactive_and_keeps_their_id_when_they_return(
    database: Database, clock: StoppedClock
) -> None:
    take_over(database, parse(FILE))
    with database.uow(read_only=True) as uow:
        before = uow.people.by_slack_id("U0PARTN1")

    take_over(database, parse(without(FILE, "Peter Jansen")))
    with database.uow(read_only=True) as uow:
        gone = uow.people.by_slack_id("U0PARTN1")
        seats = uow.people.with_position(Position.PARTNER_MEMBER)
    clock.move(timedelta(days=1))
    take_over(database, parse(FILE))
    with database.uow(read_only=True) as uow:
        back = uow.people.by_slack_id("U0PARTN1")

    assert before is not None
    assert gone is not None
    assert (gone.id, gone.active, gone.positions, seats) == (before.id, False, frozenset(), ())
    assert back == before


def test_a_position_that_ended_keeps_its_dates(database: Database, clock: StoppedClock) -> None:
    take_over(database, parse(FILE))
    clock.move(timedelta(days=10))
    take_over(database, parse(without(FILE, "Peter Jansen")))

    with database.uow(read_only=True) as uow:
        t = tables.positions
        row = uow.connection.execute(select(t).where(t.c.position == "partner_member")).one()

    assert (row.since, row.until) == (date(2026, 3, 2), date(2026, 3, 12))


def test_a_position_that_is_taken_and_given_back_on_one_day_simply_goes_on(database: Database) -> None:
    for text in (FILE, without(FILE, "Peter Jansen"), FILE):
        take_over(database, parse(text))

    found = now(database)

    assert found is not None
    assert plan(found, parse(FILE)) == []


def test_a_seat_of_the_committee_names_the_organisation_that_fills_it(database: Database) -> None:
    take_over(database, parse(FILE))

    with database.uow(read_only=True) as uow:
        seat = uow.connection.execute(
            select(tables.organisations).join(
                tables.positions, tables.positions.c.organisation == tables.organisations.c.id
            )
        ).one()
    name = unseal(database.vault.people, seat.name, place=f"organisations.name:{seat.id}")

    assert name.decode() == "Zorggroep De Waterlelie"


ROSTER = f"""{FILE}since = 2024-01-01
until = 2026-12-31

[[person]]
name = "Aisha Benali"
email = "Aisha@voorbeeld.example"
positions = ["substitute"]
organisation = "Stichting Het Baken"

[[person]]
slack = "U0SECRE1"
name = "Ilse Brouwer"
positions = ["secretary"]
"""
"""With a substitute who is not in Slack."""


def test_the_roster_says_who_may_be_asked_for_which_organisation_until_when(database: Database) -> None:
    take_over(database, parse(ROSTER))

    with database.uow(read_only=True) as uow:
        names = {one.id: one.name for one in uow.people.all()}
        organisations = uow.people.organisations()
        found = [
            (names[one.person], one.position.value, organisations.get(one.organisation, ""), one.until)
            for one in uow.people.roster()
        ]

    assert found == [
        ("Peter Jansen", "partner_member", "Zorggroep De Waterlelie", date(2026, 12, 31)),
        ("Aisha Benali", "substitute", "Stichting Het Baken", None),
        ("Ilse Brouwer", "secretary", "", None),
    ]


def test_who_left_stands_on_the_roster_no_more(database: Database) -> None:
    take_over(database, parse(ROSTER))
    take_over(database, parse(without(ROSTER, "Aisha Benali")))

    with database.uow(read_only=True) as uow:
        found = [one.position for one in uow.people.roster()]

    assert found == [Position.PARTNER_MEMBER, Position.SECRETARY]


def test_a_term_of_office_is_prolonged_by_the_file(database: Database) -> None:
    take_over(database, parse(ROSTER))
    longer = ROSTER.replace("2026-12-31", "2028-12-31")

    changes = plan(now(database), parse(longer))
    take_over(database, parse(longer))

    assert changes == [
        Change(Difference.CHANGES, who="Peter Jansen", what="until", before="2026-12-31", after="2028-12-31")
    ]
    assert plan(now(database), parse(longer)) == []


def test_who_comes_to_slack_or_leaves_it_stays_who_they_are(database: Database) -> None:
    in_slack = ROSTER.replace('name = "Aisha Benali"', 'slack = "U0SUBST1"\nname = "Aisha Benali"')
    ids = []
    for text in (ROSTER, in_slack, ROSTER):
        take_over(database, parse(text))
        with database.uow(read_only=True) as uow:
            ids += [(one.id, one.slack_id) for one in uow.people.all() if one.name == "Aisha Benali"]

    assert len({id for id, _ in ids}) == 1
    assert [slack_id for _, slack_id in ids] == [None, "U0SUBST1", None]


def test_two_people_by_mail_have_an_address_each() -> None:
    twice = ROSTER + ROSTER[ROSTER.index("[[person]]\nname") : ROSTER.index('[[person]]\nslack = "U0SECRE1')]

    with pytest.raises(OrganisationRefused, match="dit adres staat er al"):
        parse(twice)


def test_the_calendar_is_there_for_who_registers(database: Database) -> None:
    take_over(database, parse(FILE))

    with database.uow(read_only=True) as uow:
        office = uow.office()

    assert office == parse(FILE).office


def test_everybody_of_the_demo_organisation_who_is_in_slack_is_in_the_demo_workspace_under_the_same_name() -> None:
    organisation = parse(find("cli/demo_organisation.toml").read_text(encoding="utf-8"))

    people = tomllib.loads(find("practice/workspace.toml").read_text(encoding="utf-8"))["users"]

    in_slack = {m.slack_id: m.name for m in organisation.members if m.slack_id}
    assert in_slack == {user["id"]: user["real_name"] for user in people}


def test_nicknames_are_known_by_position(database: Database) -> None:
    take_over(database, parse(FILE))

    with database.uow(read_only=True) as uow:
        named = uow.people.names_of(Position.COORDINATOR)

    assert list(named.values()) == [("Sanne de Wit", "San", "Sannie")]


def test_another_nickname_is_a_difference(database: Database) -> None:
    take_over(database, parse(FILE))
    wanted = parse(FILE.replace('["San", "Sannie"]', "[]"))

    found = now(database)

    assert plan(found, wanted) == [Change(Difference.CHANGES, "Sanne de Wit", "nicknames", "San, Sannie", "")]


def test_somebody_who_only_reported_is_no_difference_and_stays(database: Database) -> None:
    take_over(database, parse(FILE))
    with database.uow() as uow:
        uow.people.ensure("U0NEW", "Noor Nieuw")
        uow.commit()

    before = plan(now(database), parse(FILE))
    take_over(database, parse(FILE))

    assert before == []
    with database.uow(read_only=True) as uow:
        person = uow.people.by_slack_id("U0NEW")
    assert person is not None
    assert person.active


def test_who_was_met_while_slack_told_no_name_gets_it_later_and_keeps_it(database: Database) -> None:
    names = []
    for told in ("", "", "Noor Nieuw", "", "Another Name"):
        with database.uow() as uow:
            uow.people.ensure("U0NEW", told)
            uow.commit()
        with database.uow(read_only=True) as uow:
            person = uow.people.by_slack_id("U0NEW")
        names.append(person.name if person is not None else None)

    assert names == ["", "", "Noor Nieuw", "Noor Nieuw", "Noor Nieuw"]


def test_a_file_taken_over_elsewhere_holds_here_at_once(
    database: Database, databases: Databases, clock: StoppedClock
) -> None:
    take_over(database, parse(FILE))
    elsewhere = databases.open(clock, url=database.engine.url.render_as_string(hide_password=False))
    with database.uow(read_only=True) as uow:
        known_before = uow.people.by_slack_id("U0COORD1"), uow.office()
    changed = FILE.replace("Sanne de Wit", "Sanne de Witte").replace("2026-05-04", "2026-05-08")

    take_over(elsewhere, parse(changed))

    with database.uow(read_only=True) as uow:
        person, office = uow.people.by_slack_id("U0COORD1"), uow.office()
    assert known_before[0] is not None
    assert known_before[0].name == "Sanne de Wit"
    assert person is not None
    assert person.name == "Sanne de Witte"
    assert office is not None
    assert office.closing_days == (date(2026, 5, 8), date(2026, 12, 24))
