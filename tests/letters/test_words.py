"""What people typed stays what they typed, and what a reader may not know does not reach them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from klachtbot.domain.model import Notice
from klachtbot.letters import TypstPrinter
from klachtbot.letters.plain import AT_MOST, OFFICE_DUTCH, ON_AVERAGE, sentences, words
from klachtbot.letters.remarks import TO_THEIR_FACE
from klachtbot.usecases.letters import Audience, Letter, Remark
from tests.letters.examples import COMPLAINANT, EVERY, SENDER, letter

PRINTER = TypstPrinter()
C, R = Audience.COMPLAINANT, Audience.RESPONDENT


def body(one: Letter) -> str:
    return PRINTER.text(one).split(one.number, 1)[1]


@pytest.mark.parametrize(
    "typed",
    [
        "# Geen titel, maar een hekje",
        "## Ook geen kop",
        "* geen punt, maar een ster",
        "{{ officer }} en {% if x %}",
        "{# geen uitleg #}",
        "#let x = 1; $x$ _schuin_ *vet* `code` @verwijzing <label>",
        "Een regel\\",
        'Zij zei "nee" & <b>ging</b>',
    ],
)
def test_what_somebody_typed_comes_out_as_it_was_typed(typed: str) -> None:
    one = letter(subject=typed)

    printed = PRINTER.print(one)

    assert f"Waar gaat de klacht over?\n{typed}\n\nKlopt" in printed.text
    assert printed.replaced == 0


def test_the_html_of_a_mail_shows_marks_as_they_were_typed() -> None:
    printed = PRINTER.print(letter(subject='"Nee" & <script>alert(1)</script>'))

    assert "&quot;Nee&quot; &amp; &lt;script&gt;alert(1)&lt;/script&gt;" in printed.html


def test_empty_lines_make_paragraphs_and_other_lines_stay_lines() -> None:
    one = replace(letter(), free={"own_words": "Eerste regel\r\nTweede regel\r\n\r\n\r\nNieuwe alinea"})

    text = PRINTER.text(one)

    assert "\n\nEerste regel\nTweede regel\n\nNieuwe alinea\n\n" in text


def test_a_name_from_right_to_left_does_not_turn_what_stands_beside_it() -> None:
    one = letter(Notice.ACKNOWLEDGEMENT, Audience.REPRESENTATIVE, complainant="محمد")

    assert "de klacht van \u2068محمد\u2069." in PRINTER.text(one)


def test_marks_that_would_turn_the_words_around_them_are_left_out() -> None:
    text = PRINTER.text(letter(subject="Dit \u202estaat\u2066 gewoon."))

    assert "Dit staat gewoon." in text


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Mevrouw Jansen", "Beste mevrouw Jansen,"),
        ("mw. De Vries", "Beste mevrouw De Vries,"),
        ("De heer Yılmaz", "Beste meneer Yılmaz,"),
        ("Dhr J. Bakker", "Beste meneer J. Bakker,"),
        ("Familie Aydın", "Beste familie Aydın,"),
        ("De Heer", "Beste De Heer,"),
        ("Mevrouw", "Beste Mevrouw,"),
        ("Heerema", "Beste Heerema,"),
    ],
)
def test_who_is_written_down_with_a_title_is_greeted_as_one_says_it(name: str, greeting: str) -> None:
    assert f"\n{greeting}\n" in PRINTER.text(replace(letter(), addressee=name))


def test_nobody_invites_to_a_talk_over_a_complaint_over_somebody() -> None:
    text = PRINTER.text(letter(Notice.CONVERSATION_INVITATION, R))

    assert "een gesprek over de klacht die over u gaat." in text


@pytest.mark.parametrize(("notice", "audience", "language"), EVERY)
def test_nobody_is_called_by_their_part_in_it(notice: Notice, audience: Audience, language: str) -> None:
    text = PRINTER.text(letter(notice, audience, language))

    assert TO_THEIR_FACE.findall(text) == []


@pytest.mark.parametrize(("notice", "audience", "language"), EVERY)
def test_a_letter_says_its_date_its_number_and_whom_to_reach(notice: Notice, audience: Audience, language: str) -> None:
    text = PRINTER.text(letter(notice, audience, language))

    day = {"nl": "dinsdag 24 november 2026", "en": "Tuesday 24 November 2026"}[language]
    wanted = [day, "K-2026-007", SENDER.officer, SENDER.phone, SENDER.email]
    assert [word for word in wanted if word not in text] == []


@pytest.mark.parametrize(("notice", "audience", "language"), [one for one in EVERY if one[2] == "nl"])
def test_our_words_are_plain_dutch(notice: Notice, audience: Audience, language: str) -> None:
    text = body(letter(notice, audience, language))
    lengths = [words(sentence) for line in text.split("\n") for sentence in sentences(line)]

    assert sum(lengths) / len(lengths) <= ON_AVERAGE
    assert max(lengths) <= AT_MOST
    assert OFFICE_DUTCH.findall(text) == []


@pytest.mark.parametrize("notice", [notice for notice, audience, language in EVERY if audience is R])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_name_that_is_withheld_stands_in_no_letter_to_a_respondent(notice: Notice, language: str) -> None:
    one = letter(notice, R, language, name_withheld="yes")

    printed = PRINTER.print(one)

    assert COMPLAINANT not in printed.text + printed.html


def test_only_the_complainant_hears_of_further_steps_and_how_to_reach_the_committee() -> None:
    theirs = PRINTER.text(letter(Notice.REPORT_UNSETTLED, C))
    other = PRINTER.text(letter(Notice.REPORT_UNSETTLED, R))

    assert "Postbus 1" in theirs
    assert "Wat kunt u nu doen?" in theirs
    assert "Postbus 1" not in other
    assert "Wat kunt u nu doen?" not in other


@pytest.mark.parametrize(
    ("wished_by", "audience", "sentence"),
    [
        ("us", C, "Mijn excuses daarvoor."),
        ("complainant", C, "U vroeg ons om meer tijd."),
        ("respondent", C, "De ander vroeg ons om meer tijd."),
        ("complainant", R, "De ander vroeg ons om meer tijd."),
        ("respondent", R, "U vroeg ons om meer tijd."),
        ("both", R, "Dat hebben we samen zo afgesproken."),
    ],
)
def test_a_later_conversation_is_explained_to_each_reader(wished_by: str, audience: Audience, sentence: str) -> None:
    text = PRINTER.text(letter(Notice.LATER, audience, wished_by=wished_by))

    assert sentence in text


def test_the_officer_may_change_why_it_is_later_and_our_excuse_stays() -> None:
    one = replace(letter(Notice.LATER, wished_by="us"), free={"why_later": "Er was geen kamer vrij."})

    text = PRINTER.text(one)

    assert "Er was geen kamer vrij.\n\nIk vind het vervelend dat u langer moet wachten." in text


@pytest.mark.parametrize(
    ("one", "remark"),
    [
        pytest.param(letter(received_on=""), Remark("missing", "received_on", forbids=True), id="no date"),
        pytest.param(letter(subject="  "), Remark("missing", "subject", forbids=True), id="no subject"),
        pytest.param(
            replace(letter(Notice.REPORT_UNSETTLED), free={"next_steps": ""}),
            Remark("missing", "next_steps", forbids=True),
            id="no next steps",
        ),
        pytest.param(
            letter(Notice.REPORT_UNSETTLED, committee_contact=""),
            Remark("missing", "committee_contact", forbids=True),
            id="no committee",
        ),
        pytest.param(
            replace(letter(), sender=replace(SENDER, phone="", email=" ")),
            Remark("no_way_to_reach", forbids=True),
            id="nobody to reach",
        ),
        pytest.param(
            replace(letter(), free={"own_words": "De klager en de beklaagde."}),
            Remark("to_their_face", "own_words", 2, forbids=True),
            id="klager",
        ),
        pytest.param(
            letter(subject="De Klager kreeg geen antwoord."),
            Remark("to_their_face", "", 1, forbids=True),
            id="klager in the subject",
        ),
        pytest.param(
            letter(Notice.NOTIFICATION, R, name_withheld="yes", subject=f"{COMPLAINANT} wacht nog."),
            Remark("names_complainant", forbids=True),
            id="the withheld name",
        ),
        pytest.param(
            letter(Notice.NOTIFICATION, R, name_withheld="yes", subject="Gülşen wacht nog."),
            Remark("may_name", "", 1),
            id="a piece of the withheld name",
        ),
        pytest.param(replace(letter(), sender=replace(SENDER, phone="")), Remark("no_phone"), id="no phone"),
        pytest.param(replace(letter(), sender=replace(SENDER, email="")), Remark("no_email"), id="no e-mail"),
        pytest.param(
            replace(letter(), free={"own_words": f"{'Woord ' * 29}eind."}),
            Remark("long_sentence", "own_words", 30),
            id="a long sentence",
        ),
        pytest.param(
            replace(letter(), free={"own_words": f"{'Woord ' * 99}eind. {'Woord ' * 99}eind."}),
            Remark("long_on_average", count=16),
            id="long on average",
        ),
        pytest.param(
            replace(letter(), free={"own_words": "Indien nodig. Maar indien niet."}),
            Remark("word_to_avoid", "indien", 2),
            id="office Dutch",
        ),
        pytest.param(letter(subject="Het 中 werd 😀."), Remark("cannot_be_shown", count=2), id="no glyph"),
    ],
)
def test_what_is_wrong_with_a_letter_is_remarked(one: Letter, remark: Remark) -> None:
    assert remark in PRINTER.remarks(one)


@pytest.mark.parametrize(("notice", "audience", "language"), EVERY)
def test_a_letter_that_is_right_gets_no_remark(notice: Notice, audience: Audience, language: str) -> None:
    assert PRINTER.remarks(letter(notice, audience, language)) == []
