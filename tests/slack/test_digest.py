"""What the message of the morning says: a line a case, in words, within Slack's limits, and never a name of a party."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from klachtbot.domain.by_itself import Bar
from klachtbot.domain.judging import available
from klachtbot.domain.letters import letters
from klachtbot.domain.model import Action, Complaint, ComplaintId, Notice, PersonId, Respondent, Role
from klachtbot.domain.procedure import Possible
from klachtbot.domain.terms import Term, running
from klachtbot.practice.driver import texts_of
from klachtbot.practice.strict import check_message, check_view, elements_of
from klachtbot.slack.screens import by_itself, digest
from klachtbot.slack.screens.digest import IN_FULL, PER_PAGE, Reader
from klachtbot.usecases.acknowledge_by_itself import Leaving
from klachtbot.usecases.delivery import Post
from klachtbot.usecases.digest import Digest, Done, Item, StandsInFor
from klachtbot.wiring import texts
from tests.domain import histories
from tests.domain.histories import CALENDAR, DEPUTY, OFFICER, Story, letter, lettered, registered

MORNING = "digest:2026-11-05:morning:officer"
AFTERNOON = "digest:2026-11-05:afternoon:officer"
ASKED_FOR = "digest:2026-11-05:morning:11:00:officer"
NAMES = {OFFICER: "Sanne de Wit", DEPUTY: "Joris Bakker"}
THURSDAY = date(2026, 11, 5)
"""Received on Monday 2 November: the first contact is due on Thursday 5 November."""


def item(story: Story, term: Term, **more: Any) -> Item:
    due = next(one for one in running(story.complaint) if one.term is term)
    return Item(story.complaint, due, **{"opens": True, "handles": True, **more})


def numbered(number: int, **more: Any) -> Item:
    """The first contact of a case of its own."""
    found = item(registered(), Term.CONTACT, **more)
    case = replace(found.complaint, id=ComplaintId(f"{number:032x}"), number=f"K-2026-{number:03d}")
    return replace(found, complaint=case)


def steps_in(complaint: Complaint) -> Sequence[Possible]:
    return available(complaint, frozenset({Role.OFFICER}), THURSDAY, person=OFFICER)


def reader(on: date = THURSDAY, hour: int = 9, next_on: date | None = None) -> Reader:
    return Reader(
        now=datetime(on.year, on.month, on.day, hour - 1, 14, tzinfo=UTC),
        calendar=CALENDAR,
        name_of=lambda person: NAMES.get(person, ""),
        steps_in=steps_in,
        next_on=next_on,
    )


def said(
    *items: Item, on: date = THURSDAY, hour: int = 9, key: str = MORNING, language: str = "nl", **more: Any
) -> Post:
    """The message, which Slack would take."""
    who = replace(reader(on, hour, more.pop("next_on", None)), letters=more.pop("letters", ()))
    post = digest.message(Digest(items, **more), key, who, texts(language))
    assert check_message([dict(block) for block in post.blocks]) == []
    return post


def lines(post: Post) -> list[str]:
    """What stands in the sections, and in the small print."""
    texts = [block.get("text", {}).get("text") for block in post.blocks if block["type"] == "section"]
    small = [one["text"] for block in post.blocks if block["type"] == "context" for one in block["elements"]]
    return [*(str(text) for text in texts), *small]


def pressable(post: Post) -> list[tuple[str, str]]:
    """What the buttons say, and what they carry."""
    found = [element for block in post.blocks for element, _ in elements_of(dict(block)) if element["type"] == "button"]
    return [(one["text"]["text"], one["value"]) for one in found]


def menu(post: Post) -> list[str]:
    found = (element for block in post.blocks for element, _ in elements_of(dict(block)))
    return [option["text"]["text"] for one in found if one["type"] == "overflow" for option in one["options"]]


def test_a_line_says_number_step_and_date_and_has_the_button_of_that_step() -> None:
    post = said(item(registered(), Term.CONTACT))

    assert lines(post) == [
        "*Goedemorgen. Vandaag vraagt 1 klacht aandacht.*",
        "🟠 `K-2026-001` · eerste contact · vandaag",
    ]
    assert pressable(post) == [("Contact vastleggen", "record_contact:c1:")]
    assert menu(post) == ["Openen", "Waarom deze datum?", "Later herinneren"]


def test_the_notification_says_no_name_and_no_number() -> None:
    post = said(item(registered(), Term.CONTACT))

    assert post.text == "Goedemorgen. Vandaag vraagt 1 klacht aandacht."


CONTACT, ACKNOWLEDGEMENT, CONVERSATION = Term.CONTACT, Term.ACKNOWLEDGEMENT, Term.CONVERSATION
SATURDAY = (
    registered()
    .then(Action.RECORD_CONTACT, on=date(2026, 11, 4))
    .then(Action.ACKNOWLEDGE, on=date(2026, 11, 7))
    .then(Action.INFORM_RESPONDENT, subject="r1")
)
"""Two weeks later is a Saturday, too: 21 November."""

LINES = [
    (histories.contacted(), ACKNOWLEDGEMENT, THURSDAY, "🟠", "vraagt aandacht, uiterlijk morgen", "thu 5 nov, wanted"),
    (registered(), CONTACT, date(2026, 11, 9), "🔴", "had do 5 nov gemoeten", "mon 9 nov, late"),
    (registered(), CONTACT, date(2026, 11, 6), "🔴", "had gisteren gemoeten", "fri 6 nov, late since yesterday"),
    (registered(), CONTACT, date(2026, 11, 4), "🟡", "morgen", "wed 4 nov, tomorrow"),
    (histories.contacted(), ACKNOWLEDGEMENT, date(2026, 11, 6), "🟠", "uiterlijk vandaag", "fri 6 nov, wanted"),
    (
        histories.informed(),
        CONVERSATION,
        date(2026, 11, 11),
        "🟢",
        "uiterlijk wo 18 nov · nog niets gepland",
        "wed 11 nov, no plan",
    ),
    (
        histories.planned(),
        CONVERSATION,
        date(2026, 11, 17),
        "🟡",
        "morgen · gepland op di 12 jan",
        "tue 17 nov, planned",
    ),
    (
        histories.informed().then(Action.AGREE_LATER),
        CONVERSATION,
        date(2027, 1, 28),
        "🟡",
        "afgesproken: morgen · nog niets gepland",
        "thu 28 jan, later in overleg",
    ),
    (
        SATURDAY,
        CONVERSATION,
        date(2026, 11, 19),
        "🟡",
        "uiterlijk za 21 nov, de laatste werkdag is morgen · nog niets gepland",
        "thu 19 nov, ends on a saturday",
    ),
    (
        SATURDAY,
        CONVERSATION,
        date(2026, 11, 20),
        "🟠",
        "morgen, de laatste werkdag is vandaag · nog niets gepland",
        "fri 20 nov, ends on a saturday",
    ),
]


@pytest.mark.parametrize(
    ("story", "term", "on", "sign", "when"), [row[:-1] for row in LINES], ids=[row[-1] for row in LINES]
)
def test_a_line_says_by_when_in_words(story: Story, term: Term, on: date, sign: str, when: str) -> None:
    post = said(item(story, term), on=on)

    assert lines(post)[1].startswith(f"{sign} `K-2026-001` · ")
    assert lines(post)[1].endswith(f" · {when}")


def test_several_terms_of_one_case_are_one_line() -> None:
    story = registered()

    post = said(item(story, Term.CONTACT), item(story, Term.ACKNOWLEDGEMENT))

    assert lines(post)[0] == "*Goedemorgen. Vandaag vraagt 1 klacht aandacht.*"
    assert lines(post)[1] == "🟠 `K-2026-001` · eerste contact · vandaag\nook: ontvangstbevestiging (morgen)"
    assert [text for text, _ in pressable(post)] == ["Contact vastleggen"]


def test_a_report_has_the_button_to_register_it() -> None:
    story = histories.reported()
    named = Story(replace(story.complaint, reference="M-2026-001"), story.on)

    post = said(item(named, Term.CONTACT))

    assert pressable(post) == [("Registreren", "c1")]
    assert "`M-2026-001` · eerste contact" in lines(post)[1]


def test_of_two_respondents_it_says_which_by_number() -> None:
    story = registered(respondents=(Respondent("r1"), Respondent("r2"))).then(Action.RECORD_CONTACT)
    story = story.then(Action.ACKNOWLEDGE, on=date(2026, 11, 5))

    post = said(*(replace(item(story, Term.INFORM), deadline=one) for one in running(story.complaint) if one.subject))

    assert "beklaagde informeren: beklaagde 1 · vandaag" in lines(post)[1]
    assert pressable(post)[0] == ("Beklaagde informeren: beklaagde 1", "inform_respondent:c1:r1")


def test_what_is_done_is_ticked_off_with_who_and_when() -> None:
    done = Done(DEPUTY, datetime(2026, 11, 5, 9, 14, tzinfo=UTC))
    story = registered().then(Action.RECORD_CONTACT, on=THURSDAY)

    post = said(item(story, Term.CONTACT, done=done), numbered(2))

    assert lines(post)[0] == "*Vandaag vraagt 1 klacht aandacht.*"
    assert lines(post)[-1] == "✓ ~K-2026-001 · eerste contact~ · gedaan om 10:14 door Joris Bakker"


def test_what_was_not_needed_any_more_is_not_called_done() -> None:
    done = Done(OFFICER, datetime(2026, 11, 5, 9, 14, tzinfo=UTC))
    story = registered().then(Action.WITHDRAW, on=THURSDAY)

    post = said(item(story, Term.CONTACT, done=done))

    assert lines(post)[-1] == "✓ ~K-2026-001 · eerste contact~ · niet meer nodig"


def test_when_everything_is_done_it_says_what_comes_next() -> None:
    done = Done(OFFICER, datetime(2026, 11, 5, 9, 14, tzinfo=UTC))
    story = registered().then(Action.RECORD_CONTACT, on=THURSDAY)

    post = said(item(story, Term.CONTACT, done=done), next_on=date(2026, 12, 14))

    assert post.text == "Alles van vanochtend is gedaan. De volgende termijn is ma 14 dec."
    assert pressable(post) == []


@pytest.mark.parametrize(
    ("key", "hour", "lead"),
    [
        pytest.param(MORNING, 9, "Goedemorgen. Vandaag vragen 2 klachten aandacht.", id="in the morning"),
        pytest.param(MORNING, 13, "Goedemiddag. Vandaag vragen 2 klachten aandacht.", id="of the morning, but late"),
        pytest.param(AFTERNOON, 15, "Goedemiddag. Dit moet vandaag nog: 2 klachten.", id="in the afternoon"),
        pytest.param(ASKED_FOR, 11, "Je wilde hier nu aan herinnerd worden.", id="put off until now"),
    ],
)
def test_the_sentence_on_top_says_what_sort_of_message_it_is(key: str, hour: int, lead: str) -> None:
    post = said(numbered(1), numbered(2), key=key, hour=hour)

    assert post.text == lead


def test_who_stands_in_reads_for_whom_and_until_when() -> None:
    mine, theirs = numbered(1), numbered(2, handles=False, deputises=True)
    away = (StandsInFor(OFFICER, date(2026, 11, 13)),)

    post = said(theirs, mine, stands_in_for=away)

    assert lines(post)[-1].startswith("_Je neemt waar voor Sanne de Wit t/m vr 13 nov: ")


def test_a_colleague_who_does_not_stand_in_reads_who_handles_it_and_may_open_it() -> None:
    found = item(registered(), Term.CONTACT, handles=False)

    who = replace(reader(), steps_in=lambda _: ())
    post = digest.message(Digest((found,)), AFTERNOON, who, texts("nl"))

    assert lines(post)[1] == "🟠 `K-2026-001` · eerste contact · vandaag · behandelaar: Sanne de Wit"
    assert pressable(post) == [("Openen", "c1")]


def test_a_colleague_may_look_at_what_leaves_by_itself_and_hold_it() -> None:
    found = item(registered(), Term.ACKNOWLEDGEMENT, handles=False)
    going = Leaving(found.deadline, datetime(2026, 11, 6, 11, tzinfo=UTC), announced=True)

    who = replace(reader(), steps_in=lambda _: (Possible(Action.HOLD_ACKNOWLEDGEMENT, ""),), leaving=lambda _: going)
    post = digest.message(Digest((found,)), AFTERNOON, who, texts("nl"))

    assert [text for text, _ in pressable(post)] == ["Openen", "Bekijken", "Tegenhouden"]


def test_before_a_weekend_it_names_the_day_on_which_the_acknowledgement_must_go() -> None:
    due = item(registered(date(2026, 11, 3)), Term.ACKNOWLEDGEMENT).deadline
    going = Leaving(due, datetime(2026, 11, 9, 11, tzinfo=UTC), announced=True, why_not=Bar.HELD)

    told = by_itself.sentence(going, date(2026, 11, 6), texts("nl"))

    assert told == "Maandag 9 november moet de ontvangstbevestiging uit. Die gaat niet vanzelf: die is tegengehouden."


ABOVE = {
    "it is late": (False, "· al 2 werkdagen te laat · behandelaar: Sanne de Wit"),
    "nobody is left": (True, "· er is niemand die kan waarnemen"),
}


@pytest.mark.parametrize(("alone", "ending"), ABOVE.values(), ids=ABOVE)
def test_the_supervisor_reads_a_number_a_step_and_a_date_and_can_press_nothing(alone: bool, ending: str) -> None:
    found = item(registered(), Term.CONTACT, opens=False, handles=False, alone=alone)

    post = said(found, on=date(2026, 11, 9))

    assert post.text == "Goedemorgen. Bij 1 klacht gaat iets niet op tijd."
    assert lines(post)[1].endswith(ending)
    assert (pressable(post), menu(post)) == ([], [])


def test_the_chair_is_addressed_with_u_and_reads_the_day_in_full() -> None:
    found = item(histories.composed(), Term.DELIBERATION, opens=False, handles=False, seated=True)

    post = said(found, on=date(2026, 11, 30))

    assert post.text == "Goedemorgen. Er wordt iets van u gevraagd."
    assert lines(post)[1] == "🟡 `K-2026-001` · voorbespreking · uiterlijk dinsdag 1 december"
    assert (pressable(post), menu(post)) == ([], [])


def test_in_english_it_reads_as_well() -> None:
    post = said(numbered(1), numbered(2), language="en")

    assert post.text == "Good morning. Today 2 complaints need attention."
    assert lines(post)[1] == "🟠 `K-2026-001` · first contact · today"


@pytest.mark.parametrize("count", [1, IN_FULL, IN_FULL + 1, 50])
def test_it_fits_in_what_slack_takes_however_much_is_owed(count: int) -> None:
    post = said(*(numbered(n) for n in range(1, count + 1)))

    assert len(post.blocks) <= 50
    more = [text for text, _ in pressable(post) if "alles tonen" in text]
    assert more == ([f"Nog {count - IN_FULL}: alles tonen"] if count > IN_FULL else [])


def test_a_letter_that_waits_to_be_posted_stands_below_with_the_button_that_opens_it() -> None:
    story = lettered(histories.contacted(), Notice.ACKNOWLEDGEMENT, letter("b1", means="post"))
    waits = [(story.complaint, one) for one in letters(story.complaint) if one.waits]

    post = said(numbered(2), letters=waits)

    assert lines(post)[-2:] == [
        "*Ook wacht er 1 brief.*",
        "🟠 `K-2026-001` · Ontvangstbevestiging: ligt klaar om te posten of te geven",
    ]
    assert pressable(post)[-1] == ("Bekijken", "c1:b1")


def test_a_mail_that_is_on_its_way_waits_for_nobody() -> None:
    story = lettered(histories.contacted(), Notice.ACKNOWLEDGEMENT, letter("b1", means="email"))

    assert [one.waits for one in letters(story.complaint)] == [False]


def test_with_everything_there_can_be_in_it_it_still_fits() -> None:
    story = lettered(histories.contacted(), Notice.ACKNOWLEDGEMENT, letter("b1", means="post"))
    waits = [(story.complaint, one) for one in letters(story.complaint)] * 9
    away = tuple(StandsInFor(OFFICER, None) for _ in range(12))

    post = said(*(numbered(n, deputises=True, handles=False) for n in range(1, 60)), letters=waits, stands_in_for=away)

    assert len(post.blocks) <= 50


def test_only_the_first_button_stands_out() -> None:
    post = said(numbered(1), numbered(2))

    styles = [e.get("style", "") for b in post.blocks for e, _ in elements_of(dict(b)) if e["type"] == "button"]
    assert styles == ["primary", ""]


@pytest.mark.parametrize("offset", [0, PER_PAGE, 2 * PER_PAGE, 999])
def test_everything_stands_in_pages_of_a_view(offset: int) -> None:
    found = Digest(tuple(numbered(n) for n in range(1, 51)))

    view = digest.view(found, offset, MORNING, reader(), texts("nl"))

    assert check_view(view, "modal") == []
    numbers = [text for text in texts_of(view) if "`K-2026-" in text]
    assert len(numbers) == max(0, min(PER_PAGE, 50 - offset))


def test_a_message_of_which_nothing_is_left_says_so_and_no_number() -> None:
    post = digest.nothing(texts("nl"))

    assert post.text == "Er staat hier niets meer open."
    assert check_message([dict(block) for block in post.blocks]) == []


def test_a_name_in_it_cannot_mention_anybody() -> None:
    found = item(registered(), Term.CONTACT, handles=False)
    who = replace(reader(), name_of=lambda _person: "<!channel> *Sanne*", steps_in=lambda _: ())

    post = digest.message(Digest((found,), (StandsInFor(PersonId("x"), None),)), MORNING, who, texts("nl"))

    assert "<!channel>" not in str(post)
