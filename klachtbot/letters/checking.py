"""Looking at an organisation's own templates at the start, so that no letter fails on the day it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path
from traceback import walk_tb

from klachtbot.domain.model import Notice
from klachtbot.letters.blocks import Kind as Block
from klachtbot.letters.blocks import plain
from klachtbot.letters.contract import LETTERS, MEANS, PAPER_KINDS, RULINGS, WHY_NOT, WISHED_BY, Kind, LetterRow
from klachtbot.letters.days import in_words
from klachtbot.letters.setting import LABELS
from klachtbot.letters.templates import OURS, WrongTemplate, file_name, write
from klachtbot.usecases.letters import Audience, Letter, Paper, Sender, Value


class TemplateRefused(Exception):
    """An organisation's template cannot be used. ``line`` counts from 1; ``nl`` and ``en`` say why."""

    def __init__(self, file: str, line: int, nl: str, en: str) -> None:
        super().__init__(f"{file}, regel {line}: {nl} / {file}, line {line}: {en}")
        self.file = file
        self.line = line
        self.nl = nl
        self.en = en


def check(folder: Path) -> None:
    """Write every letter with these templates, with all that may be known and with the least. Raises
    ``TemplateRefused`` for a folder that is not there, a file of no letter, one that cannot be rendered, and one that
    leaves out what its letter must hold.
    """
    if not folder.is_dir():
        raise TemplateRefused(folder.name, 1, "deze map is er niet", "this folder is not there")
    own = {path.relative_to(folder).as_posix() for path in folder.rglob("*.txt")}
    for file in sorted(own - _names()):
        raise TemplateRefused(file, 1, "er is geen brief met deze naam", "there is no letter of this name")
    if own:
        for letter, known in _samples():
            _try(letter, known, folder)


def _names() -> set[str]:
    """The names a template may have."""
    names = {path.relative_to(OURS).as_posix() for path in OURS.rglob("*.txt")}
    return names | {f"{language}/{notice}.{audience}.txt" for language in LABELS for notice, audience in LETTERS}


def _samples() -> Iterator[tuple[Letter, Mapping[str, Value]]]:
    """Every letter in every language, with all it may be told and with the least; and what it must then show."""
    for (notice, audience), row in LETTERS.items():
        most = _values(row)
        flags = {value.name: "" for value in row.values if value.kind is Kind.FLAG}
        least = {value.name: most[value.name] for value in row.values if value.required}
        parts = {part.name: f"Voorbeeld van {part.name}." for part in row.parts}
        must = {value.name for value in row.values if value.required}
        shown = {name: value for name, value in most.items() if name in must}
        for language in LABELS:
            for values in (most, {**most, **flags}, least):
                yield _letter(notice, audience, language, {**values, **parts}), shown
            for wished_by in WISHED_BY if "wished_by" in must else ():
                yield _letter(notice, audience, language, {**least, "wished_by": wished_by}), shown
            for ruling in RULINGS if "ruling" in must else ():
                yield _letter(notice, audience, language, {**least, "ruling": ruling}), shown
            for means in MEANS if "attempts" in most else ():
                yield _letter(notice, audience, language, {**least, "attempts": (f"2026-01-02 {means}",)}), shown


def _letter(notice: Notice, audience: Audience, language: str, values: Mapping[str, Value]) -> Letter:
    sender = Sender("Voorbeeldorganisatie", "Voorbeeldnaam", "functie", "000 000 00 00", "post@voorbeeld.example")
    return Letter(notice, audience, language, "K-2026-001", date(2026, 1, 1), sender, "Lezer", values=values)


def _values(row: LetterRow) -> dict[str, Value]:
    """A value of its kind for each, and no two the same."""
    values: dict[str, Value] = {}
    for count, value in enumerate(row.values):
        samples: Mapping[Kind, Value] = {
            Kind.TEXT: f"Waarde van {value.name}",
            Kind.DAY: date(2026, 2, 1) + timedelta(days=count),
            Kind.TIME: f"{count:02}:15",
            Kind.NAMES: (f"Eerste van {value.name}",),
            Kind.ATTEMPTS: ("2026-01-02 phone",),
            Kind.PAPERS: tuple(
                Paper(date(2026, 1, 3), kind, f"Stuk {kind} {why}", "Lezer", why)
                for kind, why in zip_longest(PAPER_KINDS, WHY_NOT, fillvalue="")
            ),
            Kind.FLAG: "yes",
            Kind.WISHED_BY: WISHED_BY[0],
            Kind.RULING: RULINGS[0],
        }
        values[value.name] = samples[value.kind]
    return values


def _try(letter: Letter, must: Mapping[str, Value], folder: Path) -> None:
    file = file_name(letter, folder)
    try:
        written = write(letter, folder)
    except Exception as error:
        raise _refused(error, file, folder) from None
    titles = [number for number, block in enumerate(written.blocks) if block.kind is Block.TITLE]
    if titles != [0]:
        nl, en = "een brief begint met één titel (# …)", "a letter starts with one title (# …)"
        raise TemplateRefused(file, 1, nl, en)
    text = plain(written.blocks)
    shown = {name for name, value in must.items() if _words(value, letter.language) in text}
    parts = {part.name for part in LETTERS[letter.notice, letter.audience].parts if part.required}
    for name in sorted(set(must) - {"wished_by", "ruling"} - shown) + sorted(parts - set(written.parts)):
        raise TemplateRefused(file, 1, f"{name} ontbreekt in de brief", f"{name} is missing from the letter")


def _words(value: Value, language: str) -> str:
    if isinstance(value, date):
        return in_words(value, language)
    first = value if isinstance(value, str) else value[0]
    return first.name if isinstance(first, Paper) else first


def _refused(error: Exception, file: str, folder: Path) -> TemplateRefused:
    """With the file and the line of the template it went wrong in, as far as Jinja knows them."""
    where, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    for frame, number in walk_tb(error.__traceback__):
        if frame.f_code.co_filename.endswith(".txt"):
            where, line = frame.f_code.co_filename, number
    path = Path(where or file)
    file = next((path.relative_to(place).as_posix() for place in (folder, OURS) if path.is_relative_to(place)), file)
    if isinstance(error, WrongTemplate):
        return TemplateRefused(file, line or 1, error.nl, error.en)
    said = " ".join(str(getattr(error, "message", None) or error or type(error).__name__).split())
    return TemplateRefused(file, line or 1, f"dit lukt niet ({said})", f"this does not work ({said})")
