"""Letters as pages: what is set holds what was said, and looks the same each time."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from klachtbot.letters import TypstPrinter
from tests.letters.examples import by_post, letter

PRINTER = TypstPrinter()


def read(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_the_same_letter_gives_the_same_bytes() -> None:
    once = PRINTER.print(by_post(letter()))

    again = TypstPrinter().print(by_post(letter()))

    assert again == once


def test_an_acknowledgement_holds_the_date_of_receipt_and_what_it_is_about() -> None:
    printed = PRINTER.print(letter(subject="De telefoon werd niet opgenomen."))

    assert "vrijdag 20 november 2026" in read(printed.pdf)
    assert "De telefoon werd niet opgenomen." in read(printed.pdf)
