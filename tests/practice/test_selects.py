"""Fields to choose several in, fields for people, and search fields: what they may look like and what the app gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from klachtbot.practice.model import ViewAt
from klachtbot.practice.strict import check_people, check_suggestions, check_view
from tests.practice.harness import (
    ANNA,
    BRAM,
    Practice,
    Stuck,
    actions,
    field_of,
    home,
    modal,
    option,
    plain,
    refused,
    section,
)

Json = dict[str, Any]

WHO = {"type": "multi_users_select", "max_selected_items": 2}
WHAT = {"type": "multi_static_select", "options": [option("een"), option("twee"), option("drie")]}
SEARCH = {"type": "external_select"}


def submitted(practice: Practice, *blocks: Mapping[str, Any]) -> list[Json]:
    """A form with these blocks stands open for Anna; its values, once submitted."""
    states: list[Json] = []

    @practice.app.view("form")
    def on_submit(ack: Callable[..., Any], view: Json) -> None:
        states.append(view["state"]["values"])
        ack()

    practice.opens(modal(*blocks))
    practice.connect()
    practice.anna.command("/klacht")
    return states


def answers(practice: Practice, answer: Mapping[str, Any]) -> list[Json]:
    """The app answers every search so; what it was asked."""
    asked: list[Json] = []

    @practice.app.options("zaak")
    def on_search(ack: Callable[..., Any], body: Json) -> None:
        asked.append(body)
        ack(dict(answer))

    return asked


def problems(element: Mapping[str, Any], block: Callable[[Json], Json] | None = None) -> list[str]:
    given = {"action_id": "x", **element}
    return check_view(modal(block(given) if block else field_of("x", given)), "modal")


def test_several_people_are_filled_in_by_name_and_arrive_as_ids(practice: Practice) -> None:
    states = submitted(practice, field_of("wie", WHO))

    practice.anna.fill({"Wie": ["Bram Visser", "Anna Smit"]}).submit()

    assert states[0]["wie"]["wie"] == {"type": "multi_users_select", "selected_users": [BRAM, ANNA]}


def test_several_options_arrive_whole(practice: Practice) -> None:
    states = submitted(practice, field_of("wat", WHAT))

    practice.anna.fill({"Wat": ["Een", "drie"]}).submit()

    assert states[0]["wat"]["wat"] == {
        "type": "multi_static_select",
        "selected_options": [option("een"), option("drie")],
    }


def test_what_stood_there_to_begin_with_is_in_the_state_untouched(practice: Practice) -> None:
    states = submitted(
        practice,
        field_of("wie", {**WHO, "initial_users": [BRAM]}),
        field_of("een", {"type": "users_select", "initial_user": ANNA}),
        section(accessory={"action_id": "wat", **WHAT, "initial_options": [option("twee")]}, block_id="wat"),
        field_of("zaak", {**SEARCH, "initial_option": option("k-1")}),
    )

    practice.anna.submit()

    assert states[0]["wie"]["wie"]["selected_users"] == [BRAM]
    assert states[0]["een"]["een"]["selected_user"] == ANNA
    assert states[0]["wat"]["wat"]["selected_options"] == [option("twee")]
    assert states[0]["zaak"]["zaak"]["selected_option"] == option("k-1")


def test_nothing_chosen_is_empty_in_the_shape_of_its_kind(practice: Practice) -> None:
    states = submitted(
        practice,
        field_of("wie", WHO, optional=True),
        field_of("wat", WHAT, optional=True),
        field_of("zaak", SEARCH, optional=True),
    )

    practice.anna.submit()

    assert states[0]["wie"]["wie"]["selected_users"] == []
    assert states[0]["wat"]["wat"]["selected_options"] == []
    assert states[0]["zaak"]["zaak"]["selected_option"] is None


def test_more_than_may_be_chosen_is_refused_before_the_app_hears_of_it(practice: Practice) -> None:
    states = submitted(practice, field_of("wat", {**WHAT, "max_selected_items": 2}))

    practice.anna.fill({"Wat": ["Een", "Twee", "Drie"]}).submit()

    assert practice.anna.errors() == {"Wat": "Kies er hoogstens 2."}
    assert states == []


def test_a_choice_of_several_beside_a_text_reaches_the_app_at_once(practice: Practice) -> None:
    chosen: list[Json] = []

    @practice.app.action("wie")
    def on_choice(ack: Callable[..., Any], action: Json) -> None:
        chosen.append(action)
        ack()

    submitted(practice, section(accessory={"action_id": "wie", "type": "multi_users_select"}))

    practice.anna.choose("wie", [ANNA, BRAM])

    assert chosen[0]["selected_users"] == [ANNA, BRAM]


@pytest.mark.parametrize(
    ("element", "problem"),
    [
        pytest.param({**WHAT, "max_selected_items": 0}, "must be between 1 and 100", id="at most none"),
        pytest.param(
            {**WHAT, "max_selected_items": 1, "initial_options": [option("een"), option("twee")]},
            "must not be more than max_selected_items",
            id="more to begin with than may be chosen",
        ),
        pytest.param(
            {**WHAT, "initial_options": [option("vier")]}, "must be one of the options", id="an initial stranger"
        ),
        pytest.param({"type": "multi_static_select"}, "must define either `options`", id="no options"),
        pytest.param({**WHAT, "options": [option(f"o{n}") for n in range(101)]}, "no more than 100", id="101 options"),
        pytest.param({**WHO, "initial_user": ANNA}, "invalid additional property", id="one initial for several"),
        pytest.param({**SEARCH, "options": [option("een")]}, "invalid additional property", id="search with options"),
        pytest.param({**SEARCH, "min_query_length": -1}, "must be between 0 and", id="fewer than no characters"),
        pytest.param({**SEARCH, "placeholder": plain("x" * 151)}, "must be less than 151", id="placeholder of 151"),
    ],
)
def test_what_slack_would_refuse_of_a_choice_is_refused(element: Mapping[str, Any], problem: str) -> None:
    found = problems(element)

    assert any(problem in line for line in found), found


@pytest.mark.parametrize("element", [WHO, WHAT, SEARCH], ids=["people", "options", "search"])
@pytest.mark.parametrize(
    "block",
    [
        pytest.param(lambda element: field_of("x", element), id="input"),
        pytest.param(lambda element: section(accessory=element), id="beside a text"),
        pytest.param(lambda element: actions(element), id="actions"),
    ],
)
def test_a_choice_may_stand_in_each_of_these(element: Json, block: Callable[[Json], Json]) -> None:
    assert problems(element, block) == []


@pytest.mark.parametrize(
    ("element", "at"),
    [
        pytest.param({"type": "users_select", "initial_user": "U0NIEMAND"}, "element/initial_user", id="one"),
        pytest.param(
            {"type": "multi_users_select", "initial_users": [ANNA, "U0NIEMAND"]},
            "element/initial_users/1",
            id="several",
        ),
    ],
)
def test_nobody_is_filled_in_who_does_not_exist(element: Json, at: str) -> None:
    found = check_people([field_of("wie", element)], {ANNA, BRAM}, "/view/blocks")

    assert found == [f"no such user [json-pointer:/view/blocks/0/{at}]"]


def test_a_view_that_names_nobody_known_is_refused(practice: Practice) -> None:
    field = {"type": "users_select", "action_id": "wie", "initial_user": "U0NIEMAND"}

    answer = refused(lambda: practice.client().views_publish(user_id=ANNA, view=home(section(accessory=field))))

    assert answer["error"] == "invalid_arguments"
    assert answer["errors"] == ["no such user [json-pointer:/view/blocks/0/accessory/initial_user]"]


def test_a_search_says_who_types_what_in_which_field_of_which_view(practice: Practice) -> None:
    asked = answers(practice, {"options": [option("k-1")]})
    submitted(practice, field_of("zaak", SEARCH))

    found = practice.anna.search("Zaak", "jansen")

    assert found == ["K-1"]
    assert asked[0]["type"] == "block_suggestion"
    assert asked[0]["user"]["id"] == ANNA
    assert (asked[0]["block_id"], asked[0]["action_id"], asked[0]["value"]) == ("zaak", "zaak", "jansen")
    assert asked[0]["container"] == {"type": "view", "view_id": asked[0]["view"]["id"]}
    assert "trigger_id" not in asked[0]


def test_what_was_found_and_chosen_arrives_whole(practice: Practice) -> None:
    answers(practice, {"options": [option("k-1"), option("k-2")]})
    states = submitted(practice, field_of("zaak", SEARCH))
    practice.anna.search("Zaak", "jansen")

    practice.anna.fill({"Zaak": "K-2"}).submit()

    assert states[0]["zaak"]["zaak"] == {"type": "external_select", "selected_option": option("k-2")}


def test_a_field_is_filled_by_the_text_that_a_search_for_it_finds(practice: Practice) -> None:
    answers(practice, {"options": [option("k-1")]})
    states = submitted(practice, field_of("zaak", SEARCH))

    practice.anna.fill({"Zaak": "K-1"}).submit()

    assert states[0]["zaak"]["zaak"]["selected_option"] == option("k-1")


def test_what_no_search_has_found_cannot_be_chosen(practice: Practice) -> None:
    answers(practice, {"options": []})
    submitted(practice, field_of("zaak", SEARCH))

    with pytest.raises(AssertionError, match="no option 'K-9'"):
        practice.anna.fill({"Zaak": "K-9"})


def test_a_value_the_app_never_suggested_is_refused_before_the_app_hears_of_it(practice: Practice) -> None:
    states = submitted(practice, field_of("zaak", SEARCH))
    view = practice.anna.open_view()

    practice.server.run(practice.workspace.submit(ANNA, view.id, {"zaak": {"zaak": "k-9"}}))

    assert practice.anna.errors() == {"Zaak": "Kies een van de mogelijkheden."}
    assert states == []


@pytest.mark.parametrize(
    ("least", "typed", "asks"),
    [
        pytest.param({}, "ja", [], id="two of the usual three"),
        pytest.param({}, "jan", ["jan"], id="three of the usual three"),
        pytest.param({"min_query_length": 1}, "j", ["j"], id="one of one"),
        pytest.param({"min_query_length": 0}, "", [""], id="none of none"),
    ],
)
def test_the_app_is_asked_once_enough_is_typed(
    practice: Practice, least: Mapping[str, int], typed: str, asks: Sequence[str]
) -> None:
    asked = answers(practice, {"options": []})
    submitted(practice, field_of("zaak", {**SEARCH, **least}))

    practice.anna.search("Zaak", typed)

    assert [body["value"] for body in asked] == asks


def test_options_may_come_in_groups(practice: Practice) -> None:
    groups = [
        {"label": plain("Open"), "options": [option("k-1")]},
        {"label": plain("Dicht"), "options": [option("k-2")]},
    ]
    answers(practice, {"option_groups": groups})
    submitted(practice, field_of("zaak", SEARCH))

    assert practice.anna.search("Zaak", "jansen") == ["K-1", "K-2"]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        pytest.param({}, "must define either `options` or `option_groups`", id="nothing"),
        pytest.param({"options": [], "option_groups": []}, "must define either", id="both"),
        pytest.param({"options": [option(f"o{n}") for n in range(101)]}, "no more than 100 items", id="101 options"),
        pytest.param({"options": [option("een"), option("een")]}, "option values must be unique", id="a double value"),
        pytest.param({"options": [option("x" * 76)]}, "must be less than 76 characters", id="a value of 76"),
        pytest.param({"text": "hoi"}, "invalid additional property: text", id="a text"),
    ],
)
def test_an_answer_to_a_search_is_looked_at_strictly(answer: Json, problem: str) -> None:
    found = check_suggestions(answer)

    assert any(problem in line for line in found), found


def test_a_wrong_answer_to_a_search_is_a_violation_and_nothing_is_found(practice: Practice) -> None:
    answers(practice, {"options": [option(f"o{n}") for n in range(101)]})
    submitted(practice, field_of("zaak", SEARCH))

    found = practice.anna.search("Zaak", "jansen")

    assert found == []
    assert practice.workspace.violations == [
        "answer to block_suggestion zaak: no more than 100 items allowed [json-pointer:/options]"
    ]


def test_a_search_that_is_not_answered_in_time_says_so(practice: Practice) -> None:
    stuck = Stuck()
    practice.app.options("zaak")(stuck)
    submitted(practice, field_of("zaak", SEARCH))
    view = practice.anna.open_view()

    def search() -> Any:
        return practice.server.run(
            practice.workspace.suggest(ANNA, surface=ViewAt(view.id), block_id="zaak", action_id="zaak", typed="jansen")
        )

    outcome = stuck.let_time_pass(practice.clock, 3.1, search)

    assert outcome.error == "operation_timeout"
    assert outcome.text == "De mogelijkheden konden niet worden opgehaald."


def test_what_was_found_is_still_chosen_after_the_app_changes_the_view(practice: Practice) -> None:
    answers(practice, {"options": [option("k-1")]})

    @practice.app.action("meer")
    def on_more(ack: Callable[..., Any], body: Json) -> None:
        fresh = modal(field_of("zaak", SEARCH), field_of("extra", optional=True))
        practice.client().views_update(view_id=body["view"]["id"], view=fresh)
        ack()

    more = {"type": "button", "action_id": "meer", "text": plain("Meer")}
    states = submitted(practice, field_of("zaak", SEARCH), actions(more))
    practice.anna.fill({"Zaak": "K-1"}).click("Meer")

    practice.anna.submit()

    assert states[0]["zaak"]["zaak"]["selected_option"] == option("k-1")


def test_a_choice_in_a_search_field_of_a_message_reaches_the_app(practice: Practice) -> None:
    answers(practice, {"options": [option("k-1")]})
    chosen: list[Json] = []

    @practice.app.action("zaak")
    def on_choice(ack: Callable[..., Any], action: Json, body: Json) -> None:
        chosen.extend([action, body])
        ack()

    practice.connect()
    field = {"type": "external_select", "action_id": "zaak", "placeholder": plain("Zoek")}
    practice.client().chat_postMessage(channel=ANNA, text="Welke?", blocks=[actions(field, block_id="b")])

    practice.anna.search_at(practice.anna.dm()[-1], "zaak", "jansen")
    practice.anna.choose("zaak", "k-1")

    assert chosen[0]["selected_option"] == option("k-1")
    assert chosen[1]["state"]["values"]["b"]["zaak"]["selected_option"] == option("k-1")


def test_a_field_of_a_form_that_dispatches_reaches_the_app_at_once(practice: Practice) -> None:
    chosen: list[Json] = []

    @practice.app.action("wie")
    def on_choice(ack: Callable[..., Any], action: Json) -> None:
        chosen.append(action)
        ack()

    states = submitted(practice, field_of("wie", {"type": "users_select"}, dispatch_action=True))

    practice.anna.choose("wie", BRAM)
    practice.anna.submit()

    assert chosen[0]["selected_user"] == BRAM
    assert states[0]["wie"]["wie"]["selected_user"] == BRAM


def test_a_field_of_a_form_that_does_not_dispatch_says_nothing_before_it_is_submitted(practice: Practice) -> None:
    submitted(practice, field_of("wie", {"type": "users_select"}))
    view = practice.anna.open_view()

    outcome = practice.server.run(
        practice.workspace.click(ANNA, surface=ViewAt(view.id), block_id="wie", action_id="wie", value=BRAM)
    )

    assert outcome.error == "not_found"
