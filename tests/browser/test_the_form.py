"""A modal in a real browser: what arrives at the app, errors at their field, nothing typed lost, all by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Practice, Screens

pytestmark = pytest.mark.browser


@pytest.fixture
def page(screens: Screens) -> Page:
    """Anna has the form open."""
    opened = screens.as_person("U0ANNA")
    opened.get_by_role("combobox").fill("/echo formulier")
    opened.get_by_role("combobox").press("Enter")
    expect(form(opened)).to_be_visible()
    return opened


def form(page: Page) -> Locator:
    return page.get_by_role("dialog")


def fill_in(page: Page, subject: str) -> None:
    """Whatever must be filled in, and a story."""
    fields = form(page)
    fields.get_by_label("Onderwerp").fill(subject)
    fields.get_by_label("Verhaal").fill("Regel een\nregel <b>twee</b>")
    fields.get_by_label("Ander").check()
    fields.get_by_label("Brief").check()


def save(page: Page) -> None:
    form(page).get_by_role("button", name="Opslaan").click()


def test_every_kind_of_input_arrives_as_it_was_filled_in(page: Page, practice: Practice) -> None:
    fields = form(page)
    fill_in(page, "Afspraak")
    fields.get_by_label("E-mailadres").fill("a@example.org")
    fields.get_by_label("Aantal").fill("12")
    fields.get_by_label("Dag").fill("2026-12-24")
    fields.get_by_label("Tijd").fill("16:45")
    fields.get_by_label("Binnengekomen via").select_option(label="Telefoon")
    fields.get_by_label("Collega").select_option(label="Bram Visser")

    save(page)

    expect(page.get_by_role("log")).to_contain_text("Opgeslagen: Afspraak")
    values = practice.app.heard[-1]
    assert values["story"]["value"] == "Regel een\nregel <b>twee</b>"
    assert values["mail"]["value"] == "a@example.org"
    assert values["count"]["value"] == "12"
    assert values["day"]["selected_date"] == "2026-12-24"
    assert values["time"]["selected_time"] == "16:45"
    assert values["via"]["selected_option"]["value"] == "phone"
    assert values["who"]["selected_option"]["value"] == "other"
    assert [chosen["value"] for chosen in values["wishes"]["selected_options"]] == ["letter"]
    assert values["colleague"]["selected_user"] == "U0BRAM"


def test_the_first_field_has_the_focus_and_enter_submits(page: Page, practice: Practice) -> None:
    subject = form(page).get_by_label("Onderwerp")
    expect(subject).to_be_focused()
    fill_in(page, "Met enter")

    subject.press("Enter")

    expect(form(page)).to_be_hidden()
    assert practice.app.heard[-1]["subject"]["value"] == "Met enter"


def test_an_error_of_the_app_stands_at_its_field_and_nothing_typed_is_lost(page: Page) -> None:
    fill_in(page, "fout")

    save(page)

    subject = form(page).get_by_label("Onderwerp")
    expect(subject).to_have_accessible_description("Een paar woorden. Noem het anders dan fout.")
    expect(subject).to_be_focused()
    expect(subject).to_have_value("fout")
    expect(form(page).get_by_label("Verhaal")).to_have_value("Regel een\nregel <b>twee</b>")
    expect(form(page).get_by_label("Ander")).to_be_checked()
    expect(form(page).get_by_label("Brief")).to_be_checked()


def test_what_must_be_filled_in_is_asked_for_before_the_app_hears_of_it(page: Page, practice: Practice) -> None:
    save(page)

    expect(form(page).get_by_text("Vul dit veld in.")).to_have_count(3)
    assert practice.app.heard == ["formulier"]


def test_after_an_error_the_form_can_be_put_right_and_saved(page: Page, practice: Practice) -> None:
    fill_in(page, "fout")
    save(page)
    expect(form(page).get_by_text("Noem het anders dan fout.")).to_be_visible()

    form(page).get_by_label("Onderwerp").fill("goed")
    save(page)

    expect(page.get_by_role("log")).to_contain_text("Opgeslagen: goed")
    assert practice.app.heard[-1]["subject"]["value"] == "goed"


def test_an_error_goes_while_it_is_put_right_and_comes_back_when_it_is_not(page: Page) -> None:
    fill_in(page, "fout")
    save(page)
    expect(form(page).get_by_text("Noem het anders dan fout.")).to_be_visible()

    form(page).get_by_label("Onderwerp").fill("beter")
    expect(form(page).get_by_text("Noem het anders dan fout.")).to_have_count(0)
    form(page).get_by_label("Onderwerp").fill("fout")
    save(page)

    expect(form(page).get_by_text("Noem het anders dan fout.")).to_be_visible()


def test_pressing_submit_twice_tells_the_app_once(page: Page, practice: Practice) -> None:
    fill_in(page, "Eén keer")

    form(page).get_by_role("button", name="Opslaan").dblclick()

    expect(form(page)).to_be_hidden()
    assert [heard["subject"]["value"] for heard in practice.app.heard[1:]] == ["Eén keer"]


def test_a_form_that_the_app_redraws_keeps_what_was_typed(page: Page) -> None:
    fill_in(page, "Half af")

    form(page).get_by_role("button", name="Andere naam").click()

    expect(form(page).get_by_role("heading", name="Nieuwe naam")).to_be_visible()
    expect(form(page).get_by_label("Onderwerp")).to_have_value("Half af")
    expect(form(page).get_by_label("Brief")).to_be_checked()


@pytest.mark.parametrize("way", ["Terug", "Toevoegen", "Escape"])
def test_under_a_second_view_the_first_waits_as_it_was(page: Page, way: str) -> None:
    fill_in(page, "Half af")
    form(page).get_by_role("button", name="Nog iets erbij").click()
    expect(form(page).get_by_role("heading", name="Erbij")).to_be_visible()

    if way == "Escape":
        page.keyboard.press("Escape")
    else:
        form(page).get_by_role("button", name=way).click()

    expect(form(page).get_by_role("heading", name="Formulier")).to_be_visible()
    expect(form(page).get_by_label("Onderwerp")).to_have_value("Half af")
    expect(form(page).get_by_label("Verhaal")).to_have_value("Regel een\nregel <b>twee</b>")


def test_the_cross_closes_every_view_at_once(page: Page) -> None:
    form(page).get_by_role("button", name="Nog iets erbij").click()
    expect(form(page).get_by_role("heading", name="Erbij")).to_be_visible()

    form(page).get_by_role("button", name="Sluiten").first.click()

    expect(form(page)).to_be_hidden()


def test_a_message_of_somebody_else_does_not_disturb_who_is_typing(page: Page, screens: Screens) -> None:
    story = form(page).get_by_label("Verhaal")
    story.press_sequentially("Eerste helft ")
    eve = screens.as_person("U0EVE", "/C0TEAM")

    eve.get_by_role("combobox").fill("Hallo")
    eve.get_by_role("combobox").press("Enter")
    expect(eve.get_by_role("log")).to_contain_text("Hallo")
    story.press_sequentially("tweede helft")

    expect(story).to_be_focused()
    expect(story).to_have_value("Eerste helft tweede helft")


def test_when_the_app_is_gone_the_form_stays_open_and_says_so(page: Page, practice: Practice) -> None:
    fill_in(page, "Niemand luistert")
    practice.disconnect()

    save(page)

    expect(form(page).get_by_role("alert")).to_be_visible()
    expect(form(page).get_by_role("alert")).to_be_focused()
    expect(form(page).get_by_label("Onderwerp")).to_have_value("Niemand luistert")


@pytest.mark.parametrize("way", ["Escape", "Annuleren", "Sluiten"])
def test_the_form_closes_and_the_focus_returns_to_the_composer(page: Page, way: str) -> None:
    if way == "Escape":
        page.keyboard.press("Escape")
    else:
        form(page).get_by_role("button", name=way).click()

    expect(form(page)).to_be_hidden()
    expect(page.get_by_role("combobox")).to_be_focused()


def test_tab_never_leaves_the_open_form_for_the_page_behind_it(page: Page) -> None:
    outside = []

    for _ in range(25):
        page.keyboard.press("Tab")
        outside.append(
            page.evaluate("document.activeElement !== document.body && !document.activeElement.closest('dialog')")
        )

    assert not any(outside)


def test_a_date_is_written_out_with_its_weekday(page: Page) -> None:
    expect(form(page).get_by_text("dinsdag 8 december 2026")).to_be_visible()

    form(page).get_by_label("Dag").fill("2026-12-24")

    expect(form(page).get_by_text("donderdag 24 december 2026")).to_be_visible()


def test_somebody_who_reads_english_hears_the_workspace_in_english(screens: Screens) -> None:
    page = screens.as_person("U0EVE")
    page.get_by_role("combobox").fill("/echo formulier")

    page.get_by_role("combobox").press("Enter")

    expect(form(page).get_by_text("(optional)")).to_have_count(6)
