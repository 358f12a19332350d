"""What people type is text: shown letter by letter, never a mention, a link, markup or a way to turn a line around."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from klachtbot.practice.shapes import options_of
from klachtbot.slack.texts import clean, plain
from klachtbot.storage.organisation import apply
from klachtbot.usecases.organisation import parse
from tests.e2e.house import ORGANISATION, House, read
from tests.e2e.test_cases import answer
from tests.e2e.test_reports import STAFF, report, thanked

HOSTILE = {
    "markup": "*vet* _schuin_ ~door~ `code` ```blok``` > citaat",
    "mentions": "<!channel> <!here> <!everyone> <@U0COORD2> <#C0ALGEMEEN> @channel",
    "links": "<https://boef.example|klik hier> https://boef.example [a](https://boef.example) <mailto:x@y.z|x>",
    "entities": "&lt;!channel&gt; &amp; & < > &#60;",
    "html": "<script>alert(1)</script> <img src=x onerror=alert(1)> \"'",
    "emoji codes": ":tada: :+1::skin-tone-2: :warning:",
    "dates": "<!date^1392734382^{date}|x> <!subteam^S0123|groep>",
    "templates": "{case} {0} %s %(x)s {{ x }} ${x}",
    "direction": "voor\u202eachter\u202c \u2066binnen\u2069 \u200fx",
    "control": "bel\x07 escape\x1b[31m nul\x00 terug\x08",
    "nothing to see": "nul\u200bbreed\u2060te \ufeff zacht\u00adstreepje",
    "joined emoji": "👨‍👩‍👧‍👦 🏳️‍🌈 🤷🏽‍♀️",
    "emoji": "💥" * 3000,
    "one word": "x" * 3000,
    "marks": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘ ",
    "lines": "een\n\n> twee\n- drie\r\n\t4",
}

every_kind = pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
WORST = ("markup", "mentions", "links", "direction", "emoji", "one word")
worst_kinds = pytest.mark.parametrize("typed", [HOSTILE[kind] for kind in WORST], ids=WORST)


def line(typed: str, longest: int) -> str:
    """As a field of one line keeps it."""
    return " ".join(clean(typed[:longest]).split())


def address(typed: str) -> str:
    """The same as a postal address, in which no e-mail address is looked for."""
    return "adres " + typed[:290].replace("@", "a")


def texts_in(thing: Any, kind: str) -> Iterator[str]:
    """Every text of this kind in a view or message."""
    if isinstance(thing, Mapping):
        if thing.get("type") == kind and isinstance(thing.get("text"), str):
            yield thing["text"]
        for part in thing.values():
            yield from texts_in(part, kind)
    elif isinstance(thing, list):
        for part in thing:
            yield from texts_in(part, kind)


def whole(view: Any) -> list[str]:
    """What stands in a view as plain text, where nothing works but the letters."""
    return list(texts_in(view.view, "plain_text"))


def active(thing: Any) -> list[str]:
    """Mentions, links and dates that would work."""
    return [found for text in texts_in(thing, "mrkdwn") for found in re.findall(r"<[^<>]*>", text)]


@every_kind
def test_what_is_reported_and_registered_is_shown_letter_by_letter(house: House, typed: str) -> None:
    said = {"complainant": typed[:200], "contact": address(typed), "story": typed}
    report(house.fatma, kind=STAFF, **said)
    thanked(house.fatma)

    house.sanne.command("/klacht", "toon M-2026-001")
    card = house.sanne.wait_for_text("Wat er gebeurde")
    assert clean(typed) in whole(card)
    assert line(typed, 200) in whole(card)
    assert active(card.view) == []

    house.sanne.click("Registreren")
    assert house.sanne.filled()["Naam van de klager"] == line(typed, 200)
    house.sanne.fill({"Hoe kwam de klacht binnen?": "Een collega"})
    house.sanne.fill({"Waar gaat de klacht over, in één zin?": typed[:300]})
    house.sanne.submit()
    house.sanne.wait_for_text("K-2026-001")
    house.sanne.close(all_views=True)
    house.sanne.command("/klacht", "toon K-2026-001")
    card = house.sanne.wait_for_text("Wat er gebeurde")
    assert line(typed, 300) in whole(card)
    assert line(address(typed), 300) in whole(card)
    assert clean(typed) in whole(card)
    assert active(card.view) == []


@worst_kinds
def test_what_is_typed_about_who_it_is_about_is_shown_letter_by_letter(house: House, typed: str) -> None:
    house.sanne.command("/klacht", "nieuw")
    house.sanne.fill(
        {
            "Hoe kwam de klacht binnen?": "Brief",
            "Naam van de klager": "Roza Aydın",
            "Hoe is de klager te bereiken?": "036 123 45 67",
            "Over wie gaat de klacht?": typed[:200],
            "Waar gaat de klacht over, in één zin?": "Niet teruggebeld.",
        }
    )

    house.sanne.submit()

    done = house.sanne.wait_for_text("gaat naar" if "coord" in typed else "K-2026-001")
    assert active(done.view) == []


@worst_kinds
def test_what_is_added_stands_in_the_card_and_nowhere_else(house: House, typed: str) -> None:
    report(house.fatma, kind=STAFF)
    thanked(house.fatma)
    house.sanne.command("/klacht", "toon M-2026-001")
    house.sanne.click("Registreren")
    house.sanne.fill({"Hoe kwam de klacht binnen?": "Een collega"})
    house.sanne.fill({"Waar gaat de klacht over, in één zin?": "Niet teruggebeld."})
    house.sanne.submit()
    house.sanne.click("Later aanvullen")
    house.sanne.fill(
        {
            "Waar en wanneer gebeurde het?": typed[:300],
            "Het verhaal, in de woorden van de klager": typed,
            "Waar houden we rekening mee?": typed[:500],
            "Jouw eigen aantekening": typed,
        }
    )
    house.sanne.submit()
    house.sanne.wait_for_text("Aanvulling vastgelegd.")
    house.sanne.close(all_views=True)
    house.sanne.open_home()

    house.sanne.command("/klacht", "toon K-2026-001")

    card = house.sanne.wait_for_text("Wat er gebeurde")
    assert whole(card).count(clean(typed)) >= 2
    assert {line(typed, 300), line(typed, 500)} <= set(whole(card))
    elsewhere = [answer(house.sanne, "lijst"), read(house.sanne.home()), *map(read, house.sanne.dm())]
    assert not [text for text in elsewhere if clean(typed)[:30] in text]


NAMES = {
    "markup": "*Sanne* _de_ ~Wit~ `x`",
    "mention": "<!channel> <@U0COORD2> Sanne",
    "link": "Sanne <https://boef.example|klik>",
    "entities": "Sanne &lt;!here&gt; & Co",
    "html": "Sanne <b onclick=alert(1)>de Wit</b>",
    "long": "Sanne " + "w" * 70,
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_in_the_organisation_file_is_only_a_name(house: House, name: str) -> None:
    text = ORGANISATION.read_text(encoding="utf-8")
    for known in ("Sanne de Wit", "Joris Bakker"):
        text = text.replace(f'"{known}"', f"'{name}'" if known.startswith("Sanne") else f"'J{name}'")
    with house.database.uow() as uow:
        apply(uow, parse(text))
        uow.commit()
    report(house.fatma, kind=STAFF)
    thanked(house.fatma)
    house.sanne.command("/klacht", "toon M-2026-001")
    house.sanne.click("Registreren")
    house.sanne.fill({"Hoe kwam de klacht binnen?": "Een collega"})
    house.sanne.fill({"Waar gaat de klacht over, in één zin?": "Niet teruggebeld."})
    house.sanne.submit()

    house.sanne.click("Klacht bekijken")

    card = house.sanne.wait_for_text("Wat er gebeurde")
    assert f"Behandelaar: {plain(name)}" in read(card)
    assert active(card.view) == []
    house.sanne.choose("step:other", _value(card.view, "hand_over"))
    house.sanne.wait_for_text("Aan wie?")


def _value(view: Mapping[str, Any], step: str) -> str:
    """What the list of other steps carries for this one."""
    return next(
        str(option["value"])
        for block in view["blocks"]
        for element in block.get("elements", ())
        for option in options_of(element)
        if option["value"].startswith(f"{step}:")
    )


@worst_kinds
def test_a_reported_message_is_filled_in_as_people_read_it(house: House, typed: str) -> None:
    house.fatma.say(typed, channel="C0ALGEMEEN")
    house.joris.message_shortcut("Meld als klacht", house.joris.messages("C0ALGEMEEN")[-1])
    house.joris.fill({"Over wie gaat het?": STAFF})
    house.joris.submit()
    house.joris.wait_for_message("staat nog in het kanaal")
    house.joris.close(all_views=True)

    house.sanne.command("/klacht", "toon M-2026-001")

    assert active(house.sanne.wait_for_text("Wat er gebeurde").view) == []
