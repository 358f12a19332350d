"""From blocks to a page: a PDF/A-3a and PDF/UA-1 file, set by Typst, which refuses what breaks either.

Typst is imported when the first letter is set, not before: a bot that sends none does not pay for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from klachtbot.letters.blocks import UNKNOWN, Block, Kind, clean, to_the_left
from klachtbot.letters.days import in_words

if TYPE_CHECKING:
    import typst

    from klachtbot.usecases.letters import Letter

MARK = "□"
"""Stands where a character was that the type faces do not have."""

LABELS: Mapping[str, Mapping[str, str]] = {
    "nl": {"region": "nl", "number": "Ons kenmerk: {number}", "page": "pagina {page} van {pages}"},
    "en": {"region": "gb", "number": "Our reference: {number}", "page": "page {page} of {pages}"},
}

_TYPE_FACE = "font_source_sans_pro"
_NO_GLYPH = re.compile(r'the text `"(.*?)"` could not be displayed|contains the codepoint `"(.*?)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_ROUNDS = 4
TOGETHER = 1000
"""Up to how many characters the last section is kept on one page."""
LINE, NARROW = 60, 25
"""From how many characters a word may not fit on a line of the text, or of what is narrower."""


@dataclass(frozen=True, slots=True)
class Page:
    """A letter as it is set. ``replaced``: how many characters have ``MARK`` in their place."""

    pdf: bytes = field(repr=False)
    replaced: int


def typeset(letter: Letter, blocks: Sequence[Block]) -> Page:
    """Set a letter; what the faces cannot show is replaced, so that it never fails on what somebody typed."""
    return Page(*shown(json.dumps(_content(letter, blocks), ensure_ascii=False), _compile))


def shown(content: str, compile: Callable[[str], bytes]) -> tuple[bytes, int]:
    """What ``compile`` makes of it, with a mark for what the faces do not have; and how many marks there are."""
    import typst

    content, replaced = _marked(content, {UNKNOWN})
    for _ in range(_ROUNDS):
        try:
            return compile(content), replaced
        except typst.TypstError as error:
            lacking = _lacking(str(error.diagnostic))
            if not lacking:
                raise
            content, more = _marked(content, lacking)
            replaced += more
    content, more = _marked(content, {c for c in content if ord(c) > 0x24F and c != MARK})
    return compile(content), replaced + more


def _compile(content: str) -> bytes:
    import typst

    compiler = typst.Compiler(_source(), font_paths=faces(), ignore_system_fonts=True, sys_inputs={"letter": content})
    made = compiler.compile(format="pdf", pdf_standards=["a-3a", "ua-1"])
    assert isinstance(made, bytes)
    return made


@cache
def _source() -> bytes:
    return (Path(__file__).parent / "letter.typ").read_bytes()


@cache
def faces() -> typst.Fonts:
    import typst

    spec = find_spec(_TYPE_FACE)
    assert spec is not None
    assert spec.origin is not None
    files = Path(spec.origin).parent / "files"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(files)])


def _lacking(diagnostic: str) -> set[str]:
    """The characters an error of Typst names."""
    named = "".join(one or other for one, other in _NO_GLYPH.findall(diagnostic))
    return set(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), named)) - {MARK}


def _marked(content: str, lacking: set[str]) -> tuple[str, int]:
    """``content`` with a mark for each of these, what belongs together (a family in emoji) counted once."""
    if not lacking:
        return content, 0
    one = f"[{re.escape(''.join(sorted(lacking)))}]"
    joined = f"{one}(?:[\ufe0f\U0001f3fb-\U0001f3ff]|\u200d{one})*"
    return re.subn(joined, MARK, content)


def _content(letter: Letter, blocks: Sequence[Block]) -> dict[str, Any]:
    """What ``letter.typ`` reads."""
    labels = LABELS[letter.language]
    sender = letter.sender
    first, _, rest = labels["page"].partition("{page}")
    titles = [block.lines[0] for block in blocks if block.kind is Kind.TITLE]
    body = [block for block in blocks if block.kind is not Kind.TITLE]
    ending = _ending(body)
    address = clean(letter.address).strip()
    addressed = [clean(letter.addressee), *address.split("\n")] if address else []
    return {
        "language": letter.language,
        "region": labels["region"],
        "title": titles[0],
        "number": letter.number,
        "year": letter.written_on.year,
        "month": letter.written_on.month,
        "day": letter.written_on.day,
        "date": in_words(letter.written_on, letter.language),
        "reference": labels["number"].format(number=letter.number),
        "page_of": [first, rest.replace("{pages}", "")],
        "organisation": clean(sender.organisation),
        "letterhead": _breakable(clean(sender.organisation), NARROW),
        "contact": [_breakable(line, NARROW) for line in contact(letter)],
        "address": [set_lines([line], NARROW) for line in addressed if line.strip()],
        "blocks": [{"kind": block.kind, **set_lines(block.lines)} for block in body[:ending]],
        "ending": [{"kind": block.kind, **set_lines(block.lines)} for block in body[ending:]],
    }


def _ending(body: Sequence[Block]) -> int:
    """Where the last section starts, which stays together; at the end when it is long."""
    start = max((number for number, block in enumerate(body) if block.kind is Kind.HEADING), default=len(body))
    return start if sum(len(line) for block in body[start:] for line in block.lines) < TOGETHER else len(body)


def contact(letter: Letter) -> list[str]:
    """The lines under the name of the sender in the letterhead."""
    sender = letter.sender
    lines = [*clean(sender.address).split("\n"), clean(sender.phone), clean(sender.email)]
    return [line.strip() for line in lines if line.strip()]


def set_lines(lines: Sequence[str], longest: int = LINE) -> dict[str, Any]:
    """Lines as the pages take them: with the direction of their words."""
    return {"lines": [_breakable(line, longest) for line in lines], "to_the_left": to_the_left("\n".join(lines))}


def _breakable(line: str, longest: int = LINE) -> str:
    """A line in which a word that is longer than that may be broken."""
    return re.sub(rf"\S{{{longest},}}", lambda found: "\u200b".join(re.findall(".{1,15}", found[0])), line)
