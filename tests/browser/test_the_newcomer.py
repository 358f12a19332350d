"""The path of a newcomer, on what `make demo` starts: pick who to be, register a complaint, see its first deadline.

With KLACHTBOT_SCREENSHOTS set to a folder, each stop on the way is kept there as a picture.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Keeps what the page shows, when somebody asked for pictures."""
    folder = os.environ.get("KLACHTBOT_SCREENSHOTS")

    def take(page: Page, name: str) -> None:
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png")

    return take


def arrived(demo: str, browser: Browser, picture: Callable[[Page, str], None]) -> Page:
    """Sanne de Wit at her messages, on Tuesday 8 December 2026."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="nl-NL")
    page.goto(demo)
    picture(page, "1-wie-wil-je-zijn")
    page.get_by_role("link", name="Sanne de Wit").click()
    page.get_by_label("Kies een datum").fill("2026-12-08")
    expect(page.locator("#now .day")).to_have_text("dinsdag 8 december 2026")
    return page


def filled_in(page: Page, received_on: str = "") -> None:
    """The form for a new complaint is open, and filled in."""
    page.get_by_role("combobox").fill("/klacht nieuw")
    page.get_by_role("combobox").press("Enter")
    form = page.get_by_role("dialog")
    if received_on:
        form.get_by_label("Wanneer kwam de klacht binnen?").fill(received_on)
    form.get_by_label("Hoe kwam de klacht binnen?").select_option(label="Telefoon")
    form.get_by_role("textbox", name="Naam van de klager").fill("Ria Mulder")
    form.get_by_label("Hoe is de klager te bereiken?").fill("ria.mulder@voorbeeld.example")
    form.get_by_label("Over wie gaat de klacht?").fill("Tom Visser")
    form.get_by_label("Waar gaat de klacht over").fill("Een afspraak ging twee keer niet door")


def test_a_newcomer_registers_a_complaint_and_sees_its_first_deadline_explained(
    demo: str, browser: Browser, picture: Callable[[Page, str], None]
) -> None:
    page = arrived(demo, browser, picture)
    form = page.get_by_role("dialog")
    filled_in(page)
    picture(page, "2-nieuwe-klacht")
    form.get_by_role("button", name="Registreren").click()

    expect(form.get_by_role("heading", name=re.compile("K-2026-001"))).to_be_visible()
    expect(form).to_contain_text("vrijdag 11 december 2026")
    expect(form).to_contain_text("wo 9 dec · werkdag 1")
    picture(page, "3-vastgelegd")
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(page.get_by_role("log")).to_contain_text("K-2026-001")
    expect(page.get_by_role("log")).not_to_contain_text(re.compile("Mulder|afspraak"))
    picture(page, "4-bericht")

    page.get_by_role("combobox").fill("/klacht lijst")
    page.get_by_role("combobox").press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Je hebt 1 open klacht.")
    picture(page, "5-lijst")
    page.get_by_role("button", name="Openen").last.click()
    expect(form).to_contain_text("Nu aan de beurt: Eerste contact")
    expect(form).to_contain_text("Ria Mulder")
    picture(page, "6-klacht")
    page.context.close()


def test_a_newcomer_moves_the_date_and_reads_what_is_owed_that_morning(
    demo: str, browser: Browser, picture: Callable[[Page, str], None]
) -> None:
    page = arrived(demo, browser, lambda _page, _name: None)
    form = page.get_by_role("dialog")
    for received_on in ("2026-12-04", "2026-12-07", "2026-12-08"):
        filled_in(page, received_on)
        form.get_by_role("button", name="Registreren").click()
        expect(form.get_by_role("heading", name=re.compile("K-2026-"))).to_be_visible()
        page.keyboard.press("Escape")
        expect(form).to_be_hidden()

    page.get_by_label("Kies een datum").fill("2026-12-10")
    log = page.get_by_role("log")
    # Five messages to one person, a second apart, and the clock looks once a second.
    expect(log).to_contain_text("Goedemorgen. Vandaag vragen 3 klachten aandacht.", timeout=20_000)
    page.get_by_role("button", name="Contact vastleggen").last.click()
    form.get_by_label("Hoe had je contact?").select_option(label="Telefoon")
    form.get_by_role("button", name="Vastleggen", exact=True).click()
    page.keyboard.press("Escape")

    expect(log).to_contain_text("K-2026-003 · eerste contact · gedaan om 09:0", timeout=20_000)
    expect(log).to_contain_text("K-2026-001 · eerste contact · had gisteren gemoeten")
    picture(page, "9-ochtend")
    page.context.close()


def test_a_newcomer_goes_on_from_contact_to_the_letter_and_a_planned_conversation(
    demo: str, browser: Browser, picture: Callable[[Page, str], None]
) -> None:
    page = arrived(demo, browser, lambda _page, _name: None)
    filled_in(page)
    form = page.get_by_role("dialog")

    def press(name: str) -> None:
        form.get_by_role("button", name=name, exact=True).click()

    press("Registreren")
    press("Klacht bekijken")
    expect(form).to_contain_text("Termijnen")
    press("Contact vastleggen")
    form.get_by_label("Hoe had je contact?").select_option(label="Telefoon")
    press("Vastleggen")
    press("Ontvangst bevestigen")
    expect(form).to_contain_text("Wij hebben uw klacht ontvangen")
    picture(page, "7-brief")
    press("Versturen")
    press("Gepost of gegeven")
    press("Vastleggen")
    press("Beklaagde informeren")
    form.get_by_label("Hoe sprak je de beklaagde?").select_option(label="Telefoon")
    form.get_by_label("Wat vertelde je over de klacht?").fill("Dat er een klacht is, en wat er nu gebeurt.")
    press("Vastleggen")
    press("Gesprek plannen")
    form.get_by_label("Op welke dag?").fill("2026-12-15")
    form.get_by_label("Hoe laat?").fill("10:00")
    form.get_by_label("Waar, of via welke link?").fill("Kantoor, kamer 2")
    press("Plannen")
    expect(form).to_contain_text("Gesprek gepland.")
    press("Klaar")

    expect(form).to_contain_text("dinsdag 15 december 2026, 10:00 uur")
    expect(form).to_contain_text("Uitnodiging voor een gesprek: nog te schrijven")
    picture(page, "8-halverwege")
    page.context.close()
