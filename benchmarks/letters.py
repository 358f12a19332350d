"""``letters``: setting an acknowledgement, beside Typst with nothing around it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise

import typst

from benchmarks.report import Result
from benchmarks.sides import beside
from klachtbot.domain.model import Notice
from klachtbot.letters import TypstPrinter
from klachtbot.usecases.letters import Audience, Letter, Sender

ROUNDS = 7
LETTERS = 20
SENDER = Sender("OCO Voorbeeldstad", "Fatma Yıldız", "klachtenfunctionaris", "036 000 00 00", "post@voorbeeld.example")


def run() -> Iterator[Result]:
    """A PDF/A-3a and PDF/UA-1 letter from its template, and the same words set by bare Typst as an ordinary PDF.

    No two letters are the same: Typst remembers what it has set.
    """
    printer = TypstPrinter()
    faces = typst.Fonts(include_system_fonts=False)
    text = printer.text(_letter(0))
    count = iter(range(1_000_000))

    def ours() -> None:
        printer.print(_letter(next(count)))

    def theirs() -> None:
        bare = typst.Compiler(b"#sys.inputs.text", font_paths=faces, sys_inputs={"text": f"{next(count)} {text}"})
        bare.compile(format="pdf")

    yield beside("letters.print", list(_in_turns(ours, theirs)), unit="ms", n=ROUNDS * LETTERS, at_most=3.0)


def _letter(number: int) -> Letter:
    return Letter(
        Notice.ACKNOWLEDGEMENT,
        Audience.COMPLAINANT,
        "nl",
        f"K-2026-{number:03}",
        date(2026, 11, 24),
        SENDER,
        "Gülşen Çağlayan-Özdemir",
        "Lange Laan 12\n1000 AB Voorbeeldstad",
        {"received_on": date(2026, 11, 20), "subject": f"De afspraak werd {number} keer afgezegd."},
    )


def _in_turns(*sides: Callable[[], None]) -> Iterator[tuple[float, float]]:
    """Milliseconds a letter, of both, each round; the first round warms up."""
    for number in range(ROUNDS + 1):
        marks = [time.perf_counter()]
        for side in sides:
            for _ in range(LETTERS):
                side()
            marks.append(time.perf_counter())
        mine, other = ((end - start) / LETTERS * 1e3 for start, end in pairwise(marks))
        if number:
            yield mine, other
