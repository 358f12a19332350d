"""The practice workspace in a real browser: who you are, messages, the composer, the date, the app going away."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Practice, Screens
from tests.browser.echo import HOSTILE

pytestmark = pytest.mark.browser


def say(page: Page, words: str) -> None:
    page.get_by_role("combobox").fill(words)
    page.get_by_role("combobox").press("Enter")


def test_a_newcomer_picks_who_to_be_and_stands_in_the_messages_of_the_app(screens: Screens) -> None:
    page = screens.as_person("U0ANNA")
    page.goto(screens.address)

    page.get_by_role("link", name="Bram Visser collega").click()

    expect(page).to_have_title(re.compile("Echo · Bram Visser · Oefenwerkruimte"))
    expect(page.get_by_role("combobox")).to_be_focused()


def test_the_page_says_that_it_is_not_slack(screens: Screens) -> None:
    page = screens.as_person("U0ANNA")

    page.goto(screens.address)

    expect(page.locator("body")).to_contain_text("Oefenwerkruimte")
    expect(page.locator("body")).to_contain_text("Dit is niet Slack.")


def test_one_can_become_somebody_else_at_any_time(screens: Screens) -> None:
    page = screens.as_person("U0ANNA")

    page.locator("#people summary").click()
    page.get_by_role("link", name="Eve Carter").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#people summary")).to_contain_text("You are")


def test_what_one_person_says_appears_at_once_on_the_screen_of_another(screens: Screens) -> None:
    anna, bram = screens.as_person("U0ANNA", "/C0TEAM"), screens.as_person("U0BRAM", "/C0TEAM")

    say(anna, "Goedemorgen *allemaal*")

    expect(bram.get_by_role("log").locator("strong", has_text="allemaal")).to_be_visible()


def test_an_answer_for_one_person_is_seen_by_that_person_only(screens: Screens) -> None:
    anna, bram = screens.as_person("U0ANNA", "/C0TEAM"), screens.as_person("U0BRAM", "/C0TEAM")

    say(anna, "/echo alleen ik")
    say(bram, "Iets voor iedereen")

    expect(anna.get_by_role("log")).to_contain_text("Alleen zichtbaar voor jou")
    expect(anna.get_by_role("log")).to_contain_text("Je zei: alleen ik")
    expect(bram.get_by_role("log")).to_contain_text("Iets voor iedereen")
    expect(bram.get_by_role("log")).not_to_contain_text("Je zei: alleen ik")


def test_hostile_text_is_shown_and_never_run(screens: Screens) -> None:
    page = screens.as_person("U0ANNA")

    say(page, HOSTILE)
    say(page, "/echo vijandig")

    expect(page.get_by_text(HOSTILE)).to_have_count(2)
    expect(page).not_to_have_title("gekaapt")


def test_a_slash_offers_the_commands_and_the_arrow_keys_choose_one(screens: Screens, practice: Practice) -> None:
    page = screens.as_person("U0ANNA")
    box = page.get_by_role("combobox")

    box.fill("/")
    expect(page.get_by_role("option")).to_have_count(4)
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        box.press(key)

    expect(box).to_have_value("/echo formulier")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_button_reaches_the_app_and_the_message_changes_where_it_stands(screens: Screens, practice: Practice) -> None:
    page = screens.as_person("U0ANNA")
    say(page, "/echo knoppen")

    page.get_by_role("button", name="Weggooien").click()
    page.get_by_role("dialog").get_by_role("button", name="Weggooien").click()

    expect(page.get_by_role("log")).to_contain_text("Weggegooid. (bewerkt)")
    assert "dropped" in practice.app.heard


def test_a_confirmation_that_is_declined_sends_nothing(screens: Screens, practice: Practice) -> None:
    page = screens.as_person("U0ANNA")
    say(page, "/echo knoppen")
    page.get_by_role("button", name="Weggooien").click()

    expect(page.get_by_role("dialog").get_by_role("button", name="Toch niet")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Weggooien")).to_be_focused()
    assert practice.app.heard == ["knoppen"]


def test_a_menu_opens_moves_and_chooses_by_keyboard(screens: Screens, practice: Practice) -> None:
    page = screens.as_person("U0ANNA")
    say(page, "/echo knoppen")
    menu = page.get_by_role("log").get_by_label("Meer", exact=True)

    with page.expect_response("**/click"):
        menu.press("Enter")
        for key in ("ArrowDown", "ArrowDown", "Enter"):
            page.keyboard.press(key)

    assert practice.app.heard == ["knoppen", "later"]


def test_the_home_tab_is_asked_for_and_shown(screens: Screens) -> None:
    page = screens.as_person("U0ANNA")

    page.get_by_role("link", name="Startpagina").click()

    expect(page.locator("#home")).to_contain_text("Wat wil je doen?")


@pytest.mark.parametrize(
    ("button", "date", "hour"),
    [
        pytest.param("+1 uur", "dinsdag 8 december 2026", "10:12", id="Tuesday 8 December, an hour"),
        pytest.param("+1 dag", "woensdag 9 december 2026", "09:12", id="Tuesday 8 December, a day"),
        pytest.param("Volgende werkdag", "woensdag 9 december 2026", "09:12", id="Tuesday 8 December, working day"),
    ],
)
def test_the_practice_date_moves_on(screens: Screens, button: str, date: str, hour: str) -> None:
    page = screens.as_person("U0ANNA")

    page.get_by_role("button", name=button).click()

    expect(page.locator("#now .day")).to_have_text(date)
    expect(page.locator("#now .hour")).to_have_text(hour)


def test_the_practice_date_can_be_picked(screens: Screens) -> None:
    page = screens.as_person("U0ANNA")

    page.get_by_label("Kies een datum").fill("2027-01-04")

    expect(page.locator("#now .day")).to_have_text("maandag 4 januari 2027")


def test_the_traffic_is_told_in_plain_lines_without_what_was_said(screens: Screens) -> None:
    page = screens.as_person("U0ANNA")
    say(page, "/echo geheim")
    expect(page.get_by_role("log")).to_contain_text("Je zei: geheim")

    page.get_by_role("button", name="Verkeer").click()

    expect(page.locator("#traffic-lines")).to_contain_text("/echo")
    expect(page.locator("#traffic-lines")).not_to_contain_text("geheim")


def test_when_no_app_is_connected_the_page_says_so(screens: Screens, practice: Practice) -> None:
    page = screens.as_person("U0ANNA")
    expect(page.get_by_text("Er is geen app verbonden.")).to_have_count(0)

    practice.disconnect()

    expect(page.get_by_text("Er is geen app verbonden.")).to_be_visible()


def test_nothing_spills_over_the_edge(screens: Screens, size: tuple[int, int]) -> None:
    screens.size = size
    page = screens.as_person("U0ANNA")
    say(page, "/echo knoppen")
    expect(page.get_by_role("button", name="Invullen")).to_be_visible()

    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    assert too_wide == 0


def test_on_a_phone_the_channels_are_behind_a_button(screens: Screens) -> None:
    screens.size = (420, 860)
    page = screens.as_person("U0ANNA")
    expect(page.get_by_role("link", name="#team")).to_be_hidden()

    page.get_by_role("button", name="Kanalen en personen").click()
    page.get_by_role("link", name="#team").click()

    expect(page.get_by_role("heading", name="#team")).to_be_visible()


def test_an_empty_conversation_offers_the_commands_to_begin_with(screens: Screens) -> None:
    page = screens.as_person("U0ANNA")

    page.get_by_role("button", name="/echo formulier").click()

    expect(page.get_by_role("combobox")).to_have_value("/echo formulier")
    expect(page.get_by_role("combobox")).to_be_focused()


def test_what_came_in_elsewhere_is_marked_until_it_is_looked_at(screens: Screens) -> None:
    anna, bram = screens.as_person("U0ANNA"), screens.as_person("U0BRAM", "/C0TEAM")
    say(bram, "Anna, kijk je even?")

    expect(anna.get_by_role("link", name="#team nieuw")).to_be_visible()
    anna.get_by_role("link", name="#team nieuw").click()

    expect(anna.get_by_role("log")).to_contain_text("Anna, kijk je even?")
    expect(anna.get_by_role("link", name="#team nieuw")).to_have_count(0)


def test_a_command_nobody_knows_is_answered_once_and_stays_in_the_composer(screens: Screens) -> None:
    page = screens.as_person("U0ANNA")

    with page.expect_response("**/say"):
        say(page, "/bestaatniet")

    expect(page.get_by_text("/bestaatniet is geen geldige opdracht.")).to_have_count(1)
    expect(page.get_by_role("combobox")).to_have_value("/bestaatniet")
    expect(page.get_by_role("alert")).to_have_count(0)
