"""Shortcuts in a real browser: the menu on a message, the button at the composer, by mouse, keyboard and thumb."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Practice, Screens

pytestmark = [pytest.mark.browser, pytest.mark.prove]  # of the practice workspace itself, and it takes a while

SAID = "De afspraak ging weer niet door."


@pytest.fixture
def page(screens: Screens, practice: Practice, size: tuple[int, int]) -> Page:
    """Bram looks at what Anna said in a channel the app is not in, on a laptop and on a phone."""
    practice.server.run(practice.workspace.say("U0ANNA", "C0TEAM", SAID, files=["brief.pdf"]))
    screens.size = size
    return screens.as_person("U0BRAM", "/C0TEAM")


def menu(page: Page) -> Locator:
    return page.get_by_label("Meer acties: Anna de Boer")


def form(page: Page) -> Locator:
    return page.get_by_role("dialog")


def test_a_message_shortcut_takes_the_message_along(page: Page, practice: Practice) -> None:
    page.get_by_text(SAID).hover()
    menu(page).click()

    page.get_by_role("menuitem", name="Dit melden").click()

    expect(form(page)).to_contain_text("Overgenomen")
    assert practice.app.heard == [(SAID, ["brief.pdf"])]


def test_the_menu_of_a_message_works_by_keyboard(page: Page, practice: Practice) -> None:
    menu(page).press("Enter")
    expect(page.get_by_role("menuitem", name="Dit bewaren")).to_be_visible()

    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)

    expect(page.get_by_role("log")).to_contain_text("Bewaard.")
    expect(page.get_by_role("log")).to_contain_text("Alleen zichtbaar voor jou")


def test_escape_closes_the_menu_and_gives_the_focus_back(page: Page) -> None:
    menu(page).press("Enter")

    page.keyboard.press("Escape")

    expect(page.get_by_role("menuitem", name="Dit melden")).to_be_hidden()
    expect(menu(page)).to_be_focused()


def test_the_menu_of_the_last_message_is_within_sight(page: Page) -> None:
    menu(page).press("Enter")

    expect(page.get_by_role("menuitem", name="Dit bewaren")).to_be_in_viewport(ratio=1)


def test_a_message_only_you_see_has_no_menu(page: Page) -> None:
    page.get_by_label("Schrijf een bericht").fill("/echo alleen ik")
    page.get_by_label("Schrijf een bericht").press("Enter")

    expect(page.get_by_text("Je zei: alleen ik")).to_be_visible()
    expect(page.get_by_label("Meer acties")).to_have_count(1)


def test_a_shortcut_at_the_composer_opens_a_form(page: Page) -> None:
    page.get_by_label("Snelkoppelingen").press("Enter")
    expect(page.get_by_role("menuitem", name="Iets melden")).to_be_in_viewport(ratio=1)

    for key in ("ArrowDown", "Enter"):
        page.keyboard.press(key)

    expect(form(page)).to_contain_text("Formulier")


def test_files_sent_along_are_named(page: Page) -> None:
    expect(page.get_by_label("Meegestuurde bestanden")).to_contain_text("brief.pdf")


def test_a_shortcut_nobody_answers_says_so(page: Page, practice: Practice) -> None:
    practice.disconnect()
    expect(page.get_by_text("Er is geen app verbonden.")).to_be_visible()

    menu(page).press("Enter")
    page.get_by_role("menuitem", name="Dit melden").press("Enter")

    expect(page.get_by_role("alert")).to_have_text("We konden de app niet bereiken. Probeer het opnieuw.")


def test_menus_make_nothing_spill_over_the_edge(page: Page) -> None:
    menu(page).press("Enter")
    expect(page.get_by_role("menuitem", name="Dit melden")).to_be_visible()

    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    assert too_wide == 0


def test_a_file_is_sent_along_by_its_name_without_a_text(page: Page, practice: Practice) -> None:
    page.get_by_label("Bestand meesturen").set_input_files(
        {"name": "agenda.txt", "mimeType": "text/plain", "buffer": b""}
    )
    expect(page.locator("#attached")).to_have_text("agenda.txt")

    page.get_by_label("Schrijf een bericht").press("Enter")

    expect(page.get_by_role("log")).to_contain_text("agenda.txt")
    expect(page.locator("#attached")).to_be_hidden()
