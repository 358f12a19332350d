"""What somebody typed stands on the screen letter by letter, and nothing in it can be clicked, called or run."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

TYPED = (
    "*vet* <!channel> <@U0COORD2> <https://boef.example|klik> https://boef.example :tada: "
    "<img src=x onerror=\"document.title='boef'\"> <b>x</b> &lt;i&gt; {case}"
)


def register(page: Page) -> None:
    page.get_by_role("combobox").fill("/klacht nieuw")
    page.get_by_role("combobox").press("Enter")
    form = page.get_by_role("dialog")
    form.get_by_label("Hoe kwam de klacht binnen?").select_option(label="Telefoon")
    form.get_by_role("textbox", name="Naam van de klager").fill(TYPED)
    form.get_by_label("Hoe is de klager te bereiken?").fill("036 123 45 67")
    form.get_by_label("Over wie gaat de klacht?").fill("Tom Visser")
    form.get_by_label("Waar gaat de klacht over").fill(TYPED)
    form.get_by_role("button", name="Registreren").click()
    form.get_by_role("button", name="Klacht bekijken").click()


def test_a_card_shows_what_was_typed_and_makes_nothing_of_it(demo: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="nl-NL")
    page.goto(f"{demo}als/U0COORD1")
    title = page.title()

    register(page)

    card = page.get_by_role("dialog")
    expect(card.get_by_text(TYPED, exact=True)).to_have_count(2)
    assert card.locator("a, img, b, i, script").count() == 0
    assert page.title() == title
    page.context.close()
