"""Choosing several and searching in a real browser: by mouse, by keyboard, on a phone; nothing chosen is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Practice, Screens

pytestmark = [pytest.mark.browser, pytest.mark.prove]  # of the practice workspace itself, and it takes a while


@pytest.fixture
def page(screens: Screens, size: tuple[int, int]) -> Page:
    """Anna has the form with choices open, on a laptop and on a phone."""
    screens.size = size
    opened = screens.as_person("U0ANNA")
    opened.get_by_label("Schrijf een bericht").fill("/echo keuzes")
    opened.get_by_label("Schrijf een bericht").press("Enter")
    expect(form(opened)).to_be_visible()
    return opened


def form(page: Page) -> Locator:
    return page.get_by_role("dialog")


def group(page: Page, name: str) -> Locator:
    return form(page).get_by_role("group", name=name)


def finder(page: Page) -> Locator:
    return form(page).get_by_label("Welke zaak")


def save(page: Page) -> None:
    form(page).get_by_role("button", name="Opslaan").click()


def test_several_people_and_options_arrive_at_the_app(page: Page, practice: Practice) -> None:
    group(page, "Wie zijn erbij").get_by_label("Eve Carter").check()
    group(page, "Wie zijn erbij").get_by_label("Anna de Boer").check()
    group(page, "Welke steden").get_by_label("Sneek").check()

    save(page)

    expect(form(page)).to_be_hidden()
    values = practice.app.heard[-1]
    assert values["people"]["selected_users"] == ["U0ANNA", "U0EVE"]
    assert [chosen["value"] for chosen in values["cities"]["selected_options"]] == ["sneek"]
    assert values["case"]["selected_option"] is None


def test_a_long_list_is_searched_and_walked_through_by_keyboard(page: Page) -> None:
    field = group(page, "Welke steden").locator("xpath=..").get_by_label("Zoek in de lijst").first
    field.fill("de")
    expect(group(page, "Welke steden").get_by_role("checkbox")).to_have_count(3)

    for key in ("ArrowDown", "ArrowDown", "Space"):
        page.keyboard.press(key)

    expect(group(page, "Welke steden").get_by_label("Ede")).to_be_checked()


def test_enter_chooses_what_the_search_has_left(page: Page) -> None:
    field = form(page).get_by_label("Zoek in de lijst")
    field.fill("snee")

    field.press("Enter")

    expect(group(page, "Welke steden").get_by_label("Sneek")).to_be_checked()
    expect(form(page)).to_be_visible()


def test_no_more_can_be_chosen_than_the_app_allows(page: Page) -> None:
    for city in ("Breda", "Delft"):
        group(page, "Welke steden").get_by_label(city).check()

    expect(group(page, "Welke steden").get_by_label("Leiden")).to_be_disabled()
    expect(form(page).get_by_text("2 gekozen (hoogstens 2)")).to_be_visible()


def test_nothing_chosen_is_lost_when_the_form_comes_back_with_an_error(page: Page) -> None:
    group(page, "Welke steden").get_by_label("Breda").check()
    finder(page).fill("jansm")
    form(page).get_by_role("option", name="K-2026-002 · Jansma").click()

    save(page)

    expect(form(page).get_by_text("Vul dit veld in.")).to_be_visible()
    expect(group(page, "Welke steden").get_by_label("Breda")).to_be_checked()
    expect(finder(page)).to_have_value("K-2026-002 · Jansma")


def test_what_is_searched_and_chosen_by_keyboard_arrives_at_the_app(page: Page, practice: Practice) -> None:
    group(page, "Wie zijn erbij").get_by_label("Eve Carter").check()
    finder(page).press_sequentially("jans")
    expect(form(page).get_by_role("option")).to_have_count(2)

    for key in ("ArrowDown", "ArrowDown", "Enter"):
        finder(page).press(key)
    expect(finder(page)).to_have_value("K-2026-002 · Jansma")
    save(page)

    expect(form(page)).to_be_hidden()
    assert practice.app.heard[-1]["case"]["selected_option"]["value"] == "k-2026-002"


def test_the_app_is_not_asked_before_enough_is_typed(page: Page, practice: Practice) -> None:
    finder(page).press_sequentially("j")

    expect(form(page).get_by_text("Typ minstens 2 tekens.")).to_be_visible()
    assert practice.app.searched == []


def test_a_search_without_result_says_so(page: Page) -> None:
    finder(page).fill("zzz")

    expect(form(page).get_by_text("Niets gevonden.")).to_be_visible()


def test_escape_closes_what_was_found_and_not_the_form(page: Page) -> None:
    finder(page).fill("jans")
    expect(form(page).get_by_role("option")).to_have_count(2)

    finder(page).press("Escape")

    expect(form(page).get_by_role("option")).to_have_count(0)
    expect(form(page)).to_be_visible()
    expect(finder(page)).to_have_value("")


def test_who_leaves_without_choosing_finds_back_what_stood_there(page: Page) -> None:
    finder(page).fill("jansm")
    form(page).get_by_role("option", name="Jansma").click()
    finder(page).fill("pieter")

    finder(page).press("Tab")

    expect(finder(page)).to_have_value("K-2026-002 · Jansma")


def test_who_empties_a_search_field_chooses_nothing(page: Page, practice: Practice) -> None:
    group(page, "Wie zijn erbij").get_by_label("Eve Carter").check()
    finder(page).fill("jansm")
    form(page).get_by_role("option", name="Jansma").click()
    finder(page).fill("")

    save(page)

    expect(form(page)).to_be_hidden()
    assert practice.app.heard[-1]["case"]["selected_option"] is None


def test_a_choice_beside_a_text_reaches_the_app_at_once(page: Page, practice: Practice) -> None:
    with page.expect_response("**/click"):
        group(page, "Wie kijkt er mee?").get_by_label("Eve Carter").check()

    assert practice.app.heard[-1] == ["U0BRAM", "U0EVE"]


def test_nothing_of_a_form_with_choices_spills_over_the_edge(page: Page) -> None:
    too_wide = page.evaluate(
        "document.querySelector('#fields').scrollWidth - document.querySelector('#fields').clientWidth"
    )

    assert too_wide == 0
