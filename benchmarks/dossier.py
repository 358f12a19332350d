"""``dossier``: two hundred pages as a file, beside the renderer with nothing around it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

from benchmarks.report import Result
from benchmarks.sides import beside
from klachtbot.letters.dossier import ProcessBinder
from klachtbot.usecases.dossier_pdf import Dossier, Told
from tests.letters.dossiers import content_of, of_pages

ROUNDS = 7
PAGES = 200

BARE = """
import json, sys
import typst
source = b'''
#set document(title: "-", date: datetime(year: 2026, month: 11, day: 24))
#set text(size: 11pt, lang: "nl")
#set par(leading: 0.72em, spacing: 1.3em)
#set page(margin: (x: 2.5cm, top: 2.6cm, bottom: 2.4cm), numbering: "1 / 1")
#for one in json(bytes(sys.inputs.told)) {
  heading(level: 1, one.at(0))
  for text in one.at(1) { par(text) }
}
'''
faces = typst.Fonts(include_system_fonts=False)
compiler = typst.Compiler(source, font_paths=faces, sys_inputs={"told": sys.stdin.read()})
sys.stdout.buffer.write(compiler.compile(format="pdf", pdf_standards=["a-3a", "ua-1"]))
"""


def run() -> Iterator[Result]:
    """A dossier from its words to a PDF that is put away encrypted; and the same text, set by Typst in a process that
    does only that, on as many pages. Both are PDF/A-3a and PDF/UA-1, and both processes are started each time."""
    binder = ProcessBinder()
    made = iter(range(1_000))

    def ours() -> None:
        binder.bind(_anew(next(made)), content_of, merged=False)

    def theirs() -> None:
        told = [(one.heading, one.text.split("\n\n")) for one in _texts(_anew(next(made)))]
        subprocess.run(
            [sys.executable, "-c", BARE], input=json.dumps(told).encode(), stdout=subprocess.PIPE, check=True
        )

    yield beside("dossier", list(_in_turns(ours, theirs)), unit="s", n=ROUNDS, at_most=1.3)


def _texts(dossier: Dossier) -> tuple[Told, ...]:
    return tuple(one for chapter in dossier.chapters for one in chapter.told)


def _anew(number: int) -> Dossier:
    """Another two hundred pages."""
    dossier = of_pages(PAGES)
    return replace(dossier, number=f"K-2026-{number:03}")


def _in_turns(*sides: Callable[[], None]) -> Iterator[tuple[float, float]]:
    """Seconds, of both, each round; the first round warms up."""
    for number in range(ROUNDS + 1):
        marks = [time.perf_counter()]
        for side in sides:
            side()
            marks.append(time.perf_counter())
        mine, other = (end - start for start, end in pairwise(marks))
        if number:
            yield mine, other
