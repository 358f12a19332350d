"""Letting things go wrong, from the traffic drawer, and putting them right again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Practice, Screens

pytestmark = [pytest.mark.browser, pytest.mark.prove]  # of the practice workspace itself, and it takes a while

UNREACHABLE = "De app kan Slack niet bereiken."


@pytest.fixture
def page(screens: Screens, size: tuple[int, int]) -> Page:
    """Anna has the panel for trouble open, on a laptop and on a phone."""
    screens.size = size
    opened = screens.as_person("U0ANNA")
    opened.get_by_role("button", name="Verkeer").click()
    opened.get_by_text("Een storing naspelen").click()
    return opened


def say(page: Page, words: str) -> None:
    page.get_by_role("button", name="Sluiten").click()
    page.get_by_label("Schrijf een bericht").fill(words)
    page.get_by_label("Schrijf een bericht").press("Enter")


def test_an_app_that_cannot_reach_slack_is_told_about_until_all_is_well(page: Page, practice: Practice) -> None:
    page.get_by_role("button", name="De app kan Slack niet bereiken").click()

    expect(page.locator("#banner")).to_contain_text(UNREACHABLE)
    page.locator("#banner").get_by_role("button", name="Alles weer normaal").click()
    expect(page.locator("#banner")).not_to_contain_text(UNREACHABLE)
    assert practice.server.faults.active == ()


@pytest.mark.parametrize(
    ("button", "sentence"),
    [
        pytest.param("De verbinding valt stil", "De verbinding is stil: er komt niets door.", id="silent"),
        pytest.param("Slack remt de app af", "Slack remt de app af als die te veel vraagt.", id="limits"),
    ],
)
def test_each_trouble_is_named_in_a_sentence(page: Page, button: str, sentence: str) -> None:
    page.get_by_role("button", name=button).click()

    expect(page.locator("#banner")).to_contain_text(sentence)


@pytest.mark.parametrize("button", ["Te druk (429)", "Fout (500)"])
def test_the_next_call_of_a_method_fails_once(page: Page, practice: Practice, button: str) -> None:
    page.get_by_label("De eerstvolgende keer").select_option("views.open")
    page.get_by_role("button", name=button).click()
    expect(page.locator("#banner")).to_contain_text("De volgende views.open")

    say(page, "/echo formulier")

    expect(page.locator("#traffic-lines")).to_contain_text(f"views.open: {button[-4:-1]}")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert practice.server.faults.active == ()


def test_a_connection_that_drops_once_comes_back_by_itself(page: Page) -> None:
    page.get_by_role("button", name="De verbinding valt één keer weg").click()

    expect(page.locator("#traffic-lines")).to_contain_text("socket: 0 connected")
    expect(page.locator("#traffic-lines li").last).to_contain_text("socket: 1 connected")


def test_trouble_that_does_not_exist_is_refused(page: Page, screens: Screens) -> None:
    answer = page.request.post(
        f"{screens.address}/storing", data={"fault": "brand"}, headers={"Origin": screens.address}
    )

    assert answer.status == 400
