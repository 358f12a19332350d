"""Files in a real browser, on what `make demo` starts: chosen in a form, seen on the card, fetched by who may."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

pytestmark = pytest.mark.browser

LETTER: FilePayload = {"name": "brief.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 Beste lezer"}


def say(page: Page, text: str) -> None:
    page.get_by_role("combobox", name="Schrijf een bericht").fill(text)
    page.get_by_role("combobox", name="Schrijf een bericht").press("Enter")


def close(page: Page) -> None:
    """Shut all forms with the cross."""
    page.get_by_role("dialog").locator("[data-close=all]").first.click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def with_a_complaint(demo: str, browser: Browser) -> Page:
    """Sanne, with a complaint of hers on the screen."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="nl-NL")
    page.goto(demo)
    page.get_by_role("link", name="Sanne de Wit").click()
    page.get_by_label("Kies een datum").fill("2026-12-08")
    expect(page.locator("#now .day")).to_have_text("dinsdag 8 december 2026")
    say(page, "/klacht nieuw")
    form = page.get_by_role("dialog")
    form.get_by_label("Hoe kwam de klacht binnen?").select_option(label="Telefoon")
    form.get_by_role("textbox", name="Naam van de klager").fill("Ria Mulder")
    form.get_by_label("Hoe is de klager te bereiken?").fill("ria.mulder@voorbeeld.example")
    form.get_by_label("Over wie gaat de klacht?").fill("Tom Visser")
    form.get_by_label("Waar gaat de klacht over").fill("Een afspraak ging twee keer niet door")
    form.get_by_role("button", name="Registreren").click()
    form.get_by_role("button", name="Klacht bekijken").click()
    expect(form).to_contain_text("Wat er gebeurde")
    return page


def test_a_file_is_chosen_in_the_form_seen_on_the_card_and_fetched(demo: str, browser: Browser, tmp_path: Path) -> None:
    page = with_a_complaint(demo, browser)
    form = page.get_by_role("dialog")
    form.get_by_label("Andere stap…").select_option(label="Stuk toevoegen")
    expect(form).to_contain_text("Welk bestand?")

    form.get_by_label("Welk bestand?").set_input_files([LETTER])
    expect(form.get_by_role("listitem").filter(has_text="brief.pdf")).to_be_visible()
    form.get_by_label("Wat is het?").select_option(label="Een brief of mail")
    form.get_by_role("button", name="Toevoegen").click()
    expect(form).to_contain_text("Vul dit veld in.")  # may the respondent read it?
    expect(form.get_by_role("listitem").filter(has_text="brief.pdf")).to_be_visible()
    form.get_by_label("Ja, helemaal").check()
    form.get_by_role("button", name="Toevoegen").click()
    expect(form).to_contain_text("Toegevoegd.")
    close(page)
    expect(page.locator("#traffic-lines")).to_contain_text("download: ok")  # the bot has fetched it

    say(page, "/klacht lijst")
    page.get_by_role("button", name="Openen").last.click()
    expect(form).to_contain_text("de beklaagde mag dit lezen")
    form.get_by_role("button", name="Bekijken").click()
    expect(form).to_contain_text("Dit stuk komt zo")
    link = page.get_by_role("link", name=re.compile("stuk 1"))
    expect(link).to_have_count(1)
    close(page)
    with page.expect_download() as downloading:
        link.click()
    downloading.value.save_as(tmp_path / "got.pdf")
    assert (tmp_path / "got.pdf").read_bytes() == LETTER["buffer"]
    page.context.close()
