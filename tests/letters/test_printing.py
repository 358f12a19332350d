"""Letters as pages: what is set holds what was said, looks the same each time, and never fails on what was typed."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from klachtbot.domain.model import Notice
from klachtbot.letters import TypstPrinter
from klachtbot.letters.contract import JOINED_TEXT
from klachtbot.letters.setting import MARK
from klachtbot.usecases.letters import Audience
from tests.letters.examples import EVERY, SENDER, by_post, letter

PRINTER = TypstPrinter()
CM = 72 / 2.54
HEIGHT = 29.7 * CM


def open_pdf(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def read(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in open_pdf(pdf).pages).split())


def test_the_same_letter_gives_the_same_bytes() -> None:
    once = PRINTER.print(by_post(letter()))

    again = TypstPrinter().print(by_post(letter()))

    assert again == once


@pytest.mark.parametrize(("notice", "audience", "language"), EVERY)
def test_every_letter_can_be_printed(notice: Notice, audience: Audience, language: str) -> None:
    printed = PRINTER.print(letter(notice, audience, language))

    assert "K-2026-007" in read(printed.pdf)
    assert printed.replaced == 0


def test_an_acknowledgement_holds_the_date_of_receipt_and_what_it_is_about() -> None:
    printed = PRINTER.print(letter(subject="De telefoon werd niet opgenomen."))

    text = read(printed.pdf)
    assert "vrijdag 20 november 2026" in text
    assert "De telefoon werd niet opgenomen." in text


@pytest.mark.parametrize(("language", "wanted"), [("nl", "nl-NL"), ("en", "en-GB")])
def test_a_letter_claims_what_archives_and_screen_readers_need(language: str, wanted: str) -> None:
    pdf = open_pdf(PRINTER.print(letter(language=language)).pdf)

    about = pdf.xmp_metadata
    assert str(pdf.root_object["/Lang"]) == wanted
    assert "/StructTreeRoot" in pdf.root_object
    assert about is not None
    told = about.stream.get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in told
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in told
    assert "<pdfuaid:part>1</pdfuaid:part>" in told


def test_the_title_of_the_file_is_that_of_the_letter_and_names_nobody() -> None:
    pdf = open_pdf(PRINTER.print(letter()).pdf)

    assert pdf.metadata is not None
    assert pdf.metadata.title == "Wij hebben uw klacht ontvangen"
    assert pdf.metadata.author == "OCO Voorbeeldstad"


def test_a_letter_is_dated_by_the_day_it_was_written_not_by_the_clock() -> None:
    pdf = open_pdf(PRINTER.print(letter()).pdf)

    assert pdf.metadata is not None
    assert pdf.metadata.creation_date is not None
    assert pdf.metadata.creation_date.date() == letter().written_on


def test_by_post_the_address_stands_where_the_window_of_an_envelope_is() -> None:
    found: list[tuple[float, float]] = []
    page = open_pdf(PRINTER.print(by_post(letter())).pdf).pages[0]

    def look(text: str, matrix: list[float], _at: list[float], _font: object, _size: object) -> None:
        if "Lange Laan 12" in text:
            found.append((matrix[4] / CM, (HEIGHT - matrix[5]) / CM))

    page.extract_text(visitor_text=look)
    left, down = found[0]
    assert 2 <= left <= 3
    assert 5 <= down <= 6.5


def test_a_mail_has_no_postal_address_on_it() -> None:
    assert "Lange Laan" not in read(PRINTER.print(letter()).pdf)


def test_further_pages_say_which_case_and_which_page_they_are() -> None:
    report = "\n\n".join(["Er werd niet opgenomen, ook niet bij de derde keer. " * 12] * 12)
    pages = open_pdf(PRINTER.print(letter(Notice.REPORT_SETTLED, report=report)).pdf).pages

    first, *others = [" ".join(page.extract_text().split()) for page in pages]
    assert len(others) >= 2
    assert "pagina" not in first
    assert others[0].startswith(f"K-2026-007 pagina 2 van {len(pages)} ")
    assert others[1].startswith(f"K-2026-007 pagina 3 van {len(pages)} ")


@pytest.mark.parametrize("lines", range(20, 32))
def test_the_name_of_who_writes_never_stands_alone_on_the_last_page(lines: int) -> None:
    report = "\n".join(["Er werd niet opgenomen."] * lines)
    pages = open_pdf(PRINTER.print(letter(Notice.REPORT_SETTLED, report=report)).pdf).pages

    last = pages[-1].extract_text()
    assert "Heeft u een vraag?" in last
    assert "Fatma Yıldız" in last


def test_a_long_report_is_printed_to_its_last_word() -> None:
    report = f"{'Er werd niet opgenomen. ' * (JOINED_TEXT // 24 - 1)}Einde."

    assert "opgenomen. Einde." in read(PRINTER.print(letter(Notice.REPORT_SETTLED, report=report)).pdf)


@pytest.mark.parametrize(
    ("typed", "replaced"),
    [
        pytest.param("Een glimlach 😀", 1, id="emoji"),
        pytest.param("Een gezin 👨‍👩‍👧 en een duim 👍🏽", 2, id="emoji of several characters count once"),
        pytest.param("中文", 2, id="Chinese"),
        pytest.param("Een bel \x07 en een nul \x00", 2, id="control characters"),
        pytest.param("Privé \ue000 en geen teken \ufdd0 \U0010ffff \u0378", 4, id="no character"),
        pytest.param("Half \ud83d een teken", 1, id="half a character"),
        pytest.param("Gülşen Çağlayan-Özdemir, Łukasz Ĳsselstein, Ștefan Đorđević, Nguyễn", 0, id="European"),
        pytest.param("Ελένη, Наталія", 0, id="Greek and Cyrillic"),
        pytest.param("محمد عبد الرحمن, שלום כהן", 0, id="Arabic and Hebrew"),
        pytest.param("Zacht\u00ad streepje, nul\u200bbreed, \ufeffmerk", 0, id="what one does not see"),
    ],
)
def test_what_the_type_faces_lack_gets_a_mark_and_is_counted(typed: str, replaced: int) -> None:
    printed = PRINTER.print(by_post(replace(letter(subject=typed), addressee=typed)))

    places = 3  # the subject, the greeting and the address
    assert printed.replaced == places * replaced
    assert read(printed.pdf).count(MARK) == places * replaced


def test_even_a_letter_full_of_strange_characters_is_printed() -> None:
    strange = "".join(chr(number) for number in range(0x1000, 0x1F000, 37))

    printed = PRINTER.print(letter(subject=strange))

    assert printed.replaced > 1000


def test_a_name_of_two_hundred_letters_stays_on_the_page() -> None:
    one = by_post(replace(letter(), addressee="W" * 200, sender=replace(SENDER, organisation="O" * 200)))

    page = open_pdf(PRINTER.print(one).pdf).pages[0]

    assert max(len(line) for line in page.extract_text().splitlines()) < 120


@pytest.mark.parametrize("module", ["klachtbot.letters", "klachtbot.wiring"])
def test_what_sets_letters_is_loaded_when_the_first_is_set(module: str) -> None:
    look = f"import sys, {module}; print(sorted({{'typst', 'jinja2', 'font_source_sans_pro'}} & set(sys.modules)))"

    told = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=60)

    assert told.stdout.strip() == "[]"


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.text(max_size=200))
def test_whatever_somebody_types_the_letter_is_printed(typed: str) -> None:
    one = replace(letter(subject=typed), addressee=typed, address=typed, free={"own_words": typed})

    printed = PRINTER.print(one)

    assert printed.pdf.startswith(b"%PDF")


def test_letters_that_are_printed_at_once_do_not_get_mixed_up() -> None:
    letters = [by_post(letter(subject=f"Dit is klacht {number} 😀.")) for number in range(12)]
    alone = [PRINTER.print(one) for one in letters]

    with ThreadPoolExecutor(max_workers=4) as threads:
        together = list(threads.map(PRINTER.print, letters))

    assert together == alone
