"""What cannot be: a plain sentence at the field it is about, or before the form opens; and nothing is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from klachtbot.domain.model import Action
from tests.databases import Databases, StoppedClock
from tests.e2e.sitting import Sitting, Typed
from tests.e2e.test_internal_procedure import (
    FRI_6,
    FRI_13,
    MON_2,
    THU_12,
    WED_4,
    contacted,
    heard_out,
    informed,
    planned,
    reported,
    unsettled,
)

SUN_1 = date(2026, 11, 1)


@pytest.fixture
def sitting(sqlite_databases: Databases, clock: StoppedClock) -> Sitting:
    return Sitting(sqlite_databases.open(clock), clock)


def registered(sitting: Sitting) -> Sitting:
    return sitting


def settled(sitting: Sitting) -> Sitting:
    return reported(sitting, "settled").letter(Action.SEND_REPORT_SETTLED, FRI_13)


Situation = Callable[[Sitting], Sitting]

IN_THE_FUTURE = "Deze dag ligt in de toekomst. Kies vandaag of een eerdere dag."
BEFORE_RECEIPT = "De klacht kwam binnen op ma 2 nov. Kies die dag of later."
FILL_IN = "Vul dit veld in."
MISSING = "Er ontbreekt nog iets. Vul dit aan."
CONTACT: Mapping[str, Typed] = {"means": "phone"}
INFORM: Mapping[str, Typed] = {"means": "phone", "told": "Waar het over gaat."}
PLAN: Mapping[str, Typed] = {"time": "10:00", "place": "Kantoor"}
LATER: Mapping[str, Typed] = {"wished_by": "complainant", "reason": "Op reis."}
CLOSE: Mapping[str, Typed] = {"learning": "lesson", "lesson": "Eerder bellen."}


@pytest.mark.parametrize(
    ("situation", "step", "typed", "errors"),
    [
        pytest.param(registered, "Contact vastleggen", {**CONTACT, "on": WED_4}, {"on": IN_THE_FUTURE}, id="contact"),
        pytest.param(
            registered, "Contact vastleggen", {**CONTACT, "on": SUN_1}, {"on": BEFORE_RECEIPT}, id="before receipt"
        ),
        pytest.param(registered, "Tegenhouden", {}, {"reason": FILL_IN}, id="held without a reason"),
        pytest.param(contacted, "Intrekken", {"on": FRI_6, **CONTACT}, {"on": IN_THE_FUTURE}, id="withdrawn later"),
        pytest.param(informed, "Gesprek plannen", {**PLAN, "planned_for": MON_2},
                     {"planned_for": "Deze dag is te vroeg. Kies wo 4 nov of later."}, id="planned in the past"),
        pytest.param(informed, "Gesprek plannen", {"planned_for": THU_12}, {"time": FILL_IN, "place": FILL_IN},
                     id="planned without a time and place"),
        pytest.param(informed, "Later, in overleg", {**LATER, "until": WED_4},
                     {"until": "Deze dag is te vroeg. Kies do 5 nov of later."}, id="later than today"),
        pytest.param(planned, "Uitkomst vastleggen", {"on": WED_4}, {"outcome": FILL_IN}, id="held without an outcome"),
        pytest.param(
            planned, "Uitkomst vastleggen", {"on": MON_2, "outcome": "settled"},
            {"on": "Deze dag past niet bij een andere stap: ontvangstbevestiging verstuurd (wo 4 nov). "
             "Kies een andere dag."},
            id="held before the acknowledgement",
        ),
        pytest.param(unsettled, "Keuze klager vastleggen", {**CONTACT, "choice": "no_step", "on": THU_12},
                     {"on": "Deze dag past niet bij een andere stap: uitleg over de commissie verstuurd (vr 13 nov). "
                      "Kies een andere dag."}, id="chosen before the report was sent"),
        pytest.param(settled, "Klacht afronden", {}, {"learning": FILL_IN, "lesson": FILL_IN}, id="nothing learned"),
        pytest.param(settled, "Klacht afronden", {**CLOSE, "action": "Bellen"}, {"action_owner": MISSING},
                     id="an action of nobody"),
        pytest.param(settled, "Klacht afronden",
                     {**CLOSE, "action": "Bellen", "action_owner": ("U0JORIS",), "action_due": THU_12},
                     {"action_due": "Deze dag is te vroeg. Kies vr 13 nov of later."}, id="an action done before"),
        pytest.param(informed, "Datum verbeteren", {"fact": "contacted:", "on": SUN_1, "reason": "Typefout."},
                     {"on": BEFORE_RECEIPT}, id="corrected to before receipt"),
        pytest.param(planned, "Datum verbeteren", {"fact": "received:", "on": FRI_6, "reason": "Typefout."},
                     {"on": IN_THE_FUTURE}, id="corrected to the future"),
    ],
)  # fmt: skip
def test_a_refusal_stands_at_its_field_and_nothing_is_recorded(
    sitting: Sitting, situation: Situation, step: str, typed: Mapping[str, Typed], errors: Mapping[str, str]
) -> None:
    situation(sitting).open().press(step)
    before = sitting.complaint.version

    sitting.submit(**typed)

    assert sitting.errors == errors
    assert sitting.complaint.version == before


@pytest.mark.parametrize(
    ("situation", "step", "sentence"),
    [
        pytest.param(registered, "record_choice", "Deze stap past nu niet. Waar de klacht staat: geregistreerd.",
                     id="a choice before an outcome"),
        pytest.param(registered, "plan_conversation", "Eerst is dit nodig: ontvangstbevestiging verstuurd of "
                     "naam van de klager niet bekend.", id="a conversation before the acknowledgement"),
        pytest.param(contacted, "record_contact", "Dit kan niet meer. Al vastgelegd: contact met de klager (wo 4 nov).",
                     id="a second contact"),
        pytest.param(contacted, "write_report", "Deze stap past nu niet. Waar de klacht staat: geregistreerd.",
                     id="a report before the conversation"),
        pytest.param(lambda sitting: heard_out(sitting, "settled"), "record_conversation",
                     "Dit kan niet meer. Al vastgelegd: gesprek gevoerd (do 12 nov).", id="a second conversation"),
        pytest.param(settled, "withdraw_", "Deze klacht is hier niet te vinden.", id="a step nobody knows"),
        pytest.param(lambda sitting: settled(sitting).take("Klacht afronden", **CLOSE), "record_contact",
                     "Deze stap past nu niet. Waar de klacht staat: afgerond.", id="a step in a closed case"),
    ],
)  # fmt: skip
def test_a_step_whose_time_it_is_not_says_what_it_waits_for(
    sitting: Sitting, situation: Situation, step: str, sentence: str
) -> None:
    situation(sitting).open()
    before = sitting.complaint.version

    sitting.carry("step:other", f"{step}:{sitting.id}:")

    assert sitting.said.startswith(sentence)
    assert sitting.complaint.version == before


def test_a_colleague_who_may_read_may_not_take_a_step_and_hears_who_can(sitting: Sitting) -> None:
    contacted(sitting).as_("Joris").open()
    assert "wacht op de behandelaar" in sitting.shown
    assert sitting.offers() == ["Ik ben betrokken"]

    sitting.carry("step:other", f"withdraw:{sitting.id}:")

    assert sitting.said == "Deze stap is niet aan jou. De behandelaar van de klacht kan hem zetten."


def test_what_a_colleague_recorded_meanwhile_keeps_a_form_from_being_recorded(sitting: Sitting) -> None:
    informed(sitting).open().press("Gesprek plannen")
    sitting.letter(Action.CORRECT, WED_4, fact="informed", of="r1", reason="x")
    before = sitting.complaint.version

    sitting.submit(**PLAN, planned_for=THU_12)

    assert next(iter(sitting.errors.values())).startswith("Een collega heeft intussen iets vastgelegd")
    assert sitting.complaint.version == before
