"""The committee's list kept in Slack (R13): the list, its forms, and what is said at a field.

It is Monday 2 March 2026.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from klachtbot.domain.model import Position
from klachtbot.practice.demo import practice_server
from klachtbot.resources import find
from klachtbot.slack.gateway import SlackGateway
from klachtbot.slack.listeners import ROUTES
from klachtbot.slack.screens.setup_forms import ADD, ADD_BY_MAIL, CHANGE, NONE, REMOVE, RENAME, SETUP_FORMS
from klachtbot.storage import Database, tables
from klachtbot.storage.organisation import apply, current
from klachtbot.usecases.organisation import parse
from tests.databases import Databases, StoppedClock
from tests.e2e.counter import Counter, Outcome, carrying, filled
from tests.e2e.house import ORGANISATION, HouseClock

FILE = ORGANISATION.read_text(encoding="utf-8")
SANNE = "U0COORD1"
IN_FORM: Mapping[str, Any] = {"surface": "view", "view_id": "V1", "depth": 2, "beneath": "V0", "submitted": True}


@pytest.fixture
def database(sqlite_databases: Databases, clock: StoppedClock) -> Database:
    found = sqlite_databases.open(clock)
    with found.uow() as uow:
        apply(uow, parse(FILE))
        uow.commit()
    return found


@pytest.fixture
def counter(database: Database, clock: StoppedClock) -> Counter:
    return Counter(database, clock, keeps=True)


def listed(counter: Counter, who: str = SANNE) -> str:
    return counter.visit(who, ROUTES.command("inrichten"), value="inrichten").shown


def opened(counter: Counter, action: str, value: str = "") -> str:
    return counter.visit(SANNE, ROUTES.actions[action], value=value, surface="view", view_id="V0", depth=1).shown


def send(counter: Counter, form: str, *, subject: str = "", submission: str = "a" * 32, **values: Any) -> Outcome:
    shapes = {"slack": "selected_users", "since": "selected_date", "until": "selected_date"}
    chosen = {"seat", "organisation"}
    state = {
        key: {key: {"selected_option": {"value": value}} if key in chosen else {shapes.get(key, "value"): value}}
        for key, value in values.items()
    }
    carried = carrying("", 10**6, submission=submission, subject=subject)
    return counter.visit(SANNE, ROUTES.forms[form], state=state, metadata=carried, **IN_FORM)


def subject(database: Database, name: str, position: Position) -> str:
    with database.uow(read_only=True) as uow:
        return f"{next(one.id for one in uow.people.all() if one.name == name)}:{position}"


def organisation_id(database: Database, name: str) -> str:
    with database.uow(read_only=True) as uow:
        return next(id for id, called in uow.people.organisations().items() if called == name)


IRIS: Mapping[str, Any] = {
    "seat": "substitute",
    "name": "Iris van Dam",
    "email": "iris@voorbeeld.example",
    "organisation": NONE,
    "new_organisation": "Buurtzorg Voorbeeld",
}


def test_the_list_says_who_sits_how_they_are_reached_and_for_how_long(counter: Counter) -> None:
    shown = listed(counter)

    assert "Peter Jansen · Zorggroep De Waterlelie\\nvia Slack · termijn 1 jan 2025 t/m 31 dec 2028" in shown
    assert "per e-mail: willem.prins@voorbeeld.example · geen termijn ingevuld" in shown
    assert "⚠ Geen organisatie ingevuld." in shown


@pytest.mark.parametrize(
    ("name", "position", "said"),
    [
        ("Hanneke Smit", Position.CHAIR, "Niemand. Nu wordt steeds de plaatsvervanger gevraagd."),
        ("Willem Prins", Position.DEPUTY_CHAIR, "Niemand. Kan de voorzitter niet? Dan kan er geen commissie komen."),
        ("Peter Jansen", Position.PARTNER_MEMBER, "Niemand. Nu wordt steeds een plaatsvervangend lid gevraagd."),
        ("Aisha Benali", Position.SUBSTITUTE, "⚠ Geen plaatsvervanger van een andere organisatie."),
        ("Karel Mulder", Position.MUNICIPAL_OFFICIAL, "Niemand. Zonder ambtenaar kan er geen commissie komen."),
        ("Ilse Brouwer", Position.SECRETARY, "Niemand (niet verplicht)."),
    ],
    ids=lambda value: str(value).split()[0],
)
def test_an_empty_seat_says_what_happens_without(
    counter: Counter, database: Database, name: str, position: Position, said: str
) -> None:
    before = listed(counter)

    outcome = send(counter, REMOVE.name, subject=subject(database, name, position))

    assert said not in before
    assert said in outcome.shown, "the list beneath is as it is now"
    assert said in listed(counter)


def test_who_left_slack_is_told_on_the_list(counter: Counter) -> None:
    counter.screens.left.add("U0CHAIR1")

    assert listed(counter).count("⚠ Niet meer actief in Slack.") == 1


def test_somebody_by_mail_comes_on_the_list_with_an_organisation_that_was_not_there(counter: Counter) -> None:
    outcome = send(counter, ADD_BY_MAIL.name, **IRIS)

    assert "Vastgelegd. Deze persoon staat op de lijst." in outcome.said
    assert "Iris van Dam · Buurtzorg Voorbeeld\\nper e-mail: iris@voorbeeld.example" in listed(counter)
    assert "2 mrt 2026 10:00 · Sanne de Wit zette Iris van Dam op de lijst" in listed(counter)


def test_somebody_in_slack_is_called_what_slack_calls_them(counter: Counter, database: Database) -> None:
    at = organisation_id(database, "Stichting Het Baken")

    send(counter, ADD.name, seat="substitute", slack=["U0NEW1"], organisation=at, until="2027-12-31")

    assert "een-naam-uit-Slack · Stichting Het Baken\\nvia Slack · termijn t/m 31 dec 2027" in listed(counter)


def test_an_administrator_nobody_knew_is_named_as_who_changed_it(counter: Counter) -> None:
    counter.screens.runs.add("U0OWNER1")

    form = filled(ADD_BY_MAIL, email={"value": "iris@voorbeeld.example"})
    counter.visit("U0OWNER1", ROUTES.forms[ADD_BY_MAIL.name], state=form, metadata=carrying("", 0), **IN_FORM)

    assert "een-naam-uit-Slack zette 036 123 45 67 op de lijst" in listed(counter, "U0OWNER1")


def test_a_chair_who_also_runs_the_workspace_has_both_on_home(counter: Counter) -> None:
    counter.screens.runs.add("U0CHAIR1")

    home = counter.visit("U0CHAIR1", ROUTES.home).shown

    assert [word in home for word in ("Zoeken", "Inrichten")] == [True, True]


@pytest.mark.parametrize(
    ("form", "values", "field", "said"),
    [
        pytest.param(ADD_BY_MAIL, {**IRIS, "email": "iris"}, "email", "Dit e-mailadres klopt niet.", id="no address"),
        pytest.param(
            ADD_BY_MAIL, {**IRIS, "new_organisation": ""}, "organisation", "Kies een organisatie.", id="no organisation"
        ),
        pytest.param(
            ADD_BY_MAIL, {**IRIS, "since": "2026-03-02", "until": "2026-03-01"}, "until", "Deze dag", id="term turned"
        ),
        pytest.param(
            ADD_BY_MAIL, {**IRIS, "email": "tom.visser@voorbeeld.example"}, "email", "Dit adres is al", id="of Tom"
        ),
        pytest.param(ADD, {"seat": "chair", "slack": ["U0STAFF2"]}, "slack", "Wie hier werkt", id="of the house"),
        pytest.param(ADD, {"seat": "chair", "slack": ["U0CHAIR1"]}, "slack", "staat al op de lijst", id="twice"),
        pytest.param(ADD, {"seat": "secretary", "slack": [SANNE]}, "slack", "Je kunt jezelf niet", id="oneself"),
        pytest.param(ADD, {"seat": "chair", "slack": []}, "slack", "Vul dit veld in.", id="nobody"),
        pytest.param(ADD, {"seat": "coordinator", "slack": ["U0NEW1"]}, "seat", "Kies een van", id="forged seat"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_recorded(
    counter: Counter, form: Any, values: Mapping[str, Any], field: str, said: str
) -> None:
    outcome = send(counter, form.name, **values)

    assert f"'{field}': '" in outcome.said
    assert said in outcome.said
    assert not outcome.recorded


def test_who_is_changed_is_shown_as_they_are_and_goes_over_to_mail(counter: Counter, database: Database) -> None:
    hanneke = subject(database, "Hanneke Smit", Position.CHAIR)
    shown = opened(counter, "setup_change", hanneke)

    send(
        counter, CHANGE.name, subject=hanneke, seat="chair", name="Hanneke Smit", slack=[],
        email="hanneke@voorbeeld.example", organisation=NONE,
    )  # fmt: skip

    assert "'initial_users': ['U0CHAIR1']" in shown
    assert "Hanneke Smit\\nper e-mail: hanneke@voorbeeld.example" in listed(counter)


def test_without_slack_an_address_is_asked_for(counter: Counter, database: Database) -> None:
    hanneke = subject(database, "Hanneke Smit", Position.CHAIR)

    outcome = send(counter, CHANGE.name, subject=hanneke, seat="chair", name="H", slack=[], email="", organisation=NONE)

    assert "'email': 'Vul een e-mailadres in, of kies de persoon in Slack.'" in outcome.said


def test_before_somebody_is_taken_off_the_list_it_is_told_what_follows(counter: Counter, database: Database) -> None:
    shown = opened(counter, "setup_remove", subject(database, "Peter Jansen", Position.PARTNER_MEMBER))

    assert "niet meer voor nieuwe klachten" in shown
    assert "tot de behandelaar de commissie opnieuw samenstelt" in shown


def test_an_organisation_is_called_otherwise_everywhere(counter: Counter, database: Database) -> None:
    at = organisation_id(database, "Stichting Het Baken")
    shown = opened(counter, "setup_rename", at)

    send(counter, RENAME.name, subject=at, name="Het Nieuwe Baken")

    assert "'initial_value': 'Stichting Het Baken'" in shown
    assert "Aisha Benali · Het Nieuwe Baken" in listed(counter)


@pytest.mark.parametrize("form", SETUP_FORMS)
@pytest.mark.parametrize(
    "forged", ["{sanne}:coordinator", "{sanne}:chair", "{sanne}:", "{sanne}:x", "x:chair", ":", "", "💥" * 40]
)
def test_what_a_form_carries_takes_nobody_out_of_the_house(
    counter: Counter, database: Database, form: str, forged: str
) -> None:
    sanne = subject(database, "Sanne de Wit", Position.COORDINATOR).partition(":")[0]
    values: dict[str, Any] = {"seat": "chair", "name": "S", "slack": [], "email": "x", "organisation": NONE}
    with database.uow(read_only=True) as uow:
        before = current(uow)

    send(counter, form, subject=forged.format(sanne=sanne), **values)

    with database.uow(read_only=True) as uow:
        assert current(uow) == before


def test_no_name_goes_into_the_log_of_a_change(
    counter: Counter, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        send(counter, ADD_BY_MAIL.name, **IRIS)

    with database.uow(read_only=True) as uow:
        kept = uow.connection.execute(tables.organisation_changes.select()).all()
    assert "Iris" not in caplog.text + repr(kept)


def test_a_list_that_is_full_still_fits_in_a_view(counter: Counter) -> None:
    for n in range(40):
        more = {**IRIS, "name": f"Lid {'x' * 70} {n:02}", "email": f"lid{n}@voorbeeld.example"}
        send(counter, ADD_BY_MAIL.name, submission=f"{n:032}", **{**more, "until": "2026-01-31"})

    listed(counter)
    view = counter.screens.shown[-1]

    assert len(view["blocks"]) <= 100
    assert len(json.dumps(view)) < 250_000
    assert "Er staan er nog 11 op de lijst." in str(view)


def test_who_runs_the_workspace_is_what_slack_says() -> None:
    server = practice_server(HouseClock(), manifest=find("manifest.yml"), port=0)
    server.start()
    gateway = SlackGateway(token=server.workspace.bot_token, api_url=server.api_url)

    told = {who for who in ("U0ADMIN1", "U0STAFF2", "U0NOBODY") * 2 if gateway.runs_workspace(who)}

    server.stop()
    assert told == {"U0ADMIN1"}
